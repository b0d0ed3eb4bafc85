//! Compound files ([MS-CFB]): a small file system of storages and streams in one file.
//!
//! Unlike a library for such files, this reader accounts for every sector: what no stream claims,
//! and what follows a stream in its last sector, may hold text that was deleted.
//! A damaged file is read as far as its chains lead.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::formats::office::binary::{byte, long, quad, short, size, utf16};

/// The first bytes of every compound file.
pub(crate) const MAGIC: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// Length of an entry of the directory.
const ENTRY_BYTES: usize = 128;
/// Sectors of the allocation table that the header itself lists.
const HEADER_TABLES: usize = 109;
/// Numbers from here on are marks, not sectors.
const SECTOR_MAX: u32 = 0xFFFF_FFFA;
const CHAIN_END: u32 = 0xFFFF_FFFE;

/// A compound file that is open.
pub(super) struct Compound {
    bytes: Vec<u8>,
    sectors: Sectors,
    mini_sectors: Sectors,
    /// The stream that all short streams stand in.
    mini_stream: Vec<u8>,
    entries: Vec<Entry>,
    is_damaged: bool,
}

/// A storage or a stream.
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) is_stream: bool,
    /// Entries of a storage, in the order of the directory.
    pub(super) children: Vec<usize>,
    /// The same entries by name, in lower case.
    by_name: BTreeMap<String, usize>,
    /// Length of a stream in bytes.
    pub(super) size: usize,
    /// True when no storage leads to it: it was deleted.
    pub(super) is_orphan: bool,
    is_mini: bool,
    chain: Vec<u32>,
    was_read: bool,
}

/// The root storage.
pub(super) const ROOT: usize = 0;

impl Compound {
    /// Opens a compound file; `None` when not even its directory is there.
    pub(super) fn open(bytes: Vec<u8>) -> Option<Self> {
        if !bytes.starts_with(MAGIC) {
            return None;
        }
        let bits = u32::from(short(&bytes, 30)?);
        if !(7..=16).contains(&bits) {
            return None;
        }
        let count = (bytes.len() >> bits).saturating_sub(1) + 1;
        let mut file = Self {
            sectors: Sectors::new(bits, count),
            mini_sectors: Sectors::new(6, 0),
            mini_stream: Vec::new(),
            entries: Vec::new(),
            is_damaged: false,
            bytes,
        };
        file.read_table();
        let directory = file.read_chain(long(&file.bytes, 48)?, usize::MAX);
        let raw: Vec<RawEntry> =
            directory.chunks_exact(ENTRY_BYTES).filter_map(RawEntry::read).collect();
        let root = raw.first()?;
        file.read_mini_table(root);
        file.read_entries(&raw);
        Some(file)
    }

    /// True when a chain was broken, or led somewhere twice.
    pub(super) fn is_damaged(&self) -> bool {
        self.is_damaged
    }

    /// The entry of that number.
    pub(super) fn entry(&self, index: usize) -> Option<&Entry> {
        self.entries.get(index)
    }

    /// Numbers of all entries.
    pub(super) fn indexes(&self) -> Range<usize> {
        0..self.entries.len()
    }

