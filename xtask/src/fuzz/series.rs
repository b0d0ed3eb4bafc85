//! A series of changed files, read one after the other in a thread that is watched.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use document::{Coverage, DocumentHead, Limits, Part, Problem, Sink, Window};

use super::mutate;
use super::samples::{Sample, Samples};
use crate::train::Random;

/// Time after which a reader is told to end.
const DEADLINE: Duration = Duration::from_secs(5);
/// Processor time after which a reader that was told so counts as hanging: on a busy machine more
/// time goes by.
const HANG: Duration = Duration::from_secs(30);
/// Name of the thread that reads.
const READER: &str = "reader";
/// How often the thread is looked at.
const WATCH: Duration = Duration::from_millis(500);
/// Stack of the thread that reads, as that of the program's own.
const STACK_BYTES: usize = 16 << 20;
/// One file in so many is read with the program's own bounds, the others with narrow ones: a file
/// that reaches a bound costs its time and shows nothing new.
const WIDE_ONE_IN: u64 = 64;
/// Bytes that decompression of one changed file may yield, with wide bounds and with narrow ones.
const INFLATED_BYTES_MAX: [u64; 2] = [64 << 20, 4 << 20];
/// Pixels of a picture that is decoded, with narrow bounds.
const PIXELS_MAX: u64 = 1 << 20;
/// One file in so many is read as where text in pictures is recognised.
const RECOGNISED_ONE_IN: u64 = 8;

/// Which files are read.
#[derive(Debug, Clone)]
pub(super) struct Bounds {
    /// Their numbers.
    pub(super) seeds: Range<u64>,
    /// When none is begun any more.
    pub(super) until: Option<Instant>,
}

/// What became of a series.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    /// How reading ended, by format.
    pub(super) ends: BTreeMap<String, Ends>,
    /// Panics, one for each place in the sources.
    pub(super) panics: Vec<Failure>,
    /// Readers that did not end; the last thing of a series.
    pub(super) hangs: Vec<Failure>,
    /// The longest processor time, and its seed.
    pub(super) slowest: (Duration, u64),
    /// Processor time in all.
    pub(super) seconds: f64,
}

impl Tally {
    /// Files that were read.
    pub(super) fn files(&self) -> u64 {
        self.ends.values().map(Ends::all).sum()
    }
}

/// How reading files of one format ended.
#[derive(Debug, Clone, Default)]
pub(super) struct Ends {
    /// Read whole, in part, and refused.
    pub(super) counts: [u64; 3],
    failed: u64,
}

impl Ends {
    /// Files of the format.
    pub(super) fn all(&self) -> u64 {
        self.counts.iter().sum::<u64>() + self.failed
    }
}

/// What made a reader fail.
#[derive(Debug, Clone)]
pub(super) struct Failure {
    /// Where it panicked, or that it hung.
    pub(super) what: String,
    /// How many files failed there.
    pub(super) times: u64,
    /// Number of the first.
    pub(super) seed: u64,
    /// Name of what was changed.
    pub(super) sample: String,
    /// The first.
    pub(super) bytes: Vec<u8>,
}

/// What the thread that reads is at, for whoever watches it.
#[derive(Debug, Default)]
struct Shared {
    tally: Tally,
    /// Its file, and the processor time at which it began.
    reading: Option<(u64, Duration)>,
    panicked_at: Option<String>,
}

/// Reads a series of changed samples.
pub(super) fn read(samples: Samples, bounds: Bounds) -> Result<Tally> {
    let samples = Arc::new(samples);
    let shared = Arc::new(Mutex::new(Shared::default()));
    hear_panics(&shared);
    let (tell, told) = mpsc::channel();
    let reading = {
        let (samples, shared) = (Arc::clone(&samples), Arc::clone(&shared));
        move || {
            let ended = read_all(&samples, &shared, bounds);
            // Whoever waited may have given up.
            let _late = tell.send(ended);
        }
    };
    let reader =
        thread::Builder::new().name(READER.to_owned()).stack_size(STACK_BYTES).spawn(reading)?;
    loop {
        match told.recv_timeout(WATCH) {
            Ok(ended) => {
                ended?;
                break;
            }
            Err(RecvTimeoutError::Disconnected) => {
                drop(reader.join());
                anyhow::bail!("the thread that reads ended early");
            }
            Err(RecvTimeoutError::Timeout) => {
                let now = processor_time()?;
                let reading = locked(&shared).reading;
                let Some((seed, since)) =
                    reading.filter(|(_, since)| now.saturating_sub(*since) > HANG)
                else {
                    continue;
                };
                // The thread cannot be ended; nothing after it would be measured well.
                let hung = failure(&samples, seed, "no end".to_owned())?;
                let format = samples.format_of(&hung.sample);
                let mut shared = locked(&shared);
                shared.tally.ends.entry(format).or_default().failed += 1;
                shared.tally.slowest = (now.saturating_sub(since), seed);
                shared.tally.hangs.push(hung);
                break;
            }
        }
    }
    let mut tally = locked(&shared).tally.clone();
    tally.seconds = processor_time()?.as_secs_f64();
    Ok(tally)
}

