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

/// What an object holds beside the identifiers of the file, which are bytes of no meaning: a
/// cross-reference stream has them, and need not name itself (ISO 32000-2, 7.5.8).
fn without_file_id(object: &[u8]) -> impl Iterator<Item = &[u8]> {
    let is_table = memchr::memmem::find(object, b"/XRef").is_some();
    let start = memchr::memmem::find(object, b"/ID").filter(|_| is_table);
    let (before, after) = object.split_at(start.unwrap_or(object.len()));
    let end = memchr::memchr(b']', after).map_or(after.len(), |end| end + 1);
    [before, after.get(end..).unwrap_or_default()].into_iter()
}

/// The strings in an object, but for the data of a stream.
fn words(object: &[u8]) -> String {
    let end = memchr::memmem::find(object, b"stream").unwrap_or(object.len());
    let object = object.get(..end).unwrap_or_default().trim_ascii();
    // A dictionary is one token; without its brackets it is many.
    let inner = object.strip_prefix(b"<<").unwrap_or(object);
    let mut lines = String::new();
    for token in without_file_id(inner).flat_map(ContentTokens::new) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_of_the_file_are_no_words() {
        let table = b"<</Type/XRef/ID[(harbour)(gate)]/Note (opens at nine)>> stream (not this)";
        assert_eq!(words(table), "opens at nine\n");
        assert_eq!(words(b" <</ID[(harbour)]>> "), "harbour\n");
    }
}
