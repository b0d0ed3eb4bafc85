//! The payload: chunks of 64 KiB, each sealed, the last one marked.

use std::io::{self, BufRead, Read, Write};

use chacha20poly1305::aead::{Aead, AeadInOut, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce, Tag};
use zeroize::{Zeroize, Zeroizing};

const CHUNK_BYTES: usize = 64 << 10;
const TAG_BYTES: usize = 16;

/// A cipher that counts its chunks.
struct Chunks {
    cipher: ChaCha20Poly1305,
    count: u64,
}

impl Chunks {
    fn new(key: &Zeroizing<[u8; 32]>) -> Self {
        Self { cipher: ChaCha20Poly1305::new(&Key::from(**key)), count: 0 }
    }

    /// Returns the nonce of this chunk: eleven bytes that count, one that marks the last.
    fn nonce(&self, is_last: bool) -> Nonce {
        let mut nonce = [0; 12];
        let (_, counter) = nonce.split_at_mut(3);
        let (counter, last) = counter.split_at_mut(8);
        counter.copy_from_slice(&self.count.to_be_bytes());
        last.fill(u8::from(is_last));
        Nonce::from(nonce)
    }
}

/// Seals what is written to it; nothing is whole before [`Writer::finish`].
pub struct Writer<W: Write> {
    chunks: Chunks,
    /// The next chunk, in clear.
    clear: Zeroizing<Vec<u8>>,
    out: W,
}

impl<W: Write> Writer<W> {
    pub(super) fn new(key: &Zeroizing<[u8; 32]>, out: W) -> Self {
        let clear = Zeroizing::new(Vec::with_capacity(CHUNK_BYTES));
        Self { chunks: Chunks::new(key), clear, out }
    }

    /// Seals the last chunk and returns what was written to.
    pub fn finish(mut self) -> io::Result<W> {
        self.seal_chunk(true)?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn seal_chunk(&mut self, is_last: bool) -> io::Result<()> {
        let nonce = self.chunks.nonce(is_last);
        self.chunks.count += 1;
        let sealed = self.chunks.cipher.encrypt(&nonce, self.clear.as_slice());
        self.clear.as_mut_slice().zeroize();
        self.clear.clear();
        self.out.write_all(&sealed.map_err(io::Error::other)?)
    }
}

impl<W: Write> Write for Writer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A full chunk waits, since it may be the last one.
        if self.clear.len() == CHUNK_BYTES && !bytes.is_empty() {
            self.seal_chunk(false)?;
        }
        let taken = bytes.len().min(CHUNK_BYTES - self.clear.len());
        self.clear.extend_from_slice(bytes.get(..taken).unwrap_or_default());
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Opens what is read through it; each byte that it gives has been checked, and an end without
/// the mark of the last chunk is an error.
pub struct Reader<R> {
    chunks: Chunks,
    clear: Zeroizing<Vec<u8>>,
    /// How much of `clear` was given out.
    given: usize,
    input: R,
    /// The chunk in `clear` is marked as the last.
    is_last: bool,
    /// The last chunk was opened, and nothing follows.
    is_done: bool,
    /// The end is not where its mark is; what comes next is an error.
    is_over: bool,
}

impl<R: BufRead> Reader<R> {
    pub(super) fn new(key: &Zeroizing<[u8; 32]>, input: R) -> Self {
        let clear = Zeroizing::new(Vec::with_capacity(CHUNK_BYTES + TAG_BYTES));
        Self {
            chunks: Chunks::new(key),
            clear,
            given: 0,
            input,
            is_last: false,
            is_done: false,
            is_over: false,
        }
    }

    fn open_chunk(&mut self) -> io::Result<()> {
        let is_first = self.chunks.count == 0;
        self.given = 0;
        self.clear.clear();
        if self.is_over {
            return Err(damaged());
        }
        let bound = u64::try_from(CHUNK_BYTES + TAG_BYTES).unwrap_or(u64::MAX);
        self.input.by_ref().take(bound).read_to_end(&mut self.clear)?;
        let is_end = self.input.fill_buf()?.is_empty();
        let is_full = self.clear.len() == CHUNK_BYTES + TAG_BYTES;
        // Which of the two it is, its nonce tells; at the border both are tried, so that all that
        // was sealed comes out before an end in the wrong place is told.
        let opened = self.decrypt(is_end) || (is_full && self.decrypt(!is_end));
        // Only the payload as a whole may be empty.
        if !opened || (self.clear.is_empty() && !is_first) {
            self.clear.clear();
            self.is_over = true;
            return Err(damaged());
        }
        self.is_done = self.is_last && is_end;
        self.is_over = self.is_last != is_end;
        self.chunks.count += 1;
        Ok(())
    }

    /// Opens the chunk in `clear` as the last one or not; leaves it as it is when it is not that.
    fn decrypt(&mut self, is_last: bool) -> bool {
        let nonce = self.chunks.nonce(is_last);
        let Some(sealed) = self.clear.len().checked_sub(TAG_BYTES) else { return false };
        let (content, tag) = self.clear.split_at_mut(sealed);
        let Ok(tag) = Tag::try_from(&*tag) else { return false };
        let cipher = &self.chunks.cipher;
        if cipher.decrypt_inout_detached(&nonce, b"", content.into(), &tag).is_err() {
            return false;
        }
        self.clear.truncate(sealed);
        self.is_last = is_last;
        true
    }
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the sealed content is damaged")
}

impl<R: BufRead> Read for Reader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.given == self.clear.len() && !self.is_done {
            self.open_chunk()?;
        }
        let mut rest = self.clear.get(self.given..).unwrap_or_default();
        let read = rest.read(out)?;
        self.given += read;
        Ok(read)
    }
}
