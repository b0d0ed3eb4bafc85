//! Small things that readers of metadata share: telling a property, and undoing text encodings.

use crate::read::{NewPart, Out};
use crate::{Hidden, PartKind, Run, Source, Span};

/// Tells one property, which no viewer shows with the content; nothing when it is blank.
pub(super) fn property(out: &mut Out<'_>, name: &str, value: &str) {
    let value = value.trim_matches(|c: char| c.is_whitespace() || c == '\0');
    if !value.is_empty() {
        let part = NewPart::new(PartKind::Property, name).hidden(Hidden::Property);
        out.text(part, value, vec![whole(value)]);
    }
}

/// Returns one run over all of `text`, of which only the text is known.
pub(super) fn whole(text: &str) -> Run {
    Run { span: Span::new(0, text.len()), hidden: None, label: None, source: Source::Unknown }
}

/// Returns bytes as text: UTF-8 when they are, else Windows-1252, in which every byte means
/// something.
pub(super) fn lenient(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

/// Returns bytes whose encoding nobody named as text by a guess, and whether all of them fit.
pub(super) fn guessed(bytes: &[u8]) -> (String, bool) {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, chardetng::Utf8Detection::Allow);
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    (text.into_owned(), !damaged)
}

/// Least bytes of UTF-8 that are taken for text among other bytes: six letters of English, two of
/// Chinese.
const STRING_BYTES_MIN: usize = 6;

/// Returns the stretches of printable characters in bytes of unknown meaning, one a line, in UTF-8
/// or with two bytes for each.
pub(super) fn strings(bytes: &[u8]) -> String {
    let mut found = String::new();
    let mut at = 0;
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        let narrow = printable(rest);
        let wide = wide(rest);
        if narrow.len().max(wide.len()) < STRING_BYTES_MIN {
            at += narrow.len().max(1);
            continue;
        }
        match narrow.len() >= wide.len() {
            true => {
                found.push_str(narrow);
                at += narrow.len();
            }
            false => {
                at += wide.len() * 2;
                found.push_str(&wide);
            }
        }
        found.push('\n');
    }
    found.truncate(found.trim_end().len());
    found
}

/// Returns the printable UTF-8 at the start of bytes.
fn printable(bytes: &[u8]) -> &str {
    let mut end = 0;
    while let Some(character) = first_character(bytes.get(end..).unwrap_or_default())
        && !character.is_control()
    {
        end += character.len_utf8();
    }
    std::str::from_utf8(bytes.get(..end).unwrap_or_default()).unwrap_or_default()
}

fn first_character(bytes: &[u8]) -> Option<char> {
    (1..=4).find_map(|length| std::str::from_utf8(bytes.get(..length)?).ok()?.chars().next())
}

/// Returns the printable ASCII at the start of bytes, each character with a zero before or after.
fn wide(bytes: &[u8]) -> String {
    let letter = |unit: &[u8]| match *unit {
        [letter @ b' '..=b'~', 0] | [0, letter @ b' '..=b'~'] => Some(char::from(letter)),
        _ => None,
    };
    bytes.chunks_exact(2).map_while(letter).collect()
}

/// Returns bytes in Base64 (RFC 4648, 4).
pub(crate) fn to_base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for index in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * index) & 63) as usize];
            text.push(if index <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

/// Returns what Base64 (RFC 4648, either alphabet) stands for; other characters are skipped.
pub(crate) fn base64(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let mut held = 0_u32;
    let mut bits = 0;
    for &letter in text {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => break,
            _ => continue,
        };
        held = (held << 6) | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
        }
    }
    bytes
}
