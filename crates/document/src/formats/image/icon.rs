//! Windows icons and cursors: a directory of pictures, each a PNG file or a bitmap without its
//! header.

use std::io::Cursor;

use super::{le32, piece, png, trailing};
use crate::out::Out;
use crate::{Input, ProblemCode};

/// Bytes of the directory before its entries, and of one entry.
const HEADER_BYTES: usize = 6;
const ENTRY_BYTES: usize = 16;
/// Bytes of the header that a bitmap file has and a bitmap in an icon has not.
const BITMAP_HEADER_BYTES: usize = 14;

/// Reads each picture as a document of its own.
pub(super) fn read(input: &mut dyn Input, out: &mut Out<'_>) {
    let held = out.hold(input, None);
    let bytes = held.bytes.as_slice();
    let count = usize::from(bytes.get(4).copied().unwrap_or_default());
    let mut end = HEADER_BYTES + count * ENTRY_BYTES;
    for index in 0..count {
        if out.stop() {
            return;
        }
        let entry = HEADER_BYTES + index * ENTRY_BYTES;
        let (Some(length), Some(start)) = (le32(bytes, entry + 8), le32(bytes, entry + 12)) else {
            return out.problem(ProblemCode::Truncated);
        };
        let (picture, is_whole) = piece(bytes, start, length);
        if !is_whole {
            out.problem(ProblemCode::Truncated);
        }
        end = end.max(start.saturating_add(length));
        if picture.starts_with(png::SIGNATURE) {
            out.child(&format!("picture {}.png", index + 1), &mut Cursor::new(picture));
        } else if let Some(file) = bitmap(picture) {
            out.child(&format!("picture {}.bmp", index + 1), &mut Cursor::new(file));
        } else {
            out.problem(ProblemCode::Damaged);
        }
    }
    trailing(bytes.get(end..).unwrap_or_default(), out);
}

/// Makes a file of a bitmap whose height counts its mask as well.
fn bitmap(picture: &[u8]) -> Option<Vec<u8>> {
    let header = le32(picture, 0)?;
    let height = le32(picture, 8)? / 2;
    let depth = picture.get(14..16)?;
    let named = le32(picture, 32)?;
    let colours = match (u16::from_le_bytes(depth.try_into().ok()?), named) {
        (depth @ ..=8, 0) => 1 << depth,
        (_, named) => named,
    };
    let pixels = colours.checked_mul(4)?.checked_add(header)?.checked_add(BITMAP_HEADER_BYTES)?;
    let length = picture.len() + BITMAP_HEADER_BYTES;
    let mut file = b"BM".to_vec();
    for number in [length, 0, pixels] {
        file.extend_from_slice(&u32::try_from(number).ok()?.to_le_bytes());
    }
    file.extend_from_slice(picture.get(..8)?);
    file.extend_from_slice(&u32::try_from(height).ok()?.to_le_bytes());
    file.extend_from_slice(picture.get(12..)?);
    Some(file)
}
