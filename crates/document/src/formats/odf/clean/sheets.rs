//! Sheets: hidden ones go, hidden cells are emptied, values that show nothing go.

use std::collections::BTreeSet;
use std::ops::Range;

use super::super::styles::Styles;
use crate::clean::markup::{Element, Node};
use crate::clean::{MarkedCells, Removal, Work, marked_cells};

/// Attributes that hold the value of a cell.
const VALUES: &[&str] = &[
    "office:value-type",
    "office:value",
    "office:currency",
    "office:date-value",
    "office:time-value",
    "office:boolean-value",
];
/// The value of a cell of text, which its paragraphs show.
const TEXT_VALUE: &str = "office:string-value";

/// Cleans the sheets of a workbook; returns the names of those that are gone.
pub(super) fn settle(tree: &mut Element, styles: &Styles, work: &mut Work<'_>) -> BTreeSet<String> {
    let mut gone = BTreeSet::new();
    let body = tree.child_mut("office:body").and_then(|body| body.child_mut("office:spreadsheet"));
    let Some(book) = body else { return gone };
    let is_sheet = |element: &&Element| element.name == "table:table";
    let sheets: Vec<String> = book.elements().filter(is_sheet).map(name_of).collect();
    for sheet in book.elements().filter(is_sheet) {
        let style = sheet.get("table:style-name").unwrap_or_default();
        let name = name_of(sheet);
        // Copies of other files are sheets too.
        if styles.hidden("table", style).is_some() || name.starts_with("'file:") {
            gone.insert(name);
        }
    }
    work.removed(Removal::HiddenSheet, gone.len());
    book.prune(&mut |element| element.name == "table:table" && gone.contains(&name_of(element)));
    if gone.len() == sheets.len() {
        book.children.push(Node::Element(Element::new("table:table").with("table:name", "Sheet")));
    }
    let marks = work.marks();
    for sheet in book.elements_mut().filter(|element| element.name == "table:table") {
        let marked = marked_cells(&marks, &name_of(sheet), sheets.len() == 1);
        let mut cleaning = Cleaning {
            marked,
            styles,
            hidden_columns: hidden_columns(sheet),
            row: 0,
            hidden: 0,
            redacted: 0,
        };
        cleaning.rows(sheet);
        work.removed(Removal::HiddenCells, cleaning.hidden);
        work.removed(Removal::Redaction, cleaning.redacted);
    }
    gone
}

fn name_of(sheet: &Element) -> String {
    sheet.get("table:name").unwrap_or_default().to_owned()
}

fn repeats(element: &Element, name: &str) -> u32 {
    element.number::<u32>(name).unwrap_or(1).max(1)
}

fn is_collapsed(element: &Element) -> bool {
    matches!(element.get("table:visibility"), Some("collapse" | "filter"))
}

fn hidden_columns(sheet: &Element) -> Vec<Range<u32>> {
    let mut hidden = Vec::new();
    let mut at = 0_u32;
    sheet.visit(&mut |element| {
        if element.name == "table:table-column" {
            let end = at.saturating_add(repeats(element, "table:number-columns-repeated"));
            if is_collapsed(element) {
                hidden.push(at..end);
            }
            at = end;
        }
    });
    hidden
}

/// The cleaning of one sheet.
struct Cleaning<'s> {
    marked: MarkedCells,
    styles: &'s Styles,
    hidden_columns: Vec<Range<u32>>,
    row: u32,
    hidden: usize,
    redacted: usize,
}

impl Cleaning<'_> {
    /// Goes through rows, which may stand in groups.
    fn rows(&mut self, around: &mut Element) {
        for element in around.elements_mut() {
            match element.name.as_str() {
                "table:table-row" => {
                    self.cells(element);
                    let count = repeats(element, "table:number-rows-repeated");
                    self.row = self.row.saturating_add(count);
                }
                "table:table-rows" | "table:table-header-rows" | "table:table-row-group" => {
                    self.rows(element);
                }
                _ => {}
            }
        }
    }

    fn cells(&mut self, row: &mut Element) {
        let row_is_hidden = is_collapsed(row);
        let mut column = 0_u32;
        for cell in row.elements_mut() {
            let end = column.saturating_add(repeats(cell, "table:number-columns-repeated"));
            let in_hidden = |range: &Range<u32>| range.start <= column && end <= range.end;
            let style = cell.get("table:style-name").unwrap_or_default();
            let is_hidden = row_is_hidden
                || cell.name == "table:covered-table-cell"
                || self.hidden_columns.iter().any(in_hidden)
                || self.styles.hidden("table-cell", style).is_some();
            if is_hidden {
                self.hidden += usize::from(!cell.children.is_empty());
                empty(cell);
            } else {
                show_value(cell);
                if let Some(texts) = self.marked.get(&(self.row, column)) {
                    // Where nobody saw a text, nothing stands for it.
                    let unseen = texts.iter().filter(|(_, instead)| instead.is_empty()).count();
                    self.hidden += unseen;
                    self.redacted += texts.len() - unseen;
                    redact(cell, texts);
                }
            }
            cell.remove(TEXT_VALUE);
            column = end;
        }
    }
}

fn empty(cell: &mut Element) {
    cell.children.clear();
    VALUES.iter().for_each(|name| drop(cell.remove(name)));
}

/// A value without a paragraph is shown as it is; one with an empty paragraph is not shown.
fn show_value(cell: &mut Element) {
    let values = ["office:value", "office:date-value", "office:time-value", TEXT_VALUE];
    let value = values.iter().find_map(|name| cell.get(name)).map(str::to_owned);
    let Some(value) = value else { return };
    let paragraphs = cell.elements().filter(|element| element.name == "text:p");
    let texts: Vec<String> = paragraphs.map(Element::text).collect();
    if texts.is_empty() {
        cell.children.push(Node::Element(Element::new("text:p").saying(&value)));
    } else if texts.iter().all(|text| text.trim().is_empty()) {
        VALUES.iter().for_each(|name| drop(cell.remove(name)));
    }
}

fn redact(cell: &mut Element, texts: &[(String, String)]) {
    let paragraphs = cell.elements().filter(|element| element.name == "text:p");
    let mut shown = paragraphs.map(Element::text).collect::<Vec<_>>().join("\n");
    for (text, by) in texts {
        shown = match shown.contains(text) {
            true => shown.replace(text, by),
            false => by.clone(),
        };
    }
    cell.children.retain(|node| node.element().is_none_or(|element| element.name != "text:p"));
    VALUES.iter().for_each(|name| drop(cell.remove(name)));
    cell.set("office:value-type", "string");
    for line in shown.lines() {
        cell.children.push(Node::Element(Element::new("text:p").saying(line)));
    }
}
