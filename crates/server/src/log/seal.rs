//! Openings are kept under keys that lie beside the database, one for each retention class.
//!
//! A backup of the database holds only what these keys open: destroying the key of a class destroys
//! its openings in all backups at once.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use ledger::{Leaf, NONCE_BYTES, Opening};

/// Length of the key of a class.
pub(super) const KEY_BYTES: usize = 32;
const SEAL_NONCE_BYTES: usize = 24;

/// The keys of retention classes, by the names of the classes.
#[derive(Clone, Default)]
pub struct ClassKeys {
    keys: BTreeMap<String, [u8; KEY_BYTES]>,
}

impl ClassKeys {
    /// Adds the key of a class.
    pub fn add(&mut self, class: &str, key: [u8; KEY_BYTES]) {
        self.keys.insert(class.to_owned(), key);
    }

    /// Makes a key from fresh randomness.
    pub fn fresh() -> Result<[u8; KEY_BYTES]> {
        let mut key = [0; KEY_BYTES];
        getrandom::fill(&mut key).context("the system gives no randomness")?;
        Ok(key)
    }

    /// Seals an opening under the key of its class, bound to its leaf.
    pub(super) fn seal(&self, class: &str, opening: &Opening) -> Result<String> {
        let key = self.keys.get(class);
        let key =
            key.with_context(|| format!("there is no key of the retention class `{class}`"))?;
        let mut nonce = [0; SEAL_NONCE_BYTES];
        getrandom::fill(&mut nonce).context("the system gives no randomness")?;
        let plain = [opening.nonce.as_slice(), &opening.envelope].concat();
        let payload = Payload { msg: &plain, aad: &opening.leaf().0 };
        let sealed = XChaCha20Poly1305::new(&(*key).into()).encrypt(&XNonce::from(nonce), payload);
        let Ok(sealed) = sealed else { bail!("the opening is too long to be sealed") };
        Ok(STANDARD.encode([nonce.as_slice(), &sealed].concat()))
    }

    /// Opens what [`Self::seal`] made; None when the key is gone or the bytes were changed.
    pub(super) fn open(&self, class: &str, leaf: &Leaf, sealed: &str) -> Option<Opening> {
        let key = self.keys.get(class)?;
        let bytes = STANDARD.decode(sealed).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<SEAL_NONCE_BYTES>()?;
        let payload = Payload { msg: sealed, aad: &leaf.0 };
        let plain = XChaCha20Poly1305::new(&(*key).into()).decrypt(&XNonce::from(*nonce), payload);
        let plain = plain.ok()?;
        let (nonce, envelope) = plain.split_first_chunk::<NONCE_BYTES>()?;
        let opening = Opening { nonce: *nonce, envelope: envelope.to_vec() };
        (opening.leaf() == *leaf).then_some(opening)
    }
}
