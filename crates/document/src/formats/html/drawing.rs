//! Drawings (SVG 2) as far as they differ from pages: their attributes are mostly coordinates, and
//! text may stand beside the canvas.

use html5ever::tokenizer::Tag;

use super::page::attribute;
use crate::formats::colour::Colour;

/// Elements whose content is drawn only where something uses it.
pub(super) const KEPT: &[&str] = &["defs", "symbol", "clippath", "mask", "pattern", "marker"];

/// Attributes that say where something is drawn, and how.
const COORDINATES: &[&str] = &[
    "d",
    "x",
    "y",
    "x1",
    "y1",
    "x2",
    "y2",
    "cx",
    "cy",
    "r",
    "rx",
    "ry",
    "dx",
    "dy",
    "points",
    "transform",
    "viewbox",
    "preserveaspectratio",
    "fill",
    "fill-rule",
    "fill-opacity",
    "stroke",
    "stroke-width",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-opacity",
    "opacity",
    "offset",
    "stop-color",
    "stop-opacity",
    "gradientunits",
    "gradienttransform",
    "patternunits",
    "patterntransform",
    "font-size",
    "font-family",
    "font-weight",
    "font-style",
    "text-anchor",
    "xml:space",
    "clip-path",
    "clip-rule",
    "mask",
    "filter",
    "display",
    "visibility",
    "overflow",
    "rotate",
    "spreadmethod",
    "markerwidth",
    "markerheight",
    "refx",
    "refy",
    "orient",
    "markerunits",
    "letter-spacing",
    "word-spacing",
    "dominant-baseline",
    "baseprofile",
    "enable-background",
    "color",
];

/// Elements of a drawing whose text no viewer draws.
pub(super) const NOT_DRAWN: &[&str] = &["metadata", "desc", "title"];

/// Elements of a drawing that begin and end a line.
pub(super) const LINES: &[&str] =
    &["text", "desc", "title", "metadata", "foreignobject", "flowpara"];

/// True for an attribute that only says where something is drawn, and how.
pub(super) fn is_coordinate(name: &str) -> bool {
    COORDINATES.contains(&name)
}

/// The part of the plane that is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Canvas {
    left: f32,
    top: f32,
    width: f32,
    height: f32,
}

impl Canvas {
    /// Returns what the outermost element of a drawing shows.
    pub(super) fn of(tag: &Tag) -> Option<Self> {
        let numbers: Vec<f32> = attribute(tag, "viewbox")
            .or_else(|| attribute(tag, "viewBox"))
            .unwrap_or_default()
            .split([' ', ','])
            .filter_map(|number| number.parse().ok())
            .collect();
        let canvas = match numbers.as_slice() {
            &[left, top, width, height] => Self { left, top, width, height },
            _ => Self {
                left: 0.0,
                top: 0.0,
                width: side(tag, "width")?,
                height: side(tag, "height")?,
            },
        };
        (canvas.width > 0.0 && canvas.height > 0.0).then_some(canvas)
    }

    /// True when what an element draws begins well beside what is shown.
    pub(super) fn is_beside(self, tag: &Tag, moved: (f32, f32)) -> bool {
        let place = |name, moved: f32| Some(number(tag, name)? + moved);
        let is_out = |place: Option<f32>, start: f32, size: f32| {
            // Text goes on to the right and up from where it begins.
            place.is_some_and(|at| at < start - size * 0.5 || at > start + size * 1.1)
        };
        is_out(place("x", moved.0), self.left, self.width)
            || is_out(place("y", moved.1), self.top, self.height)
    }
}

/// A side in pixels; none when it depends on the window.
fn side(tag: &Tag, name: &str) -> Option<f32> {
    let value = attribute(tag, name)?.trim();
    value.strip_suffix("px").unwrap_or(value).parse().ok()
}

/// The first number of an attribute, in pixels.
fn number(tag: &Tag, name: &str) -> Option<f32> {
    let list = attribute(tag, name)?;
    list.split([' ', ',']).next()?.trim_end_matches("px").parse().ok()
}

