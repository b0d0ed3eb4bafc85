//! Tiles: stretches of 256 hashes or entries, as files with fixed paths (C2SP tlog-tiles).

use std::fmt;

/// Hashes or entries in a full tile.
pub const TILE_WIDTH: usize = 256;
/// Levels of the tree that a tile spans.
pub(crate) const TILE_HEIGHT: u32 = 8;
/// Most hash levels that a path can name.
const LEVEL_MAX: u8 = 63;

/// What a tile holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Hashes; level 0 are those of leaves.
    Hashes(u8),
    /// The entries themselves.
    Entries,
}

/// A tile: what it holds, where it stands, and how much of it there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tile {
    /// What it holds.
    pub level: Level,
    /// Its number within the level.
    pub index: u64,
    /// How many hashes or entries it has: 1 to [`TILE_WIDTH`].
    pub width: usize,
}

impl Tile {
    /// Returns the path below the prefix of the log: `tile/<L>/<N>[.p/<W>]`.
    pub fn path(&self) -> String {
        let mut number = format!("{:03}", self.index % 1000);
        let mut rest = self.index / 1000;
        while rest > 0 {
            number = format!("x{:03}/{number}", rest % 1000);
            rest /= 1000;
        }
        let level = match self.level {
            Level::Hashes(level) => level.to_string(),
            Level::Entries => "entries".to_owned(),
        };
        match self.width {
            TILE_WIDTH => format!("tile/{level}/{number}"),
            width => format!("tile/{level}/{number}.p/{width}"),
        }
    }

    /// Reads a path; None when it is not exactly one that [`Self::path`] writes.
    pub fn parse(path: &str) -> Option<Self> {
        let (level, rest) = path.strip_prefix("tile/")?.split_once('/')?;
        let level = match level {
            "entries" => Level::Entries,
            number => Level::Hashes(number.parse().ok().filter(|level| *level <= LEVEL_MAX)?),
        };
        let (number, width) = match rest.split_once(".p/") {
            Some((number, width)) => {
                (number, width.parse().ok().filter(|width| (1..TILE_WIDTH).contains(width))?)
            }
            None => (rest, TILE_WIDTH),
        };
        let mut index: u64 = 0;
        for group in number.split('/') {
            let digits = group.strip_prefix('x').unwrap_or(group);
            index = index.checked_mul(1000)?.checked_add(digits.parse().ok()?)?;
        }
        let tile = Self { level, index, width };
        // One path for a tile: signs, spaces and zeros in front are refused by writing it again.
        (tile.path() == path).then_some(tile)
    }

    /// Returns the tiles of hashes and entries that the tree of `size` has and that of `old_size`
    /// has not.
    pub fn between(old_size: u64, size: u64) -> Vec<Self> {
        let width = TILE_WIDTH as u64;
        let mut tiles = Vec::new();
        let levels = (0..=7_u8).map(|level| (Level::Hashes(level), u32::from(level) * TILE_HEIGHT));
        for (level, shift) in levels.chain([(Level::Entries, 0)]) {
            let (old, new) = (old_size >> shift, size >> shift);
            if new == old {
                continue;
            }
            let full = (old / width..new / width).map(|index| (index, TILE_WIDTH));
            let partial = Some((new / width, (new % width) as usize));
            let all = full.chain(partial.filter(|(_, width)| *width > 0));
            tiles.extend(all.map(|(index, width)| Self { level, index, width }));
        }
        tiles
    }
}

impl fmt::Display for Tile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.path())
    }
}

/// Where tiles are kept.
pub trait Tiles {
    /// Returns the bytes of a tile; a wider one of the same place may stand in for a partial one.
    fn read(&self, tile: Tile) -> Result<Vec<u8>, StoreError>;
}

/// A tile that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("cannot read `{tile}`: {reason}")]
pub struct StoreError {
    /// The tile.
    pub tile: Tile,
    /// Why not.
    pub reason: String,
}

impl StoreError {
    /// Makes an error about a tile.
    pub fn new(tile: Tile, reason: impl Into<String>) -> Self {
        Self { tile, reason: reason.into() }
    }
}

/// Writes entries as a bundle: each behind its length in two bytes.
///
/// None when an entry is longer than a bundle can say.
pub fn encode_bundle<'e>(entries: impl IntoIterator<Item = &'e [u8]>) -> Option<Vec<u8>> {
    let mut bundle = Vec::new();
    for entry in entries {
        bundle.extend(u16::try_from(entry.len()).ok()?.to_be_bytes());
        bundle.extend(entry);
    }
    Some(bundle)
}

/// Reads a bundle; None when it is not made of whole entries, or of more than a tile has.
pub fn decode_bundle(mut bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let mut entries = Vec::new();
    while !bytes.is_empty() {
        let (length, rest) = bytes.split_first_chunk::<2>()?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (entry, rest) = rest.split_at_checked(length)?;
        entries.push(entry);
        if entries.len() > TILE_WIDTH {
            return None;
        }
        bytes = rest;
    }
    Some(entries)
}

#[cfg(test)]
mod tests;
