//! Annotations of a page: comments, links, attached files (ISO 32000-2, 12.5).

use hayro_font::kurbo::{self, Affine, Point};
use hayro_syntax::object::{Array, Dict, Name, Object, Rect, Stream};
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

/// Numbers in the list of corners of one redaction mark.
const REDACT_POINTS_MAX: usize = 80_000;

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
    transform: Affine,
) {
    for annotation in session::children(page.raw(), "Annots") {
        // A closed comment's icon has no text; a popup's window is the viewer's.
        if subtype(&annotation).as_deref() == Some(b"Popup") {
            continue;
        }
        if let (Some(form), Some(rect)) = (appearance(&annotation), annotation.get::<Rect>("Rect"))
        {
            let hidden = match is_not_shown(&annotation) {
                true => Some(Hidden::Vanished),
                false => (!layers.shows(&annotation, b"OC")).then_some(Hidden::Layer),
            };
            content.appearance(&form, rect, page.resources(), transform, hidden);
        }
    }
}

/// Where redaction was asked for and not done (12.5.6.23), on the page as displayed.
pub(super) fn unapplied_redactions(page: &Page<'_>, transform: Affine) -> Vec<kurbo::Rect> {
    let marks = session::children(page.raw(), "Annots")
        .filter(|annotation| subtype(annotation).as_deref() == Some(b"Redact"));
    let mut areas = Vec::new();
    for mark in marks {
        let points: Vec<f64> = mark
            .get::<Array<'_>>("QuadPoints")
            .unwrap_or_default()
            .iter::<f64>()
            .take(REDACT_POINTS_MAX)
            .collect();
        let quads = points.chunks_exact(8).map(|quad| {
            let corners = quad.chunks_exact(2).map(|pair| Point::new(pair[0], pair[1]));
            bounds(corners)
        });
        let before = areas.len();
        areas.extend(quads);
        if areas.len() == before
            && let Some(rect) = mark.get::<Rect>("Rect")
        {
            areas.push(kurbo::Rect::new(rect.x0, rect.y0, rect.x1, rect.y1));
        }
    }
    areas.into_iter().map(|area| transform.transform_rect_bbox(area)).collect()
}

/// The upright rectangle around some points.
fn bounds(mut points: impl Iterator<Item = Point>) -> kurbo::Rect {
    let first = points.next().unwrap_or_default();
    points.fold(kurbo::Rect::from_points(first, first), |bounds, point| bounds.union_pt(point))
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
            actions::read_hidden(&action, Some(number), of_no_size(&annotation), session);
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

/// How an annotation is hidden of which nothing is on the page.
fn of_no_size(annotation: &Dict<'_>) -> Option<Hidden> {
    let place = annotation.get::<Rect>("Rect")?;
    (place.width() <= 0.0 || place.height() <= 0.0).then_some(Hidden::Tiny)
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
    let kept = if is_not_shown(annotation) { "hidden " } else { "" };
    let label = format!("{kept}comment {} on page {page}", session.comments);
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
