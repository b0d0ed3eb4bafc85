//! Presentations (ECMA-376, part 1, 19): slides in order, with notes and comments.

use crate::out::{NewPart, Out};
use crate::{Hidden, PartKind, ProblemCode};

use super::drawing::{self, Canvas, Ground, SlideSize};
use super::package::{Package, Relationship};
use super::properties::{People, tell_people};
use super::words::Words;
use crate::formats::office::markup::{Node, Xml};
use crate::formats::office::member::Member;
use crate::formats::office::story::Story;
use crate::formats::office::unread;

/// Tells a presentation: its slides, each with what belongs to it, then what they are made from.
pub(super) fn tell(package: &mut Package<'_>, main: &str, out: &mut Out<'_>) {
    let relationships = package.relationships(main, out);
    let Some(member) = package.members.needed(main, out) else { return };
    let order = read_order(&member, out);
    for (index, id) in order.slides.iter().enumerate() {
        if out.stop() {
            return;
        }
        match relationships.iter().find(|to| to.id == *id) {
            Some(to) => tell_slide(package, &to.target, index as u32 + 1, order.size, out),
            None => out.problem(ProblemCode::Damaged),
        }
    }
    for relationship in relationships.iter().filter(|to| !to.is_external) {
        if matches!(relationship.kind.as_str(), "commentAuthors" | "authors")
            && let Some(member) = package.members.text(&relationship.target, out)
        {
            tell_people(&member, out);
        }
    }
}

/// What the main part says of its slides.
struct Order {
    /// Ids of relationships, in the order of the show.
    slides: Vec<String>,
    size: Option<SlideSize>,
}

fn read_order(member: &Member, out: &mut Out<'_>) -> Order {
    let mut order = Order { slides: Vec::new(), size: None };
    let mut words = Words::default();
    let mut xml = Xml::new(&member.text, out.limits().nesting_max);
    while let Some(node) = xml.next() {
        let Node::Start(tag) = node else { continue };
        match tag.local() {
            "sldId" if xml.around() == "sldIdLst" => {
                order.slides.extend(tag.relationship());
            }
            "sldSz" => {
                let size = tag.number("cx").zip(tag.number("cy"));
                order.size = size.map(|(width, height)| SlideSize { width, height });
            }
            _ => words.add(member, &tag),
        }
    }
    words.tell(None, out);
    unread::end(member, &xml, out);
    order
}

fn tell_slide(
    package: &mut Package<'_>,
    name: &str,
    number: u32,
    size: Option<SlideSize>,
    out: &mut Out<'_>,
) {
    let Some(member) = package.members.needed(name, out) else { return };
    let hidden = is_hidden(&member).then_some(Hidden::HiddenSlide);
    let place = NewPart {
        hidden,
        page: Some(number),
        ..NewPart::new(PartKind::Slide, format!("slide {number}"))
    };
    let mut words = Words::default();
    let ground = ground(package, &member, name, out);
    let opaque = package.opaque_pictures(name, &member.text, out);
    let canvas = Canvas { size, ground, opaque: &opaque };
    drawing::read(&member, canvas, &mut words, out).tell(place.clone(), out);
    let relationships = package.relationships(name, out);
    let pictures = std::mem::take(&mut words.pictures).into_iter();
    let pictures = pictures.map(|(id, own)| (id, hidden.or(own))).collect();
    package.note_pictures(name, &relationships, pictures);
    for relationship in relationships {
        tell_beside(package, &relationship, &place, out);
    }
    words.tell(Some(&place), out);
}

