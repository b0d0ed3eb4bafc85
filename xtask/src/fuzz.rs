//! Changed files through every reader: each must end, in time, without a panic.
//!
//! Samples of our own are changed at random, and the same from the same seed: a run that fails names
//! the seed and the file, and `--seed` repeats it. Packages are changed inside their members too, so
//! that what is changed comes past the checksums.

mod mutate;

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use document::{Coverage, DocumentHead, Limits, Part, Problem, Sink, Window};

use crate::corpus::{self, Made};
use crate::train::Random;

/// Time after which a reader is told to end.
const DEADLINE: Duration = Duration::from_secs(5);
/// Time after which a reader that was told so counts as hanging.
const HANG: Duration = Duration::from_secs(30);
/// Bytes that decompression of one changed file may yield.
const INFLATED_BYTES_MAX: u64 = 64 << 20;
/// Stack of the thread that reads, as that of the program's own.
const STACK_BYTES: usize = 16 << 20;

/// What is run.
#[derive(Debug)]
pub(crate) struct Options {
    /// Files in all.
    pub(crate) runs: u64,
    /// Only samples of this format.
    pub(crate) format: Option<String>,
    /// Number of the first file; the others follow.
    pub(crate) seed: u64,
}

/// A file to be changed.
struct Sample {
    name: String,
    format: String,
    made: Made,
}

/// How reading a changed file ended.
enum End {
    Read(Option<Coverage>),
    Panicked,
    Hung,
}

/// Reads changed files; fails when a reader panicked or hung.
pub(crate) fn run(root: &Path, options: &Options) -> Result<()> {
    let samples = samples(root, options.format.as_deref())?;
    if samples.is_empty() {
        bail!("no sample of that format");
    }
    std::panic::set_hook(Box::new(|info| eprintln!("panic at {:?}", info.location())));
    let started = Instant::now();
    let mut counts: BTreeMap<&str, [u64; 4]> = BTreeMap::new();
    let (mut failures, mut slowest) = (Vec::new(), (Duration::ZERO, 0));
    for seed in options.seed..options.seed + options.runs {
        let mut random = Random::new(seed);
        let sample = &samples[random.below(samples.len())];
        let bytes = mutate::changed(&sample.made, &mut random)?;
        let start = Instant::now();
        let end = read(bytes, sample.name.clone());
        slowest = slowest.max((start.elapsed(), seed));
        let count = counts.entry(&sample.format).or_default();
        count[0] += 1;
        match end {
            End::Read(Some(Coverage::Whole)) => count[1] += 1,
            End::Read(Some(Coverage::Part)) => count[2] += 1,
            End::Read(_) => count[3] += 1,
            End::Panicked => failures.push(format!("{}: panic, --seed {seed}", sample.name)),
            End::Hung => {
                // The thread cannot be ended; nothing after it would be measured well.
                failures.push(format!("{}: no end, --seed {seed}", sample.name));
                break;
            }
        }
    }
    println!("format     files   whole    part refused");
    for (format, [all, whole, part, refused]) in &counts {
        println!("{format:8} {all:7} {whole:7} {part:7} {refused:7}");
    }
    let seconds = started.elapsed().as_secs_f64();
    println!(
        "{} files in {seconds:.0} s; slowest {:.2} s (seed {}); peak memory {} MB",
        options.runs,
        slowest.0.as_secs_f64(),
        slowest.1,
        peak_megabytes()?
    );
    if !failures.is_empty() {
        bail!("{} failures:\n{}", failures.len(), failures.join("\n"));
    }
    Ok(())
}

/// The project's samples, and the files of the demo.
fn samples(root: &Path, format: Option<&str>) -> Result<Vec<Sample>> {
    let mut samples = Vec::new();
    for source in corpus::sources(root)? {
        let (name, made) = (source.name(), source.build()?);
        samples.push(Sample { name, format: source.format, made });
    }
    let demo = root.join("crates/obelus/demo/files");
    for file in fs::read_dir(&demo).with_context(|| format!("no `{}`", demo.display()))? {
        let path = file?.path();
        let (Some(name), Some(ending)) = (path.file_name(), path.extension()) else { continue };
        if path.is_file() {
            samples.push(Sample {
                name: name.to_string_lossy().into_owned(),
                format: ending.to_string_lossy().into_owned(),
                made: Made::of_file(&fs::read(&path)?),
            });
        }
    }
    samples.retain(|sample| format.is_none_or(|format| sample.format == format));
    samples.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(samples)
}

/// Reads a file in a thread of its own.
fn read(bytes: Vec<u8>, name: String) -> End {
    let (tell, told) = mpsc::channel();
    let reading = move || {
        let mut sink = Timed { deadline: Instant::now() + DEADLINE, coverage: None, depth: 0 };
        let limits = Limits { inflated_bytes_max: INFLATED_BYTES_MAX, ..Limits::default() };
        let read = || document::read(&mut Cursor::new(&bytes), &name, &limits, &mut sink);
        let survived = catch_unwind(AssertUnwindSafe(read)).is_ok();
        let end = if survived { End::Read(sink.coverage) } else { End::Panicked };
        // Whoever waited may have given up.
        let _late = tell.send(end);
    };
    let Ok(_reader) = thread::Builder::new().stack_size(STACK_BYTES).spawn(reading) else {
        return End::Hung;
    };
    told.recv_timeout(HANG).unwrap_or(End::Hung)
}

/// Hears everything and says when to stop.
struct Timed {
    deadline: Instant,
    coverage: Option<Coverage>,
    depth: u32,
}

impl Sink for Timed {
    fn open(&mut self, _head: &DocumentHead) {
        self.depth += 1;
    }

    fn part(&mut self, _part: &Part) {}

    fn window(&mut self, _part: &Part, _window: &Window<'_>) {}

    fn problem(&mut self, _problem: Problem) {}

    fn close(&mut self, coverage: Coverage) {
        self.depth -= 1;
        if self.depth == 0 {
            self.coverage = Some(coverage);
        }
    }

    fn stop(&self) -> bool {
        Instant::now() >= self.deadline
    }
}

/// The most memory that this process held.
fn peak_megabytes() -> Result<i64> {
    let usage = nix::sys::resource::getrusage(nix::sys::resource::UsageWho::RUSAGE_SELF)?;
    Ok(usage.max_rss() / 1024)
}
