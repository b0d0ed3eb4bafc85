//! Metadata in boxes: user data of QuickTime and 3GPP, lists of items and of keys, XMP.

use std::io::Cursor;

use super::super::boxes::{Inner, find, inners, letters, number};
use super::super::image::exif;
use super::super::textual::{lenient, property, strings};
use super::super::xmp;
use super::{box_name, telemetry};
use crate::out::Out;

/// Names of the properties for which a box or a key has letters.
const NAMES: &[(&str, &str)] = &[
    ("\u{A9}nam", "Title"),
    ("titl", "Title"),
    ("\u{A9}ART", "Artist"),
    ("aART", "Artist"),
    ("perf", "Performer"),
    ("\u{A9}aut", "Author"),
    ("auth", "Author"),
    ("\u{A9}wrt", "Composer"),
    ("\u{A9}dir", "Director"),
    ("\u{A9}cmt", "Comment"),
    ("\u{A9}inf", "Comment"),
    ("\u{A9}des", "description"),
    ("desc", "description"),
    ("ldes", "description"),
    ("dscp", "description"),
    ("\u{A9}day", "CreationDate"),
    ("\u{A9}too", "Software"),
    ("\u{A9}swr", "Software"),
    ("\u{A9}enc", "Software"),
    ("\u{A9}mak", "Make"),
    ("\u{A9}mod", "Model"),
    ("\u{A9}xyz", "GPSPosition"),
    ("\u{A9}cpy", "Copyright"),
    ("cprt", "Copyright"),
    ("\u{A9}alb", "Album"),
    ("albm", "Album"),
    ("apID", "OwnerID"),
    ("ownr", "OwnerName"),
    ("CAME", "CameraSerialNumber"),
    ("FIRM", "CameraFirmware"),
    ("com.apple.quicktime.location.ISO6709", "GPSPosition"),
    ("com.apple.quicktime.location.name", "LocationName"),
    ("com.apple.quicktime.make", "Make"),
    ("com.apple.quicktime.model", "Model"),
    ("com.apple.quicktime.software", "Software"),
    ("com.apple.quicktime.author", "Author"),
    ("com.apple.quicktime.artist", "Artist"),
    ("com.apple.quicktime.comment", "Comment"),
    ("com.apple.quicktime.description", "description"),
    ("com.apple.quicktime.title", "Title"),
    ("com.apple.quicktime.creationdate", "CreationDate"),
    ("com.android.version", "Software"),
    ("com.android.manufacturer", "Make"),
    ("com.android.model", "Model"),
];

/// Marks a box as XMP (ISO 16684-3), little groups first as the file has them.
const XMP: &[u8] = b"\xBE\x7A\xCF\xCB\x97\xA9\x42\xE8\x9C\x71\x99\x94\x91\xE3\xAF\xAC";

/// Most bytes of an unknown box whose text is told.
const STRINGS_BYTES_MAX: usize = 1 << 20;

/// Tells one property by the letters of its box or by its key.
fn tell(key: &str, value: &str, out: &mut Out<'_>) {
    let name = NAMES.iter().find(|(known, _)| *known == key).map_or(key, |(_, name)| name);
    match name {
        "GPSPosition" => {
            property(out, name, telemetry::iso_6709(value).as_deref().unwrap_or(value));
        }
        _ => property(out, name, value),
    }
}

/// Reads user data: a box of boxes, each a property.
pub(super) fn user_data(content: &[u8], out: &mut Out<'_>) {
    for Inner { kind, content } in inners(content) {
        if out.stop() {
            return;
        }
        user_box(kind, content, out);
    }
}

/// Reads one box that a program put beside the media.
pub(in super::super) fn user_box(kind: [u8; 4], content: &[u8], out: &mut Out<'_>) {
    match &kind {
        b"meta" => meta(meta_content(content), out),
        b"udta" => user_data(content, out),
        b"uuid" => identified(content, out),
        b"XMP_" => xmp::read(content, out),
        b"loci" => place(content, out),
        b"GPMF" => telemetry::gopro(content, out),
        b"titl" | b"dscp" | b"cprt" | b"perf" | b"auth" | b"gnre" | b"albm" => {
            let text = content.get(6..).unwrap_or_default();
            tell(&letters(kind), &text_of(text.strip_suffix(b"\0").unwrap_or(text)), out);
        }
        b"name" => property(out, "TrackName", &lenient(content)),
        b"hdlr" | b"free" | b"skip" => {}
        [0xA9, ..] => {
            for text in language_texts(content) {
                tell(&letters(kind), &text, out);
            }
        }
        b"CAME" => {
            let digits: String = content.iter().map(|byte| format!("{byte:02x}")).collect();
            tell("CAME", &digits, out);
        }
        _ => {
            let start = content.get(..content.len().min(STRINGS_BYTES_MAX)).unwrap_or_default();
            let name = NAMES.iter().any(|(known, _)| *known == letters(kind));
            match name {
                true => tell(&letters(kind), &strings(start), out),
                false => property(out, &box_name(kind), &strings(start)),
            }
        }
    }
}

