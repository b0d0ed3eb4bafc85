//! SHA-256 of what nobody else may read.
//!
//! A hash that is under way holds its last block, up to 63 bytes of what it was given.
//! On a stack they would stay, in each place that the hash was moved to; here they have one place,
//! and are overwritten there.

use sha2::{Digest, Sha256};

/// Most bytes that wait for the rest of their block.
const WAITING_BYTES_MAX: usize = 63;

/// A hash that is under way.
pub(crate) struct Hash(Box<Sha256>);

impl Hash {
    pub(crate) fn new() -> Self {
        Self(Box::new(Sha256::new()))
    }

    /// Returns the hash of bytes.
    pub(crate) fn of(bytes: &[u8]) -> [u8; 32] {
        let mut hash = Self::new();
        hash.update(bytes);
        hash.finish()
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    pub(crate) fn finish(mut self) -> [u8; 32] {
        let hash = self.0.finalize_reset().into();
        self.0.update([0; WAITING_BYTES_MAX]);
        hash
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_hash_that_others_make() {
        for bytes in 0..200 {
            let text = vec![b'a'; bytes];
            let mut pieces = Hash::new();
            text.chunks(7).for_each(|piece| pieces.update(piece));
            let expected: [u8; 32] = Sha256::digest(&text).into();
            assert_eq!((Hash::of(&text), pieces.finish()), (expected, expected), "{bytes}");
        }
    }
}
