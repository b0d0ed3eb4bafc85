//! Lists of strings: who saved the document and where, who revised it, what it is made from.

use super::fib::{self, Fib};
use crate::formats::office::binary::{byte, short, size, slice, utf16};
use crate::formats::office::story::Story;
use crate::formats::textual::property;
use crate::out::{NewPart, Out};
use crate::{Hidden, PartKind};

/// Names of the associated strings ([MS-DOC] 2.9.281), by their number.
const ASSOCIATED: &[(usize, &str)] = &[
    (1, "Template"),
    (2, "Title"),
    (3, "Subject"),
    (4, "Keywords"),
    (6, "Author"),
    (7, "LastAuthor"),
    (8, "mail merge source"),
    (9, "mail merge headers"),
    (17, "password for changes"),
];

/// Tells the lists of a document.
pub(super) fn tell(fib: &Fib<'_>, table: &[u8], out: &mut Out<'_>) {
    let saved_by = strings(fib.table(fib::SAVED_BY, table));
    for pair in saved_by.chunks(2) {
        property(out, "LastSavedBy", pair.first().map_or("", String::as_str));
        property(out, "SourceFile", pair.get(1).map_or("", String::as_str));
    }
    for name in strings(fib.table(fib::REVISION_AUTHORS, table)) {
        // The first is always there, and stands for nobody.
        if name != "Unknown" {
            property(out, "revision author", &name);
        }
    }
    for name in counted_strings(fib.table(fib::COMMENT_AUTHORS, table)) {
        property(out, "comment author", &name);
    }
    let associated = strings(fib.table(fib::ASSOCIATIONS, table));
    for (index, name) in ASSOCIATED {
        property(out, name, associated.get(*index).map_or("", String::as_str));
    }
    tell_variables(fib.table(fib::VARIABLES, table), out);
    let mut bookmarks = Story::default();
    for name in strings(fib.table(fib::BOOKMARKS, table)) {
        // Names with this mark are made by the program.
        if !name.starts_with('_') {
            bookmarks.push_text(&name, None);
            bookmarks.fresh_line();
        }
    }
    let part = NewPart::new(PartKind::Outline, "bookmarks").hidden(Hidden::Markup);
    bookmarks.tell(part, out);
}

/// Variables of macros: a list of names, and then as many values.
fn tell_variables(list: &[u8], out: &mut Out<'_>) {
    let names = strings(list);
    let mut at = list_len(list).unwrap_or(list.len());
    for name in names {
        let Some(len) = short(list, at) else { break };
        let value = slice(list, at + 2, usize::from(len) * 2);
        property(out, &name, &utf16(value));
        at += 2 + usize::from(len) * 2;
    }
}

/// The positions that a table of positions lists, each with so many bytes of its own.
pub(super) fn positions(table: &[u8], extra: usize) -> Vec<usize> {
    let count = table.len().saturating_sub(4) / (4 + extra) + 1;
    let mut last = 0;
    (0..count)
        .map_while(|index| size(table, index * 4))
        // Texts stand one behind the other.
        .take_while(|at| std::mem::replace(&mut last, *at) <= *at)
        .collect()
}

/// The strings of a table ([MS-DOC] 2.2.4).
fn strings(list: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    walk(list, |text| found.push(text));
    found
}

/// The length of a table of strings.
fn list_len(list: &[u8]) -> Option<usize> {
    walk(list, drop)
}

/// Goes through a table of strings; returns its length.
fn walk(list: &[u8], mut take: impl FnMut(String)) -> Option<usize> {
    let is_wide = short(list, 0)? == 0xFFFF;
    let mut at = if is_wide { 2 } else { 0 };
    let count = short(list, at)?;
    let extra = usize::from(short(list, at + 2)?);
    at += 4;
    for _ in 0..count {
        let (len, text) = match is_wide {
            true => {
                let len = usize::from(short(list, at)?) * 2;
                (2 + len, utf16(slice(list, at + 2, len)))
            }
            false => {
                let len = usize::from(byte(list, at)?);
                (1 + len, crate::formats::textual::lenient(slice(list, at + 1, len)))
            }
        };
        take(text);
        at += len + extra;
    }
    Some(at)
}

/// Strings that follow one another, each after its length.
fn counted_strings(list: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(len) = short(list, at) {
        found.push(utf16(slice(list, at + 2, usize::from(len) * 2)));
        at += 2 + usize::from(len) * 2;
    }
    found
}
