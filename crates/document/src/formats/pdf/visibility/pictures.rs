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

use super::canvas::Colour;
use super::painter::Painter;
use super::raster::Area;
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
/// Share of a picture that is clipped away when it is cropped, and its least side in pixels.
const CROPPED_SHARE: f64 = 0.1;
const CROPPED_SIDE_MIN: u32 = 48;

/// Something in a picture that is not shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in super::super) enum Unseen {
    /// A part of it lies under something opaque; whether that part likely holds text.
    Covered { area: Rect, is_text: bool },
    /// So many in a hundred of it are shown.
    Cropped { percent: u32, size: (u32, u32) },
}

/// Paints a page and notes what becomes of its pictures.
pub(super) struct PictureWatch<'p, 'g> {
    painter: &'p mut Painter<'g>,
    /// False when nothing is painted over pictures, so that only clips matter.
    paints: bool,
    pictures: Vec<Rect>,
    covers: Vec<CoverShape>,
    found: Vec<Unseen>,
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
    pub(super) fn new(painter: &'p mut Painter<'g>, paints: bool) -> Self {
        let (pictures, covers, found) = (Vec::new(), Vec::new(), Vec::new());
        Self { painter, paints, pictures, covers, found, groups: Vec::new() }
    }

    /// Returns what is not shown, when all is painted.
    pub(super) fn finish(mut self) -> Vec<Unseen> {
        for cover in std::mem::take(&mut self.covers) {
            if !self.is_bare(&cover) || !is_varied(&cover.beneath) {
                continue;
            }
            let width = (cover.area.right - cover.area.left) as usize;
            let is_text = textlike::is_likely(&cover.beneath, width);
            self.found.push(Unseen::Covered { area: cover.area.rect(), is_text });
        }
        self.found
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

/// Brightness of a colour (Rec. 601, in whole numbers).
pub(super) fn shade([red, green, blue]: Colour) -> u8 {
    ((u32::from(red) * 299 + u32::from(green) * 587 + u32::from(blue) * 114) / 1000) as u8
}

/// True when there is something to see: enough pixels are unlike the most usual one.
fn is_varied(shades: &[u8]) -> bool {
    let mut sorted = shades.to_vec();
    sorted.sort_unstable();
    let Some(&middle) = sorted.get(sorted.len() / 2) else { return false };
    let unlike = |shade: &&u8| (i32::from(**shade) - i32::from(middle)).abs() >= CONTRAST;
    sorted.iter().filter(unlike).count() as f64 >= VARIED_SHARE * sorted.len() as f64
}

impl<'a> Device<'a> for PictureWatch<'_, '_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        if !self.paints {
            return;
        }
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
        if self.paints {
            self.painter.draw_glyph_run(run, props, mode);
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let size = (image.width(), image.height());
        let whole = Rect::new(0.0, 0.0, f64::from(size.0), f64::from(size.1));
        let area = props.transform.transform_rect_bbox(whole);
        let shown = self.painter.clip_area().rect().intersect(area).area();
        let share = shown / area.area().max(1.0);
        // What is not shown at all belongs to a loop over tiles, or lies beside the page.
        let is_cropped = share > 0.01 && share < 1.0 - CROPPED_SHARE;
        if is_cropped && size.0.min(size.1) >= CROPPED_SIDE_MIN && self.found.len() < COVERS_MAX {
            self.found.push(Unseen::Cropped { percent: (share * 100.0) as u32, size });
        }
        if self.paints {
            self.pictures.push(area);
            self.painter.draw_image(image, props);
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
