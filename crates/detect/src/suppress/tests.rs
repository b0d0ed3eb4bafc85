use document::{Coverage, Limits};
use time::Month;

use super::*;
use crate::output::{Context, End, by_name};
use crate::{Budget, Engine, Policy, PolicyFile, Scanner, Verdict};

const PACK: &str = "
- {id: badge-number, title: Badge number, category: personal-data, severity: high, confidence: high,
   patterns: ['B-[0-9]{8}'], examples: [a], negatives: [b], why: a, remedy: a, source: a,
   verified: structure-only}
";

fn rule_set() -> RuleSet {
    let mut pack = rules::Pack::default();
    pack.add(rules::parse(PACK).unwrap()).unwrap();
    RuleSet::new(pack)
}

fn key() -> DigestKey {
    DigestKey::new(&[7; 32]).unwrap()
}

fn today() -> Date {
    Date::from_calendar_date(2026, Month::November, 22).unwrap()
}

fn scan(file: &str, text: &str, rules: &RuleSet) -> Report {
    let engine = Engine::new(rules);
    let mut scanner = Scanner::new(&engine, Budget::default());
    document::read(&mut std::io::Cursor::new(text), file, &Limits::default(), &mut scanner);
    let scan = scanner.finish();
    Report {
        file: file.to_owned(),
        file_bytes: None,
        format: scan.format,
        coverage: Coverage::Whole,
        verdict: Verdict::Withhold,
        findings: scan.findings,
        problems: Vec::new(),
        bytes: text.len() as u64,
        examined: Vec::new(),
        checks: None,
    }
}

fn reasons(report: &Report) -> Vec<Option<&str>> {
    report.findings.iter().map(|finding| finding.suppressed.as_deref()).collect()
}

/// Applies a policy's suppressions; returns the reasons, and the lines of those unused and expired.
fn suppressed(
    policy: &str,
    file: &str,
    text: &str,
) -> (Vec<Option<String>>, Vec<usize>, Vec<usize>) {
    let (rules, key) = (rule_set(), key());
    let policy = PolicyFile::parse(policy).unwrap();
    let mut suppressor = Suppressor::new(&policy.suppressions, None, Some(&key), &rules, today());
    let mut report = scan(file, text, &rules);
    suppressor.apply(&mut report, file, &rules);
    let reasons = report.findings.iter().map(|finding| finding.suppressed.clone()).collect();
    let unused = suppressor.unused().map(|setting| setting.line).collect();
    let expired = suppressor.expired().map(|setting| setting.line).collect();
    (reasons, unused, expired)
}

#[test]
fn a_suppression_holds_for_its_files_until_its_day() {
    let policy = |files, until| {
        format!(
            "[[suppress]]\nrule = 'badge-number'\nfiles = '{files}'\nreason = 'old badges'\n\
             until = {until}"
        )
    };
    let text = "badge B-20391847";
    let reason = Some("policy: old badges (until 2026-11-22)".to_owned());
    let applied = suppressed(&policy("docs/*.txt", "2026-11-22"), "docs/a.txt", text);
    assert_eq!(applied, (vec![reason], vec![], vec![]));
    let applied = suppressed(&policy("docs/*.txt", "2026-11-22"), "docs/deep/a.txt", text);
    assert_eq!(applied, (vec![None], vec![1], vec![]));
    let applied = suppressed(&policy("docs/*.txt", "2026-11-21"), "docs/a.txt", text);
    assert_eq!(applied, (vec![None], vec![], vec![1]));
}

#[test]
fn a_suppression_by_digest_holds_for_that_value_alone() {
    let rules = rule_set();
    let text = "badge B-20391847 and B-20391848";
    let report = scan("a.txt", text, &rules);
    let digest =
        key().digest(rules.rule(report.findings[0].rule).category, &report.findings[0].evidence);
    let policy = format!(
        "[[suppress]]\nrule = 'badge-number'\ndigest = '{digest}'\nreason = 'x'\nuntil = '2030-01-01'"
    );
    let (reasons, _, _) = suppressed(&policy, "a.txt", text);
    assert_eq!(reasons, [Some("policy: x (until 2030-01-01)".to_owned()), None]);
}

/// Returns what a run on `text` wrote in a format.
fn written(format: &str, text: &str, suppressed: Option<&str>) -> String {
    let (rules, key, policy) = (rule_set(), key(), Policy::default());
    let context = Context { rules: &rules, policy: &policy, key: Some(&key), reveal: false };
    let mut report = scan("a.txt", text, &rules);
    for finding in &mut report.findings {
        finding.suppressed = suppressed.map(str::to_owned);
    }
    let mut bytes = Vec::new();
    {
        let begin = by_name(format).unwrap().begin;
        let mut output = begin(Box::new(&mut bytes), context).unwrap();
        output.report(&report).unwrap();
        output.finish(&End::default()).unwrap();
    }
    String::from_utf8(bytes).unwrap()
}

