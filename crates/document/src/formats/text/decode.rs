//! Turns bytes of any encoding into text that knows where each character came from.

use std::borrow::Cow;

use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, ISO_2022_JP, SHIFT_JIS};

use super::charset::{self, Charset, is_cut};
use crate::{OffsetMap, Span};

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

    /// Adds a character that `len` bytes stand for.
    pub(super) fn add_char(&mut self, char: char, from: u64, len: usize) {
        let mut utf8 = [0; 4];
        let text = char.encode_utf8(&mut utf8).as_bytes();
        self.add(text, from, text.len(), len);
    }

    /// Adds text from `from` on; `raw_len` tells, for a length in UTF-8, how many bytes such a
    /// character came from.
    fn add_text(&mut self, text: &str, mut from: u64, raw_len: impl Fn(usize) -> usize) {
        let mut rest = text.as_bytes();
        while let Some(lead) = rest.first() {
            let unit = utf8_len(*lead);
            let mut end = unit;
            while rest.get(end).is_some_and(|lead| utf8_len(*lead) == unit) {
                end += unit;
            }
            let (same, after) = rest.split_at(end.min(rest.len()));
            self.add(same, from, unit, raw_len(unit));
            from += (end / unit * raw_len(unit)) as u64;
            rest = after;
        }
    }

    /// Adds a sign for `len` bytes that belong to no character.
    pub(super) fn add_break(&mut self, from: u64, len: usize) {
        self.breaks.note(from);
        self.add("\u{FFFD}".as_bytes(), from, 3, len);
    }

    /// Takes off the text from `at` on, with its map.
    pub(super) fn split_off(&mut self, at: usize) -> (Vec<u8>, OffsetMap) {
        let rest = self.map.from(at);
        let kept = self.map.stretches().iter().take_while(|stretch| (stretch.to as usize) < at);
        self.map = OffsetMap::from_stretches(self.map.base, kept.copied().collect());
        (self.text.split_off(at), rest)
    }

    /// Adds a piece of text that was made before, which stands at `at` of `map`.
    pub(super) fn add_made(&mut self, text: &str, map: &OffsetMap, at: usize) {
        let (start, end) = (map.origin(at), map.origin(at + text.len()));
        if map.is_identity() || text.is_ascii() && end - start == text.len() as u64 {
            return self.add(text.as_bytes(), start, 1, 1);
        }
        for (index, char) in text.char_indices() {
            let (start, end) = map.origin_span(Span::new(at + index, at + index + char.len_utf8()));
            self.add_char(char, start, (end - start) as usize);
        }
    }

    /// Drops the text before `at`, which is the boundary of a character.
    pub(super) fn drop_before(&mut self, at: usize) {
        self.map = self.map.from(at);
        self.text.drain(..at);
    }
}

