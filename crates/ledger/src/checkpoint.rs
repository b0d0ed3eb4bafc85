//! Checkpoints: the size and root hash of a log, as the text of a note (C2SP tlog-checkpoint
//! v1.0.0).

use std::fmt;

use crate::hash::{Hash, parse_decimal};

/// A tree head as a log states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log.
    pub origin: String,
    /// How many leaves.
    pub size: u64,
    /// The root hash of the tree.
    pub root: Hash,
    /// Further lines; we write none, and other logs may.
    pub extensions: Vec<String>,
}

/// A text that is no checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the text is not a checkpoint")]
pub struct CheckpointError;

impl Checkpoint {
    /// Makes a checkpoint without further lines.
    pub fn new(origin: &str, size: u64, root: Hash) -> Self {
        Self { origin: origin.to_owned(), size, root, extensions: Vec::new() }
    }

    /// Reads the text of a note.
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let mut lines = text.strip_suffix('\n').ok_or(CheckpointError)?.split('\n');
        let mut next = || lines.next().filter(|line| !line.is_empty()).ok_or(CheckpointError);
        let origin = next()?.to_owned();
        let size = parse_decimal(next()?).ok_or(CheckpointError)?;
        let root = Hash::parse(next()?).ok_or(CheckpointError)?;
        let extensions: Vec<String> = lines.map(str::to_owned).collect();
        if extensions.iter().any(String::is_empty) {
            return Err(CheckpointError);
        }
        Ok(Self { origin, size, root, extensions })
    }
}

/// The text of the note, which [`Checkpoint::parse`] reads.
impl fmt::Display for Checkpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{}\n{}\n{}", self.origin, self.size, self.root)?;
        self.extensions.iter().try_for_each(|line| writeln!(formatter, "{line}"))
    }
}
