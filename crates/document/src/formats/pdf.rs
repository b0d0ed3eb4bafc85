//! PDF documents (ISO 32000-2).
//!
//! `hayro-syntax` finds and decodes objects, `hayro-font` knows fonts; content streams are followed
//! here, so that each glyph keeps its operator, and layers that are off are read as well.
//! Read are pages, comments, fields, outline, links, scripts, properties and attachments.
//! Read as well is what no reader sees: text that is covered, earlier revisions, objects that nothing
//! leads to, pictures that no page shows. Text in pictures is read by whoever can recognise it; where
//! nobody can, it is told as unread.

mod actions;
mod annotations;
mod attachments;
mod behind;
pub(super) mod clean;
mod compared;
mod content;
pub(super) mod drawing;
mod fields;
mod font_words;
mod fonts;
mod layers;
mod leftovers;
mod lines;
mod markup;
mod objects;
mod outline;
mod packed;
mod pages;
mod pictures;
mod programs;
mod properties;
mod revisions;
mod samples;
mod session;
mod streams;
mod strings;
mod structure;
mod tail;
mod unlisted;
mod unread;
mod visibility;

use std::io::{Read as _, SeekFrom};

use hayro_syntax::object::Dict;
use hayro_syntax::{LoadPdfError, Pdf};

use self::pictures::Pictures;
use self::session::Session;
use self::tail::{Tail, tail};
use crate::format::{Format, Probe};
use crate::out::Out;
use crate::{Input, ProblemCode};

/// Portable Document Format.
pub(super) const PDF: Format = Format {
    name: "pdf",
    title: "Portable Document Format",
    extensions: &["pdf"],
    reads: "text of pages with its place, comments, form fields, outline, links, scripts, \
            properties, attachments, hidden text, earlier revisions",
    in_process: false,
    matches: is_pdf,
    read,
};

/// Bytes at the start of a file in which its mark may stand.
const HEADER_BYTES: usize = 1024;
/// Bytes at the end of a file in which the place of its cross-references stands.
const END_BYTES: u64 = 1024;

fn is_pdf(probe: &mut Probe<'_>) -> bool {
    let head = probe.head.get(..HEADER_BYTES.min(probe.head.len())).unwrap_or_default();
    if memchr::memmem::find(head, b"%PDF-").is_some() {
        return true;
    }
    // Viewers open files without the mark, so what begins and ends like one is one.
    memchr::memmem::find(head, b" 0 obj").is_some() && ends_like_pdf(probe.input)
}

fn ends_like_pdf(input: &mut dyn Input) -> bool {
    let mut end = Vec::new();
    let length = input.seek(SeekFrom::End(0)).unwrap_or(0);
    let is_read = input.seek(SeekFrom::Start(length.saturating_sub(END_BYTES))).is_ok()
        && input.take(END_BYTES).read_to_end(&mut end).is_ok();
    is_read && memchr::memmem::find(&end, b"startxref").is_some()
}

fn read(input: &mut dyn Input, out: &mut Out<'_>) {
    let held = out.hold(input, None);
    let tail = tail(&held.bytes);
    let pdf = match open(held.bytes) {
        Ok(pdf) => pdf,
        Err(ProblemCode::Damaged) if tail == Tail::Cut => {
            return out.problem(ProblemCode::Truncated);
        }
        Err(code) => return out.problem(code),
    };
    if tail == Tail::Trailing {
        out.problem(ProblemCode::TrailingBytes);
    }
    let mut session = Session::new(out);
    let pictures = read_document(&pdf, tail, &mut session);
    pictures.finish(&pdf, &mut session);
    revisions::read(pdf.data().as_ref(), &mut session);
    session.count_anew();
    leftovers::read(&pdf, &mut session);
}

/// Finds the objects of a document, or tells why they cannot be found.
fn open(bytes: Vec<u8>) -> Result<Pdf, ProblemCode> {
    let says_encrypted = memchr::memmem::find(&bytes, b"/Encrypt").is_some();
    Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(_) => ProblemCode::Encrypted,
        // Encryption of an unknown kind looks like damage.
        LoadPdfError::Invalid if says_encrypted => ProblemCode::Encrypted,
        LoadPdfError::Invalid => ProblemCode::Damaged,
    })
}

/// Reads one revision of a document, up to where it ended.
fn read_revision(bytes: Vec<u8>, out: &mut Out<'_>) {
    match open(bytes) {
        Ok(pdf) => drop(read_document(&pdf, Tail::Whole, &mut Session::new(out))),
        Err(code) => out.problem(code),
    }
}

/// Reads what a document is made of; returns what is known of its pictures.
fn read_document(pdf: &Pdf, tail: Tail, session: &mut Session<'_, '_>) -> Pictures {
    let catalog = catalog(pdf);
    let (pages, pictures) = pages::read(pdf, &catalog, session);
    if tail == Tail::Cut || pages.are_missing {
        session.out.problem(match tail {
            Tail::Cut => ProblemCode::Truncated,
            Tail::Whole | Tail::Trailing => ProblemCode::Damaged,
        });
    }
    session.count_anew();
    fields::read(&catalog, &pages.widgets, session);
    session.count_anew();
    outline::read(&catalog, session);
    layers::read_names(&catalog, session);
    actions::read_of_catalog(&catalog, session);
    structure::read(&catalog, session);
    session.count_anew();
    properties::read(pdf, &catalog, session);
    attachments::read(&catalog, session);
    attachments::read_others(pdf, session);
    session.count_anew();
    objects::read(pdf, session);
    pictures
}

fn catalog(pdf: &Pdf) -> Dict<'_> {
    pdf.xref().get::<Dict<'_>>(pdf.xref().root_id()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
