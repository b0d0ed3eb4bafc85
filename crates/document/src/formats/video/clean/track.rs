//! One track: what of it stays, and how it is written.

use std::collections::BTreeMap;

use super::pieces::{self, Chunk, Piece, needed};
use super::tables::{Tables, read_same};
use super::{Clock, DAMAGED, TRUNCATED, entries, longs, timeless, width_of};
use crate::clean::Refusal;
use crate::formats::boxes::{boxed, find, inners, nameless_handler, number};
use crate::formats::video::messages::{Coding, without_own};

/// Kinds of media that are played.
const PLAYED: &[&[u8; 4]] =
    &[b"vide", b"soun", b"text", b"sbtl", b"subt", b"clcp", b"subp", b"pict"];
/// Seconds that may be cut from view before they are taken out: encoders pad.
const CUT_SECONDS_MIN: u64 = 1;
/// An edit that shows nothing for a while.
const PAUSE: i64 = -1;

/// A track that is played.
pub(super) struct Track<'a> {
    pub(super) id: u64,
    pub(super) handler: [u8; 4],
    /// How its first pieces are coded.
    pub(super) coding: [u8; 4],
    content: &'a [u8],
    clock: Clock,
    entries: Vec<u8>,
    edits: Vec<Edit>,
    /// Numbers of the tracks that name its chapters.
    references: Vec<u64>,
    tables: Tables,
    chunks: Vec<Chunk>,
    /// Pieces that are written in another way than they stood.
    pub(super) replaced: BTreeMap<usize, Vec<u8>>,
}

/// A stretch of the media that is shown (8.6.6).
#[derive(Debug, Clone, Copy)]
struct Edit {
    /// In units of the film's clock.
    duration: u64,
    /// In units of the track's.
    start: i64,
    rate: u32,
}

impl<'a> Track<'a> {
    /// Reads a track; `None` when it is of a kind that is not played, or its media stand elsewhere.
    pub(super) fn read(
        content: &'a [u8],
        movie_scale: u64,
        file_bytes: u64,
    ) -> Result<Option<Self>, Refusal> {
        let header = find(content, &[b"tkhd"]).ok_or(DAMAGED)?;
        let width = width_of(header).ok_or(DAMAGED)?;
        let media = find(content, &[b"mdia"]).ok_or(DAMAGED)?;
        let handler = find(media, &[b"hdlr"]).and_then(|handler| handler.get(8..12));
        let handler: [u8; 4] = handler.and_then(|kind| kind.try_into().ok()).ok_or(DAMAGED)?;
        if !PLAYED.contains(&&handler) || is_elsewhere(media) {
            return Ok(None);
        }
        let tables = find(media, &[b"minf", b"stbl"]).ok_or(DAMAGED)?;
        let descriptions = find(tables, &[b"stsd"]).ok_or(DAMAGED)?;
        let entries = entries::Entries::read(descriptions, handler)?;
        let same = find(tables, &[b"stsz"]).and_then(|table| number(table, 4, 4)).unwrap_or(0);
        let (tables, chunks) = match same {
            0 => (Tables::Each(pieces::read(tables)?), Vec::new()),
            length => read_same(tables, |count| entries.chunk_bytes(count, length))?,
        };
        let mut track = Self {
            id: number(header, 4 + 2 * width, 4).ok_or(DAMAGED)?,
            handler,
            coding: entries.coding,
            content,
            clock: find(media, &[b"mdhd"]).and_then(Clock::of).ok_or(DAMAGED)?,
            entries: entries.written,
            edits: edits(content, movie_scale).unwrap_or_default(),
            references: references(content),
            tables,
            chunks,
            replaced: BTreeMap::new(),
        };
        track.settle();
        let ends = track.chunks.iter().map(|chunk| chunk.start.saturating_add(chunk.length));
        if ends.max().unwrap_or(0) > file_bytes { Err(TRUNCATED) } else { Ok(Some(track)) }
    }

