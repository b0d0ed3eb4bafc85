//! Mail messages of Outlook ([MS-OXMSG]): properties, recipients, bodies and attachments.

use std::io::Cursor;

use super::compound::{Compound, ROOT};
use crate::formats::office::binary::{long, short};
use crate::formats::outlook::own_names::{ENTRIES, OwnNames, TEXTS};
use crate::formats::outlook::{Properties, Property, id, kind, tell_bodies};
use crate::formats::textual::strings;
use crate::out::{NewPart, Out};
use crate::{Hidden, PartKind, ProblemCode};

/// Where the names of properties stand that have names of their own.
const NAMES: &str = "__nameid_version1.0";

/// Tells the message in a compound file.
pub(super) fn tell(file: &mut Compound, out: &mut Out<'_>) {
    let Some(message) = read_properties(file, ROOT) else {
        return out.problem(ProblemCode::Damaged);
    };
    let own = own_names(file);
    tell_bodies(&message, out);
    message.tell(&own, out);
    let children = file.entry(ROOT).map(|entry| entry.children.clone()).unwrap_or_default();
    for child in children {
        if out.stop() {
            return;
        }
        let name = file.entry(child).map(|entry| entry.name.to_lowercase()).unwrap_or_default();
        if name.starts_with("__recip_version") {
            if let Some(recipient) = read_properties(file, child) {
                recipient.tell(&own, out);
            }
        } else if name.starts_with("__attach_version") {
            tell_attachment(file, child, &own, out);
        } else if name.starts_with(NAMES) {
            tell_own_names(file, child, out);
        }
    }
}

/// Tells an attachment: a file, another message, or an object.
fn tell_attachment(file: &mut Compound, storage: usize, own: &OwnNames, out: &mut Out<'_>) {
    let Some(attachment) = read_properties(file, storage) else {
        return out.problem(ProblemCode::Damaged);
    };
    attachment.tell(own, out);
    let name = id::ATTACHED_NAMES.iter().find_map(|id| attachment.text(*id));
    let name = name.unwrap_or_else(|| "attachment".to_owned());
    if let Some(bytes) = attachment.bytes(id::ATTACHED_BYTES) {
        return out.child(&name, &mut Cursor::new(bytes));
    }
    let inner = file.find(storage, &stream_name(id::ATTACHED_BYTES, kind::OBJECT));
    if let Some(inner) = inner {
        match file.extract(inner) {
            Some(bytes) => out.child(&name, &mut Cursor::new(bytes)),
            None => out.problem(ProblemCode::Damaged),
        }
    }
}

/// Reads the names of properties that have names of their own.
fn own_names(file: &mut Compound) -> OwnNames {
    let Some(storage) = file.find(ROOT, NAMES) else { return OwnNames::default() };
    let mut stream = |id| file.stream(storage, &stream_name(id, kind::BYTES)).unwrap_or_default();
    OwnNames::read(&stream(ENTRIES), &stream(TEXTS))
}

/// Tells the names that whoever wrote the message gave to properties of its own.
fn tell_own_names(file: &mut Compound, storage: usize, out: &mut Out<'_>) {
    let names = file.stream(storage, &stream_name(TEXTS, kind::BYTES)).unwrap_or_default();
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

/// Reads the properties that stand in a storage; `None` when it has none.
fn read_properties(file: &mut Compound, storage: usize) -> Option<Properties> {
    let fixed = file.stream(storage, "__properties_version1.0")?;
    let mut found: Vec<Property> = fixed_entries(&fixed)
        .filter_map(|entry| {
            let tag = long(entry, 0)?;
            let (id, kind) = ((tag >> 16) as u16, (tag & 0xFFFF) as u16);
            Some(Property { id, kind, bytes: entry.get(8..)?.to_vec() })
        })
        .filter(|property| {
            !matches!(property.kind, kind::TEXT | kind::TEXT_WIDE | kind::BYTES | kind::OBJECT)
        })
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
    Some(Properties::new(found))
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
