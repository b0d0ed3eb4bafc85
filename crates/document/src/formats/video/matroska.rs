//! Matroska and WebM (RFC 9559) in EBML (RFC 8794): elements of an identifier, a length and content.
//!
//! Elements that hold others are entered and not measured, so that recordings without lengths are
//! read as well, and no nesting is too deep.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, SeekFrom};

use flate2::read::ZlibDecoder;

use super::super::boxes::{Outer, number};
use super::super::textual::{lenient, property, strings};
use super::{Kinds, after_end, leftover};
use crate::out::{NewPart, Out};
use crate::{FilmKind, Hidden, Input, PartKind, ProblemCode};

/// Elements that hold others of interest.
const ENTERED: &[u32] = &[
    SEGMENT,
    CLUSTER,
    0x1549_A966,
    0x1654_AE6B,
    0x1254_C367,
    0x7373,
    0x67C8,
    0x1941_A469,
    0x1043_A770,
    0x45B9,
    0xB6,
    0x80,
    0xA0,
    0x6D80,
    0x6240,
    0x5034,
    TRACK,
    FILE,
];

const SEGMENT: u32 = 0x1853_8067;
const CLUSTER: u32 = 0x1F43_B675;
const TRACK: u32 = 0xAE;
const FILE: u32 = 0x61A7;
const FILE_DATA: u32 = 0x465C;
const VOID: u32 = 0xEC;

/// Texts that are properties of the file.
const PROPERTIES: &[(u32, &str)] = &[
    (0x7BA9, "Title"),
    (0x4D80, "Software"),
    (0x5741, "Software"),
    (0x7384, "SourceFile"),
    (0x003C_83AB, "SourceFile"),
    (0x003E_83BB, "SourceFile"),
    (0x467E, "description"),
];

/// Tags whose names others have in other words.
const TAGS: &[(&str, &str)] = &[
    ("ARTIST", "Artist"),
    ("COMMENT", "Comment"),
    ("ENCODER", "Software"),
    ("LOCATION", "GPSPosition"),
    ("COM.APPLE.QUICKTIME.LOCATION.ISO6709", "GPSPosition"),
];

/// Bytes of one text, and of one block of subtitles.
const TEXT_BYTES_MAX: u64 = 1 << 20;
/// Bytes of all subtitles of a file.
const SUBTITLES_BYTES_MAX: usize = 16 << 20;
/// Seconds from 1904 to the first of January 2001, where this clock begins.
const EPOCH_2001: u64 = 3_061_152_000;

pub(super) fn read(input: &mut dyn Input, out: &mut Out<'_>) {
    let len = input.seek(SeekFrom::End(0)).unwrap_or(0);
    let mut film = Film::default();
    let mut at = 0;
    while at < len && !out.stop() {
        let Some(element) = Element::at(at, len, input) else {
            match len - at < HEAD_BYTES_MAX {
                true => out.problem(ProblemCode::Truncated),
                false => after_end(at, input, out),
            }
            break;
        };
        if element.is_cut {
            out.problem(ProblemCode::Truncated);
        }
        if ENTERED.contains(&element.id) {
            film.enter(element.id);
            at = element.content.start;
            continue;
        }
        film.element(&element, input, out);
        at = element.content.end;
    }
    if film.tracks.is_empty() {
        out.problem(ProblemCode::Damaged);
    }
    film.tell(input, out);
}

/// Longest identifier and length together.
const HEAD_BYTES_MAX: u64 = 12;

/// An element, and where its content stands.
struct Element {
    id: u32,
    content: Outer,
    is_cut: bool,
}

impl Element {
    fn at(at: u64, len: u64, input: &mut dyn Input) -> Option<Self> {
        let mut head = Vec::new();
        input.seek(SeekFrom::Start(at)).ok()?;
        input.take(HEAD_BYTES_MAX).read_to_end(&mut head).ok()?;
        let id_len = head.first()?.leading_zeros() as usize + 1;
        let id = u32::try_from(number(&head, 0, id_len).filter(|_| id_len <= 4)?).ok()?;
        let (size, size_len) = variable(head.get(id_len..)?)?;
        let start = at + (id_len + size_len) as u64;
        let end = size.map_or(len, |size| start.saturating_add(size));
        let content = Outer { kind: *b"ebml", start, end: end.min(len) };
        Some(Self { id, content, is_cut: end > len })
    }
}

