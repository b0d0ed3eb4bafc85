//! The structure tree: words that stand in for what is shown (ISO 32000-2, 14.9).

use hayro_syntax::object::{Dict, Object};

use super::attachments::read_associated;
use super::session::Session;
use super::strings::text_of;
use crate::out::NewPart;
use crate::{Hidden, PartKind, ProblemCode, Run, Source, Span};

/// Alternative description, replacement text, expansion, title.
const KEYS: [&str; 4] = ["Alt", "ActualText", "E", "T"];

/// Elements that are looked at; large tagged documents have hundreds of thousands.
const ELEMENTS_MAX: usize = 2_000_000;

/// Reads the stand-in texts of the structure tree into one part, a line for each.
pub(super) fn read(catalog: &Dict<'_>, session: &mut Session<'_, '_>) {
    let Some(root) = catalog.get::<Dict<'_>>("StructTreeRoot") else { return };
    let mut text = String::new();
    let mut runs = Vec::new();
    let mut open = vec![root];
    let mut elements = 0;
    while let Some(element) = open.pop() {
        if !session.is_new(&element) {
            continue;
        }
        elements += 1;
        if elements > ELEMENTS_MAX {
            session.out.problem(ProblemCode::EntriesLimit);
            break;
        }
        for key in KEYS {
            let Some(words) = element.get::<Object<'_>>(key).as_ref().and_then(text_of) else {
                continue;
            };
            // Single characters stand in for ligatures and hyphens.
            if words.trim().chars().count() > 1 {
                let start = text.len();
                text.push_str(words.trim());
                let span = Span::new(start, text.len());
                let hidden = Some(Hidden::Markup);
                runs.push(Run { span, hidden, label: None, source: Source::Unknown });
                text.push('\n');
            }
        }
        read_associated(&element, None, session);
        match element.get::<Object<'_>>("K") {
            Some(Object::Dict(kid)) => open.push(kid),
            Some(Object::Array(kids)) => {
                let kids: Vec<_> = kids.iter::<Object<'_>>().collect();
                open.extend(kids.into_iter().rev().filter_map(Object::into_dict));
            }
            _ => {}
        }
    }
    if !runs.is_empty() {
        let part = NewPart::new(PartKind::Alternative, "alternative texts");
        session.note(&text);
        session.out.text(part.hidden(Hidden::Markup), text.trim_end(), runs);
    }
}
