//! The tables of the first stage: which keys begin the comparison of which anchors and words.
//!
//! A string with a run of digits is looked for by that run and what stands beside it, once for each
//! run of a text. The key of any other is the rarest five bytes of it, or all of a shorter one. The
//! filter is asked at every byte of the text: by the last three bytes of a key, it knows which kinds
//! of byte stand before them. It is asked for a block at a time and without branches, since a
//! processor cannot foresee its answers. Few places pass, and most of those fail at the map of whole
//! keys. What is left is compared.

mod beside;
mod digits;

use std::borrow::Cow;

use document::Span;
use rules::{ContextWord, KEY_BYTES, fold_byte, is_number};

use crate::ruleset::Pattern;

/// Bits of a key's hash in the map of whole keys, which has 32 KiB.
const HASH_BITS: u32 = 18;
/// Bits of the hash of three bytes: a filter of 64 KiB.
const FILTER_BITS: u32 = 16;
/// Words of a bit map.
const WORDS: usize = 1 << (HASH_BITS - 6);
/// The folded trigram of three digits.
const DIGITS: u64 = 0x30_30_30;
/// Bytes that are folded and filtered together.
const BLOCK: usize = 1 << 10;
/// The last three bytes.
const THREE: u64 = 0xFF_FFFF;
/// The last four bytes.
const FOUR: u64 = 0xFFFF_FFFF;
/// The last five bytes.
const FIVE: u64 = 0xFF_FFFF_FFFF;
/// Bytes of a short key, and of the shortest run of digits that is looked at.
const SHORT_BYTES: usize = 3;
/// Bytes of the text that are at hand without looking.
const TAIL_BYTES: usize = 8;
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

/// What stands in a text that is looked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sign {
    /// An anchor of the pattern of that index.
    Anchor(u32),
    /// A word of that index in the list of words.
    Word(u32),
    /// A run of three digits or more; patterns that look near words alone have no list of numbers.
    Number,
}

/// Anchors of all patterns, and words, by their keys.
#[derive(Debug)]
pub(super) struct Tables {
    /// For the last three bytes of keys, a bit for each kind of byte before them.
    filter: Box<Filter>,
    /// Which keys there are.
    keys: Box<BitMap>,
    /// Hash table with open addressing: the first entry of a key, plus one.
    slots: Vec<u32>,
    /// Entries, in order of their keys.
    entries: Vec<Entry>,
    /// What must stand beside the key of each entry: apart, since most is decided by it.
    beside: Vec<Beside>,
    /// Anchors, one after another.
    strings: Vec<u8>,
    /// What the entries stand for, those of one entry together.
    signs: Vec<Sign>,
    /// For each length of a run of digits, the patterns whose anchor is digits alone that such a
    /// run may hold; the last list is for all longer ones. Such a run is looked at once, as a whole.
    numbers: Vec<Vec<u32>>,
}

/// One string, which stands for one thing or more.
#[derive(Debug, Clone, Copy)]
struct Entry {
    key: u64,
    /// How many entries have the same key from this one on.
    same: u32,
    /// Where the anchor begins in `strings`.
    string: u32,
    len: u16,
    /// Where the key ends in the anchor.
    key_end: u16,
    /// Where its signs begin in `signs`, and how many they are.
    signs: (u32, u32),
}

/// Bits of the eight bytes beside the place of a key, and those of them that are certain.
#[derive(Debug, Clone, Copy)]
struct Beside {
    bits: u64,
    mask: u64,
}

/// A string with its key, and one thing that it stands for.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Keyed<'a> {
    key: u64,
    string: Cow<'a, [u8]>,
    key_end: u8,
    sign: Sign,
}

impl<'a> Keyed<'a> {
    fn new(string: Cow<'a, [u8]>, key_end: u8, sign: Sign) -> Self {
        if let Some((key, key_end)) = digits::key(&string) {
            return Self { key, key_end, string, sign };
        }
        Self { key: key(&string, usize::from(key_end)), string, key_end, sign }
    }

    fn is_same_string(&self, other: &Self) -> bool {
        self.string == other.string && self.key_end == other.key_end
    }
}

