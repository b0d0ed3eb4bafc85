//! The high-water file: the last checkpoint, kept where a restored backup does not reach.
//!
//! It has two slots that are written in turn and in place, so that a write costs one
//! synchronisation and a torn one leaves the other slot whole.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use ledger::{Checkpoint, Note, VerifierKey};
use sha2::{Digest, Sha256};

/// Size of a slot: a note with one Ed25519 signature is below 700 bytes.
const SLOT_BYTES: usize = 4096;
const DIGEST_BYTES: usize = 32;
const LENGTH_BYTES: usize = 4;

/// The open file.
pub(super) struct HighWater {
    path: PathBuf,
    file: Option<File>,
    /// Which slot is written next.
    next: u64,
}

impl HighWater {
    /// Makes the file.
    pub(super) fn create(path: &Path, note: &Note) -> Result<()> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(path)
            .with_context(|| format!("cannot make the high-water file `{}`", path.display()))?;
        // Both slots at once: later writes change no metadata, and cost one synchronisation.
        file.write_all(&slot(note)?)?;
        file.write_all(&slot(note)?)?;
        file.sync_all()?;
        Ok(())
    }

    /// Opens the file; one that is missing is told when it is read.
    pub(super) fn open(path: &Path) -> Self {
        let file = OpenOptions::new().read(true).write(true).open(path).ok();
        Self { path: path.to_owned(), file, next: 0 }
    }

    /// Returns the highest checkpoint in it.
    pub(super) fn read(&mut self, keys: &[VerifierKey]) -> Result<Checkpoint> {
        let file = self.file.as_mut().context("it is missing")?;
        file.seek(SeekFrom::Start(0))?;
        let mut bytes = Vec::new();
        file.take(2 * SLOT_BYTES as u64).read_to_end(&mut bytes)?;
        let mut best: Option<(u64, Checkpoint)> = None;
        for (number, slot) in (0..).zip(bytes.chunks(SLOT_BYTES)) {
            let Some(checkpoint) = read_slot(slot, keys) else { continue };
            if best.as_ref().is_none_or(|(_, best)| best.size <= checkpoint.size) {
                best = Some((number, checkpoint));
            }
        }
        let (number, checkpoint) = best.context("neither of its halves can be read")?;
        self.next = 1 - number;
        Ok(checkpoint)
    }

    /// Writes the slot that is not the last one, and waits until it is on disk.
    pub(super) fn write(&mut self, note: &Note) -> Result<()> {
        let write = |file: &mut File, next: u64| -> Result<()> {
            file.seek(SeekFrom::Start(next * SLOT_BYTES as u64))?;
            file.write_all(&slot(note)?)?;
            file.sync_data()?;
            Ok(())
        };
        let file = self.file.as_mut().context("the high-water file is missing")?;
        write(file, self.next).with_context(|| {
            format!("cannot write the high-water file `{}`", self.path.display())
        })?;
        self.next = 1 - self.next;
        Ok(())
    }

    /// Writes the file after a recovery, making it anew when it is gone.
    pub(super) fn recover(&mut self, path: &Path, note: &Note) -> Result<()> {
        if self.file.is_none() {
            Self::create(path, note)?;
            *self = Self::open(path);
        }
        self.write(note)
    }
}

/// A length, a digest, the note, and zeros to the end.
fn slot(note: &Note) -> Result<Vec<u8>> {
    let text = note.to_string();
    if LENGTH_BYTES + DIGEST_BYTES + text.len() > SLOT_BYTES {
        bail!("the checkpoint is too long for the high-water file");
    }
    let length = u32::try_from(text.len())?.to_be_bytes();
    let digest = Sha256::digest(&text);
    let mut slot = [length.as_slice(), digest.as_slice(), text.as_bytes()].concat();
    slot.resize(SLOT_BYTES, 0);
    Ok(slot)
}

fn read_slot(slot: &[u8], keys: &[VerifierKey]) -> Option<Checkpoint> {
    let (length, rest) = slot.split_first_chunk::<LENGTH_BYTES>()?;
    let (digest, rest) = rest.split_first_chunk::<DIGEST_BYTES>()?;
    let text = rest.get(..u32::from_be_bytes(*length) as usize)?;
    if Sha256::digest(text).as_slice() != digest {
        return None;
    }
    let note = Note::parse(text).ok()?;
    note.verify(keys).ok()?;
    Checkpoint::parse(&note.text).ok()
}
