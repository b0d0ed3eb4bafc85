//! Which glyphs a reader sees: whether each still changes a pixel when all is painted.
//!
//! One test finds text under a box, a stroke, a picture, a pattern or an annotation, text in the colour
//! of what is beneath, transparent text and clipped text, however it was done. The page is painted by
//! `hayro-interpret`; what was read by `content` is found again by its place.
//! A glyph that the painter does not come to counts as seen.

mod canvas;
mod clip;
mod finder;
mod ink;
mod outlines;
mod painter;
mod pictures;
pub(super) mod raster;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use hayro_font::FontQuery;
use hayro_font::kurbo::{Affine, Rect};
use hayro_interpret::{
    Context, Device, InterpreterCache, InterpreterSettings, RenderContent, interpret_page,
};
use hayro_syntax::page::Page;

use self::canvas::{Canvas, Cover, Tally};
use self::finder::Finder;
use self::painter::Painter;
pub(super) use self::pictures::{CoveredPart, PictureLook, Sighted, is_varied};
use self::pictures::{PictureWatch, WithoutText, shade};
use super::content::{Content, PlacedGlyph};
use crate::{Drawing, Hidden};

/// Pixels of the canvas to a point, and pixels of the whole canvas at most.
const SCALE: f64 = 1.5;
const CANVAS_PIXELS_MAX: f64 = 4e6;
/// The same for a picture in which text is recognised: 300 dots to an inch.
const PICTURE_SCALE: f64 = 300.0 / 72.0;
const PICTURE_PIXELS_MAX: f64 = 12e6;
/// The same for a drawing, each of whose pixels is made of this many on each side to be smooth.
const DRAWING_SCALE: f64 = 1.75;
const DRAWING_SMOOTH: u32 = 3;
const DRAWING_PIXELS_MAX: f64 = 16e6;
/// The same for a sketch, which is not smooth.
const SKETCH_SCALE: f64 = DRAWING_SCALE / 2.0;
const SKETCH_PIXELS_MAX: f64 = 1e6;
/// Share of its pixels that a glyph must show to be seen.
const SEEN_SHARE: f64 = 0.1;
/// How near the same character must be seen for an unseen one to be its shadow, in ems.
const SHADOW_EMS: f64 = 0.3;

/// Looks at the pages of one document.
pub(super) struct Sight<'a> {
    cache: InterpreterCache<'a>,
}

impl<'a> Sight<'a> {
    pub(super) fn new() -> Self {
        Self { cache: InterpreterCache::new() }
    }

    /// Marks the glyphs of a page that are not seen; false when the page is too much to be painted.
    pub(super) fn look(&self, page: &Page<'a>, content: &mut Content) -> bool {
        let (size, scale) = canvas_size(page, SCALE, CANVAS_PIXELS_MAX);
        let mut painter = Painter::of_page(size, scale, Finder::new(&content.glyphs));
        self.paint(page, RenderContent::PAGE, scale, &mut painter);
        painter.cover = Cover::Annotation;
        self.paint(page, RenderContent::ANNOTATIONS, scale, &mut painter);
        if painter.is_over() {
            return false;
        }
        let tallies = painter.canvas.finish();
        mark(content, &tallies);
        true
    }

    /// Returns what becomes of the pictures of a page, in points of the page.
    pub(super) fn pictures(&self, page: &Page<'a>) -> Sighted {
        let (size, scale) = canvas_size(page, SCALE, CANVAS_PIXELS_MAX);
        let mut painter = Painter::of_picture(size, scale);
        let mut watch = PictureWatch::new(&mut painter, scale);
        for render_content in [RenderContent::PAGE, RenderContent::ANNOTATIONS] {
            self.paint(page, render_content, scale, &mut watch);
        }
        let Sighted { covered, looks, is_over } = watch.finish();
        let to_points = 1.0 / scale;
        let in_points = |part: CoveredPart| CoveredPart {
            area: part.area.scale_from_origin(to_points),
            ..part
        };
        Sighted {
            covered: covered.into_iter().map(in_points).collect(),
            looks: looks.into_iter().map(|look| look.scaled(to_points)).collect(),
            is_over,
        }
    }

