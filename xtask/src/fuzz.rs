//! Changed files through every reader: each must end, in time, without a panic.
//!
//! Samples of our own are changed at random, and the same from the same seed: a run that fails names
//! the seed and the file, and `--seed` repeats it as long as the samples are the same; what made a
//! reader fail is written to `target/fuzz` as well. Packages are changed inside their members too, so
//! that what is changed comes past the checksums.
//!
//! With `--store` each format is a target of its own, read in a process of its own, and what was run
//! is added to `docs/fuzz.md`, from which a later run goes on.

mod mutate;
mod page;
mod samples;
mod series;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use page::{Page, Row};
use samples::Samples;
use series::{Bounds, Tally};

/// Where files are written that made a reader fail.
const FAILED: &str = "target/fuzz";

/// What is run.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Files in all; with `--store`, of each format, with those of earlier runs.
    #[arg(long, default_value_t = 10_000)]
    pub(crate) runs: u64,
    /// Only samples that this format reads, such as `pdf`.
    #[arg(long)]
    pub(crate) format: Option<String>,
    /// Number of the first file, 1 if none is given; a failure names its own.
    #[arg(long, conflicts_with = "store")]
    pub(crate) seed: Option<u64>,
    /// End after so many seconds.
    #[arg(long)]
    pub(crate) seconds: Option<u64>,
    /// Give each format turns, and add what was run to `docs/fuzz.md`.
    #[arg(long)]
    pub(crate) store: bool,
}

/// Reads changed files; fails when a reader panicked or hung.
pub(crate) fn run(root: &Path, options: &Options) -> Result<()> {
    let until = options.seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    match (&options.format, options.store) {
        (None, true) => all_in_turn(root, options, until),
        (Some(format), true) => one_turn(root, format, options, until),
        (_, false) => one_series(root, options, until),
    }
}

/// Reads changed samples of one format or of any, and prints what became of them.
fn one_series(root: &Path, options: &Options, until: Option<Instant>) -> Result<()> {
    let samples = Samples::of(root, options.format.as_deref())?;
    let first = options.seed.unwrap_or(1);
    let bounds = Bounds { seeds: first..first + options.runs, until };
    let tally = series::read(samples, bounds)?;
    println!("format               files   whole    part refused");
    for (format, ends) in &tally.ends {
        let (all, [whole, part, refused]) = (ends.all(), ends.counts);
        println!("{format:16} {all:9} {whole:7} {part:7} {refused:7}");
    }
    let seconds = tally.seconds;
    println!(
        "{} files in {seconds:.0} s, {:.0}/s; slowest {:.2} s (seed {}); peak memory {} MB",
        tally.files(),
        tally.files() as f64 / seconds.max(0.001),
        tally.slowest.0.as_secs_f64(),
        tally.slowest.1,
        peak_megabytes()?
    );
    told(root, &tally)
}

/// Reads changed samples of one format until it has as many as are wanted, or the time is over, and
/// adds them to the page.
fn one_turn(root: &Path, format: &str, options: &Options, until: Option<Instant>) -> Result<()> {
    let samples = Samples::of(root, Some(format))?;
    let count = samples.len();
    let done = Page::read(root)?.row(format).files;
    let bounds = Bounds { seeds: done + 1..options.runs + 1, until };
    let tally = series::read(samples, bounds)?;
    let mut ran = Row {
        samples: count,
        files: tally.files(),
        panics: tally.panics.len() as u64,
        hangs: tally.hangs.len() as u64,
        slowest: tally.slowest.0.as_secs_f64(),
        peak_megabytes: peak_megabytes()?,
        seconds: tally.seconds,
    };
    // Others may have written of their formats in the meantime.
    let mut page = Page::read(root)?;
    ran.add(page.row(format));
    page.rows.insert(format.to_owned(), ran);
    page.write(root)?;
    println!("{format}: {} files, {:.0} s", tally.files(), tally.seconds);
    told(root, &tally)
}

/// Lets each format have turns, the one with the least time first, until all have as many files as
/// are wanted or the time is over.
fn all_in_turn(root: &Path, options: &Options, until: Option<Instant>) -> Result<()> {
    /// Seconds of one turn.
    const TURN: u64 = 30;
    let formats = Samples::of(root, None)?.formats();
    let mut failed: BTreeMap<String, String> = BTreeMap::new();
    let mut over: BTreeSet<String> = BTreeSet::new();
    while until.is_none_or(|until| Instant::now() < until) {
        let page = Page::read(root)?;
        let waiting = formats.iter().filter(|format| !over.contains(*format));
        let waiting = waiting.filter(|format| page.row(format).files < options.runs);
        let by_time = |format: &&String| (page.row(format).seconds * 1000.0) as u64;
        let Some(format) = waiting.min_by_key(by_time) else { break };
        let before = page.row(format).files;
        let mut turn = Command::new(std::env::current_exe()?);
        turn.args(["fuzz", "--store", "--format", format]);
        turn.args(["--runs", &options.runs.to_string(), "--seconds", &TURN.to_string()]);
        let status = turn.status()?;
        if !status.success() {
            failed
                .insert(format.clone(), format!("{format}: {status}, from --seed {}", before + 1));
        }
        // A reader that ended its process would do so again.
        if Page::read(root)?.row(format).files == before {
            over.insert(format.clone());
        }
    }
    if !failed.is_empty() {
        let failed: Vec<String> = failed.into_values().collect();
        bail!("{} formats failed:\n{}", failed.len(), failed.join("\n"));
    }
    Ok(())
}

/// Fails with what made readers fail, which is kept in files.
fn told(root: &Path, tally: &Tally) -> Result<()> {
    let mut lines = Vec::new();
    for failure in tally.panics.iter().chain(&tally.hangs) {
        let folder = root.join(FAILED);
        fs::create_dir_all(&folder)?;
        let file = format!("{}-{}", failure.seed, failure.sample);
        fs::write(folder.join(&file), &failure.bytes)?;
        let (times, seed) = (failure.times, failure.seed);
        lines.push(format!("{file}: {}, {times} times, --seed {seed}", failure.what));
    }
    if !lines.is_empty() {
        bail!("{} failures, see `{FAILED}`:\n{}", lines.len(), lines.join("\n"));
    }
    Ok(())
}

/// The most memory that this process held.
fn peak_megabytes() -> Result<i64> {
    let usage = nix::sys::resource::getrusage(nix::sys::resource::UsageWho::RUSAGE_SELF)?;
    Ok(usage.max_rss() / 1024)
}
