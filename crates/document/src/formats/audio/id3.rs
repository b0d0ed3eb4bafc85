//! MP3: ID3v2 before the sound; ID3v1, APE and lyrics after it.

use std::io::Cursor;

use super::super::textual::{lenient, property, strings};
use crate::out::Out;
use crate::{Input, ProblemCode};

/// Names of the properties for which a frame has letters; frames of the first version have three.
const NAMES: &[(&str, &str)] = &[
    ("TIT1", "Title"),
    ("TIT2", "Title"),
    ("TT2", "Title"),
    ("TIT3", "Title"),
    ("TALB", "Album"),
    ("TAL", "Album"),
    ("TPE1", "Artist"),
    ("TP1", "Artist"),
    ("TPE2", "Performer"),
    ("TPE3", "Performer"),
    ("TPE4", "Performer"),
    ("TCOM", "Composer"),
    ("TCM", "Composer"),
    ("TEXT", "Author"),
    ("TOLY", "Author"),
    ("TOPE", "Artist"),
    ("TOWN", "OwnerName"),
    ("TENC", "Contact"),
    ("TEN", "Contact"),
    ("TSSE", "Software"),
    ("TSS", "Software"),
    ("TCOP", "Copyright"),
    ("TPUB", "Publisher"),
    ("TOFN", "SourceFile"),
    ("TDRC", "CreationDate"),
    ("TYER", "CreationDate"),
    ("TDEN", "CreationDate"),
    ("COMM", "Comment"),
    ("COM", "Comment"),
    ("USLT", "Lyrics"),
    ("ULT", "Lyrics"),
    ("TXXX", "UserText"),
    ("WXXX", "Link"),
];

/// Longest tag that is read.
const FRAMES_MAX: usize = 10_000;

pub(super) fn read(input: &mut dyn Input, out: &mut Out<'_>) {
    let held = out.hold(input, None);
    let bytes = held.bytes.as_slice();
    let start = block(bytes, out);
    let end = tail(bytes, start, out);
    if end <= start {
        return out.problem(ProblemCode::Truncated);
    }
    out.problem(ProblemCode::SoundUnheard);
}

/// Reads an ID3v2 tag at the start of `bytes`; returns its length.
pub(in super::super) fn block(bytes: &[u8], out: &mut Out<'_>) -> usize {
    let Some([b'I', b'D', b'3', version, _, flags, size @ ..]) = bytes.first_chunk::<10>() else {
        return 0;
    };
    let length = seven_bits(size);
    let body = bytes.get(10..(10 + length).min(bytes.len())).unwrap_or_default();
    if body.len() < length {
        out.problem(ProblemCode::Truncated);
    }
    // Bytes that look like sound were taken apart, in the whole tag.
    let joined;
    let body = match flags & 0x80 != 0 && *version < 4 {
        true => {
            joined = rejoined(body);
            joined.as_slice()
        }
        false => body,
    };
    let skipped = match (flags & 0x40 != 0, version) {
        (true, 3) => be(body, 0, 4).map_or(0, |size| size + 4),
        (true, 4) => body.first_chunk().map_or(0, seven_bits),
        _ => 0,
    };
    frames(body.get(skipped..).unwrap_or_default(), *version, out);
    10 + length + if flags & 0x10 != 0 { 10 } else { 0 }
}

fn frames(body: &[u8], version: u8, out: &mut Out<'_>) {
    let (name_len, head_len) = if version < 3 { (3, 6) } else { (4, 10) };
    let mut rest = body;
    for _ in 0..FRAMES_MAX {
        let Some(name) = rest.get(..name_len).filter(|name| name.first() != Some(&0)) else {
            break;
        };
        let size = match version {
            0..=2 => be(rest, 3, 3),
            3 => be(rest, 4, 4),
            // Some writers took no heed of the seven bits.
            _ => rest.get(4..8).and_then(|size| size.first_chunk()).map(seven_bits),
        };
        let Some(size) = size.filter(|_| !out.stop()) else { return };
        let Some(content) = rest.get(head_len..(head_len + size).min(rest.len())) else { return };
        let flags = if version < 3 { 0 } else { be(rest, 8, 2).unwrap_or(0) };
        frame(&lenient(name), content, version, flags, out);
        rest = rest.get(head_len + size..).unwrap_or_default();
    }
    // After the frames there is padding, or something that somebody put there.
    if rest.iter().any(|byte| *byte != 0) {
        property(out, "Padding", &strings(rest));
    }
}

