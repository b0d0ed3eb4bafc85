use crate::{Budget, Engine, Reason, RuleSet, Scanner};

const ROWS: [&str; 6] = [
    "Anna Weber,+49 30 9018 2041,anna.weber@amt-nordheim.de",
    "Bernd Koch,+49 30 9018 2042,bernd.koch@amt-nordheim.de",
    "Carla Wolf,+49 30 9018 2043,carla.wolf@amt-nordheim.de",
    "Dieter Klein,+49 30 9018 2044,dieter.klein@amt-nordheim.de",
    "Eva Richter,+49 30 9018 2045,eva.richter@amt-nordheim.de",
    "Frank Becker,+49 30 9018 2046,frank.becker@amt-nordheim.de",
];

/// Returns how many findings of a text are worth a look since they stand in a list.
fn raised(text: &str) -> usize {
    let rules = RuleSet::built_in();
    let engine = Engine::new(&rules);
    let mut scanner = Scanner::new(&engine, Budget::default());
    let limits = document::Limits::default();
    document::read(&mut std::io::Cursor::new(text), "staff.csv", &limits, &mut scanner);
    let findings = scanner.finish().findings;
    findings.iter().filter(|finding| finding.reasons_for.contains(&Reason::Together)).count()
}

#[test]
fn rows_of_persons_are_a_list() {
    assert!(raised(&format!("name,phone,mail\n{}\n", ROWS.join("\n"))) >= 3 * ROWS.len());
    assert!(raised(&ROWS.join("\n")) >= 3 * ROWS.len());
}

#[test]
fn few_persons_and_one_kind_of_data_are_no_list() {
    assert_eq!(raised(&format!("name,phone,mail\n{}\n", ROWS[..4].join("\n"))), 0);
    let mails = ROWS.map(|row| row.rsplit(',').next().unwrap_or_default()).join("\n");
    assert_eq!(raised(&format!("mail\n{mails}\n")), 0);
}
