//! Drawings of Office ([MS-ODRAW]): the pictures in them, and the words beside them.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::Cursor;

use flate2::read::ZlibDecoder;

use super::tree::{HEADER_BYTES, Record};
use crate::formats::office::binary::{byte, long, short, size, slice, utf16_until_zero};
use crate::formats::office::story::Story;
use crate::out::{NewPart, Out};
use crate::{Hidden, PartKind, ProblemCode};

/// Kinds of records are from here to here.
const KINDS: std::ops::RangeInclusive<u16> = 0xF000..=0xF122;

/// Drawings, which are packed; the other pictures are of pixels.
const METAFILES: std::ops::RangeInclusive<u16> = 0xF01A..=0xF01C;
/// Pixels without the header that files have.
const BITMAP: u16 = 0xF01F;

/// Pictures while a file is read.
#[derive(Default)]
pub(super) struct Pictures {
    count: usize,
    /// Where pictures stand that are kept elsewhere; each is told once.
    seen: BTreeSet<u32>,
    /// The bytes that they take up there.
    ranges: Vec<(usize, usize)>,
    /// What is drawn as a shape of letters.
    word_art: Story,
    /// Names and descriptions of shapes, which no reader sees.
    names: Story,
}

impl Pictures {
    /// Tells the pictures of a drawing; those that are kept elsewhere are in `beside`.
    pub(super) fn tell(&mut self, drawing: &[u8], beside: &[u8], out: &mut Out<'_>) {
        let mut at = 0;
        while let Some(record) = Record::read(drawing, at) {
            if out.stop() {
                return;
            }
            if !KINDS.contains(&record.kind) {
                // Between drawings stand bytes of other kinds.
                at += 1;
                continue;
            }
            if record.is_container {
                at += HEADER_BYTES;
                continue;
            }
            at = record.end();
            match record.kind {
                0xF007 => self.tell_entry(record.body, beside, out),
                0xF00B | 0xF121 | 0xF122 => self.take_words(record),
                _ => self.tell_picture(record, out),
            }
        }
    }

    /// Tells the words beside pictures.
    pub(super) fn finish(self, out: &mut Out<'_>) {
        self.word_art.tell(NewPart::new(PartKind::Other, "word art"), out);
        let part = NewPart::new(PartKind::Alternative, "alternative text");
        self.names.tell(part.hidden(Hidden::Markup), out);
    }

    /// Tells an entry of the list of pictures ([MS-ODRAW] 2.2.32).
    fn tell_entry(&mut self, entry: &[u8], beside: &[u8], out: &mut Out<'_>) {
        const ENTRY_BYTES: usize = 36;
        let name_len = usize::from(byte(entry, 33).unwrap_or_default());
        let name = utf16_until_zero(slice(entry, ENTRY_BYTES, name_len));
        self.push_name(&name);
        let inside = Record::read(entry, ENTRY_BYTES + name_len);
        if let Some(record) = inside.or_else(|| self.take_beside(entry, beside)) {
            self.tell_picture(record, out);
        }
    }

