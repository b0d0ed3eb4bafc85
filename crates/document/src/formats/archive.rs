//! Archives: ZIP, tar, 7z and single compressed files; each member is a document of its own.

pub(super) mod clean;
mod compressed;
mod gzip;
mod seven_zip;
mod tar;
mod zip;

use std::io::{Cursor, Read};

pub(super) use self::zip::read_unclaimed;
use super::known;
use crate::format::{Format, Probe};
use crate::out::{NewPart, Out};
use crate::{Coverage, Effect, Hidden, PartId, PartKind, ProblemCode};

/// ZIP archive.
pub(super) const ZIP: Format = Format {
    name: "zip",
    title: "ZIP archive",
    extensions: &["zip", "jar", "war", "apk", "whl", "kmz", "cbz"],
    reads: "members, comments and names",
    in_process: false,
    matches: |probe| {
        probe.head.starts_with(b"PK\x03\x04")
            || probe.head.starts_with(b"PK\x05\x06")
            || known::is_zip_behind(probe)
    },
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

/// Archive of 7-Zip.
pub(super) const SEVEN_ZIP: Format = Format {
    name: "7z",
    title: "7-Zip archive",
    extensions: &["7z"],
    reads: "members and names",
    in_process: false,
    matches: |probe| probe.head.starts_with(b"7z\xBC\xAF\x27\x1C"),
    read: seven_zip::read,
};

/// Compressed file of bzip2.
pub(super) const BZIP2: Format = Format {
    name: "bzip2",
    title: "bzip2 compressed file",
    extensions: &["bz2", "tbz2", "tbz"],
    reads: "the file inside",
    in_process: false,
    matches: |probe| probe.head.starts_with(b"BZh") && is_bzip2_block(probe.head),
    read: compressed::read_bzip2,
};

/// Compressed file of XZ.
pub(super) const XZ: Format = Format {
    name: "xz",
    title: "xz compressed file",
    extensions: &["xz", "txz"],
    reads: "the file inside",
    in_process: false,
    matches: |probe| probe.head.starts_with(b"\xFD7zXZ\0"),
    read: compressed::read_xz,
};

/// Compressed file of Zstandard.
pub(super) const ZSTD: Format = Format {
    name: "zstd",
    title: "Zstandard compressed file",
    extensions: &["zst", "tzst"],
    reads: "the file inside",
    in_process: false,
    matches: |probe| probe.head.starts_with(b"\x28\xB5\x2F\xFD"),
    read: compressed::read_zstd,
};

/// Compressed file of lzip.
pub(super) const LZIP: Format = Format {
    name: "lzip",
    title: "lzip compressed file",
    extensions: &["lz", "tlz"],
    reads: "the file inside",
    in_process: false,
    matches: |probe| probe.head.starts_with(b"LZIP\x01"),
    read: compressed::read_lzip,
};

/// A first block, or the end of an empty file.
fn is_bzip2_block(head: &[u8]) -> bool {
    let begins = |magic: &[u8]| head.get(4..).is_some_and(|rest| rest.starts_with(magic));
    begins(b"\x31\x41\x59\x26\x53\x59") || begins(b"\x17\x72\x45\x38\x50\x90")
}

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

/// The name of the one file inside a compressed file, when nothing else tells it.
pub(super) fn inner_name(name: &str) -> String {
    let Some((stem, extension)) = name.rsplit_once('.') else { return name.to_owned() };
    match extension.to_ascii_lowercase().as_str() {
        "gz" | "bz2" | "xz" | "zst" | "lz" => stem.to_owned(),
        "tgz" | "tbz" | "tbz2" | "txz" | "tzst" | "tlz" => format!("{stem}.tar"),
        "svgz" => format!("{stem}.svg"),
        "emz" => format!("{stem}.emf"),
        "wmz" => format!("{stem}.wmf"),
        _ => name.to_owned(),
    }
}

/// Reads a member that must be held whole; what came before an error is read too.
fn member(name: &str, reader: &mut dyn Read, compressed: Option<u64>, out: &mut Out<'_>) {
    let held = out.hold(reader, compressed);
    out.child(name, &mut Cursor::new(held.bytes));
}

/// Tells of a member that is not read, by its name.
fn unread(label: &str, name: &str, code: ProblemCode, out: &mut Out<'_>) {
    let part = name_part(label, name, out);
    if code.info().effect == Effect::Blocks {
        out.count().child(Coverage::Refused);
    }
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
