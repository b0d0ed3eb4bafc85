//! The pages: their text, and whether it could be read.

use std::collections::BTreeSet;
use std::rc::Rc;

use hayro_font::kurbo::{Affine, Rect};
use hayro_syntax::Pdf;
use hayro_syntax::object::{Dict, Stream};
use hayro_syntax::page::Page;

use super::actions;
use super::annotations;
use super::attachments::read_associated;
use super::compared::{self, Other};
use super::content::{Content, ContentReader, PlacedGlyph, Trace};
use super::fonts::Fonts;
use super::layers::Layers;
use super::lines::{PageText, page_texts, untold};
use super::pictures::Pictures;
use super::session::{Session, part_on};
use super::streams::{Measure, content_streams, measure};
use super::visibility::{CoveredPart, PictureLook, Sight, Sighted};
use crate::formats::image::recognised::{PICTURE, Placed};
use crate::formats::image::textlike;
use crate::memory::{Look, Looks};
use crate::{Hidden, PartId, PartKind, Picture, ProblemCode};

/// Unknown glyphs of a page that are many: this share, and at least this number.
const UNKNOWN_MANY: [(f64, usize); 2] = [(0.05, 10), (0.5, 3)];
/// Share of what covers a picture that lies on one of which nothing is seen.
const WHOLE_SHARE: f64 = 0.8;
/// Share of a page that pictures cover when it is a scan.
const SCAN_SHARE: f64 = 0.5;
/// Letters of an em below this cannot be read.
const TINY_POINTS: f64 = 1.0;
/// Letters and digits of a page that has nearly no text.
const NEARLY_NO_TEXT: usize = 16;
/// A scan shows more than its text says when there are so many times as many letters, and so many more.
const SEEN_TIMES: usize = 2;
const SEEN_MORE: usize = 100;
/// Pages of one document whose text layer is compared with their picture, or whose shapes are
/// recognised, which takes seconds each.
const COMPARED_MAX: u32 = 20;
/// Lines and curves of a page without text on which letters are likely drawn as shapes.
const DRAWN_STROKES: u64 = 2_000;
/// The same beside other text, where they may be a word.
const DRAWN_WORDS_STROKES: u64 = 200;

/// Letters that look like others than the file says, from which on their lines are told.
const DRAWN_MIN: usize = 3;
/// Letters of which the file says nothing, from which on what they look like is told: fewer are
/// bullets.
const GUESSED_MIN: usize = 10;

/// What later readers need to know of the pages.
pub(super) struct Pages<'a> {
    /// Places of form fields.
    pub(super) widgets: Vec<Dict<'a>>,
    /// The document counts more pages than there are, or content of one was not found.
    pub(super) are_missing: bool,
}

/// Reads pages one after the other.
pub(super) struct PageReader<'a> {
    fonts: Fonts<'a>,
    layers: Layers,
    sight: Sight<'a>,
    /// What painting has shown before.
    looks: Option<Rc<Looks>>,
    pictures: Pictures,
    /// The first page with a few unknown glyphs.
    unknown_glyphs: Option<u32>,
    /// The first page with a picture among its text.
    picture: Option<u32>,
    /// Pages whose text layer was compared with their picture.
    compared: u32,
}

/// Reads all pages; returns what is known of their pictures as well.
pub(super) fn read<'a>(
    pdf: &'a Pdf,
    catalog: &Dict<'a>,
    session: &mut Session<'_, '_>,
) -> (Pages<'a>, Pictures) {
    let mut pages = Pages { widgets: Vec::new(), are_missing: are_pages_missing(pdf, catalog) };
    let looks = session.out.memory().map(|memory| memory.looks_of(pdf.data().as_ref()));
    let mut reader = PageReader::new(catalog, looks);
    for (page, number) in pdf.pages().iter().zip(1..) {
        if u64::from(number) > session.out.limits().entries_max {
            session.out.problem(ProblemCode::EntriesLimit);
            break;
        }
        if session.out.stop() {
            break;
        }
        let streams = content_streams(page.raw());
        pages.are_missing |= streams.iter().any(Option::is_none);
        if let Some(measure) = measure_content(&streams, session) {
            reader.read(pdf, page, number, measure.is_whole, session);
        }
        actions::read_additional(page.raw(), Some(number), session);
        read_associated(page.raw(), Some(number), session);
        pages.widgets.extend(annotations::read(page, number, session));
    }
    reader.tell_notes(session);
    if !session.out.stop() {
        reader.tell_unused_letters(session);
    }
    (pages, reader.pictures)
}

