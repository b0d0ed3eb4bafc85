use std::sync::Arc;

use document::{Cell, Coverage, Hidden, Location, PartId, ProblemCode, Rect};
use expect_test::{Expect, expect};
use serde_json::Value;

use super::*;
use crate::{Confidence, Evidence, Grade, Reason, Severity, Verdict};

const PACK: &str = r#"
- {id: badge-number, title: Badge number, category: personal-data, severity: high, confidence: high,
   patterns: ['B-[0-9]{8}'], examples: [a], negatives: [b], why: It names a person., remedy: Take it out.,
   source: invented, verified: structure-only}
- {id: gate-password, title: 'Password, of "the" <gate>', category: secret, severity: critical, confidence: high,
   patterns: ['gate-[a-z]{8}'], examples: [a], negatives: [b], why: It opens the gate., remedy: Change it.,
   source: invented, verified: structure-only}
- {id: keep-in, title: Marking of the house, category: marking, severity: high, confidence: high,
   patterns: ['KEEP IN'], marking: decisive, examples: [a], negatives: [b], why: It says so., remedy: Ask.,
   source: invented, verified: structure-only}
"#;

/// What stands in findings and must stand in no output.
const MARKERS: [&str; 3] = ["B-20391847", "zqxwvkjy", "KEEP IN THE HOUSE"];

fn rule_set() -> RuleSet {
    let mut pack = rules::Pack::default();
    pack.add(rules::parse(PACK).unwrap()).unwrap();
    RuleSet::new(pack)
}

fn location(path: &[&str], label: &str) -> Location {
    Location {
        path: path.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>().into(),
        part: PartId(3),
        label: label.into(),
        start: 118,
        end: 128,
        hidden: None,
        page: None,
        rects: Vec::new(),
        line: None,
        sheet: None,
        cell: None,
        source: None,
    }
}

fn finding(rule: usize, value: &str, location: Location) -> Finding {
    Finding {
        rule,
        severity: Severity::High,
        confidence: Confidence::High,
        grade: None,
        location,
        evidence: Evidence::new(value),
        reasons_for: vec![Reason::Checksum, Reason::Label],
        reasons_against: Vec::new(),
        alternatives: Vec::new(),
        suppressed: None,
    }
}

/// An archive with findings of every kind, a file that is not read, and one with nothing.
pub(super) fn reports() -> Vec<Report> {
    let mut in_text = location(&[], "text");
    (in_text.line, in_text.source) = (Some((12, 5)), Some((118, 128)));
    let mut on_page = location(&["minutes.pdf"], "page 2");
    on_page.page = Some(2);
    on_page.rects = vec![Rect { left: 72.04, top: 186.2, right: 260.1, bottom: f32::NAN }];
    let mut in_cell = location(&["=staff.xlsx"], "Staff\u{202e}");
    in_cell.sheet = Some(Arc::from("Staff\u{202e}"));
    in_cell.cell = Some(Cell { row: 3, column: 3 });
    in_cell.hidden = Some(Hidden::HiddenRow);
    let password = Finding {
        severity: Severity::Critical,
        alternatives: vec![0],
        reasons_against: vec![Reason::Placeholder],
        ..finding(1, "gate-zqxwvkjy", in_text)
    };
    let marking = Finding {
        grade: Some(Grade::Marked),
        reasons_for: vec![Reason::Grammar],
        ..finding(2, "KEEP IN THE HOUSE", on_page)
    };
    let suppressed = Finding {
        suppressed: Some("inline: a \"test\" value (until 2030-01-01)".to_owned()),
        ..finding(0, "B-20391847", in_cell)
    };
    let report = |file: &str, format, coverage, verdict| Report {
        file: file.to_owned(),
        file_bytes: None,
        format,
        coverage,
        verdict,
        findings: Vec::new(),
        problems: Vec::new(),
        bytes: 18_233,
    };
    let unread = Problem {
        path: Arc::from(["a&b.bin".to_owned()]),
        part: None,
        code: ProblemCode::UnknownFormat,
        number: None,
    };
    vec![
        Report {
            findings: vec![password, marking, suppressed],
            ..report("out/a.zip", "zip", Coverage::Whole, Verdict::Withhold)
        },
        Report {
            file_bytes: Some(b"out/b\xff.tar".to_vec()),
            problems: vec![unread],
            ..report("out/b%FF.tar", "tar", Coverage::Part, Verdict::Incomplete)
        },
        report("out/报告.txt", "text", Coverage::Whole, Verdict::NothingFound),
    ]
}

