//! Proofs about the tree: made from tiles, checked from hashes alone.
//!
//! RFC 9162, section 2.1; subtrees as in draft-ietf-plants-merkle-tree-certs, section 4.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;

use crate::hash::{HASH_BYTES, Hash};
use crate::tile::{Level, StoreError, TILE_HEIGHT, TILE_WIDTH, Tile, Tiles};

/// Why a proof does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The place is outside of the tree, or the range is none that a tree has.
    #[error("the proof is about a place that the tree does not have")]
    OutOfRange,
    /// There are more or fewer hashes than the place needs.
    #[error("the proof has the wrong number of hashes")]
    WrongLength,
    /// The hashes lead to another root.
    #[error("the proof leads to another root hash")]
    WrongRoot,
}

/// Checks that the leaf with this hash stands at `index` of the tree.
pub fn verify_inclusion(
    leaf: &Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), ProofError> {
    verify_subtree_inclusion(leaf, index, &(0..size), proof, root)
}

/// Checks that the leaf with this hash stands at `index` of the tree, in the subtree `range`.
pub fn verify_subtree_inclusion(
    leaf: &Hash,
    index: u64,
    range: &Range<u64>,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), ProofError> {
    if !is_subtree(range) || !range.contains(&index) {
        return Err(ProofError::OutOfRange);
    }
    let mut first = index - range.start;
    let mut last = range.end - range.start - 1;
    let mut hash = *leaf;
    for sibling in proof {
        if last == 0 {
            return Err(ProofError::WrongLength);
        }
        if first % 2 == 1 || first == last {
            hash = Hash::of_node(sibling, &hash);
            // A node without a right sibling is the same one a level higher.
            while first.is_multiple_of(2) && first != 0 {
                first >>= 1;
                last >>= 1;
            }
        } else {
            hash = Hash::of_node(&hash, sibling);
        }
        first >>= 1;
        last >>= 1;
    }
    match (last == 0, hash == *root) {
        (false, _) => Err(ProofError::WrongLength),
        (true, false) => Err(ProofError::WrongRoot),
        (true, true) => Ok(()),
    }
}

/// Checks that the tree of `old_size` is the beginning of the tree of `size`.
///
/// An empty tree is the beginning of every tree: there is nothing to prove and it is refused here
/// (RFC 9162, section 2.1.4, where `0 < m`).
pub fn verify_consistency(
    old_size: u64,
    old_root: &Hash,
    size: u64,
    root: &Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if old_size == 0 {
        return Err(ProofError::OutOfRange);
    }
    verify_subtree_consistency(&(0..old_size), old_root, size, root, proof)
}

/// Checks that the subtree `range` with the hash `subtree` is one of the tree of `size`.
pub fn verify_subtree_consistency(
    range: &Range<u64>,
    subtree: &Hash,
    size: u64,
    root: &Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if range.start == range.end && range.end <= size {
        return verify_nothing(subtree, proof);
    }
    if !is_subtree(range) || range.end > size {
        return Err(ProofError::OutOfRange);
    }
    let (mut first, mut last, mut tree_last) = (range.start, range.end - 1, size - 1);
    while first != last && (last == tree_last || last % 2 == 1) {
        (first, last, tree_last) = (first >> 1, last >> 1, tree_last >> 1);
    }
    let mut rest = proof.iter();
    let seed = if first == last { Some(subtree) } else { rest.next() };
    let mut old = *seed.ok_or(ProofError::WrongLength)?;
    let mut new = old;
    for sibling in rest {
        if tree_last == 0 {
            return Err(ProofError::WrongLength);
        }
        if last % 2 == 1 || last == tree_last {
            if first < last {
                old = Hash::of_node(sibling, &old);
            }
            new = Hash::of_node(sibling, &new);
            while last.is_multiple_of(2) && last != 0 {
                (first, last, tree_last) = (first >> 1, last >> 1, tree_last >> 1);
            }
        } else {
            new = Hash::of_node(&new, sibling);
        }
        (first, last, tree_last) = (first >> 1, last >> 1, tree_last >> 1);
    }
    match (tree_last == 0, old == *subtree && new == *root) {
        (false, _) => Err(ProofError::WrongLength),
        (true, false) => Err(ProofError::WrongRoot),
        (true, true) => Ok(()),
    }
}

/// A subtree without leaves is one of every tree, and needs no proof.
fn verify_nothing(subtree: &Hash, proof: &[Hash]) -> Result<(), ProofError> {
    match (proof.is_empty(), *subtree == Hash::of_empty_tree()) {
        (false, _) => Err(ProofError::WrongLength),
        (true, false) => Err(ProofError::WrongRoot),
        (true, true) => Ok(()),
    }
}

/// True when the range is a node of some tree, or the right edge of one.
fn is_subtree(range: &Range<u64>) -> bool {
    let Some(length) = range.end.checked_sub(range.start).filter(|length| *length > 0) else {
        return false;
    };
    let width = length.checked_next_power_of_two();
    range.start == 0 || width.is_some_and(|width| range.start.is_multiple_of(width))
}

