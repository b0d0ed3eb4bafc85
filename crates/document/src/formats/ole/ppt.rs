//! PowerPoint presentations of 1997 to 2003 ([MS-PPT]).
//!
//! The stream is a tree of records. Slides, notes and masters are told one by one; what the list
//! of the last save does not name was deleted, and is still there.

mod ground;
mod styled;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use flate2::read::ZlibDecoder;

use self::ground::{Ground, Rect};
use self::styled::Styled;
use super::art;
use super::compound::{Compound, ROOT};
use super::shapes::{self, Store};
use super::tree::{self, Record, children};
use crate::formats::office::binary::{long, short, size, slice, utf16, utf16_until_zero};
use crate::formats::office::story::Story;
use crate::formats::textual::property;
use crate::out::{NewPart, Out};
use crate::shown::Stand;
use crate::{Hidden, PartKind, ProblemCode, Span};

const DOCUMENT: u16 = 0x03E8;
const SLIDE: u16 = 0x03EE;
const NOTES: u16 = 0x03F0;
const MASTER: u16 = 0x03F8;
const HANDOUT: u16 = 0x0FC9;
const SLIDE_INFO: u16 = 0x03F9;
const SLIDE_PLACE: u16 = 0x03F3;
const SLIDE_LIST: u16 = 0x0FF0;
const TEXT_WIDE: u16 = 0x0FA0;
const TEXT_NARROW: u16 = 0x0FA8;
const TEXT_HEAD: u16 = 0x0F9F;
const TEXT_STYLE: u16 = 0x0FA1;
const TEXT_OF_OUTLINE: u16 = 0x0F9E;
const STRING: u16 = 0x0FBA;
const SAVE: u16 = 0x0FF5;
const DIRECTORY: u16 = 0x1772;
const COMMENT: u16 = 0x2EE0;
const OBJECT: u16 = 0x1011;
const LINK: u16 = 0x0FD7;
const SHAPE: u16 = 0xF004;
const PLACE: u16 = 0xF010;
const SIZES: u16 = 0x03E9;

/// Saves that are followed back in time.
const SAVES_MAX: usize = 10_000;

/// Texts of a slide that may be found covered.
const PLACED_MAX: usize = 1_000;

/// Tells the presentation in a compound file.
pub(super) fn tell(file: &mut Compound, out: &mut Out<'_>) {
    let user = file.stream(ROOT, "Current User").unwrap_or_default();
    let stream = file.stream(ROOT, "PowerPoint Document").unwrap_or_default();
    /// The mark of a presentation that is encrypted.
    const ENCRYPTED: u32 = 0xF3D1_C4DF;
    if long(&user, 12) == Some(ENCRYPTED) || file.find(ROOT, "EncryptedSummary").is_some() {
        file.pass_over(ROOT);
        return out.problem(ProblemCode::Encrypted);
    }
    tell_user(&user, out);
    let saves = Saves::read(&stream, size(&user, 16).unwrap_or_default());
    if saves.is_encrypted {
        return out.problem(ProblemCode::Encrypted);
    }
    let mut show = Show::new(saves);
    let beside = file.stream(ROOT, "Pictures").unwrap_or_default();
    show.tell(&stream, &beside, out);
    let mut pictures = art::Pictures::default();
    pictures.tell(&beside, &[], out);
    pictures.finish(out);
}

/// Tells who saved the file last.
fn tell_user(user: &[u8], out: &mut Out<'_>) {
    let len = usize::from(short(user, 20).unwrap_or_default());
    let wide = utf16(slice(user, 32 + len, len * 2));
    let name = match wide.is_empty() {
        true => crate::formats::textual::lenient(slice(user, 28, len)),
        false => wide,
    };
    property(out, "LastSavedBy", &name);
}

/// Which records the last save names.
struct Saves {
    /// Offsets of records by their number; `None` when the list could not be read.
    current: Option<BTreeMap<u32, usize>>,
    /// The same offsets without their numbers.
    offsets: BTreeSet<usize>,
    is_encrypted: bool,
}

