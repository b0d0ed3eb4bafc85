//! WAV: the shape of the sound and its samples stay.

use super::{DAMAGED, TRUNCATED};
use crate::clean::{Refusal, Removal, Work};
use crate::formats::image::{le32, piece};

/// Kinds of coding of which the shape takes this many bytes; others say it themselves.
const SHAPES: &[(u16, usize)] = &[(1, 16), (3, 18), (6, 18), (7, 18), (0xFFFE, 40)];
/// A length that stands elsewhere, or was never filled in.
const UNSAID: usize = u32::MAX as usize;

pub(in crate::formats) fn clean(bytes: &[u8], work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    let long = long_data(bytes);
    let (mut shape, mut count, mut samples) = (None, None, None);
    let mut gone = 0;
    let mut at = 12;
    while let (Some(kind), Some(length)) = (bytes.get(at..at + 4), le32(bytes, at + 4)) {
        let length = match (kind, length) {
            (b"data", UNSAID) => long.unwrap_or(bytes.len() - at - 8),
            (_, length) => length,
        };
        let (content, complete) = piece(bytes, at + 8, length);
        match kind {
            b"fmt " if complete => shape = shape.or(Some(bare_shape(content))),
            b"fact" if complete => count = count.or(content.get(..4)),
            b"data" if complete => samples = samples.or(Some(content)),
            b"data" | b"fmt " => return Err(TRUNCATED),
            b"ds64" => {}
            _ => gone += 1,
        }
        at = at.saturating_add(8).saturating_add(length).saturating_add(length & 1);
    }
    gone += usize::from(bytes.len() > at);
    work.removed(Removal::Properties, gone);
    let (Some(shape), Some(samples)) = (shape, samples) else { return Err(DAMAGED) };
    let mut body = b"WAVE".to_vec();
    add(&mut body, b"fmt ", shape)?;
    if let Some(count) = count {
        add(&mut body, b"fact", count)?;
    }
    add(&mut body, b"data", samples)?;
    let mut made = Vec::with_capacity(body.len() + 8);
    made.extend_from_slice(b"RIFF");
    made.extend_from_slice(&length_of(&body)?);
    made.extend_from_slice(&body);
    Ok(made)
}

/// The length of the samples of a recording beyond four gigabytes (EBU Tech 3306).
fn long_data(bytes: &[u8]) -> Option<usize> {
    let is_long = bytes.starts_with(b"RF64") || bytes.starts_with(b"BW64");
    let table = bytes.get(12..)?.strip_prefix(b"ds64")?;
    let length = u64::from_le_bytes(*table.get(12..)?.first_chunk()?);
    is_long.then(|| usize::try_from(length).unwrap_or(usize::MAX))
}

/// Returns as much of the shape as its kind of coding takes.
fn bare_shape(content: &[u8]) -> &[u8] {
    let kind = content.first_chunk().map_or(0, |kind| u16::from_le_bytes(*kind));
    let known = SHAPES.iter().find(|(known, _)| *known == kind).map(|(_, length)| *length);
    let own = content.get(16..18).and_then(|size| size.first_chunk());
    let own = own.map_or(16, |size| 18 + usize::from(u16::from_le_bytes(*size)));
    content.get(..known.unwrap_or(own)).unwrap_or(content)
}

fn add(body: &mut Vec<u8>, kind: &[u8; 4], content: &[u8]) -> Result<(), Refusal> {
    body.extend_from_slice(kind);
    body.extend_from_slice(&length_of(content)?);
    body.extend_from_slice(content);
    body.resize(body.len().next_multiple_of(2), 0);
    Ok(())
}

fn length_of(content: &[u8]) -> Result<[u8; 4], Refusal> {
    let too_long = |_| Refusal::Unread(crate::ProblemCode::ObjectLimit);
    u32::try_from(content.len()).map(u32::to_le_bytes).map_err(too_long)
}
