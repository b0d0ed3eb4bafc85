//! The tables of the first stage: which keys begin the comparison of which anchors.
//!
//! A key is the rarest five bytes of an anchor, or all of a shorter one. The filter is asked at every
//! byte of the text: by the last three bytes of a key, it knows which kinds of byte stand before
//! them. Few places pass, and most of those fail at the map of whole keys. What is left is compared.

use std::collections::BTreeMap;

use document::Span;
use rules::{KEY_BYTES, fold_byte, is_number};

use crate::ruleset::Pattern;

/// Bits of a key's hash in the map of whole keys, which has 32 KiB.
const HASH_BITS: u32 = 18;
/// Bits of the hash of three bytes: a filter of 64 KiB.
const FILTER_BITS: u32 = 16;
/// Words of a bit map.
const WORDS: usize = 1 << (HASH_BITS - 6);
/// The folded trigram of three digits.
const DIGITS: u64 = 0x30_30_30;
/// The last three bytes.
const THREE: u64 = 0xFF_FFFF;
/// The last four bytes.
const FOUR: u64 = 0xFFFF_FFFF;
/// The last five bytes.
const FIVE: u64 = 0xFF_FFFF_FFFF;
/// Bytes of a short key.
const SHORT_BYTES: usize = 3;
/// Longest run of digits with a list of its own.
const RUN_MAX: usize = 64;

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

/// Anchors of all patterns, by their keys.
#[derive(Debug)]
pub(super) struct Tables {
    /// For the last three bytes of keys, a bit for each kind of byte before them.
    filter: Box<Filter>,
    /// Which keys there are.
    keys: Box<BitMap>,
    /// Hash table with open addressing: a key plus one, and the first of its entries.
    slots: Vec<(u64, u32)>,
    /// Entries, those of one key together.
    entries: Vec<Entry>,
    /// Anchors, one after another.
    strings: Vec<u8>,
    /// Patterns of the entries, those of one entry together.
    patterns: Vec<u32>,
    /// For each length of a run of digits, the patterns whose anchor is digits alone that such a
    /// run may hold; the last list is for all longer ones. Such a run is looked at once, as a whole.
    numbers: Vec<Vec<u32>>,
}

/// One anchor, of one pattern or more.
#[derive(Debug, Clone, Copy)]
struct Entry {
    key: u64,
    /// Where the anchor begins in `strings`.
    string: u32,
    len: u16,
    /// Where the key ends in the anchor.
    key_end: u16,
    /// Where its patterns begin in `patterns`, and how many they are.
    patterns: (u32, u32),
}

impl Tables {
    pub(super) fn new(patterns: &[Pattern]) -> Self {
        let mut tables = Self {
            filter: Box::new([0; 1 << FILTER_BITS]),
            keys: Box::new([0; WORDS]),
            slots: Vec::new(),
            entries: Vec::new(),
            strings: Vec::new(),
            patterns: Vec::new(),
            numbers: vec![Vec::new(); RUN_MAX + 2],
        };
        let mut by_string: BTreeMap<(&[u8], u8), Vec<u32>> = BTreeMap::new();
        for (index, pattern) in patterns.iter().enumerate() {
            let anchors = &pattern.prepared.anchors;
            for (string, &key_end) in anchors.strings.iter().zip(&anchors.keys) {
                if is_number(string) {
                    tables.add_number(string.len(), index as u32, pattern);
                } else {
                    by_string.entry((string, key_end)).or_default().push(index as u32);
                }
            }
        }
        for ((string, key_end), patterns) in by_string {
            tables.add(string, key_end, &patterns);
        }
        tables.entries.sort_by_key(|entry| entry.key);
        tables.index();
        tables
    }

    /// Adds an anchor of `len` digits to the lists of the runs that can hold a match.
    fn add_number(&mut self, len: usize, pattern: u32, of: &Pattern) {
        self.filter[filter_slot(DIGITS)] = ANY_KIND;
        let longest = of.prepared.word_run_max.map_or(usize::MAX, |longest| longest as usize);
        for list in self.numbers.iter_mut().take(longest.saturating_add(1)).skip(len) {
            if list.last() != Some(&pattern) {
                list.push(pattern);
            }
        }
    }

    fn add(&mut self, string: &[u8], key_end: u8, patterns: &[u32]) {
        let key = key(string, usize::from(key_end));
        let is_short = usize::from(key_end) == SHORT_BYTES;
        self.filter[filter_slot(key)] |= if is_short { ANY_KIND } else { 1 << kind_before(key) };
        set(&mut self.keys, hash(key));
        self.entries.push(Entry {
            key,
            string: self.strings.len() as u32,
            len: string.len() as u16,
            key_end: u16::from(key_end),
            patterns: (self.patterns.len() as u32, patterns.len() as u32),
        });
        self.strings.extend_from_slice(string);
        self.patterns.extend_from_slice(patterns);
    }

