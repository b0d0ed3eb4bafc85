//! Turns bytes of any encoding into text that knows where each character came from.

use std::borrow::Cow;

use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, ISO_2022_JP, SHIFT_JIS};

use super::charset::{Charset, is_cut};
use crate::OffsetMap;

/// Text that was made, with its way back to the bytes.
#[derive(Debug, Default)]
pub(super) struct Made {
    /// UTF-8, but for a character at the end that may still be cut.
    pub(super) text: Vec<u8>,
    pub(super) map: OffsetMap,
    pub(super) breaks: Breaks,
}

impl Made {
    /// Adds text of which each `to_unit` bytes came from `from_unit` bytes, from `from` on.
    pub(super) fn add(&mut self, text: &[u8], from: u64, to_unit: usize, from_unit: usize) {
        let to = self.text.len();
        let side_by_side = (to_unit, from_unit) == (1, 1) && self.map.origin(to) == from;
        if !(side_by_side && self.map.is_identity()) {
            let from = (from - self.map.base) as u32;
            self.map.push(to as u32, from, to_unit as u8, from_unit as u8);
        }
        self.text.extend_from_slice(text);
    }

    /// Adds a sign for `len` bytes that belong to no character.
    pub(super) fn add_break(&mut self, from: u64, len: usize) {
        self.breaks.note(from);
        self.add("\u{FFFD}".as_bytes(), from, 3, len);
    }

    /// Drops the text before `at`, which is the boundary of a character.
    pub(super) fn drop_before(&mut self, at: usize) {
        self.map = self.map.from(at);
        self.text.drain(..at);
    }
}

/// Bytes that belonged to no character.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Breaks {
    /// True when there was one.
    pub(super) any: bool,
    /// True when many stood close together, so that words around them are lost.
    pub(super) lost: bool,
    close: u32,
    last_at: u64,
}

impl Breaks {
    /// How many breaks, each near the one before, mean that words are lost.
    const CLOSE_MAX: u32 = 8;
    /// How far apart breaks are near each other, in bytes.
    const NEAR_BYTES: u64 = 16;

    fn note(&mut self, at: u64) {
        let near = self.any && at - self.last_at <= Self::NEAR_BYTES;
        self.close = if near { self.close + 1 } else { 1 };
        self.last_at = at;
        self.any = true;
        self.lost |= self.close >= Self::CLOSE_MAX;
    }
}

/// Decodes `raw`, whose first byte is at `raw_at` of the input, up to a character that is cut at
/// its end; returns how many bytes were taken.
pub(super) fn decode(
    charset: Charset,
    raw: &[u8],
    raw_at: u64,
    at_end: bool,
    made: &mut Made,
) -> usize {
    let taken = match charset {
        Charset::Utf8 => decode_utf8(raw, raw_at, made),
        Charset::Utf16 { .. } | Charset::Utf32 { .. } => decode_wide(charset, raw, raw_at, made),
        Charset::Other(encoding) if encoding == ISO_2022_JP => {
            decode_iso_2022_jp(raw, raw_at, at_end, made)
        }
        Charset::Other(encoding) => decode_runs(encoding, raw, raw_at, made),
    };
    if at_end && taken < raw.len() {
        made.add_break(raw_at + taken as u64, raw.len() - taken);
        return raw.len();
    }
    taken
}

/// Decodes UTF-8 with broken bytes in it.
fn decode_utf8(raw: &[u8], raw_at: u64, made: &mut Made) -> usize {
    let mut at = 0;
    for chunk in raw.utf8_chunks() {
        let (valid, invalid) = (chunk.valid().as_bytes(), chunk.invalid());
        made.add(valid, raw_at + at as u64, 1, 1);
        at += valid.len();
        if at + invalid.len() == raw.len() && is_cut(invalid) {
            return at;
        }
        if let Some(letter) = stray_letter(valid, invalid, raw.get(at + invalid.len()..)) {
            let mut utf8 = [0; 4];
            let letter = letter.encode_utf8(&mut utf8).as_bytes();
            made.breaks.any = true;
            made.add(letter, raw_at + at as u64, letter.len(), 1);
        } else if !invalid.is_empty() {
            made.add_break(raw_at + at as u64, invalid.len());
        }
        at += invalid.len();
    }
    at
}