/// Makes proofs about the tree of one size from its tiles.
///
/// What it reads it keeps, so that neighbours' proofs cost little.
/// It believes its tiles: a caller checks each proof against the signed root before it leaves.
pub struct TileReader<'t> {
    tiles: &'t dyn Tiles,
    size: u64,
    read: RefCell<BTreeMap<Tile, Vec<u8>>>,
}

/// Most tiles that a reader keeps: 32 MiB.
const KEPT_MAX: usize = 4096;

impl<'t> TileReader<'t> {
    /// Makes a reader of the tree of `size`.
    pub fn new(tiles: &'t dyn Tiles, size: u64) -> Self {
        Self { tiles, size, read: RefCell::default() }
    }

    /// Returns the root hash of the tree as it was at `size`.
    pub fn root(&self, size: u64) -> Result<Hash, StoreError> {
        match size {
            0 => Ok(Hash::of_empty_tree()),
            _ => self.range(0..size),
        }
    }

    /// Returns the hashes that prove the leaf at `index`.
    pub fn inclusion(&self, index: u64) -> Result<Vec<Hash>, StoreError> {
        let mut siblings = Vec::new();
        let mut range = 0..self.size;
        while range.end - range.start > 1 {
            let middle = range.start + split(range.end - range.start);
            if index < middle {
                siblings.push(middle..range.end);
                range.end = middle;
            } else {
                siblings.push(range.start..middle);
                range.start = middle;
            }
        }
        siblings.into_iter().rev().map(|sibling| self.range(sibling)).collect()
    }

    /// Returns the hashes that prove that the tree of `old_size` is the beginning of this one.
    pub fn consistency(&self, old_size: u64) -> Result<Vec<Hash>, StoreError> {
        if old_size == 0 || old_size >= self.size {
            return Ok(Vec::new());
        }
        let mut ranges = Vec::new();
        let mut range = 0..self.size;
        while old_size < range.end {
            let middle = range.start + split(range.end - range.start);
            if old_size <= middle {
                ranges.push(middle..range.end);
                range.end = middle;
            } else {
                ranges.push(range.start..middle);
                range.start = middle;
            }
        }
        if range.start > 0 {
            ranges.push(range);
        }
        ranges.into_iter().rev().map(|range| self.range(range)).collect()
    }

    /// Returns the hash of a range that is a subtree: its perfect parts, joined from the right.
    fn range(&self, range: Range<u64>) -> Result<Hash, StoreError> {
        let mut parts = Vec::new();
        let mut start = range.start;
        while start < range.end {
            let height = (range.end - start).ilog2();
            parts.push(self.node(height, start >> height)?);
            start += 1 << height;
        }
        let mut parts = parts.into_iter().rev();
        let last = parts.next().unwrap_or_else(Hash::of_empty_tree);
        Ok(parts.fold(last, |right, left| Hash::of_node(&left, &right)))
    }

    /// Returns the hash of a perfect subtree, from the tile that spans it.
    fn node(&self, height: u32, index: u64) -> Result<Hash, StoreError> {
        let level = height / TILE_HEIGHT;
        let within = height % TILE_HEIGHT;
        let first = index << within;
        let tile_index = first / TILE_WIDTH as u64;
        let columns = self.size >> (level * TILE_HEIGHT);
        let width = (columns - tile_index * TILE_WIDTH as u64).min(TILE_WIDTH as u64) as usize;
        let level = u8::try_from(level).unwrap_or(u8::MAX);
        let tile = Tile { level: Level::Hashes(level), index: tile_index, width };
        let start = (first % TILE_WIDTH as u64) as usize;
        self.hashes(tile, start..start + (1 << within)).map(|hashes| perfect(&hashes))
    }

    fn hashes(&self, tile: Tile, range: Range<usize>) -> Result<Vec<Hash>, StoreError> {
        let mut read = self.read.borrow_mut();
        if !read.contains_key(&tile) {
            if read.len() >= KEPT_MAX {
                read.clear();
            }
            read.insert(tile, self.tiles.read(tile)?);
        }
        let bytes = read.get(&tile).map(Vec::as_slice).unwrap_or_default();
        let wanted = bytes.get(range.start * HASH_BYTES..range.end * HASH_BYTES);
        let wanted = wanted.ok_or_else(|| StoreError::new(tile, "it is too short"))?;
        Ok(wanted.chunks_exact(HASH_BYTES).filter_map(Hash::from_bytes).collect())
    }
}

/// Where a tree of `size` leaves splits: the largest power of two below its size.
fn split(size: u64) -> u64 {
    1 << (size - 1).ilog2()
}

/// Returns the root of a perfect tree from the hashes of one of its levels.
pub(crate) fn perfect(hashes: &[Hash]) -> Hash {
    let mut level = hashes.to_vec();
    while level.len() > 1 {
        level = level
            .chunks(2)
            .map(|pair| match pair {
                [left, right] => Hash::of_node(left, right),
                rest => rest.first().copied().unwrap_or_else(Hash::of_empty_tree),
            })
            .collect();
    }
    level.first().copied().unwrap_or_else(Hash::of_empty_tree)
}

#[cfg(test)]
mod tests;
