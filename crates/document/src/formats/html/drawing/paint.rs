//! How shapes are painted: by what is said of an element, inside of what is said around it.

use html5ever::tokenizer::Tag;

use crate::formats::colour::Colour;
use crate::formats::html::page::attribute;

/// Attributes that say the same as properties of style sheets.
const ATTRIBUTES: &[&str] = &[
    "fill",
    "fill-opacity",
    "stroke",
    "stroke-opacity",
    "stroke-width",
    "opacity",
    "display",
    "visibility",
    "filter",
    "mask",
    "clip-path",
];

/// How a shape is painted.
#[derive(Debug, Clone)]
pub(in super::super) struct Paint {
    fill: String,
    stroke: String,
    stroke_width: f32,
    /// Something shines through it, or may.
    is_clear: bool,
}

impl Default for Paint {
    fn default() -> Self {
        let (fill, stroke) = ("black".to_owned(), "none".to_owned());
        Self { fill, stroke, stroke_width: 1.0, is_clear: false }
    }
}

impl Paint {
    /// Returns how an element in this one is painted, for which style sheets declare that.
    pub(in super::super) fn inside(&self, tag: &Tag, declared: &[(String, String)]) -> Self {
        let mut paint = self.clone();
        for name in ATTRIBUTES {
            if let Some(value) = attribute(tag, name) {
                paint.take(name, &value.trim().to_ascii_lowercase());
            }
        }
        for (name, value) in declared {
            paint.take(name, value);
        }
        paint
    }

    fn take(&mut self, name: &str, value: &str) {
        match name {
            "fill" if value != "inherit" => value.clone_into(&mut self.fill),
            "stroke" if value != "inherit" => value.clone_into(&mut self.stroke),
            "stroke-width" => {
                self.stroke_width = value.trim_end_matches("px").parse().unwrap_or(1.0);
            }
            "opacity" | "fill-opacity" | "stroke-opacity" => self.is_clear |= is_pale(value),
            "display" => self.is_clear |= value == "none",
            "visibility" => self.is_clear |= value != "visible",
            "filter" | "mask" | "clip-path" => self.is_clear |= value != "none",
            "mix-blend-mode" => self.is_clear |= value != "normal",
            _ => {}
        }
    }

    /// The one colour that a shape is filled with; `None` when there are more, or none that is known.
    pub(super) fn colour(&self) -> Option<Colour> {
        Colour::parse(&self.fill)
    }

    /// True when nothing shines through what is filled.
    pub(super) fn fills(&self) -> bool {
        !self.is_clear && is_plain(&self.fill)
    }

    /// How wide the strokes are through which nothing shines.
    pub(super) fn stroke(&self) -> Option<f32> {
        (!self.is_clear && is_plain(&self.stroke)).then_some(self.stroke_width)
    }

    /// True when something may shine through whatever is painted.
    pub(super) fn is_clear(&self) -> bool {
        self.is_clear
    }
}

/// True for an opacity that lets something through.
fn is_pale(value: &str) -> bool {
    const FULL: f32 = 0.99;
    let opacity = match value.strip_suffix('%') {
        Some(percent) => percent.parse::<f32>().map(|percent| percent / 100.0),
        None => value.parse(),
    };
    opacity.is_ok_and(|opacity| opacity < FULL)
}

/// True for one colour with nothing behind it to be seen; patterns and gradients may be clear.
fn is_plain(value: &str) -> bool {
    let is_known = !value.contains('(') || value.starts_with("rgb(") || value.starts_with("hsl(");
    is_known && value != "none" && Colour::parse(value).is_none_or(|colour| !colour.is_clear())
}
