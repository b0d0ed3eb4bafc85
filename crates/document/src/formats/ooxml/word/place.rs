//! Where a drawing stands, as far as that hides the text in it.

use crate::Hidden;
use crate::formats::office::markup::Tag;

/// A drawing that is open.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Drawing {
    /// Left and top edge, in English metric units.
    at: (Option<i64>, Option<i64>),
    /// True where edges are counted from those of the page.
    from_page: (bool, bool),
    size: (i64, i64),
    is_gone: bool,
    is_away: bool,
}

/// As wide as a margin may be: what is counted from it may lie that far outside of it.
const MARGIN: i64 = 3 * 914_400;

/// No page is that wide or high (ECMA-376, part 1, 17.6.13).
const PAGE_MAX: i64 = 22 * 914_400;

/// Points beyond which nothing of an old shape is on its page.
const AWAY_POINTS: f64 = 2_000.0;

impl Drawing {
    /// Takes in what the next offset is counted from.
    pub(super) fn measure_from(&mut self, tag: &Tag<'_>) {
        let is_page = tag.text("relativeFrom") == "page";
        match tag.local() {
            "positionH" => self.from_page.0 = is_page,
            _ => self.from_page.1 = is_page,
        }
    }

    /// Takes in an offset, in an element of that name.
    pub(super) fn place(&mut self, around: &str, text: &str) {
        let offset = text.trim().parse().ok();
        match around {
            "positionH" => self.at.0 = offset,
            _ => self.at.1 = offset,
        }
    }

    /// Takes in the size.
    pub(super) fn extend(&mut self, tag: &Tag<'_>) {
        let side = |name| tag.number(name).unwrap_or_default();
        self.size = (side("cx"), side("cy"));
    }

    /// Takes in what a shape says of itself, in attributes or in the style of the older markup.
    pub(super) fn look(&mut self, tag: &Tag<'_>) {
        self.is_gone |= tag.is_set("hidden");
        for declaration in tag.text("style").split(';') {
            let Some((name, value)) = declaration.split_once(':') else { continue };
            match (name.trim(), value.trim()) {
                ("visibility", "hidden") | ("display", "none") => self.is_gone = true,
                ("left" | "margin-left" | "top" | "margin-top", length) => {
                    let points = length.trim_end_matches("pt").parse::<f64>();
                    self.is_away |= points.is_ok_and(|points| points.abs() >= AWAY_POINTS);
                }
                _ => {}
            }
        }
    }

    /// How the text of the drawing is hidden.
    pub(super) fn hidden(self) -> Option<Hidden> {
        let is_out = |at: Option<i64>, size: i64, from_page: bool| {
            let slack = if from_page { 0 } else { MARGIN };
            at.is_some_and(|at| at.saturating_add(size) <= -slack || at >= PAGE_MAX)
        };
        let is_outside = is_out(self.at.0, self.size.0, self.from_page.0)
            || is_out(self.at.1, self.size.1, self.from_page.1);
        match () {
            () if self.is_gone => Some(Hidden::Vanished),
            () if is_outside || self.is_away => Some(Hidden::Outside),
            () => None,
        }
    }
}
