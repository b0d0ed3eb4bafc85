//! Cleans archives: each member is cleaned, and all are packed anew, in order, without owners,
//! times and comments.

use std::collections::BTreeSet;
use std::io::Write;

use flate2::{Compression, GzBuilder};

use crate::ProblemCode;
use crate::clean::package::{Members, NewZip};
use crate::clean::{Refusal, Removal, Work};

/// What systems and programs leave in folders that they opened.
const LITTER: &[&str] = &["__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini"];

/// True for the name of a member that no person put into the archive.
#[must_use]
pub fn is_litter(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    LITTER.iter().any(|litter| name.starts_with(litter) || file == *litter)
        || file.starts_with("._")
        || name.split('/').any(|folder| folder == ".git")
}

/// Cleans a ZIP archive.
pub(in crate::formats) fn zip(bytes: &[u8], work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    let mut members = Members::open(bytes, work)?;
    let names: Vec<String> = members.names().map(str::to_owned).collect();
    let mut zip = NewZip::new();
    let mut taken = BTreeSet::new();
    for name in names.iter().filter(|name| !name.ends_with('/')) {
        if is_litter(name) {
            work.removed(Removal::Members, 1);
            continue;
        }
        let Some(content) = members.read(name, work)? else { continue };
        let copy = work.child(name, &content).map_err(of_member)?;
        zip.add(&free(&mut taken, copy.name), &copy.bytes, false)?;
    }
    zip.finish()
}

/// Cleans a tar archive; what is neither file nor folder stays behind.
pub(in crate::formats) fn tar(bytes: &[u8], work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    let damaged = |_| Refusal::Unread(ProblemCode::Damaged);
    // It ends with its first empty block; what stands behind that no program unpacks.
    let mut archive = ::tar::Archive::new(bytes);
    let mut members = std::collections::BTreeMap::new();
    for (index, entry) in archive.entries().map_err(damaged)?.enumerate() {
        if index as u64 >= work.limits().entries_max {
            return Err(Refusal::Unread(ProblemCode::EntriesLimit));
        }
        let mut entry = entry.map_err(damaged)?;
        let kind = entry.header().entry_type();
        let name = String::from_utf8_lossy(&entry.path_bytes()).replace('\\', "/");
        if !kind.is_file() || is_litter(&name) {
            work.removed(Removal::Members, usize::from(!kind.is_dir()));
            continue;
        }
        let size = entry.size();
        let content = work.inflate(&mut entry, size)?;
        members.insert(name, content);
    }
    let mut made = ::tar::Builder::new(Vec::new());
    let mut taken = BTreeSet::new();
    for (name, content) in members {
        let copy = work.child(&name, &content).map_err(of_member)?;
        let mut header = ::tar::Header::new_gnu();
        header.set_size(copy.bytes.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(0);
        let name = free(&mut taken, copy.name);
        let name = name.trim_start_matches('/');
        let added = made.append_data(&mut header, name, copy.bytes.as_slice());
        added.map_err(|_| Refusal::Unread(ProblemCode::Damaged))?;
    }
    made.into_inner().map_err(damaged)
}

/// Cleans a compressed file: its name, its time and its comment stay behind.
pub(in crate::formats) fn gzip(bytes: &[u8], work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    let mut decoder = flate2::read::MultiGzDecoder::new(bytes);
    let stored = decoder.header().and_then(|header| header.filename()).map(<[u8]>::to_vec);
    let content = work.inflate(&mut decoder, bytes.len() as u64)?;
    let name = inner_name(stored.as_deref(), work.name());
    let copy = work.child(&name, &content).map_err(of_member)?;
    let mut encoder = GzBuilder::new().mtime(0).write(Vec::new(), Compression::default());
    encoder.write_all(&copy.bytes).map_err(|_| Refusal::Unread(ProblemCode::ObjectLimit))?;
    encoder.finish().map_err(|_| Refusal::Unread(ProblemCode::ObjectLimit))
}

/// The name that the reader gives to the file inside.
fn inner_name(stored: Option<&[u8]>, name: &str) -> String {
    let stored = stored.map(super::gzip::text).filter(|name| !name.is_empty());
    stored.unwrap_or_else(|| super::inner_name(name))
}

/// A member that cannot be cleaned is the reason for which its archive is not.
fn of_member(refusal: Refusal) -> Refusal {
    match refusal {
        Refusal::NoCleaner => Refusal::Member,
        other => other,
    }
}

/// Returns the name, or one like it when another member has it.
fn free(taken: &mut BTreeSet<String>, name: String) -> String {
    if taken.insert(name.clone()) {
        return name;
    }
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if !ending.contains('/') => (stem, format!(".{ending}")),
        _ => (name.as_str(), String::new()),
    };
    let numbered = (2_u32..).map(|number| format!("{stem} {number}{ending}"));
    let found = numbered.into_iter().find(|name| !taken.contains(name)).unwrap_or_default();
    taken.insert(found.clone());
    found
}

#[cfg(test)]
mod tests;
