//! Text in the form in which names are compared: lower case, without accents, with one blank for
//! whatever stands between words.

use document::Span;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::simplified::simplified;
use crate::names::token::is_han;

/// Most signs between two words of one name.
const GAP_CHARACTERS_MAX: usize = 4;

/// A text as it is compared, with the way back.
pub(super) struct Key {
    pub(super) text: String,
    /// For each byte of the text, where its character begins and ends in the original.
    origins: Vec<(u32, u32)>,
}

impl Key {
    pub(super) fn of(text: &str) -> Self {
        let mut key = Self { text: String::with_capacity(text.len()), origins: Vec::new() };
        let (mut gap, mut gap_start, mut is_blank) = (0_usize, 0, true);
        let mut broken_until = 0;
        for (at, character) in text.char_indices() {
            if at < broken_until {
                continue;
            }
            if gap == 0
                && let Some(end) = broken_word(text, at, character)
            {
                broken_until = end;
                continue;
            }
            if !character.is_alphanumeric() {
                gap_start = if gap == 0 { at } else { gap_start };
                is_blank &= character.is_whitespace();
                gap += usize::from(!is_combining_mark(character));
                continue;
            }
            if gap > 0 {
                key.gap(gap, gap_start, at, is_blank && is_han(character));
                (gap, is_blank) = (0, true);
            }
            key.push(character, at);
        }
        key
    }

    /// Takes signs between words: one blank, nothing for blanks between Chinese characters, and a
    /// wall where they are too many for one name.
    fn gap(&mut self, count: usize, start: usize, end: usize, before_han: bool) {
        let between_han = before_han && self.text.chars().next_back().is_some_and(is_han);
        let sign = match () {
            () if count > GAP_CHARACTERS_MAX => "\n",
            () if between_han && count == 1 => "",
            () => " ",
        };
        self.text.push_str(sign);
        self.origins.resize(self.text.len(), (start as u32, end as u32));
    }

    fn push(&mut self, character: char, at: usize) {
        let origin = (at as u32, (at + character.len_utf8()) as u32);
        match character {
            'a'..='z' | '0'..='9' => self.text.push(character),
            'A'..='Z' => self.text.push(character.to_ascii_lowercase()),
            _ if is_han(character) => self.text.push(simplified(character)),
            _ => plain(character, &mut self.text),
        }
        self.origins.resize(self.text.len(), origin);
    }

    /// True when what stands at `start..end` is no part of a longer word.
    pub(super) fn is_apart(&self, start: usize, end: usize) -> bool {
        let is_letter = |c: &char| c.is_alphabetic() && !is_han(*c);
        let last_of = |end: usize| self.text.get(..end)?.chars().next_back().filter(is_letter);
        let first_of = |start: usize| self.text.get(start..)?.chars().next().filter(is_letter);
        let goes_on = |at: usize| last_of(at).is_some() && first_of(at).is_some();
        !goes_on(start) && !goes_on(end)
    }

    /// Where a part of the key stands in the original.
    pub(super) fn origin(&self, start: usize, end: usize) -> Span {
        let first = self.origins.get(start).map_or(0, |origin| origin.0);
        let last = end.checked_sub(1).and_then(|at| self.origins.get(at));
        Span::new(first as usize, last.map_or(first, |origin| origin.1) as usize)
    }
}

/// Returns where a word goes on that is broken by a hyphen at the end of a line.
fn broken_word(text: &str, at: usize, character: char) -> Option<usize> {
    if !matches!(character, '-' | '\u{AD}' | '\u{2010}') {
        return None;
    }
    let rest = text.get(at + character.len_utf8()..)?;
    let line = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n'))?;
    let word = line.trim_start_matches([' ', '\t']);
    word.starts_with(char::is_lowercase).then(|| text.len() - word.len())
}

/// Adds the plain letters of a letter with marks.
fn plain(character: char, text: &mut String) {
    match character {
        'ß' | 'ẞ' => text.push_str("ss"),
        'ø' | 'Ø' => text.push('o'),
        'ł' | 'Ł' => text.push('l'),
        'đ' | 'Đ' | 'ð' | 'Ð' => text.push('d'),
        'æ' | 'Æ' => text.push_str("ae"),
        'œ' | 'Œ' => text.push_str("oe"),
        'ı' => text.push('i'),
        'þ' | 'Þ' => text.push_str("th"),
        _ => {
            let letters = std::iter::once(character).nfkd().filter(|&c| !is_combining_mark(c));
            text.extend(letters.flat_map(char::to_lowercase));
        }
    }
}
