use std::collections::BTreeSet;

use crate::formats::FORMATS;
use crate::formats::testing::dump;

/// Checks which format bytes are taken for, however they are named.
fn check(bytes: &[u8], format: &str) {
    let padded = [bytes, &[0; 300]].concat();
    let lines = dump(&padded, "file");
    assert!(lines.starts_with(&format!("= {format}\n")), "{format}: {lines}");
    assert!(!lines.ends_with("whole\n"), "{format}: {lines}");
}

#[test]
fn magic_numbers_are_known() {
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
fn names_of_formats_are_unique() {
    let mut names = BTreeSet::new();
    for format in FORMATS {
        assert!(names.insert(format.name), "{}", format.name);
    }
}
