//! Properties of a package: core, extended, custom, labels, and the people it knows.

use std::collections::BTreeSet;

use crate::out::Out;

use super::package::Package;
use crate::formats::office::markup::{Node, Tag, Xml};
use crate::formats::office::member::Member;
use crate::formats::office::story::Story;
use crate::formats::office::unread;

/// Tells the properties that the package as a whole has.
pub(super) fn tell(package: &mut Package<'_>, out: &mut Out<'_>) {
    for relationship in package.relationships("", out) {
        if relationship.is_external || !package.members.has(&relationship.target) {
            continue;
        }
        let read: fn(&Member, &mut Out<'_>) = match relationship.kind.as_str() {
            "core-properties" | "extended-properties" | "extendedProperties" => tell_elements,
            "custom-properties" | "customProperties" => tell_custom,
            "classificationlabels" => tell_labels,
            _ => continue,
        };
        if let Some(member) = package.members.text(&relationship.target, out) {
            read(&member, out);
        }
    }
    let mut comment = Story::default();
    comment.push_labelled(&package.members.comment(), None);
    comment.tell_property("ZIP comment", out);
}

/// Each element under the root is a property; the values of a list stand on lines.
fn tell_elements(member: &Member, out: &mut Out<'_>) {
    let mut xml = Xml::new(&member.text, out.limits().nesting_max);
    let mut depth = 0_u32;
    let mut name = "";
    let mut story = Story::default();
    while let Some(node) = xml.next() {
        match node {
            Node::Start(tag) => {
                depth += 1;
                match depth {
                    2 => name = tag.name(),
                    _ => story.fresh_line(),
                }
            }
            Node::Text(piece) if depth >= 2 && !piece.text.trim().is_empty() => {
                story.push(member, &piece, None);
            }
            Node::Text(_) => {}
            Node::End(_) => {
                depth -= 1;
                if depth == 1 {
                    std::mem::take(&mut story).tell_property(name, out);
                }
            }
        }
    }
    unread::end(member, &xml, out);
}

/// Properties that a person made up, each with its own name.
fn tell_custom(member: &Member, out: &mut Out<'_>) {
    let mut xml = Xml::new(&member.text, out.limits().nesting_max);
    let mut name = String::new();
    let mut story = Story::default();
    while let Some(node) = xml.next() {
        match node {
            Node::Start(tag) if tag.local() == "property" => {
                name = tag.text("name").into_owned();
            }
            Node::Start(_) => story.fresh_line(),
            Node::Text(piece) if xml.inside() != "Properties" && !piece.text.trim().is_empty() => {
                story.push(member, &piece, None);
            }
            Node::Text(_) => {}
            Node::End("property") => std::mem::take(&mut story).tell_property(&name, out),
            Node::End(_) => {}
        }
    }
    unread::end(member, &xml, out);
}

/// Sensitivity labels: every attribute is a property.
fn tell_labels(member: &Member, out: &mut Out<'_>) {
    let mut xml = Xml::new(&member.text, out.limits().nesting_max);
    while let Some(node) = xml.next() {
        let Node::Start(tag) = node else { continue };
        if tag.local() != "label" {
            continue;
        }
        for (name, value) in tag.attributes() {
            let mut story = Story::default();
            story.push_value(member, value, None);
            story.tell_property(&format!("label {name}"), out);
        }
    }
    unread::end(member, &xml, out);
}

/// People by role, each told once.
#[derive(Default)]
pub(super) struct People {
    seen: BTreeSet<(&'static str, String)>,
    found: Vec<(&'static str, Story)>,
}

impl People {
    /// Adds the person that an attribute of `tag` names, if it does.
    pub(super) fn add(
        &mut self,
        role: &'static str,
        member: &Member,
        tag: &Tag<'_>,
        attribute: &str,
    ) {
        let Some(value) = tag.value(attribute) else { return };
        member.note_told(value.at());
        if self.seen.insert((role, value.text().into_owned())) {
            let mut story = Story::default();
            story.push_value(member, value, None);
            self.found.push((role, story));
        }
    }

    /// Adds a person by a text.
    pub(super) fn add_text(&mut self, role: &'static str, story: Story) {
        if self.seen.insert((role, story.text().to_owned())) {
            self.found.push((role, story));
        }
    }

    /// Tells all people, each as a property.
    pub(super) fn tell(self, out: &mut Out<'_>) {
        for (role, story) in self.found {
            story.tell_property(role, out);
        }
    }
}

/// Tells the people of a list of authors or persons.
pub(super) fn tell_people(member: &Member, out: &mut Out<'_>) {
    let mut people = People::default();
    let mut xml = Xml::new(&member.text, out.limits().nesting_max);
    while let Some(node) = xml.next() {
        let Node::Start(tag) = node else { continue };
        for attribute in ["author", "displayName", "name", "initials", "userId", "userName"] {
            people.add("person", member, &tag, attribute);
        }
    }
    people.tell(out);
    unread::end(member, &xml, out);
}
