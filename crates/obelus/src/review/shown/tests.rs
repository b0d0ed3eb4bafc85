use super::*;

fn finding(number: u32, rule: &str, evidence: &str) -> desk::Finding {
    desk::Finding {
        item: ItemId(number),
        part: 0,
        start: 0,
        end: evidence.len(),
        place: String::new(),
        title: String::new(),
        rule: rule.to_owned(),
        severity: "medium".to_owned(),
        confidence: "high".to_owned(),
        hidden: None,
        is_in_picture: false,
        areas: Vec::new(),
        evidence: evidence.to_owned(),
        why: String::new(),
        remedy: String::new(),
        reasons_for: Vec::new(),
        reasons_against: Vec::new(),
    }
}

#[test]
fn what_is_the_requesters_own_is_no_finding_and_nothing_more() {
    let findings = vec![
        finding(1, "name", "KIM  Asker"),
        finding(2, "name", "Kim Asker-Third"),
        finding(3, "redact-file-1", "Lee Third"),
        // It goes with all that is hidden, and is not told to stay.
        desk::Finding { hidden: Some("white".to_owned()), ..finding(4, "name", "kim asker") },
    ];
    let file = desk::File { findings, ..desk::File::default() };
    let wanted =
        Wanted { names: vec!["Lee Third".to_owned()], exempt: vec!["Kim Asker".to_owned()] };
    let file = for_request(file, &wanted);
    assert_eq!(file.exempt, [("name".to_owned(), "KIM  Asker".to_owned())]);
    let left: Vec<_> =
        file.findings.iter().map(|found| (found.item.0, found.rule.as_str())).collect();
    assert_eq!(left, [(1, "name"), (2, desk::CASE_NAME)]);
}
