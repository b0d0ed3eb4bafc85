//! Films in fragments (ISO/IEC 14496-12, 8.8): their pieces join those of their tracks.

use std::collections::BTreeMap;

use super::pieces::Piece;
use super::track::Track;
use super::{DAMAGED, TOO_MANY};
use crate::clean::{Refusal, Work};
use crate::formats::boxes::{Held, find, inners, number};

/// Flags of the header of a track in a fragment.
const HAS_BASE: u64 = 1;
const HAS_ENTRY: u64 = 2;
const HAS_DURATION: u64 = 8;
const HAS_LENGTH: u64 = 0x10;
const HAS_FLAGS: u64 = 0x20;
const BASE_IS_FRAGMENT: u64 = 0x2_0000;
/// Flags of a run of pieces.
const HAS_OFFSET: u64 = 1;
const HAS_FIRST_FLAGS: u64 = 4;
const EACH_DURATION: u64 = 0x100;
const EACH_LENGTH: u64 = 0x200;
const EACH_FLAGS: u64 = 0x400;
const EACH_SHIFT: u64 = 0x800;
/// Flag of a piece that cannot be decoded without others.
const IS_NO_SYNC: u64 = 0x1_0000;

/// What is taken for what a piece does not say.
#[derive(Debug, Clone, Copy, Default)]
struct Usual {
    entry: u64,
    duration: u64,
    length: u64,
    flags: u64,
}

/// Adds the pieces of all fragments to their tracks.
pub(super) fn add(
    bytes: &[u8],
    outers: &[Held<'_>],
    movie: &[u8],
    tracks: &mut [Track<'_>],
    work: &Work<'_>,
) -> Result<(), Refusal> {
    let extends = inners(find(movie, &[b"mvex"]).unwrap_or_default());
    let usual: BTreeMap<u64, Usual> = extends
        .filter(|inner| inner.kind == *b"trex")
        .filter_map(|inner| usual(inner.content))
        .collect();
    let mut found: BTreeMap<u64, Vec<Piece>> = BTreeMap::new();
    let most = work.limits().entries_max.saturating_mul(40);
    let mut count = 0;
    let mut chunk = u32::MAX;
    for fragment in outers.iter().filter(|outer| outer.kind == *b"moof") {
        let mut end = fragment.start as u64;
        for track in inners(fragment.content).filter(|inner| inner.kind == *b"traf") {
            let header = find(track.content, &[b"tfhd"]).ok_or(DAMAGED)?;
            let mut head = Head::read(header, fragment.start as u64, end, &usual).ok_or(DAMAGED)?;
            let pieces = found.entry(head.track).or_default();
            wait(pieces, find(track.content, &[b"tfdt"]));
            for run in inners(track.content).filter(|inner| inner.kind == *b"trun") {
                // Chunks are numbered downwards, so that none is one of the directory's.
                chunk -= 1;
                let before = pieces.len();
                head.run(run.content, chunk, most - count, pieces).ok_or(DAMAGED)?;
                count += (pieces.len() - before) as u64;
                if count >= most {
                    return Err(TOO_MANY);
                }
            }
            end = head.at;
        }
    }
    for track in tracks {
        let pieces = found.remove(&track.id).unwrap_or_default();
        if pieces.iter().any(|piece| piece.start + u64::from(piece.length) > bytes.len() as u64) {
            return Err(super::TRUNCATED);
        }
        track.add_pieces(&pieces);
    }
    Ok(())
}

fn usual(content: &[u8]) -> Option<(u64, Usual)> {
    let field = |index: usize| number(content, 4 + index * 4, 4);
    let usual =
        Usual { entry: field(1)?, duration: field(2)?, length: field(3)?, flags: field(4)? };
    Some((field(0)?, usual))
}

/// Makes the last piece last until the time at which the fragment begins.
fn wait(pieces: &mut [Piece], start: Option<&[u8]>) {
    let width = |start: &[u8]| if start.first() == Some(&1) { 8 } else { 4 };
    let Some(start) = start.and_then(|start| number(start, 4, width(start))) else { return };
    let [before @ .., last] = pieces else { return };
    let played: u64 = before.iter().map(|piece| u64::from(piece.duration)).sum();
    if let Some(duration) = start.checked_sub(played).and_then(|wait| u32::try_from(wait).ok()) {
        last.duration = last.duration.max(duration);
    }
}

/// A track in a fragment.
struct Head {
    track: u64,
    base: u64,
    /// Where the next run begins, unless it says so itself.
    at: u64,
    usual: Usual,
}

impl Head {
    fn read(header: &[u8], fragment: u64, end: u64, all: &BTreeMap<u64, Usual>) -> Option<Self> {
        let flags = number(header, 1, 3)?;
        let mut fields = Fields { bytes: header, at: 4 };
        let track = fields.take(4)?;
        let mut usual = all.get(&track).copied().unwrap_or_default();
        let is_said = |flag: u64| flags & flag != 0;
        let base = match is_said(HAS_BASE) {
            true => fields.take(8)?,
            false if is_said(BASE_IS_FRAGMENT) => fragment,
            false => end,
        };
        let said = [
            (HAS_ENTRY, &mut usual.entry),
            (HAS_DURATION, &mut usual.duration),
            (HAS_LENGTH, &mut usual.length),
            (HAS_FLAGS, &mut usual.flags),
        ];
        for (flag, field) in said {
            if is_said(flag) {
                *field = fields.take(4)?;
            }
        }
        Some(Self { track, base, at: base, usual })
    }

    /// Adds the pieces of a run.
    fn run(
        &mut self,
        content: &[u8],
        chunk: u32,
        most: u64,
        pieces: &mut Vec<Piece>,
    ) -> Option<()> {
        let flags = number(content, 1, 3)?;
        let is_said = |flag: u64| flags & flag != 0;
        let mut fields = Fields { bytes: content, at: 4 };
        let count = fields.take(4)?.min(most);
        if is_said(HAS_OFFSET) {
            let offset = (fields.take(4)? as u32).cast_signed();
            self.at = self.base.checked_add_signed(offset.into())?;
        }
        let first_flags = if is_said(HAS_FIRST_FLAGS) { Some(fields.take(4)?) } else { None };
        for index in 0..count {
            let mut each = |flag: u64, usual: u64| match is_said(flag) {
                true => fields.take(4),
                false => Some(usual),
            };
            let duration = each(EACH_DURATION, self.usual.duration)?;
            let length = each(EACH_LENGTH, self.usual.length)?;
            let own_flags = each(EACH_FLAGS, self.usual.flags)?;
            let shift = each(EACH_SHIFT, 0)?;
            let own_flags = first_flags.filter(|_| index == 0).unwrap_or(own_flags);
            pieces.push(Piece {
                start: self.at,
                length: length as u32,
                duration: duration as u32,
                shift: i64::from((shift as u32).cast_signed()),
                is_sync: own_flags & IS_NO_SYNC == 0,
                entry: (self.usual.entry as u32).max(1),
                chunk,
            });
            self.at = self.at.checked_add(length)?;
        }
        Some(())
    }
}

/// Numbers one behind the other.
struct Fields<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Fields<'_> {
    fn take(&mut self, width: usize) -> Option<u64> {
        let value = number(self.bytes, self.at, width)?;
        self.at += width;
        Some(value)
    }
}
