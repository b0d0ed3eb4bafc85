//! Extra fields of the directory (APPNOTE 4.5), of which each program may add its own.

use std::io::{Read, SeekFrom};

use super::property;
use crate::formats::ole::push_texts;
use crate::out::Out;
use crate::{Input, ProblemCode};

/// Fields of numbers that say no more than the entry does: lengths, times, owners by number,
/// alignment, and how a member is encrypted.
const KNOWN: &[u16] =
    &[0x0001, 0x000A, 0x000D, 0x5455, 0x5855, 0x7855, 0x7875, 0x9901, 0xCAFE, 0xD935];

/// Bytes of a directory that are looked through.
const DIRECTORY_BYTES_MAX: u64 = 64 << 20;

/// Bytes of an entry before its name.
const ENTRY_BYTES: usize = 46;

/// Tells the words in fields that are not known, of the directory at that place.
pub(super) fn read(start: u64, end: u64, input: &mut dyn Input, out: &mut Out<'_>) {
    let mut directory = Vec::new();
    let length = end.saturating_sub(start);
    if length > DIRECTORY_BYTES_MAX {
        out.problem(ProblemCode::ObjectLimit);
    }
    if input.seek(SeekFrom::Start(start)).is_err()
        || input.take(length.min(DIRECTORY_BYTES_MAX)).read_to_end(&mut directory).is_err()
    {
        return out.problem(ProblemCode::Unreadable);
    }
    let mut rest = directory.as_slice();
    while let Some((fields, next)) = entry(rest) {
        each(fields, out);
        rest = next;
    }
}

/// Returns the extra fields of the entry that comes first, and what follows it.
fn entry(directory: &[u8]) -> Option<(&[u8], &[u8])> {
    if !directory.starts_with(b"PK\x01\x02") {
        return None;
    }
    let (name, extra, comment) =
        (short(directory, 28)?, short(directory, 30)?, short(directory, 32)?);
    let fields = directory.get(ENTRY_BYTES + name..)?;
    Some((fields.get(..extra)?, fields.get(extra + comment..)?))
}

fn each(mut fields: &[u8], out: &mut Out<'_>) {
    while let (Some(id), Some(length)) = (short(fields, 0), short(fields, 2)) {
        let content = fields.get(4..).unwrap_or_default();
        let field = content.get(..length).unwrap_or(content);
        let mut text = String::new();
        if !KNOWN.iter().any(|known| usize::from(*known) == id) {
            push_texts(field, &mut text);
        }
        if !text.is_empty() {
            property(&format!("extra field {id:04X}"), text.trim_end(), out);
        }
        fields = content.get(length..).unwrap_or_default();
    }
}

fn short(bytes: &[u8], at: usize) -> Option<usize> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?).into())
}
