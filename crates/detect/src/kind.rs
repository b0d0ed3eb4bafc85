//! What kind of document a text is: its heading says so, and so do words that go with that kind.
//!
//! A rule with this detector brings both: patterns for headings, and as context the words. A
//! heading alone is weak, for documents speak of others; words alone are no evidence at all.

use document::Span;
use rules::{Confidence, Rule};

use crate::Reason;
use crate::context::find_first;

/// Name of the detector.
pub(crate) const DETECTOR: &str = "document-kind";
/// Longest line that is a heading, in characters.
const HEADING_CHARACTERS_MAX: usize = 60;
/// Bytes of text after the heading in which the words are looked for.
const BODY_BYTES_MAX: usize = 32 << 10;
/// Words from which on there is little doubt.
const WORDS_SURE: usize = 4;
/// Least words.
const WORDS_MIN: usize = 2;

/// Returns how sure it is that a heading names the kind of its document, and why; nothing when it
/// is no heading or nothing after it speaks for that kind.
pub(crate) fn grade(rule: &Rule, text: &str, heading: Span) -> Option<(Confidence, Reason)> {
    if !is_heading(text, heading) {
        return None;
    }
    let end = text.floor_char_boundary(heading.end.saturating_add(BODY_BYTES_MAX).min(text.len()));
    let body = text.get(heading.end..end)?;
    let words = rule.context.values().flatten();
    match words.filter(|word| find_first(body, word).is_some()).take(WORDS_SURE).count() {
        WORDS_SURE => Some((Confidence::High, Reason::Heading)),
        WORDS_MIN.. => Some((Confidence::Medium, Reason::Heading)),
        _ => None,
    }
}

/// True when the text stands in a short line that is no sentence.
fn is_heading(text: &str, span: Span) -> bool {
    let before = text.get(..span.start).and_then(|before| before.rsplit('\n').next());
    let after = text.get(span.end..).and_then(|after| after.split('\n').next());
    let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
    let count = before.chars().count() + after.chars().count() + span.len() / 3;
    let is_sentence = |line: &str| line.trim_end().ends_with(['.', '。', '；', ';', '，', ',']);
    // An entry of a list of changes is none: `- first draft of the manual`.
    let is_entry = before.trim_start().starts_with(['-', '*', '•', '+']);
    !is_entry
        && count <= HEADING_CHARACTERS_MAX
        && !is_sentence(after)
        && !before.contains(['，', '。', ','])
}

#[cfg(test)]
mod tests;
