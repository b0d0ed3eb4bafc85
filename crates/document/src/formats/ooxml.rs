//! Office Open XML (ECMA-376): documents, workbooks, presentations, drawings of Visio, and the pages
//! of XPS, which are packed alike.
//!
//! A package is read part by part along its relationships, and then whatever no relationship led
//! to, so that orphans are read too. What no reader took of a part is told when it ends
//! (`office::unread`). Layout is not computed: colours are compared with what the file says is behind
//! them, and shapes with the text that lies within them.

mod blip;
pub(crate) mod clean;
mod drawing;
mod fixed;
mod leftovers;
mod package;
mod properties;
mod slides;
mod visio;
mod word;
mod words;
mod workbook;

pub(super) use self::leftovers::tell_markup;
use self::package::{Kind, Package};
pub(super) use self::workbook::parse_cell;
use super::archive::read_unclaimed;
use crate::format::{Format, Probe};
use crate::out::Out;
use crate::{Input, ProblemCode};

/// Word document.
pub(super) const DOCX: Format = Format {
    name: "docx",
    title: "Word document",
    extensions: &["docx", "docm", "dotx", "dotm"],
    reads: "text, tables, text boxes, headers, footers, notes, comments, tracked changes, hidden \
            text, field codes, links, properties, embedded files",
    in_process: false,
    matches: |probe| is(probe, Kind::Document),
    read: |input, out| read(input, out, word::tell),
};

/// Excel workbook.
pub(super) const XLSX: Format = Format {
    name: "xlsx",
    title: "Excel workbook",
    extensions: &["xlsx", "xlsm", "xltx", "xltm", "xlam"],
    reads: "cells with values as shown, hidden sheets, rows and columns, comments, defined names, \
            headers, footers, charts, unused strings, pivot caches, values of linked workbooks, \
            properties, embedded files",
    in_process: false,
    matches: |probe| is(probe, Kind::Workbook),
    read: |input, out| read(input, out, workbook::tell),
};

/// Binary Excel workbook: a package like the others, but its sheets are records instead of XML.
pub(super) const XLSB: Format = Format {
    name: "xlsb",
    title: "binary Excel workbook",
    extensions: &["xlsb"],
    reads: "cells with values as shown, hidden sheets, rows and columns, comments, defined names, \
            headers, footers, unused strings, strings of pivot caches and linked workbooks, \
            properties, embedded files",
    in_process: false,
    matches: |probe| is(probe, Kind::BinaryWorkbook),
    read: |input, out| read(input, out, workbook::binary::tell),
};

/// PowerPoint presentation.
pub(super) const PPTX: Format = Format {
    name: "pptx",
    title: "PowerPoint presentation",
    extensions: &["pptx", "pptm", "ppsx", "ppsm", "potx", "potm", "ppam"],
    reads: "slides, hidden slides, notes, comments, tables, charts, diagrams, text beside slides, \
            layouts, properties, embedded files",
    in_process: false,
    matches: |probe| is(probe, Kind::Presentation),
    read: |input, out| read(input, out, slides::tell),
};

/// Visio drawing, which is a package like the others.
pub(super) const VSDX: Format = Format {
    name: "vsdx",
    title: "Visio drawing",
    extensions: &["vsdx", "vsdm", "vstx", "vstm", "vssx", "vssm"],
    reads: "texts of shapes, pages, hidden layers and texts, shapes beside the page, data of \
            shapes, masters, links, comments, properties, embedded files",
    in_process: false,
    matches: |probe| is(probe, Kind::Drawing),
    read: |input, out| read(input, out, visio::tell),
};

/// XPS document: pages as they are printed.
pub(super) const XPS: Format = Format {
    name: "xps",
    title: "XPS document",
    extensions: &["xps", "oxps"],
    reads: "text of all pages, covered, invisible, tiny and beside the page, links, outlines, \
            pictures, properties, embedded files",
    in_process: false,
    matches: |probe| is(probe, Kind::Pages),
    read: |input, out| read(input, out, fixed::tell),
};

fn is(probe: &mut Probe<'_>, kind: Kind) -> bool {
    probe.head.starts_with(b"PK") && Kind::sniff(probe.input) == Some(kind)
}

/// Tells the main part of a package, which is the one thing that differs.
type TellMain = fn(&mut Package<'_>, &str, &mut Out<'_>);

fn read(input: &mut dyn Input, out: &mut Out<'_>, tell_main: TellMain) {
    let Some(mut package) = Package::open(&mut *input, out) else { return };
    properties::tell(&mut package, out);
    match package.main_part(out) {
        Some(main) => tell_main(&mut package, &main, out),
        None => out.problem(ProblemCode::Damaged),
    }
    leftovers::tell(&mut package, out);
    read_unclaimed(input, out);
}

#[cfg(test)]
mod tests;
