//! The pixels of the picture that viewers show, put together from what an outside decoder shows.

use std::io::Cursor;

use ::image::GrayImage;
use ::image::imageops;

use super::super::super::boxes::{Inner, find, inners, number};
use super::{ITEMS_MAX, Items};
use crate::out::Out;
use crate::{FilmKind, Frame, Input};

/// Squares of one picture.
const TILES_MAX: usize = 1_000;
/// What stands before each piece of a stream (ITU-T H.265, B.2).
const START: [u8; 4] = [0, 0, 0, 1];

/// Returns the picture that viewers show, turned as they show it; none when nobody can decode it.
pub(super) fn shown(
    items: &Items<'_>,
    input: &mut dyn Input,
    out: &mut Out<'_>,
) -> Option<GrayImage> {
    let primary = find(items.meta, &[b"pitm"])?;
    let id = number(primary, 4, if primary.first() == Some(&0) { 2 } else { 4 })?;
    let picture = match &items.items.iter().find(|item| item.id == id)?.kind {
        b"av01" => {
            let shown = out.film(FilmKind::Still, 0, None, input)?;
            grey(shown.frames.into_iter().next()?)?
        }
        b"hvc1" => tiles(items, &[id], input, out)?.into_iter().next()?,
        b"grid" => {
            let grid = Grid::read(&items.content(id, input, out))?;
            grid.picture(&tiles(items, &items.pieces(id), input, out)?)?
        }
        _ => return None,
    };
    let turn = items.properties(id).find(|property| property.kind == *b"irot");
    Some(turned(picture, turn.and_then(|turn| turn.content.first().copied()).unwrap_or(0)))
}

fn grey(frame: Frame) -> Option<GrayImage> {
    let height = frame.shades.len() / frame.width.max(1) as usize;
    GrayImage::from_raw(frame.width, u32::try_from(height).ok()?, frame.shades)
}

/// Has the items of those numbers decoded, as many pictures as there are items.
fn tiles(
    items: &Items<'_>,
    ids: &[u64],
    input: &mut dyn Input,
    out: &mut Out<'_>,
) -> Option<Vec<GrayImage>> {
    if ids.is_empty() || ids.len() > TILES_MAX {
        return None;
    }
    let mut stream = Vec::new();
    for id in ids {
        let setting = items.properties(*id).find(|property| property.kind == *b"hvcC")?.content;
        let length_size = usize::from(setting.get(21)? & 3) + 1;
        add_setting(setting, &mut stream)?;
        add_pieces(&items.content(*id, input, out), length_size, &mut stream)?;
        if stream.len() as u64 > out.limits().object_bytes_max {
            return None;
        }
    }
    let shown = out.film(FilmKind::Tiles, 0, None, &mut Cursor::new(stream))?;
    let tiles: Vec<GrayImage> = shown.frames.into_iter().filter_map(grey).collect();
    (tiles.len() == ids.len()).then_some(tiles)
}

/// Adds the parameter sets of a configuration (ISO/IEC 14496-15, 8.3.3.1).
fn add_setting(setting: &[u8], stream: &mut Vec<u8>) -> Option<()> {
    let mut rest = setting.get(23..)?;
    for _ in 0..*setting.get(22)? {
        let count = number(rest, 1, 2)?;
        rest = rest.get(3..)?;
        for _ in 0..count {
            let length = number(rest, 0, 2)? as usize;
            stream.extend(START);
            stream.extend_from_slice(rest.get(2..)?.get(..length)?);
            rest = rest.get(2 + length..)?;
        }
    }
    Some(())
}

/// Adds pieces that have their lengths before them.
fn add_pieces(mut content: &[u8], length_size: usize, stream: &mut Vec<u8>) -> Option<()> {
    while !content.is_empty() {
        let length = number(content, 0, length_size)? as usize;
        stream.extend(START);
        stream.extend_from_slice(content.get(length_size..)?.get(..length)?);
        content = content.get(length_size + length..)?;
    }
    Some(())
}

/// How squares make a picture (ISO/IEC 23008-12, 6.6.2.3).
struct Grid {
    columns: usize,
    tiles: usize,
    width: u32,
    height: u32,
}

