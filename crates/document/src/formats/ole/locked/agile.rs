//! Agile encryption of packages ([MS-OFFCRYPTO] 2.3.4.10 to 2.3.4.15): what was used is said in
//! XML.

use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};

use super::cipher::{Aes, BLOCK_BYTES, hash, hash_again};
use super::password;
use crate::formats::office::markup::{Node, Tag, Xml};
use crate::formats::textual::base64;

/// Turns of the hash beyond which a file is no longer opened; programs take 100,000.
const TURNS_MAX: u32 = 1_000_000;
/// Lengths of keys that AES has; a key is made as long as the file says.
const KEY_BITS: [usize; 3] = [128, 192, 256];
/// Bytes that are encrypted as one.
const SEGMENT_BYTES: usize = 4_096;

/// What keys are for (2.3.4.13), in place of the numbers of blocks.
const FOR_VERIFIER: [u8; 8] = [0xFE, 0xA7, 0xD2, 0x76, 0x3B, 0x4B, 0x9E, 0x79];
const FOR_VERIFIER_HASH: [u8; 8] = [0xD7, 0xAA, 0x0F, 0x6D, 0x30, 0x61, 0x34, 0x4E];
const FOR_KEY: [u8; 8] = [0x14, 0x6E, 0x0B, 0xE7, 0xAB, 0xAC, 0xD0, 0xD6];

/// Opens a package; `None` when the password is another.
pub(super) fn open(info: &[u8], body: &[u8]) -> Option<Vec<u8>> {
    const XML_AT: usize = 8;
    let text = std::str::from_utf8(info.get(XML_AT..)?).ok()?;
    let (data, lock) = read(text)?;
    let turned = lock.hash.again(&lock.salt, &password(), lock.turns);
    let decrypt = |purpose: &[u8], locked: &[u8]| {
        let aes = Aes::new(&lock.key(&turned, purpose))?;
        Some(aes.decrypt_chain(&lock.salt, locked))
    };
    let verifier = decrypt(&FOR_VERIFIER, &lock.verifier)?;
    let verifier = verifier.get(..lock.salt.len())?;
    let expected = decrypt(&FOR_VERIFIER_HASH, &lock.verifier_hash)?;
    let found = lock.hash.of(&[verifier]);
    if expected.get(..found.len())? != found {
        return None;
    }
    let key = decrypt(&FOR_KEY, &lock.locked_key)?;
    let aes = Aes::new(key.get(..data.key_len)?)?;
    let mut package = Vec::with_capacity(body.len());
    for (index, segment) in body.chunks(SEGMENT_BYTES).enumerate() {
        let start = data.hash.of(&[&data.salt, &(index as u32).to_le_bytes()]);
        package.extend(aes.decrypt_chain(start.get(..BLOCK_BYTES)?, segment));
    }
    Some(package)
}

/// How a key was used.
#[derive(Default)]
struct Lock {
    hash: Hash,
    key_len: usize,
    salt: Vec<u8>,
    turns: u32,
    verifier: Vec<u8>,
    verifier_hash: Vec<u8>,
    locked_key: Vec<u8>,
}

impl Lock {
    fn read(tag: &Tag<'_>) -> Option<Self> {
        let is_known =
            tag.text("cipherAlgorithm") == "AES" && tag.text("cipherChaining") == "ChainingModeCBC";
        let bytes = |name: &str| base64(tag.text(name).as_bytes());
        Some(Self {
            hash: Hash::named(&tag.text("hashAlgorithm")).filter(|_| is_known)?,
            key_len: tag.number("keyBits").filter(|bits| KEY_BITS.contains(bits))? / 8,
            salt: bytes("saltValue"),
            turns: tag.number("spinCount").unwrap_or_default(),
            verifier: bytes("encryptedVerifierHashInput"),
            verifier_hash: bytes("encryptedVerifierHashValue"),
            locked_key: bytes("encryptedKeyValue"),
        })
        .filter(|lock| lock.turns <= TURNS_MAX)
    }

    /// The key for a purpose, made from the hash that was taken over and over (2.3.4.11).
    fn key(&self, turned: &[u8], purpose: &[u8]) -> Vec<u8> {
        let mut key = self.hash.of(&[turned, purpose]);
        key.resize(self.key_len, 0x36);
        key
    }
}

/// Reads how the package was locked, and how its key was.
fn read(text: &str) -> Option<(Lock, Lock)> {
    const DEPTH: u32 = 16;
    let (mut data, mut lock) = (None, None);
    let mut xml = Xml::new(text, DEPTH);
    while let Some(node) = xml.next() {
        let Node::Start(tag) = node else { continue };
        match tag.local() {
            "keyData" => data = Lock::read(&tag),
            "encryptedKey" => lock = lock.or_else(|| Lock::read(&tag)),
            _ => {}
        }
    }
    data.zip(lock)
}

/// The hashes that programs use.
#[derive(Debug, Clone, Copy, Default)]
enum Hash {
    Sha1,
    Sha256,
    Sha384,
    #[default]
    Sha512,
}

impl Hash {
    fn named(name: &str) -> Option<Self> {
        match name {
            "SHA1" => Some(Self::Sha1),
            "SHA256" => Some(Self::Sha256),
            "SHA384" => Some(Self::Sha384),
            "SHA512" => Some(Self::Sha512),
            _ => None,
        }
    }

    fn of(self, pieces: &[&[u8]]) -> Vec<u8> {
        match self {
            Self::Sha1 => hash::<Sha1>(pieces),
            Self::Sha256 => hash::<Sha256>(pieces),
            Self::Sha384 => hash::<Sha384>(pieces),
            Self::Sha512 => hash::<Sha512>(pieces),
        }
    }

    fn again(self, salt: &[u8], password: &[u8], turns: u32) -> Vec<u8> {
        match self {
            Self::Sha1 => hash_again::<Sha1>(salt, password, turns),
            Self::Sha256 => hash_again::<Sha256>(salt, password, turns),
            Self::Sha384 => hash_again::<Sha384>(salt, password, turns),
            Self::Sha512 => hash_again::<Sha512>(salt, password, turns),
        }
    }
}
