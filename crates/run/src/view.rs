//! Files with the text of their parts, for those who look at what was found in its place.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use detect::{Engine, Policy, Report};
use document::{
    Cell, Coverage, DocumentHead, Hidden, Part, PartId, PartKind, Problem, ProblemCode, Sink,
    Source, Window,
};

use crate::file::{self, Opened};
use crate::name::told;
use crate::reader::Reader;
use crate::walk::{self, Task, What};
use crate::{Error, Options};

/// Bytes of text that are kept of one file.
const TEXT_BYTES_MAX: usize = 8 << 20;
/// Cells of one sheet whose places are kept; a larger one is text alone.
const CELLS_MAX: usize = 50_000;

/// A file that was read, with its text.
#[derive(Debug)]
pub struct Viewed {
    /// Its path.
    pub path: PathBuf,
    /// What was found.
    pub report: Report,
    /// The text of its parts, in order.
    pub parts: Vec<PartText>,
    /// Sizes of its pages, where they can be drawn: see [`crate::picture`].
    pub pages: Vec<document::PageSize>,
}

/// The text of one part.
pub struct PartText {
    /// Its number.
    pub id: PartId,
    /// Names of the members that it is in, from the file inwards.
    pub path: Arc<[String]>,
    /// Its name for a reader.
    pub label: Arc<str>,
    /// How the whole part is hidden, if it is.
    pub hidden: Option<Hidden>,
    /// Its text from the beginning.
    pub text: String,
    /// True when it goes on, or when a stretch of it is missing.
    pub is_cut: bool,
    /// What it is.
    pub kind: PartKind,
    /// Where each cell begins in the text, in rising order; none where it is no sheet.
    pub cells: Vec<(usize, Cell)>,
}

/// Reads everything under `paths` and tells `tell` of each file once, in path order.
///
/// # Errors
///
/// [`Error::NoSuchPath`] before anything is read; [`Error::Interrupted`] when `stop` was set.
pub fn view(
    paths: &[PathBuf],
    engine: &Engine<'_>,
    policy: &Policy,
    options: &Options,
    stop: &AtomicBool,
    tell: &mut dyn FnMut(Viewed),
) -> Result<(), Error> {
    let mut reader = Reader::new(engine, policy, options, stop);
    walk::walk(&walk::roots(paths)?, &mut |task| {
        tell(view_one(&mut reader, task));
        !stop.load(Ordering::Relaxed)
    });
    if stop.load(Ordering::Relaxed) { Err(Error::Interrupted) } else { Ok(()) }
}

/// Reads files one after another, by one worker as long as it holds.
pub struct Viewer<'a> {
    reader: Reader<'a>,
}

impl<'a> Viewer<'a> {
    /// Makes a viewer; each thread has its own.
    #[must_use]
    pub fn new(
        engine: &'a Engine<'a>,
        policy: &'a Policy,
        options: &'a Options,
        stop: &'a AtomicBool,
    ) -> Self {
        Self { reader: Reader::new(engine, policy, options, stop) }
    }

    /// Reads one file, under the name that people know it by.
    ///
    /// # Errors
    ///
    /// When it cannot be asked for its length.
    pub fn view(&mut self, file: &File, name: &str) -> io::Result<Viewed> {
        let opened = Opened::of(file.try_clone()?)?;
        let path = PathBuf::from(name);
        let mut texts = Texts::default();
        let (report, pages) = self.reader.read_with_pages(&path, &opened, name, &mut texts);
        Ok(Viewed { path, report, parts: texts.parts, pages })
    }

    /// Reads one file by its path and tells `sink` all that is in it; returns what was found.
    ///
    /// # Errors
    ///
    /// The problem of a file that cannot be opened.
    pub fn look(&mut self, path: &Path, sink: &mut dyn Sink) -> Result<Report, ProblemCode> {
        let opened = file::open(path, true)?;
        let name = told(path.file_name().unwrap_or_default()).text;
        Ok(self.reader.read_open(path, &opened, &name, sink))
    }
}

fn view_one(reader: &mut Reader<'_>, task: Task) -> Viewed {
    let mut texts = Texts::default();
    let opened = match task.what {
        What::File { given } => file::open(&task.path, given).ok(),
        What::Link | What::Unread(_) => None,
    };
    let (report, pages) = match &opened {
        Some(opened) => {
            let name = told(task.path.file_name().unwrap_or_default()).text;
            reader.read_with_pages(&task.path, opened, &name, &mut texts)
        }
        None => (reader.read(&task), Vec::new()),
    };
    Viewed { path: task.path, report, parts: texts.parts, pages }
}

/// Keeps the text of parts.
#[derive(Default)]
struct Texts {
    parts: Vec<PartText>,
    bytes: usize,
}

impl Sink for Texts {
    fn open(&mut self, _head: &DocumentHead) {}

    fn part(&mut self, _part: &Part) {}

    fn window(&mut self, part: &Part, window: &Window<'_>) {
        if self.parts.last().is_none_or(|last| last.id != part.id) {
            self.parts.push(PartText {
                id: part.id,
                path: Arc::clone(&part.path),
                label: Arc::clone(&part.label),
                hidden: part.hidden,
                text: String::new(),
                is_cut: false,
                kind: part.kind,
                cells: Vec::new(),
            });
        }
        let Some(last) = self.parts.last_mut() else { return };
        let owned = window.text.get(window.owned.range()).unwrap_or_default();
        let follows = window.start.offset + window.owned.start as u64 == last.text.len() as u64;
        if last.is_cut || !follows || self.bytes + owned.len() > TEXT_BYTES_MAX {
            last.is_cut = true;
            return;
        }
        let (base, begin) = (last.text.len(), window.owned.start);
        for run in window.runs.iter().filter(|run| window.owned.range().contains(&run.span.start)) {
            let Source::Cell(cell) = &run.source else { continue };
            last.cells.push((base + run.span.start - begin, *cell));
            if last.cells.len() > CELLS_MAX {
                last.kind = PartKind::Body;
            }
        }
        if last.kind != PartKind::Sheet {
            last.cells.clear();
        }
        self.bytes += owned.len();
        last.text.push_str(owned);
    }

    fn problem(&mut self, _problem: Problem) {}

    fn close(&mut self, _coverage: Coverage) {}
}

impl std::fmt::Debug for PartText {
    /// The text is not shown.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("PartText")
            .field("id", &self.id)
            .field("bytes", &self.text.len())
            .finish_non_exhaustive()
    }
}
