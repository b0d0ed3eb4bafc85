//! Tells a sink what a worker tells, after looking at each word of it: a worker that reads a hostile
//! file may have become hostile itself.

use std::sync::Arc;

use document::{
    DocumentHead, Examined, FORMATS, Hidden, Limits, Part, PartId, PartKind, Picture, Problem,
    ProblemCode, Recognition, Sink, Span, Table, WindowStart,
};

use crate::wire::{self, Event};

/// Longest text of a window, with its overlap.
const WINDOW_TEXT_BYTES_MAX: usize = 16 << 20;
/// Largest offset, line or column; sums of a few of them still fit.
const POSITION_MAX: u64 = 1 << 60;

/// Longest list in the count of a document.
const LISTED_MAX: usize = 100;

/// What follows after an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// More events of this file.
    More,
    /// The next file.
    Done,
    /// Nothing: the reader panicked.
    Failed,
}

/// A worker said what no reader says; which rule it broke.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Violation(pub(crate) &'static str);

/// Checks the events of one file and passes them on.
pub(crate) struct Replay<'a> {
    sink: &'a mut dyn Sink,
    limits: &'a Limits,
    open: Vec<OpenDocument>,
    ended: bool,
    parts: u32,
    problems: u64,
    part: Option<OpenPart>,
    is_strained: bool,
}

/// True for a picture of whole rows that is not too large.
pub(crate) fn is_picture(picture: &Picture<'_>, pixels_max: u64) -> bool {
    let pixels = picture.shades.len() as u64;
    let rows = pixels / u64::from(picture.width.max(1));
    rows > 0 && rows * u64::from(picture.width) == pixels && pixels <= pixels_max
}

struct OpenDocument {
    path: Arc<[String]>,
    format: &'static str,
    size_bytes: Option<u64>,
    /// True when what was looked at of it was told.
    is_counted: bool,
}

struct OpenPart {
    part: Part,
    /// Offset after what the windows so far own.
    owned_end: u64,
    ended: bool,
}

impl<'a> Replay<'a> {
    /// Tells `sink`, keeping the worker to `limits`.
    pub(crate) fn new(sink: &'a mut dyn Sink, limits: &'a Limits) -> Self {
        Self {
            sink,
            limits,
            open: Vec::new(),
            ended: false,
            parts: 0,
            problems: 0,
            part: None,
            is_strained: false,
        }
    }

    /// True when the file was such that the worker should not be trusted with another.
    pub(crate) fn is_strained(&self) -> bool {
        self.is_strained
    }

    /// Takes one event.
    pub(crate) fn event(&mut self, event: Event<'_>) -> Result<Step, Violation> {
        match event {
            Event::Failed => return Ok(Step::Failed),
            Event::Done => {
                hold(self.ended, "done before the file was closed")?;
                return Ok(Step::Done);
            }
            Event::Open { name, format, size_bytes } => self.open(name, format, size_bytes)?,
            Event::Part(part) => self.part(&part)?,
            Event::Window(window) => self.window(window)?,
            Event::Problem { part, code, number } => self.problem(part, code, number)?,
            Event::Examined(examined) => self.examined(examined)?,
            Event::Close { coverage } => self.close(coverage)?,
            Event::Bytes(_)
            | Event::Cleaned { .. }
            | Event::Pages(_)
            | Event::Drawn { .. }
            | Event::Refused { .. }
            | Event::Found { .. } => return Err(Violation("an answer to another request")),
            Event::Picture { .. } => return Err(Violation("a picture wants an answer")),
            Event::FilmBytes(_) | Event::Film { .. } => {
                return Err(Violation("a film wants an answer"));
            }
        }
        Ok(Step::More)
    }

    /// Has the text of a picture recognised that a worker shows.
    pub(crate) fn picture(&mut self, picture: &Picture<'_>) -> Result<Recognition, Violation> {
        hold(!self.open.is_empty(), "picture outside of a document")?;
        hold(is_picture(picture, self.limits.pixels_max), "rows or size of a picture")?;
        Ok(self.sink.recognise(picture))
    }