/// By how much a transformation moves what it is for; none when it does something else.
pub(super) fn shift(transform: &str) -> Option<(f32, f32)> {
    let inner = transform.trim().strip_prefix("translate(")?.strip_suffix(')')?;
    let mut numbers = inner.split([' ', ',']).filter(|part| !part.is_empty());
    let right = numbers.next()?.trim_end_matches("px").parse().ok()?;
    let down = numbers.next().map_or(Some(0.0), |down| down.trim_end_matches("px").parse().ok())?;
    numbers.next().is_none().then_some((right, down))
}

/// Letters of one text that are put in their places one by one.
const PLACES_MAX: usize = 10_000;

/// Where each letter of a text is put, when that is said letter by letter.
pub(super) fn places(tag: &Tag) -> Vec<f32> {
    let list = if matches!(&*tag.name, "text" | "tspan") { attribute(tag, "x") } else { None };
    let numbers = list.unwrap_or_default().split([' ', ',']).filter(|number| !number.is_empty());
    let places: Vec<f32> =
        numbers.map_while(|number| number.parse().ok()).take(PLACES_MAX).collect();
    if places.len() > 1 { places } else { Vec::new() }
}

/// True for an element that leaves what is in it no room.
pub(super) fn has_no_room(tag: &Tag) -> bool {
    const PIXELS_MIN: f32 = 2.0;
    let is_short = |name| number(tag, name).is_some_and(|length| length < PIXELS_MIN);
    match &*tag.name {
        "text" | "tspan" => is_short("textlength"),
        "svg" => is_short("width") || is_short("height"),
        _ => false,
    }
}

/// True for an animation that takes the element around it away from the beginning.
pub(super) fn takes_away(tag: &Tag) -> bool {
    let value = |name| attribute(tag, name).map(str::trim).unwrap_or_default();
    let is_gone = match value("attributename") {
        "visibility" => matches!(value("to"), "hidden" | "collapse"),
        "display" => value("to") == "none",
        "opacity" | "fill-opacity" | "font-size" => value("to").parse() == Ok(0.0_f32),
        _ => false,
    };
    let begin = value("begin");
    is_gone
        && matches!(&*tag.name, "set" | "animate")
        && attribute(tag, "end").is_none()
        && (begin.is_empty() || begin.starts_with('0'))
}

/// Texts of one drawing that are compared with what is painted after them.
const TEXTS_MAX: usize = 2_000;

/// Elements that paint.
const PAINTS: &[&str] =
    &["rect", "circle", "ellipse", "path", "polygon", "polyline", "image", "use", "line"];

/// A clip or a mask.
#[derive(Debug)]
struct Cut {
    id: String,
    is_mask: bool,
    /// Something shows through it.
    opens: bool,
}

/// What a drawing painted so far, as far as that hides text.
#[derive(Debug, Default)]
pub(super) struct Layers {
    paints: bool,
    /// Where texts begin, and their runs.
    texts: Vec<(f32, f32, std::ops::Range<usize>)>,
    /// Where the text begins that is open.
    open: Option<(f32, f32, usize)>,
    /// The clip or mask that is open, and whether it lets something through.
    cut: Option<Cut>,
    /// Clips and masks that let nothing through.
    shut: Vec<String>,
    /// Opaque rectangles of one colour, on which nothing but text was painted since.
    papers: Vec<(Area, Colour)>,
}

/// A rectangle, on the plane of the drawing.
type Area = (std::ops::Range<f32>, std::ops::Range<f32>);

impl Layers {
    /// True as long as nothing but text was painted.
    pub(super) fn is_blank(&self) -> bool {
        !self.paints
    }

    /// Takes in an element that is moved by `moved`, if that is known, after so many runs of text;
    /// returns the runs that it covers.
    pub(super) fn start(
        &mut self,
        tag: &Tag,
        moved: Option<(f32, f32)>,
        runs: usize,
        is_kept: bool,
    ) -> Vec<usize> {
        let name: &str = &tag.name;
        match name {
            "clippath" | "mask" => {
                let id = attribute(tag, "id").unwrap_or_default().to_owned();
                self.cut = Some(Cut { id, is_mask: name == "mask", opens: false });
            }
            "text" => {
                let place = number(tag, "x").zip(number(tag, "y")).zip(moved);
                self.open = place.map(|((x, y), (right, down))| (x + right, y + down, runs));
            }
            _ if PAINTS.contains(&name) => {
                if let Some(cut) = &mut self.cut {
                    cut.opens |= lets_through(tag, cut.is_mask);
                } else if !is_kept {
                    self.paints = true;
                    return self.paint(tag, moved);
                }
            }
            _ => {}
        }
        Vec::new()
    }

