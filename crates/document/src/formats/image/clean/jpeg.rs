//! JPEG (ITU-T T.81): tables, frames and scans stay.

use super::super::{be16, piece};
use super::{TRUNCATED, icc, upright_exif};
use crate::clean::{Refusal, Removal, Work};

const EXIF: &[u8] = b"Exif\0\0";
const ICC: &[u8] = b"ICC_PROFILE\0";
/// Most bytes of a profile in one segment (ICC.1, annex B.4).
const ICC_PIECE_BYTES: usize = 65_519;
const END: u8 = 0xD9;
/// Room for what stands beside the profile and the coded pixels.
const BESIDE_BYTES: usize = 1 << 10;

pub(in crate::formats) fn clean(bytes: &[u8], work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    let mut kept = Kept::default();
    let Some(end) = walk(bytes, &mut kept) else {
        if kept.scans == 0 {
            return Err(TRUNCATED);
        }
        work.removed(Removal::Damaged, 1);
        return Ok(kept.written(work));
    };
    let trailing = bytes.get(end..).unwrap_or_default();
    work.removed(Removal::Slack, usize::from(!trailing.is_empty()) + kept.slack);
    Ok(kept.written(work))
}

/// Returns a picture with the same pixels and nothing beside them; `None` for one that does not end.
pub(in super::super) fn pixels(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut kept = Kept::default();
    walk(bytes, &mut kept)?;
    // Decoders take the kind of colours from these two.
    let Kept { density, colours, coded, scans, .. } = kept;
    let bare = Kept { density, colours, coded, scans, ..Kept::default() };
    (scans > 0).then(|| bare.bytes())
}

/// What stays of a picture.
#[derive(Default)]
struct Kept {
    density: Option<[u8; 5]>,
    colours: Option<Vec<u8>>,
    exif: Option<Vec<u8>>,
    icc: Vec<(u8, Vec<u8>)>,
    /// The profile of colours without its texts.
    profile: Option<Vec<u8>>,
    /// Tables, frames and scans, as they stand.
    coded: Vec<u8>,
    scans: usize,
    gone: usize,
    slack: usize,
}

/// Walks the segments; returns where the picture ends, if it does.
fn walk(bytes: &[u8], kept: &mut Kept) -> Option<usize> {
    let mut at = 2;
    loop {
        let marker_at = at + memchr::memchr(0xFF, bytes.get(at..)?)?;
        kept.slack += usize::from(marker_at > at);
        at = marker_at;
        while *bytes.get(at)? == 0xFF {
            at += 1;
        }
        let marker = *bytes.get(at)?;
        at += 1;
        match marker {
            END => return Some(at),
            0x00 | 0x01 | 0xD0..=0xD8 => continue,
            _ => {}
        }
        let length = be16(bytes, at)?.max(2);
        let (segment, complete) = piece(bytes, at + 2, length - 2);
        if !complete {
            return None;
        }
        at += length;
        kept.segment(marker, segment);
        if marker == 0xDA {
            kept.scans += 1;
            let end = scan_end(bytes, at);
            kept.coded.extend_from_slice(bytes.get(at..end)?);
            at = end;
        }
    }
}

/// Where coded pixels end: at the first marker that does not belong to them.
fn scan_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr(0xFF, rest)) {
        at += found;
        match bytes.get(at + 1) {
            Some(0x00 | 0xD0..=0xD7) => at += 2,
            Some(0xFF) => at += 1,
            Some(_) => return at,
            None => return bytes.len(),
        }
    }
    bytes.len()
}

impl Kept {
    fn segment(&mut self, marker: u8, segment: &[u8]) {
        match marker {
            // Tables, frames, restart intervals, the number of lines, scans.
            0xC0..=0xCF | 0xDA..=0xDF => {
                self.coded.extend_from_slice(&[0xFF, marker]);
                self.coded.extend_from_slice(&((segment.len() + 2) as u16).to_be_bytes());
                self.coded.extend_from_slice(segment);
            }
            0xE0 if segment.starts_with(b"JFIF\0") => {
                self.density = segment.get(7..12).and_then(|density| density.try_into().ok());
                self.gone += usize::from(segment.len() > 14);
            }
            0xEE if segment.starts_with(b"Adobe") && segment.len() >= 12 => {
                self.colours = segment.get(..12).map(<[u8]>::to_vec);
            }
            0xE1 if segment.starts_with(EXIF) => {
                let exif = segment.get(EXIF.len()..).unwrap_or_default();
                let upright = upright_exif(exif);
                self.gone += usize::from(upright.as_deref() != Some(exif));
                self.exif = self.exif.take().or(upright);
            }
            0xE2 if segment.starts_with(ICC) => {
                let number = segment.get(ICC.len()).copied().unwrap_or_default();
                let data = segment.get(ICC.len() + 2..).unwrap_or_default();
                self.icc.push((number, data.to_vec()));
            }
            _ => self.gone += 1,
        }
    }

    fn written(mut self, work: &mut Work<'_>) -> Vec<u8> {
        self.icc.sort_by_key(|(number, _)| *number);
        let stored: Vec<u8> = self.icc.iter().flat_map(|(_, data)| data).copied().collect();
        self.profile = icc::without_texts(&stored);
        self.gone += usize::from(self.profile.as_deref().unwrap_or_default() != stored);
        work.removed(Removal::Properties, self.gone);
        self.bytes()
    }

    /// The picture as a file.
    fn bytes(&self) -> Vec<u8> {
        let beside = self.profile.as_ref().map_or(0, Vec::len);
        let mut made = Vec::with_capacity(self.coded.len() + beside + BESIDE_BYTES);
        made.extend_from_slice(&[0xFF, 0xD8]);
        if let Some(density) = self.density {
            let mut header = b"JFIF\0\x01\x01".to_vec();
            header.extend_from_slice(&density);
            header.extend_from_slice(&[0, 0]);
            add(&mut made, 0xE0, &header);
        }
        if let Some(exif) = &self.exif {
            add(&mut made, 0xE1, &[EXIF, exif].concat());
        }
        if let Some(profile) = &self.profile {
            let pieces = profile.chunks(ICC_PIECE_BYTES);
            let count = pieces.len() as u8;
            for (number, piece) in (1..=count).zip(pieces) {
                add(&mut made, 0xE2, &[ICC, &[number, count], piece].concat());
            }
        }
        if let Some(colours) = &self.colours {
            add(&mut made, 0xEE, colours);
        }
        made.extend_from_slice(&self.coded);
        made.extend_from_slice(&[0xFF, END]);
        made
    }
}

fn add(made: &mut Vec<u8>, marker: u8, segment: &[u8]) {
    made.extend_from_slice(&[0xFF, marker]);
    made.extend_from_slice(&((segment.len() + 2) as u16).to_be_bytes());
    made.extend_from_slice(segment);
}
