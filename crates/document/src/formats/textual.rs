//! Small things that readers of metadata share: telling a property, and undoing text encodings.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};

use crate::out::{NewPart, Out};
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

/// Base64 as it is met: with letters that end where they end, padded or not.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Returns bytes in Base64 (RFC 4648, 4).
pub(crate) fn to_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Returns what Base64 (RFC 4648, either alphabet) stands for; other characters are skipped.
pub(crate) fn base64(text: &[u8]) -> Vec<u8> {
    let plain = |&letter: &u8| match letter {
        b'-' => Some(b'+'),
        b'_' => Some(b'/'),
        b'+' | b'/' => Some(letter),
        _ => letter.is_ascii_alphanumeric().then_some(letter),
    };
    let mut letters: Vec<u8> =
        text.iter().take_while(|letter| **letter != b'=').filter_map(plain).collect();
    // A letter by itself at the end is no byte.
    if letters.len() % 4 == 1 {
        letters.pop();
    }
    LENIENT.decode(letters).unwrap_or_default()
}
