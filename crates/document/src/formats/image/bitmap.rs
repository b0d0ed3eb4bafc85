//! Windows bitmaps: a header that says where the pixels stand, and how long all of it is.

use super::{le32, piece, trailing};
use crate::ProblemCode;
use crate::out::Out;

/// Tells what stands beside the pixels.
pub(super) fn read(bytes: &[u8], out: &mut Out<'_>) {
    // Some writers leave the length at zero.
    let length = match le32(bytes, 2) {
        Some(0) | None => bytes.len(),
        Some(length) => length,
    };
    let (_, complete) = piece(bytes, 0, length);
    match complete {
        true => trailing(bytes.get(length..).unwrap_or_default(), out),
        false => out.problem(ProblemCode::Truncated),
    }
}
