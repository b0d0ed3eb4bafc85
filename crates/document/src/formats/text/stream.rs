//! Hands a text over in windows as it is read, so that a large file never is in memory whole.

use std::io::Read;

use super::charset::{self, Charset};
use super::decode::{self, Made};
use super::escapes::Escapes;
use super::unseen::Unseen;
use crate::formats::csv;
use crate::out::{NewPart, Out};
use crate::windows::{advance, clip_runs, floor_boundary};
use crate::{
    Hidden, Input, Limits, OffsetMap, PartKind, ProblemCode, Run, Source, Span, Table, Window,
    WindowStart,
};

/// What is done with a text besides telling its characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::formats) enum Shape {
    /// Nothing.
    Plain,
    /// Its columns are told.
    Columns,
    /// Its escapes are resolved.
    Escaped(Escapes),
}

/// Reads `input` as one part, whose text is that of the file.
pub(in crate::formats) fn stream(input: &mut dyn Input, out: &mut Out<'_>, shape: Shape) {
    let mut part = NewPart::new(PartKind::Body, "text");
    part.has_lines = true;
    let Some(part) = out.part(part) else { return };
    out.count().account();
    let limits = out.limits().clone();
    let ahead_bytes = limits.window_bytes + limits.overlap_bytes + CUT_BYTES_MAX;
    let mut feed = Feed::new(input, shape, ahead_bytes);
    let mut start = WindowStart { offset: 0, line: 1, column: 1 };
    let mut owned = 0;
    let mut table: Option<Table> = None;
    let mut unseen = Unseen::default();
    loop {
        feed.fill(owned + ahead_bytes);
        let text = match simdutf8::compat::from_utf8(feed.complete()) {
            Ok(text) => text,
            Err(error) => {
                feed.mend(error.valid_up_to());
                continue;
            }
        };
        if feed.has_unresolved {
            feed.resolve();
            continue;
        }
        if shape == Shape::Columns && table.is_none() {
            table = Some(csv::table(text));
        }
        let bounds = Bounds::of(text, owned, feed.ended, &limits);
        let run = Run {
            span: Span::new(0, bounds.end),
            hidden: None,
            label: None,
            source: Source::Bytes(feed.made.map.clone()),
        };
        let shown = text.get(..bounds.end).unwrap_or_default();
        let hidden = unseen.find(shown, bounds.owned, shape == Shape::Columns);
        let runs = if hidden.is_empty() { vec![run] } else { cut(run, &hidden) };
        let window = Window {
            text: text.get(..bounds.end).unwrap_or_default(),
            start,
            owned: bounds.owned,
            runs: if bounds.end == 0 { &[] } else { &runs },
            table: table.as_ref(),
            last: bounds.last,
        };
        out.window(&part, &window);
        if bounds.last || out.stop() {
            break;
        }
        start = advance(start, text.get(..bounds.next).unwrap_or_default());
        feed.undecided = feed.undecided && text.is_ascii();
        feed.drop_before(bounds.next);
        owned = bounds.owned.end - bounds.next;
    }
    for code in feed.problems() {
        out.problem_with(Some(part.id), code, None);
    }
}

/// Returns a run in pieces, of which some are hidden, in order.
fn cut(run: Run, hidden: &[(Span, Hidden)]) -> Vec<Run> {
    let all = std::slice::from_ref(&run);
    let piece = |span: Span, hidden: Option<Hidden>| {
        let pieces = clip_runs(all, span).into_iter();
        pieces.map(move |piece| Run {
            span: Span::new(piece.span.start + span.start, piece.span.end + span.start),
            hidden,
            ..piece
        })
    };
    let mut runs = Vec::new();
    let mut at = 0;
    for (span, way) in hidden {
        runs.extend(piece(Span::new(at, span.start), None));
        runs.extend(piece(*span, Some(*way)));
        at = span.end;
    }
    runs.extend(piece(Span::new(at, run.span.end), None));
    runs.retain(|run| !run.span.is_empty());
    runs
}

/// What may be cut at the end of what is read, and so is not told yet: a character or an escape.
const CUT_BYTES_MAX: usize = 16;

/// Where a window ends, and the next begins.
struct Bounds {
    owned: Span,
    end: usize,
    next: usize,
    last: bool,
}

impl Bounds {
    fn of(text: &str, owned: usize, ended: bool, limits: &Limits) -> Self {
        let own_end = floor_boundary(text, (owned + limits.window_bytes).min(text.len()));
        let end = floor_boundary(text, (own_end + limits.overlap_bytes).min(text.len()));
        let last = ended && end == text.len();
        let own_end = if last { end } else { own_end };
        let next = floor_boundary(text, own_end.saturating_sub(limits.before_bytes));
        Self { owned: Span::new(owned, own_end), end, next, last }
    }
}

/// Text as it comes in: what of it is decoded, and what was read and is not decoded yet.
struct Feed<'i> {
    input: &'i mut dyn Input,
    charset: Charset,
    made: Made,
    /// Bytes that were read and are not decoded; UTF-8 is read into its place at once.
    raw: Vec<u8>,
    /// Offset of the next byte to decode.
    raw_at: u64,
    /// True when all that was decoded is ASCII, so that the encoding may still be any.
    undecided: bool,
    /// True when nothing follows what was decoded.
    ended: bool,
    escapes: Option<Escapes>,
    /// How far escapes are resolved in the text.
    resolved: usize,
    /// True when something came in of which escapes are not resolved.
    has_unresolved: bool,
    doubtful: bool,
    unreadable: bool,
}

/// Bytes that are read at once of texts that need decoding.
const CHUNK_BYTES: usize = 256 << 10;

