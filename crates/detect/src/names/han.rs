//! What speaks for a name around a Chinese character.
//!
//! Chinese has no blanks, so the text is first cut into its likeliest words; a name is what the
//! table of words does not explain.

mod looks;
mod organisation;
mod place;

use std::ops::Range;

use super::known::han;
use super::lexicon;
use super::near::{self, Reach};
use super::table::{SEED, step};
use super::token::{Shape, Token};
use looks::{Looks, Marks};

/// Characters around a place or an organisation of the tables that are looked at: what follows it
/// may be a firm or an address.
const OF_PLACES: Reach = Reach { before: 6, after: 12 };
/// Characters around the number of a house, or the last word of an organisation.
const OF_ENDS: Reach = Reach { before: 12, after: 6 };
/// Characters around what can be the family name of a person.
const OF_PEOPLE: Reach = Reach { before: 4, after: 8 };

/// Longest word of the table, in characters.
const WORD_MAX: usize = 6;
/// What a character costs that is no word by itself; words cost between 1 and 32.
const UNKNOWN_COST: u32 = 40;
/// The bits of how frequent a character is as a family name.
const FAMILY_LEVEL: u8 = 0b11;
/// From this level on a word is so frequent that it says nothing.
const FREQUENT: u8 = 22;
/// Added for each word, so that few long ones are better than many short ones.
const WORD_COST: u32 = 8;

/// Characters of one piece of text, ready for their features.
#[derive(Debug, Default)]
pub struct Characters {
    tokens: Vec<Token>,
    /// For each character, what is known of it.
    known: Vec<Known>,
    words: Vec<Word>,
    /// For each character, the word that it is in.
    word_of: Vec<u32>,
    best: Vec<(u32, u8, u8)>,
    looks: Looks,
}

/// What is known of a character.
#[derive(Debug, Clone, Copy, Default)]
struct Known {
    /// What is known of it as a word by itself.
    alone: u8,
    /// How frequent it is in names.
    role: u8,
    /// How it stands in the longest name of the table that covers it.
    name: u8,
    /// The kind of marks that it stands between.
    mark: u8,
}

/// A word of the likeliest cut.
#[derive(Debug, Clone, Copy, Default)]
struct Word {
    start: u32,
    len: u8,
    known: u8,
    /// What a name that ends as the word does is of.
    tail: u8,
}

impl Characters {
    /// Number of features of a token.
    pub const FEATURES: usize = 36;
    /// Features that know the characters themselves; see [`super::latin::OF_THE_WORD`].
    pub const OF_THE_WORD: &[usize] = &[1, 6, 7, 8, 9];

    /// Takes the tokens of a piece of text, and makes all of them ready for their features.
    pub fn set(&mut self, tokens: &[Token]) {
        self.cut(tokens);
        self.look(0..tokens.len());
    }

    /// Forgets what the tables know of a character; training does so to learn from the rest.
    pub fn forget(&mut self, at: usize) {
        self.looks.forget(at);
    }

    /// Writes the features of the token at `at`.
    #[inline]
    pub fn features(&self, at: usize, features: &mut [u64; Self::FEATURES]) {
        self.looks.features(at, features);
    }

    /// Writes to `stretches` what stands near characters that can be part of a name.
    pub(super) fn near_names(&self, stretches: &mut Vec<Range<usize>>) {
        near::stretches(self.tokens.len(), |at| self.hint(at), stretches);
    }

    /// Returns how far around a character a name can reach that it hints at.
    fn hint(&self, at: usize) -> Option<Reach> {
        match self.known.get(at).map_or(0, |known| known.name & han::KIND) {
            han::PLACE | han::ORGANISATION => return Some(OF_PLACES),
            han::PERSON | han::FOREIGN => return Some(OF_PEOPLE),
            _ => {}
        }
        if self.tokens.get(at)?.shape == Shape::Number {
            let is_house = self.tail(at + 1) == Some(HOUSE_TAIL);
            let is_road = at.checked_sub(1).and_then(|before| self.tail(before)) == Some(ROAD_TAIL);
            return (is_house || is_road).then_some(OF_ENDS);
        }
        let word = self.word(at)?;
        if word.len > 1 {
            let is_last = word.start as usize + 1 == at;
            let ends_name = matches!(word.tail, ORGANISATION_TAIL | ROAD_TAIL);
            return (is_last && ends_name).then_some(OF_ENDS);
        }
        if self.ends_place(at, word) {
            return Some(OF_ENDS);
        }
        (self.opens_chinese_name(at, word) || self.is_foreign(at) && self.is_foreign(at + 1))
            .then_some(OF_PEOPLE)
    }

