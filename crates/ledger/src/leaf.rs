//! Leaves without content: commitments to envelopes that are kept elsewhere.
//!
//! `leaf = 0x01 || SHA-256("obelus.leaf.v1\n" || nonce || SHA-256(envelope))`.
//! Without the nonce nobody can tell which envelope a leaf is about, not even with the envelope in
//! hand; once nonce and envelope are destroyed, the leaf says nothing about anyone.

use std::fmt;

use sha2::{Digest, Sha256};

/// Length of every leaf.
pub const LEAF_BYTES: usize = 33;
/// Length of a nonce.
pub const NONCE_BYTES: usize = 32;
/// The only version of leaves so far.
const VERSION: u8 = 0x01;
/// Keeps these hashes apart from all others.
const TAG: &[u8] = b"obelus.leaf.v1\n";

/// A public leaf.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Leaf(pub [u8; LEAF_BYTES]);

/// What opens a leaf: the private half of an entry.
#[derive(Clone, PartialEq, Eq)]
pub struct Opening {
    /// Randomness that hides the envelope.
    pub nonce: [u8; NONCE_BYTES],
    /// The bytes that were committed to, exactly.
    pub envelope: Vec<u8>,
}

impl Opening {
    /// Returns the leaf that this opens.
    pub fn leaf(&self) -> Leaf {
        let envelope = Sha256::digest(&self.envelope);
        let commitment = Sha256::new().chain_update(TAG).chain_update(self.nonce);
        let mut leaf = [VERSION; LEAF_BYTES];
        if let Some(rest) = leaf.get_mut(1..) {
            rest.copy_from_slice(&commitment.chain_update(envelope).finalize());
        }
        Leaf(leaf)
    }

    /// Writes it for the `extra` line of a proof: the nonce, then the envelope.
    pub fn to_extra(&self) -> Vec<u8> {
        [self.nonce.as_slice(), &self.envelope].concat()
    }

    /// Reads the `extra` line of a proof.
    pub fn from_extra(extra: &[u8]) -> Option<Self> {
        let (nonce, envelope) = extra.split_first_chunk::<NONCE_BYTES>()?;
        Some(Self { nonce: *nonce, envelope: envelope.to_vec() })
    }
}

/// An opening does not show itself: it is what erasure destroys.
impl fmt::Debug for Opening {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Opening({} bytes)", self.envelope.len())
    }
}

#[cfg(test)]
mod tests;
