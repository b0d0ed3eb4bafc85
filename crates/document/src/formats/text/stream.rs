//! Hands a text over in windows as it is read, so that a large file never is in memory whole.

use std::io::Read;

use super::charset::{self, Charset};
use super::decode::{self, Made};
use crate::formats::csv;
use crate::read::{NewPart, Out, advance, floor_boundary};
use crate::{
    Input, OffsetMap, PartKind, ProblemCode, Run, Source, Span, Table, Window, WindowStart,
};

/// What is told of a text besides its characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::formats) enum Shape {
    /// Nothing.
    Plain,
    /// Its columns.
    Columns,
}

/// Reads `input` as one part, whose text is that of the file.
pub(in crate::formats) fn stream(input: &mut dyn Input, out: &mut Out<'_>, shape: Shape) {
    let mut part = NewPart::new(PartKind::Body, "text");
    part.has_lines = true;
    let Some(part) = out.part(part) else { return };
    let (window_bytes, overlap_bytes, before_bytes) = {
        let limits = out.limits();
        (limits.window_bytes, limits.overlap_bytes, limits.before_bytes)
    };
    // A character is at most four bytes, so what is beyond a window is known to be there.
    let ahead_bytes = window_bytes + overlap_bytes + 4;
    let mut feed = Feed::new(input, ahead_bytes);
    let mut start = WindowStart { offset: 0, line: 1, column: 1 };
    let mut owned = 0;
    let mut table: Option<Table> = None;
    loop {
        feed.fill(owned + ahead_bytes);
        let text = match std::str::from_utf8(feed.complete()) {
            Ok(text) => text,
            Err(error) => {
                feed.mend(error.valid_up_to());
                continue;
            }
        };
        if shape == Shape::Columns && start.offset == 0 && table.is_none() {
            table = Some(csv::table(text));
        }
        let mut own_end = floor_boundary(text, (owned + window_bytes).min(text.len()));
        let end = floor_boundary(text, (own_end + overlap_bytes).min(text.len()));
        let last = feed.ended && end == text.len();
        if last {
            own_end = end;
        }
        let run = Run {
            span: Span::new(0, end),
            hidden: None,
            label: None,
            source: Source::Bytes(feed.made.map.clone()),
        };
        let window = Window {
            text: text.get(..end).unwrap_or_default(),
            start,
            owned: Span::new(owned, own_end),
            runs: if end == 0 { &[] } else { &[run] },
            table: table.as_ref(),
            last,
        };
        out.window(&part, &window);
        if last || out.stop() {
            break;
        }
        let next = floor_boundary(text, own_end.saturating_sub(before_bytes));
        start = advance(start, text.get(..next).unwrap_or_default());
        feed.undecided = feed.undecided && text.is_ascii();
        feed.made.drop_before(next);
        owned = own_end - next;
    }
    for code in feed.problems() {
        out.problem_with(Some(part.id), code, None);
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
    doubtful: bool,
    unreadable: bool,
}

/// Bytes that are read at once of texts that need decoding.
const CHUNK_BYTES: u64 = 256 << 10;

impl<'i> Feed<'i> {
    /// Reads the beginning, `ahead_bytes` long, and decides on the encoding.
    fn new(input: &'i mut dyn Input, ahead_bytes: usize) -> Self {
        let mut feed = Self {
            input,
            charset: Charset::Utf8,
            made: Made::default(),
            raw: Vec::new(),
            raw_at: 0,
            undecided: true,
            ended: false,
            doubtful: false,
            unreadable: false,
        };
        feed.fill_utf8(ahead_bytes);
        feed.decide(0);
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
        if self.charset == Charset::Utf8 {
            self.fill_utf8(want);
            return;
        }
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

    fn read(&mut self, count: u64) {
        if (&mut *self.input).take(count).read_to_end(&mut self.raw).is_err() {
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
            self.fill_utf8(from + CHUNK_BYTES as usize);
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
