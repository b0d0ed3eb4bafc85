//! Sound: what is written beside it. What is said is not heard, which is told.

pub(super) mod clean;
mod frames;
mod id3;
mod riff;
mod vorbis;

use self::frames::Frame;
use crate::format::{Format, Probe};

pub(super) use id3::block as id3_block;

/// What is read of every sound.
const READS: &str = "tags, comments, covers, chunks, bytes after the end; sound is not heard";

/// MP3 sound.
pub(super) const MP3: Format = Format {
    name: "mp3",
    title: "MP3 sound",
    extensions: &["mp3", "mp2", "mpga"],
    reads: READS,
    in_process: false,
    matches: |probe| probe.head.starts_with(b"ID3") || is_mpeg_audio(probe),
    read: id3::read,
};

/// FLAC sound.
pub(super) const FLAC: Format = Format {
    name: "flac",
    title: "FLAC sound",
    extensions: &["flac"],
    reads: READS,
    in_process: false,
    matches: |probe| probe.head.starts_with(b"fLaC"),
    read: vorbis::read_flac,
};

/// Ogg sound or video.
pub(super) const OGG: Format = Format {
    name: "ogg",
    title: "Ogg sound or video",
    extensions: &["ogg", "oga", "ogv", "ogx", "opus", "spx"],
    reads: READS,
    in_process: false,
    matches: |probe| probe.head.starts_with(b"OggS"),
    read: vorbis::read_ogg,
};

/// WAV sound.
pub(super) const WAV: Format = Format {
    name: "wav",
    title: "WAV sound",
    extensions: &["wav", "rf64"],
    reads: READS,
    in_process: false,
    matches: |probe| is_riff(probe, b"WAVE"),
    read: riff::read,
};

/// AVI video.
pub(super) const AVI: Format = Format {
    name: "avi",
    title: "AVI video",
    extensions: &["avi"],
    reads: "tags, comments, chunks, bytes after the end; frames are not looked at",
    in_process: false,
    matches: |probe| is_riff(probe, b"AVI "),
    read: riff::read,
};

fn is_riff(probe: &Probe<'_>, kind: &[u8; 4]) -> bool {
    let is_riff = [b"RIFF", b"RF64", b"BW64"].iter().any(|mark| probe.head.starts_with(*mark));
    is_riff && probe.head.get(8..12) == Some(kind)
}

/// Two frames of MPEG audio, the second where the first ends.
fn is_mpeg_audio(probe: &Probe<'_>) -> bool {
    let frame = Frame::read(probe.head);
    frame.is_some_and(|frame| frame.length < probe.head.len() && frame.is_followed(probe.head, 0))
}

#[cfg(test)]
mod tests;
