//! MP3: frames stay, and what stands before, between and after them goes.

use super::super::frames::Frame;
use super::DAMAGED;
use crate::clean::{Refusal, Removal, Work};

/// Frames in a row by which sound is known from bytes that look like it.
const ROW: usize = 3;
/// Bytes of the table of the whole sound: flags, frames, bytes, a table of places, quality.
const TABLE_PARTS: [(u32, usize); 4] = [(1, 4), (2, 4), (4, 100), (8, 4)];
/// Bytes that an encoder adds to the table: how much silence to leave out.
const TABLE_EXTENSION: usize = 36;

pub(in crate::formats) fn clean(bytes: &[u8], work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    let mut made = Vec::with_capacity(bytes.len());
    let mut at = 0;
    let mut gone = 0;
    while let Some(start) = sound_at(bytes, at) {
        gone += usize::from(start > at);
        at = start;
        while let Some(frame) = bytes.get(at..).and_then(Frame::read) {
            let Some(coded) = bytes.get(at..at + frame.length) else { break };
            match made.is_empty() {
                true => made.extend(without_words(coded, frame)),
                false => made.extend_from_slice(coded),
            }
            at += frame.length;
        }
    }
    if made.is_empty() {
        return Err(DAMAGED);
    }
    gone += usize::from(at < bytes.len());
    work.removed(Removal::Properties, gone);
    Ok(made)
}

/// Returns where the next frames stand.
fn sound_at(bytes: &[u8], from: usize) -> Option<usize> {
    let from = after_tags(bytes, from);
    let rest = bytes.get(from..)?;
    memchr::memchr_iter(0xFF, rest).map(|at| from + at).find(|at| is_sound(bytes, *at))
}

/// Passes over ID3v2 tags, whose pictures may look like sound.
fn after_tags(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some([b'I', b'D', b'3', _, _, flags, size @ ..]) =
        bytes.get(at..).and_then(|rest| rest.first_chunk::<10>())
    {
        let length = size.iter().fold(0, |sum, byte| sum << 7 | usize::from(byte & 0x7F));
        at += 10 + length + if flags & 0x10 != 0 { 10 } else { 0 };
    }
    at
}

fn is_sound(bytes: &[u8], at: usize) -> bool {
    let mut at = at;
    for _ in 0..ROW {
        let Some(frame) = bytes.get(at..).and_then(Frame::read) else { return false };
        if at + frame.length > bytes.len() || !frame.is_followed(bytes, at) {
            // Behind the last frame a tag may stand.
            return is_tag(bytes.get(at + frame.length..).unwrap_or_default());
        }
        at += frame.length;
        if at == bytes.len() {
            return true;
        }
    }
    true
}

fn is_tag(bytes: &[u8]) -> bool {
    [b"TAG".as_slice(), b"APETAGEX", b"LYRICSBEGIN", b"ID3"]
        .iter()
        .any(|mark| bytes.starts_with(mark))
}

/// Returns the first frame; when it holds a table of the sound in place of samples, only that.
fn without_words(coded: &[u8], frame: Frame) -> Vec<u8> {
    let mut made = coded.to_vec();
    let table = 4 + frame.side_bytes;
    let mark = coded.get(table..table + 4).unwrap_or_default();
    if mark == b"Xing" || mark == b"Info" {
        let flags = crate::formats::boxes::number(coded, table + 4, 4).unwrap_or(0) as u32;
        let parts = TABLE_PARTS.iter().filter(|(flag, _)| flags & flag != 0);
        let length: usize = parts.map(|(_, length)| length).sum();
        let end = table + 8 + length + TABLE_EXTENSION;
        made.get_mut(end..).unwrap_or_default().fill(0);
    }
    made
}
