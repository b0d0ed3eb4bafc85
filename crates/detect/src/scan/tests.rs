use super::*;
use crate::RuleSet;

/// Scans one text as a plain file; a line per finding: rule, confidence, evidence.
fn check(text: &str, expected: &[&str]) {
    let rules = RuleSet::built_in();
    let engine = Engine::new(&rules);
    let mut scanner = Scanner::new(&engine, Budget::default());
    let limits = document::Limits::default();
    document::read(&mut std::io::Cursor::new(text), "note.txt", &limits, &mut scanner);
    let found: Vec<String> = scanner
        .finish()
        .findings
        .iter()
        .map(|finding| {
            let rule = &rules.rule(finding.rule).id;
            format!("{rule} {} {}", finding.confidence.name(), finding.evidence.reveal())
        })
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn a_resident_id_is_found_beside_chinese_text_and_in_full_width() {
    check("身份证号11010519491231002X，", &["cn-resident-id high 11010519491231002X"]);
    check(
        "身份证１１０１０５１９４９１２３１００２Ｘ。",
        &["cn-resident-id high 11010519491231002X"],
    );
    check("身份证号110105194912310021，", &[]);
}
