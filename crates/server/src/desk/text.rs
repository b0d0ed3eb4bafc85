//! The text of a part, cut at its findings, so that each can be marked and pointed at.

use review::batch::ItemId;

use super::content::{Finding, PartText};

/// Longest text that is shown whole; of a longer one, what stands around findings.
pub(super) const WHOLE_BYTES_MAX: usize = 24 << 10;
/// Bytes that are shown before and after a finding of a longer text.
const AROUND_BYTES: usize = 600;

/// A stretch of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// Text without findings.
    Plain(String),
    /// The text of a finding.
    Found(ItemId, String),
    /// Text that is left out.
    Gap,
}

/// Cuts the text of a part at its findings; those that cover others are marked where no other is.
pub(super) fn pieces(part: &PartText, findings: &[&Finding]) -> Vec<Piece> {
    let text = part.text.as_str();
    let mut sorted = findings.to_vec();
    sorted.sort_by_key(|finding| finding.start);
    let (mut pieces, mut at) = (Vec::new(), 0);
    for (start, end) in shown(text, &sorted) {
        if start > at {
            pieces.push(Piece::Gap);
        }
        // What begins before the end of a stretch, without those that end before it begins.
        let before = sorted.partition_point(|finding| finding.start < end);
        let within = sorted.iter().take(before).filter(|finding| finding.end > start);
        pieces.extend(stretch(text, &within.copied().collect::<Vec<_>>(), start, end));
        at = end;
    }
    if at < text.len() {
        pieces.push(Piece::Gap);
    }
    pieces
}

/// Cuts one stretch of a text at its findings.
pub(super) fn stretch(text: &str, findings: &[&Finding], start: usize, end: usize) -> Vec<Piece> {
    let ends = findings.iter().flat_map(|finding| [finding.start, finding.end]);
    let inside = ends.map(|at| border(text, at).clamp(start, end));
    let mut borders: Vec<usize> = inside.chain([start, end]).collect();
    borders.sort_unstable();
    borders.dedup();
    let mut sorted = findings.to_vec();
    sorted.sort_by_key(|finding| finding.start);
    let mut waiting = sorted.into_iter().peekable();
    let mut begun: Vec<&Finding> = Vec::new();
    let piece = |pair: &[usize]| {
        begun.extend(std::iter::from_fn(|| waiting.next_if(|finding| finding.start <= pair[0])));
        begun.retain(|finding| pair[1] <= finding.end);
        let words = text.get(pair[0]..pair[1]).unwrap_or_default().to_owned();
        // The shortest of those that cover it.
        match begun.iter().min_by_key(|finding| finding.end - finding.start) {
            Some(finding) => Piece::Found(finding.item, words),
            None => Piece::Plain(words),
        }
    };
    borders.windows(2).map(piece).collect()
}

/// The stretches that are shown.
fn shown(text: &str, findings: &[&Finding]) -> Vec<(usize, usize)> {
    if text.len() <= WHOLE_BYTES_MAX {
        return vec![(0, text.len())];
    }
    let around = |finding: &&Finding| {
        let start = border(text, finding.start.saturating_sub(AROUND_BYTES));
        let longest = finding.end.min(finding.start + WHOLE_BYTES_MAX);
        (start, border(text, longest.saturating_add(AROUND_BYTES)))
    };
    let mut shown: Vec<(usize, usize)> = Vec::new();
    for (start, end) in findings.iter().map(around) {
        match shown.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => shown.push((start, end)),
        }
    }
    if shown.is_empty() {
        shown.push((0, border(text, AROUND_BYTES)));
    }
    shown
}

/// The nearest border between characters at or before an offset.
pub(super) fn border(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at.min(text.len()))
}
