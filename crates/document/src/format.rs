//! What a format is: how it is known, and how it is read.

use std::io::{Read as _, SeekFrom};

use crate::out::Out;
use crate::{Input, ProblemCode};

/// Bytes from the start of a file that [`Format::matches`] sees.
pub(crate) const HEAD_BYTES: u64 = 64 << 10;

/// A format, and how it is read.
#[derive(Clone, Copy)]
pub struct Format {
    /// Its name, as outputs write it.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// Endings of file names that belong to it, without the dot, in lower case.
    pub extensions: &'static [&'static str],
    /// What is read of it, for `obelus formats`; empty when nothing is.
    pub reads: &'static str,
    /// True for formats simple enough to be read outside the sandboxed worker.
    pub in_process: bool,
    pub(crate) matches: fn(&mut Probe<'_>) -> bool,
    pub(crate) read: ReadFormat,
}

/// What a format's test may look at.
pub(crate) struct Probe<'a> {
    /// The first [`HEAD_BYTES`] of the file.
    pub(crate) head: &'a [u8],
    /// Its name; a hint among plain texts, never proof.
    pub(crate) name: &'a str,
    /// The file, for formats whose directory is at the end.
    pub(crate) input: &'a mut dyn Input,
    /// The directory of a compound file, once a format asked for it.
    pub(crate) directory: Option<Vec<u8>>,
}

impl Probe<'_> {
    /// The ending of the name in lower case, without the dot.
    pub(crate) fn extension(&self) -> String {
        extension(self.name)
    }
}

/// The format's reader.
pub(crate) type ReadFormat = fn(&mut dyn Input, &mut Out<'_>);

/// Returns which of `formats` `input` is of, by its content.
pub(crate) fn identify(
    formats: &'static [Format],
    input: &mut dyn Input,
    name: &str,
) -> Option<&'static Format> {
    // With room for all of it, and one byte more for its end, it is read at once.
    let length = input.seek(SeekFrom::End(0)).unwrap_or(HEAD_BYTES);
    let mut head = Vec::with_capacity(length.min(HEAD_BYTES) as usize + 1);
    // What cannot be read now fails again, with a problem, when the format is read.
    if input.seek(SeekFrom::Start(0)).is_ok() {
        let _unread = input.take(HEAD_BYTES).read_to_end(&mut head);
    }
    let mut probe = Probe { head: &head, name, input, directory: None };
    let found = formats.iter().find(|format| (format.matches)(&mut probe));
    let _rewound = input.seek(SeekFrom::Start(0));
    found
}

impl Format {
    /// True when the ending of `name` belongs to others of `formats` than this one.
    pub(crate) fn name_lies(&self, name: &str, formats: &[Self]) -> bool {
        let extension = extension(name);
        !self.extensions.contains(&extension.as_str())
            && formats.iter().any(|format| format.extensions.contains(&extension.as_str()))
    }
}

impl std::fmt::Debug for Format {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Format").field("name", &self.name).finish_non_exhaustive()
    }
}

/// The ending of a name in lower case, without the dot; empty when there is none.
fn extension(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => extension.to_lowercase(),
        _ => String::new(),
    }
}

/// Reads nothing of a format that is known but has no reader yet.
pub(crate) fn not_read(_input: &mut dyn Input, out: &mut Out<'_>) {
    out.problem(ProblemCode::FormatNotRead);
}
