//! Changes a file at random: bytes, numbers, pieces, and members of packages.

use anyhow::Result;

use crate::corpus::Made;
use crate::train::Random;

/// Changes of one file, at most.
const CHANGES_MAX: usize = 40;
/// Bytes of a piece that is taken out or put elsewhere, at most.
const PIECE_MAX: usize = 64;
/// Numbers at which arithmetic goes wrong.
const NUMBERS: [u32; 8] = [0, 1, 0x7F, 0xFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0xFFFF];
/// What formats are made of, and where they do not expect it.
const WORDS: [&[u8]; 12] = [
    b"<",
    b"</",
    b">",
    b"/",
    b"<<",
    b"[",
    b"{",
    b"\\",
    b"endobj",
    b"stream\n",
    b"PK\x03\x04",
    b"]]>",
];

/// Returns the bytes of a file that was changed.
pub(super) fn changed(made: &Made, random: &mut Random) -> Result<Vec<u8>> {
    let mut made = made.clone();
    // A package is changed inside in most runs; outside, its directory is.
    if let Made::Package(members) = &mut made
        && !members.is_empty()
        && random.percent(75)
    {
        let at = random.below(members.len());
        if let Some((_, content)) = members.get_mut(at) {
            change(content, random);
        }
        return made.bytes();
    }
    let mut bytes = made.bytes()?;
    change(&mut bytes, random);
    Ok(bytes)
}

fn change(bytes: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..random.between(1, CHANGES_MAX) {
        if bytes.is_empty() {
            return;
        }
        let at = random.below(bytes.len());
        let end = (at + random.between(1, PIECE_MAX)).min(bytes.len());
        match random.below(8) {
            0 | 1 => bytes[at] ^= 1 << random.below(8),
            2 => bytes[at] = random.below(256) as u8,
            3 => put_number(bytes, at, random),
            4 => drop(bytes.drain(at..end)),
            5 => {
                let piece = bytes[at..end].to_vec();
                let to = random.below(bytes.len());
                bytes.splice(to..to, piece);
            }
            6 => {
                let word = random.choose(&WORDS);
                bytes.splice(at..at, word.iter().copied());
            }
            _ if random.percent(10) => bytes.truncate(at),
            _ => digit(bytes, at, random),
        }
    }
}

/// Writes a number of one, two or four bytes, either end first.
fn put_number(bytes: &mut [u8], at: usize, random: &mut Random) {
    let number = NUMBERS[random.below(NUMBERS.len())];
    let width = [1, 2, 4][random.below(3)];
    let digits = if random.percent(50) { number.to_le_bytes() } else { number.to_be_bytes() };
    for (byte, digit) in bytes.iter_mut().skip(at).zip(digits).take(width) {
        *byte = digit;
    }
}

/// Changes the next digit of a number that is written out.
fn digit(bytes: &mut [u8], at: usize, random: &mut Random) {
    if let Some(byte) = bytes.iter_mut().skip(at).find(|byte| byte.is_ascii_digit()) {
        *byte = b'0' + random.below(10) as u8;
    }
}
