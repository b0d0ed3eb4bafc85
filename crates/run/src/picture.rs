//! Pages as pictures, and the text under an area that someone drew on one.
//!
//! Documents are opened in workers alone. A worker tells pixels, never a file of a picture: what a
//! browser gets is written here.

use std::fs::File;
use std::io::{self, BufReader, Seek as _, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use document::{
    Coverage, DRAWN_PAGES_MAX, DocumentHead, Drawing, Glyph, Input, Limits, PageSize, Part,
    Problem, ProblemCode, Rect, Run, Sink, Source, Window,
};

use crate::Options;
use crate::file::Opened;
use crate::handoff::Content;
use crate::reader::BUFFER_BYTES;
use crate::wire::{Event, FrameWriter, Task};
use crate::worker::{Answer, Job, Seat};

/// Bytes of pixels in one message.
const CHUNK_BYTES: usize = 1 << 20;
/// Bytes of the pixels of one drawing.
const COLOUR_BYTES_MAX: usize = 64 << 20;
/// Pieces of text that one area takes.
const PIECES_MAX: usize = 500;

/// Has a worker tell the sizes of the pages of a file that can be drawn.
///
/// # Errors
///
/// The problem of a file that cannot be read.
pub(crate) fn page_sizes(seat: &mut Seat<'_>, job: &Job<'_>) -> Result<Vec<PageSize>, ProblemCode> {
    let mut sizes = Vec::new();
    ask(seat, job, &Task::Pages, &mut |event| match event {
        Event::Pages(told) if are_sizes(&told) => {
            sizes = told;
            Ok(Answer::Done)
        }
        _ => Err(()),
    })?;
    Ok(sizes)
}

/// True for sizes that pages can have.
pub(crate) fn are_sizes(told: &[PageSize]) -> bool {
    told.len() <= DRAWN_PAGES_MAX && told.iter().all(is_size)
}

fn is_size((width, height): &PageSize) -> bool {
    [width, height].iter().all(|side| side.is_finite() && **side > 0.0)
}

/// Draws a page of a file, counted from 1.
///
/// # Errors
///
/// The problem of a page that cannot be drawn.
pub fn draw(file: File, name: &str, page: u32, options: &Options) -> Result<Drawing, ProblemCode> {
    apart(file, name, options, |seat, job| draw_in(seat, job, page, false))
}

/// Has a worker draw a page, counted from 1, or sketch it for a comparison.
pub(crate) fn draw_in(
    seat: &mut Seat<'_>,
    job: &Job<'_>,
    page: u32,
    sketch: bool,
) -> Result<Drawing, ProblemCode> {
    let mut colours = Vec::new();
    let mut drawing = None;
    let mut take = |event: Event<'_>| match event {
        Event::Bytes(bytes) if colours.len() + bytes.len() <= COLOUR_BYTES_MAX => {
            colours.extend_from_slice(bytes);
            Ok(Answer::More)
        }
        Event::Drawn { width, height } => {
            drawing = Drawing::new(width, height, std::mem::take(&mut colours));
            if drawing.is_some() { Ok(Answer::Done) } else { Err(()) }
        }
        _ => Err(()),
    };
    ask(seat, job, &Task::Draw { page, sketch }, &mut take)?;
    drawing.ok_or(ProblemCode::ReaderFailed)
}

/// Returns the pieces of text under an area of a page, whole words each, in order of the text.
///
/// # Errors
///
/// The problem of a file that cannot be read.
pub fn text_under(
    file: File,
    name: &str,
    page: u32,
    area: Rect,
    options: &Options,
) -> Result<Vec<String>, ProblemCode> {
    let mut under = Under { page, area, pieces: Vec::new() };
    apart(file, name, options, |seat, job| seat.read(job, &mut under, None))?;
    Ok(under.pieces)
}

