//! Properties ([MS-OXPROPS]): what messages, recipients, attachments and folders are made of, in
//! whatever file they are kept.

use std::io::Cursor;
use std::sync::Arc;

use super::names::{BODIES, NAMED, id};
use super::own_names::OwnNames;
use super::rtf;
use crate::formats::mail;
use crate::formats::office::binary::{code_page, long, narrow, quad, utf16};
use crate::formats::office::story::Story;
use crate::formats::ole::moment;
use crate::formats::textual::{lenient, property, strings};
use crate::out::{NewPart, Out};
use crate::{Hidden, PartKind, ProblemCode};

/// Types of values that take more than a number ([MS-OXCDATA] 2.11.1).
pub(in crate::formats) mod kind {
    /// Something that is kept elsewhere: a message, an object.
    pub(in crate::formats) const OBJECT: u16 = 0x0D;
    /// Text of a code page.
    pub(in crate::formats) const TEXT: u16 = 0x1E;
    /// Text of two bytes for each letter.
    pub(in crate::formats) const TEXT_WIDE: u16 = 0x1F;
    /// A moment.
    pub(in crate::formats) const MOMENT: u16 = 0x40;
    /// Bytes.
    pub(in crate::formats) const BYTES: u16 = 0x102;
}

/// The properties of a message, a recipient or an attachment.
pub(in crate::formats) struct Properties {
    found: Vec<Property>,
    code_page: u32,
}

/// One property: its number, its type, and its value.
pub(in crate::formats) struct Property {
    pub(in crate::formats) id: u16,
    pub(in crate::formats) kind: u16,
    pub(in crate::formats) bytes: Vec<u8>,
}

impl Properties {
    /// Takes properties as they were found, and the code page that they say for their texts.
    pub(in crate::formats) fn new(found: Vec<Property>) -> Self {
        let mut properties = Self { found, code_page: 1_252 };
        let pages = id::CODE_PAGES.iter().filter_map(|id| properties.number(*id));
        properties.code_page =
            pages.into_iter().find(|page| code_page(*page).is_some()).unwrap_or(1_252);
        properties
    }

    /// Takes properties whose code page something else says.
    pub(in crate::formats) fn with_code_page(found: Vec<Property>, code_page: u32) -> Self {
        Self { found, code_page }
    }

    /// The property of that number.
    pub(in crate::formats) fn find(&self, id: u16) -> Option<&Property> {
        self.found.iter().find(|property| property.id == id)
    }

    /// The value of a property that is a number.
    pub(in crate::formats) fn number(&self, id: u16) -> Option<u32> {
        long(&self.find(id)?.bytes, 0)
    }

    /// The value of a property that is text.
    pub(in crate::formats) fn text(&self, id: u16) -> Option<String> {
        self.show(self.find(id)?)
    }

    /// The bytes of a property that is not text; of text, in its own encoding.
    pub(in crate::formats) fn bytes(&self, id: u16) -> Option<&[u8]> {
        let property = self.find(id)?;
        matches!(property.kind, kind::BYTES | kind::TEXT | kind::TEXT_WIDE)
            .then_some(property.bytes.as_slice())
            .filter(|bytes| !bytes.is_empty())
    }

    fn show(&self, property: &Property) -> Option<String> {
        match property.kind {
            kind::TEXT => Some(self.narrow(&property.bytes)),
            kind::TEXT_WIDE => Some(utf16(&property.bytes).trim_end_matches('\0').to_owned()),
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

    /// Tells all properties that hold words, moments, or bytes with words in them, each as a part.
    pub(in crate::formats) fn tell(&self, own: &OwnNames, out: &mut Out<'_>) {
        for Told { name, value, is_shown } in self.told(own) {
            match is_shown {
                true => tell_header(&name, &value, out),
                false => property(out, &name, &value),
            }
        }
    }

    /// Tells the same as one part, a line for each.
    pub(in crate::formats) fn tell_together(&self, label: &str, own: &OwnNames, out: &mut Out<'_>) {
        let mut story = Story::default();
        for Told { name, value, .. } in self.told(own) {
            story.push_labelled(value.trim(), Some(Arc::from(name)));
            story.fresh_line();
        }
        story.tell_property(label, out);
    }

    /// What the properties say, but for bodies.
    fn told(&self, own: &OwnNames) -> impl Iterator<Item = Told> {
        let found = self.found.iter().filter(|found| !BODIES.contains(&found.id));
        found.filter_map(|found| {
            let value = match found.kind {
                kind::TEXT | kind::TEXT_WIDE => self.show(found).unwrap_or_default(),
                kind::MOMENT => quad(&found.bytes, 0).map(moment).unwrap_or_default(),
                kind::BYTES => strings(&found.bytes),
                _ => return None,
            };
            let known = NAMED.iter().find(|(id, ..)| *id == found.id);
            let name = known.map(|(_, name, _)| *name).or_else(|| own.get(found.id));
            let name = name.map_or_else(|| format!("property {:04X}", found.id), str::to_owned);
            Some(Told { name, value, is_shown: known.is_some_and(|(.., is_shown)| *is_shown) })
        })
    }
}

/// One property as it is told.
struct Told {
    name: String,
    value: String,
    /// True when a mail program shows it above the text.
    is_shown: bool,
}

/// Tells what a mail program shows above the text.
fn tell_header(name: &str, value: &str, out: &mut Out<'_>) {
    let mut story = Story::default();
    story.push_text(value, None);
    story.tell(NewPart::new(PartKind::MailHeader, name), out);
}

/// Tells the bodies: the same words in up to three ways of writing.
pub(in crate::formats) fn tell_bodies(message: &Properties, out: &mut Out<'_>) {
    if let Some(text) = message.text(id::BODY) {
        let mut story = Story::default();
        let page = message.bytes(id::BODY_HTML).map(|html| lenient(html).to_lowercase());
        for line in text.split_inclusive('\n') {
            let is_other = page.as_ref().is_some_and(|page| says_other(line, page));
            story.push_text(line, is_other.then_some(Hidden::Markup));
        }
        story.tell(NewPart::new(PartKind::Body, "body"), out);
    }
    if let Some(html) = message.bytes(id::BODY_HTML) {
        out.child("body.html", &mut Cursor::new(html));
    }
    if let Some(compressed) = message.bytes(id::BODY_RTF) {
        match rtf::decompress(compressed, out) {
            Some(text) => out.child("body.rtf", &mut Cursor::new(text)),
            None => out.problem(ProblemCode::Damaged),
        }
    }
    if let Some(headers) = message.text(id::TRANSPORT_HEADERS) {
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
