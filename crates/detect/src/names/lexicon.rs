//! What is known of words: tables of names, places and words that go with them.
//!
//! The build script makes the tables of `crates/detect/names/`, whose credits stand there.

use super::known::han::CHARACTERS_START;
use super::table::{SEED, hash, look_up, may_hold, step};

static LATIN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/names-latin.bin"));
static HAN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/names-han.bin"));
/// For each character from [`CHARACTERS_START`] on, what is known of it as a word and in names.
static HAN_CHARACTERS: &[u8] =
    include_bytes!(concat!(env!("OUT_DIR"), "/names-han-characters.bin"));
static HAN_BEGINNINGS: &[u8] =
    include_bytes!(concat!(env!("OUT_DIR"), "/names-han-beginnings.bin"));

/// Returns what is known of a word, by the hash of its lower-case form.
#[inline]
pub(crate) fn of_word(hash: u64) -> u8 {
    look_up(LATIN, hash)
}

/// Returns what is known of a word of Chinese characters.
#[inline]
pub(crate) fn of_han(hash: u64) -> u8 {
    look_up(HAN, hash)
}

/// False where no longer word of the table begins with these Chinese characters.
#[inline]
pub(crate) fn may_go_on(hash: u64) -> bool {
    may_hold(HAN_BEGINNINGS, hash)
}

/// Returns what is known of a word of one Chinese character.
#[inline]
pub(crate) fn of_han_alone(character: char) -> u8 {
    match of_usual(character) {
        Some([known, _]) => known,
        None => look_up(HAN, step(SEED, u64::from(character))),
    }
}

/// Returns what is known of a Chinese character in names: how frequent it is as a family name, in
/// given names and in foreign names, in two bits each from the lowest on.
#[inline]
pub(crate) fn of_character(character: char) -> u8 {
    match of_usual(character) {
        Some([_, role]) => role,
        None => {
            let mut bytes = [0; 4];
            look_up(HAN, step(hash(character.encode_utf8(&mut bytes)), SEED))
        }
    }
}

fn of_usual(character: char) -> Option<[u8; 2]> {
    let at = u32::from(character).checked_sub(CHARACTERS_START)? as usize;
    HAN_CHARACTERS.as_chunks().0.get(at).copied()
}
