//! JPEG 2000 (ISO/IEC 15444-1, annex I): boxes around a code stream, or the code stream alone.

use ::image::{DynamicImage, GrayImage, RgbImage};
use hayro_jpeg2000::{DecodeSettings, DecoderContext, Image};

use super::super::boxes::{held, letters};
use super::super::textual::{lenient, property, strings};
use super::super::xmp;
use super::{be16, behind, exif, icc, iptc, pixels, trailing};
use crate::out::Out;
use crate::{Input, ProblemCode};

/// How a code stream begins.
pub(super) const STREAM: &[u8] = b"\xFF\x4F\xFF\x51";
/// How a file of boxes begins.
pub(super) const BOXES: &[u8] = b"\0\0\0\x0CjP  ";
/// A comment in the head of a code stream, and what ends that head (annex A).
const COMMENT: &[u8] = b"\xFF\x64";
const TILE: &[u8] = b"\xFF\x90";
/// The end of a code stream.
const END: &[u8] = b"\xFF\xD9";

/// Boxes that hold pixels or say how they are shown.
const CODING: &[&[u8; 4]] = &[b"jP  ", b"ftyp", b"jp2h", b"rreq"];

/// Names of what boxes of a program's own hold.
const XMP: [u8; 16] = *b"\xBE\x7A\xCF\xCB\x97\xA9\x42\xE8\x9C\x71\x99\x94\x91\xE3\xAF\xAC";
const EXIF: [u8; 16] = *b"JpgTiffExif->JP2";
const IPTC: [u8; 16] = *b"\x33\xC7\xA4\xD2\xB8\x1D\x47\x23\xA0\xBA\xF1\xA3\xE0\x97\xAD\x38";

/// Reads what stands beside the pixels, then the pixels.
pub(super) fn read(input: &mut dyn Input, out: &mut Out<'_>) {
    let held = out.hold(input, None);
    out.count().account();
    match held.bytes.starts_with(STREAM) {
        true => tell_stream(&held.bytes, trailing, out),
        false => tell_boxes(&held.bytes, trailing, out),
    }
    match decode(&held.bytes, out.limits().pixels_max) {
        Some(grey) => {
            pixels::judge(grey, Vec::new(), None, out);
        }
        None => out.problem(ProblemCode::PictureUndecoded),
    }
}

/// Tells what stands beside the pixels of a picture in another document.
pub(super) fn read_beside_pixels(bytes: &[u8], out: &mut Out<'_>) {
    match bytes.starts_with(STREAM) {
        true => tell_stream(bytes, behind, out),
        false => tell_boxes(bytes, behind, out),
    }
}

/// How what follows the end is told.
type TellTrailing = fn(&[u8], &mut Out<'_>);

fn tell_boxes(bytes: &[u8], tell_trailing: TellTrailing, out: &mut Out<'_>) {
    let Some(boxes) = held(bytes) else { return out.problem(ProblemCode::Truncated) };
    for found in boxes {
        match &found.kind {
            b"xml " => property(out, "xml", &lenient(found.content)),
            b"uuid" => tell_own(found.content, out),
            b"jp2c" => tell_stream(found.content, tell_trailing, out),
            b"jp2i" => property(out, "rights", &strings(found.content)),
            kind if CODING.contains(&kind) => {}
            kind => property(out, &letters(*kind), &strings(found.content)),
        }
    }
    if let Some(profile) = memchr::memmem::find(bytes, b"acsp").and_then(|at| at.checked_sub(36)) {
        icc::read(bytes.get(profile..).unwrap_or_default(), out);
    }
}

/// Tells what a box of a program's own holds.
fn tell_own(content: &[u8], out: &mut Out<'_>) {
    let Some((id, data)) = content.split_first_chunk::<16>() else { return };
    match id {
        id if *id == XMP => xmp::read(data, out),
        id if *id == EXIF => exif::read(data, out),
        id if *id == IPTC => iptc::read(data, out),
        _ => property(out, "uuid", &strings(data)),
    }
}

/// Tells the comments in the head of a code stream, and what follows its end.
fn tell_stream(stream: &[u8], tell_trailing: TellTrailing, out: &mut Out<'_>) {
    let head = memchr::memmem::find(stream, TILE).unwrap_or(stream.len());
    let head = stream.get(..head).unwrap_or_default();
    for at in memchr::memmem::find_iter(head, COMMENT) {
        let length = be16(head, at + 2).unwrap_or_default();
        let words = head.get(at + 6..at + 2 + length).unwrap_or_default();
        property(out, "comment", &lenient(words));
    }
    if let Some(end) = memchr::memmem::rfind(stream, END) {
        tell_trailing(stream.get(end + END.len()..).unwrap_or_default(), out);
    }
}

/// Decodes the pixels to greys; none when they cannot be decoded within the limits.
fn decode(bytes: &[u8], pixels_max: u64) -> Option<GrayImage> {
    let image = Image::new(bytes, &DecodeSettings::default()).ok()?;
    let (width, height) = (image.width(), image.height());
    if u64::from(width) * u64::from(height) > pixels_max {
        return None;
    }
    let mut context = DecoderContext::default();
    let decoded = image.decode(&mut context).ok()?.data_u8();
    let channels = decoded.len() / (width as usize * height as usize).max(1);
    let colours = |bytes: &[u8]| -> Vec<u8> {
        bytes
            .chunks_exact(channels.max(1))
            .flat_map(|pixel| pixel.get(..3).unwrap_or_default().to_vec())
            .collect()
    };
    Some(match channels {
        3.. => DynamicImage::ImageRgb8(RgbImage::from_raw(width, height, colours(&decoded))?)
            .into_luma8(),
        _ => {
            let greys = decoded.chunks_exact(channels.max(1)).filter_map(|pixel| pixel.first());
            GrayImage::from_raw(width, height, greys.copied().collect())?
        }
    })
}
