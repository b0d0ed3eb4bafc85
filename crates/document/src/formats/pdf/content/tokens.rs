//! The tokens of a content stream (ISO 32000-2, 7.8.2), one after the other.
//!
//! Viewers go on after what they do not understand, so this does too: no byte sequence ends it early,
//! and text after a mistake is still read.

use std::borrow::Cow;

use crate::Span;

/// Nesting of parentheses, and of dictionaries, that is followed.
const NESTING_MAX: u32 = 64;

/// What an inline image's data must be followed by to be taken as ended: this many bytes of text.
const AFTER_IMAGE_BYTES: usize = 16;

/// A token.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) enum Token<'s> {
    Number(f64),
    /// A string, its escapes resolved.
    Text(Cow<'s, [u8]>),
    /// A name without its solidus, its escapes resolved.
    Name(Cow<'s, [u8]>),
    /// A dictionary as it stands, from `<<` to `>>`.
    Dict(&'s [u8]),
    ArrayStart,
    ArrayEnd,
    Operator(&'s [u8]),
    /// True, false or nothing, as an entry of an inline image.
    Constant,
    /// The data of an inline image was passed; its dictionary came before as names and values.
    InlineImage,
}

/// The tokens of one content stream.
#[derive(Debug, Clone)]
pub(in super::super) struct Tokens<'s> {
    bytes: &'s [u8],
    at: usize,
    /// Where the last token starts.
    start: usize,
    comments: Vec<Span>,
}

impl<'s> Tokens<'s> {
    /// Returns the tokens of `bytes`.
    pub(in super::super) fn new(bytes: &'s [u8]) -> Self {
        Self { bytes, at: 0, start: 0, comments: Vec::new() }
    }

    /// Where the last token starts.
    pub(in super::super) fn start(&self) -> usize {
        self.start
    }

    /// Where the last token ends.
    pub(in super::super) fn end(&self) -> usize {
        self.at.min(self.bytes.len())
    }

    /// Where comments stand in what was passed.
    pub(in super::super) fn into_comments(self) -> Vec<Span> {
        self.comments
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn slice(&self, start: usize, end: usize) -> &'s [u8] {
        self.bytes.get(start..end.min(self.bytes.len())).unwrap_or_default()
    }

    fn rest(&self) -> &'s [u8] {
        self.slice(self.at, self.bytes.len())
    }

    fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                let line = memchr::memchr2(b'\n', b'\r', self.rest());
                let start = self.at;
                self.at += line.unwrap_or(self.bytes.len() - self.at);
                self.comments.push(Span::new(start, self.at));
            } else if is_space(byte) {
                self.at += 1;
            } else {
                return;
            }
        }
    }

    /// Passes bytes while `keep` holds, and returns them.
    fn take_while(&mut self, keep: impl Fn(u8) -> bool) -> &'s [u8] {
        let start = self.at;
        while self.peek().is_some_and(&keep) {
            self.at += 1;
        }
        self.slice(start, self.at)
    }

    fn name(&mut self) -> Cow<'s, [u8]> {
        self.at += 1;
        let raw = self.take_while(is_regular);
        match memchr::memchr(b'#', raw) {
            None => Cow::Borrowed(raw),
            Some(_) => Cow::Owned(unescape_name(raw)),
        }
    }

    /// Reads a literal string, from its opening parenthesis on.
    fn literal(&mut self) -> Cow<'s, [u8]> {
        self.at += 1;
        let start = self.at;
        let plain = self.take_while(|byte| !matches!(byte, b'(' | b')' | b'\\' | b'\r'));
        if self.peek() == Some(b')') {
            self.at += 1;
            return Cow::Borrowed(plain);
        }
        self.at = start;
        Cow::Owned(self.literal_with_escapes())
    }

    fn literal_with_escapes(&mut self) -> Vec<u8> {
        let mut text = Vec::new();
        let mut open = 0_u32;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b')' if open == 0 => break,
                b')' => open -= 1,
                b'(' => open += 1,
                b'\\' => {
                    self.escape(&mut text);
                    continue;
                }
                b'\r' => {
                    self.skip_byte(b'\n');
                    text.push(b'\n');
                    continue;
                }
                _ => {}
            }
            text.push(byte);
        }
        text
    }

    fn skip_byte(&mut self, byte: u8) {
        if self.peek() == Some(byte) {
            self.at += 1;
        }
    }

    fn escape(&mut self, text: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.at += 1;
        match byte {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            b'\n' => {}
            b'\r' => self.skip_byte(b'\n'),
            b'0'..=b'7' => {
                let mut value = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek() else { break };
                    value = value * 8 + u32::from(digit - b'0');
                    self.at += 1;
                }
                text.push((value & 0xFF) as u8);
            }
            other => text.push(other),
        }
    }

    /// Reads a hexadecimal string, from its opening bracket on.
    fn hexadecimal(&mut self) -> Vec<u8> {
        self.at += 1;
        let raw = self.take_while(|byte| byte != b'>');
        self.at += 1;
        let digits: Vec<u8> = raw.iter().filter_map(|&byte| hex_digit(byte)).collect();
        digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect()
    }

    /// Passes a dictionary, and returns it with its brackets.
    fn dict(&mut self) -> &'s [u8] {
        let start = self.at;
        let mut open = 0_u32;
        while let Some(byte) = self.peek() {
            match (byte, self.bytes.get(self.at + 1)) {
                (b'<', Some(b'<')) => {
                    open += 1;
                    self.at += 2;
                }
                (b'>', Some(b'>')) => {
                    open -= 1;
                    self.at += 2;
                }
                (b'(', _) => drop(self.literal()),
                (b'<', _) => drop(self.hexadecimal()),
                _ => self.at += 1,
            }
            if open == 0 || open > NESTING_MAX {
                break;
            }
        }
        self.slice(start, self.at)
    }

    /// Passes the data of an inline image up to and with its `EI`.
    ///
    /// The data is binary and has no certain end; it is taken to end where something that looks
    /// like more content follows, behind a space if there is such a place: some writers put none
    /// there. Without an end nothing is passed, so that no text is lost.
    fn inline_image(&mut self) {
        let rest = self.slice(self.at + 1, self.bytes.len());
        let ends = || memchr::memmem::find_iter(rest, b"EI").filter(|&end| goes_on(rest, end + 2));
        let is_apart = |&end: &usize| {
            let before = end.checked_sub(1).and_then(|before| rest.get(before));
            before.is_some_and(|&byte| is_space(byte) || byte == b'>')
        };
        if let Some(end) = ends().find(is_apart).or_else(|| ends().next()) {
            self.at += 1 + end + 2;
        }
    }
}