    /// Numbers of the tracks that name its chapters.
    pub(super) fn chapters(&self) -> impl Iterator<Item = u64> + '_ {
        self.references.iter().copied()
    }

    /// True when players show it: it is switched on, or it names chapters of one that is.
    pub(super) fn is_played(&self, chapters: &[u64]) -> bool {
        let header = find(self.content, &[b"tkhd"]).unwrap_or_default();
        header.get(3).is_some_and(|flags| flags & 1 != 0) || chapters.contains(&self.id)
    }

    /// Forgets references to tracks that are not kept.
    pub(super) fn keep_references(&mut self, ids: &[u64]) {
        self.references.retain(|id| ids.contains(id));
    }

    pub(super) fn pieces(&self) -> &[Piece] {
        match &self.tables {
            Tables::Each(pieces) => pieces,
            Tables::Same { .. } => &[],
        }
    }

    /// Adds pieces that a fragment has.
    pub(super) fn add_pieces(&mut self, more: &[Piece]) {
        if let Tables::Each(pieces) = &mut self.tables {
            pieces.extend_from_slice(more);
        }
        self.settle();
    }

    /// Puts pieces into chunks anew.
    fn settle(&mut self) {
        if let Tables::Each(pieces) = &self.tables {
            self.chunks = pieces::chunks(pieces);
        }
    }

    /// Takes out what its edits keep from being shown; returns how many pieces that were.
    pub(super) fn trim(&mut self, movie_scale: u64) -> usize {
        let shown = self.shown(movie_scale);
        let Tables::Each(pieces) = &mut self.tables else { return 0 };
        if !matches!(&self.handler, b"vide" | b"soun") {
            return 0;
        }
        let Some((start, end)) = shown else { return 0 };
        let needed = needed(pieces, start, end);
        let before = pieces.get(..needed.start).unwrap_or_default();
        let after = pieces.get(needed.end..).unwrap_or_default();
        let gone = before.len() + after.len();
        if duration_of(before) + duration_of(after) < self.clock.scale * CUT_SECONDS_MIN {
            return 0;
        }
        let skipped = duration_of(before);
        for edit in self.edits.iter_mut().filter(|edit| edit.start != PAUSE) {
            edit.start -= skipped as i64;
        }
        pieces.truncate(needed.end);
        pieces.drain(..needed.start);
        self.settle();
        gone
    }

    /// Takes messages of makers' own out of coded frames; returns how many that were.
    pub(super) fn without_messages(&mut self, bytes: &[u8]) -> usize {
        let descriptions = find(self.content, &[b"mdia", b"minf", b"stbl", b"stsd"]);
        let Some(coding) = descriptions.and_then(Coding::of) else { return 0 };
        let mut gone = 0;
        for (index, piece) in self.pieces().to_vec().into_iter().enumerate() {
            let end = piece.start.saturating_add(piece.length.into());
            let frame = bytes.get(piece.start as usize..end as usize).unwrap_or_default();
            if let Some((made, count)) = without_own(coding, frame) {
                gone += count;
                self.replaced.insert(index, made);
            }
        }
        gone
    }

    /// Returns the stretch of media that the edits show, without an end when one goes on to it.
    fn shown(&self, movie_scale: u64) -> Option<(i64, Option<i64>)> {
        let shown = self.edits.iter().filter(|edit| edit.start != PAUSE);
        let start = shown.clone().map(|edit| edit.start).min().filter(|start| *start >= 0)?;
        let end = |edit: &Edit| {
            let length = u128::from(edit.duration) * u128::from(self.clock.scale);
            edit.start.checked_add(i64::try_from(length / u128::from(movie_scale)).ok()?)
        };
        let is_open = shown.clone().any(|edit| edit.duration == 0);
        let end = if is_open { None } else { shown.filter_map(end).max() };
        Some((start, end))
    }

    pub(super) fn chunks(&self) -> &[Chunk] {
        &self.chunks
    }

    /// Bytes of a chunk as it is written.
    pub(super) fn length_of(&self, chunk: &Chunk) -> u64 {
        let replaced = self.replaced.range(chunk.pieces.clone());
        replaced.fold(chunk.length, |length, (index, piece)| {
            let old = self.pieces().get(*index).map_or(0, |piece| piece.length);
            length - u64::from(old) + piece.len() as u64
        })
    }

    /// Adds a chunk to the media.
    pub(super) fn add_chunk(
        &self,
        chunk: &Chunk,
        bytes: &[u8],
        media: &mut Vec<u8>,
    ) -> Result<(), Refusal> {
        let stretch = |start: u64, length: u64| {
            bytes.get(start as usize..start.saturating_add(length) as usize).ok_or(TRUNCATED)
        };
        if self.replaced.is_empty() {
            media.extend_from_slice(stretch(chunk.start, chunk.length)?);
            return Ok(());
        }
        for index in chunk.pieces.clone() {
            match (self.replaced.get(&index), self.pieces().get(index)) {
                (Some(piece), _) => media.extend_from_slice(piece),
                (None, Some(piece)) => {
                    media.extend_from_slice(stretch(piece.start, piece.length.into())?);
                }
                (None, None) => {}
            }
        }
        Ok(())
    }

    /// How long it is played, in units of the film's clock.
    pub(super) fn duration(&self, movie_scale: u64) -> u64 {
        let all = self.media_duration().saturating_mul(movie_scale) / self.clock.scale;
        // An edit without a duration goes on to the end.
        match self.edits.iter().any(|edit| edit.duration == 0) || self.edits.is_empty() {
            true => all,
            false => self.edits.iter().fold(0, |sum, edit| sum.saturating_add(edit.duration)),
        }
    }

    fn media_duration(&self) -> u64 {
        match &self.tables {
            Tables::Each(pieces) => duration_of(pieces),
            Tables::Same { .. } => self.clock.duration,
        }
    }

    /// Writes the track, its chunks at these places.
    pub(super) fn written(&self, movie_scale: u64, places: &[u32]) -> Result<Vec<u8>, Refusal> {
        let mut content = boxed(b"tkhd", &self.header(movie_scale)?);
        if !self.edits.is_empty() {
            content.extend(boxed(b"edts", &boxed(b"elst", &self.edit_list())));
        }
        if !self.references.is_empty() {
            let ids: Vec<u32> = self.references.iter().map(|id| *id as u32).collect();
            content.extend(boxed(b"tref", &boxed(b"chap", &longs(&ids))));
        }
        content.extend(boxed(b"mdia", &self.media(places)?));
        Ok(content)
    }

    /// Writes the header without its times (8.3.2).
    fn header(&self, movie_scale: u64) -> Result<Vec<u8>, Refusal> {
        let old = find(self.content, &[b"tkhd"]).ok_or(DAMAGED)?;
        let width = width_of(old).ok_or(DAMAGED)?;
        let flags = u32::from(*old.get(3).ok_or(DAMAGED)? & 15);
        let rest = old.get(12 + 3 * width..).ok_or(DAMAGED)?;
        let duration = self.duration(movie_scale);
        let id = self.id as u32;
        let mut made = match u32::try_from(duration) {
            Ok(duration) => longs(&[flags, 0, 0, id, 0, duration]),
            Err(_) => {
                let high = (duration >> 32) as u32;
                longs(&[super::SECOND_VERSION | flags, 0, 0, 0, 0, id, 0, high, duration as u32])
            }
        };
        // A gap; layer, group and volume; a gap; the matrix, width and height.
        made.extend_from_slice(&[0; 8]);
        made.extend_from_slice(rest.get(8..14).ok_or(DAMAGED)?);
        made.extend_from_slice(&[0; 2]);
        made.extend_from_slice(rest.get(16..60).ok_or(DAMAGED)?);
        Ok(made)
    }

    fn edit_list(&self) -> Vec<u8> {
        let is_wide = |edit: &Edit| {
            u32::try_from(edit.duration).is_err() || i32::try_from(edit.start).is_err()
        };
        let wide = self.edits.iter().any(is_wide);
        let version = if wide { super::SECOND_VERSION } else { 0 };
        let mut made = longs(&[version, self.edits.len() as u32]);
        for edit in &self.edits {
            match wide {
                true => {
                    made.extend(edit.duration.to_be_bytes());
                    made.extend(edit.start.to_be_bytes());
                }
                false => made.extend(longs(&[edit.duration as u32, edit.start as u32])),
            }
            made.extend(edit.rate.to_be_bytes());
        }
        made
    }

    fn media(&self, places: &[u32]) -> Result<Vec<u8>, Refusal> {
        let old = find(self.content, &[b"mdia"]).ok_or(DAMAGED)?;
        let header = find(old, &[b"mdhd"]).ok_or(DAMAGED)?;
        let language = header.get(8 + 3 * self.clock.width..).and_then(|rest| rest.get(..4));
        let mut head = timeless(self.clock.scale, self.media_duration());
        head.extend_from_slice(language.ok_or(DAMAGED)?);
        let mut made = boxed(b"mdhd", &head);
        made.extend(nameless_handler(find(old, &[b"hdlr"]).ok_or(DAMAGED)?));
        made.extend(boxed(b"minf", &self.information(places)?));
        Ok(made)
    }

    fn information(&self, places: &[u32]) -> Result<Vec<u8>, Refusal> {
        let old = find(self.content, &[b"mdia", b"minf"]).ok_or(DAMAGED)?;
        let mut made = Vec::new();
        for inner in inners(old) {
            match &inner.kind {
                b"vmhd" | b"smhd" | b"nmhd" | b"sthd" => {
                    let content = inner.content.get(..inner.content.len().min(12));
                    made.extend(boxed(&inner.kind, content.unwrap_or_default()));
                }
                b"gmhd" => {
                    let kept = inners(inner.content)
                        .filter(|inner| matches!(&inner.kind, b"gmin" | b"text"))
                        .flat_map(|inner| boxed(&inner.kind, inner.content));
                    made.extend(boxed(b"gmhd", &kept.collect::<Vec<u8>>()));
                }
                b"hdlr" => made.extend(nameless_handler(inner.content)),
                _ => {}
            }
        }
        // The media stand in this file.
        let here = [longs(&[0, 1]), boxed(b"url ", &longs(&[1]))].concat();
        made.extend(boxed(b"dinf", &boxed(b"dref", &here)));
        let mut tables = boxed(b"stsd", &self.entries);
        tables.extend(self.tables.written(&self.chunks, places, &self.lengths()));
        made.extend(boxed(b"stbl", &tables));
        Ok(made)
    }

    /// Lengths of pieces as they are written.
    fn lengths(&self) -> Vec<u32> {
        let length = |(index, piece): (usize, &Piece)| {
            self.replaced.get(&index).map_or(piece.length, |piece| piece.len() as u32)
        };
        self.pieces().iter().enumerate().map(length).collect()
    }
}

