use super::*;

fn at(column: u32, row: u32) -> Cell {
    Cell { row, column }
}

fn unseen(after: &str, covered: &[Covered]) -> Unseen {
    let sheet = format!("<worksheet><sheetData></sheetData>{after}</worksheet>");
    Unseen::find(&sheet, covered, &Styles::default(), 16)
}

#[test]
fn of_merged_cells_the_first_is_seen() {
    let mut unseen = unseen("<mergeCells><mergeCell ref=\"A1:B2\"/></mergeCells>", &[]);
    let hidden: Vec<_> = [at(0, 0), at(1, 0), at(2, 0), at(0, 1), at(0, 2)]
        .into_iter()
        .map(|cell| unseen.hidden(cell, false))
        .collect();
    let covered = Some(Hidden::Covered);
    assert_eq!(hidden, [None, covered, None, covered, None]);
}

#[test]
fn a_bar_stands_for_numbers_alone() {
    let rule = |shows| {
        format!(
            "<conditionalFormatting sqref=\"A1 C1:C2\"><cfRule type=\"dataBar\">\
             <dataBar showValue=\"{shows}\"/></cfRule></conditionalFormatting>"
        )
    };
    let mut hidden = unseen(&rule("0"), &[]);
    assert_eq!(hidden.hidden(at(0, 0), true), Some(Hidden::Invisible));
    assert_eq!(hidden.hidden(at(0, 0), false), None);
    assert_eq!(hidden.hidden(at(1, 0), true), None);
    assert_eq!(hidden.hidden(at(2, 1), true), Some(Hidden::Invisible));
    assert_eq!(unseen(&rule("1"), &[]).hidden(at(0, 0), true), None);
}

#[test]
fn a_picture_covers_what_is_under_it() {
    let mut unseen = unseen("", &[(at(1, 1), at(2, 2))]);
    assert_eq!(unseen.hidden(at(0, 1), false), None);
    assert_eq!(unseen.hidden(at(1, 1), false), Some(Hidden::Covered));
    assert_eq!(unseen.hidden(at(2, 2), true), Some(Hidden::Covered));
    assert_eq!(unseen.hidden(at(2, 3), true), None);
}
