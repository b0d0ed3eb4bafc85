//! Workbooks (ECMA-376, part 1, 18): what all sheets share, then sheet by sheet.

pub(super) mod binary;
mod condition;
mod over;
mod pivot;
mod sheet;
mod strings;
mod styles;
mod unseen;

use std::sync::Arc;

use crate::out::{NewPart, Out};
use crate::{Cell, Hidden, PartKind, ProblemCode};

use self::sheet::Shared;
use self::strings::Strings;
use self::styles::Styles;
use super::drawing::{self, Canvas};
use super::package::{Package, Relationship};
use super::properties::{People, tell_people};
use super::words::Words;
use crate::formats::office::markup::{Node, Tag, Xml};
use crate::formats::office::member::Member;
use crate::formats::office::story::Story;
use crate::formats::office::unread;

/// Tells a workbook: names, sheets in order, then what no sheet shows.
pub(super) fn tell(package: &mut Package<'_>, main: &str, out: &mut Out<'_>) {
    let relationships = package.relationships(main, out);
    let book = match package.members.needed(main, out) {
        Some(member) => tell_names(&member, out),
        None => return,
    };
    let target = |kind: &str| {
        let found = relationships.iter().find(|to| to.kind == kind && !to.is_external);
        found.map(|to| to.target.clone())
    };
    let styles = target("styles")
        .and_then(|name| package.members.text(&name, out))
        .map(|member| Styles::read(&member, out))
        .unwrap_or_default();
    let strings = target("sharedStrings")
        .and_then(|name| package.members.text(&name, out))
        .map(|member| Strings::read(&member, out))
        .unwrap_or_default();
    let mut shared = Shared { strings, styles, from_1904: book.from_1904, has_tables: false };
    for (name, hidden, id) in &book.sheets {
        if out.stop() {
            return;
        }
        let Some(to) = relationships.iter().find(|to| to.id == *id) else {
            out.problem(ProblemCode::Damaged);
            continue;
        };
        let place = Place { sheet: Arc::clone(name), hidden: *hidden };
        let beside = package.relationships(&to.target, out);
        // Tables have colours of their own, which cells do not know.
        shared.has_tables = beside.iter().any(|to| to.kind == "table");
        if let Some(member) = package.members.needed(&to.target, out) {
            let covered = over::find(package, &member, out);
            sheet::tell(&member, &covered, &mut shared, &place, out);
        }
        tell_beside(package, &to.target, &place, out);
    }
    shared.strings.tell_unused(out);
    tell_external_parts(package, &relationships, out);
}

/// Tells what no sheet shows: values of other workbooks, caches of pivot tables, people.
fn tell_external_parts(
    package: &mut Package<'_>,
    relationships: &[Relationship],
    out: &mut Out<'_>,
) {
    let is_markup = |to: &&Relationship| !to.is_external && !to.target.ends_with(".bin");
    for relationship in relationships.iter().filter(is_markup) {
        match relationship.kind.as_str() {
            "externalLink" => tell_external(package, &relationship.target, out),
            "pivotCacheDefinition" => pivot::tell(package, &relationship.target, out),
            "person" => {
                if let Some(member) = package.members.text(&relationship.target, out) {
                    tell_people(&member, out);
                }
            }
            _ => {}
        }
    }
}

/// What the workbook's own part says of its sheets.
struct Book {
    /// Names, how they are hidden, and ids of relationships.
    sheets: Vec<(Arc<str>, Option<Hidden>, String)>,
    from_1904: bool,
}

/// A sheet, for what stands on it.
struct Place {
    sheet: Arc<str>,
    hidden: Option<Hidden>,
}

impl Place {
    /// Returns a part that stands on the sheet.
    fn part(&self, kind: PartKind, label: impl Into<Arc<str>>) -> NewPart {
        NewPart {
            sheet: Some(Arc::clone(&self.sheet)),
            hidden: self.hidden,
            ..NewPart::new(kind, label)
        }
    }
}