    /// Names of all entries.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.name.as_str())
    }

    /// Returns the entry of that name in a storage.
    pub(super) fn find(&self, storage: usize, name: &str) -> Option<usize> {
        self.entries.get(storage)?.by_name.get(&name.to_ascii_lowercase()).copied()
    }

    /// Reads the stream of that name in a storage.
    pub(super) fn stream(&mut self, storage: usize, name: &str) -> Option<Vec<u8>> {
        let index = self.find(storage, name)?;
        self.entries.get(index)?.is_stream.then(|| self.read(index))
    }

    /// Reads a stream, or as much of it as is there.
    pub(super) fn read(&mut self, index: usize) -> Vec<u8> {
        let Some(entry) = self.entries.get_mut(index) else { return Vec::new() };
        entry.was_read = true;
        let entry = &*entry;
        let (whole, sectors) = match entry.is_mini {
            true => (self.mini_stream.as_slice(), &self.mini_sectors),
            false => (self.bytes.as_slice(), &self.sectors),
        };
        let mut bytes = Vec::with_capacity(entry.size.min(whole.len()));
        for sector in &entry.chain {
            bytes.extend_from_slice(whole.get(sectors.range(*sector, whole.len())).unwrap_or(&[]));
        }
        bytes.truncate(entry.size);
        bytes
    }

    /// Takes a storage and all that is in it as read.
    pub(super) fn pass_over(&mut self, index: usize) {
        let mut open = vec![index];
        while let Some(index) = open.pop() {
            if let Some(entry) = self.entries.get_mut(index) {
                entry.was_read = true;
                open.extend(&entry.children);
            }
        }
    }

    /// Returns the streams that nobody asked for, those of deleted storages included.
    pub(super) fn unread(&self) -> Vec<usize> {
        let is_unread = |index: &usize| {
            let entry = self.entries.get(*index);
            entry.is_some_and(|entry| entry.is_stream && !entry.was_read)
        };
        self.indexes().filter(is_unread).collect()
    }

    /// Writes a storage as a compound file of its own.
    pub(super) fn extract(&mut self, storage: usize) -> Option<Vec<u8>> {
        let mut file = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).ok()?;
        let mut open = vec![(storage, std::path::PathBuf::from("/"))];
        self.pass_over(storage);
        while let Some((index, path)) = open.pop() {
            for child in self.entries.get(index)?.children.clone() {
                let Some(entry) = self.entries.get(child) else { continue };
                let path = path.join(&entry.name);
                if !entry.is_stream {
                    if file.create_storage(&path).is_ok() {
                        open.push((child, path));
                    }
                    continue;
                }
                let bytes = self.read(child);
                if let Ok(mut stream) = file.create_stream(&path) {
                    std::io::Write::write_all(&mut stream, &bytes).ok()?;
                }
            }
        }
        file.flush().ok()?;
        Some(file.into_inner().into_inner())
    }

    /// Returns the stretches of bytes that belong to no stream: free sectors, and what follows a
    /// stream in its last sector.
    pub(super) fn slack(&self) -> Vec<&[u8]> {
        let mut found = Vec::new();
        for (whole, sectors, is_mini) in [
            (self.bytes.as_slice(), &self.sectors, false),
            (self.mini_stream.as_slice(), &self.mini_sectors, true),
        ] {
            let unclaimed = self.unclaimed(sectors, is_mini, whole.len());
            found.extend(unclaimed.filter_map(|range| whole.get(range)));
        }
        found
    }

    /// Returns where in the file bytes stand that belong to no stream and are not only padding.
    pub(super) fn gaps(&self) -> impl Iterator<Item = Range<usize>> {
        let is_used = |range: &Range<usize>| {
            let bytes = self.bytes.get(range.clone()).unwrap_or_default();
            bytes.iter().any(|byte| !matches!(byte, 0 | 0xFF))
        };
        self.unclaimed(&self.sectors, false, self.bytes.len()).filter(is_used)
    }

    fn unclaimed(
        &self,
        sectors: &Sectors,
        is_mini: bool,
        len: usize,
    ) -> impl Iterator<Item = Range<usize>> {
        let entries = self.entries.iter().filter(move |entry| entry.is_mini == is_mini);
        let tails = entries.filter_map(move |entry| sectors.tail(&entry.chain, entry.size, len));
        tails.chain(sectors.free(len))
    }

    /// Reads the allocation table, whose sectors the header lists, and then a chain of lists.
    fn read_table(&mut self) {
        let mut tables: Vec<u32> =
            (0..HEADER_TABLES).map_while(|index| long(&self.bytes, 76 + index * 4)).collect();
        let mut list = long(&self.bytes, 68).unwrap_or(CHAIN_END);
        while list < SECTOR_MAX && self.claim(list) {
            let sector = self.sector(list).to_vec();
            let count = (sector.len() / 4).saturating_sub(1);
            tables.extend((0..count).map_while(|index| long(&sector, index * 4)));
            list = long(&sector, count * 4).unwrap_or(CHAIN_END);
        }
        for table in tables.into_iter().filter(|table| *table < SECTOR_MAX) {
            if !self.claim(table) {
                continue;
            }
            let range = self.sectors.range(table, self.bytes.len());
            let sector = self.bytes.get(range).unwrap_or_default();
            let next = sector.chunks_exact(4).filter_map(|four| long(four, 0));
            self.sectors.next.extend(next);
        }
    }

    fn read_mini_table(&mut self, root: &RawEntry) {
        let first = long(&self.bytes, 60).unwrap_or(CHAIN_END);
        let table = self.read_chain(first, usize::MAX);
        self.mini_stream = self.read_chain(root.start, root.size);
        self.mini_sectors = Sectors::new(6, self.mini_stream.len().div_ceil(64));
        self.mini_sectors.next = table.chunks_exact(4).filter_map(|four| long(four, 0)).collect();
    }

    /// Makes entries of those that the root leads to, and then of those that nothing leads to.
    fn read_entries(&mut self, raw: &[RawEntry]) {
        let mut reached = vec![false; raw.len()];
        self.entries = raw.iter().map(RawEntry::entry).collect();
        let mut storages = vec![ROOT];
        while let Some(storage) = storages.pop() {
            let mut children = Vec::new();
            let mut open: Vec<u32> = raw.get(storage).map(|raw| raw.child).into_iter().collect();
            while let Some(id) = open.pop() {
                let index = id as usize;
                let Some(entry) = raw.get(index).filter(|_| id < SECTOR_MAX) else { continue };
                let is_new = reached.get(index) == Some(&false) && index != ROOT;
                if !is_new || !entry.is_in_use() {
                    self.is_damaged |= is_new;
                    continue;
                }
                reached[index] = true;
                children.push(index);
                open.extend([entry.left, entry.right]);
                if !entry.is_stream() {
                    storages.push(index);
                }
            }
            children.sort_unstable();
            let name = |index: &usize| raw.get(*index).map(|raw| raw.name.to_ascii_lowercase());
            let by_name = children.iter().filter_map(|index| name(index).zip(Some(*index)));
            if let Some(entry) = self.entries.get_mut(storage) {
                entry.by_name = by_name.collect();
                entry.children = children;
            }
        }
        let cutoff = size(&self.bytes, 56).unwrap_or(4_096);
        for (index, raw) in raw.iter().enumerate() {
            let is_reached = reached.get(index) == Some(&true);
            if raw.is_stream() && is_reached {
                self.follow(index, raw, cutoff);
            }
        }
        // Those that were deleted come last, since their sectors may be another's now.
        let was_damaged = self.is_damaged;
        for (index, raw) in raw.iter().enumerate().skip(1) {
            if raw.is_stream() && reached.get(index) == Some(&false) {
                self.follow(index, raw, cutoff);
                if let Some(entry) = self.entries.get_mut(index) {
                    entry.is_orphan = true;
                }
            }
        }
        self.is_damaged = was_damaged;
    }

    /// Finds the sectors of a stream.
    fn follow(&mut self, index: usize, raw: &RawEntry, cutoff: usize) {
        let is_mini = raw.size < cutoff;
        let sectors = if is_mini { &mut self.mini_sectors } else { &mut self.sectors };
        let needed = raw.size.div_ceil(1 << sectors.bits);
        let (chain, is_whole) = sectors.chain(raw.start, needed);
        self.is_damaged |= !is_whole || chain.len() < needed;
        if let Some(entry) = self.entries.get_mut(index) {
            (entry.is_mini, entry.chain) = (is_mini, chain);
        }
    }

    /// Reads the sectors from `first` on, up to `size` bytes.
    fn read_chain(&mut self, first: u32, size: usize) -> Vec<u8> {
        let (chain, is_whole) = self.sectors.chain(first, usize::MAX);
        self.is_damaged |= !is_whole;
        let mut bytes = Vec::new();
        for sector in chain {
            bytes.extend_from_slice(self.sector(sector));
        }
        bytes.truncate(size);
        bytes
    }

    fn sector(&self, sector: u32) -> &[u8] {
        let range = self.sectors.range(sector, self.bytes.len());
        self.bytes.get(range).unwrap_or_default()
    }

    /// Takes a sector of the tables; false when it is not there or was taken before.
    fn claim(&mut self, sector: u32) -> bool {
        let is_new = self.sectors.claim(sector);
        self.is_damaged |= !is_new;
        is_new
    }
}