/// True when what follows may be content.
fn goes_on(bytes: &[u8], at: usize) -> bool {
    let after = bytes.get(at..).unwrap_or_default();
    let after = after.get(..AFTER_IMAGE_BYTES).unwrap_or(after);
    after.first().is_none_or(|&byte| is_space(byte))
        && after.iter().all(|&byte| is_space(byte) || (0x20..0x7F).contains(&byte))
}

impl<'s> Iterator for Tokens<'s> {
    type Item = Token<'s>;

    fn next(&mut self) -> Option<Token<'s>> {
        loop {
            self.skip_space();
            self.start = self.at;
            let byte = self.peek()?;
            return Some(match byte {
                b'0'..=b'9' | b'+' | b'-' | b'.' => {
                    Token::Number(number(self.take_while(is_regular)))
                }
                b'/' => Token::Name(self.name()),
                b'(' => Token::Text(self.literal()),
                b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => Token::Dict(self.dict()),
                b'<' => Token::Text(Cow::Owned(self.hexadecimal())),
                b'[' | b']' => {
                    self.at += 1;
                    if byte == b'[' { Token::ArrayStart } else { Token::ArrayEnd }
                }
                _ if is_regular(byte) => match self.take_while(is_regular) {
                    b"ID" => {
                        self.inline_image();
                        Token::InlineImage
                    }
                    b"true" | b"false" | b"null" => Token::Constant,
                    operator => Token::Operator(operator),
                },
                // A stray closing bracket.
                _ => {
                    self.at += 1;
                    continue;
                }
            });
        }
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

fn is_regular(byte: u8) -> bool {
    !is_space(byte)
        && !matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}

fn unescape_name(raw: &[u8]) -> Vec<u8> {
    let mut name = Vec::with_capacity(raw.len());
    let mut at = 0;
    while let Some(&byte) = raw.get(at) {
        let digits = (raw.get(at + 1).copied().and_then(hex_digit))
            .zip(raw.get(at + 2).copied().and_then(hex_digit));
        match (byte, digits) {
            (b'#', Some((high, low))) => {
                name.push(high << 4 | low);
                at += 3;
            }
            _ => {
                name.push(byte);
                at += 1;
            }
        }
    }
    name
}

/// Reads a number as viewers do: what follows the first thing out of place does not count.
fn number(raw: &[u8]) -> f64 {
    let signs = raw.iter().take_while(|&&byte| matches!(byte, b'+' | b'-')).count();
    let negative = raw.first() == Some(&b'-');
    let mut value = 0.0;
    let mut scale = None;
    for &byte in raw.get(signs..).unwrap_or_default() {
        match (byte, &mut scale) {
            (b'0'..=b'9', None) => value = value * 10.0 + f64::from(byte - b'0'),
            (b'0'..=b'9', Some(scale)) => {
                *scale /= 10.0;
                value += f64::from(byte - b'0') * *scale;
            }
            (b'.', None) => scale = Some(1.0),
            _ => break,
        }
    }
    if negative { -value } else { value }
}

#[cfg(test)]
mod tests;
