//! What is behind the letters of a slide, and what is painted over them: fills of shapes and of the
//! slide itself ([MS-ODRAW] 2.3.7).

use super::super::super::office::binary::{long, short, slice};
use super::super::tree::{self, Record};
use super::styled::Ink;
use super::{PLACE, SHAPE};
use crate::Hidden;
use crate::formats::colour::Colour;

const SLIDE_ATOM: u16 = 0x03EF;
const SCHEME: u16 = 0x07F0;
const SHAPE_ATOM: u16 = 0xF00A;
const OPTIONS: u16 = 0xF00B;
/// Bytes of a property of a shape.
const OPTION_BYTES: usize = 6;

/// Painted shapes of a slide that are told apart.
const PAINTED_MAX: usize = 1_000;

/// A place on a slide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rect {
    pub(super) top: i32,
    pub(super) left: i32,
    pub(super) right: i32,
    pub(super) bottom: i32,
}

impl Rect {
    /// Reads the place of a shape ([MS-PPT] 2.7.1).
    pub(super) fn read(place: &[u8]) -> Option<Self> {
        let small = |at: usize| short(place, at).map(|side| i32::from(side as i16));
        let wide = |at: usize| long(place, at * 2).map(|side| side as i32);
        let side = |at| if place.len() < 16 { small(at) } else { wide(at) };
        Some(Self { top: side(0)?, left: side(2)?, right: side(4)?, bottom: side(6)? })
    }

    pub(super) fn holds(&self, other: &Self) -> bool {
        self.left <= other.left
            && self.top <= other.top
            && other.right <= self.right
            && other.bottom <= self.bottom
    }

    /// A rectangle that a shape of that kind fills; none where that is not known.
    fn inside(self, kind: u16) -> Option<Self> {
        const RECTANGLE: u16 = 1;
        const ROUND_RECTANGLE: u16 = 2;
        const ELLIPSE: u16 = 3;
        const TEXT_BOX: u16 = 202;
        let width = self.right.saturating_sub(self.left).max(0);
        let height = self.bottom.saturating_sub(self.top).max(0);
        let (across, down) = match kind {
            RECTANGLE | TEXT_BOX => (0, 0),
            // Its corners usually take a sixth of the shorter side.
            ROUND_RECTANGLE => (width.min(height) / 20, width.min(height) / 20),
            // A side less its part of the square root of two, at both ends.
            ELLIPSE => (width / 20 * 3, height / 20 * 3),
            _ => return None,
        };
        Some(Self {
            top: self.top + down,
            left: self.left + across,
            right: self.right - across,
            bottom: self.bottom - down,
        })
    }

