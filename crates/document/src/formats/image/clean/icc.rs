//! Colour profiles (ICC.1): what is needed to compute colours stays, texts and makers go.

use std::collections::BTreeMap;

use super::super::be32;

const HEADER_BYTES: usize = 128;
/// A longer profile is not one of pictures.
const BYTES_MAX: usize = 4 << 20;

/// Tags that colours are computed from.
const COLOUR_TAGS: &[&[u8; 4]] = &[
    b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC", b"kTRC", b"wtpt", b"bkpt", b"chad",
    b"A2B0", b"A2B1", b"A2B2", b"B2A0", b"B2A1", b"B2A2", b"cicp",
];

/// Parts of the header that say who made the profile, when, and with what.
const MAKERS: &[std::ops::Range<usize>] = &[4..8, 24..36, 40..44, 48..56, 80..128];

/// Returns the profile without what has nothing to do with colours; `None` when it is none.
pub(in crate::formats) fn without_texts(profile: &[u8]) -> Option<Vec<u8>> {
    if profile.len() > BYTES_MAX || profile.get(36..40)? != b"acsp" {
        return None;
    }
    let mut header = profile.get(..HEADER_BYTES)?.to_vec();
    for range in MAKERS {
        header.get_mut(range.clone())?.fill(0);
    }
    let count = be32(profile, HEADER_BYTES)?.min(100);
    let mut kept: BTreeMap<[u8; 4], (usize, usize)> = BTreeMap::new();
    for entry in profile.get(HEADER_BYTES + 4..)?.chunks_exact(12).take(count) {
        let name: [u8; 4] = entry.get(..4)?.try_into().ok()?;
        if COLOUR_TAGS.contains(&&name) {
            kept.insert(name, (be32(entry, 4)?, be32(entry, 8)?));
        }
    }
    let mut table = (kept.len() as u32).to_be_bytes().to_vec();
    let data_at = HEADER_BYTES + 4 + kept.len() * 12;
    let mut data: Vec<u8> = Vec::new();
    let mut written: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (name, place) in kept {
        // Curves are often shared by three tags.
        let at = match written.get(&place) {
            Some(at) => *at,
            None => {
                let at = data_at + data.len();
                data.extend_from_slice(profile.get(place.0..place.0.checked_add(place.1)?)?);
                data.resize(data.len().next_multiple_of(4), 0);
                written.insert(place, at);
                at
            }
        };
        table.extend_from_slice(&name);
        table.extend_from_slice(&(at as u32).to_be_bytes());
        table.extend_from_slice(&(place.1 as u32).to_be_bytes());
    }
    let size = (data_at + data.len()) as u32;
    header.get_mut(..4)?.copy_from_slice(&size.to_be_bytes());
    Some([header, table, data].concat())
}
