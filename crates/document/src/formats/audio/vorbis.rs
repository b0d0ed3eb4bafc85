//! FLAC (RFC 9639) and Ogg (RFC 3533): comments of Vorbis, pictures, application blocks.

use std::io::{BufReader, Cursor, Read, SeekFrom};

use super::super::boxes::number;
use super::super::textual::{base64, lenient, property, strings};
use super::super::video::frames;
use crate::out::Out;
use crate::{FilmKind, Input, ProblemCode};

/// Names of comments that others have in other words.
const NAMES: &[(&str, &str)] = &[
    ("TITLE", "Title"),
    ("ARTIST", "Artist"),
    ("ALBUM", "Album"),
    ("PERFORMER", "Performer"),
    ("COMPOSER", "Composer"),
    ("AUTHOR", "Author"),
    ("COMMENT", "Comment"),
    ("DESCRIPTION", "description"),
    ("CONTACT", "Contact"),
    ("ENCODER", "Software"),
    ("ENCODED-BY", "Contact"),
    ("ORGANIZATION", "Organization"),
    ("COPYRIGHT", "Copyright"),
    ("LOCATION", "LocationName"),
];

/// Longest packet of comments: a cover in Base64 may be in it.
const PACKET_BYTES_MAX: usize = 64 << 20;
/// Pages that are looked at for headers; sound follows.
const PAGES_MAX: usize = 4_000;

pub(super) fn read_flac(input: &mut dyn Input, out: &mut Out<'_>) {
    let held = out.hold(input, None);
    let mut rest = held.bytes.get(4..).unwrap_or_default();
    while let Some([head, size @ ..]) = rest.first_chunk::<4>()
        && !out.stop()
    {
        let length = number(size, 0, 3).unwrap_or(0) as usize;
        let Some(content) = rest.get(4..4 + length) else {
            return out.problem(ProblemCode::Truncated);
        };
        flac_block(head & 0x7F, content, out);
        rest = rest.get(4 + length..).unwrap_or_default();
        if head & 0x80 != 0 {
            break;
        }
    }
    out.problem(ProblemCode::SoundUnheard);
}

fn flac_block(kind: u8, content: &[u8], out: &mut Out<'_>) {
    match kind {
        // The shape of the sound, and where to find moments in it.
        0 | 3 => {}
        4 => comments(content, out),
        6 => picture(content, out),
        1 => property(out, "Padding", &strings(content)),
        _ => property(out, &format!("block {kind}"), &strings(content)),
    }
}

/// Reads comments: who wrote them, then lines of a name and a value.
fn comments(content: &[u8], out: &mut Out<'_>) {
    let (software, rest) = counted(content).unwrap_or_default();
    property(out, "Software", &lenient(software));
    // How many lines there are is seen when they end.
    let mut rest = rest.get(4..).unwrap_or_default();
    while let Some((line, after)) = counted(rest).filter(|_| !out.stop()) {
        comment(&lenient(line), out);
        rest = after;
    }
}

/// Returns bytes after their length, and what follows them.
fn counted(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = u32::from_le_bytes(*bytes.first_chunk()?) as usize;
    bytes.get(4..)?.split_at_checked(length)
}

fn comment(line: &str, out: &mut Out<'_>) {
    let (name, value) = line.split_once('=').unwrap_or(("Comment", line));
    if name.eq_ignore_ascii_case("METADATA_BLOCK_PICTURE") {
        return picture(&base64(value.as_bytes()), out);
    }
    if name.eq_ignore_ascii_case("COVERART") {
        return out.child("cover", &mut Cursor::new(base64(value.as_bytes())));
    }
    let known = NAMES.iter().find(|(known, _)| name.eq_ignore_ascii_case(known));
    property(out, known.map_or(name, |(_, name)| name), value);
}

