//! Columns of a table in running text, as far as they leave no room for letters.

use std::ops::Range;

/// Stretches of columns that are held of one table.
const STRETCHES_MAX: usize = 1_000;

/// The columns of a table that is open.
#[derive(Debug, Default)]
pub(super) struct Columns {
    flat: Vec<Range<u32>>,
    /// Columns that were named so far.
    named: u32,
    /// The column of the next cell.
    next: u32,
}

impl Columns {
    /// Takes in so many columns.
    pub(super) fn add(&mut self, count: u32, is_flat: bool) {
        let after = self.named.saturating_add(count);
        if is_flat && self.flat.len() < STRETCHES_MAX {
            self.flat.push(self.named..after);
        }
        self.named = after;
    }

    pub(super) fn begin_row(&mut self) {
        self.next = 0;
    }

    /// Takes in a cell that stands for so many, each of which reaches over so many columns; true when
    /// they have no width.
    pub(super) fn cell(&mut self, repeats: u32, reaches: u32) -> bool {
        let from = self.next;
        self.next = from.saturating_add(repeats);
        reaches == 1 && self.flat.iter().any(|flat| flat.contains(&from))
    }
}
