//! A folder that is made for one test, and the lines that a run over it yields.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use detect::{Engine, Policy, Report, RuleSet};
use run::{Error, Observer, Options};

/// A made-up number with a right check digit.
pub(crate) const NUMBER: &str = "11010519491231002X";

/// A folder that goes when the test ends.
pub(crate) struct Tree(PathBuf);

impl Tree {
    /// Makes an empty folder.
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("run-{}-{number}", std::process::id());
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// Returns where `relative` is.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.0.join(relative)
    }

    /// Writes a file, and the folders that it needs.
    pub(crate) fn file(&self, relative: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(relative);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    /// Scans all of it.
    pub(crate) fn lines(&self, options: &Options) -> Vec<String> {
        self.lines_of(&[""], options).unwrap()
    }

    /// Scans these paths; a line for each report, with paths relative to the folder.
    pub(crate) fn lines_of(&self, paths: &[&str], options: &Options) -> Result<Vec<String>, Error> {
        let paths: Vec<PathBuf> = match paths {
            [""] => vec![self.0.clone()],
            paths => paths.iter().map(|path| self.path(path)).collect(),
        };
        let prefix = format!("{}/", self.0.display());
        let reports = reports(&paths, options, &AtomicBool::new(false), &Unwatched)?;
        Ok(reports.iter().map(|report| line(report).replace(&prefix, "")).collect())
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        let _gone = fs::remove_dir_all(&self.0);
    }
}

/// Nobody watches.
pub(crate) struct Unwatched;

impl Observer for Unwatched {}

/// Stops the run as soon as a file was read.
pub(crate) struct Stopper<'a>(pub(crate) &'a AtomicBool);

impl Observer for Stopper<'_> {
    fn done(&self, _files: u64, _bytes: u64) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Options for `jobs` threads, all in this process.
pub(crate) fn options(jobs: usize) -> Options {
    Options::here(jobs, Duration::from_secs(60))
}

/// Runs a scan and returns its reports.
pub(crate) fn reports(
    paths: &[PathBuf],
    options: &Options,
    stop: &AtomicBool,
    observer: &dyn Observer,
) -> Result<Vec<Report>, Error> {
    let rules = RuleSet::built_in();
    let engine = Engine::new(&rules);
    let mut reports = Vec::new();
    run::scan(paths, &engine, &Policy::default(), options, stop, observer, &mut |report| {
        reports.push(report);
    })?;
    Ok(reports)
}

/// Returns a report as one line: path, verdict, how much was read, number of findings, problems.
pub(crate) fn line(report: &Report) -> String {
    let problems: Vec<&str> = report.problems.iter().map(|problem| problem.code.name()).collect();
    format!(
        "{} {} {} {} {}",
        report.file,
        report.verdict.name(),
        report.coverage.name(),
        report.findings.len(),
        problems.join(",")
    )
    .trim_end()
    .to_owned()
}
