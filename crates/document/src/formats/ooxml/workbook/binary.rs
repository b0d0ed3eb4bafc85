//! Workbooks whose parts are records instead of XML ([MS-XLSB]).
//!
//! Cells, names and comments are read as those of other workbooks are; of other parts (caches of
//! pivot tables, links, tables) the strings are told.

use std::collections::BTreeMap;

use super::{Place, tell_beside, tell_external_parts};
use crate::formats::office::binary::{byte, double, long, short, size, slice, utf16};
use crate::formats::office::grid::{Grid, without_codes};
use crate::formats::office::number::{Shape, packed};
use crate::formats::office::story::{Flow, Story};
use crate::formats::ooxml::package::{Package, last_word};
use crate::formats::textual::property;
use crate::out::{NewPart, Out};
use crate::{Cell, Hidden, PartKind, ProblemCode};

/// Tells a workbook: names, sheets in order, then what no sheet shows.
pub(in crate::formats::ooxml) fn tell(package: &mut Package<'_>, main: &str, out: &mut Out<'_>) {
    let relationships = package.relationships(main, out);
    let Some((_, bytes)) = package.members.bytes(main, out) else { return };
    let target = |kind: &str| {
        let found = relationships.iter().find(|to| to.kind == kind && !to.is_external);
        found.map(|to| to.target.clone())
    };
    let mut part = |kind: &str, package: &mut Package<'_>| {
        target(kind).and_then(|name| package.members.bytes(&name, out)).map(|(_, bytes)| bytes)
    };
    let mut book = Book {
        shapes: read_shapes(&part("styles", package).unwrap_or_default()),
        strings: read_strings(&part("sharedStrings", package).unwrap_or_default()),
        used: Vec::new(),
        from_1904: false,
    };
    book.used = vec![false; book.strings.len()];
    let sheets = book.read_names(&bytes, out);
    for (place, id) in sheets {
        if out.stop() {
            return;
        }
        let Some(to) = relationships.iter().find(|to| to.id == id) else {
            out.problem(ProblemCode::Damaged);
            continue;
        };
        if !package.members.was_read(&to.target)
            && let Some((_, bytes)) = package.members.bytes(&to.target, out)
        {
            book.tell_sheet(&bytes, &place, out);
        }
        tell_comments(package, &to.target, &place, out);
        tell_beside(package, &to.target, &place, out);
    }
    book.tell_unused(out);
    tell_external_parts(package, &relationships, out);
}

/// Tells the strings in a part whose records are not known one by one.
pub(in crate::formats::ooxml) fn tell_strings(name: &str, bytes: &[u8], out: &mut Out<'_>) {
    let mut story = Story::default();
    for record in records(bytes) {
        let mut text = String::new();
        crate::formats::ole::push_texts(record.body, &mut text);
        story.push_text(&text, None);
    }
    let label = format!("values of {}", last_word(name));
    story.tell(NewPart::new(PartKind::Other, label).hidden(Hidden::Cache), out);
}

/// A record: a number, and bytes.
struct Record<'a> {
    kind: u16,
    body: &'a [u8],
}

/// The records of a part ([MS-XLSB] 2.1.4): numbers and lengths have seven bits in each byte.
fn records(bytes: &[u8]) -> impl Iterator<Item = Record<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let kind = varying(bytes, &mut at, 2)? as u16;
        let len = varying(bytes, &mut at, 4)? as usize;
        let body = slice(bytes, at, len);
        at += body.len();
        Some(Record { kind, body })
    })
}

fn varying(bytes: &[u8], at: &mut usize, bytes_max: u32) -> Option<u32> {
    let mut number = 0;
    for index in 0..bytes_max {
        let next = u32::from(byte(bytes, *at)?);
        *at += 1;
        number |= (next & 0x7F) << (7 * index);
        if next & 0x80 == 0 {
            break;
        }
    }
    Some(number)
}

/// The string at an offset after its length, and where it ends; nothing for one that is missing.
fn string(body: &[u8], at: usize) -> Option<(String, usize)> {
    let len = size(body, at)?;
    if len == 0xFFFF_FFFF {
        return Some((String::new(), at + 4));
    }
    let bytes = len.checked_mul(2)?;
    Some((utf16(slice(body, at + 4, bytes)), (at + 4).checked_add(bytes)?))
}

/// The relationship and the name of a sheet; programs of 2006 put one more number before them.
fn sheet_names(body: &[u8]) -> Option<(String, String)> {
    let names = |at: usize| {
        let (id, at) = string(body, at)?;
        let (name, end) = string(body, at)?;
        Some((id, name, end))
    };
    let is_whole = |(.., end): &(String, String, usize)| *end == body.len();
    let (id, name, _) = names(12).filter(is_whole).or_else(|| names(8))?;
    Some((id, name))
}

