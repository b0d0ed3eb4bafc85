//! Pages, Numbers and Keynote documents: archives of a program's own in a ZIP archive.
//!
//! An `.iwa` member is compressed with Snappy in chunks without checksums, and holds messages of
//! Protocol Buffers whose schemas are not published. What matters is the text: strings are found in
//! the messages wherever they stand, and told with no claim to their order or their look. Media and
//! previews are read by their own readers.

use std::collections::BTreeSet;

use super::archive;
use super::known::is_iwork;
use super::textual::whole;
use crate::format::Format;
use crate::out::{NewPart, Out};
use crate::{Hidden, Input, PartKind, ProblemCode};

/// Pages, Numbers or Keynote document.
pub(super) const IWORK: Format = Format {
    name: "iwork",
    title: "Pages, Numbers or Keynote document",
    extensions: &["pages", "numbers", "key"],
    reads: "texts in no order, with what is hidden among them; media and previews",
    in_process: false,
    matches: is_iwork,
    read: archive::ZIP.read,
};

/// An archive inside such a document.
pub(super) const IWA: Format = Format {
    name: "iwa",
    title: "archive of an iWork document",
    extensions: &["iwa"],
    reads: "texts",
    in_process: false,
    matches: |probe| probe.extension() == "iwa" && probe.head.first() == Some(&0),
    read,
};

/// Messages within messages.
const NESTING_MAX: u32 = 24;
/// Letters and digits of a string that says something.
const LETTERS_MIN: usize = 3;
/// Archives of styles and of what programs keep for themselves.
const STYLES: &[&str] = &["Stylesheet", "ThemeStylesheet", "Metadata", "AnnotationAuthorStorage"];

fn read(input: &mut dyn Input, out: &mut Out<'_>) {
    let held = out.hold(input, None);
    let limit = out.limits().object_bytes_max as usize;
    let Some(plain) = unpack(&held.bytes, limit) else { return out.problem(ProblemCode::Damaged) };
    if !out.spend(plain.len() as u64, plain.len() as u64, held.bytes.len() as u64) {
        return;
    }
    let mut lines = Vec::new();
    for message in messages(&plain) {
        strings(message, 0, &mut lines);
    }
    let mut seen = BTreeSet::new();
    lines.retain(|line| seen.insert(line.clone()));
    let text = lines.join("\n");
    if text.is_empty() {
        return;
    }
    let is_style = STYLES.iter().any(|style| out.name().contains(style));
    let part = match is_style {
        true => NewPart::new(PartKind::Property, "texts of styles").hidden(Hidden::Property),
        false => NewPart::new(PartKind::Body, "texts"),
    };
    out.text(part, &text, vec![whole(&text)]);
}

/// Unpacks chunks: a zero, the length in three bytes, and a block of Snappy.
fn unpack(bytes: &[u8], limit: usize) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    let mut rest = bytes;
    while let Some((head, after)) = rest.split_first_chunk::<4>() {
        let [0, low, middle, high] = *head else { return None };
        let length = usize::from(low) | usize::from(middle) << 8 | usize::from(high) << 16;
        let (block, after) = after.split_at_checked(length)?;
        unpack_block(block, &mut plain, limit)?;
        rest = after;
    }
    Some(plain)
}

