//! Property lists of Apple in their binary form (Core Foundation, `bplist00`): objects, a table of
//! where they begin, and a trailer that says where the table is.
//!
//! Values are told in the order in which they hang together, each after its key; then those that
//! nothing leads to.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::sync::Arc;

use super::office::story::Story;
use super::textual::strings;
use crate::format::{self, Format};
use crate::out::{NewPart, Out};
use crate::{Hidden, Input, PartKind, ProblemCode};

/// Binary property list.
pub(super) const PLIST: Format = Format {
    name: "plist-binary",
    title: "Apple property list",
    extensions: &["plist"],
    reads: "texts and numbers after their keys, files in data, what nothing leads to",
    in_process: false,
    matches: |probe| probe.head.starts_with(MAGIC),
    read,
};

const MAGIC: &[u8] = b"bplist00";
const TRAILER_BYTES: usize = 32;
/// Lists within lists.
const NESTING_MAX: usize = 100;

fn read(input: &mut dyn Input, out: &mut Out<'_>) {
    let held = out.hold(input, None);
    let Some(list) = List::open(&held.bytes) else { return out.problem(ProblemCode::Damaged) };
    let mut walk = Walk {
        formats: out.formats(),
        list: &list,
        seen: BTreeSet::new(),
        story: Story::default(),
        bytes_left: out.limits().object_bytes_max as usize,
        trouble: None,
    };
    let mut files = Vec::new();
    walk.tell(list.top, None, 0, &mut files);
    walk.story.tell(NewPart::new(PartKind::Body, "values"), out);
    walk.story = Story::default();
    for index in 0..list.count {
        if !walk.seen.contains(&index) {
            walk.tell(index, None, 0, &mut files);
        }
    }
    let part = NewPart::new(PartKind::Other, "values that nothing leads to");
    walk.story.tell(part.hidden(Hidden::Slack), out);
    for (index, bytes) in files {
        out.child(&format!("data {index}"), &mut Cursor::new(bytes));
    }
    if let Some(code) = walk.trouble {
        out.problem(code);
    }
}

/// A list by its trailer.
struct List<'a> {
    bytes: &'a [u8],
    /// Where the table of offsets is, and how many bytes each has.
    table: usize,
    offset_bytes: usize,
    /// How many bytes the number of an object has.
    number_bytes: usize,
    count: usize,
    top: usize,
}

/// An object of a list.
enum Object<'a> {
    Text(String),
    Data(&'a [u8]),
    /// Objects by their numbers.
    Array(Vec<usize>),
    /// Keys, and as many values.
    Dictionary(Vec<usize>),
    /// A date, a switch, or nothing.
    Other,
}

impl<'a> List<'a> {
    fn open(bytes: &'a [u8]) -> Option<Self> {
        let trailer = bytes.get(bytes.len().checked_sub(TRAILER_BYTES)?..)?;
        let list = Self {
            bytes,
            offset_bytes: usize::from(*trailer.get(6)?),
            number_bytes: usize::from(*trailer.get(7)?),
            count: number(trailer.get(8..16)?)?,
            top: number(trailer.get(16..24)?)?,
            table: number(trailer.get(24..32)?)?,
        };
        // Each object has an offset in the file.
        let is_sane = (1..=8).contains(&list.offset_bytes)
            && (1..=8).contains(&list.number_bytes)
            && list.count <= bytes.len();
        is_sane.then_some(list)
    }

    fn object(&self, index: usize) -> Option<Object<'a>> {
        let entry = self.table.checked_add(index.checked_mul(self.offset_bytes)?)?;
        let at = number(self.bytes.get(entry..)?.get(..self.offset_bytes)?)?;
        let (&mark, rest) = self.bytes.get(at..)?.split_first()?;
        let low = usize::from(mark & 0x0F);
        match mark >> 4 {
            1 => {
                let bytes = rest.get(..1_usize.checked_shl(low as u32)?)?;
                Some(Object::Text(integer(bytes)?))
            }
            2 => Some(Object::Text(real(low, rest)?)),
            0 | 3 | 8 => Some(Object::Other),
            kind => {
                let (count, rest) = counted(low, rest)?;
                self.counted_object(kind, count, rest)
            }
        }
    }

    fn counted_object(&self, kind: u8, count: usize, rest: &'a [u8]) -> Option<Object<'a>> {
        let numbers = |count: usize| {
            let bytes = rest.get(..count.checked_mul(self.number_bytes)?)?;
            bytes.chunks_exact(self.number_bytes).map(number).collect::<Option<Vec<_>>>()
        };
        match kind {
            4 => rest.get(..count).map(Object::Data),
            5 | 7 => Some(Object::Text(String::from_utf8_lossy(rest.get(..count)?).into_owned())),
            6 => {
                let units = rest.get(..count.checked_mul(2)?)?.as_chunks::<2>().0;
                let units = units.iter().map(|unit| u16::from_be_bytes(*unit));
                let text = char::decode_utf16(units).map(|letter| letter.unwrap_or('\u{FFFD}'));
                Some(Object::Text(text.collect()))
            }
            0xA..=0xC => numbers(count).map(Object::Array),
            0xD => numbers(count.checked_mul(2)?).map(Object::Dictionary),
            _ => None,
        }
    }
}

