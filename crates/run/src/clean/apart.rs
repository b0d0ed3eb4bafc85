//! Cleaning and searching in a worker: both ends of it.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use document::{
    Cleaned, Entry, Limits, Memory, PartId, Passage, Plan, ProblemCode, Redaction, Refusal,
    Removal, Sink,
};

use super::hunt::Needles;
use crate::handoff::Content;
use crate::reader::BUFFER_BYTES;
use crate::wire::{self, Event, FrameWriter, Task};
use crate::worker::{Answer, Job, Seat};

/// Bytes of a copy in one message.
const CHUNK_BYTES: usize = 1 << 20;
/// Most lines of an account.
const ACCOUNT_MAX: usize = 1 << 20;

/// Returns the plan of a request.
pub(crate) fn plan(
    redactions: &[wire::Redaction<'_>],
    struck: &[(u32, u64, u64)],
    flatten: bool,
) -> Plan {
    let redaction = |sent: &wire::Redaction<'_>| Redaction {
        part: PartId(sent.part),
        start: sent.start,
        end: sent.end,
        replacement: Arc::from(sent.replacement),
    };
    let passage = |&(part, start, end)| Passage { part: PartId(part), start, end };
    Plan {
        redactions: redactions.iter().map(redaction).collect(),
        struck: struck.iter().map(passage).collect(),
        flatten,
    }
}

/// The worker's end: makes a copy.
pub(crate) fn make_copy(
    name: &str,
    file: Content,
    plan: &Plan,
    limits: &Limits,
    memory: &Memory,
    eyes: &mut dyn Sink,
) -> Option<Result<Cleaned, Refusal>> {
    let mut input = BufReader::with_capacity(BUFFER_BYTES, file);
    let cleaning = || memory.clean(&mut input, name, plan, limits, eyes);
    catch_unwind(AssertUnwindSafe(cleaning)).ok()
}

/// The worker's end: tells the copy that was made, if the cleaner survived.
pub(crate) fn tell_copy(
    made: Option<Result<Cleaned, Refusal>>,
    events: &mut FrameWriter<impl Write>,
) -> io::Result<()> {
    match made {
        None => events.write(&Event::Failed),
        Some(Err(refusal)) => {
            let problem = match refusal {
                Refusal::Unread(code) => Some(code.name()),
                _ => None,
            };
            events.write(&Event::Refused { reason: refusal.name(), problem })
        }
        Some(Ok(copy)) => {
            for chunk in copy.bytes.chunks(CHUNK_BYTES) {
                events.write(&Event::Bytes(chunk))?;
            }
            let entry = |entry: &Entry| wire::Entry {
                path: entry.path.to_vec(),
                what: entry.what.name(),
                count: entry.count,
            };
            let account = copy.account.iter().map(entry).collect();
            events.write(&Event::Cleaned { name: &copy.name, account })
        }
    }
}

/// The worker's end: looks for strings in all that can be decoded.
pub(crate) fn serve_search(
    needles: &[String],
    file: Content,
    limits: &Limits,
    events: &mut FrameWriter<impl Write>,
) -> io::Result<()> {
    let mut bytes = Vec::new();
    BufReader::with_capacity(BUFFER_BYTES, file).read_to_end(&mut bytes)?;
    match catch_unwind(AssertUnwindSafe(|| search_here(needles, &bytes, limits))) {
        Err(_) => events.write(&Event::Failed),
        Ok((found, whole)) => events.write(&Event::Found { needles: found, whole }),
    }
}

/// Returns the numbers of the strings that are found, and whether everything was looked at.
pub(crate) fn search_here(needles: &[String], bytes: &[u8], limits: &Limits) -> (Vec<u32>, bool) {
    let mut hunt = Needles::new(needles);
    let whole = document::streams(bytes, limits, &mut |stream| hunt.look_at(stream));
    (hunt.found(), whole && hunt.is_whole())
}

