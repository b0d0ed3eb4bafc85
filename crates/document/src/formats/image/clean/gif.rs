//! GIF 89a: frames stay, with how long each is shown and how often all are.

use super::super::piece;
use super::{DAMAGED, TRUNCATED};
use crate::clean::{Refusal, Removal, Work};

pub(in crate::formats) fn clean(bytes: &[u8], work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    let flags = *bytes.get(10).ok_or(TRUNCATED)?;
    let mut at = 13 + colours(flags);
    let mut made = bytes.get(..at).ok_or(TRUNCATED)?.to_vec();
    let mut gone = 0;
    loop {
        match bytes.get(at) {
            Some(0x21) => {
                let end = blocks_end(bytes, at + 2).ok_or(TRUNCATED)?;
                let block = bytes.get(at..end).unwrap_or_default();
                if is_kept(block) {
                    made.extend_from_slice(block);
                } else {
                    gone += 1;
                }
                at = end;
            }
            Some(0x2C) => {
                let flags = *bytes.get(at + 9).ok_or(TRUNCATED)?;
                let data = at + 11 + colours(flags);
                let end = blocks_end(bytes, data).ok_or(TRUNCATED)?;
                made.extend_from_slice(bytes.get(at..end).ok_or(TRUNCATED)?);
                at = end;
            }
            Some(0x3B) => break,
            Some(_) => return Err(DAMAGED),
            None => {
                work.removed(Removal::Damaged, 1);
                break;
            }
        }
    }
    made.push(0x3B);
    work.removed(Removal::Properties, gone);
    work.removed(Removal::Slack, usize::from(bytes.len() > at + 1));
    Ok(made)
}

/// True for extensions that say how frames are shown, when they say no more.
fn is_kept(block: &[u8]) -> bool {
    let is_control = block.get(1) == Some(&0xF9) && block.len() == 8;
    let repeats = b"\x21\xFF\x0BNETSCAPE2.0\x03\x01";
    is_control || block.starts_with(repeats) && block.len() == 19
}

fn colours(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

/// Returns where a row of blocks ends.
fn blocks_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let length = usize::from(*bytes.get(at)?);
        at += 1 + length;
        if length == 0 {
            return Some(at);
        }
        piece(bytes, at - length, length).1.then_some(())?;
    }
}
