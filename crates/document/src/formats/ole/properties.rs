//! Property sets ([MS-OLEPS]): what a file says of itself.

use std::borrow::Cow;
use std::io::Cursor;

use super::art;
use crate::ProblemCode;
use crate::formats::office::binary::{
    double, long, narrow, quad, short, size, slice, until_zero, utf16_until_zero,
};
use crate::formats::office::number::Shape;
use crate::formats::textual::property;
use crate::out::Out;

/// Sections, properties and values of lists that are read of one set.
const SECTIONS_MAX: usize = 8;
const PROPERTIES_MAX: usize = 4_096;
const VALUES_MAX: usize = 4_096;
/// Values that may stand inside one another: a list of links in bytes, of variants, of strings.
const NESTING_MAX: u32 = 4;

/// The code page in which strings have two bytes for each character.
const UTF16: u32 = 1_200;

/// The type of what was copied from the screen.
const CLIPBOARD: u16 = 71;

/// Names of properties, by the stream that they stand in.
pub(super) const SUMMARY: &[(u32, &str)] = &[
    (2, "Title"),
    (3, "Subject"),
    (4, "Author"),
    (5, "Keywords"),
    (6, "Comments"),
    (7, "Template"),
    (8, "LastAuthor"),
    (9, "revision"),
    (10, "TotalTime"),
    (11, "LastPrinted"),
    (12, "created"),
    (13, "modified"),
    (18, "Application"),
];

/// Names of the properties that documents of Office have beyond the others.
pub(super) const DOCUMENT_SUMMARY: &[(u32, &str)] = &[
    (2, "Category"),
    (3, "PresentationFormat"),
    (13, "TitlesOfParts"),
    (14, "Manager"),
    (15, "Company"),
    (26, "contentType"),
    (27, "contentStatus"),
    (28, "Language"),
    (29, "DocVersion"),
];

/// Properties that a program keeps in the section for those of users.
const WELL_KNOWN: &[(&str, &str)] = &[
    ("_PID_LINKBASE", "HyperlinkBase"),
    ("_PID_GUID", "UniqueDocumentID"),
    ("_PID_HLINKS", "links"),
];

/// Tells the properties of a stream; false when it is damaged.
pub(super) fn tell(stream: &[u8], names: &[(u32, &str)], out: &mut Out<'_>) -> bool {
    // Some programs make room for properties, and write none.
    if stream.iter().all(|byte| *byte == 0) {
        return true;
    }
    let sections = size(stream, 24).unwrap_or_default().min(SECTIONS_MAX);
    let is_whole = (0..sections).all(|index| {
        let section = size(stream, 28 + index * 20 + 16).and_then(|at| stream.get(at..));
        // The second section is that of the user's own properties.
        let names = if index == 0 { names } else { &[] };
        section.and_then(|section| tell_section(section, names, out)).is_some()
    });
    is_whole && sections > 0
}

fn tell_section(section: &[u8], names: &[(u32, &str)], out: &mut Out<'_>) -> Option<()> {
    let count = size(section, 4)?.min(PROPERTIES_MAX);
    let places: Vec<(u32, usize)> = (0..count)
        .map_while(|index| long(section, 8 + index * 8).zip(size(section, 12 + index * 8)))
        .collect();
    let at = |wanted: u32| places.iter().find(|(id, _)| *id == wanted).map(|(_, at)| *at);
    let code_page = at(1).and_then(|at| short(section, at + 4)).map_or(1_252, u32::from);
    let dictionary = at(0).map(|at| Dictionary::read(section, at, code_page)).unwrap_or_default();
    for (id, at) in &places {
        let Some(value) = section.get(*at..).filter(|_| *id > 1) else { continue };
        if short(value, 0) == Some(CLIPBOARD) {
            tell_preview(value, out);
            continue;
        }
        let text = Value { code_page }.show(value).unwrap_or_default();
        let own = dictionary.name(*id);
        let name = own.or_else(|| names.iter().find(|known| known.0 == *id).map(|known| known.1));
        if let Some(name) = name {
            property(out, name, &text);
        }
    }
    Some(())
}

/// Tells the picture that a program kept of the first page or slide ([MS-OLEPS] 2.11).
fn tell_preview(value: &[u8], out: &mut Out<'_>) {
    let len = size(value, 4).unwrap_or_default();
    let data = slice(value, 8, len);
    let (windows, picture) = (long(data, 0) == Some(u32::MAX), slice(data, 8, len));
    if picture.iter().all(|byte| *byte == 0) {
        return;
    }
    let (name, picture) = match long(data, 4) {
        Some(3) if windows => ("preview.wmf", Some(Cow::Borrowed(slice(picture, 8, len)))),
        Some(8) if windows => ("preview.bmp", art::bitmap_file(picture).map(Cow::Owned)),
        Some(14) if windows => ("preview.emf", Some(Cow::Borrowed(picture))),
        // Of another system, or in a form of the program's own.
        _ => ("preview", Some(Cow::Borrowed(data))),
    };
    match picture {
        Some(picture) => out.thumbnail(name, &mut Cursor::new(picture)),
        None => out.problem(ProblemCode::Damaged),
    }
}

/// Names of the user's own properties.
#[derive(Default)]
struct Dictionary(Vec<(u32, String)>);

