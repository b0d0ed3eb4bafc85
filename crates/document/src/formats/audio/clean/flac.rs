//! FLAC (RFC 9639): the shape of the sound, the table of places and the frames stay.
//!
//! Frames have no length of their own: each is followed to its end, where its checksum stands, so
//! that nothing between and behind them is taken for sound.

use super::{DAMAGED, TRUNCATED};
use crate::clean::{Refusal, Removal, Work};
use crate::formats::boxes::number;

/// Kinds of blocks of metadata (8.1).
const SHAPE: u8 = 0;
const PLACES: u8 = 3;
const LAST: u8 = 0x80;
/// Length of the block that tells the shape of the sound.
const SHAPE_BYTES: usize = 34;
/// Bytes of one entry of the table of places.
const PLACE_BYTES: usize = 18;

pub(in crate::formats) fn clean(bytes: &[u8], work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    let mut at = 4;
    let (mut shape, mut places) = (None, None);
    let mut gone = 0;
    loop {
        let head = *bytes.get(at).ok_or(TRUNCATED)?;
        let length = number(bytes, at + 1, 3).ok_or(TRUNCATED)? as usize;
        let content = bytes.get(at + 4..at + 4 + length).ok_or(TRUNCATED)?;
        match head & !LAST {
            SHAPE if length == SHAPE_BYTES && shape.is_none() => shape = Some(content),
            PLACES if length.is_multiple_of(PLACE_BYTES) && places.is_none() => {
                places = Some(content);
            }
            _ => gone += 1,
        }
        at += 4 + length;
        if head & LAST != 0 {
            break;
        }
    }
    let shape = shape.ok_or(DAMAGED)?;
    let mut made = b"fLaC".to_vec();
    add_block(&mut made, SHAPE | if places.is_none() { LAST } else { 0 }, shape);
    if let Some(places) = places {
        add_block(&mut made, PLACES | LAST, places);
    }
    let slack = add_frames(&mut made, bytes.get(at..).unwrap_or_default(), depth(shape))?;
    work.removed(Removal::Properties, gone);
    work.removed(Removal::Slack, slack);
    Ok(made)
}

fn add_block(made: &mut Vec<u8>, head: u8, content: &[u8]) {
    made.push(head);
    made.extend(content.len().to_be_bytes().iter().skip(size_of::<usize>() - 3));
    made.extend_from_slice(content);
}

/// Bits of a sample, by the shape of the sound (8.2).
fn depth(shape: &[u8]) -> u32 {
    let bits = number(shape, 12, 2).unwrap_or(0);
    (bits >> 4 & 31) as u32 + 1
}

/// Adds the frames in `bytes`; returns how many stretches among them are none.
fn add_frames(made: &mut Vec<u8>, bytes: &[u8], depth: u32) -> Result<usize, Refusal> {
    let mut at = 0;
    let mut slack = 0;
    let mut any = false;
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        if let Some(frame) = frame_length(rest, depth).and_then(|length| rest.get(..length)) {
            made.extend_from_slice(frame);
            at += frame.len();
            any = true;
        } else {
            slack += 1;
            let next = memchr::memchr_iter(0xFF, rest).skip_while(|next| *next == 0);
            let is_frame =
                |next: &usize| frame_length(rest.get(*next..).unwrap_or_default(), depth).is_some();
            at = next.into_iter().find(is_frame).map_or(bytes.len(), |next| at + next);
        }
    }
    if any { Ok(slack) } else { Err(TRUNCATED) }
}

/// Returns the length of the frame at the start of `bytes`, whose checksum is right (9).
fn frame_length(bytes: &[u8], depth: u32) -> Option<usize> {
    let mut bits = Bits { bytes, at: 0 };
    let head = Head::read(&mut bits, depth)?;
    for channel in 0..head.channels {
        let depth = head.depth + u32::from(head.difference == Some(channel));
        subframe(&mut bits, head.samples, depth)?;
    }
    let end = bits.at.div_ceil(8) + 2;
    (checksum_16(bytes.get(..end)?) == 0).then_some(end)
}

/// What the header of a frame says (9.1).
struct Head {
    samples: u32,
    channels: u32,
    depth: u32,
    /// The channel that holds a difference, which takes one bit more.
    difference: Option<u32>,
}

impl Head {
    fn read(bits: &mut Bits<'_>, depth: u32) -> Option<Self> {
        (bits.take(15)? == 0x7FFC).then_some(())?;
        bits.take(1)?;
        let (samples, rate) = (bits.take(4)?, bits.take(4)?);
        let (channels, size) = (bits.take(4)? as u32, bits.take(3)?);
        (bits.take(1)? == 0).then_some(())?;
        bits.coded_number()?;
        let samples = match samples {
            1 => 192,
            2..=5 => 576 << (samples - 2),
            6 => bits.take(8)? + 1,
            7 => bits.take(16)? + 1,
            8.. => 256 << (samples - 8),
            0 => return None,
        };
        match rate {
            12 => bits.take(8)?,
            13 | 14 => bits.take(16)?,
            15 => return None,
            _ => 0,
        };
        let end = bits.at / 8;
        let checksum = bits.take(8)? as u8;
        (checksum == checksum_8(bits.bytes.get(..end)?)).then_some(())?;
        let depth = match size {
            0 => depth,
            1 => 8,
            2 => 12,
            4 => 16,
            5 => 20,
            6 => 24,
            7 => 32,
            _ => return None,
        };
        let (channels, difference) = match channels {
            0..=7 => (channels + 1, None),
            8 | 10 => (2, Some(1)),
            9 => (2, Some(0)),
            _ => return None,
        };
        Some(Self { samples: samples as u32, channels, depth, difference })
    }
}

