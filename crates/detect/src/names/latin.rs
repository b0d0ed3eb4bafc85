//! What speaks for a name around a word of a script with words between blanks.

use std::ops::Range;

use super::known::latin;
use super::lexicon;
use super::near::{self, Reach};
use super::table::step;
use super::token::{Gap, Shape, Token};

/// Tokens around a hint that are looked at.
const REACH: usize = 2;
/// The same in text without capitals.
const LOWER_REACH: usize = 6;

/// Words of one piece of text, ready for their features.
#[derive(Debug, Default)]
pub struct Words {
    tokens: Vec<Token>,
    /// For each token, what the tables know of it.
    known: Vec<u8>,
    case: u64,
}

impl Words {
    /// Number of features of a token.
    pub const FEATURES: usize = 28;
    /// Features that know the word itself; training leaves them out now and then, so that names that
    /// were never seen are judged by what stands around them.
    pub const OF_THE_WORD: &[usize] = &[1, 6, 19, 27];

    /// Takes the tokens of a piece of text.
    pub fn set(&mut self, tokens: &[Token]) {
        self.tokens.clear();
        self.tokens.extend_from_slice(tokens);
        self.known.clear();
        self.known.extend(tokens.iter().map(known));
        self.case = case(tokens);
    }

    /// Forgets what the tables know of a token; training does so to learn from the rest.
    pub fn forget(&mut self, at: usize) {
        self.known[at] = 0;
    }

    /// True when a token is a given name for the tables, and no frequent word.
    #[must_use]
    pub fn is_given(&self, at: usize) -> bool {
        self.is_name(at, latin::GIVEN)
    }

    /// True when a token is a family name for the tables, and no frequent word.
    #[must_use]
    pub fn is_family(&self, at: usize) -> bool {
        self.is_name(at, latin::FAMILY)
    }

    fn is_name(&self, at: usize, bit: u8) -> bool {
        let is_capital = self.tokens.get(at).is_some_and(|token| token.first.is_uppercase());
        is_capital && self.known.get(at).is_some_and(|known| known & (bit | latin::COMMON) == bit)
    }

    /// Writes to `stretches` what stands near words that can begin a name.
    pub(super) fn near_names(&self, stretches: &mut Vec<Range<usize>>) {
        // Who writes without capitals leaves less to go by.
        let reach = if self.case == 0 { LOWER_REACH } else { REACH };
        let hint = |at| self.hints_at_name(at).then_some(Reach::around(reach));
        near::stretches(self.tokens.len(), hint, stretches);
    }

    /// True for a capital that opens no sentence, a word that the tables know as one of names, and
    /// a number where addresses have theirs.
    fn hints_at_name(&self, at: usize) -> bool {
        const NAMES: u8 = latin::GIVEN | latin::FAMILY | latin::PLACE | latin::STREET;
        let (Some(token), Some(&known)) = (self.tokens.get(at), self.known.get(at)) else {
            return false;
        };
        let is_common = known & latin::COMMON != 0;
        match token.shape {
            Shape::Title | Shape::Upper | Shape::Mixed | Shape::Initial => {
                !is_common || !self.opens_sentence(at)
            }
            Shape::Number | Shape::Code => self.has_street_near(at),
            Shape::Sign | Shape::Han => false,
            Shape::Lower | Shape::Caseless => known & NAMES != 0 && !is_common,
        }
    }

