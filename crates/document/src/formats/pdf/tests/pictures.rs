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

/// A picture of three lines of coarse letters, 240 × 80 pixels.
const LETTERS: (usize, usize) = (240, 80);

fn letters() -> Vec<u8> {
    let shade = |at: usize| {
        let (x, y) = (at % LETTERS.0, at / LETTERS.0);
        let inside = (10..230).contains(&x) && (12..72).contains(&y);
        let (letter, line) = (x.wrapping_sub(10) % 11, y.wrapping_sub(12) % 20);
        let is_ink = line < 10 && (letter < 2 || letter < 6 && matches!(line, 0 | 4));
        if inside && is_ink { 0 } else { 255 }
    };
    (0..LETTERS.0 * LETTERS.1).map(shade).collect()
}

/// A page with text and what `content` does with the picture of letters, which has these entries.
fn with_letters(content: &str, entries: &str, resources: &str, more: &[Vec<u8>]) -> Vec<u8> {
    let entries = format!(
        "/Type/XObject/Subtype/Image/Width 240/Height 80/ColorSpace/DeviceGray\
         /BitsPerComponent 8 {entries}"
    );
    let mut objects = vec![stream(&entries, &letters())];
    objects.extend_from_slice(more);
    let content =
        format!("BT /F1 8 Tf 10 90 Td (all of this text is seen by readers) Tj ET {content}");
    let resources = format!("/XObject<</P 6 0 R>> {resources}");
    let sheet = Sheet {
        content: &content,
        resources: &resources,
        objects: &objects,
        catalog: "/OCProperties<</OCGs[7 0 R]/D<</OFF[7 0 R]>>>>",
        ..Sheet::default()
    };
    sheet.bytes()
}

/// What is told of the picture, and the problems.
fn told_of(file: &[u8]) -> (Vec<String>, Vec<&'static str>) {
    let document = super::read_bytes(file);
    let told = document.parts.iter().filter(|read| read.part.label.contains("icture"));
    let told = told.map(|read| format!("{}: {}", read.part.label, read.text)).collect();
    (told, document.problems.iter().map(|problem| problem.code.name()).collect())
}

const PLACED: &str = "q 120 0 0 40 20 20 cm /P Do Q";

#[test]
fn letters_in_a_picture_beside_text_are_not_passed_over() {
    let (told, problems) = told_of(&with_letters(PLACED, "", "", &[]));
    assert_eq!((told.len(), problems), (0, vec!["picture-text-unread"]));
    // Put together of strips that are lower than a letter.
    let strip = |number: usize| {
        let rows = letters()[number * 8 * 240..(number + 1) * 8 * 240].to_vec();
        stream(
            "/Type/XObject/Subtype/Image/Width 240/Height 8/ColorSpace/DeviceGray\
             /BitsPerComponent 8",
            &rows,
        )
    };
    let strips: Vec<Vec<u8>> = (0..10).map(strip).collect();
    let names: String = (0..10).map(|at| format!("/S{at} {} 0 R", at + 6)).collect();
    let shown: String =
        (0..10).map(|at| format!("q 120 0 0 4 20 {} cm /S{at} Do Q ", 56 - at * 4)).collect();
    let sheet = Sheet {
        content: &format!("BT /F1 8 Tf 10 90 Td (all of this text is seen) Tj ET {shown}"),
        resources: &format!("/XObject<<{names}>>"),
        objects: &strips,
        ..Sheet::default()
    };
    assert_eq!(told_of(&sheet.bytes()).1, ["picture-text-unread"]);
}

#[test]
fn a_picture_that_no_page_shows_is_told_and_not_copied() {
    let state = "/ExtGState<</G <</ca 0>>>>";
    let layer = b"<</Type/OCG/Name(side)>>".to_vec();
    let mask = stream(
        "/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8",
        &[0],
    );
    let unseen = |why: &str| format!("UnseenPictureText: 240×80 pixels on page 1: {why}");
    let nothing = "changes nothing on the page";
    let cases = [
        (PLACED, "/Mask[0 255]", "", vec![], unseen(nothing)),
        (PLACED, "/SMask 7 0 R", "", vec![mask], unseen(nothing)),
        (PLACED, "/Decode[1 1]", "", vec![], unseen(nothing)),
        ("/G gs q 120 0 0 40 20 20 cm /P Do Q", "", state, vec![], unseen(nothing)),
        (PLACED, "/OC 7 0 R", "", vec![layer], unseen("in a layer that is off")),
        ("q 120 0 0 40 3000 20 cm /P Do Q", "", "", vec![], unseen("outside of what is displayed")),
        ("q 1 0 0 .1 20 20 cm /P Do Q", "", "", vec![], unseen("as small as a dot")),
        ("", "", "", vec![], "UnseenPictureText: 240×80 pixels: not painted".to_owned()),
        (
            "q 120 0 0 40 20 20 cm /P Do Q 0 g 10 10 180 60 re f",
            "",
            "",
            vec![],
            "CoveredPictureText: 240×80 pixels on page 1: under something opaque".to_owned(),
        ),
    ];
    for (content, entries, resources, more, expected) in cases {
        let file = with_letters(content, entries, resources, &more);
        let (told, problems) = told_of(&file);
        assert_eq!(told, [expected.as_str()], "{content} {entries}");
        assert!(problems.contains(&"picture-text-unread"), "{content} {entries}");
        let copy = super::cleaned(&file, &crate::clean::Plan::default());
        let mut is_there = false;
        crate::streams(&copy, &crate::Limits::default(), &mut |stream| {
            is_there |= stream.len() == LETTERS.0 * LETTERS.1;
        });
        assert!(!is_there, "{content} {entries}");
        assert_eq!(told_of(&copy).0, Vec::<String>::new(), "{content} {entries}");
    }
}

#[test]
fn pixels_outside_of_a_clip_are_not_copied() {
    let file = with_letters("q 20 45 120 15 re W n q 120 0 0 40 20 20 cm /P Do Q Q", "", "", &[]);
    let (told, problems) = told_of(&file);
    assert_eq!(told, ["cropped picture: 38% of a picture of 240×80 pixels is shown"]);
    assert!(problems.contains(&"picture-text-unread"));
    let copy = super::cleaned(&file, &crate::clean::Plan::default());
    let mut samples = Vec::new();
    crate::streams(&copy, &crate::Limits::default(), &mut |stream| {
        if stream.len() == LETTERS.0 * LETTERS.1 {
            samples = stream.to_vec();
        }
    });
    let (seen, unseen) = samples.split_at(32 * LETTERS.0);
    assert!(seen.contains(&255) && unseen.iter().all(|shade| *shade == 0));
    assert_eq!(told_of(&copy).0, Vec::<String>::new());
}

#[test]
fn a_picture_that_shines_through_a_mask_is_shown() {
    let form = stream(
        "/Type/XObject/Subtype/Form/BBox[0 0 200 100]/Group<</S/Transparency/CS/DeviceGray>>\
         /Resources<</XObject<</P 6 0 R>>>>",
        b"q 120 0 0 40 20 20 cm /P Do Q",
    );
    let state = "/ExtGState<</G <</SMask<</S/Luminosity/G 7 0 R>>>>>>";
    let file = with_letters("/G gs 0 g 0 0 200 100 re f", "", state, &[form]);
    assert_eq!(told_of(&file), (vec![], vec!["picture-text-unread"]));
    let copy = super::cleaned(&file, &crate::clean::Plan::default());
    assert_eq!(told_of(&copy).0, Vec::<String>::new());
}
