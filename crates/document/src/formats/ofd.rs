//! OFD, the fixed layout documents of Chinese offices (GB/T 33190-2016, as the library ofdrw describes
//! it): a package of XML with letters that each stand in their place, and what is kept beside pages.
//!
//! Pages are read in the order in which they are painted, so that letters under a shape are told from
//! those that are seen. What no page leads to is told as what is left over: pages of earlier versions
//! among it.

mod body;
mod page;
mod resources;
mod said;
mod scene;

use std::sync::Arc;

use self::body::Body;
use self::page::Painting;
use self::resources::Resources;
use self::scene::Scene;
use super::archive::read_unclaimed;
use super::known;
use super::office::markup::{Node, Xml};
use super::office::member::{Member, Members, resolve};
use super::office::story::Story;
use super::office::unread;
use super::ooxml::tell_markup;
use crate::format::Format;
use crate::out::{NewPart, Out};
use crate::{Hidden, Input, PartKind, ProblemCode};

/// OFD document.
pub(super) const OFD: Format = Format {
    name: "ofd",
    title: "OFD fixed layout document",
    extensions: &["ofd"],
    reads: "text of pages and templates, letters under shapes, annotations, outline, links, \
            properties, tags, seals, earlier versions, pictures and attached files",
    in_process: false,
    matches: |probe| known::is_zip_with(probe, &[b"OFD.xml"]),
    read,
};

/// What says how a package is encrypted (GM/T 0099).
const LOCKS: &str = "encryptions.xml";

fn read(input: &mut dyn Input, out: &mut Out<'_>) {
    let Some(mut members) = Members::open(&mut *input, out) else { return };
    if members.has(LOCKS) {
        out.problem(ProblemCode::Encrypted);
    }
    let Some(entry) = members.needed("OFD.xml", out) else { return };
    for root in tell_entry(&entry, out) {
        tell_document(&mut members, &resolve("", &root), out);
    }
    tell_leftovers(&mut members, out);
    read_unclaimed(input, out);
}

/// Tells what the package says of its documents; returns where they begin.
fn tell_entry(member: &Member, out: &mut Out<'_>) -> Vec<String> {
    let mut roots = Vec::new();
    let mut story = Story::default();
    let mut name = String::new();
    let mut is_about = false;
    let mut xml = Xml::new(&member.text, out.limits().nesting_max);
    while let Some(node) = xml.next() {
        match node {
            Node::Start(tag) => {
                let own = tag.value("Name").filter(|_| tag.local() == "CustomData");
                name = match own {
                    Some(own) => {
                        member.note_told(own.at());
                        own.text().into_owned()
                    }
                    None => tag.local().to_owned(),
                };
                is_about |= name == "DocInfo";
            }
            Node::Text(piece) if xml.inside() == "DocRoot" => roots.push(piece.text.into_owned()),
            Node::Text(piece) if is_about && !piece.text.trim().is_empty() => {
                story.push(member, &piece, None);
            }
            Node::Text(_) => {}
            Node::End(ended) => {
                is_about &= ended != "DocInfo";
                std::mem::take(&mut story).tell_property(&name, out);
            }
        }
    }
    unread::end(member, &xml, out);
    roots
}

/// Tells a document of the package.
fn tell_document(members: &mut Members<'_>, root: &str, out: &mut Out<'_>) {
    let Some(member) = members.needed(root, out) else { return };
    let body = Body::read(&member, out);
    let mut resources = Resources::default();
    for place in &body.resources {
        let Some(member) = members.needed(place, out) else { continue };
        resources.read(&member, out);
        tell_graphics(&member, &resources, out);
    }
    resources.look_at_pictures(members);
    let notes = body::notes(members, &body, out);
    for (index, place) in body.templates.iter().enumerate() {
        let part = NewPart::new(PartKind::Page, format!("template {}", index + 1));
        tell_page(members, &body, &resources, (place, None), part, out);
    }
    for (page, number) in body.pages.iter().zip(1_u32..) {
        if out.stop() {
            return;
        }
        let part = NewPart::new(PartKind::Page, format!("page {number}"));
        let part = NewPart { page: Some(number), ..part };
        let notes = notes.get(&page.id).map(String::as_str);
        tell_page(members, &body, &resources, (&page.place, notes), part, out);
    }
}

/// Tells a page, with the annotations that stand on it.
fn tell_page(
    members: &mut Members<'_>,
    body: &Body,
    resources: &Resources,
    (place, notes): (&str, Option<&str>),
    part: NewPart,
    out: &mut Out<'_>,
) {
    let Some(page) = members.needed(place, out) else { return };
    let notes = notes.and_then(|notes| members.needed(notes, out));
    let mut scene = Scene::new(body.size);
    let mut comments = Story::default();
    let mut links = Story::default();
    for member in [Some(&page), notes.as_ref()].into_iter().flatten() {
        let mut painting = Painting::new(member, resources, &mut scene);
        painting.paint(out);
        comments.append(painting.comments);
        links.append(painting.links);
    }
    let beside = |kind, what: &str| NewPart {
        kind,
        label: format!("{what} of {}", part.label).into(),
        ..part.clone()
    };
    let (comment, link) =
        (beside(PartKind::Comment, "annotations"), beside(PartKind::Link, "links"));
    scene.into_story().tell(part, out);
    comments.tell(comment.hidden(Hidden::Comment), out);
    links.tell(link.hidden(Hidden::Markup), out);
}

/// Tells the letters of graphics that pages use by number; where they stand is not followed.
fn tell_graphics(member: &Member, resources: &Resources, out: &mut Out<'_>) {
    if !member.text.contains("TextCode") {
        return unread::tell(member, out);
    }
    let mut scene = Scene::new(None);
    Painting::new(member, resources, &mut scene).paint(out);
    scene.into_story().tell(NewPart::new(PartKind::Other, "graphics"), out);
}

/// Tells members that no document led to.
fn tell_leftovers(members: &mut Members<'_>, out: &mut Out<'_>) {
    for name in members.names() {
        if out.stop() {
            return;
        }
        if members.was_read(&name) || name.ends_with('/') {
            continue;
        }
        if !name.ends_with(".xml") {
            members.tell_child(&name, out);
            continue;
        }
        let Some(member) = members.text(&name, out) else { continue };
        // A page that no document shows is one of an earlier version, or was taken out.
        let is_page = member.text.contains("TextCode");
        let hidden = if is_page { Hidden::Revision } else { Hidden::Markup };
        let part = NewPart::new(PartKind::Other, Arc::clone(&member.name));
        tell_markup(&member, part.hidden(hidden), false, out);
    }
}

#[cfg(test)]
mod tests;
