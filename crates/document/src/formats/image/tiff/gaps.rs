//! Bytes of a TIFF file that nothing points at.

use std::iter;
use std::ops::Range;

use super::number;
use crate::formats::textual::{strings, whole};
use crate::out::{NewPart, Out};
use crate::{Hidden, PartKind};

/// Entries, and numbers of one entry, beyond which a file is not gone through.
const ENTRIES_MAX: u32 = 4_096;
const VALUES_MAX: u32 = 1 << 20;
/// Bytes of the head of a file.
const HEAD_BYTES: usize = 8;
/// Readable characters from which on, and share of them from which on, bytes say something.
const LETTERS_MIN: usize = 8;
const READABLE_SHARE: f64 = 0.8;

/// Lists of places, and of the lengths of what stands there: strips, tiles, a preview.
const PLACES: [(u32, u32); 3] = [(273, 279), (324, 325), (513, 514)];
/// Directories beneath: of EXIF, of positions, of what other programs read.
const BENEATH: [u32; 3] = [34_665, 34_853, 40_965];
/// What cameras write, who point at any place of the file.
const OF_CAMERAS: [u32; 2] = [330, 37_500];

/// Tells what can be read between the directories of these places and what they point at.
pub(super) fn tell(bytes: &[u8], directories: &[u32], out: &mut Out<'_>) {
    let Some(mut used) = used(bytes, directories) else { return };
    used.sort_by_key(|range| range.start);
    let mut texts = Vec::new();
    let mut at = 0;
    for range in used.into_iter().chain(iter::once(bytes.len()..bytes.len())) {
        if range.start > at {
            texts.extend(said(bytes.get(at..range.start).unwrap_or_default()));
        }
        at = at.max(range.end);
    }
    let text = texts.join("\n");
    if !text.is_empty() {
        let label = "bytes that no directory points at";
        let part = NewPart::new(PartKind::Other, label).hidden(Hidden::Slack);
        out.text(part, &text, vec![whole(&text)]);
    }
}

/// The text of bytes most of which can be read.
fn said(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.trim_ascii();
    let text = strings(bytes);
    let letters = text.chars().filter(|character| character.is_alphanumeric()).count();
    let filled = bytes.iter().filter(|byte| **byte != 0).count();
    let is_said = letters >= LETTERS_MIN && text.len() as f64 >= READABLE_SHARE * filled as f64;
    is_said.then_some(text)
}

/// The bytes that the directories take, and those that they point at; nothing where that is not known.
fn used(bytes: &[u8], directories: &[u32]) -> Option<Vec<Range<usize>>> {
    let mut used: Vec<Range<usize>> = iter::once(0..HEAD_BYTES).collect();
    let mut open = directories.to_vec();
    let mut read = 0;
    while let Some(at) = open.pop() {
        let start = at as usize;
        let count = number(bytes, start, 2)?;
        read += count;
        if read > ENTRIES_MAX {
            return None;
        }
        used.push(start..start.checked_add(2 + 12 * count as usize + 4)?);
        let entries: Vec<Entry> = (0..count as usize)
            .map(|index| Entry::read(bytes, start + 2 + 12 * index))
            .collect::<Option<_>>()?;
        let list = |tag: u32| entries.iter().find(|entry| entry.tag == tag);
        if OF_CAMERAS.iter().any(|tag| list(*tag).is_some()) {
            return None;
        }
        used.extend(entries.iter().filter_map(|entry| entry.elsewhere.clone()));
        for (places, lengths) in PLACES {
            let Some(places) = list(places) else { continue };
            let (places, lengths) = (places.numbers(bytes)?, list(lengths)?.numbers(bytes)?);
            let ranges = places.iter().zip(lengths);
            used.extend(ranges.map(|(place, length)| *place..place.saturating_add(length)));
        }
        for beneath in BENEATH.iter().filter_map(|tag| list(*tag)) {
            open.extend(beneath.numbers(bytes)?.iter().map(|at| *at as u32));
        }
    }
    Some(used)
}

/// An entry of a directory.
struct Entry {
    tag: u32,
    /// Bytes of one number, and how many of them.
    size: usize,
    count: usize,
    at: usize,
    /// Where its numbers stand, when that is not in the entry.
    elsewhere: Option<Range<usize>>,
}

impl Entry {
    fn read(bytes: &[u8], at: usize) -> Option<Self> {
        let tag = number(bytes, at, 2)?;
        let size: usize = match number(bytes, at + 2, 2)? {
            1 | 2 | 6 | 7 => 1,
            3 | 8 => 2,
            4 | 9 | 11 | 13 => 4,
            5 | 10 | 12 => 8,
            _ => return None,
        };
        let count = number(bytes, at + 4, 4)? as usize;
        let length = size.checked_mul(count)?;
        let place = number(bytes, at + 8, 4)? as usize;
        let elsewhere = (length > 4).then(|| place..place.saturating_add(length));
        let at = if elsewhere.is_some() { place } else { at + 8 };
        Some(Self { tag, size, count, at, elsewhere })
    }

    /// Its numbers, when they are whole and not too many.
    fn numbers(&self, bytes: &[u8]) -> Option<Vec<usize>> {
        if !matches!(self.size, 2 | 4) || self.count > VALUES_MAX as usize {
            return None;
        }
        let places = (0..self.count).map(|index| self.at.saturating_add(index * self.size));
        places.map(|at| number(bytes, at, self.size).map(|number| number as usize)).collect()
    }
}
