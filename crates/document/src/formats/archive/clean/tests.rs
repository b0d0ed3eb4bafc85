use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::clean::testing::{cleaned, cleaned_without};

const PLANTED: &str = "Quux-Plant-77";

fn find(bytes: &[u8], text: &str) -> bool {
    memchr::memmem::find(bytes, text.as_bytes()).is_some()
}

fn zip_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.set_comment(PLANTED).unwrap();
    for (name, bytes) in members {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn member(zip: &[u8], name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(zip)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn members_are_cleaned_and_named_anew_in_order() {
    let inner = zip_of(&[("deep.txt", b"Mallory\n")]);
    let members: &[(&str, &[u8])] = &[
        ("b/Mallory.txt", "one\u{200B}\n".as_bytes()),
        ("a.zip", &inner),
        ("__MACOSX/._a.txt", PLANTED.as_bytes()),
        (".DS_Store", PLANTED.as_bytes()),
    ];
    let copy = cleaned_without("x.zip", &zip_of(members), &["Mallory"]);
    assert!(!find(&copy.bytes, PLANTED));
    let archive = ZipArchive::new(Cursor::new(&copy.bytes)).unwrap();
    let names: Vec<_> = archive.file_names().map(Result::unwrap).collect();
    assert_eq!(names, ["a.zip", "b/redacted.txt"]);
    assert_eq!(member(&copy.bytes, "b/redacted.txt"), "one\n");
    let mut bytes = Vec::new();
    let mut archive = ZipArchive::new(Cursor::new(&copy.bytes)).unwrap();
    archive.by_name("a.zip").unwrap().read_to_end(&mut bytes).unwrap();
    assert_eq!(member(&bytes, "deep.txt"), "[redacted]\n");
}

#[test]
fn owners_of_a_tar_archive_go() {
    let mut builder = ::tar::Builder::new(Vec::new());
    let mut header = ::tar::Header::new_gnu();
    header.set_size(5);
    header.set_username(PLANTED).unwrap();
    header.set_mtime(1_700_000_000);
    builder.append_data(&mut header, "a.txt", "text\n".as_bytes()).unwrap();
    let bytes = builder.into_inner().unwrap();
    assert!(find(&bytes, PLANTED));
    let copy = cleaned("x.tar", &bytes);
    assert!(!find(&copy.bytes, PLANTED) && find(&copy.bytes, "text\n"));
}

#[test]
fn the_name_of_a_compressed_file_goes() {
    let mut encoder = flate2::GzBuilder::new()
        .filename(format!("{PLANTED}.txt"))
        .comment(PLANTED)
        .mtime(1_700_000_000)
        .write(Vec::new(), flate2::Compression::fast());
    encoder.write_all(b"text\n").unwrap();
    let copy = cleaned("x.txt.gz", &encoder.finish().unwrap());
    assert!(!find(&copy.bytes, PLANTED));
    let mut text = String::new();
    flate2::read::GzDecoder::new(copy.bytes.as_slice()).read_to_string(&mut text).unwrap();
    assert_eq!(text, "text\n");
}

#[test]
fn what_stands_behind_a_tar_archive_goes() {
    let mut builder = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(6);
    header.set_mode(0o644);
    builder.append_data(&mut header, "a.txt", &b"shown\n"[..]).unwrap();
    let mut bytes = builder.into_inner().unwrap();
    bytes.extend_from_slice(PLANTED.as_bytes());
    let copy = cleaned("a.tar", &bytes);
    assert!(find(&copy.bytes, "shown") && !find(&copy.bytes, PLANTED));
}

#[test]
fn an_archive_behind_other_bytes_is_one_without_them() {
    let bytes = [PLANTED.as_bytes(), b"\n", &zip_of(&[("a.txt", b"one\n")])].concat();
    let copy = cleaned("x.zip", &bytes);
    assert!(!find(&copy.bytes, PLANTED));
    assert_eq!(member(&copy.bytes, "a.txt"), "one\n");
}
