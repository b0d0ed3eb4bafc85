//! Films: whoever can decode one shows some of its frames, which are then looked at like pictures.
//!
//! Decoding is an outside program's work, which this crate neither starts nor knows.

/// What holds a film together, which says how it is taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilmKind {
    /// Boxes (ISO/IEC 14496-12), QuickTime, and pictures in them.
    Boxes,
    /// Matroska and WebM.
    Matroska,
    /// Chunks: AVI.
    Chunks,
    /// Ogg.
    Ogg,
    /// Boxes with one picture that does not move: AVIF.
    Still,
    /// Pictures in HEVC (ITU-T H.265, annex B), one after another and each for itself.
    Tiles,
}

/// A film of which frames are wanted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Film {
    /// What holds it together.
    pub kind: FilmKind,
    /// Which of its tracks of moving pictures, from 0.
    pub track: u32,
    /// How long it lasts, when that is known.
    pub seconds: Option<f64>,
    /// True for the file itself, false for what is inside of it.
    pub is_file: bool,
}

/// A frame of a film, in shades of grey.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// When it is shown, in seconds from the start.
    pub seconds: f64,
    /// Pixels of a row.
    pub width: u32,
    /// One byte for each pixel, row by row, 0 black and 255 white.
    pub shades: Vec<u8>,
}

/// Frames of a film, spread over all of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Frames {
    /// The frames, in order of time.
    pub frames: Vec<Frame>,
    /// False when time or room ended before the film did.
    pub is_whole: bool,
}
