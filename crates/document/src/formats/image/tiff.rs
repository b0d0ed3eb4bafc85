//! TIFF 6.0: directories of tags, one for each page.

use std::collections::BTreeSet;

use ::image::ImageFormat;

use super::{exif, pixels};
use crate::ProblemCode;
use crate::read::Out;

/// Directories that are read at once; more are read in further rounds.
const ROUND: usize = 8;
/// Most rounds, since each copies the file.
const ROUNDS_MAX: usize = 64;

/// Little-endian, big-endian, and both of BigTIFF.
pub(super) fn matches(head: &[u8]) -> bool {
    [b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"].iter().any(|magic| head.starts_with(*magic))
}

/// Tells the tags of all directories, then looks at the pixels of each page.
pub(super) fn read(bytes: &[u8], out: &mut Out<'_>) {
    if bytes.get(2..4).is_some_and(|version| version.contains(&b'+')) {
        out.problem(ProblemCode::FormatNotRead);
        return;
    }
    let pages = directories(bytes, out);
    if pages.is_empty() {
        out.problem(ProblemCode::Truncated);
        return;
    }
    for round in pages.chunks(ROUND) {
        let from = round.first().map_or(0, |page| *page);
        exif::read_from(bytes, from, round.len(), out);
    }
    for (number, page) in (1..).zip(&pages) {
        if out.stop() {
            return;
        }
        let number = Some(number).filter(|_| pages.len() > 1);
        pixels::look(&starting_at(bytes, *page), ImageFormat::Tiff, number, out);
    }
}

/// Returns the file with `directory` as its first.
pub(super) fn starting_at(bytes: &[u8], directory: u32) -> Vec<u8> {
    let mut copy = bytes.to_vec();
    let offset = if is_little(bytes) { directory.to_le_bytes() } else { directory.to_be_bytes() };
    if let Some(first) = copy.get_mut(4..8) {
        first.copy_from_slice(&offset);
    }
    copy
}

/// Returns where the directories of the chain begin, in its order.
fn directories(bytes: &[u8], out: &mut Out<'_>) -> Vec<u32> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    let mut next = number(bytes, 4, 4);
    while let Some(offset) = next
        && offset != 0
        && seen.insert(offset)
    {
        if found.len() == ROUND * ROUNDS_MAX {
            out.problem(ProblemCode::EntriesLimit);
            break;
        }
        let Some(entries) = number(bytes, offset as usize, 2) else {
            out.problem(ProblemCode::Truncated);
            break;
        };
        found.push(offset);
        next = number(bytes, (offset as usize).saturating_add(2 + 12 * entries as usize), 4);
    }
    found
}

fn is_little(bytes: &[u8]) -> bool {
    bytes.starts_with(b"II")
}

/// Returns the number of `size` bytes at `at` in the file's own order.
fn number(bytes: &[u8], at: usize, size: usize) -> Option<u32> {
    let bytes_of = bytes.get(at..at.checked_add(size)?)?;
    let add = |sum: u32, byte: &u8| sum << 8 | u32::from(*byte);
    Some(match is_little(bytes) {
        true => bytes_of.iter().rev().fold(0, add),
        false => bytes_of.iter().fold(0, add),
    })
}
