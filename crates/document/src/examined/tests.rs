use std::io::{Cursor, Write as _};

use crate::{Collector, Coverage, Examined, Limits, ProblemCode};

fn counts(name: &str, bytes: &[u8], limits: &Limits) -> Vec<Examined> {
    let mut sink = Collector::default();
    crate::read(&mut Cursor::new(bytes), name, limits, &mut sink);
    sink.document.examined
}

fn count(name: &str, bytes: &[u8]) -> Examined {
    counts(name, bytes, &Limits::default()).pop().unwrap()
}

fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn each_byte_of_a_text_is_accounted_for() {
    let examined = count("pump.txt", b"the pump of hall 3\n");
    assert_eq!(examined.bytes_accounted, Some(19));
    assert!(examined.is_complete());
}

#[test]
fn what_nobody_can_read_is_one_gap() {
    let examined = count("pump.bin", b"\x01\x02\x00\xFF\xFE\xFD\x00\x11\x93\x81");
    assert_eq!(examined.coverage, Coverage::Refused);
    assert_eq!((examined.bytes_accounted, examined.gaps), (Some(0), vec![(0, 10)]));
}

#[test]
fn bytes_after_an_archive_are_a_gap() {
    let mut bytes = archive(&[("note.txt", b"the pump of hall 3")]);
    let end = bytes.len() as u64;
    bytes.extend_from_slice(b"and what was to be forgotten");
    let examined = count("notes.zip", &bytes);
    assert_eq!(examined.gaps, [(end, end + 28)]);
    assert_eq!(examined.bytes_accounted, Some(end));
}

#[test]
fn children_that_are_not_opened_are_counted() {
    let unknown: &[u8] = b"\x01\x02\x00\xFF\xFE\xFD\x00\x11\x93\x81";
    let bytes = archive(&[("note.txt", b"the pump of hall 3"), ("plan.bin", unknown)]);
    let told = counts("notes.zip", &bytes, &Limits::default());
    let paths: Vec<String> = told.iter().map(|examined| examined.path.join("!")).collect();
    assert_eq!(paths, ["note.txt", "plan.bin", ""]);
    let outer = told.last().unwrap();
    assert_eq!((outer.children, outer.children_not_opened), (2, 1));
    assert_eq!(outer.coverage, Coverage::Part);
}

#[test]
fn a_limit_is_named_and_nothing_behind_it_is_called_accounted() {
    let bytes = archive(&[("a.txt", b"one"), ("b.txt", b"two")]);
    let limits = Limits { entries_max: 1, ..Limits::default() };
    let outer = counts("notes.zip", &bytes, &limits).pop().unwrap();
    assert_eq!(outer.limits, [ProblemCode::EntriesLimit]);
    assert_eq!(outer.bytes_accounted, None);
}
