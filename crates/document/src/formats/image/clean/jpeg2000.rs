//! JPEG 2000 (ISO/IEC 15444-1, annexes A and I): what decoding takes stays, byte for byte.

use super::super::super::boxes::{Held, boxed, held};
use super::super::be16;
use super::super::jpeg2000::STREAM;
use super::{DAMAGED, icc};
use crate::clean::{Refusal, Removal, Work};

/// Segments of the main head by which a stream is decoded; a comment is none of them.
const DECODING: &[u8] =
    &[0x50, 0x51, 0x52, 0x53, 0x55, 0x57, 0x5C, 0x5D, 0x5E, 0x5F, 0x60, 0x61, 0x63];
const COMMENT: u8 = 0x64;
/// A part of a tile, its pixels, and the end.
const TILE: u8 = 0x90;
const PIXELS: u8 = 0x93;
const END: &[u8] = b"\xFF\xD9";

/// Boxes by which a picture is decoded, and those of them that say how it is shown.
const BOXES: &[&[u8; 4]] = &[b"jP  ", b"ftyp", b"rreq"];
const SHOWING: &[&[u8; 4]] = &[b"ihdr", b"bpcc", b"pclr", b"cmap", b"cdef", b"res "];
/// Bytes before the profile in a description of colours (I.5.3.3), and the method that has one.
const BEFORE_PROFILE: usize = 3;
const WITH_PROFILE: u8 = 2;

pub(in crate::formats) fn clean(bytes: &[u8], work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    let made = match bytes.starts_with(STREAM) {
        true => stream(bytes),
        false => held(bytes).and_then(|boxes| of_boxes(&boxes)),
    };
    let made = made.ok_or(DAMAGED)?;
    work.removed(Removal::Properties, usize::from(made != bytes));
    Ok(made)
}

fn of_boxes(boxes: &[Held<'_>]) -> Option<Vec<u8>> {
    let mut made = Vec::new();
    for Held { kind, content, .. } in boxes {
        match kind {
            b"jp2c" => made.extend(boxed(kind, &stream(content)?)),
            b"jp2h" => made.extend(boxed(kind, &showing(content)?)),
            kind if BOXES.contains(&kind) => made.extend(boxed(kind, content)),
            _ => {}
        }
    }
    Some(made)
}

/// What says how a picture is shown, without the texts of its profile.
fn showing(content: &[u8]) -> Option<Vec<u8>> {
    let mut made = Vec::new();
    for Held { kind, content, .. } in held(content)? {
        if &kind == b"colr" {
            let (head, profile) = content.split_at_checked(BEFORE_PROFILE)?;
            let colours = match head.first() {
                Some(&WITH_PROFILE) => [head, &icc::without_texts(profile)?].concat(),
                _ => content.to_vec(),
            };
            made.extend(boxed(&kind, &colours));
        } else if SHOWING.contains(&&kind) {
            made.extend(boxed(&kind, content));
        }
    }
    Some(made)
}

/// A code stream without its comments, and without what follows its end.
fn stream(bytes: &[u8]) -> Option<Vec<u8>> {
    let end = memchr::memmem::rfind(bytes, END)? + END.len();
    let bytes = bytes.get(..end)?;
    let mut made = bytes.get(..2)?.to_vec();
    let mut at = 2;
    loop {
        let (marker, segment) = segment(bytes, at)?;
        if marker == TILE {
            break;
        }
        if DECODING.contains(&marker) {
            made.extend_from_slice(segment);
        }
        at += segment.len();
    }
    // A tile says how long it is, so its comments keep their room.
    let mut tiles = bytes.get(at..)?.to_vec();
    let mut tile = 0;
    while let Some((TILE, head)) = segment(&tiles, tile) {
        let length = u32::from_be_bytes(*head.get(6..)?.first_chunk()?) as usize;
        let mut within = tile + head.len();
        while let Some((marker, segment)) = segment(&tiles, within) {
            let range = within + 4..within + segment.len();
            within = range.end;
            match marker {
                PIXELS => break,
                COMMENT => tiles.get_mut(range)?.fill(b' '),
                _ => {}
            }
        }
        match length {
            // The last one may leave it to the end of the stream.
            0 => break,
            _ => tile += length,
        }
    }
    made.extend(tiles);
    Some(made)
}

/// The marker of a segment, and the segment with it.
fn segment(bytes: &[u8], at: usize) -> Option<(u8, &[u8])> {
    let [0xFF, marker] = *bytes.get(at..)?.first_chunk()? else { return None };
    if marker == PIXELS {
        return Some((marker, bytes.get(at..at + 4)?));
    }
    let length = be16(bytes, at + 2).filter(|length| *length >= 2)?;
    Some((marker, bytes.get(at..at + 2 + length)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A stream of one tile, whose head and tile have these segments as well.
    fn made(head: &[u8], tile: &[u8]) -> Vec<u8> {
        let length = (12 + tile.len() + 2 + 5) as u32;
        let mut made = b"\xFF\x4F\xFF\x51\0\x05abc".to_vec();
        made.extend_from_slice(head);
        made.extend_from_slice(b"\xFF\x90\0\x0A\0\0");
        made.extend_from_slice(&length.to_be_bytes());
        made.extend_from_slice(b"\0\x01");
        made.extend_from_slice(tile);
        made.extend_from_slice(b"\xFF\x93pixel\xFF\xD9");
        made
    }

    #[test]
    fn comments_go_from_code_streams_and_pixels_stay() {
        let with = made(b"\xFF\x64\0\x0E\0\x01hall three", b"\xFF\x64\0\x08\0\x01gate");
        let without = made(b"", b"\xFF\x64\0\x08      ");
        assert_eq!(stream(&with).unwrap(), without);
        assert_eq!(stream(&[&with[..], b"behind"].concat()).unwrap(), without);
        let cut = stream(&with[..20]);
        assert_eq!(cut, None);
    }

    #[test]
    fn boxes_of_words_go_from_pictures() {
        let stream = made(b"", b"");
        let kept = [
            boxed(b"jP  ", b"\r\n\x87\n"),
            boxed(b"jp2h", &boxed(b"ihdr", b"0123456789abcd")),
            boxed(b"jp2c", &stream),
        ];
        let words = [boxed(b"xml ", b"<a>hall three</a>"), boxed(b"jp2i", b"rights")];
        let with = [&kept[0][..], &words[0], &kept[1], &words[1], &kept[2]].concat();
        assert_eq!(of_boxes(&held(&with).unwrap()).unwrap(), kept.concat());
    }
}
