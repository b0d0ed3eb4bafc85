//! Makes words and lines of placed glyphs, in the order of the content.
//!
//! Distances decide: a step sideways of the line begins a new one, a gap is a space, a wide gap a
//! tab. Nothing is sorted by place, since columns and tables would be torn apart; words whose letters
//! are painted in another order are told once more, as they are seen.

mod seen;

use std::ops::Range;

use hayro_font::kurbo::{Point, Rect, Vec2};

use super::content::{Content, PlacedGlyph};
use crate::{Glyph, Hidden, Quad, Run, Source, Span};

/// Gaps between words, in ems; Chinese and Japanese are set wider without spaces.
const SPACE_EMS: f64 = 0.12;
const SPACE_BETWEEN_IDEOGRAPHS_EMS: f64 = 0.6;
/// A gap between columns or cells, in ems.
const TAB_EMS: f64 = 2.0;
/// How far the pen may go back within a line, in ems: accents are set over their letters.
const BACK_EMS: f64 = 1.0;
/// How level two right-to-left words must be to be one line, in ems.
const LEVEL_EMS: f64 = 0.1;
/// Share of a space that must be free for it to be one: some programs set a space after each
/// character, and the next character over it.
const SPACE_SHARE: f64 = 0.3;
/// Share of the lower of two glyphs that must stand beside the other.
const LINE_SHARE: f64 = 0.4;
/// Glyphs looked back at for the same one painted twice, as for a bold look or a shadow.
const TWICE_GLYPHS: usize = 256;
/// How near the second one must be, in ems.
const TWICE_EMS: f64 = 0.1;

/// How far the pen must move over a glyph that is taken for painted twice, in ems.
const TWICE_STEP_EMS: f64 = 0.02;

/// Text of a page, and runs of the glyphs that it came from.
pub(super) struct PageText {
    pub(super) text: String,
    pub(super) runs: Vec<Run>,
}

impl PageText {
    fn of_lines(lines: &[Vec<Item<'_>>]) -> Self {
        let mut writer = Writer::default();
        for line in lines {
            writer.line(line);
        }
        writer.finish_run();
        Self { text: writer.text, runs: writer.runs }
    }
}

/// Returns the text of a page in the order of its content.
pub(super) fn page_text(content: &Content) -> PageText {
    PageText::of_lines(&lines(content))
}

/// Returns the text of the lines that were not told.
pub(super) fn untold(content: &Content, was_told: impl Fn(&str) -> bool) -> PageText {
    let mut lines = lines(content);
    lines.retain(|line| !was_told(PageText::of_lines(std::slice::from_ref(line)).text.trim_end()));
    PageText::of_lines(&lines)
}

/// Returns the text of a page, and what is seen on the page and not in that text.
pub(super) fn page_texts(content: &Content) -> (PageText, PageText) {
    let lines = lines(content);
    let text = PageText::of_lines(&lines);
    let seen = PageText::of_lines(&seen::lines(&lines, &text.text));
    (text, seen)
}

/// A glyph of a line with its characters; none if it repeats what stands there already.
#[derive(Clone, Copy)]
struct Item<'c> {
    glyph: &'c PlacedGlyph,
    text: &'c str,
}

impl Item<'_> {
    fn is_right_to_left(&self) -> bool {
        self.text.chars().any(is_right_to_left)
    }

    fn is_left_to_right(&self) -> bool {
        self.text.chars().any(|c| c.is_alphanumeric() && !is_right_to_left(c))
    }

    fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// Splits a page's glyphs into lines; lines of spaces alone are left out.
