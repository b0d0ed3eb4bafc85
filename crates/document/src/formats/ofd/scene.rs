//! A page while it is painted: letters in their places, and what lies over and behind them.

use std::borrow::Cow;

use crate::Hidden;
use crate::formats::colour::Colour;
use crate::formats::office::markup::Piece;
use crate::formats::office::member::Member;
use crate::formats::office::story::Story;
use crate::formats::outline::{Outline, Point};

/// Shapes of one page that letters are compared with.
const SHAPES_MAX: usize = 2_000;
/// Letters of one page that are compared with shapes.
const LETTERS_MAX: usize = 50_000;
/// Letters of this size in millimetres, two points, are not seen.
const TINY: f32 = 0.7;

/// A page while it is painted; all lengths are in millimetres from its upper left corner.
pub(super) struct Scene<'m> {
    /// Left, upper edge, width and height of the page.
    pub(super) size: Option<[f32; 4]>,
    texts: Vec<Text<'m>>,
    letters: usize,
    /// Shapes in the order in which they were painted, with their colours where these are known.
    shapes: Vec<(Outline, Option<Colour>)>,
}

/// Letters that follow one another.
pub(super) struct Text<'m> {
    pub(super) member: &'m Member,
    pub(super) letters: Vec<Letter<'m>>,
    /// Height of letters.
    pub(super) size: f32,
    pub(super) colour: Option<Colour>,
    /// How all of them are hidden.
    pub(super) hidden: Option<Hidden>,
    /// Left, upper, right and lower edge beyond which nothing is painted.
    pub(super) frame: Option<[f32; 4]>,
}

/// A letter where it stands.
pub(super) struct Letter<'m> {
    pub(super) piece: Piece<'m>,
    /// Where it begins on its line.
    pub(super) start: Point,
    /// Its middle.
    pub(super) middle: Point,
    /// How far the line goes on behind it.
    pub(super) width: f32,
    pub(super) hidden: Option<Hidden>,
}

impl<'m> Scene<'m> {
    pub(super) fn new(size: Option<[f32; 4]>) -> Self {
        Self { size, texts: Vec::new(), letters: 0, shapes: Vec::new() }
    }

    /// Paints letters.
    pub(super) fn add_text(&mut self, mut text: Text<'m>) {
        let (size, hidden, frame) = (text.size, text.hidden, text.frame);
        let page =
            self.size.map(|[left, top, width, height]| [left, top, left + width, top + height]);
        self.letters += text.letters.len();
        let is_compared = self.letters <= LETTERS_MAX;
        for letter in &mut text.letters {
            let is_outside = [frame, page].into_iter().flatten().any(|area| {
                let [left, top, right, bottom] = area;
                let (x, y) = letter.middle;
                x < left - size || x > right + size || y < top - size || y > bottom + size
            });
            let tiny = || (size < TINY).then_some(Hidden::Tiny);
            let outside = || is_outside.then_some(Hidden::Outside);
            let drowned = || {
                let behind = if is_compared { self.behind(letter.middle) } else { None };
                text.colour.zip(behind).and_then(|(colour, behind)| colour.hidden_on(behind))
            };
            letter.hidden = hidden.or_else(outside).or_else(tiny).or_else(drowned);
        }
        self.texts.push(text);
    }

    /// Paints a picture through which nothing shines.
    pub(super) fn add_picture(&mut self, [left, top, right, bottom]: [f32; 4]) {
        /// Share of a page that a scan of it takes up.
        const SCAN: f32 = 0.8;
        let area = (right - left) * (bottom - top);
        let is_scan = self.size.is_some_and(|[.., width, height]| area >= width * height * SCAN);
        let hidden = if is_scan { Hidden::TextLayer } else { Hidden::Covered };
        self.add_shape(Outline::Box(left..right, top..bottom), None, hidden);
    }

    /// Paints something through which letters are seen, or of which that is not known.
    pub(super) fn add_tint(&mut self, [left, top, right, bottom]: [f32; 4]) {
        if self.shapes.len() < SHAPES_MAX {
            self.shapes.push((Outline::Box(left..right, top..bottom), None));
        }
    }

    /// Paints a shape through which nothing shines, which hides letters in that way.
    pub(super) fn add_shape(&mut self, outline: Outline, colour: Option<Colour>, hidden: Hidden) {
        if self.shapes.len() >= SHAPES_MAX {
            return;
        }
        let letters = self.texts.iter_mut().flat_map(|text| &mut text.letters);
        for letter in letters.take(LETTERS_MAX) {
            if letter.hidden.is_none() && outline.holds(letter.middle) {
                letter.hidden = Some(hidden);
            }
        }
        self.shapes.push((outline, colour));
    }

    /// The colour behind a point: of the uppermost shape, or of paper.
    fn behind(&self, point: Point) -> Option<Colour> {
        let above = self.shapes.iter().rev().find(|(outline, _)| outline.holds(point));
        above.map_or(Some(Colour::WHITE), |(_, colour)| *colour)
    }

    /// The letters as lines, in the order in which they were painted.
    pub(super) fn into_story(self) -> Story {
        let mut story = Story::default();
        let mut last: Option<(Point, f32)> = None;
        for text in &self.texts {
            for letter in &text.letters {
                if let Some((end, size)) = last {
                    separate(&mut story, end, letter.start, size.min(text.size));
                }
                story.push(text.member, &letter.piece, letter.hidden);
                last = Some(((letter.start.0 + letter.width, letter.start.1), text.size));
            }
        }
        story
    }
}

/// Parts two letters that are apart: by a line when the next does not stand behind the last one.
fn separate(story: &mut Story, end: Point, start: Point, size: f32) {
    /// Distances for the size of letters: between lines, back on a line, and between words.
    const LINE: f32 = 0.5;
    const BACK: f32 = 1.0;
    const WORD: f32 = 0.9;
    let (across, along) = (start.0 - end.0, start.1 - end.1);
    if along.abs() > size * LINE || across < -size * BACK {
        story.fresh_line();
    } else if across > size * WORD && !story.text().ends_with([' ', '\n', '\u{3000}']) {
        story.separate(' ');
    }
}

/// The characters of a piece, each a piece of its own as far as its place is known.
pub(super) fn characters<'m>(piece: &Piece<'m>) -> Vec<Piece<'m>> {
    let Cow::Borrowed(text) = piece.text else { return vec![piece.clone()] };
    if text.len() != piece.len {
        return vec![piece.clone()];
    }
    let letter = |(at, letter): (usize, char)| {
        let len = letter.len_utf8();
        let text = Cow::Borrowed(text.get(at..at + len).unwrap_or_default());
        Piece { text, at: piece.at + at, len }
    };
    text.char_indices().map(letter).collect()
}
