//! The start-up gate: a log that was set back must never sign again.
//!
//! A database restored from a backup is sound in itself; only what others remember shows that it
//! is old.

use std::fmt;

use crate::checkpoint::Checkpoint;
use crate::hash::Hash;
use crate::tile::StoreError;

/// A checkpoint that someone remembers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Who remembers it, in words for a person.
    pub by: String,
    /// What is remembered.
    pub checkpoint: Checkpoint,
}

/// Why a log must not sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Freeze {
    /// Someone has seen more leaves than the store has.
    SetBack {
        /// Who.
        by: String,
        /// How many they saw.
        known: u64,
        /// How many there are.
        size: u64,
    },
    /// Someone has seen another tree.
    OtherTree {
        /// Who.
        by: String,
        /// At which size.
        size: u64,
    },
    /// Someone remembers a checkpoint of another log.
    OtherLog {
        /// Who.
        by: String,
        /// Of which.
        origin: String,
    },
    /// The clock is behind the last signature.
    Clock {
        /// The time of the last checkpoint.
        last: u64,
        /// The time now.
        now: u64,
    },
    /// The tree cannot be read, or is not the one that was signed.
    Damaged(String),
}

impl fmt::Display for Freeze {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SetBack { by, known, size } => {
                write!(formatter, "{by} has seen {known} leaves, and the store has {size}")
            }
            Self::OtherTree { by, size } => {
                write!(formatter, "{by} has seen another tree of {size} leaves")
            }
            Self::OtherLog { by, origin } => {
                write!(formatter, "{by} is about the log `{origin}`")
            }
            Self::Clock { last, now } => {
                write!(formatter, "the clock is {} seconds behind the last checkpoint", last - now)
            }
            Self::Damaged(reason) => formatter.write_str(reason),
        }
    }
}

/// Returns all reasons not to sign; none means that the log may go on.
///
/// `root_at` returns the root hash of the stored tree as it was at a size up to that of `head`.
pub fn examine(
    head: &Checkpoint,
    last: u64,
    now: u64,
    known: &[Known],
    root_at: &dyn Fn(u64) -> Result<Hash, StoreError>,
) -> Vec<Freeze> {
    let mut reasons = Vec::new();
    if now < last {
        reasons.push(Freeze::Clock { last, now });
    }
    for Known { by, checkpoint } in known {
        let by = by.clone();
        let Checkpoint { origin, size, .. } = checkpoint;
        if *origin != head.origin {
            reasons.push(Freeze::OtherLog { by, origin: origin.clone() });
        } else if *size > head.size {
            reasons.push(Freeze::SetBack { by, known: *size, size: head.size });
        } else {
            match root_at(*size) {
                Ok(root) if root == checkpoint.root => {}
                Ok(_) => reasons.push(Freeze::OtherTree { by, size: *size }),
                Err(error) => reasons.push(Freeze::Damaged(error.to_string())),
            }
        }
    }
    reasons
}

#[cfg(test)]
mod tests;
