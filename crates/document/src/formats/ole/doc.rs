//! Word documents of 1993 to 2003 ([MS-DOC]).
//!
//! The text is put together from its pieces, with what is deleted, hidden, too small or white
//! among it; then come notes, comments, headers and text boxes, the lists of people and paths,
//! pictures and objects, and what quick saves left behind.

mod fib;
mod format;
mod lists;
mod pictures;
mod text;

use self::fib::Fib;
use self::format::Formats;
use self::text::{Letters, Pieces};
use super::compound::{Compound, ROOT};
use super::{art, embedded, slack};
use crate::formats::office::binary::long;
use crate::formats::office::story::Story;
use crate::out::{NewPart, Out};
use crate::{Hidden, PartKind, ProblemCode};

/// Tells the document in a compound file.
pub(super) fn tell(file: &mut Compound, out: &mut Out<'_>) {
    let main = file.stream(ROOT, "WordDocument").unwrap_or_default();
    let Some(fib) = Fib::read(&main) else {
        return out.problem(ProblemCode::Damaged);
    };
    if fib.is_encrypted() {
        file.pass_over(ROOT);
        return out.problem(ProblemCode::Encrypted);
    }
    let table = file.stream(ROOT, fib.table_name()).unwrap_or_default();
    let data = file.stream(ROOT, "Data").unwrap_or_default();
    let document = Document { main: &main, table: &table, data: &data, fib };
    document.tell(out);
    tell_objects(file, out);
}

/// The streams of a document.
struct Document<'a> {
    main: &'a [u8],
    /// The stream with all tables.
    table: &'a [u8],
    /// Pictures and what form fields hold.
    data: &'a [u8],
    fib: Fib<'a>,
}

impl Document<'_> {
    fn tell(&self, out: &mut Out<'_>) {
        let Some(pieces) = Pieces::read(&self.fib, self.main, self.table) else {
            return out.problem(ProblemCode::Damaged);
        };
        let formats = Formats::read(&self.fib, self.main, self.table);
        let letters = Letters::read(&pieces, &formats, self.main);
        if !letters.is_whole {
            out.problem(ProblemCode::Damaged);
        }
        self.tell_texts(&letters, out);
        lists::tell(&self.fib, self.table, out);
        let mut used = pieces.ranges();
        used.extend(formats.pages());
        used.extend(self.tell_pictures(&formats, out));
        if out.wants_pictures() {
            self.show_pictures(&letters, out);
        }
        self.tell_remains(used, out);
    }

    /// Tells the running text and the texts beside it, which follow one another.
    fn tell_texts(&self, letters: &Letters, out: &mut Out<'_>) {
        let mut start = 0;
        for (text, length) in TEXTS.iter().zip(self.fib.lengths()) {
            let end = start + length;
            let inside = letters.slice(start, end);
            let borders = match text.borders {
                Some(table) => lists::positions(self.fib.table(table, self.table), text.extra),
                None => Vec::new(),
            };
            text.tell(inside, &borders, out);
            start = end;
            if out.stop() {
                return;
            }
        }
    }

    /// Tells the pictures; returns the bytes that they take up in the main stream.
    fn tell_pictures(&self, formats: &Formats, out: &mut Out<'_>) -> Vec<(usize, usize)> {
        let mut pictures = art::Pictures::default();
        // Pictures follow one another, so that all of them are no longer than the stream.
        let mut bytes_left = self.data.len();
        for at in formats.pictures() {
            let Some(record) = self.data.get(*at as usize..) else { continue };
            let Some((len, header)) = long(record, 0).zip(long(record, 4)) else { continue };
            let Some(left) = bytes_left.checked_sub(len as usize) else { break };
            bytes_left = left;
            let inside = record.get((header & 0xFFFF) as usize..len as usize);
            pictures.tell(inside.unwrap_or_default(), &[], out);
        }
        pictures.tell(self.fib.table(fib::DRAWINGS, self.table), self.main, out);
        let ranges = pictures.ranges();
        pictures.finish(out);
        ranges
    }

    /// Tells the text that no piece refers to: quick saves append, and leave the old text behind.
    fn tell_remains(&self, mut used: Vec<(usize, usize)>, out: &mut Out<'_>) {
        let (first, last) = self.fib.remains_range();
        used.sort_unstable();
        let mut text = String::new();
        let mut at = first;
        let used = used.into_iter().filter(|(start, _)| *start < last);
        for (start, end) in used.chain([(last, usize::MAX)]) {
            if start > at {
                slack::push_texts(self.main.get(at..start).unwrap_or_default(), &mut text);
            }
            at = at.max(end);
        }
        slack::tell_text("remains of earlier saves", &text, out);
    }
}

