//! Paints a page into a canvas, as a renderer does, for the sake of what covers what.
//!
//! Shapes are not smoothed at their edges, groups are painted straight through with their opacity and
//! mask, and what touches no glyph is left out.

use std::collections::BTreeMap;
use std::rc::Rc;

use hayro_font::kurbo::{self, Affine, BezPath, Point, Rect, Shape as _};
use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::pattern::{Pattern, TilingPattern};
use hayro_interpret::{
    BlendMode, CacheKey as _, ClipPath, Device, DrawMode, DrawProps, FillRule, Image,
    ImageDrawProps, MaskType, Paint as Source, SoftMask, StrokeProps,
};

use super::canvas::{By, Canvas, Colour, Cover, Paint};
use super::clip::Clip;
use super::finder::Finder;
use super::ink::{Ink, Picture, Tile, rgba};
use super::outlines::Outlines;
use super::raster::{Area, Raster};

/// Pixels that may be painted for one page.
const PIXELS_MAX: u64 = 400_000_000;
/// Clips, and groups, within each other.
const NESTING_MAX: usize = 256;
/// Patterns and masks within each other.
const DEPTH_MAX: u32 = 4;
/// Pixels of a pattern's cell along a side.
const CELL_MAX: f64 = 1_024.0;
/// Copies of a pattern's cell that reach into one step of it.
const COPIES_MAX: f64 = 3.0;
/// How far a stroke's outline may be from the true one, in pixels.
const STROKE_TOLERANCE: f64 = 0.2;
/// A dash that is not seen, in pixels; the interpreter makes those of no length a little longer.
const DASH_PIXELS: f64 = 0.05;
/// A gap between dashes that is seen, in pixels.
const GAP_PIXELS: f64 = 0.5;
/// Share of a glyph's box that is taken for its shape when it has no outline, from each side.
const BOX_INSET: f64 = 0.15;
/// The colour of a picture that is not decoded: no text is painted over it.
const UNKNOWN_COLOUR: Colour = [127; 3];
/// Share of the page that a picture covers when it is a scan.
const SCAN_SHARE: f64 = 0.5;
/// Pixels of a square within which it is known whether glyphs stand.
const SQUARE: u32 = 16;

/// A transparency group that is open.
struct Group {
    opacity: f32,
    mask: Option<Rc<Vec<u8>>>,
    blend: BlendMode,
}

/// How a shape is put on the canvas.
struct Laying {
    masks: Vec<Rc<Vec<u8>>>,
    opacity: f32,
    blend: BlendMode,
}

/// Paints a page, or a pattern's cell or a mask on it.
pub(super) struct Painter<'g> {
    pub(super) canvas: Canvas,
    /// The glyphs that are looked for; none in a cell or mask.
    finder: Option<Finder<'g>>,
    /// From points of the page to pixels.
    scale: f64,
    /// What paints that is no glyph.
    pub(super) cover: Cover,
    /// The glyph, or the picture that is counted as one, whose own drawing is painted.
    pub(super) glyph: Option<u32>,
    clips: Vec<Rc<Clip>>,
    groups: Vec<Group>,
    raster: Raster,
    outlines: Outlines,
    /// Squares of the canvas in which glyphs stand.
    squares: Vec<bool>,
    tiles: BTreeMap<u128, Option<Rc<Tile>>>,
    masks: BTreeMap<u128, Rc<Vec<u8>>>,
    pixels_left: u64,
    depth: u32,
}

impl<'g> Painter<'g> {
    /// Returns a painter of a page that is `size` pixels.
    pub(super) fn of_page(size: (u32, u32), scale: f64, finder: Finder<'g>) -> Self {
        let canvas = Canvas::new(size, [255; 3], 255, finder.glyphs.len());
        let mut painter = Self::new(canvas, scale, 0, PIXELS_MAX);
        painter.squares = occupied(finder.glyphs.iter().map(|glyph| glyph.bounds()), size, scale);
        painter.finder = Some(finder);
        painter
    }

    /// Returns a painter of all that a page of `size` pixels shows.
    pub(super) fn of_picture(size: (u32, u32), scale: f64) -> Self {
        Self::new(Canvas::new(size, [255; 3], 255, 0), scale, 0, PIXELS_MAX)
    }

