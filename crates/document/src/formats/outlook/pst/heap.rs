//! Heaps on a node ([MS-PST] 2.3.1), and the trees of records in them (2.3.2).

use std::collections::BTreeSet;

use super::layout::Layout;
use crate::formats::office::binary::{byte, long, short};

/// The signature of every heap.
const HEAP: u8 = 0xEC;
/// The type of trees of records.
const RECORDS: u8 = 0xB5;
/// How deep such trees are at most.
const LEVELS_MAX: u8 = 8;

/// What a heap is for, as its fourth byte says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Properties = 0xBC,
    Table = 0x7C,
}

/// A heap.
pub(super) struct Heap {
    pieces: Vec<Vec<u8>>,
    layout: Layout,
    /// What it begins with, for those who know its purpose.
    pub(super) root: u32,
}

impl Heap {
    /// Takes the data of a node for a heap; `None` when it is none for that purpose.
    pub(super) fn new(pieces: Vec<Vec<u8>>, layout: Layout, purpose: Purpose) -> Option<Self> {
        let first = pieces.first()?;
        let is_heap = byte(first, 2)? == HEAP && byte(first, 3)? == purpose as u8;
        let root = long(first, 4)?;
        is_heap.then_some(Self { pieces, layout, root })
    }

    /// Returns the value that a reference names.
    pub(super) fn get(&self, reference: u32) -> Option<&[u8]> {
        let (piece, index) = self.layout.heap_place(reference);
        let piece = self.pieces.get(piece)?;
        let map = usize::from(short(piece, 0)?);
        let count = usize::from(short(piece, map)?);
        if !(1..=count).contains(&index) {
            return None;
        }
        let place = map + 4 + (index - 1) * 2;
        let (start, end) = (short(piece, place)?, short(piece, place + 2)?);
        piece.get(usize::from(start)..usize::from(end))
    }

    /// Returns the records of a tree, each its key and what follows it, and how long the key is.
    pub(super) fn records(&self, tree: u32) -> Option<Records<'_>> {
        let head = self.get(tree)?;
        if byte(head, 0)? != RECORDS {
            return None;
        }
        let (key_bytes, value_bytes) = (usize::from(byte(head, 1)?), usize::from(byte(head, 2)?));
        let levels = byte(head, 3)?.min(LEVELS_MAX);
        let mut level = vec![long(head, 4)?];
        let mut seen = BTreeSet::new();
        let mut is_whole = true;
        for _ in 0..levels {
            let mut below = Vec::new();
            for reference in level.into_iter().filter(|reference| *reference != 0) {
                let Some(entries) = self.get(reference) else {
                    is_whole = false;
                    continue;
                };
                let ids = entries.chunks_exact(key_bytes + 4).filter_map(|e| long(e, key_bytes));
                below.extend(ids.filter(|id| seen.insert(*id)));
            }
            level = below;
        }
        let mut found = Vec::new();
        for reference in level.into_iter().filter(|reference| *reference != 0) {
            match self.get(reference) {
                Some(leaf) if key_bytes + value_bytes > 0 => {
                    found.extend(leaf.chunks_exact(key_bytes + value_bytes));
                }
                _ => is_whole = false,
            }
        }
        Some(Records { found, is_whole })
    }
}

/// The records of a tree.
pub(super) struct Records<'a> {
    pub(super) found: Vec<&'a [u8]>,
    /// False when some were not where they should be.
    pub(super) is_whole: bool,
}
