use time::Duration;
use time::macros::date;

use super::*;
use crate::sign::SigningKey;
use crate::testing::Counter;

/// Records of cases: the door, days until the acknowledgement, and how each ended.
fn records(cases: &[(&str, i64, Option<Outcome>)]) -> Vec<Record> {
    let mut rng = Counter::default();
    let (one, two) = (SigningKey::generate(&mut rng), SigningKey::generate(&mut rng));
    let begun = date!(2026 - 11 - 01);
    let record = |(index, &(door, days, outcome)): (usize, &(&str, i64, Option<Outcome>))| {
        let mut record = Record::new(&format!("{index:012}"));
        let received = Deed::Received {
            mailbox: "m".into(),
            message: "d".into(),
            door: door.into(),
            leaf: "l".into(),
        };
        let later = begun + Duration::days(days);
        record.add(received, begun, &[&one]).unwrap();
        let moved = |to, outcome| Deed::Moved { to, outcome };
        record.add(moved(State::Acknowledged, None), later, &[&one]).unwrap();
        if outcome.is_some() {
            record.add(moved(State::Closed, outcome), later, &[&one, &two]).unwrap();
        }
        record
    };
    cases.iter().enumerate().map(record).collect()
}

fn value(records: &[Record], id: &str) -> Value {
    indicators(records).into_iter().find(|indicator| indicator.id == id).unwrap().value
}

#[test]
fn there_are_fifteen_and_few_cases_tell_nothing() {
    assert_eq!(indicators(&[]).len(), 15);
    let few = records(&[("web", 1, Some(Outcome::Substantiated)); 4]);
    for Indicator { id, value } in indicators(&few) {
        let tells = match value {
            Value::TooFew | Value::NotCollected => false,
            Value::Counts(cells) => cells.iter().any(|(_, cell)| *cell != Cell::Suppressed),
            Value::Count(_) | Value::Days(_) | Value::Percent(_) => true,
        };
        assert!(!tells, "{id}");
    }
}

#[test]
fn figures_are_what_the_records_say() {
    let mut cases = vec![("web", 2, Some(Outcome::Substantiated)); 6];
    cases.extend([("paper", 9, Some(Outcome::OutOfScope)); 6]);
    let records = records(&cases);
    assert_eq!(value(&records, "reports"), Value::Count(12));
    assert_eq!(value(&records, "substantiated"), Value::Percent(50));
    assert_eq!(value(&records, "out-of-scope"), Value::Percent(50));
    assert_eq!(value(&records, "knowingly-false"), Value::Percent(0));
    assert_eq!(value(&records, "acknowledged-in-time"), Value::Percent(50));
    assert_eq!(value(&records, "days-to-acknowledge"), Value::Days(9));
    let doors = vec![("paper".to_owned(), Cell::Count(6)), ("web".to_owned(), Cell::Count(6))];
    assert_eq!(value(&records, "reports-by-door"), Value::Counts(doors));
}

/// With the total known, one hidden cell could be worked out; two cannot.
#[test]
fn a_hidden_cell_never_stands_alone() {
    let mut cases = vec![("web", 2, None); 9];
    cases.extend([("paper", 2, None); 6]);
    cases.push(("mail", 2, None));
    let Value::Counts(cells) = value(&records(&cases), "reports-by-door") else { panic!() };
    let hidden: Vec<&str> = cells
        .iter()
        .filter(|(_, cell)| *cell == Cell::Suppressed)
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(hidden, ["mail", "paper"]);
    assert!(cells.contains(&("web".to_owned(), Cell::Count(9))));
}

#[test]
fn a_share_that_stands_for_few_is_not_told() {
    let mut cases = vec![("web", 2, Some(Outcome::NotSubstantiated)); 20];
    cases.push(("web", 2, Some(Outcome::KnowinglyFalse)));
    assert_eq!(value(&records(&cases), "knowingly-false"), Value::TooFew);
}
