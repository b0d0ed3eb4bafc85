//! What was deleted from a mailbox and is still in the file: Outlook frees the place and leaves the
//! bytes.
//!
//! Bytes that no block and no page of the trees takes are looked through for text. Those that were
//! written by the rotor machine say nothing without the number of their block, and are left.

use super::cipher::Cipher;
use super::layout::HEADER_BYTES;
use super::store::Store;
use crate::ProblemCode;
use crate::formats::ole::{push_texts, tell_slack};
use crate::out::Out;

/// Bytes that are looked through at a time.
const CHUNK_BYTES: u64 = 1 << 20;
/// Bytes of one file that are looked through, zeros not counted.
const BYTES_MAX: u64 = 32 << 20;
/// Length of the text that is told of one file.
const TEXT_BYTES_MAX: usize = 4 << 20;

/// Tells the text in what is free.
pub(super) fn tell(store: &mut Store<'_>, out: &mut Out<'_>) {
    let Some(free) = free(store, out) else { return };
    let (mut text, mut left) = (String::new(), BYTES_MAX);
    for (mut at, end) in free {
        while at < end && !out.stop() {
            if left == 0 || text.len() > TEXT_BYTES_MAX {
                tell_slack("remains", &text, out);
                return out.problem(ProblemCode::WorkLimit);
            }
            let len = (end - at).min(CHUNK_BYTES);
            let Some(bytes) = store.bytes(at, len as usize) else { break };
            left = left.saturating_sub(push_decoded(&bytes, store.cipher, &mut text));
            at += len;
        }
    }
    tell_slack("remains", &text, out);
}

/// Adds the texts in bytes that may be written otherwise, and returns how many were looked at: zeros
/// were never written at all.
fn push_decoded(bytes: &[u8], cipher: Cipher, text: &mut String) -> u64 {
    const BLANK: &[u8] = &[0; 8];
    if cipher == Cipher::Cyclic {
        return 0;
    }
    let mut looked_at = 0;
    let mut rest = bytes;
    while !rest.is_empty() {
        let end = memchr::memmem::find(rest, BLANK).unwrap_or(rest.len());
        let (written, after) = rest.split_at(end);
        looked_at += end as u64;
        let mut written = written.to_vec();
        cipher.decode(&mut written, 0);
        push_texts(&written, text);
        let blank = after.iter().take_while(|byte| **byte == 0).count();
        rest = after.get(blank..).unwrap_or_default();
    }
    looked_at
}

/// Returns what no block and no page takes, in order; `None` when not all of them are known.
fn free(store: &mut Store<'_>, out: &mut Out<'_>) -> Option<Vec<(u64, u64)>> {
    let mut taken = store.taken(out)?;
    taken.sort_unstable();
    let mut free = Vec::new();
    let mut at = HEADER_BYTES as u64;
    for (start, end) in taken {
        if start > at {
            free.push((at, start));
        }
        at = at.max(end);
    }
    if at < store.len {
        free.push((at, store.len));
    }
    Some(free)
}
