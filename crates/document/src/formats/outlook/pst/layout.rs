//! Where things stand in the three versions of a mailbox ([MS-PST] 2.2; the pages of 4,096 bytes,
//! which Outlook writes since 2013 for copies of a server's mailbox, are not in the standard).

use crate::formats::office::binary::{byte, long, quad, short};

/// How wide numbers are and how long pages, by the version in the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// Outlook 97 to 2002: numbers of four bytes.
    Narrow,
    /// Outlook 2003 and later.
    Wide,
    /// The same with pages of 4,096 bytes, and blocks that may be compressed.
    WideLong,
}

/// What the header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) layout: Layout,
    /// How blocks of data are written.
    pub(super) method: u8,
    /// How long the file is to be.
    pub(super) file_bytes: u64,
    /// Where the tree of nodes begins, and that of blocks.
    pub(super) nodes: u64,
    pub(super) blocks: u64,
}

/// Where a block stands in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BlockEntry {
    pub(super) id: u64,
    pub(super) at: u64,
    pub(super) len: usize,
}

impl BlockEntry {
    /// Bytes that it takes, with what says of it what it is.
    pub(super) const fn whole_bytes(self, layout: Layout) -> usize {
        (self.len + layout.block_trailer_bytes()).next_multiple_of(layout.block_unit())
    }
}

/// A node: what a folder, a message or a table is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) id: u32,
    /// The block of its data, and of the nodes inside it; 0 for none.
    pub(super) data: u64,
    pub(super) inner: u64,
    pub(super) parent: u32,
}

/// Bytes that hold the header.
pub(super) const HEADER_BYTES: usize = 564;

impl Header {
    /// Reads the first bytes of a file; `None` when they are of no version that is known.
    pub(super) fn read(head: &[u8]) -> Option<Self> {
        let layout = match short(head, 10)? {
            14 | 15 => Layout::Narrow,
            20..=23 => Layout::Wide,
            36 => Layout::WideLong,
            _ => return None,
        };
        Some(match layout {
            Layout::Narrow => Self {
                layout,
                method: byte(head, 461)?,
                file_bytes: layout.number(head, 168)?,
                nodes: layout.number(head, 188)?,
                blocks: layout.number(head, 196)?,
            },
            Layout::Wide | Layout::WideLong => Self {
                layout,
                method: byte(head, 513)?,
                file_bytes: layout.number(head, 184)?,
                nodes: layout.number(head, 224)?,
                blocks: layout.number(head, 240)?,
            },
        })
    }
}

impl Layout {
    /// Bytes of a number of a block, and of an offset.
    pub(super) const fn word(self) -> usize {
        match self {
            Self::Narrow => 4,
            Self::Wide | Self::WideLong => 8,
        }
    }

    /// Reads a number of a block, or an offset.
    pub(super) fn number(self, bytes: &[u8], at: usize) -> Option<u64> {
        match self {
            Self::Narrow => long(bytes, at).map(u64::from),
            Self::Wide | Self::WideLong => quad(bytes, at),
        }
    }

    /// Bytes of a page.
    pub(super) const fn page_bytes(self) -> usize {
        match self {
            Self::Narrow | Self::Wide => 512,
            Self::WideLong => 4_096,
        }
    }

    /// Where in a page of a tree the number of its entries stands, and what follows it.
    pub(super) const fn count_at(self) -> usize {
        match self {
            Self::Narrow => 496,
            Self::Wide => 488,
            Self::WideLong => 4_056,
        }
    }

    /// Where a page's last words about itself begin; what is before them has a checksum.
    pub(super) const fn trailer_at(self) -> usize {
        match self {
            Self::Narrow => 500,
            Self::Wide => 496,
            Self::WideLong => 4_072,
        }
    }

    /// Reads the checksum out of a page's or a block's last words.
    pub(super) fn checksum(self, trailer: &[u8]) -> Option<u32> {
        match self {
            Self::Narrow => long(trailer, 8),
            Self::Wide | Self::WideLong => long(trailer, 4),
        }
    }

    /// Bytes that follow a block's data.
    pub(super) const fn block_trailer_bytes(self) -> usize {
        match self {
            Self::Narrow => 12,
            Self::Wide => 16,
            Self::WideLong => 24,
        }
    }

    /// What the length of a block is a multiple of.
    pub(super) const fn block_unit(self) -> usize {
        match self {
            Self::Narrow | Self::Wide => 64,
            Self::WideLong => 512,
        }
    }

    /// Most bytes of a block.
    pub(super) const fn block_bytes_max(self) -> usize {
        match self {
            Self::Narrow | Self::Wide => 8_192,
            Self::WideLong => 65_536,
        }
    }

    /// Reads where a page that is further down stands.
    pub(super) fn branch(self, entry: &[u8]) -> Option<u64> {
        self.number(entry, 2 * self.word())
    }

    /// Reads an entry of the tree of nodes.
    pub(super) fn node(self, entry: &[u8]) -> Option<Node> {
        let word = self.word();
        Some(Node {
            id: long(entry, 0)?,
            data: self.number(entry, word)?,
            inner: self.number(entry, 2 * word)?,
            parent: long(entry, 3 * word)?,
        })
    }

    /// Reads an entry of the tree of blocks.
    pub(super) fn block(self, entry: &[u8]) -> Option<BlockEntry> {
        let word = self.word();
        Some(BlockEntry {
            id: self.number(entry, 0)?,
            at: self.number(entry, word)?,
            len: usize::from(short(entry, 2 * word)?),
        })
    }

    /// The piece of a heap that a reference names, and which of its values, from 1.
    pub(super) const fn heap_place(self, reference: u32) -> (usize, usize) {
        match self {
            Self::Narrow | Self::Wide => {
                ((reference >> 16) as usize, (reference >> 5 & 0x7FF) as usize)
            }
            Self::WideLong => ((reference >> 19) as usize, (reference >> 5 & 0x3FFF) as usize),
        }
    }
}

/// The checksum of pages and blocks ([MS-PST] 5.3): CRC-32 that begins and ends with nothing.
pub(super) fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |sum: u32, byte| {
        (sum >> 8) ^ REMAINDERS[usize::from(sum.to_le_bytes()[0] ^ *byte)]
    })
}

const REMAINDERS: [u32; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut sum = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            sum = if sum & 1 == 1 { sum >> 1 ^ 0xEDB8_8320 } else { sum >> 1 };
            bit += 1;
        }
        table[byte] = sum;
        byte += 1;
    }
    table
};
