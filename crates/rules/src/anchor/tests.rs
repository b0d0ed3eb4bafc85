use super::*;

fn check(pattern: &str, strings: &[&str], before: u32, after: Option<u32>) {
    let anchors = prepare(pattern, &rule(), 0).unwrap().anchors;
    let found: Vec<_> = anchors.strings.iter().map(|s| String::from_utf8_lossy(s)).collect();
    assert_eq!(found, strings, "{pattern}");
    assert_eq!((anchors.before_max, anchors.after_max), (before, after), "{pattern}");
}

fn rule() -> Rule {
    let yaml = "[{id: a, title: a, category: secret, severity: low, confidence: low, patterns: [a],
        border: none, examples: [a], negatives: [b], why: a, remedy: a, source: a,
        verified: structure-only}]";
    crate::parse(yaml).unwrap().remove(0)
}

#[test]
fn digits_are_literals() {
    check("[1-9][0-9]{5}(?:19|20)[0-9]{2}", &["0000000000"], 0, Some(0));
}

#[test]
fn letters_fold_to_lower_case() {
    check("(?i)Bearer [^a]{3,9}", &["bearer "], 0, Some(9));
}

#[test]
fn choices_and_options_are_written_out() {
    check(
        "(?:password|passwd)[:=] ?[^ ]{4,8}",
        &["passwd:", "passwd=", "password:", "password="],
        0,
        Some(9),
    );
    check("[0-9]{3}-?[0-9]{4}", &["000-0000", "0000000"], 0, Some(0));
}

#[test]
fn what_comes_before_an_anchor_is_bounded() {
    check("[^a]{1,64}@example", &["@example"], 64, Some(0));
    assert!(prepare("[a-z.]+x", &rule(), 0).is_err());
}

#[test]
fn what_comes_after_may_be_unbounded() {
    assert!(prepare("[a-z.]{1,64}@[a-z]{2,9}", &rule(), 0).is_ok());
}

#[test]
fn what_comes_after_may_be_unbounded_too() {
    check("-----BEGIN[^-]+", &["-----begin"], 0, None);
}

#[test]
fn token_runs_are_known() {
    assert_eq!(prepare("key [a-z0-9]{40}", &rule(), 0).unwrap().token_run_min, 40);
    assert_eq!(prepare("ghp_[a-z0-9]{36}", &rule(), 0).unwrap().token_run_min, 40);
}

#[test]
fn a_pattern_that_matches_nothing_is_refused() {
    assert!(matches!(prepare("a?", &rule(), 0), Err(PrepareError::Empty)));
}

#[test]
fn marks_of_every_match_are_known() {
    let prepared = prepare("[^a]{1,9}@exam[a-z]{2,9}(?:[.]|-)[.]com", &rule(), 0).unwrap();
    assert_eq!(prepared.marks, b".");
}
