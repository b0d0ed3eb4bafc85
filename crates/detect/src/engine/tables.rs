//! The tables of the first stage: which trigrams begin the comparison of which anchors.

use std::collections::BTreeMap;

use document::Span;
use rules::fold_byte;

use crate::ruleset::Pattern;

/// Ordinary text in English and Chinese, source code and tables, from which it is known which
/// trigrams are rare.
static SAMPLES: &[&[u8]] = &[
    include_bytes!("sample.txt"),
    include_bytes!("../../../../LICENSE-APACHE"),
    include_bytes!("../../../../docs/threat-model.md"),
    include_bytes!("../../../../docs/policy.md"),
    include_bytes!("../scan.rs"),
];

/// Bits of a trigram's hash: 16 KiB of bit map, which stays in the first-level cache.
const HASH_BITS: u32 = 17;
/// The folded trigram of three digits.
const DIGITS: u32 = u32::from_be_bytes([0, b'0', b'0', b'0']);

/// Each byte, folded.
static FOLD: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = fold_byte(byte as u8);
        byte += 1;
    }
    table
};

/// Anchors of all patterns, by one trigram each.
#[derive(Debug)]
pub(super) struct Tables {
    /// One bit for each hash of a trigram that some anchor has.
    bits: Vec<u64>,
    /// Hash table with open addressing: the trigram plus one, and the first of its entries.
    slots: Vec<(u32, u32)>,
    /// Entries, those of one trigram together.
    entries: Vec<Entry>,
    /// Folded anchors, one after another.
    strings: Vec<u8>,
    /// Patterns of the entries, those of one entry together.
    patterns: Vec<u32>,
    /// Anchors that are digits alone, by rising length: such a run is looked at once, as a whole.
    numbers: Vec<Number>,
}

/// One anchor, of one pattern or more.
#[derive(Debug, Clone, Copy)]
struct Entry {
    trigram: u32,
    /// Where the anchor begins in `strings`.
    string: u32,
    len: u16,
    /// Where the trigram stands in the anchor.
    at: u16,
    /// Where its patterns begin in `patterns`, and how many they are.
    patterns: (u32, u32),
}

#[derive(Debug, Clone, Copy)]
struct Number {
    len: u32,
    pattern: u32,
}

impl Tables {
    pub(super) fn new(patterns: &[Pattern]) -> Self {
        let mut tables = Self {
            bits: vec![0; 1 << (HASH_BITS - 6)],
            slots: Vec::new(),
            entries: Vec::new(),
            strings: Vec::new(),
            patterns: Vec::new(),
            numbers: Vec::new(),
        };
        let mut by_string: BTreeMap<&[u8], Vec<u32>> = BTreeMap::new();
        for (index, pattern) in patterns.iter().enumerate() {
            for string in &pattern.prepared.anchors.strings {
                by_string.entry(string).or_default().push(index as u32);
            }
        }
        let frequencies = Frequencies::of_sample();
        for (string, patterns) in by_string {
            tables.add(string, &patterns, &frequencies);
        }
        tables.numbers.sort_by_key(|number| (number.len, number.pattern));
        tables.entries.sort_by_key(|entry| entry.trigram);
        tables.index();
        tables
    }

    fn add(&mut self, string: &[u8], patterns: &[u32], frequencies: &Frequencies) {
        if string.iter().all(|&byte| byte == b'0') {
            let len = string.len() as u32;
            self.numbers.extend(patterns.iter().map(|&pattern| Number { len, pattern }));
            self.set_bit(DIGITS);
            return;
        }
        let at = frequencies.rarest_trigram(string);
        let trigram = trigram(&string[at..]);
        self.set_bit(trigram);
        self.entries.push(Entry {
            trigram,
            string: self.strings.len() as u32,
            len: string.len() as u16,
            at: at as u16,
            patterns: (self.patterns.len() as u32, patterns.len() as u32),
        });
        self.strings.extend_from_slice(string);
        self.patterns.extend_from_slice(patterns);
    }

    fn set_bit(&mut self, trigram: u32) {
        let hash = hash(trigram);
        self.bits[(hash >> 6) as usize] |= 1 << (hash & 63);
    }

    fn index(&mut self) {
        let size = (self.entries.len() * 4).next_power_of_two().max(16);
        self.slots = vec![(0, 0); size];
        let mut last = None;
        for (index, entry) in self.entries.iter().enumerate() {
            if last.replace(entry.trigram) == Some(entry.trigram) {
                continue;
            }
            let mut slot = hash(entry.trigram) as usize & (size - 1);
            while self.slots[slot].0 != 0 {
                slot = (slot + 1) & (size - 1);
            }
            self.slots[slot] = (entry.trigram + 1, index as u32);
        }
    }