impl Saves {
    /// Follows the saves back from the last, whose record stands at `at` ([MS-PPT] 2.1.2).
    fn read(stream: &[u8], mut at: usize) -> Self {
        let mut places = BTreeMap::new();
        let mut is_encrypted = false;
        let mut is_whole = false;
        // No two lists share an entry.
        let mut entries_left = stream.len() / 4;
        for _ in 0..SAVES_MAX {
            let Some(save) = Record::read(stream, at).filter(|save| save.kind == SAVE) else {
                break;
            };
            is_encrypted |= save.body.len() >= 32;
            let (Some(before), Some(directory)) = (size(save.body, 8), size(save.body, 12)) else {
                break;
            };
            let list = Record::read(stream, directory).filter(|list| list.kind == DIRECTORY);
            if let Some(list) = list {
                read_directory(list.body, &mut places, &mut entries_left);
            }
            if before == 0 || before >= at {
                is_whole = before == 0;
                break;
            }
            at = before;
        }
        let offsets = places.values().copied().collect();
        let current = (is_whole && !places.is_empty()).then_some(places);
        Self { current, offsets, is_encrypted }
    }

    /// True for a record that the last save does not name.
    fn is_deleted(&self, record: &Record<'_>) -> bool {
        self.current.is_some() && !self.offsets.contains(&record.at)
    }
}

/// Adds places to those of later saves, which hold.
fn read_directory(body: &[u8], places: &mut BTreeMap<u32, usize>, entries_left: &mut usize) {
    let mut at = 0;
    while let Some(head) = long(body, at) {
        let (first, count) = (head & 0xF_FFFF, head >> 20);
        at += 4;
        for index in 0..count {
            let Some(place) = size(body, at).filter(|_| *entries_left > 0) else { return };
            *entries_left -= 1;
            places.entry(first + index).or_insert(place);
            at += 4;
        }
    }
}

/// A presentation while it is told.
struct Show {
    saves: Saves,
    /// Numbers of slides by the record that holds them.
    numbers: BTreeMap<usize, u32>,
    /// Texts of slides and notes that stand in the outline, by the record that shows them.
    outlines: BTreeMap<usize, Vec<Styled>>,
    /// What slides have from what they are made from.
    master: Ground,
    /// Texts of slides that were told, so that the outline, which repeats them, is not.
    told: BTreeSet<String>,
    slides: u32,
    /// Width and height of a slide.
    size: Option<(i32, i32)>,
    people: BTreeSet<String>,
}

impl Show {
    fn new(saves: Saves) -> Self {
        Self {
            saves,
            numbers: BTreeMap::new(),
            outlines: BTreeMap::new(),
            master: Ground::default(),
            told: BTreeSet::new(),
            slides: 0,
            size: None,
            people: BTreeSet::new(),
        }
    }

    /// Tells what is in the stream; `beside` are the pictures.
    fn tell(&mut self, stream: &[u8], beside: &[u8], out: &mut Out<'_>) {
        let mut documents = Vec::new();
        let mut store = Store::default();
        for record in children(stream, 0) {
            if out.stop() {
                return;
            }
            let is_deleted = self.saves.is_deleted(&record);
            match record.kind {
                DOCUMENT => {
                    if !is_deleted {
                        self.take_order(&record);
                        store = Store::read(record.body, beside);
                    }
                    documents.push((record, is_deleted));
                }
                MASTER if !is_deleted => {
                    let others = std::mem::take(&mut self.master);
                    self.master = Ground::of(&record, &Ground::default()).join(others);
                }
                _ => continue,
            }
        }
        for record in children(stream, 0) {
            if out.stop() {
                return;
            }
            let is_deleted = self.saves.is_deleted(&record);
            match record.kind {
                SLIDE | NOTES | MASTER | HANDOUT => {
                    let is_seen = self.tell_slide(&record, is_deleted, out);
                    if is_seen && out.wants_pictures() {
                        self.show_pictures(&record, &store, out);
                    }
                }
                OBJECT => tell_object(&record, out),
                _ => {}
            }
        }
        for (document, is_deleted) in documents {
            self.tell_document(&document, is_deleted, out);
        }
        if self.slides == 0 && self.told.is_empty() && stream.is_empty() {
            out.problem(ProblemCode::Damaged);
        }
        for name in std::mem::take(&mut self.people) {
            property(out, "comment author", &name);
        }
    }

