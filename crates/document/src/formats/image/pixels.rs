//! The pixels of a picture: decoded only to see whether they are likely to hold text.

use std::io::Cursor;

use ::image::codecs::{gif::GifDecoder, png::PngDecoder, webp::WebPDecoder};
use ::image::{
    AnimationDecoder, DynamicImage, Frames, ImageDecoder, ImageFormat, ImageReader, Limits, Rgba,
    RgbaImage, imageops,
};

use super::textlike;
use crate::ProblemCode;
use crate::read::Out;

/// Side up to which a picture is an icon, too small for words.
const ICON_SIDE: u32 = 48;

/// Bytes that a decoder may allocate for each pixel: four channels of two bytes, twice.
const PIXEL_BYTES_MAX: u64 = 16;

/// Most frames of an animation that are looked at.
const FRAMES_MAX: usize = 32;

/// Tells whether the picture, or its page of that number, holds text that nobody read.
pub(super) fn look(bytes: &[u8], format: ImageFormat, page: Option<u64>, out: &mut Out<'_>) {
    let code = likelihood(bytes, format, out.limits().pixels_max);
    out.problem_with(None, code, page);
}

fn likelihood(bytes: &[u8], format: ImageFormat, pixels_max: u64) -> ProblemCode {
    let reader = || ImageReader::with_format(Cursor::new(bytes), format);
    let Ok((width, height)) = reader().into_dimensions() else {
        return ProblemCode::PictureUndecoded;
    };
    if width <= ICON_SIDE && height <= ICON_SIDE {
        return ProblemCode::PictureNotRead;
    }
    if u64::from(width) * u64::from(height) > pixels_max {
        return ProblemCode::PictureUndecoded;
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(pixels_max.saturating_mul(PIXEL_BYTES_MAX));
    let mut reader = reader();
    reader.limits(limits.clone());
    let Ok(picture) = reader.decode() else { return ProblemCode::PictureUndecoded };
    let later = || frames(bytes, format, limits).into_iter().flatten().skip(1).take(FRAMES_MAX);
    let is_text = shows_text(picture)
        || later().flatten().any(|frame| shows_text(frame.into_buffer().into()));
    if is_text { ProblemCode::PictureTextUnread } else { ProblemCode::PictureNotRead }
}

/// Returns the frames of an animation; nothing for a picture that does not move.
fn frames(bytes: &[u8], format: ImageFormat, limits: Limits) -> Option<Frames<'_>> {
    let bytes = Cursor::new(bytes);
    match format {
        ImageFormat::Gif => {
            let mut decoder = GifDecoder::new(bytes).ok()?;
            decoder.set_limits(limits).ok()?;
            Some(decoder.into_frames())
        }
        ImageFormat::WebP => {
            let mut decoder = WebPDecoder::new(bytes).ok()?;
            decoder.set_limits(limits).ok()?;
            decoder.has_animation().then(|| decoder.into_frames())
        }
        ImageFormat::Png => {
            let decoder = PngDecoder::with_limits(bytes, limits).ok()?;
            match decoder.is_apng() {
                Ok(true) => decoder.apng().ok().map(AnimationDecoder::into_frames),
                _ => None,
            }
        }
        _ => None,
    }
}

fn shows_text(picture: DynamicImage) -> bool {
    let grey = opaque(picture).into_luma8();
    textlike::is_likely(grey.as_raw(), grey.width() as usize)
}

/// Returns the picture without transparency: on grey, so that black letters and white ones show.
fn opaque(picture: DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return picture;
    }
    let (width, height) = (picture.width(), picture.height());
    let mut paper = RgbaImage::from_pixel(width, height, Rgba([128, 128, 128, 255]));
    imageops::overlay(&mut paper, &picture.into_rgba8(), 0, 0);
    DynamicImage::ImageRgba8(paper)
}
