//! The directory of a film (ISO/IEC 14496-12, 8.2): its times, its tracks, and what they hide.

use std::io::{Read, SeekFrom};

use super::super::boxes::{Inner, find, inners, letters, number, time};
use super::super::textual::{lenient, property, strings};
use super::metadata::{text_of, user_box};
use super::samples::Samples;
use super::{Kinds, messages, telemetry};
use crate::out::{NewPart, Out};
use crate::{Hidden, Input, PartKind, ProblemCode};

/// Bytes of text that one track may hold.
const TEXT_BYTES_MAX: u64 = 16 << 20;
/// Bytes of one piece of text.
const PIECE_BYTES_MAX: u64 = 1 << 20;
/// Pieces of a track of measurements that are looked at.
const MEASUREMENTS_MAX: usize = 2_000;
/// Seconds that may be cut from a track without a word: encoders pad.
const CUT_SECONDS_MIN: f64 = 1.0;

/// Reads `moov`; adds the stretches of the file that tracks use to `used`.
pub(super) fn read(
    movie: &[u8],
    input: &mut dyn Input,
    kinds: &mut Kinds,
    used: &mut Vec<(u64, u64)>,
    out: &mut Out<'_>,
) {
    let header = find(movie, &[b"mvhd"]).unwrap_or_default();
    for (name, at) in [("CreateDate", Clock::Created), ("ModifyDate", Clock::Modified)] {
        property(out, name, &clock(header, at).unwrap_or_default());
    }
    let chapters = chapter_tracks(movie);
    kinds.seconds = seconds(header).filter(|seconds| *seconds > 0.0);
    for Inner { kind, content } in inners(movie) {
        if out.stop() {
            return;
        }
        match &kind {
            b"trak" => {
                let Some(track) = Track::read(content, header) else { continue };
                track.tell(&chapters, input, used, out);
                kinds.films += u32::from(matches!(&track.handler, b"vide" | b"pict" | b"auxv"));
                kinds.sound |= track.handler == *b"soun";
            }
            b"mvhd" | b"iods" | b"mvex" | b"trex" | b"prfl" | b"clip" => {}
            b"cmov" => out.problem(ProblemCode::FormatNotRead),
            _ => user_box(kind, content, out),
        }
    }
}

/// Numbers of the tracks that others name as their chapters.
fn chapter_tracks(movie: &[u8]) -> Vec<u64> {
    let tracks = inners(movie).filter(|inner| inner.kind == *b"trak");
    let named = tracks.filter_map(|track| find(track.content, &[b"tref", b"chap"]));
    named.flat_map(|ids| ids.chunks_exact(4).filter_map(|id| number(id, 0, 4))).collect()
}

#[derive(Clone, Copy)]
enum Clock {
    Created,
    Modified,
}

/// Reads a time of a header, which has wider fields in its second version.
fn clock(header: &[u8], which: Clock) -> Option<String> {
    let size = field_size(header)?;
    let at = match which {
        Clock::Created => 4,
        Clock::Modified => 4 + size,
    };
    time(number(header, at, size)?)
}

fn field_size(header: &[u8]) -> Option<usize> {
    Some(if *header.first()? == 1 { 8 } else { 4 })
}

/// Returns how long a film or a track lasts, in seconds.
fn seconds(header: &[u8]) -> Option<f64> {
    let size = field_size(header)?;
    let scale = number(header, 4 + 2 * size, 4)?;
    Some(number(header, 8 + 2 * size, size)? as f64 / scale.max(1) as f64)
}

/// A track of a film.
struct Track<'a> {
    id: u64,
    is_enabled: bool,
    handler: [u8; 4],
    /// How its pieces are coded.
    coding: [u8; 4],
    content: &'a [u8],
    movie_scale: u64,
}

