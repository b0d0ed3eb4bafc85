//! What tests of cleaners share: clean, read again, name places by their text.

use std::io::Cursor;
use std::sync::Arc;

use super::{Cleaned, Plan, Redaction, Refusal};
use crate::{
    Collector, Coverage, Document, DocumentHead, Limits, Memory, Part, Picture, Problem,
    Recognition, Sink, Window, Word, clean, read,
};

/// Returns a copy, which must be one that cleaning does not change again.
pub(crate) fn cleaned(name: &str, bytes: &[u8]) -> Cleaned {
    let copy = attempt(name, bytes, &Plan::default());
    let again = attempt(&copy.name, &copy.bytes, &Plan::default());
    assert!(again.bytes == copy.bytes, "cleaning twice is not cleaning once: `{name}`");
    copy
}

/// Returns a copy from which all occurrences of `texts` are gone as well.
pub(crate) fn cleaned_without(name: &str, bytes: &[u8], texts: &[&str]) -> Cleaned {
    let copy = cleaned(name, bytes);
    let document = parts(&copy.name, &copy.bytes);
    let mut plan = Plan::default();
    for part in &document.parts {
        for text in texts {
            for (start, _) in part.text.match_indices(text) {
                plan.redactions.push(Redaction {
                    part: part.part.id,
                    start: start as u64,
                    end: (start + text.len()) as u64,
                    replacement: Arc::from("[redacted]"),
                });
            }
        }
    }
    let made = attempt(&copy.name, &copy.bytes, &plan);
    let again = attempt(&made.name, &made.bytes, &Plan::default());
    assert!(again.bytes == made.bytes, "cleaning twice is not cleaning once: `{name}`");
    made
}

fn attempt(name: &str, bytes: &[u8], plan: &Plan) -> Cleaned {
    clean(&mut Cursor::new(bytes), name, plan, &Limits::default())
        .unwrap_or_else(|refusal| panic!("`{name}`: {refusal:?}"))
}

/// Checks what a document is cleaned to.
pub(crate) fn cleans_to(name: &str, bytes: &[u8], expected: &[u8]) {
    let copy = cleaned(name, bytes);
    assert_eq!(String::from_utf8_lossy(&copy.bytes), String::from_utf8_lossy(expected));
}

/// Reads a document whole.
pub(crate) fn parts(name: &str, bytes: &[u8]) -> Document {
    let mut collector = Collector::default();
    read(&mut Cursor::new(bytes), name, &Limits::default(), &mut collector);
    collector.document
}

/// Returns all text of a document, a part on a line.
pub(crate) fn all_text(name: &str, bytes: &[u8]) -> String {
    parts(name, bytes).parts.iter().map(|part| format!("{}\n", part.text)).collect()
}

/// Sees the same words in every picture.
pub(crate) struct Eyes {
    pub(crate) collector: Collector,
    /// Width and height of the pictures that were shown.
    pub(crate) pictures: Vec<(u32, u32)>,
    words: Vec<Word>,
}

impl Eyes {
    /// Returns eyes that see this word there: left, top, width and height in pixels.
    pub(crate) fn seeing(text: &str, [left, top, width, height]: [u32; 4]) -> Self {
        let text = text.to_owned();
        Self::with(vec![Word { text, line: 1, left, top, width, height, confidence: 90 }])
    }

    /// Returns eyes that see these words.
    pub(crate) fn with(words: Vec<Word>) -> Self {
        Self { collector: Collector::default(), pictures: Vec::new(), words }
    }

    /// Returns a copy without `text`, of which the eyes see what pictures say.
    pub(crate) fn cleaned_without(
        &mut self,
        name: &str,
        bytes: &[u8],
        text: &str,
    ) -> Result<Cleaned, Refusal> {
        let copy = cleaned(name, bytes);
        self.collector = Collector::default();
        read(&mut Cursor::new(&copy.bytes), &copy.name, &Limits::default(), self);
        let parts = std::mem::take(&mut self.collector.document.parts);
        let redactions = parts.iter().flat_map(|read| {
            read.text.match_indices(text).map(|(start, _)| Redaction {
                part: read.part.id,
                start: start as u64,
                end: (start + text.len()) as u64,
                replacement: Arc::from("[redacted]"),
            })
        });
        let plan = Plan { redactions: redactions.collect(), ..Plan::default() };
        assert!(!plan.redactions.is_empty(), "`{name}`: `{text}` is not seen");
        let mut input = Cursor::new(&copy.bytes);
        Memory::new().clean(&mut input, &copy.name, &plan, &Limits::default(), self)
    }
}

impl Sink for Eyes {
    fn open(&mut self, head: &DocumentHead) {
        self.collector.open(head);
    }

    fn part(&mut self, part: &Part) {
        self.collector.part(part);
    }

    fn window(&mut self, part: &Part, window: &Window<'_>) {
        self.collector.window(part, window);
    }

    fn problem(&mut self, problem: Problem) {
        self.collector.problem(problem);
    }

    fn close(&mut self, coverage: Coverage) {
        self.collector.close(coverage);
    }

    fn can_recognise(&self) -> bool {
        true
    }

    fn recognise(&mut self, picture: &Picture<'_>) -> Recognition {
        self.pictures.push((picture.width, picture.height()));
        Recognition::Words(self.words.clone())
    }
}
