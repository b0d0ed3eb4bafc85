//! The pieces of a track (ISO/IEC 14496-12, 8.6 and 8.7): where each stands and when it is played.

use std::ops::Range;

use super::{DAMAGED, TOO_MANY};
use crate::clean::Refusal;
use crate::formats::boxes::{find, number};

/// Most pieces of one track: days of film.
const PIECES_MAX: usize = 4_000_000;

/// A frame, or what takes its place in other media.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) start: u64,
    pub(super) length: u32,
    pub(super) duration: u32,
    /// How much later it is shown than decoded.
    pub(super) shift: i64,
    /// True when it can be decoded without others.
    pub(super) is_sync: bool,
    /// Number of the entry that says how it is coded, from 1.
    pub(super) entry: u32,
    /// Number of the chunk of the old file that it stands in.
    pub(super) chunk: u32,
}

/// Pieces that stand one behind the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chunk {
    pub(super) start: u64,
    pub(super) length: u64,
    pub(super) pieces: Range<usize>,
    pub(super) entry: u32,
}

/// Reads the pieces of a track whose pieces each have a length.
pub(super) fn read(tables: &[u8]) -> Result<Vec<Piece>, Refusal> {
    let lengths = lengths(tables)?;
    let offsets = offsets(tables)?;
    let groups = rows(find(tables, &[b"stsc"]), 3)?;
    let durations = Runs::new(find(tables, &[b"stts"]))?;
    let shifts = Runs::new(find(tables, &[b"ctts"]))?;
    let syncs: Option<Vec<u64>> = find(tables, &[b"stss"])
        .map(|table| rows(Some(table), 1).map(|rows| rows.concat()))
        .transpose()?;
    let mut pieces = Vec::with_capacity(lengths.len());
    let (mut durations, mut shifts) = (durations.each(), shifts.each());
    for (chunk, start) in (1_u32..).zip(offsets) {
        let (count, entry) = group_of(&groups, chunk);
        let mut at = start;
        for _ in 0..count {
            let Some(length) = lengths.get(pieces.len()).copied() else { break };
            let number = pieces.len() as u64 + 1;
            pieces.push(Piece {
                start: at,
                length,
                duration: durations.next().unwrap_or(0),
                // Versions differ in the sign; no shift is so long that it matters.
                shift: i64::from(shifts.next().unwrap_or(0).cast_signed()),
                is_sync: syncs.as_ref().is_none_or(|syncs| syncs.binary_search(&number).is_ok()),
                entry,
                chunk,
            });
            at = at.saturating_add(length.into());
        }
    }
    Ok(pieces)
}

/// Returns how many pieces a chunk has, and their entry.
pub(super) fn group_of(groups: &[Vec<u64>], chunk: u32) -> (u64, u32) {
    let after = groups.partition_point(|row| row.first().is_some_and(|at| *at <= chunk.into()));
    let row = after.checked_sub(1).and_then(|at| groups.get(at)).map(Vec::as_slice);
    match row {
        Some(&[_, count, entry]) => (count, (entry as u32).max(1)),
        _ => (0, 1),
    }
}

/// Where chunks begin.
pub(super) fn offsets(tables: &[u8]) -> Result<Vec<u64>, Refusal> {
    let (table, width) = match (find(tables, &[b"stco"]), find(tables, &[b"co64"])) {
        (Some(table), _) => (table, 4),
        (None, Some(table)) => (table, 8),
        (None, None) => return Ok(Vec::new()),
    };
    let count = count(table, 4)?;
    let offset = |index: usize| number(table, 8 + index * width, width).ok_or(DAMAGED);
    (0..count).map(offset).collect()
}

