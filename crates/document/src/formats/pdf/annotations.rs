//! Annotations of a page: comments, links, attached files (ISO 32000-2, 12.5).

use hayro_syntax::object::{Dict, Name, Object, Rect, Stream};
use hayro_syntax::page::Page;

use super::attachments::{file_name, read_associated, read_file};
use super::content::ContentReader;
use super::layers::Layers;
use super::markup::text_of_markup;
use super::session::{Session, on_page, part_on};
use super::strings::text_of;
use super::{actions, session};
use crate::{Hidden, PartKind};

/// Bits of an annotation's flags that keep it from being displayed: hidden, no view.
const NOT_SHOWN: u32 = 1 << 1 | 1 << 5;

/// True when viewers do not display what `annotation` has.
pub(super) fn is_not_shown(annotation: &Dict<'_>) -> bool {
    annotation.get::<u32>("F").unwrap_or(0) & NOT_SHOWN != 0
}

/// True when it is the place of a form field.
pub(super) fn is_widget(annotation: &Dict<'_>) -> bool {
    subtype(annotation).as_deref() == Some(b"Widget")
}

fn subtype<'a>(annotation: &Dict<'a>) -> Option<Name<'a>> {
    annotation.get::<Name<'a>>("Subtype")
}

/// Reads what the annotations of a page show on it.
pub(super) fn read_appearances<'a>(
    page: &Page<'a>,
    layers: &Layers,
    content: &mut ContentReader<'_, 'a>,
    transform: hayro_font::kurbo::Affine,
) {
    for annotation in session::children(page.raw(), "Annots") {
        // A closed comment's icon has no text; a popup's window is the viewer's.
        if subtype(&annotation).as_deref() == Some(b"Popup") || is_not_shown(&annotation) {
            continue;
        }
        if let (Some(form), Some(rect)) = (appearance(&annotation), annotation.get::<Rect>("Rect"))
        {
            let is_off = !layers.shows(&annotation, b"OC");
            content.appearance(&form, rect, page.resources(), transform, is_off);
        }
    }
}

/// The normal appearance of an annotation, in its present state.
fn appearance<'a>(annotation: &Dict<'a>) -> Option<Stream<'a>> {
    match annotation.get::<Dict<'a>>("AP")?.get::<Object<'a>>("N")? {
        Object::Stream(form) => Some(form),
        Object::Dict(states) => {
            states.get::<Stream<'a>>(annotation.get::<Name<'a>>("AS")?.as_ref())
        }
        _ => None,
    }
}

/// Tells the comments, links, scripts and files of a page; returns the places of form fields.
pub(super) fn read<'a>(
    page: &Page<'a>,
    number: u32,
    session: &mut Session<'_, '_>,
) -> Vec<Dict<'a>> {
    let mut widgets = Vec::new();
    for annotation in session::children(page.raw(), "Annots") {
        if !session.enter() {
            break;
        }
        if let Some(action) = annotation.get::<Dict<'_>>("A") {
            actions::read(&action, Some(number), session);
        }
        actions::read_additional(&annotation, Some(number), session);
        read_associated(&annotation, Some(number), session);
        match annotation.get::<Object<'_>>("FS") {
            Some(Object::Dict(file)) => read_file(&file, "", Some(number), session),
            Some(other) => {
                let name = file_name(&other).unwrap_or_default();
                let label = format!("file name{}", on_page(Some(number)));
                session.text(part_on(PartKind::Name, label, Some(number)), &name);
            }
            None => {}
        }
        if is_widget(&annotation) {
            widgets.push(annotation);
        } else {
            read_comment(&annotation, number, session);
        }
    }
    widgets
}

/// Tells the author, the subject and the words of a comment.
fn read_comment(annotation: &Dict<'_>, page: u32, session: &mut Session<'_, '_>) {
    let kind = subtype(annotation);
    // A popup repeats the comment that it belongs to.
    if kind.as_deref() == Some(b"Popup") {
        return;
    }
    let string = |key: &str| annotation.get::<Object<'_>>(key).as_ref().and_then(text_of);
    let contents = string("Contents");
    let rich = string("RC").map(|markup| text_of_markup(&markup));
    let rich = rich.filter(|rich| Some(words(rich)) != contents.as_deref().map(words));
    let lines = [string("T"), string("Subj"), contents, rich];
    let lines: Vec<String> =
        lines.into_iter().flatten().filter(|line| !line.trim().is_empty()).collect();
    if lines.is_empty() {
        return;
    }
    session.comments += 1;
    let label = format!("comment {} on page {page}", session.comments);
    let mut part = part_on(PartKind::Comment, label, Some(page));
    // Free text stands on the page itself.
    if kind.as_deref() != Some(b"FreeText") || is_not_shown(annotation) {
        part = part.hidden(Hidden::Comment);
    }
    session.text(part, &lines.join("\n"));
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}
