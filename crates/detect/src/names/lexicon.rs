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
static HAN_COUNTRIES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/names-han-countries.bin"));
static HAN_TOWNS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/names-han-towns.bin"));
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

/// True for the name of a country in Chinese characters.
pub(crate) fn is_han_country(hash: u64) -> bool {
    look_up(HAN_COUNTRIES, hash) != 0
}

/// True for a town or county of China without its last word.
pub(crate) fn is_han_town(hash: u64) -> bool {
    look_up(HAN_TOWNS, hash) != 0
}

/// False where no longer word of the table begins with these Chinese characters.
#[inline]
pub(crate) fn may_go_on(hash: u64) -> bool {
    may_hold(HAN_BEGINNINGS, hash)
}

/// Returns what is known of a Chinese character: as a word by itself, and how frequent it is in
/// names, as a family name, in given names and in foreign names, in two bits each from the lowest
/// on.
#[inline]
pub(crate) fn of_han_character(character: char) -> [u8; 2] {
    of_usual(character).unwrap_or_else(|| {
        let mut bytes = [0; 4];
        let in_names = step(hash(character.encode_utf8(&mut bytes)), SEED);
        [look_up(HAN, step(SEED, u64::from(character))), look_up(HAN, in_names)]
    })
}

/// Returns how frequent a Chinese character is in names, as [`of_han_character`] does.
#[inline]
pub(crate) fn of_character(character: char) -> u8 {
    let [_, in_names] = of_han_character(character);
    in_names
}

fn of_usual(character: char) -> Option<[u8; 2]> {
    let at = u32::from(character).checked_sub(CHARACTERS_START)? as usize;
    HAN_CHARACTERS.as_chunks().0.get(at).copied()
}
