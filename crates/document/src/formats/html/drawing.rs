//! Drawings (SVG 2) as far as they differ from pages: their attributes are mostly coordinates, and
//! text may stand beside the canvas.

mod layers;
mod outline;
mod paint;
mod references;

use html5ever::tokenizer::Tag;

pub(super) use self::layers::{Layers, Written};
pub(super) use self::paint::Paint;
pub(super) use self::references::{References, is_beyond};
use super::page::attribute;

/// Elements whose content is drawn only where something uses it.
pub(super) const KEPT: &[&str] = &["defs", "symbol", "clippath", "mask", "pattern", "marker"];

/// True for an element that is drawn for readers of one language alone, or by programs that know
/// more than the standard (SVG 2, 5.8).
pub(super) fn is_for_some(tag: &Tag) -> bool {
    ["requiredextensions", "systemlanguage"].iter().any(|name| attribute(tag, name).is_some())
}

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
    "startoffset",
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

    /// True when something begins behind or below all that is shown.
    pub(super) fn is_before(self, tag: &Tag, moved: (f32, f32)) -> bool {
        let is_past = |name, moved: f32, end: f32| {
            number(tag, name).is_some_and(|place| place + moved >= end)
        };
        is_past("x", moved.0, self.left + self.width)
            || is_past("y", moved.1, self.top + self.height)
    }

    /// True when what an element draws begins well beside what is shown.
    pub(super) fn is_beside(self, tag: &Tag, moved: (f32, f32)) -> bool {
        let place = |name, moved: f32| Some(number(tag, name)? + moved);
        let is_out = |place: Option<f32>, start: f32, size: f32| {
            // Text goes on to the right and up from where it begins.
            place.is_some_and(|at| at < start - size * 0.5 || at > start + size * 1.1)
        };
        let is_shifted = |name, size: f32| number(tag, name).is_some_and(|by| by.abs() > size);
        is_out(place("x", moved.0), self.left, self.width)
            || is_out(place("y", moved.1), self.top, self.height)
            || is_shifted("dx", self.width * 1.1)
            || is_shifted("dy", self.height * 1.1)
    }
}

/// True for a text that stands above, below or behind the end of what a clip leaves.
pub(super) fn is_beside_clip(
    tag: &Tag,
    moved: (f32, f32),
    [_, top, right, bottom]: [f32; 4],
) -> bool {
    /// Size of letters of which nothing is said.
    const SIZE: f32 = 16.0;
    let Some((x, y)) = number(tag, "x").zip(number(tag, "y")) else { return false };
    let (x, y) = (x + moved.0, y + moved.1);
    let size = number(tag, "font-size").unwrap_or(SIZE);
    let goes_on_to_the_right = matches!(attribute(tag, "text-anchor"), None | Some("start"));
    bottom <= y - size * 1.5 || top >= y + size || goes_on_to_the_right && right <= x
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
    if let Some(inner) = transform.trim().strip_prefix("matrix(") {
        let numbers = inner.strip_suffix(')')?.split([' ', ',']).filter(|part| !part.is_empty());
        let numbers = numbers.map(str::parse).collect::<Result<Vec<f32>, _>>().ok()?;
        return match numbers.as_slice() {
            &[1.0, 0.0, 0.0, 1.0, right, down] => Some((right, down)),
            _ => None,
        };
    }
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
        "svg" | "foreignobject" => is_short("width") || is_short("height"),
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
