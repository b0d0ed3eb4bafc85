//! What is known of words: tables of names, places and words that go with them.
//!
//! The build script makes the tables of `crates/detect/names/`, whose credits stand there.

use super::table::{SEED, look_up, may_hold, step};

static LATIN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/names-latin.bin"));
static HAN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/names-han.bin"));

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

/// Returns what is known of a Chinese character in names: how frequent it is as a family name, in
/// given names and in foreign names, in two bits each from the lowest on.
#[inline]
pub(crate) fn of_character(hash: u64) -> u8 {
    look_up(HAN, step(hash, SEED))
}
