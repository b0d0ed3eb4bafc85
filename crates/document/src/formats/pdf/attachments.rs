//! Embedded files (ISO 32000-2, 7.11.4), wherever they hang.

use std::io::Cursor;

use hayro_syntax::Pdf;
use hayro_syntax::object::stream::DecodeFailure;
use hayro_syntax::object::{Dict, Name, Object, Stream};

use super::session::{Session, children, on_page, part_on};
use super::streams::measure;
use super::strings::text_of;
use crate::{PartKind, ProblemCode};

/// Keys of a file specification, the best name first.
const NAME_KEYS: [&str; 5] = ["UF", "F", "Unix", "DOS", "Mac"];

/// Reads the files that belong to the document as a whole.
pub(super) fn read(catalog: &Dict<'_>, session: &mut Session<'_, '_>) {
    let names = catalog.get::<Dict<'_>>("Names").unwrap_or_default();
    if let Some(tree) = names.get::<Dict<'_>>("EmbeddedFiles") {
        for (name, object) in session.name_tree(tree) {
            if let Some(specification) = object.into_dict() {
                read_file(&specification, &name, None, session);
            }
        }
    }
    read_associated(catalog, None, session);
}

/// Reads the embedded files that nothing read so far leads to: of portfolios, of media, of nothing.
pub(super) fn read_others(pdf: &Pdf, session: &mut Session<'_, '_>) {
    let (mut specifications, mut streams) = (Vec::new(), Vec::new());
    for object in pdf.objects() {
        match object {
            Object::Dict(dict) if dict.contains_key("EF") => specifications.push(dict),
            Object::Stream(stream) if is_embedded_file(stream.dict()) => streams.push(stream),
            _ => {}
        }
    }
    for specification in specifications {
        read_file(&specification, "", None, session);
    }
    for stream in streams {
        if session.is_new(stream.dict()) {
            read_stream(&stream, "", session);
        }
    }
}

fn is_embedded_file(dict: &Dict<'_>) -> bool {
    dict.get::<Name<'_>>("Type").is_some_and(|kind| &*kind == b"EmbeddedFile")
}

/// Reads the files that are associated with an object (`AF`).
pub(super) fn read_associated(holder: &Dict<'_>, page: Option<u32>, session: &mut Session<'_, '_>) {
    for specification in children(holder, "AF") {
        read_file(&specification, "", page, session);
    }
}

/// Reads one file; `key` is what the document calls it, should it have no name of its own.
pub(super) fn read_file(
    specification: &Dict<'_>,
    key: &str,
    page: Option<u32>,
    session: &mut Session<'_, '_>,
) {
    if !session.enter() {
        return;
    }
    let name = file_name_of(specification).unwrap_or_else(|| key.to_owned());
    let embedded = specification.get::<Dict<'_>>("EF").unwrap_or_default();
    let streams = NAME_KEYS.iter().filter_map(|key| embedded.get::<Stream<'_>>(key));
    let mut is_embedded = false;
    for stream in streams {
        is_embedded = true;
        if session.is_new(stream.dict()) {
            read_description(specification, page, session);
            read_stream(&stream, &name, session);
        }
    }
    if !is_embedded {
        let label = format!("file name{}", on_page(page));
        session.text(part_on(PartKind::Name, label, page), &name);
    }
}

fn read_description(specification: &Dict<'_>, page: Option<u32>, session: &mut Session<'_, '_>) {
    if let Some(text) = specification.get::<Object<'_>>("Desc").as_ref().and_then(text_of) {
        let label = format!("description of an attachment{}", on_page(page));
        session.text(part_on(PartKind::Alternative, label, page), &text);
    }
}

fn read_stream(stream: &Stream<'_>, name: &str, session: &mut Session<'_, '_>) {
    let limit = session.out.limits().object_bytes_max;
    let measure = measure(stream, limit);
    if measure.decoded > limit {
        return session.out.problem(ProblemCode::ObjectLimit);
    }
    if !session.out.spend(measure.decoded, measure.decoded, measure.encoded) {
        return;
    }
    if !measure.is_whole {
        session.out.problem(ProblemCode::Damaged);
    }
    let bytes = match stream.decoded_data() {
        Ok(bytes) => bytes,
        // An attached picture may be stored with its own filter alone; its raw bytes are the file.
        Err(DecodeFailure::ImageDecode) => stream.raw_data(),
        Err(_) => return,
    };
    let name = if name.is_empty() { "attachment" } else { name };
    session.note(name);
    session.out.child(name, &mut Cursor::new(bytes.as_ref()));
}

/// Returns the name in a file specification, which may be a mere string.
pub(super) fn file_name(specification: &Object<'_>) -> Option<String> {
    match specification {
        Object::Dict(dict) => file_name_of(dict),
        Object::String(_) => text_of(specification),
        _ => None,
    }
}

fn file_name_of(specification: &Dict<'_>) -> Option<String> {
    NAME_KEYS
        .iter()
        .filter_map(|key| specification.get::<Object<'_>>(key))
        .find_map(|name| text_of(&name))
        .filter(|name| !name.is_empty())
}
