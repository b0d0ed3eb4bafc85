use std::io::Cursor;

use document::Limits;

use super::*;
use crate::{Budget, Engine, RuleSet, Scanner};

/// What is known of the items of a list, as `item state count`, without those that do not apply.
fn known(list: &str, name: &str, bytes: &[u8]) -> Vec<String> {
    let list = rules::checklists().into_iter().find(|known| known.name == list).map(Arc::new);
    let rules = RuleSet::new(rules::Pack::default());
    let engine = Engine::new(&rules);
    let mut scanner = Scanner::new(&engine, Budget::default()).with_checklist(list);
    document::read(&mut Cursor::new(bytes), name, &Limits::default(), &mut scanner);
    let checks = scanner.finish().checks.unwrap();
    let items = checks.items.iter().zip(&checks.list.items);
    items
        .filter(|(check, _)| check.state != State::NotApplicable)
        .map(|(check, item)| format!("{} {} {}", item.id, check.state.name(), check.count))
        .collect()
}

#[test]
fn what_a_mail_holds_is_found_in_its_place() {
    let mail = b"From: a@example.org\nTo: b@example.org\nX-Mailer: PumpMail 3\n\n\
                 <script>seven pumps</script>\n";
    assert_eq!(
        known("ico", "mail.eml", mail),
        [
            "plain-sight not-found 0",
            "failed-redaction not-found 0",
            "file-properties not-found 0",
            "email found 3",
        ]
    );
}

#[test]
fn what_could_not_be_read_was_not_checked() {
    let known = known("adobe", "plan.pdf", b"%PDF-1.7\nbroken");
    assert_eq!(known.len(), 11);
    assert!(known.iter().all(|line| line.contains(" not-checked 0")), "{known:?}");
}

#[test]
fn a_list_for_another_format_does_not_apply() {
    assert_eq!(known("adobe", "note.txt", b"seven pumps"), Vec::<String>::new());
}