    fn new(canvas: Canvas, scale: f64, depth: u32, pixels_left: u64) -> Self {
        let whole = Clip::whole(Area::of_size(canvas.width, canvas.height));
        Self {
            canvas,
            finder: None,
            scale,
            cover: Cover::Path,
            glyph: None,
            clips: vec![Rc::new(whole)],
            groups: Vec::new(),
            raster: Raster::default(),
            outlines: Outlines::default(),
            squares: Vec::new(),
            tiles: BTreeMap::new(),
            masks: BTreeMap::new(),
            pixels_left,
            depth,
        }
    }

    /// True when more was to be painted than is allowed, and the rest was left out.
    pub(super) fn is_over(&self) -> bool {
        self.pixels_left == 0
    }

    /// The pixels in which something can be painted now.
    pub(super) fn clip_area(&self) -> Area {
        self.clip().area
    }

    fn clip(&self) -> Rc<Clip> {
        let whole = || Rc::new(Clip::whole(Area::of_size(self.canvas.width, self.canvas.height)));
        self.clips.last().map_or_else(whole, Rc::clone)
    }

    fn push_clip(&mut self, clip: Clip) {
        // Deeper clips are left out: what they hold back then seems to be painted.
        let clip = if self.clips.len() < NESTING_MAX { Rc::new(clip) } else { self.clip() };
        self.clips.push(clip);
    }

    /// True when the area holds a glyph, or all is painted anyway.
    fn matters(&self, area: Area) -> bool {
        if area.is_empty() || self.pixels_left == 0 {
            return false;
        }
        if self.finder.is_none() {
            return true;
        }
        let across = self.canvas.width.div_ceil(SQUARE);
        (area.top / SQUARE..=(area.bottom - 1) / SQUARE).any(|y| {
            let row = (y * across + area.left / SQUARE) as usize;
            let last = (y * across + (area.right - 1) / SQUARE) as usize;
            self.squares.get(row..=last).is_some_and(|row| row.contains(&true))
        })
    }

    fn by(&self) -> By {
        self.glyph.map_or(By::Cover(self.cover), By::Glyph)
    }

    /// Fills a path on the canvas.
    fn fill(&mut self, path: &BezPath, rule: FillRule, ink: &Ink, laying: &Laying) {
        let clip = self.clip();
        let by = self.by();
        // A glyph's pixels are counted wherever they are.
        let area = match by {
            By::Glyph(_) => Area::of_size(self.canvas.width, self.canvas.height),
            By::Cover(_) => clip.area,
        };
        if !self.matters(area.touched_by(path.control_box())) {
            return;
        }
        let canvas = &mut self.canvas;
        let mut pixels_left = self.pixels_left;
        self.raster.fill(path, rule, area, |y, from, to| {
            pixels_left = pixels_left.saturating_sub(u64::from(to - from));
            if pixels_left > 0 {
                put(canvas, (y, from, to), &clip, ink, laying, by);
            }
        });
        self.pixels_left = pixels_left;
    }

    /// Paints a path; false when there is nothing of it to paint, as between two dashes.
    fn draw(
        &mut self,
        path: &BezPath,
        ink: &Ink,
        laying: &Laying,
        mode: &DrawMode,
        at: Affine,
    ) -> bool {
        match mode {
            DrawMode::Fill(rule) => self.fill(&(at * path), *rule, ink, laying),
            DrawMode::Stroke(stroke) => return self.stroke(path, ink, laying, stroke, at),
            DrawMode::FillAndStroke(rule, stroke) => {
                self.fill(&(at * path), *rule, ink, laying);
                self.stroke(path, ink, laying, stroke, at);
            }
            DrawMode::Invisible => {}
        }
        true
    }

