//! JPEG (ITU-T T.81): segments, and what applications put into them.

use std::collections::BTreeMap;
use std::io::Cursor;

use super::super::textual::{lenient, property, strings, whole};
use super::super::xmp;
use super::{be16, be32, exif, icc, iptc, piece, trailing};
use crate::out::{NewPart, Out};
use crate::{Hidden, PartKind, ProblemCode};

const EXIF: &[u8] = b"Exif\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const XMP_EXTENSION: &[u8] = b"http://ns.adobe.com/xmp/extension/\0";
const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";
const EXTENSION: &[u8] = b"JFXX\0";
const ICC: &[u8] = b"ICC_PROFILE\0";
/// Segments that say how pixels are coded, and hold no text.
const CODING: &[&[u8]] = &[b"JFIF\0", b"Adobe\0", MULTIPLE];
/// Says that further pictures follow the end (CIPA DC-007): previews, maps of depth or light.
const MULTIPLE: &[u8] = b"MPF\0";

/// Tells what stands beside the pixels.
pub(super) fn read(bytes: &[u8], out: &mut Out<'_>) {
    let mut spread = Spread::default();
    let mut at = 2;
    let mut is_coded = false;
    let end = loop {
        if out.stop() {
            break None;
        }
        let Some((marker, body)) = next_marker(bytes, at) else { break None };
        if !is_coded {
            between(bytes.get(at..body - 2).unwrap_or_default(), out);
        }
        is_coded = marker == SCAN;
        match marker {
            END => break Some(body),
            0xD0..=0xD8 | 0x01 => at = body,
            _ => {
                let length = be16(bytes, body).unwrap_or(2).max(2);
                let (segment, _) = piece(bytes, body + 2, length - 2);
                spread.segment(marker, segment, out);
                at = body + length;
            }
        }
    };
    let has_more = spread.has_more;
    spread.tell(out);
    match end.map(|end| bytes.get(end..).unwrap_or_default()) {
        Some(rest) if has_more && rest.starts_with(&[0xFF, 0xD8]) => {
            out.child("next picture", &mut Cursor::new(rest));
        }
        Some(rest) => trailing(rest, out),
        None => out.problem(ProblemCode::Truncated),
    }
}

/// Tells the words in bytes that stand between two segments, where nothing should.
fn between(bytes: &[u8], out: &mut Out<'_>) {
    let text = strings(bytes);
    if !text.is_empty() {
        let part = NewPart::new(PartKind::Other, "bytes between segments").hidden(Hidden::Slack);
        out.text(part, &text, vec![whole(&text)]);
    }
}

/// Returns the segments before the coded pixels.
pub(super) fn head(bytes: &[u8]) -> &[u8] {
    let mut at = 2;
    while let Some((marker, body)) = next_marker(bytes, at) {
        match marker {
            SCAN | END => return bytes.get(..body - 2).unwrap_or_default(),
            0xD0..=0xD8 | 0x01 => at = body,
            _ => at = body + be16(bytes, body).unwrap_or(2).max(2),
        }
    }
    bytes.get(..at.min(bytes.len())).unwrap_or_default()
}

/// Returns where a picture ends, if it does.
pub(super) fn end(bytes: &[u8]) -> Option<usize> {
    let mut at = 2;
    loop {
        let (marker, body) = next_marker(bytes, at)?;
        match marker {
            END => return Some(body),
            0xD0..=0xD8 | 0x01 => at = body,
            _ => at = body + be16(bytes, body).unwrap_or(2).max(2),
        }
    }
}

/// Start of scan: coded pixels follow.
const SCAN: u8 = 0xDA;
/// End of image.
const END: u8 = 0xD9;

/// Returns the next marker at or after `at`, and where what belongs to it begins.
///
/// Coded pixels are passed over: in them, 0xFF is followed by 0 or a restart marker.
fn next_marker(bytes: &[u8], mut at: usize) -> Option<(u8, usize)> {
    loop {
        at += memchr::memchr(0xFF, bytes.get(at..)?)? + 1;
        match *bytes.get(at)? {
            0x00 | 0xD0..=0xD7 | 0xFF => {}
            marker => return Some((marker, at + 1)),
        }
    }
}

/// What is spread over several segments.
#[derive(Default)]
struct Spread<'a> {
    /// Pieces of extended XMP, by their identifier and offset.
    xmp: BTreeMap<(&'a [u8], usize), &'a [u8]>,
    icc: Vec<u8>,
    photoshop: Vec<u8>,
    /// True when further pictures follow the end.
    has_more: bool,
}

impl<'a> Spread<'a> {
    fn segment(&mut self, marker: u8, segment: &'a [u8], out: &mut Out<'_>) {
        match marker {
            0xFE => property(out, "Comment", &lenient(segment)),
            0xE0..=0xEF => self.application(marker, segment, out),
            _ => {}
        }
    }

    fn application(&mut self, marker: u8, segment: &'a [u8], out: &mut Out<'_>) {
        self.has_more |= segment.starts_with(MULTIPLE);
        if let Some(rest) = segment.strip_prefix(EXIF) {
            exif::read(rest.get(1..).unwrap_or_default(), out);
        } else if let Some(packet) = segment.strip_prefix(XMP) {
            xmp::read(packet, out);
        } else if let Some(rest) = segment.strip_prefix(XMP_EXTENSION) {
            let (id, _) = piece(rest, 0, 32);
            let offset = be32(rest, 36).unwrap_or_default();
            self.xmp.insert((id, offset), rest.get(40..).unwrap_or_default());
        } else if let Some(rest) = segment.strip_prefix(PHOTOSHOP) {
            self.photoshop.extend_from_slice(rest);
        } else if let Some(rest) = segment.strip_prefix(ICC) {
            self.icc.extend_from_slice(rest.get(2..).unwrap_or_default());
        } else if let Some(rest) = segment.strip_prefix(EXTENSION) {
            preview(rest, out);
        } else if let Some(start) = find_packet(segment) {
            xmp::read(segment.get(start..).unwrap_or_default(), out);
        } else if !CODING.iter().any(|prefix| segment.starts_with(prefix)) {
            property(out, &format!("APP{}", marker - 0xE0), &strings(segment));
        }
    }

    /// Tells what is now complete.
    fn tell(self, out: &mut Out<'_>) {
        let mut packets: BTreeMap<&[u8], Vec<u8>> = BTreeMap::new();
        for ((id, _), piece) in self.xmp {
            packets.entry(id).or_default().extend_from_slice(piece);
        }
        for packet in packets.values() {
            xmp::read(packet, out);
        }
        iptc::read_photoshop(&self.photoshop, out);
        icc::read(&self.icc, out);
    }
}

/// Tells the preview of a JFIF extension (ITU-T T.871, 10.2): one that is a picture by itself, or
/// bare pixels, which are too few for words.
fn preview(extension: &[u8], out: &mut Out<'_>) {
    if let Some((0x10, picture)) = extension.split_first() {
        out.child("JFXX thumbnail", &mut Cursor::new(picture));
    }
}

/// Returns where an XMP packet begins that is not announced as the standard wants it.
fn find_packet(segment: &[u8]) -> Option<usize> {
    [b"<?xpacket".as_slice(), b"<x:xmpmeta"]
        .iter()
        .filter_map(|start| memchr::memmem::find(segment, start))
        .min()
}
