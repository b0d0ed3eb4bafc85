//! Objects that stand in the file like all others and that no cross-reference names: programs pass them
//! over, and so does whoever asks for all objects.

use std::collections::BTreeSet;

use hayro_syntax::Pdf;
use hayro_syntax::object::{Object, ObjectIdentifier};

use super::content::{ContentToken, ContentTokens};
use super::leftovers::header;
use super::session::{Session, part_on};
use super::strings::text_string;
use crate::{Hidden, PartKind};

/// Objects that are told, and bytes of each that are looked at.
const OBJECTS_MAX: usize = 1_000;
const OBJECT_BYTES_MAX: usize = 1 << 20;
/// Letters and digits from which on a string says something.
const LETTERS_MIN: usize = 4;

/// Tells the words of objects that no cross-reference names.
pub(super) fn read(pdf: &Pdf, session: &mut Session<'_, '_>) {
    let bytes: &[u8] = pdf.data().as_ref();
    // Strings of an encrypted file say nothing as they stand.
    if memchr::memmem::find(bytes, b"/Encrypt").is_some() {
        return;
    }
    let mut told = BTreeSet::new();
    let mut within = 0;
    for at in memchr::memmem::find_iter(bytes, b" obj") {
        let Some((number, generation, start)) = header(bytes, at).filter(|_| at >= within) else {
            continue;
        };
        let content = bytes.get(at + b" obj".len()..).unwrap_or_default();
        let length = memchr::memmem::find(content, b"endobj").unwrap_or(content.len());
        within = at + length;
        let id = ObjectIdentifier::new(number, generation);
        if pdf.xref().get::<Object<'_>>(id).is_some() || !told.insert(start) {
            continue;
        }
        if told.len() > OBJECTS_MAX || session.out.stop() {
            return;
        }
        let text = words(content.get(..length.min(OBJECT_BYTES_MAX)).unwrap_or_default());
        let lines: Vec<&str> = text.lines().filter(|line| !session.was_told(line)).collect();
        let label = format!("object that no table names {number}");
        let part = part_on(PartKind::Other, label, None).hidden(Hidden::Slack);
        session.text(part, &lines.join("\n"));
    }
}

/// The strings in an object, but for the data of a stream.
fn words(object: &[u8]) -> String {
    let end = memchr::memmem::find(object, b"stream").unwrap_or(object.len());
    let object = object.get(..end).unwrap_or_default().trim_ascii();
    // A dictionary is one token; without its brackets it is many.
    let inner = object.strip_prefix(b"<<").unwrap_or(object);
    let mut lines = String::new();
    for token in ContentTokens::new(inner) {
        let ContentToken::Text(text) = token else { continue };
        let text = text_string(&text);
        let letters = text.chars().filter(|letter| letter.is_alphanumeric()).count();
        let is_readable = text.chars().all(|letter| !letter.is_control() || letter.is_whitespace());
        if letters >= LETTERS_MIN && is_readable {
            lines.push_str(&text);
            lines.push('\n');
        }
    }
    lines
}
