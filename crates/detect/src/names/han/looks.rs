//! What the features see of each Chinese character, and of the words around it.

use super::super::known::han;
use super::super::table::{SEED, step};
use super::super::token::{Gap, Token};
use super::{Characters, Known, Word};

/// Characters before and after one that its features look at.
const BEFORE: usize = 2;
const AFTER: usize = 3;
/// Words before and after the one of a character that its features look at.
pub(super) const WORDS_BEFORE: usize = 2;
pub(super) const WORDS_AFTER: usize = 3;
/// Longest piece between two marks of one kind, in tokens.
const MARKED_MAX: usize = 24;

/// All that the features see of a stretch of text.
#[derive(Debug, Default)]
pub(super) struct Looks {
    /// With [`BEFORE`] of nothing before them, and [`AFTER`] behind.
    characters: Vec<Look>,
    /// With [`WORDS_BEFORE`] of nothing before them, and [`WORDS_AFTER`] behind.
    words: Vec<WordLook>,
    /// The token that the first of `characters` is of, behind those of nothing.
    first: usize,
}

/// What the features see of a character.
#[derive(Debug, Clone, Copy)]
struct Look {
    hash: u64,
    /// The word that it is in.
    word: u32,
    /// How it stands in that word.
    cut: u16,
    /// Its shape and the gap before it.
    shape: u8,
    known: Known,
}

/// What the features see of a word.
#[derive(Debug, Clone, Copy)]
struct WordLook {
    hash: u64,
    kind: u8,
    tail: u8,
}

impl Looks {
    /// Begins with the token `first`, which is the first of a word.
    pub(super) fn clear(&mut self, first: usize) {
        self.first = first;
        self.characters.clear();
        self.characters.extend_from_slice(&[Look::NOTHING; BEFORE]);
        self.words.clear();
        self.words.extend_from_slice(&[WordLook::NOTHING; WORDS_BEFORE]);
    }

    /// Adds the next word, with its tokens and what is known of them.
    pub(super) fn word(&mut self, word: Word, tokens: &[Token], known: &[Known]) {
        let index = (self.words.len() - WORDS_BEFORE) as u32;
        let looks = (0..).zip(tokens.iter().zip(known));
        self.characters.extend(looks.map(|(offset, (token, &known))| Look {
            hash: token.word,
            word: index,
            cut: word.cut(offset),
            shape: token.shape as u8 | (token.gap as u8) << 4,
            known,
        }));
        let hash = tokens.iter().fold(SEED, |state, token| step(state, u64::from(token.first)));
        let kind = word.known & han::KIND | word.len.min(4) << 4;
        self.words.push(WordLook { hash, kind, tail: word.tail });
    }

    pub(super) fn end(&mut self) {
        self.characters.extend_from_slice(&[Look::NOTHING; AFTER]);
        self.words.extend_from_slice(&[WordLook::NOTHING; WORDS_AFTER]);
    }

    /// Forgets what the tables know of a character.
    pub(super) fn forget(&mut self, at: usize) {
        let known = &mut self.characters[BEFORE + at - self.first].known;
        (known.role, known.name) = (0, 0);
    }

