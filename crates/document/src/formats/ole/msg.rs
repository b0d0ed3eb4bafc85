//! Mail messages of Outlook ([MS-OXMSG]): properties, recipients, bodies and attachments.

mod names;
mod rtf;
pub(super) mod tnef;

use std::io::Cursor;

use self::names::{BODIES, NAMED};
use super::compound::{Compound, ROOT};
use super::properties::moment;
use crate::formats::mail;
use crate::formats::office::binary::{code_page, long, narrow, quad, short, utf16};
use crate::formats::office::story::Story;
use crate::formats::textual::{lenient, property, strings};
use crate::read::{NewPart, Out};
use crate::{Hidden, PartKind, ProblemCode};

const BODY: u16 = 0x1000;
const BODY_RTF: u16 = 0x1009;
const BODY_HTML: u16 = 0x1013;
const TRANSPORT_HEADERS: u16 = 0x007D;
const CODE_PAGES: [u16; 2] = [0x3FFD, 0x3FDE];
const ATTACHED_BYTES: u16 = 0x3701;

const TEXT: u16 = 0x1E;
const TEXT_WIDE: u16 = 0x1F;
const BYTES: u16 = 0x102;
const STORAGE: u16 = 0x0D;

/// Tells the message in a compound file.
pub(super) fn tell(file: &mut Compound, out: &mut Out<'_>) {
    let Some(message) = Properties::read(file, ROOT) else {
        return out.problem(ProblemCode::Damaged);
    };
    tell_bodies(&message, out);
    message.tell(out);
    let children = file.entry(ROOT).map(|entry| entry.children.clone()).unwrap_or_default();
    for child in children {
        if out.stop() {
            return;
        }
        let name = file.entry(child).map(|entry| entry.name.to_lowercase()).unwrap_or_default();
        if name.starts_with("__recip_version") {
            if let Some(recipient) = Properties::read(file, child) {
                recipient.tell(out);
            }
        } else if name.starts_with("__attach_version") {
            tell_attachment(file, child, out);
        } else if name.starts_with("__nameid") {
            tell_own_names(file, child, out);
        }
    }
}

/// Tells the bodies: the same words in up to three ways of writing.
fn tell_bodies(message: &Properties, out: &mut Out<'_>) {
    if let Some(text) = message.text(BODY) {
        let mut story = Story::default();
        let page = message.bytes(BODY_HTML).map(|html| lenient(html).to_lowercase());
        for line in text.split_inclusive('\n') {
            let is_other = page.as_ref().is_some_and(|page| says_other(line, page));
            story.push_text(line, is_other.then_some(Hidden::Markup));
        }
        story.tell(NewPart::new(PartKind::Body, "body"), out);
    }
    if let Some(html) = message.bytes(BODY_HTML) {
        out.child("body.html", &mut Cursor::new(html));
    }
    if let Some(compressed) = message.bytes(BODY_RTF) {
        match rtf::decompress(compressed, out) {
            Some(text) => out.child("body.rtf", &mut Cursor::new(text)),
            None => out.problem(ProblemCode::Damaged),
        }
    }
    if let Some(headers) = message.text(TRANSPORT_HEADERS) {
        mail::tell_headers(&headers, out);
    }
}

/// True for a line of which the page, which programs show instead, has fewer than half of the words.
fn says_other(line: &str, page: &str) -> bool {
    const WORD_LETTERS_MIN: usize = 4;
    // Others may be written as entities, and addresses of links stand in attributes.
    let is_plain = |word: &&str| word.len() >= WORD_LETTERS_MIN && word.is_ascii();
    let words = line.split(|letter: char| !letter.is_alphanumeric()).filter(is_plain);
    let (all, known) = words.fold((0, 0), |(all, known), word| {
        (all + 1, known + usize::from(page.contains(&word.to_lowercase())))
    });
    known * 2 < all
}

/// Tells an attachment: a file, another message, or an object.
fn tell_attachment(file: &mut Compound, storage: usize, out: &mut Out<'_>) {
    let Some(attachment) = Properties::read(file, storage) else {
        return out.problem(ProblemCode::Damaged);
    };
    attachment.tell(out);
    let name = [0x3707, 0x3704, 0x3001].iter().find_map(|id| attachment.text(*id));
    let name = name.unwrap_or_else(|| "attachment".to_owned());
    if let Some(bytes) = attachment.bytes(ATTACHED_BYTES) {
        return out.child(&name, &mut Cursor::new(bytes));
    }
    let inner = file.find(storage, &stream_name(ATTACHED_BYTES, STORAGE));
    if let Some(inner) = inner {
        match file.extract(inner) {
            Some(bytes) => out.child(&name, &mut Cursor::new(bytes)),
            None => out.problem(ProblemCode::Damaged),
        }
    }
}

/// Tells the names that whoever wrote the message gave to properties of its own.
fn tell_own_names(file: &mut Compound, storage: usize, out: &mut Out<'_>) {
    let names = file.stream(storage, &stream_name(4, BYTES)).unwrap_or_default();
    file.pass_over(storage);
    let text = strings(&names);
    if !text.is_empty() {
        let part = NewPart::new(PartKind::Other, "names of properties").hidden(Hidden::Markup);
        out.text(part, &text, Vec::new());
    }
}