/// Tells the names of sheets and the names that are defined.
fn tell_names(member: &Member, out: &mut Out<'_>) -> Book {
    let mut book = Book { sheets: Vec::new(), from_1904: false };
    let mut names = Story::default();
    let mut xml = Xml::new(&member.text, out.limits().nesting_max);
    while let Some(node) = xml.next() {
        match node {
            Node::Start(tag) => match tag.local() {
                "absPath" => tell_value(member, &tag, "url", "SourceFile", out),
                "fileSharing" => tell_value(member, &tag, "userName", "LastSavedBy", out),
                "customWorkbookView" => tell_value(member, &tag, "name", "view", out),
                "workbookPr" => book.from_1904 = tag.is_set("date1904"),
                "sheet" => {
                    let is_hidden = matches!(tag.text("state").as_ref(), "hidden" | "veryHidden");
                    let hidden = is_hidden.then_some(Hidden::HiddenSheet);
                    let id = tag.relationship().unwrap_or_default();
                    let name: Arc<str> = tag.text("name").into();
                    let mut story = Story::default();
                    if let Some(value) = tag.value("name") {
                        story.push_value(member, value, None);
                    }
                    let part = NewPart::new(PartKind::Name, "name of a sheet");
                    story.tell(NewPart { hidden, sheet: Some(Arc::clone(&name)), ..part }, out);
                    book.sheets.push((name, hidden, id));
                }
                "definedName" => {
                    if let Some(value) = tag.value("name") {
                        names.push_value(member, value, None);
                        names.separate('\t');
                    }
                    if let Some(value) = tag.value("comment") {
                        names.push_value(member, value, None);
                        names.separate('\t');
                    }
                }
                _ => {}
            },
            Node::Text(piece) if xml.inside() == "definedName" => names.push(member, &piece, None),
            Node::End("definedName") => names.fresh_line(),
            _ => {}
        }
    }
    names.tell(NewPart::new(PartKind::Other, "defined names").hidden(Hidden::Markup), out);
    unread::end(member, &xml, out);
    book
}

/// Tells the value of an attribute as a property.
fn tell_value(member: &Member, tag: &Tag<'_>, attribute: &str, property: &str, out: &mut Out<'_>) {
    if let Some(value) = tag.value(attribute) {
        let mut story = Story::default();
        story.push_value(member, value, None);
        story.tell_property(property, out);
    }
}

/// Tells what stands beside a sheet: comments, drawings with their charts.
fn tell_beside(package: &mut Package<'_>, name: &str, place: &Place, out: &mut Out<'_>) {
    let relationships = package.relationships(name, out);
    for relationship in relationships.iter().filter(|to| !to.is_external) {
        let name = relationship.target.as_str();
        match relationship.kind.as_str() {
            "comments" | "threadedComment" => {
                if let Some(member) = package.members.needed(name, out) {
                    tell_comments(&member, place, out);
                }
            }
            "drawing" | "vmlDrawing" | "legacyDrawingHF" => {
                tell_drawing(package, name, "drawing", place, out);
                tell_charts(package, name, place, out);
            }
            _ => {}
        }
    }
}

/// Tells the charts that a drawing shows.
fn tell_charts(package: &mut Package<'_>, drawing: &str, place: &Place, out: &mut Out<'_>) {
    for Relationship { kind, target, is_external, .. } in package.relationships(drawing, out) {
        let is_chart = matches!(kind.as_str(), "chart" | "chartEx");
        if is_chart && !is_external {
            tell_drawing(package, &target, "chart", place, out);
        }
    }
}

