//! Replaces stretches of bytes.

use std::ops::Range;
use std::sync::Arc;

/// A stretch of bytes and what takes its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Edit {
    pub(crate) range: Range<usize>,
    pub(crate) replacement: Arc<str>,
}

/// Returns `bytes` with all edits made; where edits overlap, one takes the place of both.
pub(crate) fn apply(bytes: &[u8], edits: &[Edit]) -> Vec<u8> {
    let mut made = Vec::with_capacity(bytes.len());
    let mut at = 0;
    for edit in joined(edits) {
        made.extend_from_slice(bytes.get(at..edit.range.start).unwrap_or_default());
        made.extend_from_slice(edit.replacement.as_bytes());
        at = edit.range.end.max(at);
    }
    made.extend_from_slice(bytes.get(at..).unwrap_or_default());
    made
}

/// Returns the edits in order, those that overlap as one with the replacement of the first.
pub(crate) fn joined(edits: &[Edit]) -> Vec<Edit> {
    let mut sorted = edits.to_vec();
    sorted.sort_by_key(|edit| (edit.range.start, std::cmp::Reverse(edit.range.end)));
    let mut joined: Vec<Edit> = Vec::with_capacity(sorted.len());
    for edit in sorted {
        match joined.last_mut() {
            Some(last) if edit.range.start < last.range.end => {
                last.range.end = last.range.end.max(edit.range.end);
                if last.replacement.is_empty() {
                    last.replacement = edit.replacement;
                }
            }
            _ => joined.push(edit),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_that_overlap_are_one() {
        let edit = |range, text: &str| Edit { range, replacement: Arc::from(text) };
        let edits = [edit(6..9, ""), edit(2..4, "-"), edit(8..10, "+"), edit(3..5, "!")];
        assert_eq!(apply(b"0123456789ab", &edits), b"01-5+ab");
    }
}
