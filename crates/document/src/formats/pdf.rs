//! PDF documents (ISO 32000-2).
//!
//! `hayro-syntax` finds and decodes objects, `hayro-font` knows fonts; content streams are followed
//! here, so that each glyph keeps its operator, and layers that are off are read as well.
//! Read are pages, comments, fields, outline, links, scripts, properties and attachments.
//! Not read are pictures (a page that is one is told as unread) and earlier revisions of the file.

mod actions;
mod annotations;
mod attachments;
mod content;
mod fields;
mod fonts;
mod layers;
mod lines;
mod markup;
mod outline;
mod pages;
mod properties;
mod session;
mod streams;
mod strings;
mod structure;
mod tail;

use std::io::{Read as _, SeekFrom};

use hayro_syntax::object::Dict;
use hayro_syntax::{LoadPdfError, Pdf};

use self::session::Session;
use self::tail::{Tail, tail};
use super::{Format, Probe};
use crate::read::Out;
use crate::{Input, ProblemCode};

/// Portable Document Format.
pub(super) const PDF: Format = Format {
    name: "pdf",
    title: "Portable Document Format",
    extensions: &["pdf"],
    reads: "text of pages with its place, comments, form fields, outline, links, scripts, \
            properties, attachments",
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
    let says_encrypted = memchr::memmem::find(&held.bytes, b"/Encrypt").is_some();
    let pdf = match Pdf::new(held.bytes) {
        Ok(pdf) => pdf,
        Err(LoadPdfError::Decryption(_)) => return out.problem(ProblemCode::Encrypted),
        // Encryption of an unknown kind looks like damage.
        Err(LoadPdfError::Invalid) if says_encrypted => return out.problem(ProblemCode::Encrypted),
        Err(LoadPdfError::Invalid) => {
            return out.problem(match tail {
                Tail::Cut => ProblemCode::Truncated,
                Tail::Whole | Tail::Trailing => ProblemCode::Damaged,
            });
        }
    };
    if tail == Tail::Trailing {
        out.problem(ProblemCode::TrailingBytes);
    }
    let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id()).unwrap_or_default();
    let mut session = Session::new(out);
    let pages = pages::read(&pdf, &catalog, &mut session);
    if tail == Tail::Cut || pages.are_missing {
        session.out.problem(match tail {
            Tail::Cut => ProblemCode::Truncated,
            Tail::Whole | Tail::Trailing => ProblemCode::Damaged,
        });
    }
    session.count_anew();
    fields::read(&catalog, &pages.widgets, &mut session);
    session.count_anew();
    outline::read(&catalog, &mut session);
    layers::read_names(&catalog, &mut session);
    actions::read_of_catalog(&catalog, &mut session);
    structure::read(&catalog, &mut session);
    session.count_anew();
    properties::read(&pdf, &catalog, &mut session);
    attachments::read(&catalog, &mut session);
    attachments::read_others(&pdf, &mut session);
}

#[cfg(test)]
mod tests;
