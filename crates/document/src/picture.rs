//! Pictures that likely hold text, handed to whoever can recognise it, and the words that come back.
//!
//! Recognition itself is an outside program's work, which this crate neither starts nor knows.

/// A picture in shades of grey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture<'a> {
    /// One byte for each pixel, row by row, 0 black and 255 white.
    pub shades: &'a [u8],
    /// Pixels of a row.
    pub width: u32,
}

impl Picture<'_> {
    /// Returns the number of rows.
    #[must_use]
    pub fn height(&self) -> u32 {
        match self.width {
            0 => 0,
            width => u32::try_from(self.shades.len() / width as usize).unwrap_or(u32::MAX),
        }
    }
}

/// A word that was recognised in a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// What it says.
    pub text: String,
    /// The line that it stands in, in rising order.
    pub line: u32,
    /// Pixels from the left of the picture to the word.
    pub left: u32,
    /// Pixels from the top of the picture to the word.
    pub top: u32,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// How sure the program is, in a hundred.
    pub confidence: u8,
}

/// What came of a picture that was handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recognition {
    /// Nobody is there who recognises text.
    Unavailable,
    /// Recognition failed, or took too long.
    Failed,
    /// The words, line by line.
    Words(Vec<Word>),
}

/// A picture as small as is needed to compare it.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    /// Shades of its cells, row by row.
    pub(crate) cells: Vec<f32>,
    /// Width by height.
    pub(crate) ratio: f32,
}
