//! Pictures of pages, for people who look at what was found in its place.
//!
//! They come from the reader that found it, so that what a person sees is what was read; no other
//! program opens the document for them.

use std::io::Cursor;

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder as _};

use crate::{Limits, ProblemCode};

/// Pages of one document that can be drawn.
pub const DRAWN_PAGES_MAX: usize = 20_000;
/// Pixels of one drawing.
pub(crate) const DRAWING_PIXELS_MAX: u64 = 4_000_000;
/// Bytes of a pixel: red, green, blue.
const CHANNELS: u64 = 3;

/// The picture of a page.
#[derive(Clone, PartialEq, Eq)]
pub struct Drawing {
    width: u32,
    height: u32,
    colours: Vec<u8>,
}

/// Width and height of a page as displayed, in points; a picture alone has a point for each pixel.
pub type PageSize = (f32, f32);

/// How pages of some formats are drawn: one line of their table.
pub(crate) struct Drawer {
    /// Names of the formats.
    pub(crate) formats: &'static [&'static str],
    /// The sizes of its pages.
    pub(crate) sizes: fn(Vec<u8>, &Limits) -> Result<Vec<PageSize>, ProblemCode>,
    /// Draws the page of an index from 0.
    pub(crate) draw: DrawPage,
    /// Draws it for a comparison, without smoothing, when that is cheaper.
    pub(crate) sketch: Option<DrawPage>,
}

/// Draws the page of an index from 0.
pub(crate) type DrawPage = fn(Vec<u8>, usize, &Limits) -> Result<Drawing, ProblemCode>;

impl Drawing {
    /// Returns the drawing of these colours, three bytes for each pixel, row by row.
    #[must_use]
    pub fn new(width: u32, height: u32, colours: Vec<u8>) -> Option<Self> {
        let pixels = u64::from(width) * u64::from(height);
        let fits = (1..=DRAWING_PIXELS_MAX).contains(&pixels);
        let is_full = || colours.len() as u64 == pixels * CHANNELS;
        (fits && is_full()).then_some(Self { width, height, colours })
    }

    /// Pixels of a row.
    #[must_use]
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Rows.
    #[must_use]
    pub fn height(&self) -> u32 {
        self.height
    }

    /// Red, green and blue of each pixel, row by row.
    #[must_use]
    pub fn colours(&self) -> &[u8] {
        &self.colours
    }

    /// Returns the drawing as a PNG file.
    #[must_use]
    pub fn to_png(&self) -> Vec<u8> {
        let mut png = Cursor::new(Vec::new());
        let encoder =
            PngEncoder::new_with_quality(&mut png, CompressionType::Fast, FilterType::Adaptive);
        let kind = ExtendedColorType::Rgb8;
        encoder
            .write_image(&self.colours, self.width, self.height, kind)
            .expect("colours fill the picture, and memory takes what is written");
        png.into_inner()
    }
}

impl std::fmt::Debug for Drawing {
    /// What it shows is not shown.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Drawing")
            .field("width", &self.width)
            .field("height", &self.height)
            .finish_non_exhaustive()
    }
}
