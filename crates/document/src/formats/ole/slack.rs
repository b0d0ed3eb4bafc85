//! Text in bytes that belong to nothing: free sectors, ends of sectors, and streams that no
//! storage leads to any more.

use super::compound::Compound;
use crate::formats::textual::whole;
use crate::out::{NewPart, Out};
use crate::{Hidden, PartKind};

/// Least characters of one script that are taken for text among other bytes.
const LETTERS_MIN: usize = 8;
/// The same for Chinese, of whose characters six by chance are as unlikely.
const IDEOGRAPHS_MIN: usize = 6;

/// Tells the text in what no stream of the file claims.
pub(super) fn tell(file: &Compound, out: &mut Out<'_>) {
    let mut text = String::new();
    for bytes in file.slack() {
        push_texts(bytes, &mut text);
    }
    // Old directories are there too; the names in them say nothing.
    let is_name = |line: &str| file.names().chain(NAMES.iter().copied()).any(|n| n.ends_with(line));
    let lines: Vec<&str> = text.lines().filter(|line| !is_name(line)).collect();
    tell_text("slack", &lines.join("\n"), out);
}

/// Names of streams that most files have.
const NAMES: &[&str] = &[
    "Root Entry",
    "WordDocument",
    "ObjectPool",
    "Workbook",
    "PowerPoint Document",
    "Current User",
    "Pictures",
    "SummaryInformation",
    "DocumentSummaryInformation",
];

/// Tells a text that stands where nothing is shown, unless it is empty.
pub(in crate::formats) fn tell_text(label: &str, text: &str, out: &mut Out<'_>) {
    if !text.is_empty() {
        let part = NewPart::new(PartKind::Other, label).hidden(Hidden::Slack);
        out.text(part, text, vec![whole(text)]);
    }
}

/// Adds the stretches of text in bytes of unknown meaning, one a line.
pub(crate) fn push_texts(bytes: &[u8], text: &mut String) {
    let mut at = 0;
    while at < bytes.len() {
        let rest = bytes.get(at..).unwrap_or_default();
        let (found, len) = [wide(rest), narrow(rest)]
            .into_iter()
            .max_by_key(|(found, _)| found.len())
            .unwrap_or_default();
        if is_text(&found) {
            text.push_str(found.trim());
            text.push('\n');
        }
        // What was not text as a whole is passed over as a whole, so that no byte is seen often.
        at += len.max(1);
    }
}

/// True for what somebody may have written: enough letters, and few signs among them.
fn is_text(found: &str) -> bool {
    let ideographs = found.chars().filter(|character| is_ideograph(*character)).count();
    let letters = found.chars().filter(|c| c.is_alphanumeric() || *c == ' ').count();
    let count = found.chars().count();
    (ideographs >= IDEOGRAPHS_MIN || count >= LETTERS_MIN)
        && letters * 4 >= count * 3
        && has_variety(found)
}

/// True unless the text is one or two characters over and over, as padding is.
fn has_variety(found: &str) -> bool {
    let mut seen: Vec<char> = Vec::new();
    for character in found.chars() {
        if !seen.contains(&character) {
            seen.push(character);
        }
        if seen.len() > 3 {
            return true;
        }
    }
    false
}

/// The printable characters of UTF-16 at the start of bytes, and their length.
fn wide(bytes: &[u8]) -> (String, usize) {
    let mut found = String::new();
    for unit in bytes.chunks_exact(2) {
        let code = u16::from_le_bytes([unit[0], unit[1]]);
        let Some(character) = char::from_u32(u32::from(code)).filter(|c| is_common(*c)) else {
            break;
        };
        found.push(character);
    }
    let len = found.encode_utf16().count() * 2;
    (found, len)
}

/// The printable characters of one byte at the start of bytes, and their length.
fn narrow(bytes: &[u8]) -> (String, usize) {
    let is_printable = |byte: &u8| matches!(byte, b' '..=b'~' | b'\t');
    let len = bytes.iter().take_while(|byte| is_printable(byte)).count();
    let text = bytes.get(..len).unwrap_or_default();
    (String::from_utf8_lossy(text).into_owned(), len)
}

/// True for characters that texts are made of; rare ones are more likely chance.
fn is_common(character: char) -> bool {
    matches!(character, ' '..='~' | '\u{C0}'..='\u{17F}' | '\u{386}'..='\u{3CE}'
        | '\u{410}'..='\u{451}' | '\u{2013}'..='\u{201E}' | '\u{3001}' | '\u{3002}'
        | '\u{FF01}'..='\u{FF1F}')
        || is_ideograph(character)
}

/// True for the Chinese characters of everyday use (those of GB 2312).
fn is_ideograph(character: char) -> bool {
    if !('\u{4E00}'..='\u{9FA5}').contains(&character) {
        return false;
    }
    let mut buffer = [0; 4];
    let text = character.encode_utf8(&mut buffer);
    let (bytes, _, _) = encoding_rs::GBK.encode(text);
    matches!(*bytes, [0xB0..=0xF7, 0xA1..=0xFE])
}
