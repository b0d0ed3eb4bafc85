//! Public files: tiles that never change, and the checkpoint that is replaced as a whole.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, Result, bail};
use ledger::{LEAF_BYTES, Leaf, Level, StoreError, TILE_WIDTH, Tile, Tiles, decode_bundle};

/// Longest tile or bundle: 256 entries of 65,535 bytes.
const TILE_BYTES_MAX: u64 = TILE_WIDTH as u64 * (2 + 65_535);
/// Most files that get their names together; each is open until then.
const TOGETHER_MAX: usize = 256;
/// From how many files on the whole file system is synchronised instead of each.
#[cfg(target_os = "linux")]
const ONE_BY_ONE_MAX: usize = 8;
/// Longest note.
pub(super) const NOTE_BYTES_MAX: u64 = 1 << 20;

/// Tiles as files below a folder, at the paths of the specification.
#[derive(Debug, Clone)]
pub(super) struct TileFiles {
    folder: PathBuf,
}

impl TileFiles {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Returns the bytes of exactly this tile.
    pub(super) fn exact(&self, tile: Tile) -> io::Result<Vec<u8>> {
        read_bounded(&self.folder.join(tile.path()), TILE_BYTES_MAX)
    }

    pub(super) fn has_checkpoint(&self) -> bool {
        self.folder.join("checkpoint").exists()
    }

    /// Writes the tiles that are not there; returns how many.
    ///
    /// Another content under a tile's name is damage: it is only replaced when the caller has just
    /// made the whole tree from the database.
    pub(super) fn write<'t>(
        &self,
        tiles: impl Iterator<Item = (&'t Tile, &'t Vec<u8>)>,
        replace_wrong: bool,
    ) -> Result<u64> {
        let mut missing = Vec::new();
        for (tile, bytes) in tiles {
            let path = self.folder.join(tile.path());
            match self.exact(*tile) {
                Ok(there) if there == *bytes => {}
                Ok(_) if !replace_wrong => bail!(
                    "`{}` has other bytes than the database makes: it is damaged",
                    path.display()
                ),
                _ => missing.push((path, bytes.as_slice())),
            }
        }
        missing.chunks(TOGETHER_MAX).try_for_each(replace_together)?;
        Ok(missing.len() as u64)
    }

    /// Reads leaves from the bundles.
    pub(super) fn leaves(&self, first: u64, end: u64) -> Result<Vec<Leaf>> {
        let width = TILE_WIDTH as u64;
        let mut leaves = Vec::new();
        for index in first / width..end.div_ceil(width) {
            let count = (end - index * width).min(width) as usize;
            let tile = Tile { level: Level::Entries, index, width: count };
            let bytes = self.read(tile)?;
            let entries = decode_bundle(&bytes).filter(|entries| entries.len() >= count);
            let entries = entries.with_context(|| format!("`{tile}` is damaged"))?;
            let skipped = first.saturating_sub(index * width) as usize;
            for entry in entries.into_iter().take(count).skip(skipped) {
                let entry: [u8; LEAF_BYTES] = entry
                    .try_into()
                    .with_context(|| format!("`{tile}` has other leaves than ours"))?;
                leaves.push(Leaf(entry));
            }
        }
        Ok(leaves)
    }
}

impl Tiles for TileFiles {
    fn read(&self, tile: Tile) -> Result<Vec<u8>, StoreError> {
        let bytes = self.exact(tile).or_else(|error| match error.kind() {
            // A partial tile may be gone once the full one is there.
            io::ErrorKind::NotFound if tile.width < TILE_WIDTH => {
                self.exact(Tile { width: TILE_WIDTH, ..tile }).map_err(|_| error)
            }
            _ => Err(error),
        });
        bytes.map_err(|error| StoreError::new(tile, error.to_string()))
    }
}

/// Reads a file that is at most so long.
pub(super) fn read_bounded(path: &Path, max: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(max + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > max {
        return Err(io::Error::other("it is too long"));
    }
    Ok(bytes)
}

/// Puts a file into its place as a whole: nobody ever reads half of it, after a crash neither.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    replace_together(&[(path.to_owned(), bytes)])
}

/// The same for several files: they are on disk before any of them gets its name.
fn replace_together(files: &[(PathBuf, &[u8])]) -> Result<()> {
    let beside: Vec<PathBuf> = files.iter().map(|(path, _)| name_beside(path)).collect();
    let placed = place(files, &beside);
    if placed.is_err() {
        for path in &beside {
            // Those that have their name already are not there any more.
            let _removed = fs::remove_file(path);
        }
    }
    placed
}

fn place(files: &[(PathBuf, &[u8])], beside: &[PathBuf]) -> Result<()> {
    let mut folders = BTreeSet::new();
    let mut written = Vec::new();
    for ((path, bytes), beside) in files.iter().zip(beside) {
        let cannot = || format!("cannot write `{}`", path.display());
        let folder = path.parent().context("a file has a folder")?;
        if folders.insert(folder) {
            fs::create_dir_all(folder).with_context(cannot)?;
        }
        // One that was killed may have left it: numbers of processes come again.
        let _leftover = fs::remove_file(beside);
        let mut file =
            OpenOptions::new().write(true).create_new(true).open(beside).with_context(cannot)?;
        file.write_all(bytes).with_context(cannot)?;
        written.push(file);
    }
    synchronise(&written).context("cannot write the public files to the disk")?;
    for ((path, _), beside) in files.iter().zip(beside) {
        fs::rename(beside, path).with_context(|| format!("cannot name `{}`", path.display()))?;
    }
    for folder in folders {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Waits until files are on disk; many of them at once, where the system can.
fn synchronise(files: &[File]) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    if let Some(file) = files.first().filter(|_| files.len() > ONE_BY_ONE_MAX) {
        return Ok(rustix::fs::syncfs(file)?);
    }
    files.iter().try_for_each(File::sync_data)
}

fn name_beside(path: &Path) -> PathBuf {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    path.with_file_name(format!(".{}-{number}.new", std::process::id()))
}
