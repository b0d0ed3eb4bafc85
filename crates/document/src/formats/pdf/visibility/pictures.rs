//! Pictures of which a reader sees less than the file holds: parts of them lie under something opaque,
//! or outside of what is clipped.
//!
//! The page is painted once more, without looking for glyphs, and each opaque shape is held against
//! what it is put on. A shape with something on it, such as a label with its words, covers nothing
//! that anybody meant to hide.

use hayro_font::kurbo::{BezPath, Rect, Shape as _};
use hayro_interpret::font::GlyphRun;
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask,
};
use hayro_syntax::object::{Array, Dict, ObjectIdentifier};

use super::canvas::{Colour, Cover, Tally};
use super::painter::Painter;
use super::raster::Area;
use crate::Hidden;
use crate::formats::image::textlike;

/// Shapes over pictures that are looked at on one page.
const COVERS_MAX: usize = 200;
/// Sides of a shape that could cover a word, in pixels.
const SIDE_MIN: u32 = 7;
/// Share of a shape that must lie on a picture.
const ON_PICTURE_SHARE: f64 = 0.9;
/// Share of the page from which on a picture is the page itself, and share of it that a shape then
/// leaves in view: whoever paints over a whole page begins anew.
const PAGE_SHARE: f64 = 0.5;
const IN_VIEW_SHARE: f64 = 0.1;
/// Share of a shape that must still have one colour at the end.
const BARE_SHARE: f64 = 0.97;
/// Shades by which pixels differ where there is something to see, and the share of them.
const CONTRAST: i32 = 40;
const VARIED_SHARE: f64 = 0.05;
/// Pictures of one page whose pixels are counted.
const PICTURES_MAX: usize = 5_000;
/// Share of a picture inside of all clips below which it is outside.
const INSIDE_SHARE: f64 = 0.005;
/// Share of its pixels that a picture must change to be seen: most of a sheet of paper is white.
const SHOWN_SHARE: f64 = 0.001;
/// Share of what it changed that a picture must still show at the end.
const KEPT_SHARE: f64 = 0.05;
/// Sides of a picture on the page that is a dot to the eye, in points, and pixels that it then has.
const DOT_POINTS: f64 = 2.0;
const DOT_PIXELS_MIN: u64 = 1_000;

/// What painting a page has shown of its pictures.
#[derive(Debug, Default)]
pub(in super::super) struct Sighted {
    /// Parts of pictures that lie under something opaque.
    pub(in super::super) covered: Vec<CoveredPart>,
    pub(in super::super) looks: Vec<PictureLook>,
    /// The page was too much to be painted.
    pub(in super::super) is_over: bool,
}

/// A part of a picture under something opaque.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in super::super) struct CoveredPart {
    pub(in super::super) area: Rect,
    /// It likely holds text.
    pub(in super::super) is_text: bool,
}

/// What becomes of a picture in one place of a page.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct PictureLook {
    pub(in super::super) id: ObjectIdentifier,
    /// The upright rectangle around it.
    pub(in super::super) area: Rect,
    /// What of that is inside of all clips.
    pub(in super::super) inside: Rect,
    /// Why nothing of it is seen.
    pub(in super::super) unseen: Option<Hidden>,
    /// What hides it is another picture.
    pub(in super::super) is_under_picture: bool,
    /// Its number among what is counted.
    number: u32,
}

impl PictureLook {
    /// The same in a page whose points are so many times as large.
    pub(super) fn scaled(self, scale: f64) -> Self {
        let scaled = |area: Rect| area.scale_from_origin(scale);
        Self { area: scaled(self.area), inside: scaled(self.inside), ..self }
    }
}

/// Paints a page and notes what becomes of its pictures.
pub(super) struct PictureWatch<'p, 'g> {
    painter: &'p mut Painter<'g>,
    /// Pixels to a point.
    scale: f64,
    pictures: Vec<Rect>,
    covers: Vec<CoverShape>,
    looks: Vec<PictureLook>,
    /// For each open group, whether what is in it is opaque.
    groups: Vec<bool>,
}

/// An opaque shape, and what it was put on.
struct CoverShape {
    area: Area,
    colour: Colour,
    /// Shades of what is beneath.
    beneath: Vec<u8>,
}

impl<'p, 'g> PictureWatch<'p, 'g> {
    pub(super) fn new(painter: &'p mut Painter<'g>, scale: f64) -> Self {
        let (pictures, covers, looks) = (Vec::new(), Vec::new(), Vec::new());
        Self { painter, scale, pictures, covers, looks, groups: Vec::new() }
    }

