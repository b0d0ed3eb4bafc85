//! Draws a picture for people: its first frame, on grey where it is transparent.

use std::io::Cursor;

use ::image::imageops::FilterType;
use ::image::metadata::Orientation;
use ::image::{ImageReader, guess_format};

use super::pixels::{Decoded, decode, opaque, way_up};
use crate::drawing::{DRAWING_PIXELS_MAX, Drawing, PageSize};
use crate::{Limits, ProblemCode};

/// Returns the size of the picture, which is its only page.
pub(in crate::formats) fn sizes(
    bytes: Vec<u8>,
    _limits: &Limits,
) -> Result<Vec<PageSize>, ProblemCode> {
    let undecoded = |_| ProblemCode::PictureUndecoded;
    let format = guess_format(&bytes).map_err(undecoded)?;
    let reader = ImageReader::with_format(Cursor::new(&bytes), format);
    let (width, height) = reader.into_dimensions().map_err(undecoded)?;
    let lies_on_its_side = matches!(
        way_up(&bytes, format),
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    );
    let (width, height) = if lies_on_its_side { (height, width) } else { (width, height) };
    Ok(vec![(width as f32, height as f32)])
}

/// Draws the picture, smaller where it has more pixels than a person needs.
pub(in crate::formats) fn draw(
    bytes: Vec<u8>,
    index: usize,
    limits: &Limits,
) -> Result<Drawing, ProblemCode> {
    if index > 0 {
        return Err(ProblemCode::EntriesLimit);
    }
    let undecoded = ProblemCode::PictureUndecoded;
    let format = guess_format(&bytes).map_err(|_| undecoded)?;
    let Decoded::Picture(mut picture, _) = decode(&bytes, format, limits.pixels_max) else {
        return Err(undecoded);
    };
    picture.apply_orientation(way_up(&bytes, format));
    let pixels = f64::from(picture.width()) * f64::from(picture.height());
    let scale = (DRAWING_PIXELS_MAX as f64 / pixels).sqrt();
    let picture = match scale < 1.0 {
        true => {
            let side = |length: u32| ((f64::from(length) * scale) as u32).max(1);
            let (width, height) = (side(picture.width()), side(picture.height()));
            picture.resize_exact(width, height, FilterType::Triangle)
        }
        false => picture,
    };
    let picture = opaque(picture).into_rgb8();
    let (width, height) = picture.dimensions();
    Drawing::new(width, height, picture.into_raw()).ok_or(undecoded)
}
