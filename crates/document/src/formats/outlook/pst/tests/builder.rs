//! A small mailbox of Outlook under construction, from the standard alone: nothing of the reader is
//! used. The program that makes the sample files takes this file too.

/// Properties by their tags: number and type.
pub(crate) type Properties = Vec<(u32, Vec<u8>)>;

/// A node: properties, or the rows of a table, and the nodes inside it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Thing {
    /// Its number, and that of the node around it.
    pub(crate) id: u32,
    pub(crate) parent: u32,
    pub(crate) properties: Properties,
    pub(crate) rows: Vec<Properties>,
    pub(crate) inner: Vec<Self>,
}

/// Writes the data of a block so that it is not read at a glance.
pub(crate) type Encode = fn(&mut [u8], u64);

/// A mailbox under construction.
pub(crate) struct Pst {
    is_wide: bool,
    method: u8,
    encode: Encode,
    bytes: Vec<u8>,
    /// Entries of the two trees.
    nodes: Vec<(u32, u64, u64, u32)>,
    blocks: Vec<(u64, u64, usize)>,
}

const BLOCK_BYTES: usize = 8_176;
const HEAP_VALUE_BYTES: usize = 3_580;
const NODES: u8 = 0x81;
const BLOCKS: u8 = 0x80;
const INTERNAL: u64 = 2;

impl Pst {
    /// Begins a mailbox: of Outlook 2003 and later, or of before; `method` is what the header calls
    /// the way of writing.
    pub(crate) fn new(is_wide: bool, method: u8, encode: Encode) -> Self {
        let (nodes, blocks) = (Vec::new(), Vec::new());
        Self { is_wide, method, encode, bytes: vec![0; 1_024], nodes, blocks }
    }

    /// Adds a node.
    pub(crate) fn add(&mut self, thing: &Thing) {
        let (data, inner) = self.write(thing);
        self.nodes.push((thing.id, data, inner, thing.parent));
    }

