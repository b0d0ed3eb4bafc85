use review::batch::ItemId;

use super::*;
use crate::desk::tests::{finding, part};

/// A sheet of these rows, from the top left.
fn sheet(rows: &[&[&str]]) -> PartText {
    let (mut text, mut cells) = (String::new(), Vec::new());
    for (row, line) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(*line).filter(|(_, cell)| !cell.is_empty()) {
            if !text.is_empty() && !text.ends_with('\n') {
                text.push('\t');
            }
            cells.push((text.len(), row, column));
            text.push_str(cell);
        }
        text.push('\n');
    }
    PartText { cells, ..part(text) }
}

fn plain(text: &str) -> Vec<Piece> {
    vec![Piece::Plain(text.to_owned())]
}

#[test]
fn cells_stand_under_their_letters_and_findings_in_their_cells() {
    let part = sheet(&[&["Name", "", "Mail"], &["Kim", "", "kim@example.com"]]);
    let start = part.text.find("kim@").unwrap();
    let found = finding(7, start, "kim@example.com");
    let grid = grid(&part, &[&found]).unwrap();
    assert_eq!(grid.columns, ["A", "C"]);
    assert_eq!(grid.rows[0].cells, [plain("Name"), plain("Mail")]);
    let mail = vec![Piece::Found(ItemId(7), "kim@example.com".to_owned())];
    assert_eq!((grid.rows[1].number, &grid.rows[1].cells), (2, &vec![plain("Kim"), mail]));
}

#[test]
fn of_a_large_sheet_the_first_rows_and_those_around_findings_are_shown() {
    let long = "x".repeat(100);
    let row: &[&str] = &[&long];
    let rows = vec![row; 1_000];
    let part = sheet(&rows);
    let found = finding(1, part.cells[500].0, "x");
    let grid = grid(&part, &[&found]).unwrap();
    let numbers: Vec<(u32, bool)> =
        grid.rows.iter().map(|row| (row.number, row.follows_gap)).collect();
    let around = [(499, true), (500, false), (501, false), (502, false), (503, false)];
    assert_eq!(numbers, [&[(1, false), (2, false)][..], &around].concat());
}

#[test]
fn what_is_no_sheet_or_does_not_hold_together_is_no_grid() {
    assert_eq!(grid(&sheet(&[]), &[]), None);
    let mut part = sheet(&[&["公司", "b"]]);
    part.cells = vec![(1, 0, 0), (9_000, 0, 1), (0, 3, 70_000)];
    assert!(grid(&part, &[]).is_some_and(|grid| grid.columns.len() <= 3));
}

#[test]
fn columns_have_the_letters_that_sheets_give_them() {
    let named: Vec<String> = [0, 25, 26, 701, 702, 16_383].into_iter().map(letters).collect();
    assert_eq!(named, ["A", "Z", "AA", "ZZ", "AAA", "XFD"]);
}
