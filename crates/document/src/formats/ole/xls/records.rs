//! Records of BIFF: a number, a length, and bytes, which may go on in the records that follow.

use crate::formats::office::binary::{byte, narrow, short, slice, utf16};

/// The record that another goes on in.
const CONTINUE: u16 = 0x3C;
/// Bytes before the body of a record.
const HEADER_BYTES: usize = 4;

/// A record without what goes on after it.
#[derive(Clone, Copy)]
pub(super) struct Record<'a> {
    pub(super) kind: u16,
    pub(super) body: &'a [u8],
    /// Where it begins in the stream.
    pub(super) at: usize,
}

impl Record<'_> {
    /// Where the next record begins.
    pub(super) fn end(&self) -> usize {
        self.at + HEADER_BYTES + self.body.len()
    }
}

/// Returns the records of a stream from an offset on.
pub(super) fn records(stream: &[u8], start: usize) -> impl Iterator<Item = Record<'_>> {
    let mut at = start;
    std::iter::from_fn(move || {
        let kind = short(stream, at)?;
        let len = usize::from(short(stream, at + 2)?);
        let record = Record { kind, body: slice(stream, at + HEADER_BYTES, len), at };
        at += HEADER_BYTES + len;
        Some(record)
    })
}

/// Returns the body of a record and of those that it goes on in.
pub(super) fn whole<'a>(stream: &'a [u8], record: &Record<'a>) -> Segments<'a> {
    let rest = records(stream, record.end()).take_while(|next| next.kind == CONTINUE);
    let parts = [record.body].into_iter().chain(rest.map(|next| next.body)).collect();
    Segments { parts, part: 0, at: 0 }
}

/// Bytes in several pieces; letters that go on in the next say anew how wide they are.
pub(super) struct Segments<'a> {
    parts: Vec<&'a [u8]>,
    part: usize,
    at: usize,
}

impl Segments<'_> {
    /// All bytes as one.
    pub(super) fn joined(&self) -> Vec<u8> {
        self.parts.concat()
    }

    /// Goes on in the next piece; `None` when there is none.
    pub(super) fn next_part(&mut self) -> Option<()> {
        self.part += 1;
        self.at = 0;
        self.parts.get(self.part).map(drop)
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        loop {
            let part = self.parts.get(self.part)?;
            if let Some(found) = byte(part, self.at) {
                self.at += 1;
                return Some(found);
            }
            self.next_part()?;
        }
    }

    pub(super) fn short(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    pub(super) fn long(&mut self) -> Option<u32> {
        Some(u32::from(self.short()?) | u32::from(self.short()?) << 16)
    }

    pub(super) fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            let left = self.parts.get(self.part)?.len().saturating_sub(self.at);
            let step = left.min(count);
            self.at += step;
            count -= step;
            if count > 0 {
                self.next_part()?;
            }
        }
        Some(())
    }

    /// Reads so many letters; of those that are not there nothing is made up.
    pub(super) fn letters(&mut self, mut count: usize, mut is_wide: bool) -> Option<String> {
        let mut text = String::new();
        while count > 0 {
            let part = self.parts.get(self.part)?;
            let width = 1 + usize::from(is_wide);
            let here = (part.len().saturating_sub(self.at) / width).min(count);
            push_letters(slice(part, self.at, here * width), is_wide, &mut text);
            self.at += here * width;
            count -= here;
            if count > 0 {
                if self.next_part().is_none() {
                    return Some(text);
                }
                is_wide = self.byte()? & 1 != 0;
            }
        }
        Some(text)
    }

    /// Reads a string of BIFF8 ([MS-XLS] 2.5.293) with so many letters.
    pub(super) fn string(&mut self, count: usize) -> Option<String> {
        let flags = self.byte()?;
        let runs = if flags & 8 != 0 { usize::from(self.short()?) } else { 0 };
        let extra = if flags & 4 != 0 { self.long()? as usize } else { 0 };
        let text = self.letters(count, flags & 1 != 0)?;
        // That the formats of the last string are cut off is no loss.
        let _cut = self.skip(runs.saturating_mul(4).saturating_add(extra));
        Some(text)
    }
}

fn push_letters(bytes: &[u8], is_wide: bool, text: &mut String) {
    match is_wide {
        true => text.push_str(&utf16(bytes)),
        false => text.push_str(&encoding_rs::mem::decode_latin1(bytes)),
    }
}

/// How a workbook writes its strings.
#[derive(Debug, Clone, Copy)]
pub(super) struct Strings {
    /// False for Excel 5 and 95, whose strings are in a code page.
    pub(super) is_unicode: bool,
    pub(super) code_page: u32,
}

impl Strings {
    /// The string at an offset after a length of two bytes.
    pub(super) fn long(self, body: &[u8], at: usize) -> Option<String> {
        let count = usize::from(short(body, at)?);
        self.counted(body, at + 2, count)
    }

    /// The string at an offset after a length of one byte.
    pub(super) fn brief(self, body: &[u8], at: usize) -> Option<String> {
        let count = usize::from(byte(body, at)?);
        self.counted(body, at + 1, count)
    }

    /// The string at an offset with so many letters.
    pub(super) fn counted(self, body: &[u8], at: usize, count: usize) -> Option<String> {
        Some(self.sized(body, at, count)?.0)
    }

    /// The string at an offset with so many letters, and where it ends.
    pub(super) fn sized(self, body: &[u8], at: usize, count: usize) -> Option<(String, usize)> {
        if !self.is_unicode {
            return Some((narrow(slice(body, at, count), self.code_page), at + count));
        }
        if count == 0 && at >= body.len() {
            return Some((String::new(), at));
        }
        let mut segments = Segments { parts: vec![body], part: 0, at };
        let text = segments.string(count)?;
        // A string that goes on behind the body ends with it.
        let end = if segments.part == 0 { segments.at } else { body.len() };
        Some((text, end))
    }
}
