//! The age file format (C2SP `age.md`, v1): what everything in a mailbox is sealed with.
//!
//! Recipients are the hybrid `mlkem768x25519`, which is what Obelus makes, and `X25519` and
//! `scrypt`, which foreign tools make and which protect key files.
//! Plug-ins and tagged recipients are left out: nothing here talks to hardware.

pub mod armor;
mod bech32;
mod header;
mod hybrid;
mod passphrase;
mod stream;
mod x25519;

use std::io::{self, BufRead, BufReader, Read, Write};

use hkdf::Hkdf;
use rand_core::CryptoRng;
use sha2::Sha256;
use zeroize::{Zeroize, Zeroizing};

use header::{Header, Stanza};
pub use stream::{Reader, Writer};

/// Bytes of a file key.
const FILE_KEY_BYTES: usize = 16;
/// Bytes of a wrapped file key: the key and a tag.
const WRAPPED_BYTES: usize = FILE_KEY_BYTES + 16;
/// Bytes of the nonce before the payload.
const NONCE_BYTES: usize = 16;
/// Most recipients of one file.
pub const RECIPIENTS_MAX: usize = 256;

type FileKey = Zeroizing<[u8; FILE_KEY_BYTES]>;

/// Why an age file could not be read or made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The armor is not as RFC 7468 and age want it.
    #[error("the text form of the sealed file is damaged")]
    Armor,
    /// The header is not one of age v1.
    #[error("this is not a file sealed in the age format, or its header is damaged: {0}")]
    Header(&'static str),
    /// None of the keys opens it.
    #[error("none of the keys opens this file")]
    NoMatch,
    /// The header was changed after it was made.
    #[error("the header was changed after the file was sealed")]
    Mac,
    /// The content was changed or cut off.
    #[error("the sealed content is damaged or cut off")]
    Payload,
    /// A key is not written as age writes keys.
    #[error("this is not a key in the age format")]
    Key,
    /// Recipients cannot stand in one file together, or are too many.
    #[error("these recipients cannot share one file")]
    Recipients,
    /// Bytes could not be read or written.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Someone who can open what is sealed, as others see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recipient {
    /// ML-KEM-768 with X25519: safe against a quantum computer too.
    Hybrid(Box<[u8; hybrid::PUBLIC_BYTES]>),
    /// X25519 alone.
    X25519([u8; 32]),
}

impl Recipient {
    /// Parses `age1pq…` or `age1…`.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let (prefix, bytes) = bech32::decode(text.trim())?;
        match prefix.as_str() {
            "age1pq" => hybrid::recipient(&bytes),
            "age" => Ok(Self::X25519(bytes.as_slice().try_into().map_err(|_| Error::Key)?)),
            _ => Err(Error::Key),
        }
    }

    fn wrap(&self, file_key: &FileKey, rng: &mut dyn CryptoRng) -> Result<Stanza, Error> {
        match self {
            Self::Hybrid(public) => hybrid::wrap(public, file_key, rng),
            Self::X25519(public) => x25519::wrap(public, file_key, rng),
        }
    }
}

impl std::fmt::Display for Recipient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&match self {
            Self::Hybrid(public) => bech32::encode("age1pq", public.as_slice()),
            Self::X25519(public) => bech32::encode("age", public),
        })
    }
}

/// A secret that opens what is sealed.
#[derive(Clone, PartialEq, Eq)]
pub enum Identity {
    /// Of [`Recipient::Hybrid`].
    Hybrid(Zeroizing<[u8; 32]>),
    /// Of [`Recipient::X25519`].
    X25519(Zeroizing<[u8; 32]>),
    /// A passphrase.
    Passphrase(Zeroizing<String>),
}

impl Identity {
    /// Makes a new hybrid identity.
    pub fn generate(rng: &mut dyn CryptoRng) -> Self {
        let mut secret = Zeroizing::new([0; 32]);
        rng.fill_bytes(secret.as_mut_slice());
        Self::Hybrid(secret)
    }

    /// Parses `AGE-SECRET-KEY-PQ-1…` or `AGE-SECRET-KEY-1…`.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let (prefix, mut bytes) = bech32::decode(text.trim())?;
        let secret = <[u8; 32]>::try_from(bytes.as_slice()).map(Zeroizing::new);
        bytes.zeroize();
        match (prefix.as_str(), secret) {
            ("AGE-SECRET-KEY-PQ-", Ok(secret)) => Ok(Self::Hybrid(secret)),
            ("AGE-SECRET-KEY-", Ok(secret)) => Ok(Self::X25519(secret)),
            _ => Err(Error::Key),
        }
    }

    /// Returns the identity as age writes it; none for a passphrase.
    pub fn encode(&self) -> Option<Zeroizing<String>> {
        let (prefix, secret) = match self {
            Self::Hybrid(secret) => ("AGE-SECRET-KEY-PQ-", secret),
            Self::X25519(secret) => ("AGE-SECRET-KEY-", secret),
            Self::Passphrase(_) => return None,
        };
        Some(Zeroizing::new(bech32::encode(prefix, secret.as_slice())))
    }

    /// Returns who others seal for; none for a passphrase.
    pub fn recipient(&self) -> Option<Recipient> {
        match self {
            Self::Hybrid(secret) => Some(Recipient::Hybrid(Box::new(hybrid::public(secret)))),
            Self::X25519(secret) => Some(Recipient::X25519(x25519::public(secret))),
            Self::Passphrase(_) => None,
        }
    }

    fn unwrap(&self, stanzas: &[Stanza]) -> Result<Option<FileKey>, Error> {
        match self {
            Self::Hybrid(secret) => hybrid::unwrap(secret, stanzas),
            Self::X25519(secret) => x25519::unwrap(secret, stanzas),
            Self::Passphrase(text) => passphrase::unwrap(text, stanzas),
        }
    }
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identity(secret)")
    }
}

