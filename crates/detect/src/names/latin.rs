//! What speaks for a name around a word of a script with words between blanks.

use std::cell::OnceCell;
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
    /// What the features see of each token of a stretch, with [`MARGIN`] more before and after.
    looks: Vec<Look>,
    /// For each of these, its signs of an address.
    signs: Vec<u8>,
    /// The first token of the stretch.
    first: usize,
    case: u64,
}

/// What the features see of a token.
#[derive(Debug, Clone, Copy)]
struct Look {
    /// The hash of the word.
    word: u64,
    /// The hash of its ending.
    ending: u64,
    /// Its shape and the gap before it.
    shape: u8,
    /// What the tables know of it.
    known: u8,
    /// How long it is, at most seven characters.
    length: u8,
    /// Whether it begins as names do, and the gap before it.
    coarse: u8,
    first: char,
}

/// Tokens on either side of which the signs of an address count; other features look at fewer.
const SIGNS_REACH: usize = 5;
/// Tokens before and after a stretch that its features look at.
const MARGIN: usize = SIGNS_REACH;
/// As many signs are taken at a time.
const SIGNS_AT_ONCE: usize = 8;

impl Words {
    /// Number of features of a token.
    pub const FEATURES: usize = 28;
    /// Features that know the word itself; training leaves them out now and then, so that names that
    /// were never seen are judged by what stands around them.
    pub const OF_THE_WORD: &[usize] = &[1, 6, 19, 27];

    /// Takes the tokens of a piece of text, and makes all of them ready for their features.
    pub fn set(&mut self, tokens: &[Token]) {
        let ask = |token: &Token| Token { known: known(token), ..*token };
        let tokens: Vec<Token> = tokens.iter().map(ask).collect();
        self.begin(&tokens);
        self.look(&tokens, 0..tokens.len());
    }

    /// Begins with the tokens of a piece of text, of which the tables were asked.
    pub(super) fn begin(&mut self, tokens: &[Token]) {
        self.case = case(tokens);
    }

    /// Makes the tokens of a stretch of the piece ready for their features.
    pub(super) fn look(&mut self, tokens: &[Token], stretch: Range<usize>) {
        let from = stretch.start.saturating_sub(MARGIN);
        let seen = tokens.get(from..tokens.len().min(stretch.end + MARGIN)).unwrap_or_default();
        self.first = stretch.start;
        self.looks.clear();
        self.looks.resize(MARGIN - (stretch.start - from), Look::NOTHING);
        self.looks.extend(seen.iter().map(Look::of));
        self.looks.resize(stretch.len() + 2 * MARGIN, Look::NOTHING);
        self.signs.clear();
        self.signs.extend(self.looks.iter().map(|look| look.signs_of_address()));
        self.signs.resize(self.looks.len() + SIGNS_AT_ONCE, 0);
    }

    /// Forgets what the tables know of a token; training does so to learn from the rest.
    pub fn forget(&mut self, at: usize) {
        let at = MARGIN + at - self.first;
        self.looks[at].known = 0;
        self.signs[at] = self.looks[at].signs_of_address();
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
        let look = self.looks.get(MARGIN + at - self.first);
        look.is_some_and(|look| {
            look.first.is_uppercase() && look.known & (bit | latin::COMMON) == bit
        })
    }

    /// Writes the features of the token at `at`.
    #[inline]
    pub fn features(&self, at: usize, features: &mut [u64; Self::FEATURES]) {
        let at = (MARGIN + at).saturating_sub(self.first);
        let looks = self.looks.get(at - 3..).and_then(<[Look]>::first_chunk);
        let &[far, before2, before, here, after, after2] = looks.unwrap_or(&[Look::NOTHING; 6]);
        let shape = |look: Look| u64::from(look.shape);
        let known = |look: Look| u64::from(look.known);
        let look = |look: Look| shape(look) | known(look) << 8;
        let sign = |look: Look| if look.shape & 0xF == Shape::Sign as u8 { look.word } else { 0 };
        let coarse = u64::from(here.coarse);
        let sized = shape(here) | u64::from(here.length) << 8;
        let values: [u64; Self::FEATURES] = [
            sized,
            here.word,
            before.word,
            after.word,
            before2.word,
            after2.word,
            step(here.ending, shape(here)),
            look(here) | self.case << 16,
            look(before) | look(here) << 16,
            look(here) | look(after) << 16,
            known(before) | known(here) << 8 | known(after) << 16 | self.case << 24,
            shape(before) | shape(here) << 8 | shape(after) << 16,
            shape(before2) | shape(before) << 8 | shape(here) << 16,
            shape(here) | shape(after) << 8 | shape(after2) << 16,
            step(before.word, coarse),
            step(after.word, coarse),
            step(before.word, look(here)),
            step(after.word, look(here)),
            step(before2.word, before.word),
            step(before.word, here.word),
            step(after.word, after2.word),
            sized | known(after) << 16 | known(after2) << 24 | known(before) << 32,
            known(before2) | known(before) << 8 | shape(here) << 16,
            shape(here) | known(after) << 8 | known(after2) << 16,
            self.address_signs(at) | shape(here) << 16 | self.case << 24,
            step(sign(before), look(here)) ^ sign(after).rotate_left(7),
            step(far.word, before2.word) ^ coarse,
            step(here.word, after.word),
        ];
        for (index, (feature, value)) in features.iter_mut().zip(values).enumerate() {
            *feature = step(value, index as u64 + 1);
        }
    }

