//! How much of the text that one PDF file shows another shows as well.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;

use super::with;
use crate::process;

/// Pages of a file that are looked at one by one: those of which a part alone is shown.
const PAGES_MAX: usize = 200;

/// The text that pdftotext reads of what pages show; `None` when it does not open the file.
///
/// By itself it reads what is cropped off as well.
pub(super) fn shown_text(path: &Path) -> Result<Option<String>> {
    let told = process::output(&mut with("pdfinfo", &["-box", "-f", "1", "-l", "-1"], path))?;
    let pages = boxes(&String::from_utf8_lossy(&told.stdout));
    if !pages.values().any(Boxes::is_cropped) || pages.len() > PAGES_MAX {
        return read(path, &[]);
    }
    let mut text = String::new();
    for (number, boxes) in pages {
        let [x, y, width, height] = boxes.shown().map(|side| format!("{side:.0}"));
        let number = number.to_string();
        let words = ["-f", &number, "-l", &number, "-x", &x, "-y", &y, "-W", &width, "-H", &height];
        text.push_str(&read(path, &words)?.unwrap_or_default());
    }
    Ok(Some(text))
}

fn read(path: &Path, words: &[&str]) -> Result<Option<String>> {
    let output = process::output(with("pdftotext", words, path).arg("-"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(output.status.success().then_some(text))
}

/// The paper of a page and the part of it that is shown, each as left, bottom, right and top.
#[derive(Debug, Default, PartialEq)]
struct Boxes {
    rotation: u32,
    media: [f64; 4],
    crop: [f64; 4],
}

impl Boxes {
    fn is_cropped(&self) -> bool {
        self.media != self.crop
    }

    /// The part that is shown, from the left and the top of the paper as displayed: place and size.
    fn shown(&self) -> [f64; 4] {
        let ([left, bottom, right, top], [x0, y0, x1, y1]) = (self.media, self.crop);
        let (width, height) = (x1 - x0, y1 - y0);
        match self.rotation {
            90 => [y0 - bottom, x0 - left, height, width],
            180 => [right - x1, y0 - bottom, width, height],
            270 => [top - y1, right - x1, height, width],
            _ => [x0 - left, top - y1, width, height],
        }
    }
}

/// Returns the boxes of each page, as `pdfinfo` tells them.
fn boxes(told: &str) -> BTreeMap<usize, Boxes> {
    let mut pages: BTreeMap<usize, Boxes> = BTreeMap::new();
    for line in told.lines() {
        let mut words = line.split_whitespace();
        let (Some("Page"), Some(Ok(number)), Some(what)) =
            (words.next(), words.next().map(str::parse), words.next())
        else {
            continue;
        };
        let numbers: Vec<f64> = words.filter_map(|word| word.parse().ok()).collect();
        let page = pages.entry(number).or_default();
        match (what, numbers.as_slice()) {
            ("rot:", &[rotation]) => page.rotation = rotation as u32,
            ("MediaBox:", &[left, bottom, right, top]) => page.media = [left, bottom, right, top],
            ("CropBox:", &[left, bottom, right, top]) => page.crop = [left, bottom, right, top],
            _ => {}
        }
    }
    pages
}

/// How many characters of the words of a text another has too, however they are ordered, and how many
/// there are.
///
/// Marks before the items of a list, and lines of dots and dashes, are no words. Capitals are often a
/// matter of layout, and count as small letters.
pub(super) fn kept(before: &str, after: &str) -> (usize, usize) {
    let count = |text: &str| {
        let mut counts: BTreeMap<char, usize> = BTreeMap::new();
        let words = text.split_whitespace().map(|word| word.trim_matches(is_mark));
        let words = words.filter(|word| word.contains(char::is_alphanumeric));
        for character in words.flat_map(str::chars).flat_map(char::to_lowercase) {
            *counts.entry(character).or_default() += 1;
        }
        counts
    };
    let (before, after) = (count(before), count(after));
    let kept = before
        .iter()
        .map(|(character, count)| after.get(character).copied().unwrap_or(0).min(*count));
    (kept.sum(), before.values().sum())
}

/// True for what stands before the items of a list, and between a heading and its page.
fn is_mark(character: char) -> bool {
    matches!(character, '•' | '◦' | '▪' | '·' | '.' | '–' | '-' | '_' | '…')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_count_and_marks_do_not() {
        assert_eq!(kept("•What 12% ....... A", "what 12% a"), (8, 8));
        assert_eq!(kept("PLAN of hall 3", "plan hall"), (8, 11));
        assert_eq!(kept("", "more"), (0, 0));
    }

    #[test]
    fn what_is_shown_of_a_page_is_found_as_displayed() {
        let told = "Pages:           2\nPage    1 rot:   90\n\
                    Page    1 MediaBox:      0.00     0.00   600.00   800.00\n\
                    Page    1 CropBox:     100.00   200.00   150.00   230.00\n\
                    Page    2 rot:   0\nPage    2 MediaBox:      0.00     0.00   600.00   800.00\n\
                    Page    2 CropBox:     0.00     0.00   600.00   800.00\n";
        let pages = boxes(told);
        assert!(pages[&1].is_cropped() && !pages[&2].is_cropped());
        assert_eq!(pages[&1].shown(), [200.0, 100.0, 30.0, 50.0]);
        let upright = Boxes { rotation: 0, ..boxes(told).remove(&1).unwrap() };
        assert_eq!(upright.shown(), [100.0, 570.0, 50.0, 30.0]);
    }
}