/// Starts a file for `recipients`; what is written to the result is sealed as it passes.
pub fn encrypt<W: Write>(
    recipients: &[Recipient],
    out: W,
    rng: &mut dyn CryptoRng,
) -> Result<Writer<W>, Error> {
    // A file for both kinds would be as weak as the weaker (C2SP age.md, "SHOULD NOT").
    let hybrid = recipients.iter().filter(|one| matches!(one, Recipient::Hybrid(_))).count();
    let mixed = hybrid != 0 && hybrid != recipients.len();
    if recipients.is_empty() || recipients.len() > RECIPIENTS_MAX || mixed {
        return Err(Error::Recipients);
    }
    let file_key = new_file_key(rng);
    let stanzas: Result<Vec<Stanza>, Error> =
        recipients.iter().map(|recipient| recipient.wrap(&file_key, rng)).collect();
    start(stanzas?, &file_key, out, rng)
}

/// Starts a file that a passphrase opens.
pub fn encrypt_with_passphrase<W: Write>(
    text: &str,
    out: W,
    rng: &mut dyn CryptoRng,
) -> Result<Writer<W>, Error> {
    let file_key = new_file_key(rng);
    let stanza = passphrase::wrap(text, passphrase::WORK_FACTOR, &file_key, rng)?;
    start(vec![stanza], &file_key, out, rng)
}

/// Opens a file; what is read from the result has been checked.
pub fn decrypt<R: Read>(identities: &[Identity], input: R) -> Result<Reader<BufReader<R>>, Error> {
    decrypt_buffered(identities, BufReader::new(input))
}

/// Opens a file that is read through a buffer already.
pub fn decrypt_buffered<R: BufRead>(
    identities: &[Identity],
    mut input: R,
) -> Result<Reader<R>, Error> {
    let header = Header::read(&mut input)?;
    let file_key = find_file_key(identities, &header.stanzas)?;
    header.check_mac(&file_key)?;
    let mut nonce = [0; NONCE_BYTES];
    input.read_exact(&mut nonce).map_err(|_| Error::Header("the nonce is missing"))?;
    Ok(Reader::new(&payload_key(&file_key, &nonce), input))
}

/// Seals bytes at once.
pub fn seal(
    recipients: &[Recipient],
    bytes: &[u8],
    rng: &mut dyn CryptoRng,
) -> Result<Vec<u8>, Error> {
    let mut writer = encrypt(recipients, Vec::new(), rng)?;
    writer.write_all(bytes)?;
    Ok(writer.finish()?)
}

/// Opens bytes at once, of which at most `bytes_max` may come out.
pub fn open(
    identities: &[Identity],
    sealed: &[u8],
    bytes_max: u64,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let mut opened = Zeroizing::new(Vec::new());
    let reader = decrypt_buffered(identities, sealed)?;
    let read = reader.take(bytes_max.saturating_add(1)).read_to_end(&mut opened);
    read.map_err(|_| Error::Payload)?;
    if u64::try_from(opened.len()).unwrap_or(u64::MAX) > bytes_max {
        return Err(Error::Payload);
    }
    Ok(opened)
}

/// Writes bytes as keys are written, under another prefix.
pub(crate) fn encode_key(prefix: &str, bytes: &[u8]) -> String {
    bech32::encode(prefix, bytes)
}

/// Reads what [`encode_key`] writes.
pub(crate) fn decode_key(text: &str) -> Result<(String, Vec<u8>), Error> {
    bech32::decode(text)
}

fn new_file_key(rng: &mut dyn CryptoRng) -> FileKey {
    let mut file_key = Zeroizing::new([0; FILE_KEY_BYTES]);
    rng.fill_bytes(file_key.as_mut_slice());
    file_key
}

fn start<W: Write>(
    stanzas: Vec<Stanza>,
    file_key: &FileKey,
    mut out: W,
    rng: &mut dyn CryptoRng,
) -> Result<Writer<W>, Error> {
    out.write_all(&Header::encode(&stanzas, file_key))?;
    let mut nonce = [0; NONCE_BYTES];
    rng.fill_bytes(&mut nonce);
    out.write_all(&nonce)?;
    Ok(Writer::new(&payload_key(file_key, &nonce), out))
}

fn find_file_key(identities: &[Identity], stanzas: &[Stanza]) -> Result<FileKey, Error> {
    let scrypt = stanzas.iter().any(|stanza| stanza.kind() == passphrase::KIND);
    if scrypt && stanzas.len() > 1 {
        return Err(Error::Header("a passphrase stands beside other recipients"));
    }
    for identity in identities {
        if let Some(file_key) = identity.unwrap(stanzas)? {
            return Ok(file_key);
        }
    }
    Err(Error::NoMatch)
}

fn payload_key(file_key: &FileKey, nonce: &[u8]) -> Zeroizing<[u8; 32]> {
    derive(file_key.as_slice(), nonce, b"payload")
}

/// HKDF-SHA-256 (RFC 5869) to 32 bytes.
fn derive(secret: &[u8], salt: &[u8], info: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(Some(salt), secret)
        .expand(info, key.as_mut_slice())
        .expect("32 bytes are fewer than HKDF can give");
    key
}

#[cfg(test)]
mod tests;
