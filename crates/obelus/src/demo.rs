//! `obelus demo`: writes an invented folder with planted leaks, scans it, and says whether all of
//! them were found.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use detect::output::{Context, End};
use detect::{Policy, Report, RuleSet};
use include_dir::{Dir, DirEntry, include_dir};

use crate::failure::{FAULT, Failure};
use crate::human::Human;
use crate::{Shell, scan};

/// The files; plain texts as they are, the others made by `cargo xtask demo`.
static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/demo/files");
/// What is planted in them: file, member of the file or `-`, rule; between tabs.
static KEY: &str = include_str!("../demo/key.tsv");
/// Folder that is written when none is named.
const FOLDER: &str = "obelus-demo";

/// A leak that was planted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Planted {
    file: &'static str,
    member: &'static str,
    rule: &'static str,
}

/// Writes the folder and scans it; fails when a planted leak was not found.
pub(crate) fn demo(folder: Option<&Path>, shell: &Shell) -> Result<ExitCode, Failure> {
    let folder = folder.unwrap_or(Path::new(FOLDER));
    write_files(folder)?;
    let planted: BTreeSet<Planted> = planted().collect();
    let rules = RuleSet::built_in();
    let mut missed = planted.clone();
    scan_folder(folder, &rules, shell, |report| {
        missed.retain(|leak| !is_found(leak, folder, report, &rules));
    })?;
    let messages = &shell.messages;
    let values = [
        ("found", (planted.len() - missed.len()).into()),
        ("planted", planted.len().into()),
        ("folder", folder.display().to_string().into()),
    ];
    let mut out = io::stdout().lock();
    writeln!(out, "{}", messages.get("demo-result", &values))?;
    for leak in &missed {
        let values = [("file", leak.file.into()), ("rule", leak.rule.into())];
        writeln!(out, "{}", messages.get("demo-missed", &values))?;
    }
    Ok(if missed.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(FAULT) })
}

fn planted() -> impl Iterator<Item = Planted> {
    KEY.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut cells = line.split('\t');
        Some(Planted { file: cells.next()?, member: cells.next()?, rule: cells.next()? })
    })
}

/// Writes the files; a folder that holds anything else is left alone.
fn write_files(folder: &Path) -> Result<(), Failure> {
    let cannot = |error: io::Error| {
        Failure::usage(format!("cannot write the demo into `{}`: {error}", folder.display()))
            .help("name another folder: obelus demo FOLDER")
    };
    if let Some(other) = foreign(folder).map_err(cannot)? {
        return Err(Failure::usage(format!("`{}` is not of the demo", other.display()))
            .help("name an empty folder, or one that is not there yet: obelus demo FOLDER"));
    }
    fs::create_dir_all(folder).map_err(cannot)?;
    FILES.extract(folder).map_err(cannot)
}

/// Returns something in the folder that the demo does not write.
fn foreign(folder: &Path) -> io::Result<Option<PathBuf>> {
    let mut folders = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        let entries = match fs::read_dir(&inner) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            entries => entries?,
        };
        for entry in entries {
            let path = entry?.path();
            let name = path.strip_prefix(folder).unwrap_or(&path);
            match FILES.get_entry(name) {
                Some(DirEntry::Dir(_)) => folders.push(path),
                Some(DirEntry::File(_)) => {}
                None => return Ok(Some(path)),
            }
        }
    }
    Ok(None)
}

/// Scans with the built-in policy and shows the reports to the person and to `seen`.
fn scan_folder(
    folder: &Path,
    rules: &RuleSet,
    shell: &Shell,
    mut seen: impl FnMut(&Report),
) -> Result<(), Failure> {
    let started = Instant::now();
    let policy = Policy::default();
    let context = Context { rules, policy: &policy, key: None, reveal: false };
    let out = Box::new(BufWriter::new(io::stdout()));
    let mut human = Human::begin(out, context, shell.terminal, &shell.messages, None)?;
    let mut end = End::default();
    scan::each(&[folder.to_owned()], rules, &policy, &mut |report| {
        end.summary.add(report);
        seen(report);
        human.report(report)
    })?;
    end.seconds = started.elapsed().as_secs_f64();
    Ok(human.finish(&end)?)
}

/// True when a finding of the report is the planted leak.
fn is_found(leak: &Planted, folder: &Path, report: &Report, rules: &RuleSet) -> bool {
    Path::new(&report.file) == folder.join(leak.file)
        && report.findings.iter().any(|finding| {
            let member = finding.location.path.join("!");
            let named = rules.rule(finding.rule).id == leak.rule;
            named && (leak.member == "-" || leak.member == member)
        })
}
