use super::*;

/// Returns what is left of a name from 10 to 30 beside what is taken.
fn left(taken: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let text = "x".repeat(40);
    let name = Name { span: 10..30, kind: Kind::Address, margin: 1 };
    let taken: Vec<Span> = taken.iter().map(|&(start, end)| Span::new(start, end)).collect();
    pieces(&name, &text, &taken).iter().map(|piece| (piece.start, piece.end)).collect()
}

#[test]
fn a_name_gives_way_to_patterns() {
    assert_eq!(left(&[]), [(10, 30)]);
    assert_eq!(left(&[(0, 5), (32, 40)]), [(10, 30)]);
    assert_eq!(left(&[(15, 20)]), [(10, 15), (20, 30)]);
    assert_eq!(left(&[(5, 14), (28, 35)]), [(14, 28)]);
    assert_eq!(left(&[(5, 35)]), []);
    assert_eq!(left(&[(11, 20), (14, 29)]), []);
}

#[test]
fn names_are_found_again_as_whole_words() {
    let mut known = Known::default();
    known.learn("Olga Petrescu");
    known.learn("王建国");
    let text = "Petrescu, not Petrescuville, saw 王建国。Olga left.";
    let found: Vec<&str> =
        known.find(text).iter().map(|span| text.get(span.range()).unwrap()).collect();
    assert_eq!(found, ["Petrescu", "王建国"]);
}