    /// Calls `hit` with each anchor in `text`: its pattern and where it stands.
    pub(super) fn visit(&self, text: &[u8], mut hit: impl FnMut(usize, Span)) {
        let Some((&[first, second], rest)) = text.split_first_chunk::<2>() else { return };
        let mut key =
            u32::from(FOLD[usize::from(first)]) << 8 | u32::from(FOLD[usize::from(second)]);
        let bits: &[u64; 1 << (HASH_BITS - 6)] =
            self.bits.as_slice().try_into().expect("the bit map was made with this size");
        let mut digits_until = 0;
        for (at, &byte) in rest.iter().enumerate() {
            key = (key << 8 | u32::from(FOLD[usize::from(byte)])) & 0xFF_FFFF;
            let hash = hash(key);
            if bits[(hash >> 6) as usize] >> (hash & 63) & 1 == 0 {
                continue;
            }
            if key == DIGITS {
                if at >= digits_until {
                    digits_until = self.visit_number(text, at, &mut hit);
                }
            } else {
                self.visit_anchors(text, key, at, &mut hit);
            }
        }
    }

    /// Compares the anchors that have the trigram `key`, which stands at `at`.
    fn visit_anchors(&self, text: &[u8], key: u32, at: usize, hit: &mut impl FnMut(usize, Span)) {
        let mask = self.slots.len() - 1;
        let mut slot = hash(key) as usize & mask;
        let first = loop {
            match self.slots[slot] {
                (0, _) => return,
                (found, first) if found == key + 1 => break first as usize,
                _ => slot = (slot + 1) & mask,
            }
        };
        for entry in self.entries[first..].iter().take_while(|entry| entry.trigram == key) {
            let Some(start) = at.checked_sub(usize::from(entry.at)) else { continue };
            let end = start + usize::from(entry.len);
            let Some(candidate) = text.get(start..end) else { continue };
            let string = &self.strings[entry.string as usize..][..usize::from(entry.len)];
            if is_folded(candidate, string) {
                let (first, count) = (entry.patterns.0 as usize, entry.patterns.1 as usize);
                for &pattern in &self.patterns[first..first + count] {
                    hit(pattern as usize, Span::new(start, end));
                }
            }
        }
    }

    /// Visits the anchors that are digits alone in the run that begins at `at`; returns its end.
    fn visit_number(&self, text: &[u8], at: usize, hit: &mut impl FnMut(usize, Span)) -> usize {
        let len = text[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        for number in self.numbers.iter().take_while(|number| number.len as usize <= len) {
            hit(number.pattern as usize, Span::new(at, at + len));
        }
        at + len
    }
}

/// True when the bytes are the anchor, once they are folded.
#[inline]
fn is_folded(bytes: &[u8], anchor: &[u8]) -> bool {
    bytes.iter().zip(anchor).all(|(&byte, &want)| FOLD[usize::from(byte)] == want)
}

/// True for ASCII letters, digits and the underscore: the word characters of `(?-u:\b)`.
pub(super) const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn hash(trigram: u32) -> u32 {
    trigram.wrapping_mul(0x9E37_79B1) >> (32 - HASH_BITS)
}

fn trigram(bytes: &[u8]) -> u32 {
    u32::from(bytes[0]) << 16 | u32::from(bytes[1]) << 8 | u32::from(bytes[2])
}

/// How often trigrams stand in ordinary text, by their hash.
struct Frequencies(Vec<u16>);

impl Frequencies {
    /// Counts those of a sample of English and Chinese prose, source code and tables.
    fn of_sample() -> Self {
        let folded: Vec<u8> = SAMPLES.concat().into_iter().map(fold_byte).collect();
        let mut counts = vec![0_u16; 1 << HASH_BITS];
        for bytes in folded.windows(3) {
            let count = &mut counts[hash(trigram(bytes)) as usize];
            *count = count.saturating_add(1);
        }
        Self(counts)
    }

    /// Returns where the rarest trigram of a string stands; never three digits.
    fn rarest_trigram(&self, string: &[u8]) -> usize {
        let frequency = |at: usize| {
            let bytes = &string[at..at + 3];
            let counted = u32::from(self.0[hash(trigram(bytes)) as usize]);
            let guessed: u32 = bytes.iter().map(|&byte| byte_frequency(byte)).sum();
            match bytes {
                b"000" => u32::MAX,
                _ => counted * 64 + guessed + whole_character(bytes),
            }
        };
        (0..=string.len() - 3).min_by_key(|&at| (frequency(at), at)).unwrap_or(0)
    }
}

/// A whole Chinese character is more frequent than the pieces of two.
const fn whole_character(bytes: &[u8]) -> u32 {
    if matches!(bytes[0], 0xE3..=0xE9) { 6 } else { 0 }
}

/// How frequent a folded byte is in text, roughly, for trigrams that the sample does not have.
const fn byte_frequency(byte: u8) -> u32 {
    match byte {
        b' ' | b'e' | b't' | b'a' => 12,
        b'o' | b'i' | b'n' | b's' | b'r' | b'0' => 10,
        b'h' | b'l' | b'd' | b'c' | b'u' | b'm' => 8,
        b'p' | b'f' | b'g' | b'y' | b'w' | b'b' | b'.' | b',' | b'-' | b'_' => 6,
        b'v' | b'k' | b':' | b'/' | b'=' | b'"' | b'\n' => 4,
        0xE3..=0xE9 => 8,
        0x80..=0xBF => 4,
        b'x' | b'z' | b'j' | b'q' => 1,
        _ => 2,
    }
}
