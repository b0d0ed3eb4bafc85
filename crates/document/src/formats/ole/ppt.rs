//! PowerPoint presentations of 1997 to 2003 ([MS-PPT]).
//!
//! The stream is a tree of records. Slides, notes and masters are told one by one; what the list
//! of the last save does not name was deleted, and is still there.

mod looks;
mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use flate2::read::ZlibDecoder;

use self::looks::{Ground, PROPERTIES, Shapes};
use self::tree::{Record, children};
use super::art;
use super::compound::{Compound, ROOT};
use crate::formats::office::binary::{long, short, size, slice, utf16, utf16_until_zero};
use crate::formats::office::story::Story;
use crate::formats::textual::property;
use crate::read::{NewPart, Out};
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
const TEXT_STYLE: u16 = 0x0FA1;
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
    show.tell(&stream, out);
    let mut pictures = art::Pictures::default();
    pictures.tell(&file.stream(ROOT, "Pictures").unwrap_or_default(), &[], out);
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
    /// Texts of slides that were told, so that the outline, which repeats them, is not.
    told: BTreeSet<String>,
    slides: u32,
    /// Width and height of a slide.
    size: Option<(i32, i32)>,
    /// What is behind the shapes of all masters.
    ground: Ground,
    people: BTreeSet<String>,
}

impl Show {
    fn new(saves: Saves) -> Self {
        Self {
            saves,
            numbers: BTreeMap::new(),
            told: BTreeSet::new(),
            slides: 0,
            size: None,
            ground: Ground::default(),
            people: BTreeSet::new(),
        }
    }