    /// True for the last character of a town, a road or a place in the country that no table knows:
    /// a word by itself behind another.
    fn ends_place(&self, at: usize, word: Word) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.word(before));
        matches!(word.tail, TOWN_TAIL | ROAD_TAIL | LAND_TAIL)
            && before.is_some_and(|before| before.len == 1 && before.tail != SMALL_TAIL)
    }

    /// True for a family name by itself; of those that are frequent words, only where what follows
    /// can be hardly anything but a given name.
    fn opens_chinese_name(&self, at: usize, word: Word) -> bool {
        let role = self.known.get(at).map_or(0, |known| known.role);
        match role & FAMILY_LEVEL {
            0 => false,
            1 if word.known >> 3 >= FREQUENT => self.is_surely_named(at),
            _ => self.is_surely_named(at) || self.can_be_given(at + 1),
        }
    }

    /// True for a family name in 小王, 王某 and 王老师, and before two characters of given names.
    fn is_surely_named(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.tokens.get(before));
        let after = self.tokens.get(at + 1);
        let is_alone = |at: usize| self.word(at).is_some_and(|word| word.len == 1);
        before.is_some_and(|token| matches!(token.first, '小' | '老' | '阿' | '大'))
            || after.is_some_and(|token| token.first == '某')
            || self.word(at + 1).is_some_and(|word| word.known & han::KIND == han::ROLE)
            || (at + 1..at + 3).all(|at| self.is_given(at) && is_alone(at))
    }

    /// True where the given name of a person, or a title, can begin; signs may stand for a name.
    fn can_be_given(&self, at: usize) -> bool {
        let Some(word) = self.word(at).filter(|word| word.start as usize == at) else {
            return false;
        };
        let is_han = self.tokens.get(at).is_some_and(|token| token.shape == Shape::Han);
        match word.len {
            1 => {
                !is_han || self.is_given(at) || self.is_given(at + 1) || word.known >> 3 < FREQUENT
            }
            2 => self.is_given(at) || self.is_given(at + 1),
            _ => false,
        }
    }

    fn is_given(&self, at: usize) -> bool {
        self.known.get(at).is_some_and(|known| known.role >> 2 & 3 != 0)
    }

    /// True for a character by itself that stands in foreign names.
    fn is_foreign(&self, at: usize) -> bool {
        let role = self.known.get(at).map_or(0, |known| known.role);
        role >> 4 > 1 && self.word(at).is_some_and(|word| word.len == 1)
    }

    fn word(&self, at: usize) -> Option<Word> {
        self.words.get(*self.word_of.get(at)? as usize).copied()
    }

    fn tail(&self, at: usize) -> Option<u8> {
        Some(self.word(at)?.tail)
    }

    /// Takes the tokens of a piece of text, and cuts them into the words that are likeliest
    /// together.
    pub(super) fn cut(&mut self, tokens: &[Token]) {
        self.tokens.clear();
        self.tokens.extend_from_slice(tokens);
        self.known.clear();
        let mut marks = Marks::default();
        self.known.extend(tokens.iter().map(|token| match token.shape {
            Shape::Han => {
                let [alone, role] = lexicon::of_han_character(token.first);
                Known { alone, role, name: 0, mark: marks.of_text() }
            }
            _ => Known { mark: marks.of_sign(token.first), ..Known::default() },
        }));
        let count = tokens.len();
        self.best.clear();
        self.best.resize(count + 1, (u32::MAX, 0, 0));
        if let Some(first) = self.best.first_mut() {
            first.0 = 0;
        }
        for start in 0..count {
            self.words_from(start);
        }
        self.trace(count);
    }

    /// Tries all words that begin at `start`.
    fn words_from(&mut self, start: usize) {
        let (cost, ..) = self.best[start];
        let cost = cost + WORD_COST;
        let first = self.tokens[start];
        if first.shape != Shape::Han {
            self.offer(start, 1, 0, cost);
            return;
        }
        let alone = self.known[start].alone;
        let own = if is_word(alone) { rarity(alone) } else { UNKNOWN_COST };
        self.offer(start, 1, alone, cost + own);
        let mut hash = step(SEED, u64::from(first.first));
        for len in 2..=WORD_MAX {
            if !lexicon::may_go_on(hash) {
                break;
            }
            let next = self.tokens.get(start + len - 1).filter(|token| token.shape == Shape::Han);
            let Some(next) = next else { break };
            hash = step(hash, u64::from(next.first));
            let known = lexicon::of_han(hash);
            if is_word(known) {
                self.offer(start, len, known, cost + rarity(known));
            }
            let kind = known & han::KIND;
            if (han::PLACE..=han::NAME).contains(&kind) {
                self.note_name(start, len, kind);
            }
        }
    }

    /// Takes a word as the last one before its end, when that is better than what was known.
    fn offer(&mut self, start: usize, len: usize, known: u8, cost: u32) {
        if let Some(best) = self.best.get_mut(start + len)
            && cost < best.0
        {
            *best = (cost, len as u8, known);
        }
    }

    /// Notes for each character of a name that is in the table how it stands in it.
    fn note_name(&mut self, start: usize, len: usize, kind: u8) {
        for (offset, known) in self.known[start..start + len].iter_mut().enumerate() {
            let position = match offset {
                0 => 1,
                _ if offset + 1 == len => 3,
                _ => 2,
            };
            known.name = kind | position << 3 | (len.min(4) as u8) << 5;
        }
    }

    fn trace(&mut self, count: usize) {
        self.words.clear();
        let mut end = count;
        while end > 0 {
            let (_, len, known) = self.best[end];
            let start = end - usize::from(len.max(1));
            let tail = tail(self.tokens[end - 1].first);
            self.words.push(Word { start: start as u32, len: len.max(1), known, tail });
            end = start;
        }
        self.words.reverse();
        self.word_of.clear();
        for (index, word) in self.words.iter().enumerate() {
            self.word_of.extend((0..word.len).map(|_| index as u32));
        }
    }

    /// Makes the tokens of a stretch ready for their features.
    pub(super) fn look(&mut self, stretch: Range<usize>) {
        let word_of = |at: usize| self.word_of.get(at).map_or(0, |&word| word as usize);
        let first = word_of(stretch.start).saturating_sub(looks::WORDS_BEFORE);
        let end = word_of(stretch.end.saturating_sub(1)) + 1 + looks::WORDS_AFTER;
        let words = self.words.get(first..end.min(self.words.len())).unwrap_or_default();
        self.looks.clear(words.first().map_or(0, |word| word.start as usize));
        for &word in words {
            let of_word = word.start as usize..word.start as usize + usize::from(word.len);
            let known = self.known.get(of_word.clone()).unwrap_or_default();
            self.looks.word(word, self.tokens.get(of_word).unwrap_or_default(), known);
        }
        self.looks.end();
    }
}

