//! Copies without what a plan names.

mod names;

use super::super::tests::builder::Sheet;
use super::super::tests::{cleaned, read, read_bytes};
use crate::clean::testing::Eyes;
use crate::clean::{Plan, Redaction, Refusal};
use crate::{PartKind, Source};

/// The page of a file, and what a plan says that names these words on it.
fn plan_for(sheet: &Sheet<'_>, words: &str) -> Plan {
    let document = read(sheet);
    let page = document.parts.iter().find(|read| read.part.kind == PartKind::Page).unwrap();
    let start = page.text.find(words).unwrap() as u64;
    let redaction = Redaction {
        part: page.part.id,
        start,
        end: start + words.len() as u64,
        replacement: "[redacted]".into(),
    };
    Plan { redactions: vec![redaction], ..Plan::default() }
}

/// The text of the first page, and where each of its glyphs begins.
fn page_of(file: &[u8]) -> (String, Vec<[i32; 2]>) {
    let document = read_bytes(file);
    let page = document.parts.iter().find(|read| read.part.kind == PartKind::Page).unwrap();
    let mut places = Vec::new();
    for run in &page.runs {
        let Source::Glyphs(glyphs) = &run.source else { continue };
        places.extend(glyphs.iter().map(|glyph| {
            let [x, y, ..] = glyph.quad.0;
            [(x * 10.0).round() as i32, (y * 10.0).round() as i32]
        }));
    }
    (page.text.clone(), places)
}

#[test]
fn named_words_go_and_the_rest_stays() {
    let content = "BT /F1 10 Tf 10 50 Td [(call )-20(Ann Lee)] TJ ( today) Tj ET";
    let sheet = Sheet { content, ..Sheet::default() };
    let copy = cleaned(&sheet.bytes(), &plan_for(&sheet, "Ann Lee"));
    assert_eq!(page_of(&copy).0, "call \t today");
    assert_eq!(cleaned(&copy, &Plan::default()), copy);
}

#[test]
fn the_gap_does_not_tell_how_long_the_name_was() {
    let copy = |name: &str, word_space: &str| {
        let content =
            format!("BT {word_space} Tw /F1 10 Tf 10 50 Td (call ) Tj ({name}) Tj ( or me) Tj ET");
        let sheet = Sheet { content: &content, ..Sheet::default() };
        page_of(&cleaned(&sheet.bytes(), &plan_for(&sheet, name)))
    };
    let short = copy("Al Li", "3");
    assert_eq!(short, copy("Bartholomew Quill", "0.5"));
    assert_eq!(short.0, "call \t or me");
}

#[test]
fn a_form_used_twice_loses_what_one_use_shows() {
    let form = super::super::tests::builder::stream(
        "/Type/XObject/Subtype/Form/BBox[0 0 200 20]/Resources<</Font<</F1 5 0 R>>>>",
        b"BT /F1 10 Tf (Ann Lee) Tj ET",
    );
    let sheet = Sheet {
        content: "q 1 0 0 1 10 70 cm /A Do Q q 1 0 0 1 10 20 cm /A Do Q",
        resources: "/XObject<</A 6 0 R>>",
        objects: &[form],
        ..Sheet::default()
    };
    let copy = cleaned(&sheet.bytes(), &plan_for(&sheet, "Ann Lee"));
    assert_eq!(page_of(&copy).0, "Ann Lee");
}

/// The samples of the first picture of a file that has so many bytes of them.
fn samples(file: &[u8], count: usize) -> Vec<u8> {
    let mut found = Vec::new();
    crate::streams(file, &crate::Limits::default(), &mut |stream| {
        if stream.len() == count && found.is_empty() {
            found = stream.to_vec();
        }
    });
    found
}

/// A page that is a scan of 40 by 20 white pixels, with the words recognised in it.
fn scan(entries: &str) -> Vec<u8> {
    let entries = format!(
        "/Type/XObject/Subtype/Image/Width 40/Height 20/BitsPerComponent 8\
         /ColorSpace/DeviceGray {entries}"
    );
    let sheet = Sheet {
        content: "q 200 0 0 100 0 0 cm /P Do Q BT 3 Tr /F1 20 Tf 10 40 Td (call Ann Lee now) Tj ET",
        resources: "/XObject<</P 6 0 R>>",
        objects: &[super::super::tests::builder::stream(&entries, &[0xFF; 800])],
        ..Sheet::default()
    };
    sheet.bytes()
}