    fn index(&mut self) {
        let size = (self.entries.len() * 4).next_power_of_two().max(16);
        self.slots = vec![(0, 0); size];
        let mut last = None;
        for (index, entry) in self.entries.iter().enumerate() {
            if last.replace(entry.key) == Some(entry.key) {
                continue;
            }
            let mut slot = hash(entry.key) as usize & (size - 1);
            while self.slots[slot].0 != 0 {
                slot = (slot + 1) & (size - 1);
            }
            self.slots[slot] = (entry.key + 1, index as u32);
        }
    }

    /// Calls `hit` with each anchor in `text`: its pattern and where it stands.
    pub(super) fn visit(&self, text: &[u8], mut hit: impl FnMut(usize, Span)) {
        let filter: &Filter = &self.filter;
        let mut last = 0_u64;
        let mut digits_until = 0;
        for (at, &byte) in text.iter().enumerate() {
            last = last << 8 | u64::from(FOLD[usize::from(byte)]);
            if filter[filter_slot(last)] >> kind_before(last) & 1 == 0 {
                continue;
            }
            self.visit_keys(text, last, at + 1, &mut hit);
            if last & THREE == DIGITS && at >= digits_until {
                digits_until = self.visit_number(text, at + 1 - SHORT_BYTES, &mut hit);
            }
        }
    }

    /// Compares the anchors of which a key may end at `at`, behind the bytes of `last`.
    #[inline]
    fn visit_keys(&self, text: &[u8], last: u64, at: usize, hit: &mut impl FnMut(usize, Span)) {
        for key in [last & THREE, last & FOUR, last & FIVE] {
            if has(&self.keys, hash(key)) {
                self.visit_anchors(text, key, at, hit);
            }
        }
    }

    /// Compares the anchors that have `key`, which ends at `at`.
    #[inline(never)]
    fn visit_anchors(&self, text: &[u8], key: u64, at: usize, hit: &mut impl FnMut(usize, Span)) {
        let mask = self.slots.len() - 1;
        let mut slot = hash(key) as usize & mask;
        let first = loop {
            match self.slots[slot] {
                (0, _) => return,
                (found, first) if found == key + 1 => break first as usize,
                _ => slot = (slot + 1) & mask,
            }
        };
        for entry in self.entries[first..].iter().take_while(|entry| entry.key == key) {
            let Some(start) = at.checked_sub(usize::from(entry.key_end)) else { continue };
            let end = start + usize::from(entry.len);
            let Some(candidate) = text.get(start..end) else { continue };
            let string = &self.strings[entry.string as usize..][..usize::from(entry.len)];
            if is_anchor(candidate, string) {
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
        for &pattern in &self.numbers[len.min(RUN_MAX + 1)] {
            hit(pattern as usize, Span::new(at, at + len));
        }
        at + len
    }
}

/// Returns the key of an anchor: the five bytes before `end`, or as many as there are, folded.
fn key(string: &[u8], end: usize) -> u64 {
    let bytes = &string[end.saturating_sub(KEY_BYTES)..end];
    bytes.iter().fold(0, |key, &byte| key << 8 | u64::from(fold_byte(byte)))
}

/// True when the bytes are what the anchor stands for.
#[inline]
fn is_anchor(bytes: &[u8], anchor: &[u8]) -> bool {
    let is_meant = |(&byte, &want): (&u8, &u8)| byte == want || FOLD[usize::from(byte)] == want;
    bytes.iter().zip(anchor).all(is_meant)
}

/// For three bytes by their hash, bits for the kinds of byte that may stand before them.
type Filter = [u8; 1 << FILTER_BITS];

/// Any byte may stand before.
const ANY_KIND: u8 = 0xFF;

/// The slot of the last three bytes.
#[inline]
fn filter_slot(last: u64) -> usize {
    let hash = ((last & THREE) as u32).wrapping_mul(0x9E37_79B1);
    (hash >> (32 - FILTER_BITS)) as usize
}

/// The kind of the byte before the last three.
#[inline]
fn kind_before(last: u64) -> u32 {
    (last >> 24) as u32 & 7
}

/// A set of hashes.
type BitMap = [u64; WORDS];

fn set(map: &mut BitMap, hash: u32) {
    map[(hash >> 6) as usize % WORDS] |= 1 << (hash & 63);
}

#[inline]
fn has(map: &BitMap, hash: u32) -> bool {
    map[(hash >> 6) as usize % WORDS] >> (hash & 63) & 1 != 0
}

#[inline]
fn hash(key: u64) -> u32 {
    (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - HASH_BITS)) as u32
}
