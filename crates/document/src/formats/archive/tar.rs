//! tar in its dialects: V7, ustar, pax and GNU.

use std::collections::BTreeSet;
use std::io::{ErrorKind, Read};

use super::{link, member, name_part, property, unread};
use crate::formats::text::decode_short;
use crate::out::Out;
use crate::{Input, ProblemCode};

pub(super) fn read(input: &mut dyn Input, out: &mut Out<'_>) {
    let mut archive = tar::Archive::new(input);
    // Archives are written one behind the other; the zeros between them end none.
    archive.set_ignore_zeros(true);
    out.count().account();
    let Ok(entries) = archive.entries() else { return out.problem(ProblemCode::Damaged) };
    let mut told = BTreeSet::new();
    for (index, entry) in entries.enumerate() {
        if index as u64 >= out.limits().entries_max {
            return out.problem(ProblemCode::EntriesLimit);
        }
        match entry {
            Ok(mut entry) => read_entry(&mut entry, &mut told, out),
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
                return out.problem(ProblemCode::Truncated);
            }
            Err(_) => return out.problem(ProblemCode::Damaged),
        }
        if out.stop() {
            return;
        }
    }
}

fn read_entry<R: Read>(
    entry: &mut tar::Entry<'_, R>,
    told: &mut BTreeSet<(String, String)>,
    out: &mut Out<'_>,
) {
    for (label, value) in properties(entry) {
        // Most members have one owner: she is told once.
        if told.len() < 1_000 && told.insert((label.clone(), value.clone())) {
            property(&label, &value, out);
        }
    }
    let name = text(&entry.path_bytes());
    let kind = entry.header().entry_type();
    if kind.is_symlink() || kind.is_hard_link() {
        let target = text(&entry.link_name_bytes().unwrap_or_default());
        link(&name, &target, out);
    } else if kind.is_dir() {
        name_part("folder", &name, out);
    } else if kind.is_character_special() || kind.is_block_special() || kind.is_fifo() {
        // A device holds nothing that could be read.
        name_part("device", &name, out);
    } else if kind.is_pax_global_extensions() {
        let mut value = String::new();
        if entry.take(64 << 10).read_to_string(&mut value).is_ok() {
            property("pax header", &value, out);
        }
    } else {
        read_file(entry, &name, out);
    }
}

fn read_file<R: Read>(entry: &mut tar::Entry<'_, R>, name: &str, out: &mut Out<'_>) {
    let size = entry.size();
    if size > out.limits().object_bytes_max {
        unread("large member", name, ProblemCode::ObjectLimit, out);
        return;
    }
    // A sparse file is longer than what is stored of it.
    let stored = entry.header().entry_size().ok();
    let mut counted = Counted { reader: entry, count: 0 };
    member(name, &mut counted, stored.filter(|stored| *stored < size), out);
    if counted.count < size {
        out.problem(ProblemCode::Truncated);
    }
}

/// Owners and what else pax knows, by their names in the standard.
fn properties<R: Read>(entry: &mut tar::Entry<'_, R>) -> Vec<(String, String)> {
    let header = entry.header();
    let owners = [("uname", header.username_bytes()), ("gname", header.groupname_bytes())];
    let mut properties: Vec<(String, String)> = owners
        .into_iter()
        .filter_map(|(label, value)| Some((label.to_owned(), text(value?))))
        .collect();
    if let Ok(Some(extensions)) = entry.pax_extensions() {
        for extension in extensions.flatten() {
            let key = text(extension.key_bytes());
            let is_number = key.ends_with("time") || matches!(key.as_str(), "size" | "uid" | "gid");
            if !is_number && key != "path" && key != "linkpath" && !key.starts_with("GNU.sparse") {
                properties.push((key, text(extension.value_bytes())));
            }
        }
    }
    properties.retain(|(_, value)| !value.is_empty());
    properties
}

fn text(bytes: &[u8]) -> String {
    decode_short(bytes, bytes).unwrap_or_else(|| String::from_utf8_lossy(bytes).into_owned())
}

/// Counts what is read, since tar does not say when a member is cut.
struct Counted<R> {
    reader: R,
    count: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.count += count as u64;
        Ok(count)
    }
}
