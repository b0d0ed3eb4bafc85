//! What the desk keeps is sealed under a key that lies outside its database and its folder.
//!
//! Short values are sealed whole, bound to what they are about; files in chunks, so that a large
//! one streams, and none can be cut, swapped or put in another's place without notice.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{AeadInOut as _, KeyInit as _, XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use crate::desk::guard::random_token;

/// Length of the key.
const KEY_BYTES: usize = 32;
/// Length of a nonce.
const NONCE_BYTES: usize = 24;
/// Random bytes at the beginning of each nonce of a file.
const PREFIX_BYTES: usize = 19;
/// Bytes of a file that are sealed at once.
const CHUNK_BYTES: usize = 64 << 10;
/// What sealing adds to a chunk.
const TAG_BYTES: usize = 16;
/// Files that are put on the disk one by one; more of them all at once.
const SETTLED_SINGLY_MAX: usize = 4;

/// The key, and the folder of sealed files.
pub(super) struct Vault {
    cipher: XChaCha20Poly1305,
    /// For what must not be guessed and not be kept.
    key: Zeroizing<[u8; KEY_BYTES]>,
    folder: PathBuf,
}

impl Vault {
    /// Opens the folder with the key of a file.
    pub(super) fn open(key: &Path, folder: PathBuf) -> Result<Self> {
        let text = Zeroizing::new(
            fs::read_to_string(key)
                .with_context(|| format!("cannot read the key `{}`", key.display()))?,
        );
        let bytes = STANDARD.decode(text.trim()).ok().map(Zeroizing::new);
        let bytes = bytes.and_then(|bytes| <[u8; KEY_BYTES]>::try_from(bytes.as_slice()).ok());
        let key = bytes.with_context(|| format!("`{}` is no key of a desk", key.display()))?;
        fs::create_dir_all(&folder)
            .with_context(|| format!("cannot make the folder `{}`", folder.display()))?;
        let key = Zeroizing::new(key);
        Ok(Self { cipher: XChaCha20Poly1305::new(&(*key).into()), key, folder })
    }

    /// Writes a new key, readable by its owner alone, where none is yet.
    pub(super) fn new_key(path: &Path) -> Result<()> {
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        getrandom::fill(key.as_mut()).context("the system gives no randomness")?;
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options
            .open(path)
            .with_context(|| format!("cannot write the key `{}`", path.display()))?;
        writeln!(file, "{}", STANDARD.encode(*key))?;
        file.sync_all()?;
        Ok(())
    }

    /// The key, to derive others from.
    pub(super) fn secret(&self) -> &[u8] {
        self.key.as_slice()
    }

