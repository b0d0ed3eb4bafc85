//! Pictures that lose some of their pixels, since what they show there must go.

use std::io::Cursor;

use ::image::codecs::bmp::BmpEncoder;
use ::image::codecs::jpeg::JpegEncoder;
use ::image::codecs::png::PngEncoder;
use ::image::codecs::tiff::TiffEncoder;
use ::image::codecs::webp::WebPEncoder;
use ::image::metadata::Orientation;
use ::image::{
    DynamicImage, GenericImage as _, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Rgba,
};

use super::super::pixels::moves;
use crate::Quad;
use crate::clean::Pictured;

/// Quality of JPEG at which no loss is seen.
const QUALITY: u8 = 95;

/// Returns the picture with black in these areas, coded as it was; `None` for one that has pages or
/// moves, that cannot be decoded and coded again, or that the areas are not of.
pub(crate) fn painted(bytes: &[u8], areas: &[&Pictured], pixels_max: u64) -> Option<Vec<u8>> {
    let format = ::image::guess_format(bytes).ok()?;
    let reader = || ImageReader::with_format(Cursor::new(bytes), format);
    let (width, height) = reader().into_dimensions().ok()?;
    if u64::from(width) * u64::from(height) > pixels_max || moves(bytes, format) {
        return None;
    }
    let mut decoder = reader().into_decoder().ok()?;
    let way_up = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten();
    let mut picture = DynamicImage::from_decoder(decoder).ok()?;
    // Words stand where they are shown; and what is coded anew says nothing beside its pixels.
    picture.apply_orientation(way_up);
    let (width, height) = (picture.width(), picture.height());
    for pictured in areas {
        let is_of_it = pictured.page.is_none() && pictured.size == (width as f32, height as f32);
        is_of_it.then_some(())?;
        pictured.areas.iter().for_each(|area| blacken(&mut picture, area));
    }
    coded(&picture, format, profile)
}

fn blacken(picture: &mut DynamicImage, area: &Quad) {
    let around = area.bounds();
    let (width, height) = (picture.width(), picture.height());
    // What an edge only touches goes as well; numbers that are none stand for nothing.
    let range = |from: f32, to: f32, size: u32| from.floor() as u32..(to.ceil() as u32).min(size);
    for y in range(around.top, around.bottom, height) {
        for x in range(around.left, around.right, width) {
            picture.put_pixel(x, y, Rgba([0, 0, 0, u8::MAX]));
        }
    }
}

/// Returns the picture in a format.
fn coded(picture: &DynamicImage, format: ImageFormat, profile: Option<Vec<u8>>) -> Option<Vec<u8>> {
    let mut made = Cursor::new(Vec::new());
    match format {
        ImageFormat::Jpeg => {
            // It has no transparency, and no more than eight bits.
            let plain: DynamicImage = match picture.color().has_color() {
                true => picture.to_rgb8().into(),
                false => picture.to_luma8().into(),
            };
            write(&plain, JpegEncoder::new_with_quality(&mut made, QUALITY), profile)?;
        }
        ImageFormat::Png => write(picture, PngEncoder::new(&mut made), profile)?,
        ImageFormat::Tiff => write(picture, TiffEncoder::new(&mut made), profile)?,
        ImageFormat::WebP => {
            let plain: DynamicImage = match picture.color().has_alpha() {
                true => picture.to_rgba8().into(),
                false => picture.to_rgb8().into(),
            };
            write(&plain, WebPEncoder::new_lossless(&mut made), profile)?;
        }
        ImageFormat::Bmp => {
            let plain: DynamicImage = picture.to_rgb8().into();
            write(&plain, BmpEncoder::new(&mut made), None)?;
        }
        // A GIF has few colours, and black may be none of them.
        ImageFormat::Gif => picture.write_to(&mut made, format).ok()?,
        _ => return None,
    }
    Some(made.into_inner())
}

fn write(
    picture: &DynamicImage,
    mut encoder: impl ImageEncoder,
    profile: Option<Vec<u8>>,
) -> Option<()> {
    if let Some(profile) = profile {
        // A format without a place for it is shown as it is.
        let _unset = encoder.set_icc_profile(profile);
    }
    picture.write_with_encoder(encoder).ok()
}