    /// Paints the line along a path; false when all of it lies between two dashes.
    fn stroke(
        &mut self,
        path: &BezPath,
        ink: &Ink,
        laying: &Laying,
        stroke: &StrokeProps,
        at: Affine,
    ) -> bool {
        let scale = at.determinant().abs().sqrt();
        let reach = f64::from(stroke.line_width) * scale * f64::from(stroke.miter_limit.max(1.0));
        let bounds = at.transform_rect_bbox(path.control_box()).inflate(reach, reach);
        if scale <= 0.0 || !scale.is_finite() || !self.matters(self.clip().area.touched_by(bounds))
        {
            return true;
        }
        let style = kurbo::Stroke::new(f64::from(stroke.line_width))
            .with_caps(stroke.line_cap)
            .with_join(stroke.line_join)
            .with_miter_limit(f64::from(stroke.miter_limit));
        let dashes: Vec<f64> = stroke.dash_array.iter().map(|&dash| f64::from(dash)).collect();
        let lengths = dashes.clone();
        let style = match has_gaps(&dashes, scale) {
            true => style.with_dashes(f64::from(stroke.dash_offset), dashes),
            false => style,
        };
        let options = kurbo::StrokeOpts::default();
        let outline = kurbo::stroke(path.iter(), &style, &options, STROKE_TOLERANCE / scale);
        self.fill(&(at * outline), FillRule::NonZero, ink, laying);
        !(stroke.line_cap == kurbo::Cap::Butt && are_gaps_alone(&lengths, scale))
    }

