//! Ways in which documents hide a text that was meant to be gone, each built here, and the name under
//! which it is found.

use super::builder::{Sheet, assemble, stream};
use super::{cleaned, read_bytes};
use crate::clean::Plan;

const SECRET: &str = "wxyz secret";
const TEXT: &str = "BT /F1 12 Tf 20 50 Td (open) Tj 40 0 Td (wxyz secret) Tj ET ";

/// True when the secret is told in parts or runs that are hidden in one of these ways only.
fn check(name: &str, file: &[u8], ways: &[&str]) {
    let document = read_bytes(file);
    let mut found = Vec::new();
    for read in &document.parts {
        for (start, _) in read.text.match_indices("wxyz") {
            let end = start + 4;
            let runs = read.runs.iter().filter(|run| run.span.start < end && run.span.end > start);
            let of_run = runs.filter_map(|run| run.hidden).next();
            found.push(of_run.or(read.part.hidden).map_or(read.part.kind.name(), |h| h.name()));
        }
    }
    assert!(!found.is_empty(), "{name}: not found");
    assert!(found.iter().all(|way| ways.contains(way)), "{name}: found as {found:?}");
    check_cleaned(name, file);
}

/// True when a copy says what pages show, and nothing of the secret, and a copy of it is the same.
fn check_cleaned(name: &str, file: &[u8]) {
    let copy = cleaned(file, &Plan::default());
    let text: String =
        read_bytes(&copy).parts.iter().map(|read| format!("{}\n", read.text)).collect();
    assert!(!text.contains("wxyz") && !text.contains("secret"), "{name}: copy says {text:?}");
    let shown = |file: &[u8]| {
        let document = read_bytes(file);
        document.parts.iter().filter(|read| read.part.hidden.is_none()).any(|read| {
            let runs = read.runs.iter().filter(|run| run.hidden.is_none());
            runs.filter_map(|run| read.text.get(run.span.range())).any(|text| text.contains("open"))
        })
    };
    assert_eq!(shown(file), shown(&copy), "{name}");
    assert!(!copy.windows(4).any(|bytes| bytes == b"wxyz"), "{name}: in the bytes");
    assert_eq!(cleaned(&copy, &Plan::default()), copy, "{name}: cleaned twice");
}

/// A page with the open text, the secret, and `content` after them.
fn page(content: &str) -> Vec<u8> {
    Sheet { content: &format!("{TEXT}{content}"), ..Sheet::default() }.bytes()
}

fn annotated(annotation: &str, appearance: &str) -> Vec<u8> {
    let form =
        stream("/Type/XObject/Subtype/Form/BBox[0 0 80 20]/Resources<<>>", appearance.as_bytes());
    let page = format!("/Annots[<</Type/Annot/Rect[55 44 135 64]{annotation}/AP<</N 6 0 R>>>>]");
    Sheet { content: TEXT, page: &page, objects: &[form], ..Sheet::default() }.bytes()
}

const BOX: &str = "55 44 80 20 re f";

#[test]
fn boxes_of_all_kinds_are_found() {
    let covered = |name: &str, file: &[u8]| check(name, file, &["covered"]);
    covered("rectangle", &page(BOX));
    covered("rectangle in pieces", &page("55 44 30 20 re f 85 44 20 20 re f 105 44 30 20 re f"));
    covered("white rectangle", &page(&format!("1 g {BOX}")));
    covered(
        "white label on the box",
        &page(&format!("{BOX} BT 1 g /F1 8 Tf 62 51 Td (REMOVED) Tj ET")),
    );
    covered("polygon", &page("55 44 m 135 44 l 140 54 l 135 64 l 55 64 l f"));
    covered("thick stroke", &page("20 w 55 54 m 135 54 l S"));
    covered("ellipse", &page("45 54 m 45 90 145 90 145 54 c 145 18 45 18 45 54 c f"));
    covered(
        "box in the header",
        &Sheet { content: &format!("q 1 0 0 1 0 34 cm {TEXT}{BOX} Q"), ..Sheet::default() }.bytes(),
    );
    covered(
        "turned page",
        &Sheet { content: &format!("{TEXT}{BOX}"), page: "/Rotate 90", ..Sheet::default() }.bytes(),
    );
    covered(
        "second content",
        &Sheet {
            content: TEXT,
            page: "/Contents[4 0 R 6 0 R]",
            objects: &[stream("", BOX.as_bytes())],
            ..Sheet::default()
        }
        .bytes(),
    );
    covered(
        "rectangle in a form",
        &Sheet {
            content: &format!("{TEXT}/Box Do"),
            resources: "/XObject<</Box 6 0 R>>",
            objects: &[stream("/Subtype/Form/BBox[0 0 200 100]", BOX.as_bytes())],
            ..Sheet::default()
        }
        .bytes(),
    );
    let picture = "/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceRGB/BitsPerComponent 8";
    covered(
        "picture",
        &Sheet {
            content: &format!("{TEXT}q 80 0 0 20 55 44 cm /P Do Q"),
            resources: "/XObject<</P 6 0 R>>",
            objects: &[stream(picture, b"\x20\x20\x20")],
            ..Sheet::default()
        }
        .bytes(),
    );
    covered("square annotation", &annotated("/Subtype/Square", "0 0 80 20 re f"));
    covered("highlight annotation", &annotated("/Subtype/Highlight", "0 0 80 20 re f"));
}

