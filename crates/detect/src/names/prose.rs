//! Leaves out what no name of a person stands in: source code.
//!
//! Only bytes are counted, so that code passes at the speed of memory.

use std::ops::Range;

/// Least length over which is decided.
const BLOCK_BYTES: usize = 2 << 10;
/// Longest stretch that is returned at once.
const STRETCH_BYTES_MAX: usize = 64 << 10;
/// One of the signs of programs in so many bytes makes code. Prose has a pair of brackets in two
/// hundred bytes, a table exported as statements one in thirty.
const BYTES_PER_SIGN: usize = 24;

/// Returns the stretches of a text that are not source code, cut at line ends where there are any.
pub(super) fn stretches(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < text.len() {
            let start = at;
            at = block_end(text, at);
            if is_code(text.as_bytes().get(start..at).unwrap_or_default()) {
                continue;
            }
            while at < text.len() && at - start < STRETCH_BYTES_MAX {
                let end = block_end(text, at);
                if is_code(text.as_bytes().get(at..end).unwrap_or_default()) {
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

fn is_code(block: &[u8]) -> bool {
    let signs = block.iter().filter(|&&b| matches!(b, b'(' | b')' | b';' | b'=' | b'{' | b'}'));
    signs.count() * BYTES_PER_SIGN > block.len() || is_remarks(block)
}

/// True when most lines are remarks in code.
fn is_remarks(block: &[u8]) -> bool {
    let (mut lines, mut remarks) = (0_usize, 0_usize);
    for end in memchr::memchr_iter(b'\n', block) {
        let line = block.get(end + 1..).unwrap_or_default().trim_ascii_start();
        lines += 1;
        remarks += usize::from(line.starts_with(b"//") || line.starts_with(b"/*"));
    }
    remarks * 2 > lines
}

#[cfg(test)]
mod tests;
