//! Keys of logs and witnesses, in the text forms that other tools read.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::Signer as _;
use ml_dsa::{KeyExport as _, Keypair as _, MlDsa44, Verifier as _};
use sha2::{Digest, Sha256};

use crate::cosignature;
use crate::note::{Signature, is_key_name};

/// Length of the secret that every key grows from.
pub(crate) const SEED_BYTES: usize = 32;
/// Bytes of the time in front of a cosignature.
const TIME_BYTES: usize = 8;

/// How a key signs; the number is the type byte of C2SP signed-note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// Ed25519 over the text of the note.
    Ed25519 = 0x01,
    /// Ed25519 over the text and a time, `cosignature/v1`.
    Ed25519Cosignature = 0x04,
    /// ML-DSA-44 over the tree and a time, `subtree/v1`.
    MlDsa44Cosignature = 0x06,
}

impl Algorithm {
    fn of_byte(byte: u8) -> Option<Self> {
        let all = [Self::Ed25519, Self::Ed25519Cosignature, Self::MlDsa44Cosignature];
        all.into_iter().find(|algorithm| *algorithm as u8 == byte)
    }
}

/// Why a text is not a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// It is not written as a key.
    #[error("it is not written as a key")]
    Malformed,
    /// A name has spaces, a plus, or no letter at all.
    #[error("a key's name has no spaces and no plus, and is not empty")]
    Name,
    /// Its short id is that of another key.
    #[error("its short id does not fit its name and its bytes")]
    Id,
    /// We know no algorithm of that type.
    #[error("it is of a type that is not known here")]
    Algorithm,
}

/// A public key with its name.
#[derive(Clone, PartialEq)]
pub struct VerifierKey {
    name: String,
    algorithm: Algorithm,
    public: Public,
}

#[derive(Clone, PartialEq)]
enum Public {
    Ed25519(ed25519_dalek::VerifyingKey),
    MlDsa44(Box<ml_dsa::VerifyingKey<MlDsa44>>),
}

impl VerifierKey {
    /// Reads a key such as `example.org/log+1a2b3c4d+AQ…`.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let mut parts = text.splitn(3, '+');
        let mut next = || parts.next().ok_or(KeyError::Malformed);
        let (name, id, key) = (next()?, next()?, next()?);
        let key = STANDARD.decode(key).map_err(|_| KeyError::Malformed)?;
        let (algorithm, public) = key.split_first().ok_or(KeyError::Malformed)?;
        let algorithm = Algorithm::of_byte(*algorithm).ok_or(KeyError::Algorithm)?;
        let key = Self::new(name, algorithm, public)?;
        if key.id_text() == id { Ok(key) } else { Err(KeyError::Id) }
    }

    /// Makes a key from its bytes.
    pub fn new(name: &str, algorithm: Algorithm, public: &[u8]) -> Result<Self, KeyError> {
        if !is_key_name(name) {
            return Err(KeyError::Name);
        }
        let public = match algorithm {
            Algorithm::Ed25519 | Algorithm::Ed25519Cosignature => {
                let bytes = public.try_into().map_err(|_| KeyError::Malformed)?;
                let key = ed25519_dalek::VerifyingKey::from_bytes(bytes);
                Public::Ed25519(key.map_err(|_| KeyError::Malformed)?)
            }
            Algorithm::MlDsa44Cosignature => {
                let bytes = public.try_into().map_err(|_| KeyError::Malformed)?;
                Public::MlDsa44(Box::new(ml_dsa::VerifyingKey::decode(&bytes)))
            }
        };
        Ok(Self { name: name.to_owned(), algorithm, public })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How it signs.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The bytes of the key, as its algorithm defines them.
    pub fn public_bytes(&self) -> Vec<u8> {
        match &self.public {
            Public::Ed25519(key) => key.as_bytes().to_vec(),
            Public::MlDsa44(key) => key.to_bytes().to_vec(),
        }
    }

    /// Returns its short id: `SHA-256(name || 0x0A || type || key)[:4]`.
    pub fn id(&self) -> [u8; 4] {
        let hash = Sha256::new()
            .chain_update(&self.name)
            .chain_update([b'\n', self.algorithm as u8])
            .chain_update(self.public_bytes())
            .finalize();
        hash.first_chunk().copied().unwrap_or_default()
    }

    /// The short id as keys are written: eight hexadecimal digits.
    fn id_text(&self) -> String {
        format!("{:08x}", u32::from_be_bytes(self.id()))
    }

    /// Checks a signature line's bytes; returns the time that they state.
    ///
    /// The outer `Option` says whether the signature holds.
    #[expect(clippy::option_option, reason = "whether it holds, and whether it states a time")]
    pub(crate) fn verify(&self, text: &str, signature: &[u8]) -> Option<Option<u64>> {
        if self.algorithm == Algorithm::Ed25519 {
            return self.holds(text.as_bytes(), signature).then_some(None);
        }
        let (time, signature) = signature.split_first_chunk::<TIME_BYTES>()?;
        let time = u64::from_be_bytes(*time);
        let message = cosignature::message(self.algorithm, &self.name, text, time)?;
        self.holds(&message, signature).then_some(Some(time))
    }

    /// True when the plain signature of these bytes by this key holds.
    pub fn holds(&self, message: &[u8], signature: &[u8]) -> bool {
        match &self.public {
            Public::Ed25519(key) => ed25519_dalek::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify_strict(message, &signature).is_ok()),
            Public::MlDsa44(key) => ml_dsa::Signature::try_from(signature)
                .is_ok_and(|signature| key.verify(message, &signature).is_ok()),
        }
    }
}

