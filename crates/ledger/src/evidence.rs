//! Evidence: two checkpoints that an honest log would never have signed both.
//!
//! Anyone can check it with the log's public key and no trust in who brings it.

use std::fmt;

use crate::checkpoint::Checkpoint;
use crate::key::VerifierKey;
use crate::note::Note;

/// What two checkpoints show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misbehaviour {
    /// One size with two root hashes: the log shows different histories.
    Fork,
    /// A later time with a smaller tree: the log was set back.
    Rollback,
}

impl fmt::Display for Misbehaviour {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Fork => "fork",
            Self::Rollback => "rollback",
        })
    }
}

/// Two checkpoints of one log that contradict each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// What they show.
    pub misbehaviour: Misbehaviour,
    /// The one that was seen first.
    pub first: Note,
    /// The other.
    pub second: Note,
}

impl Evidence {
    /// Returns what two notes show, if both are signed by one of the log's keys and contradict
    /// each other.
    pub fn between(first: &Note, second: &Note, keys: &[VerifierKey]) -> Option<Self> {
        let earlier = Checkpoint::parse(&first.text).ok()?;
        let later = Checkpoint::parse(&second.text).ok()?;
        if earlier.origin != later.origin {
            return None;
        }
        let misbehaviour = if earlier.size == later.size && earlier.root != later.root {
            first.verify(keys).ok()?;
            second.verify(keys).ok()?;
            Misbehaviour::Fork
        } else if earlier.size != later.size {
            let (first_time, second_time) = (time_of(first, keys)?, time_of(second, keys)?);
            let is_growth = (later.size > earlier.size) == (second_time > first_time);
            if is_growth || second_time == first_time {
                return None;
            }
            Misbehaviour::Rollback
        } else {
            return None;
        };
        Some(Self { misbehaviour, first: first.clone(), second: second.clone() })
    }
}

/// When the log signed; its plain Ed25519 signatures do not say.
fn time_of(note: &Note, keys: &[VerifierKey]) -> Option<u64> {
    note.verify(keys).ok()?.iter().find_map(|signed| signed.time)
}

#[cfg(test)]
mod tests;
