//! AES (FIPS 197) over whole blocks, and hashes that are taken over and over.

use aes::cipher::{BlockCipherDecrypt as _, KeyInit as _};
use aes::{Aes128, Aes192, Aes256, Block};
use sha2::Digest;

/// Bytes of a block of AES.
pub(super) const BLOCK_BYTES: usize = 16;

/// AES with a key of any of its lengths.
pub(super) enum Aes {
    Short(Aes128),
    Middle(Aes192),
    Long(Aes256),
}

impl Aes {
    /// AES by its key; `None` for a key of another length.
    pub(super) fn new(key: &[u8]) -> Option<Self> {
        match key.len() {
            16 => Aes128::new_from_slice(key).ok().map(Self::Short),
            24 => Aes192::new_from_slice(key).ok().map(Self::Middle),
            _ => Aes256::new_from_slice(key).ok().map(Self::Long),
        }
    }

    fn decrypt_block(&self, block: &mut Block) {
        match self {
            Self::Short(aes) => aes.decrypt_block(block),
            Self::Middle(aes) => aes.decrypt_block(block),
            Self::Long(aes) => aes.decrypt_block(block),
        }
    }

    /// Decrypts block by block, each by itself (ECB); what is no whole block is left out.
    pub(super) fn decrypt(&self, bytes: &[u8]) -> Vec<u8> {
        self.decrypt_with(bytes, |_| [0; BLOCK_BYTES])
    }

    /// Decrypts blocks of which each was mixed with the one before (CBC).
    pub(super) fn decrypt_chain(&self, start: &[u8], bytes: &[u8]) -> Vec<u8> {
        let mut before = [0; BLOCK_BYTES];
        for (to, from) in before.iter_mut().zip(start) {
            *to = *from;
        }
        self.decrypt_with(bytes, |block| std::mem::replace(&mut before, *block))
    }

    fn decrypt_with(
        &self,
        bytes: &[u8],
        mut mixed_with: impl FnMut(&[u8; BLOCK_BYTES]) -> [u8; BLOCK_BYTES],
    ) -> Vec<u8> {
        let mut plain = Vec::with_capacity(bytes.len());
        for locked in bytes.as_chunks::<BLOCK_BYTES>().0 {
            let mut block = Block::from(*locked);
            self.decrypt_block(&mut block);
            let mixed = mixed_with(locked);
            plain.extend(block.iter().zip(mixed).map(|(byte, other)| byte ^ other));
        }
        plain
    }
}

/// The hash of the pieces.
pub(super) fn hash<D: Digest>(pieces: &[&[u8]]) -> Vec<u8> {
    let mut hash = D::new();
    for piece in pieces {
        hash.update(piece);
    }
    hash.finalize().to_vec()
}

/// The hash of salt and password, hashed again so many times with the number of the turn.
pub(super) fn hash_again<D: Digest>(salt: &[u8], password: &[u8], turns: u32) -> Vec<u8> {
    let first = hash::<D>(&[salt, password]);
    (0..turns).fold(first, |last, turn| hash::<D>(&[&turn.to_le_bytes(), &last]))
}