impl Entry {
    /// The name without the marks that system streams begin with.
    pub(super) fn plain_name(&self) -> &str {
        self.name.trim_start_matches(|character: char| character.is_control())
    }
}

/// Sectors of one length: which follows which, and which are claimed.
struct Sectors {
    bits: u32,
    next: Vec<u32>,
    claimed: Vec<bool>,
}

impl Sectors {
    fn new(bits: u32, count: usize) -> Self {
        Self { bits, next: Vec::new(), claimed: vec![false; count] }
    }

    /// Where a sector stands; the first of a file follows a header of its length.
    fn range(&self, sector: u32, end: usize) -> Range<usize> {
        let header = usize::from(self.bits != 6);
        let start = ((sector as usize + header) << self.bits).min(end);
        start..(start + (1 << self.bits)).min(end)
    }

    fn claim(&mut self, sector: u32) -> bool {
        match self.claimed.get_mut(sector as usize) {
            Some(claimed) if !*claimed => {
                *claimed = true;
                true
            }
            _ => false,
        }
    }

    /// Follows a chain of at most so many sectors; false when it does not end as it should.
    fn chain(&mut self, first: u32, sectors_max: usize) -> (Vec<u32>, bool) {
        let mut chain = Vec::new();
        let mut sector = first;
        while sector < SECTOR_MAX && chain.len() < sectors_max {
            // A sector belongs to one stream, so that no chain is longer than the file.
            if !self.claim(sector) {
                return (chain, false);
            }
            chain.push(sector);
            sector = self.next.get(sector as usize).copied().unwrap_or(CHAIN_END);
        }
        (chain, true)
    }