    pub(super) fn meets(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

/// What is behind the text that comes next.
#[derive(Debug, Clone, Default)]
pub(super) struct Ground {
    scheme: Vec<Colour>,
    /// The colour of the slide itself; none when it is not known, or more than one.
    paper: Option<Colour>,
    /// Places of what is painted so far; none for one that is not known.
    painted: Vec<Option<Rect>>,
    shape: Shape,
}

#[derive(Debug, Clone, Default)]
struct Shape {
    kind: u16,
    is_background: bool,
    place: Option<Rect>,
    fill: Fill,
    has_picture: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Fill {
    #[default]
    Unsaid,
    Empty,
    Shade(Colour),
    /// More than one colour, or one that is not known here.
    Unknown,
}

impl Ground {
    /// The ground of a slide that is made from `master`.
    pub(super) fn of(slide: &Record<'_>, master: &Self) -> Self {
        // It stands behind the shapes that are painted with it.
        let own = |record: &Record<'_>| record.kind == SCHEME && record.instance == 1;
        let scheme = tree::children(slide.body, 0).find(own).map(|record| colours(record.body));
        let mut ground = Self { scheme: scheme.unwrap_or_default(), ..Self::default() };
        let (mut paper, mut flags) = (None, 0);
        tree::walk(slide.body, |record, _| {
            match record.kind {
                SLIDE_ATOM => flags = short(record.body, 20).unwrap_or_default(),
                _ => ground.take(record),
            }
            if record.kind == OPTIONS && ground.shape.is_background {
                paper = Some(ground.shape.fill);
            }
        });
        ground.end_shape();
        let painted = std::mem::take(&mut ground.painted);
        const MASTER_OBJECTS: u16 = 1;
        const MASTER_BACKGROUND: u16 = 4;
        if slide.kind == super::MASTER {
            // Whoever is made from it has all of it behind.
            ground.painted = painted;
        } else if flags & MASTER_OBJECTS != 0 {
            ground.painted.clone_from(&master.painted);
        }
        ground.paper = match paper {
            _ if flags & MASTER_BACKGROUND != 0 => master.paper,
            Some(Fill::Shade(colour)) => Some(colour),
            Some(Fill::Unsaid) => Some(Colour::WHITE),
            _ => None,
        };
        ground.shape = Shape::default();
        ground
    }

    /// What is the same on slides that are made from this and from another master.
    pub(super) fn join(mut self, other: Self) -> Self {
        self.paper = self.paper.filter(|paper| other.paper.is_none_or(|other| other == *paper));
        self.painted.extend(other.painted);
        self.painted.truncate(PAINTED_MAX);
        self
    }

    /// Takes in a record of a slide.
    pub(super) fn take(&mut self, record: &Record<'_>) {
        match record.kind {
            SHAPE => _ = self.end_shape(),
            SHAPE_ATOM => {
                const BACKGROUND: u32 = 0x400;
                let flags = long(record.body, 4).unwrap_or_default();
                self.shape.kind = record.instance;
                self.shape.is_background = flags & BACKGROUND != 0;
            }
            OPTIONS => self.options(record),
            PLACE => self.shape.place = Rect::read(record.body),
            _ => {}
        }
    }

    /// Ends the shape that is open; returns the place that it paints over, whatever is there.
    pub(super) fn end_shape(&mut self) -> Option<Rect> {
        let shape = std::mem::take(&mut self.shape);
        let is_filled = matches!(shape.fill, Fill::Shade(_) | Fill::Unknown);
        if !shape.is_background && (is_filled || shape.has_picture) {
            match self.painted.len() < PAINTED_MAX {
                true => self.painted.push(shape.place),
                false => self.paper = None,
            }
        }
        let covers = matches!(shape.fill, Fill::Shade(_)) && !shape.is_background;
        shape.place.filter(|_| covers)?.inside(shape.kind)
    }

    /// Where the shape that is open stands.
    pub(super) fn place(&self) -> Option<Rect> {
        self.shape.place
    }

    /// How letters of the shape that is open are hidden by their colour.
    pub(super) fn hides(&self, ink: Ink) -> Option<Hidden> {
        let ink = match ink {
            Ink::Usual => return None,
            Ink::Plain(colour) => colour,
            Ink::Scheme(index) => *self.scheme.get(usize::from(index))?,
        };
        ink.hidden_on(self.behind()?)
    }

    /// The colour behind the letters of the shape that is open; none when it is not known.
    fn behind(&self) -> Option<Colour> {
        match self.shape.fill {
            Fill::Shade(colour) => Some(colour),
            Fill::Unknown => None,
            Fill::Unsaid | Fill::Empty => {
                let is_behind = |painted: &Option<Rect>| match (painted, self.shape.place) {
                    (Some(painted), Some(own)) => painted.meets(&own),
                    _ => true,
                };
                self.paper.filter(|_| !self.painted.iter().any(is_behind))
            }
        }
    }

    /// Takes in the properties of a shape.
    fn options(&mut self, record: &Record<'_>) {
        const PICTURE: u16 = 0x0104;
        const FILL_KIND: u16 = 0x0180;
        const FILL_COLOUR: u16 = 0x0181;
        const FILL_OPACITY: u16 = 0x0182;
        const FILL_FLAGS: u16 = 0x01BF;
        let (mut colour, mut is_plain, mut flags) = (None, true, 0);
        for at in 0..usize::from(record.instance) {
            let option = slice(record.body, at * OPTION_BYTES, OPTION_BYTES);
            let (Some(id), Some(value)) = (short(option, 0), long(option, 2)) else { break };
            match id & 0x3FFF {
                PICTURE => self.shape.has_picture = true,
                FILL_KIND => is_plain &= value == 0,
                FILL_COLOUR => colour = Some(self.colour(value)),
                FILL_OPACITY => is_plain &= value >= 0x1_0000,
                FILL_FLAGS => flags = value,
                _ => {}
            }
        }
        const IS_SAID: u32 = 1 << 20;
        const IS_FILLED: u32 = 1 << 4;
        let is_said = flags & IS_SAID != 0;
        self.shape.fill = match colour {
            _ if is_said && flags & IS_FILLED == 0 => Fill::Empty,
            _ if !is_plain => Fill::Unknown,
            None if !is_said => return,
            None => Fill::Shade(Colour::WHITE),
            Some(colour) => colour.map_or(Fill::Unknown, Fill::Shade),
        };
    }

    /// Returns a colour as shapes have it ([MS-ODRAW] 2.2.2); none for one of the system.
    fn colour(&self, value: u32) -> Option<Colour> {
        const OF_SCHEME: u8 = 8;
        let [red, green, blue, kind] = value.to_le_bytes();
        match kind {
            0 => Some(Colour::from_channels([red, green, blue])),
            OF_SCHEME => self.scheme.get(usize::from(red)).copied(),
            _ => None,
        }
    }
}

/// Reads the eight colours of a scheme; the first is that of the paper.
fn colours(body: &[u8]) -> Vec<Colour> {
    let colour = |bytes: &[u8; 4]| Colour::from_channels([bytes[0], bytes[1], bytes[2]]);
    body.as_chunks::<4>().0.iter().take(8).map(colour).collect()
}

#[cfg(test)]
mod tests;
