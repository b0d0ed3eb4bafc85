//! Attachments of Outlook that hold a whole message ([MS-OXTNEF]), known as `winmail.dat`.

use std::io::Cursor;

use super::names::id;
use super::own_names::OwnNames;
use super::properties::{Properties, Property, tell_bodies};
use crate::format::Format;
use crate::formats::office::binary::{long, narrow, short, size, slice};
use crate::formats::textual::property;
use crate::out::Out;
use crate::{Input, ProblemCode};

/// Message of Outlook inside of a mail.
pub(in crate::formats) const TNEF: Format = Format {
    name: "tnef",
    title: "attachment of Outlook",
    extensions: &["tnef"],
    reads: "bodies, properties, attachments",
    in_process: false,
    matches: |probe| probe.head.starts_with(MAGIC),
    read,
};

/// The first bytes of every such file.
const MAGIC: &[u8] = &[0x78, 0x9F, 0x3E, 0x22];

const HEADER_BYTES: usize = 6;

/// Reads the file.
fn read(input: &mut dyn Input, out: &mut Out<'_>) {
    let held = out.hold(input, None);
    let mut reading = Reading { code_page: 1_252, attached: None };
    let mut at = HEADER_BYTES;
    while let Some(tag) = long(&held.bytes, at + 1) {
        let len = size(&held.bytes, at + 5).unwrap_or_default();
        let data = slice(&held.bytes, at + 9, len);
        if data.len() < len || out.stop() {
            out.problem(ProblemCode::Truncated);
            break;
        }
        reading.take(tag, data, out);
        // A checksum of two bytes follows.
        at = at.saturating_add(11).saturating_add(len);
    }
    reading.end_attachment(out);
}

/// A file while it is read.
struct Reading {
    code_page: u32,
    /// The attachment that is open: its name, and its bytes.
    attached: Option<(String, Vec<u8>)>,
}

impl Reading {
    fn take(&mut self, tag: u32, data: &[u8], out: &mut Out<'_>) {
        match tag {
            // attOemCodepage
            0x0006_9007 => self.code_page = long(data, 0).unwrap_or(self.code_page),
            // attAttachRenddata begins an attachment
            0x0006_9002 => {
                self.end_attachment(out);
                self.attached = Some(("attachment".to_owned(), Vec::new()));
            }
            // attAttachTitle, attAttachData
            0x0001_8010 => {
                let name = self.text(data);
                if let Some((own, _)) = &mut self.attached {
                    *own = name;
                }
            }
            0x0006_800F => {
                if let Some((_, bytes)) = &mut self.attached {
                    bytes.extend_from_slice(data);
                }
            }
            // attMsgProps, attAttachment
            0x0006_9003 | 0x0006_9005 => {
                let properties = Properties::with_code_page(read_list(data), self.code_page);
                tell_bodies(&properties, out);
                properties.tell(&OwnNames::default(), out);
                self.take_object(&properties);
            }
            _ => {
                // Texts of old: subject, body, numbers of messages.
                const IS_TEXT: [u32; 2] = [1, 2];
                if IS_TEXT.contains(&(tag >> 16)) {
                    property(out, name_of(tag), &self.text(data));
                }
            }
        }
    }

    /// An attachment that is no file: what it is comes first, in 16 bytes.
    fn take_object(&mut self, properties: &Properties) {
        const KIND_BYTES: usize = 16;
        if let (Some((_, bytes)), Some(object)) =
            (&mut self.attached, properties.find(id::ATTACHED_BYTES))
            && bytes.is_empty()
        {
            bytes.extend_from_slice(object.bytes.get(KIND_BYTES..).unwrap_or_default());
        }
    }

    fn end_attachment(&mut self, out: &mut Out<'_>) {
        if let Some((name, bytes)) = self.attached.take().filter(|(_, bytes)| !bytes.is_empty()) {
            out.child(&name, &mut Cursor::new(bytes));
        }
    }

    fn text(&self, data: &[u8]) -> String {
        narrow(data.strip_suffix(b"\0").unwrap_or(data), self.code_page)
    }
}

/// What a text of old is called.
fn name_of(tag: u32) -> &'static str {
    match tag & 0xFFFF {
        0x8004 => "Subject",
        0x8009 => "Message-ID",
        0x800C => "body",
        0x8008 => "MessageClass",
        _ => "text",
    }
}

/// Reads a list of properties (2.1.3.4).
fn read_list(data: &[u8]) -> Vec<Property> {
    let mut found = Vec::new();
    let mut at = 4;
    for _ in 0..size(data, 0).unwrap_or_default() {
        let Some(end) = read_property(data, at, &mut found) else { break };
        at = end;
    }
    found
}

/// Reads the property at an offset; returns where the next one begins.
fn read_property(data: &[u8], mut at: usize, found: &mut Vec<Property>) -> Option<usize> {
    const MANY: u16 = 0x1000;
    let (kind, id) = (short(data, at)?, short(data, at + 2)?);
    at += 4;
    if id >= 0x8000 {
        // A name: a set, and a number or a text.
        at += match long(data, at + 16)? {
            0 => 24,
            _ => 24 + size(data, at + 20)?.next_multiple_of(4),
        };
    }
    let fixed = match kind & !MANY {
        0x1E | 0x1F | 0x0D | 0x102 => None,
        0x05..=0x07 | 0x14 | 0x40 => Some(8),
        0x48 => Some(16),
        _ => Some(4),
    };
    let mut count = 1;
    if fixed.is_none() || kind & MANY != 0 {
        count = size(data, at)?;
        at += 4;
    }
    for _ in 0..count {
        let len = match fixed {
            Some(len) => len,
            None => {
                at += 4;
                size(data, at - 4)?
            }
        };
        let bytes = data.get(at..at.checked_add(len)?)?.to_vec();
        found.push(Property { id, kind: kind & !MANY, bytes });
        at = at.checked_add(len.next_multiple_of(4))?;
    }
    Some(at)
}
