//! HEIF and AVIF (ISO/IEC 23008-12): items in boxes. Canon's raw pictures are made of boxes too.
//!
//! The pixels are those of a frame of a film, and are looked at when somebody shows them.

mod pixels;

use std::io::{Cursor, Read, SeekFrom};

use super::super::boxes::{self, Inner, find, inners, number};
use super::super::textual::{lenient, property, strings};
use super::super::video::{meta_content, user_box};
use super::super::xmp;
use super::exif;
use crate::out::{NewPart, Out};
use crate::{Hidden, Input, PartKind, ProblemCode};

/// Pixels that a coder may add at an edge.
pub(super) const EDGE_PIXELS_MAX: u64 = 64;
/// Items of one picture that are looked at: a large one has a tile for each square.
const ITEMS_MAX: usize = 10_000;

pub(super) fn read(input: &mut dyn Input, out: &mut Out<'_>) {
    let outers = boxes::outers(input, out);
    let mut picture = None;
    for outer in &outers.boxes {
        if out.stop() {
            return;
        }
        match &outer.kind {
            b"meta" => {
                let content = outer.hold(input, out);
                let items = Items::read(meta_content(&content));
                items.tell(input, out);
                picture = picture.or_else(|| pixels::shown(&items, input, out));
            }
            b"moov" => {
                for Inner { kind, content } in inners(&outer.hold(input, out)) {
                    if matches!(&kind, b"uuid" | b"udta" | b"meta") {
                        user_box(kind, content, out);
                    }
                }
            }
            b"ftyp" | b"mdat" => {}
            _ => user_box(outer.kind, &outer.hold(input, out), out),
        }
    }
    let len = input.seek(SeekFrom::End(0)).unwrap_or(0);
    if outers.end < len && input.seek(SeekFrom::Start(outers.end)).is_ok() {
        let rest = out.hold(&mut input.take(len - outers.end), None);
        super::trailing(&rest.bytes, out);
    }
    match picture {
        Some(grey) => {
            super::pixels::judge(grey, [], None, out);
        }
        None => out.problem(ProblemCode::PictureUndecoded),
    }
}

/// One item: a picture, a tile, a block of metadata.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) id: u64,
    pub(super) kind: [u8; 4],
    /// Kind of media of an item that has one.
    media: String,
    pub(super) is_hidden: bool,
}

/// Items, and what is known of them.
pub(super) struct Items<'a> {
    meta: &'a [u8],
    pub(super) items: Vec<Item>,
}

impl<'a> Items<'a> {
    pub(super) fn read(meta: &'a [u8]) -> Self {
        let info = find(meta, &[b"iinf"]).unwrap_or_default();
        let start = if info.first() == Some(&0) { 6 } else { 8 };
        let entries = inners(info.get(start..).unwrap_or_default()).take(ITEMS_MAX);
        let items = entries.filter(|entry| entry.kind == *b"infe");
        Self { meta, items: items.filter_map(|entry| item(entry.content)).collect() }
    }

    fn tell(&self, input: &mut dyn Input, out: &mut Out<'_>) {
        for item in &self.items {
            if out.stop() {
                return;
            }
            match (&item.kind, item.media.as_str()) {
                (b"Exif", _) => {
                    let block = self.content(item.id, input, out);
                    // The offset of the TIFF header comes first.
                    let start = number(&block, 0, 4).unwrap_or(0) as usize;
                    exif::read(block.get(start.saturating_add(4)..).unwrap_or_default(), out);
                }
                (b"mime", "application/rdf+xml") => {
                    xmp::read(&self.content(item.id, input, out), out);
                }
                (b"mime" | b"uri ", media) => {
                    let content = self.content(item.id, input, out);
                    property(out, media, &strings(&content));
                }
                (b"jpeg", _) => {
                    let picture = self.content(item.id, input, out);
                    out.child("picture in JPEG", &mut Cursor::new(picture));
                }
                _ if item.is_hidden && !self.is_tile(item.id) => {
                    let text = format!("picture {} that viewers do not show", item.id);
                    let part = NewPart::new(PartKind::Other, format!("item {}", item.id));
                    out.text(part.hidden(Hidden::Layer), &text, Vec::new());
                }
                _ => {}
            }
        }
        self.tell_properties(out);
    }

    /// True when the item is a piece of another picture, or goes with one as a preview.
    fn is_tile(&self, id: u64) -> bool {
        let references = find(self.meta, &[b"iref"]).unwrap_or_default();
        let size = if references.first() == Some(&0) { 2 } else { 4 };
        inners(references.get(4..).unwrap_or_default()).any(|reference| {
            let of = reference.content;
            match &reference.kind {
                b"dimg" => {
                    let count = number(of, size, 2).unwrap_or(0) as usize;
                    let to = of.get(size + 2..).unwrap_or_default().chunks_exact(size).take(count);
                    to.filter_map(|to| number(to, 0, size)).any(|to| to == id)
                }
                b"thmb" => number(of, 0, size) == Some(id),
                _ => false,
            }
        })
    }

