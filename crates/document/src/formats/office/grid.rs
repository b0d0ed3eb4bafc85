//! Cells of a sheet while they are read: rows become lines, columns have the names in their
//! headers, and what is hidden is marked cell by cell.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::headers;
use super::story::Story;
use crate::{Cell, Hidden, Span};

/// Rows of one cell that may stand above the headers: a title, a date.
const TITLE_ROWS_MAX: u32 = 5;

/// Empty rows and columns behind which nobody looks.
const GAP_ROWS_MIN: u32 = 100;
const GAP_COLUMNS_MIN: u32 = 50;

/// The cells of one sheet, in rising order of rows.
#[derive(Default)]
pub(crate) struct Grid {
    /// The last column of each range of hidden columns by its first, from 0.
    hidden_columns: BTreeMap<u32, u32>,
    row: Row,
    headers: Headers,
    /// The last row that held something.
    last_row: Option<u32>,
    /// True once a gap was passed over that nobody scrolls through.
    is_far: bool,
}

/// The cells of a row that hold something, with one text for all.
#[derive(Default)]
struct Row {
    text: String,
    cells: Vec<RowCell>,
}

struct RowCell {
    at: Cell,
    span: Span,
    is_text: bool,
    hidden: Option<Hidden>,
    /// Where its pieces end, and how each is hidden, when they are not seen alike.
    pieces: Vec<(usize, Option<Hidden>)>,
}

impl Grid {
    /// Hides the columns from `first` to `last`.
    pub(crate) fn hide_columns(&mut self, first: u32, last: u32) {
        // A range that begins in another makes that one longer.
        match self.hidden_columns.range_mut(..=first).next_back() {
            Some((_, end)) if *end >= first => *end = last.max(*end),
            _ => drop(self.hidden_columns.insert(first, last)),
        }
    }

    /// Adds a cell to the row that is open; `hidden` is what is said of the cell or its row.
    /// One that shows nothing leaves nothing.
    pub(crate) fn push(&mut self, at: Cell, text: &str, is_text: bool, hidden: Option<Hidden>) {
        self.push_pieces(at, text, is_text, hidden, Vec::new());
    }

    /// The same of a cell whose text has pieces: where each ends, and how it is hidden.
    pub(crate) fn push_pieces(
        &mut self,
        at: Cell,
        text: &str,
        is_text: bool,
        hidden: Option<Hidden>,
        pieces: Vec<(usize, Option<Hidden>)>,
    ) {
        if text.is_empty() {
            return;
        }
        let hidden = match hidden {
            Some(Hidden::HiddenRow) => hidden,
            _ if self.column_is_hidden(at.column) => Some(Hidden::HiddenColumn),
            Some(_) => hidden,
            None => self.is_far_away(at).then_some(Hidden::Outside),
        };
        let start = self.row.text.len();
        self.row.text.push_str(text);
        let span = Span::new(start, self.row.text.len());
        self.row.cells.push(RowCell { at, span, is_text, hidden, pieces });
    }

    /// Ends a row: its cells become a line.
    pub(crate) fn end_row(&mut self, story: &mut Story) {
        let is_header = self.headers.look_at(&self.row);
        for (index, cell) in self.row.cells.iter().enumerate() {
            if index > 0 {
                story.separate('\t');
            }
            let label = if is_header { None } else { self.headers.of(cell.at.column) };
            let text = self.row.text_of(cell);
            let mut start = 0;
            for (end, hidden) in &cell.pieces {
                let piece = text.get(start..*end).unwrap_or_default();
                story.push_cell(piece, cell.at, cell.hidden.or(*hidden), label.clone());
                start += piece.len();
            }
            story.push_cell(text.get(start..).unwrap_or_default(), cell.at, cell.hidden, label);
        }
        if let Some(last) = self.row.cells.last() {
            self.last_row = Some(last.at.row);
            story.separate('\n');
        }
        self.row.text.clear();
        self.row.cells.clear();
    }

    /// The row that is open, when it holds something.
    pub(crate) fn open_row(&self) -> Option<u32> {
        self.row.cells.last().map(|cell| cell.at.row)
    }

    pub(crate) fn column_is_hidden(&self, column: u32) -> bool {
        let range = self.hidden_columns.range(..=column).next_back();
        range.is_some_and(|(_, last)| column <= *last)
    }

    /// True behind a gap in which nothing stands.
    fn is_far_away(&mut self, at: Cell) -> bool {
        let rows = self.last_row.map_or(0, |last| at.row.saturating_sub(last));
        self.is_far |= rows > GAP_ROWS_MIN;
        let columns = match self.row.cells.last() {
            Some(last) => at.column.saturating_sub(last.at.column),
            None => at.column.saturating_sub(self.headers.last_column()),
        };
        self.is_far || columns > GAP_COLUMNS_MIN
    }
}

impl Row {
    fn text_of(&self, cell: &RowCell) -> &str {
        self.text.get(cell.span.range()).unwrap_or_default()
    }

    /// True when the row looks like the headers of columns.
    fn is_header(&self) -> bool {
        self.cells.iter().all(|cell| cell.is_text)
            && headers::are(self.cells.iter().map(|cell| self.text_of(cell).trim()))
    }
}

/// The headers of the sheet's columns.
enum Headers {
    /// Not seen yet, after so many rows of one cell.
    Awaited {
        titles: u32,
    },
    Found(BTreeMap<u32, Arc<str>>),
    Missing,
}

impl Default for Headers {
    fn default() -> Self {
        Self::Awaited { titles: 0 }
    }
}

impl Headers {
    /// Looks at the next row; true when it is the row of headers.
    fn look_at(&mut self, row: &Row) -> bool {
        let Self::Awaited { titles } = self else { return false };
        match row.cells.len() {
            0 => {}
            1 if *titles < TITLE_ROWS_MAX => *titles += 1,
            1 => *self = Self::Missing,
            _ if row.is_header() => {
                let name = |cell: &RowCell| (cell.at.column, row.text_of(cell).trim().into());
                *self = Self::Found(row.cells.iter().map(name).collect());
                return true;
            }
            _ => *self = Self::Missing,
        }
        false
    }

    fn of(&self, column: u32) -> Option<Arc<str>> {
        match self {
            Self::Found(names) => names.get(&column).map(Arc::clone),
            _ => None,
        }
    }

    /// The last column that has a header.
    fn last_column(&self) -> u32 {
        match self {
            Self::Found(names) => names.last_key_value().map_or(0, |(column, _)| *column),
            _ => 0,
        }
    }
}

/// Returns the header or footer of a printed sheet without codes for layout (ECMA-376, part 1,
/// 18.3.1.46).
pub(crate) fn without_codes(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        if character != '&' {
            plain.push(character);
            continue;
        }
        match rest.next() {
            Some('&') => plain.push('&'),
            Some('L' | 'C' | 'R') if !plain.is_empty() => plain.push('\t'),
            Some('"') => while rest.next().is_some_and(|next| next != '"') {},
            // A colour: six digits, or a theme's.
            Some('K') => {
                rest.nth(5);
            }
            Some('0'..='9') => while rest.next_if(char::is_ascii_digit).is_some() {},
            _ => {}
        }
    }
    plain
}