    /// Holds a film that a worker wants to be shown to what it may be.
    pub(crate) fn film(&self, is_file: bool) -> Result<(), Violation> {
        hold(!self.open.is_empty(), "film outside of a document")?;
        hold(!is_file || self.open.len() == 1, "what is inside is not the file")
    }

    fn open(
        &mut self,
        name: Option<&str>,
        format: &str,
        size_bytes: Option<u64>,
    ) -> Result<(), Violation> {
        hold(!self.ended, "open after the file was closed")?;
        let path = match (self.open.last(), name) {
            (None, None) => Arc::from([]),
            (Some(outer), Some(name)) => {
                outer.path.iter().cloned().chain([name.to_owned()]).collect()
            }
            _ => return Err(Violation("only members have names")),
        };
        hold(self.open.len() <= self.limits.depth_max as usize, "depth")?;
        let format = match format {
            "unknown" => "unknown",
            name => FORMATS
                .iter()
                .find(|format| format.name == name)
                .map(|format| format.name)
                .ok_or(Violation("format"))?,
        };
        self.part = None;
        self.sink.open(&DocumentHead { path: Arc::clone(&path), format, size_bytes });
        self.open.push(OpenDocument { path, format, size_bytes, is_counted: false });
        Ok(())
    }

    fn part(&mut self, part: &wire::Part<'_>) -> Result<(), Violation> {
        let document = self.open.last().ok_or(Violation("part outside of a document"))?;
        hold(part.id == self.parts, "number of a part")?;
        hold(self.parts < self.limits.parts_max, "number of parts")?;
        self.parts += 1;
        let part = Part {
            id: PartId(part.id),
            path: Arc::clone(&document.path),
            format: document.format,
            kind: PartKind::ALL
                .into_iter()
                .find(|kind| kind.name() == part.kind)
                .ok_or(Violation("kind of a part"))?,
            label: Arc::from(part.label),
            hidden: hidden(part.hidden)?,
            page: part.page,
            page_size: part.page_size.map(|(width, height)| (finite(width), finite(height))),
            sheet: part.sheet.map(Arc::from),
            has_lines: part.has_lines,
        };
        self.sink.part(&part);
        self.part = Some(OpenPart { part, owned_end: 0, ended: false });
        Ok(())
    }

    fn window(&mut self, window: wire::Window<'_>) -> Result<(), Violation> {
        let open = self.part.as_mut().ok_or(Violation("window outside of a part"))?;
        hold(window.part == open.part.id.0, "window of another part")?;
        hold(!open.ended, "window after the last")?;
        hold(window.text.len() <= WINDOW_TEXT_BYTES_MAX, "length of a window")?;
        let positions = [window.offset, window.line, window.column];
        hold(positions.iter().all(|&position| position < POSITION_MAX), "position")?;
        let owned = Span::new(window.owned.0, window.owned.1);
        hold(owned.start <= owned.end && owned.end <= window.text.len(), "owned range")?;
        // No byte of a part is left out, and none comes twice.
        hold(window.offset + owned.start as u64 == open.owned_end, "gap between windows")?;
        open.owned_end = window.offset + owned.end as u64;
        open.ended = window.last;
        let table =
            window.table.map(|table| Table { delimiter: table.delimiter, columns: table.columns });
        let told = document::Window {
            text: window.text,
            start: WindowStart { offset: window.offset, line: window.line, column: window.column },
            owned,
            runs: &runs(window.text, window.runs)?,
            table: table.as_ref(),
            last: window.last,
        };
        self.sink.window(&open.part, &told);
        Ok(())
    }

    fn problem(
        &mut self,
        part: Option<u32>,
        code: &str,
        number: Option<u64>,
    ) -> Result<(), Violation> {
        let document = self.open.last().ok_or(Violation("problem outside of a document"))?;
        hold(part.is_none_or(|part| part < self.parts), "part of a problem")?;
        let code = ProblemCode::from_name(code).ok_or(Violation("code of a problem"))?;
        let most = self.limits.entries_max.saturating_add(u64::from(self.limits.parts_max));
        hold(self.problems < most, "number of problems")?;
        self.problems += 1;
        self.is_strained |= is_strain(code);
        let path = Arc::clone(&document.path);
        self.sink.problem(Problem { path, part: part.map(PartId), code, number });
        Ok(())
    }

