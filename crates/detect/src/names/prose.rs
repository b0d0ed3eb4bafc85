//! Leaves out what no name of a person stands in: source code, and tables of numbers.
//!
//! Only bytes are counted, so that code passes many times faster than it is matched.

use std::ops::Range;

/// Least length over which is decided.
const BLOCK_BYTES: usize = 2 << 10;
/// Longest stretch that is returned at once.
const STRETCH_BYTES_MAX: usize = 64 << 10;
/// One of the signs of programs in so many bytes makes code. Prose has a pair of brackets in two
/// hundred bytes, a table exported as statements one in thirty.
const BYTES_PER_SIGN: usize = 24;

/// Fewer letters than one in so many signs and digits make a table of numbers; a name of two
/// characters beside ten numbers has more.
const BYTES_PER_LETTER: usize = 40;

/// Returns the stretches of a text that can be prose, cut at line ends where there are any.
pub(super) fn stretches(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < text.len() {
            let start = at;
            at = block_end(text, at);
            if holds_no_prose(text.as_bytes().get(start..at).unwrap_or_default()) {
                continue;
            }
            while at < text.len() && at - start < STRETCH_BYTES_MAX {
                let end = block_end(text, at);
                if holds_no_prose(text.as_bytes().get(at..end).unwrap_or_default()) {
                    break;
                }
                at = end;
            }
            return Some(start..at);
        }
        None
    })
}

/// Returns where the block that begins at `start` ends: behind a line end, a blank or a character.
fn block_end(text: &str, start: usize) -> usize {
    let enough = start + BLOCK_BYTES;
    let rest = text.as_bytes().get(enough..).unwrap_or_default();
    let rest = rest.get(..BLOCK_BYTES).unwrap_or(rest);
    let sign = |sign: u8| memchr::memchr(sign, rest).map(|at| enough + at + 1);
    match sign(b'\n').or_else(|| sign(b' ')) {
        Some(end) => end,
        None => text.ceil_char_boundary((enough + rest.len()).min(text.len())),
    }
}

fn holds_no_prose(block: &[u8]) -> bool {
    is_code(block) || is_without_words(block)
}

/// True when hardly a letter stands in a block, and for one long word of no use: Chinese alone goes
/// without blanks.
fn is_without_words(block: &[u8]) -> bool {
    let letters = count(block, |byte| byte.is_ascii_alphabetic());
    let others = count(block, |byte| !byte.is_ascii());
    let blanks = count(block, |byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'));
    let is_one_word = block.len() >= BLOCK_BYTES && blanks <= 1 && others * 8 < block.len();
    (letters + others) * BYTES_PER_LETTER < block.len() - blanks || is_one_word
}

/// True when a block holds as many signs as source code does, remarks and indents left out.
fn is_code(block: &[u8]) -> bool {
    let signs = count(block, is_sign_of_code);
    if signs * BYTES_PER_SIGN > block.len() {
        return true;
    }
    let Remarks { lines, remarks, bytes } = Remarks::of(block);
    // Text that stands beside the remarks and indents.
    let rest = block.len() - bytes;
    let is_near_code = |bytes_per_sign: usize| signs * bytes_per_sign > rest;
    remarks * 3 > lines
        || (remarks * 8 > lines && is_near_code(40))
        || is_near_code(BYTES_PER_SIGN)
        || (is_near_code(64) && (signs + count(block, is_sign_of_data)) * 16 > rest)
}

const fn is_sign_of_code(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b';' | b'=' | b'{' | b'}')
}

/// True for signs that code is full of, but tables and marked-up text as well.
const fn is_sign_of_data(byte: u8) -> bool {
    matches!(byte, b'_' | b'<' | b'&' | b'[' | b'"')
}

/// Counts bytes, in pieces short enough for a sum of one byte: so it takes many at once.
fn count(block: &[u8], is_wanted: impl Fn(u8) -> bool) -> usize {
    let of_piece = |piece: &[u8]| piece.iter().map(|&byte| u8::from(is_wanted(byte))).sum::<u8>();
    block.chunks(128).map(|piece| usize::from(of_piece(piece))).sum()
}

/// How much of a block is remarks in code.
#[derive(Default)]
struct Remarks {
    lines: usize,
    remarks: usize,
    /// Bytes of remarks, and of indents.
    bytes: usize,
}

impl Remarks {
    fn of(block: &[u8]) -> Self {
        let mut counted = Self::default();
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', block).chain([block.len()]) {
            let line = block.get(start..end).unwrap_or_default();
            let text = line.trim_ascii_start();
            counted.lines += 1;
            if text.starts_with(b"//") || text.starts_with(b"/*") {
                counted.remarks += 1;
                counted.bytes += line.len();
            } else {
                counted.bytes += line.len() - text.len();
            }
            start = end + 1;
        }
        counted
    }
}

#[cfg(test)]
mod tests;
