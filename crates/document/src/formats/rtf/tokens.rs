//! Tokens of RTF: groups, control words, bytes and text, without recursion.

use crate::formats::office::binary::{byte, slice};

/// Longest control word, and digits of its number.
const WORD_BYTES_MAX: usize = 32;
const DIGITS_MAX: usize = 10;

/// What comes next in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A group begins.
    Open,
    /// A group ends.
    Close,
    /// A control word, with its number when it has one.
    Word(&'a str, Option<i32>),
    /// A control symbol, such as `\*`.
    Symbol(u8),
    /// One byte that was written as hexadecimal digits.
    Byte(u8),
    /// Bytes as they stand.
    Text(&'a [u8]),
    /// Bytes of a picture or an object that are no text.
    Binary(&'a [u8]),
}

/// The tokens of a file.
pub(super) struct Tokens<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// What is left of the file.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn control(&mut self) -> Token<'a> {
        let rest = self.rest();
        let len = rest.iter().take(WORD_BYTES_MAX).take_while(|b| b.is_ascii_alphabetic()).count();
        if len == 0 {
            return self.symbol();
        }
        let word = std::str::from_utf8(slice(rest, 0, len)).unwrap_or_default();
        self.at += len;
        let number = self.number();
        if byte(self.bytes, self.at) == Some(b' ') {
            self.at += 1;
        }
        if word == "bin" {
            let len = usize::try_from(number.unwrap_or_default()).unwrap_or_default();
            let data = slice(self.rest(), 0, len);
            self.at += data.len();
            return Token::Binary(data);
        }
        Token::Word(word, number)
    }

    fn symbol(&mut self) -> Token<'a> {
        let Some(symbol) = byte(self.bytes, self.at) else { return Token::Text(&[]) };
        self.at += 1;
        if symbol == b'\'' {
            let digits = std::str::from_utf8(slice(self.rest(), 0, 2)).unwrap_or_default();
            if let Ok(value) = u8::from_str_radix(digits, 16) {
                self.at += 2;
                return Token::Byte(value);
            }
        }
        Token::Symbol(symbol)
    }

    fn number(&mut self) -> Option<i32> {
        let rest = self.rest();
        let sign = usize::from(rest.first() == Some(&b'-'));
        let digits = rest.iter().skip(sign).take(DIGITS_MAX);
        let len = sign + digits.take_while(|byte| byte.is_ascii_digit()).count();
        let number = std::str::from_utf8(slice(rest, 0, len)).ok()?.parse().ok()?;
        self.at += len;
        Some(number)
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let first = byte(self.bytes, self.at)?;
        self.at += 1;
        Some(match first {
            b'{' => Token::Open,
            b'}' => Token::Close,
            b'\\' => self.control(),
            // Ends of lines are there for the eye of whoever writes the file.
            b'\r' | b'\n' => Token::Text(&[]),
            _ => {
                let rest = self.bytes.get(self.at - 1..).unwrap_or_default();
                let is_text = |byte: &u8| !matches!(byte, b'{' | b'}' | b'\\' | b'\r' | b'\n');
                let len = rest.iter().take_while(|byte| is_text(byte)).count();
                self.at += len - 1;
                Token::Text(slice(rest, 0, len))
            }
        })
    }
}