/// True when the page tree counts more pages than were found.
pub(super) fn are_pages_missing(pdf: &Pdf, catalog: &Dict<'_>) -> bool {
    let counted = catalog.get::<Dict<'_>>("Pages").and_then(|tree| tree.get::<u32>("Count"));
    counted.is_some_and(|counted| counted as usize > pdf.pages().len())
}

/// Measures a page's content; `None`, with a problem told, when it is too much to be held.
fn measure_content(
    streams: &[Option<Stream<'_>>],
    session: &mut Session<'_, '_>,
) -> Option<Measure> {
    let mut sum = Measure { is_whole: true, ..Measure::default() };
    let limit = session.out.limits().object_bytes_max;
    for stream in streams.iter().flatten() {
        let one = measure(stream, limit);
        sum.encoded += one.encoded;
        sum.decoded += one.decoded;
        sum.is_whole &= one.is_whole;
    }
    if sum.decoded > limit {
        session.out.problem(ProblemCode::ObjectLimit);
        return None;
    }
    session.out.spend(sum.decoded, sum.decoded, sum.encoded).then_some(sum)
}

/// Share of the page that pictures cover, where they overlap counted twice.
fn pictures_share(content: &Content, area: Rect) -> f64 {
    let covered: f64 =
        content.pictures.iter().map(|picture| picture.area.intersect(area).area()).sum();
    covered / area.area().max(1.0)
}

/// Marks what stands outside the page, and unseen text behind a scan as that.
fn mark_hidden(content: &mut Content, area: Rect, pictures_share: f64) {
    for glyph in &mut content.glyphs {
        glyph.hidden = match glyph.hidden {
            Some(Hidden::Invisible) if pictures_share >= SCAN_SHARE => Some(Hidden::TextLayer),
            None if !area.contains(glyph.middle()) => Some(Hidden::Outside),
            None if glyph.em < TINY_POINTS || is_pressed_flat(glyph) => Some(Hidden::Tiny),
            other => other,
        };
    }
}

/// True for a letter that has a width in its font and none on the page.
fn is_pressed_flat(glyph: &PlacedGlyph) -> bool {
    const FLAT_EMS: f64 = 0.01;
    glyph.own_width.abs() > 1.0 && glyph.advance.hypot() < glyph.em * FLAT_EMS
}

/// Marks what is still to be seen under a redaction mark.
fn mark_unapplied(content: &mut Content, page: &Page<'_>) {
    let transform = Affine::new(page.initial_transform(true).as_coeffs());
    let areas = annotations::unapplied_redactions(page, transform);
    if areas.is_empty() {
        return;
    }
    for glyph in content.glyphs.iter_mut().filter(|glyph| glyph.hidden.is_none()) {
        if areas.iter().any(|area| area.contains(glyph.middle())) {
            glyph.hidden = Some(Hidden::Unapplied);
        }
    }
}

/// Tells the lines of a page as their letters look, where the file says that they are others.
fn tell_drawn(content: &Content, number: u32, session: &mut Session<'_, '_>) {
    let contradicted = contradicted(content);
    if contradicted < DRAWN_MIN && content.drawn.len() < GUESSED_MIN {
        return;
    }
    let drawn = untold(&content.as_drawn(), |line| session.was_told(line));
    if drawn.text.is_empty() {
        return;
    }
    if contradicted >= DRAWN_MIN {
        let text = format!("{contradicted} letters look like others");
        let part = part_on(PartKind::Property, "LettersDiffer".into(), Some(number));
        session.text(part.hidden(Hidden::Property), &text);
    }
    session.note(&drawn.text);
    let label = format!("page {number} as its letters look");
    session.out.text(part_on(PartKind::Page, label, Some(number)), &drawn.text, drawn.runs);
}

/// How many letters look like others than the file says.
fn contradicted(content: &Content) -> usize {
    content.drawn.iter().filter(|(_, seen)| seen.is_contradicted).count()
}

/// The content of a page, and what was done with each of its streams.
pub(super) struct PageContent<'a> {
    pub(super) content: Content,
    pub(super) traces: Vec<Trace<'a>>,
    /// What becomes of its pictures.
    pub(super) looks: Vec<PictureLook>,
}

impl<'a> PageReader<'a> {
    pub(super) fn new(catalog: &Dict<'a>, looks: Option<Rc<Looks>>) -> Self {
        Self {
            looks,
            pictures: Pictures::default(),
            fonts: Fonts::new(),
            sight: Sight::new(),
            layers: Layers::of_catalog(catalog),
            unknown_glyphs: None,
            picture: None,
            compared: 0,
        }
    }