/// A letter of Latin-1 amid ASCII letters: a name that was pasted into a file in UTF-8.
fn stray_letter(before: &[u8], invalid: &[u8], after: Option<&[u8]>) -> Option<char> {
    let near_letter = before.last().is_some_and(u8::is_ascii_alphabetic)
        || after.and_then(<[u8]>::first).is_some_and(u8::is_ascii_alphabetic);
    match *invalid {
        [byte @ 0xC0..=0xFF] if near_letter => Some(char::from(byte)),
        _ => None,
    }
}

/// Calls `take` with the offset, length and character of each complete unit of UTF-16 or UTF-32;
/// returns how many bytes they were.
pub(super) fn wide_chars(
    raw: &[u8],
    charset: Charset,
    mut take: impl FnMut(usize, usize, Option<char>),
) -> usize {
    let mut at = 0;
    while let Some((char, len)) = wide_char(raw.get(at..).unwrap_or_default(), charset) {
        take(at, len, char);
        at += len;
    }
    at
}

/// Returns the first character and its length; `None` when it is cut or there is none.
fn wide_char(raw: &[u8], charset: Charset) -> Option<(Option<char>, usize)> {
    let unit = |at: usize, big: bool| {
        let bytes = raw.get(at..)?.first_chunk::<2>()?;
        Some(if big { u16::from_be_bytes(*bytes) } else { u16::from_le_bytes(*bytes) })
    };
    match charset {
        Charset::Utf16 { big } => {
            let first = unit(0, big)?;
            if !(0xD800..0xDC00).contains(&first) {
                return Some((char::from_u32(u32::from(first)), 2));
            }
            match char::decode_utf16([first, unit(2, big)?]).next()? {
                Ok(char) => Some((Some(char), 4)),
                Err(_) => Some((None, 2)),
            }
        }
        Charset::Utf32 { big } => {
            let bytes = raw.first_chunk::<4>()?;
            let code = if big { u32::from_be_bytes(*bytes) } else { u32::from_le_bytes(*bytes) };
            Some((char::from_u32(code), 4))
        }
        Charset::Utf8 | Charset::Other(_) => None,
    }
}

fn decode_wide(charset: Charset, raw: &[u8], raw_at: u64, made: &mut Made) -> usize {
    let mut utf8 = [0; 4];
    wide_chars(raw, charset, |at, len, char| {
        let from = raw_at + at as u64;
        match char {
            Some(char) => {
                let text = char.encode_utf8(&mut utf8).as_bytes();
                made.add(text, from, text.len(), len);
            }
            None => made.add_break(from, len),
        }
    })
}

/// Returns the length of the first character as its lead byte tells, 1 when it cannot be one;
/// `None` when it is cut.
pub(super) fn char_len(encoding: &'static Encoding, raw: &[u8]) -> Option<usize> {
    let lead = *raw.first()?;
    let trail = raw.get(1).copied();
    if lead < 0x80 || encoding.is_single_byte() {
        return Some(1);
    }
    let has_trail = |from: u8, len: usize| match trail {
        None => None,
        Some(trail) if trail >= from => Some(len),
        Some(_) => Some(1),
    };
    match encoding {
        _ if encoding == GB18030 || encoding == GBK => match (lead, trail?) {
            (0x81..=0xFE, 0x30..=0x39) => (raw.len() >= 4).then_some(4),
            (0x81..=0xFE, 0x40..=0x7E | 0x80..=0xFE) => Some(2),
            _ => Some(1),
        },
        _ if encoding == SHIFT_JIS && matches!(lead, 0x80 | 0xA0..=0xDF | 0xFD..) => Some(1),
        _ if encoding == SHIFT_JIS || encoding == BIG5 => has_trail(0x40, 2),
        _ if encoding == EUC_JP && lead == 0x8F => match trail? {
            0xA1..=0xFE => (raw.len() >= 3).then_some(3),
            _ => Some(1),
        },
        _ if encoding == EUC_JP => has_trail(0xA1, 2),
        _ if encoding == EUC_KR => has_trail(0x41, 2),
        _ => Some(1),
    }
}