    /// Writes the features of the token at `at`.
    #[inline]
    pub(super) fn features(&self, at: usize, features: &mut [u64; Characters::FEATURES]) {
        let looks =
            self.characters.get(at.wrapping_sub(self.first)..).and_then(<[Look]>::first_chunk);
        let &[before2, before, here, after, after2, after3] =
            looks.unwrap_or(&[Look::NOTHING; BEFORE + 1 + AFTER]);
        let words = self.words.get(here.word as usize..).and_then(<[WordLook]>::first_chunk);
        let &[word_before2, word_before, word_here, word_after, word_after2, word_after3] =
            words.unwrap_or(&[WordLook::NOTHING; WORDS_BEFORE + 1 + WORDS_AFTER]);
        let shape = |look: Look| u64::from(look.shape);
        let role = |look: Look| u64::from(look.known.role);
        let cut = |look: Look| u64::from(look.cut);
        let coarse = |look: Look| u64::from(look.cut & 0xFF);
        let name = |look: Look| u64::from(look.known.name);
        let kind = |word: WordLook| u64::from(word.kind);
        let tail = |word: WordLook| u64::from(word.tail);
        let known = role(here) | coarse(here) << 8;
        let tails = [word_before, word_here, word_after, word_after2, word_after3];
        let tails = tails.into_iter().fold(0, |tails, word| tails << 4 | tail(word));
        let mark = u64::from(here.known.mark);
        let line = u64::from(here.shape >> 4 == Gap::Line as u8);
        let values: [u64; Characters::FEATURES] = [
            shape(here),
            here.hash,
            before.hash,
            after.hash,
            before2.hash,
            after2.hash,
            step(before.hash, here.hash),
            step(here.hash, after.hash),
            step(before2.hash, before.hash),
            step(after.hash, after2.hash),
            cut(here),
            cut(before) | cut(here) << 16,
            cut(here) | cut(after) << 16,
            coarse(before) | coarse(here) << 8 | coarse(after) << 16,
            coarse(here) | coarse(after) << 8 | coarse(after2) << 16 | coarse(after3) << 24,
            coarse(before2) | coarse(before) << 8 | coarse(here) << 16,
            role(here),
            role(here) | role(after) << 8,
            role(before) | role(here) << 8,
            role(here) | role(after) << 8 | role(after2) << 16,
            role(before) | role(here) << 8 | role(after) << 16,
            role(before2) | role(before) << 8 | role(here) << 16,
            role(here) | cut(here) << 8,
            known | role(after) << 16 | coarse(after) << 24 | coarse(before) << 32,
            role(before) | coarse(before) << 8 | known << 16 | coarse(after) << 32,
            step(word_before.hash, known),
            step(word_after.hash, known),
            step(word_after2.hash, known | coarse(after) << 16),
            name(here) | name(after) << 8 | name(before) << 16,
            kind(word_before)
                | kind(word_here) << 8
                | kind(word_after) << 16
                | (cut(here) & 3) << 24,
            shape(before) | shape(here) << 8 | shape(after) << 16 | line << 24,
            step(word_before2.hash, known | coarse(before) << 16),
            tails | (cut(here) & 3) << 24 | name(here) << 28,
            mark | known << 8 | coarse(before) << 24,
            kind(word_after)
                | kind(word_after2) << 8
                | (tails & 0xFF) << 16
                | coarse(here) << 24
                | role(here) << 32,
            step(word_before.hash, word_after.hash) ^ (cut(here) & 0x7F),
        ];
        for (index, (feature, value)) in features.iter_mut().zip(values).enumerate() {
            // Cheaper than to mix twice: the row of a feature is mixed once more.
            *feature = value ^ (index as u64 + 101).wrapping_mul(SEED);
        }
    }
}

impl Look {
    /// Where there is no token.
    const NOTHING: Self = Self {
        hash: 1,
        word: 0,
        cut: 0xFFF,
        shape: 0xFF,
        known: Known { alone: 0, role: 0x80, name: 0, mark: 0 },
    };
}

impl WordLook {
    /// Where there is no word.
    const NOTHING: Self = Self { hash: 1, kind: 0xF, tail: 0xF };
}

/// Which marks stand around what is read: of a title, of speech, brackets.
#[derive(Debug, Default)]
pub(super) struct Marks {
    kind: u8,
    since: usize,
}

impl Marks {
    /// Returns the kind of marks that the next character stands between, which is no sign.
    #[inline]
    pub(super) fn of_text(&mut self) -> u8 {
        self.since += 1;
        if self.since > MARKED_MAX {
            self.kind = 0;
        }
        self.kind
    }

    /// Returns the kind of marks that the next token stands between, which can be one of them.
    pub(super) fn of_sign(&mut self, first: char) -> u8 {
        let kind = self.of_text();
        let opened = match first {
            '《' | '〈' | '『' => 1,
            '“' | '「' => 2,
            '（' | '(' | '【' => 3,
            '》' | '〉' | '』' | '”' | '」' | '）' | ')' | '】' => 0,
            _ => return kind,
        };
        if opened != 0 {
            self.since = 0;
        }
        self.kind = opened;
        opened
    }
}
