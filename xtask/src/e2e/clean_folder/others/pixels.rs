//! How pages look, as poppler draws them.

use std::path::Path;

use anyhow::Result;

use super::with;
use crate::process;

/// Pages of a file that are compared.
const PAGES_MAX: &str = "4";
/// Points of a page's picture per inch: shapes and lines of text, not single letters.
const RESOLUTION: &str = "36";

/// How far the first pages of two files differ: the mean over all pixels in thousandths of white;
/// `None` when they are not drawn.
pub(super) fn difference(before: &Path, after: &Path) -> Result<Option<u32>> {
    let (before, after) = (drawn(before)?, drawn(after)?);
    if before.is_empty() {
        return Ok(None);
    }
    // Pages of another size are other pages.
    if before.len() != after.len() {
        return Ok(Some(1000));
    }
    let off: u64 = before.iter().zip(&after).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    let mean = off * 1000 / (before.len() as u64 * u64::from(u8::MAX));
    Ok(Some(u32::try_from(mean).unwrap_or(u32::MAX)))
}

/// Pictures of the pages, in grey, one after the other with their heads.
fn drawn(path: &Path) -> Result<Vec<u8>> {
    // Copies have no paper beyond what is shown.
    let words = ["-q", "-cropbox", "-gray", "-r", RESOLUTION, "-l", PAGES_MAX];
    Ok(process::output(&mut with("pdftoppm", &words, path))?.stdout)
}