/// True for what is known of a word that names do not consist of.
fn is_word(known: u8) -> bool {
    let kind = known & han::KIND;
    known != 0 && kind != han::PERSON && kind != han::FOREIGN
}

/// What a word costs by being rare.
fn rarity(known: u8) -> u32 {
    32 - u32::from(known >> 3)
}

impl Word {
    /// How a character stands in the word: alone, first, inside or last; then the kind and length
    /// of the word and how frequent it is.
    fn cut(self, offset: u8) -> u16 {
        let position = match offset {
            _ if self.len == 1 => 0,
            0 => 1,
            _ if offset + 1 == self.len => 3,
            _ => 2,
        };
        let kind = u16::from(self.known & han::KIND) << 2;
        position | kind | u16::from(self.len.min(7)) << 5 | u16::from(self.known >> 5) << 8
    }
}

/// Marks of the characters with which towns, roads, houses, places in the country, and firms and offices end.
const TOWN_TAIL: u8 = 1;
const ROAD_TAIL: u8 = 2;
const HOUSE_TAIL: u8 = 3;
const LAND_TAIL: u8 = 4;
const ORGANISATION_TAIL: u8 = 5;
/// That of small words that no name ends with.
const SMALL_TAIL: u8 = 7;

/// What a name that ends with a character is of: a town, a road, a house, a place in the country,
/// an organisation surely or perhaps; small words that no name ends with have a mark as well.
const fn tail(last: char) -> u8 {
    match last {
        '省' | '市' | '区' | '县' | '州' | '旗' | '镇' | '乡' | '村' | '国' => TOWN_TAIL,
        '路' | '街' | '道' | '巷' | '弄' => ROAD_TAIL,
        '号' | '楼' | '栋' | '幢' | '室' | '层' | '座' | '园' | '苑' | '厦' | '场' => {
            HOUSE_TAIL
        }
        '山' | '河' | '湖' | '江' | '岛' | '桥' | '站' | '港' | '海' | '湾' | '城' => {
            LAND_TAIL
        }
        '司' | '团' | '行' | '院' | '校' | '局' | '厅' | '社' | '报' | '台' | '厂' => {
            ORGANISATION_TAIL
        }
        '队' | '会' | '部' | '委' | '学' | '所' | '店' | '处' | '办' | '馆' => 6,
        '的' | '了' | '在' | '和' | '与' | '是' | '、' => SMALL_TAIL,
        _ => 0,
    }
}
