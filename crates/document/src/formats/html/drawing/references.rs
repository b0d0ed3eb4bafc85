//! What the elements of a drawing refer to: what is drawn since something uses it, and the paths that
//! texts run along.

use std::collections::{BTreeMap, BTreeSet};

use hayro_font::kurbo::{BezPath, Shape as _};
use html5ever::tokenizer::Tag;

use super::super::page::attribute;

/// Elements that are used, and paths, of one drawing.
const ELEMENTS_MAX: usize = 10_000;
/// Bytes of a path whose length is measured.
const PATH_BYTES_MAX: usize = 64 << 10;
/// How exactly it is.
const ACCURACY: f64 = 0.1;
/// A path that is shorter has no room for a letter.
const LENGTH_MIN: f64 = 1.0;

/// What the elements of a drawing refer to.
#[derive(Debug, Default)]
pub(in super::super) struct References {
    used: BTreeSet<String>,
    /// Lengths of paths; nothing for one that cannot be measured, or for something else with a name.
    paths: BTreeMap<String, Option<f64>>,
    /// True when there are too many to know them all.
    is_partial: bool,
}

impl References {
    /// Looks through the tags of a drawing.
    pub(in super::super) fn of(drawing: &str) -> Self {
        let mut references = Self::default();
        for tag in drawing.split('<').skip(1) {
            let tag = tag.split('>').next().unwrap_or_default();
            let end = tag.find(|it: char| it.is_ascii_whitespace() || it == '/');
            let name = tag.get(..end.unwrap_or(tag.len())).unwrap_or_default();
            match name.rsplit(':').next() {
                Some("use") if is_drawn(tag) => {
                    if let Some(id) = value(tag, "href").and_then(|it| it.trim().strip_prefix('#'))
                    {
                        references.used.insert(id.to_owned());
                    }
                }
                Some("path") => {
                    if let Some(id) = value(tag, "id") {
                        let length = length(value(tag, "d").unwrap_or_default());
                        references.paths.insert(id.to_owned(), length);
                    }
                }
                _ => {
                    if let Some(id) = value(tag, "id") {
                        references.paths.entry(id.to_owned()).or_default();
                    }
                }
            }
            references.is_partial = references.used.len() + references.paths.len() > ELEMENTS_MAX;
            if references.is_partial {
                break;
            }
        }
        // Patterns, marks and masks are used by their address.
        for address in drawing.split("url(").skip(1).take(ELEMENTS_MAX) {
            let address = address.split(')').next().unwrap_or_default();
            let address = address.trim().trim_matches(['"', '\'']);
            references.used.extend(address.strip_prefix('#').map(str::to_owned));
        }
        references
    }

    /// True when something draws the element of that name.
    pub(in super::super) fn uses(&self, id: &str) -> bool {
        self.is_partial || self.used.contains(id)
    }

    /// The length of the path that a text runs along, from where it begins; nothing when it is not
    /// known.
    pub(in super::super) fn room(&self, tag: &Tag) -> Option<f64> {
        let address = attribute(tag, "href").or_else(|| attribute(tag, "xlink:href"))?;
        let length = match self.paths.get(address.trim().strip_prefix('#')?) {
            Some(length) => (*length)?,
            // Along a path that is not there nothing is written.
            None if !self.is_partial => 0.0,
            None => return None,
        };
        let start = attribute(tag, "startoffset").unwrap_or_default().trim();
        let start = match start.strip_suffix('%') {
            Some(percent) => length * percent.parse::<f64>().ok()? / 100.0,
            None => start.trim_end_matches("px").parse().unwrap_or(0.0),
        };
        Some((length - start.max(0.0)).max(0.0))
    }
}

/// True when a text of so many letters of that size does not even have half the room that it needs.
pub(in super::super) fn is_beyond(room: f64, letters: usize, size: f32) -> bool {
    /// Letters are seldom narrower than this share of their height.
    const NARROW: f64 = 0.3;
    room < LENGTH_MIN || letters as f64 * f64::from(size) * NARROW > room * 2.0
}

/// True for an element that is drawn, as far as it says so itself.
fn is_drawn(tag: &str) -> bool {
    let is_flat = |name| value(tag, name).is_some_and(|side| side.trim().parse() == Ok(0.0_f32));
    value(tag, "display").is_none_or(|value| value.trim() != "none")
        && value(tag, "visibility").is_none_or(|value| value.trim() != "hidden")
        && !is_flat("width")
        && !is_flat("height")
}

fn length(path: &str) -> Option<f64> {
    if path.len() > PATH_BYTES_MAX {
        return None;
    }
    BezPath::from_svg(path).ok().map(|path| path.perimeter(ACCURACY)).filter(|it| it.is_finite())
}

/// The value of an attribute in a tag as it is written.
fn value<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let mut rest = tag;
    while let Some((before, after)) = rest.split_once(name) {
        let is_name = before.ends_with(|it: char| it.is_ascii_whitespace() || it == ':');
        if is_name && let Some(quoted) = after.trim_start().strip_prefix('=') {
            let quoted = quoted.trim_start();
            let quote = quoted.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
            return quoted.get(1..)?.split(quote).next();
        }
        rest = after;
    }
    None
}
