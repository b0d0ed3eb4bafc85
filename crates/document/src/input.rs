//! The seekable source that a document is read from.

use std::io::{Read, Seek, SeekFrom};

use crate::{Limits, ProblemCode};

/// A seekable source of bytes: an open file, or a member of a container held in memory.
pub trait Input: Read + Seek {}

impl<T: Read + Seek + ?Sized> Input for T {}

/// Returns all bytes of a document that must be held in memory whole.
pub(crate) fn hold(input: &mut dyn Input, limits: &Limits) -> Result<Vec<u8>, ProblemCode> {
    let unreadable = |_| ProblemCode::Unreadable;
    input.seek(SeekFrom::Start(0)).map_err(unreadable)?;
    let mut bytes = Vec::new();
    let most = limits.object_bytes_max;
    input.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > most {
        return Err(ProblemCode::ObjectLimit);
    }
    Ok(bytes)
}
