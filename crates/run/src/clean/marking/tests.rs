use std::io::{Seek as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use detect::{Engine, Policy, RuleSet};
use document::Limits;
use review::batch::{Action, Authorisation, Batch, Chain, Event, Person, Role};

use super::super::{Cleaning, Outcome, Task, clean_open};
use crate::Options;

const TEXT: &str = "TOP SECRET//SI//NOFORN\n\nThe invented plan of 11010519491231002X.\n\nTOP SECRET//SI//NOFORN\n";

/// The leave that two officers give, as the desk comes to it.
fn leave() -> Authorisation {
    let mut batch = Batch::new(Chain::TWO_PERSONS, person("sun"), Vec::new(), true);
    let authorise = || Action::Authorise {
        authority: "Archive board".to_owned(),
        date: "2026-03-01".to_owned(),
    };
    for (name, role, action) in [
        ("ann", Role::Reviewer, Action::Take),
        ("ann", Role::Reviewer, Action::Sign),
        ("bob", Role::Approver, Action::Sign),
        ("kim", Role::Officer, authorise()),
        ("lee", Role::Officer, authorise()),
        ("bob", Role::Approver, Action::Release),
    ] {
        batch.apply(&Event { by: person(name), role, action }).unwrap();
    }
    batch.authorisation().unwrap()
}

fn person(name: &str) -> Person {
    Person(name.to_owned())
}

/// Cleans a file in which all that is found must go.
fn cleaned(name: &str, bytes: &[u8], leave: Option<&Authorisation>) -> Cleaning {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file.rewind().unwrap();
    let rules = RuleSet::built_in();
    let engine = Engine::new(&rules);
    let policy = Policy::default();
    let decide = |_: &detect::Finding| Some(Arc::from("[gone]"));
    let task = Task { leave, ..Task::new(&engine, &policy, &decide) };
    let options = Options::here(1, Duration::from_secs(60));
    clean_open(file, name, task, &options, &AtomicBool::new(false)).unwrap()
}

/// A page with a marking at its head, and a number that the rules find.
fn page() -> Vec<u8> {
    let content = "BT /F1 14 Tf 200 380 Td (TOP SECRET//SI//NOFORN) Tj ET\n\
                   BT /F1 12 Tf 72 260 Td (The invented plan of 11010519491231002X) Tj ET";
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 400]/Contents 4 0 R\
         /Resources<</Font<</F1 5 0 R>>>>>>"
            .to_owned(),
        format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
    ];
    let mut file = String::from("%PDF-1.7\n");
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (object, number) in objects.iter().zip(1..) {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
    }
    let (start, size) = (file.len(), objects.len() + 1);
    file.push_str(&format!(
        "{table}trailer\n<</Root 1 0 R/Size {size}>>\nstartxref\n{start}\n%%EOF\n"
    ));
    file.into_bytes()
}

#[test]
fn a_text_keeps_its_marking_struck_through_and_nothing_else_that_was_found() {
    let cleaning = cleaned("plan.txt", TEXT.as_bytes(), Some(&leave()));
    assert_eq!(cleaning.outcome, Outcome::Proven);
    let copy = String::from_utf8(cleaning.copy.unwrap().bytes).unwrap();
    let plain: String = copy.chars().filter(|character| *character != '\u{336}').collect();
    assert_eq!(plain, TEXT.replace("11010519491231002X", "[gone]"));
    assert!(!copy.contains("TOP SECRET"), "it stands unstruck in {copy}");
    assert!(copy.starts_with("T\u{336}O\u{336}P\u{336}"), "{copy}");
    assert_eq!(cleaning.struck.len(), 2);
}

#[test]
fn a_page_keeps_its_marking_with_a_line_through_it() {
    let marked = cleaned("plan.pdf", &page(), Some(&leave()));
    assert_eq!(marked.outcome, Outcome::Proven);
    assert_eq!(marked.struck.len(), 1);
    let copy = marked.copy.unwrap().bytes;
    let mut text = String::new();
    document::streams(&copy, &Limits::default(), &mut |stream| {
        text.push_str(&String::from_utf8_lossy(stream));
    });
    assert!(text.contains("NOFORN") && !text.contains("11010519491231002X"), "{text}");
    // One box stands for the number; the rest are lines, one through each letter that is drawn.
    let boxes = text.matches("q 0 g").count();
    assert!(boxes > "TOP SECRET".len(), "{boxes} in {text}");
    // What stands struck in a copy is a marking still: the copy is as marked as its original.
    assert_eq!(cleaned("copy.pdf", &copy, None).outcome, Outcome::Marked);
}

#[test]
fn what_is_decided_about_a_marking_alone_does_not_take_it_away() {
    // Everything that is found must go, and the marking is found as well.
    let term = "TOP SECRET";
    let text = format!("{TEXT}\nThe words {term} again, in a sentence that says nothing.\n");
    let cleaning = cleaned("plan.txt", text.as_bytes(), Some(&leave()));
    let copy = String::from_utf8(cleaning.copy.unwrap().bytes).unwrap();
    let plain = copy.replace(document::STROKE, "");
    assert_eq!(plain.matches("TOP SECRET//SI//NOFORN").count(), 2, "{plain}");
}

#[test]
fn without_leave_there_is_no_copy() {
    for (name, bytes) in [("plan.txt", TEXT.as_bytes().to_vec()), ("plan.pdf", page())] {
        let cleaning = cleaned(name, &bytes, None);
        assert_eq!(cleaning.outcome, Outcome::Marked);
        assert!(cleaning.copy.is_none() && cleaning.struck.is_empty());
    }
}
