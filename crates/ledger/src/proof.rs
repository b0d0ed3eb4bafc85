//! Proofs as files beside what they are about (C2SP tlog-proof, draft of 2026, commit 0065ea5b).
//!
//! The draft has no tag yet; everything that depends on it stands here.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::hash::{Hash, parse_decimal};
use crate::note::{Note, NoteError};

const HEADER: &str = "c2sp.org/tlog-proof@v1";
/// Most hashes of a proof: the tree has at most 2^63 leaves.
const HASHES_MAX: usize = 63;
/// Longest file that is read.
const FILE_BYTES_MAX: usize = 8 << 20;

/// What one needs, beside the file itself, to see that it was logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Bytes of the application; nothing vouches for them but the leaf that follows from them.
    pub extra: Vec<u8>,
    /// Where the leaf stands.
    pub index: u64,
    /// The inclusion proof.
    pub hashes: Vec<Hash>,
    /// The checkpoint with its signatures.
    pub checkpoint: Note,
}

/// Why a file is not a proof.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofFileError {
    /// It is not written as a proof.
    #[error("it is not written as a proof: {0}")]
    Malformed(&'static str),
    /// Its checkpoint is not a note.
    #[error("its checkpoint cannot be read: {0}")]
    Note(#[from] NoteError),
}

impl Proof {
    /// Reads a proof file.
    pub fn parse(bytes: &[u8]) -> Result<Self, ProofFileError> {
        let malformed = ProofFileError::Malformed;
        if bytes.len() > FILE_BYTES_MAX {
            return Err(malformed("it is too long"));
        }
        let text = std::str::from_utf8(bytes).map_err(|_| malformed("it is not UTF-8"))?;
        let (head, note) = text.split_once("\n\n").ok_or(malformed("it has no blank line"))?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(HEADER) {
            return Err(malformed("its first line is not that of a proof"));
        }
        let extra = lines.next_if(|line| line.starts_with("extra "));
        let extra = match extra.and_then(|line| line.strip_prefix("extra ")) {
            Some(text) => STANDARD.decode(text).map_err(|_| malformed("its extra data is cut"))?,
            None => Vec::new(),
        };
        let index = lines.next().and_then(|line| line.strip_prefix("index "));
        let index = index.and_then(parse_decimal).ok_or(malformed("it has no index"))?;
        let hashes: Option<Vec<Hash>> = lines.map(Hash::parse).collect();
        let hashes = hashes.ok_or(malformed("a line of it is no hash"))?;
        if hashes.len() > HASHES_MAX {
            return Err(malformed("it has too many hashes"));
        }
        Ok(Self { extra, index, hashes, checkpoint: Note::parse(note.as_bytes())? })
    }
}

/// The file, which [`Proof::parse`] reads.
impl fmt::Display for Proof {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{HEADER}")?;
        if !self.extra.is_empty() {
            writeln!(formatter, "extra {}", STANDARD.encode(&self.extra))?;
        }
        writeln!(formatter, "index {}", self.index)?;
        self.hashes.iter().try_for_each(|hash| writeln!(formatter, "{hash}"))?;
        write!(formatter, "\n{}", self.checkpoint)
    }
}

#[cfg(test)]
mod tests;
