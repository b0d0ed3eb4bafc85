use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Cursor;
use std::sync::Arc;

use detect::checklist::State;
use detect::{Budget, Engine, RuleSet, Scanner};
use document::{Collector, Limits};
use expect_test::expect_file;

use super::{COPIES_PAGE, COVERAGE_PAGE, Source, copies, coverage, sources};
use crate::root;

/// Longest text of a part that a snapshot holds.
const TEXT_CHARS_MAX: usize = 160;

/// What is read of a file, and what is found in it.
fn snapshot(source: &Source, engine: &Engine<'_>) -> String {
    let bytes = source.build().unwrap().bytes().unwrap();
    let mut told = Collector::default();
    document::read(&mut Cursor::new(&bytes), &source.name(), &Limits::default(), &mut told);
    let mut lines = String::new();
    for read in &told.document.parts {
        let part = &read.part;
        let hidden = part.hidden.map_or(String::new(), |hidden| format!(" {{{}}}", hidden.name()));
        let text: String = read.text.chars().take(TEXT_CHARS_MAX).collect();
        let (kind, label) = (part.kind.name(), &part.label);
        let path = part.path.join("!");
        let _ = writeln!(lines, "{path}[{kind}] {label}{hidden} | {}", text.escape_debug());
    }
    for problem in &told.document.problems {
        let _ = writeln!(lines, "! {}", problem.code.name());
    }
    let mut scanner = Scanner::new(engine, Budget::default());
    document::read(&mut Cursor::new(&bytes), &source.name(), &Limits::default(), &mut scanner);
    for finding in &scanner.finish().findings {
        let (severity, confidence) = (finding.severity.name(), finding.confidence.name());
        let (rule, label) = (&engine.rules().rule(finding.rule).id, &finding.location.label);
        let _ = writeln!(lines, "> {rule} {severity} {confidence} | {label}");
    }
    lines
}

#[test]
fn each_file_is_read_as_its_snapshot_says() {
    let rules = RuleSet::built_in();
    let engine = Engine::new(&rules);
    for source in sources(&root()).unwrap() {
        let folder = root().join("corpus").join(&source.format);
        expect_file![folder.join(format!("{}.txt", source.case))]
            .assert_eq(&snapshot(&source, &engine));
    }
}

#[test]
fn each_item_of_each_list_has_a_file_in_which_it_is_found() {
    let sources = sources(&root()).unwrap();
    let rules = RuleSet::built_in();
    let engine = Engine::new(&rules);
    let mut missing = Vec::new();
    for list in detect::checklists().into_iter().map(Arc::new) {
        let mut scanner =
            Scanner::new(&engine, Budget::default()).with_checklist(Some(Arc::clone(&list)));
        for (index, item) in list.items.iter().enumerate() {
            let name = format!("{}/{}", list.name, item.id);
            let wanted = if item.unchecked.is_some() { State::NotChecked } else { State::Found };
            let samples: Vec<&Source> =
                sources.iter().filter(|source| source.lists.contains(&name)).collect();
            if samples.is_empty() {
                missing.push(format!("{name}: no file"));
            }
            for sample in samples {
                let bytes = sample.build().unwrap().bytes().unwrap();
                let mut input = Cursor::new(&bytes);
                document::read(&mut input, &sample.name(), &Limits::default(), &mut scanner);
                let state = scanner.finish().checks.unwrap().items[index].state;
                if state != wanted {
                    missing.push(format!("{name}: {} in {}", state.name(), sample.name()));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn samples_name_items_that_there_are() {
    let known: BTreeSet<String> = detect::checklists()
        .iter()
        .flat_map(|list| list.items.iter().map(|item| format!("{}/{}", list.name, item.id)))
        .collect();
    for source in sources(&root()).unwrap() {
        for item in &source.lists {
            assert!(known.contains(item), "{} names {item}", source.name());
        }
    }
}

#[test]
fn each_planted_number_is_found_and_the_page_says_where() {
    let page = coverage::page(&sources(&root()).unwrap()).unwrap();
    assert!(!page.contains("| **"), "a planted number is not found: see {COVERAGE_PAGE}");
    expect_file![root().join(COVERAGE_PAGE)].assert_eq(&page);
}

#[test]
fn no_planted_number_is_left_in_a_copy_and_the_page_says_so() {
    let page = copies::page(&sources(&root()).unwrap()).unwrap();
    assert!(!page.contains("**"), "see {COPIES_PAGE}:\n{page}");
    expect_file![root().join(COPIES_PAGE)].assert_eq(&page);
}
