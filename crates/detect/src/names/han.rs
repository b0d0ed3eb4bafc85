//! What speaks for a name around a Chinese character.
//!
//! Chinese has no blanks, so the text is first cut into its likeliest words; a name is what the
//! table of words does not explain.

use std::ops::Range;

use super::known::han;
use super::lexicon;
use super::near::{self, Reach};
use super::table::{SEED, step};
use super::token::{Gap, Shape, Token};

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
    roles: Vec<u8>,
    words: Vec<Word>,
    /// For each character, the word that it is in.
    word_of: Vec<u32>,
    /// For each character, how it stands in that word.
    cuts: Vec<u16>,
    /// For each character, how it stands in the longest name of the table that covers it.
    names: Vec<u8>,
    /// For each character, the marks that it stands between: of a title, of speech, brackets.
    marks: Vec<u8>,
    best: Vec<(u32, u8, u8)>,
}

/// A word of the likeliest cut.
#[derive(Debug, Clone, Copy, Default)]
struct Word {
    start: u32,
    len: u8,
    known: u8,
    hash: u64,
    /// What a name that ends as the word does is of.
    tail: u8,
}

impl Characters {
    /// Number of features of a token.
    pub const FEATURES: usize = 36;
    /// Features that know the characters themselves; see [`super::latin::OF_THE_WORD`].
    pub const OF_THE_WORD: &[usize] = &[1, 6, 7, 8, 9];

    /// Takes the tokens of a piece of text.
    pub fn set(&mut self, tokens: &[Token]) {
        self.tokens.clear();
        self.tokens.extend_from_slice(tokens);
        self.roles.clear();
        self.roles.extend(tokens.iter().map(|token| match token.shape {
            Shape::Han => lexicon::of_character(token.first),
            _ => 0,
        }));
        self.cut();
        marks(&self.tokens, &mut self.marks);
    }

    /// Forgets what the tables know of a character; training does so to learn from the rest.
    pub fn forget(&mut self, at: usize) {
        self.roles[at] = 0;
        self.names[at] = 0;
    }

    /// Writes to `stretches` what stands near characters that can be part of a name.
    pub(super) fn near_names(&self, stretches: &mut Vec<Range<usize>>) {
        near::stretches(self.tokens.len(), |at| self.hint(at), stretches);
    }

    /// Returns how far around a character a name can reach that it hints at.
    fn hint(&self, at: usize) -> Option<Reach> {
        match self.names.get(at).map_or(0, |name| name & han::KIND) {
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
            return (is_last && word.tail == ORGANISATION_TAIL).then_some(OF_ENDS);
        }
        (self.opens_chinese_name(at, word) || self.is_foreign(at) && self.is_foreign(at + 1))
            .then_some(OF_PEOPLE)
    }

    /// True for a family name by itself; of those that are frequent words, only where what follows
    /// can be hardly anything but a given name.
    fn opens_chinese_name(&self, at: usize, word: Word) -> bool {
        let role = self.roles.get(at).copied().unwrap_or(0);
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
        self.roles.get(at).is_some_and(|role| role >> 2 & 3 != 0)
    }

    /// True for a character by itself that stands in foreign names.
    fn is_foreign(&self, at: usize) -> bool {
        let role = self.roles.get(at).copied().unwrap_or(0);
        role >> 4 > 1 && self.word(at).is_some_and(|word| word.len == 1)
    }

    fn word(&self, at: usize) -> Option<Word> {
        self.words.get(*self.word_of.get(at)? as usize).copied()
    }

    fn tail(&self, at: usize) -> Option<u8> {
        Some(self.word(at)?.tail)
    }

