//! Messages between the coded frames of a film (ITU-T H.264 and H.265, annex D), in which encoders say
//! how they were called, and cameras where they were.

use std::io::{Read, SeekFrom};

use super::super::boxes::{inners, number};
use super::super::textual::{property, strings};
use super::samples::Samples;
use crate::Input;
use crate::out::Out;

/// Frames of one film that are looked at.
const FRAMES_MAX: usize = 50_000;
/// Units of one frame.
const UNITS_MAX: usize = 256;
/// Bytes of one unit with messages.
const UNIT_BYTES_MAX: u64 = 64 << 10;
/// Bytes of all messages.
const TEXT_BYTES_MAX: usize = 256 << 10;

/// The kind of a message that says whatever its maker likes, after sixteen bytes that say who that is.
const OWN: usize = 5;
/// The bit behind the last message of a unit.
const END: u8 = 0x80;
const MAKER_BYTES: usize = 16;

/// How the frames of a film are kept.
#[derive(Debug, Clone, Copy)]
pub(super) struct Coding {
    is_newer: bool,
    /// Bytes of the length before each unit.
    length_bytes: usize,
}

impl Coding {
    /// Returns the coding of a list of sample descriptions, if it is one of those with messages.
    pub(super) fn of(descriptions: &[u8]) -> Option<Self> {
        /// Where the boxes of the first description begin (ISO/IEC 14496-12, 12.1.3).
        const BOXES_AT: usize = 8 + 8 + 78;
        let boxes = inners(descriptions.get(BOXES_AT..)?);
        boxes.into_iter().find_map(|inner| {
            let (is_newer, at) = match &inner.kind {
                b"avcC" => (false, 4),
                b"hvcC" => (true, 21),
                _ => return None,
            };
            let length_bytes = usize::from(inner.content.get(at)? & 3) + 1;
            Some(Self { is_newer, length_bytes })
        })
    }

    /// Bytes before the messages of a unit that holds some.
    fn header(self, unit: &[u8]) -> Option<usize> {
        let first = *unit.first()?;
        match self.is_newer {
            false => (first & 0x1F == 6).then_some(1),
            true => matches!(first >> 1 & 0x3F, 39 | 40).then_some(2),
        }
    }
}

/// Returns a frame without messages of makers' own, and how many they were; `None` when it has none.
pub(super) fn without_own(coding: Coding, frame: &[u8]) -> Option<(Vec<u8>, usize)> {
    let mut made = Vec::new();
    let mut gone = 0;
    let mut rest = frame;
    while !rest.is_empty() {
        let length = usize::try_from(number(rest, 0, coding.length_bytes)?).ok()?;
        let end = coding.length_bytes.checked_add(length)?;
        let unit = rest.get(coding.length_bytes..end)?;
        let kept = coding.header(unit).and_then(|header| unit_without_own(unit, header));
        match kept {
            None => made.extend_from_slice(rest.get(..end)?),
            Some((unit, count)) => {
                gone += count;
                let length = (unit.len() as u32).to_be_bytes();
                if !unit.is_empty() {
                    made.extend_from_slice(length.get(4 - coding.length_bytes..)?);
                    made.extend(unit);
                }
            }
        }
        rest = rest.get(end..)?;
    }
    (gone > 0).then_some((made, gone))
}

/// Returns a unit of messages without makers' own, empty when no others are in it; `None` when it
/// has none of them.
fn unit_without_own(unit: &[u8], header: usize) -> Option<(Vec<u8>, usize)> {
    let bytes = without_guards(unit.get(header..)?);
    let mut kept = Vec::new();
    let (mut at, mut gone) = (0, 0);
    for message in messages(&bytes) {
        match message.kind == OWN {
            true => gone += 1,
            false => kept.extend_from_slice(bytes.get(at..message.end)?),
        }
        at = message.end;
    }
    let unit = match kept.is_empty() {
        true => Vec::new(),
        false => {
            kept.push(END);
            [unit.get(..header)?, &with_guards(&kept)].concat()
        }
    };
    // A message that cannot be taken apart hides no text that is told.
    (gone > 0).then_some((unit, gone))
}