fn lengths(tables: &[u8]) -> Result<Vec<u32>, Refusal> {
    if let Some(table) = find(tables, &[b"stsz"]) {
        let count = count(table, 8)?;
        let length = |index: usize| number(table, 12 + index * 4, 4).ok_or(DAMAGED);
        return (0..count).map(|index| length(index).map(|length| length as u32)).collect();
    }
    let Some(table) = find(tables, &[b"stz2"]) else { return Ok(Vec::new()) };
    let bits = usize::from(*table.get(7).ok_or(DAMAGED)?);
    let length = |index: usize| match bits {
        4 => {
            let pair = *table.get(12 + index / 2)?;
            Some(u32::from(if index.is_multiple_of(2) { pair >> 4 } else { pair & 15 }))
        }
        8 | 16 => number(table, 12 + index * bits / 8, bits / 8).map(|length| length as u32),
        _ => None,
    };
    (0..count(table, 8)?).map(|index| length(index).ok_or(DAMAGED)).collect()
}

/// The number of rows that a table says it has, within bounds.
fn count(table: &[u8], at: usize) -> Result<usize, Refusal> {
    let count = number(table, at, 4).ok_or(DAMAGED)? as usize;
    if count > PIECES_MAX { Err(TOO_MANY) } else { Ok(count) }
}

/// Reads the rows of a table, of so many numbers of four bytes each.
pub(super) fn rows(table: Option<&[u8]>, columns: usize) -> Result<Vec<Vec<u64>>, Refusal> {
    let Some(table) = table else { return Ok(Vec::new()) };
    let row = |index: usize| {
        let at = 8 + index * columns * 4;
        (0..columns).map(|column| number(table, at + column * 4, 4).ok_or(DAMAGED)).collect()
    };
    (0..count(table, 4)?).map(row).collect()
}

/// Values that many pieces in a row share.
struct Runs(Vec<(u64, u32)>);

impl Runs {
    fn new(table: Option<&[u8]>) -> Result<Self, Refusal> {
        let rows = rows(table, 2)?;
        let pair = |row: Vec<u64>| match row.as_slice() {
            &[count, value] => Some((count, value as u32)),
            _ => None,
        };
        Ok(Self(rows.into_iter().filter_map(pair).collect()))
    }

    fn each(&self) -> impl Iterator<Item = u32> + '_ {
        let run = |&(count, value): &(u64, u32)| {
            std::iter::repeat_n(value, (count as usize).min(PIECES_MAX))
        };
        self.0.iter().flat_map(run)
    }
}

/// Puts pieces that stand together in the old file into chunks.
pub(super) fn chunks(pieces: &[Piece]) -> Vec<Chunk> {
    let mut chunks: Vec<Chunk> = Vec::new();
    let mut before: Option<Piece> = None;
    for (index, piece) in pieces.iter().enumerate() {
        let goes_on = before.is_some_and(|before| {
            before.chunk == piece.chunk
                && before.entry == piece.entry
                && before.start + u64::from(before.length) == piece.start
        });
        match chunks.last_mut() {
            Some(chunk) if goes_on => {
                chunk.length += u64::from(piece.length);
                chunk.pieces.end = index + 1;
            }
            _ => chunks.push(Chunk {
                start: piece.start,
                length: piece.length.into(),
                pieces: index..index + 1,
                entry: piece.entry,
            }),
        }
        before = Some(*piece);
    }
    chunks
}

/// Returns which pieces it takes to play what is shown from `start` to `end`, in units of the
/// track's clock; without an end, all that follows.
pub(super) fn needed(pieces: &[Piece], start: i64, end: Option<i64>) -> Range<usize> {
    let mut clock = 0_i64;
    let (mut first, mut last) = (0, pieces.len());
    for (index, piece) in pieces.iter().enumerate() {
        let shown = clock + piece.shift;
        if piece.is_sync {
            if shown <= start {
                first = index;
            }
            if index > first && end.is_some_and(|end| shown >= end) {
                last = index;
                break;
            }
        }
        clock += i64::from(piece.duration);
    }
    // A sound decoder wants to hear what came just before.
    let all_sync = pieces.iter().all(|piece| piece.is_sync);
    first.saturating_sub(usize::from(all_sync))..last
}
