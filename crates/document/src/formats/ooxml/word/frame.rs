//! A text with its own paragraphs while it is read: what is said of its letters, its tables, and what
//! the document calls its pieces.

use std::sync::Arc;

use crate::formats::office::story::Story;
use crate::{Hidden, Span};

use super::columns::Columns;
use super::place::Over;
use super::styles::{OfTable, Said};

/// A text with its own paragraphs: the running text, or a text box.
#[derive(Default)]
pub(super) struct Frame {
    pub(super) story: Story,
    /// Text boxes of the paragraph that is open; they follow it.
    pub(super) pending: Vec<Story>,
    /// Where the paragraph that is open begins, and what lies over it.
    pub(super) start: usize,
    pub(super) over: Vec<Over>,
    /// The picture that it begins with, by its number, and its size.
    pub(super) first_picture: Option<(usize, (i64, i64))>,
    /// What is said of the paragraph and the run that are open.
    pub(super) paragraph: Said,
    pub(super) run: Said,
    /// How the text box is hidden as a whole.
    pub(super) hidden: Option<Hidden>,
    /// For each row of a table that is open, how it is hidden.
    pub(super) rows: Vec<Option<Hidden>>,
    /// Columns of each table that is open.
    pub(super) tables: Vec<Columns>,
    /// What is said of the letters of each table that is open, and of the cell in it.
    pub(super) said: Vec<TableSaid>,
    /// How far down its paragraphs stand.
    pub(super) depths: Depths,
    /// For each cell and content control that is open, what the document calls it.
    pub(super) labels: Vec<Option<Arc<str>>>,
}

/// Where each paragraph begins, and how far below the first one at least, in half points.
#[derive(Debug, Default)]
pub(super) struct Depths(Vec<(usize, f64)>);

impl Depths {
    /// Takes in a paragraph of so many lines before `next`.
    fn add(&mut self, next: usize, lines: usize, said: &Said) {
        /// The least height of a line of letters of which nothing is said.
        const LINE: f64 = 20.0;
        const PARAGRAPHS_MAX: usize = 10_000;
        if self.0.len() < PARAGRAPHS_MAX && !said.is_low() {
            let depth = self.0.last().map_or(0.0, |(_, depth)| *depth);
            self.0.push((next, depth + lines as f64 * said.size_half_points().min(LINE)));
        }
    }

    /// Where the text begins that stands lower than that.
    pub(super) fn below(&self, half_points: f64) -> Option<usize> {
        let lower = self.0.iter().find(|(_, depth)| *depth >= half_points);
        lower.map(|(start, _)| *start)
    }
}

/// What is said of the letters of a table, and of the cell that is open in it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct TableSaid {
    pub(super) table: Said,
    pub(super) cell: Said,
    pub(super) style: OfTable,
    /// True when the table or its cell puts something behind letters.
    pub(super) is_shaded: bool,
    /// True when its first row, and its first column, look as the style says for them.
    pub(super) heeds: [bool; 2],
    /// Rows and cells of the row that began.
    row: usize,
    column: usize,
}

impl TableSaid {
    /// What is said of letters in the cell that is open.
    pub(super) fn said(&self) -> Said {
        let [heeds_row, heeds_column] = self.heeds;
        let first = |is_first: bool, said| if is_first { said } else { Said::default() };
        let row = first(heeds_row && self.row == 1, self.style.first_row);
        let column = first(heeds_column && self.column == 1, self.style.first_column);
        self.cell.or(row).or(column).or(self.table)
    }

    /// True when nothing but the page is behind letters.
    pub(super) fn is_plain(&self) -> bool {
        !self.style.shades && !self.is_shaded && !self.cell.shades() && !self.table.shades()
    }
}

impl Frame {
    /// Begins a paragraph, of which that is said before it says anything itself.
    pub(super) fn begin_paragraph(&mut self, usual: Said) {
        self.paragraph = usual;
        self.start = self.story.text().len();
        self.over.clear();
        self.first_picture = None;
    }

    /// Takes in a picture of that number and size that stands in the line.
    pub(super) fn add_picture(&mut self, number: usize, size: (i64, i64)) {
        let is_first = self.story.text().len() == self.start && self.first_picture.is_none();
        if is_first {
            self.first_picture = Some((number, size));
        }
    }

    /// Takes in what lies over the paragraph that is open.
    pub(super) fn cover(&mut self, over: Over) {
        self.over.push(over);
    }

    /// Ends a paragraph: what lies over the whole of it hides it, and text boxes follow it. Returns the
    /// picture that is covered as a whole.
    pub(super) fn end_paragraph(&mut self) -> Option<usize> {
        let text = self.story.text().get(self.start..).unwrap_or_default();
        // Cells stand beside each other.
        if self.tables.is_empty() {
            let lines = 1 + text.matches('\n').count();
            self.depths.add(self.start + text.len(), lines, &self.paragraph);
        }
        if self.over.iter().any(|over| over.covers(text, &self.paragraph)) {
            self.story.hide(Span::new(self.start, self.story.text().len()), Hidden::Covered);
        }
        for story in std::mem::take(&mut self.pending) {
            self.story.append(story);
        }
        self.story.end_line();
        let is_under = |(_, size): &(usize, (i64, i64))| {
            self.paragraph.is_at_the_edge() && self.over.iter().any(|over| over.covers_area(*size))
        };
        self.first_picture.take().filter(is_under).map(|(number, _)| number)
    }

    pub(super) fn push_label(&mut self, label: Option<Arc<str>>) {
        self.labels.push(label);
        self.set_label();
    }

    pub(super) fn pop_label(&mut self) {
        self.labels.pop();
        self.set_label();
    }

    /// The innermost name holds.
    pub(super) fn set_label(&mut self) {
        self.story.set_label(self.labels.iter().rev().find_map(Clone::clone));
    }

    pub(super) fn begin_table(&mut self) {
        self.tables.push(Columns::default());
        self.said.push(Default::default());
    }

    pub(super) fn end_table(&mut self) {
        self.tables.pop();
        self.said.pop();
    }

    /// Begins a row.
    pub(super) fn begin_row(&mut self) {
        self.rows.push(None);
        self.say_of_table(|said| (said.row, said.column) = (said.row + 1, 0));
    }

    pub(super) fn say_of_table(&mut self, say: impl FnOnce(&mut TableSaid)) {
        if let Some(said) = self.said.last_mut() {
            say(said);
        }
    }

    pub(super) fn hide_row(&mut self, hidden: Hidden) {
        if let Some(row) = self.rows.last_mut() {
            *row = Some(hidden);
        }
    }

    pub(super) fn begin_cell(&mut self) {
        self.say_of_table(|said| {
            said.cell = Said::default();
            said.column += 1;
        });
        let start = self.story.text().len();
        let label = self.tables.last_mut().and_then(|table| table.begin_cell(start));
        self.push_label(label);
    }

    pub(super) fn end_cell(&mut self) {
        if let Some(table) = self.tables.last_mut() {
            table.end_cell(self.story.text());
        }
        self.pop_label();
        self.story.end_cell();
    }

    pub(super) fn end_row(&mut self) {
        self.rows.pop();
        self.story.end_row();
        if let Some(table) = self.tables.last_mut() {
            table.end_row();
        }
    }

    /// Takes the text out, with the text boxes of its last paragraph after it.
    pub(super) fn into_story(mut self) -> Story {
        for story in self.pending {
            self.story.append(story);
        }
        self.story
    }
}