/// A number whose first bits say how long it is; none inside when all bits are set, which stands
/// for a length that nobody knew.
fn variable(bytes: &[u8]) -> Option<(Option<u64>, usize)> {
    let len = bytes.first()?.leading_zeros() as usize + 1;
    let mark = 1_u64.checked_shl((7 * len) as u32).filter(|_| len <= 8)?;
    let value = number(bytes, 0, len)? & (mark - 1);
    Some(((value != mark - 1).then_some(value), len))
}

/// What was read so far.
#[derive(Default)]
struct Film {
    kinds: Kinds,
    tracks: Vec<Track>,
    subtitles: BTreeMap<u64, String>,
    subtitles_bytes: usize,
    chapters: String,
    hidden_chapters: String,
    is_chapter_hidden: bool,
    tag: String,
    file: String,
    unit: u64,
    units: Option<f64>,
}

#[derive(Default)]
struct Track {
    number: u64,
    kind: u64,
    is_off: bool,
    codec: String,
    /// How blocks are packed, when they are.
    packing: Option<u64>,
    /// Bytes that were taken from the start of each block.
    prefix: Vec<u8>,
}

impl Film {
    fn enter(&mut self, id: u32) {
        match id {
            TRACK => self.tracks.push(Track::default()),
            FILE => self.file = String::from("attachment"),
            0xB6 => self.is_chapter_hidden = false,
            // How blocks are packed says nothing unless it says more.
            0x5034 => {
                if let Some(track) = self.tracks.last_mut() {
                    track.packing = Some(0);
                }
            }
            _ => {}
        }
    }

    fn element(&mut self, element: &Element, input: &mut dyn Input, out: &mut Out<'_>) {
        match element.id {
            FILE_DATA => {
                let data = element.content.hold(input, out);
                out.child(&self.file, &mut Cursor::new(data));
            }
            VOID => leftover("free space", element.content, input, out),
            0xA3 | 0xA1 => self.block(&small(element, input), out),
            0xD7 | 0x83 | 0xB9 | 0x86 | 0x4254 | 0x4255 | 0x5035 | 0x536E | 0x63A2 => {
                self.track(element.id, &small(element, input), out);
            }
            // How many nanoseconds a unit of time has, and how many such units the film.
            0x002A_D7B1 => self.unit = number(&small(element, input), 0, 3).unwrap_or(0),
            0x4489 => self.units = float(&small(element, input)),
            0x98 => self.is_chapter_hidden = small(element, input).ends_with(&[1]),
            0x85 => {
                let name = text(&small(element, input));
                let list = match self.is_chapter_hidden {
                    true => &mut self.hidden_chapters,
                    false => &mut self.chapters,
                };
                list.push_str(&name);
                list.push('\n');
            }
            0x466E => {
                self.file = text(&small(element, input));
                let part = NewPart::new(PartKind::Name, "attachment");
                out.text(part.hidden(Hidden::Attachment), &self.file, Vec::new());
            }
            0x45A3 => self.tag = text(&small(element, input)),
            0x4487 | 0x4485 => self.tag_value(&text(&small(element, input)), out),
            0x4461 => {
                let seconds = number(&small(element, input), 0, 8).unwrap_or(0) / 1_000_000_000;
                let time = super::super::boxes::time(EPOCH_2001.saturating_add(seconds));
                property(out, "CreateDate", &time.unwrap_or_default());
            }
            id => {
                if let Some((_, name)) = PROPERTIES.iter().find(|(known, _)| *known == id) {
                    property(out, name, &text(&small(element, input)));
                }
            }
        }
    }

    fn tag_value(&self, value: &str, out: &mut Out<'_>) {
        let known = TAGS.iter().find(|(tag, _)| self.tag.eq_ignore_ascii_case(tag));
        match known.map_or(self.tag.as_str(), |(_, name)| *name) {
            "GPSPosition" => {
                let position = super::telemetry::iso_6709(value);
                property(out, "GPSPosition", position.as_deref().unwrap_or(value));
            }
            name => property(out, name, value),
        }
    }

