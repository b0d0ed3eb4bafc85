use std::sync::Arc;

use document::{Limits, ProblemCode};

use super::*;
use crate::names::Kind;
use crate::{Budget, Engine, People, RuleSet, Scan, Scanner};

/// Takes each `Qvist` for a person, and fails on a text that says so.
#[derive(Debug)]
struct OnlyQvist;

impl NameModel for OnlyQvist {
    fn find(&self, text: &str) -> Result<Vec<Name>, NameModelError> {
        if text.contains("fail") {
            return Err(NameModelError::Run("asked to".to_owned()));
        }
        let places = text.match_indices("qvist");
        let name = |at| Name { span: at..at + 5, kind: Kind::Person, margin: 500 };
        Ok(places.map(|(at, _)| name(at)).collect())
    }
}

fn scan(text: &str, model: Option<Arc<dyn NameModel>>) -> Scan {
    let rules = RuleSet::built_in();
    let engine = Engine::new(&rules);
    let people = People { model, ..People::default() };
    let mut scanner = Scanner::new(&engine, Budget::default()).with_people(&people);
    document::read(&mut std::io::Cursor::new(text), "a.txt", &Limits::default(), &mut scanner);
    scanner.finish()
}

#[test]
fn what_a_brought_model_finds_is_a_finding() {
    let text = "the parcel for qvist is here";
    assert!(scan(text, None).findings.is_empty());
    let found = scan(text, Some(Arc::new(OnlyQvist))).findings;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].evidence.reveal(), "qvist");
}

#[test]
fn a_text_on_which_the_model_fails_is_not_read() {
    let scan = scan("this should fail", Some(Arc::new(OnlyQvist)));
    let codes: Vec<ProblemCode> = scan.problems.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, [ProblemCode::ReaderFailed]);
}
