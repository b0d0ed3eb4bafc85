//! The schedule: tasks come in path order, are read largest first, and are reported in path order.
//!
//! What bounds it, so that no file is left out and nothing found is ever written to a disk:
//!
//! - a task enters only when fewer than [`AHEAD_MAX`] are between it and the report whose turn it is;
//! - when the reports that wait for their turn weigh more than [`WAITING_BYTES_MAX`], only the file
//!   whose turn it is may still be begun.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use detect::{Finding, Report};
use document::Problem;

use crate::walk::Task;

/// Tasks between the one to be reported next and the last that was walked.
const AHEAD_MAX: u64 = 4_096;
/// Weight of the reports that wait for their turn, from which on no others are begun.
const WAITING_BYTES_MAX: usize = 256 << 20;
/// How soon a thread that waits sees that the run was stopped.
const STOP_SEEN_WITHIN: Duration = Duration::from_millis(50);

/// Number of a task, from 0, in path order.
pub(crate) type Turn = u64;

/// Tasks and reports on their way between the walk, the readers and whoever is told.
#[derive(Debug)]
pub(crate) struct Schedule<'a> {
    state: Mutex<State>,
    /// There is room for a task.
    room: Condvar,
    /// There is a task, or there will be none.
    work: Condvar,
    /// The report whose turn it is has come.
    turn: Condvar,
    stop: &'a AtomicBool,
}

#[derive(Debug, Default)]
struct State {
    pending: BTreeMap<Turn, Task>,
    by_size: BTreeSet<(u64, Reverse<Turn>)>,
    finished: BTreeMap<Turn, Report>,
    finished_bytes: usize,
    /// Tasks that came so far.
    walked: u64,
    /// Reports that went so far.
    told: u64,
    walk_ended: bool,
    closed: bool,
}

impl<'a> Schedule<'a> {
    /// Returns an empty schedule that ends when `stop` is set.
    pub(crate) fn new(stop: &'a AtomicBool) -> Self {
        Self {
            state: Mutex::default(),
            room: Condvar::new(),
            work: Condvar::new(),
            turn: Condvar::new(),
            stop,
        }
    }

    /// Adds a task behind all others, when there is room; false when no more are wanted.
    pub(crate) fn add(&self, task: Task) -> bool {
        let mut state = self.lock();
        while state.walked >= state.told + AHEAD_MAX && !self.has_ended(&state) {
            state = wait(&self.room, state);
        }
        if self.has_ended(&state) {
            return false;
        }
        let turn = state.walked;
        state.walked += 1;
        state.by_size.insert((task.size_bytes, Reverse(turn)));
        state.pending.insert(turn, task);
        drop(state);
        self.work.notify_one();
        true
    }

    /// Says that no task will follow.
    pub(crate) fn end_walk(&self) {
        self.lock().walk_ended = true;
        self.work.notify_all();
        self.turn.notify_all();
    }

    /// Takes the task to be read next; none when there will be none.
    pub(crate) fn take(&self) -> Option<(Turn, Task)> {
        let mut state = self.lock();
        loop {
            if self.has_ended(&state) || (state.walk_ended && state.pending.is_empty()) {
                return None;
            }
            if let Some(taken) = state.take() {
                return Some(taken);
            }
            state = wait(&self.work, state);
        }
    }

    /// Brings the report of the task that had that turn.
    pub(crate) fn finish(&self, turn: Turn, report: Report) {
        let mut state = self.lock();
        state.finished_bytes += weight(&report);
        state.finished.insert(turn, report);
        if turn == state.told {
            self.turn.notify_one();
        }
    }

    /// Waits for the next report in path order; none when all were told, or the run was stopped.
    pub(crate) fn next_report(&self) -> Option<Report> {
        let mut state = self.lock();
        loop {
            if self.has_ended(&state) {
                return None;
            }
            let told = state.told;
            if let Some(report) = state.finished.remove(&told) {
                state.told += 1;
                let was_heavy = state.is_heavy();
                state.finished_bytes -= weight(&report);
                drop(state);
                self.room.notify_one();
                if was_heavy {
                    self.work.notify_all();
                }
                return Some(report);
            }
            if state.walk_ended && state.told == state.walked {
                return None;
            }
            state = wait(&self.turn, state);
        }
    }

    /// Ends everything: nothing more is taken, told or awaited.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        for all in [&self.room, &self.work, &self.turn] {
            all.notify_all();
        }
    }

    fn has_ended(&self, state: &State) -> bool {
        state.closed || self.stop.load(Ordering::Relaxed)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Takes the largest task, or only the one whose turn it is while too much waits.
    fn take(&mut self) -> Option<(Turn, Task)> {
        let turn = if self.is_heavy() {
            self.told
        } else {
            let &(_, Reverse(turn)) = self.by_size.last()?;
            turn
        };
        let task = self.pending.remove(&turn)?;
        self.by_size.remove(&(task.size_bytes, Reverse(turn)));
        Some((turn, task))
    }

    fn is_heavy(&self) -> bool {
        self.finished_bytes > WAITING_BYTES_MAX
    }
}

/// Waits for a while; a signal handler can set the flag to stop, but wakes no one.
fn wait<'s>(condition: &Condvar, state: MutexGuard<'s, State>) -> MutexGuard<'s, State> {
    condition.wait_timeout(state, STOP_SEEN_WITHIN).unwrap_or_else(PoisonError::into_inner).0
}

/// Returns about how much memory a report takes.
fn weight(report: &Report) -> usize {
    let findings: usize = report.findings.iter().map(finding_weight).sum();
    size_of::<Report>()
        + report.file.len()
        + findings
        + report.problems.len() * size_of::<Problem>()
}

fn finding_weight(finding: &Finding) -> usize {
    size_of::<Finding>()
        + finding.evidence.reveal().len()
        + size_of_val(finding.location.rects.as_slice())
        + 64
}

#[cfg(test)]
mod tests;