impl<'i> Feed<'i> {
    /// Reads the beginning, `ahead_bytes` long, and decides on the encoding.
    fn new(input: &'i mut dyn Input, shape: Shape, ahead_bytes: usize) -> Self {
        let mut feed = Self {
            input,
            charset: Charset::Utf8,
            made: Made::default(),
            raw: Vec::new(),
            raw_at: 0,
            undecided: true,
            ended: false,
            escapes: match shape {
                Shape::Escaped(escapes) => Some(escapes),
                Shape::Plain | Shape::Columns => None,
            },
            resolved: 0,
            has_unresolved: false,
            doubtful: false,
            unreadable: false,
        };
        feed.fill_utf8(ahead_bytes.max(CHUNK_BYTES));
        feed.decide(0);
        feed.has_unresolved = feed.escapes.is_some();
        feed
    }

    /// Decides on the encoding of what was read from `from` on as if it were UTF-8.
    fn decide(&mut self, from: usize) {
        let sample = self.made.text.get(from..).unwrap_or_default();
        self.undecided = sample.is_ascii();
        let Some(guess) = charset::guess(sample) else { return };
        self.doubtful = guess.doubtful;
        self.charset = guess.charset;
        match self.charset {
            Charset::Utf8 => {
                self.made.text.drain(from..from + guess.mark_len);
            }
            _ => {
                self.raw = self.made.text.split_off(from);
                self.raw.drain(..guess.mark_len);
                self.raw_at -= self.raw.len() as u64;
                self.ended = false;
            }
        }
        if from == 0 {
            self.made.map = OffsetMap::identity(guess.mark_len as u64);
        }
    }

    /// Makes at least `want` bytes of text, or all that there are.
    fn fill(&mut self, want: usize) {
        let before = (self.made.text.len(), self.ended);
        match self.charset {
            Charset::Utf8 => self.fill_utf8(want),
            _ => self.fill_decoded(want),
        }
        let has_more = before != (self.made.text.len(), self.ended);
        self.has_unresolved |= has_more && self.escapes.is_some();
    }

    fn fill_decoded(&mut self, want: usize) {
        while self.made.text.len() < want && !self.ended {
            let before = self.raw.len();
            self.read(CHUNK_BYTES);
            let at_end = self.raw.len() == before;
            let taken =
                decode::decode(self.charset, &self.raw, self.raw_at, at_end, &mut self.made);
            self.raw.drain(..taken);
            self.raw_at += taken as u64;
            self.ended = at_end;
        }
    }

    /// Resolves the escapes in what came in.
    fn resolve(&mut self) {
        if let Some(escapes) = self.escapes {
            self.resolved = escapes.resolve(&mut self.made, self.resolved, self.ended);
        }
        self.has_unresolved = false;
    }

    /// Drops text that no window needs any more.
    fn drop_before(&mut self, at: usize) {
        self.made.drop_before(at);
        self.resolved = self.resolved.saturating_sub(at);
    }

    fn fill_utf8(&mut self, want: usize) {
        let missing = want.saturating_sub(self.made.text.len());
        if missing == 0 || self.ended {
            return;
        }
        self.made.text.reserve(missing);
        match (&mut *self.input).take(missing as u64).read_to_end(&mut self.made.text) {
            Ok(count) => {
                self.raw_at += count as u64;
                self.ended = count < missing;
            }
            Err(_) => (self.unreadable, self.ended) = (true, true),
        }
    }

    fn read(&mut self, count: usize) {
        if (&mut *self.input).take(count as u64).read_to_end(&mut self.raw).is_err() {
            self.unreadable = true;
        }
    }

    /// The text up to a character that is cut at its end.
    fn complete(&self) -> &[u8] {
        let text = self.made.text.as_slice();
        if self.ended || self.charset != Charset::Utf8 {
            return text;
        }
        text.get(..text.len() - cut_len(text)).unwrap_or_default()
    }

    /// Deals with bytes at `from` that are not UTF-8.
    fn mend(&mut self, from: usize) {
        let ascii = self.made.text.get(..from).is_some_and(<[u8]>::is_ascii);
        if self.undecided && ascii {
            self.fill_utf8(from + CHUNK_BYTES);
            self.decide(from);
            if self.charset != Charset::Utf8 {
                return;
            }
        }
        let broken = self.made.text.split_off(from);
        let at = self.raw_at - broken.len() as u64;
        let taken = decode::decode(Charset::Utf8, &broken, at, self.ended, &mut self.made);
        // What follows is read into place, side by side with its bytes.
        let rest = broken.get(taken..).unwrap_or_default();
        self.made.add(rest, at + taken as u64, 1, 1);
    }

    fn problems(&self) -> Vec<ProblemCode> {
        let breaks = self.made.breaks;
        let mut problems = Vec::new();
        if self.unreadable {
            problems.push(ProblemCode::Unreadable);
        }
        if breaks.lost {
            problems.push(ProblemCode::EncodingBroken);
        } else if breaks.any || self.doubtful {
            problems.push(ProblemCode::EncodingDoubtful);
        }
        problems
    }
}

/// Length of the character that is cut at the end of UTF-8; 0 when none is.
fn cut_len(text: &[u8]) -> usize {
    let tail = text.len().saturating_sub(3);
    let Some(lead) = text.get(tail..).and_then(|end| end.iter().rposition(|byte| *byte >= 0xC0))
    else {
        return 0;
    };
    let len = text.len() - tail - lead;
    let whole = match text.get(tail + lead) {
        Some(0xF0..) => 4,
        Some(0xE0..) => 3,
        _ => 2,
    };
    if len < whole { len } else { 0 }
}
