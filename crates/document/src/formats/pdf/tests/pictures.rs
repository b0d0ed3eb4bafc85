//! What of the pictures of a page is not shown.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::builder::{Sheet, stream};
use super::read;
use crate::{Hidden, ProblemCode};

const ENTRIES: &str = "/Type/XObject/Subtype/Image/Width 64/Height 64/ColorSpace/DeviceGray\
                       /BitsPerComponent 8";

/// A picture of half the page's width, as resources and as content.
const RESOURCES: &str = "/XObject<</P 6 0 R>>/ExtGState<</G <</ca 0.5>>>>";
const SHOWN: &str = "q 90 0 0 90 10 5 cm /P Do Q ";

fn stripes() -> Vec<u8> {
    (0..64 * 64).map(|pixel| if pixel / 2 % 2 == 0 { 0 } else { 255 }).collect()
}

/// What is told of a page that shows the picture and then paints this.
fn told(pixels: &[u8], then: &str) -> Vec<String> {
    let objects = [stream(ENTRIES, pixels)];
    let content = format!("{SHOWN}{then}");
    let sheet =
        Sheet { content: &content, resources: RESOURCES, objects: &objects, ..Sheet::default() };
    let parts = read(&sheet).parts;
    let is_about_pictures = |label: &str| label.contains("Picture") || label.contains("picture");
    let told = parts.iter().filter(|read| is_about_pictures(&read.part.label));
    told.map(|read| format!("{}: {}", read.part.label, read.text)).collect()
}

#[test]
fn a_box_on_a_picture_hides_what_is_still_there() {
    let expected = ["CoveredPicture: 40×30 points at 30, 40"];
    assert_eq!(told(&stripes(), "0 g 30 30 40 30 re f"), expected);
    assert_eq!(told(&stripes(), "1 g 30 30 40 30 re f"), expected);
    // All of it.
    assert_eq!(told(&stripes(), "0 g 9 4 92 92 re f").len(), 1);
}

#[test]
fn what_hides_nothing_is_not_told() {
    let nothing = Vec::<String>::new();
    // Nothing is to be seen beneath.
    assert_eq!(told(&[200; 64 * 64], "0 g 30 30 40 30 re f"), nothing);
    // The picture shines through.
    assert_eq!(told(&stripes(), "/G gs 0 g 30 30 40 30 re f"), nothing);
    // A label with words on it.
    let label = "0 g 30 30 40 14 re f 1 g BT /F1 10 Tf 32 33 Td (hall 3) Tj ET";
    assert_eq!(told(&stripes(), label), nothing);
    // Beside the picture.
    assert_eq!(told(&stripes(), "0 g 130 30 40 30 re f"), nothing);
}

#[test]
fn a_clip_leaves_the_picture_whole_in_the_file() {
    let objects = [stream(ENTRIES, &stripes())];
    let content = format!("q 10 5 45 90 re W n {SHOWN} Q");
    let sheet =
        Sheet { content: &content, resources: RESOURCES, objects: &objects, ..Sheet::default() };
    let parts = read(&sheet).parts;
    let cropped = parts.iter().find(|read| &*read.part.label == "cropped picture").unwrap();
    assert_eq!(cropped.text, "50% of a picture of 64×64 pixels is shown");
}

/// What is told of bytes behind the pixels of a picture with those entries and that data.
fn behind(entries: &str, data: &[u8]) -> Vec<String> {
    let objects = [stream(&format!("/Type/XObject/Subtype/Image {entries}"), data)];
    let sheet =
        Sheet { content: SHOWN, resources: RESOURCES, objects: &objects, ..Sheet::default() };
    let document = read(&sheet);
    let is_told =
        document.problems.iter().any(|problem| problem.code == ProblemCode::TrailingBytes);
    let parts = document.parts.iter().filter(|read| read.part.hidden == Some(Hidden::Slack));
    let told: Vec<String> = parts.map(|read| read.text.clone()).collect();
    assert_eq!(is_told, !told.is_empty());
    told
}

#[test]
fn bytes_behind_pixels_are_told() {
    const GREY: &str = "/Width 2/Height 2/ColorSpace/DeviceGray/BitsPerComponent 8";
    const WORDS: &[u8] = b"four words behind pixels";
    let packed = |data: &[u8]| {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    };
    let words = ["four words behind pixels"];
    let jpeg = [b"\xFF\xD8\xFF\xDA\0\x02pixels\xFF\xD9".as_slice(), WORDS].concat();
    let flat = format!("{GREY}/Filter/FlateDecode");
    assert_eq!(behind(GREY, &[&[7; 4], WORDS].concat()), words);
    assert_eq!(behind(&flat, &packed(&[&[7; 4], WORDS].concat())), words);
    assert_eq!(behind(&flat, &[&*packed(&[7; 4]), WORDS].concat()), words);
    assert_eq!(behind(&format!("{GREY}/Filter/DCTDecode"), &jpeg), words);
    let twice = format!("{GREY}/Filter[/FlateDecode/DCTDecode]");
    assert_eq!(behind(&twice, &packed(&jpeg)), words);
    // What only fills up is not told.
    let nothing = Vec::<String>::new();
    assert_eq!(behind(GREY, &[[7; 4], [0; 4]].concat()), nothing);
    assert_eq!(behind(GREY, b"\x07\x07\x07\x07\r\n"), nothing);
    assert_eq!(behind(&flat, &packed(&[7; 40])), nothing);
}
