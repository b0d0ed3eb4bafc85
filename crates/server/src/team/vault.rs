//! What the desk keeps is sealed under a key that lies outside its database and its folder.
//!
//! Short values are sealed whole, bound to what they are about; files in chunks, so that a large
//! one streams, and none can be cut, swapped or put in another's place without notice. Each says how
//! and by which key it was sealed.

mod keys;

use std::fs::{self, File};
use std::io::{self, Read, Seek as _, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{AeadInOut as _, XNonce};
use review::statement::hex;
use zeroize::Zeroizing;

use self::keys::{ID_BYTES, Key, KeyId, Keys};
use crate::desk::guard::random_token;

/// The way in which values are sealed: XChaCha20-Poly1305, the nonce before what it seals.
const WAY: &str = "1";
/// The same of files, in chunks; what stands first in each, before the name of the key.
const MAGIC: &[u8; 8] = b"obelus\0\x01";
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

/// The keys, and the folder of sealed files.
pub(super) struct Vault {
    keys: Keys,
    folder: PathBuf,
}

impl Vault {
    /// Opens the folder with the keys of a file.
    pub(super) fn open(key: &Path, folder: PathBuf) -> Result<Self> {
        let keys = Keys::read(key)?;
        fs::create_dir_all(&folder)
            .with_context(|| format!("cannot make the folder `{}`", folder.display()))?;
        Ok(Self { keys, folder })
    }

    /// Writes a new key, readable by its owner alone, where none is yet.
    pub(super) fn new_key(path: &Path) -> Result<()> {
        keys::create(path)
    }

    /// Puts a new key before that of the file; what is sealed from then on is sealed by it.
    pub(super) fn add_key(path: &Path) -> Result<()> {
        keys::add(path)
    }

    /// Leaves the newest key alone in the file, once nothing needs the others.
    pub(super) fn drop_older_keys(path: &Path) -> Result<()> {
        keys::drop_older(path)
    }

    /// The key, to derive others from.
    pub(super) fn secret(&self) -> &[u8] {
        self.keys.first.bytes.as_slice()
    }

    /// Seals a value that is about something.
    pub(super) fn seal(&self, about: &str, plain: &[u8]) -> Result<String> {
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce).context("the system gives no randomness")?;
        let key = &self.keys.first;
        let payload = Payload { msg: plain, aad: about.as_bytes() };
        let Ok(sealed) = key.cipher.encrypt(&XNonce::from(nonce), payload) else {
            bail!("`{about}` cannot be sealed");
        };
        let sealed = STANDARD.encode([nonce.as_slice(), &sealed].concat());
        Ok(format!("{WAY}.{}.{sealed}", hex(&key.id)))
    }

    /// Opens what [`Self::seal`] made about the same thing.
    pub(super) fn unseal(&self, about: &str, sealed: &str) -> Result<Vec<u8>> {
        let opened = self.key_of(sealed).and_then(|(key, sealed)| {
            let bytes = STANDARD.decode(sealed).ok()?;
            let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>()?;
            let payload = Payload { msg: sealed, aad: about.as_bytes() };
            key.cipher.decrypt(&XNonce::from(*nonce), payload).ok()
        });
        opened.with_context(|| format!("`{about}` does not open: another key, or damaged"))
    }

    /// The key of a value, and the value without its label.
    fn key_of<'s>(&self, sealed: &'s str) -> Option<(&Key, &'s str)> {
        let Some((label, value)) = sealed.rsplit_once('.') else {
            return Some((self.keys.of(None)?, sealed));
        };
        let id = label.strip_prefix(WAY)?.strip_prefix('.')?;
        let id = (0..ID_BYTES).map(|at| u8::from_str_radix(id.get(at * 2..at * 2 + 2)?, 16).ok());
        let id: Vec<u8> = id.collect::<Option<_>>()?;
        Some((self.keys.of(id.first_chunk())?, value))
    }

    /// The value sealed by the newest key; nothing when it is.
    pub(super) fn renewed(&self, about: &str, sealed: &str) -> Result<Option<String>> {
        if self
            .key_of(sealed)
            .is_some_and(|(key, value)| key.id == self.keys.first.id && value.len() < sealed.len())
        {
            return Ok(None);
        }
        self.seal(about, &self.unseal(about, sealed)?).map(Some)
    }

    /// Seals files by the newest key, unless they are; each at once or not at all.
    pub(super) fn renew(&self, names: &[&str]) -> Result<()> {
        let mut renewed = Vec::new();
        for name in names {
            let mut file =
                File::open(self.folder.join(name)).context("a sealed file is missing")?;
            if read_head(&mut file)?.0 == Some(self.keys.first.id) {
                continue;
            }
            let beside = format!("{name}.new");
            // One that is there was left behind by a process that ended in between.
            let _left = fs::remove_file(self.folder.join(&beside));
            let mut writer = self.create_at((*name).to_owned(), self.folder.join(&beside))?;
            self.copy_to(name, &mut writer)?;
            writer.leave()?;
            renewed.push((beside, name));
        }
        self.settle(renewed.iter().map(|(beside, _)| beside.as_str()))?;
        for (beside, name) in renewed {
            fs::rename(self.folder.join(beside), self.folder.join(name))?;
        }
        self.settle_folder()
    }

    /// Opens a text.
    pub(super) fn unseal_text(&self, about: &str, sealed: &str) -> Result<String> {
        Ok(String::from_utf8(self.unseal(about, sealed)?)?)
    }

    /// Begins a new file.
    pub(super) fn create(&self) -> Result<Writer<'_>> {
        let name = random_token()?;
        let path = self.folder.join(&name);
        self.create_at(name, path)
    }

    fn create_at(&self, name: String, path: PathBuf) -> Result<Writer<'_>> {
        let mut file = File::create_new(&path)
            .with_context(|| format!("cannot write in `{}`", self.folder.display()))?;
        let key = &self.keys.first;
        let mut prefix = [0; PREFIX_BYTES];
        getrandom::fill(&mut prefix).context("the system gives no randomness")?;
        file.write_all(&[MAGIC.as_slice(), &key.id, &prefix].concat())?;
        let (about, waiting) = (about_file(&name, Some(&key.id)), Zeroizing::default());
        let chunks = 0;
        Ok(Writer { vault: self, name, path, file, about, prefix, chunks, waiting, is_kept: false })
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
        let (id, prefix) = read_head(&mut file)?;
        let key = self.keys.of(id.as_ref()).context("a sealed file is of another key")?;
        let about = about_file(name, id.as_ref());
        let mut chunk = read_chunk(&mut file)?;
        for number in 0.. {
            // Most are so short that there is no next one.
            let is_short = chunk.len() < CHUNK_BYTES + TAG_BYTES;
            let next = if is_short { Vec::new() } else { read_chunk(&mut file)? };
            let is_last = next.is_empty();
            let nonce = nonce(&prefix, number, is_last);
            if key.cipher.decrypt_in_place(&nonce, &about, &mut chunk).is_err() {
                bail!("a sealed file does not open: another key, or damaged");
            }
            to.write_all(&Zeroizing::new(chunk))?;
            if is_last {
                break;
            }
            chunk = next;
        }
        Ok(())
    }

    /// How long a sealed file is; nothing when it is not there.
    pub(super) fn length(&self, name: &str) -> u64 {
        fs::metadata(self.folder.join(name)).map_or(0, |found| found.len())
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

/// Reads what stands before the chunks: the name of the key, and the beginning of each nonce.
fn read_head(file: &mut File) -> Result<(Option<KeyId>, [u8; PREFIX_BYTES])> {
    let mut head = [0; MAGIC.len() + ID_BYTES];
    file.read_exact(&mut head).context("a sealed file was cut")?;
    let id = head.strip_prefix(MAGIC).and_then(|id| id.first_chunk()).copied();
    if id.is_none() {
        // It is older than labels.
        file.rewind()?;
    }
    let mut prefix = [0; PREFIX_BYTES];
    file.read_exact(&mut prefix).context("a sealed file was cut")?;
    Ok((id, prefix))
}

/// What the chunks of a file are bound to: its name, and how it is sealed.
fn about_file(name: &str, id: Option<&KeyId>) -> Vec<u8> {
    match id {
        Some(id) => [name.as_bytes(), MAGIC, id].concat(),
        None => name.as_bytes().to_vec(),
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
    path: PathBuf,
    file: File,
    about: Vec<u8>,
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
                self.write_chunk(false)?;
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
        self.write_chunk(true)?;
        self.file.sync_all()?;
        self.vault.settle_folder()?;
        self.is_kept = true;
        Ok(self.name.clone())
    }

    /// Ends it, and leaves it in the system's memory: [`Vault::settle`] has it on the disk.
    pub(super) fn leave(mut self) -> Result<String> {
        self.write_chunk(true)?;
        self.is_kept = true;
        Ok(self.name.clone())
    }

    fn write_chunk(&mut self, is_last: bool) -> Result<()> {
        let payload = Payload { msg: &self.waiting, aad: &self.about };
        let nonce = nonce(&self.prefix, self.chunks, is_last);
        let Ok(sealed) = self.vault.keys.first.cipher.encrypt(&nonce, payload) else {
            bail!("a chunk cannot be sealed");
        };
        self.file.write_all(&sealed)?;
        ensure!(self.chunks < u32::MAX, "the file is too long");
        self.chunks += 1;
        self.waiting.clear();
        Ok(())
    }
}

impl Write for Writer<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.add(bytes).map_err(io::Error::other)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Writer<'_> {
    fn drop(&mut self) {
        if !self.is_kept {
            // What is left is sealed, belongs to nothing, and goes at the next start at the latest.
            let _removed = fs::remove_file(&self.path);
        }
    }
}

#[cfg(test)]
mod tests;
