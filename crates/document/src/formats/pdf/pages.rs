//! The pages: their text, and whether it could be read.

use hayro_font::kurbo::{Affine, Rect};
use hayro_syntax::Pdf;
use hayro_syntax::object::Dict;
use hayro_syntax::page::Page;

use super::actions;
use super::annotations;
use super::attachments::read_associated;
use super::content::{Content, ContentReader};
use super::fonts::Fonts;
use super::layers::Layers;
use super::lines::text_and_runs;
use super::session::{Session, part_on};
use super::streams::{Lengths, content_streams, is_whole};
use crate::{Hidden, PartId, PartKind, ProblemCode};

/// Unknown glyphs of a page that are many: this share, and at least this number.
const UNKNOWN_MANY: [(f64, usize); 2] = [(0.05, 10), (0.5, 3)];
/// Share of a page that pictures cover when it is a scan.
const SCAN_SHARE: f64 = 0.5;
/// Letters and digits of a page that has nearly no text.
const NEARLY_NO_TEXT: usize = 16;
/// Lines and curves of a page without text on which letters are likely drawn as shapes.
const DRAWN_STROKES: u64 = 2_000;

/// What later readers need to know of the pages.
pub(super) struct Pages<'a> {
    /// Places of form fields.
    pub(super) widgets: Vec<Dict<'a>>,
    /// The document counts more pages than there are, or content of one was not found.
    pub(super) are_missing: bool,
}

/// What is told once for the document, with the first page that it concerns.
#[derive(Default)]
struct Notes {
    unknown_glyphs: Option<u32>,
    picture: Option<u32>,
}

/// Reads all pages.
pub(super) fn read<'a>(
    pdf: &'a Pdf,
    catalog: &Dict<'a>,
    session: &mut Session<'_, '_>,
) -> Pages<'a> {
    let fonts = Fonts::new();
    let layers = Layers::of_catalog(catalog);
    let mut pages = Pages { widgets: Vec::new(), are_missing: are_pages_missing(pdf, catalog) };
    let mut notes = Notes::default();
    for (page, number) in pdf.pages().iter().zip(1..) {
        if u64::from(number) > session.out.limits().entries_max {
            session.out.problem(ProblemCode::EntriesLimit);
            break;
        }
        if session.out.stop() {
            break;
        }
        let has_content = read_page(page, number, &fonts, &layers, &mut notes, session);
        pages.are_missing |= !has_content;
        actions::read_additional(page.raw(), Some(number), session);
        read_associated(page.raw(), Some(number), session);
        pages.widgets.extend(annotations::read(page, number, session));
    }
    if notes.unknown_glyphs.is_some() {
        let number = notes.unknown_glyphs.map(u64::from);
        session.out.problem_with(None, ProblemCode::SomeUnmappedGlyphs, number);
    }
    if notes.picture.is_some() {
        let number = notes.picture.map(u64::from);
        session.out.problem_with(None, ProblemCode::PictureNotRead, number);
    }
    pages
}

/// True when the page tree counts more pages than were found.
fn are_pages_missing(pdf: &Pdf, catalog: &Dict<'_>) -> bool {
    let counted = catalog.get::<Dict<'_>>("Pages").and_then(|tree| tree.get::<u32>("Count"));
    counted.is_some_and(|counted| counted as usize > pdf.pages().len())
}

/// Reads one page; false when its content was not found.
fn read_page<'a>(
    page: &Page<'a>,
    number: u32,
    fonts: &Fonts<'a>,
    layers: &Layers,
    notes: &mut Notes,
    session: &mut Session<'_, '_>,
) -> bool {
    let transform = Affine::new(page.initial_transform(true).as_coeffs());
    let (width, height) = page.render_dimensions();
    let mut reader = ContentReader::new(fonts, layers);
    let bytes = page.page_stream();
    reader.page(bytes.unwrap_or_default(), page.resources(), transform);
    annotations::read_appearances(page, layers, &mut reader, transform);
    let mut content = reader.finish();
    let area = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let pictures_share = pictures_share(&content, area);
    mark_hidden(&mut content, area, pictures_share);

    let (text, runs) = text_and_runs(&content);
    let mut part = part_on(PartKind::Page, format!("page {number}"), Some(number));
    part.page_size = Some((width, height));
    let id = session.out.text(part, &text, runs);
    let alternatives = content.alternatives.join("\n");
    let label = format!("alternative texts on page {number}");
    let part = part_on(PartKind::Alternative, label, Some(number)).hidden(Hidden::Markup);
    session.text(part, &alternatives);

    let streams = content_streams(page.raw());
    content.damaged |= streams.iter().flatten().any(|stream| !is_whole(stream));
    for (index, stream) in streams.iter().flatten().enumerate() {
        let decoded = if index == 0 { bytes.map_or(0, <[u8]>::len) } else { 0 };
        content.lengths.add(stream, decoded);
    }
    tell_problems(&content, pictures_share, number, id, notes, session);
    let Lengths { decoded, encoded } = content.lengths;
    session.out.spend(decoded, decoded, encoded) && !streams.iter().any(Option::is_none)
}

/// Share of the page that pictures cover, where they overlap counted twice.
fn pictures_share(content: &Content, area: Rect) -> f64 {
    let covered: f64 = content.pictures.iter().map(|picture| picture.intersect(area).area()).sum();
    covered / area.area().max(1.0)
}

/// Marks what stands outside the page, and unseen text behind a scan as that.
fn mark_hidden(content: &mut Content, area: Rect, pictures_share: f64) {
    for glyph in &mut content.glyphs {
        glyph.hidden = match glyph.hidden {
            Some(Hidden::Invisible) if pictures_share >= SCAN_SHARE => Some(Hidden::TextLayer),
            None if !area.contains(glyph.middle()) => Some(Hidden::Outside),
            other => other,
        };
    }
}

fn tell_problems(
    content: &Content,
    pictures_share: f64,
    number: u32,
    id: Option<PartId>,
    notes: &mut Notes,
    session: &mut Session<'_, '_>,
) {
    let mut tell = |code| session.out.problem_with(id, code, Some(u64::from(number)));
    let unknown = content.glyphs.iter().filter(|glyph| glyph.is_unknown).count();
    // Single ones are bullets and logos; many are letters that only the font can tell.
    let private = content.text.chars().filter(|&c| is_private(c)).count();
    let share = (unknown + private) as f64 / content.glyphs.len().max(1) as f64;
    if UNKNOWN_MANY.iter().any(|&(part, least)| share >= part && unknown + private >= least) {
        tell(ProblemCode::UnmappedGlyphs);
    } else if unknown > 0 {
        notes.unknown_glyphs.get_or_insert(number);
    }
    let letters = content.text.chars().filter(|c| c.is_alphanumeric()).count();
    let is_picture = pictures_share >= SCAN_SHARE || content.strokes >= DRAWN_STROKES;
    if letters < NEARLY_NO_TEXT && is_picture {
        tell(ProblemCode::PictureTextUnread);
    } else if !content.pictures.is_empty() {
        notes.picture.get_or_insert(number);
    }
    if content.work_over {
        tell(ProblemCode::WorkLimit);
    }
    if content.too_deep {
        tell(ProblemCode::NestingLimit);
    }
    if content.damaged {
        tell(ProblemCode::Damaged);
    }
}

/// True for characters that mean only what a font wants them to.
fn is_private(character: char) -> bool {
    // Adobe's own, from U+F8E5, are pieces of brackets and the like, and known.
    matches!(character, '\u{E000}'..='\u{F8E4}' | '\u{F0000}'..='\u{10FFFF}')
}