    fn examined(&mut self, told: wire::Examined<'_>) -> Result<(), Violation> {
        let document = self.open.last_mut().ok_or(Violation("count outside of a document"))?;
        hold(!std::mem::replace(&mut document.is_counted, true), "a document counted twice")?;
        let listed = told.gaps.len().max(told.blank_pages.len()).max(told.limits.len());
        hold(listed <= LISTED_MAX, "length of a list")?;
        let codes = told.limits.into_iter().map(ProblemCode::from_name);
        self.sink.examined(&Examined {
            path: Arc::clone(&document.path),
            format: document.format,
            coverage: told.coverage.into(),
            bytes: document.size_bytes,
            bytes_accounted: told.bytes_accounted,
            gaps: told.gaps,
            gaps_count: told.gaps_count,
            pages: told.pages,
            pages_without_text: told.pages_without_text,
            blank_pages: told.blank_pages,
            glyphs: told.glyphs,
            glyphs_without_unicode: told.glyphs_without_unicode,
            frames: told.frames,
            children: told.children,
            children_not_opened: told.children_not_opened,
            limits: codes.collect::<Option<_>>().ok_or(Violation("code of a limit"))?,
        });
        Ok(())
    }

    fn close(&mut self, coverage: wire::Coverage) -> Result<(), Violation> {
        hold(self.open.pop().is_some(), "close without open")?;
        self.ended = self.open.is_empty();
        self.part = None;
        self.sink.close(coverage.into());
        Ok(())
    }
}

/// True for problems after which a worker's memory, or its state, is not what it was.
fn is_strain(code: ProblemCode) -> bool {
    use ProblemCode as Code;

    matches!(
        code,
        Code::Damaged
            | Code::DepthLimit
            | Code::EntriesLimit
            | Code::PartsLimit
            | Code::InflatedLimit
            | Code::RatioLimit
            | Code::ObjectLimit
            | Code::NestingLimit
            | Code::TimeLimit
            | Code::MemoryLimit
            | Code::ReaderFailed
    )
}

fn runs(text: &str, runs: Vec<wire::Run<'_>>) -> Result<Vec<document::Run>, Violation> {
    let mut end = 0;
    let mut checked = Vec::with_capacity(runs.len());
    for run in runs {
        let span = run.span();
        hold(span.start >= end && span.end >= span.start, "order of runs")?;
        hold(text.get(span.range()).is_some(), "range of a run")?;
        end = span.end;
        checked.push(document::Run {
            span,
            hidden: hidden(run.hidden)?,
            label: run.label.map(Arc::from),
            source: source(run.source)?,
        });
    }
    Ok(checked)
}

fn source(mut source: wire::Source<'_>) -> Result<document::Source, Violation> {
    match &mut source {
        wire::Source::Bytes(map) | wire::Source::Member { map, .. } => {
            hold(map.base < POSITION_MAX, "position of a source")?;
            hold(map.stretches.is_sorted_by_key(|stretch| stretch.0), "order of stretches")?;
        }
        wire::Source::Glyphs(glyphs) => {
            for corner in glyphs.iter_mut().flat_map(|glyph| &mut glyph.quad) {
                *corner = finite(*corner);
            }
        }
        wire::Source::Unknown | wire::Source::Cell { .. } => {}
    }
    Ok(source.into())
}

fn hidden(name: Option<&str>) -> Result<Option<Hidden>, Violation> {
    let Some(name) = name else { return Ok(None) };
    let found = Hidden::ALL.into_iter().find(|hidden| hidden.name() == name);
    found.map(Some).ok_or(Violation("way of hiding"))
}

/// Returns the number; files hold coordinates that are none.
fn finite(number: f32) -> f32 {
    if number.is_finite() { number } else { 0.0 }
}

fn hold(condition: bool, rule: &'static str) -> Result<(), Violation> {
    if condition { Ok(()) } else { Err(Violation(rule)) }
}

#[cfg(test)]
mod tests;