#[test]
fn text_without_look_is_found() {
    let invisible = |name: &str, file: &[u8]| check(name, file, &["invisible"]);
    let text = |state: &str| format!("{state} BT /F1 12 Tf 60 50 Td ({SECRET}) Tj ET");
    let with = |content: &str| Sheet { content, ..Sheet::default() }.bytes();
    check("black on black", &with(&text(&format!("0 g {BOX} 0 g"))), &["covered"]);
    invisible("white on white", &with(&text("1 g")));
    invisible("rendering mode 3", &with(&text("3 Tr")));
    invisible(
        "no opacity",
        &Sheet {
            content: &text("/A gs"),
            resources: "/ExtGState<</A<</ca 0>>>>",
            ..Sheet::default()
        }
        .bytes(),
    );
    check("half a point", &with("BT /F1 .5 Tf 60 50 Td (wxyz secret) Tj ET"), &["tiny"]);
}

#[test]
fn text_off_the_page_is_found() {
    let outside = |name: &str, sheet: &Sheet<'_>| check(name, &sheet.bytes(), &["outside"]);
    let content = "BT /F1 12 Tf 260 50 Td (wxyz secret) Tj ET";
    outside("off the page", &Sheet { content, ..Sheet::default() });
    let content = "BT /F1 12 Tf 110 50 Td (wxyz secret) Tj ET";
    let page = "/CropBox[0 0 100 100]";
    outside("outside the crop box", &Sheet { content, page, ..Sheet::default() });
}

#[test]
fn unapplied_marks_and_switched_off_layers_are_found() {
    let redact = "/Subtype/Redact/QuadPoints[55 64 135 64 55 44 135 44]";
    check("redaction not applied", &annotated(redact, "0 0 80 20 re S"), &["unapplied"]);
    check(
        "layer",
        &Sheet {
            content: &format!("/OC /L BDC {TEXT} EMC"),
            resources: "/Properties<</L 6 0 R>>",
            catalog: "/OCProperties<</OCGs[6 0 R]/D<</OFF[6 0 R]>>>>",
            objects: &[b"<</Type/OCG/Name(Draft)>>".to_vec()],
            ..Sheet::default()
        }
        .bytes(),
        &["layer"],
    );
}

#[test]
fn what_stands_beside_the_pages_is_found() {
    check(
        "comment",
        &Sheet {
            page: "/Annots[<</Subtype/Text/Rect[0 0 9 9]/F 2/Contents(wxyz secret)>>]",
            ..Sheet::default()
        }
        .bytes(),
        &["comment"],
    );
    check(
        "field",
        &Sheet {
            page: "/Annots[6 0 R]",
            catalog: "/AcroForm<</Fields[6 0 R]>>",
            objects: &[b"<</Subtype/Widget/FT/Tx/T(a)/V(wxyz secret)/Rect[0 0 9 9]/F 2>>".to_vec()],
            ..Sheet::default()
        }
        .bytes(),
        &["vanished"],
    );
    check(
        "property",
        &Sheet {
            trailer: "/Info 6 0 R",
            objects: &[b"<</Keywords(wxyz secret)>>".to_vec()],
            ..Sheet::default()
        }
        .bytes(),
        &["property"],
    );
    check(
        "attachment",
        &Sheet {
            catalog: "/Names<</EmbeddedFiles<</Names[(a)6 0 R]>>>>",
            objects: &[
                b"<</Type/Filespec/UF(a.txt)/EF<</F 7 0 R>>>>".to_vec(),
                stream("/Type/EmbeddedFile", SECRET.as_bytes()),
            ],
            ..Sheet::default()
        }
        .bytes(),
        &["body"],
    );
}

/// The first revision of a file, and an update of these objects.
fn updated(first: &[u8], objects: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let previous = first.windows(9).rposition(|bytes| bytes == b"startxref").unwrap();
    let previous: usize = std::str::from_utf8(&first[previous + 9..])
        .unwrap()
        .split_whitespace()
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let mut file = first.to_vec();
    let mut table = "xref\n".to_owned();
    for (number, object) in objects {
        table.push_str(&format!("{number} 1\n{:010} 00000 n \n", file.len()));
        file.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        file.extend_from_slice(object);
        file.extend_from_slice(b"\nendobj\n");
    }
    let start = file.len();
    let trailer = format!(
        "{table}trailer\n<</Root 1 0 R/Size 9/Prev {previous}>>\nstartxref\n{start}\n%%EOF\n"
    );
    file.extend_from_slice(trailer.as_bytes());
    file
}

