//! What a document of an old format shows besides its text, for whoever writes it anew: pictures, and
//! how sheets show their numbers.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::Cell;

/// Pictures of one document that are taken in.
const COUNT_MAX: usize = 10_000;

/// Units of length in a twip, a twentieth of a point.
pub(crate) const TWIP: i64 = 635;

/// True for kinds of shapes of drawings ([MS-ODRAW] 2.4.24) that fill nothing: a line, and
/// connectors.
pub(crate) fn is_line(kind: i64) -> bool {
    matches!(kind, 20 | 32..=40)
}

/// A picture that a reader of the document sees.
pub(crate) struct Shown {
    pub(crate) stand: Stand,
    /// What is cut off at the left, the top, the right and the bottom, in thousandths of a percent.
    pub(crate) crop: [i64; 4],
    /// The picture as a file; `None` for one that cannot go on: a drawing, or one that something is
    /// painted over, which would come to light without its layout.
    pub(crate) file: Option<Vec<u8>>,
}

/// Where a picture stands; lengths are in units of which 914,400 are an inch.
pub(crate) enum Stand {
    /// In the running text: its width and height.
    Text([i64; 2]),
    /// On the slide of that number: left, top, width and height on one of ten inches by seven and a
    /// half.
    Slide(u32, [i64; 4]),
    /// On the sheet of that name, from one cell to another.
    Sheet(Arc<str>, Cell, Cell),
}

/// How a sheet shows what is in its cells.
#[derive(Default)]
pub(crate) struct SheetLook {
    /// Numbers as they are stored, and how they are written, by row and column.
    pub(crate) numbers: BTreeMap<(u32, u32), (f64, NumberFormat)>,
    /// Columns from one to another, and how wide they are, in 256ths of a letter.
    pub(crate) widths: Vec<(u32, u32, u16)>,
    /// Cells from one to another that are one.
    pub(crate) merged: Vec<(Cell, Cell)>,
    /// What is printed above and below, with its codes (ECMA-376, part 1, 18.3.1.46).
    pub(crate) header: String,
    pub(crate) footer: String,
    /// True when days are counted from 1904 on.
    pub(crate) from_1904: bool,
}

impl SheetLook {
    /// Numbers of one sheet that are taken in.
    pub(crate) const NUMBERS_MAX: usize = 1 << 20;
}

/// A format of numbers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum NumberFormat {
    /// One that every program knows, by its number (ECMA-376, part 1, 18.8.30).
    Known(u16),
    /// One of the workbook's own, by its code.
    Own(Arc<str>),
}

impl NumberFormat {
    /// About how many letters a number takes up in it besides its own.
    pub(crate) fn letters(&self) -> usize {
        /// A date with a time, as programs write them by themselves.
        const USUAL: usize = 16;
        match self {
            Self::Known(0) => 0,
            Self::Known(_) => USUAL,
            Self::Own(code) => code.split(';').next().unwrap_or_default().chars().count(),
        }
    }
}

/// What is shown while a document is read.
pub(crate) struct Gallery {
    pub(crate) pictures: Vec<Shown>,
    /// By the names of sheets.
    pub(crate) sheets: BTreeMap<Arc<str>, SheetLook>,
    /// How many more bytes are taken in: a file may show one picture many times.
    bytes_left: u64,
}

impl Gallery {
    pub(crate) fn new(bytes_max: u64) -> Self {
        Self { pictures: Vec::new(), sheets: BTreeMap::new(), bytes_left: bytes_max }
    }

    /// Takes in a picture; its bytes are asked for as long as there is room.
    pub(crate) fn add(
        &mut self,
        stand: Stand,
        crop: [i64; 4],
        file: impl FnOnce() -> Option<Vec<u8>>,
    ) {
        if self.pictures.len() >= COUNT_MAX {
            return;
        }
        let file = if self.bytes_left > 0 { file() } else { None };
        let len = file.as_ref().map_or(0, |file| file.len() as u64);
        let has_room = len <= self.bytes_left;
        self.bytes_left = self.bytes_left.saturating_sub(len);
        self.pictures.push(Shown { stand, crop, file: file.filter(|_| has_room) });
    }
}
