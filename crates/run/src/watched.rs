//! Sinks between a reader and a scanner: one ends reading in time, at the deadline of the file or
//! when the run is stopped; one tells two at once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use document::{
    Coverage, DocumentHead, Examined, Film, Frames, Input, Part, Picture, Problem, ProblemCode,
    Recognition, Sink, Window,
};

use crate::Ocr;

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
    /// Who recognises text in pictures.
    pub(crate) ocr: Option<&'a Ocr>,
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

    fn examined(&mut self, examined: &Examined) {
        self.sink.examined(examined);
    }

    fn close(&mut self, coverage: Coverage) {
        self.sink.close(coverage);
    }

    fn can_recognise(&self) -> bool {
        self.ocr.is_some() || self.sink.can_recognise()
    }

    fn recognise(&mut self, picture: &Picture<'_>) -> Recognition {
        match self.ocr {
            Some(ocr) => ocr.recognise(picture, self.deadline, self.stop),
            None => self.sink.recognise(picture),
        }
    }

    fn film(&mut self, film: &Film, input: &mut dyn Input) -> Option<Frames> {
        self.sink.film(film, input)
    }

    fn stop(&self) -> bool {
        self.stop.load(Ordering::Relaxed) || self.sink.stop() || self.is_late()
    }
}

/// Tells two sinks the same.
pub(crate) struct Both<'a> {
    pub(crate) first: &'a mut dyn Sink,
    pub(crate) second: &'a mut dyn Sink,
}

impl Sink for Both<'_> {
    fn open(&mut self, head: &DocumentHead) {
        self.first.open(head);
        self.second.open(head);
    }

    fn part(&mut self, part: &Part) {
        self.first.part(part);
        self.second.part(part);
    }

    fn window(&mut self, part: &Part, window: &Window<'_>) {
        self.first.window(part, window);
        self.second.window(part, window);
    }

    fn problem(&mut self, problem: Problem) {
        self.first.problem(problem.clone());
        self.second.problem(problem);
    }

    fn examined(&mut self, examined: &Examined) {
        self.first.examined(examined);
        self.second.examined(examined);
    }

    fn close(&mut self, coverage: Coverage) {
        self.first.close(coverage);
        self.second.close(coverage);
    }

    fn stop(&self) -> bool {
        self.first.stop() || self.second.stop()
    }
}

/// Hears nothing.
pub(crate) struct Nobody;

impl Sink for Nobody {
    fn open(&mut self, _head: &DocumentHead) {}

    fn part(&mut self, _part: &Part) {}

    fn window(&mut self, _part: &Part, _window: &Window<'_>) {}

    fn problem(&mut self, _problem: Problem) {}

    fn close(&mut self, _coverage: Coverage) {}
}
