//! TIFF 6.0: pages with the tags that pixels are made from; strips and tiles are copied.

use std::collections::BTreeMap;

use super::{DAMAGED, ORIENTATION, Order, TRUNCATED, icc};
use crate::ProblemCode;
use crate::clean::{Refusal, Removal, Work};

/// Tags that say how pixels are coded and shown.
const KEPT: &[u16] = &[
    254,
    256,
    257,
    258,
    259,
    262,
    263,
    264,
    265,
    266,
    ORIENTATION,
    277,
    278,
    280,
    281,
    282,
    283,
    284,
    290,
    291,
    292,
    293,
    296,
    301,
    317,
    318,
    319,
    320,
    321,
    322,
    323,
    332,
    334,
    336,
    338,
    339,
    340,
    341,
    347,
    529,
    530,
    531,
    532,
];
const STRIPS: (u16, u16) = (273, 279);
const TILES: (u16, u16) = (324, 325);
const PROFILE: u16 = 34_675;
/// Raw pictures of cameras keep the pixels where previews stand in others.
const RAW_VERSION: u16 = 50_706;
const NEW_SUBFILE: u16 = 254;
const OLD_JPEG: u16 = 513;

/// A tag with its type, count and values in the order of this machine's copy.
#[derive(Debug, Clone)]
struct Field {
    kind: u16,
    count: u32,
    values: Vec<u8>,
}

type Fields = BTreeMap<u16, Field>;

/// Strips or tiles, with the tags of their offsets and lengths.
type Coded = ((u16, u16), Vec<Vec<u8>>);

pub(in crate::formats) fn clean(bytes: &[u8], work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    let order = Order::of(bytes).ok_or(Refusal::NoCleaner)?;
    let mut made = b"II*\0\0\0\0\0".to_vec();
    let mut link_at = 4;
    let mut next = order.long(bytes, 4).ok_or(TRUNCATED)? as usize;
    let mut pages = 0;
    let mut seen = std::collections::BTreeSet::new();
    while next != 0 {
        if !seen.insert(next) || pages as u64 >= work.limits().entries_max {
            return Err(DAMAGED);
        }
        let (mut fields, after) = directory(bytes, order, next).ok_or(TRUNCATED)?;
        next = after;
        if fields.contains_key(&RAW_VERSION) || fields.contains_key(&OLD_JPEG) {
            return Err(Refusal::NoCleaner);
        }
        if pages > 0 && fields.get(&NEW_SUBFILE).is_some_and(|field| first(field) & 1 == 1) {
            work.removed(Removal::Preview, 1);
            continue;
        }
        let chunks = coded(bytes, &fields, work)?;
        let profile = fields.remove(&PROFILE);
        let places = [STRIPS.0, STRIPS.1, TILES.0, TILES.1];
        fields.retain(|tag, _| !places.contains(tag));
        let before = fields.len();
        fields.retain(|tag, _| KEPT.contains(tag));
        work.removed(Removal::Properties, before - fields.len());
        add_page(&mut made, &mut link_at, fields, chunks, profile)?;
        pages += 1;
    }
    if pages == 0 { Err(TRUNCATED) } else { Ok(made) }
}

