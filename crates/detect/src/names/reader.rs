//! Cuts text into tokens with what the tables know of them, and keeps what it made of words and
//! signs: most of a text is a few hundred words again and again.
//!
//! What comes out is what [`token::tokens`] and the tables say; a test holds them together.

use super::latin;
use super::token::{self, Gap, Token};

/// Places for two words each, of which one that is new takes the place of the one not met last.
const SLOTS: usize = 1 << 10;
/// Longest word that is kept.
const KEPT_BYTES_MAX: usize = 15;

/// Cuts text into tokens.
#[derive(Debug)]
pub(super) struct Reader {
    kept: Box<[[Kept; 2]]>,
}

/// A word or sign that was read before.
#[derive(Debug, Clone, Copy, Default)]
struct Kept {
    key: Key,
    token: Token,
}

impl Default for Reader {
    fn default() -> Self {
        Self { kept: vec![[Kept::default(); 2]; SLOTS].into_boxed_slice() }
    }
}

impl Reader {
    /// Writes the tokens of `text` to `tokens`.
    pub(super) fn read(&mut self, text: &str, tokens: &mut Vec<Token>) {
        tokens.clear();
        let bytes = text.as_bytes();
        let (mut at, mut gap) = (0, Gap::Line);
        while let Some(&byte) = bytes.get(at) {
            if byte == b' ' {
                gap = gap.max(Gap::Blank);
                at += 1;
                continue;
            }
            let key = if byte.is_ascii_alphanumeric() {
                Key::of_word(text, at)
            } else {
                let rest = text.get(at..).unwrap_or_default();
                let Some(first) = rest.chars().next() else { break };
                if let Some(wider) = gap.over(first) {
                    gap = wider;
                    at += first.len_utf8();
                    continue;
                }
                if token::is_han(first) {
                    tokens.push(Token::of_han(first, at, gap));
                    gap = Gap::None;
                    at += first.len_utf8();
                    continue;
                }
                Key::of_sign(first)
            };
            let token = self.recall(key, text, at, gap);
            at = token.end as usize;
            gap = Gap::None;
            tokens.push(token);
        }
    }

    /// Returns the token at `at`, which has that key if it is one that is kept.
    #[inline]
    fn recall(&mut self, key: Option<Key>, text: &str, at: usize, gap: Gap) -> Token {
        let Some(key) = key else { return read(text, at, gap) };
        let [last, former] = &mut self.kept[key.slot()];
        if last.key != key {
            if former.key != key {
                *former = Kept { key, token: read(text, at, gap) };
            }
            std::mem::swap(last, former);
        }
        let (start, len) = (at as u32, last.token.end - last.token.start);
        Token { start, end: start + len, gap, ..last.token }
    }
}

/// Reads the token at `at` without looking into what is kept.
#[inline(never)]
fn read(text: &str, at: usize, gap: Gap) -> Token {
    let first = text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or_default();
    let token = Token::read(text, at, first, gap);
    Token { known: latin::known(&token), ..token }
}

/// The bytes of a word, zeros behind it; none is all zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Key {
    low: u64,
    high: u64,
}

impl Key {
    /// Returns the key of the word of ASCII letters and digits at `at`, when there is one that is
    /// short and surely goes on with nothing else.
    #[inline]
    fn of_word(text: &str, at: usize) -> Option<Self> {
        let [low, high] = sixteen(text.as_bytes(), at);
        let (key, len) = match letters(low) {
            8 => (Self { low, high: first_bytes(high, letters(high)) }, 8 + letters(high)),
            len => (Self { low: first_bytes(low, len), high: 0 }, len),
        };
        let is_kept = (1..=KEPT_BYTES_MAX).contains(&len);
        (is_kept && token::ends_before(text, at + len, len)).then_some(key)
    }

    /// Returns the key of a sign that is a token by itself.
    #[inline]
    fn of_sign(sign: char) -> Option<Self> {
        let is_kept = match sign.is_ascii() {
            true => !sign.is_ascii_alphanumeric(),
            false => token::is_frequent_sign(sign),
        };
        // Behind the bytes of words, which are ASCII.
        is_kept.then_some(Self { low: u64::from(sign) << 32, high: u64::MAX })
    }

    #[inline]
    fn slot(self) -> usize {
        let mixed = (self.low ^ self.high.rotate_left(23)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (mixed >> 53) as usize % SLOTS
    }
}

/// Returns the sixteen bytes at `at` as two numbers, zeros behind the end of the text.
#[inline]
fn sixteen(bytes: &[u8], at: usize) -> [u64; 2] {
    let rest = bytes.get(at..).unwrap_or_default();
    let eight: [[u8; 8]; 2] = match rest.as_chunks().0 {
        [low, high, ..] => [*low, *high],
        _ => {
            let mut padded = [[0; 8]; 2];
            let len = rest.len().min(16);
            padded.as_flattened_mut()[..len].copy_from_slice(&rest[..len]);
            padded
        }
    };
    eight.map(u64::from_le_bytes)
}

/// Returns how many of eight bytes, from the lowest on, are ASCII letters and digits.
#[inline]
fn letters(eight: u64) -> usize {
    const HIGH: u64 = each(0x80);
    let low = eight & !HIGH;
    // The high bit of each byte tells whether the byte is at least `bound`.
    let from = |bytes: u64, bound: u8| bytes + each(0x80 - bound);
    let lower = low | each(0x20);
    let is_letter = from(lower, b'a') & !from(lower, b'z' + 1);
    let is_digit = from(low, b'0') & !from(low, b'9' + 1);
    let is_other = (!(is_letter | is_digit) | eight) & HIGH;
    is_other.trailing_zeros() as usize / 8
}

/// Returns the first `len` of eight bytes, zeros behind them; `len` is at most seven.
#[inline]
const fn first_bytes(eight: u64, len: usize) -> u64 {
    eight & !(u64::MAX << (8 * (len & 7)))
}

const fn each(byte: u8) -> u64 {
    byte as u64 * 0x0101_0101_0101_0101
}

#[cfg(test)]
mod tests;
