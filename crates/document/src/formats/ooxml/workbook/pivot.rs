//! The cache of a pivot table: a copy of its source, often of far more than is shown.

use std::sync::Arc;

use crate::out::{NewPart, Out};
use crate::{Hidden, PartKind};

use super::super::package::{Package, last_word};
use crate::formats::office::markup::{Node, Tag, Xml};
use crate::formats::office::member::Member;
use crate::formats::office::number::plain;
use crate::formats::office::story::{Flow, Story};
use crate::formats::office::unread;

/// A field of the source: a column.
struct Field {
    name: Arc<str>,
    /// The values that occur, which records name by number.
    items: Vec<String>,
}

/// Tells the values that a cache keeps, then its records with the names of their fields.
pub(super) fn tell(package: &mut Package<'_>, name: &str, out: &mut Out<'_>) {
    let Some(member) = package.members.needed(name, out) else { return };
    let fields = read_fields(&member, out);
    let name = last_word(&member.name).to_owned();
    tell_items(&fields, &name, out);
    for relationship in package.relationships(&member.name, out) {
        if relationship.kind == "pivotCacheRecords"
            && !relationship.is_external
            && let Some(member) = package.members.needed(&relationship.target, out)
        {
            tell_records(&member, &fields, &name, out);
        }
    }
}

fn read_fields(member: &Member, out: &mut Out<'_>) -> Vec<Field> {
    let mut fields = Vec::new();
    let mut in_items = false;
    let mut xml = Xml::new(&member.text, out.limits().nesting_max);
    while let Some(node) = xml.next() {
        match node {
            Node::Start(tag) => match tag.local() {
                "cacheField" => {
                    fields.push(Field { name: tag.text("name").into(), items: Vec::new() });
                }
                "sharedItems" => in_items = true,
                _ if in_items && xml.around() == "sharedItems" => {
                    if let Some(field) = fields.last_mut() {
                        field.items.push(value(&tag));
                    }
                }
                _ => {}
            },
            Node::End("sharedItems") => in_items = false,
            _ => {}
        }
    }
    unread::end(member, &xml, out);
    fields
}

/// The value of an item: text, number, date, truth or error.
fn value(tag: &Tag<'_>) -> String {
    let value = tag.text("v");
    match tag.local() {
        "n" => plain(&value).into_owned(),
        "d" => value.trim_end_matches("T00:00:00").to_owned(),
        _ => value.into_owned(),
    }
}

fn tell_items(fields: &[Field], name: &str, out: &mut Out<'_>) {
    let mut story = Story::default();
    for field in fields {
        story.push_labelled(&field.name, None);
        for item in &field.items {
            story.separate('\t');
            story.push_labelled(item, Some(Arc::clone(&field.name)));
        }
        story.fresh_line();
    }
    let part = NewPart::new(PartKind::Other, format!("items of {name}")).hidden(Hidden::Cache);
    story.tell(part, out);
}

fn tell_records(member: &Member, fields: &[Field], name: &str, out: &mut Out<'_>) {
    let part = NewPart::new(PartKind::Other, format!("records of {name}")).hidden(Hidden::Cache);
    let Some(mut flow) = Flow::begin(part, out) else { return };
    let mut column = 0;
    let mut xml = Xml::new(&member.text, out.limits().nesting_max);
    while let Some(node) = xml.next() {
        match node {
            Node::Start(tag) if tag.local() == "r" => column = 0,
            Node::Start(tag) if xml.around() == "r" => {
                let field = fields.get(column);
                let label = field.map(|field| Arc::clone(&field.name));
                if column > 0 {
                    flow.story().separate('\t');
                }
                match tag.local() {
                    "x" => {
                        let index = tag.number::<usize>("v").unwrap_or(usize::MAX);
                        let item = field.and_then(|field| field.items.get(index));
                        flow.story().push_labelled(item.map_or("", String::as_str), label);
                    }
                    _ => flow.story().push_labelled(&value(&tag), label),
                }
                column += 1;
            }
            Node::End("r") => {
                flow.story().separate('\n');
                flow.flow(out);
                if out.stop() {
                    break;
                }
            }
            _ => {}
        }
    }
    flow.end(out);
    unread::end(member, &xml, out);
}
