//! Members that no reader asked for: embedded files, links, and XML of unknown meaning.
//!
//! Nothing is passed over for its name alone, except fonts, which are known to hold no words.

use std::io::Cursor;
use std::sync::Arc;

use crate::out::{NewPart, Out};
use crate::{Hidden, PartKind};

use super::drawing::{self, Canvas};
use super::package::{Package, last_word};
use super::words::Words;
use super::workbook::binary;
use crate::formats::office::binary::{size, slice, utf16_until_zero};
use crate::formats::office::markup::{Node, Xml};
use crate::formats::office::member::Member;
use crate::formats::office::story::Story;
use crate::formats::office::unread;
use crate::formats::textual::{base64, property};

/// Tells all members that were not read.
pub(super) fn tell(package: &mut Package<'_>, out: &mut Out<'_>) {
    let unseen = package.unseen(out);
    for name in package.members.names() {
        if out.stop() {
            return;
        }
        out.hide_next(unseen.get(&name).copied());
        if name.ends_with(".rels") {
            if let Some(member) = package.members.text(&name, out) {
                tell_links(&member, out);
            }
        } else if !package.members.was_read(&name) && !name.ends_with('/') {
            tell_member(package, &name, out);
        }
    }
    out.hide_next(None);
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
    /// Records of a binary workbook, or of a control, whose strings are told.
    Records,
    /// Settings of a printer, which begin with its name.
    Printer,
    Thumbnail,
    Child,
    Nothing,
}

fn tell_member(package: &mut Package<'_>, name: &str, out: &mut Out<'_>) {
    match use_of(name, package.content_type(name)) {
        Use::Nothing => {}
        Use::Records => {
            if let Some((name, bytes)) = package.members.bytes(name, out) {
                binary::tell_strings(&name, &bytes, out);
            }
        }
        Use::Printer => tell_printer(package, name, out),
        Use::Thumbnail => package.members.tell_thumbnail(name, out),
        Use::Child => package.members.tell_child(name, out),
        Use::Drawing(what, hidden) => {
            let Some(member) = package.members.text(name, out) else { return };
            let mut words = Words::default();
            let story = drawing::read(&member, Canvas::UNKNOWN, &mut words, out);
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
            tell_queries(&member, out);
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

/// Words in types or names of parts that say what they say in attributes.
const ATTRIBUTES: &[&str] = &[
    "connections+xml",
    "querytable",
    "recordset",
    "webextension",
    "tags+xml",
    "slicer",
    "timeline",
];

fn use_of(name: &str, content_type: &str) -> Use {
    let content_type = content_type.to_ascii_lowercase();
    let is = |word| content_type.contains(word);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let markup =
        |attributes| Use::Markup { kind: PartKind::Other, hidden: Hidden::Cache, attributes };
    if matches!(extension, "odttf" | "fntdata") || is("ms-opentype") {
        Use::Nothing
    } else if name.starts_with("docprops/thumbnail.") {
        Use::Thumbnail
    } else if is("printersettings") && extension == "bin" {
        Use::Printer
    } else if extension == "bin" && (is("ms-excel") || is("activex")) && !is("vbaproject") {
        Use::Records
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
    } else if ATTRIBUTES.iter().any(|word| is(word) || name.contains(word)) {
        markup(true)
    } else if matches!(extension, "xml" | "psmdcp") || is("+xml") {
        markup(name.starts_with("customxml/") && !name.contains("itemprops"))
    } else {
        Use::Child
    }
}

/// Tells the name of a printer, which often names its server too ([MS-RPRN] 2.2.2.1).
fn tell_printer(package: &mut Package<'_>, name: &str, out: &mut Out<'_>) {
    const NAME_BYTES: usize = 64;
    let Some((_, bytes)) = package.members.bytes(name, out) else { return };
    let name = utf16_until_zero(slice(&bytes, 0, NAME_BYTES));
    // Other systems write markup here.
    if bytes.starts_with(b"<") {
        out.child("printer settings.xml", &mut Cursor::new(bytes));
    } else {
        property(out, "TargetPrinter", &name);
    }
}

/// Tells the queries of a workbook: a package inside of markup ([MS-QDEFF] 2.2), as Base64.
fn tell_queries(member: &Member, out: &mut Out<'_>) {
    const HEADER_BYTES: usize = 8;
    let Some((_, after)) = member.text.split_once("<DataMashup") else { return };
    let inside = after.split_once('>').and_then(|(_, text)| text.split_once('<'));
    let bytes = base64(inside.map_or("", |(text, _)| text).as_bytes());
    let package = slice(&bytes, HEADER_BYTES, size(&bytes, 4).unwrap_or_default());
    out.hide_next(Some(Hidden::Cache));
    out.child("queries.zip", &mut Cursor::new(package));
    out.hide_next(None);
}

/// Elements of signatures and ink that hold long numbers and no words.
const NUMBERS: &[&str] = &[
    "CheckValue",
    "DataMashup",
    "DigestValue",
    "SignatureValue",
    "X509Certificate",
    "Modulus",
    "trace",
];

/// Tells the text of XML whose meaning is not known, a line for each element.
pub(crate) fn tell_markup(member: &Member, part: NewPart, attributes: bool, out: &mut Out<'_>) {
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
    unread::end(member, &xml, out);
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
    if let Some(code) = xml.trouble() {
        out.problem(code);
    }
}
