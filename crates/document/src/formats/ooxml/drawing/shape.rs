//! Shapes while they are read: where they stand, what they are filled with, and how that hides text.

use crate::formats::colour::Colour;
use crate::formats::office::markup::Tag;
use crate::{Hidden, Span};

/// A rectangle in English metric units.
#[derive(Debug, Clone, Copy)]
pub(super) struct Area {
    pub(super) left: i64,
    pub(super) top: i64,
    pub(super) width: i64,
    pub(super) height: i64,
}

/// Part of a text's rectangle by which a shape over it may fall short, as a divisor.
const SHORT_BY: i64 = 20;

impl Area {
    fn right(self) -> i64 {
        self.left.saturating_add(self.width)
    }

    fn bottom(self) -> i64 {
        self.top.saturating_add(self.height)
    }

    fn meets(self, other: Self) -> bool {
        self.left < other.right()
            && other.left < self.right()
            && self.top < other.bottom()
            && other.top < self.bottom()
    }

    /// True when it covers another one but for a sliver.
    pub(super) fn covers(self, other: Self) -> bool {
        let (wide, high) = (other.width / SHORT_BY, other.height / SHORT_BY);
        self.left <= other.left + wide
            && self.top <= other.top + high
            && self.right() >= other.right() - wide
            && self.bottom() >= other.bottom() - high
    }
}

/// What a shape is filled with.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) enum Fill {
    #[default]
    Nothing,
    Plain(Colour),
    /// One that something shines through, a picture, or what is not known here.
    Unknown,
    /// Of an unknown colour, and opaque.
    Opaque,
}

/// A shape that is open.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Shape {
    pub(super) hidden: Option<Hidden>,
    pub(super) offset: Option<(i64, i64)>,
    pub(super) area: Option<Area>,
    /// Its width, wherever it stands.
    pub(super) width: Option<i64>,
    pub(super) fill: Fill,
    pub(super) is_picture: bool,
    /// The picture that it shows, by its place among those that were read.
    pub(super) picture: Option<usize>,
    pub(super) is_animated: bool,
    /// Its letters are shrunk to nearly nothing.
    pub(super) is_shrunk: bool,
    /// Where its text begins.
    pub(super) start: usize,
}

impl Shape {
    /// True when nothing shines through it.
    pub(super) fn is_opaque(&self) -> bool {
        matches!(self.fill, Fill::Plain(_) | Fill::Opaque)
    }
}

/// A picture that was read: its relationship, how it is hidden, and where it stands.
#[derive(Debug)]
pub(super) struct Picture {
    pub(super) id: String,
    pub(super) hidden: Option<Hidden>,
    pub(super) area: Option<Area>,
}

/// What is behind all shapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Ground {
    White,
    Unknown,
}

/// Shapes that were read, in the order in which they are painted.
#[derive(Debug, Default)]
pub(super) struct Painted {
    filled: Vec<Area>,
    texts: Vec<(Area, Span)>,
}

/// Shapes of one drawing that are compared with each other.
const SHAPES_MAX: usize = 1_000;

impl Painted {
    /// True when something that was painted before lies behind an area.
    pub(super) fn is_behind(&self, area: Option<Area>) -> bool {
        area.is_some_and(|area| self.filled.iter().any(|other| other.meets(area)))
    }

    /// Takes in a shape that ends, with where its text stands; returns the texts that it covers.
    pub(super) fn add(&mut self, shape: &Shape, text: Span) -> Vec<Span> {
        let Some(area) = shape.area.filter(|_| self.texts.len() < SHAPES_MAX) else {
            return Vec::new();
        };
        let is_opaque = shape.is_opaque();
        let is_over = |(under, _): &&(Area, Span)| is_opaque && area.covers(*under);
        let covered = self.texts.iter().filter(is_over).map(|(_, text)| *text).collect();
        if shape.fill != Fill::Nothing && self.filled.len() < SHAPES_MAX {
            self.filled.push(area);
        }
        if !text.is_empty() {
            self.texts.push((area, text));
        }
        covered
    }
}

/// What a fill that is open is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum FillOf {
    #[default]
    Nothing,
    Letters,
    Shape,
}

/// The letters that are open.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Letters {
    pub(super) colour: Option<Colour>,
    pub(super) is_clear: bool,
    is_tiny: bool,
    is_off: bool,
}

/// Letters this small, in hundredths of a point, are not seen.
const TINY: i64 = 200;

/// Size of letters of which nothing is said, in hundredths of a point.
const SIZE: i64 = 1_800;

/// Letters raised or lowered by this, in thousandths of a percent of their size, are beside their line.
const OFF_LINE: i64 = 300_000;

impl Letters {
    /// What a run says of its letters, in a shape whose letters are shrunk or not.
    pub(super) fn of(tag: &Tag<'_>, is_shrunk: bool) -> Self {
        let number = |name| tag.number::<i64>(name);
        let size = number("sz").unwrap_or(SIZE);
        // Half an em is the width of a letter.
        let is_pressed =
            number("spc").is_some_and(|apart| apart.saturating_mul(5) <= size.saturating_mul(-2));
        Self {
            is_tiny: is_shrunk || is_pressed || size <= TINY,
            is_off: number("baseline").is_some_and(|raised| raised.saturating_abs() >= OFF_LINE),
            ..Self::default()
        }
    }

    /// How they are hidden in a shape; `is_blank` where nothing but white paper is behind it.
    pub(super) fn hidden(self, fill: Fill, is_blank: bool) -> Option<Hidden> {
        let behind = match fill {
            Fill::Plain(colour) => Some(colour),
            Fill::Nothing if is_blank => Some(Colour::WHITE),
            _ => None,
        };
        let drowned =
            self.colour.zip(behind).and_then(|(letters, behind)| letters.hidden_on(behind));
        let clear = self.is_clear.then_some(Hidden::Invisible);
        let off = self.is_off.then_some(Hidden::Outside);
        clear.or(drowned).or(off).or(self.is_tiny.then_some(Hidden::Tiny))
    }
}

/// The colour that an element names; those of a theme are known as far as all themes agree.
pub(super) fn colour(tag: &Tag<'_>) -> Option<Colour> {
    match tag.local() {
        "srgbClr" => Colour::from_digits(&tag.text("val")),
        "sysClr" => Colour::from_digits(&tag.text("lastClr")),
        "schemeClr" if matches!(tag.text("val").as_ref(), "bg1" | "lt1") => Some(Colour::WHITE),
        _ => None,
    }
}
