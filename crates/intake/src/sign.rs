//! Signatures (Ed25519, RFC 8032), each bound to what it is for.

use base64ct::{Base64Unpadded, Encoding};
use ed25519_dalek::{Signature, Signer};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// Bytes of a signature.
pub const SIGNATURE_BYTES: usize = 64;

/// A key that signs.
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// Makes a new key.
    pub fn generate(rng: &mut dyn CryptoRng) -> Self {
        let mut seed = Zeroizing::new([0; 32]);
        rng.fill_bytes(seed.as_mut_slice());
        Self::of_seed(&seed)
    }

    /// Returns the key of a seed.
    pub fn of_seed(seed: &Zeroizing<[u8; 32]>) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(seed))
    }

    /// Returns the seed, to be stored where secrets are.
    pub fn seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// Returns the key that checks.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    /// Signs bytes for one purpose; the signature holds for no other.
    pub fn sign(&self, purpose: &str, bytes: &[u8]) -> [u8; SIGNATURE_BYTES] {
        self.sign_bare(&bound(purpose, bytes))
    }

    /// Signs bytes as they are, for formats of others.
    pub(crate) fn sign_bare(&self, bytes: &[u8]) -> [u8; SIGNATURE_BYTES] {
        self.0.sign(bytes).to_bytes()
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SigningKey({})", self.public())
    }
}

/// A key that checks signatures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PublicKey([u8; 32]);

impl PublicKey {
    /// Parses the text form.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = Base64Unpadded::decode_vec(text.strip_prefix("ed25519:")?).ok()?;
        Some(Self(bytes.try_into().ok()?))
    }

    /// True when the key made this signature over these bytes for this purpose.
    #[must_use]
    pub fn verifies(&self, purpose: &str, bytes: &[u8], signature: &[u8]) -> bool {
        self.verifies_bare(&bound(purpose, bytes), signature)
    }

    pub(crate) fn verifies_bare(&self, bytes: &[u8], signature: &[u8]) -> bool {
        let key = ed25519_dalek::VerifyingKey::from_bytes(&self.0);
        let signature = Signature::from_slice(signature);
        matches!((key, signature), (Ok(key), Ok(signature)) if key.verify_strict(bytes, &signature).is_ok())
    }

    /// Returns the bytes of the key, for formats of others.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Display for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ed25519:{}", Base64Unpadded::encode_string(&self.0))
    }
}

/// No purpose holds a zero byte, so that no two of them give the same bytes.
fn bound(purpose: &str, bytes: &[u8]) -> Vec<u8> {
    [purpose.as_bytes(), b"\0", bytes].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Counter;

    #[test]
    fn a_signature_holds_for_its_purpose_and_bytes_alone() {
        let key = SigningKey::generate(&mut Counter::default());
        let signature = key.sign("obelus/test/v1", b"minutes");
        let public = PublicKey::parse(&key.public().to_string()).unwrap();
        assert!(public.verifies("obelus/test/v1", b"minutes", &signature));
        assert!(!public.verifies("obelus/other/v1", b"minutes", &signature));
        assert!(!public.verifies("obelus/test/v1", b"Minutes", &signature));
        assert!(!public.verifies("obelus/test/v1", b"minutes", &signature[1..]));
        let other = SigningKey::of_seed(&Zeroizing::new([5; 32])).public();
        assert!(!other.verifies("obelus/test/v1", b"minutes", &signature));
    }

    #[test]
    fn keys_are_read_back_and_secrets_not_printed() {
        let key = SigningKey::generate(&mut Counter::default());
        assert_eq!(SigningKey::of_seed(&key.seed()).public(), key.public());
        assert!(format!("{key:?}").contains(&key.public().to_string()));
        for wrong in ["", "ed25519:", "ed25519:AAAA", "rsa:AAAA"] {
            assert_eq!(PublicKey::parse(wrong), None);
        }
    }
}
