//! What a document says of itself, and what a program keeps for itself.

use crate::formats::office::markup::{Node, Xml};
use crate::formats::office::member::Member;
use crate::formats::office::story::Story;
use crate::out::Out;

/// Settings with words, and what they are called here.
const SETTINGS: &[(&str, &str)] = &[
    ("PrinterName", "TargetPrinter"),
    ("PrintFaxName", "PrintFaxName"),
    ("CurrentDatabaseDataSource", "database"),
    ("CurrentDatabaseCommand", "database command"),
    ("EmbeddedDatabaseName", "database"),
    ("ColorTableURL", "Directory"),
    ("SavedByUser", "LastSavedBy"),
];

/// Tells the properties in `office:meta`, each by its name.
pub(super) fn tell(member: &Member, out: &mut Out<'_>) {
    let mut xml = Xml::new(&member.text, out.limits().nesting_max);
    let mut story = Story::default();
    let mut name = String::new();
    let mut is_meta = false;
    while let Some(node) = xml.next() {
        match node {
            Node::Start(tag) if tag.local() == "meta" => is_meta = true,
            Node::End("meta") => is_meta = false,
            _ if !is_meta => {}
            Node::Start(tag) => {
                let own = tag.text("name");
                let is_own = tag.local() == "user-defined" && !own.is_empty();
                name = if is_own { own.into_owned() } else { tag.name().to_owned() };
                if matches!(tag.local(), "template" | "auto-reload")
                    && let Some(value) = tag.value("href")
                {
                    story.push_value(member, value, None);
                }
                if tag.local() == "template"
                    && let Some(value) = tag.value("title")
                {
                    story.fresh_line();
                    story.push_value(member, value, None);
                }
            }
            Node::Text(piece) if !piece.text.trim().is_empty() => story.push(member, &piece, None),
            Node::Text(_) => {}
            Node::End(_) => std::mem::take(&mut story).tell_property(&name, out),
        }
    }
    if let Some(code) = xml.trouble() {
        out.problem(code);
    }
}

/// Tells the settings that hold words.
pub(super) fn tell_settings(member: &Member, out: &mut Out<'_>) {
    let mut xml = Xml::new(&member.text, out.limits().nesting_max);
    let mut story = Story::default();
    let mut name = None;
    while let Some(node) = xml.next() {
        match node {
            Node::Start(tag) if tag.local() == "config-item" => {
                let own = tag.text("name");
                name = SETTINGS.iter().find(|(known, _)| *known == own).map(|(_, name)| *name);
            }
            Node::Text(piece) if name.is_some() => story.push(member, &piece, None),
            Node::End("config-item") => {
                if let Some(name) = name.take() {
                    std::mem::take(&mut story).tell_property(name, out);
                }
            }
            _ => {}
        }
    }
}
