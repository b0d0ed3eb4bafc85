//! Pictures that a reader of the text sees: letters that are pictures, and shapes beside the text.

use std::collections::{BTreeMap, BTreeSet};

use super::text::Letters;
use super::{Document, TEXTS, fib};
use crate::PartKind;
use crate::formats::office::binary::{byte, long, short, size, slice};
use crate::formats::ole::shapes::{self, Placed, Store};
use crate::formats::ole::tree::Record;
use crate::out::Out;
use crate::shown::{Stand, TWIP};

/// The text whose shapes have a table of their own, by its place among the texts.
const HEADERS: usize = 2;

/// Where a shape stands beside the text: the position of its letter, and its sides in twips.
struct Anchor {
    letter: usize,
    sides: [i64; 4],
}

impl Document<'_> {
    /// Shows the pictures of the texts that are seen.
    pub(super) fn show_pictures(&self, letters: &Letters, out: &mut Out<'_>) {
        let drawn = self.drawn(letters);
        let anchors = self.anchors(&drawn);
        let (store, drawings) = self.drawings();
        let mut has_boxes = false;
        for drawing in drawings {
            let shapes = shapes::placed(drawing, |one, other| meets(&anchors, one, other));
            for shape in shapes {
                let Some(anchor) = anchors.get(&shape.number) else { continue };
                has_boxes |= shape.paints && !shape.is_picture();
                if shape.is_picture() {
                    let [left, top, right, bottom] = anchor.sides;
                    let stand = Stand::Text([(right - left) * TWIP, (bottom - top) * TWIP]);
                    out.show(stand, shape.crop, || shape.file(&store));
                }
            }
        }
        let places = drawn.iter().filter_map(|letter| letters.pictures.get(letter));
        let mut seen = BTreeSet::new();
        for place in places.filter(|place| seen.insert(**place)) {
            self.show_letter(*place, has_boxes, out);
        }
    }

    /// Positions of what is drawn in the texts that are seen.
    fn drawn(&self, letters: &Letters) -> BTreeSet<usize> {
        let mut drawn = BTreeSet::new();
        let mut start = 0;
        for (text, length) in TEXTS.iter().zip(self.fib.lengths()) {
            if text.hidden.is_none() && text.kind != PartKind::Script {
                drawn.extend(letters.drawn(start, start + length));
            }
            start += length;
        }
        drawn
    }

    /// Places of shapes by their numbers ([MS-DOC] 2.8.37), of those whose letter is seen.
    fn anchors(&self, drawn: &BTreeSet<usize>) -> BTreeMap<u32, Anchor> {
        const PLACE_BYTES: usize = 26;
        let lengths = self.fib.lengths();
        let headers: usize = lengths.iter().take(HEADERS).sum();
        let mut anchors = BTreeMap::new();
        for (number, start) in [(fib::SHAPES, 0), (fib::SHAPES_OF_HEADERS, headers)] {
            let list = self.fib.table(number, self.table);
            let count = list.len().saturating_sub(4) / (PLACE_BYTES + 4);
            for index in 0..count {
                let place = slice(list, (count + 1) * 4 + index * PLACE_BYTES, PLACE_BYTES);
                let Some((letter, shape)) = size(list, index * 4).zip(long(place, 0)) else {
                    break;
                };
                let letter = start + letter;
                let side = |at: usize| long(place, at).map_or(0, |side| i64::from(side as i32));
                if drawn.contains(&letter) {
                    anchors.insert(shape, Anchor { letter, sides: [4, 8, 12, 16].map(side) });
                }
            }
        }
        anchors
    }

    /// The list of pictures, and the drawings of the text and of its headers, each after a byte
    /// that says which ([MS-DOC] 2.9.172).
    fn drawings(&self) -> (Store<'_>, Vec<&[u8]>) {
        let content = self.fib.table(fib::DRAWINGS, self.table);
        let Some(group) = Record::read(content, 0) else { return Default::default() };
        let mut drawings = Vec::new();
        let mut at = group.end() + 1;
        while let Some(drawing) = Record::read(content, at) {
            drawings.push(drawing.body);
            at = drawing.end() + 1;
        }
        (Store::read(group.body, self.main), drawings)
    }

    /// Shows the picture that a letter is ([MS-DOC] 2.9.190); where boxes stand beside the text, one
    /// may lie upon it.
    fn show_letter(&self, place: u32, has_boxes: bool, out: &mut Out<'_>) {
        const NAMED: u16 = 0x66;
        let record = self.data.get(place as usize..).unwrap_or_default();
        let Some((len, header)) = size(record, 0).zip(short(record, 4)) else { return };
        let mut start = usize::from(header);
        if short(record, 6) == Some(NAMED) {
            start += 1 + usize::from(byte(record, start).unwrap_or_default());
        }
        let inside = slice(record, 0, len).get(start..).unwrap_or_default();
        let Some(drawing) = Record::read(inside, 0) else { return };
        let store = Store::read(inside.get(drawing.end()..).unwrap_or_default(), &[]);
        let side = |goal: usize, scale: usize| {
            let number = |at: usize| short(record, at).map_or(0, i64::from);
            number(goal) * number(scale) / 1_000 * TWIP
        };
        let stand = || Stand::Text([side(28, 32), side(30, 34)]);
        for shape in shapes::placed(slice(inside, 0, drawing.end()), |_, _| true) {
            if shape.is_picture() {
                let file = || shape.file(&store).filter(|_| !has_boxes);
                out.show(stand(), shape.crop, file);
            }
        }
    }
}

/// True when the second shape may lie upon the first: where text flows, no one knows how high a box
/// stands beside a picture of another line.
fn meets(anchors: &BTreeMap<u32, Anchor>, one: &Placed<'_>, other: &Placed<'_>) -> bool {
    let both = anchors.get(&one.number).zip(anchors.get(&other.number));
    let Some((own, above)) = both else { return false };
    let ([left, top, right, bottom], sides) = (own.sides, above.sides);
    let overlap = left < sides[2] && sides[0] < right && top < sides[3] && sides[1] < bottom;
    !other.is_picture() || (own.letter == above.letter && overlap)
}
