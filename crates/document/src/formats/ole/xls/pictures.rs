//! What stands on a sheet: pictures in rows and columns that are seen, and how its cells look.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::Cell;
use crate::formats::office::binary::short;
use crate::formats::office::grid::Grid;
use crate::formats::ole::shapes::{self, Placed, Store};
use crate::out::Out;
use crate::shown::{SheetLook, Stand};

/// What stands on a sheet beside its cells, and what of the sheet is hidden.
#[derive(Default)]
pub(super) struct OnSheet {
    pub(super) drawings: Vec<u8>,
    /// Rows that say whether they are hidden, and whether others are.
    pub(super) rows: BTreeMap<u32, bool>,
    pub(super) rows_are_hidden: bool,
    pub(super) grid: Grid,
    /// How its cells look, when somebody wants to know.
    pub(super) look: SheetLook,
}

impl OnSheet {
    /// Shows the pictures of the sheet of that name.
    pub(super) fn show_pictures(&self, name: &Arc<str>, store: &Store<'_>, out: &mut Out<'_>) {
        for shape in shapes::placed(&self.drawings, meets) {
            let Some((from, to)) = cells(shape.anchor) else { continue };
            if shape.is_picture() && self.is_seen(from, to) {
                // It ends within the last of its cells.
                let to = Cell { row: to.row + 1, column: to.column + 1 };
                let stand = Stand::Sheet(Arc::clone(name), from, to);
                out.show(stand, shape.crop, || shape.file(store));
            }
        }
    }

    fn is_seen(&self, from: Cell, to: Cell) -> bool {
        let row_is_hidden = |row: u32| self.rows.get(&row).copied().unwrap_or(self.rows_are_hidden);
        (from.row..=to.row).any(|row| !row_is_hidden(row))
            && (from.column..=to.column).any(|column| !self.grid.column_is_hidden(column))
    }
}

fn meets(one: &Placed<'_>, other: &Placed<'_>) -> bool {
    let Some((one, other)) = cells(one.anchor).zip(cells(other.anchor)) else { return true };
    one.0.row <= other.1.row
        && other.0.row <= one.1.row
        && one.0.column <= other.1.column
        && other.0.column <= one.1.column
}

/// The first and the last cell that a shape lies upon ([MS-XLS] 2.5.193).
fn cells(anchor: &[u8]) -> Option<(Cell, Cell)> {
    let cell = |column: usize, row: usize| {
        Some(Cell { row: short(anchor, row)?.into(), column: short(anchor, column)?.into() })
    };
    Some((cell(2, 6)?, cell(10, 14)?))
}
