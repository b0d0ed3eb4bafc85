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
fn small_letters_stand_for_both_cases_and_capitals_for_themselves() {
    check("(?i)Bearer [^a]{3,9}", &["bearer "], 0, Some(9));
    check("(?:Bearer|[Bb]asic) [^a]{3,9}", &["Bearer ", "basic "], 0, Some(9));
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
    check("-----BEGIN[^-]+", &["-----BEGIN"], 0, None);
}

#[test]
fn token_runs_are_known() {
    assert_eq!(prepare("key [a-z0-9]{40}", &rule(), 0).unwrap().token_run.len_min, 40);
    assert_eq!(prepare("ghp_[a-z0-9]{36}", &rule(), 0).unwrap().token_run.len_min, 40);
}

#[test]
fn it_is_known_where_a_token_run_is_complete() {
    let end = |pattern: &str| prepare(pattern, &rule(), 0).unwrap().token_run.end_max;
    assert_eq!(end("secret[ :]{1,3}[a-z0-9]{20,400}"), Some(6 + 3 + 20));
    assert_eq!(end("(?:secret|key) [a-z][a-z0-9]{20,}"), Some(6 + 1 + 21));
    assert_eq!(end("(?:secret [a-z0-9]{20,}|key)[ :]{9}[a-z]{20}"), None);
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

#[test]
fn a_run_of_digits_is_needed_when_not_every_anchor_has_it() {
    let need = |pattern: &str| prepare(pattern, &rule(), 0).unwrap().digit_run;
    assert_eq!(need("[0-9]{2,5} [A-Z]{1,9} Street"), RunNeed { len_min: 2, end_max: Some(2) });
    assert_eq!(need("phone [0-9]{6}").len_min, 0, "{:?}", need("phone [0-9]{6}"));
    assert_eq!(need("Room [A-Z]{1,9}Street").len_min, 0);
}

#[test]
fn a_border_is_known_where_every_match_begins_with_one() {
    let has_border = |pattern: &str| prepare(pattern, &rule(), 0).unwrap().has_border;
    assert!(has_border(r"\b(?:rue|via) [A-Z]{3}"));
    assert!(has_border(r"(?:\brue|\bvia) [A-Z]{3}"));
    assert!(!has_border(r"(?:\brue|via) [A-Z]{3}"));
}

#[test]
fn the_byte_behind_a_short_string_belongs_to_it_where_it_is_one_of_few() {
    check("[+]0(?:[(][^a]{1,4}[)])?[xy]{1,9}", &["+0(", "+0x", "+0y"], 0, Some(15));
}

#[test]
fn what_ends_and_begins_long_repetitions_joins_what_stands_between() {
    let anchors = prepare("[0-9a-f]{4}[.][0-9a-f]{4}", &rule(), 0).unwrap().anchors;
    assert!(anchors.strings.iter().all(|string| string.len() == 3 && string[1] == b'.'));
    assert_eq!((anchors.strings.iter().count(), anchors.before_max), (49, 3));
}
