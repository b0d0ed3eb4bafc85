use super::*;
use crate::testing::{Log, ORIGIN, key, log_keys};
use crate::{Note, SignerKey};

fn witness(name: &str) -> SignerKey {
    key(&format!("{name}.example/witness"), Algorithm::Ed25519Cosignature)
}

fn text() -> String {
    let mut text =
        format!("# whom we believe\nlog {} https://{ORIGIN}\n", log_keys()[0].verifier());
    for name in ["X1", "X2", "X3", "Y1"] {
        text += &format!("witness {name} \t {}\n", witness(name).verifier());
    }
    text + "group X 2 X1 X2 X3\ngroup all all X Y1\nquorum all\n"
}

fn note(witnesses: &[&str]) -> Note {
    let mut note = Log::of(3, "e").signed(5);
    for name in witnesses {
        note.signatures.push(witness(name).sign_note(&note.text, 7).unwrap());
    }
    note
}

#[test]
fn a_quorum_is_counted_through_its_groups() {
    let policy = Policy::parse(&text()).unwrap();
    let check = |witnesses: &[&str], expected: bool| {
        assert_eq!(policy.endorse(&note(witnesses)).is_ok(), expected, "{witnesses:?}");
    };
    check(&[], false);
    check(&["X1", "X2"], false);
    check(&["X1", "Y1"], false);
    check(&["Y1"], false);
    check(&["X1", "X1", "Y1"], false);
    check(&["X1", "X3", "Y1"], true);
    check(&["X1", "X2", "X3", "Y1"], true);
    let endorsed = policy.endorse(&note(&["X1", "X3", "Y1"])).unwrap();
    assert_eq!(endorsed.checkpoint.size, 3);
    let names: Vec<&str> = endorsed.witnesses.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["X1", "X3", "Y1"]);
}

#[test]
fn another_log_is_not_believed() {
    let policy = Policy::parse(&text()).unwrap();
    let other = note(&["X1", "X2", "Y1"]).to_string().replace("releases", "elsewhere");
    let other = Note::parse(other.as_bytes()).unwrap();
    assert!(matches!(policy.endorse(&other), Err(PolicyError::NoLog(_))));
    let empty = Policy::parse("quorum none\n").unwrap();
    assert!(matches!(empty.endorse(&note(&[])), Err(PolicyError::NoLog(_))));
}

#[test]
fn a_wrong_line_is_named() {
    let check = |line: &str, number: usize| match Policy::parse(&(text() + line)) {
        Err(PolicyError::Line { line, .. }) => assert_eq!(line, number),
        other => panic!("{line}: {other:?}"),
    };
    check("quorum none\n", 10);
    check("group Z 3 X1 Q\n", 10);
    check("group Z any X1\n", 10);
    check("witness X1 nonsense\n", 10);
    check(&format!("witness Z {}\n", witness("X1").verifier()), 10);
    check(&format!("log {}\n", log_keys()[0].verifier()), 10);
    check(&format!("log {}\n", witness("X1").verifier()), 10);
    check("nonsense\n", 10);
    check("# bell \u{7}\n", 10);
    let fresh = |text: &str| Policy::parse(text);
    assert_eq!(fresh(""), Err(PolicyError::NoQuorum));
    assert!(matches!(fresh("group none 1 a\nquorum none"), Err(PolicyError::Line { line: 1, .. })));
    let key = witness("X1").verifier().to_string();
    let zero = format!("witness a {key}\ngroup g 0 a\nquorum g");
    assert!(matches!(fresh(&zero), Err(PolicyError::Line { line: 2, .. })));
    let two = format!("witness a {key}\ngroup g 2 a a\nquorum g");
    assert!(matches!(fresh(&two), Err(PolicyError::Line { line: 2, .. })));
}
