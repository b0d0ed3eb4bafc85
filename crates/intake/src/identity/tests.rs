use super::*;
use crate::channel::Plan;
use crate::handler::HandlerKey;
use crate::sign::SigningKey;
use crate::testing::Counter;

#[test]
fn a_name_opens_for_the_custodian_alone() {
    let mut rng = Counter::default();
    let mut key = |name| HandlerKey::generate(name, &mut rng).unwrap();
    let (handler, custodian) = (key("one"), key("custodian"));
    let handlers = [handler.card()];
    let root = SigningKey::generate(&mut Counter::default());
    let plan = |custodian| Plan {
        name: "Desk",
        handlers: &handlers,
        alone: true,
        escrow: None,
        custodian,
    };
    let channel = Channel::new(plan(Some(custodian.card())), &root).unwrap();
    let again = Channel::parse(&channel.sign(&root).unwrap()).unwrap();
    assert_eq!(again, channel);
    let mut rng = Counter::default();
    let sealed = seal("Robin Example, 555-0100", &again, &mut rng).unwrap();
    assert_eq!(open(&sealed, &custodian.identity).unwrap().as_str(), "Robin Example, 555-0100");
    assert!(open(&sealed, &handler.identity).is_err());
    assert!(sealed.len() < SEALED_CHARS_MAX);
    let long = "x".repeat(NAME_BYTES_MAX);
    assert!(seal(&long, &again, &mut rng).unwrap().len() < SEALED_CHARS_MAX);
    assert!(matches!(seal(&format!("{long}x"), &again, &mut rng), Err(Error::Malformed)));
    let without = Channel::new(plan(None), &root).unwrap();
    assert!(matches!(seal("a", &without, &mut rng), Err(Error::NoCustodian)));
    assert!(Channel::new(plan(Some(handler.card())), &root).is_err(), "nobody is both");
}
