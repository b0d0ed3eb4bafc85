//! Text with its runs while it is put together, and handing over what is too long to hold.

use std::ops::Range;
use std::sync::Arc;

use crate::out::{NewPart, Out};
use crate::part::Part;
use crate::windows::{advance, clip_runs, floor_boundary};
use crate::{Cell, Hidden, OffsetMap, PartKind, Run, Source, Span, Window, WindowStart};

use super::markup::{Piece, Value};
use super::member::Member;

/// A text under construction.
#[derive(Debug, Clone, Default)]
pub(crate) struct Story {
    text: String,
    runs: Vec<Run>,
    /// What the document calls what comes next.
    label: Option<Arc<str>>,
}

impl Story {
    /// The text so far.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// True when there is nothing to see.
    pub(crate) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// How the text is hidden with which the story begins.
    pub(crate) fn hidden(&self) -> Option<Hidden> {
        self.runs.first().and_then(|run| run.hidden)
    }

    /// Adds a piece of a member's text; pieces that continue a run become part of it.
    pub(crate) fn push(&mut self, member: &Member, piece: &Piece<'_>, hidden: Option<Hidden>) {
        if piece.text.is_empty() {
            return;
        }
        let start = self.text.len();
        self.text.push_str(&piece.text);
        if !member.is_mapped {
            return self.push_run(Span::new(start, self.text.len()), hidden, Source::Unknown);
        }
        let at = (piece.at + member.base) as u64;
        if let Some(last) = self.runs.last_mut()
            && last.span.end == start
            && last.hidden == hidden
            && last.label == self.label
            && let Source::Member { name, map } = &mut last.source
            && *name == member.name
            && at >= map.base
        {
            extend(map, last.span.len(), at, piece);
            last.span.end = self.text.len();
            return;
        }
        let mut map = OffsetMap::identity(at);
        if let (to_unit, from_unit) = units(piece)
            && to_unit != from_unit
        {
            map.push(0, 0, to_unit, from_unit);
        }
        let source = Source::Member { name: Arc::clone(&member.name), map };
        self.push_run(Span::new(start, self.text.len()), hidden, source);
    }

    /// Adds the value of an attribute.
    pub(crate) fn push_value(&mut self, member: &Member, value: Value<'_>, hidden: Option<Hidden>) {
        member.note_told(value.at());
        for piece in value.pieces() {
            self.push(member, &piece, hidden);
        }
    }

    /// Adds the text of a cell.
    pub(crate) fn push_cell(
        &mut self,
        text: &str,
        cell: Cell,
        hidden: Option<Hidden>,
        label: Option<Arc<str>>,
    ) {
        let span = Span::new(self.text.len(), self.text.len() + text.len());
        self.text.push_str(text);
        if !span.is_empty() {
            self.runs.push(Run { span, hidden, label, source: Source::Cell(cell) });
        }
    }

    /// Adds text of no known place, under a name that the document has for it.
    pub(crate) fn push_labelled(&mut self, text: &str, label: Option<Arc<str>>) {
        let span = Span::new(self.text.len(), self.text.len() + text.len());
        self.text.push_str(text);
        if !span.is_empty() {
            self.runs.push(Run { span, hidden: None, label, source: Source::Unknown });
        }
    }

    /// Adds text of no known place; what continues a run becomes part of it.
    pub(crate) fn push_text(&mut self, text: &str, hidden: Option<Hidden>) {
        if text.is_empty() {
            return;
        }
        let start = self.text.len();
        self.text.push_str(text);
        let end = self.text.len();
        match self.runs.last_mut() {
            Some(last)
                if last.span.end == start
                    && last.hidden == hidden
                    && last.label == self.label
                    && last.source == Source::Unknown =>
            {
                last.span.end = end;
            }
            _ => self.push_run(Span::new(start, end), hidden, Source::Unknown),
        }
    }

    fn push_run(&mut self, span: Span, hidden: Option<Hidden>, source: Source) {
        self.runs.push(Run { span, hidden, label: self.label.clone(), source });
    }

    /// What is added from now on has that name in the document.
    pub(crate) fn set_label(&mut self, label: Option<Arc<str>>) {
        self.label = label;
    }

    /// Takes all runs for text of that cell.
    pub(crate) fn place_in_cell(&mut self, cell: Cell) {
        for run in &mut self.runs {
            run.source = Source::Cell(cell);
        }
    }

    /// Hides what is seen of the text in `span`.
    pub(crate) fn hide(&mut self, span: Span, hidden: Hidden) {
        for run in &mut self.runs {
            if span.start <= run.span.start && run.span.end <= span.end {
                run.hidden = run.hidden.or(Some(hidden));
            }
        }
    }

    /// Hides what is seen of the text that came from those bytes of its member.
    pub(crate) fn hide_origin(&mut self, bytes: &Range<u64>, hidden: Hidden) {
        for run in &mut self.runs {
            if let Source::Member { map, .. } = &run.source
                && bytes.contains(&map.base)
            {
                run.hidden = run.hidden.or(Some(hidden));
            }
        }
    }

    /// Puts in a separator that is no text of the file.
    pub(crate) fn separate(&mut self, separator: char) {
        self.text.push(separator);
    }