    /// Returns the file.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.nodes.sort_unstable();
        self.blocks.sort_unstable();
        let nodes: Vec<(u64, Vec<u8>)> = std::mem::take(&mut self.nodes)
            .into_iter()
            .map(|(id, data, inner, parent)| {
                let mut entry = self.words(&[u64::from(id), data, inner]);
                entry.extend(self.words(&[u64::from(parent)]));
                (u64::from(id), entry)
            })
            .collect();
        let blocks: Vec<(u64, Vec<u8>)> = std::mem::take(&mut self.blocks)
            .into_iter()
            .map(|(id, at, len)| {
                let mut entry = self.words(&[id, at]);
                entry.extend((len as u16).to_le_bytes());
                entry.extend(2_u16.to_le_bytes());
                entry.resize(if self.is_wide { 24 } else { 12 }, 0);
                (id, entry)
            })
            .collect();
        let nodes = self.tree(NODES, nodes);
        let blocks = self.tree(BLOCKS, blocks);
        self.head(nodes, blocks);
        self.bytes
    }

    fn head(&mut self, nodes: u64, blocks: u64) {
        let len = self.bytes.len() as u64;
        let version: u16 = if self.is_wide { 23 } else { 14 };
        let places: &[(usize, u64)] = match self.is_wide {
            true => &[(184, len), (224, nodes), (240, blocks)],
            false => &[(168, len), (188, nodes), (196, blocks)],
        };
        self.bytes[..4].copy_from_slice(b"!BDN");
        self.bytes[8..10].copy_from_slice(b"SM");
        self.bytes[10..12].copy_from_slice(&version.to_le_bytes());
        for (at, number) in places {
            let word = self.words(&[*number]);
            self.bytes[*at..*at + word.len()].copy_from_slice(&word);
        }
        self.bytes[if self.is_wide { 513 } else { 461 }] = self.method;
    }

    /// Writes pages of entries with their keys, and one above them; returns where that one is.
    fn tree(&mut self, kind: u8, entries: Vec<(u64, Vec<u8>)>) -> u64 {
        const ENTRIES_MAX: usize = 8;
        let mut above = Vec::new();
        for entries in entries.chunks(ENTRIES_MAX) {
            let at = self.page(kind, 0, entries.iter().map(|(_, entry)| entry.clone()).collect());
            above.push(self.words(&[entries[0].0, 0, at]));
        }
        self.page(kind, 1, above)
    }

    fn page(&mut self, kind: u8, level: u8, entries: Vec<Vec<u8>>) -> u64 {
        self.bytes.resize(self.bytes.len().next_multiple_of(512), 0);
        let at = self.bytes.len() as u64;
        let (count_at, trailer_at) = if self.is_wide { (488, 496) } else { (496, 500) };
        let mut page = entries.concat();
        assert!(page.len() <= count_at, "a page is full");
        page.resize(count_at, 0);
        page.extend([entries.len() as u8, 20, entries[0].len() as u8, level]);
        page.resize(trailer_at, 0);
        page.extend(self.trailer(&[kind, kind, 0, 0], at, &page));
        self.bytes.extend(page);
        at
    }

    /// What ends a page or a block: what it is, its checksum, its number.
    fn trailer(&self, first: &[u8; 4], id: u64, content: &[u8]) -> Vec<u8> {
        let sum = checksum(content).to_le_bytes().to_vec();
        let id = self.words(&[id]);
        let rest = if self.is_wide { [sum, id] } else { [id, sum] };
        [first.to_vec(), rest.concat()].concat()
    }

    /// Writes what a thing holds; returns the blocks of its data and of what is inside it.
    fn write(&mut self, thing: &Thing) -> (u64, u64) {
        let mut inside: Vec<(u32, u64, u64)> = Vec::new();
        let heap = match thing.rows.is_empty() {
            true => self.list(&thing.properties, &mut inside),
            false => self.table(&thing.rows, &mut inside),
        };
        let data = self.data(&heap);
        for inner in &thing.inner {
            let (data, deeper) = self.write(inner);
            inside.push((inner.id, data, deeper));
        }
        inside.sort_unstable();
        (data, self.inside(&inside))
    }

    /// Writes the list of what is inside a node.
    fn inside(&mut self, inside: &[(u32, u64, u64)]) -> u64 {
        if inside.is_empty() {
            return 0;
        }
        let mut block = vec![2, 0, inside.len() as u8, 0];
        block.resize(if self.is_wide { 8 } else { 4 }, 0);
        for (id, data, inner) in inside {
            block.extend(self.words(&[u64::from(*id), *data, *inner]));
        }
        self.block(block, INTERNAL)
    }

    /// Writes data of any length.
    fn data(&mut self, data: &[u8]) -> u64 {
        let ids: Vec<u64> =
            data.chunks(BLOCK_BYTES).map(|piece| self.block(piece.to_vec(), 0)).collect();
        if let [id] = ids.as_slice() {
            return *id;
        }
        let mut block = vec![1, 1];
        block.extend((ids.len() as u16).to_le_bytes());
        block.extend((data.len() as u32).to_le_bytes());
        block.extend(self.words(&ids));
        self.block(block, INTERNAL)
    }

    fn block(&mut self, mut content: Vec<u8>, internal: u64) -> u64 {
        let id = (self.blocks.len() as u64 + 1) << 2 | internal;
        if internal == 0 {
            (self.encode)(&mut content, id);
        }
        self.bytes.resize(self.bytes.len().next_multiple_of(64), 0);
        let at = self.bytes.len() as u64;
        let len = content.len();
        let mut first = [0; 4];
        first[..2].copy_from_slice(&(len as u16).to_le_bytes());
        let trailer = self.trailer(&first, id, &content);
        let whole = (len + trailer.len()).next_multiple_of(64);
        content.resize(whole - trailer.len(), 0);
        self.bytes.extend(content);
        self.bytes.extend(trailer);
        self.blocks.push((id, at, len));
        id
    }

    fn words(&self, numbers: &[u64]) -> Vec<u8> {
        let width = if self.is_wide { 8 } else { 4 };
        numbers.iter().flat_map(|number| number.to_le_bytes().into_iter().take(width)).collect()
    }

    /// Returns the heap of a list of properties.
    fn list(&mut self, properties: &Properties, inside: &mut Vec<(u32, u64, u64)>) -> Vec<u8> {
        let mut values = vec![vec![0xB5, 2, 6, 0, 0x40, 0, 0, 0], Vec::new()];
        let mut records = Vec::new();
        let mut properties = properties.clone();
        properties.sort();
        for (tag, value) in properties {
            records.extend(((tag >> 16) as u16).to_le_bytes());
            records.extend((tag as u16).to_le_bytes());
            match is_inline(tag) {
                true => records.extend(&value),
                false => records.extend(self.place(value, &mut values, inside).to_le_bytes()),
            }
        }
        values[1] = records;
        heap(0xBC, &values)
    }

    /// Returns the heap of a table, whose columns are those of its first row.
    fn table(&mut self, rows: &[Properties], inside: &mut Vec<(u32, u64, u64)>) -> Vec<u8> {
        let tags: Vec<u32> = rows[0].iter().map(|(tag, _)| *tag).collect();
        let bits_at = 8 + 4 * tags.len();
        let row_bytes = bits_at + (tags.len() + 2).div_ceil(8);
        let mut shape = vec![0x7C, tags.len() as u8 + 2];
        for end in [bits_at, bits_at, bits_at, row_bytes] {
            shape.extend((end as u16).to_le_bytes());
        }
        shape.extend([0x40, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0]);
        for (index, tag) in [0x67F2_0003, 0x67F3_0003].iter().chain(&tags).enumerate() {
            shape.extend(tag.to_le_bytes());
            shape.extend((4 * index as u16).to_le_bytes());
            shape.extend([4, index as u8]);
        }
        let mut values = vec![shape, vec![0xB5, 4, 4, 0, 0x60, 0, 0, 0], Vec::new(), Vec::new()];
        let (mut index, mut matrix) = (Vec::new(), Vec::new());
        for (number, row) in rows.iter().enumerate() {
            index.extend([number as u32 + 1, number as u32].map(u32::to_le_bytes).concat());
            matrix.extend([number as u32 + 1, 1].map(u32::to_le_bytes).concat());
            for (_, value) in row {
                let place = self.place(value.clone(), &mut values, inside);
                matrix.extend(place.to_le_bytes());
            }
            matrix.resize(matrix.len() + row_bytes - bits_at, 0xFF);
        }
        values[2] = index;
        values[3] = matrix;
        heap(0x7C, &values)
    }

    /// Puts a value into the heap, or into a node of its own when it is long.
    fn place(
        &mut self,
        value: Vec<u8>,
        values: &mut Vec<Vec<u8>>,
        inside: &mut Vec<(u32, u64, u64)>,
    ) -> u32 {
        if value.len() > HEAP_VALUE_BYTES {
            let id = (inside.len() as u32 + 0x400) << 5 | 0x1F;
            let data = self.data(&value);
            inside.push((id, data, 0));
            return id;
        }
        values.push(value);
        (values.len() as u32) << 5
    }
}

