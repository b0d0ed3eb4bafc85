//! Whether the pages of a copy look like those of its original, but for what was redacted.
//!
//! Pages are drawn by the painter that reads them (decision 0008), in a worker, and compared pixel by
//! pixel. Lines in which something was redacted are left out: a box stands there, and the rest of the
//! line moved. Documents whose pages nobody here draws are not compared, and the record says so.

use detect::Finding;
use document::Drawing;

use crate::file::Opened;
use crate::reader::Reader;

/// Format whose pages are compared; pictures keep their pixels by themselves.
const COMPARED: &str = "pdf";
/// Pages of one file that are compared.
const PAGES_MAX: usize = 24;
/// How far a colour may be off before its pixel counts as another.
const COLOUR_OFF_MAX: u8 = 64;
/// Pixels of a thousand that may be others: letters are smoothed, and boxes are a little wider.
const DIFFERENT_PERMILLE_MAX: u32 = 10;
/// Others of a thousand in a sketch from which on pages are drawn smoothly: a letter that moved by a
/// part of a pixel differs more in a sketch.
const SKETCH_PERMILLE_MAX: u32 = 2;
/// Room above and below a line that is left out, in points.
const MARGIN_POINTS: f64 = 6.0;

/// How the pages of a copy look beside those of its original.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Appearance {
    /// Pages that were compared.
    pub compared: usize,
    /// Pages that there are.
    pub pages: usize,
    /// Pixels that differ on the page that differs most, of a thousand.
    pub worst_permille: u32,
}

impl Appearance {
    /// True when a page looks otherwise.
    pub(super) fn is_other(self) -> bool {
        self.worst_permille > DIFFERENT_PERMILLE_MAX
    }
}

/// One of the two files.
pub(super) struct Side<'f> {
    pub(super) file: &'f Opened,
    pub(super) name: &'f str,
}

impl Side<'_> {
    fn draw(&self, page: usize, sketch: bool, reader: &mut Reader<'_>) -> Option<Drawing> {
        reader.draw(self.file, self.name, page as u32, sketch).ok()
    }
}

/// Compares pages; `None` when there are none that can be drawn.
pub(super) fn compare(
    original: &Side<'_>,
    copy: &Side<'_>,
    findings: &[&Finding],
    reader: &mut Reader<'_>,
) -> Option<Appearance> {
    let is_drawn = |side: &Side<'_>| reader_format(side) == Some(COMPARED);
    if !is_drawn(original) || !is_drawn(copy) {
        return None;
    }
    let sizes = reader.page_sizes(original.file, original.name, COMPARED).ok()?;
    let pages = sizes.len();
    let mut appearance = Appearance { pages, ..Appearance::default() };
    for page in chosen(pages) {
        let Some(&(_, height)) = sizes.get(page - 1) else { continue };
        let lines = lines_of(findings, page as u32, f64::from(height));
        let mut share_in = |sketch| {
            let before = original.draw(page, sketch, reader)?;
            let after = copy.draw(page, sketch, reader);
            Some(after.map_or(1_000, |after| different_permille(&before, &after, &lines)))
        };
        let share = match share_in(true) {
            Some(share) if share <= SKETCH_PERMILLE_MAX => Some(share),
            _ => share_in(false),
        };
        let Some(share) = share else { continue };
        appearance.compared += 1;
        appearance.worst_permille = appearance.worst_permille.max(share);
    }
    (appearance.compared > 0).then_some(appearance)
}

fn reader_format(side: &Side<'_>) -> Option<&'static str> {
    let mut file = &side.file.file;
    document::identify(&mut file, side.name).map(|format| format.name)
}

/// Numbers of pages at equal distances, the first among them.
fn chosen(pages: usize) -> impl Iterator<Item = usize> {
    let count = pages.min(PAGES_MAX);
    (0..count).map(move |index| index * pages / count + 1)
}

/// Stretches of a page's height, from 0 to 1, in which findings stand.
fn lines_of(findings: &[&Finding], page: u32, height: f64) -> Vec<(f64, f64)> {
    let on_page = findings.iter().filter(|finding| finding.location.page == Some(page));
    let rects = on_page.flat_map(|finding| &finding.location.rects);
    let line = |rect: &document::Rect| {
        let (top, bottom) = (f64::from(rect.top), f64::from(rect.bottom));
        ((top - MARGIN_POINTS) / height, (bottom + MARGIN_POINTS) / height)
    };
    rects.map(line).collect()
}

/// Returns how many pixels of a thousand differ outside of some lines.
fn different_permille(before: &Drawing, after: &Drawing, lines: &[(f64, f64)]) -> u32 {
    const CHANNELS: usize = 3;
    if (before.width(), before.height()) != (after.width(), after.height()) {
        return 1_000;
    }
    let (width, height) = (before.width() as usize, before.height() as usize);
    let rows = before.colours().chunks_exact(width * CHANNELS);
    let rows = rows.zip(after.colours().chunks_exact(width * CHANNELS)).enumerate();
    let is_left_out = |row: usize| {
        let at = (row as f64 + 0.5) / height as f64;
        lines.iter().any(|(top, bottom)| (*top..=*bottom).contains(&at))
    };
    let differs = |(left, right): &(&[u8], &[u8])| {
        left.iter().zip(*right).any(|(left, right)| left.abs_diff(*right) > COLOUR_OFF_MAX)
    };
    let different: usize = rows
        .filter(|(row, _)| !is_left_out(*row))
        .map(|(_, (left, right))| {
            let pixels = left.chunks_exact(CHANNELS).zip(right.chunks_exact(CHANNELS));
            pixels.filter(differs).count()
        })
        .sum();
    u32::try_from(different * 1_000 / (width * height).max(1)).unwrap_or(1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A drawing of 10 by 10 pixels with some of them black.
    fn drawing(is_black: impl Fn(usize, usize) -> bool) -> Drawing {
        let pixels = (0..100).map(|index| is_black(index % 10, index / 10));
        let colours = pixels.flat_map(|black| [if black { 0 } else { 255 }; 3]).collect();
        Drawing::new(10, 10, colours).unwrap()
    }

    #[test]
    fn what_was_redacted_is_left_out_and_nothing_else() {
        let before = drawing(|_, y| y == 2);
        let boxed = drawing(|x, y| y == 2 && x < 5);
        assert_eq!(different_permille(&before, &before, &[]), 0);
        assert_eq!(different_permille(&before, &boxed, &[]), 50);
        assert_eq!(different_permille(&before, &boxed, &[(0.2, 0.3)]), 0);
        let other_size = Drawing::new(1, 1, vec![0; 3]).unwrap();
        assert_eq!(different_permille(&before, &other_size, &[]), 1_000);
    }

    #[test]
    fn pages_are_chosen_from_the_whole_file() {
        assert_eq!(chosen(3).collect::<Vec<_>>(), [1, 2, 3]);
        let many: Vec<usize> = chosen(1_000).collect();
        assert_eq!((many.len(), many[0], many[23]), (24, 1, 959));
        assert_eq!(chosen(0).count(), 0);
    }
}
