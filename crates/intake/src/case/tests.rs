use time::macros::date;

use super::*;
use crate::testing::Counter;

const DAY: Date = date!(2026 - 11 - 22);

fn received() -> Deed {
    Deed::Received {
        mailbox: "m".to_owned(),
        message: "d".to_owned(),
        door: "file".to_owned(),
        leaf: "l".to_owned(),
    }
}

const fn moved(to: State, outcome: Option<Outcome>) -> Deed {
    Deed::Moved { to, outcome }
}

fn keys() -> (SigningKey, SigningKey) {
    let mut rng = Counter::default();
    (SigningKey::generate(&mut rng), SigningKey::generate(&mut rng))
}

fn record(deeds: &[Deed], key: &SigningKey) -> (Record, String) {
    let mut record = Record::new("0a0b0c0d0e0f");
    let mut text = String::new();
    for deed in deeds {
        text += record.add(deed.clone(), DAY, &[key]).unwrap();
        text.push('\n');
    }
    (record, text)
}

#[test]
fn a_record_is_read_back_until_a_line_changes() {
    let (key, other) = keys();
    let deeds = [received(), Deed::Opened, moved(State::Acknowledged, None)];
    let (record, text) = record(&deeds, &key);
    let handlers = [key.public(), other.public()];
    let read = |text: &str| Record::parse("0a0b0c0d0e0f", text, &handlers);
    assert_eq!(read(&text), Ok(record));
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(read(&[lines[0], lines[2]].join("\n")), Err(Error::Chain(2)));
    assert_eq!(read(lines[1]), Err(Error::Chain(1)));
    let changed = text.replace("2026-11-22", "2026-11-21");
    assert!(matches!(read(&changed), Err(Error::Signature(1))));
    assert_eq!(read("{}"), Err(Error::Malformed(1)));
    assert_eq!(read(""), Err(Error::Begin));
    let elsewhere = Record::parse("ffffffffffff", &text, &handlers);
    assert_eq!(elsewhere, Err(Error::Chain(1)));
    let strangers = Record::parse("0a0b0c0d0e0f", &text, &[other.public()]);
    assert_eq!(strangers, Err(Error::Signature(1)));
}

/// Every pair of states, as the picture of the workflow has them.
#[test]
fn cases_go_forward_and_come_back_only_when_reopened() {
    let allowed = [
        "received>acknowledged received>triage received>working received>action",
        "received>referred received>closed",
        "acknowledged>triage acknowledged>working acknowledged>action acknowledged>referred",
        "acknowledged>closed",
        "triage>working triage>action triage>referred triage>closed",
        "working>action working>referred working>closed",
        "action>working action>referred action>closed",
        "referred>working referred>action referred>closed",
        "closed>working",
    ];
    let allowed: Vec<&str> = allowed.iter().flat_map(|line| line.split(' ')).collect();
    for from in State::ALL {
        for to in State::ALL {
            let pair = format!("{}>{}", from.name(), to.name());
            assert_eq!(from.may_become(to), allowed.contains(&pair.as_str()), "{pair}");
        }
    }
}

#[test]
fn a_case_that_ends_says_how_and_a_reopened_one_does_not() {
    let (key, _) = keys();
    let (mut record, _) = record(&[received()], &key);
    let close = |outcome| moved(State::Closed, outcome);
    assert_eq!(record.add(close(None), DAY, &[&key]), Err(Error::Outcome));
    record.add(close(Some(Outcome::Substantiated)), DAY, &[&key]).unwrap();
    assert_eq!(record.outcome(), Some(Outcome::Substantiated));
    let way = Error::Way { from: "closed", to: "triage" };
    assert_eq!(record.add(moved(State::Triage, None), DAY, &[&key]), Err(way));
    record.add(moved(State::Working, None), DAY, &[&key]).unwrap();
    assert_eq!((record.state(), record.outcome()), (State::Working, None));
}