    fn laying<'a>(&mut self, blend: BlendMode, mask: Option<&SoftMask<'a>>) -> Laying {
        let own = mask.map(|mask| self.mask(mask));
        let of_groups = self.groups.iter().filter_map(|group| group.mask.clone());
        let outer = self.groups.iter().rev().map(|group| group.blend);
        let normal = BlendMode::Normal;
        Laying {
            masks: of_groups.chain(own).collect(),
            opacity: self.groups.iter().map(|group| group.opacity).product(),
            blend: std::iter::once(blend)
                .chain(outer)
                .find(|mode| *mode != normal)
                .unwrap_or(normal),
        }
    }

    fn ink(&mut self, source: &Source<'_>, is_stroke: bool) -> Ink {
        match source {
            Source::Color(colour) => {
                let (colour, alpha) = rgba(colour.to_rgba().components());
                Ink::Solid(colour, alpha)
            }
            Source::Pattern(pattern) => match pattern.as_ref() {
                Pattern::Shading(shading) => Ink::Shading(Rc::new(shading.encode())),
                Pattern::Tiling(tiling) => match self.tile(tiling, is_stroke) {
                    Some(tile) => Ink::Tile(tile, tiling.opacity),
                    None => Ink::Solid([0; 3], 0.0),
                },
            },
        }
    }

    fn tile(&mut self, pattern: &TilingPattern<'_>, is_stroke: bool) -> Option<Rc<Tile>> {
        let key = pattern.cache_key();
        if let Some(known) = self.tiles.get(&key) {
            return known.clone();
        }
        let tile = self.make_tile(pattern, is_stroke).map(Rc::new);
        self.tiles.insert(key, tile.clone());
        tile
    }

    fn make_tile(&mut self, pattern: &TilingPattern<'_>, is_stroke: bool) -> Option<Tile> {
        if self.depth >= DEPTH_MAX || pattern.matrix.determinant() == 0.0 {
            return None;
        }
        let steps = (f64::from(pattern.x_step.abs()), f64::from(pattern.y_step.abs()));
        let [a, b, c, d, ..] = pattern.matrix.as_coeffs();
        let size = |step: f64, scale: f64| (step * scale).ceil().clamp(1.0, CELL_MAX);
        let (width, height) = (size(steps.0, a.hypot(b)), size(steps.1, c.hypot(d)));
        let to_cell = Affine::scale_non_uniform(width / steps.0, height / steps.1)
            * Affine::translate((-pattern.bbox.x0, -pattern.bbox.y0));
        let cell = Canvas::new((width as u32, height as u32), [0; 3], 0, 0);
        let mut painter = Painter::new(cell, self.scale, self.depth + 1, self.pixels_left);
        let copies = |extent: f64, step: f64| (extent / step).ceil().clamp(1.0, COPIES_MAX) as i32;
        for x in 0..copies(pattern.bbox.width(), steps.0) {
            for y in 0..copies(pattern.bbox.height(), steps.1) {
                let moved = (-f64::from(x) * steps.0, -f64::from(y) * steps.1);
                pattern.interpret(&mut painter, to_cell * Affine::translate(moved), is_stroke);
            }
        }
        self.pixels_left = painter.pixels_left;
        Some(Tile { to_cell: to_cell * pattern.matrix.inverse(), cell: painter.canvas })
    }

    /// How much of each pixel a soft mask lets through (11.5).
    fn mask(&mut self, mask: &SoftMask<'_>) -> Rc<Vec<u8>> {
        let key = mask.cache_key();
        if let Some(known) = self.masks.get(&key) {
            return Rc::clone(known);
        }
        let values = Rc::new(self.make_mask(mask));
        self.masks.insert(key, Rc::clone(&values));
        values
    }

    fn make_mask(&mut self, mask: &SoftMask<'_>) -> Vec<u8> {
        let size = (self.canvas.width, self.canvas.height);
        let pixels = u64::from(size.0) * u64::from(size.1);
        self.pixels_left = self.pixels_left.saturating_sub(pixels);
        if self.depth >= DEPTH_MAX || self.pixels_left == 0 {
            return vec![255; pixels as usize];
        }
        let is_alpha = mask.mask_type() == MaskType::Alpha;
        let (ground, _) = rgba(mask.background_color().to_rgba().components());
        let canvas = Canvas::new(size, ground, if is_alpha { 0 } else { 255 }, 0);
        let mut painter = Painter::new(canvas, self.scale, self.depth + 1, self.pixels_left);
        mask.interpret(&mut painter);
        self.pixels_left = painter.pixels_left;
        let value = |colour: Colour| {
            let [red, green, blue] = colour.map(f32::from);
            (0.3 * red + 0.59 * green + 0.11 * blue + 0.5) as u8
        };
        let pixels = painter.canvas.pixels.iter();
        let mut values: Vec<u8> = match is_alpha {
            true => pixels.map(|pixel| pixel.alpha).collect(),
            false => pixels.map(|pixel| value(pixel.colour)).collect(),
        };
        if let Some(transfer) = mask.transfer_function() {
            transfer.apply_to(&mut values);
        }
        values
    }

    fn draw_glyph<'a>(&mut self, glyph: &Glyph<'a>, at: Affine, props: &GlyphProps<'_, 'a>) {
        let origin = at * Point::ORIGIN;
        let to_points = 1.0 / self.scale;
        let place = Point::new(origin.x * to_points, origin.y * to_points);
        let found = self.finder.as_mut().and_then(|finder| finder.find(place));
        let outer = self.glyph;
        self.glyph = found.or(outer);
        match glyph {
            Glyph::Outline(outline) => {
                let path = match props.mode {
                    DrawMode::Fill(_) => self.outlines.in_lines(outline, at),
                    _ => Rc::new(outline.outline()),
                };
                let shape = if path.elements().is_empty() { self.box_of(found) } else { None };
                match shape {
                    Some(shape) => self.fill(&shape, FillRule::NonZero, props.ink, props.laying),
                    None => self.draw_outline(&path, at, props, found),
                }
            }
            Glyph::Type3(type3) => {
                type3.interpret(self, props.transform, props.glyph_transform, props.paint);
            }
        }
        if let Some(glyph) = found {
            self.canvas.end_glyph(glyph);
        }
        self.glyph = outer;
    }

    fn draw_outline(
        &mut self,
        path: &BezPath,
        at: Affine,
        props: &GlyphProps<'_, '_>,
        found: Option<u32>,
    ) {
        let before = found.and_then(|glyph| self.canvas.tally(glyph)).map(|tally| tally.shape);
        if !self.draw(path, props.ink, props.laying, props.mode, at) {
            // It is there, and nobody sees it.
            if let Some(tally) = found.and_then(|glyph| self.canvas.tally(glyph)) {
                (tally.shape, tally.inside) = (tally.shape + 1, tally.inside + 1);
            }
            return;
        }
        // Strokes thinner than a pixel may pass between the middles of pixels.
        let after = found.and_then(|glyph| self.canvas.tally(glyph)).map(|tally| tally.shape);
        if before.is_some() && before == after && !path.elements().is_empty() {
            let middle = (at * path).bounding_box().center();
            let pixel = Rect::from_center_size(middle, (1.0, 1.0));
            self.fill(&pixel.to_path(0.1), FillRule::NonZero, props.ink, props.laying);
        }
    }

    /// A box for a glyph whose font is not there, on the canvas.
    fn box_of(&self, glyph: Option<u32>) -> Option<BezPath> {
        let finder = self.finder.as_ref()?;
        let glyph = finder.glyphs.get(glyph? as usize)?;
        if glyph.text.is_empty() || glyph.is_blank {
            return None;
        }
        let [first, second, third, fourth] = glyph.corners();
        let middle = glyph.middle();
        let inset = |corner: Point| {
            let corner = corner.lerp(middle, 2.0 * BOX_INSET);
            Point::new(corner.x * self.scale, corner.y * self.scale)
        };
        let mut path = BezPath::new();
        path.move_to(inset(first));
        path.line_to(inset(second));
        path.line_to(inset(third));
        path.line_to(inset(fourth));
        path.close_path();
        Some(path)
    }

    /// The picture as ink; colours are decoded only where text is painted over them.
    fn picture_ink(&mut self, image: &Image<'_, '_>, area: Rect, at: Affine) -> Option<Ink> {
        let (width, height) = (f64::from(image.width()), f64::from(image.height()));
        let to_unit = Affine::scale_non_uniform(1.0 / width, 1.0 / height) * at.inverse();
        let size = (area.width().ceil() as u32 + 1, area.height().ceil() as u32 + 1);
        let mut ink = None;
        match image {
            Image::Stencil(stencil) => stencil.with_stencil(
                |alpha, paint| {
                    let (colour, opacity) = match paint {
                        Source::Color(colour) => rgba(colour.to_rgba().components()),
                        Source::Pattern(_) => (UNKNOWN_COLOUR, 1.0),
                    };
                    let picture = Picture { to_unit, colours: None, alpha: Some(alpha) };
                    ink = Some(Ink::Stencil(Rc::new(picture), colour, opacity));
                },
                Some(size),
            ),
            Image::Raster(raster) => {
                let dict = raster.stream().dict();
                let has_alpha =
                    ["SMask", "Mask", "SMaskInData"].iter().any(|key| dict.contains_key(key));
                let is_seen = has_alpha || self.is_painted_over(area);
                if !is_seen {
                    return Some(Ink::Solid(UNKNOWN_COLOUR, 1.0));
                }
                raster.with_rgba(
                    |colours, alpha| {
                        let picture = Picture { to_unit, colours: Some(colours), alpha };
                        ink = Some(Ink::Picture(Rc::new(picture)));
                    },
                    Some(size),
                );
            }
        }
        ink
    }

    /// True for a picture of most of the page.
    fn is_scan(&self, area: Rect) -> bool {
        let page = Rect::new(0.0, 0.0, f64::from(self.canvas.width), f64::from(self.canvas.height));
        area.intersect(page).area() >= SCAN_SHARE * page.area()
    }

    /// True when glyphs are still to be painted there, so that colours matter.
    fn is_painted_over(&self, area: Rect) -> bool {
        let scale = self.scale;
        self.finder.as_ref().is_none_or(|finder| {
            finder.awaits_in(|place| area.contains(Point::new(place.x * scale, place.y * scale)))
        })
    }
}