/// One of the texts of a document.
struct Kind {
    kind: PartKind,
    label: &'static str,
    hidden: Option<Hidden>,
    /// The table that says where each of several begins.
    borders: Option<usize>,
    /// Bytes that the table has for each of them.
    extra: usize,
}

impl Kind {
    const fn whole(kind: PartKind, label: &'static str) -> Self {
        Self { kind, label, hidden: None, borders: None, extra: 0 }
    }

    const fn each(kind: PartKind, label: &'static str, borders: usize, extra: usize) -> Self {
        Self { kind, label, hidden: None, borders: Some(borders), extra }
    }

    /// Tells the text as one part, or as one for each pair of borders.
    fn tell(&self, letters: &[text::Letter], borders: &[usize], out: &mut Out<'_>) {
        if borders.len() < 2 {
            let part = NewPart { hidden: self.hidden, ..NewPart::new(self.kind, self.label) };
            return text::story(letters).tell(part, out);
        }
        let mut count = 0;
        for (index, pair) in borders.windows(2).enumerate() {
            let [start, end] = *pair else { continue };
            let story: Story = text::story(letters.get(start..end).unwrap_or_default());
            if story.is_blank() {
                continue;
            }
            count += 1;
            let (kind, label) = match self.kind {
                PartKind::Header if is_footer(index) => (PartKind::Footer, "footer"),
                kind => (kind, self.label),
            };
            let part = NewPart::new(kind, format!("{label} {count}"));
            story.tell(NewPart { hidden: self.hidden, ..part }, out);
        }
    }
}

/// Six separators of notes come first; then each section has headers of even and odd pages, their
/// footers, and both of the first page ([MS-DOC] 2.3.5).
fn is_footer(index: usize) -> bool {
    const SEPARATORS: usize = 6;
    index >= SEPARATORS && matches!((index - SEPARATORS) % 6, 2 | 3 | 5)
}

/// The texts in the order in which they stand.
const TEXTS: &[Kind] = &[
    Kind::whole(PartKind::Body, "body"),
    Kind::each(PartKind::Footnote, "footnote", fib::FOOTNOTES, 0),
    Kind::each(PartKind::Header, "header", fib::HEADERS, 0),
    Kind::whole(PartKind::Script, "macro"),
    Kind {
        hidden: Some(Hidden::Comment),
        ..Kind::each(PartKind::Comment, "comment", fib::COMMENTS, 0)
    },
    Kind::each(PartKind::Footnote, "endnote", fib::ENDNOTES, 0),
    Kind::whole(PartKind::Body, "text boxes"),
    Kind::whole(PartKind::Header, "text boxes of headers"),
];

/// Tells the objects that other programs put into the document.
fn tell_objects(file: &mut Compound, out: &mut Out<'_>) {
    let Some(pool) = file.find(ROOT, "ObjectPool") else { return };
    let objects = file.entry(pool).map(|entry| entry.children.clone()).unwrap_or_default();
    for (index, object) in objects.into_iter().enumerate() {
        if out.stop() {
            return;
        }
        embedded::tell(file, object, &format!("object {}", index + 1), out);
    }
}