    /// Finds the numbers of slides in the order of the show.
    fn take_order(&mut self, document: &Record<'_>) {
        let sizes = children(document.body, 0).find(|record| record.kind == SIZES);
        let side = |at: usize| long(sizes?.body, at).map(|side| side as i32);
        self.size = side(0).zip(side(4));
        let Some(places) = &self.saves.current else { return };
        let mut number = 0;
        for list in children(document.body, 0).filter(|list| list.kind == SLIDE_LIST) {
            let is_of_slides = list.instance == 0;
            let mut outline: Option<&mut Vec<Styled>> = None;
            for entry in children(list.body, 0) {
                if entry.kind != SLIDE_PLACE {
                    if let Some(outline) = &mut outline {
                        take_outlined(&entry, outline);
                    }
                    continue;
                }
                number += u32::from(is_of_slides);
                let place = long(entry.body, 0).and_then(|id| places.get(&id));
                if let Some(place) = place.filter(|_| is_of_slides) {
                    self.numbers.insert(*place, number);
                }
                outline = place.map(|place| self.outlines.entry(*place).or_default());
            }
        }
    }

    /// Shows the pictures of a slide that is seen.
    fn show_pictures(&self, slide: &Record<'_>, store: &Store<'_>, out: &mut Out<'_>) {
        let Some(number) = self.numbers.get(&slide.at) else { return };
        let place = |shape: &shapes::Placed<'_>| Rect::read(shape.anchor);
        let meets = |one: &shapes::Placed<'_>, other: &shapes::Placed<'_>| {
            place(one).zip(place(other)).is_none_or(|(one, other)| one.meets(&other))
        };
        for shape in shapes::placed(slide.body, meets) {
            let is_outside = is_outside(shape.anchor, self.size);
            if let Some(place) = place(&shape).filter(|_| shape.is_picture() && !is_outside) {
                let place = self.scaled(place);
                out.show(Stand::Slide(*number, place), shape.crop, || shape.file(store));
            }
        }
    }

    /// A place on a slide of ten inches by seven and a half.
    fn scaled(&self, place: Rect) -> [i64; 4] {
        const USUAL: (i32, i32) = (5_760, 4_320);
        const INCH: i64 = 914_400;
        let (width, height) = self.size.unwrap_or(USUAL);
        let (width, height) = (i64::from(width.max(1)), i64::from(height.max(1)));
        // The larger of what a unit may be at most, so that both sides fit.
        let (over, under) = match INCH * 10 * height <= INCH * 15 / 2 * width {
            true => (INCH * 10, width),
            false => (INCH * 15 / 2, height),
        };
        let [left, top] = [place.left, place.top].map(i64::from);
        let (right, bottom) = (i64::from(place.right), i64::from(place.bottom));
        [left, top, right - left, bottom - top].map(|side| side * over / under)
    }

    /// Tells a slide, its notes, or what it is made from; true for a slide that is shown.
    fn tell_slide(&mut self, record: &Record<'_>, is_deleted: bool, out: &mut Out<'_>) -> bool {
        let number = self.numbers.get(&record.at).copied();
        if record.kind == SLIDE {
            self.slides += 1;
        }
        let (kind, label, hidden) = match record.kind {
            SLIDE => {
                let number = number.unwrap_or(self.slides);
                (PartKind::Slide, format!("slide {number}"), None)
            }
            NOTES => (PartKind::Notes, "notes".to_owned(), Some(Hidden::Notes)),
            MASTER => (PartKind::Other, "master".to_owned(), Some(Hidden::Cache)),
            _ => (PartKind::Other, "handout".to_owned(), Some(Hidden::Cache)),
        };
        let ground = match record.kind {
            SLIDE => Ground::of(record, &self.master),
            _ => Ground::default(),
        };
        let outline = self.outlines.remove(&record.at).unwrap_or_default();
        let texts = Texts::read(record, Slide { size: self.size, ground, outline });
        let hidden = match (is_deleted, texts.is_hidden) {
            (true, _) => Some(Hidden::Revision),
            (_, true) => Some(Hidden::HiddenSlide),
            _ => hidden,
        };
        let label = if is_deleted { format!("deleted {label}") } else { label };
        self.told.extend(texts.story.text().lines().map(str::to_owned));
        let is_seen = record.kind == SLIDE && hidden.is_none();
        let part = NewPart { hidden, page: number, ..NewPart::new(kind, label) };
        texts.story.tell(part.clone(), out);
        for (index, comment) in texts.comments.into_iter().enumerate() {
            let [author, text, initials] = comment;
            self.people.extend([author, initials].into_iter().filter(|name| !name.is_empty()));
            let mut story = Story::default();
            story.push_text(&text, None);
            let label = format!("comment {} on {}", index + 1, part.label);
            let part = NewPart { kind: PartKind::Comment, label: label.into(), ..part.clone() };
            story.tell(part.hidden(Hidden::Comment), out);
        }
        let mut pictures = art::Pictures::default();
        pictures.tell(record.body, &[], out);
        pictures.finish(out);
        is_seen
    }

