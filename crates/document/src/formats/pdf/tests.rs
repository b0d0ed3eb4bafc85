//! Files built here, with made-up content, and what is read of them.

pub(super) mod builder;
mod coverage;
mod pictures;
mod tricks;

use std::io::{Cursor, Read as _};

use expect_test::{Expect, expect};

use self::builder::{Sheet, stream};
use crate::clean::Plan;
use crate::formats::testing::{check_remembered, dump};
use crate::{Collector, Document, Limits, ProblemCode, Rect, Source, Span, Window, WindowStart};

fn check(sheet: &Sheet<'_>, expected: &Expect) {
    expected.assert_eq(&dump(&sheet.bytes(), "plan.pdf"));
}

pub(super) fn read(sheet: &Sheet<'_>) -> Document {
    read_bytes(&sheet.bytes())
}

pub(super) fn cleaned(file: &[u8], plan: &Plan) -> Vec<u8> {
    let copy = crate::clean(&mut Cursor::new(file), "plan.pdf", plan, &Limits::default());
    copy.unwrap_or_else(|refusal| panic!("{refusal:?}")).bytes
}

pub(super) fn read_bytes(file: &[u8]) -> Document {
    let mut sink = Collector::default();
    crate::read(&mut Cursor::new(file), "plan.pdf", &Limits::default(), &mut sink);
    check_remembered(file, "plan.pdf", &Limits::default(), &sink.document);
    sink.document
}

/// Where `needle` stands on the page, rounded to whole points.
fn rects_of(document: &Document, needle: &str) -> Vec<[i32; 4]> {
    let page = document.parts.iter().find(|read| read.part.page.is_some()).unwrap();
    let start = page.text.find(needle).unwrap();
    let window = Window {
        text: &page.text,
        start: WindowStart { offset: 0, line: 1, column: 1 },
        owned: Span::new(0, page.text.len()),
        runs: &page.runs,
        table: None,
        last: true,
    };
    let location = window.locate(&page.part, Span::new(start, start + needle.len()));
    let round = |rect: &Rect| {
        [rect.left, rect.top, rect.right, rect.bottom].map(|edge| edge.round() as i32)
    };
    location.rects.iter().map(round).collect()
}

/// The runs of the first page: text and how it is hidden.
pub(super) fn runs_of(document: &Document) -> Vec<(String, Option<&'static str>)> {
    let page = document.parts.iter().find(|read| read.part.page.is_some()).unwrap();
    page.runs
        .iter()
        .map(|run| {
            (page.text.get(run.span.range()).unwrap().to_owned(), run.hidden.map(|h| h.name()))
        })
        .collect()
}

