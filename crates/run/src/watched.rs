//! A sink that ends reading in time: at the deadline of the file, or when the run is stopped.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use document::{Coverage, DocumentHead, Part, Problem, ProblemCode, Sink, Window};

/// Passes on what it is told, and says when to stop.
pub(crate) struct Watched<'a> {
    /// Where it goes.
    pub(crate) sink: &'a mut dyn Sink,
    /// When reading should have ended.
    pub(crate) deadline: Option<Instant>,
    /// Set when the run is stopped.
    pub(crate) stop: &'a AtomicBool,
    /// Counts the parts.
    pub(crate) parts: &'a mut u32,
}

impl Watched<'_> {
    fn is_late(&self) -> bool {
        self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }
}

impl Sink for Watched<'_> {
    fn open(&mut self, head: &DocumentHead) {
        self.sink.open(head);
    }

    fn part(&mut self, part: &Part) {
        *self.parts += 1;
        self.sink.part(part);
    }

    fn window(&mut self, part: &Part, window: &Window<'_>) {
        self.sink.window(part, window);
    }

    fn problem(&mut self, mut problem: Problem) {
        // The reader knows that it was stopped, and only we know why.
        if problem.code == ProblemCode::Interrupted && self.is_late() {
            problem.code = ProblemCode::TimeLimit;
        }
        self.sink.problem(problem);
    }

    fn close(&mut self, coverage: Coverage) {
        self.sink.close(coverage);
    }

    fn stop(&self) -> bool {
        self.stop.load(Ordering::Relaxed) || self.sink.stop() || self.is_late()
    }
}
