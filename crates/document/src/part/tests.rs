use super::*;

#[test]
fn places_told_one_after_another_are_those_told_alone() {
    let text = "first\nzw\u{F6}lf \u{4E94} six\n\nlast line\n";
    let start = WindowStart { offset: 100, line: 7, column: 3 };
    let owned = Span::new(0, text.len());
    let window = Window { text, start, owned, runs: &[], table: None, last: true };
    let places = (0..=text.len()).filter(|&at| text.is_char_boundary(at)).collect::<Vec<_>>();
    let alone = |at: usize| window.line_of(at, &mut Counted::default());
    for step in [1, 2, 5] {
        let mut counted = Counted::default();
        // Back to the start once, since findings need not be in order.
        for &at in places.iter().step_by(step).chain(places.iter().step_by(step)) {
            assert_eq!(window.line_of(at, &mut counted), alone(at), "at {at}");
        }
    }
    assert_eq!(alone(4), (7, 7));
    assert_eq!(alone(text.find('s').unwrap()), (7, 6));
    assert_eq!(alone(text.find("six").unwrap()), (8, 9));
    assert_eq!(alone(text.len()), (11, 1));
}