#[test]
fn words_and_lines_are_made_by_distance() {
    check(
        &Sheet {
            content: "BT /F1 10 Tf 10 80 Td [(Har)20(bour)-300(gate)] TJ ( open) Tj 100 0 Td (9) Tj \
                      -100 -12 Td (second) Tj T* ET BT /F1 10 Tf 45 68 Td (line) Tj ET",
            ..Sheet::default()
        },
        &expect![[r#"
            = pdf
            [name] name | plan.pdf
            [page] page 1 | Harbour gate open 9\nsecond line
            whole
        "#]],
    );
}

#[test]
fn places_are_on_the_page_as_displayed() {
    let content = "BT /F1 10 Tf 20 30 Td (gate) Tj ET";
    let upright = read(&Sheet { content, ..Sheet::default() });
    assert_eq!(rects_of(&upright, "gate"), [[20, 62, 39, 73]]);
    let turned = read(&Sheet { content, page: "/Rotate 90", ..Sheet::default() });
    assert_eq!(rects_of(&turned, "gate"), [[28, 20, 39, 39]]);
    let turned_back = read(&Sheet { content, page: "/Rotate 270", ..Sheet::default() });
    assert_eq!(rects_of(&turned_back, "gate"), [[62, 161, 73, 180]]);
    let page = turned.parts.iter().find(|read| read.part.page.is_some()).unwrap();
    assert_eq!(page.part.page_size, Some((100.0, 200.0)));
    let cropped = read(&Sheet { content, page: "/CropBox [10 20 110 90]", ..Sheet::default() });
    assert_eq!(rects_of(&cropped, "gate"), [[10, 52, 29, 63]]);
}

#[test]
fn each_glyph_knows_its_operator_and_number() {
    let document =
        read(&Sheet { content: "BT /F1 10 Tf 10 50 Td (ab) Tj (c) Tj ET", ..Sheet::default() });
    let page = document.parts.iter().find(|read| read.part.page.is_some()).unwrap();
    let Source::Glyphs(glyphs) = &page.runs[0].source else { panic!("no glyphs") };
    let places: Vec<_> = glyphs.iter().map(|glyph| (glyph.operator, glyph.index)).collect();
    assert_eq!(places, [(0, 0), (0, 1), (1, 0)]);
}

#[test]
fn a_composite_font_is_read_through_its_unicode_map() {
    let map = b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n\
        1 begincodespacerange <0000> <FFFF> endcodespacerange\n\
        2 beginbfchar <0001> <6E2F> <0002> <53E3> endbfchar\n\
        endcmap CMapName currentdict /CMap defineresource pop end end";
    check(
        &Sheet {
            content: "BT /F2 10 Tf 10 50 Td <00010002> Tj ET",
            fonts: "/F2 6 0 R",
            objects: &[
                b"<</Type/Font/Subtype/Type0/BaseFont/Made/Encoding/Identity-H\
                  /DescendantFonts[7 0 R]/ToUnicode 8 0 R>>"
                    .to_vec(),
                b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Made/DW 1000\
                  /CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>"
                    .to_vec(),
                stream("", map),
            ],
            ..Sheet::default()
        },
        &expect![[r#"
            = pdf
            [name] name | plan.pdf
            [page] page 1 | 港口
            [property] names of fonts {property} | Made
            whole
        "#]],
    );
}

#[test]
fn a_chinese_font_that_is_not_embedded_is_read_through_its_collection() {
    check(
        &Sheet {
            content: "BT /F2 10 Tf 10 50 Td <B8DBBFDA> Tj ET",
            fonts: "/F2 6 0 R",
            objects: &[
                b"<</Type/Font/Subtype/Type0/BaseFont/STSong/Encoding/GBK-EUC-H\
                  /DescendantFonts[7 0 R]>>"
                    .to_vec(),
                b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong/DW 1000\
                  /CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>"
                    .to_vec(),
            ],
            ..Sheet::default()
        },
        &expect![[r#"
            = pdf
            [name] name | plan.pdf
            [page] page 1 | 港口
            [property] names of fonts {property} | STSong
            whole
        "#]],
    );
}

#[test]
fn vertical_writing_is_read_downwards() {
    let document = read(&Sheet {
        content: "BT /F2 10 Tf 100 90 Td <6E2F53E3> Tj ET",
        fonts: "/F2 6 0 R",
        objects: &[
            b"<</Type/Font/Subtype/Type0/BaseFont/STSong/Encoding/UniGB-UCS2-V\
              /DescendantFonts[7 0 R]>>"
                .to_vec(),
            b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong/DW 1000\
              /CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>"
                .to_vec(),
        ],
        ..Sheet::default()
    });
    assert_eq!(rects_of(&document, "港口"), [[95, 10, 105, 20], [95, 20, 105, 30]]);
}

#[test]
fn a_system_font_with_a_raw_chinese_name_is_read_by_double_bytes() {
    check(
        &Sheet {
            content: "BT /F2 10 Tf 10 50 Td <B8DB20> Tj 10 0 Td <BFDA20> Tj ET",
            fonts: "/F2 6 0 R",
            objects: &[b"<</Type/Font/Subtype/TrueType/BaseFont/#CB#CE#CC#E5\
                  /Encoding/WinAnsiEncoding/FirstChar 32/LastChar 32/Widths[500]\
                  /FontDescriptor<</Type/FontDescriptor/MissingWidth 500/Flags 32>>>>"
                .to_vec()],
            ..Sheet::default()
        },
        &expect![[r#"
            = pdf
            [name] name | plan.pdf
            [page] page 1 | 港口 
            whole
        "#]],
    );
}

#[test]
fn unseen_text_is_read_and_says_how_it_is_hidden() {
    let document = read(&Sheet {
        content: "BT /F1 10 Tf 10 80 Td (seen) Tj 3 Tr 0 -20 Td (unseen) Tj 0 Tr \
                  400 0 Td (beside) Tj ET /OC /L1 BDC BT /F1 10 Tf 10 20 Td (layer) Tj ET EMC",
        resources: "/Properties<</L1 6 0 R>>",
        catalog: "/OCProperties<</OCGs[6 0 R]/D<</OFF[6 0 R]>>>>",
        objects: &[b"<</Type/OCG/Name(Draft)>>".to_vec()],
        ..Sheet::default()
    });
    let expected = [
        ("seen", None),
        ("unseen", Some("invisible")),
        ("beside", Some("outside")),
        ("layer", Some("layer")),
    ];
    assert_eq!(runs_of(&document), expected.map(|(text, hidden)| (text.to_owned(), hidden)));
}

const PICTURE: &str = "/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray\
                       /BitsPerComponent 8";

#[test]
fn letters_that_are_drawn_as_shapes_beside_text_are_not_passed_over() {
    let letters: [&[(i32, i32)]; 3] = [
        &[(0, 0), (0, 10), (2, 10), (2, 2), (6, 2), (6, 0)],
        &[(2, 0), (2, 8), (0, 8), (0, 10), (7, 10), (7, 8), (5, 8), (5, 0)],
        &[(0, 0), (0, 10), (6, 10), (6, 8), (2, 8), (2, 6), (5, 6), (5, 4), (2, 4), (2, 0)],
    ];
    let text = "BT /F1 10 Tf 10 85 Td (Harbour gate opens at nine) Tj ET\n";
    let drawn = |count: usize| {
        let mut content = text.to_owned();
        for (number, letter) in letters.iter().cycle().take(count).enumerate() {
            let (left, bottom) = (10 + 9 * (number % 20) as i32, 60 - 15 * (number / 20) as i32);
            for (at, (x, y)) in letter.iter().enumerate() {
                let operator = if at == 0 { "m" } else { "l" };
                content += &format!("{} {} {operator} ", left + x, bottom + y);
            }
            content += "f\n";
        }
        read(&Sheet { content: &content, ..Sheet::default() })
    };
    let problems = |document: &Document| {
        document.problems.iter().map(|problem| problem.code).collect::<Vec<_>>()
    };
    assert_eq!(problems(&drawn(60)), [ProblemCode::PictureTextUnread]);
    assert_eq!(problems(&drawn(3)), []);
}

#[test]
fn letters_of_any_size_are_painted_in_bounded_room() {
    for size in ["0", "1e-30", "1e6", "1e12", "1e30"] {
        let content = format!(
            "BT /F1 10 Tf 10 85 Td (Harbour gate) Tj ET 1 g 5 5 50 50 re f \
             BT /F1 1 Tf {size} 0 0 {size} 20 20 Tm (gate) Tj ET"
        );
        let document = read(&Sheet { content: &content, ..Sheet::default() });
        assert!(runs_of(&document)[0].0.contains("Harbour gate"), "{size}");
    }
}

#[test]
fn a_scan_blocks_unless_it_has_a_text_layer() {
    let scan = Sheet {
        content: "q 200 0 0 100 0 0 cm /P Do Q",
        resources: "/XObject<</P 6 0 R>>",
        objects: &[stream(PICTURE, b"\x7F")],
        ..Sheet::default()
    };
    check(
        &scan,
        &expect![[r#"
            = pdf
            [name] name | plan.pdf
            [page] page 1 | 
            ! picture-text-unread 1
            part
        "#]],
    );
    let layered = Sheet {
        content: "q 200 0 0 100 0 0 cm /P Do Q BT 3 Tr /F1 10 Tf 10 80 Td \
                  (Harbour gate opens at nine) Tj ET",
        ..scan
    };
    assert_eq!(
        runs_of(&read(&layered)),
        [("Harbour gate opens at nine".to_owned(), Some("text-layer"))]
    );
    check(
        &layered,
        &expect![[r#"
            = pdf
            [name] name | plan.pdf
            [page] page 1 | Harbour gate opens at nine
            ! picture-layer-read 1
            whole
        "#]],
    );
}

#[test]
fn forms_and_appearances_are_part_of_the_page() {
    let form = "/Type/XObject/Subtype/Form/BBox[0 0 100 20]/Resources<</Font<</F1 5 0 R>>>>";
    check(
        &Sheet {
            content: "q 1 0 0 1 10 70 cm /Form Do Q",
            resources: "/XObject<</Form 6 0 R>>",
            page: "/Annots[<</Type/Annot/Subtype/FreeText/Rect[10 10 110 30]\
                   /Contents(a note)/AP<</N 7 0 R>>>>]",
            objects: &[
                // It uses itself, which viewers do not follow.
                stream(
                    "/Type/XObject/Subtype/Form/BBox[0 0 100 20]\
                     /Resources<</Font<</F1 5 0 R>>/XObject<</Form 6 0 R>>>>",
                    b"BT /F1 10 Tf (in a form) Tj ET /Form Do",
                ),
                stream(form, b"BT /F1 10 Tf 0 5 Td (a note) Tj ET"),
            ],
            ..Sheet::default()
        },
        &expect![[r#"
            = pdf
            [name] name | plan.pdf
            [page] page 1 | in a form\na note
            [comment] comment 1 on page 1 | a note
            whole
        "#]],
    );
}

#[test]
fn comments_links_and_scripts_are_read() {
    check(
        &Sheet {
            page: "/Annots[<</Subtype/Text/Rect[0 0 9 9]/T(R. Example)/Contents(move the gate)>>\
                   <</Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://gate.example/)>>>>\
                   <</Subtype/Link/Rect[0 0 9 9]/A<</S/Launch/F(\\\\\\\\host\\\\plan.exe)>>>>]",
            catalog: "/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>",
            ..Sheet::default()
        },
        &expect![[r#"
            = pdf
            [name] name | plan.pdf
            [page] page 1 | 
            [comment] comment 1 on page 1 {comment} | R. Example\nmove the gate
            [link] link on page 1 | https://gate.example/
            [link] link on page 1 {property} | \\\\host\\plan.exe
            [script] script | app.alert(1)
            whole
        "#]],
    );
}

#[test]
fn fields_are_read_with_full_names_and_unseen_ones_are_marked() {
    check(
        &Sheet {
            page: "/Annots[7 0 R 8 0 R]",
            catalog: "/AcroForm<</Fields[6 0 R]>>",
            objects: &[
                b"<</T(person)/Kids[7 0 R 8 0 R]>>".to_vec(),
                b"<</Subtype/Widget/FT/Tx/T(name)/V(Nobody Known)/Parent 6 0 R/Rect[0 0 9 9]>>"
                    .to_vec(),
                b"<</Subtype/Widget/FT/Tx/T(note)/V<FEFF6E2F>/Parent 6 0 R/Rect[0 0 9 9]/F 2>>"
                    .to_vec(),
            ],
            ..Sheet::default()
        },
        &expect![[r#"
            = pdf
            [name] name | plan.pdf
            [page] page 1 | 
            [field] person.name | Nobody Known
            [field] person.note {vanished} | 港
            [name] names of form fields | person\nperson.name\nperson.note
            whole
        "#]],
    );
}

#[test]
fn attachments_outline_and_properties_are_read() {
    let packet = br#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="r"><rdf:Description
        xmp:CreatorTool="Made &amp; Co"><dc:creator><rdf:Seq><rdf:li>R. Example</rdf:li></rdf:Seq>
        </dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>"#;
    check(
        &Sheet {
            catalog: "/Names<</EmbeddedFiles<</Names[(a)6 0 R]>>>>/Metadata 8 0 R\
                      /Outlines<</First 9 0 R>>",
            trailer: "/Info 10 0 R",
            objects: &[
                b"<</Type/Filespec/UF(minutes.txt)/EF<</F 7 0 R>>>>".to_vec(),
                stream("/Type/EmbeddedFile", b"the gate opens at nine"),
                stream("/Type/Metadata/Subtype/XML", packet),
                b"<</Title(Gate)/Next<</Title(Harbour)>>>>".to_vec(),
                b"<</Author(R. Example)/Custom(kept)>>".to_vec(),
            ],
            ..Sheet::default()
        },
        &expect![[r#"
            = pdf
            minutes.txt: = text
            [name] name | plan.pdf
            [page] page 1 | 
            [outline] outline | Gate\nHarbour
            [property] Author {property} | R. Example
            [property] Custom {property} | kept
            [property] xmp:CreatorTool {property} | Made & Co
            [property] dc:creator {property} | R. Example
            minutes.txt: [name] name | minutes.txt
            minutes.txt: [body] text | the gate opens at nine
            whole
        "#]],
    );
}

#[test]
fn an_attachment_that_nothing_leads_to_is_read() {
    let document =
        read(&Sheet { objects: &[stream("/Type/EmbeddedFile", b"gate")], ..Sheet::default() });
    assert_eq!(document.parts.last().map(|read| read.text.as_str()), Some("gate"));
}

#[test]
fn letters_without_characters_are_told() {
    let font = b"<</Type/Font/Subtype/Type3/FontBBox[0 0 500 700]/FontMatrix[.001 0 0 .001 0 0]\
        /FirstChar 65/LastChar 65/Widths[500]/CharProcs<</shape 7 0 R>>\
        /Encoding<</Differences[65/shape]>>/Resources<<>>>>"
        .to_vec();
    check(
        &Sheet {
            content: "BT /F2 10 Tf 10 50 Td (AAAAAAAAAAAA) Tj ET",
            fonts: "/F2 6 0 R",
            objects: &[font, stream("", b"500 0 d0 0 0 500 700 re f")],
            ..Sheet::default()
        },
        &expect![[r#"
            = pdf
            [name] name | plan.pdf
            [page] page 1 | ������������
            ! unmapped-glyphs 1
            part
        "#]],
    );
}

#[test]
fn replacement_text_is_taken_for_letters_without_characters_and_told_where_it_differs() {
    check(
        &Sheet {
            content: "BT /F1 10 Tf 10 50 Td /Span<</ActualText(secret)>> BDC (public) Tj EMC ET",
            ..Sheet::default()
        },
        &expect![[r#"
            = pdf
            [name] name | plan.pdf
            [page] page 1 | public
            [alternative] alternative texts on page 1 {markup} | secret
            whole
        "#]],
    );
}

#[test]
fn a_file_that_needs_a_password_is_told() {
    let zeros = "00".repeat(32);
    let trailer = format!(
        "/ID[<00><00>]/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -4/O<{zeros}>/U<{zeros}>>>"
    );
    check(
        &Sheet { trailer: &trailer, ..Sheet::default() },
        &expect![[r#"
        = pdf
        [name] name | plan.pdf
        ! encrypted
        refused
    "#]],
    );
}

#[test]
fn a_stream_that_breaks_off_is_told_with_its_page() {
    let mut compressed = Vec::new();
    let content = b"BT /F1 10 Tf 10 50 Td (The harbour gate opens at nine) Tj ET".repeat(9);
    flate2::read::ZlibEncoder::new(&content[..], flate2::Compression::fast())
        .read_to_end(&mut compressed)
        .unwrap();
    let broken = compressed.len() / 2;
    let form = "/Type/XObject/Subtype/Form/BBox[0 0 99 99]/Filter/FlateDecode";
    let problems = |data: &[u8]| {
        let objects = [stream(form, data)];
        let sheet = Sheet {
            content: "/Form Do",
            resources: "/XObject<</Form 6 0 R>>",
            objects: &objects,
            ..Sheet::default()
        };
        let problems = read(&sheet).problems;
        problems.iter().map(|problem| (problem.code, problem.number)).collect::<Vec<_>>()
    };
    assert_eq!(problems(&compressed), []);
    // A wrong checksum loses no text.
    assert_eq!(problems(&compressed[..compressed.len() - 4]), []);
    assert_eq!(problems(&compressed[..broken]), [(ProblemCode::Damaged, Some(1))]);
}

#[test]
fn a_file_without_its_first_line_is_still_read() {
    let sheet = Sheet { content: "BT /F1 10 Tf 10 50 Td (gate) Tj ET", ..Sheet::default() };
    let bytes = sheet.bytes();
    let head = dump(&bytes[9..], "plan.pdf");
    assert!(head.contains("[page] page 1 | gate"), "{head}");
}

#[test]
fn the_end_of_a_file_is_looked_at() {
    let whole = Sheet { content: "BT /F1 10 Tf 10 50 Td (gate) Tj ET", ..Sheet::default() }.bytes();
    let problems = |bytes: &[u8]| {
        let dumped = dump(bytes, "plan.pdf");
        dumped.lines().filter(|line| line.starts_with('!')).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(problems(&whole), "");
    // The last mark and line end are often missing.
    assert_eq!(problems(&whole[..whole.len() - 6]), "");
    assert_eq!(problems(&[&whole[..], b"\0\0\r\n"].concat()), "");
    assert_eq!(problems(&[&whole[..], b"something else"].concat()), "! trailing-bytes");
    // Cut within the font, after the content.
    let cut = whole.len() - 450;
    assert_eq!(problems(&whole[..cut]), "! truncated");
    assert_eq!(problems(b"%PDF-1.7\nnothing"), "! truncated");
}

#[test]
fn what_stands_in_a_file_and_in_no_table_is_told() {
    let whole = Sheet { content: "BT /F1 10 Tf 10 50 Td (gate) Tj ET", ..Sheet::default() }.bytes();
    let wide: Vec<u8> = "behind the end".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let behind = dump(&[&whole[..], &wide].concat(), "plan.pdf");
    assert!(behind.contains("behind the end"), "{behind}");
    // In place of blanks, so that all else stays where it was.
    let at = memchr::memmem::find(&whole, b"xref\n").unwrap();
    let object = b"99 0 obj <</Note(between objects)>> endobj\n";
    let between = [&whole[..at], object, &whole[at..]].concat();
    let moved = String::from_utf8_lossy(&whole).rfind("startxref").unwrap();
    let start = whole.len() - whole[moved..].len() + object.len();
    let mut between = between[..start].to_vec();
    between.extend(format!("startxref\n{}\n%%EOF\n", at + object.len()).bytes());
    let told = dump(&between, "plan.pdf");
    assert!(told.contains("object that no table names 99 {slack} | between objects"), "{told}");
    assert!(!dump(&whole, "plan.pdf").contains("no table"), "{told}");
}

#[test]
fn cut_and_mangled_files_are_read_without_a_panic() {
    let whole = Sheet {
        content: "BT /F1 10 Tf 10 50 Td (gate) Tj ET BI /W 1 /H 1 ID xx EI",
        page: "/Annots[<</Subtype/Text/Contents(x)>>]",
        trailer: "/Info<</Author(x)>>",
        ..Sheet::default()
    }
    .bytes();
    for end in 0..whole.len() {
        dump(&whole[..end], "plan.pdf");
        let mut mangled = whole.clone();
        mangled[end] = b'<';
        dump(&mangled, "plan.pdf");
    }
}

#[test]
fn a_page_is_drawn_as_it_is_seen() {
    let content = "1 0 0 rg 0 50 100 50 re f 0 0 1 rg 100 0 100 50 re f";
    let bytes = Sheet { content, ..Sheet::default() }.bytes();
    let mut input = std::io::Cursor::new(&bytes);
    let sizes = crate::page_sizes(&mut input, "a.pdf", &Limits::default()).unwrap();
    assert_eq!(sizes, [(200.0, 100.0)]);
    let drawing = crate::draw(&mut input, "a.pdf", 1, &Limits::default()).unwrap();
    let (width, height) = (drawing.width() as usize, drawing.height() as usize);
    assert_eq!((width, height), (350, 175));
    let at = |x: usize, y: usize| {
        let start = (y * height / 100 * width + x * width / 200) * 3;
        drawing.colours().get(start..start + 3).unwrap().to_vec()
    };
    assert_eq!(at(50, 25), [255, 0, 0], "the upper left");
    assert_eq!(at(150, 75), [0, 0, 255], "the lower right");
    assert_eq!(at(150, 25), [255, 255, 255], "paper");
    assert!(crate::draw(&mut input, "a.pdf", 2, &Limits::default()).is_err());
}
