//! The lowest of a mailbox: its two trees of pages, which lead to nodes and to blocks
//! ([MS-PST] 2.2.2.7), and the blocks ([MS-PST] 2.2.2.8).
//!
//! What the trees of a broken file do not lead to any more is looked for in all of its pages.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read as _, SeekFrom};
use std::rc::Rc;

use super::cipher::Cipher;
use super::layout::{BlockEntry, Header, Layout, Node, checksum};
use super::salvage::Salvage;
use crate::formats::office::binary::{byte, long, short, slice};
use crate::out::Out;
use crate::{Input, ProblemCode};

/// How deep trees are; a page says its level, which falls on every step down.
const LEVELS_MAX: u8 = 8;
/// Pages that are kept for the next look.
const PAGES_KEPT_MAX: usize = 1_024;
/// How often a file's bytes may be read anew through blocks that are shared.
const TIMES_READ_MAX: u64 = 8;
/// Blocks with this bit are written plainly: they lead to other blocks.
const LEADS_ON: u64 = 2;

/// Which of the two trees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tree {
    Blocks = 0x80,
    Nodes = 0x81,
}

/// A page of a tree.
pub(super) struct Page {
    pub(super) level: u8,
    pub(super) is_sound: bool,
    entry_bytes: usize,
    entries: Vec<u8>,
}

impl Page {
    /// Reads a page; `None` when it is none of that tree.
    pub(super) fn parse(bytes: &[u8], tree: Tree, layout: Layout) -> Option<Self> {
        let trailer = bytes.get(layout.trailer_at()..)?;
        if byte(trailer, 0)? != tree as u8 || byte(trailer, 1)? != tree as u8 {
            return None;
        }
        let at = layout.count_at();
        let (count, at) = match layout {
            Layout::WideLong => (usize::from(short(bytes, at)?), at + 4),
            Layout::Narrow | Layout::Wide => (usize::from(byte(bytes, at)?), at + 2),
        };
        let entry_bytes = usize::from(byte(bytes, at)?);
        let level = byte(bytes, at + 1)?;
        let entries = bytes.get(..layout.count_at())?.get(..count * entry_bytes)?.to_vec();
        let is_sound = layout.checksum(trailer)? == checksum(bytes.get(..layout.trailer_at())?);
        (entry_bytes > 0).then_some(Self { level, is_sound, entry_bytes, entries })
    }

    pub(super) fn entries(&self) -> impl DoubleEndedIterator<Item = &[u8]> {
        self.entries.chunks_exact(self.entry_bytes)
    }
}

/// An open mailbox.
pub(super) struct Store<'a> {
    input: &'a mut dyn Input,
    pub(super) layout: Layout,
    pub(super) cipher: Cipher,
    pub(super) len: u64,
    header: Header,
    pages: BTreeMap<u64, Rc<Page>>,
    /// Bytes that may still be read through blocks.
    left: u64,
    is_spent: bool,
    salvage: Option<Salvage>,
    is_damaged: bool,
}

impl<'a> Store<'a> {
    /// Opens a file whose header was read.
    pub(super) fn new(input: &'a mut dyn Input, header: Header, cipher: Cipher, len: u64) -> Self {
        const LEFT_MIN: u64 = 16 << 20;
        Self {
            input,
            layout: header.layout,
            cipher,
            len,
            header,
            pages: BTreeMap::new(),
            left: len.saturating_mul(TIMES_READ_MAX).max(LEFT_MIN),
            is_spent: false,
            salvage: None,
            is_damaged: false,
        }
    }

    /// True when something was not where it should be.
    pub(super) fn is_damaged(&self) -> bool {
        self.is_damaged
    }

    /// Forgets that something was not where it should be, and returns whether it was so.
    pub(super) fn take_damage(&mut self) -> bool {
        std::mem::take(&mut self.is_damaged)
    }

    /// Notes that something was not where it should be.
    pub(super) fn note_damage(&mut self) {
        self.is_damaged = true;
    }

    /// Returns all nodes, in the order of their numbers.
    pub(super) fn nodes(&mut self, out: &mut Out<'_>) -> Vec<Node> {
        let mut nodes = BTreeMap::new();
        let (layout, most) = (self.layout, out.limits().entries_max);
        let walked = self.leaves(Tree::Nodes, |page| {
            let found = page.entries().filter_map(|entry| layout.node(entry));
            nodes.extend(found.map(|node| (node.id, node)));
            nodes.len() as u64 <= most
        });
        if walked.is_none() {
            out.problem(ProblemCode::EntriesLimit);
        }
        if self.is_damaged || self.is_short() {
            for node in self.salvage(out).nodes.values() {
                nodes.entry(node.id).or_insert(*node);
            }
        }
        nodes.into_values().collect()
    }

