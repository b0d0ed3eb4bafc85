//! HEIF and AVIF (ISO/IEC 23008-12): the pictures that viewers show stay, with what it takes to
//! decode them; metadata, previews, maps and hidden pictures go.
//!
//! Pixels are not decoded, so a picture of which a part is cropped away cannot be cleaned.

use std::collections::BTreeSet;

use super::super::heif::{Extent, Item, Items, extents};
use super::{DAMAGED, TRUNCATED, colour};
use crate::ProblemCode;
use crate::clean::{Refusal, Removal, Work};
use crate::formats::boxes::{self, Inner, boxed, find, inners, nameless_handler, number};
use crate::formats::image::heif::EDGE_PIXELS_MAX;
use crate::formats::video::meta_content;

/// Brands of files that are played rather than shown.
const PLAYED: &[&[u8; 4]] = &[b"avis", b"hevc", b"hevx", b"msf1"];
/// Kinds of items that are pictures.
const PICTURES: &[&[u8; 4]] = &[
    b"hvc1", b"hev1", b"lhv1", b"av01", b"avc1", b"vvc1", b"jpeg", b"j2k1", b"unci", b"grid",
    b"iovl", b"iden",
];
/// Properties that change how a picture is decoded or looks.
const PROPERTIES: &[&[u8; 4]] = &[
    b"ispe", b"pixi", b"colr", b"hvcC", b"lhvC", b"av1C", b"avcC", b"vvcC", b"jpgC", b"j2kH",
    b"irot", b"imir", b"clap", b"pasp", b"auxC", b"lsel", b"a1lx", b"a1op", b"clli", b"mdcv",
    b"cclv", b"amve", b"cmpd", b"uncC",
];
/// What maps of transparency call themselves.
const TRANSPARENCY: &[&[u8]] = &[
    b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha",
    b"urn:mpeg:hevc:2015:auxid:1",
    b"urn:mpeg:avc:2015:auxid:1",
];

pub(in crate::formats) fn clean(bytes: &[u8], work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    let outers = boxes::held(bytes).ok_or(TRUNCATED)?;
    let content_of =
        |kind: &[u8; 4]| outers.iter().find(|outer| outer.kind == *kind).map(|outer| outer.content);
    let brands = content_of(b"ftyp").ok_or(DAMAGED)?;
    if PLAYED.iter().any(|brand| brands.starts_with(*brand)) {
        return Err(Refusal::Unread(ProblemCode::FormatNotRead));
    }
    let picture = Picture::read(meta_content(content_of(b"meta").ok_or(DAMAGED)?))?;
    if picture.hides_pixels() {
        return Err(Refusal::Pixels);
    }
    picture.tell(work);
    let others =
        outers.iter().filter(|o| !matches!(&o.kind, b"ftyp" | b"meta" | b"mdat" | b"free"));
    work.removed(Removal::Properties, others.count());
    let contents = picture.contents(bytes, work)?;
    let made = boxed(b"ftyp", brands.get(..brands.len() & !3).unwrap_or_default());
    // The table of places has the same length wherever the pictures stand.
    let start = made.len() + picture.written(&contents, 0)?.len() + 8;
    let media: Vec<u8> = contents.iter().flat_map(|(_, content)| content).copied().collect();
    Ok([made, picture.written(&contents, start)?, boxed(b"mdat", &media)].concat())
}

/// A reference from one item to others.
struct Reference {
    kind: [u8; 4],
    from: u64,
    to: Vec<u64>,
}

/// A file of pictures, and which of its items stay.
struct Picture<'a> {
    meta: &'a [u8],
    primary: u64,
    items: Vec<Item>,
    references: Vec<Reference>,
    properties: Vec<Inner<'a>>,
    /// For each item the numbers of its properties, from 1, and whether it must be understood.
    associations: Vec<(u64, Vec<(usize, bool)>)>,
    kept: BTreeSet<u64>,
}

impl<'a> Picture<'a> {
    fn read(meta: &'a [u8]) -> Result<Self, Refusal> {
        let primary = find(meta, &[b"pitm"]).ok_or(DAMAGED)?;
        let width = if primary.first() == Some(&0) { 2 } else { 4 };
        let properties = find(meta, &[b"iprp", b"ipco"]).unwrap_or_default();
        let mut picture = Self {
            meta,
            primary: number(primary, 4, width).ok_or(DAMAGED)?,
            items: Items::read(meta).items,
            references: references(find(meta, &[b"iref"]).unwrap_or_default()),
            properties: inners(properties).collect(),
            associations: associations(find(meta, &[b"iprp", b"ipma"]).unwrap_or_default()),
            kept: BTreeSet::new(),
        };
        picture.kept = picture.shown();
        if picture.items.iter().any(|item| item.id == picture.primary) {
            Ok(picture)
        } else {
            Err(DAMAGED)
        }
    }

