//! Word documents (ECMA-376, part 1, 17): the body and what stands beside it.

mod columns;
mod frame;
mod place;
mod styles;
mod text;

use std::collections::BTreeSet;

use crate::out::{NewPart, Out};
use crate::{Hidden, PartKind};

use self::styles::Styles;
use self::text::Text;
use super::package::{Package, Relationship};
use super::properties::People;
use super::words::Words;
use crate::formats::office::markup::{Node, Piece, Tag, Xml};
use crate::formats::office::member::Member;
use crate::formats::office::story::Story;
use crate::formats::office::unread;

/// Tells a document: its main part, then headers, notes, comments and settings.
pub(super) fn tell(package: &mut Package<'_>, main: &str, out: &mut Out<'_>) {
    let relationships = package.relationships(main, out);
    let settings = relationships.iter().find(|to| to.kind == "settings" && !to.is_external);
    let has_even = settings.and_then(|to| package.members.peek(&to.target, has_even_pages));
    let mut reading = Reading {
        styles: Styles::read(package, &relationships, out),
        people: People::default(),
        words: Words::default(),
        bookmarks: Story::default(),
        used: BTreeSet::new(),
        opaque: BTreeSet::new(),
        turned: Story::default(),
        pictures: Vec::new(),
        headings: Vec::new(),
        has_even_pages: has_even == Some(true),
        has_first_pages: false,
    };
    if let Some(member) = package.members.needed(main, out) {
        reading.opaque = package.opaque_pictures(main, &member.text, out);
        reading.tell_whole(&member, NewPart::new(PartKind::Body, "body"), out);
        reading.opaque.clear();
        package.note_pictures(main, &relationships, std::mem::take(&mut reading.pictures));
    }
    tell_beside(package, &relationships, &mut reading, out);
    reading.people.tell(out);
    reading.words.tell(None, out);
    let part = NewPart::new(PartKind::Other, "text in the order in which it is seen");
    reading.turned.tell(part, out);
    let part = NewPart::new(PartKind::Outline, "bookmarks").hidden(Hidden::Markup);
    reading.bookmarks.tell(part, out);
}

/// Tells what stands beside the main part.
fn tell_beside(
    package: &mut Package<'_>,
    relationships: &[Relationship],
    reading: &mut Reading,
    out: &mut Out<'_>,
) {
    let (mut headers, mut footers) = (0, 0);
    for relationship in relationships.iter().filter(|to| !to.is_external) {
        let name = relationship.target.as_str();
        let kind = relationship.kind.as_str();
        if !READ_BESIDE.contains(&kind) {
            continue;
        }
        let Some(member) = package.members.needed(name, out) else { continue };
        match kind {
            "header" => {
                headers += 1;
                let part = NewPart::new(PartKind::Header, format!("header {headers}"));
                let part = NewPart { hidden: reading.unused(HEADING, &relationship.id), ..part };
                reading.tell_whole(&member, part, out);
            }
            "footer" => {
                footers += 1;
                let part = NewPart::new(PartKind::Footer, format!("footer {footers}"));
                let part = NewPart { hidden: reading.unused(HEADING, &relationship.id), ..part };
                reading.tell_whole(&member, part, out);
            }
            "footnotes" => reading.tell_each(&member, &FOOTNOTES, out),
            "endnotes" => reading.tell_each(&member, &ENDNOTES, out),
            "comments" => reading.tell_each(&member, &COMMENTS, out),
            "glossaryDocument" => {
                let part = NewPart::new(PartKind::Other, "building blocks").hidden(Hidden::Cache);
                reading.tell_whole(&member, part, out);
            }
            "settings" => tell_settings(&member, out),
            _ => super::properties::tell_people(&member, out),
        }
    }
}

/// Kinds of relationships whose members are read here.
const READ_BESIDE: &[&str] = &[
    "header",
    "footer",
    "footnotes",
    "endnotes",
    "comments",
    "glossaryDocument",
    "settings",
    "people",
];

/// Notes or comments: many texts in one member.
struct Notes {
    element: &'static str,
    kind: PartKind,
    hidden: Option<Hidden>,
}

const FOOTNOTES: Notes = Notes { element: "footnote", kind: PartKind::Footnote, hidden: None };
const ENDNOTES: Notes = Notes { element: "endnote", kind: PartKind::Footnote, hidden: None };
const COMMENTS: Notes =
    Notes { element: "comment", kind: PartKind::Comment, hidden: Some(Hidden::Comment) };

/// Settings that hold words: variables, and where a mail merge takes its data from; and the
/// numbers of editing sessions, which link copies and versions of a document.
fn tell_settings(member: &Member, out: &mut Out<'_>) {
    let mut sessions = Story::default();
    let mut xml = Xml::new(&member.text, out.limits().nesting_max);
    while let Some(node) = xml.next() {
        let Node::Start(tag) = node else { continue };
        let name = match tag.local() {
            "docVar" => tag.text("name").into_owned(),
            "rsidRoot" | "rsid" => {
                if let Some(value) = tag.value("val") {
                    sessions.push_value(member, value, None);
                    sessions.separate(' ');
                }
                continue;
            }
            "connectString" | "query" | "udl" | "addressFieldName" | "mailSubject" => {
                tag.local().to_owned()
            }
            _ => continue,
        };
        if let Some(value) = tag.value("val") {
            let mut story = Story::default();
            story.push_value(member, value, None);
            story.tell_property(&name, out);
        }
    }
    sessions.tell_property("rsids", out);
    unread::end(member, &xml, out);
}