/// The run's end: has a worker make a copy.
pub(crate) fn copy(
    seat: &mut Seat<'_>,
    job: &Job<'_>,
    plan: &Plan,
    limits: &Limits,
    eyes: &mut dyn Sink,
) -> Result<Cleaned, Refusal> {
    let redactions = plan.redactions.iter().map(sent).collect();
    let passage = |passage: &Passage| (passage.part.0, passage.start, passage.end);
    let struck = plan.struck.iter().map(passage).collect();
    let task = Task::Clean { redactions, struck, flatten: plan.flatten };
    // A copy may be longer than its original: packed in another way, or converted.
    let most = limits.object_bytes_max.saturating_mul(2);
    let mut made = Cleaned::default();
    let mut refusal = None;
    let served = seat.serve_seeing(job, &task, eyes, &mut |event| match event {
        Event::Bytes(bytes) if (made.bytes.len() + bytes.len()) as u64 <= most => {
            made.bytes.extend_from_slice(bytes);
            Ok(Answer::More)
        }
        Event::Cleaned { name, account } => {
            made.name = name.to_owned();
            made.account = checked(account)?;
            Ok(Answer::Done)
        }
        Event::Refused { reason, problem } => {
            refusal = Some(refusal_of(reason, problem)?);
            Ok(Answer::Strained)
        }
        _ => Err(()),
    });
    served.map_err(Refusal::Unread)?;
    refusal.map_or(Ok(made), Err)
}

fn sent(redaction: &Redaction) -> wire::Redaction<'_> {
    wire::Redaction {
        part: redaction.part.0,
        start: redaction.start,
        end: redaction.end,
        replacement: &redaction.replacement,
    }
}

/// The run's end: has a worker look for strings; returns the numbers of those that are there, and
/// whether everything was looked at.
pub(crate) fn search(
    seat: &mut Seat<'_>,
    job: &Job<'_>,
    needles: &[String],
) -> Result<(Vec<u32>, bool), ProblemCode> {
    let task = Task::Search { needles: needles.to_vec() };
    let mut answer = (Vec::new(), false);
    seat.serve(job, &task, &mut |event| match event {
        Event::Found { needles: found, whole } => {
            if found.iter().any(|number| *number as usize >= needles.len()) {
                return Err(());
            }
            answer = (found, whole);
            Ok(Answer::Done)
        }
        _ => Err(()),
    })?;
    Ok(answer)
}

/// Returns the account of a worker, which may have become hostile.
fn checked(account: Vec<wire::Entry<'_>>) -> Result<Vec<Entry>, ()> {
    if account.len() > ACCOUNT_MAX {
        return Err(());
    }
    account
        .into_iter()
        .map(|entry| {
            let what = Removal::ALL.iter().find(|removal| removal.name() == entry.what);
            Ok(Entry { path: entry.path.into(), what: *what.ok_or(())?, count: entry.count })
        })
        .collect()
}

fn refusal_of(reason: &str, problem: Option<&str>) -> Result<Refusal, ()> {
    if let Some(problem) = problem {
        return ProblemCode::from_name(problem).map(Refusal::Unread).ok_or(());
    }
    let refusals = [Refusal::NoCleaner, Refusal::Member, Refusal::Pixels, Refusal::Unplaced];
    refusals.into_iter().find(|refusal| refusal.name() == reason).ok_or(())
}

/// Returns an open file without a name that holds `bytes`, for a worker to read.
///
/// It stands in memory where the system can; else it is on a disk, and has no name there.
pub(super) fn unnamed_with(bytes: &[u8]) -> io::Result<File> {
    let mut file = unnamed()?;
    file.write_all(bytes)?;
    io::Seek::rewind(&mut file)?;
    Ok(file)
}

/// Returns an open, empty file without a name, for what must not lie in a folder.
///
/// # Errors
///
/// When there is no room for it.
pub fn unnamed() -> io::Result<File> {
    in_memory().or_else(|_| tempfile::tempfile())
}

#[cfg(target_os = "linux")]
fn in_memory() -> io::Result<File> {
    let made = rustix::fs::memfd_create("copy", rustix::fs::MemfdFlags::CLOEXEC)?;
    Ok(File::from(made))
}

#[cfg(not(target_os = "linux"))]
fn in_memory() -> io::Result<File> {
    Err(io::ErrorKind::Unsupported.into())
}
