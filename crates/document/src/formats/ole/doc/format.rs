//! What is said of letters ([MS-DOC] 2.6): only what hides them, and where their pictures are.
//!
//! White letters count as invisible only where nothing is said to be behind them: in tables and
//! shaded paragraphs white is a colour like others.

use std::collections::BTreeSet;

use super::fib::{self, Fib};
use crate::Hidden;
use crate::formats::office::binary::{byte, long, short, size, slice};

/// Styles that may stand on one another.
const BASES_MAX: usize = 32;

/// Letters this small, in half points, are not seen.
const TINY_HALF_POINTS: u16 = 4;

/// Bytes of a page of exceptions.
const PAGE_BYTES: usize = 512;

/// What a document says of its letters.
#[derive(Default)]
pub(super) struct Formats {
    /// By offset in the main stream, in rising order.
    characters: Vec<Exception>,
    paragraphs: Vec<Exception>,
    styles: Vec<Style>,
    /// Where the pages stand that the exceptions were read from.
    pages: BTreeSet<(usize, usize)>,
    pictures: BTreeSet<u32>,
}

/// What is said of the letters in a range of the main stream.
struct Exception {
    start: usize,
    end: usize,
    said: Said,
}

/// What is said of some letters; `None` stands for nothing.
#[derive(Debug, Clone, Copy, Default)]
struct Said {
    vanish: Option<Toggle>,
    deleted: Option<bool>,
    white: Option<bool>,
    tiny: Option<bool>,
    /// Something other than the page is behind the letters.
    shaded: Option<bool>,
    style: Option<u16>,
    /// Where in the data stream the picture stands that a letter is.
    picture: Option<u32>,
}

/// A switch that may stand for what a style says, or for its opposite.
#[derive(Debug, Clone, Copy)]
enum Toggle {
    Is(bool),
    AsStyle,
    NotAsStyle,
}

struct Style {
    base: u16,
    said: Said,
}

impl Formats {
    pub(super) fn read(fib: &Fib<'_>, main: &[u8], table: &[u8]) -> Self {
        let mut formats = Self::default();
        // Old documents write these things in other codes.
        if fib.is_old() {
            return formats;
        }
        formats.styles = read_styles(fib.table(fib::STYLES, table));
        for page in page_numbers(fib.table(fib::CHARACTER_PAGES, table)) {
            formats.read_page(main, page, false);
        }
        for page in page_numbers(fib.table(fib::PARAGRAPH_PAGES, table)) {
            formats.read_page(main, page, true);
        }
        formats.characters.sort_by_key(|exception| exception.start);
        formats.paragraphs.sort_by_key(|exception| exception.start);
        formats
    }

    /// Where in the main stream exceptions stand.
    pub(super) fn pages(&self) -> impl Iterator<Item = (usize, usize)> {
        self.pages.iter().copied()
    }

    /// Where in the data stream pictures stand.
    pub(super) fn pictures(&self) -> &BTreeSet<u32> {
        &self.pictures
    }

