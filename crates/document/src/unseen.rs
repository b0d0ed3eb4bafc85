//! Messages written in characters that show nothing: tag characters, variation selectors, zero-width
//! characters as bits, and orders to read in the other direction.
//!
//! Folding takes such characters out so that they split no word; here is read what they say.

use std::ops::RangeInclusive;

/// Least characters in a row that are taken for a message; emoji and scripts use a few.
const TAGS_MIN: usize = 4;
const SELECTORS_MIN: usize = 3;
const BITS_MIN: usize = 16;
/// Longest message that is told.
const MESSAGE_BYTES_MAX: usize = 1 << 20;

/// Tag characters, each of which stands for one of ASCII.
const TAGS: RangeInclusive<char> = '\u{E0020}'..='\u{E007E}';

/// A message, and what it was written in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    /// What it was written in, for a reader.
    pub(crate) label: &'static str,
    /// What it says.
    pub(crate) text: String,
}

/// Returns the messages that begin in `text`.
pub(crate) fn messages(text: &str) -> Vec<Message> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_carrier) {
        let from = rest.get(start..).unwrap_or_default();
        let end = from.find(|character| !is_carrier(character)).unwrap_or(from.len());
        let (carrier, after) = from.split_at(end);
        found.extend(read(carrier));
        rest = after;
    }
    found.extend(turned(text));
    found
}

/// True when a text may hold a message at all: a look at its bytes, for speed.
pub(crate) fn may_hold(text: &str) -> bool {
    let bytes = text.as_bytes();
    let any = |start: &[u8], holds: fn(&[u8]) -> bool| {
        memchr::memmem::find_iter(bytes, start).any(|at| bytes.get(at..).is_some_and(holds))
    };
    // Planes of tags and selectors; zero-width in pairs and overrides; selectors in pairs.
    !text.is_ascii()
        && (any(b"\xF3\xA0", |_| true)
            || any(b"\xE2\x80", begins_with_zero_width)
            || any(b"\xEF\xB8", begins_with_selectors))
}

fn begins_with_zero_width(bytes: &[u8]) -> bool {
    const OVERRIDES: &[&[u8]] = &["\u{202D}".as_bytes(), "\u{202E}".as_bytes()];
    let mut all = ZERO_WIDTH_PAIRS.iter().chain(OVERRIDES);
    all.any(|start| bytes.starts_with(start))
}

const ZERO_WIDTH_PAIRS: &[&[u8]] = &[
    b"\xE2\x80\x8B\xE2\x80\x8C",
    b"\xE2\x80\x8C\xE2\x80\x8B",
    b"\xE2\x80\x8B\xE2\x80\x8D",
    b"\xE2\x80\x8C\xE2\x80\x8D",
    b"\xE2\x80\x8D\xE2\x80\x8C",
    b"\xE2\x80\x8B\xE2\x80\x8B",
    b"\xE2\x80\x8C\xE2\x80\x8C",
];

fn begins_with_selectors(bytes: &[u8]) -> bool {
    let is_selector = |at: usize| {
        bytes.get(at..at + 2) == Some(b"\xEF\xB8")
            && bytes.get(at + 2).is_some_and(|last| *last < 0x90)
    };
    bytes.starts_with(b"\xEF\xB8\x80\xEF\xB8") || is_selector(0) && is_selector(3)
}

fn is_carrier(character: char) -> bool {
    TAGS.contains(&character) || selector(character).is_some() || bit_of(character).is_some()
}

/// Returns the messages in a row of characters that show nothing.
fn read(carrier: &str) -> Vec<Message> {
    let message = |label, text: String| Message { label, text };
    let tags: String = carrier
        .chars()
        .filter(|character| TAGS.contains(character))
        .filter_map(|character| char::from_u32(u32::from(character) - 0xE_0000))
        .take(MESSAGE_BYTES_MAX)
        .collect();
    let selectors: Vec<u8> = carrier.chars().filter_map(selector).take(MESSAGE_BYTES_MAX).collect();
    let bits: Vec<char> = carrier
        .chars()
        .filter(|character| bit_of(*character).is_some())
        .take(MESSAGE_BYTES_MAX)
        .collect();
    let mut found = Vec::new();
    // Flags of regions are written in tags too, and end with one that says nothing.
    if tags.len() >= TAGS_MIN && !carrier.contains('\u{E007F}') && !is_region(&tags) {
        found.push(message("text in tag characters", tags));
    }
    if selectors.len() >= SELECTORS_MIN {
        let text = String::from_utf8_lossy(&selectors).into_owned();
        found.push(message("text in variation selectors", text));
    }
    if bits.len() >= BITS_MIN {
        found.push(message("text in zero-width characters", text_of_bits(&bits)));
    }
    found
}

/// The flags of England, Scotland and Wales, and others of their kind.
fn is_region(tags: &str) -> bool {
    tags.len() <= 6 && tags.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

/// Returns the byte that a variation selector stands for.
fn selector(character: char) -> Option<u8> {
    let number = u32::from(character);
    match number {
        0xFE00..=0xFE0F => u8::try_from(number - 0xFE00).ok(),
        0xE_0100..=0xE_01EF => u8::try_from(number - 0xE_0100 + 16).ok(),
        _ => None,
    }
}

/// Returns the bit that a zero-width character most often stands for.
fn bit_of(character: char) -> Option<bool> {
    match character {
        '\u{200B}' => Some(false),
        '\u{200C}' | '\u{2060}' | '\u{FEFF}' => Some(true),
        // Most often between letters, which ends no row.
        '\u{200D}' => Some(true),
        _ => None,
    }
}

/// Reads characters as bits of bytes, either of the two as one, in the first way that gives text.
fn text_of_bits(carrier: &[char]) -> String {
    let bits = |turned: bool| carrier.iter().filter_map(move |c| Some(bit_of(*c)? != turned));
    let bytes = |turned: bool, size: usize| {
        let bits: Vec<bool> = bits(turned).collect();
        let bytes = bits
            .chunks_exact(size)
            .map(|chunk| chunk.iter().fold(0_u8, |byte, bit| byte << 1 | u8::from(*bit)));
        bytes.collect::<Vec<u8>>()
    };
    for (turned, size) in [(false, 8), (true, 8), (false, 7), (true, 7)] {
        if let Ok(text) = String::from_utf8(bytes(turned, size))
            && !text.is_empty()
            && text.chars().all(|character| !character.is_control() || character == '\n')
        {
            return text;
        }
    }
    format!("{} zero-width characters in a row", carrier.len())
}

/// Returns each line that orders to be shown in another direction than it is stored in.
fn turned(text: &str) -> Vec<Message> {
    let is_order = |character| matches!(character, '\u{202D}' | '\u{202E}');
    let lines = text.lines().filter(|line| line.contains(is_order));
    // In scripts that run from the right such orders are ordinary.
    let is_rtl = |line: &str| {
        line.chars().any(|c| matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}'))
    };
    lines
        .filter(|line| !is_rtl(line))
        .map(|line| {
            let shown =
                line.chars().filter(|character| !is_order(*character) && !is_carrier(*character));
            Message {
                label: "text shown in another order",
                text: shown.take(MESSAGE_BYTES_MAX).collect(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests;
