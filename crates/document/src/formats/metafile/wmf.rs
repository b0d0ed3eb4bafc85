//! Metafiles of old ([MS-WMF]).

use super::Picture;
use crate::formats::office::binary::{byte, narrow, short, size, slice};
use crate::formats::ole::push_texts;
use crate::formats::rtf::page_of_charset;
use crate::out::Out;

/// The header that makes a picture movable between programs, and its length.
const PLACEABLE: &[u8] = b"\xD7\xCD\xC6\x9A";
const PLACEABLE_BYTES: usize = 22;
const HEADER_BYTES: usize = 18;

/// True for the header of a metafile.
pub(super) fn is(head: &[u8]) -> bool {
    head.starts_with(PLACEABLE) || is_header(head)
}

fn is_header(head: &[u8]) -> bool {
    let is_version = matches!(short(head, 4), Some(0x0100 | 0x0300));
    is_version && matches!(short(head, 0), Some(1 | 2)) && short(head, 2) == Some(9)
}

/// Takes in all records.
pub(super) fn take(bytes: &[u8], picture: &mut Picture, out: &mut Out<'_>) -> bool {
    let start = if bytes.starts_with(PLACEABLE) { PLACEABLE_BYTES } else { 0 };
    let mut fonts = Fonts::default();
    let mut at = start + HEADER_BYTES;
    while let Some((words, kind)) = size(bytes, at).zip(short(bytes, at + 4)) {
        if kind == 0 {
            return true;
        }
        let len = words.saturating_mul(2);
        let record = slice(bytes, at, len);
        if len < 6 || record.len() < len || out.stop() {
            return false;
        }
        fonts.take(kind, record);
        // A record that is too short for what it should hold says nothing.
        let _short = take_record(kind, record, &fonts, picture, out);
        at += len;
    }
    false
}

fn take_record(
    kind: u16,
    record: &[u8],
    fonts: &Fonts,
    picture: &mut Picture,
    out: &mut Out<'_>,
) -> Option<()> {
    let number = |at: usize| short(record, at).map(|number| i32::from(number as i16));
    match kind {
        // TextOut
        0x0521 => {
            let count = usize::from(short(record, 6)?);
            let after = 8 + count.next_multiple_of(2);
            let place = (number(after + 2)?, number(after)?);
            picture.push(&narrow(slice(record, 8, count), fonts.page()), place, None);
        }
        // ExtTextOut
        0x0A32 => {
            const IS_GLYPHS: u16 = 0x10;
            const HAS_BOX: u16 = 6;
            let (count, options) = (usize::from(short(record, 10)?), short(record, 12)?);
            let at = if options & HAS_BOX == 0 { 14 } else { 22 };
            if options & IS_GLYPHS != 0 {
                picture.push_unmapped(count as u64);
                return Some(());
            }
            let steps_at = at + count.next_multiple_of(2);
            let width = (0..count)
                .map(|index| number(steps_at + index * 2).map(f64::from))
                .sum::<Option<f64>>();
            let text = narrow(slice(record, at, count), fonts.page());
            picture.push(&text, (number(8)?, number(6)?), width);
        }
        // Escape: what a program wrote for itself, or for a printer
        0x0626 => {
            let len = usize::from(short(record, 8)?);
            push_texts(slice(record, 10, len), &mut picture.comments);
        }
        // A bitmap may be left out; then the record is as long as its other numbers.
        0x0940 | 0x0B41 if record.len() / 2 == usize::from(kind >> 8) + 3 => {}
        0x0940 => picture.tell_bitmap(record.get(22..)?, out),
        0x0B41 => picture.tell_bitmap(record.get(26..)?, out),
        0x0F43 => picture.tell_bitmap(record.get(28..)?, out),
        0x0D33 => picture.tell_bitmap(record.get(24..)?, out),
        _ => {}
    }
    Some(())
}

/// The code pages of the objects that were made: a font has one.
#[derive(Default)]
struct Fonts {
    /// By number; `None` for numbers that are free.
    objects: Vec<Option<u32>>,
    page: Option<u32>,
}

impl Fonts {
    fn page(&self) -> u32 {
        self.page.unwrap_or(1_252)
    }

    fn take(&mut self, kind: u16, record: &[u8]) {
        let index = short(record, 6).map(usize::from).unwrap_or_default();
        match kind {
            0x02FB => {
                let charset = byte(record, 19).map(i32::from);
                let page = charset.and_then(page_of_charset).unwrap_or(1_252);
                self.create(page);
            }
            // Pens, brushes, palettes, regions
            0x02FA | 0x02FC | 0x00F7 | 0x0142 | 0x01F9 | 0x06FF => self.create(0),
            0x012D => {
                let selected = self.objects.get(index).copied().flatten();
                self.page = selected.filter(|page| *page > 0).or(self.page);
            }
            0x01F0 => {
                if let Some(object) = self.objects.get_mut(index) {
                    *object = None;
                }
            }
            _ => {}
        }
    }

    /// A new object takes the first number that is free.
    fn create(&mut self, page: u32) {
        match self.objects.iter_mut().find(|object| object.is_none()) {
            Some(free) => *free = Some(page),
            None => self.objects.push(Some(page)),
        }
    }
}