    /// Returns the items that viewers show, and those that these are made of.
    fn shown(&self) -> BTreeSet<u64> {
        let goes_with = |item: &Item| {
            let with = |reference: &&Reference| matches!(&reference.kind, b"thmb" | b"auxl");
            self.references.iter().filter(with).any(|reference| reference.from == item.id)
        };
        let is_shown =
            |item: &&Item| item.id == self.primary || !item.is_hidden && !goes_with(item);
        let pictures = self.items.iter().filter(|item| PICTURES.contains(&&item.kind));
        let mut wanted: Vec<u64> = pictures.filter(is_shown).map(|item| item.id).collect();
        let mut shown = BTreeSet::new();
        while let Some(id) = wanted.pop() {
            if !shown.insert(id) {
                continue;
            }
            for reference in &self.references {
                match &reference.kind {
                    b"dimg" if reference.from == id => wanted.extend(&reference.to),
                    b"auxl" if reference.to.contains(&id) && self.is_alpha(reference.from) => {
                        wanted.push(reference.from);
                    }
                    _ => {}
                }
            }
        }
        shown
    }

    fn is_alpha(&self, id: u64) -> bool {
        self.properties_of(id).any(|property| {
            let name = property.content.get(4..).unwrap_or_default();
            property.kind == *b"auxC" && TRANSPARENCY.iter().any(|known| name.starts_with(known))
        })
    }

    fn properties_of(&self, id: u64) -> impl Iterator<Item = Inner<'a>> + '_ {
        let own = self.associations.iter().filter(move |(item, _)| *item == id);
        own.flat_map(|(_, numbers)| numbers)
            .filter_map(|(number, _)| self.properties.get(number.checked_sub(1)?).copied())
    }

    /// True when a picture is cropped to a part of its pixels (12.1.4).
    fn hides_pixels(&self) -> bool {
        self.kept.iter().any(|id| {
            let size = |kind: [u8; 4], at: usize, width: usize| {
                let property = self.properties_of(*id).find(|property| property.kind == kind)?;
                number(property.content, at, width)
            };
            let cut = |whole: usize, part: usize| {
                let shown = size(*b"clap", part, 4)?.checked_div(size(*b"clap", part + 4, 4)?)?;
                size(*b"ispe", whole, 4)?.checked_sub(shown)
            };
            [cut(4, 0), cut(8, 8)].iter().flatten().any(|cut| *cut > EDGE_PIXELS_MAX)
        })
    }

    fn tell(&self, work: &mut Work<'_>) {
        for item in self.items.iter().filter(|item| !self.kept.contains(&item.id)) {
            let is_preview =
                |reference: &Reference| reference.kind == *b"thmb" && reference.from == item.id;
            let what = match &item.kind {
                kind if !PICTURES.contains(&kind) => Removal::Properties,
                _ if self.references.iter().any(is_preview) => Removal::Preview,
                _ => Removal::Pixels,
            };
            work.removed(what, 1);
        }
    }

    /// Returns the coded content of each item that stays.
    fn contents(&self, bytes: &[u8], work: &mut Work<'_>) -> Result<Vec<(u64, Vec<u8>)>, Refusal> {
        let places = find(self.meta, &[b"iloc"]).ok_or(DAMAGED)?;
        let data = find(self.meta, &[b"idat"]).unwrap_or_default();
        let stretch = |extent: Extent| {
            let source = if extent.is_in_data { data } else { bytes };
            let start = extent.start as usize;
            // A length of zero goes on to the end.
            let end = match extent.length {
                0 => source.len(),
                length => start.saturating_add(length as usize),
            };
            source.get(start..end).ok_or(TRUNCATED)
        };
        let mut contents = Vec::new();
        for item in self.items.iter().filter(|item| self.kept.contains(&item.id)) {
            let pieces: Result<Vec<&[u8]>, Refusal> =
                extents(places, item.id).into_iter().map(stretch).collect();
            let content = pieces?.concat();
            contents.push(match &item.kind {
                b"jpeg" => (item.id, super::jpeg(&content, work)?),
                _ => (item.id, content),
            });
        }
        Ok(contents)
    }

    /// Writes what is known of the items, whose contents begin at `start` in the file.
    fn written(&self, contents: &[(u64, Vec<u8>)], start: usize) -> Result<Vec<u8>, Refusal> {
        let too_many = Refusal::Unread(ProblemCode::EntriesLimit);
        // All numbers of items are of two bytes; more items than that no picture has.
        u16::try_from(self.items.len()).map_err(|_| too_many)?;
        let short = |id: u64| u16::try_from(id).map(u16::to_be_bytes).map_err(|_| too_many);
        let mut made = vec![0; 4];
        made.extend(nameless_handler(find(self.meta, &[b"hdlr"]).ok_or(DAMAGED)?));
        made.extend(boxed(b"pitm", &[&[0; 4], short(self.primary)?.as_slice()].concat()));
        // Version 1, with four bytes for each place and length.
        let mut places = vec![1, 0, 0, 0, 0x44, 0];
        places.extend(short(contents.len() as u64)?);
        let mut entries = vec![0; 4];
        entries.extend(short(contents.len() as u64)?);
        let mut at = start;
        for (id, content) in contents {
            let long = |number: usize| u32::try_from(number).map_err(|_| too_many);
            places.extend(short(*id)?);
            places.extend([0, 0, 0, 0, 0, 1]);
            places.extend(long(at)?.to_be_bytes());
            places.extend(long(content.len())?.to_be_bytes());
            at += content.len();
            let Some(item) = self.items.iter().find(|item| item.id == *id) else { continue };
            let head = [2, 0, 0, u8::from(item.is_hidden)];
            let entry = [&head, short(*id)?.as_slice(), &[0; 2], &item.kind, &[0]].concat();
            entries.extend(boxed(b"infe", &entry));
        }
        made.extend(boxed(b"iloc", &places));
        made.extend(boxed(b"iinf", &entries));
        made.extend(self.written_references(&short)?);
        made.extend(self.written_properties(&short)?);
        Ok(boxed(b"meta", &made))
    }

