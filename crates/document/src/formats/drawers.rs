//! How pages of each format are drawn: one table. A format without a line is shown as text.

use super::{image, pdf};
use crate::drawing::{DRAWN_PAGES_MAX, DrawPage, Drawer, Drawing, PageSize};
use crate::{Input, Limits, ProblemCode, input};

/// All formats whose pages can be drawn.
const DRAWERS: &[Drawer] = &[
    Drawer {
        formats: &["pdf"],
        sizes: pdf::drawing::sizes,
        draw: pdf::drawing::draw,
        sketch: Some(pdf::drawing::sketch),
    },
    Drawer {
        formats: &["jpeg", "png", "gif", "webp", "tiff", "bmp"],
        sizes: image::drawing::sizes,
        draw: image::drawing::draw,
        sketch: None,
    },
];

/// True for a format whose pages can be drawn, by its name.
#[must_use]
pub fn can_draw(format: &str) -> bool {
    DRAWERS.iter().any(|drawer| drawer.formats.contains(&format))
}

/// Returns the sizes of the pages of a document that can be drawn; nothing where there are none.
///
/// # Errors
///
/// The reason for which the document cannot be opened.
pub fn page_sizes(
    input: &mut dyn Input,
    name: &str,
    limits: &Limits,
) -> Result<Vec<PageSize>, ProblemCode> {
    let Some(drawer) = drawer_of(input, name) else { return Ok(Vec::new()) };
    let mut sizes = (drawer.sizes)(input::hold(input, limits)?, limits)?;
    sizes.truncate(DRAWN_PAGES_MAX);
    Ok(sizes)
}

/// Draws a page, counted from 1.
///
/// # Errors
///
/// The reason for which it cannot be drawn.
pub fn draw(
    input: &mut dyn Input,
    name: &str,
    page: u32,
    limits: &Limits,
) -> Result<Drawing, ProblemCode> {
    drawn(input, name, page, limits, |drawer| drawer.draw)
}

/// Draws a page, counted from 1, half as large as [`draw`] does and without smoothing, for a
/// comparison.
///
/// # Errors
///
/// The reason for which it cannot be drawn.
pub fn sketch(
    input: &mut dyn Input,
    name: &str,
    page: u32,
    limits: &Limits,
) -> Result<Drawing, ProblemCode> {
    drawn(input, name, page, limits, |drawer| drawer.sketch.unwrap_or(drawer.draw))
}

fn drawn(
    input: &mut dyn Input,
    name: &str,
    page: u32,
    limits: &Limits,
    way: fn(&Drawer) -> DrawPage,
) -> Result<Drawing, ProblemCode> {
    let drawer = drawer_of(input, name).ok_or(ProblemCode::FormatNotRead)?;
    let index = (page as usize).checked_sub(1).ok_or(ProblemCode::EntriesLimit)?;
    way(drawer)(input::hold(input, limits)?, index, limits)
}

fn drawer_of(input: &mut dyn Input, name: &str) -> Option<&'static Drawer> {
    let format = super::identify(input, name)?;
    DRAWERS.iter().find(|drawer| drawer.formats.contains(&format.name))
}

#[cfg(test)]
mod tests;
