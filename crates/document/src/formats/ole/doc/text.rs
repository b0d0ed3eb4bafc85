//! The text of a document: pieces, the letters in them, and what of it a reader sees.

use std::collections::BTreeMap;

use super::fib::Fib;
use super::format::Formats;
use crate::Hidden;
use crate::formats::office::binary::{byte, code_page, long, short, size, slice};
use crate::formats::office::story::Story;

/// Where the pieces of the text stand ([MS-DOC] 2.8.35).
pub(super) struct Pieces {
    pieces: Vec<Piece>,
    code_page: u32,
}

struct Piece {
    /// Length in units of UTF-16, or in bytes of a code page.
    units: usize,
    at: usize,
    is_wide: bool,
    /// What the piece as a whole says of its letters.
    exceptions: Vec<u8>,
}

impl Pieces {
    pub(super) fn read(fib: &Fib<'_>, main: &[u8], table: &[u8]) -> Option<Self> {
        let list = fib.pieces(main, table);
        let pieces = read_pieces(list).filter(|pieces| !pieces.is_empty());
        if pieces.is_none() && !fib.is_old() {
            return None;
        }
        let pieces = pieces.unwrap_or_else(|| {
            let (start, end) = fib.text_range();
            let units = end.saturating_sub(start);
            vec![Piece { units, at: start, is_wide: false, exceptions: Vec::new() }]
        });
        let narrow = pieces.iter().filter(|piece| !piece.is_wide);
        let texts: Vec<&[u8]> = narrow.map(|piece| slice(main, piece.at, piece.units)).collect();
        let code_page = match fib.code_page() {
            WESTERN if fib.is_old() => {
                let of_fonts = code_page_of_fonts(fib.old_fonts(main));
                of_fonts.filter(|_| is_of_other_letters(&texts)).unwrap_or(WESTERN)
            }
            page => page,
        };
        Some(Self { pieces, code_page })
    }

    /// The bytes that each piece takes up.
    pub(super) fn ranges(&self) -> Vec<(usize, usize)> {
        let len = |piece: &Piece| piece.units << u32::from(piece.is_wide);
        self.pieces.iter().map(|piece| (piece.at, piece.at.saturating_add(len(piece)))).collect()
    }
}

const WESTERN: u32 = 1_252;

/// The code page of the first font whose letters are not Latin: many documents in such letters say
/// that they are in English.
fn code_page_of_fonts(fonts: &[u8]) -> Option<u32> {
    const CHARSET: usize = 4;
    let mut at = 2;
    while let Some(len) = byte(fonts, at) {
        let page = match byte(fonts, at + CHARSET) {
            Some(161) => Some(1_253),
            Some(177) => Some(1_255),
            Some(178) => Some(1_256),
            Some(204) => Some(1_251),
            _ => None,
        };
        if page.is_some() {
            return page;
        }
        at += 1 + usize::from(len);
    }
    None
}

/// True when most letters beyond ASCII stand beside others: in Latin text, those with accents are few
/// and apart.
fn is_of_other_letters(texts: &[&[u8]]) -> bool {
    let is_high = |letter: &u8| *letter >= 0xC0;
    let high: usize = texts.iter().map(|text| text.iter().filter(|b| is_high(b)).count()).sum();
    let pairs = |text: &&[u8]| text.windows(2).filter(|pair| pair.iter().all(is_high)).count();
    high > 0 && texts.iter().map(pairs).sum::<usize>() * 2 > high
}

fn read_pieces(list: &[u8]) -> Option<Vec<Piece>> {
    const CHANGES: u8 = 1;
    const PIECES: u8 = 2;
    let mut changes = Vec::new();
    let mut at = 0;
    while byte(list, at)? == CHANGES {
        let len = usize::from(short(list, at + 1)?);
        changes.push(slice(list, at + 3, len));
        at += 3 + len;
    }
    if byte(list, at)? != PIECES {
        return None;
    }
    let plc = slice(list, at + 5, size(list, at + 1)?);
    let count = plc.len().saturating_sub(4) / 12;
    let piece = |index: usize| {
        let (start, end) = size(plc, index * 4).zip(size(plc, index * 4 + 4))?;
        let entry = slice(plc, (count + 1) * 4 + index * 8, 8);
        let place = long(entry, 2)?;
        let is_wide = place & 0x4000_0000 == 0;
        let place = (place & 0x3FFF_FFFF) as usize;
        let modifier = short(entry, 6)?;
        let change = changes.get(usize::from(modifier >> 1)).filter(|_| modifier & 1 == 1);
        Some(Piece {
            units: end.checked_sub(start)?,
            at: if is_wide { place } else { place / 2 },
            is_wide,
            exceptions: change.map(|change| change.to_vec()).unwrap_or_default(),
        })
    };
    (0..count).map(piece).collect()
}

/// One unit of the text, and how it is hidden.
#[derive(Clone, Copy)]
pub(super) struct Letter {
    unit: u16,
    hidden: Option<Hidden>,
}

/// All units of all texts, in order.
pub(super) struct Letters {
    letters: Vec<Letter>,
    /// Where pictures stand in the data stream, by the position of the letter that is one.
    pub(super) pictures: BTreeMap<usize, u32>,
    /// False when a piece was not where it should be.
    pub(super) is_whole: bool,
}