fn lines(content: &Content) -> Vec<Vec<Item<'_>>> {
    let mut lines: Vec<Vec<Item<'_>>> = Vec::new();
    let mut line: Vec<Item<'_>> = Vec::new();
    let places = Places::of(&content.glyphs);
    for (index, glyph) in content.glyphs.iter().enumerate() {
        let text = content.text.get(glyph.text.range()).unwrap_or_default();
        if is_painted_twice(content, &places, index, text) {
            // It belongs to what it repeats, so that both go when one goes.
            line.push(Item { glyph, text: "" });
            continue;
        }
        if !goes_on(&line, glyph, text) {
            lines.push(std::mem::take(&mut line));
        }
        line.push(Item { glyph, text });
    }
    lines.push(line);
    lines.retain(|line| line.iter().any(|item| !item.is_blank()));
    for line in &mut lines {
        into_reading_order(line);
        drop_covered_spaces(line);
    }
    lines
}

/// Takes the text from spaces that the next glyph stands on.
fn drop_covered_spaces(line: &mut [Item<'_>]) {
    let mut next: Option<&PlacedGlyph> = None;
    for item in line.iter_mut().rev().filter(|item| !item.text.is_empty()) {
        if let Some(next) = next
            && item.is_blank()
        {
            let step = item.glyph.step;
            let free = (next.origin - item.glyph.origin).dot(step) / step.hypot2();
            if (-SPACE_SHARE..SPACE_SHARE).contains(&free) {
                item.text = "";
            }
        }
        next = Some(item.glyph);
    }
}

fn is_painted_twice(content: &Content, places: &Places, index: usize, text: &str) -> bool {
    let Some(glyph) = content.glyphs.get(index) else { return false };
    if glyph.is_shadow {
        return true;
    }
    // Letters without a width all stand in one place.
    if glyph.step.hypot() < glyph.em * TWICE_STEP_EMS || glyph.is_pressed() {
        return false;
    }
    let near = (glyph.em * TWICE_EMS).powi(2);
    let repeats = |other: &PlacedGlyph| {
        (other.origin - glyph.origin).hypot2() < near
            && other.hidden == glyph.hidden
            && !other.is_shadow
            && content.text.get(other.text.range()) == Some(text)
    };
    let before = index.saturating_sub(TWICE_GLYPHS)..index;
    places
        .near(before, glyph.origin, glyph.em * TWICE_EMS)
        .any(|near| content.glyphs.get(near).unwrap_or_default().iter().any(repeats))
}

/// Where glyphs begin, some at a time: most stand far from most others.
struct Places(Vec<Rect>);

impl Places {
    /// Glyphs of one area.
    const TOGETHER: usize = 16;

    fn of(glyphs: &[PlacedGlyph]) -> Self {
        let area = |glyphs: &[PlacedGlyph]| {
            let [low, high] = [f64::INFINITY, f64::NEG_INFINITY].map(|end| Point::new(end, end));
            let (low, high) = glyphs.iter().fold((low, high), |(low, high), glyph| {
                let Point { x, y } = glyph.origin;
                let low = Point::new(low.x.min(x), low.y.min(y));
                (low, Point::new(high.x.max(x), high.y.max(y)))
            });
            Rect { x0: low.x, y0: low.y, x1: high.x, y1: high.y }
        };
        Self(glyphs.chunks(Self::TOGETHER).map(area).collect())
    }

    /// Returns the glyphs among some that stand together and of which one may be near a place.
    fn near(
        &self,
        among: Range<usize>,
        place: Point,
        distance: f64,
    ) -> impl Iterator<Item = Range<usize>> {
        let first = among.start / Self::TOGETHER;
        let areas = self.0.get(first..among.end.div_ceil(Self::TOGETHER)).unwrap_or_default();
        let is_near = move |area: &Rect| {
            (area.x0 - distance..=area.x1 + distance).contains(&place.x)
                && (area.y0 - distance..=area.y1 + distance).contains(&place.y)
        };
        let near = (first..).zip(areas).filter(move |(_, area)| is_near(area));
        near.map(move |(number, _)| {
            let start = number * Self::TOGETHER;
            start.max(among.start)..(start + Self::TOGETHER).min(among.end)
        })
    }
}

/// True when `glyph`, which shows `text`, goes on with the line.
fn goes_on(line: &[Item<'_>], glyph: &PlacedGlyph, text: &str) -> bool {
    let Some(last) = line.iter().rev().find(|item| !item.text.is_empty()) else { return true };
    let direction = direction(last.glyph);
    if direction.dot(self::direction(glyph)) < 0.9
        || !stand_side_by_side(last.glyph, glyph, direction)
    {
        return false;
    }
    let em = last.glyph.em.max(glyph.em);
    if (glyph.origin - end_of(last.glyph)).dot(direction) >= -BACK_EMS * em {
        return true;
    }
    // Words of a right-to-left line stand further and further to the left.
    let is_level = (glyph.origin - last.glyph.origin).cross(direction).abs() < LEVEL_EMS * em;
    is_level && (text.chars().any(is_right_to_left) || line.iter().any(Item::is_right_to_left))
}

/// True when the two overlap enough, seen along the line.
fn stand_side_by_side(left: &PlacedGlyph, right: &PlacedGlyph, direction: Vec2) -> bool {
    let across = Vec2::new(-direction.y, direction.x);
    let extent = |glyph: &PlacedGlyph| {
        let base = (glyph.origin - left.origin).dot(across);
        let (above, below) = (base + glyph.above.dot(across), base + glyph.below.dot(across));
        (above.min(below), above.max(below))
    };
    let ((left_low, left_high), (right_low, right_high)) = (extent(left), extent(right));
    let least = (left_high - left_low).min(right_high - right_low);
    left_high.min(right_high) - left_low.max(right_low) >= least * LINE_SHARE
}

/// The direction in which a glyph's line runs.
fn direction(glyph: &PlacedGlyph) -> Vec2 {
    let along = match glyph.step.hypot2() > 0.0 {
        true => glyph.step,
        false => Vec2::new(-glyph.above.y, glyph.above.x),
    };
    let length = along.hypot();
    if length > 0.0 { along / length } else { Vec2::new(1.0, 0.0) }
}

fn end_of(glyph: &PlacedGlyph) -> Point {
    glyph.origin + glyph.step
}

/// Hebrew, Arabic and their neighbours are often painted as they are seen, from left to right, at
/// least within a word; turns such lines into the order read.
fn into_reading_order(line: &mut [Item<'_>]) {
    let right_to_left = line.iter().filter(|item| item.is_right_to_left()).count();
    if right_to_left == 0 || !is_painted_as_seen(line) {
        return;
    }
    let Some(first) = line.first() else { return };
    let (origin, direction) = (first.glyph.origin, direction(first.glyph));
    let place = |item: &Item<'_>| (item.glyph.origin - origin).dot(direction);
    line.sort_by(|left, right| place(left).total_cmp(&place(right)));
    let left_to_right = line.iter().filter(|item| item.is_left_to_right()).count();
    if right_to_left >= left_to_right {
        line.reverse();
        reverse_stretches(line, |item| item.is_left_to_right(), |item| item.is_right_to_left());
    } else {
        reverse_stretches(line, |item| item.is_right_to_left(), |item| item.is_left_to_right());
    }
}

/// True when the right-to-left glyphs of a line follow each other from left to right.
fn is_painted_as_seen(line: &[Item<'_>]) -> bool {
    let mut balance = 0_i64;
    for pair in line.windows(2) {
        if let [left, right] = pair
            && left.is_right_to_left()
            && right.is_right_to_left()
        {
            let step = (right.glyph.origin - left.glyph.origin).dot(direction(left.glyph));
            balance += if step > 0.0 { 1 } else { -1 };
        }
    }
    balance > 0
}

/// Reverses each stretch from a glyph that `is_inside` to the last one before one `is_outside`.
fn reverse_stretches(
    line: &mut [Item<'_>],
    is_inside: fn(&Item<'_>) -> bool,
    is_outside: fn(&Item<'_>) -> bool,
) {
    let mut at = 0;
    while let Some(start) = line.iter().skip(at).position(is_inside).map(|found| at + found) {
        let length = line.iter().skip(start).take_while(|item| !is_outside(item)).count();
        let stretch = line.get(start..start + length).unwrap_or_default();
        let inside = stretch.iter().rposition(is_inside).map_or(1, |last| last + 1);
        if let Some(stretch) = line.get_mut(start..start + inside) {
            stretch.reverse();
        }
        at = start + length.max(1);
    }
}

fn is_right_to_left(character: char) -> bool {
    matches!(character,
        '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}'
        | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
        // Arabic digits run from left to right.
        && !matches!(character, '\u{0660}'..='\u{0669}' | '\u{06F0}'..='\u{06F9}')
}

fn is_ideograph(character: char) -> bool {
    matches!(character,
        '\u{2E80}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Writes lines into one text, and notes the runs.
#[derive(Default)]
struct Writer {
    text: String,
    runs: Vec<Run>,
    run_start: usize,
    run_hidden: Option<Hidden>,
    glyphs: Vec<Glyph>,
}

impl Writer {
    fn line(&mut self, line: &[Item<'_>]) {
        if !self.text.is_empty() {
            self.separate("\n");
        }
        let mut last: Option<&Item<'_>> = None;
        for item in line {
            if item.text.is_empty() {
                self.glyph(item);
                continue;
            }
            if let Some(last) = last {
                let separator = separator(last, item);
                if separator == "\t" || !(self.ends_blank() || item.is_blank()) {
                    self.separate(separator);
                }
            }
            self.glyph(item);
            last = Some(item);
        }
    }

    fn ends_blank(&self) -> bool {
        self.text.ends_with(char::is_whitespace)
    }

    /// Puts in a separator, which belongs to no run.
    fn separate(&mut self, separator: &str) {
        if !separator.is_empty() {
            self.finish_run();
            self.text.push_str(separator);
            self.run_start = self.text.len();
        }
    }

    fn glyph(&mut self, item: &Item<'_>) {
        if item.glyph.hidden != self.run_hidden {
            self.finish_run();
            self.run_hidden = item.glyph.hidden;
        }
        self.text.push_str(item.text);
        self.glyphs.push(Glyph {
            end: (self.text.len() - self.run_start) as u32,
            quad: quad(item.glyph),
            operator: item.glyph.operator,
            index: item.glyph.index,
        });
    }

    fn finish_run(&mut self) {
        let span = Span::new(self.run_start, self.text.len());
        self.run_start = self.text.len();
        let glyphs = std::mem::take(&mut self.glyphs);
        if !span.is_empty() {
            let source = Source::Glyphs(glyphs);
            self.runs.push(Run { span, hidden: self.run_hidden, label: None, source });
        }
    }
}

/// What to put between two neighbours of a line.
fn separator(last: &Item<'_>, next: &Item<'_>) -> &'static str {
    let direction = direction(last.glyph);
    let ahead = (next.glyph.origin - end_of(last.glyph)).dot(direction);
    let behind = (last.glyph.origin - end_of(next.glyph)).dot(direction);
    let is_right_to_left = last.is_right_to_left() || next.is_right_to_left();
    let gap = if is_right_to_left { ahead.max(behind) } else { ahead };
    let em = last.glyph.em.min(next.glyph.em);
    let both_ideographs = last.text.chars().next_back().is_some_and(is_ideograph)
        && next.text.chars().next().is_some_and(is_ideograph);
    let space = if both_ideographs { SPACE_BETWEEN_IDEOGRAPHS_EMS } else { SPACE_EMS };
    match gap {
        // Letters of no size have no gaps between them.
        _ if em == 0.0 => "",
        gap if gap >= TAB_EMS * em => "\t",
        gap if gap > space * em => " ",
        _ => "",
    }
}

/// The four corners of a glyph, for output.
fn quad(glyph: &PlacedGlyph) -> Quad {
    let mut quad = [0.0; 8];
    for (place, corner) in quad.chunks_exact_mut(2).zip(glyph.corners()) {
        place.copy_from_slice(&[corner.x as f32, corner.y as f32]);
    }
    Quad(quad)
}
