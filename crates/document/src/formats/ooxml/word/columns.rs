//! The headers of a table's columns, so that a cell is known by the name of its column.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::formats::office::headers;

/// A table while it is read.
#[derive(Default)]
pub(super) struct Columns {
    /// Column of the cell that is open, or of the next.
    column: u32,
    /// Columns that the cell takes.
    width: u32,
    /// Offset in the text at which the cell begins.
    cell_start: usize,
    /// Texts of the first row, until it ends.
    first_row: Vec<(u32, String)>,
    /// True when columns are as wide as they say, whatever is in them.
    keeps_widths: bool,
    /// Headers by column; `None` until the first row has ended.
    headers: Option<BTreeMap<u32, Arc<str>>>,
}

impl Columns {
    /// Says that columns are as wide as they say, whatever is in them.
    pub(super) fn keep_widths(&mut self) {
        self.keeps_widths = true;
    }

    /// True when columns are as wide as they say.
    pub(super) fn keeps_widths(&self) -> bool {
        self.keeps_widths
    }

    /// Begins a cell at `start` of the text, and returns its column's header.
    pub(super) fn begin_cell(&mut self, start: usize) -> Option<Arc<str>> {
        self.cell_start = start;
        self.width = 1;
        self.headers.as_ref()?.get(&self.column).map(Arc::clone)
    }

    /// Makes the cell that is open as wide as so many columns.
    pub(super) fn widen(&mut self, columns: u32) {
        self.width = columns.max(1);
    }

    /// Ends the cell that is open; `text` ends with it.
    pub(super) fn end_cell(&mut self, text: &str) {
        if self.headers.is_none() {
            let text = text.get(self.cell_start..).unwrap_or_default().trim();
            if !text.is_empty() && text.len() <= headers::BYTES_MAX {
                self.first_row.push((self.column, text.to_owned()));
            } else if !text.is_empty() {
                self.headers = Some(BTreeMap::new());
            }
        }
        self.column = self.column.saturating_add(self.width);
    }

    /// Ends a row; the first may be that of headers.
    pub(super) fn end_row(&mut self) {
        self.column = 0;
        if self.headers.is_some() {
            return;
        }
        let row = std::mem::take(&mut self.first_row);
        let is_header = row.len() > 1 && headers::are(row.iter().map(|(_, text)| text.as_str()));
        let named = row.into_iter().map(|(column, text)| (column, text.into()));
        self.headers = Some(if is_header { named.collect() } else { BTreeMap::new() });
    }
}