/// The name of the stream that holds a property.
fn stream_name(id: u16, kind: u16) -> String {
    format!("__substg1.0_{id:04X}{kind:04X}")
}

/// The properties of a message, a recipient or an attachment.
struct Properties {
    found: Vec<Property>,
    code_page: u32,
}

struct Property {
    id: u16,
    kind: u16,
    bytes: Vec<u8>,
}

impl Properties {
    /// Reads the properties that stand in a storage; `None` when it has none.
    fn read(file: &mut Compound, storage: usize) -> Option<Self> {
        let fixed = file.stream(storage, "__properties_version1.0")?;
        let mut found: Vec<Property> = fixed_entries(&fixed)
            .filter_map(|entry| {
                let tag = long(entry, 0)?;
                let (id, kind) = ((tag >> 16) as u16, (tag & 0xFFFF) as u16);
                Some(Property { id, kind, bytes: entry.get(8..)?.to_vec() })
            })
            .filter(|property| !matches!(property.kind, TEXT | TEXT_WIDE | BYTES | STORAGE))
            .collect();
        let children = file.entry(storage)?.children.clone();
        for child in children {
            let name = file.entry(child).map(|entry| entry.name.clone()).unwrap_or_default();
            let tag = name.strip_prefix("__substg1.0_").and_then(|tag| tag.get(..8));
            let Some(tag) = tag.and_then(|tag| u32::from_str_radix(tag, 16).ok()) else { continue };
            if file.entry(child).is_some_and(|entry| entry.is_stream) {
                let bytes = file.read(child);
                let (id, kind) = ((tag >> 16) as u16, (tag & 0xFFFF) as u16);
                found.push(Property { id, kind, bytes });
            }
        }
        let mut properties = Self { found, code_page: 1_252 };
        properties.code_page = CODE_PAGES
            .iter()
            .find_map(|id| properties.number(*id).filter(|page| code_page(*page).is_some()))
            .unwrap_or(1_252);
        Some(properties)
    }

    fn find(&self, id: u16) -> Option<&Property> {
        self.found.iter().find(|property| property.id == id)
    }

    fn number(&self, id: u16) -> Option<u32> {
        long(&self.find(id)?.bytes, 0)
    }

    fn text(&self, id: u16) -> Option<String> {
        self.show(self.find(id)?)
    }

    /// The bytes of a property that is not text; of text, in its own encoding.
    fn bytes(&self, id: u16) -> Option<&[u8]> {
        let property = self.find(id)?;
        matches!(property.kind, BYTES | TEXT | TEXT_WIDE)
            .then_some(property.bytes.as_slice())
            .filter(|bytes| !bytes.is_empty())
    }

    fn show(&self, property: &Property) -> Option<String> {
        match property.kind {
            TEXT => Some(self.narrow(&property.bytes)),
            TEXT_WIDE => Some(utf16(&property.bytes).trim_end_matches('\0').to_owned()),
            _ => None,
        }
    }

    /// Text of a code page that is not said for certain.
    fn narrow(&self, bytes: &[u8]) -> String {
        let bytes = bytes.strip_suffix(b"\0").unwrap_or(bytes);
        match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) if code_page(self.code_page).is_some() => narrow(bytes, self.code_page),
            Err(_) => lenient(bytes),
        }
    }

    /// Tells all properties that hold words, moments, or bytes with words in them.
    fn tell(&self, out: &mut Out<'_>) {
        for found in &self.found {
            if BODIES.contains(&found.id) {
                continue;
            }
            let known = NAMED.iter().find(|(id, ..)| *id == found.id);
            let (name, hidden) = match known {
                Some((_, name, shown)) => ((*name).to_owned(), !shown),
                None => (format!("property {:04X}", found.id), true),
            };
            let value = match found.kind {
                TEXT | TEXT_WIDE => self.show(found).unwrap_or_default(),
                0x40 => quad(&found.bytes, 0).map(moment).unwrap_or_default(),
                BYTES => strings(&found.bytes),
                _ => continue,
            };
            match hidden {
                true => property(out, &name, &value),
                false => tell_header(&name, &value, out),
            }
        }
    }
}

/// Tells what a mail program shows above the text.
fn tell_header(name: &str, value: &str, out: &mut Out<'_>) {
    let mut story = Story::default();
    story.push_text(value, None);
    story.tell(NewPart::new(PartKind::MailHeader, name), out);
}

/// The entries of fixed length: a header of 8, 24 or 32 bytes comes before them.
fn fixed_entries(stream: &[u8]) -> impl Iterator<Item = &[u8]> {
    const ENTRY_BYTES: usize = 16;
    let header = [8, 24, 32].into_iter().rev().find(|header| {
        let entry = stream.get(*header..).unwrap_or_default();
        entry.len().is_multiple_of(ENTRY_BYTES)
            && entry.chunks(ENTRY_BYTES).all(|entry| short(entry, 0).is_some_and(is_kind))
    });
    stream.get(header.unwrap_or(32)..).unwrap_or_default().chunks_exact(ENTRY_BYTES)
}

/// True for the types that properties have ([MS-OXCDATA] 2.11.1).
fn is_kind(kind: u16) -> bool {
    matches!(kind & 0x0FFF, 0x00..=0x0D | 0x14 | 0x1E | 0x1F | 0x40 | 0x48 | 0xFB..=0xFE | 0x102)
}
