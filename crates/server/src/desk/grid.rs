//! A sheet as a grid: rows with their numbers, columns with their letters, and findings in cells.

use std::collections::BTreeSet;

use super::content::{Finding, PartText};
use super::text::{Piece, WHOLE_BYTES_MAX, border, stretch};

/// Rows that are shown before and after one with a finding, of a sheet that is not shown whole.
const ROWS_AROUND: usize = 2;
/// Columns that are shown; a wider sheet is shown as text.
const COLUMNS_MAX: usize = 200;

/// A sheet, or what is shown of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Grid {
    /// Letters of the columns in which something stands.
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<Row>,
}

/// A row of a grid.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// Its number, from 1.
    pub(super) number: u32,
    /// True where rows before it are left out.
    pub(super) follows_gap: bool,
    /// The text of each column.
    pub(super) cells: Vec<Vec<Piece>>,
}

/// A cell in the text of its part.
struct Cell<'f> {
    row: u32,
    column: u32,
    start: usize,
    end: usize,
    findings: Vec<&'f Finding>,
}

/// Lays a sheet out; nothing where the part is none, or is too wide.
pub(super) fn grid(part: &PartText, findings: &[&Finding]) -> Option<Grid> {
    let mut cells = cells(part);
    for finding in findings {
        let first = cells.partition_point(|cell| cell.end <= finding.start);
        for cell in cells.iter_mut().skip(first).take_while(|cell| cell.start < finding.end) {
            cell.findings.push(finding);
        }
    }
    let rows: Vec<&[Cell<'_>]> = cells.chunk_by(|left, right| left.row == right.row).collect();
    let shown = shown(part, &rows);
    let used = shown.iter().filter_map(|at| rows.get(*at)).flat_map(|row| row.iter());
    let columns: BTreeSet<u32> = used.map(|cell| cell.column).collect();
    if columns.is_empty() || columns.len() > COLUMNS_MAX {
        return None;
    }
    let mut next = 0;
    let laid = shown.into_iter().filter_map(|at| {
        let row = rows.get(at)?;
        let of = |column: &u32| {
            let cell = row.iter().find(|cell| cell.column == *column);
            cell.map(|cell| stretch(&part.text, &cell.findings, cell.start, cell.end))
        };
        let cells = columns.iter().map(|column| of(column).unwrap_or_default()).collect();
        let follows_gap = at > next;
        next = at + 1;
        Some(Row { number: row.first()?.row.saturating_add(1), follows_gap, cells })
    });
    let rows = laid.collect();
    Some(Grid { columns: columns.into_iter().map(letters).collect(), rows })
}

/// The cells with the ends of their texts, which go to the next cell without what is between.
fn cells<'f>(part: &PartText) -> Vec<Cell<'f>> {
    let ends = part.cells.iter().skip(1).map(|(start, ..)| *start).chain([part.text.len()]);
    let cell = |(&(start, row, column), end): (&(usize, u32, u32), usize)| {
        let (start, end) = (border(&part.text, start), border(&part.text, end));
        let text = part.text.get(start..end)?.trim_end_matches(['\t', '\n']);
        Some(Cell { row, column, start, end: start + text.len(), findings: Vec::new() })
    };
    part.cells.iter().zip(ends).filter_map(cell).collect()
}

/// The rows that are shown: all of a small sheet; of a large one the first, and those around
/// findings.
fn shown(part: &PartText, rows: &[&[Cell<'_>]]) -> Vec<usize> {
    if part.text.len() <= WHOLE_BYTES_MAX {
        return (0..rows.len()).collect();
    }
    let has = |at: &usize| {
        rows.get(*at).is_some_and(|row| row.iter().any(|cell| !cell.findings.is_empty()))
    };
    let around = |at: usize| at.saturating_sub(ROWS_AROUND)..(at + ROWS_AROUND + 1).min(rows.len());
    let found: BTreeSet<usize> = (0..rows.len()).filter(has).flat_map(around).collect();
    let first = 0..rows.len().min(ROWS_AROUND);
    found.into_iter().chain(first).collect::<BTreeSet<_>>().into_iter().collect()
}

/// The letters of a column, counted from 0: A to Z, then AA.
fn letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut left = u64::from(column) + 1;
    while left > 0 {
        left -= 1;
        letters.push(char::from(b'A' + (left % 26) as u8));
        left /= 26;
    }
    letters.into_iter().rev().collect()
}

#[cfg(test)]
mod tests;
