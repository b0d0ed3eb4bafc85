//! The sample tables of a track (ISO/IEC 14496-12, 8.6 and 8.7): where its pieces stand.

use super::super::boxes::{find, number};

/// Where the pieces of a track stand.
#[derive(Debug, Default)]
pub(super) struct Samples {
    /// Offset and length of each piece.
    pub(super) pieces: Vec<(u64, u64)>,
    /// Start and end of each stretch of pieces.
    pub(super) chunks: Vec<(u64, u64)>,
}

impl Samples {
    /// Reads the tables in `stbl`, up to `pieces_max` pieces.
    pub(super) fn read(stbl: &[u8], pieces_max: u64) -> Self {
        let sizes = Sizes::read(stbl, pieces_max as usize);
        let offsets = offsets(stbl, pieces_max as usize);
        let groups = Groups::read(stbl);
        let mut samples = Self::default();
        let mut next = 0;
        for (chunk, start) in (1..).zip(offsets) {
            let mut at = start;
            for _ in 0..groups.pieces_of(chunk) {
                let Some(size) = sizes.get(next) else { break };
                samples.pieces.push((at, size));
                at = at.saturating_add(size);
                next += 1;
            }
            samples.chunks.push((start, at));
        }
        samples
    }
}

/// Lengths of pieces: one for all, or each its own.
enum Sizes {
    Same { size: u64, count: usize },
    Each(Vec<u64>),
}

impl Sizes {
    fn read(stbl: &[u8], most: usize) -> Self {
        if let Some(table) = find(stbl, &[b"stsz"]) {
            let size = number(table, 4, 4).unwrap_or(0);
            let count = (number(table, 8, 4).unwrap_or(0) as usize).min(most);
            if size != 0 {
                return Self::Same { size, count };
            }
            return Self::Each((0..count).map_while(|at| number(table, 12 + at * 4, 4)).collect());
        }
        let Some(table) = find(stbl, &[b"stz2"]) else { return Self::Each(Vec::new()) };
        let bytes = usize::from(table.get(7).copied().unwrap_or(8)).div_ceil(8).max(1);
        let count = (number(table, 8, 4).unwrap_or(0) as usize).min(most);
        Self::Each((0..count).map_while(|at| number(table, 12 + at * bytes, bytes)).collect())
    }

    fn get(&self, index: usize) -> Option<u64> {
        match self {
            Self::Same { size, count } => (index < *count).then_some(*size),
            Self::Each(sizes) => sizes.get(index).copied(),
        }
    }
}

/// How many pieces stand in each chunk: a list of changes.
struct Groups(Vec<(u64, u64)>);

impl Groups {
    fn read(stbl: &[u8]) -> Self {
        let table = find(stbl, &[b"stsc"]).unwrap_or_default();
        let rows = table.get(8..).unwrap_or_default().chunks_exact(12);
        Self(rows.filter_map(|row| Some((number(row, 0, 4)?, number(row, 4, 4)?))).collect())
    }

    fn pieces_of(&self, chunk: u64) -> u64 {
        let after = self.0.partition_point(|(first, _)| *first <= chunk);
        after.checked_sub(1).and_then(|at| self.0.get(at)).map_or(1, |(_, pieces)| *pieces)
    }
}

fn offsets(stbl: &[u8], most: usize) -> Vec<u64> {
    let (table, size) = match (find(stbl, &[b"stco"]), find(stbl, &[b"co64"])) {
        (Some(table), _) => (table, 4),
        (None, Some(table)) => (table, 8),
        (None, None) => return Vec::new(),
    };
    let count = (number(table, 4, 4).unwrap_or(0) as usize).min(most);
    (0..count).map_while(|at| number(table, 8 + at * size, size)).collect()
}

#[cfg(test)]
mod tests;
