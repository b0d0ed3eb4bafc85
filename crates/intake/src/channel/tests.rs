use time::macros::date;

use super::*;
use crate::handler::HandlerKey;
use crate::testing::Counter;

const TODAY: Date = date!(2026 - 11 - 22);

struct Desk {
    rng: Counter,
    keys: Vec<HandlerKey>,
    root: SigningKey,
    channel: Channel,
}

fn desk() -> Desk {
    let mut rng = Counter::default();
    let keys: Vec<HandlerKey> = ["Records 1", "Records 2"]
        .into_iter()
        .map(|name| HandlerKey::generate(name, &mut rng).unwrap())
        .collect();
    let cards: Vec<HandlerCard> = keys.iter().map(HandlerKey::card).collect();
    let root = SigningKey::generate(&mut rng);
    let plan = Plan {
        name: "Harbour office",
        handlers: &cards,
        alone: false,
        escrow: None,
        custodian: None,
    };
    let channel = Channel::new(plan, &root).unwrap();
    Desk { rng, keys, root, channel }
}

#[test]
fn a_channel_is_read_back_until_a_letter_changes() {
    let Desk { mut rng, root, mut channel, .. } = desk();
    channel.add_epoch(TODAY, &mut rng).unwrap();
    let text = channel.sign(&root).unwrap();
    assert_eq!(Channel::parse(&text).unwrap(), channel);
    let changed = text.replacen("Harbour", "Harbor", 1);
    assert!(matches!(Channel::parse(&changed), Err(Error::Signature)));
    assert!(matches!(Channel::parse("no channel"), Err(Error::Malformed)));
    let stranger = SigningKey::generate(&mut rng);
    assert!(matches!(channel.sign(&stranger), Err(Error::Signature)));
}

#[test]
fn each_day_has_one_key_and_a_late_renewal_leaves_no_false_one() {
    let Desk { mut rng, mut channel, .. } = desk();
    for _ in 0..3 {
        channel.add_epoch(TODAY, &mut rng).unwrap();
    }
    for offset in 0..21 {
        let day = TODAY + Duration::days(offset);
        let of_day = channel.epochs.iter().filter(|epoch| epoch.from <= day && day < epoch.until);
        assert_eq!(of_day.count(), 1, "{day}");
    }
    assert_eq!(channel.epoch_on(TODAY).unwrap().number, 1);
    assert_eq!(channel.epoch_on(TODAY + Duration::days(7)).unwrap().number, 2);
    assert!(channel.epoch_on(TODAY + Duration::days(21)).is_none());
    assert!(channel.epoch_on(TODAY - Duration::days(1)).is_none());
    let late = TODAY + Duration::days(40);
    channel.add_epoch(late, &mut rng).unwrap();
    assert_eq!(channel.epoch_on(late).unwrap().number, 4);
    assert!(channel.epoch_on(late - Duration::days(1)).is_none());
}

#[test]
fn secrets_open_for_each_handler_and_nobody_else() {
    let Desk { mut rng, keys, root, mut channel } = desk();
    let (_, sealed) = channel.add_epoch(TODAY, &mut rng).unwrap();
    for key in &keys {
        let secret = open_secret(&key.identity, &sealed).unwrap();
        assert_eq!(secret.recipient().unwrap(), channel.epochs[0].recipient);
    }
    let stranger = Identity::generate(&mut rng);
    assert!(open_secret(&stranger, &sealed).is_err());
    let sealed = seal_root(&channel, &root, &mut rng).unwrap();
    assert_eq!(open_root(&keys[1].identity, &sealed).unwrap().public(), channel.root);
}

#[test]
fn a_week_ends_and_after_the_grace_its_secret_goes() {
    let Desk { mut rng, mut channel, .. } = desk();
    channel.add_epoch(TODAY, &mut rng).unwrap();
    channel.add_epoch(TODAY, &mut rng).unwrap();
    let last_kept = TODAY + Duration::days(EPOCH_DAYS + GRACE_DAYS - 1);
    assert!(channel.expire(last_kept).is_empty());
    let over = channel.expire(last_kept + Duration::days(1));
    assert_eq!(over.iter().map(|epoch| epoch.number).collect::<Vec<_>>(), [1]);
    assert_eq!(channel.epochs.len(), 1);
}

#[test]
fn a_channel_needs_two_different_handlers_unless_it_says_so() {
    let Desk { keys, root, .. } = desk();
    let card = keys[0].card();
    let new = |handlers: &[HandlerCard], alone| {
        Channel::new(
            Plan { name: "Harbour office", handlers, alone, escrow: None, custodian: None },
            &root,
        )
        .is_ok()
    };
    assert!(!new(&[], false) && !new(&[], true));
    assert!(!new(std::slice::from_ref(&card), false));
    assert!(new(std::slice::from_ref(&card), true));
    assert!(!new(&[card.clone(), card], true));
}

#[test]
fn whoever_leaves_opens_nothing_new_and_stays_on_record() {
    let Desk { mut rng, keys, root, mut channel } = desk();
    channel.add_epoch(TODAY, &mut rng).unwrap();
    assert!(matches!(channel.remove_handler("Records 2"), Err(Error::Handlers)));
    let third = HandlerKey::generate("Records 3", &mut rng).unwrap();
    channel.add_handler(third.card()).unwrap();
    assert!(matches!(channel.add_handler(third.card()), Err(Error::Handlers)));
    channel.remove_handler("Records 2").unwrap();
    assert!(channel.epoch_on(TODAY).is_none());
    let (_, sealed) = channel.add_epoch(TODAY, &mut rng).unwrap();
    assert!(channel.epoch_on(TODAY).is_some());
    // Who still has the old channel file seals for a key that is still there.
    assert_eq!(channel.epochs.len(), 2);
    assert!(open_secret(&third.identity, &sealed).is_ok());
    assert!(open_secret(&keys[1].identity, &sealed).is_err());
    assert!(channel.signers().contains(&keys[1].sign.public()));
    let again = Channel::parse(&channel.sign(&root).unwrap()).unwrap();
    assert_eq!(again, channel);
}
