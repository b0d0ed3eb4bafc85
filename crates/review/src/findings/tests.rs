use super::*;

#[test]
fn one_finding_is_shown_and_the_others_stay_hidden() {
    let findings = [json!({"rule": "phone", "page": 1}), json!({"rule": "phone", "page": 2})];
    let disclosures: Vec<Disclosure> =
        (1..).zip(&findings).map(|(salt, finding)| Disclosure::new(&[salt; 16], finding)).collect();
    let logged = logged(&disclosures);
    assert_eq!(logged.digests.len(), 2);
    let shown = Disclosure::parse(disclosures[1].text()).unwrap();
    assert_eq!(shown.finding().as_ref(), Some(&findings[1]));
    assert!(shown.is_one_of(&logged));
    // The same finding with another salt has another digest: guessing does not help.
    let guessed = Disclosure::new(&[9; 16], &findings[0]);
    assert!(!guessed.is_one_of(&logged));
    assert!(!serde_json::to_string(&logged).unwrap().contains("phone"));
}

#[test]
fn texts_that_are_no_disclosures_are_none() {
    for text in ["", "*", "e30", "WyJhIl0"] {
        assert_eq!(Disclosure::parse(text), None, "{text}");
    }
}
