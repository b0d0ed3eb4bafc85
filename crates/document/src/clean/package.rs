//! Packages and archives in ZIP: reading members, and writing them so that the same members give
//! the same bytes.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::markup::{Element, Vocabulary, parse};
use super::{Refusal, Removal, Work, apply, edits_of_member};
use crate::ProblemCode;
use crate::formats::text::clean::decoded;

/// Members of a ZIP file, of which each may be read once or more.
pub(crate) struct Members<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    entries: BTreeMap<String, usize>,
}

impl<'a> Members<'a> {
    /// Opens a ZIP file; of entries with one name the last counts.
    pub(crate) fn open(bytes: &'a [u8], work: &Work<'_>) -> Result<Self, Refusal> {
        let damaged = |_| Refusal::Unread(ProblemCode::Damaged);
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
        if archive.len() as u64 > work.limits().entries_max {
            return Err(Refusal::Unread(ProblemCode::EntriesLimit));
        }
        let name = |name: &[u8]| String::from_utf8_lossy(name).replace('\\', "/");
        let entries: BTreeMap<String, usize> = archive
            .file_names_raw()
            .enumerate()
            .map(|(index, raw)| (name(raw).trim_start_matches('/').to_owned(), index))
            .collect();
        Ok(Self { archive, entries })
    }

    /// Names in order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// The name as the package has it, whatever its case.
    pub(crate) fn own_name(&self, name: &str) -> Option<String> {
        if self.entries.contains_key(name) {
            return Some(name.to_owned());
        }
        self.names().find(|own| own.eq_ignore_ascii_case(name)).map(str::to_owned)
    }

    /// Reads a member; `None` when there is none of that name.
    pub(crate) fn read(
        &mut self,
        name: &str,
        work: &mut Work<'_>,
    ) -> Result<Option<Vec<u8>>, Refusal> {
        let own = self.own_name(name);
        let Some(index) = own.and_then(|own| self.entries.get(&own).copied()) else {
            return Ok(None);
        };
        let mut file = self.archive.by_index(index).map_err(|error| {
            Refusal::Unread(match error {
                ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)
                | ZipError::InvalidPassword => ProblemCode::Encrypted,
                ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => {
                    ProblemCode::FormatNotRead
                }
                _ => ProblemCode::Damaged,
            })
        })?;
        let compressed = file.compressed_size();
        work.inflate(&mut file, compressed).map(Some)
    }
}

impl Members<'_> {
    /// Reads what is allowed of a member, without what must be gone from it.
    pub(crate) fn tree(
        &mut self,
        name: &str,
        vocabulary: &Vocabulary,
        work: &mut Work<'_>,
    ) -> Result<Option<Element>, Refusal> {
        let Some(bytes) = self.read(name, work)? else { return Ok(None) };
        let edits = edits_of_member(&work.marks(), name);
        let edited = apply(&bytes, &edits);
        let shown = edits.iter().filter(|edit| !edit.replacement.is_empty()).count();
        work.removed(Removal::Redaction, shown);
        let (text, _) = decoded(&edited, work)?;
        let mut tree = parse(&text, vocabulary, work.limits().nesting_max)?;
        work.removed(Removal::Markup, tree.gone);
        let replaced = tree.root.replace_texts(&work.texts());
        work.removed(Removal::Redaction, replaced);
        Ok(Some(tree.root))
    }
}

/// A ZIP file in the making: one time for all members, no owners, no comments.
pub(crate) struct NewZip {
    writer: ZipWriter<Cursor<Vec<u8>>>,
}

impl NewZip {
    pub(crate) fn new() -> Self {
        Self { writer: ZipWriter::new(Cursor::new(Vec::new())) }
    }

    /// Adds a member; one that is `stored` is not compressed.
    pub(crate) fn add(&mut self, name: &str, bytes: &[u8], stored: bool) -> Result<(), Refusal> {
        let method = if stored { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(zip::DateTime::default())
            .unix_permissions(0o644);
        let failed = |_| Refusal::Unread(ProblemCode::ObjectLimit);
        self.writer.start_file(name, options).map_err(failed)?;
        self.writer.write_all(bytes).map_err(|_| Refusal::Unread(ProblemCode::ObjectLimit))
    }

    pub(crate) fn finish(self) -> Result<Vec<u8>, Refusal> {
        let failed = |_| Refusal::Unread(ProblemCode::ObjectLimit);
        Ok(self.writer.finish().map_err(failed)?.into_inner())
    }
}