    /// Reads a page for whoever writes it anew.
    pub(super) fn trace(&self, page: &Page<'a>, number: u32) -> PageContent<'a> {
        let (mut content, traces) = self.read_content(page, true);
        content.damaged |= content_streams(page.raw()).iter().any(Option::is_none);
        self.mark(page, number, &mut content);
        let has_pictures = !content.pictures.is_empty() && !content.work_over;
        let sighted = if has_pictures { self.sight.pictures(page) } else { Sighted::default() };
        PageContent { content, traces, looks: sighted.looks }
    }

    /// Marks what a reader does not see; returns the share of the page that pictures cover.
    fn mark(&self, page: &Page<'a>, number: u32, content: &mut Content) -> f64 {
        let (width, height) = page.render_dimensions();
        let area = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let pictures_share = pictures_share(content, area);
        mark_hidden(content, area, pictures_share);
        if content.may_hide_text() && !content.work_over {
            self.look(page, number, content);
        }
        mark_unapplied(content, page);
        pictures_share
    }

    /// Marks what painting shows not to be seen, or has shown before.
    fn look(&self, page: &Page<'a>, number: u32, content: &mut Content) {
        let known = self.looks.as_ref().and_then(|looks| looks.of_page(number));
        if let Some(known) = known.filter(|known| known.glyphs == content.glyphs.len()) {
            for (number, hidden, is_shadow) in &known.changed {
                if let Some(glyph) = content.glyphs.get_mut(*number) {
                    (glyph.hidden, glyph.is_shadow) = (*hidden, *is_shadow);
                }
            }
            content.work_over = known.is_over;
            return;
        }
        let seen = |glyph: &PlacedGlyph| (glyph.hidden, glyph.is_shadow);
        let before: Vec<_> = content.glyphs.iter().map(seen).collect();
        content.work_over = !self.sight.look(page, content);
        if let Some(looks) = &self.looks {
            let glyphs = content.glyphs.iter().zip(before).enumerate();
            let changed = glyphs.filter(|(_, (glyph, before))| seen(glyph) != *before);
            let changed =
                changed.map(|(number, (glyph, _))| (number, glyph.hidden, glyph.is_shadow));
            let (changed, is_over) = (changed.collect(), content.work_over);
            looks.add(number, Look { glyphs: content.glyphs.len(), changed, is_over });
        }
    }

    fn read_content(&self, page: &Page<'a>, traces: bool) -> (Content, Vec<Trace<'a>>) {
        let transform = Affine::new(page.initial_transform(true).as_coeffs());
        let reader = ContentReader::new(&self.fonts, &self.layers);
        let mut reader = if traces { reader.tracing() } else { reader };
        reader.page(page.page_stream().unwrap_or_default(), page.resources(), transform);
        annotations::read_appearances(page, &self.layers, &mut reader, transform);
        reader.finish_traced()
    }

    /// Reads one page, the streams of whose content can be decoded to their ends or not.
    fn read(
        &mut self,
        pdf: &Pdf,
        page: &Page<'a>,
        number: u32,
        is_whole: bool,
        session: &mut Session<'_, '_>,
    ) {
        let (mut content, _) = self.read_content(page, false);
        content.damaged |= !is_whole;
        let pictures_share = self.mark(page, number, &mut content);

        session.painted.append(&mut content.forms_read);
        let (told, seen) = page_texts(&content);
        let mut tell = |label: String, PageText { text, runs }| {
            session.note(&text);
            let mut part = part_on(PartKind::Page, label, Some(number));
            part.page_size = Some(page.render_dimensions());
            session.out.text(part, &text, runs)
        };
        let id = tell(format!("page {number}"), told);
        if !seen.text.is_empty() {
            tell(format!("page {number} in the order in which it is seen"), seen);
        }
        let label = format!("alternative texts on page {number}");
        let part = part_on(PartKind::Alternative, label, Some(number)).hidden(Hidden::Markup);
        session.text(part, &content.alternatives.join("\n"));
        let label = format!("remarks on page {number}");
        let part = part_on(PartKind::Comment, label, Some(number)).hidden(Hidden::Markup);
        session.text(part, &content.remarks.join("\n"));
        tell_drawn(&content, number, session);
        self.tell_unseen(pdf, page, number, &mut content, session);
        let is_picture = is_picture(&content, pictures_share)
            || pictures_share >= SCAN_SHARE && self.shows_more(page, &content);
        let is_recognised = is_picture && self.recognise(page, number, session);
        let is_compared = !is_picture && self.compare_layer(page, number, &content, session);
        let unread = match is_picture {
            true if !is_recognised => Some(ProblemCode::PictureTextUnread),
            false if !is_compared => {
                let told = self.pictures.read(&self.sight, page, number, &content, session);
                told.or_else(|| self.read_shapes(page, number, &content, session))
            }
            _ => Some(ProblemCode::PictureTextRecognised),
        };
        self.tell_problems(&content, unread, number, id, session);
    }

    /// Tells what of the pictures of a page is not shown.
    fn tell_unseen(
        &mut self,
        pdf: &Pdf,
        page: &Page<'a>,
        number: u32,
        content: &mut Content,
        session: &mut Session<'_, '_>,
    ) {
        let wants = self.pictures.wants(content);
        let Sighted { covered, looks, is_over } =
            if wants { self.sight.pictures(page) } else { Sighted::default() };
        content.work_over |= is_over;
        self.pictures.note(number, content, &looks);
        self.pictures.tell_cropped(pdf, number, &looks, session);
        for (name, is_text) in [("CoveredPicture", false), ("CoveredPictureText", true)] {
            // Pictures all of which are covered are told with those that nobody sees.
            let is_whole = |part: &&CoveredPart| {
                looks.iter().any(|look| {
                    let both = look.area.intersect(part.area).area();
                    look.unseen == Some(Hidden::Covered) && both > WHOLE_SHARE * part.area.area()
                })
            };
            let parts = covered.iter().filter(|part| part.is_text == is_text && !is_whole(part));
            let lines: Vec<String> = parts.map(|part| place(part.area)).collect();
            let part = part_on(PartKind::Property, name.into(), Some(number));
            session.text(part.hidden(Hidden::Covered), &lines.join("\n"));
        }
    }

    /// True for a scanned page on which far more letters are seen than its text has.
    fn shows_more(&self, page: &Page<'a>, content: &Content) -> bool {
        let (shades, width, _) = self.sight.picture(page);
        let seen = textlike::count(&shades, width as usize);
        seen > letters(content) * SEEN_TIMES + SEEN_MORE
    }

    /// Has the text of a page that is a picture recognised; false when nobody can.
    fn recognise(&self, page: &Page<'a>, number: u32, session: &mut Session<'_, '_>) -> bool {
        session.out.can_recognise() && picture_text(self.sight.picture(page), page, number, session)
    }

    /// Looks for words that a page draws beside its text, letter by letter, as programs do that part
    /// with fonts; returns what to tell of them.
    fn read_shapes(
        &mut self,
        page: &Page<'a>,
        number: u32,
        content: &Content,
        session: &mut Session<'_, '_>,
    ) -> Option<ProblemCode> {
        if content.strokes < DRAWN_WORDS_STROKES || content.work_over {
            return None;
        }
        let (shades, width, _) = self.sight.shapes(page, false);
        if !textlike::is_likely(&shades, width as usize) {
            return None;
        }
        let has_time = self.compared < COMPARED_MAX;
        self.compared += 1;
        let is_read = has_time
            && session.out.can_recognise()
            && picture_text(self.sight.shapes(page, true), page, number, session);
        Some(match is_read {
            true => ProblemCode::PictureTextRecognised,
            false => ProblemCode::PictureTextUnread,
        })
    }

    /// Compares a text layer with what is recognised in the picture that it lies behind, or letters
    /// that make no words with what they look like; tells what one of the two has and the other has
    /// not. Returns true when a layer was compared.
    fn compare_layer(
        &mut self,
        page: &Page<'a>,
        number: u32,
        content: &Content,
        session: &mut Session<'_, '_>,
    ) -> bool {
        let has_layer = content.glyphs.iter().any(|it| it.hidden == Some(Hidden::TextLayer));
        let is_wanted = has_layer
            || contradicted(content) >= DRAWN_MIN
            || compared::makes_no_words(&content.text);
        if !is_wanted || self.compared >= COMPARED_MAX || !session.out.can_recognise() {
            return false;
        }
        self.compared += 1;
        let (shades, width, scale) = self.sight.picture(page);
        let picture = Picture { shades: &shades, width };
        let Some(mut words) = session.out.picture_words(&picture) else { return false };
        let seen: String = words.iter().flat_map(|word| [word.text.as_str(), "\n"]).collect();
        let unseen = Other::of(&seen).lacks(&content.text).join("\n");
        let part = part_on(PartKind::Property, "TextDiffers".into(), Some(number));
        session.text(part.hidden(Hidden::TextLayer), &unseen);
        // Lines are told whole, since a word alone is no label of another.
        let layer = Other::of(&content.text);
        let lines: BTreeSet<u32> = words
            .iter()
            .filter(|word| !layer.lacks(&word.text).is_empty())
            .map(|word| word.line)
            .collect();
        words.retain(|word| lines.contains(&word.line));
        let placed = placed(picture, scale, page, number);
        session.out.tell_words(&placed, &words, &mut BTreeSet::new());
        has_layer
    }

    fn tell_problems(
        &mut self,
        content: &Content,
        unread: Option<ProblemCode>,
        number: u32,
        id: Option<PartId>,
        session: &mut Session<'_, '_>,
    ) {
        let unknown = content.glyphs.iter().filter(|glyph| glyph.is_unknown).count();
        session.out.count().glyphs(content.glyphs.len() as u64, unknown as u64);
        let mut tell = |code| session.out.problem_with(id, code, Some(u64::from(number)));
        // Single ones are bullets and logos; many are letters that only the font can tell.
        let private = content.text.chars().filter(|&c| is_private(c)).count();
        let share = (unknown + private) as f64 / content.glyphs.len().max(1) as f64;
        if UNKNOWN_MANY.iter().any(|&(part, least)| share >= part && unknown + private >= least) {
            tell(ProblemCode::UnmappedGlyphs);
        } else if unknown > 0 {
            self.unknown_glyphs.get_or_insert(number);
        }
        if let Some(code) = unread {
            tell(code);
        } else if !content.pictures.is_empty() {
            self.picture.get_or_insert(number);
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

    /// Tells the letters that are left in fonts though no page shows them.
    fn tell_unused_letters(&self, session: &mut Session<'_, '_>) {
        let letters = self.fonts.unused_letters().join("\n");
        let part = part_on(PartKind::Property, "UnusedFontLetters".into(), None);
        session.text(part.hidden(Hidden::Property), &letters);
    }

    /// Tells what is told once for the document.
    fn tell_notes(&self, session: &mut Session<'_, '_>) {
        let notes = [
            (ProblemCode::SomeUnmappedGlyphs, self.unknown_glyphs),
            (ProblemCode::PictureNotRead, self.picture),
        ];
        for (code, page) in notes {
            if page.is_some() {
                session.out.problem_with(None, code, page.map(u64::from));
            }
        }
    }
}

/// The size and the place of an area of a page.
fn place(area: Rect) -> String {
    let [left, top] = [area.x0, area.y0].map(f64::round);
    let [width, height] = [area.width(), area.height()].map(f64::round);
    format!("{width}×{height} points at {left}, {top}")
}

/// How many letters and digits a page has as text.
fn letters(content: &Content) -> usize {
    content.text.chars().filter(|character| character.is_alphanumeric()).count()
}

/// Has the text of what is painted of a page recognised; false when nobody can.
fn picture_text(
    (shades, width, scale): (Vec<u8>, u32, f64),
    page: &Page<'_>,
    number: u32,
    session: &mut Session<'_, '_>,
) -> bool {
    session.out.picture_text(&placed(Picture { shades: &shades, width }, scale, page, number))
}

/// A picture of a page, so many pixels to a point.
fn placed<'p>(picture: Picture<'p>, scale: f64, page: &Page<'_>, number: u32) -> Placed<'p> {
    let back = (1.0 / scale) as f32;
    Placed {
        name: PICTURE,
        picture,
        page: Some(number),
        page_size: page.render_dimensions(),
        to_page: [back, 0.0, 0.0, back, 0.0, 0.0],
        hidden: None,
    }
}

/// True for a page that has nearly no text, and a picture or drawing on which some is likely.
fn is_picture(content: &Content, pictures_share: f64) -> bool {
    letters(content) < NEARLY_NO_TEXT
        && (pictures_share >= SCAN_SHARE || content.strokes >= DRAWN_STROKES)
}

/// True for characters that mean only what a font wants them to.
fn is_private(character: char) -> bool {
    // Adobe's own, from U+F8E5, are pieces of brackets and the like, and known.
    matches!(character, '\u{E000}'..='\u{F8E4}' | '\u{F0000}'..='\u{10FFFF}')
}
