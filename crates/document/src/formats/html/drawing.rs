//! Drawings (SVG 2) as far as they differ from pages: their attributes are mostly coordinates, and
//! text may stand beside the canvas.

use html5ever::tokenizer::Tag;

use super::page::attribute;

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
    pub(super) fn is_beside(self, tag: &Tag) -> bool {
        let place = |name| {
            let list = attribute(tag, name)?;
            list.split([' ', ',']).next()?.trim_end_matches("px").parse::<f32>().ok()
        };
        let is_out = |place: Option<f32>, start: f32, size: f32| {
            // Text goes on to the right and up from where it begins.
            place.is_some_and(|at| at < start - size * 0.5 || at > start + size * 1.1)
        };
        is_out(place("x"), self.left, self.width) || is_out(place("y"), self.top, self.height)
    }
}

/// A side in pixels; none when it depends on the window.
fn side(tag: &Tag, name: &str) -> Option<f32> {
    let value = attribute(tag, name)?.trim();
    value.strip_suffix("px").unwrap_or(value).parse().ok()
}
