//! Finds the places of a plan: from a part's text back to bytes, cells, glyphs.
//!
//! The document is read once more, by the reader that told the parts, so that numbers of parts
//! and offsets are the same.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::{Edit, Passage, Plan, Refusal};
use crate::{
    Cell, Coverage, DocumentHead, Film, Frames, Glyph, Hidden, Input, OffsetMap, Part, PartKind,
    Picture, Problem, Quad, Recognition, Run, Sink, Source, Span, Window,
};

/// What follows each character of a text that is struck through (Unicode: combining long stroke
/// overlay).
pub const STROKE: char = '\u{336}';

/// A piece of what must be gone, of one source.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Mark {
    /// Where it stands.
    pub(crate) place: Place,
    /// Its text.
    pub(crate) text: String,
    /// What stands there instead; nothing where another piece of the same redaction has it.
    pub(crate) replacement: Arc<str>,
    /// True when it stays to be read, struck through.
    pub(crate) is_struck: bool,
}

/// Where a piece stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Place {
    /// In the name of the document; a range of it.
    Name(Range<usize>),
    /// In bytes of the document.
    Bytes(Range<usize>),
    /// In bytes of a member of the package.
    Member(Arc<str>, Range<usize>),
    /// In a cell of a sheet.
    Cell(Option<Arc<str>>, Cell),
    /// In glyphs of a page: its number from 1, and each show operator with the glyph in it.
    Glyphs(u32, Vec<Glyph>),
    /// In the pixels of a picture, where somebody recognised it.
    Pixels(Pictured),
    /// Nothing is known but the text.
    Text,
}

/// Areas of a page, or of a picture that is a page by itself.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pictured {
    /// Number of the page, from 1, when there are pages.
    pub(crate) page: Option<u32>,
    /// Its size, in whose units the areas are.
    pub(crate) size: (f32, f32),
    pub(crate) areas: Vec<Quad>,
}

/// Marks of a document, by the path to it.
pub(crate) type Marks = BTreeMap<Vec<String>, Vec<Mark>>;

/// A passage of a plan, and what becomes of it.
#[derive(Clone, Copy)]
struct Wanted<'p> {
    passage: Passage,
    fate: Fate<'p>,
}

/// What becomes of a passage.
#[derive(Clone, Copy)]
enum Fate<'p> {
    /// It goes, and this stands there instead.
    Gone(&'p Arc<str>),
    /// It stays, struck through.
    Struck,
}

fn sorted(plan: &Plan) -> Vec<Wanted<'_>> {
    let gone = plan.redactions.iter().map(|redaction| {
        let (part, start, end) = (redaction.part, redaction.start, redaction.end);
        Wanted { passage: Passage { part, start, end }, fate: Fate::Gone(&redaction.replacement) }
    });
    let struck = plan.struck.iter().map(|&passage| Wanted { passage, fate: Fate::Struck });
    let mut wanted: Vec<Wanted<'_>> = gone.chain(struck).collect();
    wanted.sort_by_key(|wanted| (wanted.passage.part, wanted.passage.start, wanted.passage.end));
    wanted
}

/// Finds the marks of a plan in a document that is read.
pub(crate) struct Finder<'p> {
    /// Who sees what pictures and films show: without them, other parts would be told.
    eyes: &'p mut dyn Sink,
    wanted: Vec<Wanted<'p>>,
    marks: Marks,
    found: usize,
}

impl<'p> Finder<'p> {
    /// Returns one that has found nothing yet.
    pub(crate) fn new(plan: &'p Plan, eyes: &'p mut dyn Sink) -> Self {
        Self { eyes, wanted: sorted(plan), marks: Marks::new(), found: 0 }
    }

    /// True when the document has to be read.
    pub(crate) fn wants_any(&self) -> bool {
        !self.wanted.is_empty()
    }

    /// Returns the marks of each document; a passage that was not found is none.
    pub(crate) fn into_marks(self) -> Result<Marks, Refusal> {
        match self.found < self.wanted.len() {
            true => Err(Refusal::Unplaced),
            false => Ok(self.marks),
        }
    }
}