impl Grid {
    fn read(content: &[u8]) -> Option<Self> {
        let size = if content.get(1)? & 1 == 0 { 2 } else { 4 };
        let side = |at: usize| u32::try_from(number(content, at, size)?).ok();
        let (rows, columns) =
            (usize::from(*content.get(2)?) + 1, usize::from(*content.get(3)?) + 1);
        let (width, height) = (side(4)?, side(4 + size)?);
        Some(Self { columns, tiles: rows * columns, width, height })
    }

    fn picture(&self, tiles: &[GrayImage]) -> Option<GrayImage> {
        let (wide, high) = tiles.first()?.dimensions();
        let across = u32::try_from(self.columns).ok()?.checked_mul(wide)?;
        let down = u32::try_from(self.tiles / self.columns).ok()?.checked_mul(high)?;
        // Squares overhang at the right and at the bottom, and leave no gap.
        let is_filled = (1..=across).contains(&self.width) && (1..=down).contains(&self.height);
        if tiles.len() != self.tiles || !is_filled {
            return None;
        }
        let mut picture = GrayImage::new(self.width, self.height);
        for (index, tile) in tiles.iter().enumerate() {
            let left = (index % self.columns) as i64 * i64::from(wide);
            let top = (index / self.columns) as i64 * i64::from(high);
            imageops::replace(&mut picture, tile, left, top);
        }
        Some(picture)
    }
}

/// Turns a picture by so many quarters against the clock.
fn turned(picture: GrayImage, quarters: u8) -> GrayImage {
    match quarters & 3 {
        1 => imageops::rotate270(&picture),
        2 => imageops::rotate180(&picture),
        3 => imageops::rotate90(&picture),
        _ => picture,
    }
}

impl<'a> Items<'a> {
    /// Numbers of the squares that an item is made of.
    fn pieces(&self, id: u64) -> Vec<u64> {
        let references = find(self.meta, &[b"iref"]).unwrap_or_default();
        let size = if references.first() == Some(&0) { 2 } else { 4 };
        let is_of = |reference: &Inner<'_>| {
            reference.kind == *b"dimg" && number(reference.content, 0, size) == Some(id)
        };
        let Some(made) = inners(references.get(4..).unwrap_or_default()).find(is_of) else {
            return Vec::new();
        };
        let count = number(made.content, size, 2).unwrap_or(0) as usize;
        let pieces = made.content.get(size + 2..).unwrap_or_default().chunks_exact(size);
        pieces.take(count).filter_map(|piece| number(piece, 0, size)).collect()
    }

    /// The properties of an item, by the table of who has which (ISO/IEC 23008-12, 9.3).
    fn properties(&self, id: u64) -> impl Iterator<Item = Inner<'a>> {
        let container = find(self.meta, &[b"iprp", b"ipco"]).unwrap_or_default();
        let table = find(self.meta, &[b"iprp", b"ipma"]).unwrap_or_default();
        let indexes = indexes(table, id).unwrap_or_default();
        indexes.into_iter().filter_map(move |index| inners(container).nth(index.checked_sub(1)?))
    }
}

/// Returns the numbers, from 1, of the properties of an item.
fn indexes(table: &[u8], wanted: u64) -> Option<Vec<usize>> {
    let id_size = if *table.first()? == 0 { 2 } else { 4 };
    let index_size = if table.get(3)? & 1 == 0 { 1 } else { 2 };
    // The first bit says whether the property is essential.
    let mask = (1_u64 << (8 * index_size - 1)) - 1;
    let count = number(table, 4, 4)?;
    let mut at = 8;
    for _ in 0..count.min(ITEMS_MAX as u64) {
        let id = number(table, at, id_size)?;
        let indexes = usize::from(*table.get(at + id_size)?);
        let start = at + id_size + 1;
        at = start + indexes * index_size;
        if id == wanted {
            let index = |which: usize| number(table, start + which * index_size, index_size);
            let indexes = (0..indexes).filter_map(index);
            return Some(indexes.map(|index| (index & mask) as usize).collect());
        }
    }
    None
}

#[cfg(test)]
mod tests;
