//! A document held whole, for small ones and for tests.

use crate::{Coverage, DocumentHead, Examined, Part, Problem, Run, Sink, Span, Window};

/// A document held whole: what [`Collector`] makes.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// Heads of all documents, the file first.
    pub heads: Vec<DocumentHead>,
    /// All parts with their text, in order.
    pub parts: Vec<ReadPart>,
    /// All problems, in order.
    pub problems: Vec<Problem>,
    /// How much of the file was read.
    pub coverage: Option<Coverage>,
    /// What of each document was looked at, the innermost first.
    pub examined: Vec<Examined>,
}

/// A part with its whole text.
#[derive(Debug, Clone)]
pub struct ReadPart {
    /// The part.
    pub part: Part,
    /// Its text.
    pub text: String,
    /// Its runs; their spans are in `text`.
    pub runs: Vec<Run>,
}

/// A sink that holds everything: for small documents and for tests.
#[derive(Debug, Default)]
pub struct Collector {
    /// What was told so far.
    pub document: Document,
    depth: u32,
}

impl Sink for Collector {
    fn open(&mut self, head: &DocumentHead) {
        self.depth += 1;
        self.document.heads.push(head.clone());
    }

    fn part(&mut self, part: &Part) {
        let part = part.clone();
        self.document.parts.push(ReadPart { part, text: String::new(), runs: Vec::new() });
    }

    fn window(&mut self, _part: &Part, window: &Window<'_>) {
        let Some(last) = self.document.parts.last_mut() else { return };
        // Text before the window's own range came with the window before.
        let known = last.text.len() - window.start.offset as usize;
        let base = window.start.offset as usize;
        last.text.push_str(window.text.get(known..).unwrap_or_default());
        for run in window.runs {
            let span = Span::new(run.span.start + base, run.span.end + base);
            if last.runs.last().is_none_or(|seen| seen.span.end <= span.start) {
                last.runs.push(Run { span, ..run.clone() });
            }
        }
    }

    fn problem(&mut self, problem: Problem) {
        self.document.problems.push(problem);
    }

    fn examined(&mut self, examined: &Examined) {
        self.document.examined.push(examined.clone());
    }

    fn close(&mut self, coverage: Coverage) {
        self.depth -= 1;
        if self.depth == 0 {
            self.document.coverage = Some(coverage);
        }
    }
}
