use std::io::Cursor;

use super::*;
use crate::{Budget, Engine, Scanner};

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

#[test]
fn a_country_alone_is_nobodys_place_in_chinese_text() {
    let rules = RuleSet::built_in();
    let engine = Engine::new(&rules);
    let mut scanner = Scanner::new(&engine, Budget::default());
    let text = "瑞典和挪威都派了代表，我从兰州坐车到天水。";
    document::read(&mut Cursor::new(text), "a.txt", &document::Limits::default(), &mut scanner);
    let findings = scanner.finish().findings;
    let told: Vec<&str> = findings.iter().map(|finding| finding.evidence.reveal()).collect();
    assert_eq!(told, ["兰州", "天水"]);
}