/// Takes a count that stands in the mark, or in an integer behind it.
fn counted(low: usize, rest: &[u8]) -> Option<(usize, &[u8])> {
    const IN_INTEGER: usize = 0xF;
    if low < IN_INTEGER {
        return Some((low, rest));
    }
    let (&mark, rest) = rest.split_first()?;
    let (bytes, rest) = rest.split_at_checked(1_usize.checked_shl(u32::from(mark & 0x0F))?)?;
    Some((number(bytes)?, rest))
}

/// A number of any length that fits.
fn number(bytes: &[u8]) -> Option<usize> {
    bytes.iter().try_fold(0_usize, |number, byte| {
        number.checked_mul(256).map(|number| number | usize::from(*byte))
    })
}

/// An integer as text; only those of eight bytes and more may be below zero.
fn integer(bytes: &[u8]) -> Option<String> {
    if let Ok(bytes) = <[u8; 8]>::try_from(bytes) {
        return Some(i64::from_be_bytes(bytes).to_string());
    }
    if let Ok(bytes) = <[u8; 16]>::try_from(bytes) {
        return Some(i128::from_be_bytes(bytes).to_string());
    }
    number(bytes).map(|number| number.to_string())
}

fn real(low: usize, rest: &[u8]) -> Option<String> {
    match low {
        2 => rest.first_chunk().map(|bytes| f32::from_be_bytes(*bytes).to_string()),
        3 => rest.first_chunk().map(|bytes| f64::from_be_bytes(*bytes).to_string()),
        _ => None,
    }
}

/// A walk along what hangs together; each object is told once.
struct Walk<'a> {
    /// The formats that data may be files of.
    formats: &'static [Format],
    list: &'a List<'a>,
    seen: BTreeSet<usize>,
    story: Story,
    /// Bytes that may still be told: many keys may have one long text.
    bytes_left: usize,
    trouble: Option<ProblemCode>,
}

impl<'a> Walk<'a> {
    fn tell(
        &mut self,
        index: usize,
        key: Option<&Arc<str>>,
        depth: usize,
        files: &mut Vec<(usize, &'a [u8])>,
    ) {
        if depth > NESTING_MAX {
            self.trouble = Some(ProblemCode::NestingLimit);
            return;
        }
        let is_new = self.seen.insert(index);
        match self.list.object(index) {
            // A text may be the value of many keys.
            Some(Object::Text(text)) => self.push(&text, key),
            Some(_) if !is_new => {}
            Some(Object::Data(bytes)) => {
                match format::identify(self.formats, &mut Cursor::new(bytes), "") {
                    Some(format) if format.name != "text" => files.push((index, bytes)),
                    _ => self.push(&strings(bytes), key),
                }
            }
            Some(Object::Array(items)) => {
                for item in items {
                    self.tell(item, key, depth + 1, files);
                }
            }
            Some(Object::Dictionary(entries)) => {
                let (keys, values) = entries.split_at(entries.len() / 2);
                for (own, value) in keys.iter().zip(values) {
                    let own = self.key(*own);
                    self.tell(*value, own.as_ref(), depth + 1, files);
                }
            }
            Some(Object::Other) => {}
            None => self.trouble = Some(ProblemCode::Damaged),
        }
    }

    /// Tells the name of a value, which may be a person's word too.
    fn key(&mut self, index: usize) -> Option<Arc<str>> {
        self.seen.insert(index);
        match self.list.object(index) {
            Some(Object::Text(text)) => Some(text.into()),
            _ => None,
        }
    }

    fn push(&mut self, text: &str, key: Option<&Arc<str>>) {
        let length = text.len() + key.map_or(0, |key| key.len());
        let Some(left) = self.bytes_left.checked_sub(length) else {
            self.trouble = Some(ProblemCode::ObjectLimit);
            return;
        };
        self.bytes_left = left;
        if let Some(key) = key {
            self.story.push_labelled(key, None);
            self.story.separate('\t');
        }
        self.story.push_labelled(text, key.cloned());
        self.story.fresh_line();
    }
}

#[cfg(test)]
mod tests;
