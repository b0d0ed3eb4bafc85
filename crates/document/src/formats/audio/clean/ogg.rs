//! Ogg (RFC 3533): pages are numbered anew, and comments among the headers are empty.

use std::collections::BTreeMap;

use super::TRUNCATED;
use crate::ProblemCode;
use crate::clean::{Refusal, Removal, Work};

/// Bytes of a page before its table of lengths, and where in them things stand.
const HEAD: usize = 27;
const GRANULE: usize = 6;
const SERIAL: usize = 14;
const CHECKSUM: usize = 22;
/// Flags of a page: it goes on with a packet; it is the first of its stream.
const GOES_ON: u8 = 1;
const IS_FIRST: u8 = 2;
/// Most lengths in the table of a page, and the length that says that more follows.
const LENGTHS_MAX: usize = 255;
const MORE: usize = 255;
/// A page on which no packet ends.
const NO_GRANULE: u64 = u64::MAX;
/// Comments that name no program and have no lines.
const NO_COMMENTS: [u8; 8] = [0; 8];

pub(in crate::formats) fn clean(bytes: &[u8], work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    let mut copy = Copy::default();
    let mut at = 0;
    let mut slack = 0;
    while at < bytes.len() {
        match Page::read(bytes.get(at..).unwrap_or_default()) {
            Some(page) => {
                at += page.length;
                copy.take(&page)?;
            }
            None => {
                let rest = bytes.get(at + 1..).unwrap_or_default();
                at = memchr::memmem::find(rest, b"OggS").map_or(bytes.len(), |next| at + 1 + next);
                slack += 1;
            }
        }
    }
    if copy.made.is_empty() || copy.streams.values().any(|stream| stream.is_in_headers()) {
        return Err(TRUNCATED);
    }
    work.removed(Removal::Properties, copy.gone);
    work.removed(Removal::Tracks, copy.left_out);
    work.removed(Removal::Slack, slack);
    Ok(copy.made)
}

/// A page whose checksum is right.
struct Page<'a> {
    flags: u8,
    granule: u64,
    serial: u32,
    lengths: &'a [u8],
    body: &'a [u8],
    length: usize,
}

impl<'a> Page<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let head = bytes.get(..HEAD).filter(|head| head.starts_with(b"OggS\0"))?;
        let lengths = bytes.get(HEAD..HEAD + usize::from(*head.last()?))?;
        let start = HEAD + lengths.len();
        let length = start + lengths.iter().map(|length| usize::from(*length)).sum::<usize>();
        let checksum = head.get(CHECKSUM..)?.first_chunk().map(|sum| u32::from_le_bytes(*sum))?;
        (checksum == checksum_of(bytes.get(..length)?)).then_some(())?;
        Some(Self {
            flags: *head.get(5)?,
            granule: u64::from_le_bytes(*head.get(GRANULE..)?.first_chunk()?),
            serial: u32::from_le_bytes(*head.get(SERIAL..)?.first_chunk()?),
            lengths,
            body: bytes.get(start..length)?,
            length,
        })
    }
}

/// The checksum of a page, its own field taken for zero (RFC 3533, 6).
fn checksum_of(page: &[u8]) -> u32 {
    page.iter().enumerate().fold(0, |sum: u32, (at, byte)| {
        let byte = if (CHECKSUM..CHECKSUM + 4).contains(&at) { 0 } else { *byte };
        let index = (sum >> 24) as u8 ^ byte;
        sum << 8 ^ CHECKSUMS.get(usize::from(index)).copied().unwrap_or(0)
    })
}

const CHECKSUMS: [u32; 256] = {
    let mut table = [0; 256];
    let mut index = 0;
    while index < 256 {
        let mut sum = (index as u32) << 24;
        let mut bit = 0;
        while bit < 8 {
            sum = if sum & 0x8000_0000 != 0 { sum << 1 ^ 0x04C1_1DB7 } else { sum << 1 };
            bit += 1;
        }
        table[index] = sum;
        index += 1;
    }
    table
};

/// How a stream is coded, as far as its headers differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coding {
    Vorbis,
    Opus,
    Theora,
    Speex,
    Flac,
    /// Says what the other streams are; nothing in it is played.
    Skeleton,
}

impl Coding {
    fn of(packet: &[u8]) -> Option<Self> {
        let known: [(&[u8], Self); 6] = [
            (b"\x01vorbis", Self::Vorbis),
            (b"OpusHead", Self::Opus),
            (b"\x80theora", Self::Theora),
            (b"Speex   ", Self::Speex),
            (b"\x7FFLAC", Self::Flac),
            (b"fishead\0", Self::Skeleton),
        ];
        known.iter().find(|(mark, _)| packet.starts_with(mark)).map(|(_, coding)| *coding)
    }

    /// Headers behind the first.
    fn headers(self) -> usize {
        match self {
            Self::Vorbis | Self::Theora => 2,
            Self::Opus | Self::Speex | Self::Flac => 1,
            Self::Skeleton => 0,
        }
    }

    fn empty_comments(self) -> Vec<u8> {
        let (before, after): (&[u8], &[u8]) = match self {
            Self::Vorbis => (b"\x03vorbis", b"\x01"),
            Self::Opus => (b"OpusTags", b""),
            Self::Theora => (b"\x81theora", b""),
            // The last block of metadata, of comments, with its length (RFC 9639, 8).
            Self::Flac => (b"\x84\0\0\x08", b""),
            Self::Speex | Self::Skeleton => (b"", b""),
        };
        [before, &NO_COMMENTS, after].concat()
    }
}

