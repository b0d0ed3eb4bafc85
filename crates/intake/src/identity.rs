//! Who a reporter is, kept apart: sealed for a custodian, inside of what handlers open.
//!
//! A handler alone gets no further than the seal of the custodian, and the custodian alone opens no
//! case: it takes both, and both sign that they did.

use base64ct::{Base64Unpadded, Encoding};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::age::{self, Identity};
use crate::channel::Channel;

/// Longest name with whatever else someone writes there, in bytes.
pub const NAME_BYTES_MAX: usize = 4 << 10;
/// Longest sealed name, as text.
pub const SEALED_CHARS_MAX: usize = 16 << 10;

/// Why a name is not sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody could open it apart from handlers.
    #[error("the channel has no custodian, so that no name can be kept apart")]
    NoCustodian,
    /// It is longer than it may be, or not written as it should be.
    #[error("the name is too long, or not sealed as names are")]
    Malformed,
    /// Sealing or opening failed.
    #[error(transparent)]
    Age(#[from] age::Error),
}

/// Seals a name for the custodian of a channel.
pub fn seal(name: &str, channel: &Channel, rng: &mut dyn CryptoRng) -> Result<String, Error> {
    let custodian = channel.custodian.as_ref().ok_or(Error::NoCustodian)?;
    if name.len() > NAME_BYTES_MAX {
        return Err(Error::Malformed);
    }
    let sealed = age::seal(std::slice::from_ref(&custodian.recipient), name.as_bytes(), rng)?;
    Ok(Base64Unpadded::encode_string(&sealed))
}

/// Opens a name with the custodian's key.
pub fn open(sealed: &str, custodian: &Identity) -> Result<Zeroizing<String>, Error> {
    let sealed = Base64Unpadded::decode_vec(sealed).map_err(|_| Error::Malformed)?;
    let opened = age::open(std::slice::from_ref(custodian), &sealed, NAME_BYTES_MAX as u64)?;
    let name = std::str::from_utf8(&opened).map_err(|_| Error::Malformed)?;
    Ok(Zeroizing::new(name.to_owned()))
}

#[cfg(test)]
mod tests;
