//! Standard encryption of packages ([MS-OFFCRYPTO] 2.3.4.5 to 2.3.4.9): SHA-1 and AES.

use sha1::Sha1;

use super::cipher::{Aes, hash, hash_again};
use super::password;
use crate::formats::office::binary::{size, slice};

/// Turns of the hash.
const TURNS: u32 = 50_000;
/// Bytes of a hash.
const HASH_BYTES: usize = 20;

/// Where things stand in a verifier (2.3.3).
const SALT: std::ops::Range<usize> = 4..20;
const VERIFIER: std::ops::Range<usize> = 20..36;
const VERIFIER_HASH: std::ops::Range<usize> = 40..72;

/// Opens a package; `None` when the password is another.
pub(super) fn open(info: &[u8], body: &[u8]) -> Option<Vec<u8>> {
    let header_len = size(info, 8)?;
    let header = slice(info, 12, header_len);
    let verifier = info.get(12_usize.checked_add(header_len)?..)?;
    let key_len = size(header, 16)? / 8;
    let last = hash_again::<Sha1>(verifier.get(SALT)?, &password(), TURNS);
    let aes = Aes::new(key(&hash::<Sha1>(&[&last, &[0; 4]])).get(..key_len)?)?;
    let expected = aes.decrypt(verifier.get(VERIFIER_HASH)?);
    let found = hash::<Sha1>(&[&aes.decrypt(verifier.get(VERIFIER)?)]);
    (expected.get(..HASH_BYTES)? == found).then(|| aes.decrypt(body))
}

/// Makes a key from a hash (2.3.4.7).
fn key(last: &[u8]) -> Vec<u8> {
    let half = |filler: u8| {
        let mut pad = [filler; 64];
        for (to, from) in pad.iter_mut().zip(last) {
            *to ^= from;
        }
        hash::<Sha1>(&[&pad])
    };
    [half(0x36), half(0x5C)].concat()
}