    /// Tells what the document itself holds: the outline, links, lists of fonts and programs.
    fn tell_document(&mut self, document: &Record<'_>, is_deleted: bool, out: &mut Out<'_>) {
        let texts = Texts::read(document, Slide::default());
        let mut outline = Story::default();
        for line in texts.story.text().lines().filter(|line| !self.told.contains(*line)) {
            outline.push_text(line, None);
            outline.fresh_line();
        }
        let hidden = if is_deleted { Hidden::Revision } else { Hidden::Cache };
        outline.tell(NewPart::new(PartKind::Outline, "outline").hidden(hidden), out);
        texts.links.tell(NewPart::new(PartKind::Link, "links").hidden(Hidden::Markup), out);
        texts.beside.tell(NewPart::new(PartKind::Other, "names").hidden(Hidden::Markup), out);
    }
}

/// The texts in a record and in those inside it.
#[derive(Default)]
struct Texts {
    story: Story,
    links: Story,
    /// Strings that no slide shows: names of shows, sections, programs.
    beside: Story,
    /// Author, text and initials of each comment.
    comments: Vec<[String; 3]>,
    is_hidden: bool,
}

/// What is known of a slide before its texts are read.
#[derive(Default)]
struct Slide {
    /// Its width and height.
    size: Option<(i32, i32)>,
    ground: Ground,
    /// Its texts that stand in the outline.
    outline: Vec<Styled>,
}

impl Texts {
    /// Collects the texts in a record.
    fn read(record: &Record<'_>, slide: Slide) -> Self {
        let mut reading = Reading { slide, ..Reading::default() };
        tree::walk(record.body, |record, open| {
            reading.take(record, open.last().copied().unwrap_or_default());
        });
        reading.end_text();
        reading.end_shape();
        reading.texts
    }
}

/// The texts of a record while it is read.
#[derive(Default)]
struct Reading {
    slide: Slide,
    texts: Texts,
    /// A text whose colours may follow.
    text: Option<Styled>,
    is_beside: bool,
    /// Where texts of shapes before stand, on the slide and in the story.
    placed: Vec<(Rect, Span)>,
    /// How many of them are not of the shape that is open.
    placed_before: usize,
}

impl Reading {
    fn take(&mut self, record: &Record<'_>, around: u16) {
        if record.kind != TEXT_STYLE {
            self.end_text();
        }
        if record.kind == SHAPE {
            self.end_shape();
        }
        self.slide.ground.take(record);
        match record.kind {
            COMMENT => self.texts.comments.push(Default::default()),
            SHAPE => self.is_beside = false,
            PLACE => self.is_beside = is_outside(record.body, self.slide.size),
            TEXT_WIDE | TEXT_NARROW => self.text = Some(text_of(record)),
            TEXT_STYLE => {
                if let Some(text) = &mut self.text {
                    text.style(record.body);
                }
            }
            TEXT_OF_OUTLINE => {
                let index = size(record.body, 0);
                let text = index.and_then(|index| self.slide.outline.get_mut(index));
                self.text = text.map(std::mem::take);
            }
            SLIDE_INFO => {
                const IS_HIDDEN: u16 = 4;
                self.texts.is_hidden |=
                    short(record.body, 10).is_some_and(|flags| flags & IS_HIDDEN != 0);
            }
            STRING => self.texts.string(record, around),
            _ => {}
        }
    }

