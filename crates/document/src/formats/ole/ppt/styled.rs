//! Texts of slides with the colours of their letters ([MS-PPT] 2.9.44).

use super::super::super::office::binary::{long, short, size};
use crate::formats::colour::Colour;

/// A text, and how its letters are coloured.
#[derive(Debug, Clone, Default)]
pub(super) struct Styled {
    pub(super) text: String,
    /// How many letters, as UTF-16 counts them, have which colour.
    inks: Vec<(usize, Ink)>,
}

/// The colour of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    /// The one that the slide is made with.
    Usual,
    Plain(Colour),
    /// One of the colours of the slide's scheme.
    Scheme(u8),
}

impl Styled {
    pub(super) fn new(text: String) -> Self {
        Self { text, inks: Vec::new() }
    }

    /// Takes in the record that follows a text; what cannot be read says nothing.
    pub(super) fn style(&mut self, record: &[u8]) {
        // The end of the last paragraph counts too.
        let letters = self.text.encode_utf16().count() + 1;
        self.inks = inks(record, letters).unwrap_or_default();
    }

    /// The stretches of one colour.
    pub(super) fn pieces(&self) -> Vec<(&str, Ink)> {
        let mut pieces = Vec::new();
        let mut rest = self.text.as_str();
        for (letters, ink) in &self.inks {
            let mut left = *letters;
            let end = rest.char_indices().find(|(_, letter)| {
                let is_after = left == 0;
                left = left.saturating_sub(letter.len_utf16());
                is_after
            });
            let (piece, next) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
            pieces.push((piece, *ink));
            rest = next;
        }
        pieces.push((rest, Ink::Usual));
        pieces
    }
}

/// Reads the colours, which stand behind the looks of the paragraphs.
fn inks(record: &[u8], letters: usize) -> Option<Vec<(usize, Ink)>> {
    let mut at = 0;
    let mut left = letters;
    while left > 0 {
        left = left.saturating_sub(size(record, at)?.max(1));
        at = paragraph_end(record, at + 6)?;
    }
    let mut inks = Vec::new();
    left = letters;
    while left > 0 {
        let count = size(record, at)?;
        left = left.saturating_sub(count.max(1));
        let (ink, end) = ink(record, at + 4)?;
        inks.push((count, ink));
        at = end;
    }
    Some(inks)
}

/// Returns where the look of a paragraph ends ([MS-PPT] 2.9.20).
fn paragraph_end(record: &[u8], at: usize) -> Option<usize> {
    /// What the mask says is there, in order, with its bytes.
    const FIELDS: [(u32, usize); 12] = [
        (0x0000_000F, 2),
        (0x0000_0080, 2),
        (0x0000_0010, 2),
        (0x0000_0040, 2),
        (0x0000_0020, 4),
        (0x0000_0800, 2),
        (0x0000_1000, 2),
        (0x0000_2000, 2),
        (0x0000_4000, 2),
        (0x0000_0100, 2),
        (0x0000_0400, 2),
        (0x0000_8000, 2),
    ];
    const TABS: u32 = 0x0010_0000;
    const AFTER_TABS: [u32; 3] = [0x0001_0000, 0x000E_0000, 0x0020_0000];
    let mask = long(record, at)?;
    let fields = FIELDS.iter().filter(|(field, _)| mask & field != 0);
    let mut at = at + 4 + fields.map(|(_, bytes)| bytes).sum::<usize>();
    if mask & TABS != 0 {
        at += 2 + 4 * usize::from(short(record, at)?);
    }
    Some(at + AFTER_TABS.iter().filter(|field| mask & *field != 0).count() * 2)
}

/// Returns the colour of letters, and where their look ends ([MS-PPT] 2.9.14).
fn ink(record: &[u8], at: usize) -> Option<(Ink, usize)> {
    /// What stands before the colour: the style, four fonts, the size.
    const BEFORE: [u32; 6] =
        [0x0000_FFFF, 0x0001_0000, 0x0020_0000, 0x0040_0000, 0x0080_0000, 0x0002_0000];
    const COLOUR: u32 = 0x0004_0000;
    const POSITION: u32 = 0x0008_0000;
    let mask = long(record, at)?;
    let mut at = at + 4 + BEFORE.iter().filter(|field| mask & *field != 0).count() * 2;
    let mut ink = Ink::Usual;
    if mask & COLOUR != 0 {
        let &[red, green, blue, index] = record.get(at..)?.first_chunk()?;
        ink = match index {
            0xFE => Ink::Plain(Colour::from_channels([red, green, blue])),
            0..=7 => Ink::Scheme(index),
            _ => Ink::Usual,
        };
        at += 4;
    }
    Some((ink, at + if mask & POSITION != 0 { 2 } else { 0 }))
}
