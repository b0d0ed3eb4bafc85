//! ICC colour profiles: the texts in them, which may name a screen or a person.

use super::super::textual::{lenient, property};
use super::{be16, be32, piece};
use crate::out::Out;

/// Tags that hold text, and what people call them.
const TEXTS: &[(&[u8; 4], &str)] = &[
    (b"desc", "ProfileDescription"),
    (b"cprt", "ProfileCopyright"),
    (b"dmnd", "DeviceMfgDesc"),
    (b"dmdd", "DeviceModelDesc"),
    (b"vued", "ViewingCondDesc"),
];

/// Tells the texts of a profile.
pub(super) fn read(profile: &[u8], out: &mut Out<'_>) {
    let count = be32(profile, 128).unwrap_or_default().min(256);
    for entry in profile.get(132..).unwrap_or_default().chunks_exact(12).take(count) {
        let known = TEXTS.iter().find(|(tag, _)| entry.starts_with(tag.as_slice()));
        // Whoever makes a profile may give it tags of his own.
        let own = || format!("Profile {}", lenient(entry.get(..4).unwrap_or_default()));
        let name = known.map_or_else(own, |(_, name)| (*name).to_owned());
        let at = be32(entry, 4).unwrap_or_default();
        let (value, _) = piece(profile, at, be32(entry, 8).unwrap_or_default());
        property(out, &name, &text(value));
    }
}

fn text(value: &[u8]) -> String {
    let rest = |start| value.get(start..).unwrap_or_default();
    match value.get(..4) {
        Some(b"text") => lenient(rest(8)),
        Some(b"desc") => {
            lenient(piece(value, 12, be32(value, 8).unwrap_or_default().saturating_sub(1)).0)
        }
        // Several languages: records of language, country, length and offset.
        Some(b"mluc") => {
            let count = be32(value, 8).unwrap_or_default().min(64);
            let texts = rest(16).chunks_exact(12).take(count).map(|record| {
                let length = be32(record, 4).unwrap_or_default();
                let (text, _) = piece(value, be32(record, 8).unwrap_or_default(), length);
                let units: Vec<u16> = (0..text.len() / 2)
                    .filter_map(|index| be16(text, index * 2))
                    .map(|unit| unit as u16)
                    .collect();
                String::from_utf16_lossy(&units)
            });
            texts.collect::<Vec<_>>().join("\n")
        }
        _ => String::new(),
    }
}