impl Tables {
    /// Makes the tables of `patterns`, of which those that `is_near_words` holds for have no lists
    /// of numbers, and of `words`.
    pub(super) fn new(
        patterns: &[Pattern],
        is_near_words: impl Fn(usize) -> bool,
        words: &[ContextWord],
    ) -> Self {
        let mut tables = Self {
            filter: Box::new([0; 1 << FILTER_BITS]),
            keys: Box::new([0; WORDS]),
            slots: Vec::new(),
            entries: Vec::new(),
            beside: Vec::new(),
            strings: Vec::new(),
            signs: Vec::new(),
            numbers: vec![Vec::new(); RUN_MAX + 2],
        };
        tables.filter[filter_slot(last_four(DIGITS))] = ANY_KIND;
        let mut strings = Vec::new();
        for (index, pattern) in patterns.iter().enumerate() {
            let anchors = &pattern.prepared.anchors;
            for (string, &key_end) in anchors.strings.iter().zip(&anchors.keys) {
                if !is_number(string) {
                    strings.push(Keyed::new(string.into(), key_end, Sign::Anchor(index as u32)));
                } else if !is_near_words(index) {
                    tables.add_number(string.len(), index as u32, pattern);
                }
            }
        }
        for (index, word) in words.iter().enumerate() {
            strings.push(Keyed::new(word.folded().into(), word.key_end, Sign::Word(index as u32)));
        }
        strings.sort_unstable_by_key(|keyed: &Keyed<'_>| keyed.key);
        for of_key in strings.chunk_by_mut(|one, other| one.key == other.key) {
            of_key.sort_unstable();
            of_key.chunk_by(Keyed::is_same_string).for_each(|same| tables.add(same));
        }
        tables.index();
        tables
    }

    /// Adds an anchor of `len` digits to the lists of the runs that can hold a match.
    fn add_number(&mut self, len: usize, pattern: u32, of: &Pattern) {
        let longest = of.prepared.word_run_max.map_or(usize::MAX, |longest| longest as usize);
        for list in self.numbers.iter_mut().take(longest.saturating_add(1)).skip(len) {
            if list.last() != Some(&pattern) {
                list.push(pattern);
            }
        }
    }

    /// Adds a string with all that it stands for.
    fn add(&mut self, same: &[Keyed<'_>]) {
        let Some(Keyed { key, key_end, string, .. }) = same.first() else { return };
        let (before, behind) = string.split_at(usize::from(*key_end));
        if !digits::is_key(*key) {
            let is_short = usize::from(*key_end) == SHORT_BYTES;
            let four = last_four(*key);
            self.filter[filter_slot(four)] |=
                if is_short { ANY_KIND } else { 1 << kind_before(four) };
        }
        set(&mut self.keys, hash(*key));
        let is_behind = digits::is_before_text(*key);
        let (bits, mask) = if is_behind { beside::behind(behind) } else { beside::before(before) };
        self.beside.push(Beside { bits, mask });
        self.entries.push(Entry {
            key: *key,
            same: 1,
            string: self.strings.len() as u32,
            len: string.len() as u16,
            key_end: u16::from(*key_end),
            signs: (self.signs.len() as u32, same.len() as u32),
        });
        self.strings.extend_from_slice(string);
        self.signs.extend(same.iter().map(|keyed| keyed.sign));
    }

    /// Fills the hash table, the entries being there in order of keys.
    fn index(&mut self) {
        let size = (self.entries.len() * 2).next_power_of_two().max(16);
        self.slots = vec![0; size];
        for index in (1..self.entries.len()).rev() {
            if self.entries[index - 1].key == self.entries[index].key {
                self.entries[index - 1].same += self.entries[index].same;
            }
        }
        let mut last = None;
        for (index, entry) in self.entries.iter().enumerate() {
            if last.replace(entry.key) == Some(entry.key) {
                continue;
            }
            let mut slot = hash(entry.key) as usize & (size - 1);
            while self.slots[slot] != 0 {
                slot = (slot + 1) & (size - 1);
            }
            self.slots[slot] = index as u32 + 1;
        }
    }

    /// Calls `hit` with each sign in `text` and where it stands.
    pub(super) fn visit(&self, text: &[u8], mut hit: impl FnMut(Sign, Span)) {
        // What is folded of a block, with as much of the one before as a key looks back.
        let mut folded = [0; TAIL_BYTES + BLOCK];
        let mut places = [0; BLOCK];
        let mut digits_until = 0;
        for (start, block) in (0..).step_by(BLOCK).zip(text.chunks(BLOCK)) {
            folded.copy_within(BLOCK.., 0);
            for (folded, &byte) in folded[TAIL_BYTES..].iter_mut().zip(block) {
                *folded = fold_byte(byte);
            }
            let passed = self.pass(&folded[..TAIL_BYTES + block.len()], &mut places);
            for &place in &places[..passed] {
                let last = last_before(&folded, usize::from(place) + TAIL_BYTES + 1);
                let at = start + usize::from(place);
                if last & THREE != DIGITS {
                    self.visit_keys(text, last, at + 1, &mut hit);
                } else if at >= digits_until {
                    digits_until = self.visit_number(text, at + 1 - SHORT_BYTES, &mut hit);
                }
            }
        }
    }

    /// Writes to `places` where in a block a key may end, and returns how many they are.
    fn pass(&self, folded: &[u8], places: &mut [u16; BLOCK]) -> usize {
        let mut passed = 0;
        for (at, four) in folded[TAIL_BYTES - SHORT_BYTES..].windows(4).enumerate() {
            let four = u32::from_le_bytes([four[0], four[1], four[2], four[3]]);
            places[passed % BLOCK] = at as u16;
            passed += usize::from(self.filter[filter_slot(four)] >> kind_before(four) & 1);
        }
        passed
    }

    /// Compares the strings of which a key may end at `at`, behind the bytes of `last`.
    #[inline]
    fn visit_keys(&self, text: &[u8], last: u64, at: usize, hit: &mut impl FnMut(Sign, Span)) {
        for key in [last & THREE, last & FOUR, last & FIVE] {
            if has(&self.keys, hash(key)) {
                self.visit_anchors(text, key, at, hit);
            }
        }
    }

    /// Compares the strings that have `key`, of which the place is at `at`.
    #[inline(never)]
    fn visit_anchors(&self, text: &[u8], key: u64, at: usize, hit: &mut impl FnMut(Sign, Span)) {
        let mask = self.slots.len() - 1;
        let mut slot = hash(key) as usize & mask;
        let first = loop {
            let Some(first) = (self.slots[slot] as usize).checked_sub(1) else { return };
            if self.entries[first].key == key {
                break first;
            }
            slot = (slot + 1) & mask;
        };
        let there = match digits::is_before_text(key) {
            true => beside::behind_place(text, at),
            false => beside::before_place(text, at),
        };
        let of_key = first..first + self.entries[first].same as usize;
        let beside = self.beside[of_key.clone()].iter().zip(&self.entries[of_key]);
        for (_, entry) in beside.filter(|(beside, _)| (there ^ beside.bits) & beside.mask == 0) {
            let Some(start) = at.checked_sub(usize::from(entry.key_end)) else { continue };
            let end = start + usize::from(entry.len);
            let Some(candidate) = text.get(start..end) else { continue };
            let string = &self.strings[entry.string as usize..][..usize::from(entry.len)];
            if is_anchor(candidate, string) {
                let (first, count) = (entry.signs.0 as usize, entry.signs.1 as usize);
                for &sign in &self.signs[first..first + count] {
                    hit(sign, Span::new(start, end));
                }
            }
        }
    }

    /// Visits the run of digits that begins at `at`, and the anchors in it and around it; returns
    /// its end.
    fn visit_number(&self, text: &[u8], at: usize, hit: &mut impl FnMut(Sign, Span)) -> usize {
        let len = text[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let number = Span::new(at, at + len);
        hit(Sign::Number, number);
        for &pattern in &self.numbers[len.min(RUN_MAX + 1)] {
            hit(Sign::Anchor(pattern), number);
        }
        for (key, at) in digits::keys_at(text, number) {
            if has(&self.keys, hash(key)) {
                self.visit_anchors(text, key, at, hit);
            }
        }
        number.end
    }
}

/// Returns the key of an anchor: the five bytes before `end`, or as many as there are, folded.
fn key(string: &[u8], end: usize) -> u64 {
    folded(&string[end.saturating_sub(KEY_BYTES)..end])
}

/// Returns the eight bytes before `end` as one number.
#[inline]
fn last_before(folded: &[u8], end: usize) -> u64 {
    let bytes = folded.get(end - TAIL_BYTES..end).and_then(|bytes| bytes.try_into().ok());
    bytes.map_or(0, u64::from_be_bytes)
}

/// Returns up to eight bytes, folded, as one number.
fn folded(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, &byte| number << 8 | u64::from(fold_byte(byte)))
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

/// The last four bytes of a key, the first of them lowest, as the filter takes them.
fn last_four(key: u64) -> u32 {
    (key as u32).swap_bytes()
}

/// The slot of the last three of four bytes.
#[inline]
fn filter_slot(four: u32) -> usize {
    ((four >> 8).wrapping_mul(0x9E37_79B1) >> (32 - FILTER_BITS)) as usize
}

/// The kind of the byte before the last three of four.
#[inline]
fn kind_before(four: u32) -> u32 {
    four & 7
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
