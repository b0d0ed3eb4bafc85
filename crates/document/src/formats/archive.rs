//! Archives: ZIP, tar, gzip; each member is a document of its own.

pub(super) mod clean;
mod gzip;
mod tar;
mod zip;

use std::io::{Cursor, Read};

use super::{Format, Probe};
use crate::read::{NewPart, Out};
use crate::{Hidden, PartId, PartKind, ProblemCode};

/// ZIP archive.
pub(super) const ZIP: Format = Format {
    name: "zip",
    title: "ZIP archive",
    extensions: &["zip", "jar", "war", "apk", "whl", "kmz", "cbz"],
    reads: "members, comments and names",
    in_process: false,
    matches: |probe| probe.head.starts_with(b"PK\x03\x04") || probe.head.starts_with(b"PK\x05\x06"),
    read: zip::read,
};

/// Tar archive.
pub(super) const TAR: Format = Format {
    name: "tar",
    title: "tar archive",
    extensions: &["tar"],
    reads: "members, names, owners and links",
    in_process: false,
    matches: is_tar,
    read: tar::read,
};

/// Compressed file of gzip.
pub(super) const GZIP: Format = Format {
    name: "gzip",
    title: "gzip compressed file",
    extensions: &["gz", "tgz", "svgz", "emz", "wmz"],
    reads: "the file inside, its name and comment",
    in_process: false,
    matches: |probe| probe.head.starts_with(b"\x1F\x8B\x08"),
    read: gzip::read,
};

/// A tar archive has a checksum of its first header, in every dialect.
fn is_tar(probe: &mut Probe<'_>) -> bool {
    let Some(header) = probe.head.get(..512) else { return false };
    let stored = header.get(148..156).unwrap_or_default();
    let sum = |bytes: &[u8]| bytes.iter().map(|byte| u32::from(*byte)).sum::<u32>();
    // The checksum is made with spaces in its own place.
    let expected = sum(header) - sum(stored) + sum(&[b' '; 8]);
    header.first() != Some(&0) && octal(stored) == Some(expected)
}

/// A number as tar writes it, with spaces or zeros around it.
fn octal(field: &[u8]) -> Option<u32> {
    let text = std::str::from_utf8(field).ok()?;
    u32::from_str_radix(text.trim_matches([' ', '\0']), 8).ok()
}

/// Reads a member that must be held whole; what came before an error is read too.
fn member(name: &str, reader: &mut dyn Read, compressed: Option<u64>, out: &mut Out<'_>) {
    let held = out.hold(reader, compressed);
    out.child(name, &mut Cursor::new(held.bytes));
}

/// Tells of a member that is not read, by its name.
fn unread(label: &str, name: &str, code: ProblemCode, out: &mut Out<'_>) {
    let part = name_part(label, name, out);
    out.problem_with(part, code, None);
}

fn name_part(label: &str, name: &str, out: &mut Out<'_>) -> Option<PartId> {
    out.text(NewPart::new(PartKind::Name, label), name, Vec::new())
}

fn property(label: &str, value: &str, out: &mut Out<'_>) {
    let part = NewPart::new(PartKind::Property, label).hidden(Hidden::Property);
    out.text(part, value, Vec::new());
}

/// Tells of a link, which is not followed.
fn link(name: &str, target: &str, out: &mut Out<'_>) {
    unread("link", name, ProblemCode::LinkNotFollowed, out);
    out.text(NewPart::new(PartKind::Link, "link target"), target, Vec::new());
}

#[cfg(test)]
mod tests;