#[test]
fn what_a_scan_shows_goes_from_its_pixels() {
    let original = scan("");
    let document = read_bytes(&original);
    let page = document.parts.iter().find(|read| read.part.kind == PartKind::Page).unwrap();
    let start = page.text.find("Ann Lee").unwrap() as u64;
    let redaction =
        Redaction { part: page.part.id, start, end: start + 7, replacement: "[redacted]".into() };
    let plan = Plan { redactions: vec![redaction], ..Plan::default() };
    let copy = cleaned(&original, &plan);
    let samples = samples(&copy, 800);
    let is_black = |column: usize, row: usize| samples[row * 40 + column] == 0;
    // The words stand some 51 to 121 points from the left and 40 to 55 from below.
    assert!((11..24).all(|column| (9..12).all(|row| is_black(column, row))));
    assert!((0..40).all(|column| !is_black(column, 3) && !is_black(column, 16)));
    assert!((0..20).all(|row| !is_black(5, row) && !is_black(32, row)));
    assert!(!page_of(&copy).0.contains("Ann"));
    assert!(cleaned(&copy, &Plan::default()) == copy, "cleaning twice is not cleaning once");
}

#[test]
fn pixels_under_a_mark_that_was_never_applied_go() {
    let picture = "/Type/XObject/Subtype/Image/Width 40/Height 20/BitsPerComponent 8\
                   /ColorSpace/DeviceGray";
    let sheet = Sheet {
        content: "q 200 0 0 100 0 0 cm /P Do Q",
        resources: "/XObject<</P 6 0 R>>",
        page: "/Annots[<</Type/Annot/Subtype/Redact/Rect[50 40 100 60]>>]",
        objects: &[super::super::tests::builder::stream(picture, &[0xFF; 800])],
        ..Sheet::default()
    };
    let samples = samples(&cleaned(&sheet.bytes(), &Plan::default()), 800);
    assert_eq!(samples[10 * 40 + 15], 0);
    assert_eq!(samples[10 * 40 + 30], 0xFF);
    assert_eq!(samples[2 * 40 + 15], 0xFF);
}

/// A page with a picture of 40 by 20 pixels, each another grey, and this content after it.
fn boxed_picture(content: &str) -> Vec<u8> {
    let entries = "/Type/XObject/Subtype/Image/Width 40/Height 20/BitsPerComponent 8\
                   /ColorSpace/DeviceGray";
    let greys: Vec<u8> = (0..800).map(|pixel| (pixel % 251) as u8 + 1).collect();
    let sheet = Sheet {
        content: &format!("q 200 0 0 100 0 0 cm /P Do Q {content}"),
        resources: "/XObject<</P 6 0 R>>/ExtGState<</Half<</ca 0.5>>>>",
        objects: &[super::super::tests::builder::stream(entries, &greys)],
        ..Sheet::default()
    };
    sheet.bytes()
}

#[test]
fn pixels_under_a_box_go_and_those_beside_it_stay() {
    let boxes = ["0 g 52 41 46 18 re f", "0 g 52 41 m 98 41 l 98 59 l 52 59 l h f"];
    for content in boxes {
        let copy = cleaned(&boxed_picture(content), &Plan::default());
        let samples = samples(&copy, 800);
        let is_black = |column: usize, row: usize| samples[row * 40 + column] == 0;
        assert!((11..19).all(|column| (9..11).all(|row| is_black(column, row))), "{content}");
        assert_eq!(samples.iter().filter(|sample| **sample == 0).count(), 8 * 2, "{content}");
        assert!(cleaned(&copy, &Plan::default()) == copy, "{content}");
    }
}

#[test]
fn pixels_that_are_seen_stay() {
    let others = [
        "/Half gs 0 g 52 41 46 18 re f",
        "0 0 10 10 re W n 0 g 52 41 46 18 re f",
        "0.7 0.7 -0.7 0.7 100 0 cm 0 g 52 41 46 18 re f",
        "0 G 52 41 46 18 re S",
        "0 g 52 41 m 98 41 l 98 59 l h f",
    ];
    for content in others {
        let samples = samples(&cleaned(&boxed_picture(content), &Plan::default()), 800);
        assert!(samples.iter().all(|sample| *sample != 0), "{content}");
    }
}

