//! The list of what a document is made of (GB/T 33190, 7.5): pages, resources, annotations, files.

use std::collections::BTreeMap;

use super::said::{folder, numbers, pass_over_places, push_value};
use crate::formats::office::markup::{Node, Xml};
use crate::formats::office::member::{Member, Members, resolve};
use crate::formats::office::story::Story;
use crate::formats::office::unread;
use crate::out::{NewPart, Out};
use crate::{Hidden, PartKind};

/// What a document is made of; places are names of members.
#[derive(Default)]
pub(super) struct Body {
    pub(super) pages: Vec<PageEntry>,
    pub(super) templates: Vec<String>,
    pub(super) resources: Vec<String>,
    annotations: Option<String>,
    /// Left, upper edge, width and height of pages that say nothing else, in millimetres.
    pub(super) size: Option<[f32; 4]>,
}

/// A page in the list of pages.
pub(super) struct PageEntry {
    pub(super) id: String,
    pub(super) place: String,
}

impl Body {
    /// Reads the list and tells the words in it: the outline, bookmarks and links.
    pub(super) fn read(member: &Member, out: &mut Out<'_>) -> Self {
        let mut body = Self::default();
        let (mut outline, mut links) = (Story::default(), Story::default());
        let folder = folder(&member.name);
        let mut xml = Xml::new(&member.text, out.limits().nesting_max);
        while let Some(node) = xml.next() {
            match node {
                Node::Start(tag) => {
                    pass_over_places(member, &tag);
                    let place = || resolve(folder, &tag.text("BaseLoc"));
                    match tag.local() {
                        "Page" if xml.around() == "Pages" => body
                            .pages
                            .push(PageEntry { id: tag.text("ID").into_owned(), place: place() }),
                        "TemplatePage" => body.templates.push(place()),
                        "OutlineElem" => push_value(&mut outline, member, tag.value("Title")),
                        "Bookmark" => push_value(&mut outline, member, tag.value("Name")),
                        "URI" => push_value(&mut links, member, tag.value("URI")),
                        _ => {}
                    }
                }
                Node::Text(piece) => {
                    let place = || resolve(folder, piece.text.trim());
                    match xml.inside() {
                        "PublicRes" | "DocumentRes" => body.resources.push(place()),
                        "Annotations" => body.annotations = Some(place()),
                        "PhysicalBox" => body.size = numbers(&piece.text),
                        _ => {}
                    }
                }
                Node::End(_) => {}
            }
        }
        outline.tell(NewPart::new(PartKind::Outline, "outline"), out);
        links.tell(NewPart::new(PartKind::Link, "links").hidden(Hidden::Markup), out);
        unread::end(member, &xml, out);
        body
    }
}

/// Returns where the annotations of each page stand, by the id of the page.
pub(super) fn notes(
    members: &mut Members<'_>,
    body: &Body,
    out: &mut Out<'_>,
) -> BTreeMap<String, String> {
    let mut notes = BTreeMap::new();
    let Some(place) = &body.annotations else { return notes };
    let Some(member) = members.needed(place, out) else { return notes };
    let folder = folder(&member.name);
    let mut page = String::new();
    let mut xml = Xml::new(&member.text, out.limits().nesting_max);
    while let Some(node) = xml.next() {
        match node {
            Node::Start(tag) if tag.local() == "Page" => page = tag.text("PageID").into_owned(),
            Node::Text(piece) if xml.inside() == "FileLoc" => {
                notes.insert(page.clone(), resolve(folder, piece.text.trim()));
            }
            _ => {}
        }
    }
    unread::end(&member, &xml, out);
    notes
}
