//! Earlier revisions: what the file said before each incremental update (ISO 32000-2, 7.5.6).
//!
//! Each revision is a whole document of its own, up to its end mark. It is read like one, and what
//! the present document does not say any more is told.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::session::Session;
use crate::out::NewPart;
use crate::{Hidden, PartKind, ProblemCode, ReadPart, Run, Source, Span};

/// Revisions that are read.
const REVISIONS_MAX: usize = 32;
const MARK: &[u8] = b"%%EOF";

/// Tells what earlier revisions of the file in `bytes` say that it does not say itself.
pub(super) fn read(bytes: &[u8], session: &mut Session<'_, '_>) {
    let ends = earlier_ends(bytes);
    if ends.is_empty() {
        return;
    }
    if ends.len() > REVISIONS_MAX {
        session.out.problem(ProblemCode::EntriesLimit);
    }
    let mut known = BTreeSet::new();
    for part in parts_of(bytes, session) {
        known.extend(part.text.lines().map(words));
    }
    for (end, revision) in ends.into_iter().take(REVISIONS_MAX).zip(1..) {
        if session.out.stop() {
            return;
        }
        let earlier = bytes.get(..end).unwrap_or_default();
        for part in parts_of(earlier, session) {
            tell_difference(&part, revision, &mut known, session);
        }
    }
}

/// Counts the revisions before the last one.
pub(super) fn count(bytes: &[u8]) -> usize {
    earlier_ends(bytes).len()
}

/// Where the revisions before the last one end.
fn earlier_ends(bytes: &[u8]) -> Vec<usize> {
    let ends = memchr::memmem::find_iter(bytes, MARK).map(|at| at + MARK.len());
    let mut ends: Vec<usize> = ends.filter(|&end| ends_a_document(bytes, end)).collect();
    // What follows the last cross-references is no update.
    ends.pop();
    ends
}

/// True when the mark that ends at `end` follows the place of cross-references before it.
///
/// The first part of a linearized file has a mark as well, but names no such place.
fn ends_a_document(bytes: &[u8], end: usize) -> bool {
    const NEAR: usize = 64;
    let near = bytes.get(end.saturating_sub(NEAR)..end).unwrap_or_default();
    let Some(at) = memchr::memmem::rfind(near, b"startxref") else { return false };
    let digits: String = near
        .get(at + b"startxref".len()..)
        .unwrap_or_default()
        .iter()
        .skip_while(|byte| byte.is_ascii_whitespace())
        .take_while(|byte| byte.is_ascii_digit())
        .map(|&byte| char::from(byte))
        .collect();
    digits.parse().is_ok_and(|place: usize| place > 0 && place < end)
}

/// Reads a revision by itself; its own earlier revisions and leftovers are told elsewhere.
fn parts_of(bytes: &[u8], session: &mut Session<'_, '_>) -> Vec<ReadPart> {
    session.out.aside(|out| super::read_revision(bytes.to_vec(), out)).parts
}

/// Tells the lines of `part` that are not known yet.
fn tell_difference(
    part: &ReadPart,
    revision: u32,
    known: &mut BTreeSet<String>,
    session: &mut Session<'_, '_>,
) {
    let lines: Vec<&str> = part
        .text
        .lines()
        .filter(|line| !line.trim().is_empty() && known.insert(words(line)))
        .collect();
    if lines.is_empty() {
        return;
    }
    let text = lines.join("\n");
    if part.part.kind == PartKind::Property {
        // Dates and identifiers change with each revision; a name among them has its own rules.
        let new = NewPart::new(PartKind::Property, Arc::clone(&part.part.label));
        session.text(new.hidden(Hidden::Property), &text);
        return;
    }
    let label = format!("{} in revision {revision}", part.part.label);
    let new = NewPart { page: part.part.page, ..NewPart::new(PartKind::Revision, label) };
    let span = Span::new(0, text.len());
    let hidden = Some(Hidden::Revision);
    let run = Run { span, hidden, label: None, source: Source::Unknown };
    session.out.text(new.hidden(Hidden::Revision), &text, vec![run]);
}

/// A line without differences of spacing.
fn words(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}
