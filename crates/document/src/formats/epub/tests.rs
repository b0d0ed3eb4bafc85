use std::io::{Cursor, Write};

use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::formats::testing::dump;

pub(in crate::formats) fn book(members: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        zip.start_file(*name, options).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const MEMBERS: [(&str, &str); 4] = [
    ("mimetype", "application/epub+zip"),
    (
        "OEBPS/content.opf",
        "<package xmlns='http://www.idpf.org/2007/opf'><metadata \
         xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:creator>Vera Muster</dc:creator>\
         </metadata></package>",
    ),
    ("OEBPS/one.xhtml", "<html><body><p>Plan for hall 7</p></body></html>"),
    ("OEBPS/unused.xhtml", "<html><body><p>draft</p></body></html>"),
];

#[test]
fn a_book_tells_who_made_it_and_every_chapter() {
    let told = dump(&book(&MEMBERS), "book.epub");
    for line in [
        "[property] dc:creator {property} | Vera Muster\n",
        "OEBPS/one.xhtml: [body] text | Plan for hall 7\n",
        "OEBPS/unused.xhtml: [body] text | draft\n",
    ] {
        assert!(told.contains(line), "{line}{told}");
    }
    assert!(told.ends_with("whole\n"), "{told}");
    let spine = "<package xmlns='http://www.idpf.org/2007/opf'><manifest><item id='a' \
                 href='one.xhtml'/><item id='n' properties='nav' href='nav.xhtml'/></manifest>\
                 <spine><itemref idref='a'/></spine></package>";
    let mut ordered = MEMBERS.to_vec();
    ordered[1].1 = spine;
    ordered.push(("OEBPS/nav.xhtml", "<html><body><p>contents</p></body></html>"));
    let told = dump(&book(&ordered), "book.epub");
    for line in [
        "OEBPS/one.xhtml: [body] text | Plan for hall 7\n",
        "OEBPS/nav.xhtml: [body] text | contents\n",
        "OEBPS/unused.xhtml: [body] text {outside} | draft\n",
    ] {
        assert!(told.contains(line), "{line}{told}");
    }
    let with_rights = [MEMBERS.as_slice(), &[("META-INF/rights.xml", "<rights/>")]].concat();
    assert!(!dump(&book(&with_rights), "book.epub").contains("! encrypted\n"));
    let list = [("META-INF/encryption.xml", "<encryption/>")];
    let protected = [with_rights.as_slice(), &list].concat();
    assert!(dump(&book(&protected), "book.epub").contains("! encrypted\n"));
}