    /// Paints a part of a page in shades of grey, so many pixels to a point, without its text; with
    /// pixels of a row.
    pub(super) fn part(&self, page: &Page<'a>, area: Rect, scale: f64) -> (Vec<u8>, u32) {
        let pixels = |length: f64| ((length * scale).ceil() as u32).max(1);
        let size = (pixels(area.width()), pixels(area.height()));
        let mut painter = Painter::of_picture(size, scale);
        let mut device = WithoutText { painter: &mut painter, with_pictures: true };
        let place = Affine::scale(scale) * Affine::translate((-area.x0, -area.y0));
        let bounds = Rect::new(0.0, 0.0, f64::from(size.0), f64::from(size.1));
        for render_content in [RenderContent::PAGE, RenderContent::ANNOTATIONS] {
            self.paint_at(page, render_content, place, bounds, &mut device);
        }
        (shades(&painter.canvas), painter.canvas.width)
    }

    /// Paints the lines and areas of a page in shades of grey, without its letters and pictures, for
    /// whoever recognises text or with fewer pixels; with pixels of a row, and pixels to a point.
    pub(super) fn shapes(&self, page: &Page<'a>, is_recognised: bool) -> (Vec<u8>, u32, f64) {
        let (scale, pixels_max) = match is_recognised {
            true => (PICTURE_SCALE, PICTURE_PIXELS_MAX),
            false => (SCALE, CANVAS_PIXELS_MAX),
        };
        let (size, scale) = canvas_size(page, scale, pixels_max);
        let mut painter = Painter::of_picture(size, scale);
        let mut device = WithoutText { painter: &mut painter, with_pictures: false };
        self.paint(page, RenderContent::PAGE, scale, &mut device);
        (shades(&painter.canvas), painter.canvas.width, scale)
    }

    /// Paints a page in shades of grey, for whoever recognises text; with pixels of a row, and
    /// pixels to a point.
    pub(super) fn picture(&self, page: &Page<'a>) -> (Vec<u8>, u32, f64) {
        let (painter, scale) = self.painted(page, PICTURE_SCALE, PICTURE_PIXELS_MAX);
        (shades(&painter.canvas), painter.canvas.width, scale)
    }

    /// Draws a page for people; nothing when that is too much.
    pub(super) fn drawing(&self, page: &Page<'a>) -> Option<Drawing> {
        let scale = DRAWING_SCALE * f64::from(DRAWING_SMOOTH);
        let (painter, _) = self.painted(page, scale, DRAWING_PIXELS_MAX);
        (!painter.is_over()).then(|| smoothed(&painter.canvas, DRAWING_SMOOTH))?
    }

    /// Draws a page half as large and without smoothing, which takes a thirty-sixth of the pixels.
    pub(super) fn sketch(&self, page: &Page<'a>) -> Option<Drawing> {
        let (painter, _) = self.painted(page, SKETCH_SCALE, SKETCH_PIXELS_MAX);
        let canvas = &painter.canvas;
        let colours = canvas.pixels.iter().flat_map(|pixel| pixel.colour).collect();
        (!painter.is_over()).then(|| Drawing::new(canvas.width, canvas.height, colours))?
    }

    /// Paints all that a page shows; with pixels to a point.
    fn painted(&self, page: &Page<'a>, scale: f64, pixels_max: f64) -> (Painter<'static>, f64) {
        let (size, scale) = canvas_size(page, scale, pixels_max);
        let mut painter = Painter::of_picture(size, scale);
        for render_content in [RenderContent::PAGE, RenderContent::ANNOTATIONS] {
            self.paint(page, render_content, scale, &mut painter);
        }
        (painter, scale)
    }

    fn paint(
        &self,
        page: &Page<'a>,
        render_content: RenderContent,
        scale: f64,
        device: &mut impl Device<'a>,
    ) {
        let (width, height) = page.render_dimensions();
        let size = (f64::from(width) * scale, f64::from(height) * scale);
        let bounds = Rect::new(0.0, 0.0, size.0.ceil(), size.1.ceil());
        self.paint_at(page, render_content, Affine::scale(scale), bounds, device);
    }

