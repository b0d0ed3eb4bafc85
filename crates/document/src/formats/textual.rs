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

/// Least characters that are taken for text among other bytes.
const STRING_CHARS_MIN: usize = 6;

/// Returns the stretches of printable ASCII in bytes of unknown meaning, one a line, each
/// character in one byte or in two.
pub(super) fn strings(bytes: &[u8]) -> String {
    let mut found = String::new();
    let mut at = 0;
    while at < bytes.len() {
        let rest = bytes.get(at..).unwrap_or_default();
        let narrow = printable(rest, 0, 1);
        let wide = printable(rest, 0, 2).max(printable(rest, 1, 2));
        if narrow < STRING_CHARS_MIN && wide < STRING_CHARS_MIN {
            at += narrow.max(1);
            continue;
        }
        let (count, step) = if narrow >= wide { (narrow, 1) } else { (wide, 2) };
        let letters = rest.iter().filter(|byte| step == 1 || **byte != 0).take(count);
        found.extend(letters.map(|byte| char::from(*byte)));
        found.push('\n');
        at += count * step;
    }
    found.truncate(found.trim_end().len());
    found
}

/// Returns how many printable characters stand in a row, one in each `step` bytes; the other
/// byte of two is zero.
fn printable(bytes: &[u8], first: usize, step: usize) -> usize {
    let is_printable = |unit: &&[u8]| match *unit {
        [byte] => matches!(byte, b' '..=b'~'),
        [zero, byte] if first == 1 => *zero == 0 && matches!(byte, b' '..=b'~'),
        [byte, zero] => *zero == 0 && matches!(byte, b' '..=b'~'),
        _ => false,
    };
    bytes.chunks_exact(step).take_while(is_printable).count()
}

/// Returns what Base64 (RFC 4648, either alphabet) stands for; other characters are skipped.
pub(super) fn base64(text: &[u8]) -> Vec<u8> {
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