#[test]
fn a_field_without_an_appearance_is_set_as_viewers_set_it() {
    let field = |value: &str, more: &str| {
        format!(
            "<</Type/Annot/Subtype/Widget/FT/Tx/T(plant-name)/V({value})/DA(/Helv 8 Tf 1 0 0 rg)\
             /Rect[10 20 150 40]{more}>>"
        )
    };
    let page = format!("/Annots[{}{}]", field("Shown value", ""), field("plant-hidden", "/F 2"));
    let sheet = Sheet { content: "", page: &page, ..Sheet::default() };
    let copy = cleaned(&sheet.bytes(), &Plan::default());
    assert_eq!(page_of(&copy).0.trim(), "Shown value");
    assert_eq!(cleaned(&copy, &Plan::default()), copy);
}

#[test]
fn fonts_and_tags_say_nothing_of_what_went() {
    let fonts = "/F2 6 0 R";
    let font = b"<</Type/Font/Subtype/Type1/BaseFont/Other/FirstChar 65/LastChar 90/Widths[\
        501 502 503 504 505 506 507 508 509 510 511 512 513 514 515 516 517 518 519 520 521 522 523 \
        524 525 526]/Encoding<</Differences[65/A/B/plantglyph]>>>>";
    let content = "/PlantTag BMC BT /F2 10 Tf 10 50 Td (AB) Tj 3 Tr (CZ) Tj ET EMC \
                   /PlantPoint <</Plant(x)>> DP";
    let objects = [font.to_vec()];
    let sheet = Sheet { content, fonts, objects: &objects, ..Sheet::default() };
    let copy = cleaned(&sheet.bytes(), &Plan::default());
    let text = all_bytes(&copy);
    for gone in ["503", "526", "plantglyph", "Plant"] {
        assert!(!text.contains(gone), "`{gone}` is left in\n{text}");
    }
    assert!(text.contains("/FirstChar 65/LastChar 66/Widths[501 502 ]"), "{text}");
    assert!(text.contains("/Span BMC"), "{text}");
}

#[test]
fn a_link_stays_where_its_address_is_shown() {
    let link = |address: &str| {
        format!("<</Subtype/Link/Rect[10 40 60 60]/A<</S/URI/URI(https://{address})>>>>")
    };
    let page = format!("/Annots[{}{}]", link("host.example/a"), link("host.example/?plant"));
    let content = "BT /F1 10 Tf 10 50 Td (see host.example/a) Tj ET";
    let sheet = Sheet { content, page: &page, ..Sheet::default() };
    let copy = cleaned(&sheet.bytes(), &Plan::default());
    let document = read_bytes(&copy);
    let links = document.parts.iter().filter(|read| read.part.kind == PartKind::Link);
    assert_eq!(
        links.map(|read| read.text.as_str()).collect::<Vec<_>>(),
        ["https://host.example/a"]
    );
}

/// The bytes of a file and of its streams, as text.
fn all_bytes(file: &[u8]) -> String {
    let mut text = String::new();
    crate::streams(file, &crate::Limits::default(), &mut |bytes| {
        text.push_str(&String::from_utf8_lossy(bytes));
    });
    text
}

#[test]
fn words_that_no_operator_reads_go_and_names_that_say_more() {
    let font = b"<</Type/Font/Subtype/Type1/BaseFont/ABCDEF+plant-4711-font>>".to_vec();
    let content =
        "(plant) zz BT /plant-font-name 10 Tf 10 50 Td (hall 3) Tj ET (plant) 1 w (plant)";
    let sheet =
        Sheet { content, fonts: "/plant-font-name 6 0 R", objects: &[font], ..Sheet::default() };
    let copy = cleaned(&sheet.bytes(), &Plan::default());
    assert!(!all_bytes(&copy).contains("plant"), "{}", all_bytes(&copy));
    assert_eq!(page_of(&copy).0.trim(), "hall 3");
    assert_eq!(cleaned(&copy, &Plan::default()), copy);
}

#[test]
fn a_stencil_in_the_content_stays() {
    let content = "q 8 0 0 8 10 10 cm BI /IM true /W 8 /H 1 /D [1 0] ID \u{1} EI Q";
    let sheet = Sheet { content, ..Sheet::default() };
    let copy = all_bytes(&cleaned(&sheet.bytes(), &Plan::default()));
    assert!(copy.contains("BI /IM true"), "{copy}");
    let sheet = Sheet { content: "q BI /IM true /W 8 /H 1 ID ~EI Q", ..sheet };
    let copy = all_bytes(&cleaned(&sheet.bytes(), &Plan::default()));
    assert!(copy.contains("ID ~EI Q"), "{copy}");
}