/// True when a line of dashes has gaps that are seen; much finer ones would take long as well.
fn has_gaps(dashes: &[f64], scale: f64) -> bool {
    // The second is a gap, and with an odd number of them each is one at some time.
    let (first, step) = if dashes.len().is_multiple_of(2) { (1, 2) } else { (0, 1) };
    dashes.iter().skip(first).step_by(step).any(|gap| gap * scale >= GAP_PIXELS)
}

/// True for a line of dashes so short that gaps are all that there is of it.
fn are_gaps_alone(dashes: &[f64], scale: f64) -> bool {
    let is_short = |dash: &f64| dash * scale < DASH_PIXELS;
    let are_pairs = !dashes.is_empty() && dashes.len().is_multiple_of(2);
    are_pairs && has_gaps(dashes, scale) && dashes.iter().step_by(2).all(is_short)
}

/// What the glyphs of a run share.
struct GlyphProps<'p, 'a> {
    ink: &'p Ink,
    laying: &'p Laying,
    mode: &'p DrawMode,
    paint: &'p Source<'a>,
    transform: Affine,
    glyph_transform: Affine,
}

/// Paints the pixels of a row of a shape: its number, the first pixel and the one after the last.
fn put(
    canvas: &mut Canvas,
    (y, from, to): (u32, u32, u32),
    clip: &Clip,
    ink: &Ink,
    laying: &Laying,
    by: By,
) {
    let glyph = if let By::Glyph(glyph) = by { Some(glyph) } else { None };
    if let Some(tally) = glyph.and_then(|glyph| canvas.tally(glyph)) {
        tally.shape += to - from;
    }
    clip.row(y, from, to, |from, to| {
        if let Some(tally) = glyph.and_then(|glyph| canvas.tally(glyph)) {
            tally.inside += to - from;
        }
        let row = canvas.index(from, y)..canvas.index(to, y);
        let paint = |(colour, alpha): (Colour, f32), through: f32| {
            let alpha = alpha * laying.opacity * through;
            (alpha > 0.0).then_some(Paint { colour, alpha, blend: laying.blend })
        };
        if let (Ink::Solid(colour, alpha), []) = (ink, laying.masks.as_slice()) {
            if let Some(paint) = paint((*colour, *alpha), 1.0) {
                canvas.paint_row(row, paint, by);
            }
            return;
        }
        for (x, index) in (from..to).zip(row) {
            let through =
                |mask: &Rc<Vec<u8>>| mask.get(index).map_or(1.0, |&value| f32::from(value) / 255.0);
            let through = laying.masks.iter().map(through).product();
            let place = Point::new(f64::from(x) + 0.5, f64::from(y) + 0.5);
            if let Some(paint) = paint(ink.at(place), through) {
                canvas.paint(index, paint, by);
            }
        }
    });
}

