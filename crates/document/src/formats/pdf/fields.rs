//! Form fields: names and values (ISO 32000-2, 12.7).

use hayro_syntax::object::{Array, Dict, Object};

use super::actions;
use super::annotations::{is_not_shown, is_widget};
use super::markup::text_of_markup;
use super::session::{Session, children, part_on};
use super::strings::text_of;
use crate::out::NewPart;
use crate::{Hidden, PartKind};

/// Fields within fields.
const NESTING_MAX: u32 = 64;

/// What a signature says besides its seal.
const SIGNATURE_KEYS: [&str; 4] = ["Name", "Reason", "Location", "ContactInfo"];

/// Reads the form of a document; `widgets` are places of fields on pages, for those fields that the
/// form does not list.
pub(super) fn read(catalog: &Dict<'_>, widgets: &[Dict<'_>], session: &mut Session<'_, '_>) {
    let form = catalog.get::<Dict<'_>>("AcroForm").unwrap_or_default();
    let mut names = Vec::new();
    for field in children(&form, "Fields") {
        read_tree(field, &mut names, session);
    }
    for widget in widgets {
        read_tree(widget.clone(), &mut names, session);
    }
    session.text(NewPart::new(PartKind::Name, "names of form fields"), &names.join("\n"));
    read_xfa(&form, session);
}

/// Reads a field and those under it.
fn read_tree(root: Dict<'_>, names: &mut Vec<String>, session: &mut Session<'_, '_>) {
    let mut open = vec![(root, String::new(), 0)];
    while let Some((field, parent, depth)) = open.pop() {
        if depth > NESTING_MAX || !session.is_new(&field) || !session.enter() {
            continue;
        }
        let own = field.get::<Object<'_>>("T").as_ref().and_then(text_of);
        let name = match own {
            Some(own) if parent.is_empty() => own,
            Some(own) => format!("{parent}.{own}"),
            None => parent.clone(),
        };
        if name != parent {
            names.push(name.clone());
        }
        read_field(&field, &name, session);
        let kids: Vec<_> = children(&field, "Kids").collect();
        open.extend(kids.into_iter().rev().map(|kid| (kid, name.clone(), depth + 1)));
    }
}

fn read_field(field: &Dict<'_>, name: &str, session: &mut Session<'_, '_>) {
    let is_hidden = match is_widget(field) {
        true => is_not_shown(field),
        false => {
            let mut places = children(field, "Kids").peekable();
            places.peek().is_some() && places.all(|place| is_not_shown(&place))
        }
    };
    let part = |label: &str| {
        let part = NewPart::new(PartKind::Field, label);
        if is_hidden { part.hidden(Hidden::Vanished) } else { part }
    };
    let value = field.get::<Object<'_>>("V");
    if let Some(Object::Dict(signature)) = &value {
        return read_signature(signature, session);
    }
    let value = value.as_ref().and_then(text_of_value);
    let default = field.get::<Object<'_>>("DV").as_ref().and_then(text_of_value);
    let rich = field.get::<Object<'_>>("RV").as_ref().and_then(text_of);
    let rich =
        rich.map(|markup| text_of_markup(&markup)).filter(|rich| Some(rich) != value.as_ref());
    let other_default = default.filter(|default| Some(default) != value.as_ref());
    session.text(part(name), &value.unwrap_or_default());
    session.text(part(&format!("{name} (rich text)")), &rich.unwrap_or_default());
    session.text(part(&format!("{name} (default)")), &other_default.unwrap_or_default());
    let (exported, shown) = options(field);
    session.text(part(&format!("{name} (options)")), &shown.join("\n"));
    let exported_part = part(&format!("{name} (exported values)")).hidden(Hidden::Property);
    session.text(exported_part, &exported.join("\n"));
    let hint = field.get::<Object<'_>>("TU").as_ref().and_then(text_of);
    let label = format!("hint of field {name}");
    session.text(NewPart::new(PartKind::Alternative, label), &hint.unwrap_or_default());
    if let Some(action) = field.get::<Dict<'_>>("A") {
        actions::read(&action, None, session);
    }
    actions::read_additional(field, None, session);
}

/// What the options of a field are exported as where that is not what is shown, and what is shown of
/// them (12.7.5.4).
fn options(field: &Dict<'_>) -> (Vec<String>, Vec<String>) {
    let (mut exported, mut shown) = (Vec::new(), Vec::new());
    let list = field.get::<Array<'_>>("Opt").unwrap_or_default();
    for option in list.iter::<Object<'_>>() {
        match option {
            Object::Array(pair) => {
                let texts: Vec<String> =
                    pair.iter::<Object<'_>>().filter_map(|item| text_of(&item)).collect();
                if let Some((own, others)) = texts.split_first() {
                    exported.extend(Some(own).filter(|own| !others.contains(own)).cloned());
                    shown.extend_from_slice(others);
                }
            }
            other => shown.extend(text_of(&other)),
        }
    }
    (exported, shown)
}

/// The text of a value: a string, or lines of the strings in an array.
fn text_of_value(value: &Object<'_>) -> Option<String> {
    match value {
        // The state of a box or a button that is not ticked.
        Object::Name(name) if &**name == b"Off" => None,
        Object::Array(array) => {
            let lines: Vec<String> = array
                .iter::<Object<'_>>()
                .flat_map(|item| match item {
                    // An option may be a pair of what is exported and what is displayed.
                    Object::Array(pair) => pair.iter::<Object<'_>>().collect(),
                    other => vec![other],
                })
                .filter_map(|item| text_of(&item))
                .collect();
            Some(lines.join("\n"))
        }
        other => text_of(other),
    }
}

fn read_signature(signature: &Dict<'_>, session: &mut Session<'_, '_>) {
    for key in SIGNATURE_KEYS {
        let text = signature.get::<Object<'_>>(key).as_ref().and_then(text_of);
        let part = part_on(PartKind::Property, format!("signature {key}"), None);
        session.text(part.hidden(Hidden::Property), &text.unwrap_or_default());
    }
}

/// Reads the XML form that stands beside the fields, a stream or pairs of a name and a stream.
fn read_xfa(form: &Dict<'_>, session: &mut Session<'_, '_>) {
    let packets = match form.get::<Object<'_>>("XFA") {
        Some(stream @ Object::Stream(_)) => text_of(&stream).unwrap_or_default(),
        Some(Object::Array(pairs)) => text_of_streams(&pairs),
        _ => return,
    };
    let part = NewPart::new(PartKind::Field, "XML form").hidden(Hidden::Property);
    session.text(part, &text_of_markup(&packets));
}

fn text_of_streams(pairs: &Array<'_>) -> String {
    let streams = pairs.iter::<Object<'_>>().filter(|item| matches!(item, Object::Stream(_)));
    streams.filter_map(|stream| text_of(&stream)).collect()
}
