//! Keys of strings with digits: the length of a run of digits, and what stands beside it.
//!
//! Dates, versions and hexadecimal numbers fill some texts with digits, and a string such as
//! `A000000-V` shares all of its short pieces with hundreds of others. Its run of digits does not:
//! where both neighbours belong to the string, the run in the text is exactly as long.

use std::ops::Range;

use document::Span;
use rules::fold_byte;

use super::SHORT_BYTES;

/// What sets these keys apart from keys of text.
const MARK: u64 = 1 << 63;
/// The run stands between two bytes of the string.
const BETWEEN: u64 = MARK | 1 << 32;
/// The run ends the string: one byte before it, or two.
const AFTER_ONE: u64 = MARK | 2 << 32;
const AFTER_TWO: u64 = MARK | 3 << 32;
/// The run begins the string: one byte behind it, or two.
const BEFORE_ONE: u64 = MARK | 4 << 32;
const BEFORE_TWO: u64 = MARK | 5 << 32;

/// True for a key of this kind.
pub(super) const fn is_key(key: u64) -> bool {
    key & MARK != 0
}

/// True for a key of a string that goes on behind the place of the key and not before it, but for
/// digits.
pub(super) const fn is_before_text(key: u64) -> bool {
    key >= BEFORE_ONE
}

/// Returns the key of a string with a run of digits that has something beside it, and where in the
/// string the place of the key is: where the run begins, or where it ends when it begins the string.
pub(super) fn key(string: &[u8]) -> Option<(u64, u8)> {
    let runs = runs(string).filter(|run| run.len() >= SHORT_BYTES && run.len() < string.len());
    let runs = runs.filter(|run| u8::try_from(run.end).is_ok());
    let is_between = |run: &Range<usize>| run.start > 0 && run.end < string.len();
    let run = runs.max_by_key(|run| (is_between(run), run.len()))?;
    let (before, behind) = (&string[..run.start], &string[run.end..]);
    let key = match (before, behind) {
        ([.., left], [right, ..]) => BETWEEN | pair(*left, *right) << 8 | length(run.len()),
        ([.., first, second], []) => AFTER_TWO | pair(*first, *second),
        ([left], []) => AFTER_ONE | pair(0, *left),
        ([], [first, second, ..]) => BEFORE_TWO | pair(*first, *second),
        ([], [right]) => BEFORE_ONE | pair(0, *right),
        ([], []) => return None,
    };
    let place = if before.is_empty() { run.end } else { run.start };
    Some((key, place as u8))
}

/// Returns the keys that the strings around a run of digits can have, and the places of the keys.
pub(super) fn keys_at(text: &[u8], run: Span) -> impl Iterator<Item = (u64, usize)> {
    // No string looked for holds a zero byte, so it stands for the end of the text.
    let back = |by: usize| run.start.checked_sub(by).and_then(|at| text.get(at)).map_or(0, |&b| b);
    let on = |by: usize| text.get(run.end + by).map_or(0, |&b| b);
    let keys = [
        (BETWEEN | pair(back(1), on(0)) << 8 | length(run.len()), run.start),
        (AFTER_TWO | pair(back(2), back(1)), run.start),
        (AFTER_ONE | pair(0, back(1)), run.start),
        (BEFORE_TWO | pair(on(0), on(1)), run.end),
        (BEFORE_ONE | pair(0, on(0)), run.end),
    ];
    keys.into_iter()
}

/// Runs of digits in a string.
fn runs(string: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let is_digit = |byte: &u8| byte.is_ascii_digit();
        let start = from + string[from..].iter().position(is_digit)?;
        let len = string[start..].iter().take_while(|byte| is_digit(byte)).count();
        from = start + len;
        Some(start..from)
    })
}

fn pair(first: u8, second: u8) -> u64 {
    u64::from(fold_byte(first)) << 8 | u64::from(fold_byte(second))
}

fn length(len: usize) -> u64 {
    len.min(usize::from(u8::MAX)) as u64
}

#[cfg(test)]
mod tests;
