//! What a drawing painted so far, as far as that hides text: what lies over it and behind it, and
//! clips and masks that let nothing through.

use std::ops::Range;

use html5ever::tokenizer::Tag;

use super::number;
use super::outline::outline_of;
use super::paint::Paint;
use crate::formats::colour::Colour;
use crate::formats::html::page::attribute;
use crate::formats::outline::{Outline, Point};

/// Texts of one drawing that are compared with what is painted after them.
const TEXTS_MAX: usize = 2_000;

/// Elements that paint.
const PAINTS: &[&str] =
    &["rect", "circle", "ellipse", "path", "polygon", "polyline", "image", "use", "line"];

/// A clip, a mask or a filter.
#[derive(Debug)]
struct Cut {
    id: String,
    is_mask: bool,
    /// Something shows through it.
    opens: bool,
    /// The edges of its one rectangle; of other clips they are not known.
    area: Option<[f32; 4]>,
    shapes: usize,
}

/// What a drawing painted so far, as far as that hides text.
#[derive(Debug, Default)]
pub(in super::super) struct Layers {
    paints: bool,
    texts: Vec<Text>,
    /// The text that is open.
    open: Option<Open>,
    /// The clip, mask or filter that is open, and whether it lets something through.
    cut: Option<Cut>,
    /// Clips, masks and filters that let nothing through.
    shut: Vec<String>,
    /// Clips of one rectangle each: left, top, right and bottom.
    clips: Vec<(String, [f32; 4])>,
    /// Opaque shapes of one colour, on which nothing but text was painted since.
    papers: Vec<(Outline, Colour)>,
}

/// A text: a point in its first letter and one near its last, and its runs.
#[derive(Debug)]
struct Text {
    points: [Point; 2],
    runs: Range<usize>,
}

/// A text that is open: where it stands, and what the page held before it.
#[derive(Debug)]
struct Open {
    place: Point,
    size: f32,
    /// Part of its width that stands left of where it is put.
    before: f32,
    written: Written,
}

/// How much text a page holds.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Written {
    /// Runs of the text.
    pub(in super::super) runs: usize,
    /// Its bytes in UTF-8: a letter of three bytes is about as much wider than one of one.
    pub(in super::super) bytes: usize,
}

impl Layers {
    /// True as long as nothing but text was painted.
    pub(in super::super) fn is_blank(&self) -> bool {
        !self.paints
    }

    /// Takes in an element that is moved by `moved`, if that is known, after so much text; returns the
    /// runs that it covers.
    pub(in super::super) fn start(
        &mut self,
        tag: &Tag,
        paint: &Paint,
        moved: Option<Point>,
        written: Written,
        is_kept: bool,
    ) -> Vec<usize> {
        let name: &str = &tag.name;
        match name {
            "clippath" | "mask" | "filter" => {
                let id = attribute(tag, "id").unwrap_or_default().to_owned();
                let is_mask = name == "mask";
                self.cut = Some(Cut { id, is_mask, opens: false, area: None, shapes: 0 });
                // Shares of what is clipped, and moved clips.
                let is_other = ["clippathunits", "transform", "clip-path"];
                if name != "clippath" || is_other.iter().any(|it| attribute(tag, it).is_some()) {
                    self.cut.iter_mut().for_each(|cut| cut.shapes = SHAPES_UNKNOWN);
                }
            }
            // What a filter makes of something is what its steps paint.
            _ if name.starts_with("fe") => {
                if let Some(cut) = &mut self.cut {
                    cut.opens |= name != "feflood" || number(tag, "flood-opacity") != Some(0.0);
                }
            }
            "text" => {
                let place = number(tag, "x").zip(number(tag, "y")).zip(moved);
                self.open = place
                    .map(|((x, y), (right, down))| Open::of(tag, (x + right, y + down), written));
            }
            _ if PAINTS.contains(&name) => {
                if let Some(cut) = &mut self.cut {
                    cut.opens |= lets_through(tag, cut.is_mask);
                    cut.shapes = cut.shapes.saturating_add(1);
                    cut.area = rectangle(tag).filter(|_| cut.shapes == 1);
                } else if !is_kept {
                    self.paints = true;
                    return self.paint(tag, paint, moved);
                }
            }
            _ => {}
        }
        Vec::new()
    }

    /// Ends an element.
    pub(in super::super) fn end(&mut self, name: &str, written: Written) {
        match name {
            "clippath" | "mask" | "filter" => match self.cut.take() {
                Some(cut) if !cut.opens => self.shut.push(cut.id),
                Some(Cut { id, area: Some(area), .. }) if self.clips.len() < TEXTS_MAX => {
                    self.clips.push((id, area));
                }
                _ => {}
            },
            "text" => {
                if let Some(open) = self.open.take()
                    && self.texts.len() < TEXTS_MAX
                {
                    self.texts.push(open.end(written));
                }
            }
            _ => {}
        }
    }

