//! Actions: links to elsewhere and scripts (ISO 32000-2, 12.6).

use hayro_syntax::object::{Array, Dict, Name, Object};

use super::attachments::file_name;
use super::session::{Session, on_page, part_on};
use super::strings::text_of;
use crate::out::NewPart;
use crate::{Hidden, PartKind};

/// Actions that follow one another.
const CHAIN_MAX: u32 = 64;

/// Reads the actions of the catalogue, and the scripts that have names.
pub(super) fn read_of_catalog(catalog: &Dict<'_>, session: &mut Session<'_, '_>) {
    if let Some(action) = catalog.get::<Dict<'_>>("OpenAction") {
        read(&action, None, session);
    }
    read_additional(catalog, None, session);
    let names = catalog.get::<Dict<'_>>("Names").unwrap_or_default();
    if let Some(tree) = names.get::<Dict<'_>>("JavaScript") {
        for (name, object) in session.name_tree(tree) {
            if let Some(action) = object.into_dict() {
                session.text(part_on(PartKind::Name, "script name".into(), None), &name);
                read(&action, None, session);
            }
        }
    }
}

/// Reads the actions that `holder` has for events (`AA`).
pub(super) fn read_additional(holder: &Dict<'_>, page: Option<u32>, session: &mut Session<'_, '_>) {
    let Some(events) = holder.get::<Dict<'_>>("AA") else { return };
    let mut names: Vec<_> = events.keys().collect();
    names.sort_by(|left, right| left.as_ref().cmp(right.as_ref()));
    for name in names {
        if let Some(action) = events.get::<Dict<'_>>(name) {
            read(&action, page, session);
        }
    }
}

/// Reads an action and those that follow it.
pub(super) fn read(action: &Dict<'_>, page: Option<u32>, session: &mut Session<'_, '_>) {
    read_hidden(action, page, None, session);
}

/// Reads the same of something that is hidden in this way, if it is.
pub(super) fn read_hidden(
    action: &Dict<'_>,
    page: Option<u32>,
    hidden: Option<Hidden>,
    session: &mut Session<'_, '_>,
) {
    let mut open = vec![action.clone()];
    for _ in 0..CHAIN_MAX {
        let Some(action) = open.pop() else { return };
        if !session.is_new(&action) || !session.enter() {
            continue;
        }
        read_one(&action, page, hidden, session);
        match action.get::<Object<'_>>("Next") {
            Some(Object::Dict(next)) => open.push(next),
            Some(Object::Array(next)) => open.extend(next.iter::<Dict<'_>>()),
            _ => {}
        }
    }
}

fn read_one(
    action: &Dict<'_>,
    page: Option<u32>,
    hidden: Option<Hidden>,
    session: &mut Session<'_, '_>,
) {
    let link = || {
        let part = part_on(PartKind::Link, format!("link{}", on_page(page)), page);
        NewPart { hidden, ..part }
    };
    if let Some(script) = action.get::<Object<'_>>("JS").as_ref().and_then(text_of) {
        let label = format!("script{}", on_page(page));
        session.text(part_on(PartKind::Script, label, page), &script);
    }
    let kind = action.get::<Name<'_>>("S");
    if let Some(uri) = action.get::<Object<'_>>("URI").as_ref().and_then(text_of) {
        session.text(link(), &uri);
    }
    // Paths of files and programs on the author's machine: Launch, GoToR, SubmitForm, ImportData.
    for key in ["F", "Win", "Unix", "Mac"] {
        let target = action.get::<Object<'_>>(key).as_ref().and_then(file_name);
        if let Some(target) = target.filter(|_| kind.as_deref() != Some(b"GoTo")) {
            session.text(link().hidden(hidden.unwrap_or(Hidden::Property)), &target);
        }
    }
    if let Some(fields) = action.get::<Array<'_>>("Fields") {
        let names: Vec<String> =
            fields.iter::<Object<'_>>().filter_map(|field| text_of(&field)).collect();
        session.text(link(), &names.join("\n"));
    }
}