    fn opens_sentence(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.tokens.get(before));
        before.is_none_or(|token| matches!(token.first, '.' | '!' | '?' | ':'))
            || self.tokens.get(at).is_some_and(|token| token.gap == Gap::Line)
    }

    fn has_street_near(&self, at: usize) -> bool {
        let near = self.known.get(at.saturating_sub(4)..(at + 5).min(self.known.len()));
        near.is_some_and(|near| near.iter().any(|known| known & latin::STREET != 0))
    }

    /// Writes the features of the token at `at`.
    pub fn features(&self, at: usize, features: &mut [u64; Self::FEATURES]) {
        let token = |offset: isize| self.near(at, offset);
        let word = |offset: isize| token(offset).map_or(1, |token| token.word);
        let shape = |offset: isize| {
            token(offset).map_or(0xFF, |token| token.shape as u64 | (token.gap as u64) << 4)
        };
        let known = |offset: isize| {
            at.checked_add_signed(offset)
                .and_then(|at| self.known.get(at))
                .map_or(0, |&k| u64::from(k))
        };
        let look = |offset: isize| shape(offset) | known(offset) << 8;
        let this = token(0).copied().unwrap_or_default();
        let is_capital =
            matches!(this.shape, Shape::Title | Shape::Upper | Shape::Mixed | Shape::Initial);
        let coarse = u64::from(is_capital) | (this.gap as u64) << 1;
        let length = u64::from(this.chars.min(7));
        let sign = |offset: isize| {
            token(offset).filter(|token| token.shape == Shape::Sign).map_or(0, |token| token.word)
        };
        let values: [u64; Self::FEATURES] = [
            shape(0) | length << 8,
            word(0),
            word(-1),
            word(1),
            word(-2),
            word(2),
            step(this.ending, shape(0)),
            look(0) | self.case << 16,
            look(-1) | look(0) << 16,
            look(0) | look(1) << 16,
            known(-1) | known(0) << 8 | known(1) << 16 | self.case << 24,
            shape(-1) | shape(0) << 8 | shape(1) << 16,
            shape(-2) | shape(-1) << 8 | shape(0) << 16,
            shape(0) | shape(1) << 8 | shape(2) << 16,
            step(word(-1), coarse),
            step(word(1), coarse),
            step(word(-1), look(0)),
            step(word(1), look(0)),
            step(word(-2), word(-1)),
            step(word(-1), word(0)),
            step(word(1), word(2)),
            shape(0) | length << 8 | known(1) << 16 | known(2) << 24 | known(-1) << 32,
            known(-2) | known(-1) << 8 | shape(0) << 16,
            shape(0) | known(1) << 8 | known(2) << 16,
            self.address_signs(at) | shape(0) << 16 | self.case << 24,
            step(sign(-1), look(0)) ^ sign(1).rotate_left(7),
            step(word(-3), word(-2)) ^ coarse,
            step(word(0), word(1)),
        ];
        for (index, (feature, value)) in features.iter_mut().zip(values).enumerate() {
            *feature = step(value, index as u64 + 1);
        }
    }

    fn near(&self, at: usize, offset: isize) -> Option<&Token> {
        self.tokens.get(at.checked_add_signed(offset)?)
    }

    /// What of an address stands near: numbers, words of streets and places, before and after.
    fn address_signs(&self, at: usize) -> u64 {
        let sign = |at: usize| {
            let (Some(token), Some(&known)) = (self.tokens.get(at), self.known.get(at)) else {
                return 0;
            };
            u64::from(matches!(token.shape, Shape::Number | Shape::Code))
                | u64::from(known & latin::STREET != 0) << 1
                | u64::from(known & latin::PLACE != 0) << 2
                | u64::from(token.gap == Gap::Line) << 3
        };
        let before = (at.saturating_sub(5)..at).fold(0, |signs, at| signs | sign(at));
        let after = (at + 1..at + 6).fold(0, |signs, at| signs | sign(at));
        before | after << 4 | sign(at) << 8
    }
}

/// Returns what the tables know of a token.
fn known(token: &Token) -> u8 {
    match token.shape {
        Shape::Sign | Shape::Number | Shape::Code | Shape::Han => 0,
        _ => lexicon::of_word(token.word),
    }
}

/// How a text uses capitals: not at all, as usual, for all words, or throughout.
fn case(tokens: &[Token]) -> u64 {
    let count = |wanted: &[Shape]| tokens.iter().filter(|t| wanted.contains(&t.shape)).count();
    let lower = count(&[Shape::Lower]);
    let title = count(&[Shape::Title, Shape::Mixed]);
    let upper = count(&[Shape::Upper]);
    match () {
        () if title + upper == 0 => 0,
        () if upper > title && upper > lower => 3,
        () if title > lower => 2,
        () => 1,
    }
}
