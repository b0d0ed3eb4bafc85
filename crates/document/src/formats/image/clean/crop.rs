//! Pictures of which a document shows a part: the rest goes, in the pixels.

use std::io::Cursor;

use ::image::codecs::jpeg::JpegEncoder;
use ::image::{DynamicImage, ImageFormat, ImageReader};

use crate::clean::Work;

/// Thousandths of a percent.
const WHOLE: i64 = 100_000;
/// Quality of JPEG at which no loss is seen.
const QUALITY: u8 = 92;

/// Returns the picture without what is cut off at the left, top, right and bottom, in thousandths
/// of a percent; `None` when nothing is, or it cannot be decoded.
pub(crate) fn cropped(bytes: &[u8], crop: &[i64], work: &Work<'_>) -> Option<Vec<u8>> {
    let &[left, top, right, bottom] = crop else { return None };
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
    let part = picture.crop_imm(x as u32, y as u32, (to_x - x) as u32, (to_y - y) as u32);
    written(&part, format)
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
