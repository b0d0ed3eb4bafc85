use super::*;

fn over(right: i64, bottom: i64) -> Over {
    Over { left: 0, top: 0, right, bottom }
}

#[test]
fn a_line_is_covered_when_nearly_all_of_it_is() {
    let said = Said::default();
    // Twenty letters of twelve points, each half as wide as high.
    let wide = 20 * 6 * 12_700;
    let high = 14 * 12_700;
    let text = "Ask the third man on";
    assert_eq!(text.len(), 20);
    assert!(over(wide, high).covers(text, &said));
    assert!(!over(wide / 2, high).covers(text, &said));
    assert!(!over(wide, high / 4).covers(text, &said));
    assert!(!Over { left: wide / 2, ..over(2 * wide, high) }.covers(text, &said));
    assert!(!over(wide, high).covers(" ", &said));
}

#[test]
fn a_drawing_beside_its_page_hides_what_is_in_it() {
    let mut drawing = Drawing { from_page: (true, true), size: (100, 100), ..Drawing::default() };
    drawing.place("positionH", "-100");
    drawing.place("positionV", "0");
    assert_eq!(drawing.hidden(), Some(Hidden::Outside));
    drawing.place("positionH", "-99");
    assert_eq!(drawing.hidden(), None);
    drawing.place("positionV", &PAGE_MAX.to_string());
    assert_eq!(drawing.hidden(), Some(Hidden::Outside));
    // From the margin, it may lie outside of it.
    let mut drawing = Drawing { size: (100, 100), ..Drawing::default() };
    drawing.place("positionH", "-100");
    assert_eq!(drawing.hidden(), None);
}
