//! Thanks that are collected without a name: a code of words, of which the record has a digest.

use sha2::{Digest, Sha256};

use crate::receipt::Receipt;

/// Returns what the record of a case has of a code.
pub fn digest(code: &Receipt) -> String {
    let hash = Sha256::new().chain_update(b"obelus/claim/v1\0").chain_update(code.to_text());
    crate::hex(hash.finalize())
}
