//! Sound: what is written beside it. What is said is not heard, which is told.

mod id3;
mod riff;
mod vorbis;

use super::{Format, Probe};

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
    const KBITS: [usize; 16] =
        [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0];
    const HERTZ: [usize; 4] = [44_100, 48_000, 32_000, 0];
    let Some([0xFF, 0xFA | 0xFB, rates, ..]) = probe.head.first_chunk::<4>() else { return false };
    let kbits = KBITS.get(usize::from(rates >> 4)).copied().unwrap_or(0);
    let hertz = HERTZ.get(usize::from(rates >> 2 & 3)).copied().unwrap_or(0);
    if kbits == 0 || hertz == 0 {
        return false;
    }
    let frame = 144_000 * kbits / hertz + usize::from(rates >> 1 & 1);
    let next = probe.head.get(frame..).unwrap_or_default();
    next.starts_with(b"\xFF\xFB") || next.starts_with(b"\xFF\xFA")
}

#[cfg(test)]
mod tests;