impl<'a> Track<'a> {
    fn read(content: &'a [u8], movie_header: &[u8]) -> Option<Self> {
        let header = find(content, &[b"tkhd"])?;
        let size = field_size(header)?;
        let handler = find(content, &[b"mdia", b"hdlr"]).unwrap_or_default();
        let coding = find(content, &[b"mdia", b"minf", b"stbl", b"stsd"]).unwrap_or_default();
        let movie_size = field_size(movie_header).unwrap_or(4);
        Some(Self {
            id: number(header, 4 + 2 * size, 4)?,
            is_enabled: header.get(3).is_some_and(|flags| flags & 1 != 0),
            handler: handler.get(8..12).and_then(|kind| kind.try_into().ok()).unwrap_or_default(),
            coding: coding.get(12..16).and_then(|kind| kind.try_into().ok()).unwrap_or_default(),
            content,
            movie_scale: number(movie_header, 4 + 2 * movie_size, 4).unwrap_or(1).max(1),
        })
    }

    fn tell(
        &self,
        chapters: &[u64],
        input: &mut dyn Input,
        used: &mut Vec<(u64, u64)>,
        out: &mut Out<'_>,
    ) {
        self.tell_header(out);
        let stbl = find(self.content, &[b"mdia", b"minf", b"stbl"]).unwrap_or_default();
        let samples = Samples::read(stbl, out.limits().entries_max.saturating_mul(100));
        used.extend(samples.chunks.iter().filter(|(start, end)| start < end));
        let is_chapters = chapters.contains(&self.id);
        match (&self.handler, &self.coding) {
            (_, b"encv" | b"enca" | b"enct" | b"encs" | b"drms" | b"drmi" | b"drmt") => {
                out.problem(ProblemCode::Encrypted);
            }
            (b"vide" | b"soun", _) if !self.is_enabled && !is_chapters => self.switched_off(out),
            (b"text" | b"sbtl" | b"subt" | b"clcp" | b"subp", _) => {
                self.subtitles(&samples, is_chapters, input, out);
            }
            (b"meta" | b"camm" | b"gpmd", _) => self.measurements(&samples, input, out),
            _ => {}
        }
        let descriptions = find(stbl, &[b"stsd"]).unwrap_or_default();
        if self.handler == *b"vide"
            && let Some(coding) = messages::Coding::of(descriptions)
        {
            messages::tell(coding, &samples, input, out);
        }
    }

    fn tell_header(&self, out: &mut Out<'_>) {
        if let Some(handler) = find(self.content, &[b"mdia", b"hdlr"]) {
            let name = lenient(handler.get(24..).unwrap_or_default());
            // In QuickTime the length of the name comes first.
            let name = name.trim_start_matches(|first: char| u32::from(first) < 32);
            property(out, "HandlerName", name.trim_end_matches('\0'));
        }
        self.tell_coding(out);
        if let Some(shown) = self.seconds_shown()
            && let Some(all) = find(self.content, &[b"mdia", b"mdhd"]).and_then(seconds)
            && all - shown > CUT_SECONDS_MIN
            && matches!(&self.handler, b"vide" | b"soun")
        {
            let cut = format!("{shown:.1} of {all:.1} seconds are shown");
            property(out, "TrimmedMedia", &cut);
        }
        for Inner { kind, content } in inners(self.content) {
            if matches!(&kind, b"udta" | b"meta" | b"uuid") {
                user_box(kind, content, out);
            }
        }
    }

    /// Tells the name of the program that coded a film (12.1.3), and where media stand elsewhere (8.7.2).
    fn tell_coding(&self, out: &mut Out<'_>) {
        const NAME_AT: usize = 58;
        const NAME_BYTES: usize = 32;
        let entry = find(self.content, &[b"mdia", b"minf", b"stbl", b"stsd"]).unwrap_or_default();
        let name = entry.get(NAME_AT..NAME_AT + NAME_BYTES).filter(|_| self.handler == *b"vide");
        property(out, "CompressorName", &strings(name.unwrap_or_default()));
        let references = find(self.content, &[b"mdia", b"minf", b"dinf", b"dref"]);
        for Inner { content, .. } in
            inners(references.and_then(|it| it.get(8..)).unwrap_or_default())
        {
            property(out, "DataReference", &strings(content.get(4..).unwrap_or_default()));
        }
    }

