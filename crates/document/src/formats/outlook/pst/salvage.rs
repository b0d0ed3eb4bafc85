//! What all pages of a broken mailbox say, whether a tree leads to them or not.

use std::collections::BTreeMap;
use std::io::{Read as _, SeekFrom};

use super::layout::{BlockEntry, Layout, Node};
use super::store::{Page, Tree};
use crate::out::Out;
use crate::{Input, ProblemCode};

/// Pages begin at multiples of this.
const STEP: usize = 512;
/// Bytes that are held at a time.
const CHUNK_BYTES: usize = 1 << 20;
/// How many blocks are noted for every node that may be.
const BLOCKS_FOR_NODE: u64 = 10;

/// Nodes and blocks by their numbers; of two with the same number the later one in the file.
#[derive(Default)]
pub(super) struct Salvage {
    pub(super) nodes: BTreeMap<u32, Node>,
    pub(super) blocks: BTreeMap<u64, BlockEntry>,
}

impl Salvage {
    /// Looks through all pages of the file.
    pub(super) fn search(input: &mut dyn Input, layout: Layout, out: &mut Out<'_>) -> Self {
        let mut found = Self::default();
        let mut chunk = Vec::new();
        if input.seek(SeekFrom::Start(0)).is_err() {
            return found;
        }
        loop {
            let read = (&mut *input).take(CHUNK_BYTES as u64).read_to_end(&mut chunk);
            let mut at = 0;
            while let Some(page) = chunk.get(at..at + layout.page_bytes()) {
                found.take_page(page, layout);
                at += STEP;
            }
            if !matches!(read, Ok(1..)) {
                return found;
            }
            if found.is_full(out) {
                out.problem(ProblemCode::EntriesLimit);
                return found;
            }
            // What was too short for a page is the beginning of the next one.
            chunk.drain(..at);
        }
    }

    fn is_full(&self, out: &Out<'_>) -> bool {
        let most = out.limits().entries_max;
        self.nodes.len() as u64 > most
            || self.blocks.len() as u64 > most.saturating_mul(BLOCKS_FOR_NODE)
    }

    fn take_page(&mut self, bytes: &[u8], layout: Layout) {
        let leaf =
            |tree| Page::parse(bytes, tree, layout).filter(|page| page.level == 0 && page.is_sound);
        if let Some(page) = leaf(Tree::Nodes) {
            let nodes = page.entries().filter_map(|entry| layout.node(entry));
            self.nodes.extend(nodes.map(|node| (node.id, node)));
        } else if let Some(page) = leaf(Tree::Blocks) {
            let blocks = page.entries().filter_map(|entry| layout.block(entry));
            self.blocks.extend(blocks.map(|block| (block.id & !1, block)));
        }
    }
}