    /// Ends a line, unless two ended already.
    pub(crate) fn end_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.separate('\n');
        }
    }

    /// Ends a line unless one just ended.
    pub(crate) fn fresh_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.separate('\n');
        }
    }

    /// Ends a cell of a table.
    pub(crate) fn end_cell(&mut self) {
        self.trim(&['\n']);
        self.separate('\t');
    }

    /// Ends a row of a table; empty cells at its end vanish.
    pub(crate) fn end_row(&mut self) {
        self.trim(&['\t']);
        self.fresh_line();
    }

    /// Takes off separators at the end.
    fn trim(&mut self, separators: &[char]) {
        let covered = self.runs.last().map_or(0, |run| run.span.end);
        while self.text.len() > covered && self.text.ends_with(separators) {
            self.text.pop();
        }
    }

    /// Adds another story on lines of its own.
    pub(crate) fn append(&mut self, other: Self) {
        if other.text.is_empty() {
            return;
        }
        self.fresh_line();
        let base = self.text.len();
        self.text.push_str(&other.text);
        self.runs.extend(
            other.runs.into_iter().map(|run| Run {
                span: Span::new(run.span.start + base, run.span.end + base),
                ..run
            }),
        );
    }

    /// Tells the story as a part, unless it is empty.
    pub(crate) fn tell(mut self, new: NewPart, out: &mut Out<'_>) {
        self.trim(&['\n', '\t']);
        if !self.is_blank() {
            out.text(new, &self.text, self.runs);
        }
    }

    /// Tells the story as a property of that name, unless it is empty.
    pub(crate) fn tell_property(self, name: &str, out: &mut Out<'_>) {
        self.tell(NewPart::new(PartKind::Property, name).hidden(Hidden::Property), out);
    }
}

/// A text without white space, to compare.
pub(crate) fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Adds to `map`, of a text of `to` bytes, a piece that stands at `at` of the member.
fn extend(map: &mut OffsetMap, to: usize, at: u64, piece: &Piece<'_>) {
    let from = (at - map.base) as u32;
    let (to_unit, from_unit) = units(piece);
    if map.is_identity() {
        if to_unit == from_unit && from as usize == to {
            return;
        }
        map.push(0, 0, 1, 1);
    }
    map.push(to as u32, from, to_unit, from_unit);
}

/// Bytes of text and of the member in one step of a piece: a reference is one step, plain text
/// is one for each byte.
fn units(piece: &Piece<'_>) -> (u8, u8) {
    if piece.text.len() == piece.len {
        return (1, 1);
    }
    let byte = |length: usize| u8::try_from(length).unwrap_or(u8::MAX);
    (byte(piece.text.len()), byte(piece.len))
}

/// A part whose text is handed over in windows while it is read, so that it need not be held.
pub(crate) struct Flow {
    part: Part,
    /// What was not handed over yet, after some text that was.
    story: Story,
    start: WindowStart,
    /// Offset in the story of the first byte that no window owned yet.
    owned: usize,
}

impl Flow {
    /// Begins a part; `None` when there are too many.
    pub(crate) fn begin(new: NewPart, out: &mut Out<'_>) -> Option<Self> {
        let part = out.part(new)?;
        let start = WindowStart { offset: 0, line: 1, column: 1 };
        Some(Self { part, story: Story::default(), start, owned: 0 })
    }

    /// The text under construction; what was handed over may be gone from it.
    pub(crate) fn story(&mut self) -> &mut Story {
        &mut self.story
    }

    /// Hands over a window when there is enough for one.
    pub(crate) fn flow(&mut self, out: &mut Out<'_>) {
        let limits = out.limits();
        let (window_bytes, overlap_bytes) = (limits.window_bytes, limits.overlap_bytes);
        let before_bytes = limits.before_bytes;
        while self.story.text.len() > self.owned + window_bytes + overlap_bytes {
            let text = &self.story.text;
            let own_end = floor_boundary(text, self.owned + window_bytes);
            let end = floor_boundary(text, own_end + overlap_bytes);
            if own_end <= self.owned {
                return;
            }
            self.hand_over(own_end, end, false, out);
            let next = floor_boundary(&self.story.text, own_end.saturating_sub(before_bytes));
            self.start = advance(self.start, self.story.text.get(..next).unwrap_or_default());
            let rest = Span::new(next, self.story.text.len());
            self.story.runs = clip_runs(&self.story.runs, rest);
            self.story.text.drain(..next);
            self.owned = own_end - next;
        }
    }

    /// Hands over what is left and ends the part.
    pub(crate) fn end(mut self, out: &mut Out<'_>) {
        self.flow(out);
        self.story.trim(&['\n', '\t']);
        let end = self.story.text.len();
        self.owned = self.owned.min(end);
        self.hand_over(end, end, true, out);
    }

    fn hand_over(&self, own_end: usize, end: usize, last: bool, out: &mut Out<'_>) {
        let clipped;
        let runs = if end == self.story.text.len() {
            &self.story.runs
        } else {
            clipped = clip_runs(&self.story.runs, Span::new(0, end));
            &clipped
        };
        let window = Window {
            text: self.story.text.get(..end).unwrap_or_default(),
            start: self.start,
            owned: Span::new(self.owned, own_end),
            runs,
            table: None,
            last,
        };
        out.window(&self.part, &window);
    }
}
