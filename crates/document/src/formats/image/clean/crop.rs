//! Pictures of which a document shows a part: the rest goes, in the pixels.

use std::io::Cursor;

use ::image::codecs::jpeg::JpegEncoder;
use ::image::{DynamicImage, GenericImage as _, ImageFormat, ImageReader, Rgba};

use crate::clean::Work;

/// Thousandths of a percent.
const WHOLE: i64 = 100_000;
/// Quality of JPEG at which no loss is seen.
const QUALITY: u8 = 92;

/// Returns the picture without what is cut off at the left, top, right and bottom, in thousandths
/// of a percent; `None` when nothing is, or it cannot be decoded. What is free of each thing that
/// covers the rest follows, four numbers for each: what is under it becomes black.
pub(crate) fn cropped(bytes: &[u8], crop: &[i64], work: &Work<'_>) -> Option<Vec<u8>> {
    let (&[left, top, right, bottom], covered) = crop.split_first_chunk()?;
    let format = ::image::guess_format(bytes).ok()?;
    let picture = ImageReader::with_format(Cursor::new(bytes), format).decode().ok()?;
    let (width, height) = (i64::from(picture.width()), i64::from(picture.height()));
    if (width * height) as u64 > work.limits().pixels_max {
        return None;
    }
    let at = |cut: i64, size: i64| (cut.clamp(0, WHOLE) * size / WHOLE).clamp(0, size - 1);
    let (x, y) = (at(left, width), at(top, height));
    let to_x = (width - at(right, width)).max(x + 1);
    let to_y = (height - at(bottom, height)).max(y + 1);
    let mut part = picture.crop_imm(x as u32, y as u32, (to_x - x) as u32, (to_y - y) as u32);
    for free in covered.as_chunks().0 {
        blacken(&mut part, *free);
    }
    written(&part, format)
}

/// Width and height of a picture as programs show it that are told nothing else, in points.
pub(crate) fn size_points(bytes: &[u8]) -> Option<(f64, f64)> {
    /// Points of an inch, and pixels of one of which nothing is said.
    const INCH: f64 = 72.0;
    const PIXELS: f64 = 96.0;
    let format = ::image::guess_format(bytes).ok()?;
    let (width, height) =
        ImageReader::with_format(Cursor::new(bytes), format).into_dimensions().ok()?;
    let density = match format {
        ImageFormat::Png => png_density(bytes),
        ImageFormat::Jpeg => jpeg_density(bytes),
        _ => None,
    };
    let (across, down) = density.unwrap_or((PIXELS, PIXELS));
    Some((f64::from(width) * INCH / across, f64::from(height) * INCH / down))
}

/// Pixels of an inch across and down, as a PNG says them (11.3.4.3).
fn png_density(bytes: &[u8]) -> Option<(f64, f64)> {
    const METRES: f64 = 0.0254;
    let at = memchr::memmem::find(bytes.get(..bytes.len().min(4 << 10))?, b"pHYs")? + 4;
    let number = |at: usize| Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?));
    let (across, down) = (number(at)?, number(at + 4)?);
    let is_known = bytes.get(at + 8) == Some(&1) && across > 0 && down > 0;
    is_known.then(|| (f64::from(across) * METRES, f64::from(down) * METRES))
}

/// Pixels of an inch across and down, as a JPEG says them (JFIF 1.02).
fn jpeg_density(bytes: &[u8]) -> Option<(f64, f64)> {
    let fields = bytes.get(6..18)?.strip_prefix(b"JFIF\0")?;
    let &[_, _, unit, across_high, across_low, down_high, down_low] = fields else { return None };
    let (across, down) = (
        f64::from(u16::from_be_bytes([across_high, across_low])),
        f64::from(u16::from_be_bytes([down_high, down_low])),
    );
    let of_inch = match unit {
        1 => 1.0,
        2 => 2.54,
        _ => return None,
    };
    (across > 0.0 && down > 0.0).then_some((across * of_inch, down * of_inch))
}

/// Paints what is left of a picture when that much is free of it at the left, top, right and bottom.
fn blacken(picture: &mut DynamicImage, [left, top, right, bottom]: [i64; 4]) {
    let (width, height) = (i64::from(picture.width()), i64::from(picture.height()));
    // Pixels that are covered in part are painted as well, lest something shows in them.
    let from = |free: i64, size: i64| free.clamp(0, WHOLE) * size / WHOLE;
    let to = |free: i64, size: i64| size - from(free, size);
    for y in from(top, height)..to(bottom, height) {
        for x in from(left, width)..to(right, width) {
            picture.put_pixel(x as u32, y as u32, Rgba([0, 0, 0, u8::MAX]));
        }
    }
}

fn written(picture: &DynamicImage, format: ImageFormat) -> Option<Vec<u8>> {
    let mut made = Cursor::new(Vec::new());
    if format == ImageFormat::Jpeg {
        picture.write_with_encoder(JpegEncoder::new_with_quality(&mut made, QUALITY)).ok()?;
    } else {
        picture.write_to(&mut made, ImageFormat::Png).ok()?;
    }
    Some(made.into_inner())
}
