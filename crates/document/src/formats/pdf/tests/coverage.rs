//! What of a file is counted as looked at.

use super::builder::Sheet;
use super::read_bytes;
use crate::Examined;

fn examined(file: &[u8]) -> Examined {
    read_bytes(file).examined.pop().unwrap()
}

#[test]
fn letters_and_bytes_of_a_page_are_counted() {
    let file = Sheet { content: "BT /F1 10 Tf (pump) Tj ET", ..Sheet::default() }.bytes();
    let examined = examined(&file);
    assert_eq!((examined.pages, examined.pages_without_text), (1, 0));
    assert_eq!((examined.glyphs, examined.glyphs_without_unicode), (4, 0));
    assert_eq!(examined.bytes_accounted, Some(file.len() as u64));
    assert!(examined.is_complete());
}

#[test]
fn a_page_without_a_letter_is_named() {
    let file = Sheet { content: "0 0 9 9 re f", ..Sheet::default() }.bytes();
    assert_eq!(examined(&file).blank_pages, [1]);
}

#[test]
fn bytes_between_objects_are_gaps_readable_or_not() {
    let mut file = Sheet::default().bytes();
    let at = memchr::memmem::find(&file, b"endobj\n").unwrap() + 7;
    file.splice(at..at, *b"seven pumps\n\x01\x02\x03\n");
    let start = at as u64;
    assert_eq!(examined(&file).gaps, [(start, start + 11), (start + 12, start + 15)]);
}