    /// What of an address stands near: numbers, words of streets and places, before and after the
    /// place `at` among the looks.
    #[inline]
    fn address_signs(&self, at: usize) -> u64 {
        const NEAR: u64 = (1 << (8 * SIGNS_REACH)) - 1;
        let eight = |at: usize| {
            let signs = self.signs.get(at..).and_then(<[u8]>::first_chunk);
            u64::from_le_bytes(*signs.unwrap_or(&[0; SIGNS_AT_ONCE]))
        };
        let any = |signs: u64| {
            let signs = signs | signs >> 32;
            let signs = signs | signs >> 16;
            (signs | signs >> 8) & 0xFF
        };
        let before = any(eight(at - SIGNS_REACH) & NEAR);
        let after = any(eight(at + 1) & NEAR);
        before | after << 4 | (eight(at) & 0xFF) << 8
    }
}

impl Look {
    /// Where there is no token.
    const NOTHING: Self =
        Self { word: 1, ending: 0, shape: 0xFF, known: 0, length: 0, coarse: 0, first: '\0' };

    #[inline]
    fn of(token: &Token) -> Self {
        let is_capital =
            matches!(token.shape, Shape::Title | Shape::Upper | Shape::Mixed | Shape::Initial);
        Self {
            word: token.word,
            ending: token.ending,
            shape: token.shape as u8 | (token.gap as u8) << 4,
            known: token.known,
            length: token.chars.min(7),
            coarse: u8::from(is_capital) | (token.gap as u8) << 1,
            first: token.first,
        }
    }

    #[inline]
    fn signs_of_address(&self) -> u8 {
        let shape = self.shape & 0xF;
        u8::from(shape == Shape::Number as u8 || shape == Shape::Code as u8)
            | u8::from(self.known & latin::STREET != 0) << 1
            | u8::from(self.known & latin::PLACE != 0) << 2
            | u8::from(self.shape >> 4 == Gap::Line as u8) << 3
    }
}

/// Writes to `stretches` what of a piece of text stands near words that can begin a name.
pub(super) fn near_names(tokens: &[Token], stretches: &mut Vec<Range<usize>>) {
    // Who writes without capitals leaves less to go by.
    let reach = OnceCell::new();
    let find_reach = || Reach::around(if case(tokens) == 0 { LOWER_REACH } else { REACH });
    let hint = |at| hints_at_name(tokens, at).then(|| *reach.get_or_init(find_reach));
    near::stretches(tokens.len(), hint, stretches);
}

/// True for a capital that opens no sentence, a word that the tables know as one of names, and a
/// number where addresses have theirs.
#[inline]
fn hints_at_name(tokens: &[Token], at: usize) -> bool {
    const NAMES: u8 = latin::GIVEN | latin::FAMILY | latin::PLACE | latin::STREET;
    let Some(token) = tokens.get(at) else { return false };
    let is_common = token.known & latin::COMMON != 0;
    match token.shape {
        Shape::Title | Shape::Upper | Shape::Mixed | Shape::Initial => {
            !is_common || !opens_sentence(tokens, at)
        }
        Shape::Number | Shape::Code => has_street_near(tokens, at),
        Shape::Sign | Shape::Han => false,
        Shape::Lower | Shape::Caseless => token.known & NAMES != 0 && !is_common,
    }
}

fn opens_sentence(tokens: &[Token], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| tokens.get(before));
    before.is_none_or(|token| matches!(token.first, '.' | '!' | '?' | ':'))
        || tokens.get(at).is_some_and(|token| token.gap == Gap::Line)
}

fn has_street_near(tokens: &[Token], at: usize) -> bool {
    let near = tokens.get(at.saturating_sub(4)..(at + 5).min(tokens.len()));
    near.is_some_and(|near| near.iter().any(|token| token.known & latin::STREET != 0))
}

/// Returns what the tables know of a token as a word between blanks.
pub(super) fn known(token: &Token) -> u8 {
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
