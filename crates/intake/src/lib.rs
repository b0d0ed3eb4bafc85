//! A sealed two-way mailbox that anyone may write to.
//!
//! A report is about an item: a file, a page, a system.
//! No form and no format here has a field for a person who is accused, an address or a name of
//! the reporter's machine.
//! Files, clocks and randomness belong to the caller; `now` and `rng` are arguments.

pub mod age;
pub mod blob;
pub mod bulletin;
pub mod case;
pub mod channel;
pub mod claim;
pub mod clocks;
pub mod container;
pub mod day;
pub mod delivery;
mod echo;
pub mod escrow;
pub mod handler;
pub mod handover;
mod hash;
pub mod identity;
pub mod indicators;
pub mod letter;
pub mod message;
mod note;
pub mod padding;
pub mod receipt;
pub mod reporter;
pub mod security_txt;
pub mod sign;
#[cfg(test)]
mod testing;

use hash::Hash;

/// Returns the digest (SHA-256) of bytes in hexadecimal digits.
pub fn digest(bytes: &[u8]) -> String {
    hex(Hash::of(bytes))
}

/// Returns bytes in hexadecimal digits.
pub fn hex(bytes: impl AsRef<[u8]>) -> String {
    bytes.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads exactly `N` bytes of hexadecimal digits.
fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits: Option<Vec<u8>> = text
        .bytes()
        .map(|byte| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect();
    let digits = digits?;
    let pairs: Vec<u8> = digits
        .chunks_exact(2)
        .map(|pair| pair.iter().fold(0, |sum, digit| sum << 4 | digit))
        .collect();
    (digits.len() == 2 * N).then(|| pairs.try_into().ok()).flatten()
}
