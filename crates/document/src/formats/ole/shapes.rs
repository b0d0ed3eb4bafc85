//! Shapes of drawings ([MS-ODRAW]): which of them show pictures, where they stand, and what is
//! painted over them.
//!
//! Whoever writes a document anew without its layout would bring to light what a box was drawn
//! over; so a picture counts as covered as soon as anything that is filled may lie upon it.

use std::borrow::Cow;

use super::art;
use super::tree::{self, Record};
use crate::formats::office::binary::{byte, long, short, slice};
use crate::shown;

/// A shape, with what is said of it.
const SHAPE: u16 = 0xF004;
/// An entry of the list of pictures, and its bytes before the name of the picture.
const ENTRY: u16 = 0xF007;
const ENTRY_BYTES: usize = 36;
/// Shapes of one drawing; of one that has more, nothing is told.
const SHAPES_MAX: usize = 2_000;
/// The whole of a side, as far as cropping is concerned, and in thousandths of a percent.
const SIDE: i64 = 1 << 16;
const SIDE_OF_CROP: i64 = 100_000;

/// The kind of a control, which programs draw themselves.
const CONTROL: u16 = 201;

/// The list of pictures that shapes refer to by number.
#[derive(Default)]
pub(super) struct Store<'a> {
    entries: Vec<&'a [u8]>,
    /// Where pictures are kept that stand in no entry.
    beside: &'a [u8],
}

impl<'a> Store<'a> {
    pub(super) fn read(group: &'a [u8], beside: &'a [u8]) -> Self {
        let mut entries = Vec::new();
        tree::walk(group, |record, _| {
            if record.kind == ENTRY {
                entries.push(record.body);
            }
        });
        Self { entries, beside }
    }

    /// The picture of that number, from 1, as a file.
    fn file(&self, number: u32) -> Option<Vec<u8>> {
        let entry = self.entries.get(usize::try_from(number.checked_sub(1)?).ok()?)?;
        let name_len = usize::from(byte(entry, 33)?);
        let inside = Record::read(entry, ENTRY_BYTES + name_len);
        let record = match inside {
            Some(record) => record,
            None => {
                let at = long(entry, 28).filter(|at| *at != u32::MAX)?;
                Record::read(self.beside, at as usize)?
            }
        };
        art::picture_file(&record).map(Cow::into_owned)
    }
}

/// A shape that is seen.
pub(super) struct Placed<'a> {
    /// Its number, or that of the group that it is in.
    pub(super) number: u32,
    /// Where it or its group stands, as its program writes that.
    pub(super) anchor: &'a [u8],
    /// What is cut off its picture at the left, the top, the right and the bottom.
    pub(super) crop: [i64; 4],
    /// The number of its picture in the list.
    picture: Option<u32>,
    /// True when what it lies upon may not be seen.
    pub(super) paints: bool,
    is_covered: bool,
}

impl Placed<'_> {
    pub(super) fn is_picture(&self) -> bool {
        self.picture.is_some()
    }

    /// Its picture as a file; none when it may be covered.
    pub(super) fn file(&self, store: &Store<'_>) -> Option<Vec<u8>> {
        self.picture.filter(|_| !self.is_covered).and_then(|number| store.file(number))
    }
}

/// The shapes of a drawing that are seen, from the lowest to the uppermost; `meets` says whether the
/// second may lie upon the first.
pub(super) fn placed<'a>(
    drawing: &'a [u8],
    meets: impl Fn(&Placed<'a>, &Placed<'a>) -> bool,
) -> Vec<Placed<'a>> {
    let mut shapes: Vec<Shape<'a>> = Vec::new();
    tree::walk(drawing, |record, open| {
        if record.kind == SHAPE {
            shapes.push(Shape { depth: open.len(), ..Shape::default() });
        } else if open.last() == Some(&SHAPE)
            && let Some(shape) = shapes.last_mut()
        {
            shape.take(record);
        }
    });
    if shapes.len() > SHAPES_MAX {
        return Vec::new();
    }
    let mut placed = seen(shapes);
    for index in 0..placed.len() {
        let Some((own, above)) = placed.get(index..).and_then(<[_]>::split_first) else { break };
        let is_covered = above.iter().any(|other| other.paints && meets(own, other));
        if let Some(own) = placed.get_mut(index) {
            own.is_covered = is_covered;
        }
    }
    placed
}

