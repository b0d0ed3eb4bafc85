//! Signed notes (C2SP `signed-note.md`): text that ends with the signature of a named key.
//!
//! Programs that nobody here wrote can check them.

use base64ct::{Base64, Encoding};
use sha2::{Digest, Sha256};

use crate::sign::{PublicKey, SigningKey};

/// The type of Ed25519 keys.
const ED25519: u8 = 1;
const KEY_ID_BYTES: usize = 4;

/// Returns the note: the text, which ends with a line feed, and the signature.
pub(crate) fn sign(text: &str, name: &str, key: &SigningKey) -> String {
    let signature = key.sign_bare(text.as_bytes());
    let signature = [&key_id(name, &key.public())[..], &signature].concat();
    format!("{text}\n\u{2014} {name} {}\n", Base64::encode_string(&signature))
}

/// Splits a note into its text and its signatures, without a look at them.
pub(crate) fn split(note: &str) -> Option<(&str, &str)> {
    let (text, signatures) = note.rsplit_once("\n\n")?;
    let text = note.get(..=text.len())?;
    Some((text, signatures))
}

/// True when the key of that name signed the text.
pub(crate) fn verifies(text: &str, signatures: &str, name: &str, key: &PublicKey) -> bool {
    signatures.lines().any(|line| {
        let signed = line.strip_prefix("\u{2014} ").and_then(|line| line.split_once(' '));
        let Some((by, signature)) = signed else { return false };
        let Ok(bytes) = Base64::decode_vec(signature) else { return false };
        let Some((id, signature)) = bytes.split_first_chunk::<KEY_ID_BYTES>() else { return false };
        by == name && *id == key_id(name, key) && key.verifies_bare(text.as_bytes(), signature)
    })
}

fn key_id(name: &str, key: &PublicKey) -> [u8; KEY_ID_BYTES] {
    let hash = Sha256::new().chain_update(name).chain_update([b'\n', ED25519]);
    let hash: [u8; 32] = hash.chain_update(key.as_bytes()).finalize().into();
    *hash.first_chunk().expect("a digest has 32 bytes")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Counter;

    #[test]
    fn a_note_verifies_until_a_letter_changes() {
        let key = SigningKey::generate(&mut Counter::default());
        let note = sign("one\n\ntwo\n", "desk", &key);
        let (text, signatures) = split(&note).unwrap();
        assert_eq!(text, "one\n\ntwo\n");
        assert!(verifies(text, signatures, "desk", &key.public()));
        assert!(!verifies("one\n\ntwO\n", signatures, "desk", &key.public()));
        assert!(!verifies(text, signatures, "disk", &key.public()));
        assert_eq!(split("no note"), None);
    }
}
