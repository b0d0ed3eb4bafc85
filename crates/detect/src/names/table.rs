//! A compact set of words with a byte of what is known of each; made by the build script, read as
//! it lies in the program.
//!
//! The words themselves are not kept, only fingerprints of their hashes: of sixteen million words
//! that are not in it, about one is taken for one that is.

/// Bytes of a slot: three of the fingerprint, one of what is known.
const SLOT_BYTES: usize = 4;

/// Returns the hash of a word, or of a run of characters.
pub fn hash(word: &str) -> u64 {
    word.bytes().fold(SEED, |state, byte| step(state, u64::from(byte)))
}

/// Returns the hash of a word of Chinese characters.
pub fn hash_characters(word: &str) -> u64 {
    word.chars().fold(SEED, |state, character| step(state, u64::from(character)))
}

/// Where a hash begins.
pub const SEED: u64 = 0x9E37_79B9_7F4A_7C15;

/// Takes one more value into a hash.
#[inline]
pub fn step(state: u64, value: u64) -> u64 {
    let mixed = (state ^ value).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    mixed ^ (mixed >> 32)
}

/// Lays out words with what is known of each.
pub fn encode(words: &[(u64, u8)]) -> Vec<u8> {
    let slots = (words.len() * 8 / 5).next_power_of_two().max(2);
    let mut bytes = vec![0; slots * SLOT_BYTES];
    for &(hash, known) in words {
        let (mut at, fingerprint) = place(hash, slots);
        loop {
            let slot = &mut bytes[at * SLOT_BYTES..][..SLOT_BYTES];
            let is_free = slot == [0; SLOT_BYTES];
            if is_free || slot[..3] == fingerprint {
                slot[..3].copy_from_slice(&fingerprint);
                slot[3] |= known;
                break;
            }
            at = (at + 1) % slots;
        }
    }
    bytes
}

/// Returns what is known of the word with that hash; zero when nothing is.
#[inline]
pub fn look_up(bytes: &[u8], hash: u64) -> u8 {
    const FINGERPRINT: u32 = 0x00FF_FFFF;
    let slots: &[[u8; SLOT_BYTES]] = bytes.as_chunks().0;
    let (mut at, [a, b, c]) = place(hash, slots.len());
    let fingerprint = u32::from_le_bytes([a, b, c, 0]);
    for _ in slots {
        let slot = slots.get(at).map_or(0, |slot| u32::from_le_bytes(*slot));
        if slot & FINGERPRINT == fingerprint {
            return (slot >> 24) as u8;
        }
        if slot == 0 {
            return 0;
        }
        at = (at + 1) & (slots.len() - 1);
    }
    0
}

/// Bits of a set for each of its members; one in so many others is taken for a member.
const BITS_PER_MEMBER: usize = 8;

/// Lays out a set of hashes of which others may be taken for members, but no member for another.
pub fn encode_set(hashes: &[u64]) -> Vec<u8> {
    let bits = (hashes.len() * BITS_PER_MEMBER).next_power_of_two().max(8);
    let mut bytes = vec![0; bits / 8];
    for hash in hashes {
        let bit = *hash as usize & (bits - 1);
        bytes[bit / 8] |= 1 << (bit % 8);
    }
    bytes
}

/// True for each member of a set that [`encode_set`] laid out.
#[inline]
pub fn may_hold(bytes: &[u8], hash: u64) -> bool {
    let bit = hash as usize & (bytes.len() * 8).saturating_sub(1);
    bytes.get(bit / 8).is_some_and(|byte| byte >> (bit % 8) & 1 != 0)
}

/// Returns the slot in which a hash is looked for first, and its fingerprint, which is never zero.
#[inline]
fn place(hash: u64, slots: usize) -> (usize, [u8; 3]) {
    let [_, a, b, c, ..] = hash.to_be_bytes();
    ((hash as usize) & slots.saturating_sub(1), [a, b, c | 1])
}

#[cfg(test)]
mod tests;