    /// Returns what the pages and blocks take of the file, each from its beginning to its end; `None`
    /// when not all of them are known.
    pub(super) fn taken(&mut self, out: &Out<'_>) -> Option<Vec<(u64, u64)>> {
        const BLOCKS_FOR_NODE: u64 = 10;
        let mut taken = Vec::new();
        let (layout, most) = (self.layout, out.limits().entries_max * BLOCKS_FOR_NODE);
        let mut pages = self.leaves(Tree::Blocks, |page| {
            let found = page.entries().filter_map(|entry| layout.block(entry));
            taken
                .extend(found.map(|block| (block.at, block.at + block.whole_bytes(layout) as u64)));
            taken.len() as u64 <= most
        })?;
        pages.append(&mut self.leaves(Tree::Nodes, |_| true)?);
        let page_bytes = layout.page_bytes() as u64;
        taken.extend(pages.into_iter().map(|at| (at, at.saturating_add(page_bytes))));
        (!self.is_damaged && !self.is_short()).then_some(taken)
    }

    /// Calls `visit` with each page at the ends of a tree, in order, for as long as it returns true;
    /// returns where all pages are, or `None` when it did not.
    fn leaves(
        &mut self,
        tree: Tree,
        mut visit: impl FnMut(&Page) -> bool,
    ) -> Option<BTreeSet<u64>> {
        let root = match tree {
            Tree::Nodes => self.header.nodes,
            Tree::Blocks => self.header.blocks,
        };
        let mut seen = BTreeSet::new();
        let mut ahead = vec![(root, LEVELS_MAX)];
        while let Some((at, level_max)) = ahead.pop() {
            if !seen.insert(at) {
                continue;
            }
            let Some(page) = self.page(at, tree).filter(|page| page.level <= level_max) else {
                self.is_damaged = true;
                continue;
            };
            if page.level > 0 {
                let below = page.entries().rev().filter_map(|entry| self.layout.branch(entry));
                ahead.extend(below.map(|at| (at, page.level - 1)));
            } else if !visit(&page) {
                return None;
            }
        }
        Some(seen)
    }

    /// True when the file is shorter than it says.
    pub(super) fn is_short(&self) -> bool {
        self.len < self.header.file_bytes
    }

    /// Reads the data of a block, which leads on or is written as the header says.
    pub(super) fn block(&mut self, id: u64, out: &mut Out<'_>) -> Option<Vec<u8>> {
        let found = self.lookup(id).or_else(|| self.salvage(out).blocks.get(&(id & !1)).copied());
        let data = found.and_then(|entry| self.read_block(entry, out));
        if data.is_none() {
            self.is_damaged = true;
        }
        data
    }

    /// True for a block that leads to others.
    pub(super) const fn leads_on(id: u64) -> bool {
        id & LEADS_ON != 0
    }

    /// Finds a block by its number.
    fn lookup(&mut self, id: u64) -> Option<BlockEntry> {
        // The lowest bit says nothing.
        let wanted = id & !1;
        let layout = self.layout;
        let (mut at, mut level_max) = (self.header.blocks, LEVELS_MAX);
        loop {
            let page = self.page(at, Tree::Blocks).filter(|page| page.level <= level_max)?;
            let key = |entry: &&[u8]| layout.number(entry, 0).is_some_and(|key| key & !1 <= wanted);
            let last = page.entries().take_while(key).last()?;
            if page.level == 0 {
                return layout.block(last).filter(|entry| entry.id & !1 == wanted);
            }
            level_max = page.level - 1;
            at = layout.branch(last)?;
        }
    }

    /// Reads a page, or takes one that was read lately.
    fn page(&mut self, at: u64, tree: Tree) -> Option<Rc<Page>> {
        if let Some(page) = self.pages.get(&at) {
            return Some(Rc::clone(page));
        }
        let bytes = self.bytes(at, self.layout.page_bytes())?;
        let page = Rc::new(Page::parse(&bytes, tree, self.layout)?);
        self.is_damaged |= !page.is_sound;
        if self.pages.len() >= PAGES_KEPT_MAX {
            self.pages.clear();
        }
        self.pages.insert(at, Rc::clone(&page));
        Some(page)
    }