/// A stream of packets.
struct Stream {
    coding: Coding,
    serial: u32,
    sequence: u32,
    /// Headers that are still to come.
    left: usize,
    /// The packet that is open, while headers come.
    open: Vec<u8>,
    /// Headers behind the first, as they are written.
    headers: Vec<Vec<u8>>,
}

impl Stream {
    fn is_in_headers(&self) -> bool {
        self.left > 0
    }

    /// Takes in a header; returns true when it was changed.
    fn take_header(&mut self, packet: Vec<u8>) -> bool {
        if self.coding == Coding::Flac {
            // Blocks follow until one says that it is the last; comments take the place of all.
            let is_last = packet.first().is_none_or(|kind| kind & 0x80 != 0);
            self.left = usize::from(!is_last);
            self.headers = vec![self.coding.empty_comments()];
            return self.headers.first() != Some(&packet);
        }
        self.left -= 1;
        let header = match self.headers.is_empty() {
            true => self.coding.empty_comments(),
            false => packet.clone(),
        };
        let changed = header != packet;
        self.headers.push(header);
        changed
    }
}

/// The copy in the making.
#[derive(Default)]
struct Copy {
    made: Vec<u8>,
    streams: BTreeMap<u32, Stream>,
    /// Streams that began.
    count: u32,
    gone: usize,
    left_out: usize,
}

impl Copy {
    fn take(&mut self, page: &Page<'_>) -> Result<(), Refusal> {
        if page.flags & IS_FIRST != 0 {
            return self.begin(page);
        }
        // A page of a stream that never began is nobody's.
        let Some(stream) = self.streams.get_mut(&page.serial) else {
            self.gone += 1;
            return Ok(());
        };
        if stream.coding == Coding::Skeleton {
            return Ok(());
        }
        if !stream.is_in_headers() {
            write(&mut self.made, stream, page.flags, page.granule, page.lengths, page.body);
            return Ok(());
        }
        let mut at = 0;
        for length in page.lengths.iter().map(|length| usize::from(*length)) {
            if !stream.is_in_headers() {
                // Sound begins on a page of its own.
                return Err(super::DAMAGED);
            }
            stream.open.extend_from_slice(page.body.get(at..at + length).unwrap_or_default());
            at += length;
            if length < MORE {
                let packet = std::mem::take(&mut stream.open);
                self.gone += usize::from(stream.take_header(packet));
            }
        }
        if !stream.is_in_headers() {
            write_packets(&mut self.made, stream);
        }
        Ok(())
    }

    /// Begins a stream with its first page, on which there is one packet.
    fn begin(&mut self, page: &Page<'_>) -> Result<(), Refusal> {
        let unknown = Refusal::Unread(ProblemCode::FormatNotRead);
        let coding = Coding::of(page.body).ok_or(unknown)?;
        let mut stream = Stream {
            coding,
            serial: self.count,
            sequence: 0,
            left: coding.headers(),
            open: Vec::new(),
            headers: Vec::new(),
        };
        if coding == Coding::Skeleton {
            self.left_out += 1;
        } else {
            self.count += 1;
            let mut body = page.body.to_vec();
            if let (Coding::Flac, Some(count)) = (coding, body.get_mut(7..9)) {
                count.copy_from_slice(&[0, 1]);
            }
            write(&mut self.made, &mut stream, IS_FIRST, page.granule, page.lengths, &body);
        }
        self.streams.insert(page.serial, stream);
        Ok(())
    }
}

/// Writes the headers behind the first, on as many pages as they take.
fn write_packets(made: &mut Vec<u8>, stream: &mut Stream) {
    let packets = std::mem::take(&mut stream.headers);
    let mut lengths = Vec::new();
    for packet in &packets {
        lengths.resize(lengths.len() + packet.len() / MORE, MORE as u8);
        lengths.push((packet.len() % MORE) as u8);
    }
    let body = packets.concat();
    let mut at = 0;
    let mut flags = 0;
    for piece in lengths.chunks(LENGTHS_MAX) {
        let length: usize = piece.iter().map(|length| usize::from(*length)).sum();
        let ends = piece.iter().any(|length| usize::from(*length) < MORE);
        let granule = if ends { 0 } else { NO_GRANULE };
        let content = body.get(at..at + length).unwrap_or_default();
        write(made, stream, flags, granule, piece, content);
        at += length;
        flags =
            if piece.last().is_some_and(|last| usize::from(*last) == MORE) { GOES_ON } else { 0 };
    }
}

fn write(
    made: &mut Vec<u8>,
    stream: &mut Stream,
    flags: u8,
    granule: u64,
    lengths: &[u8],
    body: &[u8],
) {
    let start = made.len();
    made.extend_from_slice(b"OggS\0");
    made.push(flags);
    made.extend_from_slice(&granule.to_le_bytes());
    made.extend_from_slice(&stream.serial.to_le_bytes());
    made.extend_from_slice(&stream.sequence.to_le_bytes());
    made.extend_from_slice(&[0; 4]);
    made.push(lengths.len() as u8);
    made.extend_from_slice(lengths);
    made.extend_from_slice(body);
    stream.sequence += 1;
    let checksum = checksum_of(made.get(start..).unwrap_or_default());
    let place = start + CHECKSUM..start + CHECKSUM + 4;
    if let Some(field) = made.get_mut(place) {
        field.copy_from_slice(&checksum.to_le_bytes());
    }
}
