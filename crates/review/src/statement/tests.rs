use super::*;

fn steps() -> Vec<Step> {
    let time = timestamp(1_700_000_000);
    let text = || "text".to_owned();
    vec![
        Step::Scan(Scan {
            engine: "obelus 0.1.0".to_owned(),
            policy: text(),
            salt: text(),
            verdict: "review".to_owned(),
            findings_at_most: 8,
            time: time.clone(),
        }),
        Step::Findings(Findings { digests: vec![text()] }),
        Step::Decision(Decision {
            verdict: "release".to_owned(),
            basis: "art-5".to_owned(),
            actions: [(text(), "remove".to_owned())].into(),
            refs: vec![text()],
            time: time.clone(),
        }),
        Step::Release(Release {
            verdict: "nothing-found".to_owned(),
            policy: text(),
            persons: 2,
            decision: Some(text()),
            lifted: Vec::new(),
            supersedes: None,
            time: time.clone(),
        }),
        Step::Verified(Verified {
            verifier: Verifier { id: "https://obelus.example/verifier/v1".to_owned() },
            time_created: time.clone(),
            properties: vec!["OBELUS_TWO_PERSON".to_owned()],
        }),
        Step::Erasure(Erasure { leaf: text(), basis: "art-17".to_owned(), time: time.clone() }),
        Step::Padding,
        Step::Migrate(Migrate { checkpoint: text(), reason: text(), time: time.clone() }),
        Step::Key(KeyChange { purpose: "log".to_owned(), key: text(), time: time.clone() }),
        Step::Delivery(Delivery { day: text() }),
        Step::Act(Act { channel: text(), day: text() }),
        Step::Script(Script { program: text(), time }),
    ]
}

#[test]
fn every_step_is_read_as_it_is_written() {
    for step in steps() {
        let statement = Statement { subject: vec![Subject::named("a", &[1; 32])], step };
        let envelope = statement.to_envelope();
        assert_eq!(Statement::in_envelope(&envelope), Ok(statement));
    }
}

#[test]
fn a_statement_has_the_fields_of_in_toto() {
    let subject = Subject::released("minutes.pdf", &[1; 32], &[2; 64]);
    let statement = Statement { subject: vec![subject], step: Step::Padding };
    let value: Value = serde_json::from_slice(&statement.to_envelope().payload).unwrap();
    assert_eq!(value["_type"], "https://in-toto.io/Statement/v1");
    assert_eq!(value["predicateType"], "https://obelus.example/attest/padding/v1");
    assert_eq!(value["subject"][0]["digest"]["sha256"], "01".repeat(32));
    assert_eq!(value["subject"][0]["name"], "minutes.pdf");
}

#[test]
fn other_kinds_and_types_are_refused() {
    let refused = |text: &str| assert!(Statement::parse(text.as_bytes()).is_err(), "{text}");
    refused("");
    refused("{}");
    let head = r#"{"_type":"https://in-toto.io/Statement/v1","subject":[],"predicateType":"#;
    refused(&format!(r#"{head}"https://obelus.example/attest/padding/v2","predicate":{{}}}}"#));
    refused(&format!(r#"{head}"https://slsa.dev/provenance/v1","predicate":{{}}}}"#));
    refused(&format!(r#"{head}"https://obelus.example/attest/release/v1","predicate":{{}}}}"#));
    refused(&format!(r#"{}"x"}}"#, head.replace("/v1", "/v0")));
    let envelope = Envelope::new("text/plain", b"{}".to_vec());
    assert!(matches!(Statement::in_envelope(&envelope), Err(StatementError::PayloadType(_))));
}

#[test]
fn an_original_cannot_be_found_by_its_plain_digest() {
    let (file, other) = ([1; 32], [2; 32]);
    let subject = Subject::original(&[9; 16], &file);
    assert_eq!(subject, Subject::original(&[9; 16], &file));
    assert_ne!(subject, Subject::original(&[8; 16], &file));
    assert_ne!(subject, Subject::original(&[9; 16], &other));
    assert!(!subject.digest.values().any(|digest| *digest == hex(&file)));
}

#[test]
fn times_are_those_of_rfc_3339() {
    assert_eq!(timestamp(0), "1970-01-01T00:00:00Z");
    assert_eq!(timestamp(1_700_000_000), "2023-11-14T22:13:20Z");
}
