use super::*;
use crate::Rect;

fn word(text: &str, line: u32, left: u32) -> Word {
    Word { text: text.into(), line, left, top: 10 * line, width: 20, height: 8, confidence: 90 }
}

#[test]
fn words_become_lines_and_keep_their_places() {
    let words = [word("Plan", 1, 0), word("7", 1, 30), word("机", 2, 0), word("密", 2, 20)];
    let (text, runs) = lines(&words, &[0.5, 0.0, 0.0, 0.5, 100.0, 0.0]);
    assert_eq!(text, "Plan 7\n机密");
    let Source::Glyphs(glyphs) = &runs[0].source else { panic!("no places") };
    let seven = glyphs[1].quad.bounds();
    assert_eq!(seven, Rect { left: 115.0, top: 5.0, right: 125.0, bottom: 9.0 });
    assert_eq!(glyphs[0].end, 5);
    assert_eq!(runs[1].span, Span::new(7, 13));
}
