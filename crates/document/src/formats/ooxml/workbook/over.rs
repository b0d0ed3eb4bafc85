//! Pictures and shapes that lie over the cells of a sheet (ECMA-376, part 1, 20.5).

use std::collections::BTreeSet;

use super::super::package::Package;
use crate::Cell;
use crate::formats::office::markup::{Node, Tag, Xml};
use crate::formats::office::member::Member;
use crate::out::Out;

/// By how much a shape may fall short of the edge of a cell, in English metric units: less than the
/// height of a letter.
const SHORT_OF: i64 = 80_000;
/// Height of a row and width of a column of which nothing is said.
const ROW: i64 = 190_500;
const COLUMN: i64 = 609_600;

/// The first and the last cell of a range that something opaque lies over.
pub(super) type Covered = (Cell, Cell);

/// Finds what lies over the cells of a sheet, which are to be read.
pub(super) fn find(package: &mut Package<'_>, sheet: &Member, out: &mut Out<'_>) -> Vec<Covered> {
    if !sheet.text.contains("<drawing ") {
        return Vec::new();
    }
    let mut found = Vec::new();
    for drawing in package.relationships(&sheet.name, out) {
        if drawing.kind != "drawing" || drawing.is_external {
            continue;
        }
        let Some(text) = package.members.peek(&drawing.target, str::to_owned) else { continue };
        let opaque = package.opaque_pictures(&drawing.target, &text, out);
        found.extend(ranges(&text, &opaque, out.limits().nesting_max));
    }
    found
}

/// A corner of a shape: the cell that it lies in, and how far from that cell's own corner.
#[derive(Debug, Clone, Copy, Default)]
struct Corner {
    column: u32,
    right: i64,
    row: u32,
    down: i64,
}

impl Corner {
    fn take(&mut self, name: &str, text: &str) {
        let text = text.trim();
        match name {
            "col" => self.column = text.parse().unwrap_or_default(),
            "colOff" => self.right = text.parse().unwrap_or_default(),
            "row" => self.row = text.parse().unwrap_or_default(),
            "rowOff" => self.down = text.parse().unwrap_or_default(),
            _ => {}
        }
    }
}

/// A shape between two corners while it is read.
#[derive(Debug, Default)]
struct Shape {
    from: Corner,
    to: Corner,
    is_opaque: bool,
    is_loose: bool,
}

impl Shape {
    fn start(&mut self, tag: &Tag<'_>, around: &str, opaque: &BTreeSet<String>) {
        match tag.local() {
            "blip" => self.is_opaque |= opaque.contains(tag.text("embed").as_ref()),
            "solidFill" => self.is_opaque |= around == "spPr",
            "cNvPr" => self.is_loose |= tag.is_set("hidden"),
            "prstGeom" => self.is_loose |= tag.text("prst") != "rect",
            "xfrm" => self.is_loose |= tag.number::<i64>("rot").is_some_and(|turn| turn != 0),
            // Groups and charts show what is behind them between what is in them.
            "alpha" | "alphaModFix" | "clrChange" | "custGeom" | "grpSp" | "graphicFrame" => {
                self.is_loose = true;
            }
            _ => {}
        }
    }

    /// The cells that it covers whole, if there are any.
    fn covered(&self) -> Option<Covered> {
        if !self.is_opaque || self.is_loose {
            return None;
        }
        let skipped = |offset: i64| u32::from(offset > SHORT_OF);
        let first = Cell {
            column: self.from.column.checked_add(skipped(self.from.right))?,
            row: self.from.row.checked_add(skipped(self.from.down))?,
        };
        let missing = |offset: i64, size: i64| u32::from(offset < size - SHORT_OF);
        let last = Cell {
            column: self.to.column.checked_sub(missing(self.to.right, COLUMN))?,
            row: self.to.row.checked_sub(missing(self.to.down, ROW))?,
        };
        (first.column <= last.column && first.row <= last.row).then_some((first, last))
    }
}

/// The ranges of cells that the shapes of a drawing cover.
fn ranges(drawing: &str, opaque: &BTreeSet<String>, nesting_max: u32) -> Vec<Covered> {
    let mut found = Vec::new();
    let mut shape = Shape::default();
    let mut xml = Xml::new(drawing, nesting_max);
    while let Some(node) = xml.next() {
        match node {
            Node::Start(tag) if tag.local() == "twoCellAnchor" => shape = Shape::default(),
            Node::Start(tag) => shape.start(&tag, xml.around(), opaque),
            Node::Text(piece) => match xml.around() {
                "from" => shape.from.take(xml.inside(), &piece.text),
                "to" => shape.to.take(xml.inside(), &piece.text),
                _ => {}
            },
            Node::End("twoCellAnchor") => found.extend(shape.covered()),
            Node::End(_) => {}
        }
    }
    found
}

#[cfg(test)]
mod tests;
