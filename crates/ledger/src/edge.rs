//! The right edge of a growing tree: its partial tiles, from which it grows and its root follows.

use crate::hash::{HASH_BYTES, Hash};
use crate::tile::{Level, StoreError, TILE_WIDTH, Tile, Tiles, decode_bundle, encode_bundle};
use crate::tree::perfect;

/// Why an edge cannot be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EdgeError {
    /// A tile of it cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The tiles make another tree than the one that was expected.
    #[error("the tiles make a tree with another root hash")]
    WrongRoot,
    /// An entry is longer than a bundle can hold.
    #[error("an entry has {0} bytes, more than 65,535")]
    TooLong(usize),
}

/// The partial tiles of a tree.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Edge {
    size: u64,
    /// For each level of tiles, the hashes of its partial tile.
    levels: Vec<Vec<Hash>>,
    /// The entries of the partial bundle.
    entries: Vec<Vec<u8>>,
}

impl Edge {
    /// Reads the edge of the tree of `size`, and holds it against its root.
    pub fn load(tiles: &dyn Tiles, size: u64, root: &Hash) -> Result<Self, EdgeError> {
        let mut edge = Self { size, ..Self::default() };
        let mut columns = size;
        for level in 0..=7_u8 {
            if columns == 0 {
                break;
            }
            let width = (columns % TILE_WIDTH as u64) as usize;
            let index = columns / TILE_WIDTH as u64;
            let tile = Tile { level: Level::Hashes(level), index, width };
            edge.levels.push(if width == 0 { Vec::new() } else { read_hashes(tiles, tile)? });
            columns /= TILE_WIDTH as u64;
        }
        let width = (size % TILE_WIDTH as u64) as usize;
        if width > 0 {
            let tile = Tile { level: Level::Entries, index: size / TILE_WIDTH as u64, width };
            edge.entries = read_entries(tiles, tile)?;
        }
        let leaves = edge.levels.first().map(Vec::as_slice).unwrap_or_default();
        let is_whole =
            edge.entries.iter().map(|entry| Hash::of_leaf(entry)).eq(leaves.iter().copied());
        if is_whole && edge.root() == *root { Ok(edge) } else { Err(EdgeError::WrongRoot) }
    }

    /// The number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Returns the root hash.
    pub fn root(&self) -> Hash {
        let mut right: Option<Hash> = None;
        for level in &self.levels {
            let mut rest = level.as_slice();
            let mut parts = Vec::new();
            while !rest.is_empty() {
                let (part, after) = rest.split_at(1 << rest.len().ilog2());
                parts.push(perfect(part));
                rest = after;
            }
            for left in parts.into_iter().rev() {
                right = Some(right.map_or(left, |right| Hash::of_node(&left, &right)));
            }
        }
        right.unwrap_or_else(Hash::of_empty_tree)
    }

    /// Appends an entry, and puts the tiles that it fills into `full`.
    pub fn append(
        &mut self,
        entry: &[u8],
        full: &mut Vec<(Tile, Vec<u8>)>,
    ) -> Result<(), EdgeError> {
        if u16::try_from(entry.len()).is_err() {
            return Err(EdgeError::TooLong(entry.len()));
        }
        let index = self.size / TILE_WIDTH as u64;
        self.entries.push(entry.to_vec());
        if self.entries.len() == TILE_WIDTH {
            let tile = Tile { level: Level::Entries, index, width: TILE_WIDTH };
            full.push((tile, self.bundle()));
            self.entries.clear();
        }
        self.size += 1;
        self.push(Hash::of_leaf(entry), full);
        Ok(())
    }

    /// Puts a hash into the partial tile of level 0, and full tiles' roots into the next.
    fn push(&mut self, leaf: Hash, full: &mut Vec<(Tile, Vec<u8>)>) {
        let mut hash = leaf;
        let mut columns = self.size;
        for level in 0..=u8::MAX {
            if self.levels.len() <= usize::from(level) {
                self.levels.push(Vec::with_capacity(TILE_WIDTH));
            }
            let Some(hashes) = self.levels.get_mut(usize::from(level)) else { return };
            hashes.push(hash);
            if hashes.len() < TILE_WIDTH {
                return;
            }
            columns /= TILE_WIDTH as u64;
            let tile = Tile { level: Level::Hashes(level), index: columns - 1, width: TILE_WIDTH };
            full.push((tile, hashes.iter().flat_map(|hash| hash.0).collect()));
            hash = perfect(hashes);
            hashes.clear();
        }
    }

    /// Returns the partial tiles, which a log serves for each size that it signed.
    pub fn partial_tiles(&self) -> Vec<(Tile, Vec<u8>)> {
        let mut tiles = Vec::new();
        let mut columns = self.size;
        for (level, hashes) in (0_u8..).zip(&self.levels) {
            let index = columns / TILE_WIDTH as u64;
            let tile = Tile { level: Level::Hashes(level), index, width: hashes.len() };
            tiles.push((tile, hashes.iter().flat_map(|hash| hash.0).collect()));
            columns /= TILE_WIDTH as u64;
        }
        let index = self.size / TILE_WIDTH as u64;
        tiles.push((
            Tile { level: Level::Entries, index, width: self.entries.len() },
            self.bundle(),
        ));
        tiles.retain(|(tile, _)| tile.width > 0);
        tiles
    }

    /// The partial bundle; its entries were short enough when they were appended or read.
    fn bundle(&self) -> Vec<u8> {
        encode_bundle(self.entries.iter().map(Vec::as_slice)).unwrap_or_default()
    }
}

fn read_hashes(tiles: &dyn Tiles, tile: Tile) -> Result<Vec<Hash>, StoreError> {
    let bytes = tiles.read(tile)?;
    let wanted = bytes.get(..tile.width * HASH_BYTES);
    let wanted = wanted.ok_or_else(|| StoreError::new(tile, "it is too short"))?;
    Ok(wanted.chunks_exact(HASH_BYTES).filter_map(Hash::from_bytes).collect())
}

pub(crate) fn read_entries(tiles: &dyn Tiles, tile: Tile) -> Result<Vec<Vec<u8>>, StoreError> {
    let bytes = tiles.read(tile)?;
    let entries = decode_bundle(&bytes)
        .filter(|entries| entries.len() >= tile.width)
        .ok_or_else(|| StoreError::new(tile, "it is not made of whole entries"))?;
    Ok(entries.iter().take(tile.width).map(|entry| entry.to_vec()).collect())
}

#[cfg(test)]
mod tests;