fn tell_drawing(
    package: &mut Package<'_>,
    name: &str,
    label: &str,
    place: &Place,
    out: &mut Out<'_>,
) {
    let Some(member) = package.members.needed(name, out) else { return };
    let mut words = Words::default();
    let canvas = if label == "drawing" { Canvas::SHEET } else { Canvas::UNKNOWN };
    let story = drawing::read(&member, canvas, &mut words, out);
    if label == "drawing" {
        let relationships = package.relationships(name, out);
        let pictures = std::mem::take(&mut words.pictures);
        package.note_pictures(name, &relationships, pictures);
    }
    // A chart of a pivot table names it (ECMA-376, 21.2.2.144).
    let is_pivot = label == "chart" && member.text.contains("pivotSource>");
    let part = place.part(PartKind::Other, if is_pivot { "pivot chart" } else { label });
    story.tell(part.clone(), out);
    words.tell(Some(&part), out);
}

/// Tells comments, of the old kind or in threads, each with its cell.
fn tell_comments(member: &Member, place: &Place, out: &mut Out<'_>) {
    let mut people = People::default();
    let mut xml = Xml::new(&member.text, out.limits().nesting_max);
    let mut story = Story::default();
    let mut cell = None;
    let mut count = 0;
    while let Some(node) = xml.next() {
        match node {
            Node::Start(tag) => match tag.local() {
                "comment" | "threadedComment" => {
                    story = Story::default();
                    cell = parse_cell(&tag.text("ref"));
                }
                "rPh" => xml.skip(),
                _ => {}
            },
            Node::Text(piece) => {
                if matches!(xml.inside(), "t" | "text" | "author")
                    && (xml.inside() != "text" || !piece.text.trim().is_empty())
                {
                    story.push(member, &piece, None);
                }
            }
            Node::End("author") => {
                people.add_text("comment author", std::mem::take(&mut story));
            }
            Node::End("comment" | "threadedComment") => {
                count += 1;
                let mut told = std::mem::take(&mut story);
                if let Some(cell) = cell.take() {
                    told.place_in_cell(cell);
                }
                let part = place.part(PartKind::Comment, format!("comment {count}"));
                told.tell(part.hidden(Hidden::Comment), out);
                if out.stop() {
                    return;
                }
            }
            Node::End(_) => {}
        }
    }
    people.tell(out);
    unread::end(member, &xml, out);
}

/// Tells what a workbook keeps of another that it refers to.
fn tell_external(package: &mut Package<'_>, name: &str, out: &mut Out<'_>) {
    let Some(member) = package.members.needed(name, out) else { return };
    let mut story = Story::default();
    let mut xml = Xml::new(&member.text, out.limits().nesting_max);
    while let Some(node) = xml.next() {
        match node {
            Node::Start(tag) => {
                let value = match tag.local() {
                    "sheetName" => tag.value("val"),
                    "definedName" | "ddeItem" => tag.value("name"),
                    "ddeLink" => tag.value("ddeTopic"),
                    _ => None,
                };
                if let Some(value) = value {
                    story.push_value(&member, value, None);
                    story.fresh_line();
                }
            }
            Node::Text(piece) if matches!(xml.inside(), "v" | "val") => {
                story.push(&member, &piece, None);
            }
            Node::End("v" | "val") => story.separate('\t'),
            Node::End("row" | "value" | "sheetData") => story.end_row(),
            _ => {}
        }
    }
    let label = format!("values of {}", super::package::last_word(&member.name));
    story.tell(NewPart::new(PartKind::Other, label).hidden(Hidden::Cache), out);
    unread::end(&member, &xml, out);
}

/// The column and row that a name such as `AB12` stands for.
pub(in crate::formats) fn parse_cell(name: &str) -> Option<Cell> {
    let name = name.split(':').next().unwrap_or_default();
    let mut column = 0_u32;
    let mut digits = name;
    for letter in name.bytes() {
        match letter {
            b'$' => {}
            b'A'..=b'Z' => column = column.checked_mul(26)? + u32::from(letter - b'A') + 1,
            b'a'..=b'z' => column = column.checked_mul(26)? + u32::from(letter - b'a') + 1,
            _ => break,
        }
        digits = digits.get(1..)?;
    }
    let row: u32 = digits.parse().ok()?;
    Some(Cell { row: row.checked_sub(1)?, column: column.checked_sub(1)? })
}
