//! Documents that are locked with the password that Excel itself knows ([MS-OFFCRYPTO]).
//!
//! Excel locks a workbook with it when no password is wanted but the file has to be encrypted, and
//! opens it without a question: whoever gets the file reads it. Any other password is not known
//! here, and not guessed.

mod agile;
mod cipher;
mod records;
mod standard;

use super::compound::{Compound, ROOT};
use crate::formats::office::binary::short;

pub(super) use self::records::open as open_workbook;

/// The password, as it goes into hashes: UTF-16, little-endian.
fn password() -> Vec<u8> {
    "VelvetSweatshop".encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Opens the package that a compound file locks up (2.3.4); `None` when the password is another.
pub(super) fn open_package(file: &mut Compound) -> Option<Vec<u8>> {
    let info = file.stream(ROOT, "EncryptionInfo")?;
    let locked = file.stream(ROOT, "EncryptedPackage")?;
    let (size, body) = locked.split_first_chunk::<8>()?;
    let mut package = match (short(&info, 0)?, short(&info, 2)?) {
        (4, 4) => agile::open(&info, body)?,
        (2..=4, 2) => standard::open(&info, body)?,
        _ => return None,
    };
    package.truncate(usize::try_from(u64::from_le_bytes(*size)).ok()?);
    Some(package)
}

#[cfg(test)]
mod tests;
