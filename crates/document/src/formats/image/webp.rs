//! WebP: chunks of a RIFF file.

use super::super::textual::{lenient, property, strings};
use super::super::xmp;
use super::{exif, icc, le32, piece, trailing};
use crate::ProblemCode;
use crate::out::Out;

/// Chunks that hold pixels or say how they are shown.
const CODING: &[&[u8; 4]] = &[b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"];

/// Tells what stands beside the pixels.
pub(super) fn read(bytes: &[u8], out: &mut Out<'_>) {
    let end = le32(bytes, 4).unwrap_or_default().saturating_add(8);
    let (whole, complete) = piece(bytes, 0, end);
    let mut at = 12;
    let mut cut = !complete;
    while let (Some(kind), Some(length)) = (whole.get(at..at + 4), le32(whole, at + 4)) {
        if out.stop() {
            return;
        }
        let (data, complete) = piece(whole, at + 8, length);
        cut |= !complete;
        match kind {
            b"EXIF" => exif::read(data.strip_prefix(b"Exif\0\0").unwrap_or(data), out),
            b"XMP " => xmp::read(data, out),
            b"ICCP" => icc::read(data, out),
            _ if CODING.iter().any(|coding| coding.as_slice() == kind) => {}
            _ => property(out, lenient(kind).trim(), &strings(data)),
        }
        // Chunks of odd length are followed by one byte of padding.
        at = at.saturating_add(8).saturating_add(length).saturating_add(length & 1);
    }
    if cut {
        out.problem(ProblemCode::Truncated);
    }
    // Some writers leave the padding of the last chunk out of the length.
    trailing(bytes.get(end..).unwrap_or_default(), out);
}
