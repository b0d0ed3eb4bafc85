//! Windows bitmap: the header, the palette and the pixels, with nothing between or behind them.

use super::super::{le32, piece};
use super::{DAMAGED, TRUNCATED};
use crate::clean::{Refusal, Removal, Work};

const FILE_HEADER_BYTES: usize = 14;
/// Headers of this length have room for a colour profile.
const V5_BYTES: usize = 124;

pub(in crate::formats) fn clean(bytes: &[u8], work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    let header_bytes = le32(bytes, FILE_HEADER_BYTES).ok_or(TRUNCATED)?;
    let pixels_at = le32(bytes, 10).ok_or(TRUNCATED)?;
    let shape = Shape::read(bytes, header_bytes).ok_or(DAMAGED)?;
    let front = FILE_HEADER_BYTES + header_bytes + shape.table_bytes;
    let (before, complete) = piece(bytes, 0, front);
    let (pixels, has_all) = piece(bytes, pixels_at, shape.pixel_bytes);
    if !complete || !has_all {
        return Err(TRUNCATED);
    }
    let mut made = before.to_vec();
    if header_bytes >= V5_BYTES
        && let Some(space) = made.get_mut(70..74)
        && (space == b"DEBM" || space == b"KNIL")
    {
        // The profile is embedded or a path; the standard colours take its place.
        space.copy_from_slice(b"BGRs");
        made.get_mut(126..134).ok_or(DAMAGED)?.fill(0);
        work.removed(Removal::Properties, 1);
    }
    let size = (front + pixels.len()) as u32;
    made.get_mut(2..6).ok_or(DAMAGED)?.copy_from_slice(&size.to_le_bytes());
    made.get_mut(6..10).ok_or(DAMAGED)?.fill(0);
    made.get_mut(10..14).ok_or(DAMAGED)?.copy_from_slice(&(front as u32).to_le_bytes());
    made.extend_from_slice(pixels);
    work.removed(Removal::Slack, usize::from(bytes.len() > made.len()));
    Ok(made)
}

/// How much stands where.
struct Shape {
    /// Bytes of masks and palette behind the header.
    table_bytes: usize,
    pixel_bytes: usize,
}

impl Shape {
    fn read(bytes: &[u8], header_bytes: usize) -> Option<Self> {
        let number = |at: usize| le32(bytes, FILE_HEADER_BYTES + at);
        let (width, height, depth, compression, stored, used) = if header_bytes == 12 {
            let both = number(4)?;
            (both & 0xFFFF, both >> 16, number(8)? >> 16, 0, 0, 0)
        } else {
            let height = (number(8)? as u32).cast_signed().unsigned_abs() as usize;
            (number(4)?, height, number(12)? >> 16, number(16)?, number(20)?, number(32)?)
        };
        let colours = match (used, depth) {
            (0, 1..=8) => 1 << depth,
            (used, _) => used.min(256),
        };
        let masks = match (header_bytes, compression) {
            (40, 3) => 12,
            (40, 6) => 16,
            _ => 0,
        };
        let line = width.checked_mul(depth)?.div_ceil(32).checked_mul(4)?;
        let is_plain = matches!(compression, 0 | 3 | 6);
        Some(Self {
            table_bytes: masks + colours * if header_bytes == 12 { 3 } else { 4 },
            pixel_bytes: if is_plain { line.checked_mul(height)? } else { stored },
        })
    }
}
