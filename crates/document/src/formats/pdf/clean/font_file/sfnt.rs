//! Fonts in tables (OpenType, ISO/IEC 14496-22): those that letters are drawn from are written anew.

use std::collections::{BTreeMap, BTreeSet};

use super::{cff, number};

/// Tables that stay.
const KEPT: [&[u8; 4]; 14] = [
    b"CFF ", b"OS/2", b"VORG", b"cmap", b"cvt ", b"fpgm", b"glyf", b"head", b"hhea", b"hmtx",
    b"loca", b"maxp", b"post", b"prep",
];
/// Bytes of the head of a file, and of an entry of its list of tables.
const HEAD_BYTES: usize = 12;
const ENTRY_BYTES: usize = 16;
/// Where the table `head` says what its file adds up to, and when it was made.
const SUM_AT: std::ops::Range<usize> = 8..12;
const DATES_AT: std::ops::Range<usize> = 20..36;

type Tables = BTreeMap<[u8; 4], Vec<u8>>;

/// Returns a font without the tables of words, and without the outlines of glyphs that are not
/// `shown`, where these are known; `None` when it cannot be read.
pub(super) fn rebuilt(file: &[u8], shown: Option<&BTreeSet<u32>>) -> Option<Vec<u8>> {
    let mut tables = Tables::new();
    for entry in 0..number(file, 4, 2)? {
        let at = HEAD_BYTES + entry * ENTRY_BYTES;
        let tag: [u8; 4] = *file.get(at..)?.first_chunk()?;
        let (start, length) = (number(file, at + 8, 4)?, number(file, at + 12, 4)?);
        // A last table may be cut off, and one that stands nowhere is passed over by all.
        let Some(rest) = file.get(start..) else { continue };
        if KEPT.contains(&&tag) {
            tables.insert(tag, rest.get(..length).unwrap_or(rest).to_vec());
        }
    }
    let head = tables.get_mut(b"head")?;
    head.get_mut(SUM_AT)?.fill(0);
    head.get_mut(DATES_AT)?.fill(0);
    if let Some(outlines) = tables.get_mut(b"CFF ") {
        *outlines = cff(outlines)?;
    }
    if let Some(shown) = shown.filter(|_| tables.contains_key(b"glyf")) {
        keep_glyphs(&mut tables, shown)?;
        // A code is the number of its glyph, so what letters and names glyphs have is not asked.
        tables.remove(b"cmap");
        if let Some(names) = tables.get_mut(b"post") {
            names.truncate(32);
            names.get_mut(..4)?.copy_from_slice(&[0, 3, 0, 0]);
        }
    }
    written(file.get(..4)?, &tables)
}

/// Keeps the outlines and the widths of these glyphs, and of those that they are made of.
fn keep_glyphs(tables: &mut Tables, shown: &BTreeSet<u32>) -> Option<()> {
    let is_long = number(tables.get(b"head")?, 50, 2)? == 1;
    let size = if is_long { 4 } else { 2 };
    let (outlines, places) = (tables.get(b"glyf")?, tables.get(b"loca")?);
    let place = |glyph: usize| {
        let place = number(places, glyph * size, size)?;
        Some(if is_long { place } else { place * 2 })
    };
    let outline = |glyph: usize| outlines.get(place(glyph)?..place(glyph + 1)?);
    let mut kept = BTreeSet::new();
    let mut open: Vec<usize> = shown.iter().map(|glyph| *glyph as usize).chain([0]).collect();
    while let Some(glyph) = open.pop() {
        if let Some(outline) = outline(glyph)
            && kept.insert(glyph)
        {
            open.extend(pieces(outline));
        }
    }
    let count = (places.len() / size).saturating_sub(1);
    let (mut new_outlines, mut new_places) = (Vec::new(), Vec::new());
    let mut push_place = |place: usize| match is_long {
        true => new_places.extend((place as u32).to_be_bytes()),
        false => new_places.extend(((place / 2) as u16).to_be_bytes()),
    };
    for glyph in 0..count {
        push_place(new_outlines.len());
        if kept.contains(&glyph) {
            new_outlines.extend_from_slice(outline(glyph)?);
            new_outlines.resize(new_outlines.len().next_multiple_of(2), 0);
        }
    }
    push_place(new_outlines.len());
    let measured = number(tables.get(b"hhea")?, 34, 2)?;
    for (glyph, width) in tables.get_mut(b"hmtx")?.chunks_exact_mut(4).take(measured).enumerate() {
        // The last width is that of all glyphs after it as well.
        if !kept.contains(&glyph) && glyph + 1 < measured {
            width.fill(0);
        }
    }
    tables.insert(*b"glyf", new_outlines);
    tables.insert(*b"loca", new_places);
    Some(())
}

/// The glyphs that a glyph is made of.
fn pieces(outline: &[u8]) -> Vec<usize> {
    const WIDE_PLACE: usize = 1;
    const SCALES: [(usize, usize); 3] = [(0x8, 2), (0x40, 4), (0x80, 8)];
    const MORE: usize = 0x20;
    let mut pieces = Vec::new();
    // Below zero is the number of lines of one that is made of others.
    if outline.first().is_none_or(|high| high & 0x80 == 0) {
        return pieces;
    }
    let mut at = 10;
    while let (Some(flags), Some(glyph)) = (number(outline, at, 2), number(outline, at + 2, 2)) {
        pieces.push(glyph);
        at += if flags & WIDE_PLACE != 0 { 8 } else { 6 };
        at += SCALES.iter().find(|(flag, _)| flags & flag != 0).map_or(0, |(_, bytes)| *bytes);
        if flags & MORE == 0 {
            break;
        }
    }
    pieces
}

/// Writes the file, in which `head` has what it adds up to.
fn written(kind: &[u8], tables: &Tables) -> Option<Vec<u8>> {
    let count = tables.len() as u16;
    let power = count.checked_ilog2()?;
    let range = (1 << power) * ENTRY_BYTES as u16;
    let mut file = kind.to_vec();
    for number in [count, range, power as u16, count * ENTRY_BYTES as u16 - range] {
        file.extend(number.to_be_bytes());
    }
    let mut at = HEAD_BYTES + tables.len() * ENTRY_BYTES;
    let mut head_at = 0;
    let mut content = Vec::new();
    for (tag, table) in tables {
        if tag == b"head" {
            head_at = at;
        }
        file.extend_from_slice(tag);
        for number in [sum(table), at as u32, table.len() as u32] {
            file.extend(number.to_be_bytes());
        }
        content.extend_from_slice(table);
        content.resize(content.len().next_multiple_of(4), 0);
        at += table.len().next_multiple_of(4);
    }
    file.append(&mut content);
    /// What a file adds up to with its own sum (the table `head`).
    const WHOLE: u32 = 0xB1B0_AFBA;
    let missing = WHOLE.wrapping_sub(sum(&file));
    file.get_mut(head_at..)?.get_mut(SUM_AT)?.copy_from_slice(&missing.to_be_bytes());
    Some(file)
}

fn sum(bytes: &[u8]) -> u32 {
    let number = |four: &[u8]| {
        four.iter().chain([&0; 4]).take(4).fold(0, |sum, byte| sum << 8 | u32::from(*byte))
    };
    bytes.chunks(4).map(number).fold(0, u32::wrapping_add)
}