/// Returns a property that is text.
pub(crate) fn text(id: u32, value: &str) -> (u32, Vec<u8>) {
    (id << 16 | 0x1F, value.encode_utf16().flat_map(u16::to_le_bytes).collect())
}

fn is_inline(tag: u32) -> bool {
    matches!(tag & 0xFFFF, 0x02 | 0x03 | 0x0B)
}

/// Returns a heap of these values, the first of which is its root.
fn heap(purpose: u8, values: &[Vec<u8>]) -> Vec<u8> {
    let mut heap = vec![0, 0, 0xEC, purpose, 0x20, 0, 0, 0, 0, 0, 0, 0];
    let mut ends = vec![heap.len() as u16];
    for value in values {
        heap.extend(value);
        ends.push(heap.len() as u16);
    }
    heap.resize(heap.len().next_multiple_of(2), 0);
    let map = heap.len() as u16;
    heap[..2].copy_from_slice(&map.to_le_bytes());
    heap.extend((values.len() as u16).to_le_bytes());
    heap.extend([0, 0]);
    heap.extend(ends.into_iter().flat_map(u16::to_le_bytes));
    assert!(heap.len() <= BLOCK_BYTES, "a heap is full");
    heap
}

/// The checksum of the standard, bit by bit.
fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| match sum & 1 {
            1 => sum >> 1 ^ 0xEDB8_8320,
            _ => sum >> 1,
        })
    })
}