    /// Begins to look at the letters of one piece, of which all is said in `exceptions`.
    pub(super) fn marks(&self, exceptions: &[u8]) -> Marks<'_> {
        let mut said = Said::default();
        said.take(exceptions, &mut BTreeSet::new());
        Marks { formats: self, piece: said, valid: 0..0, hidden: None }
    }

    /// Reads a page of exceptions ([MS-DOC] 2.9.33, 2.9.174).
    fn read_page(&mut self, main: &[u8], page: usize, is_paragraphs: bool) {
        let at = page.saturating_mul(PAGE_BYTES);
        let bytes = slice(main, at, PAGE_BYTES);
        if bytes.len() < PAGE_BYTES || !self.pages.insert((at, at + PAGE_BYTES)) {
            return;
        }
        let count = usize::from(byte(bytes, PAGE_BYTES - 1).unwrap_or_default());
        let width = if is_paragraphs { 13 } else { 1 };
        for index in 0..count {
            let Some((start, end)) = size(bytes, index * 4).zip(size(bytes, index * 4 + 4)) else {
                break;
            };
            let word = byte(bytes, (count + 1) * 4 + index * width).unwrap_or_default();
            if word == 0 {
                continue;
            }
            let mut said = Said::default();
            let at = usize::from(word) * 2;
            let list = match is_paragraphs {
                true => paragraph_list(bytes, at),
                false => slice(bytes, at + 1, usize::from(byte(bytes, at).unwrap_or_default())),
            };
            if is_paragraphs {
                said.style = short(list, 0);
                said.take(list.get(2..).unwrap_or_default(), &mut self.pictures);
                self.paragraphs.push(Exception { start, end, said });
            } else {
                said.take(list, &mut self.pictures);
                self.characters.push(Exception { start, end, said });
            }
        }
    }

    /// How letters are hidden of which this is said.
    fn hidden(&self, paragraph: Said, character: Said, piece: Said) -> Option<Hidden> {
        let paragraph_style = self.style(paragraph.style);
        let character_style = self.style(character.style);
        let layers = [paragraph_style, character_style, paragraph, character, piece];
        let mut vanishes = false;
        for layer in layers {
            let by_style = vanishes;
            match layer.vanish {
                Some(Toggle::Is(vanish)) => vanishes = vanish,
                Some(Toggle::AsStyle) => vanishes = by_style,
                Some(Toggle::NotAsStyle) => vanishes = !by_style,
                None => {}
            }
        }
        let last = |said: fn(&Said) -> Option<bool>| {
            layers.iter().rev().find_map(said).unwrap_or_default()
        };
        if last(|said| said.deleted) {
            Some(Hidden::Deleted)
        } else if vanishes {
            Some(Hidden::Vanished)
        } else if last(|said| said.white) && !layers.iter().any(|said| said.shaded == Some(true)) {
            Some(Hidden::Invisible)
        } else if last(|said| said.tiny) {
            Some(Hidden::Tiny)
        } else {
            None
        }
    }

    /// What a style says, with the styles that it stands on.
    fn style(&self, number: Option<u16>) -> Said {
        let mut said = Said::default();
        let mut number = number.unwrap_or(NO_STYLE);
        for _ in 0..BASES_MAX {
            let Some(style) = self.styles.get(usize::from(number)) else { break };
            said.vanish = said.vanish.or(style.said.vanish);
            said.white = said.white.or(style.said.white);
            said.tiny = said.tiny.or(style.said.tiny);
            said.shaded = said.shaded.or(style.said.shaded);
            number = style.base;
        }
        said
    }
}

/// The number that stands for no style.
const NO_STYLE: u16 = 0xFFF;

/// Tells of the letters of one piece, asked in rising order, how they are hidden.
pub(super) struct Marks<'a> {
    formats: &'a Formats,
    piece: Said,
    /// The range in which the last answer holds.
    valid: std::ops::Range<usize>,
    hidden: Option<Hidden>,
}

impl Marks<'_> {
    /// How the letter at that offset of the main stream is hidden.
    pub(super) fn at(&mut self, at: usize) -> Option<Hidden> {
        if !self.valid.contains(&at) {
            let (character, first) = find(&self.formats.characters, at);
            let (paragraph, second) = find(&self.formats.paragraphs, at);
            self.hidden = self.formats.hidden(paragraph, character, self.piece);
            self.valid = first.start.max(second.start)..first.end.min(second.end);
        }
        self.hidden
    }

    /// Where in the data stream the picture stands that the letter at that offset is.
    pub(super) fn picture(&self, at: usize) -> Option<u32> {
        find(&self.formats.characters, at).0.picture
    }
}

/// What is said at an offset, and in which range the same is said.
fn find(exceptions: &[Exception], at: usize) -> (Said, std::ops::Range<usize>) {
    let after = exceptions.partition_point(|exception| exception.start <= at);
    let before = after.checked_sub(1).and_then(|index| exceptions.get(index));
    let next = exceptions.get(after).map_or(usize::MAX, |exception| exception.start);
    match before {
        Some(found) if at < found.end => (found.said, found.start..found.end.min(next)),
        Some(found) => (Said::default(), found.end..next),
        None => (Said::default(), 0..next),
    }
}

/// Numbers of the pages that a table of pages lists.
fn page_numbers(table: &[u8]) -> impl Iterator<Item = usize> {
    let count = table.len().saturating_sub(4) / 8;
    (0..count).filter_map(move |index| {
        Some((long(table, (count + 1) * 4 + index * 4)? & 0x3F_FFFF) as usize)
    })
}

