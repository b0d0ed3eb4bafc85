//! Pictures: what is written in them beside the pixels, and whether the pixels hold text.
//!
//! Containers are walked by hand, because what matters here is also what no viewer looks at:
//! unknown segments, bytes after the end, previews. Codes in the pixels are read here; a picture
//! that is likely to hold text is handed to whoever can recognise it, else told as a problem.

mod bitmap;
pub(crate) mod clean;
mod coded;
mod codes;
pub(super) mod drawing;
pub(super) mod exif;
mod gif;
mod heif;
mod icc;
mod icon;
mod iptc;
mod jpeg;
mod jpeg2000;
mod mosaic;
pub(super) mod pixels;
mod png;
mod psd;
pub(super) mod recognised;
pub(super) mod textlike;
pub(crate) mod thumbnail;
mod tiff;
mod webp;

use std::io::Cursor;

use ::image::ImageFormat;

use super::textual::{property, strings, whole};
use super::video::is_brand;
use crate::format::{Format, Probe};
use crate::out::{NewPart, Out};
use crate::{Hidden, Input, PartKind, ProblemCode};

/// What is read of every picture.
const READS: &str = "EXIF, XMP, IPTC and other properties, comments, previews, bytes after the \
                     end; pictures likely to hold text are told";

/// The same of pictures whose pixels are those of a video.
const READS_BOXES: &str =
    "EXIF, XMP and other items, previews, maps, bytes after the end; pixels are not decoded";

/// JPEG picture.
pub(super) const JPEG: Format = Format {
    name: "jpeg",
    title: "JPEG picture",
    extensions: &["jpg", "jpeg", "jpe", "jfif"],
    reads: READS,
    in_process: false,
    matches: |probe| probe.head.starts_with(&[0xFF, 0xD8, 0xFF]),
    read: |input, out| read(input, out, jpeg::read, ImageFormat::Jpeg),
};

/// PNG picture.
pub(super) const PNG: Format = Format {
    name: "png",
    title: "PNG picture",
    extensions: &["png", "apng"],
    reads: READS,
    in_process: false,
    matches: |probe| probe.head.starts_with(png::SIGNATURE),
    read: |input, out| read(input, out, png::read, ImageFormat::Png),
};

/// WebP picture.
pub(super) const WEBP: Format = Format {
    name: "webp",
    title: "WebP picture",
    extensions: &["webp"],
    reads: READS,
    in_process: false,
    matches: |probe| probe.head.starts_with(b"RIFF") && probe.head.get(8..12) == Some(b"WEBP"),
    read: |input, out| read(input, out, webp::read, ImageFormat::WebP),
};

/// TIFF picture.
pub(super) const TIFF: Format = Format {
    name: "tiff",
    title: "TIFF picture",
    extensions: &["tif", "tiff", "dng"],
    reads: READS,
    in_process: false,
    matches: |probe| tiff::matches(probe.head),
    read: |input, out| {
        let held = out.hold(input, None);
        tiff::read(&held.bytes, out);
    },
};

/// GIF picture.
pub(super) const GIF: Format = Format {
    name: "gif",
    title: "GIF picture",
    extensions: &["gif"],
    reads: READS,
    in_process: false,
    matches: |probe| probe.head.starts_with(b"GIF87a") || probe.head.starts_with(b"GIF89a"),
    read: |input, out| read(input, out, gif::read, ImageFormat::Gif),
};

/// Windows bitmap.
pub(super) const BMP: Format = Format {
    name: "bmp",
    title: "Windows bitmap",
    extensions: &["bmp", "dib"],
    reads: READS,
    in_process: false,
    matches: is_bitmap,
    read: |input, out| read(input, out, bitmap::read, ImageFormat::Bmp),
};

