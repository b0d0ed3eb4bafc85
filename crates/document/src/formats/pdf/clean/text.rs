//! Which glyphs go, where those beside them move, and the show operators without them.
//!
//! What stands where a plan's text stood is a box of one width, and the rest of the line follows it
//! with spaces of one width, so that neither the gap nor the justified line tells how long the text was.

use std::collections::BTreeSet;

use hayro_font::kurbo::{Point, Rect, Vec2};

use super::super::content::{Content, ContentToken, ContentTokens, PlacedGlyph};
use super::objects::{push, real, write_string};
use crate::clean::Pictured;
use crate::{Glyph, Hidden, Span};

/// Width of a box that stands where text stood, and of a space beside it, in ems.
const BOX_EMS: f64 = 3.0;
const SPACE_EMS: f64 = 0.25;
/// How thick a line through text is, and how high above the baseline, in ems.
const STROKE_EMS: f64 = 0.07;
const STROKE_HEIGHT_EMS: f64 = 0.3;
/// Gaps between two glyphs of a line: a space, and more than a space, in ems.
const SPACE_LEAST_EMS: f64 = 0.12;
const COLUMN_EMS: f64 = 2.0;
/// How far a glyph may go back or off the level within its line, in ems.
const BACK_EMS: f64 = 0.7;
const LEVEL_EMS: f64 = 0.4;
/// How near the same character is a second painting of it, in ems.
const TWICE_EMS: f64 = 0.35;
/// Adjustments below this, in thousandths of an em, are left out.
const ADJUSTMENT_LEAST: f64 = 0.05;

/// A box where text stood, on the page as displayed: its corners, clockwise.
pub(super) use super::super::samples::Corners;

/// Glyphs of a page that a plan names, stretch by stretch.
#[derive(Default)]
pub(super) struct Named<'m> {
    /// Those that go.
    pub(super) gone: Vec<&'m [Glyph]>,
    /// Those that stay, struck through.
    pub(super) struck: Vec<&'m [Glyph]>,
    /// Where something goes from the pixels of pictures.
    pub(super) pictured: Vec<&'m Pictured>,
}

/// What becomes of the glyphs of a page.
#[derive(Default)]
pub(super) struct Fate {
    /// True for glyphs that go.
    pub(super) gone: Vec<bool>,
    /// How far glyphs move along their line, in points.
    shifts: Vec<f64>,
    pub(super) boxes: Vec<Corners>,
    /// Lines through what stays struck through.
    pub(super) strokes: Vec<Corners>,
    /// Where pictures show text of the plan, which goes from their pixels.
    pub(super) pictured: Vec<Corners>,
    /// Hidden glyphs that go.
    pub(super) hidden: usize,
}

impl Fate {
    /// Decides for a page, of which the plan names these glyphs.
    pub(super) fn of(content: &Content, named: &Named<'_>) -> Self {
        let glyphs = &content.glyphs;
        let mut fate = Self {
            gone: vec![false; glyphs.len()],
            shifts: vec![0.0; glyphs.len()],
            ..Self::default()
        };
        let taken: BTreeSet<usize> =
            named.gone.iter().flat_map(|named| fate.take_named(content, named)).collect();
        let mut set_to = 0;
        for number in taken {
            if number >= set_to {
                let line = line_around(glyphs, number);
                set_to = line.end;
                fate.set_line(glyphs, line);
            }
        }
        let struck = named.struck.iter().flat_map(|named| numbers_of(glyphs, named));
        let strokes = struck.filter_map(|number| {
            // A line that is set anew takes its strokes along.
            Some(stroke(glyphs.get(number)?, *fate.shifts.get(number)?))
        });
        fate.strokes = strokes.collect();
        for (gone, glyph) in fate.gone.iter_mut().zip(glyphs) {
            if !*gone && glyph.hidden.is_some_and(|hidden| hidden != Hidden::TextLayer) {
                *gone = true;
                fate.hidden += usize::from(!glyph.is_blank);
            }
        }
        fate
    }

    /// Takes the glyphs that stand in areas of pictures from which something goes: a text layer says
    /// there what the picture shows.
    pub(super) fn take_pictured(&mut self, glyphs: &[PlacedGlyph], areas: &[Rect]) {
        for (gone, glyph) in self.gone.iter_mut().zip(glyphs) {
            *gone |= areas.iter().any(|area| area.contains(glyph.middle()));
        }
    }

    /// Takes the glyphs of one stretch of a plan; returns their numbers.
    fn take_named(&mut self, content: &Content, named: &[Glyph]) -> Vec<usize> {
        let glyphs = &content.glyphs;
        let numbers = numbers_of(glyphs, named);
        for &number in &numbers {
            if let Some(gone) = self.gone.get_mut(number) {
                *gone = true;
            }
        }
        self.take_repeats(content, &numbers);
        let is_layer = |number: &usize| {
            glyphs.get(*number).is_some_and(|glyph| glyph.hidden == Some(Hidden::TextLayer))
        };
        let (layer, shown): (Vec<usize>, Vec<usize>) = numbers.into_iter().partition(is_layer);
        self.pictured.extend(words_around(glyphs, &layer));
        // What recognised text stands over is where the picture has it: nothing moves.
        shown
    }

