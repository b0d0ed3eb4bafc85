//! Writes the tables of a track: durations, shifts, places and lengths of its pieces.

use super::pieces::{Chunk, Piece, group_of, offsets, rows};
use super::{DAMAGED, longs};
use crate::clean::Refusal;
use crate::formats::boxes::{boxed, find, number};

/// What is known of the pieces of a track.
pub(super) enum Tables {
    /// Each has a length of its own.
    Each(Vec<Piece>),
    /// All are alike, such as samples of sound that is not compressed; their tables stay.
    Same { durations: Vec<u8>, groups: Vec<u8>, lengths: Vec<u8> },
}

/// Reads the tables of pieces that are all alike, and the chunks that they stand in; `chunk_bytes`
/// says how long so many pieces are.
pub(super) fn read_same(
    tables: &[u8],
    chunk_bytes: impl Fn(u64) -> Option<u64>,
) -> Result<(Tables, Vec<Chunk>), Refusal> {
    let table = |kind: &[u8; 4], columns: usize| {
        let rows = rows(find(tables, &[kind]), columns)?;
        let count = rows.len() as u32;
        let numbers = rows.into_iter().flatten().map(|number| number as u32);
        Ok::<_, Refusal>(longs(&[0, count].into_iter().chain(numbers).collect::<Vec<_>>()))
    };
    let groups = rows(find(tables, &[b"stsc"]), 3)?;
    let lengths = find(tables, &[b"stsz"]).and_then(|table| table.get(..12)).ok_or(DAMAGED)?;
    let mut left = number(lengths, 8, 4).unwrap_or(0);
    let mut chunks = Vec::new();
    for (chunk, start) in (1_u32..).zip(offsets(tables)?) {
        let (count, entry) = group_of(&groups, chunk);
        let count = count.min(left);
        left -= count;
        let length = chunk_bytes(count).ok_or(DAMAGED)?;
        chunks.push(Chunk { start, length, pieces: 0..0, entry });
    }
    let made = Tables::Same {
        durations: table(b"stts", 2)?,
        groups: table(b"stsc", 3)?,
        lengths: [&[0; 4], lengths.get(4..).unwrap_or_default()].concat(),
    };
    Ok((made, chunks))
}

impl Tables {
    /// Writes all tables, with the places of the chunks.
    pub(super) fn written(&self, chunks: &[Chunk], places: &[u32], lengths: &[u32]) -> Vec<u8> {
        let mut places = places.to_vec();
        places.resize(chunks.len(), 0);
        let places = boxed(b"stco", &counted(&places, 1));
        match self {
            Self::Same { durations, groups, lengths } => {
                [boxed(b"stts", durations), boxed(b"stsc", groups), boxed(b"stsz", lengths), places]
                    .concat()
            }
            Self::Each(pieces) => {
                let sizes = longs(&[0, 0, lengths.len() as u32]);
                [
                    boxed(b"stts", &counted(&runs(pieces.iter().map(|p| p.duration)), 2)),
                    shifts(pieces),
                    syncs(pieces),
                    boxed(b"stsc", &counted(&groups(chunks), 3)),
                    boxed(b"stsz", &[sizes, longs(lengths)].concat()),
                    places,
                ]
                .concat()
            }
        }
    }
}

/// A table of rows of so many numbers, after their count.
fn counted(numbers: &[u32], columns: usize) -> Vec<u8> {
    [longs(&[0, (numbers.len() / columns) as u32]), longs(numbers)].concat()
}

/// Pairs of how often a value comes in a row, and the value.
fn runs(values: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut runs: Vec<u32> = Vec::new();
    for value in values {
        match runs.as_mut_slice() {
            [.., count, last] if *last == value => *count += 1,
            _ => runs.extend([1, value]),
        }
    }
    runs
}

fn shifts(pieces: &[Piece]) -> Vec<u8> {
    if pieces.iter().all(|piece| piece.shift == 0) {
        return Vec::new();
    }
    let shifts = runs(pieces.iter().map(|piece| (piece.shift as i32).cast_unsigned()));
    let mut table = counted(&shifts, 2);
    if pieces.iter().any(|piece| piece.shift < 0)
        && let Some(version) = table.first_mut()
    {
        *version = 1;
    }
    boxed(b"ctts", &table)
}

fn syncs(pieces: &[Piece]) -> Vec<u8> {
    if pieces.iter().all(|piece| piece.is_sync) {
        return Vec::new();
    }
    let numbers = (1..).zip(pieces).filter(|(_, piece)| piece.is_sync).map(|(number, _)| number);
    boxed(b"stss", &counted(&numbers.collect::<Vec<u32>>(), 1))
}

fn groups(chunks: &[Chunk]) -> Vec<u32> {
    let mut groups: Vec<u32> = Vec::new();
    for (number, chunk) in (1..).zip(chunks) {
        let count = chunk.pieces.len() as u32;
        match groups.as_slice() {
            [.., last_count, last_entry] if *last_count == count && *last_entry == chunk.entry => {}
            _ => groups.extend([number, count, chunk.entry]),
        }
    }
    groups
}
