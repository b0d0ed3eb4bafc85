//! Properties of one thing ([MS-PST] 2.3.3) and tables of properties (2.3.4).

use super::heap::{Heap, Purpose};
use super::layout::Node;
use super::node::Inner;
use super::store::Store;
use crate::formats::office::binary::{byte, long, short, size, slice};
use crate::formats::outlook::{Property, kind};
use crate::out::Out;

/// The bit of a type that says that there are many values.
const MANY: u16 = 0x1000;

/// What a node says of itself, and what is inside of it.
pub(super) struct Context {
    pub(super) found: Vec<Property>,
    pub(super) inner: Inner,
}

/// Reads the properties of a node; `None` when it has none.
pub(super) fn read_properties(
    store: &mut Store<'_>,
    node: Node,
    out: &mut Out<'_>,
) -> Option<Context> {
    let pieces = store.data(node.data, out);
    let heap = Heap::new(pieces, store.layout, Purpose::Properties)?;
    let inner = store.inner(node.inner, out);
    let Some(records) = heap.records(heap.root) else {
        store.note_damage();
        return Some(Context { found: Vec::new(), inner });
    };
    if !records.is_whole {
        store.note_damage();
    }
    let mut found = Vec::new();
    for record in records.found {
        let (Some(id), Some(kind), Some(value)) =
            (short(record, 0), short(record, 2), record.get(4..8))
        else {
            continue;
        };
        if is_inline(kind) {
            found.push(Property { id, kind, bytes: value.to_vec() });
        } else {
            let reference = long(value, 0).unwrap_or_default();
            let bytes = Values { heap: &heap, inner: &inner }.get(reference, store, out);
            push_values(id, kind, bytes, &mut found);
        }
    }
    Some(Context { found, inner })
}

/// Reads the rows of a table; none when the node holds no table.
///
/// Rows that were taken out of the table's index stay in its cells, and are among those returned.
pub(super) fn read_table(
    store: &mut Store<'_>,
    node: Node,
    out: &mut Out<'_>,
) -> Vec<Vec<Property>> {
    let pieces = store.data(node.data, out);
    let Some(heap) = Heap::new(pieces, store.layout, Purpose::Table) else { return Vec::new() };
    let Some(shape) = heap.get(heap.root).and_then(Shape::read) else {
        store.note_damage();
        return Vec::new();
    };
    let inner = store.inner(node.inner, out);
    let values = Values { heap: &heap, inner: &inner };
    let matrix = values.pieces(shape.rows, store, out);
    let mut rows = Vec::new();
    // No row goes over the end of a piece.
    for bytes in matrix.iter().flat_map(|piece| piece.chunks_exact(shape.row_bytes)) {
        if rows.len() as u64 >= out.limits().entries_max || out.stop() {
            break;
        }
        let mut found = Vec::new();
        for column in shape.columns.iter().filter(|column| column.is_set(bytes, shape.bits_at)) {
            let cell = slice(bytes, column.at, column.len);
            let (id, kind) = (column.id, column.kind);
            if is_inline(kind) || is_inline_in_rows(kind) {
                found.push(Property { id, kind, bytes: cell.to_vec() });
            } else {
                let bytes = values.get(long(cell, 0).unwrap_or_default(), store, out);
                push_values(id, kind, bytes, &mut found);
            }
        }
        rows.push(found);
    }
    rows
}

/// Where values are kept that are longer than a number.
struct Values<'a> {
    heap: &'a Heap,
    inner: &'a Inner,
}

