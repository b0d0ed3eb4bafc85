//! Finds the glyph that was read where one is painted.
//!
//! Reading and painting follow the same content, but a painter skips what is switched off, and each
//! recovers from mistakes in its own way; so glyphs are found by place, and in order where possible.

use std::collections::BTreeMap;

use hayro_font::kurbo::Point;

use super::super::content::PlacedGlyph;

/// How far apart the two origins of one glyph may be, in points.
const NEAR: f64 = 0.5;
/// The same for vertical writing, in ems: its glyphs are painted from another origin.
const NEAR_VERTICAL_EMS: f64 = 1.2;

/// The glyphs of a page, by place.
pub(super) struct Finder<'g> {
    pub(super) glyphs: &'g [PlacedGlyph],
    by_place: BTreeMap<(i64, i64), Vec<u32>>,
    is_painted: Vec<bool>,
    next: usize,
}

impl<'g> Finder<'g> {
    pub(super) fn new(glyphs: &'g [PlacedGlyph]) -> Self {
        let mut by_place: BTreeMap<(i64, i64), Vec<u32>> = BTreeMap::new();
        for (glyph, number) in glyphs.iter().zip(0..) {
            by_place.entry(cell(glyph.origin)).or_default().push(number);
        }
        Self { glyphs, by_place, is_painted: vec![false; glyphs.len()], next: 0 }
    }

    /// Returns the number of the glyph that is painted at `origin`.
    pub(super) fn find(&mut self, origin: Point) -> Option<u32> {
        let number = self.in_order(origin).or_else(|| self.at_place(origin))?;
        if let Some(painted) = self.is_painted.get_mut(number as usize) {
            *painted = true;
        }
        self.next = number as usize + 1;
        Some(number)
    }

    /// True when a glyph that is not painted yet stands there.
    pub(super) fn awaits_in(&self, holds: impl Fn(Point) -> bool) -> bool {
        let waiting = self.glyphs.iter().zip(&self.is_painted).filter(|(_, painted)| !**painted);
        waiting.filter(|(glyph, _)| glyph.hidden.is_none()).any(|(glyph, _)| holds(glyph.middle()))
    }

    /// True when a glyph for which `holds` stands within `reach` of `place`.
    pub(super) fn has_near(
        &self,
        place: Point,
        reach: f64,
        holds: impl Fn(&PlacedGlyph) -> bool,
    ) -> bool {
        let (low, _) = cell(Point::new(place.x - reach, place.y));
        let (high, _) = cell(Point::new(place.x + reach, place.y));
        (low - 1..=high + 1).any(|x| {
            let (_, top) = cell(Point::new(place.x, place.y - reach));
            let (_, bottom) = cell(Point::new(place.x, place.y + reach));
            let column = self.by_place.range((x, top - 1)..=(x, bottom + 1));
            column.flat_map(|(_, numbers)| numbers).any(|&number| {
                let glyph = self.glyphs.get(number as usize);
                glyph.is_some_and(|glyph| (glyph.origin - place).hypot() <= reach && holds(glyph))
            })
        })
    }

    fn in_order(&self, origin: Point) -> Option<u32> {
        let glyph = self.glyphs.get(self.next)?;
        let near = if glyph.is_vertical { NEAR_VERTICAL_EMS * glyph.em } else { NEAR };
        ((glyph.origin - origin).hypot() <= near).then_some(self.next as u32)
    }

    fn at_place(&self, origin: Point) -> Option<u32> {
        let (x, y) = cell(origin);
        let around = (x - 1..=x + 1).flat_map(|x| (y - 1..=y + 1).map(move |y| (x, y)));
        let mut found = None;
        for number in around.filter_map(|cell| self.by_place.get(&cell)).flatten() {
            let glyph = self.glyphs.get(*number as usize)?;
            if (glyph.origin - origin).hypot() > NEAR {
                continue;
            }
            // The first that waits; else one that is painted again, as when filled and stroked.
            match self.is_painted.get(*number as usize) {
                Some(false) if found.is_none_or(|(_, painted)| painted) => {
                    found = Some((*number, false));
                }
                Some(true) if found.is_none() => found = Some((*number, true)),
                _ => {}
            }
        }
        found.map(|(number, _)| number)
    }
}

/// Cells are as wide as two origins may be apart.
fn cell(place: Point) -> (i64, i64) {
    ((place.x / NEAR) as i64, (place.y / NEAR) as i64)
}