/// Has a worker do a task; what it cannot do is a problem of the file.
fn ask(
    seat: &mut Seat<'_>,
    job: &Job<'_>,
    task: &Task<'_>,
    take: &mut dyn FnMut(Event<'_>) -> Result<Answer, ()>,
) -> Result<(), ProblemCode> {
    let mut refused = None;
    let served = seat.serve(job, task, &mut |event| match event {
        Event::Refused { problem: Some(problem), .. } => {
            refused = ProblemCode::from_name(problem);
            Ok(Answer::Strained)
        }
        event => take(event),
    });
    served.and(refused.map_or(Ok(()), Err))
}

/// Works on a file in a worker of its own.
fn apart<T>(
    file: File,
    name: &str,
    options: &Options,
    work: impl FnOnce(&mut Seat<'_>, &Job<'_>) -> Result<T, ProblemCode>,
) -> Result<T, ProblemCode> {
    let opened = Opened::of(file).map_err(|_| ProblemCode::Unreadable)?;
    let never = AtomicBool::new(false);
    let command = options.worker.as_ref().ok_or(ProblemCode::ReaderFailed)?;
    work(&mut Seat::new(command, options, &never), &job(&opened, name, options))
}

fn job<'o>(opened: &'o Opened, name: &'o str, options: &Options) -> Job<'o> {
    let deadline = Instant::now().checked_add(options.time_limit);
    Job { file: &opened.file, name, size_bytes: opened.size_bytes(), deadline }
}

/// The worker's end: tells the sizes of the pages of a file that was read; none where it has none.
pub(crate) fn serve_pages_too(
    name: &str,
    mut file: Content,
    limits: &Limits,
    events: &mut FrameWriter<impl Write>,
) -> io::Result<()> {
    file.rewind()?;
    let mut input = BufReader::with_capacity(BUFFER_BYTES, file);
    let asking = || document::page_sizes(&mut input, name, limits);
    let sizes = catch_unwind(AssertUnwindSafe(asking)).ok().and_then(Result::ok);
    events.write(&Event::Pages(sizes.unwrap_or_default()))
}

/// The worker's end: tells the sizes of pages.
pub(crate) fn serve_pages(
    name: &str,
    file: Content,
    limits: &Limits,
    events: &mut FrameWriter<impl Write>,
) -> io::Result<()> {
    let mut input = BufReader::with_capacity(BUFFER_BYTES, file);
    let asking = || document::page_sizes(&mut input, name, limits);
    match catch_unwind(AssertUnwindSafe(asking)) {
        Err(_) => events.write(&Event::Failed),
        Ok(Err(code)) => events.write(&refusal(code)),
        Ok(Ok(sizes)) => events.write(&Event::Pages(sizes)),
    }
}

/// The worker's end: draws a page.
pub(crate) fn serve_drawing(
    draw: impl FnOnce(&mut dyn Input) -> Result<Drawing, ProblemCode>,
    file: Content,
    events: &mut FrameWriter<impl Write>,
) -> io::Result<()> {
    let mut input = BufReader::with_capacity(BUFFER_BYTES, file);
    let drawing = || draw(&mut input);
    match catch_unwind(AssertUnwindSafe(drawing)) {
        Err(_) => events.write(&Event::Failed),
        Ok(Err(code)) => events.write(&refusal(code)),
        Ok(Ok(drawing)) => {
            for chunk in drawing.colours().chunks(CHUNK_BYTES) {
                events.write(&Event::Bytes(chunk))?;
            }
            events.write(&Event::Drawn { width: drawing.width(), height: drawing.height() })
        }
    }
}

fn refusal(code: ProblemCode) -> Event<'static> {
    Event::Refused { reason: "not-read", problem: Some(code.name()) }
}

/// Collects what stands under an area.
struct Under {
    page: u32,
    area: Rect,
    pieces: Vec<String>,
}

impl Sink for Under {
    fn open(&mut self, _head: &DocumentHead) {}

    fn part(&mut self, _part: &Part) {}

    fn window(&mut self, part: &Part, window: &Window<'_>) {
        // A picture alone is the first page of its file.
        if !part.path.is_empty() || part.page.unwrap_or(1) != self.page {
            return;
        }
        let mut last_end = None;
        for run in window.runs {
            let Source::Glyphs(glyphs) = &run.source else { continue };
            for (start, end) in self.touched(run, glyphs) {
                let (start, end) = (word_start(window.text, start), word_end(window.text, end));
                if last_end.is_some_and(|last| start < last) || self.pieces.len() >= PIECES_MAX {
                    continue;
                }
                last_end = Some(end);
                let piece = window.text.get(start..end).unwrap_or_default().trim();
                if !piece.is_empty() {
                    self.pieces.push(piece.to_owned());
                }
            }
        }
    }

    fn problem(&mut self, _problem: Problem) {}

    fn close(&mut self, _coverage: Coverage) {}
}

impl Under {
    /// Ranges of the window's text whose glyphs stand in the area.
    fn touched(&self, run: &Run, glyphs: &[Glyph]) -> Vec<(usize, usize)> {
        let mut ranges: Vec<(usize, usize)> = Vec::new();
        let mut start = run.span.start;
        for glyph in glyphs {
            let end = run.span.start + glyph.end as usize;
            if end > start && is_middle_in(&glyph.quad.bounds(), &self.area) {
                match ranges.last_mut() {
                    Some(last) if last.1 == start => last.1 = end,
                    _ => ranges.push((start, end)),
                }
            }
            start = end;
        }
        ranges
    }
}

fn is_middle_in(glyph: &Rect, area: &Rect) -> bool {
    let (x, y) = ((glyph.left + glyph.right) / 2.0, (glyph.top + glyph.bottom) / 2.0);
    (area.left..=area.right).contains(&x) && (area.top..=area.bottom).contains(&y)
}

/// Where the word begins that an offset is in; scripts without spaces have words of one character.
fn word_start(text: &str, at: usize) -> usize {
    let is_inside = text.get(at..).is_some_and(|rest| rest.chars().next().is_some_and(is_of_word));
    let before = text.get(..at).unwrap_or_default();
    if is_inside { before.trim_end_matches(is_of_word).len() } else { at }
}

/// Where the word ends that the character before an offset is in.
fn word_end(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    let rest = text.get(at..).unwrap_or_default();
    match before.chars().next_back().is_some_and(is_of_word) {
        true => text.len() - rest.trim_start_matches(is_of_word).len(),
        false => at,
    }
}

fn is_of_word(character: char) -> bool {
    character.is_alphanumeric() && u32::from(character) < 0x2E80
}

#[cfg(test)]
mod tests;
