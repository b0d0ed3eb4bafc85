use crate::{Budget, Engine, RuleSet, Scanner};

/// Returns rule and confidence of the kinds that a text is found to be.
fn kinds(text: &str) -> Vec<String> {
    let rules = RuleSet::built_in();
    let engine = Engine::new(&rules);
    let mut scanner = Scanner::new(&engine, Budget::default());
    let limits = document::Limits::default();
    document::read(&mut std::io::Cursor::new(text), "note.txt", &limits, &mut scanner);
    let findings = scanner.finish().findings;
    let of_kind = findings
        .iter()
        .filter(|finding| rules.rule(finding.rule).detector.as_deref() == Some(super::DETECTOR));
    of_kind
        .map(|finding| format!("{} {}", rules.rule(finding.rule).id, finding.confidence.name()))
        .collect()
}

#[test]
fn a_heading_with_its_words_names_the_kind() {
    assert_eq!(
        kinds(
            "城东区项目例会会议纪要\n主持人：周晓岚\n出席：何静\n列席：许文涛\n记录人：崔颖\n议定事项如下"
        ),
        ["internal-minutes high"],
    );
    assert_eq!(
        kinds("Payroll for March\nName Gross Net Deductions\nA 1 2 3\n"),
        ["payroll medium"],
    );
}

#[test]
fn a_sentence_about_a_document_is_not_that_document() {
    assert!(kinds("他在会议纪要上签了字，出席人员、列席人员、主持人和记录人都看过。").is_empty());
    assert!(
        kinds(
            "Minutes of the meeting will be sent to all who were present, absent or in the chair."
        )
        .is_empty()
    );
    assert!(kinds("会议纪要\n没有更多内容").is_empty());
}