    /// Takes the same glyphs painted again, as for a bold look or a shadow.
    fn take_repeats(&mut self, content: &Content, numbers: &[usize]) {
        let text = |glyph: &PlacedGlyph| content.text.get(glyph.text.range());
        for named in numbers.iter().filter_map(|&number| content.glyphs.get(number)) {
            for (other, gone) in content.glyphs.iter().zip(&mut self.gone) {
                let is_near = (other.origin - named.origin).hypot() <= TWICE_EMS * named.em;
                *gone |= is_near && text(other) == text(named);
            }
        }
    }

    /// Sets a line anew: kept glyphs with spaces of one width, and a box for each stretch that goes.
    fn set_line(&mut self, glyphs: &[PlacedGlyph], line: std::ops::Range<usize>) {
        let Some(first) = glyphs.get(line.start) else { return };
        let direction = direction(first);
        let mut pen = first.origin;
        let mut last: Option<&PlacedGlyph> = None;
        let mut in_gap = false;
        for number in line {
            let (Some(glyph), Some(&gone)) = (glyphs.get(number), self.gone.get(number)) else {
                break;
            };
            let gap =
                last.map_or(0.0, |last| (glyph.origin - last.origin - last.step).dot(direction));
            if gone && !in_gap {
                pen += direction * space(gap, glyph.em);
                self.boxes.push(box_at(pen, direction, glyph));
                pen += direction * (BOX_EMS * glyph.em);
            } else if !gone {
                pen += direction * space(gap, glyph.em);
                if let Some(shift) = self.shifts.get_mut(number) {
                    *shift = (pen - glyph.origin).dot(direction);
                }
                let width = if glyph.is_blank { glyph.own_width } else { glyph.width };
                pen += direction * (width * unit(glyph));
            }
            in_gap = gone;
            last = Some(glyph);
        }
    }

    /// A show operator without the glyphs that go; `None` when it stays as it is.
    pub(super) fn show(&self, bytes: &[u8], glyphs: &[PlacedGlyph], span: Span) -> Option<Vec<u8>> {
        let numbers = span.range();
        let stays = numbers.clone().all(|number| {
            !self.gone.get(number).copied().unwrap_or(false)
                && self.shifts.get(number).is_none_or(|shift| shift.abs() < f64::EPSILON)
        });
        if stays {
            return None;
        }
        let mut writer = ShowWriter::default();
        let mut next = numbers;
        let tokens: Vec<ContentToken<'_>> = ContentTokens::new(bytes).collect();
        let operator = tokens.last();
        let mut spacing = Vec::new();
        for token in &tokens {
            match token {
                ContentToken::Text(text) => self.string(text, glyphs, &mut next, &mut writer),
                ContentToken::Number(number)
                    if tokens.first() == Some(&ContentToken::ArrayStart) =>
                {
                    writer.adjust(-number);
                }
                ContentToken::Number(number) => spacing.push(*number),
                _ => {}
            }
        }
        let mut made = Vec::new();
        match (operator, spacing.as_slice()) {
            (Some(ContentToken::Operator(b"\"")), &[.., word, character]) => {
                push(&mut made, &format!("{} Tw {} Tc T* ", real(word), real(character)));
            }
            (Some(ContentToken::Operator(b"'" | b"\"")), _) => push(&mut made, "T* "),
            _ => {}
        }
        writer.finish(&mut made);
        Some(made)
    }

    /// Writes the glyphs of one string.
    fn string(
        &self,
        text: &[u8],
        glyphs: &[PlacedGlyph],
        next: &mut std::ops::Range<usize>,
        writer: &mut ShowWriter,
    ) {
        let mut at = 0;
        while at < text.len() {
            let Some(number) = next.next() else { return };
            let Some(glyph) = glyphs.get(number) else { return };
            let end = at + glyph.code_bytes.max(1);
            if self.gone.get(number).copied().unwrap_or(false) {
                writer.adjust(glyph.width);
            } else {
                let unit = unit(glyph);
                let shift = self.shifts.get(number).copied().unwrap_or(0.0);
                writer.stand(if unit > 0.0 { shift / unit } else { 0.0 });
                writer.code(text.get(at..end.min(text.len())).unwrap_or_default());
            }
            at = end;
        }
    }
}

/// Writes the operand of `TJ`.
#[derive(Default)]
struct ShowWriter {
    made: Vec<u8>,
    string: Vec<u8>,
    /// How far the pen must move before the next glyph, in thousandths.
    pending: f64,
    /// How far glyphs stand from where they stood.
    shift: f64,
}

impl ShowWriter {
    fn adjust(&mut self, distance: f64) {
        self.pending += distance;
    }

    /// Moves to where glyphs stand so far from their old place.
    fn stand(&mut self, shift: f64) {
        self.pending += shift - self.shift;
        self.shift = shift;
    }

