//! Words beside the text: in attributes, in elements that show nothing, and names of people.

use super::Content;
use crate::PartKind;
use crate::formats::office::markup::{Node, Piece, Tag, Xml, local};
use crate::formats::office::story::Story;

/// Attributes that hold words: element, attribute, kind, and what a person calls it. An empty
/// element stands for all.
const WORDED: &[(&str, &str, PartKind, &str)] = &[
    ("hidden-text", "string-value", PartKind::Other, "hidden text"),
    ("hidden-text", "condition", PartKind::Other, "hidden text"),
    ("conditional-text", "string-value-if-true", PartKind::Other, "conditional text"),
    ("conditional-text", "string-value-if-false", PartKind::Other, "conditional text"),
    ("user-field-decl", "name", PartKind::Field, "field"),
    ("user-field-decl", "string-value", PartKind::Field, "field"),
    ("variable-set", "string-value", PartKind::Field, "field"),
    ("placeholder", "description", PartKind::Field, "field"),
    ("bookmark", "name", PartKind::Outline, "bookmarks"),
    ("bookmark-start", "name", PartKind::Outline, "bookmarks"),
    ("named-range", "name", PartKind::Other, "defined names"),
    ("named-expression", "name", PartKind::Other, "defined names"),
    ("named-expression", "expression", PartKind::Other, "defined names"),
    ("data-pilot-table", "name", PartKind::Other, "pivot tables"),
    ("data-pilot-member", "name", PartKind::Other, "pivot tables"),
    ("database-range", "name", PartKind::Other, "defined names"),
    ("scenario", "comment", PartKind::Other, "scenario"),
    ("dde-connection-decl", "dde-topic", PartKind::Link, "links"),
    ("dde-source", "dde-topic", PartKind::Link, "links"),
    ("database-row-select", "condition", PartKind::Link, "links"),
    ("query", "command", PartKind::Link, "links"),
    ("listener", "language", PartKind::Script, "events"),
    ("content-validation", "condition", PartKind::Other, "input messages"),
    ("change-track-table-cell", "value", PartKind::Revision, "former values"),
    ("change-track-table-cell", "string-value", PartKind::Revision, "former values"),
    ("", "formula", PartKind::Other, "formulas"),
    ("", "href", PartKind::Link, "links"),
    ("", "database-name", PartKind::Link, "links"),
    ("text", "value", PartKind::Field, "form"),
    ("text", "current-value", PartKind::Field, "form"),
    ("textarea", "value", PartKind::Field, "form"),
    ("textarea", "current-value", PartKind::Field, "form"),
    ("hidden", "value", PartKind::Field, "form"),
    ("hidden", "name", PartKind::Field, "form"),
    ("password", "value", PartKind::Field, "form"),
    ("option", "label", PartKind::Field, "form"),
    ("item", "label", PartKind::Field, "form"),
    ("", "title", PartKind::Alternative, "alternative text"),
];

impl Content<'_> {
    pub(super) fn take_words(&mut self, tag: &Tag<'_>) {
        let name = tag.local();
        if matches!(name, "frame" | "page" | "custom-shape" | "g")
            && let Some(value) = tag.value("name")
            && !value.text().ends_with(|last: char| last.is_ascii_digit())
        {
            let member = self.member;
            let names = self.word(PartKind::Name, "names of shapes");
            names.push_value(member, value, None);
            names.fresh_line();
        }
        for (key, value) in tag.attributes() {
            let key = local(key);
            let found = WORDED.iter().find(|(element, attribute, ..)| {
                *attribute == key && (element.is_empty() || *element == name)
            });
            let Some((_, _, kind, label)) = found else { continue };
            let text = value.text();
            // Within the package, and formulas without words, nothing is told that is not shown.
            let is_inside = key == "href" && !text.contains(':') && !text.contains("..");
            let is_plain = key == "formula" && !text.contains(['"', '\'']);
            if text.trim().is_empty() || is_inside || is_plain {
                continue;
            }
            let member = self.member;
            let story = self.word(*kind, label);
            story.push_value(member, value, None);
            story.fresh_line();
        }
    }

    /// Takes the words of an element beside the body, up to its end: of scripts and number formats.
    pub(super) fn words_of_styles(&mut self, xml: &mut Xml<'_>) {
        let (outer, member) = (xml.inside(), self.member);
        let kind = if outer == "scripts" { PartKind::Script } else { PartKind::Other };
        // Properties and settings are told by themselves.
        let is_told = matches!(outer, "meta" | "settings");
        while let Some(node) = xml.next() {
            match node {
                Node::End(name) if name == outer => return,
                Node::Text(piece) if !is_told && says_words(&piece.text) => {
                    let story = self.word(kind, "words of styles");
                    story.push(member, &piece, None);
                    story.fresh_line();
                }
                _ => {}
            }
        }
    }

    pub(super) fn word(&mut self, kind: PartKind, label: &'static str) -> &mut Story {
        self.words.entry((kind, label)).or_default()
    }

    pub(super) fn person(&mut self, role: &'static str, piece: &Piece<'_>) {
        let names = self.people.entry(role).or_default();
        if !names.iter().any(|name| *name == piece.text) {
            names.push(piece.text.clone().into_owned());
        }
    }
}

/// True for a text of some letters or digits, as number formats seldom have.
fn says_words(text: &str) -> bool {
    const LETTERS_MIN: usize = 5;
    text.chars().filter(|character| character.is_alphanumeric()).count() >= LETTERS_MIN
}