    /// Paints what of a page is in `bounds`, to which `place` leads from the page as displayed.
    fn paint_at(
        &self,
        page: &Page<'a>,
        render_content: RenderContent,
        place: Affine,
        bounds: Rect,
        device: &mut impl Device<'a>,
    ) {
        let transform = place * Affine::new(page.initial_transform(true).as_coeffs());
        let settings = InterpreterSettings {
            font_resolver: Arc::new(|query| {
                Some(match query {
                    FontQuery::Standard(font) => font.get_font_data(),
                    FontQuery::Fallback(query) => query.pick_standard_font().get_font_data(),
                })
            }),
            cmap_resolver: Arc::new(hayro_cmap::load_embedded),
            warning_sink: Arc::new(|_| {}),
            render_content,
        };
        let mut context = Context::new(transform, bounds, &self.cache, page.xref(), settings);
        interpret_page(page, &mut context, device);
    }
}

/// Pixels of a page, and pixels to a point, which are fewer where the page is large.
fn canvas_size(page: &Page<'_>, scale: f64, pixels_max: f64) -> ((u32, u32), f64) {
    let (width, height) = page.render_dimensions();
    let (width, height) = (f64::from(width), f64::from(height));
    let scale = scale.min((pixels_max / (width * height).max(1.0)).sqrt());
    // A page as thin as a hair has rows of one pixel.
    let scale = scale.min(pixels_max / width.max(height).max(1.0));
    let pixels = |length: f64| ((length * scale).ceil() as u32).max(1);
    ((pixels(width), pixels(height)), scale)
}

/// The pixels in shades of grey.
fn shades(canvas: &Canvas) -> Vec<u8> {
    canvas.pixels.iter().map(|pixel| shade(pixel.colour)).collect()
}

/// Makes one pixel of each square of so many on each side.
fn smoothed(canvas: &Canvas, side: u32) -> Option<Drawing> {
    let (width, height) = (canvas.width.div_ceil(side), canvas.height.div_ceil(side));
    let mut colours = Vec::with_capacity(width as usize * height as usize * 3);
    for (y, x) in (0..height).flat_map(|y| (0..width).map(move |x| (y, x))) {
        let (mut sums, mut count) = ([0_u32; 3], 0);
        let inside = |from: u32, end: u32| {
            let from = from * side;
            from..(from + side).min(end)
        };
        for row in inside(y, canvas.height) {
            let columns = inside(x, canvas.width);
            let (first, last) = (canvas.index(columns.start, row), canvas.index(columns.end, row));
            for pixel in canvas.pixels.get(first..last).unwrap_or_default() {
                let channels = sums.iter_mut().zip(pixel.colour);
                channels.for_each(|(sum, channel)| *sum += u32::from(channel));
                count += 1;
            }
        }
        colours.extend(sums.map(|sum| (sum / count.max(1)) as u8));
    }
    Drawing::new(width, height, colours)
}

/// Marks what the tallies say is not seen.
fn mark(content: &mut Content, tallies: &[Tally]) {
    let verdicts: Vec<Option<Hidden>> = content
        .glyphs
        .iter()
        .zip(tallies)
        .map(|(glyph, tally)| match glyph.hidden {
            None if !glyph.is_blank => verdict(tally),
            _ => None,
        })
        .collect();
    if verdicts.iter().all(Option::is_none) {
        return;
    }
    for number in 0..content.glyphs.len() {
        let is_word = content.is_word(number);
        if let Some(glyph) = content.glyphs.get_mut(number)
            && is_word
        {
            glyph.hidden = glyph.hidden.or(verdicts.get(number).copied().flatten());
        }
    }
    mark_shadows(content, tallies, &verdicts);
    mark_halves(&mut content.glyphs, tallies);
    mark_between(&mut content.glyphs, &verdicts);
}

