//! The stanza `scrypt`: a passphrase (RFC 7914).

use rand_core::CryptoRng;
use scrypt::Params;
use zeroize::Zeroizing;

use super::header::{Stanza, decode, encode};
use super::x25519::{unwrap_with, wrap_with};
use super::{Error, FileKey};

pub(super) const KIND: &str = "scrypt";
const SALT_PREFIX: &[u8] = b"age-encryption.org/v1/scrypt";
const SALT_BYTES: usize = 16;
/// Logarithm of the work for new files: about a second and 256 MiB.
pub(super) const WORK_FACTOR: u8 = 18;
/// Most work that a file may ask of us.
const WORK_FACTOR_MAX: u8 = 22;

pub(super) fn wrap(
    text: &str,
    work_factor: u8,
    file_key: &FileKey,
    rng: &mut dyn CryptoRng,
) -> Result<Stanza, Error> {
    let mut salt = [0; SALT_BYTES];
    rng.fill_bytes(&mut salt);
    let key = wrap_key(text, &salt, work_factor)?;
    let arguments = [KIND, &encode(&salt), &work_factor.to_string()];
    Ok(Stanza::new(&arguments, wrap_with(&key, file_key)?))
}

pub(super) fn unwrap(text: &str, stanzas: &[Stanza]) -> Result<Option<FileKey>, Error> {
    let Some(stanza) = stanzas.iter().find(|stanza| stanza.kind() == KIND) else {
        return Ok(None);
    };
    let [salt, work_factor] = stanza.arguments()?;
    let salt = decode::<SALT_BYTES>(salt.as_bytes())?;
    let work_factor = parse_work_factor(work_factor)?;
    Ok(unwrap_with(&wrap_key(text, &salt, work_factor)?, &stanza.body))
}

fn parse_work_factor(text: &str) -> Result<u8, Error> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    let number = is_number.then(|| text.parse().ok()).flatten();
    number
        .filter(|factor| (1..=WORK_FACTOR_MAX).contains(factor))
        .ok_or(Error::Header("the work factor of a passphrase is malformed or too high"))
}

fn wrap_key(
    text: &str,
    salt: &[u8; SALT_BYTES],
    work_factor: u8,
) -> Result<Zeroizing<[u8; 32]>, Error> {
    let too_high = |_| Error::Header("the work factor of a passphrase is malformed or too high");
    let params = Params::new(work_factor, 8, 1).map_err(too_high)?;
    let mut key = Zeroizing::new([0; 32]);
    let salt = [SALT_PREFIX, salt].concat();
    scrypt::scrypt(text.as_bytes(), &salt, &params, key.as_mut_slice())
        .map_err(|_| Error::Header("no key of that length"))?;
    Ok(key)
}
