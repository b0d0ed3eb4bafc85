//! Video and sound in boxes (MP4, QuickTime, M4A) or in Matroska: what is written beside the frames.
//!
//! Metadata, positions, subtitles, switched-off tracks, what was cut from view and what no track
//! refers to are read here. Frames are looked at as far as somebody shows them and reads their text;
//! sound is not heard, which is told.

pub(super) mod clean;
pub(super) mod frames;
mod matroska;
mod messages;
mod metadata;
mod movie;
mod samples;
mod telemetry;

use std::io::{Read, SeekFrom};

use super::boxes::{self, Outer, letters};
use super::textual::{property, strings, whole};
use crate::format::{Format, Probe};
use crate::out::{NewPart, Out};
use crate::{FilmKind, Hidden, Input, PartKind, ProblemCode};

use metadata::text_of;
pub(super) use metadata::{meta_content, user_box};

/// What is read of every film.
const READS: &str = "metadata, positions, subtitles, tracks that are switched off or cut; some frames with `ffmpeg`";

/// QuickTime video.
pub(super) const MOV: Format = Format {
    name: "mov",
    title: "QuickTime video",
    extensions: &["mov", "qt"],
    reads: READS,
    in_process: false,
    matches: |probe| is_brand(probe, &[b"qt  "]) || has_atom(probe),
    read: read_boxes,
};

/// MPEG-4 audio.
pub(super) const M4A: Format = Format {
    name: "m4a",
    title: "MPEG-4 audio",
    extensions: &["m4a", "m4b", "aax"],
    reads: "metadata, covers, chapters; sound is not heard",
    in_process: false,
    matches: |probe| is_brand(probe, &[b"M4A ", b"M4B ", b"aax "]),
    read: read_boxes,
};

/// MPEG-4 video; also whatever else is made of boxes and has no format of its own.
pub(super) const MP4: Format = Format {
    name: "mp4",
    title: "MPEG-4 video",
    extensions: &["mp4", "m4v", "3gp", "3g2"],
    reads: READS,
    in_process: false,
    matches: |probe| probe.head.get(4..8) == Some(b"ftyp"),
    read: read_boxes,
};

/// Matroska or WebM video.
pub(super) const MKV: Format = Format {
    name: "mkv",
    title: "Matroska or WebM video",
    extensions: &["mkv", "webm", "mka", "mks"],
    reads: "metadata, attachments, chapters, subtitles, tracks; some frames with `ffmpeg`",
    in_process: false,
    matches: |probe| probe.head.starts_with(b"\x1A\x45\xDF\xA3"),
    read: matroska::read,
};

/// ISO 14496-12, 4.3: the major brand.
pub(super) fn is_brand(probe: &Probe<'_>, brands: &[&[u8; 4]]) -> bool {
    let brand = probe.head.get(8..12);
    probe.head.get(4..8) == Some(b"ftyp")
        && brands.iter().any(|known| brand == Some(known.as_slice()))
}

/// QuickTime from before brands.
fn has_atom(probe: &Probe<'_>) -> bool {
    let kind = probe.head.get(4..8).unwrap_or_default();
    probe.head.first() == Some(&0)
        && [b"moov", b"mdat", b"wide", b"skip", b"pnot"].iter().any(|known| kind == *known)
}

/// What a film turned out to hold beside words.
#[derive(Debug, Default, Clone, Copy)]
struct Kinds {
    /// Tracks of moving pictures.
    films: u32,
    sound: bool,
    /// How long it lasts, when that is known.
    seconds: Option<f64>,
}

impl Kinds {
    fn tell(self, kind: FilmKind, input: &mut dyn Input, out: &mut Out<'_>) {
        if self.films > 0 {
            frames::tell(kind, self.films, self.seconds, input, out);
        }
        if self.sound {
            out.problem(ProblemCode::SoundUnheard);
        }
    }
}

fn read_boxes(input: &mut dyn Input, out: &mut Out<'_>) {
    let outers = boxes::outers(input, out);
    let mut kinds = Kinds::default();
    let mut used = Vec::new();
    for outer in &outers.boxes {
        if out.stop() {
            return;
        }
        match &outer.kind {
            b"moov" => movie::read(&outer.hold(input, out), input, &mut kinds, &mut used, out),
            b"free" | b"skip" | b"wide" => leftover("free space", *outer, input, out),
            b"pnot" | b"ftyp" | b"styp" | b"mdat" | b"moof" | b"mfra" | b"sidx" | b"ssix"
            | b"prft" | b"pdin" => {}
            _ => user_box(outer.kind, &outer.hold(input, out), out),
        }
    }
    let has = |kind: &[u8; 4]| outers.boxes.iter().any(|outer| outer.kind == *kind);
    if !has(b"moov") && !has(b"moof") {
        out.problem(ProblemCode::Damaged);
    }
    out.count().account();
    if !has(b"moof") {
        unused_media(&outers.boxes, used, input, out);
    }
    after_end(outers.end, input, out);
    kinds.tell(FilmKind::Boxes, input, out);
}

/// Bytes of space that belongs to nothing that are looked at.
const LEFTOVER_BYTES_MAX: u64 = 1 << 20;

/// Least bytes without use that are worth telling when there are no words in them: less is padding.
const UNUSED_BYTES_MIN: u64 = 64;

/// Tells the text in bytes that belong to nothing.
fn leftover(label: &str, outer: Outer, input: &mut dyn Input, out: &mut Out<'_>) {
    let mut bytes = Vec::new();
    if input.seek(SeekFrom::Start(outer.start)).is_ok() {
        let _unread = input.take(outer.len().min(LEFTOVER_BYTES_MAX)).read_to_end(&mut bytes);
    }
    let text = strings(&bytes);
    if !text.is_empty() {
        let part = NewPart::new(PartKind::Other, label).hidden(Hidden::Slack);
        out.text(part, &text, vec![whole(&text)]);
    }
}

/// Tells what stands among the media and is no track's: what an editor cut, or somebody put there.
fn unused_media(
    outers: &[Outer],
    mut used: Vec<(u64, u64)>,
    input: &mut dyn Input,
    out: &mut Out<'_>,
) {
    if used.is_empty() {
        return;
    }
    used.sort_unstable();
    let mut unused = 0;
    for media in outers.iter().filter(|outer| outer.kind == *b"mdat") {
        let first = used.partition_point(|(_, end)| *end <= media.start);
        let after = [(media.end, media.end)];
        let mut at = media.start;
        for &(start, end) in used.iter().skip(first).chain(&after) {
            let start = start.min(media.end);
            if start > at {
                let gap = Outer { kind: media.kind, start: at, end: start };
                leftover("media that no track uses", gap, input, out);
            }
            if start > at + UNUSED_BYTES_MIN {
                unused += start - at;
                out.count().gap(at, start);
            }
            at = at.max(end);
            if at >= media.end || out.stop() {
                break;
            }
        }
    }
    if unused > 0 {
        property(out, "UnusedMedia", &format!("{unused} bytes"));
    }
}

/// Tells what follows the last box.
fn after_end(end: u64, input: &mut dyn Input, out: &mut Out<'_>) {
    let len = input.seek(SeekFrom::End(0)).unwrap_or(end);
    if end < len {
        out.problem(ProblemCode::TrailingBytes);
        out.count().gap(end, len);
        let rest = Outer { kind: *b"tail", start: end, end: len };
        leftover("bytes after the end", rest, input, out);
    }
}

/// The name under which the content of an unknown box is told.
fn box_name(kind: [u8; 4]) -> String {
    format!("box {}", letters(kind))
}

#[cfg(test)]
mod tests;
