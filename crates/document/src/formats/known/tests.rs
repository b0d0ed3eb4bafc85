use std::collections::BTreeSet;

use crate::formats::FORMATS;
use crate::formats::testing::dump;

/// Checks which format bytes are taken for, however they are named.
fn check(bytes: &[u8], format: &str) {
    let padded = [bytes, &[0; 300]].concat();
    let lines = dump(&padded, "file");
    assert!(lines.starts_with(&format!("= {format}\n")), "{format}: {lines}");
    assert!(lines.contains("! format-not-read\n"));
}

#[test]
fn magic_numbers_are_known() {
    check(b"{\\rtf1\\ansi", "rtf");
    check(b"Rar!\x1A\x07\x01\0", "rar");
    check(b"7z\xBC\xAF\x27\x1C\0\x04", "7z");
    check(b"AC1027\0\0", "dwg");
    check(b"SQLite format 3\0", "sqlite");
    check(b"\0\0\0\x20ftypheic", "heic");
    check(b"\0\0\0\x20ftypisom", "mp4");
    check(b"\0\0\0\x08wide\0\0\0\0mdat", "mov");
    check(b"\x7FELF\x02\x01\x01", "elf");
}

#[test]
fn a_compound_file_is_called_by_its_streams() {
    check(&compound_file("WordDocument"), "doc");
    check(&compound_file("WORKBOOK"), "xls");
    check(&compound_file("something"), "ole");
}

/// The header and the directory of a compound file with one stream.
fn compound_file(stream: &str) -> Vec<u8> {
    let mut bytes = vec![0; 512 + 512];
    bytes[..8].copy_from_slice(super::ole::MAGIC);
    bytes[30] = 9;
    for (index, name) in ["Root Entry", stream].iter().enumerate() {
        let entry = &mut bytes[512 + index * 128..];
        for (at, unit) in name.encode_utf16().enumerate() {
            entry[at * 2..at * 2 + 2].copy_from_slice(&unit.to_le_bytes());
        }
        entry[64] = (name.len() * 2 + 2) as u8;
    }
    bytes
}

#[test]
fn names_of_formats_are_unique() {
    let mut names = BTreeSet::new();
    for format in FORMATS {
        assert!(names.insert(format.name), "{}", format.name);
    }
}

#[test]
fn hostile_directories_end() {
    let mut bytes = compound_file("x");
    // A chain of the directory that leads to itself, and a sector far away.
    bytes[76..80].copy_from_slice(&0_u32.to_le_bytes());
    dump(&bytes, "file");
    bytes[48..52].copy_from_slice(&u32::MAX.to_le_bytes());
    bytes[30] = 0xFF;
    dump(&bytes, "file");
}
