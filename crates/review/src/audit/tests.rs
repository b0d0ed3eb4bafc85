use super::*;
use crate::statement::{Bulletin, Erasure, Findings, Scan, Subject};

const TIME: &str = "2026-11-22T04:00:00Z";

/// A key for tests: its signature is its name.
fn key(holder: &'static str, role: Role) -> Key<'static> {
    let holds = Box::new(move |_: &[u8], signature: &[u8]| signature == holder.as_bytes());
    Key { holder: holder.to_owned(), id: holder.to_owned(), role, holds }
}

fn keys() -> [Key<'static>; 5] {
    let (person, handler) = (Role::Person, Role::Handler);
    let house = key("house", Role::Organisation);
    [key("anna", person), key("bert", person), house, key("one", handler), key("two", handler)]
}

fn record(leaf: &str, step: Step, signers: &[&str]) -> Record {
    let statement = Statement { subject: vec![Subject::named("a", &[1; 32])], step };
    let mut envelope = statement.to_envelope();
    signers.iter().for_each(|name| envelope.add_signature(name, name.as_bytes().to_vec()));
    Record { leaf: leaf.to_owned(), envelope: Some(envelope.to_bytes()) }
}

fn scan(leaf: &str) -> Record {
    let text = || "text".to_owned();
    let scan = Scan {
        engine: text(),
        policy: text(),
        salt: text(),
        verdict: text(),
        findings_at_most: 1,
        time: TIME.to_owned(),
    };
    record(leaf, Step::Scan(scan), &["house"])
}

fn decision(leaf: &str, of: &str, verdict: &str, signers: &[&str]) -> Record {
    let decision = Decision {
        verdict: verdict.to_owned(),
        basis: "art-5".to_owned(),
        actions: BTreeMap::new(),
        refs: vec![of.to_owned()],
        time: TIME.to_owned(),
    };
    record(leaf, Step::Decision(decision), signers)
}

fn release(leaf: &str, decision: Option<&str>, persons: u64) -> Record {
    let release = Release {
        verdict: "nothing-found".to_owned(),
        policy: "text".to_owned(),
        persons,
        decision: decision.map(str::to_owned),
        lifted: Vec::new(),
        supersedes: None,
        time: TIME.to_owned(),
    };
    record(leaf, Step::Release(release), &["house"])
}

fn erasure(leaf: &str, of: &str) -> Record {
    let (basis, time) = ("art-17".to_owned(), TIME.to_owned());
    let erasure = Erasure { leaf: of.to_owned(), basis, time };
    record(leaf, Step::Erasure(erasure), &["house"])
}

fn check(records: &[Record], expected: &[(u64, FaultKind)]) {
    let faults = audit(records, &keys()).faults;
    let faults: Vec<(u64, FaultKind)> = faults.into_iter().map(|f| (f.index, f.kind)).collect();
    assert_eq!(faults, expected);
}

const BOTH: &[&str] = &["anna", "bert"];

#[test]
fn a_case_by_the_rules_has_no_fault() {
    let findings = record("f", Step::Findings(Findings { digests: vec![] }), &["house"]);
    let padding = record("p", Step::Padding, &["house"]);
    let records = [
        scan("s"),
        findings,
        decision("d", "s", "release", BOTH),
        release("r", Some("d"), 2),
        padding,
    ];
    check(&records, &[]);
    let report = audit(&records, &keys());
    assert_eq!((report.opened, report.erased, report.padding), (4, 0, 1));
    assert_eq!((report.decisions, report.releases), (1, 1));
}

#[test]
fn every_missing_person_is_named() {
    for (signers, found) in [(&["anna"][..], 1), (&["anna", "anna"], 1), (&["house", "eve"], 0)] {
        let records = [scan("s"), decision("d", "s", "withhold", signers)];
        check(&records, &[(1, FaultKind::TooFewPersons(found))]);
    }
}

fn bulletin(leaf: &str, signers: &[&str]) -> Record {
    let channel = "harbour".to_owned();
    record(leaf, Step::Bulletin(Bulletin { channel }), signers)
}

#[test]
fn two_handlers_who_approve_a_bulletin_are_its_decision() {
    let records = [bulletin("b", &["one", "two"]), release("r", Some("b"), 2)];
    check(&records, &[]);
    assert_eq!(audit(&records, &keys()).decisions, 1);
    for signers in [&["one"][..], &["one", "one"], &["one", "anna"], &["one", "house"]] {
        let records = [bulletin("b", signers), release("r", Some("b"), 1)];
        check(&records, &[(0, FaultKind::TooFewPersons(1))]);
    }
    // Handlers let bulletins out, and nothing else.
    let records = [scan("s"), decision("d", "s", "release", &["one", "two"])];
    check(&records, &[(1, FaultKind::TooFewPersons(0))]);
}

#[test]
fn an_approval_holds_for_its_bulletin_alone() {
    let step = Step::Bulletin(Bulletin { channel: "harbour".to_owned() });
    for subject in [vec![Subject::named("a", &[2; 32])], Vec::new()] {
        let mut envelope = Statement { subject, step: step.clone() }.to_envelope();
        for name in ["one", "two"] {
            envelope.add_signature(name, name.as_bytes().to_vec());
        }
        let other = Record { leaf: "b".to_owned(), envelope: Some(envelope.to_bytes()) };
        check(&[other, release("r", Some("b"), 2)], &[(1, FaultKind::OtherBulletin)]);
    }
}

#[test]
fn every_missing_step_is_named() {
    check(&[release("r", None, 0)], &[(0, FaultKind::NoDecision)]);
    check(&[release("r", Some("d"), 2)], &[(0, FaultKind::NoSuchEntry("decision"))]);
    check(&[decision("d", "s", "release", BOTH)], &[(0, FaultKind::NoSuchEntry("scan"))]);
    let late = [decision("d", "s", "release", BOTH), scan("s")];
    check(&late, &[(0, FaultKind::NoSuchEntry("scan"))]);
    let withheld = [scan("s"), decision("d", "s", "withhold", BOTH), release("r", Some("d"), 2)];
    check(&withheld, &[(2, FaultKind::Withheld)]);
    let boast = [scan("s"), decision("d", "s", "release", BOTH), release("r", Some("d"), 3)];
    check(&boast, &[(2, FaultKind::OtherPersons { stated: 3, signed: 2 })]);
    check(&[record("p", Step::Padding, &["anna"])], &[(0, FaultKind::Unsigned)]);
}

#[test]
fn what_is_gone_has_a_tombstone_after_it() {
    let gone = |leaf: &str| Record { leaf: leaf.to_owned(), envelope: None };
    check(&[gone("s"), erasure("e", "s")], &[]);
    assert_eq!(audit(&[gone("s"), erasure("e", "s")], &keys()).erased, 1);
    check(&[gone("s")], &[(0, FaultKind::Unopened)]);
    check(&[erasure("e", "s"), gone("s")], &[(1, FaultKind::Unopened)]);
    // A decision about a scan that was erased since is still one.
    let records = [gone("s"), decision("d", "s", "release", BOTH), erasure("e", "s")];
    check(&records, &[]);
    let rubbish = Record { leaf: "x".to_owned(), envelope: Some(b"{}".to_vec()) };
    assert!(matches!(audit(&[rubbish], &keys()).faults[0].kind, FaultKind::Unreadable(_)));
}