/// Decodes an encoding without state, in runs of characters of one length.
fn decode_runs(encoding: &'static Encoding, raw: &[u8], raw_at: u64, made: &mut Made) -> usize {
    let mut at = 0;
    while let Some(rest) = raw.get(at..).filter(|rest| !rest.is_empty()) {
        let ascii = Encoding::ascii_valid_up_to(rest);
        if ascii > 0 {
            made.add(rest.get(..ascii).unwrap_or_default(), raw_at + at as u64, 1, 1);
            at += ascii;
            continue;
        }
        let Some(len) = char_len(encoding, rest) else { break };
        let mut end = len;
        while let Some(next) = rest.get(end..)
            && next.first().is_some_and(|byte| !byte.is_ascii())
            && char_len(encoding, next) == Some(len)
        {
            end += len;
        }
        add_run(encoding, &[], rest.get(..end).unwrap_or_default(), len, raw_at + at as u64, made);
        at += end;
    }
    at
}

/// Adds a run of characters of `len` bytes each; `prefix` is what brings the decoder there.
fn add_run(
    encoding: &'static Encoding,
    prefix: &[u8],
    run: &[u8],
    len: usize,
    from: u64,
    made: &mut Made,
) {
    let bytes = after_prefix(prefix, run);
    let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes);
    if let Some(text) = text
        && text.chars().count() * len == run.len()
    {
        for (index, char) in text.chars().enumerate() {
            let mut utf8 = [0; 4];
            let char = char.encode_utf8(&mut utf8).as_bytes();
            made.add(char, from + (index * len) as u64, char.len(), len);
        }
        return;
    }
    // Some byte belongs to no character, or a pair stands for two: one at a time.
    for (index, raw) in run.chunks(len).enumerate() {
        let from = from + (index * len) as u64;
        let bytes = after_prefix(prefix, raw);
        match encoding.decode_without_bom_handling_and_without_replacement(&bytes) {
            Some(text) if !text.is_empty() => {
                made.add(text.as_bytes(), from, text.len(), raw.len());
            }
            _ => made.add_break(from, raw.len()),
        }
    }
}

fn after_prefix<'a>(prefix: &[u8], run: &'a [u8]) -> Cow<'a, [u8]> {
    if prefix.is_empty() { Cow::Borrowed(run) } else { Cow::Owned([prefix, run].concat()) }
}

/// Longest stretch of ISO-2022-JP in another set than ASCII; in real text it ends with the line.
const STRETCH_BYTES_MAX: usize = 4 << 10;

/// Decodes ISO-2022-JP, in which escape sequences switch between sets of characters.
fn decode_iso_2022_jp(raw: &[u8], raw_at: u64, at_end: bool, made: &mut Made) -> usize {
    let mut at = 0;
    while let Some(rest) = raw.get(at..).filter(|rest| !rest.is_empty()) {
        // A stretch goes from one escape sequence to the next.
        let escape = if rest.first() == Some(&0x1B) { 3 } else { 0 };
        let Some((prefix, body)) = rest.split_at_checked(escape) else { break };
        let end = match memchr::memchr(0x1B, body) {
            Some(end) => end,
            None if at_end || escape == 0 || body.len() > STRETCH_BYTES_MAX => body.len(),
            None => break,
        };
        let len = if matches!(prefix, [0x1B, b'$', b'@' | b'B']) { 2 } else { 1 };
        let run = body.get(..end).unwrap_or_default();
        add_run(ISO_2022_JP, prefix, run, len, raw_at + (at + escape) as u64, made);
        at += escape + end;
    }
    at
}
