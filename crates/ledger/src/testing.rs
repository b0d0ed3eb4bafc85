//! What the tests share: a log in memory, and keys of nobody.

use std::collections::BTreeMap;

use crate::{
    Algorithm, Checkpoint, Edge, Hash, Note, SignerKey, StoreError, Tile, TileReader, Tiles,
};

pub(crate) const ORIGIN: &str = "ledger.example.org/releases/2026";

/// Tiles in memory.
#[derive(Default, Clone)]
pub(crate) struct Memory(pub(crate) BTreeMap<Tile, Vec<u8>>);

impl Tiles for Memory {
    fn read(&self, tile: Tile) -> Result<Vec<u8>, StoreError> {
        self.0.get(&tile).cloned().ok_or_else(|| StoreError::new(tile, "there is none"))
    }
}

/// A log in memory that keeps the tiles of every size it had.
#[derive(Default, Clone)]
pub(crate) struct Log {
    pub(crate) edge: Edge,
    pub(crate) tiles: Memory,
}

impl Log {
    /// Makes a log of so many entries, `first` telling forks apart.
    pub(crate) fn of(size: u64, first: &str) -> Self {
        let mut log = Self::default();
        (0..size).for_each(|index| log.append(format!("{first}{index}").as_bytes()));
        log.publish();
        log
    }

    pub(crate) fn append(&mut self, entry: &[u8]) {
        let mut full = Vec::new();
        self.edge.append(entry, &mut full).unwrap();
        self.tiles.0.extend(full);
    }

    pub(crate) fn publish(&mut self) {
        self.tiles.0.extend(self.edge.partial_tiles());
    }

    pub(crate) fn reader(&self) -> TileReader<'_> {
        TileReader::new(&self.tiles, self.edge.size())
    }

    pub(crate) fn checkpoint(&self) -> Checkpoint {
        Checkpoint::new(ORIGIN, self.edge.size(), self.edge.root())
    }

    /// The checkpoint, signed with both keys of the log.
    pub(crate) fn signed(&self, time: u64) -> Note {
        sign(&self.checkpoint(), &log_keys(), time)
    }
}

pub(crate) fn sign(checkpoint: &Checkpoint, keys: &[SignerKey], time: u64) -> Note {
    let text = checkpoint.to_string();
    let signatures = keys.iter().map(|key| key.sign_note(&text, time).unwrap()).collect();
    Note { text, signatures }
}

pub(crate) fn key(name: &str, algorithm: Algorithm) -> SignerKey {
    let seed = Hash::of_leaf(format!("{name}{algorithm:?}").as_bytes()).0;
    SignerKey::new(name, algorithm, seed).unwrap()
}

pub(crate) fn log_keys() -> [SignerKey; 2] {
    [key(ORIGIN, Algorithm::Ed25519), key(ORIGIN, Algorithm::MlDsa44Cosignature)]
}

/// The root by the definition of RFC 6962, section 2.1.
pub(crate) fn root_by_definition(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::of_empty_tree(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(1 << (leaves.len() - 1).ilog2());
            Hash::of_node(&root_by_definition(left), &root_by_definition(right))
        }
    }
}