    /// Cuts the text into the words that are likeliest together.
    fn cut(&mut self) {
        let count = self.tokens.len();
        self.best.clear();
        self.best.resize(count + 1, (u32::MAX, 0, 0));
        self.names.clear();
        self.names.resize(count, 0);
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
        let mut hash = SEED;
        for len in 1..=WORD_MAX {
            let Some(token) = self.tokens.get(start + len - 1) else { break };
            if token.shape != Shape::Han {
                if len == 1 {
                    self.offer(start, 1, 0, cost + WORD_COST);
                }
                break;
            }
            hash = step(hash, u64::from(token.first));
            let known = match len {
                1 => lexicon::of_han_alone(token.first),
                _ => lexicon::of_han(hash),
            };
            let kind = known & han::KIND;
            if known != 0 && kind != han::PERSON && kind != han::FOREIGN {
                let rarity = 32 - u32::from(known >> 3);
                self.offer(start, len, known, cost + WORD_COST + rarity);
            } else if len == 1 {
                self.offer(start, 1, known, cost + WORD_COST + UNKNOWN_COST);
            }
            if len > 1 && (han::PLACE..=han::NAME).contains(&kind) {
                self.note_name(start, len, kind);
            }
            if !lexicon::may_go_on(hash) {
                break;
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
        for (offset, name) in self.names[start..start + len].iter_mut().enumerate() {
            let position = match offset {
                0 => 1,
                _ if offset + 1 == len => 3,
                _ => 2,
            };
            *name = kind | position << 3 | (len.min(4) as u8) << 5;
        }
    }

    fn trace(&mut self, count: usize) {
        self.words.clear();
        let mut end = count;
        while end > 0 {
            let (_, len, known) = self.best[end];
            let start = end - usize::from(len.max(1));
            let hash = self.tokens[start..end]
                .iter()
                .fold(SEED, |state, t| step(state, u64::from(t.first)));
            let tail = tail(self.tokens[end - 1].first);
            self.words.push(Word { start: start as u32, len: len.max(1), known, hash, tail });
            end = start;
        }
        self.words.reverse();
        self.word_of.clear();
        self.cuts.clear();
        for (index, word) in self.words.iter().enumerate() {
            self.word_of.extend((0..word.len).map(|_| index as u32));
            self.cuts.extend((0..word.len).map(|offset| word.cut(offset)));
        }
    }

    /// Writes the features of the token at `at`.
    pub fn features(&self, at: usize, features: &mut [u64; Self::FEATURES]) {
        let token = |offset: isize| self.tokens.get(at.checked_add_signed(offset)?);
        let character = |offset: isize| token(offset).map_or(1, |token| token.word);
        let role = |offset: isize| {
            at.checked_add_signed(offset)
                .and_then(|at| self.roles.get(at))
                .map_or(0x80, |&role| u64::from(role))
        };
        let cut = |offset: isize| {
            at.checked_add_signed(offset)
                .and_then(|at| self.cuts.get(at))
                .map_or(0xFFF, |&cut| u64::from(cut))
        };
        let coarse = |offset: isize| cut(offset) & 0xFF;
        let name = |offset: isize| {
            at.checked_add_signed(offset)
                .and_then(|at| self.names.get(at))
                .map_or(0, |&name| u64::from(name))
        };
        let this = token(0).copied().unwrap_or_default();
        let shape = |offset: isize| {
            token(offset).map_or(0xFF, |token| token.shape as u64 | (token.gap as u64) << 4)
        };
        let own = self.word_of.get(at).copied().unwrap_or(0) as usize;
        let word = |offset: isize| {
            own.checked_add_signed(offset)
                .and_then(|at| self.words.get(at))
                .map_or(1, |word| word.hash)
        };
        let kind = |offset: isize| {
            let word = own.checked_add_signed(offset).and_then(|at| self.words.get(at));
            word.map_or(0xF, |word| {
                u64::from(word.known & han::KIND) | u64::from(word.len.min(4)) << 4
            })
        };
        let tail = |offset: isize| {
            let word = own.checked_add_signed(offset).and_then(|at| self.words.get(at));
            word.map_or(0xF, |word| u64::from(word.tail))
        };
        let tails = (-1..=3).fold(0, |tails, offset| tails << 4 | tail(offset));
        let mark = u64::from(self.marks.get(at).copied().unwrap_or(0));
        let line = u64::from(this.gap == Gap::Line);
        let values: [u64; Self::FEATURES] = [
            shape(0),
            character(0),
            character(-1),
            character(1),
            character(-2),
            character(2),
            step(character(-1), character(0)),
            step(character(0), character(1)),
            step(character(-2), character(-1)),
            step(character(1), character(2)),
            cut(0),
            cut(-1) | cut(0) << 16,
            cut(0) | cut(1) << 16,
            coarse(-1) | coarse(0) << 8 | coarse(1) << 16,
            coarse(0) | coarse(1) << 8 | coarse(2) << 16 | coarse(3) << 24,
            coarse(-2) | coarse(-1) << 8 | coarse(0) << 16,
            role(0),
            role(0) | role(1) << 8,
            role(-1) | role(0) << 8,
            role(0) | role(1) << 8 | role(2) << 16,
            role(-1) | role(0) << 8 | role(1) << 16,
            role(-2) | role(-1) << 8 | role(0) << 16,
            role(0) | cut(0) << 8,
            role(0) | coarse(0) << 8 | role(1) << 16 | coarse(1) << 24 | coarse(-1) << 32,
            role(-1) | coarse(-1) << 8 | role(0) << 16 | coarse(0) << 24 | coarse(1) << 32,
            step(word(-1), role(0) | coarse(0) << 8),
            step(word(1), role(0) | coarse(0) << 8),
            step(word(2), role(0) | coarse(0) << 8 | coarse(1) << 16),
            name(0) | name(1) << 8 | name(-1) << 16,
            kind(-1) | kind(0) << 8 | kind(1) << 16 | (cut(0) & 3) << 24,
            shape(-1) | shape(0) << 8 | shape(1) << 16 | line << 24,
            step(word(-2), role(0) | coarse(0) << 8 | coarse(-1) << 16),
            tails | (cut(0) & 3) << 24 | name(0) << 28,
            mark | role(0) << 8 | coarse(0) << 16 | coarse(-1) << 24,
            kind(1) | kind(2) << 8 | (tails & 0xFF) << 16 | coarse(0) << 24 | role(0) << 32,
            step(word(-1), word(1)) ^ (cut(0) & 0x7F),
        ];
        for (index, (feature, value)) in features.iter_mut().zip(values).enumerate() {
            // Cheaper than to mix twice: the row of a feature is mixed once more.
            *feature = value ^ (index as u64 + 101).wrapping_mul(SEED);
        }
    }
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

/// Marks of the characters with which roads, houses, and firms and offices end.
const ROAD_TAIL: u8 = 2;
const HOUSE_TAIL: u8 = 3;
const ORGANISATION_TAIL: u8 = 5;

/// What a name that ends with a character is of: a town, a road, a house, a place in the country,
/// an organisation surely or perhaps; small words that no name ends with have a mark as well.
const fn tail(last: char) -> u8 {
    match last {
        '省' | '市' | '区' | '县' | '州' | '旗' | '镇' | '乡' | '村' | '国' => 1,
        '路' | '街' | '道' | '巷' | '弄' => ROAD_TAIL,
        '号' | '楼' | '栋' | '幢' | '室' | '层' | '座' | '园' | '苑' | '厦' | '场' => {
            HOUSE_TAIL
        }
        '山' | '河' | '湖' | '江' | '岛' | '桥' | '站' | '港' | '海' | '湾' | '城' => 4,
        '司' | '团' | '行' | '院' | '校' | '局' | '厅' | '社' | '报' | '台' | '厂' => {
            ORGANISATION_TAIL
        }
        '队' | '会' | '部' | '委' | '学' | '所' | '店' | '处' | '办' | '馆' => 6,
        '的' | '了' | '在' | '和' | '与' | '是' | '、' => 7,
        _ => 0,
    }
}

/// Longest piece between two marks of one kind, in tokens.
const MARKED_MAX: usize = 24;

/// Writes to `marks`, for each token, the kind of marks that it stands between.
fn marks(tokens: &[Token], marks: &mut Vec<u8>) {
    marks.clear();
    let (mut mark, mut since) = (0, 0);
    for token in tokens {
        since += 1;
        match token.first {
            '《' | '〈' | '『' => (mark, since) = (1, 0),
            '“' | '「' => (mark, since) = (2, 0),
            '（' | '(' | '【' => (mark, since) = (3, 0),
            '》' | '〉' | '』' | '”' | '」' | '）' | ')' | '】' => mark = 0,
            _ if since > MARKED_MAX => mark = 0,
            _ => {}
        }
        marks.push(mark);
    }
}
