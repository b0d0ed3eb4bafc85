//! Previews inside a picture, compared with what the picture shows now: an editor that crops,
//! covers or blurs may leave the preview of what was there before.

use ::image::GrayImage;
use ::image::imageops;

use super::super::textual::property;
use super::pixels;
use crate::out::Out;
use crate::picture::Shape;

/// Names that documents have which should show the picture that they are in; others may be maps of
/// depth, or the next of several pictures.
const PREVIEWS: &[&str] = &["thumbnail", "xmpGImg:image"];
/// Cells of a row, and rows, at which two pictures are compared.
const CELLS: u32 = 24;
/// Difference of shades of a cell that is more than sharpening and compression do.
const DIFFERENCE_MIN: f32 = 48.0;
/// Cells that differ in pictures that differ.
const DIFFERENT_CELLS_MIN: usize = 5;
/// How alike shapes are, in parts of one another.
const SHAPE_TOLERANCE: f32 = 0.06;
/// Shade up to which a border of a preview is one that cameras put there.
const BORDER_MAX: u8 = 24;

/// Compares a picture with the previews that were read in it, then keeps its own shape for the
/// picture around it.
pub(super) fn compare(grey: &GrayImage, out: &mut Out<'_>) {
    let shape = Shape::of(grey);
    let previews = out.take_previews();
    let is_preview = |label: &str| PREVIEWS.iter().any(|known| label.ends_with(known));
    for (label, preview) in previews.iter().filter(|(label, _)| is_preview(label)) {
        if let Some(text) = shape.difference(preview) {
            property(out, "ThumbnailDiffers", &format!("{label}: {text}"));
        }
    }
    out.keep_preview(shape);
}

impl Shape {
    fn of(grey: &GrayImage) -> Self {
        let (left, top, width, height) = without_border(grey);
        let inner = imageops::crop_imm(grey, left, top, width, height).to_image();
        let small = pixels::smaller(&inner, CELLS, CELLS);
        let cells = small.as_raw().iter().map(|shade| f32::from(*shade)).collect();
        Self { cells, ratio: width as f32 / height.max(1) as f32 }
    }

    /// Returns in what a preview differs; none when it shows the same.
    fn difference(&self, preview: &Self) -> Option<String> {
        let turned = preview.turned();
        let candidates =
            [preview.clone(), turned.clone(), turned.turned(), turned.turned().turned()];
        let alike = |one: &&Self| (one.ratio / self.ratio - 1.0).abs() <= SHAPE_TOLERANCE;
        let counts = candidates.iter().filter(alike).map(|one| self.different_cells(one));
        match counts.min() {
            None => Some("it has another shape than the picture".to_owned()),
            Some(count) if count >= DIFFERENT_CELLS_MIN => {
                let share = count * 100 / self.cells.len().max(1);
                Some(format!("{}% of it shows something else", share.max(1)))
            }
            Some(_) => None,
        }
    }

    /// Counts cells that differ by more than a change of brightness and contrast.
    fn different_cells(&self, other: &Self) -> usize {
        let (scale, shift) = fitted(&other.cells, &self.cells);
        let pairs = self.cells.iter().zip(&other.cells);
        pairs
            .filter(|(own, other)| (*own - (*other * scale + shift)).abs() > DIFFERENCE_MIN)
            .count()
    }

    /// Returns the shape turned by a quarter.
    fn turned(&self) -> Self {
        let side = CELLS as usize;
        let at = |row: usize, column: usize| self.cells.get(row * side + column).copied();
        let cells = (0..side)
            .flat_map(|row| (0..side).filter_map(move |column| at(side - 1 - column, row)))
            .collect();
        Self { cells, ratio: 1.0 / self.ratio }
    }
}

/// Returns the factor and the shift that bring `from` nearest to `to` (least squares), within what
/// editors do to a whole picture.
fn fitted(from: &[f32], to: &[f32]) -> (f32, f32) {
    let count = from.len().max(1) as f32;
    let mean = |values: &[f32]| values.iter().sum::<f32>() / count;
    let (from_mean, to_mean) = (mean(from), mean(to));
    let pairs = || from.iter().zip(to);
    let shared: f32 = pairs().map(|(a, b)| (a - from_mean) * (b - to_mean)).sum();
    let spread: f32 = from.iter().map(|a| (a - from_mean).powi(2)).sum();
    let scale = if spread > 0.0 { (shared / spread).clamp(0.5, 2.0) } else { 1.0 };
    (scale, to_mean - from_mean * scale)
}

/// Returns the part of a picture inside the black bars that cameras put around previews.
fn without_border(grey: &GrayImage) -> (u32, u32, u32, u32) {
    let (width, height) = grey.dimensions();
    let is_dark_row = |y: u32| (0..width).all(|x| grey.get_pixel(x, y).0[0] <= BORDER_MAX);
    let is_dark_column = |x: u32| (0..height).all(|y| grey.get_pixel(x, y).0[0] <= BORDER_MAX);
    let top = (0..height / 4).take_while(|y| is_dark_row(*y)).count() as u32;
    let bottom = (0..height / 4).take_while(|y| is_dark_row(height - 1 - y)).count() as u32;
    let left = (0..width / 4).take_while(|x| is_dark_column(*x)).count() as u32;
    let right = (0..width / 4).take_while(|x| is_dark_column(width - 1 - x)).count() as u32;
    (left, top, width - left - right, height - top - bottom)
}
