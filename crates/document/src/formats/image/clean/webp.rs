//! WebP (RFC 9649): chunks that pixels are made from stay.

use super::super::{le32, piece};
use super::{DAMAGED, TRUNCATED, icc, upright_exif};
use crate::clean::{Refusal, Removal, Work};

/// Flags of the extended header (2.7).
const HAS_PROFILE: u8 = 0x20;
const HAS_EXIF: u8 = 0x08;
const HAS_XMP: u8 = 0x04;

pub(in crate::formats) fn clean(bytes: &[u8], work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    let end = le32(bytes, 4).ok_or(TRUNCATED)?.saturating_add(8);
    let (whole, complete) = piece(bytes, 0, end);
    if !complete {
        return Err(TRUNCATED);
    }
    let mut chunks: Vec<([u8; 4], Vec<u8>)> = Vec::new();
    let (mut profile, mut exif) = (None, None);
    let mut gone = 0;
    let mut at = 12;
    while let (Some(kind), Some(length)) = (whole.get(at..at + 4), le32(whole, at + 4)) {
        let (data, complete) = piece(whole, at + 8, length);
        if !complete {
            return Err(TRUNCATED);
        }
        match kind {
            b"VP8 " | b"VP8L" | b"VP8X" | b"ALPH" | b"ANIM" | b"ANMF" => {
                chunks.push((kind.try_into().map_err(|_| DAMAGED)?, data.to_vec()));
            }
            b"ICCP" => {
                profile = icc::without_texts(data);
                gone += usize::from(profile.as_deref() != Some(data));
            }
            b"EXIF" => {
                exif = upright_exif(data.strip_prefix(b"Exif\0\0").unwrap_or(data));
                gone += usize::from(exif.as_deref() != Some(data));
            }
            _ => gone += 1,
        }
        at = at.saturating_add(8).saturating_add(length).saturating_add(length & 1);
    }
    work.removed(Removal::Properties, gone);
    work.removed(Removal::Slack, usize::from(bytes.len() > end + (end & 1)));
    Ok(written(chunks, profile, exif))
}

fn written(
    mut chunks: Vec<([u8; 4], Vec<u8>)>,
    profile: Option<Vec<u8>>,
    exif: Option<Vec<u8>>,
) -> Vec<u8> {
    if let Some((kind, header)) = chunks.first_mut()
        && kind == b"VP8X"
        && let Some(flags) = header.first_mut()
    {
        *flags &= !(HAS_PROFILE | HAS_EXIF | HAS_XMP);
        *flags |= if profile.is_some() { HAS_PROFILE } else { 0 };
        *flags |= if exif.is_some() { HAS_EXIF } else { 0 };
        if let Some(profile) = profile {
            chunks.insert(1, (*b"ICCP", profile));
        }
        if let Some(exif) = exif {
            chunks.push((*b"EXIF", exif));
        }
    }
    let mut body = b"WEBP".to_vec();
    for (kind, data) in chunks {
        body.extend_from_slice(&kind);
        body.extend_from_slice(&(data.len() as u32).to_le_bytes());
        body.extend_from_slice(&data);
        body.resize(body.len().next_multiple_of(2), 0);
    }
    [b"RIFF".as_slice(), &(body.len() as u32).to_le_bytes(), &body].concat()
}
