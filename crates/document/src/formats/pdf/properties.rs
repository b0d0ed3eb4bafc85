//! Properties of the document: its information dictionary and its XMP packet.

use hayro_syntax::Pdf;
use hayro_syntax::object::{Dict, Object, ObjectIdentifier, Stream};

use super::markup::properties_of_packet;
use super::session::{Session, part_on};
use super::strings::{text_of, text_string};
use crate::{Hidden, PartKind};

/// Reads the properties of a document.
pub(super) fn read(pdf: &Pdf, catalog: &Dict<'_>, session: &mut Session<'_, '_>) {
    if let Some(information) = information(pdf) {
        for (key, value) in in_order(&information) {
            tell(&key, &value, session);
        }
    }
    if let Some(language) = catalog.get::<Object<'_>>("Lang").as_ref().and_then(text_of) {
        tell("Lang", &language, session);
    }
    if let Some(packet) = catalog.get::<Stream<'_>>("Metadata")
        && session.is_new(packet.dict())
    {
        read_packet(&packet, session);
    }
}

/// Tells the properties in a metadata stream (14.3.2).
pub(super) fn read_packet(packet: &Stream<'_>, session: &mut Session<'_, '_>) {
    let bytes = packet.decoded_data().unwrap_or_default();
    for (key, value) in properties_of_packet(&decoded_packet(&bytes)) {
        if !session.enter() {
            return;
        }
        tell(&key, &value, session);
    }
}

fn tell(name: &str, value: &str, session: &mut Session<'_, '_>) {
    let part = part_on(PartKind::Property, name.to_owned(), None);
    session.text(part.hidden(Hidden::Property), value);
}

/// An XMP packet is in UTF-8 unless a mark says otherwise.
fn decoded_packet(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..] => text_string(bytes),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// The entries of a dictionary that are text, in order of their keys.
fn in_order(dict: &Dict<'_>) -> Vec<(String, String)> {
    let mut entries: Vec<(String, String)> = dict
        .keys()
        .filter_map(|key| {
            let value = dict.get::<Object<'_>>(key.as_ref())?;
            Some((text_string(&key), text_of(&value)?))
        })
        .collect();
    entries.sort();
    entries
}

/// Finds the information dictionary.
///
/// Trailers are not within reach through `hayro-syntax`, but they are never compressed (the
/// dictionary of a cross-reference stream is not either), and the last one in the file counts.
pub(super) fn information(pdf: &Pdf) -> Option<Dict<'_>> {
    let data = pdf.data().as_ref();
    memchr::memmem::rfind_iter(data, b"/Info").find_map(|at| {
        let id = reference_at(data.get(at + b"/Info".len()..)?)?;
        pdf.xref().get::<Dict<'_>>(id)
    })
}

/// Reads `12 0 R` at the start of `bytes`.
fn reference_at(bytes: &[u8]) -> Option<ObjectIdentifier> {
    let bytes = bytes.get(..40.min(bytes.len()))?;
    let mut words = bytes.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    let number = std::str::from_utf8(words.next()?).ok()?.parse().ok()?;
    let generation = std::str::from_utf8(words.next()?).ok()?.parse().ok()?;
    let id = ObjectIdentifier::new(number, generation);
    words.next()?.starts_with(b"R").then_some(id)
}