/// What is behind the shapes of a slide: white, unless the slide, its layout or its master say
/// something else, or paint something.
fn ground(package: &mut Package<'_>, slide: &Member, name: &str, out: &mut Out<'_>) -> Ground {
    let mut names = vec![name.to_owned()];
    if paints(&slide.text) {
        return Ground::Unknown;
    }
    for kind in ["slideLayout", "slideMaster"] {
        let from = names.last().cloned().unwrap_or_default();
        let relationships = package.relationships(&from, out);
        let Some(to) = relationships.iter().find(|to| to.kind == kind) else { break };
        let is_plain = package.members.peek(&to.target, |text| {
            !paints(text) && !SHAPES.iter().any(|mark| text.contains(mark))
        });
        if is_plain != Some(true) {
            return Ground::Unknown;
        }
        names.push(to.target.clone());
    }
    Ground::White
}

/// Marks of pictures and filled shapes in layouts and masters.
const SHAPES: [&str; 3] = ["<p:pic>", "<a:blip ", "<p:style>"];

/// True when a slide, layout or master has a background that is not the first colour of its theme.
fn paints(text: &str) -> bool {
    text.contains("<p:bgPr>")
        || text.contains("<p:bgRef") && !text.contains("val=\"bg1\"")
        || text.contains("<p:clrMap ") && !text.contains("bg1=\"lt1\"")
}

/// True when the slide is left out of the show.
fn is_hidden(member: &Member) -> bool {
    let mut xml = Xml::new(&member.text, 4);
    while let Some(node) = xml.next() {
        if let Node::Start(tag) = node {
            return tag.value("show").is_some() && !tag.is_set("show");
        }
    }
    false
}

/// Tells what belongs to a slide.
fn tell_beside(
    package: &mut Package<'_>,
    relationship: &Relationship,
    place: &NewPart,
    out: &mut Out<'_>,
) {
    let name = relationship.target.as_str();
    if relationship.is_external {
        return;
    }
    let number = place.page.unwrap_or_default();
    let part = |kind, label: String| NewPart { kind, label: label.into(), ..place.clone() };
    match relationship.kind.as_str() {
        "notesSlide" => {
            let part = part(PartKind::Notes, format!("notes of slide {number}"));
            tell_drawing(package, name, part.hidden(Hidden::Notes), out);
        }
        "chart" | "chartEx" => {
            let part = part(PartKind::Other, format!("chart on slide {number}"));
            tell_drawing(package, name, part, out);
        }
        "diagramDrawing" => {
            let part = part(PartKind::Other, format!("diagram on slide {number}"));
            tell_drawing(package, name, part, out);
        }
        "comments" => {
            if let Some(member) = package.members.needed(name, out) {
                tell_comments(&member, place, out);
            }
        }
        _ => {}
    }
}

fn tell_drawing(package: &mut Package<'_>, name: &str, part: NewPart, out: &mut Out<'_>) {
    let Some(member) = package.members.needed(name, out) else { return };
    let mut words = Words::default();
    drawing::read(&member, Canvas::UNKNOWN, &mut words, out).tell(part.clone(), out);
    words.tell(Some(&part), out);
}

/// Tells comments, of the old kind or in threads.
fn tell_comments(member: &Member, place: &NewPart, out: &mut Out<'_>) {
    let mut people = People::default();
    let mut story = Story::default();
    let mut count = 0;
    let mut xml = Xml::new(&member.text, out.limits().nesting_max);
    while let Some(node) = xml.next() {
        match node {
            Node::Start(tag) => {
                if tag.local() == "cm" {
                    people.add("comment author", member, &tag, "author");
                }
            }
            Node::Text(piece) => {
                if matches!(xml.inside(), "t" | "text") && !piece.text.trim().is_empty() {
                    story.push(member, &piece, None);
                }
            }
            Node::End("p") => story.end_line(),
            // A comment, or a reply to one.
            Node::End("cm" | "reply") => {
                count += 1;
                let label = format!("comment {count} on slide {}", place.page.unwrap_or_default());
                let part =
                    NewPart { kind: PartKind::Comment, label: label.into(), ..place.clone() };
                std::mem::take(&mut story).tell(part.hidden(Hidden::Comment), out);
            }
            Node::End(_) => {}
        }
    }
    people.tell(out);
    unread::end(member, &xml, out);
}
