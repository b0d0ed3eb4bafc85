//! The bytes beside the place of a key, as one number: most strings that share a key differ there.
//!
//! Bits stand for what a string asks of a byte: of a digit that it is one, of a small letter that it
//! is that letter in either case, of any other byte all of it. Few bytes that are not meant fit; the
//! comparison of the whole string leaves those out.

/// Bytes that are looked at.
const BYTES: usize = 8;

/// Returns the bits that a string asks of the eight bytes before a place, and which of them count.
pub(super) fn before(string: &[u8]) -> (u64, u64) {
    let first = string.len().saturating_sub(BYTES);
    string[first..].iter().fold((0, 0), |(bits, mask), &byte| {
        let wanted = wanted(byte);
        (bits << 8 | u64::from(byte & wanted), mask << 8 | u64::from(wanted))
    })
}

/// Returns the bits that a string asks of the eight bytes behind a place, and which of them count.
pub(super) fn behind(string: &[u8]) -> (u64, u64) {
    let len = string.len().min(BYTES);
    let (bits, mask) = before(&string[..len]);
    let shift = 8 * (BYTES - len) as u32;
    (bits.checked_shl(shift).unwrap_or(0), mask.checked_shl(shift).unwrap_or(0))
}

/// Returns the eight bytes before `at`; bytes before the text are zero.
#[inline]
pub(super) fn before_place(text: &[u8], at: usize) -> u64 {
    let whole = at.checked_sub(BYTES).and_then(|start| text.get(start..at)?.first_chunk());
    whole.map_or_else(|| text[..at].iter().fold(0, add), |&bytes| u64::from_be_bytes(bytes))
}

/// Returns the eight bytes from `at` on; bytes behind the text are zero.
#[inline]
pub(super) fn behind_place(text: &[u8], at: usize) -> u64 {
    let behind = text.get(at..).unwrap_or_default();
    let whole = behind.first_chunk::<BYTES>();
    let filled = || (0..BYTES).map(|by| behind.get(by).unwrap_or(&0)).fold(0, add);
    whole.map_or_else(filled, |&bytes| u64::from_be_bytes(bytes))
}

fn add(number: u64, byte: &u8) -> u64 {
    number << 8 | u64::from(*byte)
}

/// Bits of a byte that a string asks for.
const fn wanted(byte: u8) -> u8 {
    match byte {
        b'0' => 0xF0,
        b'a'..=b'z' => 0xDF,
        _ => 0xFF,
    }
}

#[cfg(test)]
mod tests;
