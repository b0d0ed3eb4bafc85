//! Copies without what a plan names.

use super::super::tests::builder::Sheet;
use super::super::tests::{cleaned, read, read_bytes};
use crate::clean::{Plan, Redaction};
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