fn output(name: &str, reveal: bool) -> String {
    let (rules, policy) = (rule_set(), Policy::default());
    let key = DigestKey::new(&[7; 32]).unwrap();
    let context = Context { rules: &rules, policy: &policy, key: Some(&key), reveal };
    let mut bytes = Vec::new();
    let mut end = End { seconds: 9.1, ..End::default() };
    {
        let mut output = (by_name(name).unwrap().begin)(Box::new(&mut bytes), context).unwrap();
        for report in &reports() {
            end.summary.add(report);
            output.report(report).unwrap();
        }
        output.finish(&end).unwrap();
    }
    String::from_utf8(bytes).unwrap()
}

fn check(name: &str, expected: &Expect) {
    expected.assert_eq(&output(name, false));
}

#[test]
fn no_output_holds_the_evidence() {
    for format in OUTPUTS {
        let text = output(format.name, false);
        for marker in MARKERS {
            assert!(!text.contains(marker), "{} holds {marker}", format.name);
        }
    }
}

#[test]
fn what_travels_to_other_systems_holds_no_evidence_even_when_it_is_asked_for() {
    for format in ["sarif", "junit", "html"] {
        let text = output(format, true);
        assert!(MARKERS.iter().all(|marker| !text.contains(marker)), "{format}");
    }
    for format in ["jsonl", "json", "csv"] {
        let text = output(format, true);
        assert!(MARKERS.iter().all(|marker| text.contains(marker)), "{format}");
    }
}

#[test]
fn without_a_key_there_is_no_digest() {
    let (rules, policy) = (rule_set(), Policy::default());
    let context = Context { rules: &rules, policy: &policy, key: None, reveal: false };
    assert_eq!(context.digest(&reports()[0].findings[0]), None);
}

#[test]
fn sarif_keeps_to_its_schema() {
    let schema: Value =
        serde_json::from_str(include_str!("../../tests/data/sarif-2.1.0.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let log: Value = serde_json::from_str(&output("sarif", false)).unwrap();
    let errors: Vec<String> = validator.iter_errors(&log).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let run = &log["runs"][0];
    assert_eq!(run["results"].as_array().unwrap().len(), 3);
    assert_eq!(run["results"][2]["suppressions"][0]["kind"], "inSource");
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
}

#[test]
fn json_holds_the_objects_of_jsonl() {
    let document: Value = serde_json::from_str(&output("json", false)).unwrap();
    let mut lines = Vec::new();
    for report in document["reports"].as_array().unwrap() {
        lines.extend(report["findings"].as_array().unwrap().clone());
        lines.extend(report["problems"].as_array().unwrap().clone());
        lines.push(report["file"].clone());
    }
    lines.push(document["summary"].clone());
    let jsonl: Vec<Value> =
        output("jsonl", false).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines, jsonl);
}

#[test]
fn html_loads_nothing_and_runs_nothing() {
    let text = output("html", false);
    for forbidden in ["<script", "src=", "http://", "https://", "@import", "url("] {
        assert!(!text.contains(forbidden), "{forbidden}");
    }
    assert!(text.contains("Password, of &quot;the&quot; &lt;gate&gt;"));
}

#[test]
fn jsonl() {
    check("jsonl", &expect![[""]]);
}

#[test]
fn csv() {
    check("csv", &expect![[""]]);
}

#[test]
fn junit() {
    check("junit", &expect![[""]]);
}