    /// Returns what is not shown, when all is painted.
    pub(super) fn finish(mut self) -> Sighted {
        let mut covered = Vec::new();
        for cover in std::mem::take(&mut self.covers) {
            if !self.is_bare(&cover) || !is_varied(&cover.beneath) {
                continue;
            }
            let width = (cover.area.right - cover.area.left) as usize;
            let is_text = textlike::is_likely(&cover.beneath, width);
            covered.push(CoveredPart { area: cover.area.rect(), is_text });
        }
        self.painter.canvas.count_kept();
        let mut looks = std::mem::take(&mut self.looks);
        for look in &mut looks {
            if let (None, Some(tally)) = (look.unseen, self.painter.canvas.tally(look.number)) {
                look.unseen = verdict(tally);
                look.is_under_picture = tally.covered_by(Cover::Glyph) * 2 > tally.shown;
            }
        }
        Sighted { covered, looks, is_over: self.painter.is_over() }
    }

    /// Begins to count what becomes of a picture; returns its number.
    fn begin(&mut self, dict: &Dict<'_>, id: ObjectIdentifier, area: Rect) -> Option<u32> {
        // One in the content itself says nothing of the kind, and has no object.
        if !dict.contains_key("Subtype") || self.looks.len() >= PICTURES_MAX {
            return None;
        }
        let inside = self.painter.clip_area().rect().intersect(area);
        let pixels = ["Width", "Height"]
            .map(|side| u64::from(dict.get::<u32>(side).unwrap_or_default()))
            .iter()
            .product::<u64>();
        let side_max = area.width().max(area.height());
        let is_outside =
            inside.area() < INSIDE_SHARE * area.area() || inside.area() <= 0.0 && side_max > 1.0;
        let is_dot = side_max < DOT_POINTS * self.scale && pixels >= DOT_PIXELS_MIN;
        let unseen = match (is_outside, is_dot) {
            (true, _) => Some(Hidden::Outside),
            (false, true) => Some(Hidden::Tiny),
            (false, false) if is_flat(dict) => Some(Hidden::Invisible),
            (false, false) => None,
        };
        let number = self.painter.canvas.add_picture();
        let look = PictureLook { id, area, inside, unseen, is_under_picture: false, number };
        self.looks.push(look);
        Some(number)
    }

    /// True when nothing was put on the shape that says anything.
    fn is_bare(&self, cover: &CoverShape) -> bool {
        let pixels = self.colours(cover.area);
        let same = pixels.iter().filter(|colour| **colour == cover.colour).count();
        same as f64 >= BARE_SHARE * pixels.len() as f64
    }

    fn colours(&self, area: Area) -> Vec<Colour> {
        let canvas = &self.painter.canvas;
        let rows = (area.top..area.bottom).filter_map(|y| {
            canvas.pixels.get(canvas.index(area.left, y)..canvas.index(area.right, y))
        });
        rows.flatten().map(|pixel| pixel.colour).collect()
    }

    /// Notes an opaque shape on a picture, before it is painted.
    fn note(&mut self, bounds: Rect, colour: Colour) {
        let area = self.painter.clip_area().touched_by(bounds);
        let is_wide = area.right.saturating_sub(area.left) >= SIDE_MIN
            && area.bottom.saturating_sub(area.top) >= SIDE_MIN;
        if !is_wide || self.covers.len() >= COVERS_MAX {
            return;
        }
        let shape = area.rect();
        let page = Area::of_size(self.painter.canvas.width, self.painter.canvas.height).rect();
        let is_on = |picture: &Rect| {
            let is_page = picture.area() >= PAGE_SHARE * page.area();
            shape.intersect(*picture).area() >= ON_PICTURE_SHARE * shape.area()
                && (!is_page || shape.area() <= (1.0 - IN_VIEW_SHARE) * picture.area())
        };
        if self.pictures.iter().any(is_on) {
            let beneath = self.colours(area).into_iter().map(shade).collect();
            self.covers.push(CoverShape { area, colour, beneath });
        }
    }
}

/// True for a picture all of whose samples are decoded to one colour (ISO 32000-2, 8.9.5.2).
fn is_flat(dict: &Dict<'_>) -> bool {
    let Some(decode) = dict.get::<Array<'_>>("Decode") else { return false };
    let ends: Vec<f64> = decode.iter::<f64>().collect();
    !ends.is_empty() && ends.chunks(2).all(|pair| pair.first() == pair.last())
}

