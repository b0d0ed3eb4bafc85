//! Lines as they are seen, where the content paints the letters of a word in another order.
//!
//! Some programs paint every second letter first, or a line from its end; whoever copies the text gets
//! nonsense, and whoever looks at the page reads it. Words alone are compared: that a page paints its
//! columns or its labels one after the other is no such thing.

use std::cmp::Ordering;

use super::{Item, TAB_EMS, direction, end_of, separator};
use crate::Hidden;

/// How level letters of a line must be, in ems.
const LEVEL_EMS: f64 = 0.3;
/// How far letters of a word may reach into each other, in ems.
const OVERLAP_EMS: f64 = 0.2;
/// Letters and digits of a word that is told.
const LETTERS_MIN: usize = 4;
/// Bytes that are searched for words of one page.
const SEARCHED_BYTES_MAX: usize = 32 << 20;
/// Directions in which lines may run, of a full turn.
const DIRECTIONS: f64 = 360.0;

/// A letter with its number among those of the page, in the order of the content.
struct Letter<'i, 'c> {
    item: &'i Item<'c>,
    number: usize,
    hidden: Option<Hidden>,
    direction: i32,
    /// Its place across the lines of its direction, and along them.
    across: f64,
    along: f64,
}

impl<'i, 'c> Letter<'i, 'c> {
    fn new(item: &'i Item<'c>, number: usize) -> Self {
        let direction = direction(item.glyph);
        let place = item.glyph.origin.to_vec2();
        Self {
            item,
            number,
            hidden: item.glyph.hidden,
            direction: (direction.atan2() / std::f64::consts::TAU * DIRECTIONS).round() as i32,
            across: direction.cross(place),
            along: direction.dot(place),
        }
    }

    /// The order from the first line to the last, whatever is in it.
    fn by_line(&self, other: &Self) -> Ordering {
        (self.hidden, self.direction)
            .cmp(&(other.hidden, other.direction))
            .then(self.across.total_cmp(&other.across))
    }

    fn is_level(&self, other: &Self) -> bool {
        (self.hidden, self.direction) == (other.hidden, other.direction)
            && (other.across - self.across).abs() < LEVEL_EMS * self.item.glyph.em
    }
}

/// Returns the lines with a word that `lines`, whose text is `text`, do not hold.
pub(super) fn lines<'c>(lines: &[Vec<Item<'c>>], text: &str) -> Vec<Vec<Item<'c>>> {
    let items = lines.iter().flatten().filter(|item| !item.is_blank());
    let mut letters: Vec<Letter<'_, 'c>> =
        items.zip(0..).map(|(item, number)| Letter::new(item, number)).collect();
    letters.sort_by(Letter::by_line);
    let mut known = Known::new(text);
    let mut seen = Vec::new();
    let mut rest = letters.as_mut_slice();
    while let Some(first) = rest.first() {
        let count = rest.iter().take_while(|letter| first.is_level(letter)).count().max(1);
        let (line, after) = rest.split_at_mut(count);
        line.sort_by(|left, right| left.along.total_cmp(&right.along));
        for stretch in line.chunk_by(|left, right| !is_tab(left, right)) {
            if has_unknown_word(stretch, &mut known) {
                seen.push(stretch.iter().map(|letter| *letter.item).collect());
            }
        }
        rest = after;
    }
    seen
}

fn is_tab(left: &Letter<'_, '_>, right: &Letter<'_, '_>) -> bool {
    let (left, right) = (left.item.glyph, right.item.glyph);
    (right.origin - end_of(left)).dot(direction(left)) >= TAB_EMS * left.em.min(right.em)
}

fn has_unknown_word(stretch: &[Letter<'_, '_>], known: &mut Known) -> bool {
    stretch
        .chunk_by(|left, right| separator(left.item, right.item).is_empty())
        .any(|word| !is_in_order(word) && is_legible(word) && !known.holds(word))
}

/// True for letters of which none stands upon the one before it, as a stamp does on a line.
fn is_legible(word: &[Letter<'_, '_>]) -> bool {
    word.windows(2).all(|pair| match pair {
        [left, right] => {
            let (left, right) = (left.item.glyph, right.item.glyph);
            let gap = (right.origin - end_of(left)).dot(direction(left));
            gap >= -OVERLAP_EMS * left.em.min(right.em)
        }
        _ => true,
    })
}

/// True for letters that follow each other in the content too, or are written from right to left.
fn is_in_order(word: &[Letter<'_, '_>]) -> bool {
    word.iter().any(|letter| letter.item.is_right_to_left())
        || word.windows(2).all(|pair| match pair {
            [left, right] => right.number == left.number + 1,
            _ => true,
        })
}

/// The page's text without blanks.
struct Known {
    text: String,
    searched: usize,
}

impl Known {
    fn new(text: &str) -> Self {
        Self { text: text.split_whitespace().collect(), searched: 0 }
    }

    /// True for a word that the text holds, says little, or would take too long to look for.
    fn holds(&mut self, word: &[Letter<'_, '_>]) -> bool {
        let word: String =
            word.iter().flat_map(|letter| letter.item.text.split_whitespace()).collect();
        if word.chars().filter(|character| character.is_alphanumeric()).count() < LETTERS_MIN {
            return true;
        }
        self.searched += self.text.len();
        self.searched > SEARCHED_BYTES_MAX
            || memchr::memmem::find(self.text.as_bytes(), word.as_bytes()).is_some()
    }
}
