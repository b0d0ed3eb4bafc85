//! Tables of a sheet: cells by row and column, and what is hidden of them.

use std::ops::Range;
use std::sync::Arc;

use crate::formats::office::grid::Grid;
use crate::formats::office::markup::Tag;
use crate::formats::office::story::{Flow, Story};
use crate::out::{NewPart, Out};
use crate::{Cell, Hidden, PartKind};

/// Stretches of columns with a style of their own that are held.
const COLUMNS_MAX: usize = 1_000;

/// A sheet that is open.
pub(super) struct Sheet {
    flow: Flow,
    grid: Grid,
    at: Cell,
    /// Columns that the list of columns named so far.
    columns: u32,
    /// Rows and columns that the open row and cell stand for.
    row_repeats: u32,
    cell_repeats: u32,
    row_is_hidden: bool,
    /// How cells are hidden that have no style of their own: by that of their row, or of columns.
    row_hides: Option<Hidden>,
    columns_hide: Vec<(Range<u32>, Hidden)>,
    cell: CellState,
}

/// The cell that is open.
#[derive(Default)]
struct CellState {
    is_text: bool,
    hidden: Option<Hidden>,
    /// The value as it is stored.
    value: String,
}

impl Sheet {
    /// Begins a sheet; `None` when there are too many parts.
    pub(super) fn begin(name: &str, hidden: Option<Hidden>, out: &mut Out<'_>) -> Option<Self> {
        let sheet: Arc<str> = name.into();
        let part = NewPart::new(PartKind::Name, "name of a sheet");
        let part = NewPart { hidden, sheet: Some(Arc::clone(&sheet)), ..part };
        out.text(part.clone(), name, Vec::new());
        let label = format!("sheet {name}").into();
        let part = NewPart { kind: PartKind::Sheet, label, ..part };
        Some(Self {
            flow: Flow::begin(part, out)?,
            grid: Grid::default(),
            at: Cell { row: 0, column: 0 },
            columns: 0,
            row_repeats: 1,
            cell_repeats: 1,
            row_is_hidden: false,
            row_hides: None,
            columns_hide: Vec::new(),
            cell: CellState::default(),
        })
    }

    /// Takes in columns, whose cells are hidden in a way unless they say something else.
    pub(super) fn column(&mut self, tag: &Tag<'_>, is_flat: bool, hides: Option<Hidden>) {
        let count = repeats(tag, "number-columns-repeated");
        if is_flat || is_collapsed(tag) {
            self.grid.hide_columns(self.columns, self.columns.saturating_add(count - 1));
        }
        let after = self.columns.saturating_add(count);
        if let Some(hidden) = hides.filter(|_| self.columns_hide.len() < COLUMNS_MAX) {
            self.columns_hide.push((self.columns..after, hidden));
        }
        self.columns = after;
    }

    pub(super) fn begin_row(&mut self, tag: &Tag<'_>, is_flat: bool, hides: Option<Hidden>) {
        self.row_hides = hides;
        self.row_repeats = repeats(tag, "number-rows-repeated");
        self.row_is_hidden = is_flat || is_collapsed(tag);
        self.at.column = 0;
    }

    pub(super) fn begin_cell(&mut self, tag: &Tag<'_>, hidden: Option<Hidden>) {
        self.cell_repeats = repeats(tag, "number-columns-repeated");
        let is_covered = tag.local() == "covered-table-cell";
        let value = ["value", "date-value", "time-value", "string-value"];
        let value = value.iter().find_map(|name| tag.value(name));
        let by_default = match tag.value("style-name") {
            Some(_) => None,
            None => self.row_hides.or_else(|| self.column_hides()),
        };
        self.cell = CellState {
            is_text: matches!(tag.text("value-type").as_ref(), "string" | ""),
            hidden: hidden.or(is_covered.then_some(Hidden::Covered)).or(by_default),
            value: value.map(|value| value.text().into_owned()).unwrap_or_default(),
        };
    }

    fn column_hides(&self) -> Option<Hidden> {
        let mut columns = self.columns_hide.iter();
        columns.find(|(columns, _)| columns.contains(&self.at.column)).map(|(_, hidden)| *hidden)
    }

    /// Ends a cell that shows `text`; a value that is not shown is told all the same.
    pub(super) fn end_cell(&mut self, text: &str, hidden: Option<Hidden>) {
        let cell = std::mem::take(&mut self.cell);
        let hidden = cell.hidden.or(hidden);
        let (text, hidden) = match text.trim() {
            "" => (cell.value.as_str(), hidden.or(Some(Hidden::Invisible))),
            text => (text, hidden),
        };
        let hidden = if self.row_is_hidden { Some(Hidden::HiddenRow) } else { hidden };
        self.grid.push(self.at, text, cell.is_text, hidden);
        self.at.column = self.at.column.saturating_add(self.cell_repeats);
    }

    pub(super) fn end_row(&mut self, out: &mut Out<'_>) {
        self.grid.end_row(self.flow.story());
        self.flow.flow(out);
        self.at.row = self.at.row.saturating_add(self.row_repeats);
    }

    /// The cell that is open.
    pub(super) fn at(&self) -> Cell {
        self.at
    }

    pub(super) fn end(self, out: &mut Out<'_>) {
        self.flow.end(out);
    }
}

/// Takes all runs of a comment for text of its cell.
pub(super) fn place(story: &mut Story, sheet: Option<&Sheet>) {
    if let Some(sheet) = sheet {
        story.place_in_cell(sheet.at());
    }
}

fn repeats(tag: &Tag<'_>, name: &str) -> u32 {
    tag.number::<u32>(name).unwrap_or(1).max(1)
}

/// True for rows and columns that are hidden, or that a filter leaves out.
fn is_collapsed(tag: &Tag<'_>) -> bool {
    matches!(tag.text("visibility").as_ref(), "collapse" | "filter")
}