/// Writes a page: its coded pixels, then long values, then the directory that the last one links to.
fn add_page(
    made: &mut Vec<u8>,
    link_at: &mut usize,
    mut fields: Fields,
    (tags, chunks): Coded,
    profile: Option<Field>,
) -> Result<(), Refusal> {
    let (mut offsets, mut lengths) = (Vec::new(), Vec::new());
    for chunk in &chunks {
        offsets.extend_from_slice(&(made.len() as u32).to_le_bytes());
        lengths.extend_from_slice(&(chunk.len() as u32).to_le_bytes());
        made.extend_from_slice(chunk);
        made.resize(made.len().next_multiple_of(2), 0);
    }
    let count = chunks.len() as u32;
    fields.insert(tags.0, Field { kind: 4, count, values: offsets });
    fields.insert(tags.1, Field { kind: 4, count, values: lengths });
    if let Some(values) = profile.and_then(|field| icc::without_texts(&field.values)) {
        fields.insert(PROFILE, Field { kind: 7, count: values.len() as u32, values });
    }
    let mut entries = (fields.len() as u16).to_le_bytes().to_vec();
    for (tag, field) in &fields {
        entries.extend_from_slice(&tag.to_le_bytes());
        entries.extend_from_slice(&field.kind.to_le_bytes());
        entries.extend_from_slice(&field.count.to_le_bytes());
        if field.values.len() <= 4 {
            let mut value = field.values.clone();
            value.resize(4, 0);
            entries.extend_from_slice(&value);
        } else {
            entries.extend_from_slice(&(made.len() as u32).to_le_bytes());
            made.extend_from_slice(&field.values);
            made.resize(made.len().next_multiple_of(2), 0);
        }
    }
    let at = u32::try_from(made.len()).map_err(|_| Refusal::Unread(ProblemCode::ObjectLimit))?;
    made.get_mut(*link_at..*link_at + 4).ok_or(DAMAGED)?.copy_from_slice(&at.to_le_bytes());
    made.extend_from_slice(&entries);
    *link_at = made.len();
    made.extend_from_slice(&[0; 4]);
    Ok(())
}

/// Reads a directory; returns its fields and where the next one stands.
fn directory(bytes: &[u8], order: Order, at: usize) -> Option<(Fields, usize)> {
    let count = usize::from(order.short(bytes, at)?);
    let mut fields = Fields::new();
    for index in 0..count {
        let entry = at + 2 + index * 12;
        let (tag, kind) = (order.short(bytes, entry)?, order.short(bytes, entry + 2)?);
        let count = order.long(bytes, entry + 4)?;
        let Some(unit) = unit(kind) else { continue };
        let length = (count as usize).checked_mul(unit)?;
        let from = if length <= 4 { entry + 8 } else { order.long(bytes, entry + 8)? as usize };
        let Some(values) = bytes.get(from..from.checked_add(length)?) else { continue };
        let mut values = values.to_vec();
        if order == Order::Big {
            // Fractions are two numbers.
            let width = if matches!(kind, 5 | 10) { 4 } else { unit };
            values.chunks_exact_mut(width).for_each(<[u8]>::reverse);
        }
        fields.insert(tag, Field { kind, count, values });
    }
    let next = order.long(bytes, at + 2 + count * 12).unwrap_or(0) as usize;
    Some((fields, next))
}

/// Bytes of one value of a type.
fn unit(kind: u16) -> Option<usize> {
    match kind {
        1 | 2 | 6 | 7 => Some(1),
        3 | 8 => Some(2),
        4 | 9 | 11 => Some(4),
        5 | 10 | 12 => Some(8),
        _ => None,
    }
}

/// Returns the strips or tiles, with the tags that lead to them.
fn coded(bytes: &[u8], fields: &Fields, work: &mut Work<'_>) -> Result<Coded, Refusal> {
    let tags = if fields.contains_key(&TILES.0) { TILES } else { STRIPS };
    let (Some(offsets), Some(lengths)) = (fields.get(&tags.0), fields.get(&tags.1)) else {
        return Err(DAMAGED);
    };
    // Pictures inside (technical note 2) may have properties of their own.
    let is_jpeg = fields.get(&259).is_some_and(|field| first(field) == 7);
    let mut chunks = Vec::new();
    for (offset, length) in numbers(offsets).zip(numbers(lengths)) {
        let end = offset.checked_add(length).ok_or(DAMAGED)?;
        let chunk = bytes.get(offset..end).ok_or(TRUNCATED)?;
        chunks.push(match is_jpeg {
            true => super::jpeg(chunk, work)?,
            false => chunk.to_vec(),
        });
    }
    Ok((tags, chunks))
}

fn numbers(field: &Field) -> impl Iterator<Item = usize> {
    let width = if field.kind == 3 { 2 } else { 4 };
    field
        .values
        .chunks_exact(width)
        .map(|value| value.iter().rev().fold(0, |number, byte| (number << 8) | usize::from(*byte)))
}

fn first(field: &Field) -> usize {
    numbers(field).next().unwrap_or_default()
}
