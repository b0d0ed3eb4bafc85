use time::macros::date;

use super::*;
use crate::testing::Counter;

struct Case {
    rng: Counter,
    identity: Identity,
    key: SigningKey,
}

impl Case {
    fn new() -> Self {
        let mut rng = Counter::default();
        let identity = Identity::generate(&mut rng);
        let key = SigningKey::generate(&mut rng);
        Self { rng, identity, key }
    }

    fn seal(&mut self, message: &Message) -> Result<Vec<u8>, Error> {
        let recipients = [self.identity.recipient().unwrap()];
        message.seal(&recipients, &self.key, &mut self.rng)
    }

    fn open(&self, sealed: &[u8]) -> Result<Opened, Error> {
        open(std::slice::from_ref(&self.identity), sealed)
    }
}

fn message(body: &str) -> Message {
    let mut header = Header::new(Kind::Report, "0123".to_owned(), date!(2026 - 11 - 22));
    header.item = Some(Item { kind: ItemKind::File, name: "plan.pdf".to_owned() });
    header.answers.insert("seen-where".to_owned(), "on the site".to_owned());
    header.reply_to = Some(ReplyTo {
        mailbox: "0".repeat(64),
        recipient: "age1pq".to_owned() + &"q".repeat(1953),
        sign: "ed25519:".to_owned() + &"A".repeat(43),
    });
    Message { header, body: body.to_owned() }
}

#[test]
fn a_message_comes_back_with_its_signature() {
    let mut case = Case::new();
    let sealed = case.seal(&message("第 3 页 shows the gate")).unwrap();
    let opened = case.open(&sealed).unwrap();
    assert_eq!(opened.message.body, "第 3 页 shows the gate");
    assert!(opened.is_signed_by(&case.key.public()));
    assert!(opened.is_for(&[case.identity.recipient().unwrap()]));
    let stranger = SigningKey::generate(&mut case.rng).public();
    assert!(!opened.is_signed_by(&stranger));
}

#[test]
fn a_message_that_was_sealed_again_keeps_its_signature() {
    let mut case = Case::new();
    let sealed = case.seal(&message("text")).unwrap();
    let opened = case.open(&sealed).unwrap();
    let other = Identity::generate(&mut case.rng);
    let again = opened.reseal(&[other.recipient().unwrap()], &mut case.rng).unwrap();
    let opened = open(&[other], &again).unwrap();
    assert!(opened.is_signed_by(&case.key.public()));
    assert_eq!(opened.message.body, "text");
}

/// Reports of 1 to 4,000 characters cannot be told apart: a hundred, or a thousand of them.
#[test]
fn lengths_up_to_four_thousand_characters_give_one_length() {
    let mut case = Case::new();
    let reports = if std::env::var_os("RUN_SLOW_TESTS").is_some() { 1_000 } else { 100 };
    let lengths: std::collections::BTreeSet<usize> = (0..reports)
        .map(|index| {
            let letters = 1 + index * 3_999 / (reports - 1);
            let letter = ["a", "字", "𠮷", "\""][index % 4];
            case.seal(&message(&letter.repeat(letters))).unwrap().len()
        })
        .collect();
    assert_eq!(lengths.len(), 1, "{lengths:?}");
}

#[test]
fn what_is_too_long_or_not_asked_is_refused_on_both_sides() {
    let mut case = Case::new();
    assert!(case.seal(&message(&"a".repeat(BODY_BYTES_MAX + 1))).is_err());
    let mut asked = message("text");
    asked.header.answers.insert("accused".to_owned(), "a name".to_owned());
    assert!(case.seal(&asked).is_err());
    let mut long = message("text");
    long.header.answers.insert("other".to_owned(), "a".repeat(ANSWER_CHARS_MAX + 1));
    assert!(case.seal(&long).is_err());
}

#[test]
fn nothing_hides_in_the_padding_and_no_length_leads_outside() {
    let clear = encode(b"{}", &[0; SIGNATURE_BYTES], b"text").unwrap();
    assert!(decode(&clear).is_ok());
    let mut hidden = clear.clone();
    *hidden.last_mut().unwrap() = 1;
    assert!(decode(&hidden).is_err());
    for place in [6, 10] {
        let mut long = clear.clone();
        long[place] = 0xff;
        assert!(decode(&long).is_err());
    }
    for cut in 0..MAGIC.len() + 8 + 2 + SIGNATURE_BYTES + 4 {
        assert!(decode(&clear[..cut]).is_err(), "{cut}");
    }
}

/// Invariant: a report is about an item. No field of any format is for an accused person.
#[test]
fn no_field_is_for_a_person_who_is_accused() {
    let text = serde_json::to_string(&message("").header).unwrap();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut fields: Vec<String> = QUESTIONS.iter().map(|&question| question.to_owned()).collect();
    fields.extend(value.as_object().unwrap().keys().cloned());
    let words = ["person", "accused", "who", "suspect", "employee", "user", "name", "subject"];
    for field in fields {
        assert!(!words.iter().any(|word| field.split('-').any(|part| part == *word)), "{field}");
    }
}

#[test]
fn a_message_does_not_print_its_text() {
    assert_eq!(format!("{:?}", message("MARKER")), "Message(Report, 6 bytes)");
}
