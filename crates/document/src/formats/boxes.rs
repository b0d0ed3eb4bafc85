//! Boxes (ISO/IEC 14496-12, 4.2): what MP4, QuickTime, HEIF and AVIF files are made of.
//!
//! A file may be larger than memory, so its outer boxes are found by their headers alone; what is
//! in one is held when it is wanted.

use std::io::{Read, SeekFrom};

use crate::out::Out;
use crate::{Input, ProblemCode};

/// Seconds from the first of January 1904, where the format's clock begins, to that of 1970.
const EPOCH_1904: i64 = 2_082_844_800;

/// An outer box: where its content stands in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Outer {
    /// Its four letters.
    pub(super) kind: [u8; 4],
    /// Offset of its content.
    pub(super) start: u64,
    /// Offset after its content.
    pub(super) end: u64,
}

impl Outer {
    /// Length of its content in bytes.
    pub(super) fn len(self) -> u64 {
        self.end.saturating_sub(self.start)
    }

    /// Reads its content into memory, within the limits.
    pub(super) fn hold(self, input: &mut dyn Input, out: &mut Out<'_>) -> Vec<u8> {
        if input.seek(SeekFrom::Start(self.start)).is_err() {
            out.problem(ProblemCode::Unreadable);
            return Vec::new();
        }
        out.hold(&mut input.take(self.len()), None).bytes
    }
}

/// The outer boxes of a file, and where they end.
#[derive(Debug, Default)]
pub(super) struct Outers {
    pub(super) boxes: Vec<Outer>,
    /// Offset after the last box; bytes that follow belong to none.
    pub(super) end: u64,
}

/// Finds the outer boxes of a file; tells when one of them is cut.
pub(super) fn outers(input: &mut dyn Input, out: &mut Out<'_>) -> Outers {
    let len = input.seek(SeekFrom::End(0)).unwrap_or(0);
    let mut found = Outers::default();
    while found.end < len && !out.stop() {
        if found.boxes.len() as u64 >= out.limits().entries_max {
            out.problem(ProblemCode::EntriesLimit);
            break;
        }
        let Some((kind, header, size)) = header_at(input, found.end, len) else { break };
        let (start, end) = (found.end + header, found.end.saturating_add(size));
        if end > len {
            out.problem(ProblemCode::Truncated);
        }
        found.boxes.push(Outer { kind, start, end: end.min(len) });
        found.end = end.min(len);
    }
    found
}

/// Returns kind, length of the header and length of the whole box at `at`.
fn header_at(input: &mut dyn Input, at: u64, len: u64) -> Option<([u8; 4], u64, u64)> {
    let mut head = Vec::new();
    input.seek(SeekFrom::Start(at)).ok()?;
    input.take(16).read_to_end(&mut head).ok()?;
    let (kind, header, size) = header(&head)?;
    Some((kind, header as u64, size.unwrap_or(len - at)))
}

/// Reads the header of a box: kind, length of the header, length of the whole, which is none for
/// a box that goes on to the end.
fn header(bytes: &[u8]) -> Option<([u8; 4], usize, Option<u64>)> {
    let size = u32::from_be_bytes(*bytes.first_chunk()?);
    let kind = *bytes.get(4..)?.first_chunk()?;
    let is_name = |byte: &u8| byte.is_ascii_graphic() || matches!(byte, b' ' | 0xA9);
    if !kind.iter().all(is_name) {
        return None;
    }
    match size {
        0 => Some((kind, 8, None)),
        1 => {
            let size = u64::from_be_bytes(*bytes.get(8..)?.first_chunk()?);
            (size >= 16).then_some((kind, 16, Some(size)))
        }
        2..8 => None,
        _ => Some((kind, 8, Some(size.into()))),
    }
}

/// A box in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Inner<'a> {
    /// Its four letters, or a number in their place.
    pub(super) kind: [u8; 4],
    /// Its content, or as much of it as there is.
    pub(super) content: &'a [u8],
}

