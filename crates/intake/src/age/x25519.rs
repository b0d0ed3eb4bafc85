//! The stanza `X25519`.

use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use rand_core::CryptoRng;
use x25519_dalek::{X25519_BASEPOINT_BYTES, x25519};
use zeroize::Zeroizing;

use super::header::{Stanza, decode, encode};
use super::{Error, FILE_KEY_BYTES, FileKey, derive};

const KIND: &str = "X25519";
const INFO: &[u8] = b"age-encryption.org/v1/X25519";

pub(super) fn public(secret: &Zeroizing<[u8; 32]>) -> [u8; 32] {
    x25519(**secret, X25519_BASEPOINT_BYTES)
}

/// True when the share gives zero for every secret.
pub(super) fn is_low_order(share: [u8; 32]) -> bool {
    x25519([1; 32], share) == [0; 32]
}

pub(super) fn wrap(
    public: &[u8; 32],
    file_key: &FileKey,
    rng: &mut dyn CryptoRng,
) -> Result<Stanza, Error> {
    if is_low_order(*public) {
        return Err(Error::Key);
    }
    let mut secret = Zeroizing::new([0; 32]);
    rng.fill_bytes(secret.as_mut_slice());
    let share = self::public(&secret);
    let key = wrap_key(&secret, public, &share, public);
    Ok(Stanza::new(&[KIND, &encode(&share)], wrap_with(&key, file_key)?))
}

pub(super) fn unwrap(
    secret: &Zeroizing<[u8; 32]>,
    stanzas: &[Stanza],
) -> Result<Option<FileKey>, Error> {
    for stanza in stanzas.iter().filter(|stanza| stanza.kind() == KIND) {
        let [share] = stanza.arguments()?;
        let share = decode::<32>(share.as_bytes())?;
        if is_low_order(share) {
            return Err(Error::Header("the share of a recipient is of low order"));
        }
        let key = wrap_key(secret, &share, &share, &public(secret));
        if let Some(file_key) = unwrap_with(&key, &stanza.body) {
            return Ok(Some(file_key));
        }
    }
    Ok(None)
}

fn wrap_key(
    secret: &Zeroizing<[u8; 32]>,
    theirs: &[u8; 32],
    share: &[u8; 32],
    recipient: &[u8; 32],
) -> Zeroizing<[u8; 32]> {
    let shared = Zeroizing::new(x25519(**secret, *theirs));
    derive(shared.as_slice(), &[*share, *recipient].concat(), INFO)
}

/// Wraps a file key under a key that is used once, so that the nonce may be zero.
pub(super) fn wrap_with(key: &Zeroizing<[u8; 32]>, file_key: &FileKey) -> Result<Vec<u8>, Error> {
    let cipher = ChaCha20Poly1305::new(&Key::from(**key));
    cipher.encrypt(&Nonce::default(), file_key.as_slice()).map_err(|_| Error::Key)
}

pub(super) fn unwrap_with(key: &Zeroizing<[u8; 32]>, body: &[u8]) -> Option<FileKey> {
    let cipher = ChaCha20Poly1305::new(&Key::from(**key));
    let opened = Zeroizing::new(cipher.decrypt(&Nonce::default(), body).ok()?);
    <[u8; FILE_KEY_BYTES]>::try_from(opened.as_slice()).ok().map(Zeroizing::new)
}