/// Passes over one channel (9.2).
fn subframe(bits: &mut Bits<'_>, samples: u32, depth: u32) -> Option<()> {
    (bits.take(1)? == 0).then_some(())?;
    let kind = bits.take(6)? as u32;
    let wasted = match bits.take(1)? {
        0 => 0,
        _ => bits.zeros()? as u32 + 1,
    };
    let depth = depth.checked_sub(wasted).filter(|depth| *depth > 0)?;
    match kind {
        0 => bits.skip(depth.into()),
        1 => bits.skip(u64::from(samples) * u64::from(depth)),
        8..=12 => {
            bits.skip(u64::from(kind - 8) * u64::from(depth))?;
            residual(bits, samples, kind - 8)
        }
        32.. => {
            let order = kind - 31;
            bits.skip(u64::from(order) * u64::from(depth))?;
            let precision = bits.take(4)? + 1;
            bits.skip(5 + u64::from(order) * precision)?;
            residual(bits, samples, order)
        }
        _ => None,
    }
}

/// Passes over what a prediction leaves (9.2.7).
fn residual(bits: &mut Bits<'_>, samples: u32, order: u32) -> Option<()> {
    let parameter_bits = match bits.take(2)? {
        0 => 4,
        1 => 5,
        _ => return None,
    };
    let escape = (1 << parameter_bits) - 1;
    let partitions = 1_u32 << bits.take(4)?;
    let each = samples / partitions;
    for partition in 0..partitions {
        let count = if partition == 0 { each.checked_sub(order)? } else { each };
        let parameter = bits.take(parameter_bits)?;
        if parameter == escape {
            let width = bits.take(5)?;
            bits.skip(width * u64::from(count))?;
            continue;
        }
        for _ in 0..count {
            bits.zeros()?;
            bits.skip(parameter)?;
        }
    }
    Some(())
}

/// Bits, the highest of each byte first.
struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    /// Takes up to 32 bits.
    fn take(&mut self, count: u32) -> Option<u64> {
        let value = match count {
            0 => 0,
            count => self.window() >> (64 - count),
        };
        self.skip(count.into())?;
        Some(value)
    }

    fn skip(&mut self, count: u64) -> Option<()> {
        let at = self.at.checked_add(usize::try_from(count).ok()?)?;
        self.at = at;
        (at <= self.bytes.len() * 8).then_some(())
    }

    /// Counts zeros up to the next one, and passes over it.
    fn zeros(&mut self) -> Option<usize> {
        let start = self.at;
        while self.at < self.bytes.len() * 8 {
            // Of a window at least 57 bits are of the bytes, or the bytes end.
            let zeros = self.window().leading_zeros().min(57);
            self.at += zeros as usize;
            if zeros < 57 {
                self.at += 1;
                return (self.at <= self.bytes.len() * 8).then_some(self.at - 1 - start);
            }
        }
        None
    }

    /// The next bits, the first the highest, and zeros behind the end.
    fn window(&self) -> u64 {
        let rest = self.bytes.get(self.at / 8..).unwrap_or_default();
        let eight = match rest.first_chunk::<8>() {
            Some(eight) => u64::from_be_bytes(*eight),
            None => rest
                .iter()
                .enumerate()
                .fold(0, |sum, (index, byte)| sum | u64::from(*byte) << (56 - 8 * index)),
        };
        eight << (self.at % 8)
    }

    /// A number that is written as letters are in UTF-8, of up to 36 bits (9.1.5).
    fn coded_number(&mut self) -> Option<()> {
        let ones = (!(self.take(8)? as u8)).leading_zeros();
        match ones {
            0 => Some(()),
            2..=7 => (1..ones).try_for_each(|_| (self.take(8)? >> 6 == 2).then_some(())),
            _ => None,
        }
    }
}

fn checksum_8(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |sum, byte| {
        (0..8).fold(sum ^ byte, |sum, _| if sum & 0x80 != 0 { sum << 1 ^ 7 } else { sum << 1 })
    })
}

/// The checksum of a frame, which is zero when its own stands at the end of it.
fn checksum_16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |sum: u16, byte| {
        let index = usize::from((sum >> 8) as u8 ^ byte);
        sum << 8 ^ CHECKSUMS.get(index).copied().unwrap_or(0)
    })
}

const CHECKSUMS: [u16; 256] = {
    let mut table = [0; 256];
    let mut index = 0;
    while index < 256 {
        let mut sum = (index as u16) << 8;
        let mut bit = 0;
        while bit < 8 {
            sum = if sum & 0x8000 != 0 { sum << 1 ^ 0x8005 } else { sum << 1 };
            bit += 1;
        }
        table[index] = sum;
        index += 1;
    }
    table
};
