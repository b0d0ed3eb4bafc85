//! GIF 89a: blocks.

use super::super::textual::{lenient, property, strings};
use super::super::xmp;
use super::{icc, trailing};
use crate::ProblemCode;
use crate::out::Out;

/// Tells what stands beside the pixels.
pub(super) fn read(bytes: &[u8], out: &mut Out<'_>) {
    match blocks(bytes, out) {
        Some(end) => trailing(bytes.get(end..).unwrap_or_default(), out),
        None => out.problem(ProblemCode::Truncated),
    }
}

/// Walks all blocks and returns where the picture ends; `None` when it does not.
fn blocks(bytes: &[u8], out: &mut Out<'_>) -> Option<usize> {
    let mut at = 13 + colours(*bytes.get(10)?);
    while !out.stop() {
        match *bytes.get(at)? {
            0x3B => return Some(at + 1),
            0x21 => {
                let kind = *bytes.get(at + 1)?;
                let (data, next) = sub_blocks(bytes, at + 2)?;
                extension(kind, bytes.get(at + 2..next)?, &data, out);
                at = next;
            }
            0x2C => {
                let colours = colours(*bytes.get(at + 9)?);
                (_, at) = sub_blocks(bytes, at + 11 + colours)?;
            }
            _ => return Some(at),
        }
    }
    None
}

/// Length of the table of colours that a byte of flags announces.
fn colours(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

/// Returns the data of the blocks from `at`, and where the next thing begins.
fn sub_blocks(bytes: &[u8], mut at: usize) -> Option<(Vec<u8>, usize)> {
    let mut data = Vec::new();
    loop {
        let length = usize::from(*bytes.get(at)?);
        if length == 0 {
            return Some((data, at + 1));
        }
        data.extend_from_slice(bytes.get(at + 1..at + 1 + length)?);
        at += 1 + length;
    }
}

fn extension(kind: u8, raw: &[u8], data: &[u8], out: &mut Out<'_>) {
    match kind {
        0xF9 => {}
        0xFE => property(out, "Comment", &lenient(data)),
        // Drawn on the picture as text; twelve bytes say where.
        0x01 => property(out, "PlainText", &lenient(data.get(12..).unwrap_or_default())),
        // XMP stands here without division into blocks, and is followed by a long trailer.
        0xFF if data.starts_with(b"XMP DataXMP") => {
            let packet = raw.get(12..).unwrap_or_default();
            let end = memchr::memmem::rfind(packet, b">").map_or(packet.len(), |end| end + 1);
            xmp::read(packet.get(..end).unwrap_or_default(), out);
        }
        0xFF if data.starts_with(b"ICCRGBG1012") => {
            icc::read(data.get(11..).unwrap_or_default(), out);
        }
        0xFF if data.starts_with(b"NETSCAPE2.0") => {}
        _ => property(out, "Application", &strings(data)),
    }
}