    /// What follows the last byte of a stream in its last sector.
    fn tail(&self, chain: &[u32], size: usize, len: usize) -> Option<Range<usize>> {
        let used = size & ((1 << self.bits) - 1);
        let last = *chain.last().filter(|_| used > 0)?;
        let sector = self.range(last, len);
        Some(sector.start + used..sector.end)
    }

    /// Stretches of sectors that nothing claims.
    fn free(&self, len: usize) -> Vec<Range<usize>> {
        let mut free = Vec::new();
        let mut start = None;
        for (sector, is_claimed) in self.claimed.iter().chain([&true]).enumerate() {
            match (is_claimed, start) {
                (false, None) => start = Some(sector),
                (true, Some(first)) => {
                    let from = self.range(first as u32, len).start;
                    free.push(from..self.range(sector as u32, len).start);
                    start = None;
                }
                _ => {}
            }
        }
        free
    }
}

/// An entry of the directory as it stands in the file.
struct RawEntry {
    name: String,
    kind: u8,
    left: u32,
    right: u32,
    child: u32,
    start: u32,
    size: usize,
}

impl RawEntry {
    fn read(bytes: &[u8]) -> Option<Self> {
        let name_len = usize::from(short(bytes, 64)?).clamp(2, 64) - 2;
        // The upper half of the length is not used in files with short sectors.
        let size = quad(bytes, 120)? & 0xFFFF_FFFF;
        Some(Self {
            name: utf16(bytes.get(..name_len)?),
            kind: byte(bytes, 66)?,
            left: long(bytes, 68)?,
            right: long(bytes, 72)?,
            child: long(bytes, 76)?,
            start: long(bytes, 116)?,
            size: usize::try_from(size).ok()?,
        })
    }

    fn is_in_use(&self) -> bool {
        matches!(self.kind, 1 | 2 | 5)
    }

    fn is_stream(&self) -> bool {
        self.kind == 2
    }

    fn entry(&self) -> Entry {
        Entry {
            name: self.name.clone(),
            is_stream: self.is_stream(),
            children: Vec::new(),
            by_name: BTreeMap::new(),
            size: self.size,
            is_orphan: false,
            is_mini: false,
            chain: Vec::new(),
            was_read: false,
        }
    }
}