    /// The picture of an entry that is kept elsewhere, the first time that it is asked for.
    fn take_beside<'a>(&mut self, entry: &[u8], beside: &'a [u8]) -> Option<Record<'a>> {
        let at = long(entry, 28).filter(|at| *at != u32::MAX)?;
        let record = Record::read(beside, at as usize)?;
        let is_new = self.seen.insert(at);
        self.ranges.push((record.at, record.end()));
        is_new.then_some(record)
    }

    /// The bytes that pictures take up which are kept elsewhere.
    pub(super) fn ranges(&self) -> Vec<(usize, usize)> {
        self.ranges.clone()
    }

    fn tell_picture(&mut self, record: Record<'_>, out: &mut Out<'_>) {
        let Some(extension) = extension(record.kind) else { return };
        self.count += 1;
        let name = format!("picture {}.{extension}", self.count);
        if !METAFILES.contains(&record.kind) {
            return match picture_file(&record) {
                Some(file) => out.child(&name, &mut Cursor::new(file)),
                None => out.problem(ProblemCode::Damaged),
            };
        }
        const METAFILE_HEADER: usize = 34;
        let digests = digests_len(record.instance);
        let header = slice(record.body, digests, METAFILE_HEADER);
        let picture = record.body.get(digests + METAFILE_HEADER..).unwrap_or_default();
        match byte(header, 32) {
            Some(0) => {
                let mut reader = ZlibDecoder::new(picture);
                let held = out.hold(&mut reader, Some(picture.len() as u64));
                out.child(&name, &mut Cursor::new(held.bytes));
            }
            Some(_) => out.child(&name, &mut Cursor::new(picture)),
            None => out.problem(ProblemCode::Damaged),
        }
    }

    /// Takes the words among the properties of a shape ([MS-ODRAW] 2.3).
    fn take_words(&mut self, record: Record<'_>) {
        const PROPERTY_BYTES: usize = 6;
        const IS_LONG: u16 = 0x8000;
        let count = usize::from(record.instance);
        let mut at = count * PROPERTY_BYTES;
        for index in 0..count {
            let place = index * PROPERTY_BYTES;
            let Some((id, value)) = short(record.body, place).zip(long(record.body, place + 2))
            else {
                return;
            };
            if id & IS_LONG == 0 {
                continue;
            }
            let words = slice(record.body, at, value as usize);
            at = at.saturating_add(value as usize);
            match id & 0x3FFF {
                0xC0 => {
                    self.word_art.push_text(&utf16_until_zero(words), None);
                    self.word_art.fresh_line();
                }
                0x105 | 0x380 | 0x381 | 0x38D => self.push_name(&utf16_until_zero(words)),
                _ => {}
            }
        }
    }

    fn push_name(&mut self, name: &str) {
        self.names.push_text(name, None);
        self.names.fresh_line();
    }
}

/// Bytes of digests before a picture: one or two of them, as the last bit of the instance says.
fn digests_len(instance: u16) -> usize {
    16 + 16 * usize::from(instance & 1)
}

/// The ending of a picture's file, by the kind of its record.
fn extension(kind: u16) -> Option<&'static str> {
    Some(match kind {
        0xF01A => "emf",
        0xF01B => "wmf",
        0xF01C => "pict",
        0xF01D | 0xF02A => "jpg",
        0xF01E => "png",
        BITMAP => "bmp",
        0xF029 => "tiff",
        _ => return None,
    })
}

/// The picture of pixels that a record holds, as a file.
pub(super) fn picture_file<'a>(record: &Record<'a>) -> Option<Cow<'a, [u8]>> {
    extension(record.kind).filter(|_| !METAFILES.contains(&record.kind))?;
    let picture = record.body.get(digests_len(record.instance) + 1..)?;
    match record.kind {
        BITMAP => bitmap_file(picture).map(Cow::Owned),
        _ => Some(Cow::Borrowed(picture)),
    }
}

/// Tells a bitmap without the header that files have.
pub(crate) fn tell_bitmap(name: &str, bitmap: &[u8], out: &mut Out<'_>) {
    match bitmap_file(bitmap) {
        Some(file) => out.child(name, &mut Cursor::new(file)),
        None => out.problem(ProblemCode::Damaged),
    }
}

/// Puts the header of a file before a bitmap: where its pixels begin follows from its colours.
pub(crate) fn bitmap_file(bitmap: &[u8]) -> Option<Vec<u8>> {
    const FILE_HEADER: usize = 14;
    let header = size(bitmap, 0)?;
    let (bits, colours, colour_bytes, masks) = match header {
        12 => (short(bitmap, 10)?, 0, 3, 0),
        _ => {
            let masks = if size(bitmap, 16)? == 3 && header == 40 { 12 } else { 0 };
            (short(bitmap, 14)?, size(bitmap, 32)?, 4, masks)
        }
    };
    let colours = match (colours, bits) {
        (0, 1..=8) => 1 << bits,
        (colours, _) => colours,
    };
    let pixels = FILE_HEADER.checked_add(header)?.checked_add(masks)?;
    let pixels = pixels.checked_add(colours.checked_mul(colour_bytes)?)?;
    let mut file = Vec::with_capacity(FILE_HEADER + bitmap.len());
    file.extend_from_slice(b"BM");
    file.extend_from_slice(&u32::try_from(FILE_HEADER + bitmap.len()).ok()?.to_le_bytes());
    file.extend_from_slice(&[0; 4]);
    file.extend_from_slice(&u32::try_from(pixels).ok()?.to_le_bytes());
    file.extend_from_slice(bitmap);
    Some(file)
}
