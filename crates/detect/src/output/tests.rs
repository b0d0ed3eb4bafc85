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
        examined: Vec::new(),
        checks: None,
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
    output_of(name, reveal, &reports())
}

fn output_of(name: &str, reveal: bool, reports: &[Report]) -> String {
    let (rules, policy) = (rule_set(), Policy::default());
    let key = DigestKey::new(&[7; 32]).unwrap();
    let context = Context { rules: &rules, policy: &policy, key: Some(&key), reveal };
    let mut bytes = Vec::new();
    let mut end = End { seconds: 9.1, ..End::default() };
    {
        let mut output = (by_name(name).unwrap().begin)(Box::new(&mut bytes), context).unwrap();
        for report in reports {
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
    for format in ["sarif", "junit"] {
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
    // The pattern of languages as published has a bracket too many, which no validator takes.
    let schema = include_str!("../../tests/data/sarif-2.1.0.schema.json").replace("{2}]?$", "{2}$");
    let schema: Value = serde_json::from_str(&schema).unwrap();
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
fn jsonl() {
    check(
        "jsonl",
        &expect![[r#"
        {"v":1,"type":"finding","file":"out/a.zip","path":[],"part_id":3,"part":"text","rule":"gate-password","title":"Password, of \"the\" <gate>","category":"secret","severity":"critical","confidence":"high","grade":null,"hidden":null,"location":{"page":null,"rects":[],"line":12,"column":5,"sheet":null,"cell":null,"start":118,"end":128,"source":[118,128]},"digest":"hmac-sha256:4abccfb2e3ed55e3ccbca5f3f8ebf8bf32f1d00a5979c23c887863ac4a3f441a","masked":"ga********","evidence_for":["checksum","label"],"evidence_against":["placeholder"],"alternatives":["badge-number"],"suppressed":null}
        {"v":1,"type":"finding","file":"out/a.zip","path":["minutes.pdf"],"part_id":3,"part":"page 2","rule":"keep-in","title":"Marking of the house","category":"marking","severity":"high","confidence":"high","grade":"MARKED","hidden":null,"location":{"page":2,"rects":[[72.0,186.2,260.1,0.0]],"line":null,"column":null,"sheet":null,"cell":null,"start":118,"end":128,"source":null},"digest":"hmac-sha256:d923e209aa991a5c5d56a83b60e45d3c5f2e33b6d295e52ccfad90e651d7171f","masked":"KE*************SE","evidence_for":["grammar"],"evidence_against":[],"alternatives":[],"suppressed":null}
        {"v":1,"type":"finding","file":"out/a.zip","path":["=staff.xlsx"],"part_id":3,"part":"Staff\u202e","rule":"badge-number","title":"Badge number","category":"personal-data","severity":"high","confidence":"high","grade":null,"hidden":"hidden-row","location":{"page":null,"rects":[],"line":null,"column":null,"sheet":"Staff\u202e","cell":"D4","start":118,"end":128,"source":null},"digest":"hmac-sha256:bd1d1f39eade154eb3f890836c9a65c78aa2eda0195f3392917f55133d83bdbe","masked":"B-******47","evidence_for":["checksum","label"],"evidence_against":[],"alternatives":[],"suppressed":"inline: a \"test\" value (until 2030-01-01)"}
        {"v":1,"type":"file","file":"out/a.zip","format":"zip","read":"whole","verdict":"withhold","findings":3,"problems":0,"bytes":18233}
        {"v":1,"type":"problem","file":"out/b%FF.tar","file_bytes":"6f75742f62ff2e746172","path":["a&b.bin"],"code":"unknown-format","effect":"blocks","message":"this format is not read"}
        {"v":1,"type":"file","file":"out/b%FF.tar","file_bytes":"6f75742f62ff2e746172","format":"tar","read":"part","verdict":"incomplete","findings":0,"problems":1,"bytes":18233}
        {"v":1,"type":"file","file":"out/报告.txt","format":"text","read":"whole","verdict":"nothing-found","findings":0,"problems":0,"bytes":18233}
        {"v":1,"type":"summary","files":3,"nothing_found":1,"review":0,"withhold":1,"incomplete":1,"files_with_problems":1,"findings":3,"bytes":54699,"key":"k-d2ca","seconds":9.1}
    "#]],
    );
}

#[test]
fn csv() {
    let text = output("csv", false);
    assert!(text.split_inclusive('\n').all(|line| line.ends_with("\r\n")));
    let expected = expect![[r#"
        type,file,verdict,path,part,rule,title,category,severity,confidence,grade,hidden,page,line,column,sheet,cell,digest,masked,suppressed,message
        finding,out/a.zip,withhold,,text,gate-password,"Password, of ""the"" <gate>",secret,critical,high,,,,12,5,,,hmac-sha256:4abccfb2e3ed55e3ccbca5f3f8ebf8bf32f1d00a5979c23c887863ac4a3f441a,ga********,,
        finding,out/a.zip,withhold,minutes.pdf,page 2,keep-in,Marking of the house,marking,high,high,MARKED,,2,,,,,hmac-sha256:d923e209aa991a5c5d56a83b60e45d3c5f2e33b6d295e52ccfad90e651d7171f,KE*************SE,,
        finding,out/a.zip,withhold,'=staff.xlsx,Staff�,badge-number,Badge number,personal-data,high,high,,hidden-row,,,,Staff�,D4,hmac-sha256:bd1d1f39eade154eb3f890836c9a65c78aa2eda0195f3392917f55133d83bdbe,B-******47,"inline: a ""test"" value (until 2030-01-01)",
        file,out/a.zip,withhold,,,,,,,,,,,,,,,,,,
        problem,out/b%FF.tar,incomplete,a&b.bin,,unknown-format,,,,,,,,,,,,,,,this format is not read
        file,out/b%FF.tar,incomplete,,,,,,,,,,,,,,,,,,
        file,out/报告.txt,nothing-found,,,,,,,,,,,,,,,,,,
    "#]];
    expected.assert_eq(&text.replace("\r\n", "\n"));
}

#[test]
fn junit() {
    check(
        "junit",
        &expect![[r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites>
        <testsuite name="obelus" tests="3" failures="1" errors="1" skipped="0" time="9.100">
          <testcase classname="zip" name="out/a.zip">
            <failure type="gate-password" message="Password, of &quot;the&quot; &lt;gate&gt;">text 12:5: gate-password ga******** [critical severity, high confidence]</failure>
            <failure type="keep-in" message="Marking of the house">minutes.pdf!page 2: keep-in KE*************SE [high severity, high confidence]</failure>
            <system-out>=staff.xlsx!Staff�: badge-number B-******47 [high severity, high confidence] (does not count: inline: a &quot;test&quot; value (until 2030-01-01))
        </system-out>
          </testcase>
          <testcase classname="tar" name="out/b%FF.tar">
            <error type="unknown-format" message="this format is not read">a&amp;b.bin</error>
          </testcase>
          <testcase classname="text" name="out/报告.txt">
          </testcase>
        </testsuite>
        </testsuites>
    "#]],
    );
}

#[test]
fn coverage_is_an_object_of_its_own() {
    let examined = document::Examined {
        path: Arc::from(["plan.pdf".to_owned()]),
        format: "pdf",
        bytes: Some(90),
        bytes_accounted: Some(80),
        gaps: vec![(80, 90)],
        gaps_count: 1,
        limits: vec![ProblemCode::ObjectLimit],
        ..document::Examined::default()
    };
    let report = Report { examined: vec![examined], ..reports().remove(2) };
    let lines = |name| output_of(name, false, std::slice::from_ref(&report));
    let lines_of_jsonl = lines("jsonl");
    let line: Value = serde_json::from_str(lines_of_jsonl.lines().next().unwrap()).unwrap();
    expect![[r#"{"blank_pages":[],"bytes":90,"bytes_accounted":80,"children":0,"children_not_opened":0,"file":"out/报告.txt","format":"pdf","frames":0,"gap_ranges":[[80,90]],"gaps":1,"glyphs":0,"glyphs_without_unicode":0,"limits":["object-limit"],"pages":0,"pages_without_text":0,"path":["plan.pdf"],"read":"refused","type":"coverage","v":1}"#]].assert_eq(&line.to_string());
    let whole: Value = serde_json::from_str(&lines("json")).unwrap();
    assert_eq!(whole["reports"][0]["coverage"][0], line);
    assert!(!output("jsonl", false).contains("coverage"));
}
