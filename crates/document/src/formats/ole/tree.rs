//! Records that hold records ([MS-PPT] 2.3.1), walked without recursion.

use crate::formats::office::binary::{short, size, slice};

/// Bytes before the body of a record.
pub(super) const HEADER_BYTES: usize = 8;

/// What programs of later versions add, comments among it, is no container by its mark.
const TAG_DATA: u16 = 0x138B;

/// Containers that may stand inside one another.
const NESTING_MAX: usize = 64;

/// A record.
#[derive(Clone, Copy)]
pub(super) struct Record<'a> {
    pub(super) kind: u16,
    pub(super) instance: u16,
    pub(super) is_container: bool,
    pub(super) body: &'a [u8],
    /// Where it begins in what it was read from.
    pub(super) at: usize,
}

impl<'a> Record<'a> {
    /// The record at an offset.
    pub(super) fn read(bytes: &'a [u8], at: usize) -> Option<Self> {
        let mark = short(bytes, at)?;
        Some(Self {
            kind: short(bytes, at + 2)?,
            instance: mark >> 4,
            is_container: mark & 0xF == 0xF,
            body: slice(bytes, at + HEADER_BYTES, size(bytes, at + 4)?),
            at,
        })
    }

    /// Where the next record begins.
    pub(super) fn end(&self) -> usize {
        self.at + HEADER_BYTES + self.body.len()
    }
}

/// The records side by side from an offset on.
pub(super) fn children(bytes: &[u8], start: usize) -> impl Iterator<Item = Record<'_>> {
    let mut at = start;
    std::iter::from_fn(move || {
        let record = Record::read(bytes, at)?;
        at = record.end();
        Some(record)
    })
}

/// Visits all records in `bytes` and inside of them, each with the kinds of those around it.
pub(super) fn walk<'a>(bytes: &'a [u8], mut visit: impl FnMut(&Record<'a>, &[u16])) {
    let mut ends: Vec<usize> = Vec::new();
    let mut open: Vec<u16> = Vec::new();
    let mut at = 0;
    while let Some(record) = Record::read(bytes, at) {
        while ends.last().is_some_and(|end| at >= *end) {
            ends.pop();
            open.pop();
        }
        visit(&record, &open);
        let holds_records = record.is_container || record.kind == TAG_DATA;
        if holds_records && ends.len() < NESTING_MAX {
            ends.push(record.end());
            open.push(record.kind);
            at += HEADER_BYTES;
        } else {
            at = record.end();
        }
    }
}