    /// True for an element that a clip, a mask, a filter or its own scale leaves nothing of.
    pub(in super::super) fn hides(&self, tag: &Tag) -> bool {
        if attribute(tag, "transform").is_some_and(|it| it.replace(' ', "").contains("scale(0)")) {
            return true;
        }
        ["clip-path", "mask", "filter"].iter().filter_map(|name| attribute(tag, name)).any(
            |value| {
                let id = value.trim().strip_prefix("url(#").and_then(|rest| rest.strip_suffix(')'));
                id.is_some_and(|id| self.shut.iter().any(|shut| shut == id))
            },
        )
    }

    /// The rectangle that an element's clip leaves of it.
    pub(in super::super) fn clip(&self, tag: &Tag) -> Option<[f32; 4]> {
        let value = attribute(tag, "clip-path")?;
        let id = value.trim().strip_prefix("url(#")?.strip_suffix(')')?;
        self.clips.iter().find(|(clip, _)| clip == id).map(|(_, area)| *area)
    }

    /// The colour that is behind a text, where it is known.
    pub(in super::super) fn paper(&self, tag: &Tag, (right, down): Point) -> Option<Colour> {
        let point = (number(tag, "x")? + right, number(tag, "y")? + down);
        let holds = |(outline, _): &&(Outline, Colour)| outline.holds(point);
        self.papers.iter().rev().find(holds).map(|(_, colour)| *colour)
    }

    /// Takes in what is painted; returns the runs of the texts that it covers.
    fn paint(&mut self, tag: &Tag, paint: &Paint, moved: Option<Point>) -> Vec<usize> {
        let Some(outline) = moved.and_then(|moved| outline_of(tag, paint, moved)) else {
            self.papers.clear();
            return Vec::new();
        };
        let is_under = |text: &&Text| text.points.iter().all(|point| outline.holds(*point));
        let covered = self.texts.iter().filter(is_under);
        let covered = covered.flat_map(|text| text.runs.clone()).collect();
        let is_of_one_colour = !matches!(&*tag.name, "image" | "line");
        match paint.colour().filter(|_| is_of_one_colour) {
            Some(colour) if self.papers.len() < TEXTS_MAX => self.papers.push((outline, colour)),
            _ => self.papers.clear(),
        }
        covered
    }
}

impl Open {
    fn of(tag: &Tag, place: Point, written: Written) -> Self {
        /// Size of letters of which nothing is said.
        const SIZE: f32 = 16.0;
        let before = match attribute(tag, "text-anchor") {
            Some("middle") => 0.5,
            Some("end") => 1.0,
            _ => 0.0,
        };
        Self { place, size: number(tag, "font-size").unwrap_or(SIZE), before, written }
    }

    fn end(self, written: Written) -> Text {
        /// Width of a byte of text, which is most often wider, and half its height, for its size.
        const WIDE: f32 = 0.3;
        const HALF_HIGH: f32 = 0.3;
        let letters = written.bytes.saturating_sub(self.written.bytes);
        let width = letters as f32 * self.size * WIDE;
        let left = self.place.0 - width * self.before;
        let margin = (self.size * WIDE / 2.0).min(width / 2.0);
        let middle = self.place.1 - self.size * HALF_HIGH;
        Text {
            points: [(left + margin, middle), (left + width - margin, middle)],
            runs: self.written.runs..written.runs,
        }
    }
}

/// Stands for shapes of a clip of which nothing is known.
const SHAPES_UNKNOWN: usize = 2;

/// The edges of a rectangle that is not turned.
fn rectangle(tag: &Tag) -> Option<[f32; 4]> {
    let is_plain = &*tag.name == "rect" && attribute(tag, "transform").is_none();
    let edge = |name| number(tag, name).unwrap_or_default();
    let (width, height) = number(tag, "width").zip(number(tag, "height"))?;
    is_plain.then(|| [edge("x"), edge("y"), edge("x") + width, edge("y") + height])
}

/// True for a shape of a clip or mask that something shows through.
fn lets_through(tag: &Tag, is_mask: bool) -> bool {
    let is_flat = ["width", "height", "r"].iter().any(|side| number(tag, side) == Some(0.0));
    let is_black =
        attribute(tag, "fill").is_some_and(|fill| matches!(fill, "black" | "#000" | "#000000"));
    !(is_flat || is_mask && is_black)
}
