//! Cleans pictures without touching what is seen: coded pixels are copied as they are, and of the
//! rest only what showing them takes.
//!
//! What stays beside the pixels is the way up, and the colour profile without its texts.

mod bitmap;
mod crop;
mod gif;
mod heif;
mod icc;
mod jpeg;
mod jpeg2000;
mod paint;
mod png;
mod tiff;
mod webp;

use crate::ProblemCode;
use crate::clean::Refusal;

pub(in crate::formats) use bitmap::clean as bmp;
pub(crate) use crop::{cropped, size_points};
pub(in crate::formats) use gif::clean as gif;
pub(in crate::formats) use heif::clean as heif;
pub(in crate::formats) use icc::without_texts;
pub(in crate::formats) use jpeg::clean as jpeg;
pub(super) use jpeg::pixels as jpeg_pixels;
pub(in crate::formats) use jpeg2000::clean as jpeg2000;
pub(crate) use paint::painted;
pub(in crate::formats) use png::clean as png;
pub(super) use png::pixels as png_pixels;
pub(in crate::formats) use tiff::clean as tiff;
pub(in crate::formats) use webp::clean as webp;

/// Returns a description of colours (ISO/IEC 14496-12, 12.1.5) without the texts of its profile;
/// `None` for one of an unknown kind.
pub(in crate::formats) fn colour(content: &[u8]) -> Option<Vec<u8>> {
    let (kind, rest) = content.split_at_checked(4)?;
    match kind {
        b"nclx" => Some(content.get(..content.len().min(11))?.to_vec()),
        b"nclc" => Some(content.get(..content.len().min(10))?.to_vec()),
        b"prof" | b"rICC" => Some([kind, &icc::without_texts(rest)?].concat()),
        _ => None,
    }
}

const DAMAGED: Refusal = Refusal::Unread(ProblemCode::Damaged);
const TRUNCATED: Refusal = Refusal::Unread(ProblemCode::Truncated);

/// Tag of EXIF and TIFF for the way up.
const ORIENTATION: u16 = 0x0112;

/// Returns EXIF that says nothing but the way up; nothing when that is the usual one.
fn upright_exif(exif: &[u8]) -> Option<Vec<u8>> {
    let orientation = orientation(exif).filter(|way| (2..=8).contains(way))?;
    let mut made = b"II*\0\x08\0\0\0\x01\0".to_vec();
    made.extend_from_slice(&ORIENTATION.to_le_bytes());
    made.extend_from_slice(&[3, 0, 1, 0, 0, 0]);
    made.extend_from_slice(&[orientation, 0, 0, 0]);
    made.extend_from_slice(&[0; 4]);
    Some(made)
}

/// Returns the way up that the first directory of EXIF gives.
fn orientation(exif: &[u8]) -> Option<u8> {
    let order = Order::of(exif)?;
    let at = order.long(exif, 4)? as usize;
    let count = usize::from(order.short(exif, at)?);
    (0..count).map(|index| at + 2 + index * 12).find_map(|entry| {
        let is_way = order.short(exif, entry)? == ORIENTATION;
        is_way.then(|| order.short(exif, entry + 8).and_then(|way| u8::try_from(way).ok()))?
    })
}

/// The order of bytes in numbers of a TIFF structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    Little,
    Big,
}

impl Order {
    fn of(bytes: &[u8]) -> Option<Self> {
        match bytes.get(..4)? {
            b"II*\0" => Some(Self::Little),
            b"MM\0*" => Some(Self::Big),
            _ => None,
        }
    }

    fn short(self, bytes: &[u8], at: usize) -> Option<u16> {
        let two = bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(match self {
            Self::Little => u16::from_le_bytes(two),
            Self::Big => u16::from_be_bytes(two),
        })
    }

    fn long(self, bytes: &[u8], at: usize) -> Option<u32> {
        let four = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(match self {
            Self::Little => u32::from_le_bytes(four),
            Self::Big => u32::from_be_bytes(four),
        })
    }
}

#[cfg(test)]
mod tests;
