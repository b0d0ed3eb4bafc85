//! Pictures inside documents: those of kinds that can be cleaned stay, cropped to what is shown.

use super::{Removal, Work};

/// A picture that was cleaned.
pub(crate) struct Picture {
    pub(crate) bytes: Vec<u8>,
    /// Ending of its name.
    pub(crate) extension: &'static str,
    pub(crate) media_type: &'static str,
}

/// Pictures that can be cleaned: how they begin, their ending and their type.
const KINDS: &[(&[u8], &str, &str)] = &[
    (&[0xFF, 0xD8, 0xFF], "jpg", "image/jpeg"),
    (b"\x89PNG", "png", "image/png"),
    (b"GIF8", "gif", "image/gif"),
    (b"BM", "bmp", "image/bmp"),
    (b"II*\0", "tif", "image/tiff"),
    (b"MM\0*", "tif", "image/tiff"),
    (b"RIFF", "webp", "image/webp"),
];
/// Bytes in which a drawing says that it is one.
const HEAD_BYTES: usize = 1 << 10;

/// Cleans a picture and takes off what is cropped, in thousandths of a percent of each side;
/// `None` when its kind cannot be cleaned or cropped.
pub(crate) fn cleaned(
    name: &str,
    bytes: &[u8],
    crop: &[i64],
    work: &mut Work<'_>,
) -> Option<Picture> {
    let copy = kind_of(bytes).and_then(|_| work.child(name, bytes).ok());
    let Some(copy) = copy else {
        work.removed(Removal::Pictures, 1);
        return None;
    };
    let bytes = match crop.is_empty() {
        true => copy.bytes,
        false => {
            let Some(part) = crate::formats::image::clean::cropped(&copy.bytes, crop, work) else {
                // Whole it would show more than the document does.
                work.removed(Removal::Pictures, 1);
                return None;
            };
            work.removed(Removal::Pixels, 1);
            // It is written as this program writes pictures, not as its encoder does.
            work.child(name, &part).ok()?.bytes
        }
    };
    let (extension, media_type) = kind_of(&bytes)?;
    Some(Picture { bytes, extension, media_type })
}

fn kind_of(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    let known = KINDS.iter().find(|(start, ..)| bytes.starts_with(start));
    let head = bytes.get(..bytes.len().min(HEAD_BYTES)).unwrap_or_default();
    let is_drawing = || memchr::memmem::find(head, b"<svg").is_some();
    match known {
        Some((_, extension, media_type)) => Some((extension, media_type)),
        None => is_drawing().then_some(("svg", "image/svg+xml")),
    }
}
