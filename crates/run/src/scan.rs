//! A run: one thread walks, several read, and the caller's is told.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use detect::{Engine, Policy, Report};

use crate::reader::Reader;
use crate::schedule::Schedule;
use crate::walk::{self, Root};
use crate::{Error, Observer, Options};

/// Stack of a thread that reads: parsers of nested things recurse, within their limits.
pub(crate) const READER_STACK_BYTES: usize = 64 << 20;

/// Scans everything under `paths` and tells `report` of each file once, in path order.
///
/// The order is that of [`std::path::Path`], component by component. When `stop` is set, no file is
/// begun any more, those that are being read end early, and what has not been told is not told.
///
/// # Errors
///
/// [`Error::NoSuchPath`] before anything is read; [`Error::Interrupted`] when `stop` was set.
pub fn scan(
    paths: &[PathBuf],
    engine: &Engine<'_>,
    policy: &Policy,
    options: &Options,
    stop: &AtomicBool,
    observer: &dyn Observer,
    report: &mut dyn FnMut(Report),
) -> Result<(), Error> {
    let roots = walk::roots(paths)?;
    let schedule = Schedule::new(stop);
    let read = Totals::default();
    thread::scope(|scope| {
        // Whatever ends this closure, the threads that it waits for must end.
        let _closing = Closing(&schedule);
        for number in 0..options.jobs.max(1) {
            let (schedule, read) = (&schedule, &read);
            thread::Builder::new()
                .name(format!("reader {number}"))
                .stack_size(READER_STACK_BYTES)
                .spawn_scoped(scope, move || {
                    let mut reader = Reader::new(engine, policy, options, stop);
                    while let Some((turn, task)) = schedule.take() {
                        let report = reader.read(&task);
                        read.add(report.bytes, |files, bytes| observer.done(files, bytes));
                        schedule.finish(turn, report);
                    }
                })
                .map_err(Error::Thread)?;
        }
        let schedule = &schedule;
        thread::Builder::new()
            .name("walk".to_owned())
            .spawn_scoped(scope, move || walk_into(&roots, schedule, observer))
            .map_err(Error::Thread)?;
        while let Some(next) = schedule.next_report() {
            report(next);
        }
        Ok(())
    })?;
    if stop.load(Ordering::Relaxed) { Err(Error::Interrupted) } else { Ok(()) }
}

fn walk_into(roots: &[Root], schedule: &Schedule<'_>, observer: &dyn Observer) {
    let found = Totals::default();
    walk::walk(roots, &mut |task| {
        found.add(task.size_bytes, |files, bytes| observer.found(files, bytes));
        schedule.add(task)
    });
    schedule.end_walk();
}

/// Files and bytes so far.
#[derive(Debug, Default)]
struct Totals {
    files: AtomicU64,
    bytes: AtomicU64,
}

impl Totals {
    fn add(&self, bytes: u64, tell: impl FnOnce(u64, u64)) {
        let files = self.files.fetch_add(1, Ordering::Relaxed) + 1;
        let bytes = self.bytes.fetch_add(bytes, Ordering::Relaxed) + bytes;
        tell(files, bytes);
    }
}

/// Closes the schedule when it goes.
struct Closing<'a>(&'a Schedule<'a>);

impl Drop for Closing<'_> {
    fn drop(&mut self) {
        self.0.close();
    }
}
