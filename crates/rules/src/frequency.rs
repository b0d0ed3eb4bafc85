//! How often folded strings stand in ordinary text: prose in English and Chinese, source code,
//! tables and logs.
//!
//! Counted over a small sample of our own. It decides which of a pattern's strings is the rarest
//! and so the best anchor; nothing that is found depends on it.

use std::sync::LazyLock;

use crate::fold_byte;

/// The texts that are counted.
static SAMPLES: &[&[u8]] = &[
    include_bytes!("frequency/sample.txt"),
    include_bytes!("../../../LICENSE-APACHE"),
    include_bytes!("../../../docs/threat-model.md"),
    include_bytes!("../../../docs/policy.md"),
    include_bytes!("../../../locales/zh-Hans.ftl"),
    include_bytes!("anchor.rs"),
];

/// Bits of a trigram's hash.
const HASH_BITS: u32 = 20;
/// How many sightings the guess from shorter strings is worth.
const GUESS: f32 = 2.0;

static SAMPLE: LazyLock<Frequencies> = LazyLock::new(Frequencies::of_sample);

/// Returns how rare a string is once it is folded, in bits: one place in two to that power begins it.
pub(crate) fn rarity(string: &[u8]) -> f32 {
    SAMPLE.rarity(&string.to_ascii_lowercase())
}

/// Counts of bytes, pairs and trigrams of folded text.
struct Frequencies {
    bytes: [u32; 256],
    pairs: Vec<u16>,
    /// By hash: two that share one look more frequent than they are.
    trigrams: Vec<u16>,
    total: u32,
}

impl Frequencies {
    fn of_sample() -> Self {
        let mut counted = Self {
            bytes: [0; 256],
            pairs: vec![0; 1 << 16],
            trigrams: vec![0; 1 << HASH_BITS],
            total: 0,
        };
        SAMPLES.iter().for_each(|text| counted.count(text));
        counted
    }

    fn count(&mut self, text: &[u8]) {
        let (mut first, mut second) = (b'\n', b'\n');
        for byte in text.iter().copied().map(fold_byte) {
            self.bytes[usize::from(byte)] += 1;
            add_one(&mut self.pairs[pair(second, byte)]);
            add_one(&mut self.trigrams[hash(first, second, byte)]);
            (first, second) = (second, byte);
        }
        self.total += text.len() as u32;
    }

    fn rarity(&self, string: &[u8]) -> f32 {
        let bits = |at: usize| match *string.get(at.saturating_sub(2)..=at).unwrap_or_default() {
            [byte] => -self.byte_share(byte).log2(),
            [before, byte] => -self.share_after(before, byte).log2(),
            [first, before, byte] => -self.share_after_two(first, before, byte).log2(),
            _ => 0.0,
        };
        (0..string.len()).map(bits).sum()
    }

    fn byte_share(&self, byte: u8) -> f32 {
        (self.bytes[usize::from(byte)] as f32 + 1.0) / (self.total as f32 + 256.0)
    }

    /// Share of the places after `before` at which `byte` stands.
    fn share_after(&self, before: u8, byte: u8) -> f32 {
        let seen = f32::from(self.pairs[pair(before, byte)]);
        let all = self.bytes[usize::from(before)] as f32;
        (seen + GUESS * self.byte_share(byte)) / (all + GUESS)
    }

    /// Share of the places after the pair of `first` and `before` at which `byte` stands.
    fn share_after_two(&self, first: u8, before: u8, byte: u8) -> f32 {
        let seen = f32::from(self.trigrams[hash(first, before, byte)]);
        let all = f32::from(self.pairs[pair(first, before)]).max(seen);
        (seen + GUESS * self.share_after(before, byte)) / (all + GUESS)
    }
}

fn add_one(count: &mut u16) {
    *count = count.saturating_add(1);
}

fn pair(first: u8, second: u8) -> usize {
    usize::from(first) << 8 | usize::from(second)
}

fn hash(first: u8, second: u8, third: u8) -> usize {
    let trigram = u32::from_be_bytes([0, first, second, third]);
    (trigram.wrapping_mul(0x9E37_79B1) >> (32 - HASH_BITS)) as usize
}

#[cfg(test)]
mod tests;
