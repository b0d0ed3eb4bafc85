//! Folds text to one form before matching, and keeps the way back.
//!
//! Compatibility forms (full-width digits, ligatures, circled numbers) become their plain ones as
//! NFKC has it (Unicode Standard Annex 15), decimal digits of other scripts become those of ASCII,
//! combining marks join their letters, and characters that show nothing (zero-width, soft hyphen,
//! direction marks) vanish. A Cyrillic or Greek letter beside a Latin one becomes the Latin letter
//! that it looks like (Unicode Technical Standard 39, mixed-script confusables). Full-width punctuation of
//! running Chinese text (，：；！？（）) stays as it is: it is frequent, and rules name it.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, compose};

use crate::OffsetMap;

/// A folded text and the map from it to the text that it was made from.
#[derive(Debug, Clone)]
pub struct Folded<'a> {
    /// The folded text; borrowed when nothing had to be folded.
    pub text: Cow<'a, str>,
    /// From the folded text to the original.
    pub map: OffsetMap,
}

/// Returns `text` in folded form.
#[must_use]
pub fn fold(text: &str) -> Folded<'_> {
    let Some(first) = next_foldable(text, 0) else {
        return Folded { text: Cow::Borrowed(text), map: OffsetMap::identity(0) };
    };
    let mut folded = Folding { text: String::with_capacity(text.len()), map: OffsetMap::default() };
    let mut copied = 0;
    let mut found = Some(first);
    while let Some(at) = found {
        folded.copy(text, copied, at);
        let character = text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or(' ');
        folded.fold(character, at);
        copied = at + character.len_utf8();
        found = next_foldable(text, copied);
    }
    folded.copy(text, copied, text.len());
    Folded { text: Cow::Owned(folded.text), map: folded.map }
}

struct Folding {
    text: String,
    map: OffsetMap,
}

impl Folding {
    /// Takes over `text[from..to]` as it is.
    fn copy(&mut self, text: &str, from: usize, to: usize) {
        if from < to {
            self.map.push(self.text.len() as u32, from as u32, 1, 1);
            self.text.push_str(text.get(from..to).unwrap_or_default());
        }
    }

    /// Takes over one character that has a folded form.
    fn fold(&mut self, character: char, at: usize) {
        let from_len = character.len_utf8() as u8;
        if is_unseen(character) {
            return;
        }
        if let Some(plain) = digit(character).or_else(|| lookalike(character)) {
            self.map.push(self.text.len() as u32, at as u32, 1, from_len);
            self.text.push(plain);
            return;
        }
        if canonical_combining_class(character) != 0
            && let Some(last) = self.text.chars().next_back()
            && let Some(composed) = compose(last, character)
        {
            self.text.truncate(self.text.len() - last.len_utf8());
            let start = self.map.origin(self.text.len());
            let len = (at as u64 + u64::from(from_len) - start) as u8;
            self.map.push(self.text.len() as u32, start as u32, composed.len_utf8() as u8, len);
            self.text.push(composed);
            return;
        }
        let start = self.text.len();
        self.text.extend(std::iter::once(character).nfkc());
        let made = (self.text.len() - start) as u8;
        self.map.push(start as u32, at as u32, made, from_len);
    }
}

/// True for characters that show nothing and only split what they stand in.
fn is_unseen(character: char) -> bool {
    matches!(character,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180E}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}')
}

/// The zeros of scripts whose decimal digits are frequent in text, each with its nine digits behind it.
const ZEROS: &[char] = &[
    '\u{660}', '\u{6F0}', '\u{7C0}', '\u{966}', '\u{9E6}', '\u{A66}', '\u{AE6}', '\u{B66}',
    '\u{BE6}', '\u{C66}', '\u{CE6}', '\u{D66}', '\u{E50}', '\u{ED0}', '\u{F20}', '\u{1040}',
    '\u{17E0}', '\u{1810}',
];