/// Why a picture of which this was counted is not seen.
fn verdict(tally: &Tally) -> Option<Hidden> {
    let (inside, shown, kept) =
        (f64::from(tally.inside), f64::from(tally.shown), f64::from(tally.kept));
    if tally.shape == 0 {
        // It was not painted, or is thinner than a pixel.
        return None;
    }
    match () {
        () if tally.inside == 0 => Some(Hidden::Outside),
        () if shown <= SHOWN_SHARE * inside => Some(Hidden::Invisible),
        () if kept <= KEPT_SHARE * shown => Some(Hidden::Covered),
        () => None,
    }
}

/// Brightness of a colour (Rec. 601, in whole numbers).
pub(super) fn shade([red, green, blue]: Colour) -> u8 {
    ((u32::from(red) * 299 + u32::from(green) * 587 + u32::from(blue) * 114) / 1000) as u8
}

/// True when there is something to see: enough pixels are unlike the most usual one.
pub(in super::super) fn is_varied(shades: &[u8]) -> bool {
    let mut sorted = shades.to_vec();
    sorted.sort_unstable();
    let Some(&middle) = sorted.get(sorted.len() / 2) else { return false };
    let unlike = |shade: &&u8| (i32::from(**shade) - i32::from(middle)).abs() >= CONTRAST;
    sorted.iter().filter(unlike).count() as f64 >= VARIED_SHARE * sorted.len() as f64
}

impl<'a> Device<'a> for PictureWatch<'_, '_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        let is_plain = props.blend_mode == BlendMode::Normal && props.soft_mask.is_none();
        if let (DrawMode::Fill(_) | DrawMode::FillAndStroke(..), Paint::Color(colour)) =
            (mode, &props.paint)
            && is_plain
            && self.groups.iter().all(|is_opaque| *is_opaque)
        {
            let (colour, opacity) = super::ink::rgba(colour.to_rgba().components());
            if opacity > 0.99 {
                self.note(props.transform.transform_rect_bbox(path.bounding_box()), colour);
            }
        }
        self.painter.draw_path(path, props, mode);
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.painter.push_clip_path(clip);
    }

    fn push_clip_rect(&mut self, rect: &Rect) {
        self.painter.push_clip_rect(rect);
    }

    fn push_transparency_group(
        &mut self,
        opacity: f32,
        mask: Option<SoftMask<'a>>,
        blend: BlendMode,
    ) {
        self.groups.push(opacity >= 1.0 && mask.is_none() && blend == BlendMode::Normal);
        self.painter.push_transparency_group(opacity, mask, blend);
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        self.painter.draw_glyph_run(run, props, mode);
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let whole = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let area = props.transform.transform_rect_bbox(whole);
        let number = match &image {
            Image::Raster(raster) => {
                self.begin(raster.stream().dict(), raster.stream().obj_id(), area)
            }
            Image::Stencil(stencil) => {
                self.begin(stencil.stream().dict(), stencil.stream().obj_id(), area)
            }
        };
        self.pictures.push(area);
        let outer = std::mem::replace(&mut self.painter.glyph, number);
        self.painter.draw_image(image, props);
        self.painter.glyph = outer;
        if let Some(number) = number {
            self.painter.canvas.end_glyph(number);
        }
    }

    fn pop_clip(&mut self) {
        self.painter.pop_clip();
    }

    fn pop_transparency_group(&mut self) {
        self.groups.pop();
        self.painter.pop_transparency_group();
    }
}

/// Paints all but letters.
pub(super) struct WithoutText<'p, 'g> {
    pub(super) painter: &'p mut Painter<'g>,
    /// Pictures are painted as well, and not shapes alone.
    pub(super) with_pictures: bool,
}

impl<'a> Device<'a> for WithoutText<'_, '_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.painter.draw_path(path, props, mode);
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.painter.push_clip_path(clip);
    }

    fn push_clip_rect(&mut self, rect: &Rect) {
        self.painter.push_clip_rect(rect);
    }

    fn push_transparency_group(
        &mut self,
        opacity: f32,
        mask: Option<SoftMask<'a>>,
        blend: BlendMode,
    ) {
        self.painter.push_transparency_group(opacity, mask, blend);
    }

    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {}

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        if self.with_pictures {
            self.painter.draw_image(image, props);
        }
    }

    fn pop_clip(&mut self) {
        self.painter.pop_clip();
    }

    fn pop_transparency_group(&mut self) {
        self.painter.pop_transparency_group();
    }
}