    fn written_references(
        &self,
        short: &dyn Fn(u64) -> Result<[u8; 2], Refusal>,
    ) -> Result<Vec<u8>, Refusal> {
        let mut made = Vec::new();
        for reference in &self.references {
            let Reference { kind, from, to } = reference;
            let stays = matches!(kind, b"dimg" | b"auxl" | b"prem")
                && self.kept.contains(from)
                && to.iter().all(|to| self.kept.contains(to));
            if stays {
                let mut content = short(*from)?.to_vec();
                content.extend(short(to.len() as u64)?);
                for to in to {
                    content.extend(short(*to)?);
                }
                made.extend(boxed(kind, &content));
            }
        }
        let is_empty = made.is_empty();
        Ok(if is_empty { made } else { boxed(b"iref", &[vec![0; 4], made].concat()) })
    }

    fn written_properties(
        &self,
        short: &dyn Fn(u64) -> Result<[u8; 2], Refusal>,
    ) -> Result<Vec<u8>, Refusal> {
        let own = self.associations.iter().filter(|(item, _)| self.kept.contains(item));
        let used: BTreeSet<usize> =
            own.clone().flat_map(|(_, numbers)| numbers).map(|(number, _)| *number).collect();
        let mut properties = Vec::new();
        // The new number of each property that stays.
        let mut numbers = vec![None; self.properties.len() + 1];
        let mut next = 0;
        for (number, property) in (1..).zip(&self.properties) {
            if !used.contains(&number) || !PROPERTIES.contains(&&property.kind) {
                continue;
            }
            let content = match &property.kind {
                b"colr" => match colour(property.content) {
                    Some(content) => content,
                    None => continue,
                },
                _ => property.content.to_vec(),
            };
            properties.extend(boxed(&property.kind, &content));
            next += 1;
            if let Some(new) = numbers.get_mut(number) {
                *new = Some(next);
            }
        }
        // With numbers of properties of two bytes.
        let mut table = vec![0, 0, 0, 1];
        table.extend((own.clone().count() as u32).to_be_bytes());
        for (item, old) in own {
            let new: Vec<u16> = old
                .iter()
                .filter_map(|(number, is_essential)| {
                    let new: u16 = (*numbers.get(*number)?)?;
                    Some(new | u16::from(*is_essential) << 15)
                })
                .collect();
            table.extend(short(*item)?);
            table.push(new.len() as u8);
            table.extend(new.iter().flat_map(|number| number.to_be_bytes()));
        }
        Ok(boxed(b"iprp", &[boxed(b"ipco", &properties), boxed(b"ipma", &table)].concat()))
    }
}

fn references(list: &[u8]) -> Vec<Reference> {
    let width = if list.first() == Some(&0) { 2 } else { 4 };
    let read = |inner: Inner<'_>| {
        let count = number(inner.content, width, 2)? as usize;
        let to = inner.content.get(width + 2..)?.chunks_exact(width).take(count);
        Some(Reference {
            kind: inner.kind,
            from: number(inner.content, 0, width)?,
            to: to.filter_map(|to| number(to, 0, width)).collect(),
        })
    };
    inners(list.get(4..).unwrap_or_default()).filter_map(read).collect()
}

/// Reads which properties items have (8.11.14).
fn associations(table: &[u8]) -> Vec<(u64, Vec<(usize, bool)>)> {
    let id_width = if table.first() == Some(&0) { 2 } else { 4 };
    let is_wide = table.get(3).is_some_and(|flags| flags & 1 != 0);
    let width = if is_wide { 2 } else { 1 };
    let essential = 1_u64 << (8 * width - 1);
    let mut at = 8;
    let mut take = |width: usize| {
        let value = number(table, at, width)?;
        at += width;
        Some(value)
    };
    let mut found = Vec::new();
    while let (Some(id), Some(count)) = (take(id_width), take(1)) {
        let association = |number: u64| ((number & !essential) as usize, number & essential != 0);
        let numbers: Vec<_> = (0..count).map_while(|_| take(width)).map(association).collect();
        found.push((id, numbers));
    }
    found
}
