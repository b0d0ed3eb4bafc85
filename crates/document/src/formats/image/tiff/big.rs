//! BigTIFF as TIFF: the same directories with narrower numbers, for a file that those still reach.

use std::collections::BTreeSet;

use super::{is_little, long_number};

/// Directories of one file that are narrowed.
const DIRECTORIES_MAX: usize = 512;
/// Entries of one directory.
const ENTRIES_MAX: u64 = 4096;
/// Directories that hang beneath each other.
const DEPTH_MAX: usize = 4;
/// Bytes of an entry, here and there.
const ENTRY_BYTES: usize = 20;
const NARROW_ENTRY_BYTES: usize = 12;

/// Tags whose values say where directories begin: those beneath, and those of EXIF.
const DIRECTORIES: &[u64] = &[0x014A, 0x8769, 0x8825, 0xA005];
/// Types of whole numbers: of four bytes; of eight bytes, and where a directory begins.
const LONG: u64 = 4;
const WIDE: &[u64] = &[16, 17, 18];

/// Returns a BigTIFF file as TIFF; `None` when it is damaged, or too long for that.
///
/// Pixels stay where they are; directories are put behind them.
pub(super) fn narrowed(bytes: &[u8]) -> Option<Vec<u8>> {
    u32::try_from(bytes.len()).ok()?;
    let mut narrower = Narrower { bytes, made: bytes.to_vec(), seen: BTreeSet::new() };
    narrower.put(2, 42, 2)?;
    let mut next = long_number(bytes, 8, 8)?;
    let mut link = 4;
    while next != 0 && narrower.is_new(next) {
        let directory = narrower.directory(next, 0)?;
        narrower.put(link, directory.at as u64, 4)?;
        (link, next) = (directory.link, directory.next);
    }
    (link > 4).then_some(narrower.made)
}

struct Narrower<'a> {
    bytes: &'a [u8],
    made: Vec<u8>,
    /// Where the directories begin that were narrowed.
    seen: BTreeSet<u64>,
}

/// A directory that was narrowed.
struct Narrowed {
    at: usize,
    /// Where the offset of the next one is to be put.
    link: usize,
    /// Where the next one begins in the original.
    next: u64,
}

impl Narrower<'_> {
    fn is_new(&mut self, at: u64) -> bool {
        self.seen.len() < DIRECTORIES_MAX && self.seen.insert(at)
    }

    fn number(&self, at: usize, size: usize) -> Option<u64> {
        long_number(self.bytes, at, size)
    }

    /// Writes a number of `size` bytes in the order of the file.
    fn put(&mut self, at: usize, number: u64, size: usize) -> Option<()> {
        let little = number.to_le_bytes();
        let big = number.to_be_bytes();
        let digits = match is_little(self.bytes) {
            true => little.get(..size)?,
            false => big.get(8 - size..)?,
        };
        self.made.get_mut(at..at + size)?.copy_from_slice(digits);
        Some(())
    }

    /// Puts room behind everything; returns where it begins.
    fn room(&mut self, len: usize) -> Option<usize> {
        let at = self.made.len().next_multiple_of(2);
        let end = at.checked_add(len).filter(|end| u32::try_from(*end).is_ok())?;
        self.made.resize(end, 0);
        Some(at)
    }

    fn directory(&mut self, start: u64, depth: usize) -> Option<Narrowed> {
        let start = usize::try_from(start).ok()?;
        let count = self.number(start, 8).filter(|count| *count <= ENTRIES_MAX)?;
        let entries = start.checked_add(8)?;
        let link_there = entries.checked_add(count as usize * ENTRY_BYTES)?;
        let at = self.room(2 + count as usize * NARROW_ENTRY_BYTES + 4)?;
        self.put(at, count, 2)?;
        for index in 0..count as usize {
            let to = at + 2 + index * NARROW_ENTRY_BYTES;
            self.entry(entries + index * ENTRY_BYTES, to, depth)?;
        }
        let link = at + 2 + count as usize * NARROW_ENTRY_BYTES;
        Some(Narrowed { at, link, next: self.number(link_there, 8).unwrap_or(0) })
    }

    /// Narrows the entry at `from`, and puts it at `to`.
    fn entry(&mut self, from: usize, to: usize, depth: usize) -> Option<()> {
        let (tag, kind) = (self.number(from, 2)?, self.number(from + 2, 2)?);
        let count = self.number(from + 4, 8)?;
        let len = count.checked_mul(size_of_type(kind))?;
        let inline = from + 12;
        let place =
            if len <= 8 { inline } else { usize::try_from(self.number(inline, 8)?).ok()? };
        let is_wide = WIDE.contains(&kind);
        self.put(to, tag, 2)?;
        self.put(to + 2, if is_wide { LONG } else { kind }, 2)?;
        // A count that the file has no room for is one of a broken file.
        self.put(to + 4, u64::from(u32::try_from(count).ok()?), 4)?;
        if is_wide || DIRECTORIES.contains(&tag) {
            let size = size_of_type(kind) as usize;
            return self.numbers(tag, place, count, size, to + 8, depth);
        }
        match len {
            0..=4 => self.copy(place, len as usize, to + 8),
            5..=8 => {
                let room = self.room(8)?;
                self.copy(place, len as usize, room)?;
                self.put(to + 8, room as u64, 4)
            }
            _ => self.put(to + 8, u64::from(u32::try_from(place).ok()?), 4),
        }
    }

    /// Writes whole numbers with four bytes each; those that name directories name narrow ones.
    fn numbers(
        &mut self,
        tag: u64,
        place: usize,
        count: u64,
        size: usize,
        value: usize,
        depth: usize,
    ) -> Option<()> {
        let count = usize::try_from(count).ok()?;
        self.bytes.get(place..place.checked_add(count.checked_mul(size)?)?)?;
        let target = match count {
            0 | 1 => value,
            _ => {
                let room = self.room(count.checked_mul(4)?)?;
                self.put(value, room as u64, 4)?;
                room
            }
        };
        for index in 0..count {
            let mut number = self.number(place + index * size, size)?;
            if DIRECTORIES.contains(&tag) && depth < DEPTH_MAX && self.is_new(number) {
                number = self.directory(number, depth + 1)?.at as u64;
            }
            self.put(target + index * 4, u64::from(u32::try_from(number).ok()?), 4)?;
        }
        Some(())
    }

    fn copy(&mut self, from: usize, len: usize, to: usize) -> Option<()> {
        let piece = self.bytes.get(from..from.checked_add(len)?)?;
        self.made.get_mut(to..to.checked_add(len)?)?.copy_from_slice(piece);
        Some(())
    }
}

/// Bytes of a value (TIFF 6.0, section 2, and BigTIFF); of an unknown type, one.
fn size_of_type(kind: u64) -> u64 {
    match kind {
        3 | 8 => 2,
        4 | 9 | 11 | 13 => 4,
        5 | 10 | 12 | 16..=18 => 8,
        _ => 1,
    }
}