impl Letters {
    pub(super) fn read(pieces: &Pieces, formats: &Formats, main: &[u8]) -> Self {
        let mut all = Self { letters: Vec::new(), pictures: BTreeMap::new(), is_whole: true };
        for piece in &pieces.pieces {
            let bytes = slice(main, piece.at, piece.units << u32::from(piece.is_wide));
            // No byte stands for two letters, so that more letters than bytes are made up.
            if all.letters.len() + piece.units > main.len() || bytes.is_empty() {
                all.is_whole &= piece.units == 0;
                continue;
            }
            let units = match piece.is_wide {
                true => bytes.chunks_exact(2).filter_map(|unit| short(unit, 0)).collect(),
                false => narrow_units(bytes, pieces.code_page),
            };
            all.is_whole &= units.len() == piece.units;
            let step = 1 << u32::from(piece.is_wide);
            let mut marks = formats.marks(&piece.exceptions);
            for (index, unit) in units.into_iter().enumerate() {
                let at = piece.at + index * step;
                let hidden = marks.at(at);
                if unit == PICTURE
                    && let Some(place) = marks.picture(at)
                {
                    all.pictures.insert(all.letters.len(), place);
                }
                all.letters.push(Letter { unit, hidden });
            }
        }
        all
    }

    /// The units from one position to another, as far as they are there.
    pub(super) fn slice(&self, start: usize, end: usize) -> &[Letter] {
        let rest = self.letters.get(start..).unwrap_or_default();
        rest.get(..end.saturating_sub(start)).unwrap_or(rest)
    }

    /// Positions of letters that are pictures, or places of shapes, and that a reader sees.
    pub(super) fn drawn(&self, start: usize, end: usize) -> Vec<usize> {
        let mut fields = Fields::default();
        let mut drawn = Vec::new();
        for (index, letter) in (start..).zip(self.slice(start, end)) {
            fields.take(letter.unit);
            let is_seen = letter.hidden.is_none() && !fields.in_instructions();
            if matches!(letter.unit, PICTURE | SHAPE) && is_seen {
                drawn.push(index);
            }
        }
        drawn
    }
}

/// The letters that a picture and the place of a shape are.
const PICTURE: u16 = 1;
const SHAPE: u16 = 8;

/// Units of UTF-16, one for each byte: the second byte of a letter becomes none.
fn narrow_units(bytes: &[u8], page: u32) -> Vec<u16> {
    let encoding = code_page(page).unwrap_or(encoding_rs::WINDOWS_1252);
    let mut units = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(first) = byte(bytes, at) {
        let len = match encoding.is_single_byte() || first < 0x81 {
            true => 1,
            false => 2,
        };
        let letter = slice(bytes, at, len);
        let (text, _) = encoding.decode_without_bom_handling(letter);
        let mut encoded = text.encode_utf16();
        units.extend((0..letter.len()).map(|_| encoded.next().unwrap_or_default()));
        at += len;
    }
    units
}

/// Returns units as text: fields without their marks, cells and rows of tables apart.
pub(super) fn story(letters: &[Letter]) -> Story {
    let mut story = Story::default();
    let mut fields = Fields::default();
    let mut buffer = String::new();
    let mut buffered = None;
    let mut at = 0;
    while let Some(letter) = letters.get(at) {
        at += 1;
        let hidden = match fields.in_instructions() {
            true => letter.hidden.or(Some(Hidden::Markup)),
            false => letter.hidden,
        };
        if let Some(character) = character(letters, &mut at, letter.unit) {
            if hidden != buffered {
                story.push_text(&std::mem::take(&mut buffer), buffered);
                buffered = hidden;
            }
            buffer.push(character);
            continue;
        }
        story.push_text(&std::mem::take(&mut buffer), buffered);
        match letter.unit {
            7 if story.text().ends_with(['\t', '\n']) => story.end_row(),
            7 => story.end_cell(),
            0x0B => story.separate('\n'),
            0x0C..=0x0E => story.end_line(),
            unit => fields.take(unit),
        }
    }
    story.push_text(&buffer, buffered);
    story
}

/// For each field that is open, whether its instructions are still being read.
#[derive(Default)]
struct Fields(Vec<bool>);

impl Fields {
    /// How many fields may be open at a time.
    const OPEN_MAX: usize = 64;

    fn take(&mut self, unit: u16) {
        match unit {
            0x13 if self.0.len() < Self::OPEN_MAX => self.0.push(true),
            0x14 => {
                if let Some(field) = self.0.last_mut() {
                    *field = false;
                }
            }
            0x15 => drop(self.0.pop()),
            _ => {}
        }
    }

    fn in_instructions(&self) -> bool {
        self.0.contains(&true)
    }
}

/// The character of a unit and what follows it; `None` for marks.
fn character(letters: &[Letter], at: &mut usize, unit: u16) -> Option<char> {
    match unit {
        9 => Some('\t'),
        0x1E => Some('-'),
        0..=0x1F => None,
        0xD800..=0xDBFF => {
            let low = letters.get(*at)?.unit;
            let pair = char::decode_utf16([unit, low]).next()?.ok()?;
            *at += 1;
            Some(pair)
        }
        // Letters of symbol fonts say nothing.
        0xF000..=0xF0FF => None,
        unit => char::from_u32(u32::from(unit)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_are_not_latin_are_known_by_their_fonts_and_their_company() {
        let font = |charset: u8| [5, 0, 0x90, 1, charset, 0];
        let fonts = [&[0, 0][..], &font(0), &font(2), &font(204)].concat();
        assert_eq!(code_page_of_fonts(&fonts), Some(1_251));
        assert_eq!(code_page_of_fonts(&[&[0, 0][..], &font(0)].concat()), None);
        let (cyrillic, ..) = encoding_rs::WINDOWS_1251.encode("план зала 3");
        let (latin, ..) = encoding_rs::WINDOWS_1252.encode("Zürich, là-bas, à côté");
        assert!(is_of_other_letters(&[&cyrillic]));
        assert!(!is_of_other_letters(&[&latin]) && !is_of_other_letters(&[b"hall 3"]));
    }
}