    /// Reads bytes of the file; `None` when they are not all there.
    pub(super) fn bytes(&mut self, at: u64, len: usize) -> Option<Vec<u8>> {
        if at.checked_add(len as u64)? > self.len {
            return None;
        }
        self.input.seek(SeekFrom::Start(at)).ok()?;
        let mut bytes = vec![0; len];
        self.input.read_exact(&mut bytes).ok()?;
        Some(bytes)
    }

    fn read_block(&mut self, entry: BlockEntry, out: &mut Out<'_>) -> Option<Vec<u8>> {
        let layout = self.layout;
        let trailer_bytes = layout.block_trailer_bytes();
        let len = entry.whole_bytes(layout);
        if len > layout.block_bytes_max() {
            return None;
        }
        if !self.spend(len, out) {
            return None;
        }
        let mut bytes = self.bytes(entry.at, len)?;
        let trailer = bytes.split_off(len - trailer_bytes);
        bytes.truncate(entry.len);
        if layout.checksum(&trailer) != Some(checksum(&bytes)) {
            self.is_damaged = true;
        }
        if !Self::leads_on(entry.id) {
            self.cipher.decode(&mut bytes, entry.id);
        }
        match short(&trailer, 18).map(usize::from) {
            Some(plain) if layout == Layout::WideLong && plain != entry.len => {
                inflate(&bytes, plain, out)
            }
            _ => Some(bytes),
        }
    }

    /// Counts bytes that are taken out of the file, perhaps not for the first time; false, with a
    /// problem told, when they are too many.
    pub(super) fn spend(&mut self, bytes: usize, out: &mut Out<'_>) -> bool {
        match self.left.checked_sub(bytes as u64) {
            Some(left) => self.left = left,
            None if self.is_spent => {}
            None => {
                self.is_spent = true;
                out.problem(ProblemCode::InflatedLimit);
            }
        }
        !self.is_spent
    }

    /// Looks through all pages of the file, once.
    fn salvage(&mut self, out: &mut Out<'_>) -> &Salvage {
        if self.salvage.is_none() {
            self.salvage = Some(Salvage::search(self.input, self.layout, out));
        }
        self.salvage.get_or_insert_default()
    }
}

/// Undoes the compression of a block (RFC 1950).
fn inflate(bytes: &[u8], plain: usize, out: &mut Out<'_>) -> Option<Vec<u8>> {
    let mut made = Vec::new();
    let decoder = flate2::read::ZlibDecoder::new(bytes);
    let read = decoder.take(plain as u64).read_to_end(&mut made);
    let is_whole = read.is_ok() && made.len() == plain;
    out.spend(made.len() as u64, made.len() as u64, bytes.len() as u64);
    is_whole.then_some(made)
}

/// The blocks that a block leads to, and how many levels are below it ([MS-PST] 2.2.2.8.3.2).
pub(super) fn leads(block: &[u8], layout: Layout) -> Option<(u8, Vec<u64>)> {
    const KIND: u8 = 1;
    let (kind, level) = (byte(block, 0)?, byte(block, 1)?);
    let ids = slice(block, 8, usize::from(short(block, 2)?) * layout.word());
    let ids = ids.chunks_exact(layout.word()).filter_map(|id| layout.number(id, 0)).collect();
    (kind == KIND && (1..=2).contains(&level)).then_some((level, ids))
}

/// The nodes inside a node that a block lists, and whether they are further down
/// ([MS-PST] 2.2.2.8.3.3).
pub(super) fn inner_nodes(block: &[u8], layout: Layout) -> Option<(bool, Vec<Node>)> {
    const KIND: u8 = 2;
    let word = layout.word();
    let (kind, level) = (byte(block, 0)?, byte(block, 1)?);
    let begin = if layout == Layout::Narrow { 4 } else { 8 };
    let is_branch = level > 0;
    let entry_bytes = if is_branch { 2 * word } else { 3 * word };
    let entries = slice(block, begin, usize::from(short(block, 2)?) * entry_bytes);
    let node = |entry: &[u8]| {
        let inner = if is_branch { 0 } else { layout.number(entry, 2 * word)? };
        Some(Node { id: long(entry, 0)?, data: layout.number(entry, word)?, inner, parent: 0 })
    };
    let nodes = entries.chunks_exact(entry_bytes).filter_map(node).collect();
    (kind == KIND && level <= 1).then_some((is_branch, nodes))
}
