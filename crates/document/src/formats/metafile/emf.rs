//! Enhanced metafiles ([MS-EMF]), and the newer records in their comments ([MS-EMFPLUS]).

use super::Picture;
use crate::formats::office::binary::{long, narrow, short, size, slice, utf16};
use crate::formats::ole::push_texts;
use crate::formats::textual::property;
use crate::out::Out;

/// Letters are given by their number in a font.
const IS_GLYPHS: u32 = 0x10;

/// True for the header of an enhanced metafile.
pub(super) fn is(head: &[u8]) -> bool {
    head.starts_with(b"\x01\0\0\0") && head.get(40..44) == Some(b" EMF")
}

/// Takes in all records.
pub(super) fn take(bytes: &[u8], picture: &mut Picture, out: &mut Out<'_>) -> bool {
    const END: u32 = 14;
    const HEADER_BYTES: usize = 8;
    let mut at = 0;
    while let Some((kind, len)) = long(bytes, at).zip(size(bytes, at + 4)) {
        if kind == END {
            return true;
        }
        let record = slice(bytes, at, len);
        if len < HEADER_BYTES || record.len() < len || out.stop() {
            return false;
        }
        // A record that is too short for what it should hold says nothing.
        let _short = take_record(kind, record, picture, out);
        at += len;
    }
    false
}

fn take_record(kind: u32, record: &[u8], picture: &mut Picture, out: &mut Out<'_>) -> Option<()> {
    match kind {
        1 => {
            let (count, at) = (size(record, 60)?, size(record, 64)?);
            let description = utf16(slice(record, at, count.saturating_mul(2)));
            property(out, "OriginatingProgram", &description.replace('\0', "\n"));
        }
        83 | 84 => take_text(record, 36, kind == 84, picture)?,
        96 | 97 => {
            const TEXT_BYTES: usize = 40;
            for index in 0..size(record, 36)?.min(record.len() / TEXT_BYTES) {
                take_text(record, 40 + index * TEXT_BYTES, kind == 97, picture)?;
            }
        }
        108 => take_small_text(record, picture)?,
        70 => take_comment(record, picture, out)?,
        // Bitmaps: where the header stands, and where the pixels do.
        80 | 81 => tell_bitmap(record, 48, picture, out)?,
        76..=78 | 114 | 116 => tell_bitmap(record, 84, picture, out)?,
        79 => tell_bitmap(record, 96, picture, out)?,
        _ => {}
    }
    Some(())
}

/// A text by its description, which stands at an offset ([MS-EMF] 2.2.5).
fn take_text(record: &[u8], at: usize, is_wide: bool, picture: &mut Picture) -> Option<()> {
    let place = (long(record, at)? as i32, long(record, at + 4)? as i32);
    let (count, text_at) = (size(record, at + 8)?, size(record, at + 12)?);
    if long(record, at + 16)? & IS_GLYPHS != 0 {
        picture.push_unmapped(count.min(record.len()) as u64);
        return Some(());
    }
    let text = match is_wide {
        true => utf16(slice(record, text_at, count.saturating_mul(2))),
        false => narrow(slice(record, text_at, count), 1_252),
    };
    let steps_at = size(record, at + 36).unwrap_or_default();
    let width = (0..count.min(record.len()))
        .map(|index| long(record, steps_at + index * 4).map(|step| f64::from(step as i32)))
        .sum::<Option<f64>>()
        .filter(|_| steps_at > 0);
    picture.push(&text, place, width);
    Some(())
}

fn take_small_text(record: &[u8], picture: &mut Picture) -> Option<()> {
    const HAS_NO_BOX: u32 = 0x100;
    const IS_NARROW: u32 = 0x200;
    let place = (long(record, 8)? as i32, long(record, 12)? as i32);
    let (count, options) = (size(record, 16)?, long(record, 20)?);
    let at = if options & HAS_NO_BOX != 0 { 36 } else { 52 };
    if options & IS_GLYPHS != 0 {
        picture.push_unmapped(count.min(record.len()) as u64);
        return Some(());
    }
    let text = match options & IS_NARROW {
        0 => utf16(slice(record, at, count.saturating_mul(2))),
        _ => narrow(slice(record, at, count), 1_252),
    };
    picture.push(&text, place, None);
    Some(())
}

fn tell_bitmap(record: &[u8], at: usize, picture: &mut Picture, out: &mut Out<'_>) -> Option<()> {
    let part = |at: usize| Some(slice(record, size(record, at)?, size(record, at + 4)?));
    let bitmap = [part(at)?, part(at + 8)?].concat();
    picture.tell_bitmap(&bitmap, out);
    Some(())
}

/// A comment: newer records, or what a program wrote for itself.
fn take_comment(record: &[u8], picture: &mut Picture, out: &mut Out<'_>) -> Option<()> {
    const NEWER: &[u8] = b"EMF+";
    let body = slice(record, 12, size(record, 8)?);
    let Some(mut newer) = body.strip_prefix(NEWER) else {
        push_texts(body, &mut picture.comments);
        return Some(());
    };
    while let Some((kind, len)) = short(newer, 0).zip(size(newer, 4)) {
        let data = slice(newer, 12, size(newer, 8)?);
        match kind {
            // DrawString
            0x401C => {
                let count = size(data, 8)?;
                let place = (picture_coordinate(data, 12), picture_coordinate(data, 16));
                picture.push(&utf16(slice(data, 28, count.saturating_mul(2))), place, None);
            }
            // DrawDriverString
            0x4036 => {
                const IS_LETTERS: u32 = 1;
                let count = size(data, 12)?;
                match long(data, 4)? & IS_LETTERS {
                    0 => picture.push_unmapped(count.min(data.len()) as u64),
                    _ => {
                        let text = utf16(slice(data, 16, count.saturating_mul(2)));
                        picture.push(&text, (0, 0), None);
                    }
                }
            }
            // Object: a bitmap in a format of its own
            0x4008 if long(data, 4) == Some(1) && long(data, 24) == Some(1) => {
                picture.tell_picture(data.get(28..).unwrap_or_default(), out);
            }
            _ => {}
        }
        newer = newer.get(len.max(12)..)?;
    }
    Some(())
}

/// A coordinate that is stored as a floating-point number.
fn picture_coordinate(data: &[u8], at: usize) -> i32 {
    long(data, at).map_or(0, |bits| f32::from_bits(bits) as i32)
}