impl Values<'_> {
    /// Returns the bytes that a reference stands for: in the heap, or in a node of their own.
    fn get(&self, reference: u32, store: &mut Store<'_>, out: &mut Out<'_>) -> Vec<u8> {
        self.pieces(reference, store, out).concat()
    }

    fn pieces(&self, reference: u32, store: &mut Store<'_>, out: &mut Out<'_>) -> Vec<Vec<u8>> {
        const IS_NODE: u32 = 0x1F;
        if reference == 0 {
            return Vec::new();
        }
        let found = match reference & IS_NODE {
            0 => self.heap.get(reference).map(|bytes| match store.spend(bytes.len(), out) {
                true => vec![bytes.to_vec()],
                false => Vec::new(),
            }),
            _ => self.inner.get(&reference).map(|node| store.data(node.data, out)),
        };
        if found.is_none() {
            store.note_damage();
        }
        found.unwrap_or_default()
    }
}

/// The columns of a table, and where its rows are.
struct Shape {
    columns: Vec<Column>,
    row_bytes: usize,
    /// Where in a row the bits stand that say which cells are set.
    bits_at: usize,
    rows: u32,
}

struct Column {
    id: u16,
    kind: u16,
    at: usize,
    len: usize,
    bit: usize,
}

impl Shape {
    fn read(bytes: &[u8]) -> Option<Self> {
        const KIND: u8 = 0x7C;
        const HEAD_BYTES: usize = 22;
        const COLUMN_BYTES: usize = 8;
        let count = usize::from(byte(bytes, 1)?);
        let columns = slice(bytes, HEAD_BYTES, count * COLUMN_BYTES).chunks_exact(COLUMN_BYTES);
        let shape = Self {
            columns: columns.filter_map(Column::read).collect(),
            bits_at: usize::from(short(bytes, 6)?),
            row_bytes: usize::from(short(bytes, 8)?),
            rows: long(bytes, 14)?,
        };
        (byte(bytes, 0)? == KIND && shape.row_bytes > 0).then_some(shape)
    }
}

impl Column {
    fn read(bytes: &[u8]) -> Option<Self> {
        Some(Self {
            kind: short(bytes, 0)?,
            id: short(bytes, 2)?,
            at: usize::from(short(bytes, 4)?),
            len: usize::from(byte(bytes, 6)?),
            bit: usize::from(byte(bytes, 7)?),
        })
    }

    fn is_set(&self, row: &[u8], bits_at: usize) -> bool {
        byte(row, bits_at + self.bit / 8).is_some_and(|bits| bits >> (7 - self.bit % 8) & 1 == 1)
    }
}

/// True for what fits into four bytes.
const fn is_inline(kind: u16) -> bool {
    matches!(kind, 0x02..=0x04 | 0x0A | 0x0B)
}

/// True for what takes eight bytes, which rows hold and lists of properties do not.
const fn is_inline_in_rows(kind: u16) -> bool {
    matches!(kind, 0x05..=0x07 | 0x14 | 0x40)
}

/// Adds the value of a property, or each of its values (2.3.3.4).
fn push_values(id: u16, kind: u16, bytes: Vec<u8>, found: &mut Vec<Property>) {
    if kind & MANY == 0 {
        return found.push(Property { id, kind, bytes });
    }
    let kind = kind & !MANY;
    let fixed = match kind {
        kind::TEXT | kind::TEXT_WIDE | kind::BYTES => None,
        0x02 => Some(2),
        0x05..=0x07 | 0x14 | kind::MOMENT => Some(8),
        0x48 => Some(16),
        _ => Some(4),
    };
    if let Some(len) = fixed {
        let values = bytes.chunks_exact(len);
        return found.extend(values.map(|value| Property { id, kind, bytes: value.to_vec() }));
    }
    let count = size(&bytes, 0).unwrap_or_default().min(bytes.len() / 4);
    let start = |index: usize| match index < count {
        true => size(&bytes, 4 + 4 * index),
        false => Some(bytes.len()),
    };
    let mut end = 0;
    for index in 0..count {
        // Values come one after the other, so that no byte is taken twice.
        let value = start(index).zip(start(index + 1)).filter(|(from, _)| *from >= end);
        let Some((from, to)) = value else { break };
        end = to;
        let value = bytes.get(from..to);
        found.extend(value.map(|value| Property { id, kind, bytes: value.to_vec() }));
    }
}
