use std::io::Cursor;

use document::Limits;

use crate::{Budget, Confidence, Engine, RuleSet, Scanner, Severity};

/// Scans a text; true when a finding that holds `value` asks for a person's look.
fn is_loud(text: &str, value: &str) -> bool {
    let rules = RuleSet::built_in();
    let engine = Engine::new(&rules);
    let mut scanner = Scanner::new(&engine, Budget::default());
    document::read(&mut Cursor::new(text), "letter.txt", &Limits::default(), &mut scanner);
    let findings = scanner.finish().findings;
    findings.iter().any(|finding| {
        finding.evidence.reveal().contains(value)
            && finding.severity >= Severity::Medium
            && finding.confidence >= Confidence::Medium
    })
}

#[test]
fn an_address_under_a_name_says_where_someone_lives() {
    let letter = "Mr Edwin Carrow\n23 Gladstone Terrace\nMarlow Falls\n\nDear Mr Carrow,\n";
    assert!(is_loud(letter, "Gladstone"));
    assert!(is_loud(letter, "Carrow"));
}

#[test]
fn an_address_far_from_any_name_is_that_of_an_office() {
    let notice = "The office is at 23 Gladstone Terrace.\n\nIt was opened by Edwin Carrow.\n";
    assert!(!is_loud(notice, "Gladstone"));
    assert!(!is_loud(notice, "Carrow"));
}

#[test]
fn a_name_beside_the_number_of_an_identity_card_is_no_bare_name() {
    assert!(is_loud("见证：贺明轩 110105198703142048\n", "贺明轩"));
    assert!(!is_loud("会议由贺明轩主持。\n", "贺明轩"));
}