#[test]
fn a_table_that_chooses_glyphs_stays_as_it_is() {
    let table = "/CIDInit /ProcSet findresource begin begincmap /CIDSystemInfo << /Registry \
        (plant-in-map) >> def 1 begincodespacerange <0001> <FFFF> endcodespacerange 1 begincidchar \
        <0041> 7 endcidchar endcmap end % plant-remark";
    let table = format!("<</Length {}>>stream\n{table}\nendstream", table.len()).into_bytes();
    let font = b"<</Type/Font/Subtype/Type0/BaseFont/Plain/Encoding 7 0 R/ToUnicode 7 0 R\
        /DescendantFonts[<</Type/Font/Subtype/CIDFontType0/BaseFont/Plain/CIDSystemInfo\
        <</Registry(plant@example.org)/Ordering(B)/Supplement 0>>>>]>>"
        .to_vec();
    let content = "BT /F1 10 Tf 10 50 Td <0041> Tj ET";
    let sheet = Sheet { content, fonts: "/F1 6 0 R", objects: &[font, table], ..Sheet::default() };
    let copy = all_bytes(&cleaned(&sheet.bytes(), &Plan::default()));
    assert!(copy.contains("begincidchar") && !copy.contains("plant"), "{copy}");
}

/// A page that is a picture of letters, 200 by 100 points, with this content after it.
fn page_of_letters(more: &str) -> Vec<u8> {
    let letters = crate::formats::image::tests::page_of_letters();
    let entries = "/Type/XObject/Subtype/Image/Width 240/Height 80/BitsPerComponent 8\
                   /ColorSpace/DeviceGray";
    let content = format!("q 200 0 0 100 0 0 cm /P Do Q {more}");
    let sheet = Sheet {
        content: &content,
        resources: "/XObject<</P 6 0 R>>",
        objects: &[super::super::tests::builder::stream(entries, letters.as_raw())],
        ..Sheet::default()
    };
    sheet.bytes()
}

#[test]
fn what_is_recognised_on_a_page_goes_from_its_pictures() {
    // 300 pixels to an inch: from 96 to 144 points, and 24 to 38 from above.
    let mut eyes = Eyes::seeing("Ann", [400, 100, 200, 60]);
    let copy = eyes.cleaned_without("a.pdf", &page_of_letters(""), "Ann").unwrap();
    let after = samples(&copy.bytes, 240 * 80);
    let before = crate::formats::image::tests::page_of_letters();
    let column = |point: u32| point * 240 / 200;
    let row = |point: u32| point * 80 / 100;
    let at = |x: u32, y: u32| after[(y * 240 + x) as usize];
    assert!((column(97)..column(143)).all(|x| (row(25)..row(37)).all(|y| at(x, y) == 0)));
    let stays = |x: u32, y: u32| at(x, y) == before.get_pixel(x, y).0[0];
    assert!((0..240).all(|x| (row(50)..80).all(|y| stays(x, y))));
    assert!((0..column(90)).all(|x| (0..80).all(|y| stays(x, y))));
}

#[test]
fn what_is_recognised_where_a_page_draws_itself_is_refused() {
    let mut eyes = Eyes::seeing("Ann", [400, 100, 200, 60]);
    let mut clean =
        |more: &str| eyes.cleaned_without("a.pdf", &page_of_letters(more), "Ann").map(|_| ());
    // Letters may be lines, and stand in forms, patterns and glyphs.
    let refused = Err(Refusal::Unplaced);
    assert_eq!(clean("100 65 m 120 75 l S"), refused);
    assert_eq!(clean("100 65 m 120 75 l 130 65 l f"), refused);
    assert_eq!(clean("q 100 60 40 30 re W n /S sh Q"), refused);
    assert_eq!(clean("100 5 m 120 15 l S 0 0 200 2 re f"), Ok(()));
    assert_eq!(clean("1 g 96 62 50 16 re f"), Ok(()));
}

#[test]
fn an_inline_picture_keeps_no_entry_that_no_program_knows() {
    let content = "BT /F1 10 Tf 10 50 Td (Shown) Tj ET q 9 0 0 9 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 \
                   /Note (plant-in-picture) ID x EI Q";
    let sheet = Sheet { content, ..Sheet::default() };
    let told = read(&sheet);
    assert!(told.parts.iter().any(|read| read.text.contains("plant-in-picture")));
    let copy = cleaned(&sheet.bytes(), &Plan::default());
    let mut is_left = false;
    crate::streams(&copy, &crate::Limits::default(), &mut |stream| {
        is_left |= memchr::memmem::find(stream, b"plant").is_some();
    });
    assert!(!is_left);
    assert_eq!(page_of(&copy).0, "Shown");
    assert_eq!(cleaned(&copy, &Plan::default()), copy);
}
