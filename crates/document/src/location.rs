//! Where something stands: in the text of a part, and in the file that a person has before her.

use std::sync::Arc;

use crate::{Hidden, PartId};

/// A range of byte offsets; unlike `Range`, ordered and `Copy`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset after the last byte.
    pub end: usize,
}

impl Span {
    /// Returns the span from `start` to `end`.
    #[must_use]
    #[inline]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// Length in bytes.
    #[must_use]
    #[inline]
    pub const fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// True when the span holds nothing.
    #[must_use]
    #[inline]
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// True when the two spans share a byte.
    #[must_use]
    #[inline]
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Returns the span as a range, for slicing.
    #[must_use]
    #[inline]
    pub const fn range(self) -> std::ops::Range<usize> {
        self.start..self.end
    }
}

/// Four corners in page points from the top left of the page as displayed, clockwise from the
/// glyph's own top left: `[x0, y0, x1, y1, x2, y2, x3, y3]`.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Quad(pub [f32; 8]);

impl Quad {
    /// Returns the upright rectangle around the four corners.
    #[must_use]
    pub fn bounds(&self) -> Rect {
        let [x0, y0, x1, y1, x2, y2, x3, y3] = self.0;
        Rect {
            left: x0.min(x1).min(x2).min(x3),
            top: y0.min(y1).min(y2).min(y3),
            right: x0.max(x1).max(x2).max(x3),
            bottom: y0.max(y1).max(y2).max(y3),
        }
    }
}

/// An upright rectangle in page points from the top left of the page as displayed.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Rect {
    /// Distance of the left edge from the left of the page.
    pub left: f32,
    /// Distance of the upper edge from the top of the page.
    pub top: f32,
    /// Distance of the right edge from the left of the page.
    pub right: f32,
    /// Distance of the lower edge from the top of the page.
    pub bottom: f32,
}

impl Rect {
    /// Returns the least rectangle that holds both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }
}

/// A cell of a sheet, counted from 0; shown as `D4`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// Row, from 0.
    pub row: u32,
    /// Column, from 0.
    pub column: u32,
}

impl std::fmt::Display for Cell {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut letters = [0_u8; 8];
        let mut at = letters.len();
        let mut column = u64::from(self.column) + 1;
        while column > 0 && at > 0 {
            at -= 1;
            column -= 1;
            letters[at] = b'A' + (column % 26) as u8;
            column /= 26;
        }
        let letters = std::str::from_utf8(&letters[at..]).unwrap_or("?");
        write!(formatter, "{letters}{}", u64::from(self.row) + 1)
    }
}

/// Where a piece of text stands, in every notation that is known for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Location {
    /// Names of the members from the file inwards; empty for the file itself.
    pub path: Arc<[String]>,
    /// The part that holds it.
    pub part: PartId,
    /// Name of the part for a reader, such as `page 2` or `comment 3`.
    pub label: Arc<str>,
    /// First byte in the part's extracted text.
    pub start: u64,
    /// Byte after the last in the part's extracted text.
    pub end: u64,
    /// How it is hidden from a reader, if it is.
    pub hidden: Option<Hidden>,
    /// Page, from 1.
    pub page: Option<u32>,
    /// Rectangles on the page, one for each line.
    pub rects: Vec<Rect>,
    /// Line and column, from 1, columns in code points.
    pub line: Option<(u64, u64)>,
    /// Name of the sheet.
    pub sheet: Option<Arc<str>>,
    /// Cell of the sheet.
    pub cell: Option<Cell>,
    /// Raw bytes in the innermost member, `(start, end)`.
    pub source: Option<(u64, u64)>,
}
