//! The bytes that decide the pixels of a picture, and their digest: what was looked at once need not
//! be decoded again where the very same bytes stand in a copy.

use super::clean;
use crate::Pixels;
use ::image::ImageFormat;

/// A picture of its coded pixels alone.
pub(super) struct Coded {
    /// What a decoder is given, so that nothing else has a say in the pixels.
    pub(super) bytes: Vec<u8>,
    pub(super) pixels: Pixels,
}

impl Coded {
    /// Takes what decides the pixels out of a picture; `None` for one that is broken, moves, or is of
    /// a format of which that is not known.
    pub(super) fn of(bytes: &[u8], format: ImageFormat) -> Option<Self> {
        let bytes = match format {
            ImageFormat::Jpeg => clean::jpeg_pixels(bytes)?,
            ImageFormat::Png => clean::png_pixels(bytes)?,
            _ => return None,
        };
        let pixels = Pixels::of(&bytes);
        Some(Self { bytes, pixels })
    }
}

#[cfg(test)]
mod tests;
