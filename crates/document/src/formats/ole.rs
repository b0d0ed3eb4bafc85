//! Compound files of Windows ([MS-CFB]): Office documents of 1993 to 2003, and what else is kept
//! in them.
//!
//! Every stream is read by its own reader, or told to be unread; what no stream claims is looked
//! through for text.

mod art;
mod compound;
mod doc;
mod embedded;
mod equation;
mod leftovers;
mod locked;
mod msg;
mod ppt;
mod properties;
mod shapes;
mod slack;
pub(super) mod sniff;
mod tree;
mod vba;
mod xls;

use std::io::Cursor;

pub(super) use self::art::{bitmap_file, tell_bitmap};
use self::compound::{Compound, MAGIC, ROOT};
pub(super) use self::embedded::tell_native;
pub(super) use self::properties::moment;
pub(super) use self::shapes::crop;
pub(super) use self::slack::{push_texts, tell_text as tell_slack};
use crate::format::Format;
use crate::out::Out;
use crate::{Input, ProblemCode};

/// Word document of 1993 to 2003.
pub(super) const DOC: Format = Format {
    name: "doc",
    title: "Word 97-2003 document",
    extensions: &["doc", "dot"],
    reads: "text, notes, comments, headers, text boxes, tracked changes, hidden text, field codes, \
            people and paths of earlier saves, properties, pictures, embedded files, remains",
    in_process: false,
    matches: |probe| sniff::has(probe, &["WordDocument"]),
    read: |input, out| read(input, out, doc::tell),
};

/// Excel workbook of 1993 to 2003.
pub(super) const XLS: Format = Format {
    name: "xls",
    title: "Excel 97-2003 workbook",
    extensions: &["xls", "xlt", "xla"],
    reads: "cells with values as shown, hidden sheets, rows, columns and cells, comments, text \
            boxes, defined names, headers, footers, charts, unused strings, pivot caches, values \
            of other workbooks, macros, properties, pictures, embedded files, remains",
    in_process: false,
    matches: |probe| sniff::has(probe, &["Workbook", "Book"]) || xls::is_bare(probe.head),
    read: |input, out| read(input, out, xls::tell),
};

/// PowerPoint presentation of 1997 to 2003.
pub(super) const PPT: Format = Format {
    name: "ppt",
    title: "PowerPoint 97-2003 presentation",
    extensions: &["ppt", "pps", "pot"],
    reads: "slides, hidden and deleted slides, notes, comments, masters, links, names, macros, \
            properties, pictures, embedded files, remains",
    in_process: false,
    matches: |probe| sniff::has(probe, &["PowerPoint Document"]),
    read: |input, out| read(input, out, ppt::tell),
};

/// Mail message of Outlook.
pub(super) const MSG: Format = Format {
    name: "msg",
    title: "mail message of Outlook",
    extensions: &["msg", "oft"],
    reads: "bodies, all headers and properties, recipients, attachments, messages in messages, \
            remains",
    in_process: false,
    matches: |probe| sniff::has(probe, &["__properties_version1.0"]),
    read: |input, out| read(input, out, msg::tell),
};

/// Document with a password: a package of today inside a compound file.
pub(super) const ENCRYPTED: Format = Format {
    name: "encrypted-ooxml",
    title: "Office document with a password",
    extensions: &["docx", "xlsx", "pptx"],
    reads: "all, when the password is the one that Excel itself knows",
    in_process: false,
    matches: |probe| sniff::has(probe, &["EncryptedPackage"]),
    read: read_locked,
};

/// Macros of a document of today, which are kept in a compound file.
pub(super) const VBA: Format = Format {
    name: "vba",
    title: "macros of Office",
    extensions: &[],
    reads: "source of all modules, words of forms, remains",
    in_process: false,
    matches: |probe| sniff::has(probe, &["VBA", "_VBA_PROJECT"]),
    read: |input, out| read(input, out, |_, _| {}),
};

/// Any other compound file.
pub(super) const OTHER: Format = Format {
    name: "ole",
    title: "compound file of Windows",
    extensions: &["wps", "qwd"],
    reads: "properties, embedded files, remains",
    in_process: false,
    matches: |probe| probe.head.starts_with(MAGIC),
    read: |input, out| read(input, out, tell_other),
};

/// Tells what one program keeps in a compound file.
type TellMain = fn(&mut Compound, &mut Out<'_>);

fn read(input: &mut dyn Input, out: &mut Out<'_>, tell_main: TellMain) {
    let held = out.hold(input, None);
    if xls::is_bare(&held.bytes) {
        return xls::tell_book(&held.bytes, out);
    }
    let Some(mut file) = Compound::open(held.bytes) else {
        return out.problem(ProblemCode::Damaged);
    };
    leftovers::tell_properties(&mut file, out);
    tell_main(&mut file, out);
    vba::tell(&mut file, out);
    leftovers::tell(&mut file, out);
    slack::tell(&file, out);
    out.count().account();
    for gap in file.gaps() {
        out.count().gap(gap.start as u64, gap.end as u64);
    }
    if file.is_damaged() {
        out.problem(ProblemCode::Damaged);
    }
}

/// Tells the package in a document with a password, when it opens without anyone being asked.
fn read_locked(input: &mut dyn Input, out: &mut Out<'_>) {
    let held = out.hold(input, None);
    let package = Compound::open(held.bytes).and_then(|mut file| locked::open_package(&mut file));
    match package {
        Some(package) => out.child("document", &mut Cursor::new(package)),
        None => out.problem(ProblemCode::Encrypted),
    }
}

/// Tells an object that stands alone; every stream of another program is told to be unread.
fn tell_other(file: &mut Compound, out: &mut Out<'_>) {
    embedded::tell_contents(file, ROOT, "object", out);
}

#[cfg(test)]
mod tests;
