//! Draws pages for people, with the painter that says what is seen.

use hayro_syntax::Pdf;
use hayro_syntax::page::Page;

use super::open;
use super::visibility::Sight;
use crate::drawing::{DRAWN_PAGES_MAX, Drawing, PageSize};
use crate::{Limits, ProblemCode};

/// Returns the sizes of the pages.
pub(in crate::formats) fn sizes(
    bytes: Vec<u8>,
    _limits: &Limits,
) -> Result<Vec<PageSize>, ProblemCode> {
    let pdf = open(bytes)?;
    let pages = pdf.pages().iter().take(DRAWN_PAGES_MAX);
    Ok(pages.map(|page| page.render_dimensions()).collect())
}

/// Draws a page.
pub(in crate::formats) fn draw(
    bytes: Vec<u8>,
    index: usize,
    _limits: &Limits,
) -> Result<Drawing, ProblemCode> {
    drawn(bytes, index, |sight, page| sight.drawing(page))
}

/// Draws a page for a comparison.
pub(in crate::formats) fn sketch(
    bytes: Vec<u8>,
    index: usize,
    _limits: &Limits,
) -> Result<Drawing, ProblemCode> {
    drawn(bytes, index, |sight, page| sight.sketch(page))
}

fn drawn(
    bytes: Vec<u8>,
    index: usize,
    draw: impl for<'a> FnOnce(&Sight<'a>, &Page<'a>) -> Option<Drawing>,
) -> Result<Drawing, ProblemCode> {
    let pdf: Pdf = open(bytes)?;
    let page = pdf.pages().get(index).ok_or(ProblemCode::EntriesLimit)?;
    draw(&Sight::new(), page).ok_or(ProblemCode::WorkLimit)
}