impl Sink for Finder<'_> {
    fn open(&mut self, _head: &DocumentHead) {}

    fn part(&mut self, _part: &Part) {}

    fn window(&mut self, part: &Part, window: &Window<'_>) {
        let from = self.wanted.partition_point(|wanted| wanted.passage.part < part.id);
        let of_part: Vec<Wanted<'_>> = self
            .wanted
            .iter()
            .skip(from)
            .take_while(|wanted| wanted.passage.part == part.id)
            .copied()
            .collect();
        for Wanted { passage, fate } in of_part {
            let start = passage.start.checked_sub(window.start.offset).map(|at| at as usize);
            let Some(start) = start.filter(|at| window.owned.range().contains(at)) else {
                continue;
            };
            let end = passage.end.saturating_sub(window.start.offset) as usize;
            let span = Span::new(start, end.min(window.text.len()).max(start));
            self.found += 1;
            let marks = self.marks.entry(part.path.to_vec()).or_default();
            mark(part, window, span, fate, marks);
        }
    }

    fn problem(&mut self, _problem: Problem) {}

    fn close(&mut self, _coverage: Coverage) {}

    fn can_recognise(&self) -> bool {
        self.eyes.can_recognise()
    }

    fn recognise(&mut self, picture: &Picture<'_>) -> Recognition {
        self.eyes.recognise(picture)
    }

    fn film(&mut self, film: &Film, input: &mut dyn Input) -> Option<Frames> {
        self.eyes.film(film, input)
    }
}

/// Finds what nobody sees of the shown parts of a document.
#[derive(Default)]
pub(crate) struct Unseen {
    marks: Vec<Mark>,
}

impl Unseen {
    /// Returns it as marks, in whose place nothing stands.
    pub(crate) fn into_marks(self) -> Vec<Mark> {
        self.marks
    }
}

impl Sink for Unseen {
    fn open(&mut self, _head: &DocumentHead) {}

    fn part(&mut self, _part: &Part) {}

    fn window(&mut self, part: &Part, window: &Window<'_>) {
        let is_shown = part.hidden.is_none() && part.kind.is_read() && part.path.is_empty();
        if !is_shown {
            return;
        }
        let nothing = Arc::from("");
        let unseen = |run: &&Run| run.hidden.is_some_and(|hidden| is_unseen(hidden, part));
        for run in window.runs_in(window.owned).iter().filter(unseen) {
            let first = self.marks.len();
            mark(part, window, run.span, Fate::Gone(&nothing), &mut self.marks);
            // The same text may be seen elsewhere.
            let has_place = |mark: &Mark| mark.place != Place::Text;
            if !self.marks.iter().skip(first).all(has_place) {
                self.marks.truncate(first);
            }
        }
    }

    fn problem(&mut self, _problem: Problem) {}

    fn close(&mut self, _coverage: Coverage) {}
}

/// True for text that takes its place among what is shown, and is not seen. Cleaners know whole rows,
/// columns, comments, changes and instructions of fields by themselves.
fn is_unseen(hidden: Hidden, part: &Part) -> bool {
    match hidden {
        Hidden::Vanished
        | Hidden::Covered
        | Hidden::Invisible
        | Hidden::Tiny
        | Hidden::Outside
        | Hidden::Layer => true,
        // Elements of pages that are not displayed.
        Hidden::Markup => part.format == "html",
        _ => false,
    }
}

/// Adds the marks for one passage; where it goes, the first has the replacement.
fn mark(part: &Part, window: &Window<'_>, span: Span, fate: Fate<'_>, marks: &mut Vec<Mark>) {
    let first = marks.len();
    let is_struck = matches!(fate, Fate::Struck);
    let whole = |text: &str| match fate {
        Fate::Gone(replacement) => Arc::clone(replacement),
        Fate::Struck => struck_through(text).into(),
    };
    if part.kind == PartKind::Name && &*part.label == "name" {
        let text = window.text.get(span.range()).unwrap_or_default().to_owned();
        let place = Place::Name(span.range());
        marks.push(Mark { place, replacement: whole(&text), text, is_struck });
        return;
    }
    for run in window.runs_in(span) {
        let inside = Span::new(span.start.max(run.span.start), span.end.min(run.span.end));
        let text = window.text.get(inside.range()).unwrap_or_default();
        let from = inside.start - run.span.start;
        let first_of_run = marks.len();
        for place in places(part, run, text, from) {
            // What is struck through stays whole, run by run.
            let is_first = marks.len() == if is_struck { first_of_run } else { first };
            // Cells stand apart: each shows that something is gone.
            let shows = is_first || matches!(place, Place::Cell(..));
            let replacement = if shows { whole(text) } else { Arc::from("") };
            marks.push(Mark { place, text: text.to_owned(), replacement, is_struck });
        }
    }
    if marks.len() == first {
        let text = window.text.get(span.range()).unwrap_or_default().to_owned();
        let place = Place::Text;
        marks.push(Mark { place, replacement: whole(&text), text, is_struck });
    }
}

/// Returns a text with a stroke through each character.
fn struck_through(text: &str) -> String {
    let with_stroke = |character: char| {
        let stroke = (!character.is_control()).then_some(STROKE);
        [Some(character), stroke].into_iter().flatten()
    };
    text.chars().flat_map(with_stroke).collect()
}