    /// How much of the track its list of edits shows; none without a list.
    fn seconds_shown(&self) -> Option<f64> {
        let list = find(self.content, &[b"edts", b"elst"])?;
        let size = field_size(list)?;
        let rows = list.get(8..)?.chunks_exact(2 * size + 4);
        // A media time of -1 is a pause, not a piece.
        let pause = u64::MAX >> (64 - 8 * size);
        let shown = rows.filter(|row| number(row, size, size) != Some(pause));
        let units: u64 = shown.filter_map(|row| number(row, 0, size)).fold(0, u64::saturating_add);
        // A duration of zero means all there is.
        (units > 0).then(|| units as f64 / self.movie_scale as f64)
    }

    fn switched_off(&self, out: &mut Out<'_>) {
        let kind = if self.handler == *b"vide" { "video" } else { "sound" };
        let text = format!("{kind} track that players do not show ({})", letters(self.coding));
        let part = NewPart::new(PartKind::Other, format!("track {}", self.id));
        out.text(part.hidden(Hidden::Layer), &text, Vec::new());
    }

    fn subtitles(
        &self,
        samples: &Samples,
        is_chapters: bool,
        input: &mut dyn Input,
        out: &mut Out<'_>,
    ) {
        if matches!(&self.coding, b"c608" | b"c708" | b"mp4s") {
            return out.problem_with(None, ProblemCode::FormatNotRead, Some(self.id));
        }
        let mut text = String::new();
        for piece in pieces(samples, input) {
            let line = self.words(&piece);
            if !line.trim().is_empty() {
                text.push_str(line.trim());
                text.push('\n');
            }
            if text.len() as u64 > TEXT_BYTES_MAX {
                out.problem(ProblemCode::ObjectLimit);
                break;
            }
        }
        let label = match is_chapters {
            true => format!("chapters {}", self.id),
            false => format!("subtitles {}", self.id),
        };
        let part = NewPart::new(PartKind::Body, label);
        let is_shown = self.is_enabled || is_chapters;
        let part = if is_shown { part } else { part.hidden(Hidden::Layer) };
        if !text.is_empty() {
            out.text(part, text.trim_end(), Vec::new());
        }
    }

    /// Returns the words of one subtitle.
    fn words(&self, piece: &[u8]) -> String {
        match &self.coding {
            // WebVTT (ISO/IEC 14496-30): cues, each with what is shown.
            b"wvtt" => {
                let cues = inners(piece).filter_map(|cue| find(cue.content, &[b"payl"]));
                cues.map(lenient).collect::<Vec<_>>().join("\n")
            }
            b"stpp" | b"sbtt" | b"stxt" => lenient(piece),
            _ => {
                let length = number(piece, 0, 2).unwrap_or(0) as usize;
                text_of(piece.get(2..(2 + length).min(piece.len())).unwrap_or_default())
            }
        }
    }

    /// Reads a track of what a camera measured.
    fn measurements(&self, samples: &Samples, input: &mut dyn Input, out: &mut Out<'_>) {
        let mut said = String::new();
        for piece in pieces(samples, input).take(MEASUREMENTS_MAX) {
            if out.stop() {
                return;
            }
            match &self.coding {
                b"gpmd" => telemetry::gopro(&piece, out),
                b"camm" => telemetry::motion(&piece, out),
                _ if said.len() < 64 << 10 => {
                    let text = strings(&piece);
                    if !text.is_empty() && !said.ends_with(&text) {
                        said.push_str(&text);
                        said.push('\n');
                    }
                }
                _ => {}
            }
        }
        property(out, "TimedMetadata", &said);
    }
}

/// Reads the pieces of a track, one after the other.
fn pieces<'a>(
    samples: &'a Samples,
    input: &'a mut dyn Input,
) -> impl Iterator<Item = Vec<u8>> + 'a {
    samples.pieces.iter().map_while(move |(start, length)| {
        let mut piece = Vec::new();
        input.seek(SeekFrom::Start(*start)).ok()?;
        (&mut *input).take((*length).min(PIECE_BYTES_MAX)).read_to_end(&mut piece).ok()?;
        Some(piece)
    })
}