    fn track(&mut self, id: u32, content: &[u8], out: &mut Out<'_>) {
        let Some(track) = self.tracks.last_mut() else { return };
        let value = number(content, 0, content.len()).unwrap_or(0);
        match id {
            0xD7 => track.number = value,
            0x83 => {
                track.kind = value;
                self.kinds.films += u32::from(value == 1);
                self.kinds.sound |= value == 2;
            }
            0xB9 => track.is_off = value == 0,
            0x86 => track.codec = text(content),
            0x4254 => track.packing = Some(value),
            0x4255 => track.prefix = content.to_vec(),
            0x5035 => out.problem(ProblemCode::Encrypted),
            0x536E => property(out, "TrackName", &text(content)),
            // Styled subtitles have a head of text: title, authors, comments.
            0x63A2 if track.codec.starts_with("S_TEXT") => {
                property(out, "SubtitlesHeader", &lenient(content));
            }
            _ => {}
        }
    }

    /// Reads a block: number of its track, time, flags, content.
    fn block(&mut self, block: &[u8], out: &mut Out<'_>) {
        let Some((Some(id), len)) = variable(block) else { return };
        let Some(track) = self.tracks.iter().find(|track| track.number == id) else { return };
        if track.kind != SUBTITLES || self.subtitles_bytes > SUBTITLES_BYTES_MAX {
            return;
        }
        let content = block.get(len + 3..).unwrap_or_default();
        let words = match track.packing {
            Some(0) => {
                let packed = Some(content.len() as u64);
                out.hold(&mut ZlibDecoder::new(content), packed).bytes
            }
            Some(3) => [track.prefix.as_slice(), content].concat(),
            _ => content.to_vec(),
        };
        let words = match track.codec.starts_with("S_TEXT") || track.codec.starts_with("D_WEBVTT") {
            true => lenient(&words),
            false => strings(&words),
        };
        self.subtitles_bytes += words.len();
        let all = self.subtitles.entry(id).or_default();
        all.push_str(words.trim());
        all.push('\n');
    }

    fn tell(&self, input: &mut dyn Input, out: &mut Out<'_>) {
        let lists = [(&self.chapters, None), (&self.hidden_chapters, Some(Hidden::Layer))];
        for (list, hidden) in lists.into_iter().filter(|(list, _)| !list.is_empty()) {
            let part = NewPart { hidden, ..NewPart::new(PartKind::Outline, "chapters") };
            out.text(part, list.trim_end(), Vec::new());
        }
        for track in &self.tracks {
            let hidden = track.is_off.then_some(Hidden::Layer);
            if let Some(words) = self.subtitles.get(&track.number) {
                let label = format!("subtitles {}", track.number);
                let part = NewPart { hidden, ..NewPart::new(PartKind::Body, label) };
                out.text(part, words.trim_end(), Vec::new());
            }
            let is_picture = track.kind == SUBTITLES && !track.codec.starts_with("S_TEXT");
            if is_picture {
                out.problem_with(None, ProblemCode::FormatNotRead, Some(track.number));
            }
            if track.is_off && track.kind != SUBTITLES {
                let kind = if track.kind == 1 { "video" } else { "sound" };
                let text = format!("{kind} track that players do not show ({})", track.codec);
                let part = NewPart::new(PartKind::Other, format!("track {}", track.number));
                out.text(part.hidden(Hidden::Layer), &text, Vec::new());
            }
        }
        let unit = if self.unit == 0 { 1_000_000 } else { self.unit };
        let seconds = self.units.map(|units| units * unit as f64 / 1e9);
        let seconds = seconds.filter(|seconds| *seconds > 0.0);
        Kinds { seconds, ..self.kinds }.tell(FilmKind::Matroska, input, out);
    }
}

/// The kind of a track of subtitles.
const SUBTITLES: u64 = 0x11;

/// Returns the content of an element that should not be large.
fn small(element: &Element, input: &mut dyn Input) -> Vec<u8> {
    let mut content = Vec::new();
    if input.seek(SeekFrom::Start(element.content.start)).is_ok() {
        let length = element.content.len().min(TEXT_BYTES_MAX);
        let _unread = input.take(length).read_to_end(&mut content);
    }
    content
}

/// A number of four or eight bytes that may have a fraction.
fn float(content: &[u8]) -> Option<f64> {
    match content.len() {
        4 => Some(f32::from_be_bytes(*content.first_chunk()?).into()),
        _ => Some(f64::from_be_bytes(*content.first_chunk()?)),
    }
}

fn text(content: &[u8]) -> String {
    lenient(content).trim_end_matches('\0').to_owned()
}
