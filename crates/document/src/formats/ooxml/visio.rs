//! Visio drawings ([MS-VSDX]): pages in order, the shapes that they are made from, and comments.

mod shapes;

use std::collections::BTreeSet;

use super::package::{Package, Relationship};
use super::properties::People;
use crate::formats::office::markup::{Node, Xml};
use crate::formats::office::member::Member;
use crate::formats::office::story::Story;
use crate::formats::office::unread;
use crate::out::{NewPart, Out};
use crate::{Hidden, PartKind, ProblemCode};

use self::shapes::{Cells, Sheet};

/// Tells a drawing: its pages, then what they are made from.
pub(super) fn tell(package: &mut Package<'_>, main: &str, out: &mut Out<'_>) {
    let relationships = package.relationships(main, out);
    let mut used = BTreeSet::new();
    let inside = |kind| relationships.iter().find(move |to| to.kind == kind && !to.is_external);
    if let Some(pages) = inside("pages") {
        tell_pages(package, &pages.target, &mut used, out);
    }
    if let Some(masters) = inside("masters") {
        tell_masters(package, &masters.target, &used, out);
    }
    if let Some(comments) = inside("comments")
        && let Some(member) = package.members.needed(&comments.target, out)
    {
        tell_comments(&member, out);
    }
    // What all pages share.
    if let Some(member) = package.members.needed(main, out) {
        let drawing = shapes::read(&member, &Sheet::default(), out);
        drawing.data.tell(hidden_part("data of the drawing", Hidden::Property), out);
    }
}

/// A page or a master by its entry in the list of them.
struct Entry {
    name: String,
    id: String,
    /// Id of the relationship that leads to its shapes.
    to: String,
    sheet: Sheet,
}

/// Tells the pages; the masters whose shapes stand on them are put into `used`.
fn tell_pages(
    package: &mut Package<'_>,
    list: &str,
    used: &mut BTreeSet<String>,
    out: &mut Out<'_>,
) {
    let relationships = package.relationships(list, out);
    let Some(member) = package.members.needed(list, out) else { return };
    for (index, entry) in entries(&member, "Page", out).into_iter().enumerate() {
        if out.stop() {
            return;
        }
        let page = Some(index as u32 + 1);
        let label = format!("page {}", index + 1);
        let name = NewPart { page, ..NewPart::new(PartKind::Name, "name of a page") };
        out.text(name, &entry.name, Vec::new());
        let Some(member) = shapes_of(package, &relationships, &entry, out) else { continue };
        let drawing = shapes::read(&member, &entry.sheet, out);
        drawing.text.tell(NewPart { page, ..NewPart::new(PartKind::Body, label) }, out);
        let data = hidden_part("data of shapes", Hidden::Property);
        drawing.data.tell(NewPart { page, ..data }, out);
        used.extend(drawing.masters);
    }
}

/// Tells the masters. What one says is seen where a shape of it stands without a text of its own.
fn tell_masters(package: &mut Package<'_>, list: &str, used: &BTreeSet<String>, out: &mut Out<'_>) {
    let relationships = package.relationships(list, out);
    let Some(member) = package.members.needed(list, out) else { return };
    for entry in entries(&member, "Master", out) {
        if out.stop() {
            return;
        }
        let Some(member) = shapes_of(package, &relationships, &entry, out) else { continue };
        let drawing = shapes::read(&member, &entry.sheet, out);
        let label = format!("master {}", entry.name);
        let hidden = (!used.contains(&entry.id)).then_some(Hidden::Cache);
        drawing.text.tell(NewPart { hidden, ..NewPart::new(PartKind::Other, label) }, out);
        drawing.data.tell(hidden_part("data of shapes", Hidden::Cache), out);
    }
}

/// The member with the shapes of an entry, when there is one.
fn shapes_of(
    package: &mut Package<'_>,
    relationships: &[Relationship],
    entry: &Entry,
    out: &mut Out<'_>,
) -> Option<Member> {
    match relationships.iter().find(|to| to.id == entry.to && !to.is_external) {
        Some(to) => package.members.needed(&to.target, out),
        None => {
            out.problem(ProblemCode::Damaged);
            None
        }
    }
}

/// Reads a list of pages or masters, and tells the data of their sheets.
fn entries(member: &Member, element: &str, out: &mut Out<'_>) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut cells = Cells::default();
    let mut xml = Xml::new(&member.text, out.limits().nesting_max);
    while let Some(node) = xml.next() {
        match node {
            Node::Start(tag) if tag.local() == element => {
                // The name that is seen is told with the page; there may be an older one.
                if element == "Page" {
                    cells.pass_over(member, &tag, "Name");
                }
                cells.tell_attributes(member, &tag, &["Name", "NameU", "Prompt"]);
                entries.push(Entry {
                    name: tag.text("Name").into_owned(),
                    id: tag.text("ID").into_owned(),
                    to: String::new(),
                    sheet: Sheet::default(),
                });
            }
            Node::Start(tag) if tag.local() == "Rel" => {
                if let Some(entry) = entries.last_mut() {
                    entry.to = tag.relationship().unwrap_or_default();
                }
            }
            // A picture of a master for those who choose one.
            Node::Start(tag) if tag.local() == "Icon" => xml.skip(),
            Node::Start(tag) => {
                if let Some(cell) = cells.start(member, &tag)
                    && let Some(entry) = entries.last_mut()
                {
                    entry.sheet.take(&cell);
                }
            }
            Node::End(name) => cells.end(member, name),
            Node::Text(_) => {}
        }
    }
    let label = format!("data of {}s", element.to_lowercase());
    cells.into_data().tell(hidden_part(label, Hidden::Property), out);
    unread::end(member, &xml, out);
    entries
}

/// Tells comments and who wrote them.
fn tell_comments(member: &Member, out: &mut Out<'_>) {
    let mut people = People::default();
    let mut story = Story::default();
    let mut count = 0;
    let mut xml = Xml::new(&member.text, out.limits().nesting_max);
    while let Some(node) = xml.next() {
        match node {
            Node::Start(tag) if tag.local() == "AuthorEntry" => {
                for attribute in ["Name", "Initials", "ResolutionID"] {
                    people.add("comment author", member, &tag, attribute);
                }
            }
            Node::Text(piece) if xml.inside() == "CommentEntry" => {
                story.push(member, &piece, None);
            }
            Node::End("CommentEntry") => {
                count += 1;
                let part = NewPart::new(PartKind::Comment, format!("comment {count}"));
                std::mem::take(&mut story).tell(part.hidden(Hidden::Comment), out);
            }
            Node::Start(_) | Node::End(_) | Node::Text(_) => {}
        }
    }
    people.tell(out);
    unread::end(member, &xml, out);
}

fn hidden_part(label: impl Into<std::sync::Arc<str>>, hidden: Hidden) -> NewPart {
    NewPart::new(PartKind::Property, label).hidden(hidden)
}
