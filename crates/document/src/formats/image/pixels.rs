//! The pixels of a picture: decoded only to see whether they are likely to hold text.

use std::io::Cursor;

use ::image::{DynamicImage, GrayImage, ImageFormat, ImageReader, Limits, Rgba, imageops};

use super::textlike;
use crate::ProblemCode;
use crate::read::Out;

/// Side up to which a picture is an icon, too small for words.
const ICON_SIDE: u32 = 48;

/// Widest that a picture is looked at; wider ones are scaled down.
const WIDTH_MAX: u32 = 1400;

/// Bytes that a decoder may allocate for each pixel: four channels of two bytes, twice.
const PIXEL_BYTES_MAX: u64 = 16;

/// Tells whether the picture holds text that nobody read.
pub(super) fn look(bytes: &[u8], format: ImageFormat, out: &mut Out<'_>) {
    let size = ImageReader::with_format(Cursor::new(bytes), format).into_dimensions().ok();
    let code = match size {
        Some((width, height)) if width <= ICON_SIDE && height <= ICON_SIDE => {
            ProblemCode::PictureNotRead
        }
        Some(_) => match luminance(bytes, format, out.limits().pixels_max) {
            Some(grey) if textlike::is_likely(grey.as_raw(), grey.width() as usize) => {
                ProblemCode::PictureTextUnread
            }
            Some(_) => ProblemCode::PictureNotRead,
            None => ProblemCode::PictureUndecoded,
        },
        None => ProblemCode::PictureUndecoded,
    };
    out.problem(code);
}

/// Returns the brightness of the pixels, scaled down; `None` when they cannot be decoded.
fn luminance(bytes: &[u8], format: ImageFormat, pixels_max: u64) -> Option<GrayImage> {
    let (width, height) =
        ImageReader::with_format(Cursor::new(bytes), format).into_dimensions().ok()?;
    if u64::from(width) * u64::from(height) > pixels_max {
        return None;
    }
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(pixels_max.saturating_mul(PIXEL_BYTES_MAX));
    reader.limits(limits);
    let picture = opaque(reader.decode().ok()?);
    let grey = picture.into_luma8();
    if width <= WIDTH_MAX {
        return Some(grey);
    }
    let scaled = u64::from(height) * u64::from(WIDTH_MAX) / u64::from(width);
    Some(imageops::thumbnail(&grey, WIDTH_MAX, scaled.max(1) as u32))
}

/// Returns the picture without transparency: on grey, so that black letters and white ones show.
fn opaque(picture: DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return picture;
    }
    let (width, height) = (picture.width(), picture.height());
    let mut paper = ::image::RgbaImage::from_pixel(width, height, Rgba([128, 128, 128, 255]));
    imageops::overlay(&mut paper, &picture.into_rgba8(), 0, 0);
    DynamicImage::ImageRgba8(paper)
}
