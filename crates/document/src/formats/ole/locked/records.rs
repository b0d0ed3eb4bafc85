//! Workbooks of records ([MS-XLS] 2.2.10): RC4 over the whole stream, in which the heads of
//! records, and a few records, stand unencrypted.

use md5::Md5;
use rc4::{KeyInit as _, Rc4, StreamCipher as _};
use sha1::Sha1;

use super::cipher::hash;
use super::password;
use crate::formats::office::binary::{short, size, slice};

/// The record that says how the workbook is locked.
pub(crate) const FILE_PASS: u16 = 0x2F;
/// A number that no record has.
const NOTHING: u16 = 0xFFFF;
/// Bytes for which a key is good.
const BLOCK_BYTES: usize = 1_024;
/// Bytes before the body of a record.
const HEAD_BYTES: usize = 4;

/// Records that stand unencrypted: beginnings, locks, and what is read before them.
const PLAIN: [u16; 7] = [0x809, FILE_PASS, 0xE1, 0x138, 0x194, 0x195, 0x196];
/// The entry of a sheet, of which the first four bytes stand unencrypted.
const SHEET: u16 = 0x85;

/// Opens the stream of a workbook by the body of its lock; `None` when the password is another.
pub(crate) fn open(stream: &[u8], lock: &[u8]) -> Option<Vec<u8>> {
    let key = Key::read(lock)?;
    let mut mask = vec![0; stream.len()];
    for (index, block) in mask.chunks_mut(BLOCK_BYTES).enumerate() {
        key.cipher(index as u32)?.apply_keystream(block);
    }
    let mut plain = stream.to_vec();
    let mut at = 0;
    while let Some((kind, len)) = short(stream, at).zip(short(stream, at + 2)) {
        let body = at + HEAD_BYTES;
        let end = body + usize::from(len);
        let start = match kind {
            SHEET => body + 4,
            _ if PLAIN.contains(&kind) => end,
            _ => body,
        };
        unmask(&mut plain, &mask, start..end);
        if kind == FILE_PASS
            && let Some(head) = plain.get_mut(at..at + 2)
        {
            head.copy_from_slice(&NOTHING.to_le_bytes());
        }
        at = end;
    }
    Some(plain)
}

fn unmask(plain: &mut [u8], mask: &[u8], range: std::ops::Range<usize>) {
    let end = range.end.min(plain.len());
    let Some(bytes) = plain.get_mut(range.start..end) else { return };
    for (byte, mask) in bytes.iter_mut().zip(mask.iter().skip(range.start)) {
        *byte ^= mask;
    }
}

/// What keys of blocks are made from.
enum Key {
    /// [MS-OFFCRYPTO] 2.3.6.2: five bytes of MD5.
    Old([u8; 5]),
    /// [MS-OFFCRYPTO] 2.3.5.2: SHA-1, of which so many bytes are the key.
    Api { base: Vec<u8>, key_len: usize },
}

impl Key {
    /// Makes the key and tries it on the verifier.
    fn read(lock: &[u8]) -> Option<Self> {
        const RC4: u16 = 1;
        if short(lock, 0)? != RC4 {
            return None;
        }
        match (short(lock, 2)?, short(lock, 4)?) {
            (1, 1) => Self::old(lock),
            (2..=4, 2) => Self::api(slice(lock, 2, lock.len().checked_sub(2)?)),
            _ => None,
        }
    }

    fn old(lock: &[u8]) -> Option<Self> {
        let salt = lock.get(6..22)?;
        let first = hash::<Md5>(&[&password()]);
        let turn = [first.get(..5)?, salt].concat();
        let second = hash::<Md5>(&[&turn.repeat(16)]);
        let key = Self::Old(*second.first_chunk()?);
        key.opens(lock.get(22..38)?, lock.get(38..54)?).then_some(key)
    }

    fn api(lock: &[u8]) -> Option<Self> {
        const KEY_BITS: usize = 40;
        let header_len = size(lock, 8)?;
        let verifier = lock.get(12_usize.checked_add(header_len)?..)?;
        let bits = size(slice(lock, 12, header_len), 16)?;
        let key_len = if bits == 0 { KEY_BITS } else { bits } / 8;
        let base = hash::<Sha1>(&[verifier.get(4..20)?, &password()]);
        let key = Self::Api { base, key_len };
        key.opens(verifier.get(20..36)?, verifier.get(40..60)?).then_some(key)
    }

    /// True when the key makes of a verifier and its hash what belongs together.
    fn opens(&self, verifier: &[u8], verifier_hash: &[u8]) -> bool {
        let Some(mut cipher) = self.cipher(0) else { return false };
        let (mut verifier, mut expected) = (verifier.to_vec(), verifier_hash.to_vec());
        cipher.apply_keystream(&mut verifier);
        cipher.apply_keystream(&mut expected);
        let found = match self {
            Self::Old(_) => hash::<Md5>(&[&verifier]),
            Self::Api { .. } => hash::<Sha1>(&[&verifier]),
        };
        found == expected
    }

    /// The cipher of a block.
    fn cipher(&self, block: u32) -> Option<Rc4> {
        const SHORT_BYTES: usize = 5;
        const PADDED_BYTES: usize = 16;
        let key = match self {
            Self::Old(base) => hash::<Md5>(&[base, &block.to_le_bytes()]),
            Self::Api { base, key_len } => {
                let mut key = hash::<Sha1>(&[base, &block.to_le_bytes()]);
                key.truncate(*key_len);
                // A key of 40 bits is filled up with zeros.
                if *key_len == SHORT_BYTES {
                    key.resize(PADDED_BYTES, 0);
                }
                key
            }
        };
        Rc4::new_from_slice(&key).ok()
    }
}
