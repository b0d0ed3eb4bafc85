//! One directory of a TIFF file, as far as it says where its pixels are and what they are.

use std::collections::BTreeMap;

use super::number;

/// Entries of one directory that are looked at.
const ENTRIES_MAX: usize = 4096;
/// Numbers of one entry that are looked at.
const VALUES_MAX: u32 = 512;

const WIDTH: u16 = 256;
const HEIGHT: u16 = 257;
const COMPRESSION: u16 = 259;
const PHOTOMETRIC: u16 = 262;
const STRIPS: u16 = 273;
const STRIP_LENGTHS: u16 = 279;
const TILES: u16 = 324;
const SUB_DIRECTORIES: u16 = 330;
const JPEG: u16 = 513;
const JPEG_LENGTH: u16 = 514;

/// Compressions that only cameras use: those of Sony, Nikon and Pentax.
const OF_CAMERAS: &[u32] = &[32_767, 34_713, 65_535];
/// Pixels of a filter of colours, and linear ones, which are to be developed.
const UNDEVELOPED: &[u32] = &[32_803, 34_892];

/// A directory.
pub(super) struct Directory {
    /// Where it begins.
    pub(super) at: u32,
    /// Where the next of its chain begins.
    pub(super) next: Option<u32>,
    /// False when the file ends before it does.
    is_whole: bool,
    values: BTreeMap<u16, Vec<u32>>,
}

impl Directory {
    /// Reads the directory that begins at `at`.
    pub(super) fn read(bytes: &[u8], at: u32) -> Option<Self> {
        let start = at as usize;
        let count = number(bytes, start, 2)? as usize;
        let mut values = BTreeMap::new();
        for index in 0..count.min(ENTRIES_MAX) {
            let entry = start.checked_add(2 + 12 * index)?;
            let Some(tag) = number(bytes, entry, 2) else { break };
            values.insert(tag as u16, entry_values(bytes, entry).unwrap_or_default());
        }
        let is_whole = bytes.len() >= start.saturating_add(2 + 12 * count);
        let next = number(bytes, start.saturating_add(2 + 12 * count), 4).filter(|next| *next > 0);
        Some(Self { at, next, is_whole, values })
    }

    fn list(&self, tag: u16) -> &[u32] {
        self.values.get(&tag).map(Vec::as_slice).unwrap_or_default()
    }

    fn value(&self, tag: u16) -> Option<u32> {
        self.list(tag).first().copied()
    }

    /// Where the directories beneath it begin.
    pub(super) fn beneath(&self) -> &[u32] {
        self.list(SUB_DIRECTORIES)
    }

    /// Its longer side in pixels; 0 when that is not said.
    pub(super) fn side(&self) -> u32 {
        let side = |tag| self.value(tag).unwrap_or_default();
        side(WIDTH).max(side(HEIGHT))
    }

    /// True when it says where pixels are, or may have said so.
    pub(super) fn may_have_pixels(&self) -> bool {
        !self.is_whole || [STRIPS, TILES, JPEG].iter().any(|tag| self.values.contains_key(tag))
    }

    /// True when it has a preview with a length, which is read with the tags.
    pub(super) fn has_preview(&self) -> bool {
        self.value(JPEG).is_some() && self.value(JPEG_LENGTH).is_some()
    }

    /// The JPEG file that it has for its pixels, where there is one.
    pub(super) fn jpeg<'a>(&self, bytes: &'a [u8]) -> Option<&'a [u8]> {
        let only = |tag| match self.list(tag) {
            [one] => Some(*one),
            _ => None,
        };
        let preview = only(JPEG).zip(only(JPEG_LENGTH));
        let (start, length) = preview.or_else(|| only(STRIPS).zip(only(STRIP_LENGTHS)))?;
        let (jpeg, _) = super::super::piece(bytes, start as usize, length as usize);
        jpeg.starts_with(&[0xFF, 0xD8, 0xFF]).then_some(jpeg)
    }

    /// True when its pixels are what the sensor of a camera saw.
    pub(super) fn is_of_sensor(&self, bytes: &[u8]) -> bool {
        let is_canon = bytes.get(8..11) == Some(b"CR\x02");
        let has = |tag, known: &[u32]| self.value(tag).is_some_and(|value| known.contains(&value));
        is_canon || has(COMPRESSION, OF_CAMERAS) || has(PHOTOMETRIC, UNDEVELOPED)
    }
}

/// The numbers of an entry; none for one that has no whole numbers.
fn entry_values(bytes: &[u8], entry: usize) -> Option<Vec<u32>> {
    let kind = number(bytes, entry + 2, 2)?;
    let count = number(bytes, entry + 4, 4)?;
    let size = match kind {
        3 => 2,
        4 | 13 => 4,
        _ => return None,
    };
    let at = match u64::from(count) * size as u64 {
        0..=4 => entry + 8,
        _ => number(bytes, entry + 8, 4)? as usize,
    };
    let places = (0..count.min(VALUES_MAX) as usize).map(|index| at.saturating_add(index * size));
    Some(places.map_while(|at| number(bytes, at, size)).collect())
}
