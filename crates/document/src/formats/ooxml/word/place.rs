//! Where a drawing stands, as far as that hides the text in it or beneath it.

use std::collections::BTreeSet;
use std::ops::Range;

use super::super::blip;
use super::styles::Said;
use crate::Hidden;
use crate::formats::office::markup::Tag;

/// A drawing that is open.
#[derive(Debug, Clone, Default)]
pub(super) struct Drawing {
    /// Left and top edge, in English metric units.
    at: (Option<i64>, Option<i64>),
    /// True where edges are counted from those of the page.
    from_page: (bool, bool),
    size: (i64, i64),
    is_gone: bool,
    is_away: bool,
    /// True for one that floats, and stands before the text.
    is_before_text: bool,
    /// True where edges are counted from those of the paragraph or its column.
    from_paragraph: (bool, bool),
    is_opaque: bool,
    is_loose: bool,
    is_behind_text: bool,
    /// What its edges are counted from.
    from: (String, String),
    /// Which of two drawings lies over the other.
    height: i64,
    /// Where it begins in its member.
    start: usize,
    /// True when its shape grows with its text, goes on in another one, or is one of many.
    grows: bool,
    /// The picture that it shows, by its relationship, and whether anything is left of it to see.
    picture: Option<String>,
    is_blank: bool,
}

/// A drawing that floats, and what is told of it.
#[derive(Debug)]
pub(super) struct Floating {
    edges: [i64; 4],
    from: (String, String),
    height: i64,
    is_opaque: bool,
    /// The bytes of the member that it takes up.
    bytes: Range<u64>,
    /// The paragraph that it belongs to, and the page as far as it is known.
    paragraph: usize,
    page: usize,
}

/// Drawings of one member that are compared with each other.
pub(super) const FLOATING_MAX: usize = 1_000;

/// The stretches of a member whose text stands under an opaque drawing.
pub(super) fn covered(drawings: &[Floating]) -> Vec<Range<u64>> {
    let covers = drawings.iter().filter(|drawing| drawing.is_opaque);
    covers
        .flat_map(|cover| drawings.iter().filter(|under| cover.lies_over(under)))
        .map(|under| under.bytes.clone())
        .collect()
}

impl Floating {
    fn lies_over(&self, under: &Self) -> bool {
        const FROM_PAGE: &[&str] = &["page", "margin", "leftMargin", "topMargin"];
        let is_of_page = |from: &str| FROM_PAGE.contains(&from);
        let is_one_page = is_of_page(&self.from.0) && is_of_page(&self.from.1);
        let is_one_place = match is_one_page {
            true => self.page == under.page,
            false => self.paragraph == under.paragraph,
        };
        let [left, top, right, bottom] = self.edges;
        let [l, t, r, b] = under.edges;
        let (wide, high) = ((r - l) / SHORT_BY, (b - t) / SHORT_BY);
        self.height > under.height
            && self.from == under.from
            && is_one_place
            && left <= l.saturating_add(wide)
            && top <= t.saturating_add(high)
            && right >= r.saturating_sub(wide)
            && bottom >= b.saturating_sub(high)
    }
}

/// What a drawing lies over, counted from the corner of the paragraph that it belongs to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Over {
    left: i64,
    top: i64,
    right: i64,
    bottom: i64,
}

/// Part of a rectangle by which a drawing over it may fall short, as a divisor.
const SHORT_BY: i64 = 20;

/// As wide as a margin may be: what is counted from it may lie that far outside of it.
const MARGIN: i64 = 3 * 914_400;

/// No page is that wide or high (ECMA-376, part 1, 17.6.13).
const PAGE_MAX: i64 = 22 * 914_400;

/// Points beyond which nothing of an old shape is on its page.
const AWAY_POINTS: f64 = 2_000.0;

impl Drawing {
    /// Begins a drawing that floats.
    pub(super) fn anchor(tag: &Tag<'_>) -> Self {
        let is_behind_text = tag.is_set("behindDoc");
        Self {
            is_before_text: !is_behind_text,
            is_behind_text,
            height: tag.number("relativeHeight").unwrap_or_default(),
            start: tag.as_piece(String::new()).at,
            ..Self::default()
        }
    }

    /// Begins a drawing that stands in the line.
    pub(super) fn inline(tag: &Tag<'_>) -> Self {
        Self { start: tag.as_piece(String::new()).at, ..Self::default() }
    }

    /// Where it begins in its member.
    pub(super) fn start(&self) -> usize {
        self.start
    }

    /// Its width and height.
    pub(super) fn size(&self) -> (i64, i64) {
        self.size
    }

