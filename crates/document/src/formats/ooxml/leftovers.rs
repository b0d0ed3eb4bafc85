//! Members that no reader asked for: embedded files, links, and XML of unknown meaning.
//!
//! Nothing is passed over for its name alone, except what is known to hold no words: settings of
//! printers and fonts.

use std::sync::Arc;

use crate::read::{NewPart, Out};
use crate::{Hidden, PartKind};

use super::drawing;
use super::package::{Package, last_word};
use super::properties::{tell_script, tell_trouble};
use super::words::Words;
use crate::formats::office::markup::{Node, Xml};
use crate::formats::office::member::Member;
use crate::formats::office::story::Story;

/// Tells all members that were not read.
pub(super) fn tell(package: &mut Package<'_>, out: &mut Out<'_>) {
    for name in package.members.names() {
        if out.stop() {
            return;
        }
        if name.ends_with(".rels") {
            if let Some(member) = package.members.text(&name, out) {
                tell_links(&member, out);
            }
        } else if !package.members.was_read(&name) && !name.ends_with('/') {
            tell_member(package, &name, out);
        }
    }
}

/// What is done with a member that is left over.
enum Use {
    /// Words in shapes, charts or diagrams.
    Drawing(&'static str, Option<Hidden>),
    /// Any XML: its text, and its attributes too when programs keep words there.
    Markup {
        kind: PartKind,
        hidden: Hidden,
        attributes: bool,
    },
    Script,
    Child,
    Nothing,
}

fn tell_member(package: &mut Package<'_>, name: &str, out: &mut Out<'_>) {
    match use_of(name, package.content_type(name)) {
        Use::Nothing => {}
        Use::Script => tell_script(&package.members.own_name(name), out),
        Use::Child => package.members.tell_child(name, out),
        Use::Drawing(what, hidden) => {
            let Some(member) = package.members.text(name, out) else { return };
            let mut words = Words::default();
            let story = drawing::read(&member, None, &mut words, out);
            let label = match hidden {
                Some(_) => format!("{what} {}", last_word(&member.name)),
                None => what.to_owned(),
            };
            story.tell(NewPart { hidden, ..NewPart::new(PartKind::Other, label) }, out);
            words.tell(None, out);
        }
        Use::Markup { kind, hidden, attributes } => {
            let Some(member) = package.members.text(name, out) else { return };
            let part = NewPart::new(kind, Arc::clone(&member.name)).hidden(hidden);
            tell_markup(&member, part, attributes, out);
        }
    }
}

/// Content types of what slides and notes are made from.
const LAYOUTS: &[&str] = &[
    "presentationml.slidemaster",
    "presentationml.slidelayout",
    "presentationml.notesmaster",
    "presentationml.handoutmaster",
];

fn use_of(name: &str, content_type: &str) -> Use {
    let content_type = content_type.to_ascii_lowercase();
    let is = |word| content_type.contains(word);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let markup =
        |attributes| Use::Markup { kind: PartKind::Other, hidden: Hidden::Cache, attributes };
    let is_printer = is("printersettings") && extension == "bin";
    if is_printer || matches!(extension, "odttf" | "fntdata") {
        Use::Nothing
    } else if is("vbaproject") || name.ends_with("vbaproject.bin") {
        Use::Script
    } else if is("drawingml.chart+xml") || is("chartex+xml") {
        Use::Drawing("chart", None)
    } else if is("diagramdrawing+xml") {
        Use::Drawing("diagram", None)
    } else if is("drawing+xml") || is("chartshapes+xml") || extension == "vml" {
        Use::Drawing("drawing", None)
    } else if is("diagramdata+xml") {
        Use::Drawing("data of", Some(Hidden::Cache))
    } else if LAYOUTS.iter().any(|layout| is(layout)) {
        Use::Drawing("layout", Some(Hidden::Cache))
    } else if is("presentationml.slide+xml") || is("presentationml.notesslide") {
        // No show leads to it.
        Use::Drawing("orphan", Some(Hidden::Cache))
    } else if is("revisionlog") || is("revisionheaders") || is("usernames") {
        let attributes = !is("revisionlog");
        Use::Markup { kind: PartKind::Revision, hidden: Hidden::Revision, attributes }
    } else if is("connections+xml") || is("querytable") || is("webextension") || is("tags+xml") {
        markup(true)
    } else if matches!(extension, "xml" | "psmdcp") || is("+xml") {
        markup(name.starts_with("customxml/") && !name.contains("itemprops"))
    } else {
        Use::Child
    }
}

/// Elements of signatures and ink that hold long numbers and no words.
const NUMBERS: &[&str] = &["DigestValue", "SignatureValue", "X509Certificate", "Modulus", "trace"];

/// Tells the text of XML whose meaning is not known, a line for each element.
fn tell_markup(member: &Member, part: NewPart, attributes: bool, out: &mut Out<'_>) {
    let mut story = Story::default();
    let mut xml = Xml::new(&member.text, out.limits().nesting_max);
    while let Some(node) = xml.next() {
        match node {
            Node::Start(tag) => {
                story.fresh_line();
                if NUMBERS.contains(&tag.local()) {
                    xml.skip();
                    continue;
                }
                for (name, value) in tag.attributes() {
                    let is_namespace = name.starts_with("xmlns") || name.contains("schema");
                    if attributes && !is_namespace && !value.text().trim().is_empty() {
                        story.set_label(Some(name.into()));
                        story.push_value(member, value, None);
                        story.set_label(None);
                        story.fresh_line();
                    }
                }
            }
            Node::Text(piece) if !piece.text.trim().is_empty() => story.push(member, &piece, None),
            Node::Text(_) => {}
            Node::End(_) => story.fresh_line(),
        }
    }
    story.tell(part, out);
    tell_trouble(&xml, out);
}

/// Tells where relationships lead outside the package.
fn tell_links(member: &Member, out: &mut Out<'_>) {
    let mut story = Story::default();
    let mut xml = Xml::new(&member.text, out.limits().nesting_max);
    while let Some(node) = xml.next() {
        let Node::Start(tag) = node else { continue };
        if !tag.text("TargetMode").eq_ignore_ascii_case("external") {
            continue;
        }
        if let Some(value) = tag.value("Target") {
            story.set_label(Some(last_word(&tag.text("Type")).into()));
            story.push_value(member, value, None);
            story.fresh_line();
        }
    }
    let owner = last_word(&member.name).trim_end_matches(".rels");
    let label = match owner {
        "" => "links".to_owned(),
        _ => format!("links of {owner}"),
    };
    story.tell(NewPart::new(PartKind::Link, label).hidden(Hidden::Markup), out);
    tell_trouble(&xml, out);
}