/// Unpacks a block: its length, then literals and copies of what came before.
fn unpack_block(block: &[u8], plain: &mut Vec<u8>, limit: usize) -> Option<()> {
    let start = plain.len();
    let (_, mut rest) = varint(block)?;
    while let Some((&tag, after)) = rest.split_first() {
        let upper = usize::from(tag >> 2);
        let (length, distance, after) = match tag & 3 {
            0 => {
                let (length, after) = match upper {
                    0..60 => (upper + 1, after),
                    _ => {
                        let (bytes, after) = after.split_at_checked(upper - 59)?;
                        (little(bytes) + 1, after)
                    }
                };
                let (literal, after) = after.split_at_checked(length)?;
                if plain.len() + length > limit {
                    return None;
                }
                plain.extend_from_slice(literal);
                rest = after;
                continue;
            }
            1 => {
                let (low, after) = after.split_first()?;
                ((upper & 7) + 4, (upper >> 3) << 8 | usize::from(*low), after)
            }
            2 => {
                let (bytes, after) = after.split_at_checked(2)?;
                (upper + 1, little(bytes), after)
            }
            _ => {
                let (bytes, after) = after.split_at_checked(4)?;
                (upper + 1, little(bytes), after)
            }
        };
        let from =
            plain.len().checked_sub(distance).filter(|from| distance > 0 && *from >= start)?;
        if plain.len() + length > limit {
            return None;
        }
        for at in from..from + length {
            let byte = *plain.get(at)?;
            plain.push(byte);
        }
        rest = after;
    }
    Some(())
}

/// A number whose lowest byte comes first.
fn little(bytes: &[u8]) -> usize {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte))
}

/// A number of seven bits in each byte, and what follows it.
fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut number = 0;
    for (index, byte) in bytes.iter().enumerate().take(10) {
        number |= u64::from(byte & 0x7F) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((number, bytes.get(index + 1..)?));
        }
    }
    None
}

/// The messages of an archive: each has a head that says how long what follows is.
fn messages(plain: &[u8]) -> Vec<&[u8]> {
    let mut found = Vec::new();
    let mut rest = plain;
    while let Some((length, after)) = varint(rest) {
        let Some((head, after)) = after.split_at_checked(length as usize) else { break };
        let payload: u64 = fields(head)
            .filter(|(number, _)| *number == 2)
            .filter_map(|(_, value)| match value {
                Value::Bytes(info) => fields(info).find_map(|(number, value)| match value {
                    Value::Number(length) if number == 3 => Some(length),
                    _ => None,
                }),
                Value::Number(_) => None,
            })
            .sum();
        let Some((message, after)) = after.split_at_checked(payload as usize) else {
            found.push(after);
            break;
        };
        found.push(message);
        rest = after;
    }
    found
}

/// The value of a field.
enum Value<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

/// The fields of a message, as far as it is one.
fn fields(message: &[u8]) -> impl Iterator<Item = (u64, Value<'_>)> {
    let mut rest = message;
    std::iter::from_fn(move || {
        let (key, after) = varint(rest)?;
        let (value, after) = match key & 7 {
            0 => {
                let (number, after) = varint(after)?;
                (Value::Number(number), after)
            }
            1 => (Value::Number(0), after.get(8..)?),
            2 => {
                let (length, after) = varint(after)?;
                let (bytes, after) = after.split_at_checked(usize::try_from(length).ok()?)?;
                (Value::Bytes(bytes), after)
            }
            5 => (Value::Number(0), after.get(4..)?),
            _ => return None,
        };
        rest = after;
        (key >> 3 != 0).then_some((key >> 3, value))
    })
}

/// Collects the strings of a message and of those in it.
fn strings(message: &[u8], depth: u32, found: &mut Vec<String>) {
    for (_, value) in fields(message) {
        let Value::Bytes(bytes) = value else { continue };
        match std::str::from_utf8(bytes) {
            Ok(text) if is_text(text) => {
                let letters = text.chars().filter(|letter| letter.is_alphanumeric()).count();
                if letters >= LETTERS_MIN {
                    found.push(text.replace(['\u{2028}', '\u{2029}'], "\n").trim().to_owned());
                }
            }
            _ if depth < NESTING_MAX => strings(bytes, depth + 1, found),
            _ => {}
        }
    }
}

/// True for what people or programs wrote as text, and no message happens to look like.
fn is_text(text: &str) -> bool {
    text.chars().all(|letter| !letter.is_control() || matches!(letter, '\n' | '\t' | '\r'))
}

#[cfg(test)]
mod tests;