fn read_all(samples: &Samples, shared: &Mutex<Shared>, bounds: Bounds) -> Result<()> {
    for seed in bounds.seeds {
        if bounds.until.is_some_and(|until| Instant::now() >= until) {
            break;
        }
        let (sample, bytes) = changed(samples, seed)?;
        let start = processor_time()?;
        locked(shared).reading = Some((seed, start));
        let coverage = read_one(bytes, &sample.name, seed);
        let took = processor_time()?.saturating_sub(start);
        let mut shared = locked(shared);
        shared.reading = None;
        let panicked_at = shared.panicked_at.take();
        let tally = &mut shared.tally;
        tally.slowest = tally.slowest.max((took, seed));
        let ends = tally.ends.entry(sample.format.clone()).or_default();
        match coverage {
            Some(Coverage::Whole) => ends.counts[0] += 1,
            Some(Coverage::Part) => ends.counts[1] += 1,
            Some(Coverage::Refused) => ends.counts[2] += 1,
            None => {
                ends.failed += 1;
                let what = panicked_at.context("a reader ended without a word")?;
                match tally.panics.iter_mut().find(|known| known.what == what) {
                    Some(known) => known.times += 1,
                    None => tally.panics.push(failure(samples, seed, what)?),
                }
            }
        }
    }
    Ok(())
}

/// The file of that number, and what was changed for it.
fn changed(samples: &Samples, seed: u64) -> Result<(&Sample, Vec<u8>)> {
    let mut random = Random::new(seed);
    let sample = samples.choose(&mut random);
    let other = samples.choose(&mut random);
    let bytes = mutate::changed(&sample.made, &other.made, &mut random)?;
    Ok((sample, bytes))
}

fn failure(samples: &Samples, seed: u64, what: String) -> Result<Failure> {
    let (sample, bytes) = changed(samples, seed)?;
    Ok(Failure { what, times: 1, seed, sample: sample.name.clone(), bytes })
}

/// Reads one file; nothing comes back from a panic.
fn read_one(bytes: Vec<u8>, name: &str, seed: u64) -> Option<Coverage> {
    let recognises = seed.is_multiple_of(RECOGNISED_ONE_IN);
    let mut sink =
        Timed { deadline: Instant::now() + DEADLINE, coverage: None, depth: 0, recognises };
    let [wide, narrow] = INFLATED_BYTES_MAX;
    let limits = match seed % WIDE_ONE_IN {
        0 => Limits { inflated_bytes_max: wide, ..Limits::default() },
        _ => Limits { inflated_bytes_max: narrow, pixels_max: PIXELS_MAX, ..Limits::default() },
    };
    let read = || document::read(&mut Cursor::new(&bytes), name, &limits, &mut sink);
    let survived = catch_unwind(AssertUnwindSafe(read)).is_ok();
    sink.coverage.filter(|_| survived)
}

/// The processor time that this process took so far.
fn processor_time() -> Result<Duration> {
    let usage = nix::sys::resource::getrusage(nix::sys::resource::UsageWho::RUSAGE_SELF)?;
    let time = |value: nix::sys::time::TimeVal| {
        let (seconds, micros) = (value.tv_sec(), value.tv_usec());
        Duration::from_secs(seconds as u64) + Duration::from_micros(micros as u64)
    };
    Ok(time(usage.user_time()) + time(usage.system_time()))
}

/// Has the place of the reader's last panic kept.
fn hear_panics(shared: &Arc<Mutex<Shared>>) {
    let shared = Arc::clone(shared);
    let others = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info: &PanicHookInfo<'_>| {
        if thread::current().name() != Some(READER) {
            return others(info);
        }
        let place = info.location().map_or("somewhere".to_owned(), |place| {
            let file = place.file().rsplit('/').take(4).collect::<Vec<_>>();
            let file: Vec<&str> = file.into_iter().rev().collect();
            format!("panic at {}:{}", file.join("/"), place.line())
        });
        locked(&shared).panicked_at = Some(place);
    }));
}

fn locked(shared: &Mutex<Shared>) -> std::sync::MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Hears everything and says when to stop.
struct Timed {
    deadline: Instant,
    coverage: Option<Coverage>,
    depth: u32,
    recognises: bool,
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

    fn can_recognise(&self) -> bool {
        self.recognises
    }
}