    fn tell(&mut self, stream: &[u8], out: &mut Out<'_>) {
        let mut documents = Vec::new();
        let mut grounds = Vec::new();
        for record in children(stream, 0) {
            if out.stop() {
                return;
            }
            let is_deleted = self.saves.is_deleted(&record);
            match record.kind {
                DOCUMENT => {
                    if !is_deleted {
                        self.take_order(&record);
                    }
                    documents.push((record, is_deleted));
                }
                MASTER if !is_deleted => grounds.push(Ground::of(&record, &Ground::default())),
                _ => continue,
            }
        }
        self.ground = Ground::shared(&grounds);
        for record in children(stream, 0) {
            if out.stop() {
                return;
            }
            let is_deleted = self.saves.is_deleted(&record);
            match record.kind {
                SLIDE | NOTES | MASTER | HANDOUT => self.tell_slide(&record, is_deleted, out),
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
        let lists = children(document.body, 0);
        let slides = lists.filter(|list| list.kind == SLIDE_LIST && list.instance == 0);
        let mut number = 0;
        for list in slides {
            for entry in children(list.body, 0).filter(|entry| entry.kind == SLIDE_PLACE) {
                number += 1;
                if let Some(place) = long(entry.body, 0).and_then(|id| places.get(&id)) {
                    self.numbers.insert(*place, number);
                }
            }
        }
    }

    /// Tells a slide, its notes, or what it is made from.
    fn tell_slide(&mut self, record: &Record<'_>, is_deleted: bool, out: &mut Out<'_>) {
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
        let texts = texts(record, self.size, Ground::of(record, &self.ground));
        let hidden = match (is_deleted, texts.is_hidden) {
            (true, _) => Some(Hidden::Revision),
            (_, true) => Some(Hidden::HiddenSlide),
            _ => hidden,
        };
        let label = if is_deleted { format!("deleted {label}") } else { label };
        self.told.extend(texts.story.text().lines().map(str::to_owned));
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
    }

    /// Tells what the document itself holds: the outline, links, lists of fonts and programs.
    fn tell_document(&mut self, document: &Record<'_>, is_deleted: bool, out: &mut Out<'_>) {
        let texts = texts(document, None, Ground::default());
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

/// A text whose look comes after it.
struct Pending {
    text: String,
    hidden: Option<Hidden>,
}

impl Pending {
    /// Adds the text, of whose letters something is said or nothing; returns where it stands.
    fn tell(self, looks: &[(usize, Option<Hidden>)], story: &mut Story) -> Span {
        let start = story.text().len();
        let mut letters = self.text.chars();
        for (count, hidden) in looks {
            // Counts are of units of UTF-16, of which a letter seldom has two.
            let stretch: String = letters.by_ref().take(*count).collect();
            push_paragraphs(&stretch, self.hidden.or(*hidden), story);
        }
        push_paragraphs(letters.as_str(), self.hidden, story);
        story.fresh_line();
        Span::new(start, story.text().len())
    }
}

/// Collects the texts in a record; on a slide of that size those beside it are hidden, and on that
/// ground those of its colour.
fn texts(record: &Record<'_>, size: Option<(i32, i32)>, ground: Ground) -> Texts {
    let mut texts = Texts::default();
    let mut hidden = None;
    let mut shapes = Shapes::on(ground);
    let mut pending: Option<Pending> = None;
    tree::walk(record.body, |record, open| {
        let around = open.last().copied().unwrap_or_default();
        if let Some(text) = pending.take() {
            let looks = match record.kind {
                TEXT_STYLE => shapes.stretches(record.body, text.text.encode_utf16().count()),
                _ => Vec::new(),
            };
            shapes.add_text(text.tell(&looks, &mut texts.story));
        }
        match record.kind {
            COMMENT => texts.comments.push(Default::default()),
            SHAPE => {
                hidden = None;
                shapes.begin();
            }
            PROPERTIES if around == SHAPE => shapes.take(record),
            PLACE => {
                hidden = is_outside(record.body, size).then_some(Hidden::Outside);
                for covered in shapes.put(record.body) {
                    texts.story.hide(covered, Hidden::Covered);
                }
            }
            TEXT_WIDE => pending = Some(Pending { text: utf16(record.body), hidden }),
            TEXT_NARROW => {
                let text = encoding_rs::mem::decode_latin1(record.body).into_owned();
                pending = Some(Pending { text, hidden });
            }
            SLIDE_INFO => {
                const IS_HIDDEN: u16 = 4;
                texts.is_hidden |=
                    short(record.body, 10).is_some_and(|flags| flags & IS_HIDDEN != 0);
            }
            STRING if around == COMMENT => {
                let slot = texts.comments.last_mut();
                let slot = slot.and_then(|last| last.get_mut(usize::from(record.instance)));
                if let Some(slot) = slot {
                    *slot = utf16(record.body);
                }
            }
            STRING => {
                let text = utf16_until_zero(record.body);
                // Names of the program's own things have this mark.
                if !text.starts_with("___PPT") {
                    let story = match around {
                        LINK => &mut texts.links,
                        // Headers and footers are shown on each slide.
                        0x0FD9 => &mut texts.story,
                        _ => &mut texts.beside,
                    };
                    story.push_text(&text, None);
                    story.fresh_line();
                }
            }
            _ => {}
        }
    });
    if let Some(text) = pending {
        text.tell(&[], &mut texts.story);
    }
    texts
}

/// True for the place of a shape that is beside its slide ([MS-PPT] 2.7.1).
fn is_outside(place: &[u8], size: Option<(i32, i32)>) -> bool {
    let side = |at: usize| short(place, at).map(|side| i32::from(side as i16));
    let sides = [side(0), side(2), side(4), side(6)];
    let ([Some(top), Some(left), Some(right), Some(bottom)], Some((width, height))) = (sides, size)
    else {
        return false;
    };
    left >= width || top >= height || right <= 0 || bottom <= 0
}

/// Adds text whose paragraphs and lines end with marks of their own.
fn push_paragraphs(text: &str, hidden: Option<Hidden>, story: &mut Story) {
    for (index, line) in text.split(['\r', '\u{B}']).enumerate() {
        if index > 0 {
            story.fresh_line();
        }
        story.push_text(line, hidden);
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