/// A letter half under what hides its neighbour cannot be read either.
fn mark_halves(glyphs: &mut [PlacedGlyph], tallies: &[Tally]) {
    let is_half =
        |number: usize| tallies.get(number).is_some_and(|tally| tally.kept * 2 < tally.inside);
    let is_covered = |glyph: Option<&PlacedGlyph>| {
        glyph.is_some_and(|glyph| glyph.hidden == Some(Hidden::Covered))
    };
    let halves: Vec<usize> = (0..glyphs.len())
        .filter(|&at| {
            let is_open = glyphs
                .get(at)
                .is_some_and(|glyph| glyph.hidden.is_none() && !glyph.is_blank && !glyph.is_shadow);
            let before = at.checked_sub(1).and_then(|before| glyphs.get(before));
            is_open && is_half(at) && (is_covered(before) || is_covered(glyphs.get(at + 1)))
        })
        .collect();
    for at in halves {
        if let Some(glyph) = glyphs.get_mut(at) {
            glyph.hidden = Some(Hidden::Covered);
        }
    }
}

/// How a glyph with this tally is hidden, if it is.
fn verdict(tally: &Tally) -> Option<Hidden> {
    let share = |part: u32, of: u32| f64::from(part) / f64::from(of.max(1));
    if tally.shape == 0 {
        // It was not painted, or off the canvas.
        return None;
    }
    if share(tally.inside, tally.shape) < SEEN_SHARE {
        return Some(Hidden::Outside);
    }
    if share(tally.kept, tally.inside) >= SEEN_SHARE {
        return None;
    }
    if share(tally.shown, tally.inside) < SEEN_SHARE {
        // Letters in a black box are black ones that were there before it, in the author's mind.
        let is_in_box = share(tally.in_dark, tally.inside) > 0.5;
        return Some(if is_in_box { Hidden::Covered } else { Hidden::Invisible });
    }
    // A scan over text that was recognised in it.
    match tally.covered_by(Cover::Scan) > tally.shown / 2 {
        true => Some(Hidden::TextLayer),
        false => Some(Hidden::Covered),
    }
}

/// An unseen glyph beside the same one that is seen makes a shadow or a bold look, and hides nothing.
fn mark_shadows(content: &mut Content, tallies: &[Tally], verdicts: &[Option<Hidden>]) {
    let mut shadows = Vec::new();
    let finder = Finder::new(&content.glyphs);
    for (number, verdict) in verdicts.iter().enumerate() {
        let (Some(glyph), Some(tally)) = (content.glyphs.get(number), tallies.get(number)) else {
            continue;
        };
        let is_under_glyphs = tally.covered_by(Cover::Glyph) > tally.shown / 2;
        let may_be_shadow = match verdict {
            _ if glyph.is_pressed() => false,
            Some(Hidden::Invisible) => true,
            Some(Hidden::Covered) => is_under_glyphs,
            _ => false,
        };
        let text = content.text.get(glyph.text.range());
        let is_same = |other: &PlacedGlyph| {
            !std::ptr::eq(other, glyph)
                && other.hidden.is_none()
                && content.text.get(other.text.range()) == text
        };
        if may_be_shadow && finder.has_near(glyph.origin, SHADOW_EMS * glyph.em, is_same) {
            shadows.push(number);
        }
    }
    for number in shadows {
        if let Some(glyph) = content.glyphs.get_mut(number) {
            glyph.hidden = None;
            glyph.is_shadow = true;
        }
    }
}

/// Blanks, and unseen signs, between two glyphs that are hidden in one way are hidden with them.
///
/// Signs alone are not: rows of dots and lines to write on are covered every day.
fn mark_between(glyphs: &mut [PlacedGlyph], verdicts: &[Option<Hidden>]) {
    let mut before: Option<Hidden> = None;
    let mut between = 0..0;
    for at in 0..glyphs.len() {
        let Some(glyph) = glyphs.get(at) else { break };
        let is_unseen = verdicts.get(at).copied().flatten().is_some();
        if glyph.hidden.is_none() && !glyph.is_shadow && (glyph.is_blank || is_unseen) {
            between.end = at + 1;
            continue;
        }
        let hidden = glyph.hidden;
        if hidden.is_some() && hidden == before {
            let between = glyphs.get_mut(between.clone()).unwrap_or_default();
            between.iter_mut().for_each(|glyph| glyph.hidden = hidden);
        }
        before = hidden;
        between = at + 1..at + 1;
    }
}
