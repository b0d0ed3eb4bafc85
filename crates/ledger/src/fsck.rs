//! A full check of what a log shows to the public: every entry, every tile, every checkpoint.

use std::fmt;

use crate::checkpoint::Checkpoint;
use crate::edge::{Edge, read_entries};
use crate::hash::Hash;
use crate::tile::{Level, StoreError, TILE_WIDTH, Tile, Tiles};

/// What a full check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Leaves that were hashed.
    pub leaves: u64,
    /// Tiles and bundles that were compared.
    pub tiles: u64,
    /// What is wrong.
    pub damages: Vec<Damage>,
}

/// Something that is wrong with a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Damage {
    /// A tile is missing or cannot be read.
    Unreadable(StoreError),
    /// A tile has other hashes than the entries make.
    OtherHashes(Tile),
    /// A checkpoint states another root hash than the entries make.
    OtherRoot {
        /// The size.
        size: u64,
        /// The root that it states.
        stated: Hash,
        /// The root that the entries make.
        made: Hash,
    },
}

impl fmt::Display for Damage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(error) => fmt::Display::fmt(error, formatter),
            Self::OtherHashes(tile) => {
                write!(formatter, "`{tile}` has other hashes than the entries make")
            }
            Self::OtherRoot { size, stated, made } => write!(
                formatter,
                "the checkpoint of {size} leaves states the root {stated}, and the entries make {made}"
            ),
        }
    }
}

/// Most damages that are told; a log that is all wrong needs no list.
const DAMAGES_MAX: usize = 100;

/// Reads every entry of the tree of `size`, and holds all tiles and `checkpoints` against them.
///
/// `checkpoints` are in ascending order of size.
pub fn fsck(tiles: &dyn Tiles, size: u64, checkpoints: &[Checkpoint]) -> Checked {
    let mut checked = Checked { leaves: 0, tiles: 0, damages: Vec::new() };
    let mut edge = Edge::default();
    let mut rest = checkpoints.iter().filter(|checkpoint| checkpoint.size <= size).peekable();
    while let Some(empty) = rest.next_if(|checkpoint| checkpoint.size == 0) {
        checked.hold_root(empty, Hash::of_empty_tree());
    }
    let width = TILE_WIDTH as u64;
    for index in 0..size.div_ceil(width) {
        let width = (size - index * width).min(width) as usize;
        let tile = Tile { level: Level::Entries, index, width };
        let entries = match read_entries(tiles, tile) {
            Ok(entries) => entries,
            Err(error) => {
                // What comes after a gap cannot be placed in the tree.
                checked.damages.push(Damage::Unreadable(error));
                return checked;
            }
        };
        let mut full = Vec::new();
        for entry in entries {
            if edge.append(&entry, &mut full).is_err() {
                checked.damages.push(Damage::OtherHashes(tile));
                return checked;
            }
            checked.leaves += 1;
            while let Some(checkpoint) = rest.next_if(|checkpoint| checkpoint.size == edge.size()) {
                checked.hold_root(checkpoint, edge.root());
            }
        }
        full.iter().for_each(|(tile, bytes)| checked.hold_tile(tiles, *tile, bytes));
        if checked.damages.len() >= DAMAGES_MAX {
            return checked;
        }
    }
    edge.partial_tiles().iter().for_each(|(tile, bytes)| checked.hold_tile(tiles, *tile, bytes));
    checked
}

impl Checked {
    fn hold_tile(&mut self, tiles: &dyn Tiles, tile: Tile, made: &[u8]) {
        self.tiles += 1;
        match tiles.read(tile) {
            Ok(bytes) if bytes == made => {}
            // A wider tile may stand in for a partial one.
            Ok(bytes) if tile.width < TILE_WIDTH && bytes.starts_with(made) => {}
            Ok(_) => self.damages.push(Damage::OtherHashes(tile)),
            Err(error) => self.damages.push(Damage::Unreadable(error)),
        }
    }

    fn hold_root(&mut self, checkpoint: &Checkpoint, made: Hash) {
        let Checkpoint { size, root, .. } = checkpoint;
        if *root != made {
            self.damages.push(Damage::OtherRoot { size: *size, stated: *root, made });
        }
    }
}

#[cfg(test)]
mod tests;
