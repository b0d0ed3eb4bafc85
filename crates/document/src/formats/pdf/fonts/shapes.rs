//! Outlines of letters and digits beside those of the fonts that every viewer has: what a glyph looks
//! like, whatever the file says that it is.
//!
//! An outline is taken for another letter than is said only when it is much like one and not at all
//! like the other, and when no hand writes the two alike. Fonts of odd shapes are like none.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::sync::Arc;

use hayro_font::kurbo::{Affine, BezPath, Shape as _};
use hayro_font::{Font, FontCache, FontGlyph, FontQuery, FontResolverFn, StandardFont};
use hayro_interpret::FillRule;

use super::super::visibility::raster::{Area, Raster};

/// Cells of a shape from side to side, and pixels of a cell.
const CELLS: usize = 16;
const PIXELS: usize = 3;
/// Lines and curves of an outline that is looked at.
const ELEMENTS_MAX: usize = 2_000;
/// How much the proportion of the sides counts beside the cells.
const PROPORTION_WEIGHT: f32 = 0.1;
/// A shape this near to a letter may be that letter, and so much nearer than to the one that is said.
const NEAR: f32 = 0.12;
const NEARER: f32 = 0.05;

/// Fonts whose letters are known, the usual ones first.
const FONTS: [StandardFont; 8] = [
    StandardFont::Helvetica,
    StandardFont::TimesRoman,
    StandardFont::HelveticaBold,
    StandardFont::TimesBold,
    StandardFont::TimesItalic,
    StandardFont::HelveticaOblique,
    StandardFont::Courier,
    StandardFont::CourierBold,
];

/// Letters and digits that some fonts draw alike.
const ALIKE: &[&str] =
    &["0OoQDCGcea", "1lIiJjLtTfr", "5S", "2Z", "8B", "6bG", "9gq", "uvnyUVY", "hnbk", "MN"];

thread_local! {
    static KNOWN: Known = Known::default();
}

/// The letters and digits of fonts that every viewer has, each drawn when it is asked for first.
#[derive(Default)]
struct Known {
    fonts: [OnceCell<Option<Font<'static>>>; FONTS.len()],
    shapes: RefCell<BTreeMap<(usize, char), Option<Shape>>>,
}

impl Known {
    /// How far a shape is from a letter in the font of that number.
    fn distance(&self, shape: &Shape, font: usize, letter: char) -> Option<f32> {
        let mut shapes = self.shapes.borrow_mut();
        let known = shapes.entry((font, letter)).or_insert_with(|| self.draw(font, letter));
        known.as_ref().map(|known| shape.distance(known))
    }

    fn draw(&self, font: usize, letter: char) -> Option<Shape> {
        let load = || {
            let programs: FontResolverFn = Arc::new(|query| match query {
                FontQuery::Standard(font) => Some(font.get_font_data()),
                FontQuery::Fallback(_) => None,
            });
            FontCache::new().standard_font(*FONTS.get(font)?, &programs)
        };
        let font = self.fonts.get(font)?.get_or_init(load).as_ref()?;
        let code = u32::from(letter);
        match font.glyph(font.map_code(code), code) {
            FontGlyph::Outline(glyph) => Shape::of(&glyph.outline()),
            FontGlyph::Type3(_) => None,
        }
    }

    /// True when a shape is near to a letter in one of the fonts.
    fn is_near(&self, shape: &Shape, letter: char) -> bool {
        (0..FONTS.len())
            .any(|font| self.distance(shape, font, letter).is_some_and(|distance| distance <= NEAR))
    }

    /// How far a shape is from a letter in the font that draws it most alike.
    fn least(&self, shape: &Shape, letter: char) -> f32 {
        let all = (0..FONTS.len()).filter_map(|font| self.distance(shape, font, letter));
        all.fold(f32::INFINITY, f32::min)
    }
}

/// What an outline looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Seen {
    pub(in super::super) letter: char,
    /// The digit that it may be as well, as a ring is a letter or a zero.
    pub(in super::super) digit: Option<char>,
    /// True when the file says that it is something else, and not only nothing.
    pub(in super::super) is_contradicted: bool,
}

/// How much less a shape may be like a digit than like a letter, and still be one.
const DIGIT_LESS: f32 = 0.05;

