//! Cells that something after the cells hides: being merged into another, or a condition that
//! always holds.

use super::parse_cell;
use super::styles::Styles;
use crate::formats::office::markup::{Node, Xml};
use crate::{Cell, Hidden};

/// Ranges of one sheet that are held.
const RANGES_MAX: usize = 10_000;

/// Ranges of cells that are hidden as a whole.
#[derive(Default)]
pub(super) struct Unseen {
    /// Ranges by their first row, the last one first.
    ranges: Vec<Range>,
    /// Those that reach into the row that is being read.
    open: Vec<Range>,
    row: u32,
}

struct Range {
    first: Cell,
    last: Cell,
    /// The first cell shows what is in it.
    is_merged: bool,
}

impl Unseen {
    /// Looks for them in what follows the cells of a sheet.
    pub(super) fn find(sheet: &str, styles: &Styles, nesting_max: u32) -> Self {
        let mut unseen = Self::default();
        let bytes = sheet.as_bytes();
        let Some(after) = memchr::memmem::rfind(bytes, b"</sheetData>") else { return unseen };
        let Some(after) = sheet.get(after..) else { return unseen };
        let mut xml = Xml::new(after, nesting_max);
        let mut conditional = String::new();
        let mut hides = false;
        let mut formula = String::new();
        while let Some(node) = xml.next() {
            match node {
                Node::Start(tag) => match tag.local() {
                    "mergeCell" => unseen.add(&tag.text("ref"), true),
                    "conditionalFormatting" => conditional = tag.text("sqref").into_owned(),
                    "cfRule" => {
                        let style = tag.number("dxfId").unwrap_or(usize::MAX);
                        hides = styles.condition_hides(style);
                        formula.clear();
                    }
                    _ => {}
                },
                Node::Text(piece) if xml.inside() == "formula" => formula.push_str(&piece.text),
                Node::End("cfRule") if hides && always_holds(&formula) => {
                    for range in conditional.split_whitespace() {
                        unseen.add(range, false);
                    }
                }
                _ => {}
            }
        }
        unseen.ranges.sort_by_key(|range| std::cmp::Reverse(range.first.row));
        unseen
    }

    fn add(&mut self, range: &str, is_merged: bool) {
        let (first, last) = range.split_once(':').unwrap_or((range, range));
        if let Some((first, last)) = parse_cell(first).zip(parse_cell(last))
            && self.ranges.len() < RANGES_MAX
        {
            self.ranges.push(Range { first, last, is_merged });
        }
    }

    /// How a cell is hidden by what follows the cells; rows come in rising order.
    pub(super) fn hidden(&mut self, at: Cell) -> Option<Hidden> {
        if at.row > self.row {
            self.row = at.row;
            self.open.retain(|range| range.last.row >= at.row);
        }
        let begins = |range: &mut Range| range.first.row <= at.row;
        while let Some(range) = self.ranges.pop_if(begins) {
            self.open.push(range);
        }
        self.open.iter().find(|range| range.holds(at)).map(|range| match range.is_merged {
            true => Hidden::Covered,
            false => Hidden::Invisible,
        })
    }
}

impl Range {
    fn holds(&self, at: Cell) -> bool {
        (self.first.row..=self.last.row).contains(&at.row)
            && (self.first.column..=self.last.column).contains(&at.column)
            && !(self.is_merged && at == self.first)
    }
}

/// True for a condition that does not depend on what is in a cell.
fn always_holds(formula: &str) -> bool {
    let formula = formula.trim().trim_end_matches("()").to_ascii_uppercase();
    matches!(formula.as_str(), "TRUE" | "1" | "1=1" | "1>0")
}
