//! The outline: titles of bookmarks (ISO 32000-2, 12.3.3).

use hayro_syntax::object::{Dict, Object};

use super::actions;
use super::session::Session;
use super::strings::text_of;
use crate::out::NewPart;
use crate::{PartKind, Run, Source, Span};

/// Reads the titles into one part, a line for each.
pub(super) fn read(catalog: &Dict<'_>, session: &mut Session<'_, '_>) {
    let Some(root) = catalog.get::<Dict<'_>>("Outlines") else { return };
    let mut text = String::new();
    let mut runs = Vec::new();
    let mut open: Vec<Dict<'_>> = root.get("First").into_iter().collect();
    while let Some(item) = open.pop() {
        if !session.is_new(&item) || !session.enter() {
            continue;
        }
        let title = item.get::<Object<'_>>("Title").as_ref().and_then(text_of).unwrap_or_default();
        if !title.trim().is_empty() {
            let start = text.len();
            text.push_str(&title);
            let span = Span::new(start, text.len());
            runs.push(Run { span, hidden: None, label: None, source: Source::Unknown });
            text.push('\n');
        }
        if let Some(action) = item.get::<Dict<'_>>("A") {
            actions::read(&action, None, session);
        }
        open.extend(item.get::<Dict<'_>>("Next"));
        open.extend(item.get::<Dict<'_>>("First"));
    }
    if !runs.is_empty() {
        session.note(&text);
        session.out.text(
            NewPart::new(PartKind::Outline, "outline"),
            text.strip_suffix('\n').unwrap_or(&text),
            runs,
        );
    }
}