/// The list of a paragraph: its style, then what is said.
fn paragraph_list(page: &[u8], at: usize) -> &[u8] {
    match byte(page, at) {
        Some(0) => slice(page, at + 2, usize::from(byte(page, at + 1).unwrap_or_default()) * 2),
        Some(words) => slice(page, at + 1, usize::from(words) * 2 - 1),
        None => &[],
    }
}

impl Said {
    /// Takes in a list of modifications ([MS-DOC] 2.2.5).
    fn take(&mut self, list: &[u8], pictures: &mut BTreeSet<u32>) {
        let mut at = 0;
        while let Some(code) = short(list, at) {
            at += 2;
            let len = operand_len(code, list, at);
            let operand = slice(list, at, len);
            self.take_one(code, operand, pictures);
            at += len;
        }
    }

    fn take_one(&mut self, code: u16, operand: &[u8], pictures: &mut BTreeSet<u32>) {
        let first = byte(operand, 0).unwrap_or_default();
        match code {
            0x0800 => self.deleted = Some(first != 0),
            0x083C => {
                self.vanish = Some(match first {
                    0x80 => Toggle::AsStyle,
                    0x81 => Toggle::NotAsStyle,
                    value => Toggle::Is(value != 0),
                });
            }
            0x4A30 => self.style = short(operand, 0),
            0x4A43 => self.tiny = short(operand, 0).map(|size| size <= TINY_HALF_POINTS),
            0x2A42 => self.white = Some(first == 8),
            0x6870 => self.white = long(operand, 0).map(|colour| colour == 0xFF_FFFF),
            // Shades and highlights of letters and paragraphs, and whether it is in a table.
            0x2A0C | 0x4866 | 0xCA71 | 0x442D | 0xC64D => {
                let is_said = operand
                    .iter()
                    .skip(usize::from(code >= 0xC000))
                    .any(|byte| !matches!(byte, 0 | 0xFF));
                self.shaded = Some(is_said);
            }
            0x2416 => self.shaded = Some(first != 0),
            0x6A03 => {
                self.picture = long(operand, 0);
                pictures.extend(self.picture);
            }
            _ => {}
        }
    }
}

/// The length of what follows a code, by its upper three bits.
fn operand_len(code: u16, list: &[u8], at: usize) -> usize {
    let first = usize::from(byte(list, at).unwrap_or_default());
    match code >> 13 {
        0 | 1 => 1,
        2 | 4 | 5 => 2,
        3 => 4,
        7 => 3,
        // The definition of a table has a length of two bytes, tabs may have one that is not said.
        _ if code == 0xD608 => usize::from(short(list, at).unwrap_or_default()) + 1,
        _ if code == 0xC615 && first == 255 => list.len(),
        _ => first + 1,
    }
}

/// Reads the styles that hide letters ([MS-DOC] 2.9.271).
fn read_styles(sheet: &[u8]) -> Vec<Style> {
    let header = usize::from(short(sheet, 0).unwrap_or_default());
    let count = short(sheet, 2).unwrap_or_default();
    let base_len = usize::from(short(sheet, 4).unwrap_or_default());
    let mut at = 2 + header;
    let mut styles = Vec::new();
    for _ in 0..count {
        let Some(len) = short(sheet, at) else { break };
        let style = slice(sheet, at + 2, usize::from(len));
        styles.push(
            read_style(style, base_len).unwrap_or(Style { base: NO_STYLE, said: Said::default() }),
        );
        at += 2 + usize::from(len);
    }
    styles
}

fn read_style(style: &[u8], base_len: usize) -> Option<Style> {
    let kind = short(style, 2)?;
    let name_len = usize::from(short(style, base_len)?);
    let mut at = base_len + 2 + name_len * 2 + 2;
    let mut said = Said::default();
    // A style of paragraphs says something of paragraphs, and then of letters.
    let lists = match kind & 0xF {
        1 => 2,
        2 => 1,
        _ => 0,
    };
    for index in 0..lists {
        let len = usize::from(short(style, at)?);
        let list = slice(style, at + 2, len);
        let skipped = if lists == 2 && index == 0 { 2 } else { 0 };
        said.take(list.get(skipped..).unwrap_or_default(), &mut BTreeSet::new());
        at += 2 + len.next_multiple_of(2);
    }
    Some(Style { base: kind >> 4, said })
}