    /// Adds the text that is open to the story.
    fn end_text(&mut self) {
        let Some(text) = self.text.take() else { return };
        let story = &mut self.texts.story;
        let start = story.text().len();
        for (piece, ink) in text.pieces() {
            let beside = self.is_beside.then_some(Hidden::Outside);
            push_paragraphs(piece, beside.or_else(|| self.slide.ground.hides(ink)), story);
        }
        story.fresh_line();
        if let Some(place) = self.slide.ground.place()
            && self.placed.len() < PLACED_MAX
        {
            self.placed.push((place, Span::new(start, story.text().len())));
        }
    }

    /// Ends a shape: the texts of others that it lies upon are covered.
    fn end_shape(&mut self) {
        if let Some(cover) = self.slide.ground.end_shape() {
            let before = self.placed.iter().take(self.placed_before);
            for (_, span) in before.filter(|(place, _)| cover.holds(place)) {
                self.texts.story.hide(*span, Hidden::Covered);
            }
        }
        self.placed_before = self.placed.len();
    }
}

impl Texts {
    /// Takes in a string that is no text of a shape.
    fn string(&mut self, record: &Record<'_>, around: u16) {
        if around == COMMENT {
            let slot = self.comments.last_mut();
            if let Some(slot) = slot.and_then(|last| last.get_mut(usize::from(record.instance))) {
                *slot = utf16(record.body);
            }
            return;
        }
        let text = utf16_until_zero(record.body);
        // Names of the program's own things have this mark.
        if text.starts_with("___PPT") {
            return;
        }
        let story = match around {
            LINK => &mut self.links,
            // Headers and footers are shown on each slide.
            0x0FD9 => &mut self.story,
            _ => &mut self.beside,
        };
        story.push_text(&text, None);
        story.fresh_line();
    }
}

fn text_of(record: &Record<'_>) -> Styled {
    Styled::new(match record.kind {
        TEXT_WIDE => utf16(record.body),
        _ => encoding_rs::mem::decode_latin1(record.body).into_owned(),
    })
}

/// Takes in a record behind the place of a slide in the outline: each text there begins with a head.
fn take_outlined(record: &Record<'_>, outline: &mut Vec<Styled>) {
    match (record.kind, outline.last_mut()) {
        (TEXT_HEAD, _) => outline.push(Styled::default()),
        (TEXT_WIDE | TEXT_NARROW, Some(last)) => *last = text_of(record),
        (TEXT_STYLE, Some(last)) => last.style(record.body),
        _ => {}
    }
}

/// True for the place of a shape that is beside its slide.
fn is_outside(place: &[u8], size: Option<(i32, i32)>) -> bool {
    let (Some(place), Some((width, height))) = (Rect::read(place), size) else { return false };
    place.left >= width || place.top >= height || place.right <= 0 || place.bottom <= 0
}

/// Adds text whose paragraphs and lines end with marks of their own.
fn push_paragraphs(text: &str, hidden: Option<Hidden>, story: &mut Story) {
    for line in text.split_inclusive(['\r', '\u{B}']) {
        let bare = line.trim_end_matches(['\r', '\u{B}']);
        story.push_text(bare, hidden);
        if bare.len() < line.len() {
            story.fresh_line();
        }
    }
}

/// Tells an object of another program, or the macros ([MS-PPT] 2.10.34).
fn tell_object(record: &Record<'_>, out: &mut Out<'_>) {
    let name = format!("object at {}", record.at);
    match record.instance {
        0 => out.child(&name, &mut Cursor::new(record.body)),
        _ => {
            // Some programs leave out the end of the compressed bytes, which the length makes up.
            let len = long(record.body, 0).unwrap_or_default();
            let compressed = record.body.get(4..).unwrap_or_default();
            let mut reader = ZlibDecoder::new(compressed).take(u64::from(len));
            let held = out.hold(&mut reader, Some(compressed.len() as u64));
            out.child(&name, &mut Cursor::new(held.bytes));
        }
    }
}
