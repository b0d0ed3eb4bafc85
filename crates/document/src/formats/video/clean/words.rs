//! Subtitles: what must go from them is replaced in the pieces that say it.

use super::TOO_LONG;
use super::track::Track;
use crate::clean::{Refusal, Removal, Work};
use crate::formats::boxes::{Inner, boxed, inners, number};
use crate::formats::video::text_of;

/// Longest piece of text.
const PIECE_BYTES_MAX: u32 = 1 << 20;

/// Replaces the texts that must go, wherever tracks of text say them.
pub(super) fn redact(
    tracks: &mut [Track<'_>],
    bytes: &[u8],
    work: &mut Work<'_>,
) -> Result<(), Refusal> {
    let texts = work.texts();
    if texts.is_empty() {
        return Ok(());
    }
    let mut found = vec![false; texts.len()];
    let words = |track: &&mut Track<'_>| !matches!(&track.handler, b"vide" | b"soun" | b"pict");
    for track in tracks.iter_mut().filter(words) {
        let pieces = track.pieces().to_vec();
        for (index, piece) in pieces.iter().enumerate() {
            let start = piece.start as usize;
            let old = bytes.get(start..start + piece.length.min(PIECE_BYTES_MAX) as usize);
            let mut replace = |text: String| replaced(text, &texts, &mut found);
            if let Some(made) = old.and_then(|old| rewritten(old, track.coding, &mut replace)) {
                if u16::try_from(made.len()).is_err() && track.coding == *b"tx3g" {
                    return Err(TOO_LONG);
                }
                work.removed(Removal::Redaction, 1);
                track.replaced.insert(index, made);
            }
        }
    }
    if found.contains(&false) { Err(Refusal::Unplaced) } else { Ok(()) }
}

/// Returns the text without what must go; `None` when nothing must.
fn replaced(text: String, texts: &[(&str, &str)], found: &mut [bool]) -> Option<String> {
    let mut made = text.clone();
    for ((gone, by), found) in texts.iter().zip(found) {
        if made.contains(gone) {
            made = made.replace(gone, if by.is_empty() { "[redacted]" } else { by });
            *found = true;
        }
    }
    (made != text).then_some(made)
}

/// Writes a piece with other words; `None` when they stay.
fn rewritten(
    piece: &[u8],
    coding: [u8; 4],
    replace: &mut dyn FnMut(String) -> Option<String>,
) -> Option<Vec<u8>> {
    match &coding {
        b"wvtt" => cues(piece, replace),
        b"stpp" | b"sbtt" | b"stxt" => replace(text_of(piece)).map(String::into_bytes),
        // The length of the text, then the text; how letters of it look goes.
        _ => {
            let length = number(piece, 0, 2)? as usize;
            let text = replace(text_of(piece.get(2..2 + length)?))?;
            let length = u16::try_from(text.len()).unwrap_or(u16::MAX);
            Some([&length.to_be_bytes(), text.as_bytes()].concat())
        }
    }
}

/// Cues of WebVTT (ISO/IEC 14496-30), of which each says one thing.
fn cues(piece: &[u8], replace: &mut dyn FnMut(String) -> Option<String>) -> Option<Vec<u8>> {
    let mut changed = false;
    let mut made = Vec::new();
    for cue in inners(piece) {
        let mut inside = Vec::new();
        for Inner { kind, content } in inners(cue.content) {
            let other = match &kind {
                b"payl" => replace(text_of(content)).map(String::into_bytes),
                _ => None,
            };
            changed |= other.is_some();
            inside.extend(boxed(&kind, other.as_deref().unwrap_or(content)));
        }
        made.extend(boxed(&cue.kind, &inside));
    }
    changed.then_some(made)
}
