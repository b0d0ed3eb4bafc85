//! Words that somebody recognised in a picture, told as a part, each at its place on the page.

use std::collections::BTreeSet;

use crate::out::{NewPart, Out};
use crate::{Glyph, Hidden, PartKind, Picture, Quad, Recognition, Run, Source, Span, Word};

/// Words of which the program is less sure are most often leaves and bricks.
const CONFIDENCE_MIN: u8 = 30;

/// What most pictures are called.
pub(crate) const PICTURE: &str = "the picture";

/// A picture, and where it stands on its page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Placed<'a> {
    pub(crate) picture: Picture<'a>,
    /// What it is, after "text in".
    pub(crate) name: &'a str,
    /// Number of the page, when there are pages.
    pub(crate) page: Option<u32>,
    /// Size of the page in points; a picture alone is a page of a point for each pixel.
    pub(crate) page_size: (f32, f32),
    /// From pixels to points from the top left of the page as displayed, as PDF writes matrices:
    /// `x' = a x + c y + e`, `y' = b x + d y + f`.
    pub(crate) to_page: [f32; 6],
    /// How it is hidden; words of a picture that is not seen as a whole have no place on a page.
    pub(crate) hidden: Option<Hidden>,
}

impl Out<'_> {
    /// Has the text of a picture recognised and tells it as a part; false when nobody could.
    pub(crate) fn picture_text(&mut self, placed: &Placed<'_>) -> bool {
        self.new_picture_text(placed, &mut BTreeSet::new())
    }

    /// Does the same, unless the text was told before.
    pub(crate) fn new_picture_text(
        &mut self,
        placed: &Placed<'_>,
        told: &mut BTreeSet<String>,
    ) -> bool {
        let Some(words) = self.picture_words(&placed.picture) else { return false };
        self.tell_words(placed, &words, told);
        true
    }

    /// Returns the words of a picture that somebody recognises; `None` when nobody can.
    pub(crate) fn picture_words(&mut self, picture: &Picture<'_>) -> Option<Vec<Word>> {
        let Recognition::Words(mut words) = self.recognise(picture) else { return None };
        words.retain(|word| word.confidence >= CONFIDENCE_MIN && !word.text.trim().is_empty());
        Some(words)
    }

    /// Tells words of a picture as a part, unless the text was told before.
    pub(crate) fn tell_words(
        &mut self,
        placed: &Placed<'_>,
        words: &[Word],
        told: &mut BTreeSet<String>,
    ) {
        let (text, mut runs) = lines(words, &placed.to_page);
        match placed.hidden {
            // Letters that are paler than anybody sees stand where they stand.
            Some(Hidden::Invisible) => {
                runs.iter_mut().for_each(|run| run.hidden = placed.hidden);
            }
            None => {}
            hidden => {
                let all = Span::new(0, text.len());
                runs = vec![Run { span: all, hidden, label: None, source: Source::Unknown }];
            }
        }
        if !text.is_empty() && told.insert(text.clone()) {
            let label = match placed.page {
                Some(page) => format!("text in {} on page {page}", placed.name),
                None => format!("text in {}", placed.name),
            };
            let part = NewPart {
                hidden: placed.hidden,
                page: placed.page,
                page_size: Some(placed.page_size),
                ..NewPart::new(PartKind::PictureText, label)
            };
            self.text(part, &text, runs);
        }
    }
}

/// Returns the words as lines of text, each word at its place on the page.
fn lines(words: &[Word], to_page: &[f32; 6]) -> (String, Vec<Run>) {
    let mut text = String::new();
    let mut runs = Vec::new();
    for line in words.chunk_by(|one, next| one.line == next.line) {
        if !text.is_empty() {
            text.push('\n');
        }
        let start = text.len();
        let mut glyphs = Vec::with_capacity(line.len());
        for word in line {
            if text.len() > start && needs_space(&text, &word.text) {
                text.push(' ');
                // The space belongs to the word before it.
                glyphs.last_mut().into_iter().for_each(|last: &mut Glyph| last.end += 1);
            }
            text.push_str(word.text.trim());
            let end = u32::try_from(text.len() - start).unwrap_or(u32::MAX);
            glyphs.push(Glyph { end, quad: quad(word, to_page), ..Glyph::default() });
        }
        let span = Span::new(start, text.len());
        runs.push(Run { span, hidden: None, label: None, source: Source::Glyphs(glyphs) });
    }
    (text, runs)
}

/// Between two words of Chinese or Japanese there is no space.
fn needs_space(before: &str, word: &str) -> bool {
    let is_dense = |character: Option<char>| {
        character.is_some_and(|character| matches!(u32::from(character), 0x2E80..=0x9FFF | 0xF900..=0xFAFF | 0xFF00..=0xFFEF | 0x2_0000..=0x3_FFFF))
    };
    !(is_dense(before.chars().next_back()) && is_dense(word.trim().chars().next()))
}

fn quad(word: &Word, [a, b, c, d, e, f]: &[f32; 6]) -> Quad {
    let (left, top) = (word.left as f32, word.top as f32);
    let (right, bottom) = (left + word.width as f32, top + word.height as f32);
    let at = |x: f32, y: f32| [a * x + c * y + e, b * x + d * y + f];
    let [x0, y0] = at(left, top);
    let [x1, y1] = at(right, top);
    let [x2, y2] = at(right, bottom);
    let [x3, y3] = at(left, bottom);
    Quad([x0, y0, x1, y1, x2, y2, x3, y3])
}

#[cfg(test)]
mod tests;
