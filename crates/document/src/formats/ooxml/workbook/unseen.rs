//! Cells that something hides which does not stand with them: being merged into another, a condition
//! that always holds, or what lies over them.

use super::over::Covered;
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
    way: Way,
}

/// What hides a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Its cells are one, and the first shows what is in it.
    Merged,
    /// A condition that always holds.
    Conditional,
    /// Something opaque lies over it.
    Covered,
    /// A bar or a sign stands for each number.
    Drawn,
}

impl Unseen {
    /// Looks for them in what follows the cells of a sheet, beside those that something lies over.
    pub(super) fn find(
        sheet: &str,
        covered: &[Covered],
        styles: &Styles,
        nesting_max: u32,
    ) -> Self {
        let mut unseen = Self::default();
        for (first, last) in covered.iter().take(RANGES_MAX) {
            unseen.ranges.push(Range { first: *first, last: *last, way: Way::Covered });
        }
        unseen.look_behind(sheet, styles, nesting_max);
        unseen.ranges.sort_by_key(|range| std::cmp::Reverse(range.first.row));
        unseen
    }

    fn look_behind(&mut self, sheet: &str, styles: &Styles, nesting_max: u32) {
        let bytes = sheet.as_bytes();
        let Some(after) = memchr::memmem::rfind(bytes, b"</sheetData>") else { return };
        let Some(after) = sheet.get(after..) else { return };
        let mut xml = Xml::new(after, nesting_max);
        let mut conditional = String::new();
        let mut hides = false;
        let mut formula = String::new();
        while let Some(node) = xml.next() {
            match node {
                Node::Start(tag) => match tag.local() {
                    "mergeCell" => self.add(&tag.text("ref"), Way::Merged),
                    "conditionalFormatting" => conditional = tag.text("sqref").into_owned(),
                    "cfRule" => {
                        let style = tag.number("dxfId").unwrap_or(usize::MAX);
                        hides = styles.condition_hides(style);
                        formula.clear();
                    }
                    "dataBar" | "iconSet" if tag.text("showValue") == "0" => {
                        self.add_all(&conditional, Way::Drawn);
                    }
                    _ => {}
                },
                Node::Text(piece) if xml.inside() == "formula" => formula.push_str(&piece.text),
                Node::End("cfRule") if hides && always_holds(&formula) => {
                    self.add_all(&conditional, Way::Conditional);
                }
                _ => {}
            }
        }
    }

    fn add_all(&mut self, ranges: &str, way: Way) {
        for range in ranges.split_whitespace() {
            self.add(range, way);
        }
    }

    fn add(&mut self, range: &str, way: Way) {
        let (first, last) = range.split_once(':').unwrap_or((range, range));
        if let Some((first, last)) = parse_cell(first).zip(parse_cell(last))
            && self.ranges.len() < RANGES_MAX
        {
            self.ranges.push(Range { first, last, way });
        }
    }

    /// How a cell with a number or something else is hidden by what follows the cells; rows come in
    /// rising order.
    pub(super) fn hidden(&mut self, at: Cell, is_number: bool) -> Option<Hidden> {
        if at.row > self.row {
            self.row = at.row;
            self.open.retain(|range| range.last.row >= at.row);
        }
        let begins = |range: &mut Range| range.first.row <= at.row;
        while let Some(range) = self.ranges.pop_if(begins) {
            self.open.push(range);
        }
        let hides = |range: &&Range| range.holds(at) && (is_number || range.way != Way::Drawn);
        self.open.iter().find(hides).map(|range| match range.way {
            Way::Merged | Way::Covered => Hidden::Covered,
            Way::Conditional | Way::Drawn => Hidden::Invisible,
        })
    }
}

impl Range {
    fn holds(&self, at: Cell) -> bool {
        (self.first.row..=self.last.row).contains(&at.row)
            && (self.first.column..=self.last.column).contains(&at.column)
            && !(self.way == Way::Merged && at == self.first)
    }
}

/// True for a condition that does not depend on what is in a cell.
fn always_holds(formula: &str) -> bool {
    let formula = formula.trim().trim_end_matches("()").to_ascii_uppercase();
    matches!(formula.as_str(), "TRUE" | "1" | "1=1" | "1>0")
}

#[cfg(test)]
mod tests;
