//! Shapes of a slide in the order in which they are painted: which texts a later one covers.

use crate::Span;

/// The left, upper, right and lower edge, in points.
pub(super) type Area = [f64; 4];

/// Part of a text's rectangle by which a shape over it may fall short.
const SHORT_BY: f64 = 0.05;

/// Shapes of one slide that are compared with each other.
const SHAPES_MAX: usize = 1_000;

/// Shapes that were read, with where their texts stand.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    texts: Vec<(Area, Span)>,
    open: Option<(Area, usize)>,
}

impl Shapes {
    /// Begins a shape whose text begins at `start`.
    pub(super) fn begin(&mut self, area: Area, start: usize) {
        self.open = Some((area, start));
    }

    /// Where the shape stands that is open.
    pub(super) fn open_area(&self) -> Option<Area> {
        self.open.map(|(area, _)| area)
    }

    /// Ends the shape that is open, whose text ends at `end`.
    pub(super) fn end(&mut self, end: usize) {
        if let Some((area, start)) = self.open.take()
            && start < end
            && self.texts.len() < SHAPES_MAX
        {
            self.texts.push((area, Span::new(start, end)));
        }
    }

    /// The texts that an opaque shape covers.
    pub(super) fn covered_by(&self, over: Area) -> impl Iterator<Item = Span> {
        let is_covered = move |under: &Area| {
            let [left, top, right, bottom] = *under;
            let (wide, high) = ((right - left) * SHORT_BY, (bottom - top) * SHORT_BY);
            over[0] <= left + wide
                && over[1] <= top + high
                && over[2] >= right - wide
                && over[3] >= bottom - high
        };
        let texts = self.texts.iter();
        texts.filter(move |(area, _)| is_covered(area)).map(|(_, text)| *text)
    }
}
