//! The keys of a desk: the first of the file seals, those after it open what was sealed before.
//!
//! What is sealed says by which key, and how: the day that there is another cipher, it has another
//! label, and what carries the old one still opens.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// Length of a key.
const KEY_BYTES: usize = 32;
/// Length of what a key is known by.
pub(super) const ID_BYTES: usize = 8;
/// Keys of one desk.
const KEYS_MAX: usize = 16;

/// What a key is known by; it says nothing about the key.
pub(super) type KeyId = [u8; ID_BYTES];

/// One key.
pub(super) struct Key {
    pub(super) id: KeyId,
    pub(super) cipher: XChaCha20Poly1305,
    /// For what must not be guessed and not be kept.
    pub(super) bytes: Zeroizing<[u8; KEY_BYTES]>,
}

/// The keys of a desk, one at least.
pub(super) struct Keys {
    pub(super) first: Key,
    older: Vec<Key>,
}

impl Keys {
    /// Reads the file, a key a line.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let text = Zeroizing::new(
            fs::read_to_string(path)
                .with_context(|| format!("cannot read the key `{}`", path.display()))?,
        );
        let mut keys = text.lines().filter(|line| !line.trim().is_empty()).map(Key::of_text);
        let none = || format!("`{}` is no key of a desk", path.display());
        let first = keys.next().flatten().with_context(none)?;
        let older: Vec<Key> = keys.collect::<Option<_>>().with_context(none)?;
        ensure!(older.len() < KEYS_MAX, "`{}` has too many keys", path.display());
        Ok(Self { first, older })
    }

    /// The key of a label; what has none is older than labels, and so is its key.
    pub(super) fn of(&self, id: Option<&KeyId>) -> Option<&Key> {
        let mut all = std::iter::once(&self.first).chain(&self.older);
        match id {
            Some(id) => all.find(|key| key.id == *id),
            None => all.last(),
        }
    }
}

impl Key {
    fn of_text(line: &str) -> Option<Self> {
        let bytes = Zeroizing::new(STANDARD.decode(line.trim()).ok()?);
        let bytes = Zeroizing::new(<[u8; KEY_BYTES]>::try_from(bytes.as_slice()).ok()?);
        let digest = Sha256::new().chain_update(b"name of a key of a desk\0").chain_update(*bytes);
        let id = *digest.finalize().first_chunk()?;
        Some(Self { id, cipher: XChaCha20Poly1305::new(&(*bytes).into()), bytes })
    }
}

/// Writes a new key, readable by its owner alone, where none is yet.
pub(super) fn create(path: &Path) -> Result<()> {
    write(path, &new_line()?)
}

/// Puts a new key before the others, unless one that was put there is still to be used everywhere.
pub(super) fn add(path: &Path) -> Result<()> {
    if !Keys::read(path)?.older.is_empty() {
        return Ok(());
    }
    let mut text = new_line()?;
    text.push_str(&Zeroizing::new(fs::read_to_string(path)?));
    replace(path, &text)
}

/// Leaves the first key alone: nothing is sealed under the others any more.
pub(super) fn drop_older(path: &Path) -> Result<()> {
    let text = Zeroizing::new(fs::read_to_string(path)?);
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    replace(path, &Zeroizing::new(format!("{first}\n")))
}

fn new_line() -> Result<Zeroizing<String>> {
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    getrandom::fill(key.as_mut()).context("the system gives no randomness")?;
    Ok(Zeroizing::new(format!("{}\n", STANDARD.encode(*key))))
}

/// Writes the file anew, at once or not at all.
fn replace(path: &Path, text: &str) -> Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    // One that is there was left behind by a process that ended in between.
    let _left = fs::remove_file(&beside);
    write(&beside, text)?;
    fs::rename(&beside, path)
        .with_context(|| format!("cannot write the key `{}`", path.display()))?;
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file: File =
        options.open(path).with_context(|| format!("cannot write the key `{}`", path.display()))?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    Ok(())
}