/// Returns where the text from `from` in a run came from.
fn places(part: &Part, run: &Run, text: &str, from: usize) -> Vec<Place> {
    match &run.source {
        Source::Unknown => vec![Place::Text],
        Source::Bytes(map) => origins(map, text, from).into_iter().map(Place::Bytes).collect(),
        Source::Member { name, map } => origins(map, text, from)
            .into_iter()
            .map(|range| Place::Member(Arc::clone(name), range))
            .collect(),
        Source::Cell(cell) => vec![Place::Cell(part.sheet.clone(), *cell)],
        Source::Glyphs(glyphs) => {
            let first = glyphs.partition_point(|glyph| glyph.end as usize <= from);
            let to = from + text.len();
            let last = glyphs.partition_point(|glyph| (glyph.end as usize) < to) + 1;
            // Glyphs without text of their own belong to the one before.
            let last = last.max(glyphs.partition_point(|glyph| glyph.end as usize <= to));
            let chosen = glyphs.get(first..last.min(glyphs.len())).unwrap_or_default();
            if part.kind != PartKind::PictureText {
                return vec![Place::Glyphs(part.page.unwrap_or(1), chosen.to_vec())];
            }
            let areas = chosen.iter().map(|glyph| wide(glyph.quad)).collect();
            let size = part.page_size.unwrap_or_default();
            vec![Place::Pixels(Pictured { page: part.page, size, areas })]
        }
    }
}

/// Returns the upright rectangle around a word, and as much of what is beside it as may belong to it:
/// whoever recognises words is not exact.
fn wide(quad: Quad) -> Quad {
    const SHARE: f32 = 0.15;
    const LEAST: f32 = 1.0;
    let around = quad.bounds();
    // Letters are as high as a line is wide, whichever way it runs.
    let high = (around.bottom - around.top).min(around.right - around.left);
    let by = (high * SHARE).max(LEAST);
    let (left, top) = (around.left - by, around.top - by);
    let (right, bottom) = (around.right + by, around.bottom + by);
    Quad([left, top, right, top, right, bottom, left, bottom])
}

/// Returns the stretches of bytes that each character came from, those side by side as one; what
/// lies between them, such as tags, is not among them.
fn origins(map: &OffsetMap, text: &str, from: usize) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for (index, character) in text.char_indices() {
        let start = from + index;
        let (start, end) = map.origin_span(Span::new(start, start + character.len_utf8()));
        let (start, end) = (start as usize, end as usize);
        match ranges.last_mut() {
            Some(last) if last.end == start => last.end = end,
            Some(last) if last.start <= start && end <= last.end => {}
            _ => ranges.push(start..end),
        }
    }
    ranges
}

/// Returns the marks in pixels of pictures, with their areas.
pub(crate) fn pictured(marks: &[Mark]) -> impl Iterator<Item = (&Mark, &Pictured)> {
    marks.iter().filter_map(|mark| match &mark.place {
        Place::Pixels(pictured) => Some((mark, pictured)),
        _ => None,
    })
}

/// Returns the edits that the marks ask for in bytes of the document.
pub(crate) fn edits_of_bytes(marks: &[Mark]) -> Vec<Edit> {
    edits(marks, |place| match place {
        Place::Bytes(range) => Some(range),
        _ => None,
    })
}

/// Returns the edits that the marks ask for in a member of the package.
pub(crate) fn edits_of_member(marks: &[Mark], member: &str) -> Vec<Edit> {
    edits(marks, |place| match place {
        Place::Member(name, range) if &**name == member => Some(range),
        _ => None,
    })
}

fn edits(marks: &[Mark], range_of: impl Fn(&Place) -> Option<&Range<usize>>) -> Vec<Edit> {
    let edit = |mark: &Mark| {
        let range = range_of(&mark.place)?.clone();
        Some(Edit { range, replacement: Arc::clone(&mark.replacement) })
    };
    marks.iter().filter_map(edit).collect()
}

/// Cells in which something must go, by row and column from 0: texts, and what stands instead.
pub(crate) type MarkedCells = BTreeMap<(u32, u32), Vec<(String, String)>>;

/// Returns the cells of a sheet in which something must go.
pub(crate) fn marked_cells(marks: &[Mark], sheet: &str, is_only: bool) -> MarkedCells {
    let mut cells = MarkedCells::new();
    for mark in marks {
        if let Place::Cell(of, cell) = &mark.place
            && of.as_deref().map_or(is_only, |of| of == sheet)
        {
            let texts: &mut Vec<_> = cells.entry((cell.row, cell.column)).or_default();
            texts.push((mark.text.clone(), mark.replacement.to_string()));
        }
    }
    cells
}