/// Returns the letter or digit that an outline looks like, when it does not look like the one that is
/// said; `None` stands for a blank, for a character that is like none of them, or for nothing.
pub(super) fn seen(outline: &BezPath, said: Option<char>) -> Option<Seen> {
    let shape = Shape::of(outline)?;
    KNOWN.with(|known| {
        if said.is_some_and(|said| known.is_near(&shape, said)) {
            return None;
        }
        let letters = ('0'..='9').chain('A'..='Z').chain('a'..='z');
        let all: Vec<(char, f32)> =
            letters.map(|letter| (letter, known.least(&shape, letter))).collect();
        let nearest = |wanted: &dyn Fn(char) -> bool| {
            let all = all.iter().filter(|(letter, _)| wanted(*letter));
            all.min_by(|left, right| left.1.total_cmp(&right.1)).copied()
        };
        let (letter, distance) = nearest(&|_| true)?;
        let own = said.map_or(f32::INFINITY, |said| known.least(&shape, said));
        let is_other = said.is_none_or(|said| !are_alike(letter, said));
        if !is_other || distance > NEAR || own - distance < NEARER {
            return None;
        }
        let is_digit = |other: char| other.is_ascii_digit() && are_alike(letter, other);
        let digit = nearest(&is_digit)
            .filter(|(digit, less)| *digit != letter && *less <= distance + DIGIT_LESS);
        Some(Seen { letter, digit: digit.map(|(digit, _)| digit), is_contradicted: true })
    })
}

fn are_alike(one: char, other: char) -> bool {
    one.eq_ignore_ascii_case(&other)
        || ALIKE.iter().any(|alike| alike.contains(one) && alike.contains(other))
}

/// An outline stretched to a square.
struct Shape {
    cells: [u8; CELLS * CELLS],
    /// Logarithm of its width by its height.
    proportion: f32,
}

impl Shape {
    fn of(outline: &BezPath) -> Option<Self> {
        if outline.elements().len() > ELEMENTS_MAX {
            return None;
        }
        let bounds = outline.bounding_box();
        let (width, height) = (bounds.width(), bounds.height());
        if !(width.is_finite() && height.is_finite() && width > 0.0 && height > 0.0) {
            return None;
        }
        let side = (CELLS * PIXELS) as f64;
        let to_square = Affine::scale_non_uniform(side / width, side / height)
            * Affine::translate((-bounds.x0, -bounds.y0));
        let mut inked = [0_u16; CELLS * CELLS];
        let square = Area::of_size(side as u32, side as u32);
        let path = to_square * outline;
        Raster::default().fill(&path, FillRule::NonZero, square, |row, from, to| {
            let row = row as usize / PIXELS * CELLS;
            for column in from..to {
                if let Some(cell) = inked.get_mut(row + column as usize / PIXELS) {
                    *cell += 1;
                }
            }
        });
        Some(Self { cells: blurred(&inked), proportion: (width / height).ln() as f32 })
    }

    fn distance(&self, other: &Self) -> f32 {
        let cells = self.cells.iter().zip(&other.cells);
        let differ: u32 = cells.map(|(one, other)| u32::from(one.abs_diff(*other))).sum();
        differ as f32 / (255 * CELLS * CELLS) as f32
            + PROPORTION_WEIGHT * (self.proportion - other.proportion).abs()
    }
}

/// Mixes each cell with those around it, so that strokes that lie side by side count as near.
fn blurred(inked: &[u16; CELLS * CELLS]) -> [u8; CELLS * CELLS] {
    let mut cells = [0; CELLS * CELLS];
    for (index, cell) in cells.iter_mut().enumerate() {
        let (row, column) = (index / CELLS, index % CELLS);
        let (mut sum, mut weights) = (0, 0);
        for near_row in row.saturating_sub(1)..=(row + 1).min(CELLS - 1) {
            for near_column in column.saturating_sub(1)..=(column + 1).min(CELLS - 1) {
                let steps = near_row.abs_diff(row) + near_column.abs_diff(column);
                let weight = 4 >> steps;
                let near = inked.get(near_row * CELLS + near_column).copied().unwrap_or_default();
                sum += weight * u32::from(near);
                weights += weight;
            }
        }
        *cell = (sum * 255 / (weights * (PIXELS * PIXELS) as u32)) as u8;
    }
    cells
}