/// Tells what the messages between frames say.
pub(super) fn tell(coding: Coding, samples: &Samples, input: &mut dyn Input, out: &mut Out<'_>) {
    let mut said = String::new();
    for (start, length) in samples.pieces.iter().take(FRAMES_MAX) {
        if out.stop() || said.len() > TEXT_BYTES_MAX {
            break;
        }
        let Some(units) = units_with_messages(coding, *start, *length, input) else { break };
        for unit in units {
            for text in texts(&unit) {
                if !said.ends_with(&format!("{text}\n")) {
                    said.push_str(&text);
                    said.push('\n');
                }
            }
        }
    }
    property(out, "FrameMessages", said.trim_end());
}

/// Reads those units of a frame that hold messages, without their headers.
fn units_with_messages(
    coding: Coding,
    start: u64,
    length: u64,
    input: &mut dyn Input,
) -> Option<Vec<Vec<u8>>> {
    let mut found = Vec::new();
    let (mut at, end) = (start, start.saturating_add(length));
    for _ in 0..UNITS_MAX {
        let first = at.saturating_add(coding.length_bytes as u64);
        if first >= end {
            break;
        }
        input.seek(SeekFrom::Start(at)).ok()?;
        let mut head = [0; 5];
        let head = head.get_mut(..=coding.length_bytes)?;
        input.read_exact(head).ok()?;
        let unit_length = number(head, 0, coding.length_bytes)?;
        if let Some(header) = coding.header(head.get(coding.length_bytes..)?) {
            let mut unit = Vec::new();
            input.seek(SeekFrom::Start(first)).ok()?;
            let most = unit_length.min(UNIT_BYTES_MAX).min(end - first);
            (&mut *input).take(most).read_to_end(&mut unit).ok()?;
            found.push(unit.get(header..)?.to_vec());
        }
        at = first.saturating_add(unit_length);
    }
    Some(found)
}

/// Returns the texts of a unit's own messages.
fn texts(unit: &[u8]) -> Vec<String> {
    let bytes = without_guards(unit);
    let own = messages(&bytes).into_iter().filter(|message| message.kind == OWN);
    let text = |message: Message| {
        strings(bytes.get(message.start + MAKER_BYTES..message.end).unwrap_or_default())
    };
    own.map(text).filter(|text| !text.is_empty()).collect()
}

/// A message: its kind, and where it says what it says.
struct Message {
    kind: usize,
    start: usize,
    end: usize,
}

/// Returns the messages of a unit without guards.
fn messages(bytes: &[u8]) -> Vec<Message> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((kind, kind_bytes)) = summed(bytes, at)
        && let Some((length, length_bytes)) = summed(bytes, at + kind_bytes)
    {
        let start = at + kind_bytes + length_bytes;
        let end = start.saturating_add(length).min(bytes.len());
        found.push(Message { kind, start, end });
        at = end;
    }
    found
}

/// A number as a sum of bytes, of which the last is less than 255; and how many bytes those are.
fn summed(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let full = bytes.get(at..)?.iter().take_while(|byte| **byte == 255).count();
    let last = bytes.get(at + full)?;
    Some((full * 255 + usize::from(*last), full + 1))
}

/// Puts in a byte where two zeros would be taken for the beginning of a unit.
fn with_guards(plain: &[u8]) -> Vec<u8> {
    let mut unit = Vec::with_capacity(plain.len());
    let mut zeros = 0;
    for byte in plain {
        if zeros >= 2 && *byte <= 3 {
            unit.push(3);
            zeros = 0;
        }
        zeros = if *byte == 0 { zeros + 1 } else { 0 };
        unit.push(*byte);
    }
    unit
}

/// Takes out the byte that keeps two zeros from being taken for the beginning of a unit.
fn without_guards(unit: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(unit.len());
    let mut zeros = 0;
    for byte in unit {
        match (zeros, byte) {
            (2.., 3) => zeros = 0,
            (_, 0) => {
                zeros += 1;
                plain.push(0);
            }
            _ => {
                zeros = 0;
                plain.push(*byte);
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests;