    fn code(&mut self, code: &[u8]) {
        self.flush_pending();
        self.string.extend_from_slice(code);
    }

    fn flush_pending(&mut self) {
        if self.pending.abs() >= ADJUSTMENT_LEAST {
            self.flush_string();
            push(&mut self.made, &format!("{} ", real(-self.pending)));
            self.pending = 0.0;
        }
    }

    fn flush_string(&mut self) {
        if !self.string.is_empty() {
            write_string(&std::mem::take(&mut self.string), &mut self.made);
        }
    }

    /// Ends with the pen where it stood, for what follows.
    fn finish(mut self, made: &mut Vec<u8>) {
        self.pending -= self.shift;
        self.flush_pending();
        self.flush_string();
        made.push(b'[');
        made.extend_from_slice(self.made.trim_ascii_end());
        push(made, "]TJ");
    }
}

/// The glyphs of one line around a glyph, as far as no column ends.
fn line_around(glyphs: &[PlacedGlyph], number: usize) -> std::ops::Range<usize> {
    let goes_on = |left: usize, right: usize| match (glyphs.get(left), glyphs.get(right)) {
        (Some(left), Some(right)) => is_one_line(left, right),
        _ => false,
    };
    let mut start = number;
    while start > 0 && goes_on(start - 1, start) {
        start -= 1;
    }
    let mut end = number + 1;
    while goes_on(end - 1, end) {
        end += 1;
    }
    start..end
}

/// The areas of glyphs, those of one line that follow each other as one.
fn words_around(glyphs: &[PlacedGlyph], numbers: &[usize]) -> Vec<Corners> {
    let mut areas: Vec<Corners> = Vec::new();
    let mut before: Option<&PlacedGlyph> = None;
    for glyph in numbers.iter().filter_map(|number| glyphs.get(*number)) {
        let [top_left, top_right, bottom_right, bottom_left] = glyph.corners();
        match areas.last_mut() {
            Some(area) if before.is_some_and(|before| is_one_line(before, glyph)) => {
                (area[1], area[2]) = (top_right, bottom_right);
            }
            _ => areas.push([top_left, top_right, bottom_right, bottom_left]),
        }
        before = Some(glyph);
    }
    areas
}

fn is_one_line(left: &PlacedGlyph, right: &PlacedGlyph) -> bool {
    let along = direction(left);
    let em = left.em.max(right.em);
    let gap = right.origin - left.origin - left.step;
    !left.is_vertical
        && !right.is_vertical
        && along.dot(direction(right)) > 0.9
        && gap.cross(along).abs() < LEVEL_EMS * em
        && (-BACK_EMS * em..COLUMN_EMS * em).contains(&gap.dot(along))
}

/// A gap in a line that is set anew: none, or one space.
fn space(gap: f64, em: f64) -> f64 {
    if gap >= SPACE_LEAST_EMS * em { SPACE_EMS * em } else { 0.0 }
}

/// Returns the numbers of the glyphs that a stretch of a plan names.
fn numbers_of(glyphs: &[PlacedGlyph], named: &[Glyph]) -> Vec<usize> {
    let named: BTreeSet<(u32, u32)> =
        named.iter().map(|glyph| (glyph.operator, glyph.index)).collect();
    let is_named = |glyph: &PlacedGlyph| named.contains(&(glyph.operator, glyph.index));
    let numbered = glyphs.iter().enumerate();
    numbered.filter(|(_, glyph)| is_named(glyph)).map(|(number, _)| number).collect()
}

/// A line through one glyph that moves so far, at half the height of small letters.
fn stroke(glyph: &PlacedGlyph, shift: f64) -> Corners {
    let up = glyph.above - glyph.below;
    let up = if up.hypot() > 0.0 { up * (glyph.em / up.hypot()) } else { up };
    let half = up * (STROKE_EMS / 2.0);
    // A line of text that runs downwards has its middle on the pen's own way.
    let start =
        if glyph.is_vertical { glyph.origin } else { glyph.origin + up * STROKE_HEIGHT_EMS };
    let start = start + direction(glyph) * shift;
    let end = start + glyph.step;
    [start + half, end + half, end - half, start - half]
}

fn box_at(pen: Point, direction: Vec2, glyph: &PlacedGlyph) -> Corners {
    let end = pen + direction * (BOX_EMS * glyph.em);
    [pen + glyph.above, end + glyph.above, end + glyph.below, pen + glyph.below]
}

/// The direction in which a glyph's line runs.
fn direction(glyph: &PlacedGlyph) -> Vec2 {
    let along = if glyph.step.hypot2() > 0.0 {
        glyph.step
    } else {
        Vec2::new(-glyph.above.y, glyph.above.x)
    };
    let length = along.hypot();
    if length > 0.0 { along / length } else { Vec2::new(1.0, 0.0) }
}

/// Points that a thousandth of a glyph's size is along its line.
fn unit(glyph: &PlacedGlyph) -> f64 {
    match glyph.width.abs() > f64::EPSILON {
        true => glyph.step.hypot() / glyph.width.abs(),
        false => glyph.em / 1000.0,
    }
}
