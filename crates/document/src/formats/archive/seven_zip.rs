//! 7z: members by the directory at the end, decompressed block by block.

use std::io::SeekFrom;

use sevenz_rust2::{ArchiveEntry, ArchiveReader, Error, Password};

use super::{member, name_part, unread};
use crate::out::Out;
use crate::{Input, ProblemCode};

pub(super) fn read(input: &mut dyn Input, out: &mut Out<'_>) {
    let len = input.seek(SeekFrom::End(0)).unwrap_or(0);
    if input.seek(SeekFrom::Start(0)).is_err() {
        return out.problem(ProblemCode::Unreadable);
    }
    let mut archive = match ArchiveReader::new(input, Password::empty()) {
        Ok(archive) => archive,
        Err(error) => return out.problem(problem_of(&error)),
    };
    // Whoever reads hostile bytes may start no threads.
    archive.set_thread_count(1);
    let mut read = Vec::new();
    let ended = archive.for_each_entries(|entry, reader| {
        if read.len() as u64 >= out.limits().entries_max {
            out.problem(ProblemCode::EntriesLimit);
            return Ok(false);
        }
        read.push(entry.name().to_owned());
        read_entry(entry, reader, len, out);
        Ok(!out.stop())
    });
    let Err(error) = ended else { return };
    out.problem(problem_of(&error));
    // Names are text too, also of members in a block that could not be opened.
    let names = archive.archive().files.iter().map(ArchiveEntry::name);
    for name in names.filter(|name| !read.iter().any(|read| read == name)).take(1_000) {
        name_part("unread member", name, out);
    }
}

fn read_entry(entry: &ArchiveEntry, reader: &mut dyn std::io::Read, len: u64, out: &mut Out<'_>) {
    if entry.is_directory() {
        name_part("folder", entry.name(), out);
    } else if entry.size() > out.limits().object_bytes_max {
        unread("large member", entry.name(), ProblemCode::ObjectLimit, out);
    } else {
        // How much of a block belongs to one member is not known: the whole file bounds it.
        member(entry.name(), reader, Some(len), out);
    }
}

fn problem_of(error: &Error) -> ProblemCode {
    match error {
        Error::PasswordRequired | Error::MaybeBadPassword(_) => ProblemCode::Encrypted,
        Error::UnsupportedCompressionMethod(method) if method.contains("AES") => {
            ProblemCode::Encrypted
        }
        Error::UnsupportedCompressionMethod(_)
        | Error::Unsupported(_)
        | Error::ExternalUnsupported
        | Error::UnsupportedVersion { .. } => ProblemCode::FormatNotRead,
        Error::MaxMemLimited { .. } => ProblemCode::MemoryLimit,
        _ => ProblemCode::Damaged,
    }
}