    /// What is told of a drawing that floats and ends at `end`, in that paragraph on that page.
    pub(super) fn floating(&self, end: usize, paragraph: usize, page: usize) -> Option<Floating> {
        let (left, top) = self.at.0.zip(self.at.1)?;
        let (width, height) = self.size;
        let is_placed = width > 0 && height > 0 && !self.is_gone;
        let is_cover = self.is_opaque && !self.is_loose && !self.is_behind_text;
        is_placed.then(|| Floating {
            edges: [left, top, left.saturating_add(width), top.saturating_add(height)],
            from: self.from.clone(),
            // What stands behind the text stands behind what does not.
            height: if self.is_behind_text {
                self.height.saturating_sub(1 << 40)
            } else {
                self.height
            },
            is_opaque: is_cover,
            bytes: self.start as u64..end.max(self.start) as u64 + 1,
            paragraph,
            page,
        })
    }

    /// Its height in half points, when its text is cut off there.
    pub(super) fn cut_at_half_points(&self) -> Option<f64> {
        const HALF_POINT: f64 = 6_350.0;
        (!self.grows && self.size.1 > 0).then(|| self.size.1 as f64 / HALF_POINT)
    }

    /// The picture that it shows, by its relationship, and how it is hidden.
    pub(super) fn picture(&self) -> Option<(String, Option<Hidden>)> {
        let blank = self.is_blank.then_some(Hidden::Invisible);
        self.picture.clone().map(|picture| (picture, self.hidden().or(blank)))
    }

    /// Takes in what the next offset is counted from.
    pub(super) fn measure_from(&mut self, tag: &Tag<'_>) {
        let from = tag.text("relativeFrom");
        let is_page = from == "page";
        match tag.local() {
            "positionH" => {
                self.from.0 = from.to_string();
                self.from_page.0 = is_page;
                self.from_paragraph.0 = matches!(from.as_ref(), "column" | "margin");
            }
            _ => {
                self.from.1 = from.to_string();
                self.from_page.1 = is_page;
                self.from_paragraph.1 = matches!(from.as_ref(), "paragraph" | "line");
            }
        }
    }

    /// Takes in what a drawing that floats is filled with; `opaque` are pictures through which nothing
    /// shines.
    pub(super) fn fill(&mut self, tag: &Tag<'_>, around: &str, opaque: &BTreeSet<String>) {
        self.is_blank |= blip::blanks(tag.local(), |name| Some(tag.value(name)?.text()));
        match tag.local() {
            "blip" => {
                self.is_blank = false;
                self.is_opaque |= opaque.contains(tag.text("embed").as_ref());
                self.picture = Some(tag.text("embed").into_owned());
            }
            "spAutoFit" | "normAutofit" | "linkedTxbx" | "wgp" | "wpc" => self.grows = true,
            "bodyPr" => self.grows |= !matches!(tag.text("vert").as_ref(), "" | "horz"),
            "solidFill" => self.is_opaque |= around == "spPr",
            // Text stands beside the drawing, or above and below it.
            "wrapSquare" | "wrapTight" | "wrapThrough" | "wrapTopAndBottom" => {
                self.is_before_text = false;
            }
            "prstGeom" => self.is_loose |= tag.text("prst") != "rect",
            "alpha" | "alphaModFix" | "clrChange" | "custGeom" => self.is_loose = true,
            _ => {}
        }
    }

    /// What the drawing lies over, if nothing of that is seen.
    pub(super) fn over(&self) -> Option<Over> {
        let is_cover = self.is_before_text && self.is_opaque && !self.is_loose && !self.is_gone;
        let (left, top) = self.at.0.zip(self.at.1)?;
        (is_cover && self.from_paragraph == (true, true)).then(|| Over {
            left,
            top,
            right: left.saturating_add(self.size.0),
            bottom: top.saturating_add(self.size.1),
        })
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
    pub(super) fn hidden(&self) -> Option<Hidden> {
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

impl Over {
    /// True when it lies over a picture of that size with which its paragraph begins.
    pub(super) fn covers_area(self, (width, height): (i64, i64)) -> bool {
        let short_by = (width / SHORT_BY, height / SHORT_BY);
        width > 0
            && height > 0
            && self.left <= short_by.0
            && self.top <= short_by.1
            && self.right >= width.saturating_sub(short_by.0)
            && self.bottom >= height.saturating_sub(short_by.1)
    }

    /// True when it lies over a whole paragraph of that text, by what its lines most likely measure.
    pub(super) fn covers(self, text: &str, said: &Said) -> bool {
        /// English metric units of half a point.
        const HALF_POINT: f64 = 6_350.0;
        /// Width of a line on a sheet of usual size with usual margins.
        const LINE: f64 = 5_731_510.0;
        /// Height of a line for the size of its letters.
        const HIGH: f64 = 1.2;
        let size = said.size_half_points() * HALF_POINT;
        let ems: f64 =
            text.trim().chars().map(|letter| if letter < '\u{2E80}' { 0.5 } else { 1.0 }).sum();
        let (width, height) = (ems * size, size * HIGH);
        let lines = (width / LINE).ceil();
        let width = width.min(LINE);
        lines > 0.0
            && self.left as f64 <= width * 0.1
            && self.right as f64 >= width * 0.9
            && self.top as f64 <= height * 0.5
            && self.bottom as f64 >= (lines - 0.5) * height
    }
}

#[cfg(test)]
mod tests;