/// What all sheets share.
struct Book {
    shapes: Vec<Shape>,
    strings: Vec<String>,
    used: Vec<bool>,
    from_1904: bool,
}

/// Shapes of numbers by style.
fn read_shapes(bytes: &[u8]) -> Vec<Shape> {
    let mut own = BTreeMap::new();
    let mut shapes = Vec::new();
    let mut are_cells = false;
    for Record { kind, body } in records(bytes) {
        match kind {
            // BrtFmt
            44 => {
                if let Some((id, (code, _))) = short(body, 0).zip(string(body, 2)) {
                    own.insert(id, Shape::of(&code));
                }
            }
            // BrtBeginCellXFs, BrtEndCellXFs
            617 => are_cells = true,
            618 => are_cells = false,
            // BrtXF
            47 if are_cells => {
                let id = short(body, 2).unwrap_or_default();
                let shape = own.get(&id).copied();
                shapes.push(shape.unwrap_or_else(|| Shape::built_in(u32::from(id))));
            }
            _ => {}
        }
    }
    shapes
}

/// The strings that all cells share.
fn read_strings(bytes: &[u8]) -> Vec<String> {
    records(bytes)
        .filter(|record| record.kind == 19)
        .map(|record| string(record.body, 1).map(|(text, _)| text).unwrap_or_default())
        .collect()
}

impl Book {
    /// Tells the names of sheets and those that are defined; returns the sheets.
    fn read_names(&mut self, bytes: &[u8], out: &mut Out<'_>) -> Vec<(Place, String)> {
        let mut sheets = Vec::new();
        let mut names = Story::default();
        for Record { kind, body } in records(bytes) {
            match kind {
                // BrtWbProp
                153 => self.from_1904 = long(body, 0).is_some_and(|flags| flags & 1 != 0),
                // BrtBundleSh
                156 => {
                    let Some((id, name)) = sheet_names(body) else { continue };
                    let is_hidden = long(body, 0).is_some_and(|state| state != 0);
                    let hidden = is_hidden.then_some(Hidden::HiddenSheet);
                    let place = Place { sheet: name.as_str().into(), hidden };
                    out.text(place.part(PartKind::Name, "name of a sheet"), &name, Vec::new());
                    sheets.push((place, id));
                }
                // BrtName
                39 => {
                    if let Some((name, _)) = string(body, 9) {
                        names.push_text(&name, None);
                        names.fresh_line();
                    }
                }
                _ => {}
            }
        }
        names.tell(NewPart::new(PartKind::Other, "defined names").hidden(Hidden::Markup), out);
        sheets
    }

    fn tell_sheet(&mut self, bytes: &[u8], place: &Place, out: &mut Out<'_>) {
        let label = format!("sheet {}", place.sheet);
        let Some(mut flow) = Flow::begin(place.part(PartKind::Sheet, label), out) else { return };
        let mut sheet = Sheet::default();
        let source_bytes = bytes.len() as u64 + self.strings_len();
        let mut told = 0;
        for record in records(bytes) {
            let made = sheet.take(&record, self, flow.story()).unwrap_or_default();
            told += made;
            // A few cells that name one long string many times unpack to far more than the sheet.
            if !out.spend(made, told, source_bytes) || out.stop() {
                break;
            }
            flow.flow(out);
        }
        sheet.grid.end_row(flow.story());
        flow.end(out);
        let hidden = place.hidden.unwrap_or(Hidden::Markup);
        sheet.links.tell(place.part(PartKind::Link, "links").hidden(hidden), out);
        sheet.margins.tell(place.part(PartKind::Header, "headers and footers"), out);
        sheet.messages.tell(place.part(PartKind::Other, "input messages").hidden(hidden), out);
    }

    fn strings_len(&self) -> u64 {
        self.strings.iter().map(|string| string.len() as u64).sum()
    }

    /// Tells strings that no cell shows.
    fn tell_unused(&self, out: &mut Out<'_>) {
        let mut story = Story::default();
        for (string, _) in self.strings.iter().zip(&self.used).filter(|(_, used)| !**used) {
            story.push_text(string, None);
            story.fresh_line();
        }
        story.tell(NewPart::new(PartKind::Other, "unused strings").hidden(Hidden::Cache), out);
    }
}

