//! What tests of cleaners share: clean, read again, name places by their text.

use std::io::Cursor;
use std::sync::Arc;

use super::{Cleaned, Plan, Redaction};
use crate::{Collector, Document, Limits, clean, read};

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