/// What is shared while the members of one document are read.
struct Reading {
    styles: Styles,
    people: People,
    words: Words,
    bookmarks: Story,
    /// Notes by element and number, headers and footers by relationship, that a text names.
    used: BTreeSet<(&'static str, String)>,
    /// Relationships of the member that is read with pictures through which nothing shines.
    opaque: BTreeSet<String>,
    /// Text that is seen in another order than it is written.
    turned: Story,
    /// Pictures of the main part by their relationships, and how each is hidden.
    pictures: Vec<(String, Option<Hidden>)>,
    /// Headers and footers that sections name: which pages they are for, and their relationships.
    headings: Vec<(String, String)>,
    /// True when even pages, and when first pages of some section, have their own.
    has_even_pages: bool,
    has_first_pages: bool,
}

/// True when settings say that even pages have headers of their own.
fn has_even_pages(settings: &str) -> bool {
    let tag =
        settings.split_once(":evenAndOddHeaders").and_then(|(_, after)| after.split('>').next());
    tag.is_some_and(|tag| !["\"0\"", "\"false\"", "\"off\""].iter().any(|off| tag.contains(off)))
}

/// Stands for headers and footers among what texts name.
const HEADING: &str = "heading";

impl Reading {
    /// Notes that a text names a note, a header or a footer.
    fn uses(&mut self, tag: &Tag<'_>) {
        let element = match tag.local() {
            "footnoteReference" => FOOTNOTES.element,
            "endnoteReference" => ENDNOTES.element,
            _ => {
                let pages = tag.text("type").into_owned();
                return self.headings.push((pages, tag.text("id").into_owned()));
            }
        };
        self.used.insert((element, tag.text("id").into_owned()));
    }

    /// How a note, a header or a footer is hidden that no text names.
    fn unused(&self, element: &'static str, id: &str) -> Option<Hidden> {
        let has_pages = |pages: &str| match pages {
            "even" => self.has_even_pages,
            "first" => self.has_first_pages,
            _ => true,
        };
        let is_used = match element {
            HEADING => self.headings.iter().any(|(pages, own)| own == id && has_pages(pages)),
            _ => self.used.contains(&(element, id.to_owned())),
        };
        (!is_used).then_some(Hidden::Cache)
    }

    /// Takes in that something opaque lies over these pictures.
    fn cover_pictures(&mut self, numbers: impl IntoIterator<Item = usize>) {
        for number in numbers {
            if let Some((_, hidden)) = self.pictures.get_mut(number) {
                *hidden = hidden.or(Some(Hidden::Covered));
            }
        }
    }

    /// Takes in letters that are seen in the reverse order.
    fn turn(&mut self, member: &Member, letters: Vec<Piece<'_>>) {
        for letter in letters.iter().rev() {
            self.turned.push(member, letter, None);
        }
        self.turned.fresh_line();
    }

    /// Tells the whole text of a member as one part.
    fn tell_whole(&mut self, member: &Member, part: NewPart, out: &mut Out<'_>) {
        let mut text = Text::new(self, member);
        let mut xml = Xml::new(&member.text, out.limits().nesting_max);
        while let Some(node) = xml.next() {
            text.node(&mut xml, node);
        }
        let (story, fallbacks) = text.finish();
        story.tell(part, out);
        tell_fallbacks(fallbacks, out);
        unread::end(member, &xml, out);
    }

    /// Tells each note of a member as a part.
    fn tell_each(&mut self, member: &Member, notes: &Notes, out: &mut Out<'_>) {
        let mut text = Text::new(self, member);
        let mut xml = Xml::new(&member.text, out.limits().nesting_max);
        let mut count = 0;
        let mut number = String::new();
        while let Some(node) = xml.next() {
            let ends = matches!(node, Node::End(name) if name == notes.element);
            if let Node::Start(tag) = &node
                && notes.kind == PartKind::Comment
                && tag.local() == notes.element
            {
                text.reading.people.add("comment author", member, tag, "author");
                text.reading.people.add("comment author initials", member, tag, "initials");
            }
            if let Node::Start(tag) = &node
                && tag.local() == notes.element
            {
                number = tag.text("id").into_owned();
            }
            text.node(&mut xml, node);
            if ends {
                let story = text.take();
                if !story.is_blank() {
                    count += 1;
                    let label = format!("{} {count}", notes.element);
                    let hidden = match notes.hidden {
                        None => text.reading.unused(notes.element, &number),
                        hidden => hidden,
                    };
                    let part = NewPart { hidden, ..NewPart::new(notes.kind, label) };
                    story.tell(part, out);
                }
            }
            if out.stop() {
                return;
            }
        }
        tell_fallbacks(text.finish().1, out);
        unread::end(member, &xml, out);
    }
}

/// Tells texts that only programs see that do not know the newer markup.
fn tell_fallbacks(fallbacks: Vec<Story>, out: &mut Out<'_>) {
    for story in fallbacks {
        story.tell(NewPart::new(PartKind::Other, "fallback").hidden(Hidden::Cache), out);
    }
}
