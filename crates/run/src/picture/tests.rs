use std::sync::Arc;

use document::{PartId, PartKind, Quad, Span, WindowStart};

use super::*;

const AREA: Rect = Rect { left: 0.0, top: 0.0, right: 100.0, bottom: 10.0 };

/// Draws an area over the columns `from..to` of a line of glyphs that are 10 points wide.
fn check(text: &str, from: usize, to: usize, expected: &[&str]) {
    let glyphs = text.char_indices().zip(0..).map(|((start, character), column)| {
        let (left, right) = (column as f32 * 10.0, column as f32 * 10.0 + 10.0);
        let quad = Quad([left, 0.0, right, 0.0, right, 10.0, left, 10.0]);
        let end = (start + character.len_utf8()) as u32;
        Glyph { end, quad, ..Glyph::default() }
    });
    let source = Source::Glyphs(glyphs.collect());
    let runs = [Run { span: Span::new(0, text.len()), hidden: None, label: None, source }];
    let part = Part {
        id: PartId(1),
        kind: PartKind::Page,
        path: Arc::from([]),
        format: "pdf",
        label: Arc::from("page 1"),
        hidden: None,
        page: Some(1),
        page_size: Some((600.0, 800.0)),
        sheet: None,
        has_lines: false,
    };
    let window = Window {
        text,
        start: WindowStart { offset: 0, line: 1, column: 1 },
        owned: Span::new(0, text.len()),
        runs: &runs,
        table: None,
        last: true,
    };
    let area = Rect { left: from as f32 * 10.0, right: to as f32 * 10.0, ..AREA };
    let mut under = Under { page: 1, area, pieces: Vec::new() };
    under.window(&part, &window);
    assert_eq!(under.pieces, expected);
    let mut elsewhere = Under { page: 2, area, pieces: Vec::new() };
    elsewhere.window(&part, &window);
    assert!(elsewhere.pieces.is_empty());
}

#[test]
fn an_area_takes_the_words_that_it_touches() {
    check("Call Ms Example today", 9, 11, &["Example"]);
    check("Call Ms Example today", 5, 12, &["Ms Example"]);
    check("Call Ms Example today", 30, 40, &[]);
    check("Call Ms Example today", 4, 5, &[]);
}

#[test]
fn in_a_script_without_spaces_it_takes_what_it_touches() {
    check("请联系示例先生办理", 3, 5, &["示例"]);
}