/// Reads a picture (RFC 9639, 8.8): kind, media type, description, size, content.
fn picture(content: &[u8], out: &mut Out<'_>) {
    let media_len = number(content, 4, 4).unwrap_or(0) as usize;
    let rest = content.get(8usize.saturating_add(media_len)..).unwrap_or_default();
    let description_len = number(rest, 0, 4).unwrap_or(0) as usize;
    let description = rest.get(4..4usize.saturating_add(description_len)).unwrap_or_default();
    property(out, "PictureDescription", &lenient(description));
    let rest = rest.get(description_len.saturating_add(4 + 16 + 4)..).unwrap_or_default();
    out.child("cover", &mut Cursor::new(rest));
}

/// Reads the headers of every stream in an Ogg file.
pub(super) fn read_ogg(input: &mut dyn Input, out: &mut Out<'_>) {
    if input.seek(SeekFrom::Start(0)).is_err() {
        return out.problem(ProblemCode::Unreadable);
    }
    let mut reader = BufReader::with_capacity(64 << 10, input);
    let mut packets = Packets::default();
    let mut has_frames = false;
    for _ in 0..PAGES_MAX {
        match packets.page(&mut reader) {
            Some(true) => {}
            Some(false) => break,
            None => {
                out.problem(ProblemCode::Damaged);
                break;
            }
        }
        for packet in packets.done.drain(..) {
            has_frames |= packet.starts_with(b"\x80theora");
            header(&packet, out);
        }
    }
    if has_frames {
        frames::tell(FilmKind::Ogg, 1, None, reader.into_inner(), out);
    }
    out.problem(ProblemCode::SoundUnheard);
}

/// Reads a packet when it is one of comments.
fn header(packet: &[u8], out: &mut Out<'_>) {
    let marks: [&[u8]; 4] = [b"\x03vorbis", b"OpusTags", b"\x81theora", b"\x84\0\0\0FLAC"];
    if let Some(content) = marks.iter().find_map(|mark| packet.strip_prefix(*mark)) {
        comments(content, out);
    } else if packet.starts_with(b"Speex   ") || packet.starts_with(b"\x7FFLAC") {
        // What follows in the next packet has no mark of its own.
    } else if packet.first().is_some_and(|kind| *kind == 4 || *kind == 0x84) && packet.len() > 8 {
        flac_block(4, packet.get(4..).unwrap_or_default(), out);
    }
}

/// Packets put together from the pages of several streams.
#[derive(Default)]
struct Packets {
    open: std::collections::BTreeMap<u32, Vec<u8>>,
    /// Packets of each stream that were complete; headers are among the first.
    counts: std::collections::BTreeMap<u32, u32>,
    done: Vec<Vec<u8>>,
}

/// Packets of one stream that may be headers.
const HEADERS_MAX: u32 = 4;

impl Packets {
    /// Reads a page; false at the end, none when it is no page.
    fn page(&mut self, reader: &mut impl Read) -> Option<bool> {
        let mut head = [0; 27];
        if reader.read_exact(&mut head).is_err() {
            return Some(false);
        }
        if !head.starts_with(b"OggS") {
            return None;
        }
        let stream = u32::from_le_bytes(*head.get(14..)?.first_chunk()?);
        let mut lacing = vec![0; usize::from(*head.get(26)?)];
        reader.read_exact(&mut lacing).ok()?;
        let mut piece = Vec::new();
        let length: u64 = lacing.iter().map(|length| u64::from(*length)).sum();
        reader.take(length).read_to_end(&mut piece).ok()?;
        let count = self.counts.entry(stream).or_default();
        if *count < HEADERS_MAX {
            let open = self.open.entry(stream).or_default();
            let mut at = 0;
            for length in lacing.iter().map(|length| usize::from(*length)) {
                open.extend_from_slice(piece.get(at..at + length).unwrap_or_default());
                at += length;
                if length < 255 || open.len() > PACKET_BYTES_MAX {
                    self.done.push(std::mem::take(open));
                    *count += 1;
                }
            }
        }
        Some(true)
    }
}