/// The squares of a canvas that glyphs touch.
fn occupied(glyphs: impl Iterator<Item = Rect>, size: (u32, u32), scale: f64) -> Vec<bool> {
    let (across, down) = (size.0.div_ceil(SQUARE), size.1.div_ceil(SQUARE));
    let mut squares = vec![false; across as usize * down as usize];
    let whole = Area::of_size(across, down);
    let scale = scale / f64::from(SQUARE);
    for bounds in glyphs {
        let area = whole.touched_by(bounds.scale_from_origin(scale));
        for y in area.top..area.bottom {
            for x in area.left..area.right {
                if let Some(square) = squares.get_mut((y * across + x) as usize) {
                    *square = true;
                }
            }
        }
    }
    squares
}

impl<'a> Device<'a> for Painter<'_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        let bounds = props.transform.transform_rect_bbox(path.control_box());
        let is_filled = matches!(mode, DrawMode::Fill(_));
        if is_filled && self.glyph.is_none() && !self.matters(self.clip().area.touched_by(bounds)) {
            return;
        }
        let laying = self.laying(props.blend_mode, props.soft_mask.as_ref());
        let ink = self.ink(&props.paint, matches!(mode, DrawMode::Stroke(_)));
        self.draw(path, &ink, &laying, mode, props.transform);
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        let clip = Clip::path(&self.clip(), &clip.path, clip.fill);
        self.push_clip(clip);
    }

    fn push_clip_rect(&mut self, rect: &Rect) {
        let clip = Clip::rect(&self.clip(), *rect);
        self.push_clip(clip);
    }

    fn push_transparency_group(
        &mut self,
        opacity: f32,
        mask: Option<SoftMask<'a>>,
        blend: BlendMode,
    ) {
        let mask = mask.as_ref().map(|mask| self.mask(mask));
        self.groups.push(Group { opacity, mask, blend });
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        if matches!(mode, DrawMode::Invisible) {
            return;
        }
        let laying = self.laying(props.blend_mode, props.soft_mask.as_ref());
        let ink = self.ink(&props.paint, matches!(mode, DrawMode::Stroke(_)));
        for glyph in run.glyphs() {
            let shared = GlyphProps {
                ink: &ink,
                laying: &laying,
                mode,
                paint: &props.paint,
                transform: props.transform,
                glyph_transform: glyph.transform(),
            };
            self.draw_glyph(glyph, props.transform * glyph.transform(), &shared);
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let whole = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let area = props.transform.transform_rect_bbox(whole);
        if props.transform.determinant() == 0.0 || !self.matters(self.clip().area.touched_by(area))
        {
            return;
        }
        let Some(ink) = self.picture_ink(&image, area, props.transform) else { return };
        let laying = self.laying(props.blend_mode, props.soft_mask.as_ref());
        let outer = self.cover;
        if outer == Cover::Path {
            self.cover = if self.is_scan(area) { Cover::Scan } else { Cover::Picture };
        }
        self.fill(&(props.transform * whole.to_path(0.1)), FillRule::NonZero, &ink, &laying);
        self.cover = outer;
    }

    fn pop_clip(&mut self) {
        if self.clips.len() > 1 {
            self.clips.pop();
        }
    }

    fn pop_transparency_group(&mut self) {
        self.groups.pop();
    }
}