/// A text in each of several languages: length, language, text.
fn language_texts(content: &[u8]) -> Vec<String> {
    let mut texts = Vec::new();
    let mut rest = content;
    while let Some(length) = number(rest, 0, 2)
        && let Some(text) = rest.get(4..(4 + length as usize).min(rest.len()))
        && !text.is_empty()
    {
        texts.push(text_of(text));
        rest = rest.get(4 + length as usize..).unwrap_or_default();
    }
    if texts.is_empty() {
        texts.push(strings(content));
    }
    texts
}

/// UTF-8, or UTF-16 with a mark of its order.
pub(super) fn text_of(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..] => {
            encoding_rs::UTF_16BE.decode(bytes).0.trim_matches('\0').to_owned()
        }
        _ => lenient(bytes),
    }
}

/// Returns the boxes of a `meta` box, which has a version in MP4 and none in QuickTime.
pub(in super::super) fn meta_content(content: &[u8]) -> &[u8] {
    match content.get(4..8) {
        Some(b"hdlr") => content,
        _ => content.get(4..).unwrap_or_default(),
    }
}

/// Reads lists of items, whose names are letters or stand in a list of keys.
fn meta(content: &[u8], out: &mut Out<'_>) {
    let keys = find(content, &[b"keys"]).map(keys).unwrap_or_default();
    for Inner { kind, content } in inners(content) {
        match &kind {
            b"ilst" => items(content, &keys, out),
            b"uuid" => identified(content, out),
            b"xml " => xmp::read(content.get(4..).unwrap_or_default(), out),
            b"ID32" => {
                super::super::audio::id3_block(content.get(6..).unwrap_or_default(), out);
            }
            _ => {}
        }
    }
}

fn keys(content: &[u8]) -> Vec<String> {
    inners(content.get(8..).unwrap_or_default()).map(|key| lenient(key.content)).collect()
}

fn items(content: &[u8], keys: &[String], out: &mut Out<'_>) {
    for Inner { kind, content } in inners(content) {
        if out.stop() {
            return;
        }
        let index = u32::from_be_bytes(kind) as usize;
        let name = match keys.get(index.wrapping_sub(1)) {
            Some(key) => key.clone(),
            None if kind == *b"----" => free_name(content),
            None => letters(kind),
        };
        for data in inners(content).filter(|inner| inner.kind == *b"data") {
            item(&name, data.content, out);
        }
    }
}

/// The name of an item that a program invented.
fn free_name(content: &[u8]) -> String {
    let text = |kind| find(content, &[kind]).and_then(|text| text.get(4..)).map(lenient);
    text(b"name").or_else(|| text(b"mean")).unwrap_or_default()
}

/// Tells a value by its type (Apple's well-known types).
fn item(name: &str, data: &[u8], out: &mut Out<'_>) {
    let value = data.get(8..).unwrap_or_default();
    match number(data, 1, 3) {
        Some(1) => tell(name, &lenient(value), out),
        Some(2) => tell(name, &encoding_rs::UTF_16BE.decode(value).0, out),
        Some(13 | 14 | 27) => out.child("cover", &mut Cursor::new(value)),
        Some(21 | 22) => {
            let value = number(value, 0, value.len());
            tell(name, &value.map_or(String::new(), |value| value.to_string()), out);
        }
        Some(0) if value.starts_with(b"\xFF\xD8\xFF") || value.starts_with(b"\x89PNG") => {
            out.child("cover", &mut Cursor::new(value));
        }
        _ => tell(name, &strings(value), out),
    }
}

/// Reads a box that is named by sixteen bytes: XMP, the pieces of a camera, or some program's.
fn identified(content: &[u8], out: &mut Out<'_>) {
    let (id, content) = content.split_at_checked(16).unwrap_or((content, b""));
    if id == XMP {
        return xmp::read(content, out);
    }
    let mut is_camera = false;
    for inner in inners(content) {
        // Canon's raw pictures and videos have their EXIF in four pieces.
        if matches!(&inner.kind, b"CMT1" | b"CMT2" | b"CMT3" | b"CMT4") {
            exif::read(inner.content, out);
            is_camera = true;
        }
    }
    if !is_camera {
        let start = content.get(..content.len().min(STRINGS_BYTES_MAX)).unwrap_or_default();
        property(out, &box_name(*b"uuid"), &strings(start));
    }
}

/// Reads a place of 3GPP (TS 26.244, 8.9): a name, then longitude, latitude and height.
fn place(content: &[u8], out: &mut Out<'_>) {
    let rest = content.get(6..).unwrap_or_default();
    let end = match rest {
        [0xFE, 0xFF, ..] => rest.chunks_exact(2).position(|unit| unit == [0, 0]).map(|at| at * 2),
        _ => memchr::memchr(0, rest),
    };
    let end = end.unwrap_or(rest.len());
    property(out, "LocationName", &text_of(rest.get(..end).unwrap_or_default()));
    let after = end + if rest.starts_with(&[0xFE, 0xFF]) { 2 } else { 1 };
    let fixed = |at: usize| {
        let raw = number(rest, after + 1 + at, 4)? as u32;
        Some(f64::from(raw.cast_signed()) / 65_536.0)
    };
    if let (Some(longitude), Some(latitude)) = (fixed(0), fixed(4)) {
        telemetry::position(latitude, longitude, out);
    }
}
