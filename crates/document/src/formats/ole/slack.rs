//! Text in bytes that belong to nothing: free sectors, ends of sectors, and streams that no
//! storage leads to any more.

use std::sync::LazyLock;

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
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        let (wide, narrow) = (Run::wide(rest), Run::narrow(rest));
        let run = if wide.text_bytes > narrow.text_bytes { wide } else { narrow };
        // Most bytes begin no text, and of those nothing is built.
        if run.characters >= IDEOGRAPHS_MIN {
            let found = run.text(rest);
            if is_text(&found) {
                text.push_str(found.trim());
                text.push('\n');
            }
        }
        // What was not text as a whole is passed over as a whole, so that no byte is seen often.
        at += run.bytes.max(1);
    }
}

/// Printable characters that follow one another.
#[derive(Debug, Clone, Copy, Default)]
struct Run {
    /// True for two bytes a character.
    is_wide: bool,
    characters: usize,
    /// Length where it stands, and as text.
    bytes: usize,
    text_bytes: usize,
}

impl Run {
    /// The characters of UTF-16 at the start of bytes.
    fn wide(bytes: &[u8]) -> Self {
        let common = wide_characters(bytes).take_while(|character| is_common(*character));
        let start = Self { is_wide: true, ..Self::default() };
        common.fold(start, |run, character| Self {
            characters: run.characters + 1,
            bytes: run.bytes + 2,
            text_bytes: run.text_bytes + character.len_utf8(),
            ..run
        })
    }

    /// The characters of one byte at the start of bytes.
    fn narrow(bytes: &[u8]) -> Self {
        let is_printable = |byte: &&u8| matches!(byte, b' '..=b'~' | b'\t');
        let len = bytes.iter().take_while(is_printable).count();
        Self { is_wide: false, characters: len, bytes: len, text_bytes: len }
    }

    /// The text, which stands at the start of bytes.
    fn text(self, bytes: &[u8]) -> String {
        let bytes = bytes.get(..self.bytes).unwrap_or_default();
        match self.is_wide {
            true => wide_characters(bytes).collect(),
            false => String::from_utf8_lossy(bytes).into_owned(),
        }
    }
}

/// The characters of UTF-16, up to the first half of a pair.
fn wide_characters(bytes: &[u8]) -> impl Iterator<Item = char> {
    let units = bytes.chunks_exact(2).filter_map(|two| two.first_chunk());
    units.map_while(|two| char::from_u32(u32::from(u16::from_le_bytes(*two))))
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

/// True for characters that texts are made of; rare ones are more likely chance.
fn is_common(character: char) -> bool {
    matches!(character, ' '..='~' | '\u{C0}'..='\u{17F}' | '\u{386}'..='\u{3CE}'
        | '\u{410}'..='\u{451}' | '\u{2013}'..='\u{201E}' | '\u{3001}' | '\u{3002}'
        | '\u{FF01}'..='\u{FF1F}')
        || is_ideograph(character)
}

/// True for the Chinese characters of everyday use (those of GB 2312).
fn is_ideograph(character: char) -> bool {
    let index = u32::from(character).checked_sub(FIRST_IDEOGRAPH);
    index.and_then(|index| EVERYDAY.get(index as usize)).is_some_and(|is_everyday| *is_everyday)
}

const FIRST_IDEOGRAPH: u32 = 0x4E00;

/// Which characters from [`FIRST_IDEOGRAPH`] on are those of everyday use.
static EVERYDAY: LazyLock<Vec<bool>> = LazyLock::new(|| {
    let codes = (0xB0..=0xF7).flat_map(|row| (0xA1..=0xFE).flat_map(move |cell| [row, cell]));
    let codes: Vec<u8> = codes.collect();
    let (text, _) = encoding_rs::GBK.decode_without_bom_handling(&codes);
    let mut everyday = vec![false; 0x9FA5 - FIRST_IDEOGRAPH as usize + 1];
    for character in text.chars() {
        let index = u32::from(character).checked_sub(FIRST_IDEOGRAPH);
        if let Some(place) = index.and_then(|index| everyday.get_mut(index as usize)) {
            *place = true;
        }
    }
    everyday
});