#[test]
fn one_person_alone_cannot_do_what_needs_two() {
    let (key, other) = keys();
    let (mut record, text) = record(&[received()], &key);
    let deeds = [
        moved(State::Closed, Some(Outcome::KnowinglyFalse)),
        Deed::Exported { to: "d".to_owned() },
        Deed::Destroyed,
    ];
    for deed in deeds {
        assert_eq!(record.clone().add(deed.clone(), DAY, &[&key]), Err(Error::TwoPersons));
        assert_eq!(record.clone().add(deed.clone(), DAY, &[&key, &key]), Err(Error::TwoPersons));
        let line = record.clone().add(deed, DAY, &[&key, &other]).unwrap().to_owned();
        let handlers = [key.public(), other.public()];
        let text = format!("{text}{line}\n");
        assert!(Record::parse("0a0b0c0d0e0f", &text, &handlers).is_ok());
        let one = Record::parse("0a0b0c0d0e0f", &text, &handlers[..1]);
        assert_eq!(one, Err(Error::Signature(2)));
    }
    assert_eq!(record.add(received(), DAY, &[&key]), Err(Error::Begin));
}

#[test]
fn what_one_proposes_another_signs_later() {
    let (key, other) = keys();
    let (mut record, mut text) = record(&[received()], &key);
    let handlers = [key.public(), other.public()];
    let proposed = Deed::Proposed { what: Box::new(Deed::Destroyed), approval: None };
    text += &format!("{}\n", record.add(proposed.clone(), DAY, &[&key]).unwrap());
    assert_eq!(record.waiting(), [(&Deed::Destroyed, &BTreeSet::from([key.public()]))]);
    assert_eq!(record.add(Deed::Destroyed, DAY, &[&key]), Err(Error::TwoPersons));
    let exported = Deed::Exported { to: "d".to_owned() };
    assert_eq!(record.add(exported, DAY, &[&other]), Err(Error::TwoPersons), "another deed");
    // What happens in between does not undo it: the second one reads the case first.
    for deed in [Deed::Opened, Deed::Destroyed] {
        text += &format!("{}\n", record.add(deed, DAY, &[&other]).unwrap());
    }
    assert!(record.waiting().is_empty());
    assert_eq!(Record::parse("0a0b0c0d0e0f", &text, &handlers).as_ref(), Ok(&record));
    let one = Record::parse("0a0b0c0d0e0f", &text, &handlers[1..]);
    assert_eq!(one, Err(Error::Signature(1)));
    let alone = Deed::Proposed { what: Box::new(Deed::Opened), approval: None };
    let (mut fresh, _) = self::record(&[received()], &key);
    assert_eq!(fresh.add(alone, DAY, &[&key]), Err(Error::Proposal));
    assert_eq!(
        fresh.add(Deed::Proposed { what: Box::new(proposed), approval: None }, DAY, &[&key]),
        Err(Error::Proposal)
    );
}

#[test]
fn the_day_of_the_end_does_not_tell_that_of_the_closing() {
    let (key, _) = keys();
    let mut days = BTreeSet::new();
    for number in 0..200 {
        let mut record = Record::new(&format!("{number:012x}"));
        record.add(received(), DAY, &[&key]).unwrap();
        assert_eq!(record.erase_on(180), None, "an open case");
        let closed = moved(State::Closed, Some(Outcome::Substantiated));
        record.add(closed, DAY, &[&key]).unwrap();
        let days_kept = (record.erase_on(180).unwrap() - DAY).whole_days();
        assert!((162..=198).contains(&days_kept), "{days_kept}");
        assert_eq!(record.erase_on(0), Some(DAY));
        days.insert(days_kept);
        record.add(moved(State::Working, None), DAY, &[&key]).unwrap();
        assert_eq!(record.erase_on(180), None, "a case that was opened again");
    }
    assert!(days.len() > 25, "{days:?}");
}

#[test]
fn what_was_proposed_counts_once() {
    let (key, other) = keys();
    let (mut record, _) = record(&[received()], &key);
    let exported = || Deed::Exported { to: "d".to_owned() };
    record
        .add(Deed::Proposed { what: Box::new(exported()), approval: None }, DAY, &[&key])
        .unwrap();
    record.add(exported(), DAY, &[&other]).unwrap();
    assert_eq!(record.add(exported(), DAY, &[&other]), Err(Error::TwoPersons));
}

#[test]
fn names_of_cases_lead_nowhere_else() {
    assert!(is_name(&new_name(&mut Counter::default())));
    for name in ["", "..", "../0a0b0c0d", "0A0B0C0D0E0F"] {
        assert!(!is_name(name), "{name}");
    }
}
