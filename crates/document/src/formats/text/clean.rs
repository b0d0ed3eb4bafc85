//! Cleans texts: what must go is replaced, and characters that nobody sees go.
//!
//! A text in another encoding becomes UTF-8 with a byte order mark, by which every program knows it.

mod calendar;
mod card;
mod invisible;

use std::ops::Range;

use super::charset::{self, Charset};
use super::decode::{self, Made};
use crate::ProblemCode;
use crate::clean::{Edit, Refusal, Removal, Work, apply, edits_of_bytes};

pub(crate) use self::invisible::visible;

const MARK: &[u8] = b"\xEF\xBB\xBF";

/// Cleans plain text and source code.
pub(in crate::formats) fn text(bytes: &[u8], work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    plain(bytes, &edits_of_bytes(&work.marks()), work)
}

/// Cleans a table: a cell that begins as a formula stays as it is, since it shows so.
pub(in crate::formats) fn table(bytes: &[u8], work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    plain(bytes, &edits_of_bytes(&work.marks()), work)
}

/// Cleans JSON; a number or word without quotes goes whole, and a string takes its place.
pub(in crate::formats) fn json(bytes: &[u8], work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    let mut edits = edits_of_bytes(&work.marks());
    let inside = strings_among(bytes, &edits);
    for (edit, is_string) in edits.iter_mut().zip(inside) {
        if !is_string {
            edit.range = token_around(bytes, edit.range.clone());
            edit.replacement = format!("\"{}\"", edit.replacement).into();
        }
    }
    plain(bytes, &edits, work)
}

fn plain(bytes: &[u8], edits: &[Edit], work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    work.removed(Removal::Redaction, edits.iter().filter(|e| !e.replacement.is_empty()).count());
    let edited = apply(bytes, edits);
    let (text, mark) = decoded(&edited, work)?;
    let text = if calendar::is_one(&text) {
        let (shown, gone) = calendar::shown(&text);
        work.removed(Removal::Properties, gone);
        shown
    } else if card::is_one(&text) {
        card::shown(&text, work)
    } else {
        text
    };
    let (shown, gone) = visible(&text);
    work.removed(Removal::Invisible, gone);
    let mut copy = Vec::with_capacity(shown.len() + mark.len());
    copy.extend_from_slice(mark);
    copy.extend_from_slice(shown.as_bytes());
    Ok(copy)
}

/// Returns the text of bytes in any encoding, and the byte order mark that its copy has.
pub(crate) fn decoded(
    bytes: &[u8],
    work: &mut Work<'_>,
) -> Result<(String, &'static [u8]), Refusal> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(match text.strip_prefix('\u{FEFF}') {
            Some(text) => (text.to_owned(), MARK),
            None => (text.to_owned(), b""),
        });
    }
    let guess = charset::guess(bytes).ok_or(Refusal::Unread(ProblemCode::EncodingBroken))?;
    let raw = bytes.get(guess.mark_len..).unwrap_or_default();
    let mut made = Made::default();
    decode::decode(guess.charset, raw, 0, true, &mut made);
    if made.breaks.lost {
        return Err(Refusal::Unread(ProblemCode::EncodingBroken));
    }
    if guess.charset != Charset::Utf8 {
        work.removed(Removal::Encoding, 1);
    }
    let text = String::from_utf8_lossy(&made.text).into_owned();
    Ok((text, if guess.charset == Charset::Utf8 { b"" } else { MARK }))
}

/// Tells which edits begin inside a string of JSON.
fn strings_among(bytes: &[u8], edits: &[Edit]) -> Vec<bool> {
    let mut order: Vec<usize> = (0..edits.len()).collect();
    order.sort_by_key(|index| edits.get(*index).map(|edit| edit.range.start));
    let mut inside = vec![false; edits.len()];
    let mut in_string = false;
    let mut at = 0;
    for index in order {
        let Some(edit) = edits.get(index) else { continue };
        while at < edit.range.start {
            match bytes.get(at) {
                Some(b'\\') if in_string => at += 1,
                Some(b'"') => in_string = !in_string,
                _ => {}
            }
            at += 1;
        }
        if let Some(inside) = inside.get_mut(index) {
            *inside = in_string;
        }
    }
    inside
}

/// Returns the whole of the number or word around a range.
fn token_around(bytes: &[u8], range: Range<usize>) -> Range<usize> {
    let is_token = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-._".contains(byte);
    let before = bytes.get(..range.start).unwrap_or_default();
    let after = bytes.get(range.end..).unwrap_or_default();
    let more_before = before.iter().rev().take_while(|byte| is_token(byte)).count();
    let more_after = after.iter().take_while(|byte| is_token(byte)).count();
    range.start - more_before..range.end + more_after
}

#[cfg(test)]
mod tests;