/// The digit of ASCII that has the value of a decimal digit of another script.
fn digit(character: char) -> Option<char> {
    if !('\u{660}'..='\u{1819}').contains(&character) {
        return None;
    }
    let values = ZEROS.iter().map(|zero| u32::from(character).wrapping_sub(u32::from(*zero)));
    values.into_iter().find(|value| *value < 10).and_then(|value| char::from_digit(value, 10))
}

/// The Latin letter that a Cyrillic or Greek one looks like.
fn lookalike(character: char) -> Option<char> {
    const CYRILLIC: (&str, &str) = ("АВЕКМНОРСТУХЅІЈаеорсухѕіј", "ABEKMHOPCTYXSIJaeopcyxsij");
    const GREEK: (&str, &str) = ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo");
    [CYRILLIC, GREEK].iter().find_map(|(letters, latin)| {
        let at = letters.chars().position(|letter| letter == character)?;
        latin.chars().nth(at)
    })
}

/// True for such a letter beside a Latin one, with which it makes a word that only looks like one.
fn stands_in(text: &str, at: usize) -> bool {
    let is_latin = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_alphabetic);
    let character = || text.get(at..).and_then(|rest| rest.chars().next());
    (at.checked_sub(1).is_some_and(is_latin) || is_latin(at + 2))
        && character().and_then(lookalike).is_some()
}

/// Returns the offset of the next character that folding changes, from `at` on.
fn next_foldable(text: &str, mut at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    loop {
        // ASCII in blocks of eight.
        while let Some(block) = bytes.get(at..at + 8) {
            let word = u64::from_le_bytes(block.try_into().unwrap_or_default());
            if word & 0x8080_8080_8080_8080 != 0 {
                at += (word & 0x8080_8080_8080_8080).trailing_zeros() as usize / 8;
                break;
            }
            at += 8;
        }
        let lead = *bytes.get(at)?;
        at += match lead {
            0x00..=0x7F => 1,
            // Most of Chinese, Japanese kana and Korean: nothing in these blocks folds.
            0xE4..=0xED => 3,
            0xCE..=0xD1 if stands_in(text, at) => return Some(at),
            0xC3..=0xCB | 0xCE..=0xD8 => 2,
            _ => {
                let character = text.get(at..)?.chars().next()?;
                if is_foldable(character) {
                    return Some(at);
                }
                character.len_utf8()
            }
        };
    }
}

/// True for characters that folding changes; a superset is allowed, it only costs time.
fn is_foldable(character: char) -> bool {
    match character {
        // Punctuation of running text, which rules name themselves.
        '\u{FF0C}' | '\u{FF1A}' | '\u{FF1B}' | '\u{FF01}' | '\u{FF1F}' | '\u{FF08}'
        | '\u{FF09}' | '\u{2018}'..='\u{201F}' | '\u{2014}' | '\u{2013}' | '\u{2026}'
        | '\u{3001}'..='\u{3030}' | '\u{3040}'..='\u{309A}' | '\u{309D}'..='\u{30FE}'
        // The mark of a secret document stays what it is.
        | '\u{3299}' => false,
        '\u{300}'..='\u{36F}' => true,
        _ if is_unseen(character) || digit(character).is_some() => true,
        '\u{A0}' | '\u{AA}' | '\u{B2}' | '\u{B3}' | '\u{B9}' | '\u{BA}' | '\u{BC}'..='\u{BE}' => true,
        '\u{2000}'..='\u{200A}' | '\u{2011}' | '\u{2024}'..='\u{2027}' | '\u{202F}'
        | '\u{2070}'..='\u{209C}' | '\u{2100}'..='\u{218B}' | '\u{2460}'..='\u{24FF}'
        | '\u{2F00}'..='\u{2FD5}' | '\u{3000}' | '\u{3131}'..='\u{318E}' | '\u{3200}'..='\u{33FF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{FB00}'..='\u{FDFF}' | '\u{FE10}'..='\u{FEFE}'
        | '\u{FF00}'..='\u{FFEF}' | '\u{1D400}'..='\u{1D7FF}' | '\u{1F100}'..='\u{1F2FF}'
        | '\u{2F800}'..='\u{2FA1F}' => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests;