#[test]
fn what_was_changed_by_an_update_is_found() {
    let first = page("");
    let clean = stream("", b"BT /F1 12 Tf 20 50 Td (open) Tj ET");
    check("incremental update", &updated(&first, &[(4, clean)]), &["revision"]);
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R 6 0 R]/Count 2>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>".to_vec(),
        stream("", TEXT.as_bytes()),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R\
          /Resources<</Font<</F1 5 0 R>>>>>>"
            .to_vec(),
    ];
    let first = assemble(&objects, "");
    let pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec();
    check(
        "page deleted by an update",
        &updated(&first, &[(2, pages.clone())]),
        &["revision", "slack"],
    );
    objects[1] = pages;
    check("page that nothing leads to", &assemble(&objects, ""), &["slack"]);
}

#[test]
fn bytes_between_objects_are_found() {
    let mut file = Sheet { content: "BT ET", ..Sheet::default() }.bytes();
    let at = file.windows(7).position(|bytes| bytes == b"2 0 obj").unwrap();
    let rest = file.split_off(at);
    file.extend_from_slice(b"% wxyz secret\n");
    file.extend_from_slice(&rest);
    check("comment between objects", &file, &["slack"]);
}

#[test]
fn letters_between_two_dashes_are_not_seen() {
    let content = "BT /F1 12 Tf 20 50 Td (open) Tj ET 1 Tr [0 1000] 500 d \
                   BT /F1 12 Tf 60 50 Td (wxyz secret) Tj ET";
    check("dashes", &Sheet { content, ..Sheet::default() }.bytes(), &["invisible"]);
    // Dashes that are seen hide nothing.
    let content = "BT /F1 12 Tf 20 50 Td (open) Tj ET 1 Tr [2 2] 0 d \
                   BT /F1 12 Tf 60 50 Td (plain) Tj ET";
    let document = read_bytes(&Sheet { content, ..Sheet::default() }.bytes());
    assert!(document.parts.iter().flat_map(|read| &read.runs).all(|run| run.hidden.is_none()));
}

#[test]
fn what_programs_and_fonts_keep_for_themselves_is_read() {
    let open = "BT /F1 12 Tf 20 50 Td (open) Tj ET";
    let private = stream("", b"wxyz secret");
    let page = "/PieceInfo<</Own<</LastModified(D:2026)/Private 6 0 R>>>>";
    let sheet = Sheet { content: open, page, objects: &[private], ..Sheet::default() };
    check("private data of a program", &sheet.bytes(), &["property"]);

    let font = b"<</Type/Font/Subtype/Type1/BaseFont/Courier/Own(wxyz secret)>>".to_vec();
    let sheet = Sheet { content: open, fonts: "/F2 6 0 R", objects: &[font], ..Sheet::default() };
    check("entry of a font", &sheet.bytes(), &["property"]);

    let gone = b"<</Type/Page/MediaBox[0 0 200 100]/Contents 7 0 R\
                 /Resources<</Font<</F1 5 0 R>>>>>>"
        .to_vec();
    let content = stream("", b"BT /F1 12 Tf 20 50 Td (wxyz secret) Tj ET");
    let catalog = "/Dests<</Old[6 0 R/Fit]>>";
    let sheet = Sheet { content: open, catalog, objects: &[gone, content], ..Sheet::default() };
    check("page that only a bookmark leads to", &sheet.bytes(), &["vanished"]);
}

#[test]
fn names_of_drawn_glyphs_are_read_and_others_in_the_copy() {
    let font = b"<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[.1 0 0 .1 0 0]\
                 /FirstChar 65/LastChar 65/Widths[9]/CharProcs<</wxyz.secret@hall 7 0 R>>\
                 /Encoding<</Type/Encoding/Differences[65/wxyz.secret@hall]>>>>"
        .to_vec();
    let glyph = stream("", b"9 0 0 0 9 9 d1 0 0 9 9 re f");
    let sheet = Sheet {
        content: "BT /F1 12 Tf 20 50 Td (open) Tj /F2 10 Tf 50 0 Td (A) Tj ET",
        fonts: "/F2 6 0 R",
        objects: &[font, glyph],
        ..Sheet::default()
    };
    check("names of glyphs", &sheet.bytes(), &["property"]);
}

#[test]
fn a_link_of_no_size_is_not_seen() {
    let page = "/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 0 0]\
                /A<</S/URI/URI(mailto:wxyz secret)>>>>]";
    let sheet = Sheet { content: "BT /F1 12 Tf 20 50 Td (open) Tj ET", page, ..Sheet::default() };
    check("link of no size", &sheet.bytes(), &["tiny"]);
}
