//! Cuts text into words, numbers, signs and single Chinese characters.

use std::ops::Range;

use super::table::{SEED, step};

/// Longest word that is looked at; what is longer is no name.
const WORD_BYTES_MAX: usize = 40;

/// What a token looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
#[repr(u8)]
pub enum Shape {
    /// A sign.
    #[default]
    Sign,
    /// `word`
    Lower,
    /// `Word`
    Title,
    /// `WORD`
    Upper,
    /// `W`
    Initial,
    /// `wOrd`, `McDonald`
    Mixed,
    /// `2024`
    Number,
    /// `12b`, `SW1A`
    Code,
    /// A Chinese character.
    Han,
    /// A letter of a script without cases.
    Caseless,
}

/// What stands before a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
#[repr(u8)]
pub enum Gap {
    /// Nothing.
    #[default]
    None,
    /// A blank.
    Blank,
    /// The end of a line, or of a cell.
    Line,
}

/// A word, a number, a sign or a Chinese character.
#[derive(Debug, Clone, Copy, Default)]
pub struct Token {
    /// Where it begins in the text.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// What it looks like.
    pub shape: Shape,
    /// What stands before it.
    pub gap: Gap,
    /// Number of its characters, at most 255.
    pub chars: u8,
    /// Its first character.
    pub first: char,
    /// Hash of its lower-case form.
    pub word: u64,
    /// Hash of its last three characters, in lower case.
    pub ending: u64,
    /// What the tables know of it as a word between blanks; nothing before they are asked.
    pub known: u8,
}

impl Gap {
    /// Returns the gap that a character makes of this one, when it is none of a token.
    #[inline]
    pub(super) fn over(self, character: char) -> Option<Self> {
        if is_han(character) || !(character.is_whitespace() || character.is_control()) {
            return None;
        }
        let is_break = matches!(character, '\n' | '\r' | '\t' | '\u{B}' | '\u{C}' | '\u{2028}');
        Some(self.max(if is_break { Self::Line } else { Self::Blank }))
    }
}

impl Token {
    /// Reads the token that begins with `first` at `start`.
    pub(super) fn read(text: &str, start: usize, first: char, gap: Gap) -> Self {
        match is_han(first) {
            true => Self::of_han(first, start, gap),
            false => Word::of_ascii(text, start)
                .unwrap_or_else(|| Word::read(text, start, first))
                .token(gap),
        }
    }

    /// Returns a Chinese character at `start`, which is what [`Word::read`] makes of it.
    #[inline]
    pub(super) fn of_han(character: char, start: usize, gap: Gap) -> Self {
        let mut bytes = [0; 4];
        let bytes = character.encode_utf8(&mut bytes).as_bytes();
        Self {
            start: start as u32,
            end: (start + bytes.len()) as u32,
            shape: Shape::Han,
            gap,
            chars: 1,
            first: character,
            word: bytes.iter().fold(SEED, |state, &byte| step(state, u64::from(byte))),
            ending: ending(['\0', '\0', character]),
            known: 0,
        }
    }

    /// Its place in the text.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// True for Chinese characters of running text.
#[must_use]
pub fn is_han(character: char) -> bool {
    matches!(character, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '〇')
}

/// Adds the tokens of `text` to `tokens`.
pub fn tokens(text: &str, tokens: &mut Vec<Token>) {
    let mut gap = Gap::Line;
    let mut at = 0;
    while let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) {
        if let Some(wider) = gap.over(first) {
            gap = wider;
            at += first.len_utf8();
            continue;
        }
        let token = Token::read(text, at, first, gap);
        at = token.end as usize;
        tokens.push(token);
        gap = Gap::None;
    }
}

/// True where a word of ASCII letters and digits, `len` of them before `end`, does not go on.
pub(super) fn ends_before(text: &str, end: usize, len: usize) -> bool {
    match text.as_bytes().get(end) {
        None => true,
        // Behind a single letter an apostrophe may belong to the word.
        Some(byte) if byte.is_ascii() => len > 1 || *byte != b'\'',
        Some(_) => {
            let next = text.get(end..).and_then(|rest| rest.chars().next());
            next.is_some_and(|next| !is_word(next) && !is_apostrophe(next))
        }
    }
}

/// True for the frequent signs of Chinese text.
pub(super) fn is_frequent_sign(character: char) -> bool {
    matches!(
        character,
        '\u{2010}'..='\u{203B}' | '、'..='〃' | '〈'..='】' | '！'..='／' | '：'..='＠'
    )
}

/// True for letters and digits that stand in words; a Chinese character is a word by itself.
fn is_word(character: char) -> bool {
    match character {
        '\0'..='\x7F' => character.is_ascii_alphanumeric(),
        // Without a look into the tables of Unicode.
        _ if is_frequent_sign(character) => false,
        _ => !is_han(character) && character.is_alphanumeric(),
    }
}

fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '’')
}