/// The text form, which [`VerifierKey::parse`] reads.
impl fmt::Display for VerifierKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = [&[self.algorithm as u8], self.public_bytes().as_slice()].concat();
        write!(formatter, "{}+{}+{}", self.name, self.id_text(), STANDARD.encode(key))
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}+{}", self.name, self.id_text())
    }
}

/// A secret key with its name.
#[derive(Clone)]
pub struct SignerKey {
    seed: [u8; SEED_BYTES],
    secret: Secret,
    verifier: VerifierKey,
}

#[derive(Clone)]
enum Secret {
    Ed25519(Box<ed25519_dalek::SigningKey>),
    MlDsa44(Box<ml_dsa::SigningKey<MlDsa44>>),
}

impl SignerKey {
    /// What the text form of a secret key begins with.
    pub const PREFIX: &'static str = "PRIVATE+KEY+";

    /// Grows a key from 32 random bytes.
    pub fn new(name: &str, algorithm: Algorithm, seed: [u8; SEED_BYTES]) -> Result<Self, KeyError> {
        let (secret, public) = match algorithm {
            Algorithm::Ed25519 | Algorithm::Ed25519Cosignature => {
                let key = ed25519_dalek::SigningKey::from_bytes(&seed);
                let public = key.verifying_key().to_bytes().to_vec();
                (Secret::Ed25519(Box::new(key)), public)
            }
            Algorithm::MlDsa44Cosignature => {
                let key = ml_dsa::SigningKey::from_seed(&seed.into());
                let public = key.verifying_key().to_bytes().to_vec();
                (Secret::MlDsa44(Box::new(key)), public)
            }
        };
        let verifier = VerifierKey::new(name, algorithm, &public)?;
        Ok(Self { seed, secret, verifier })
    }

    /// Reads the text form.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let rest = text.strip_prefix(Self::PREFIX).ok_or(KeyError::Malformed)?;
        let mut parts = rest.splitn(3, '+');
        let mut next = || parts.next().ok_or(KeyError::Malformed);
        let (name, id, key) = (next()?, next()?, next()?);
        let key = STANDARD.decode(key).map_err(|_| KeyError::Malformed)?;
        let (algorithm, seed) = key.split_first().ok_or(KeyError::Malformed)?;
        let algorithm = Algorithm::of_byte(*algorithm).ok_or(KeyError::Algorithm)?;
        let seed = seed.try_into().map_err(|_| KeyError::Malformed)?;
        let key = Self::new(name, algorithm, seed)?;
        if key.verifier.id_text() == id { Ok(key) } else { Err(KeyError::Id) }
    }

    /// Writes the text form, the one that Go's `note` package reads for Ed25519; it is a secret.
    pub fn to_secret_text(&self) -> String {
        let VerifierKey { name, algorithm, .. } = &self.verifier;
        let key = [&[*algorithm as u8], self.seed.as_slice()].concat();
        let id = self.verifier.id_text();
        format!("{}{name}+{id}+{}", Self::PREFIX, STANDARD.encode(key))
    }

    /// The public key.
    pub fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    /// Signs the text of a note; `time` in seconds since 1970 goes into cosignatures.
    ///
    /// None when a cosignature is asked for and the text is no checkpoint.
    pub fn sign_note(&self, text: &str, time: u64) -> Option<Signature> {
        let VerifierKey { name, algorithm, .. } = &self.verifier;
        let bytes = match algorithm {
            Algorithm::Ed25519 => self.sign(text.as_bytes()),
            _ => {
                let message = cosignature::message(*algorithm, name, text, time)?;
                [time.to_be_bytes().as_slice(), &self.sign(&message)].concat()
            }
        };
        Some(Signature { name: name.clone(), id: self.verifier.id(), bytes })
    }

    /// Signs bytes as they are.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        match &self.secret {
            Secret::Ed25519(key) => key.sign(message).to_bytes().to_vec(),
            Secret::MlDsa44(key) => key.sign(message).encode().to_vec(),
        }
    }
}

impl fmt::Debug for SignerKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SignerKey({:?})", self.verifier)
    }
}

#[cfg(test)]
mod tests;
