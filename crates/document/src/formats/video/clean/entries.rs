//! How the pieces of a track are coded (ISO/IEC 14496-12, 8.5.2): what a decoder needs stays.

use super::{DAMAGED, longs};
use crate::ProblemCode;
use crate::clean::Refusal;
use crate::formats::boxes::{Inner, boxed, inners, number};
use crate::formats::image::clean::colour;

/// Codings under which pieces are encrypted.
const ENCRYPTED: &[&[u8; 4]] = &[b"encv", b"enca", b"enct", b"encs", b"drms", b"drmi", b"drmt"];

/// Boxes in an entry that a decoder needs.
const NEEDED: &[&[u8; 4]] = &[
    b"avcC", b"hvcC", b"lhvC", b"vvcC", b"av1C", b"vpcC", b"esds", b"pasp", b"btrt", b"clap",
    b"fiel", b"gama", b"dOps", b"dac3", b"dec3", b"dac4", b"alac", b"chan", b"chnl", b"pcmC",
    b"mdcv", b"clli", b"SmDm", b"CoLL", b"d263", b"damr", b"dvcC", b"dvvC", b"vttC", b"ftab",
    b"frma", b"enda", b"mp4a", b"glbl", b"ACLR", b"jp2h",
];

/// Fields of an entry for frames: where the maker stands, the program's name, and the children.
const MAKER: std::ops::Range<usize> = 12..16;
const PROGRAM: std::ops::Range<usize> = 42..74;
const FRAME_FIELDS: usize = 78;
/// Length of the fields of an entry for sound, by its version; of one for timed text.
const SOUND_FIELDS: [usize; 3] = [28, 44, 64];
const TEXT_FIELDS: usize = 38;

/// The entries of a track, as they are written.
pub(super) struct Entries {
    pub(super) written: Vec<u8>,
    /// Letters of the first coding.
    pub(super) coding: [u8; 4],
    /// The first entry as it was.
    first: Vec<u8>,
}

impl Entries {
    pub(super) fn read(table: &[u8], handler: [u8; 4]) -> Result<Self, Refusal> {
        let entries: Vec<Inner<'_>> = inners(table.get(8..).unwrap_or_default()).collect();
        let first = entries.first().ok_or(DAMAGED)?;
        if entries.iter().any(|entry| ENCRYPTED.contains(&&entry.kind)) {
            return Err(Refusal::Unread(ProblemCode::Encrypted));
        }
        let mut written = longs(&[0, entries.len() as u32]);
        for entry in &entries {
            written.extend(boxed(&entry.kind, &entry_of(*entry, handler)?));
        }
        Ok(Self { written, coding: first.kind, first: first.content.to_vec() })
    }

    /// Bytes of so many pieces that are all alike; what the table says of each may count in bytes
    /// of one channel (QuickTime).
    pub(super) fn chunk_bytes(&self, count: u64, length: u64) -> Option<u64> {
        let field = |at: usize, size: usize| number(&self.first, at, size);
        let is_raw = matches!(
            &self.coding,
            b"raw "
                | b"twos"
                | b"sowt"
                | b"NONE"
                | b"in24"
                | b"in32"
                | b"fl32"
                | b"fl64"
                | b"ulaw"
                | b"alaw"
        );
        match (field(8, 2)?, length) {
            (1, 1) if field(28, 4)? > 0 => count.div_ceil(field(28, 4)?).checked_mul(field(36, 4)?),
            (0, 1) if is_raw => count.checked_mul(field(16, 2)? * field(18, 2)?.div_ceil(8)),
            _ => count.checked_mul(length),
        }
    }
}

/// Returns an entry with the fields of its kind, and the boxes that a decoder needs.
fn entry_of(entry: Inner<'_>, handler: [u8; 4]) -> Result<Vec<u8>, Refusal> {
    let content = entry.content;
    let length = match &handler {
        b"vide" | b"pict" => FRAME_FIELDS + colours(content),
        b"soun" => {
            let version = number(content, 8, 2).ok_or(DAMAGED)? as usize;
            *SOUND_FIELDS.get(version).ok_or(DAMAGED)?
        }
        _ if entry.kind == *b"tx3g" => TEXT_FIELDS,
        // Fields of other kinds of text are not many, and texts that are shown.
        _ => return Ok(numbered(content.to_vec())),
    };
    let mut made = content.get(..length).ok_or(DAMAGED)?.to_vec();
    if matches!(&handler, b"vide" | b"pict" | b"soun") {
        made.get_mut(MAKER).unwrap_or_default().fill(0);
    }
    if matches!(&handler, b"vide" | b"pict") {
        made.get_mut(PROGRAM).unwrap_or_default().fill(0);
    }
    made.extend(needed(content.get(length..).unwrap_or_default()));
    Ok(numbered(made))
}

/// Leads an entry to the only place of media there is.
fn numbered(mut entry: Vec<u8>) -> Vec<u8> {
    if let Some(fields) = entry.get_mut(..8) {
        fields.copy_from_slice(&[0, 0, 0, 0, 0, 0, 0, 1]);
    }
    entry
}

/// Length of a table of colours in the entry (QuickTime).
fn colours(content: &[u8]) -> usize {
    let depth = number(content, 74, 2).unwrap_or(0) & 31;
    match number(content, 76, 2) {
        Some(0) if (1..=8).contains(&depth) => {
            8 + (number(content, 84, 2).unwrap_or(0) as usize + 1) * 8
        }
        _ => 0,
    }
}

fn needed(children: &[u8]) -> Vec<u8> {
    let mut made = Vec::new();
    for Inner { kind, content } in inners(children) {
        match &kind {
            b"colr" => made.extend(colour(content).map_or(Vec::new(), |c| boxed(b"colr", &c))),
            // The shape of the sound is the first of its blocks.
            b"dfLa" => {
                let mut shape = content.get(..4 + 38).unwrap_or(content).to_vec();
                if let Some(head) = shape.get_mut(4) {
                    *head |= 0x80;
                }
                made.extend(boxed(b"dfLa", &shape));
            }
            b"wave" => {
                let inside = [needed(content), boxed(&[0; 4], &[])].concat();
                made.extend(boxed(b"wave", &inside));
            }
            _ if NEEDED.contains(&&kind) => made.extend(boxed(&kind, content)),
            _ => {}
        }
    }
    made
}