fn frame(name: &str, content: &[u8], version: u8, flags: usize, out: &mut Out<'_>) {
    let (packed, encrypted) = match version {
        3 => (flags & 0x80 != 0, flags & 0x40 != 0),
        4 => (flags & 0x08 != 0, flags & 0x04 != 0),
        _ => (false, false),
    };
    if encrypted {
        return out.problem(ProblemCode::Encrypted);
    }
    let mut content = content;
    let (joined, inflated);
    if version == 4 && flags & 0x02 != 0 {
        joined = rejoined(content);
        content = &joined;
    }
    if packed || version == 4 && flags & 1 != 0 {
        // The length that comes first is that before packing.
        content = content.get(4..).unwrap_or_default();
    }
    if packed {
        let mut decoder = flate2::read::ZlibDecoder::new(content);
        inflated = out.hold(&mut decoder, Some(content.len() as u64)).bytes;
        content = &inflated;
    }
    let known = NAMES.iter().find(|(frame, _)| *frame == name).map_or(name, |(_, name)| name);
    match name {
        "APIC" | "PIC" => picture(content, name == "PIC", out),
        "GEOB" | "GEO" => object(content, out),
        "COMM" | "COM" | "USLT" | "ULT" => {
            let text = content.get(4..).unwrap_or_default();
            property(out, known, &text_in(content.first().copied(), text));
        }
        _ if name.starts_with('T') || matches!(name, "WXXX" | "WXX" | "IPLS" | "OWNE" | "COMR") => {
            let text = content.get(1..).unwrap_or_default();
            property(out, known, &text_in(content.first().copied(), text));
        }
        _ if name.starts_with('W') => property(out, "Link", &lenient(content)),
        "PRIV" | "UFID" | "UFI" | "MCDI" => property(out, known, &strings(content)),
        _ => property(out, known, &strings(content)),
    }
}

/// Decodes a text by the byte that says how it is written; zeros divide its pieces.
fn text_in(encoding: Option<u8>, text: &[u8]) -> String {
    let text = match encoding {
        // A mark of the order of bytes before each piece is read as what it is.
        Some(1) => match text.starts_with(&[0xFE, 0xFF]) {
            true => encoding_rs::UTF_16BE.decode(text).0.into_owned(),
            false => encoding_rs::UTF_16LE.decode(text).0.into_owned(),
        },
        Some(2) => encoding_rs::UTF_16BE.decode(text).0.into_owned(),
        // It should be Latin-1, and is often what the writer's machine had.
        Some(0) => super::super::textual::guessed(text).0,
        _ => lenient(text),
    };
    let pieces = text.split(['\0', '\u{FEFF}']).map(str::trim).filter(|piece| !piece.is_empty());
    pieces.collect::<Vec<_>>().join("\n")
}

/// Reads an attached picture: encoding, kind of media, what it shows, description, picture.
fn picture(content: &[u8], is_old: bool, out: &mut Out<'_>) {
    let encoding = content.first().copied();
    let kind_end = match is_old {
        true => 4,
        false => memchr::memchr(0, content.get(1..).unwrap_or_default()).map_or(1, |at| at + 2),
    };
    let rest = content.get(kind_end + 1..).unwrap_or_default();
    let (description, picture) = split_text(encoding, rest);
    property(out, "PictureDescription", &text_in(encoding, description));
    out.child("cover", &mut Cursor::new(picture));
}

/// Reads an embedded file: encoding, kind of media, file name, description, content.
fn object(content: &[u8], out: &mut Out<'_>) {
    let encoding = content.first().copied();
    let rest = content.get(1..).unwrap_or_default();
    let (_media, rest) = split_text(Some(0), rest);
    let (name, rest) = split_text(encoding, rest);
    let (description, content) = split_text(encoding, rest);
    property(out, "description", &text_in(encoding, description));
    let name = text_in(encoding, name);
    let name = if name.is_empty() { "embedded object" } else { &name };
    out.child(name, &mut Cursor::new(content));
}

/// Divides at the zero that ends a text.
fn split_text(encoding: Option<u8>, bytes: &[u8]) -> (&[u8], &[u8]) {
    let (end, zeros) = match encoding {
        Some(1 | 2) => (bytes.chunks_exact(2).position(|unit| unit == [0, 0]).map(|at| at * 2), 2),
        _ => (memchr::memchr(0, bytes), 1),
    };
    let end = end.unwrap_or(bytes.len());
    (bytes.get(..end).unwrap_or_default(), bytes.get(end + zeros..).unwrap_or_default())
}