    /// Ends an element.
    pub(super) fn end(&mut self, name: &str, runs: usize) {
        match name {
            "clippath" | "mask" => {
                if let Some(cut) = self.cut.take().filter(|cut| !cut.opens) {
                    self.shut.push(cut.id);
                }
            }
            "text" => {
                if let Some((x, y, start)) = self.open.take()
                    && self.texts.len() < TEXTS_MAX
                {
                    self.texts.push((x, y, start..runs));
                }
            }
            _ => {}
        }
    }

    /// True for an element that a clip, a mask or its own scale leaves nothing of.
    pub(super) fn hides(&self, tag: &Tag) -> bool {
        if attribute(tag, "transform").is_some_and(|it| it.replace(' ', "").contains("scale(0)")) {
            return true;
        }
        ["clip-path", "mask"].iter().filter_map(|name| attribute(tag, name)).any(|value| {
            let id = value.trim().strip_prefix("url(#").and_then(|rest| rest.strip_suffix(')'));
            id.is_some_and(|id| self.shut.iter().any(|shut| shut == id))
        })
    }

    /// The colour that is behind a text, where it is known.
    pub(super) fn paper(&self, tag: &Tag, (right, down): (f32, f32)) -> Option<Colour> {
        let (x, y) = (number(tag, "x")? + right, number(tag, "y")? + down);
        let holds = |(across, along): &Area| across.contains(&x) && along.contains(&y);
        self.papers.iter().rev().find(|(area, _)| holds(area)).map(|(_, colour)| *colour)
    }

    /// Takes in what is painted; returns the runs of the texts that begin under it.
    fn paint(&mut self, tag: &Tag, moved: Option<(f32, f32)>) -> Vec<usize> {
        let Some((across, along)) = moved.and_then(|moved| opaque_area(tag, moved)) else {
            self.papers.clear();
            return Vec::new();
        };
        let is_under = |x: &f32, y: &f32| across.contains(x) && along.contains(y);
        let covered = self.texts.iter().filter(|(x, y, _)| is_under(x, y));
        let covered = covered.flat_map(|(_, _, runs)| runs.clone()).collect();
        match Colour::parse(attribute(tag, "fill").unwrap_or("black")) {
            Some(colour) if self.papers.len() < TEXTS_MAX => {
                self.papers.push(((across, along), colour));
            }
            _ => self.papers.clear(),
        }
        covered
    }
}

/// What a rectangle covers that nothing shines through.
fn opaque_area(tag: &Tag, (right, down): (f32, f32)) -> Option<Area> {
    const LOOKS: [&str; 6] = ["fill-opacity", "opacity", "style", "class", "clip-path", "mask"];
    let is_opaque = &*tag.name == "rect"
        && !LOOKS.iter().any(|name| attribute(tag, name).is_some())
        && attribute(tag, "fill").is_none_or(|fill| fill != "none" && !fill.contains('('));
    if !is_opaque {
        return None;
    }
    let (width, height) = (number(tag, "width")?, number(tag, "height")?);
    let left = number(tag, "x").unwrap_or_default() + right;
    let top = number(tag, "y").unwrap_or_default() + down;
    Some((left..left + width, top..top + height))
}

/// True for a shape of a clip or mask that something shows through.
fn lets_through(tag: &Tag, is_mask: bool) -> bool {
    let is_flat = ["width", "height", "r"].iter().any(|side| number(tag, side) == Some(0.0));
    let is_black =
        attribute(tag, "fill").is_some_and(|fill| matches!(fill, "black" | "#000" | "#000000"));
    !(is_flat || is_mask && is_black)
}