/// A sheet while it is read.
#[derive(Default)]
struct Sheet {
    grid: Grid,
    row: u32,
    row_is_hidden: bool,
    rows_are_hidden: bool,
    links: Story,
    margins: Story,
    messages: Story,
}

impl Sheet {
    /// Takes in a record; returns the length of the text that it made.
    fn take(&mut self, record: &Record<'_>, book: &mut Book, story: &mut Story) -> Option<u64> {
        let body = record.body;
        match record.kind {
            // BrtRowHdr
            0 => {
                self.grid.end_row(story);
                self.row = long(body, 0)?;
                let is_flat = byte(body, 11)? & 0x10 != 0;
                self.row_is_hidden = is_flat || self.rows_are_hidden;
            }
            1..=11 | 62 => return self.take_cell(record, book),
            // BrtColInfo
            60 if short(body, 16)? & 1 != 0 => {
                self.grid.hide_columns(long(body, 0)?, long(body, 4)?);
            }
            // BrtWsFmtInfo
            485 => self.rows_are_hidden = short(body, 8)? & 2 != 0,
            // BrtBeginHeaderFooter
            479 => {
                let mut at = 2;
                while let Some((text, end)) = string(body, at) {
                    self.margins.push_text(&without_codes(&text), None);
                    self.margins.fresh_line();
                    at = end;
                }
            }
            // BrtHLink
            494 => push_strings(body, 16, &mut self.links),
            // BrtDVal
            64 => push_found(body, &mut self.messages),
            _ => {}
        }
        None
    }

    fn take_cell(&mut self, record: &Record<'_>, book: &mut Book) -> Option<u64> {
        let body = record.body;
        let at = Cell { row: self.row, column: long(body, 0)? };
        let style = long(body, 4)? & 0xFF_FFFF;
        let shape = book.shapes.get(style as usize).copied().unwrap_or_default();
        let number = |value: f64| shape.show(&value.to_string(), book.from_1904).into_owned();
        let text = match record.kind {
            2 => number(packed(long(body, 8)?)),
            5 | 9 => number(double(body, 8)?),
            4 | 10 => (if byte(body, 8)? == 0 { "FALSE" } else { "TRUE" }).to_owned(),
            6 | 8 => string(body, 8)?.0,
            62 => string(body, 9)?.0,
            7 => {
                let index = size(body, 8)?;
                *book.used.get_mut(index)? = true;
                book.strings.get(index)?.clone()
            }
            _ => return None,
        };
        let hidden = match shape {
            _ if self.row_is_hidden => Some(Hidden::HiddenRow),
            Shape::Nothing => Some(Hidden::Invisible),
            _ => None,
        };
        self.grid.push(at, &text, matches!(record.kind, 6..=8 | 62), hidden);
        Some(text.len() as u64)
    }
}

/// Adds the strings that follow one another from an offset on.
fn push_strings(body: &[u8], mut at: usize, story: &mut Story) {
    while let Some((text, end)) = string(body, at) {
        story.push_text(&text, None);
        story.fresh_line();
        at = end;
    }
}

/// Adds what looks like text among bytes of other kinds.
fn push_found(body: &[u8], story: &mut Story) {
    let mut text = String::new();
    crate::formats::ole::push_texts(body, &mut text);
    story.push_text(&text, None);
}

/// Tells the comments of a sheet, each with its cell.
fn tell_comments(package: &mut Package<'_>, sheet: &str, place: &Place, out: &mut Out<'_>) {
    for to in package.relationships(sheet, out) {
        if to.kind != "comments" || to.is_external || package.members.was_read(&to.target) {
            continue;
        }
        let Some((_, bytes)) = package.members.bytes(&to.target, out) else { continue };
        let mut at = None;
        let mut count = 0;
        for Record { kind, body } in records(&bytes) {
            match kind {
                // BrtCommentAuthor
                632 => {
                    let name = string(body, 0).map(|(name, _)| name).unwrap_or_default();
                    property(out, "comment author", &name);
                }
                // BrtBeginComment
                635 => {
                    let cell = long(body, 4).zip(long(body, 12));
                    at = cell.map(|(row, column)| Cell { row, column });
                }
                // BrtCommentText
                637 => {
                    let Some((text, _)) = string(body, 1) else { continue };
                    count += 1;
                    let mut story = Story::default();
                    story.push_text(&text, None);
                    if let Some(at) = at {
                        story.place_in_cell(at);
                    }
                    let part = place.part(PartKind::Comment, format!("comment {count}"));
                    story.tell(part.hidden(Hidden::Comment), out);
                }
                _ => {}
            }
        }
    }
}