/// Reads the tags after the sound; returns where the sound ends.
fn tail(bytes: &[u8], start: usize, out: &mut Out<'_>) -> usize {
    let mut end = bytes.len();
    if let Some(at) = end.checked_sub(128).filter(|at| *at >= start)
        && bytes.get(at..at + 3) == Some(b"TAG")
    {
        first_version(bytes.get(at + 3..).unwrap_or_default(), out);
        end = at;
    }
    if let Some(at) = find_back(bytes, start, end, b"LYRICSBEGIN", 1 << 20) {
        property(out, "Lyrics", &lyrics(bytes.get(at..end).unwrap_or_default()));
        end = at;
    }
    if let Some(at) = find_back(bytes, start, end, b"APETAGEX", 16 << 20) {
        ape(bytes.get(at..end).unwrap_or_default(), out);
        end = at;
    }
    end
}

/// Returns where the first of marks near the end of the sound stands.
fn find_back(bytes: &[u8], start: usize, end: usize, mark: &[u8], most: usize) -> Option<usize> {
    let from = end.saturating_sub(most).max(start);
    let at = memchr::memmem::find(bytes.get(from..end)?, mark)? + from;
    // Sound may hold any bytes by chance; a tag has its end at the end.
    let tail = bytes.get(end.saturating_sub(64)..end)?;
    let is_ended = [b"APETAGEX".as_slice(), b"LYRICS200", b"LYRICSEND"]
        .iter()
        .any(|mark| memchr::memmem::find(tail, mark).is_some());
    is_ended.then_some(at)
}

/// The texts of a Lyrics3 tag: in its second version fields of a name of three letters and a length of
/// five digits, in the first a text alone.
fn lyrics(tag: &[u8]) -> String {
    let body = tag.strip_prefix(b"LYRICSBEGIN").unwrap_or(tag);
    let end = body.len().saturating_sub(b"LYRICS200".len());
    let Some((fields, _)) = body.split_at_checked(end).filter(|(_, end)| end == b"LYRICS200")
    else {
        return strings(body.strip_suffix(b"LYRICSEND").unwrap_or(body));
    };
    let mut texts = Vec::new();
    let mut rest = fields;
    while let Some((head, content)) = rest.split_at_checked(8)
        && let Some(length) = std::str::from_utf8(head.get(3..).unwrap_or_default())
            .ok()
            .and_then(|digits| digits.parse::<usize>().ok())
        && let Some((content, after)) = content.split_at_checked(length)
    {
        texts.push(super::super::textual::guessed(content).0);
        rest = after;
    }
    // The length of the whole is left; anything else belongs to no field.
    let is_length = rest.len() == 6 && rest.iter().all(u8::is_ascii_digit);
    if !is_length {
        texts.push(strings(rest));
    }
    texts.join("\n")
}

fn first_version(tag: &[u8], out: &mut Out<'_>) {
    for (name, at, length) in
        [("Title", 0, 30), ("Artist", 30, 30), ("Album", 60, 30), ("Comment", 94, 30)]
    {
        let field = tag.get(at..at + length).unwrap_or_default();
        let field = field.split(|byte| *byte == 0).next().unwrap_or_default();
        property(out, name, &super::super::textual::guessed(field).0);
    }
}

/// Reads an APE tag: items of a length, flags, a name and a value.
fn ape(tag: &[u8], out: &mut Out<'_>) {
    let mut rest = tag.get(32..).unwrap_or_default();
    while let Some(size) = rest.first_chunk().map(|size| u32::from_le_bytes(*size) as usize)
        && let Some(after) = rest.get(8..)
        && let Some(end) = memchr::memchr(0, after)
        && let Some(value) = after.get(end + 1..(end + 1).saturating_add(size))
    {
        let name = lenient(after.get(..end).unwrap_or_default());
        match std::str::from_utf8(value) {
            Ok(text) => property(out, &name, text),
            // A binary item is a name, a zero and a file.
            Err(_) => {
                let (name, content) = split_text(Some(3), value);
                out.child(&lenient(name), &mut Cursor::new(content));
            }
        }
        rest = after.get(end + 1 + size..).unwrap_or_default();
    }
}

/// A length of which each byte has seven bits, so that it is no sound.
fn seven_bits(bytes: &[u8; 4]) -> usize {
    bytes.iter().fold(0, |sum, byte| sum << 7 | usize::from(byte & 0x7F))
}

/// Takes out the zeros that keep bytes from looking like sound.
fn rejoined(bytes: &[u8]) -> Vec<u8> {
    let mut joined = Vec::with_capacity(bytes.len());
    let mut before = 0;
    for &byte in bytes {
        if !(before == 0xFF && byte == 0) {
            joined.push(byte);
        }
        before = byte;
    }
    joined
}

/// Returns the number of `size` bytes at `at`, the highest first.
fn be(bytes: &[u8], at: usize, size: usize) -> Option<usize> {
    super::super::boxes::number(bytes, at, size).map(|number| number as usize)
}
