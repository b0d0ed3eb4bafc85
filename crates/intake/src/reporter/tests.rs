use time::macros::date;

use super::*;
use crate::age::{Identity, Recipient};
use crate::channel::Plan;
use crate::handler::HandlerKey;
use crate::receipt::WordList;
use crate::sign::SigningKey;
use crate::testing::Counter;

const TODAY: Date = date!(2026 - 11 - 22);

struct Story {
    rng: Counter,
    handler: HandlerKey,
    channel: Channel,
    keys: ReporterKeys,
}

fn story() -> Story {
    let mut rng = Counter::default();
    let handler = HandlerKey::generate("Records 1", &mut rng).unwrap();
    let handlers = &[handler.card()];
    let root = SigningKey::generate(&mut rng);
    let plan =
        Plan { name: "Harbour office", handlers, alone: true, escrow: None, custodian: None };
    let mut channel = Channel::new(plan, &root).unwrap();
    channel.add_epoch(TODAY, &mut rng).unwrap();
    let keys = ReporterKeys {
        mailbox: crate::receipt::Mailbox::of_bytes([3; 16]),
        sign: SigningKey::generate(&mut rng),
        seal: Identity::generate(&mut rng),
    };
    Story { rng, handler, channel, keys }
}

fn draft(body: &str) -> Draft<'_> {
    let answers = BTreeMap::new();
    Draft { kind: Kind::Report, item: None, answers, body, attachments: Vec::new(), identity: None }
}

impl Story {
    fn seal(&mut self, body: &str, day: Date) -> Result<Vec<u8>, Error> {
        seal(draft(body), &self.channel, &self.keys, day, &mut self.rng)
    }

    fn answer(&mut self, seq: u32, prev: Option<String>, to: &Recipient) -> Opened {
        let mut header = Header::new(Kind::Reply, self.channel.id().to_string(), TODAY);
        (header.seq, header.prev) = (seq, prev);
        header.reply_to = Some(ReplyTo {
            mailbox: self.keys.mailbox.name(),
            recipient: to.to_string(),
            sign: self.keys.sign.public().to_string(),
        });
        let message = Message { header, body: "answer".to_owned() };
        let sealed =
            message.seal(std::slice::from_ref(to), &self.handler.sign, &mut self.rng).unwrap();
        message::open(std::slice::from_ref(&self.keys.seal), &sealed).unwrap()
    }
}

#[test]
fn a_draft_is_looked_at_before_it_is_sealed() {
    let mut story = story();
    assert!(story.seal("the text", TODAY).is_ok());
    assert!(matches!(story.seal(" \n", TODAY), Err(Error::Empty)));
    let receipt = Receipt::generate(WordList::English, &mut Counter::default()).to_text();
    assert!(matches!(story.seal(&receipt, TODAY), Err(Error::Receipt)));
    let late = date!(2027 - 11 - 22);
    assert!(matches!(story.seal("the text", late), Err(Error::NoKey(_))));
}

#[test]
fn only_a_handler_of_the_channel_answers() {
    let mut story = story();
    let recipient = story.keys.seal.recipient().unwrap();
    let opened = story.answer(1, None, &recipient);
    assert_eq!(doubt(&opened, &story.channel, &story.keys), None);
    let other = ReporterKeys { mailbox: crate::receipt::Mailbox::of_bytes([4; 16]), ..story.keys };
    assert_eq!(doubt(&opened, &story.channel, &other), Some(Doubt::Elsewhere));
    story.channel.handlers.clear();
    assert_eq!(doubt(&opened, &story.channel, &other), Some(Doubt::Forged));
}

#[test]
fn a_missing_or_changed_answer_leaves_a_gap() {
    let mut story = story();
    let recipient = story.keys.seal.recipient().unwrap();
    let first = story.answer(1, None, &recipient);
    let second = story.answer(2, Some(first.digest.clone()), &recipient);
    let other = story.answer(2, Some("another digest".to_owned()), &recipient);
    let first_again = story.answer(1, None, &recipient);
    assert_eq!(gaps(&BTreeMap::from([(2, second)])), [2]);
    assert_eq!(gaps(&BTreeMap::from([(1, first)])), [0_u32; 0]);
    assert_eq!(gaps(&BTreeMap::from([(1, first_again), (2, other)])), [2]);
    assert!(gaps(&BTreeMap::new()).is_empty());
}