/// Returns the boxes that stand one behind the other in `bytes`.
pub(super) fn inners(bytes: &[u8]) -> impl Iterator<Item = Inner<'_>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let size = u32::from_be_bytes(*rest.first_chunk()?);
        let kind = *rest.get(4..)?.first_chunk()?;
        let (start, size) = match size {
            0 => (8, rest.len()),
            1 => (16, u64::from_be_bytes(*rest.get(8..)?.first_chunk()?) as usize),
            size => (8, size as usize),
        };
        if size < start {
            return None;
        }
        let end = size.min(rest.len());
        let content = rest.get(start..end)?;
        rest = rest.get(end..)?;
        Some(Inner { kind, content })
    })
}

/// An outer box of a file in memory.
pub(super) struct Held<'a> {
    pub(super) kind: [u8; 4],
    pub(super) content: &'a [u8],
    /// Where its header begins.
    pub(super) start: usize,
}

/// Returns the outer boxes of a file in memory; none when one of them is cut.
pub(super) fn held(bytes: &[u8]) -> Option<Vec<Held<'_>>> {
    let mut found = Vec::new();
    let mut at = 0;
    for Inner { kind, content } in inners(bytes) {
        let (header, length) = match number(bytes, at, 4)? {
            0 => (8, (bytes.len() - at) as u64),
            1 => (16, number(bytes, at + 8, 8)?),
            length => (8, length),
        };
        if length != (header + content.len()) as u64 {
            return None;
        }
        found.push(Held { kind, content, start: at });
        at += header + content.len();
    }
    Some(found)
}

/// Writes a box.
pub(super) fn boxed(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = content.len() as u32 + 8;
    let mut made = Vec::with_capacity(content.len() + 8);
    made.extend_from_slice(&length.to_be_bytes());
    made.extend_from_slice(kind);
    made.extend_from_slice(content);
    made
}

/// Writes a box that says what kind of content others have, without the program's name for it
/// (8.4.3).
pub(super) fn nameless_handler(old: &[u8]) -> Vec<u8> {
    let is_quicktime = matches!(old.get(4..8), Some(b"mhlr" | b"dhlr"));
    let component = old.get(4..8).filter(|_| is_quicktime).unwrap_or(&[0; 4]);
    let kind = old.get(8..12).unwrap_or(&[0; 4]);
    boxed(b"hdlr", &[&[0; 4], component, kind, &[0; 12], &[0]].concat())
}

/// Returns the first box that the path leads to.
pub(super) fn find<'a>(bytes: &'a [u8], path: &[&[u8; 4]]) -> Option<&'a [u8]> {
    path.iter().try_fold(bytes, |bytes, kind| {
        inners(bytes).find(|inner| inner.kind == **kind).map(|inner| inner.content)
    })
}

/// Returns the four letters of a kind as text.
pub(super) fn letters(kind: [u8; 4]) -> String {
    encoding_rs::mem::decode_latin1(&kind).trim().to_owned()
}

/// Returns the number of `size` bytes at `at`, the highest first.
pub(super) fn number(bytes: &[u8], at: usize, size: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(size)?)?;
    (size <= 8).then(|| bytes.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
}

/// Returns a time of the format's clock as people write it; none when it was left at zero.
pub(super) fn time(seconds: u64) -> Option<String> {
    // Some writers count from 1970; earlier than that nothing was filmed.
    let seconds = i64::try_from(seconds).ok().filter(|seconds| *seconds > 0)?;
    let seconds = if seconds >= EPOCH_1904 { seconds - EPOCH_1904 } else { seconds };
    let (year, month, day) = date(seconds.div_euclid(86_400))?;
    let of_day = seconds.rem_euclid(86_400);
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    Some(format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} UTC"))
}

/// Returns the date of a day counted from the first of January 1970.
fn date(days: i64) -> Option<(i64, i64, i64)> {
    // Years that begin in March have their leap day at the end.
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * march + 2) / 5 + 1;
    let month = if march < 10 { march + 3 } else { march - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    (year < 10_000).then_some((year, month, day))
}

#[cfg(test)]
mod tests;
