//! TIFF 6.0: directories of tags, one for each page, and those that hang beneath them.
//!
//! Raw pictures of cameras are TIFF files too: what a sensor saw is not developed here, but the
//! pictures are looked at that the camera made of it.

mod big;
mod directory;
mod gaps;

use std::collections::BTreeSet;
use std::io::Cursor;

use ::image::ImageFormat;

use self::directory::Directory;
use super::{exif, pixels};
use crate::ProblemCode;
use crate::out::Out;

/// Directories that are read at once; more are read in further rounds.
const ROUND: usize = 8;
/// Most rounds, since each copies the file.
const ROUNDS_MAX: usize = 64;
/// Longer side of a picture that shows text as well as what it was made from.
const SHOWN_SIDE_MIN: u32 = 1000;

/// Little-endian, big-endian, and both of BigTIFF.
pub(super) fn matches(head: &[u8]) -> bool {
    [b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"].iter().any(|magic| head.starts_with(*magic))
}

/// Tells the tags of all directories, then looks at the pixels of each page.
pub(super) fn read(bytes: &[u8], out: &mut Out<'_>) {
    if !bytes.get(2..4).is_some_and(|version| version.contains(&b'+')) {
        let directories = read_narrow(bytes, out);
        return gaps::tell(bytes, &directories, out);
    }
    match big::narrowed(bytes) {
        Some(narrow) => drop(read_narrow(&narrow, out)),
        None => out.problem(ProblemCode::Damaged),
    }
}

/// Reads a file of the narrow kind; returns where its directories begin.
fn read_narrow(bytes: &[u8], out: &mut Out<'_>) -> Vec<u32> {
    let chain = chain(bytes, out);
    if chain.is_empty() {
        out.problem(ProblemCode::Truncated);
        return chain;
    }
    for round in chain.chunks(ROUND) {
        let from = round.first().map_or(0, |page| *page);
        exif::read_from(bytes, from, round.len(), out);
    }
    let pages = pages(bytes, &chain, out);
    look(bytes, &pages, out);
    pages.iter().map(|page| page.directory.at).collect()
}

/// A directory with pixels, and the number of its page when there are several.
struct Page {
    directory: Directory,
    number: Option<u64>,
}

/// Returns the directories of the chain, each followed by those beneath it, however deep.
fn pages(bytes: &[u8], chain: &[u32], out: &mut Out<'_>) -> Vec<Page> {
    let mut seen: BTreeSet<u32> = chain.iter().copied().collect();
    let mut pages = Vec::new();
    for (number, first) in (1..).zip(chain) {
        let number = Some(number).filter(|_| chain.len() > 1);
        let mut open = vec![*first];
        while let Some(at) = open.pop() {
            let Some(directory) = Directory::read(bytes, at) else {
                out.problem(ProblemCode::Truncated);
                continue;
            };
            if pages.len() == ROUND * ROUNDS_MAX {
                out.problem(ProblemCode::EntriesLimit);
                return pages;
            }
            // One that is beneath another may begin a chain of its own.
            let next = directory.next.filter(|_| at != *first);
            let beneath = directory.beneath().iter().rev().copied();
            open.extend(next.into_iter().chain(beneath).filter(|at| seen.insert(*at)));
            pages.push(Page { directory, number });
        }
    }
    pages
}

/// Looks at the pixels of each page, and tells what of them was not seen.
fn look(bytes: &[u8], pages: &[Page], out: &mut Out<'_>) {
    let mut shown_side = 0;
    let mut sensors = Vec::new();
    for page in pages {
        if out.stop() {
            return;
        }
        let (directory, number) = (&page.directory, page.number);
        let picture = starting_at(bytes, directory.at);
        if pixels::is_seen(&picture, ImageFormat::Tiff, number, out) {
            shown_side = shown_side.max(directory.side());
        } else if let Some(side) = look_at_jpeg(bytes, directory, out) {
            shown_side = shown_side.max(side);
        } else if directory.may_have_pixels() {
            match directory.is_of_sensor(bytes) {
                true => sensors.push(page),
                false => out.problem_with(None, ProblemCode::PictureUndecoded, number),
            }
        }
    }
    // The first directory of a camera's file is that of the picture as a whole.
    let whole = pages.first().map_or(0, |page| page.directory.side());
    for page in sensors {
        let side = Some(page.directory.side()).filter(|side| *side > 0).unwrap_or(whole);
        let is_shown = side > 0 && shown_side >= side.min(SHOWN_SIDE_MIN);
        let code = match is_shown {
            true => ProblemCode::PictureNotRead,
            false => ProblemCode::PictureUndecoded,
        };
        out.problem_with(None, code, page.number);
    }
}

/// Has the JPEG file read that a directory has for its pixels; returns its longer side.
fn look_at_jpeg(bytes: &[u8], directory: &Directory, out: &mut Out<'_>) -> Option<u32> {
    let jpeg = directory.jpeg(bytes)?;
    let (width, height) = pixels::dimensions(jpeg, ImageFormat::Jpeg)?;
    // Previews that say how long they are were read with the tags.
    if !directory.has_preview() {
        out.child("picture in JPEG", &mut Cursor::new(jpeg));
    }
    Some(width.max(height))
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
fn chain(bytes: &[u8], out: &mut Out<'_>) -> Vec<u32> {
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
    u32::try_from(long_number(bytes, at, size)?).ok()
}

/// Returns a number of up to eight bytes.
fn long_number(bytes: &[u8], at: usize, size: usize) -> Option<u64> {
    let bytes_of = bytes.get(at..at.checked_add(size)?)?;
    let add = |sum: u64, byte: &u8| sum << 8 | u64::from(*byte);
    Some(match is_little(bytes) {
        true => bytes_of.iter().rev().fold(0, add),
        false => bytes_of.iter().fold(0, add),
    })
}

#[cfg(test)]
mod tests;
