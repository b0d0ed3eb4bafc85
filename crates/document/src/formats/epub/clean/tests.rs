use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::super::tests::book;
use crate::clean::testing::{all_text, cleaned, cleaned_without};

const PACKAGE: &str = "<package xmlns='http://www.idpf.org/2007/opf' unique-identifier='x'>\
    <metadata xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:title>Shown Title</dc:title>\
    <dc:creator>plant-creator</dc:creator><dc:language>en</dc:language></metadata><manifest>\
    <item id='one' href='plant%20one.xhtml' media-type='application/xhtml+xml'/>\
    <item id='two' href='two.xhtml' media-type='application/xhtml+xml'/>\
    <item id='off' href='plant-unused.xhtml' media-type='application/xhtml+xml'/>\
    <item id='css' href='a.css' media-type='text/css'/>\
    <item id='p0' href='pics/0.svg' media-type='image/svg+xml'/>\
    <item id='px' href='pics/plant-unshown.svg' media-type='image/svg+xml'/>\
    <item id='pic' href='pics/a.svg' media-type='image/svg+xml'/></manifest>\
    <spine><itemref idref='one'/><itemref idref='two' linear='no'/></spine></package>";

const ONE: &str = "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><head>\
    <title>Shown chapter</title><link rel='stylesheet' href='a.css'/><script src='plant.js'/>\
    <meta name='author' content='plant-author'/></head><body><!-- plant-comment --><h1>Shown \
    heading</h1><p>Shown <br/>words of Mal<i>lory Quuux</i></p><p class='ghost'>plant-hidden</p>\
    <a id='empty'/><svg viewBox='0 0 9 9'><title>plant-svg</title><image \
    xlink:href='pics/a.svg'/></svg><p>Shown end</p></body></html>";

fn sample() -> Vec<u8> {
    book(&[
        ("mimetype", "application/epub+zip"),
        (
            "META-INF/container.xml",
            "<container xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfiles>\
             <rootfile full-path='OEBPS/content.opf'/></rootfiles></container>",
        ),
        ("META-INF/calibre_bookmarks.txt", "plant-bookmark"),
        ("OEBPS/content.opf", PACKAGE),
        ("OEBPS/plant one.xhtml", ONE),
        (
            "OEBPS/two.xhtml",
            "<html><head/><body><p>Shown aside</p><img src='pics/0.svg'/></body></html>",
        ),
        ("OEBPS/plant-unused.xhtml", "<html><body><p>plant-draft</p></body></html>"),
        ("OEBPS/a.css", "/* plant-css */ .ghost { display: none }"),
        (
            "OEBPS/pics/0.svg",
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><circle r='4'/></svg>",
        ),
        (
            "OEBPS/pics/plant-unshown.svg",
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><text>plant-text</text></svg>",
        ),
        (
            "OEBPS/pics/a.svg",
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><desc>plant-desc</desc>\
             <rect width='9' height='9'/></svg>",
        ),
    ])
}

/// Members of a book as one text, each of which is XML when its name says so.
fn members(bytes: &[u8]) -> String {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut all = String::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let name = file.name().unwrap().to_string();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        if name.ends_with("ml") || name.ends_with(".opf") {
            let mut reader = quick_xml::Reader::from_str(&text);
            loop {
                match reader.read_event() {
                    Ok(quick_xml::events::Event::Eof) => break,
                    Ok(_) => {}
                    Err(error) => panic!("{name}: {error}\n{text}"),
                }
            }
        }
        all += &format!("{name}\n{text}\n");
    }
    all
}

#[test]
fn a_book_shows_what_it_showed_and_no_more() {
    let copy = cleaned("book.epub", &sample());
    let all = members(&copy.bytes);
    assert!(!all.contains("plant"), "{all}");
    assert!(all.starts_with("mimetype\napplication/epub+zip"), "{all}");
    assert!(all.contains("<img src=\"image1.svg\"/>") && all.contains("<rect"), "{all}");
    assert!(all.contains("<img src=\"image2.svg\"/>") && all.contains("<circle"), "{all}");
    let text = all_text("book.epub", &copy.bytes);
    let shown =
        ["Shown Title", "Shown chapter", "Shown heading", "Shown", "Shown end", "Shown aside"];
    for shown in shown {
        assert!(text.contains(shown), "`{shown}` is lost from\n{text}");
    }
}

#[test]
fn a_redaction_in_a_chapter_goes_across_elements() {
    let copy = cleaned_without("book.epub", &sample(), &["Mallory Quuux", "Title"]);
    let all = members(&copy.bytes);
    assert!(!all.contains("lory") && !all.contains("Shown Title"), "{all}");
    assert!(all.contains("words of [redacted]"), "{all}");
}
