//! Excel workbooks of 1993 to 2003 ([MS-XLS], BIFF5 and BIFF8).
//!
//! What all sheets share is read first, then sheet by sheet: cells as they are shown, what is
//! hidden of them, comments, text boxes and links; then strings that no cell uses, values of
//! other workbooks, caches of pivot tables, and what no sheet leads to.

mod book;
mod pictures;
mod pivot;
mod records;
mod sheet;
mod strings;

use std::collections::BTreeSet;

use self::book::Book;
use super::compound::{Compound, ROOT};
use super::shapes::Store;
use super::{art, embedded, locked, slack};
use crate::out::{NewPart, Out};
use crate::{Hidden, PartKind, ProblemCode};

/// Names of the stream of a workbook.
pub(super) const STREAMS: [&str; 2] = ["Workbook", "Book"];

/// Tells the workbook in a compound file.
pub(super) fn tell(file: &mut Compound, out: &mut Out<'_>) {
    // A file for programs of all ages has two.
    for name in STREAMS {
        if let Some(stream) = file.stream(ROOT, name) {
            tell_book(&stream, out);
        }
    }
    tell_streams(file, out);
}

/// True for a workbook that stands alone in its file.
pub(super) fn is_bare(head: &[u8]) -> bool {
    head.starts_with(b"\x09\x08\x08\0\0\x05") || head.starts_with(b"\x09\x08\x10\0\0\x06")
}

/// Tells a workbook by its stream.
pub(super) fn tell_book(stream: &[u8], out: &mut Out<'_>) {
    let Some(mut book) = Book::read(stream) else {
        return out.problem(ProblemCode::Damaged);
    };
    if let Some(lock) = book.lock {
        return match locked::open_workbook(stream, &lock) {
            Some(stream) => tell_book(&stream, out),
            None => out.problem(ProblemCode::Encrypted),
        };
    }
    book.tell_names(out);
    let shared = std::mem::take(&mut book.drawings);
    let store = Store::read(&shared, &[]);
    let mut drawings = Vec::new();
    let mut starts = BTreeSet::new();
    for sheet in book.take_sheets() {
        if out.stop() {
            return;
        }
        // Two sheets cannot stand in one place, but a hostile file may say so.
        if !starts.insert(sheet.start) {
            out.problem(ProblemCode::Damaged);
            continue;
        }
        let mut on_sheet = sheet::tell(stream, &mut book, &sheet, out);
        if sheet.hidden.is_none() && out.wants_pictures() {
            on_sheet.show_pictures(&sheet.name, &store, out);
            out.show_sheet(&sheet.name, std::mem::take(&mut on_sheet.look));
        }
        drawings.extend(on_sheet.drawings);
    }
    book.tell_rest(out);
    let mut pictures = art::Pictures::default();
    pictures.tell(&shared, &[], out);
    pictures.tell(&drawings, &[], out);
    pictures.finish(out);
    if !book.is_whole {
        out.problem(ProblemCode::Truncated);
    }
}

/// Tells the streams beside the workbook: caches, logs of changes, objects.
fn tell_streams(file: &mut Compound, out: &mut Out<'_>) {
    if let Some(caches) = file.find(ROOT, "_SX_DB_CUR") {
        let children = file.entry(caches).map(|entry| entry.children.clone()).unwrap_or_default();
        for (index, child) in children.into_iter().enumerate() {
            pivot::tell(&file.read(child), index + 1, out);
        }
    }
    for name in ["Revision Log", "User Names"] {
        let Some(stream) = file.stream(ROOT, name) else { continue };
        let mut text = String::new();
        slack::push_texts(&stream, &mut text);
        let part = NewPart::new(PartKind::Revision, name.to_lowercase()).hidden(Hidden::Revision);
        if !text.is_empty() {
            out.text(part, &text, Vec::new());
        }
    }
    // The settings of a window and the control toolbox.
    for name in ["Ctls", "XCB"] {
        file.stream(ROOT, name);
    }
    let root = file.entry(ROOT).map(|entry| entry.children.clone()).unwrap_or_default();
    for child in root {
        let is_object = |name: &str| name.starts_with("MBD") || name.starts_with("LNK");
        let name = file.entry(child).map(|entry| entry.name.clone()).unwrap_or_default();
        if is_object(&name) {
            embedded::tell(file, child, &format!("object {name}"), out);
        }
    }
}