/// Length of a character in UTF-8 by its first byte.
const fn utf8_len(lead: u8) -> usize {
    match lead {
        0xF0.. => 4,
        0xE0.. => 3,
        0xC0.. => 2,
        _ => 1,
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
    let mut looked_to = 0;
    while let Some(chunk) = raw.get(at..).and_then(|rest| rest.utf8_chunks().next()) {
        let (valid, invalid) = (chunk.valid().as_bytes(), chunk.invalid());
        made.add(valid, raw_at + at as u64, 1, 1);
        at += valid.len();
        if invalid.is_empty() || at + invalid.len() == raw.len() && is_cut(invalid) {
            return at;
        }
        let from = raw_at + at as u64;
        let rest = raw.get(at..).unwrap_or_default();
        let line = line_of(rest);
        if let Some(letter) = stray_letter(valid, invalid, rest.get(invalid.len()..)) {
            made.breaks.any = true;
            made.add_char(letter, from, 1);
            at += 1;
        } else if at >= looked_to
            && let Some(encoding) = charset::foreign(line)
        {
            made.breaks.any = true;
            at += decode_runs(encoding, line, from, made);
        } else {
            // No line is looked at for each of its bytes.
            looked_to = looked_to.max(at + line.len());
            made.add_break(from, invalid.len());
            at += invalid.len();
        }
    }
    at
}

/// The rest of a line, as far as it is looked at.
fn line_of(rest: &[u8]) -> &[u8] {
    let rest = rest.get(..rest.len().min(LINE_BYTES_MAX)).unwrap_or_default();
    rest.get(..memchr::memchr(b'\n', rest).unwrap_or(rest.len())).unwrap_or_default()
}

/// Bytes of a line that may be in another encoding than the lines before.
const LINE_BYTES_MAX: usize = 1 << 10;

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
    let mut text = String::with_capacity(PIECE_BYTES + 4);
    let mut from = raw_at;
    let raw_len = |utf8_len: usize| match charset {
        Charset::Utf16 { .. } if utf8_len < 4 => 2,
        _ => 4,
    };
    let taken = wide_chars(raw, charset, |at, len, char| {
        if char.is_none() || text.len() >= PIECE_BYTES {
            made.add_text(&text, from, raw_len);
            text.clear();
            from = raw_at + at as u64;
        }
        match char {
            Some(char) => text.push(char),
            None => {
                made.add_break(from, len);
                from += len as u64;
            }
        }
    });
    made.add_text(&text, from, raw_len);
    taken
}

/// Text that is collected before it is added.
const PIECE_BYTES: usize = 4 << 10;

/// How the bytes of an older encoding form characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    Single,
    Gb,
    ShiftJis,
    Big5,
    EucJp,
    EucKr,
}

impl Layout {
    pub(super) fn of(encoding: &'static Encoding) -> Self {
        match encoding {
            _ if encoding == GB18030 || encoding == GBK => Self::Gb,
            _ if encoding == SHIFT_JIS => Self::ShiftJis,
            _ if encoding == BIG5 => Self::Big5,
            _ if encoding == EUC_JP => Self::EucJp,
            _ if encoding == EUC_KR => Self::EucKr,
            _ => Self::Single,
        }
    }

    /// Returns the length of the first character as its lead byte tells, 1 when it cannot be one;
    /// `None` when it is cut.
    pub(super) fn char_len(self, raw: &[u8]) -> Option<usize> {
        let lead = *raw.first()?;
        let is_lead = match self {
            Self::Single => false,
            Self::Gb | Self::Big5 | Self::EucKr => matches!(lead, 0x81..=0xFE),
            Self::ShiftJis => matches!(lead, 0x81..=0x9F | 0xE0..=0xFC),
            Self::EucJp => matches!(lead, 0x8E | 0x8F | 0xA1..=0xFE),
        };
        if !is_lead {
            return Some(1);
        }
        let trail = *raw.get(1)?;
        let (len, trail_min) = match self {
            Self::Gb if matches!(trail, 0x30..=0x39) => (4, 0x30),
            Self::EucJp if lead == 0x8F => (3, 0xA1),
            Self::EucJp => (2, 0xA1),
            Self::EucKr => (2, 0x41),
            _ => (2, 0x40),
        };
        match trail >= trail_min {
            true => (raw.len() >= len).then_some(len),
            false => Some(1),
        }
    }
}

/// Decodes an encoding without state, in runs of characters of one length.
fn decode_runs(encoding: &'static Encoding, raw: &[u8], raw_at: u64, made: &mut Made) -> usize {
    let layout = Layout::of(encoding);
    let mut at = 0;
    while let Some(rest) = raw.get(at..).filter(|rest| !rest.is_empty()) {
        let ascii = Encoding::ascii_valid_up_to(rest);
        if ascii > 0 {
            made.add(rest.get(..ascii).unwrap_or_default(), raw_at + at as u64, 1, 1);
            at += ascii;
            continue;
        }
        let Some(len) = layout.char_len(rest) else { break };
        let mut end = len;
        while let Some(next) = rest.get(end..)
            && next.first().is_some_and(|byte| !byte.is_ascii())
            && layout.char_len(next) == Some(len)
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
        made.add_text(&text, from, |_| len);
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
