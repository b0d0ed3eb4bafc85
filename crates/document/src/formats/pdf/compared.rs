//! A text layer beside what is recognised in the picture that it lies behind: words that only one
//! of the two has.
//!
//! Whoever puts a picture over a text, or a layer of other words behind a scan, shows one thing and
//! hands out another. Recognition misreads letters, so that words count as the same that differ in
//! a third of their letters, and short ones are not compared.

use std::collections::BTreeSet;

/// Letters and digits of a word that is compared, between spaces.
const LETTERS_MIN: usize = 5;
/// The same for scripts without spaces.
const DENSE_LETTERS_MIN: usize = 3;
/// Longest word that is compared letter by letter.
const LETTERS_MAX: usize = 40;
/// Words of one page that are compared letter by letter.
const WORDS_MAX: usize = 300;

/// A text that words are looked for in.
pub(super) struct Other {
    words: BTreeSet<Vec<char>>,
    /// All letters and digits, one after the other.
    letters: String,
}

impl Other {
    /// Takes a text apart.
    pub(super) fn of(text: &str) -> Self {
        let words = words(text).map(plain).filter(|word| !word.is_empty()).collect();
        let letters = plain(text).into_iter().collect();
        Self { words, letters }
    }

    /// The words of a text that this one does not have.
    pub(super) fn lacks<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let mut lacking = Vec::new();
        let mut compared = 0;
        for word in words(text) {
            let letters = plain(word);
            let is_dense = letters.iter().any(|letter| *letter >= '\u{2E80}');
            let least = if is_dense { DENSE_LETTERS_MIN } else { LETTERS_MIN };
            if letters.len() < least || self.has(&letters) {
                continue;
            }
            compared += 1;
            if compared > WORDS_MAX {
                break;
            }
            if !self.has_like(&letters, is_dense) {
                lacking.push(word);
            }
        }
        lacking
    }

    fn has(&self, letters: &[char]) -> bool {
        self.words.contains(letters) || self.letters.contains(&letters.iter().collect::<String>())
    }

    /// True for a word of which most is there.
    fn has_like(&self, letters: &[char], is_dense: bool) -> bool {
        if is_dense {
            let pairs = letters.windows(2).map(|pair| pair.iter().collect::<String>());
            let found = pairs.filter(|pair| self.letters.contains(pair)).count();
            return found * 3 >= letters.len() - 1;
        }
        let letters = letters.get(..LETTERS_MAX).unwrap_or(letters);
        let allowed = letters.len() / 3;
        self.words.iter().any(|word| {
            word.len().abs_diff(letters.len()) <= allowed && distance(word, letters) <= allowed
        })
    }
}

/// True for a text in Latin letters most of whose words nobody can say, as a font makes them that maps
/// its letters to others than they look like.
pub(super) fn makes_no_words(text: &str) -> bool {
    const WORDS_MIN: usize = 20;
    const WORD_LETTERS_MIN: usize = 4;
    let is_word = |word: &&str| {
        word.len() >= WORD_LETTERS_MIN && word.bytes().all(|b| b.is_ascii_alphabetic())
    };
    let can_be_said = |word: &str| {
        let vowels = word.bytes().filter(|b| b"aeiouyAEIOUY".contains(b)).count();
        vowels * 5 >= word.len() && vowels * 10 <= word.len() * 7
    };
    let (mut all, mut said) = (0, 0);
    for word in words(text).filter(is_word) {
        all += 1;
        said += usize::from(can_be_said(word));
    }
    all >= WORDS_MIN && said * 2 < all
}

/// The words of a text as they stand.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace()
}

/// Letters and digits in lower case.
fn plain(word: &str) -> Vec<char> {
    word.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Letters to change, to put in or to take out until two words are the same (Levenshtein).
fn distance(one: &[char], other: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, letter) in one.iter().enumerate() {
        let mut before = index;
        if let Some(first) = row.first_mut() {
            *first = index + 1;
        }
        let mut left = index + 1;
        for (cell, second) in row.iter_mut().skip(1).zip(other) {
            let changed = before + usize::from(letter != second);
            before = *cell;
            left = changed.min(before + 1).min(left + 1);
            *cell = left;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misread_words_are_the_same_and_others_are_not() {
        let seen = Other::of("Pumps of ha11 3 for Mr Rniller, 16 March");
        assert!(seen.lacks("pumps of hall 3 for Mr Miller 16 March").is_empty());
        assert_eq!(
            seen.lacks("Pumps 110101190007010123 of Beispiel"),
            ["110101190007010123", "Beispiel"]
        );
    }

    #[test]
    fn text_without_spaces_is_compared_by_pairs() {
        let seen = Other::of("三 号 厂 房 水 泵 由 李 先 生 负 责");
        assert!(seen.lacks("三号厂房水泵由李先生负责").is_empty());
        assert_eq!(seen.lacks("王芳住在北京"), ["王芳住在北京"]);
    }

    #[test]
    fn letters_that_are_others_make_no_words() {
        let text = "the pumps stand beside some heavy water tanks within this building ".repeat(4);
        assert!(!makes_no_words(&text));
        let turned: String = text
            .chars()
            .map(|c| if c.is_ascii_lowercase() { char::from(b'z' - (c as u8 - b'a')) } else { c })
            .collect();
        assert!(makes_no_words(&turned));
    }

    #[test]
    fn distances_count_changes() {
        let distance = |one: &str, other: &str| distance(&plain(one), &plain(other));
        assert_eq!(
            (distance("kitten", "sitting"), distance("", "abc"), distance("a", "a")),
            (3, 3, 0)
        );
    }
}
