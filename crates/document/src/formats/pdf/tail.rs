//! How a file ends: as it should, cut, or with something after it.

/// How a file ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tail {
    /// As it should, or nearly so.
    Whole,
    /// In the middle of something.
    Cut,
    /// With bytes that belong to nothing.
    Trailing,
}

const MARK: &[u8] = b"%%EOF";
/// Tells how `bytes` end.
///
/// Many files lack the last mark or the last line end, and miss nothing. A file is cut when neither
/// the mark nor what comes before it (`startxref`, `trailer`, the end of an object) ends it. A
/// linearized file has a mark near its start, so objects after the last mark are looked for.
pub(super) fn tail(bytes: &[u8]) -> Tail {
    let end = trim(bytes);
    let after = match memchr::memmem::rfind(end, MARK) {
        Some(at) => end.get(at + MARK.len()..).unwrap_or_default(),
        None => end,
    };
    let after = trim_start(after);
    if after.is_empty() {
        return Tail::Whole;
    }
    let has_mark = after.len() < end.len();
    let has_objects = memchr::memmem::find(after, b"endobj").is_some()
        || memchr::memmem::find(after, b" obj").is_some();
    if has_mark && !has_objects {
        return Tail::Trailing;
    }
    if ends_complete(end) { Tail::Whole } else { Tail::Cut }
}

/// True when the last object is followed by the place of the cross-references, or at least ends.
fn ends_complete(end: &[u8]) -> bool {
    let after = memchr::memmem::rfind(end, b"startxref").and_then(|at| end.get(at..));
    end.ends_with(b"endobj")
        || after.is_some_and(|after| memchr::memmem::find(after, b" obj").is_none())
}

fn is_blank(byte: &u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, 0 | 0x1A)
}

fn trim(bytes: &[u8]) -> &[u8] {
    let length = bytes.iter().rposition(|byte| !is_blank(byte)).map_or(0, |last| last + 1);
    bytes.get(..length).unwrap_or_default()
}

fn trim_start(bytes: &[u8]) -> &[u8] {
    let start = bytes.iter().position(|byte| !is_blank(byte)).unwrap_or(bytes.len());
    bytes.get(start..).unwrap_or_default()
}