/// Windows icon or cursor.
pub(super) const ICO: Format = Format {
    name: "ico",
    title: "Windows icon",
    extensions: &["ico", "cur"],
    reads: "each picture in it by its own reader",
    in_process: false,
    matches: |probe| {
        let is_marked = matches!(probe.head.get(..4), Some([0, 0, 1 | 2, 0]));
        is_marked && matches!(probe.head.get(4..6), Some([count, 0]) if *count > 0)
    },
    read: icon::read,
};

/// JPEG 2000 picture.
pub(super) const JP2: Format = Format {
    name: "jp2",
    title: "JPEG 2000 picture",
    extensions: &["jp2", "jpf", "jpx", "j2k", "j2c", "jpm"],
    reads: READS,
    in_process: false,
    matches: |probe| {
        probe.head.starts_with(jpeg2000::BOXES) || probe.head.starts_with(jpeg2000::STREAM)
    },
    read: jpeg2000::read,
};

/// HEIF picture, as most telephones take them.
pub(super) const HEIC: Format = Format {
    name: "heic",
    title: "HEIF picture",
    extensions: &["heic", "heif", "hif"],
    reads: READS_BOXES,
    in_process: false,
    matches: |probe| {
        is_brand(probe, &[b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis"])
    },
    read: heif::read,
};

/// AVIF picture.
pub(super) const AVIF: Format = Format {
    name: "avif",
    title: "AVIF picture",
    extensions: &["avif"],
    reads: READS_BOXES,
    in_process: false,
    matches: |probe| is_brand(probe, &[b"avif", b"avis"]),
    read: heif::read,
};

/// Canon's raw picture.
pub(super) const CR3: Format = Format {
    name: "cr3",
    title: "Canon raw picture",
    extensions: &["cr3"],
    reads: READS_BOXES,
    in_process: false,
    matches: |probe| is_brand(probe, &[b"crx "]),
    read: heif::read,
};

/// Photoshop picture.
pub(super) const PSD: Format = Format {
    name: "psd",
    title: "Photoshop picture",
    extensions: &["psd", "psb"],
    reads: "resources, names and texts of layers; pixels are not decoded",
    in_process: false,
    matches: |probe| probe.head.starts_with(b"8BPS\0\x01") || probe.head.starts_with(b"8BPS\0\x02"),
    read: psd::read,
};

/// True for the name of a format whose previews are compared with the picture that they are in.
pub(crate) fn is_picture(format: &str) -> bool {
    [JPEG, PNG, WEBP, TIFF, GIF, BMP, ICO, JP2, HEIC, AVIF, CR3, PSD]
        .iter()
        .any(|picture| picture.name == format)
}

/// A text may begin with the letters BM; a bitmap has a header of a known length as well.
fn is_bitmap(probe: &mut Probe<'_>) -> bool {
    probe.head.starts_with(b"BM")
        && matches!(probe.head.get(14..18), Some(&[12 | 40 | 52 | 56 | 64 | 108 | 124, 0, 0, 0]))
}

/// Reads what is written in a picture, then looks at its pixels.
fn read(
    input: &mut dyn Input,
    out: &mut Out<'_>,
    read_container: fn(&[u8], &mut Out<'_>),
    format: ImageFormat,
) {
    let held = out.hold(input, None);
    // The strips of a TIFF may stand anywhere, and nobody counts what lies between them.
    if format != ImageFormat::Tiff {
        out.count().account();
    }
    read_container(&held.bytes, out);
    pixels::look(&held.bytes, format, out);
}

/// Tells what a picture inside of another document has beside its pixels, and behind its end.
pub(super) fn read_beside_pixels(bytes: &[u8], out: &mut Out<'_>) {
    if bytes.starts_with(jpeg2000::STREAM) || bytes.starts_with(jpeg2000::BOXES) {
        return jpeg2000::read_beside_pixels(bytes, out);
    }
    match jpeg::end(bytes).and_then(|end| bytes.split_at_checked(end)) {
        Some((own, rest)) => {
            jpeg::read(own, out);
            behind(rest, out);
        }
        None => {
            let mut head = jpeg::head(bytes).to_vec();
            head.extend_from_slice(&[0xFF, 0xD9]);
            jpeg::read(&head, out);
        }
    }
}

/// What begins a document that somebody or some camera put behind a picture, and how far before the
/// mark it begins.
const BEGINNINGS: &[(&[u8], usize)] = &[
    (&[0xFF, 0xD8, 0xFF], 0),
    (png::SIGNATURE, 0),
    // The film that goes with a picture of many telephones.
    (b"ftypmp4", 4),
    (b"ftypisom", 4),
    (b"ftypqt  ", 4),
    (b"PK\x03\x04", 0),
    (b"%PDF-", 0),
    (b"Rar!\x1A\x07", 0),
    (b"7z\xBC\xAF\x27\x1C", 0),
];

/// The end of a PNG file.
const PNG_END: &[u8] = b"IEND\xAE\x42\x60\x82";

/// Tells what follows the end of a picture: documents of their own, the rest of an earlier picture,
/// or bytes with some text.
fn trailing(bytes: &[u8], out: &mut Out<'_>) {
    let Some(start) = bytes.iter().position(|byte| *byte != 0) else { return };
    let bytes = bytes.get(start..).unwrap_or_default();
    out.count().gap_at_end(bytes.len() as u64);
    tell_trailing("bytes after the end", bytes, out);
}

/// Least bytes behind a picture in another document that are more than filling.
const BEHIND_BYTES_MIN: usize = 8;

/// Tells what follows the end of a picture in another document, unless it only fills up: line ends
/// that belong to the document, or one byte over and over.
pub(super) fn behind(bytes: &[u8], out: &mut Out<'_>) {
    let bytes = bytes.trim_ascii();
    let is_filling = bytes.windows(2).all(|pair| pair.first() == pair.last());
    if bytes.len() >= BEHIND_BYTES_MIN && !is_filling {
        tell_trailing("bytes after the end of a picture", bytes, out);
    }
}

fn tell_trailing(label: &str, bytes: &[u8], out: &mut Out<'_>) {
    out.problem(ProblemCode::TrailingBytes);
    let begin = BEGINNINGS
        .iter()
        .filter_map(|(mark, before)| memchr::memmem::find(bytes, mark)?.checked_sub(*before))
        .min();
    let (loose, document) = bytes.split_at(begin.unwrap_or(bytes.len()));
    // An editor that writes a smaller picture over a larger one leaves the end of the larger one.
    if loose.ends_with(PNG_END) {
        let text = format!("{} bytes of an earlier picture follow the end", loose.len());
        property(out, "EarlierPicture", &text);
    }
    let text = strings(loose);
    if !text.is_empty() {
        let part = NewPart::new(PartKind::Other, label).hidden(Hidden::Slack);
        out.text(part, &text, vec![whole(&text)]);
    }
    if !document.is_empty() {
        out.child(label, &mut Cursor::new(document));
    }
}

/// Returns the number of four bytes, the highest first.
fn be32(bytes: &[u8], at: usize) -> Option<usize> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_be_bytes(bytes.try_into().ok()?) as usize)
}

/// Returns the number of four bytes, the lowest first.
pub(super) fn le32(bytes: &[u8], at: usize) -> Option<usize> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?) as usize)
}

/// Returns the number of two bytes, the highest first.
fn be16(bytes: &[u8], at: usize) -> Option<usize> {
    let bytes = bytes.get(at..at.checked_add(2)?)?;
    Some(usize::from(u16::from_be_bytes(bytes.try_into().ok()?)))
}

/// Returns `len` bytes from `at`, or as many as there are; false when some are missing.
pub(super) fn piece(bytes: &[u8], at: usize, len: usize) -> (&[u8], bool) {
    let end = at.saturating_add(len).min(bytes.len());
    let piece = bytes.get(at..end).unwrap_or_default();
    (piece, piece.len() == len)
}

#[cfg(test)]
pub(super) mod tests;
