//! Escapes that hide words from whoever reads the bytes: `\u4e2d` in JSON, `&#x4e2d;` in XML.
//!
//! What they stand for is put into the text, but for characters that the structure is made of
//! (quotes, angle brackets, line breaks): around a match, the text still is JSON or XML.

use super::decode::Made;
use crate::OffsetMap;

/// How a format escapes characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::formats) enum Escapes {
    /// JSON, and property files of Java.
    Backslash,
    /// Character references of XML.
    Reference,
}

/// The longest escape: two halves of a character beyond 16 bits, `\ud83d\ude00`.
const ESCAPE_BYTES_MAX: usize = 12;

impl Escapes {
    const fn sign(self) -> u8 {
        match self {
            Self::Backslash => b'\\',
            Self::Reference => b'&',
        }
    }

    /// Replaces escapes in the text from `checked` on, which is outside of any; returns how far
    /// that was possible before one that may be cut at the end.
    pub(super) fn resolve(self, made: &mut Made, checked: usize, ended: bool) -> usize {
        let unseen = made.text.get(checked..).unwrap_or_default();
        let Some(first) = memchr::memchr(self.sign(), unseen) else { return made.text.len() };
        let (bytes, map) = made.split_off(checked + first);
        // A character may be cut at the end.
        let valid = std::str::from_utf8(&bytes).map_or_else(|error| error.valid_up_to(), str::len);
        let (text, cut) = bytes.split_at(valid);
        let text = std::str::from_utf8(text).unwrap_or_default();
        let mut at = 0;
        while let Some(tail) = text.get(at..).filter(|tail| !tail.is_empty()) {
            if tail.starts_with(char::from(self.sign())) {
                if tail.len() < ESCAPE_BYTES_MAX && !ended {
                    break;
                }
                at += self.resolve_one(tail, made, &map, at);
            } else {
                let plain = memchr::memchr(self.sign(), tail.as_bytes()).unwrap_or(tail.len());
                made.add_made(tail.get(..plain).unwrap_or_default(), &map, at);
                at += plain;
            }
        }
        let done = made.text.len();
        made.add_made(text.get(at..).unwrap_or_default(), &map, at);
        // What follows is read into place, side by side with its bytes.
        made.add(cut, map.origin(valid), 1, 1);
        done
    }

    /// Adds what the escape at the start of `tail` stands for; returns its length.
    fn resolve_one(self, tail: &str, made: &mut Made, map: &OffsetMap, at: usize) -> usize {
        let (char, len) = match self {
            Self::Backslash => backslash(tail),
            Self::Reference => reference(tail),
        };
        match char {
            Some(char) => {
                let from = map.origin(at);
                made.add_char(char, from, (map.origin(at + len) - from) as usize);
            }
            None => made.add_made(tail.get(..len).unwrap_or_default(), map, at),
        }
        len
    }
}

/// What an escape at the start of `text` stands for, and its length; `None` for one that stays.
fn backslash(text: &str) -> (Option<char>, usize) {
    match text.as_bytes().get(1) {
        Some(b'u') => unicode(text),
        // These separate words, but a line break would move all lines that follow.
        Some(b'n' | b'r' | b't' | b'f' | b'b') => (Some(' '), 2),
        Some(b'/') => (Some('/'), 2),
        Some(byte) if byte.is_ascii() => (None, 2),
        _ => (None, 1),
    }
}

fn unicode(text: &str) -> (Option<char>, usize) {
    let unit = |at: usize| {
        let escape = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(escape, 16).ok()
    };
    let Some(first) = unit(0) else { return (None, 2) };
    match (char::from_u32(u32::from(first)), unit(6)) {
        (Some(char), _) => (Some(char).filter(|char| stays_structure(*char)), 6),
        (None, Some(second)) => match char::decode_utf16([first, second]).next() {
            Some(Ok(char)) => (Some(char), 12),
            _ => (None, 6),
        },
        (None, None) => (None, 6),
    }
}

/// True for characters that leave quotes, brackets and lines as they are.
const fn stays_structure(char: char) -> bool {
    !matches!(char, '\0'..='\u{1F}' | '"' | '\\' | '\'' | '<' | '>' | '&' | '\u{7F}'..='\u{9F}')
}

fn reference(text: &str) -> (Option<char>, usize) {
    let head = text.get(..ESCAPE_BYTES_MAX.min(text.len())).unwrap_or(text);
    let Some(end) = head.find(';') else { return (None, 1) };
    let name = head.get(1..end).unwrap_or_default();
    let code = match name.strip_prefix('#') {
        Some(number) => match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => number.parse().ok(),
        },
        None if name == "amp" => return (Some('&'), end + 1),
        None => None,
    };
    match code.and_then(char::from_u32) {
        Some('\n' | '\r' | '\t') => (Some(' '), end + 1),
        Some(char) if stays_structure(char) => (Some(char), end + 1),
        _ => (None, 1),
    }
}

#[cfg(test)]
mod tests;
