//! RIFF: chunks of WAV sounds and AVI videos.

use std::io::{Read, SeekFrom};

use super::super::textual::{guessed, lenient, property, strings};
use super::super::video::frames;
use super::super::{boxes::letters, xmp};
use crate::out::Out;
use crate::{FilmKind, Input, ProblemCode};

/// Names of the properties for which a chunk of a list has letters.
const NAMES: &[(&[u8; 4], &str)] = &[
    (b"INAM", "Title"),
    (b"IART", "Artist"),
    (b"ICMT", "Comment"),
    (b"ICOP", "Copyright"),
    (b"ICRD", "CreationDate"),
    (b"IDIT", "CreationDate"),
    (b"IENG", "Contact"),
    (b"ITCH", "Contact"),
    (b"IKEY", "Keywords"),
    (b"ISBJ", "description"),
    (b"ISFT", "Software"),
    (b"ISRC", "SourceFile"),
    (b"ISRF", "SourceFile"),
    (b"ISMP", "CreationDate"),
    (b"IARL", "Archive"),
    (b"ILOC", "LocationName"),
    (b"strn", "TrackName"),
];

/// Chunks of samples and of where they stand.
const CODING: &[&[u8; 4]] = &[
    b"fmt ", b"data", b"fact", b"idx1", b"avih", b"strh", b"strf", b"indx", b"dmlh", b"peak",
    b"PEAK", b"ds64", b"vprp",
];

/// Bytes of one chunk that is read.
const CHUNK_BYTES_MAX: u64 = 16 << 20;
/// Chunks of one file that are looked at.
const CHUNKS_MAX: u64 = 1_000_000;

pub(super) fn read(input: &mut dyn Input, out: &mut Out<'_>) {
    let len = input.seek(SeekFrom::End(0)).unwrap_or(0);
    let is_video = held(input, 8, 4) == b"AVI ";
    let mut at = 12;
    let mut cut = false;
    let mut seconds = None;
    for _ in 0..CHUNKS_MAX {
        let head = held(input, at, 12);
        let (Some(kind), Some(size)) = (
            head.first_chunk::<4>(),
            head.get(4..).and_then(|size| size.first_chunk()).map(|size| u32::from_le_bytes(*size)),
        ) else {
            break;
        };
        if out.stop() {
            return;
        }
        // A list of others is entered, but for the frames, which are many and no text.
        if matches!(kind, b"LIST" | b"RIFF") && head.get(8..12) != Some(b"movi") {
            at += 12;
            continue;
        }
        let end = at.saturating_add(8).saturating_add(size.into());
        // Of a recording beyond four gigabytes the length stands elsewhere.
        let is_long = kind == b"data" && size == u32::MAX;
        cut |= end > len && !is_long;
        if kind == b"avih" {
            seconds = length(&held(input, at + 8, 20));
        }
        if kind != b"LIST" && !CODING.contains(&kind) {
            chunk(*kind, &held(input, at + 8, u64::from(size).min(CHUNK_BYTES_MAX)), out);
        }
        at = if is_long { len } else { end + u64::from(size & 1) };
    }
    if cut {
        out.problem(ProblemCode::Truncated);
    }
    if is_video {
        frames::tell(FilmKind::Chunks, 1, seconds, input, out);
    }
    out.problem(ProblemCode::SoundUnheard);
}

/// Returns how long a film lasts by its header, in seconds: microseconds of a frame, and frames.
fn length(header: &[u8]) -> Option<f64> {
    let field = |at: usize| header.get(at..)?.first_chunk().map(|field| u32::from_le_bytes(*field));
    let seconds = f64::from(field(0)?) * f64::from(field(16)?) / 1e6;
    (seconds > 0.0).then_some(seconds)
}

fn chunk(kind: [u8; 4], content: &[u8], out: &mut Out<'_>) {
    let known = NAMES.iter().find(|(known, _)| **known == kind);
    match (&kind, known) {
        (_, Some((_, name))) => property(out, name, &guessed(content).0),
        (b"bext", _) => broadcast(content, out),
        (b"iXML" | b"axml", _) => property(out, &letters(kind), &lenient(content)),
        (b"_PMX", _) => xmp::read(content, out),
        (b"id3 " | b"ID3 ", _) => {
            super::id3::block(content, out);
        }
        _ => property(out, &letters(kind), &strings(content)),
    }
}

/// Reads the chunk of broadcasters (EBU Tech 3285): description, who, which, when.
fn broadcast(content: &[u8], out: &mut Out<'_>) {
    let fields: [(&str, usize, usize); 5] = [
        ("description", 0, 256),
        ("Author", 256, 32),
        ("OriginatorReference", 288, 32),
        ("CreationDate", 320, 18),
        ("CodingHistory", 602, usize::MAX),
    ];
    for (name, start, length) in fields {
        let end = start.saturating_add(length).min(content.len());
        let field = content.get(start..end).unwrap_or_default();
        let field = field.split(|byte| *byte == 0).next().unwrap_or_default();
        property(out, name, &lenient(field));
    }
}

/// Returns `length` bytes from `at`, or as many as there are.
fn held(input: &mut dyn Input, at: u64, length: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    if input.seek(SeekFrom::Start(at)).is_ok() {
        let _unread = input.take(length).read_to_end(&mut bytes);
    }
    bytes
}