impl Dictionary {
    fn read(section: &[u8], at: usize, code_page: u32) -> Self {
        let mut names = Vec::new();
        let count = size(section, at).unwrap_or_default().min(PROPERTIES_MAX);
        let mut at = at + 4;
        for _ in 0..count {
            let Some((id, len)) = long(section, at).zip(size(section, at + 4)) else { break };
            let (name, padded) = match code_page {
                UTF16 => {
                    let len = len.saturating_mul(2);
                    let name = utf16_until_zero(slice(section, at + 8, len));
                    (name, len.next_multiple_of(4))
                }
                _ => (narrow(until_zero(slice(section, at + 8, len)), code_page), len),
            };
            names.push((id, name));
            at = at.saturating_add(8).saturating_add(padded);
        }
        Self(names)
    }

    fn name(&self, id: u32) -> Option<&str> {
        let name = &self.0.iter().find(|(known, _)| *known == id)?.1;
        let known = WELL_KNOWN.iter().find(|(own, _)| own == name);
        Some(known.map_or(name.as_str(), |(_, known)| known))
    }
}

/// Values in one code page.
struct Value {
    code_page: u32,
}

impl Value {
    /// The value, which begins with its type, as text; `None` for what is no text or number.
    fn show(&self, bytes: &[u8]) -> Option<String> {
        let kind = short(bytes, 0)?;
        let (text, _) = self.show_as(kind, bytes.get(4..)?, NESTING_MAX)?;
        Some(text)
    }

    /// A value of that type as text, and its length; so many may stand inside one another.
    fn show_as(&self, kind: u16, bytes: &[u8], nesting_max: u32) -> Option<(String, usize)> {
        const VECTOR: u16 = 0x1000;
        let depth = nesting_max.checked_sub(1)?;
        if kind & VECTOR != 0 {
            return self.show_list(kind & !VECTOR, bytes, depth);
        }
        let number = |text: String, len: usize| Some((text, len));
        match kind {
            2 => number((short(bytes, 0)? as i16).to_string(), 4),
            3 | 22 => number((long(bytes, 0)? as i32).to_string(), 4),
            18 => number(short(bytes, 0)?.to_string(), 4),
            19 | 23 => number(long(bytes, 0)?.to_string(), 4),
            5 => number(double(bytes, 0)?.to_string(), 8),
            7 => {
                let days = double(bytes, 0)?.to_string();
                number(Shape::DateTime.show(&days, false).into_owned(), 8)
            }
            11 => number((short(bytes, 0)? != 0).to_string(), 4),
            12 => {
                let inner = short(bytes, 0)?;
                let (text, len) = self.show_as(inner, bytes.get(4..)?, depth)?;
                number(text, len + 4)
            }
            30 => {
                let len = size(bytes, 0)?;
                let raw = slice(bytes, 4, len);
                let text = match self.code_page {
                    UTF16 => utf16_until_zero(raw),
                    code_page => narrow(until_zero(raw), code_page),
                };
                // Inside of lists nothing fills strings of bytes up.
                number(text, 4 + len)
            }
            31 => {
                let len = size(bytes, 0)?.saturating_mul(2);
                number(utf16_until_zero(slice(bytes, 4, len)), 4 + len.next_multiple_of(4))
            }
            64 => number(moment(quad(bytes, 0)?), 8),
            // Links are kept as a list inside of bytes.
            65 => {
                let len = size(bytes, 0)?;
                let inner = slice(bytes, 4, len);
                let text =
                    self.show_list(12, inner, depth).map(|(text, _)| text).unwrap_or_default();
                number(text, 4 + len.next_multiple_of(4))
            }
            72 => {
                let guid: Vec<String> =
                    slice(bytes, 0, 16).iter().map(|byte| format!("{byte:02x}")).collect();
                number(guid.concat(), 16)
            }
            _ => None,
        }
    }

    /// A list of values, one a line.
    fn show_list(&self, kind: u16, bytes: &[u8], nesting_max: u32) -> Option<(String, usize)> {
        let count = size(bytes, 0)?.min(VALUES_MAX);
        let mut lines = Vec::new();
        let mut at = 4;
        for _ in 0..count {
            let rest = bytes.get(at..).filter(|rest| !rest.is_empty());
            let shown = rest.and_then(|rest| self.show_as(kind, rest, nesting_max));
            let Some((text, len)) = shown else { break };
            at = at.saturating_add(len);
            lines.push(text);
        }
        Some((lines.join("\n"), at))
    }
}

/// A moment in tenths of microseconds since 1601, or a duration when it is a short one.
pub(in crate::formats) fn moment(ticks: u64) -> String {
    const SECOND: u64 = 10_000_000;
    const DAY: u64 = 86_400 * SECOND;
    /// Days from 1601-01-01 to day 0 of the calendar of sheets.
    const TO_SHEETS: f64 = 109_205.0;
    match ticks {
        0 => String::new(),
        // Nothing was edited for longer than this, and nothing was written before.
        ticks if ticks < 36_500 * DAY => format!("{} min", ticks / SECOND / 60),
        ticks => {
            let days = ticks as f64 / DAY as f64 - TO_SHEETS;
            Shape::DateTime.show(&days.to_string(), false).into_owned()
        }
    }
}