/// A word as it is read.
struct Word {
    start: usize,
    end: usize,
    chars: u32,
    first: char,
    digits: u32,
    uppers: u32,
    lowers: u32,
    first_is_upper: bool,
    hash: u64,
    last: [char; 3],
}

impl Word {
    fn new(start: usize, first: char) -> Self {
        let mut word = Self {
            start,
            end: start,
            chars: 0,
            first,
            digits: 0,
            uppers: 0,
            lowers: 0,
            first_is_upper: !is_han(first) && first.is_uppercase(),
            hash: SEED,
            last: ['\0'; 3],
        };
        word.take(first);
        word
    }

    /// Reads the token that begins with `first` at `start`.
    fn read(text: &str, start: usize, first: char) -> Self {
        let mut word = Self::new(start, first);
        if !is_word(first) {
            return word;
        }
        let rest = text.get(start..).unwrap_or_default();
        for (at, next) in rest.char_indices().skip(1) {
            if !(is_word(next) || is_apostrophe(next) && word.goes_on_after(rest, at)) {
                break;
            }
            word.take(next);
        }
        word
    }

    /// Reads the word of ASCII letters and digits at `start`, which is what [`Self::read`] makes of
    /// it; nothing where it may go on with other characters.
    fn of_ascii(text: &str, start: usize) -> Option<Self> {
        let rest = text.as_bytes().get(start..)?;
        let (mut hash, mut digits, mut uppers, mut len) = (SEED, 0, 0, 0);
        for &byte in rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()) {
            hash = step(hash, u64::from(byte.to_ascii_lowercase()));
            digits += u32::from(byte.is_ascii_digit());
            uppers += u32::from(byte.is_ascii_uppercase());
            len += 1;
        }
        let bytes = rest.get(..len)?;
        let &first = bytes.first()?;
        if !ends_before(text, start + len, len) {
            return None;
        }
        let from_end = |back: usize| {
            let at = bytes.len().checked_sub(back);
            at.map_or('\0', |at| char::from(bytes[at].to_ascii_lowercase()))
        };
        Some(Self {
            start,
            end: start + len,
            chars: len as u32,
            first: char::from(first),
            digits,
            uppers,
            lowers: len as u32 - digits - uppers,
            first_is_upper: first.is_ascii_uppercase(),
            hash,
            last: [from_end(3), from_end(2), from_end(1)],
        })
    }

    fn take(&mut self, character: char) {
        self.end += character.len_utf8();
        self.chars += 1;
        let lower = if character.is_ascii() {
            self.digits += u32::from(character.is_ascii_digit());
            self.uppers += u32::from(character.is_ascii_uppercase());
            self.lowers += u32::from(character.is_ascii_lowercase());
            character.to_ascii_lowercase()
        } else if is_han(character) {
            character
        } else if is_apostrophe(character) {
            '\''
        } else {
            self.digits += u32::from(character.is_numeric());
            self.uppers += u32::from(character.is_uppercase());
            self.lowers += u32::from(character.is_lowercase());
            character.to_lowercase().next().unwrap_or(character)
        };
        self.hash = lower
            .encode_utf8(&mut [0; 4])
            .bytes()
            .fold(self.hash, |state, byte| step(state, u64::from(byte)));
        self.last = [self.last[1], self.last[2], lower];
    }

    /// True when an apostrophe at `at` belongs to the word: `O’Brien`, not `Anna’s` or `we’ll`.
    fn goes_on_after(&self, rest: &str, at: usize) -> bool {
        let after = rest.get(at..).unwrap_or_default().chars().skip(1).take(2);
        self.chars == 1
            && matches!(self.first, 'O' | 'o' | 'D' | 'd' | 'L' | 'l')
            && after.filter(|character| character.is_alphabetic()).count() == 2
    }

    fn shape(&self) -> Shape {
        let letters = self.uppers + self.lowers;
        match () {
            () if is_han(self.first) => Shape::Han,
            () if !is_word(self.first) => Shape::Sign,
            () if self.digits == self.chars => Shape::Number,
            () if self.digits > 0 => Shape::Code,
            () if letters == 0 => Shape::Caseless,
            () if self.uppers == 0 => Shape::Lower,
            () if self.chars == 1 => Shape::Initial,
            () if self.lowers == 0 => Shape::Upper,
            () if self.uppers == 1 && self.first_is_upper => Shape::Title,
            () => Shape::Mixed,
        }
    }

    fn token(&self, gap: Gap) -> Token {
        let is_long = self.end - self.start > WORD_BYTES_MAX;
        Token {
            start: self.start as u32,
            end: self.end as u32,
            shape: if is_long { Shape::Code } else { self.shape() },
            gap,
            chars: self.chars.min(255) as u8,
            first: self.first,
            word: self.hash,
            ending: ending(self.last),
            known: 0,
        }
    }
}

/// Returns the hash of the last three characters of a word.
fn ending(last: [char; 3]) -> u64 {
    last.iter().fold(SEED, |state, &character| step(state, u64::from(character)))
}

#[cfg(test)]
mod tests;
