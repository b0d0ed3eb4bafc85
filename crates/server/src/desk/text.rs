//! The text of a part, cut at its findings, so that each can be marked and pointed at.

use review::batch::ItemId;

use super::content::{Finding, PartText};

/// Longest text that is shown whole; of a longer one, what stands around findings.
const WHOLE_BYTES_MAX: usize = 24 << 10;
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
    let mut borders: Vec<usize> = vec![0, text.len()];
    for finding in findings {
        borders.extend([finding.start, finding.end].map(|at| border(text, at)));
    }
    let shown = shown(text, findings);
    borders.extend(shown.iter().flat_map(|&(start, end)| [start, end]));
    borders.sort_unstable();
    borders.dedup();
    let mut pieces: Vec<Piece> = Vec::new();
    for pair in borders.windows(2) {
        let (start, end) = (pair[0], pair[1]);
        let piece = if !shown.iter().any(|&(from, to)| from <= start && end <= to) {
            Piece::Gap
        } else {
            let stretch = text.get(start..end).unwrap_or_default().to_owned();
            match narrowest(findings, start, end) {
                Some(item) => Piece::Found(item, stretch),
                None => Piece::Plain(stretch),
            }
        };
        if piece != Piece::Gap || pieces.last() != Some(&Piece::Gap) {
            pieces.push(piece);
        }
    }
    pieces
}

/// The shortest finding that covers a stretch.
fn narrowest(findings: &[&Finding], start: usize, end: usize) -> Option<ItemId> {
    let covering = findings.iter().filter(|finding| finding.start <= start && end <= finding.end);
    covering.min_by_key(|finding| finding.end - finding.start).map(|finding| finding.item)
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
fn border(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at.min(text.len()))
}