    /// Tells what is kept beside the picture, or beyond its edge.
    fn tell_properties(&self, out: &mut Out<'_>) {
        let container = find(self.meta, &[b"iprp", b"ipco"]).unwrap_or_default();
        let mut size = None;
        for Inner { kind, content } in inners(container).take(ITEMS_MAX) {
            let pair = |at: usize| Some((number(content, at, 4)?, number(content, at + 4, 4)?));
            match &kind {
                b"ispe" => size = size.max(pair(4)),
                // Depth and other maps that cameras make.
                b"auxC" => {
                    property(out, "AuxiliaryPicture", &lenient(content.get(4..).unwrap_or(b"")));
                }
                b"udes" => property(out, "description", &strings(content)),
                b"clap" => {
                    let part = |at: usize| {
                        let (over, under) = pair(at)?;
                        over.checked_div(under)
                    };
                    let is_cut = |shown: u64, whole: Option<u64>| {
                        whole.is_none_or(|whole| whole.saturating_sub(shown) > EDGE_PIXELS_MAX)
                    };
                    if let (Some(width), Some(height)) = (part(0), part(8))
                        && (is_cut(width, size.map(|(width, _)| width))
                            || is_cut(height, size.map(|(_, height)| height)))
                    {
                        let whole = size.map_or(String::new(), |(w, h)| format!(" of {w}×{h}"));
                        let text = format!("{width}×{height}{whole} pixels are shown");
                        property(out, "CroppedPicture", &text);
                    }
                }
                _ => {}
            }
        }
    }

    /// Returns the bytes of an item by the table of places (8.11.3).
    fn content(&self, id: u64, input: &mut dyn Input, out: &mut Out<'_>) -> Vec<u8> {
        let data = find(self.meta, &[b"idat"]).unwrap_or_default();
        let mut content = Vec::new();
        for extent in extents(find(self.meta, &[b"iloc"]).unwrap_or_default(), id) {
            if extent.is_in_data {
                let end = extent.start.saturating_add(extent.length) as usize;
                content.extend_from_slice(data.get(extent.start as usize..end).unwrap_or_default());
            } else if input.seek(SeekFrom::Start(extent.start)).is_ok() {
                content.extend(out.hold(&mut input.take(extent.length), None).bytes);
            }
            if content.len() as u64 > out.limits().object_bytes_max {
                out.problem(ProblemCode::ObjectLimit);
                break;
            }
        }
        content
    }
}

fn item(entry: &[u8]) -> Option<Item> {
    let version = *entry.first()?;
    let id_size = if version >= 3 { 4 } else { 2 };
    let kind = *entry.get(4 + id_size + 2..)?.first_chunk()?;
    let texts = entry.get(4 + id_size + 6..).unwrap_or_default();
    let mut texts = texts.split(|byte| *byte == 0);
    let name = texts.next().unwrap_or_default();
    // An address has no name of its own before it.
    let media = if &kind == b"uri " { name } else { texts.next().unwrap_or_default() };
    Some(Item {
        id: number(entry, 4, id_size)?,
        kind,
        media: lenient(media),
        is_hidden: entry.get(3)? & 1 != 0,
    })
}

pub(super) struct Extent {
    pub(super) start: u64,
    pub(super) length: u64,
    pub(super) is_in_data: bool,
}

/// Returns where the pieces of an item stand.
pub(super) fn extents(places: &[u8], id: u64) -> Vec<Extent> {
    all_extents(places, id).unwrap_or_default()
}

fn all_extents(places: &[u8], wanted: u64) -> Option<Vec<Extent>> {
    let version = *places.first()?;
    let sizes = number(places, 4, 2)? as usize;
    let [offset_size, length_size, base_size, index_size] =
        [sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15, sizes & 15];
    let index_size = if version == 0 { 0 } else { index_size };
    let id_size = if version < 2 { 2 } else { 4 };
    let count = number(places, 6, id_size)? as usize;
    let mut at = 6 + id_size;
    let mut take = |size: usize| {
        let value = number(places, at, size)?;
        at += size;
        Some(value)
    };
    for _ in 0..count.min(ITEMS_MAX) {
        let id = take(id_size)?;
        let method = if version == 0 { 0 } else { take(2)? & 15 };
        take(2)?;
        let base = take(base_size)?;
        let mut found = Vec::new();
        for _ in 0..(take(2)? as usize).min(ITEMS_MAX) {
            take(index_size)?;
            let start = base.saturating_add(take(offset_size)?);
            found.push(Extent { start, length: take(length_size)?, is_in_data: method == 1 });
        }
        if id == wanted {
            return Some(found);
        }
    }
    None
}
