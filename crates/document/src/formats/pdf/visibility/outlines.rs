//! Outlines of glyphs, whose curves are made into lines once for all places where they are filled.

use std::collections::HashMap;
use std::rc::Rc;

use hayro_font::kurbo::{self, Affine, BezPath};
use hayro_font::{GlyphIdentifier, OutlineGlyph};

use super::raster::TOLERANCE;

/// Outlines that are kept for one page.
const KEPT_MAX: usize = 4_096;

/// Powers of two by which glyphs of a thousand units to the em are enlarged. Others keep their curves:
/// most of them lie off the page, and lines as near as a pixel to a curve of miles would be many.
const POWERS: std::ops::RangeInclusive<i32> = -16..=4;

/// The outlines of a page's glyphs, each by the power of two below which it is enlarged.
#[derive(Default)]
pub(super) struct Outlines(HashMap<(GlyphIdentifier, i32), Rc<BezPath>>);

impl Outlines {
    /// Returns a glyph's outline, most often in lines, as near to its curves as any fill on the canvas
    /// `at` which it is painted.
    pub(super) fn in_lines(&mut self, glyph: &OutlineGlyph, at: Affine) -> Rc<BezPath> {
        let [a, b, c, d, ..] = at.as_coeffs();
        let power = a.hypot(b).max(c.hypot(d)).log2().ceil() as i32;
        if !POWERS.contains(&power) {
            return Rc::new(glyph.outline());
        }
        let key = (glyph.identifier(), power);
        if let Some(known) = self.0.get(&key) {
            return Rc::clone(known);
        }
        let mut lines = BezPath::new();
        let tolerance = TOLERANCE * f64::from(-power).exp2();
        kurbo::flatten(glyph.outline().iter(), tolerance, |element| lines.push(element));
        let lines = Rc::new(lines);
        if self.0.len() < KEPT_MAX {
            self.0.insert(key, Rc::clone(&lines));
        }
        lines
    }
}