    /// Seals a value that is about something.
    pub(super) fn seal(&self, about: &str, plain: &[u8]) -> Result<String> {
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce).context("the system gives no randomness")?;
        let payload = Payload { msg: plain, aad: about.as_bytes() };
        let Ok(sealed) = self.cipher.encrypt(&XNonce::from(nonce), payload) else {
            bail!("a value is too long to be sealed");
        };
        Ok(STANDARD.encode([nonce.as_slice(), &sealed].concat()))
    }

    /// Opens what [`Self::seal`] made about the same thing.
    pub(super) fn unseal(&self, about: &str, sealed: &str) -> Result<Vec<u8>> {
        let bytes = STANDARD.decode(sealed).ok();
        let parts = bytes.as_deref().and_then(|bytes| bytes.split_first_chunk::<NONCE_BYTES>());
        let opened = parts.and_then(|(nonce, sealed)| {
            let payload = Payload { msg: sealed, aad: about.as_bytes() };
            self.cipher.decrypt(&XNonce::from(*nonce), payload).ok()
        });
        opened.with_context(|| format!("`{about}` does not open: another key, or damaged"))
    }

    /// Opens a text.
    pub(super) fn unseal_text(&self, about: &str, sealed: &str) -> Result<String> {
        Ok(String::from_utf8(self.unseal(about, sealed)?)?)
    }

    /// Begins a new file.
    pub(super) fn create(&self) -> Result<Writer<'_>> {
        let name = random_token()?;
        let path = self.folder.join(&name);
        let mut file = File::create_new(&path)
            .with_context(|| format!("cannot write in `{}`", self.folder.display()))?;
        let mut prefix = [0; PREFIX_BYTES];
        getrandom::fill(&mut prefix).context("the system gives no randomness")?;
        file.write_all(&prefix)?;
        let waiting = Zeroizing::default();
        Ok(Writer { vault: self, name, file, prefix, chunks: 0, waiting, is_kept: false })
    }

    /// Seals all of that as a new file; returns its name.
    pub(super) fn keep(&self, bytes: &[u8]) -> Result<String> {
        let mut writer = self.create()?;
        writer.add(bytes)?;
        writer.finish()
    }

    /// Has files on the disk that were left in the system's memory, so that they may be relied upon.
    pub(super) fn settle<'n>(&self, names: impl ExactSizeIterator<Item = &'n str>) -> Result<()> {
        if names.len() > SETTLED_SINGLY_MAX && self.settle_all()? {
            return Ok(());
        }
        for name in names {
            File::open(self.folder.join(name))?.sync_all()?;
        }
        self.settle_folder()
    }

    /// Has everything on the disk that the system keeps for it; false where that cannot be asked for.
    #[cfg(target_os = "linux")]
    fn settle_all(&self) -> Result<bool> {
        rustix::fs::syncfs(File::open(&self.folder)?)?;
        Ok(true)
    }

    #[cfg(not(target_os = "linux"))]
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "other systems need both")]
    fn settle_all(&self) -> Result<bool> {
        Ok(false)
    }

    /// Has the names of its files on the disk.
    fn settle_folder(&self) -> Result<()> {
        #[cfg(unix)]
        File::open(&self.folder)?.sync_all()?;
        Ok(())
    }

    /// Writes what a file holds to `to`.
    pub(super) fn copy_to(&self, name: &str, to: &mut dyn Write) -> Result<()> {
        let path = self.folder.join(name);
        let mut file = File::open(&path).context("a sealed file is missing")?;
        // All at once when it is short, as most are.
        let mut chunk = Vec::new();
        let length = (PREFIX_BYTES + CHUNK_BYTES + TAG_BYTES) as u64;
        (&mut file).take(length).read_to_end(&mut chunk)?;
        let prefix = *chunk.first_chunk().context("a sealed file was cut")?;
        let is_short = chunk.len() < length as usize;
        chunk.drain(..PREFIX_BYTES);
        for number in 0.. {
            let next = if is_short { Vec::new() } else { read_chunk(&mut file)? };
            let is_last = next.is_empty();
            let nonce = nonce(&prefix, number, is_last);
            if self.cipher.decrypt_in_place(&nonce, name.as_bytes(), &mut chunk).is_err() {
                bail!("a sealed file does not open: another key, or damaged");
            }
            let plain = Zeroizing::new(chunk);
            to.write_all(&plain)?;
            if is_last {
                break;
            }
            chunk = next;
        }
        Ok(())
    }

    /// Returns what a file holds.
    pub(super) fn read(&self, name: &str) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.copy_to(name, &mut bytes)?;
        Ok(bytes)
    }

    /// Removes a file, when it is there.
    pub(super) fn remove(&self, name: &str) -> Result<()> {
        match fs::remove_file(self.folder.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Removes every file that `is_known` does not know: what was never acknowledged.
    pub(super) fn remove_others(&self, is_known: &dyn Fn(&str) -> bool) -> Result<()> {
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            if entry.file_name().to_str().is_none_or(|name| !is_known(name)) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}

fn read_chunk(file: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut chunk = Vec::new();
    file.take((CHUNK_BYTES + TAG_BYTES) as u64).read_to_end(&mut chunk)?;
    Ok(chunk)
}

/// The nonce of a chunk: no two chunks have the same, and the last one says so.
fn nonce(prefix: &[u8; PREFIX_BYTES], number: u32, is_last: bool) -> XNonce {
    let mut nonce = [0; NONCE_BYTES];
    let parts = prefix.iter().copied().chain(number.to_be_bytes()).chain([u8::from(is_last)]);
    for (to, from) in nonce.iter_mut().zip(parts) {
        *to = from;
    }
    XNonce::from(nonce)
}

/// A file that is being sealed; gone again unless it is finished.
pub(super) struct Writer<'v> {
    vault: &'v Vault,
    name: String,
    file: File,
    prefix: [u8; PREFIX_BYTES],
    chunks: u32,
    waiting: Zeroizing<Vec<u8>>,
    is_kept: bool,
}

impl Writer<'_> {
    /// Adds to it.
    pub(super) fn add(&mut self, mut bytes: &[u8]) -> Result<()> {
        while !bytes.is_empty() {
            // A full chunk is written when more follows, so that the last one is known as such.
            if self.waiting.len() == CHUNK_BYTES {
                self.write(false)?;
            }
            let room = CHUNK_BYTES - self.waiting.len();
            let (now, later) = bytes.split_at(room.min(bytes.len()));
            self.make_room(now.len());
            self.waiting.extend_from_slice(now);
            bytes = later;
        }
        Ok(())
    }

    /// Has room for so many bytes more; what stood in less room is wiped.
    fn make_room(&mut self, bytes: usize) {
        let wanted = self.waiting.len() + bytes;
        if self.waiting.capacity() < wanted {
            // Most files are short, and all that was taken is wiped in the end.
            let room = if wanted * 2 > CHUNK_BYTES { CHUNK_BYTES } else { wanted };
            let mut roomier = Zeroizing::new(Vec::with_capacity(room));
            roomier.extend_from_slice(&self.waiting);
            self.waiting = roomier;
        }
    }

    /// Ends it; returns its name once it is on the disk.
    pub(super) fn finish(mut self) -> Result<String> {
        self.write(true)?;
        self.file.sync_all()?;
        self.vault.settle_folder()?;
        self.is_kept = true;
        Ok(self.name.clone())
    }

    /// Ends it, and leaves it in the system's memory: [`Vault::settle`] has it on the disk.
    pub(super) fn leave(mut self) -> Result<String> {
        self.write(true)?;
        self.is_kept = true;
        Ok(self.name.clone())
    }

    fn write(&mut self, is_last: bool) -> Result<()> {
        let payload = Payload { msg: &self.waiting, aad: self.name.as_bytes() };
        let nonce = nonce(&self.prefix, self.chunks, is_last);
        let Ok(sealed) = self.vault.cipher.encrypt(&nonce, payload) else {
            bail!("a chunk cannot be sealed");
        };
        self.file.write_all(&sealed)?;
        ensure!(self.chunks < u32::MAX, "the file is too long");
        self.chunks += 1;
        self.waiting.clear();
        Ok(())
    }
}

impl Drop for Writer<'_> {
    fn drop(&mut self) {
        if !self.is_kept {
            // What is left is sealed, belongs to nothing, and goes at the next start at the latest.
            let _removed = fs::remove_file(self.vault.folder.join(&self.name));
        }
    }
}

#[cfg(test)]
mod tests;