/// Leaves out what is hidden or deleted, by itself or with its group.
fn seen(shapes: Vec<Shape<'_>>) -> Vec<Placed<'_>> {
    let mut placed = Vec::new();
    let (mut number, mut anchor) = (0, <&[u8]>::default());
    // Members of a group stand as deep as what is said of the group itself.
    let mut gone_from: Option<usize> = None;
    for shape in shapes {
        if gone_from.is_some_and(|depth| shape.depth < depth) {
            gone_from = None;
        }
        if !shape.has(Shape::CHILD) {
            (number, anchor) = (shape.number, shape.anchor);
        }
        if shape.is_gone() && shape.has(Shape::GROUP) && gone_from.is_none() {
            gone_from = Some(shape.depth);
        }
        let is_drawn = !shape.has(Shape::GROUP | Shape::TOP | Shape::BACKGROUND);
        if is_drawn && !shape.is_gone() && gone_from.is_none() {
            placed.push(Placed {
                number,
                anchor,
                crop: shape.crop,
                picture: shape.picture,
                paints: shape.picture.is_some() || (shape.is_filled() && !shape.is_line()),
                is_covered: false,
            });
        }
    }
    placed
}

/// What is said of a shape.
#[derive(Default)]
struct Shape<'a> {
    depth: usize,
    kind: u16,
    number: u32,
    flags: u32,
    anchor: &'a [u8],
    picture: Option<u32>,
    crop: [i64; 4],
    is_hidden: bool,
    is_empty: bool,
}

impl<'a> Shape<'a> {
    const GROUP: u32 = 1;
    const CHILD: u32 = 1 << 1;
    const TOP: u32 = 1 << 2;
    const DELETED: u32 = 1 << 3;
    const BACKGROUND: u32 = 1 << 10;

    fn has(&self, flags: u32) -> bool {
        self.flags & flags != 0
    }

    fn is_gone(&self) -> bool {
        self.is_hidden || self.has(Self::DELETED)
    }

    fn is_filled(&self) -> bool {
        !self.is_empty
    }

    /// True for what paints nothing over others.
    fn is_line(&self) -> bool {
        shown::is_line(self.kind.into()) || self.kind == CONTROL
    }

    fn take(&mut self, record: &Record<'a>) {
        match record.kind {
            0xF00A => {
                self.kind = record.instance;
                self.number = long(record.body, 0).unwrap_or_default();
                self.flags = long(record.body, 4).unwrap_or_default();
            }
            0xF010 => self.anchor = record.body,
            0xF00B | 0xF121 | 0xF122 => self.properties(record),
            _ => {}
        }
    }

    /// Takes in properties ([MS-ODRAW] 2.3); a switch counts where its upper half says so.
    fn properties(&mut self, record: &Record<'_>) {
        const PROPERTY_BYTES: usize = 6;
        const IS_COMPLEX: u16 = 0x8000;
        let switch = |value: u32, bit: u32| (value >> 16 & bit != 0).then_some(value & bit != 0);
        for index in 0..usize::from(record.instance) {
            let property = slice(record.body, index * PROPERTY_BYTES, PROPERTY_BYTES);
            let Some((id, value)) = short(property, 0).zip(long(property, 2)) else { return };
            match id & 0x3FFF {
                0x104 if id & IS_COMPLEX == 0 => self.picture = Some(value),
                0x100 => self.crop[1] = crop(value),
                0x101 => self.crop[3] = crop(value),
                0x102 => self.crop[0] = crop(value),
                0x103 => self.crop[2] = crop(value),
                0x1BF => self.is_empty = switch(value, 1 << 4) == Some(false),
                0x3BF => self.is_hidden = switch(value, 1 << 1) == Some(true),
                _ => {}
            }
        }
    }
}

/// A share of a side in thousandths of a percent; what is added at a side is none.
pub(crate) fn crop(value: u32) -> i64 {
    (i64::from(value as i32) * SIDE_OF_CROP / SIDE).clamp(0, SIDE_OF_CROP)
}
