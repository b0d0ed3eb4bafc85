//! Changes a file at random: bytes, numbers, pieces, and members of packages.

use anyhow::Result;

use crate::corpus::Made;
use crate::train::Random;

/// Changes of one file, at most.
const CHANGES_MAX: usize = 40;
/// Bytes of a piece that is taken out or put elsewhere, at most.
const PIECE_MAX: usize = 64;
/// Bytes of a piece that is taken from another file, at most.
const FOREIGN_MAX: usize = 512;
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

/// Returns the bytes of a file that was changed, with pieces of another one now and then.
pub(super) fn changed(made: &Made, other: &Made, random: &mut Random) -> Result<Vec<u8>> {
    let members = match made {
        Made::Package(members) if !members.is_empty() => members,
        _ => {
            let mut bytes = made.bytes()?;
            let foreign = match other {
                Made::Whole(bytes) => bytes.as_slice(),
                Made::Package(_) => &[],
            };
            change(&mut bytes, foreign, random);
            return Ok(bytes);
        }
    };
    // A package is changed inside in most runs; outside, its directory is.
    if !random.percent(75) {
        let mut bytes = made.bytes()?;
        change(&mut bytes, &[], random);
        return Ok(bytes);
    }
    let mut members = members.clone();
    let at = random.below(members.len());
    if let Some((name, content)) = members.get_mut(at) {
        change(content, same_member(other, name), random);
    }
    Made::Package(members).bytes()
}

/// The member of that name.
fn same_member<'a>(other: &'a Made, name: &str) -> &'a [u8] {
    let Made::Package(members) = other else { return &[] };
    let found = members.iter().find(|(other, _)| other == name);
    found.map_or(&[], |(_, content)| content)
}

fn change(bytes: &mut Vec<u8>, foreign: &[u8], random: &mut Random) {
    // Text stays text in most runs: one byte that is none, and some readers end at once.
    let is_text = std::str::from_utf8(bytes).is_ok() && random.percent(80);
    let changes = random.between(1, CHANGES_MAX).min(random.between(1, CHANGES_MAX));
    for _ in 0..changes {
        if bytes.is_empty() {
            return;
        }
        let at = random.below(bytes.len());
        let end = (at + random.between(1, PIECE_MAX)).min(bytes.len());
        match random.below(9) {
            0..=2 if is_text => bytes[at] = random.between(0x20, 0x7E) as u8,
            3 if is_text => {
                let number = NUMBERS[random.below(NUMBERS.len())].to_string();
                bytes.splice(at..at, number.into_bytes());
            }
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
            7 if !foreign.is_empty() => {
                let from = random.below(foreign.len());
                let piece = &foreign[from..foreign.len().min(from + FOREIGN_MAX)];
                let piece = &piece[..random.between(1, piece.len())];
                bytes.splice(at..at, piece.iter().copied());
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