/// Returns the reasons of a run on `text` under a baseline.
fn under(baseline: &str, file: &str, text: &str) -> Vec<Option<String>> {
    let (rules, key) = (rule_set(), key());
    let baseline = Baseline::parse(baseline, &key.id()).unwrap();
    let mut suppressor = Suppressor::new(&[], Some(baseline), Some(&key), &rules, today());
    let mut report = scan(file, text, &rules);
    suppressor.apply(&mut report, file, &rules);
    reasons(&report).into_iter().map(|reason| reason.map(str::to_owned)).collect()
}

#[test]
fn a_baseline_knows_a_value_in_its_file_wherever_it_moved() {
    let known = Some(BASELINE.to_owned());
    for format in ["jsonl", "json", "sarif"] {
        let baseline = written(format, "badge B-20391847", None);
        let moved = "new line\nB 20391847\n\nbadge B-20391847 B-11111111";
        assert_eq!(under(&baseline, "./a.txt", moved), [known.clone(), None], "{format}");
        assert_eq!(under(&baseline, "b.txt", "B-20391847"), [None], "{format}");
        let again = written(format, "badge B-20391847", Some(BASELINE));
        assert_eq!(under(&again, "a.txt", "B-20391847").first(), Some(&known), "{format}");
        let allowed = written(format, "badge B-20391847", Some("policy: x (until 2026-11-22)"));
        assert_eq!(under(&allowed, "a.txt", "B-20391847"), [None], "{format}");
    }
}

#[test]
fn a_baseline_of_another_key_or_program_is_refused() {
    let text = written("jsonl", "B-20391847", None);
    let other = BaselineError::OtherKey { theirs: key().id(), ours: "k-0000".to_owned() };
    assert_eq!(Baseline::parse(&text, "k-0000").unwrap_err(), other);
    let cut: String = text.lines().take(1).collect();
    assert_eq!(Baseline::parse(&cut, "k-0000").unwrap_err(), BaselineError::NoKey);
    assert_eq!(Baseline::parse("a,b\n", "k-0000").unwrap_err(), BaselineError::NotOurs(1));
    assert_eq!(Baseline::parse("{}", "k-0000").unwrap_err(), BaselineError::NotOurs(1));
}

/// Applies the comments in a text; returns the reasons, and the lines and names of the notes.
fn allowed(text: &str) -> (Vec<Option<String>>, Vec<(u64, &'static str)>) {
    let rules = rule_set();
    let mut report = scan("a.py", text, &rules);
    let notes = apply_inline(&mut report, text, &rules, today());
    let reasons = reasons(&report).into_iter().map(|reason| reason.map(str::to_owned)).collect();
    (reasons, notes.iter().map(|note| (note.line, note.kind.name())).collect())
}

#[test]
fn a_comment_allows_its_line_and_the_next() {
    let reason = Some("inline: a test value (until 2027-01-01)".to_owned());
    let comment = "obelus:allow[badge-number] reason=a test value until=2027-01-01";
    let (one, none) = (vec![reason.clone()], Vec::new());
    assert_eq!(allowed(&format!("x = 'B-20391847'  # {comment}")), (one.clone(), none.clone()));
    assert_eq!(allowed(&format!("/* {comment} */\nx = 'B-20391847'")), (one, none));
    assert_eq!(
        allowed(&format!("# {comment}\ny = 1\nx = 'B-20391847'")),
        (vec![None], vec![(1, "unused")])
    );
}

#[test]
fn a_comment_without_rule_reason_or_day_is_not_heeded() {
    for comment in [
        "obelus:allow[badge-number] until=2027-01-01",
        "obelus:allow[badge-number] reason=x",
        "obelus:allow[no-such-rule] reason=x until=2027-01-01",
        "obelus:allow[badge-number reason=x until=2027-01-01",
        "obelus:allow[badge-number] reason= until=2027-01-01",
    ] {
        let expected = (vec![None], vec![(1, "malformed")]);
        assert_eq!(allowed(&format!("x = 'B-20391847'  # {comment}")), expected, "{comment}");
    }
    let over = "x = 'B-20391847' # obelus:allow[badge-number] reason=x until=2026-11-21";
    assert_eq!(allowed(over), (vec![None], vec![(1, "expired")]));
}

#[test]
fn comments_are_heeded_in_code_alone() {
    assert!(is_source_code("src/a.py") && is_source_code("deploy/Dockerfile"));
    assert!(!is_source_code("notes.txt") && !is_source_code("a.docx") && !is_source_code("README"));
}