fn duration_of(pieces: &[Piece]) -> u64 {
    pieces.iter().map(|piece| u64::from(piece.duration)).sum()
}

/// True when the media stand in another file, which a path names.
fn is_elsewhere(media: &[u8]) -> bool {
    let list = find(media, &[b"minf", b"dinf", b"dref"]).unwrap_or_default();
    inners(list.get(8..).unwrap_or_default())
        .any(|entry| entry.content.get(3).is_some_and(|flags| flags & 1 == 0))
}

fn references(content: &[u8]) -> Vec<u64> {
    let chapters = find(content, &[b"tref", b"chap"]).unwrap_or_default();
    chapters.chunks_exact(4).filter_map(|id| number(id, 0, 4)).collect()
}

fn edits(content: &[u8], movie_scale: u64) -> Option<Vec<Edit>> {
    let list = find(content, &[b"edts", b"elst"])?;
    let width = width_of(list)?;
    let sign = 64 - 8 * width as u32;
    let edit = |row: &[u8]| {
        let start = number(row, width, width)?;
        Some(Edit {
            duration: number(row, 0, width)?.min(movie_scale.saturating_mul(u32::MAX.into())),
            start: (start << sign).cast_signed() >> sign,
            rate: number(row, 2 * width, 4)? as u32,
        })
    };
    list.get(8..)?.chunks_exact(2 * width + 4).map(edit).collect()
}
