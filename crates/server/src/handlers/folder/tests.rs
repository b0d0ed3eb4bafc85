use std::collections::BTreeMap;

use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
use intake::age::Identity;
use intake::case::{Act, Outcome, State};
use intake::channel::Plan;
use intake::delivery;
use intake::handler::HandlerKey;
use intake::message::{self, Header, Kind, Message};
use intake::receipt::{Receipt, WordList};
use intake::reporter::{self, Draft};
use intake::sign::SigningKey;
use time::{Date, OffsetDateTime};

use super::*;

/// A channel with two handlers, and a report that has arrived.
struct Story {
    folder: tempfile::TempDir,
    desk: Desk,
    channel: Channel,
    keys: [HandlerKey; 2],
    epoch: Identity,
}

const ARRIVAL: &str = "web-0011.obr";

fn today() -> Date {
    OffsetDateTime::now_utc().date()
}

fn rng() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}

impl Story {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let keys = ["one", "two"].map(|name| HandlerKey::generate(name, &mut rng()).unwrap());
        let root = SigningKey::generate(&mut rng());
        let handlers = [keys[0].card(), keys[1].card()];
        let plan =
            Plan { name: "Desk", handlers: &handlers, alone: false, escrow: None, custodian: None };
        let mut channel = Channel::new(plan, &root).unwrap();
        let (_, sealed) = channel.add_epoch(today(), &mut rng()).unwrap();
        for name in ["epochs", "in", "out", "cases"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        fs::write(folder.path().join("epochs/1.age"), &sealed).unwrap();
        fs::write(folder.path().join("channel"), channel.sign(&root).unwrap()).unwrap();
        let desk = Desk::open(folder.path(), Vec::new()).unwrap();
        let epoch = intake::channel::open_secret(&keys[0].identity, &sealed).unwrap();
        let story = Self { folder, desk, channel, keys, epoch };
        story.arrive();
        story
    }

    fn arrive(&self) {
        let receipt = Receipt::generate(WordList::English, &mut rng());
        let draft = Draft {
            kind: Kind::Report,
            item: None,
            answers: BTreeMap::new(),
            body: "the text",
            attachments: Vec::new(),
            identity: None,
        };
        let keys = receipt.keys(&self.channel.id());
        let sealed = reporter::seal(draft, &self.channel, &keys, today(), &mut rng()).unwrap();
        let file = File::create(self.folder.path().join("in").join(ARRIVAL)).unwrap();
        container::Writer::new(file).finish(&sealed).unwrap();
    }

    /// What the script hands over for the report, with its line made by a key.
    fn taken(&self, key: &SigningKey) -> (Taken, Identity, Record) {
        let sealed = self.desk.arrival_message(ARRIVAL).unwrap();
        let opened = message::open(std::slice::from_ref(&self.epoch), &sealed).unwrap();
        let header = &opened.message.header;
        let secret = Identity::generate(&mut rng());
        let mut record = Record::new(&case::new_name(&mut rng()));
        let deed = Deed::Received {
            mailbox: header.reply_to.as_ref().unwrap().mailbox.clone(),
            message: opened.digest.clone(),
            door: "web".to_owned(),
            leaf: delivery::leaf("", &opened.digest, today()),
        };
        let line = record.add(deed, today(), &[key]).unwrap().to_owned();
        let taken = Taken {
            case: record.case.clone(),
            key: Some(self.channel.seal_secret(&secret, &mut rng()).unwrap()),
            message: opened.reseal(&[secret.recipient().unwrap()], &mut rng()).unwrap(),
            line,
            blobs: BTreeSet::new(),
        };
        (taken, secret, record)
    }

    fn case(&self) -> (Identity, Record) {
        let (taken, secret, record) = self.taken(&self.keys[0].sign);
        self.desk.take_in(ARRIVAL, &taken).unwrap();
        (secret, record)
    }

    fn act(&self, record: &mut Record, deed: Deed, who: usize) -> Result<(), Refusal> {
        let before = record.clone();
        let line = match record.add(deed.clone(), today(), &[&self.keys[who].sign]) {
            Ok(line) => line.to_owned(),
            // What one may not sign alone is sent all the same, as by someone hostile.
            Err(_) => self.forged(&before, deed, who),
        };
        let acts = Acts { lines: vec![line], message: None, answer: None };
        let done = self.desk.act(&record.case.clone(), &acts);
        if done.is_err() {
            *record = before;
        }
        done
    }

    /// A line that is signed by one where two are needed.
    fn forged(&self, record: &Record, deed: Deed, who: usize) -> String {
        let mut honest = record.clone();
        let line = honest.add(Deed::Opened, today(), &[&self.keys[who].sign]).unwrap();
        let mut signed: serde_json::Value = serde_json::from_str(line).unwrap();
        let mut act: Act = serde_json::from_value(signed["act"].clone()).unwrap();
        act.act = deed;
        let bytes = serde_json::to_vec(&act).unwrap();
        let signature = self.keys[who].sign.sign("obelus/act/v1", &bytes);
        signed["signatures"][0]["signature"] = intake::hex(signature).into();
        format!(
            r#"{{"act":{},"signatures":{}}}"#,
            String::from_utf8(bytes).unwrap(),
            signed["signatures"]
        )
    }
}

fn is_unfit<T>(done: Result<T, Refusal>) -> bool {
    matches!(done, Err(Refusal::Unfit))
}

fn is_missing<T>(done: Result<T, Refusal>) -> bool {
    matches!(done, Err(Refusal::Missing))
}

#[test]
fn a_report_becomes_a_case_once() {
    let story = Story::new();
    let (taken, secret, record) = story.taken(&story.keys[0].sign);
    story.desk.take_in(ARRIVAL, &taken).unwrap();
    assert!(is_missing(story.desk.take_in(ARRIVAL, &taken)));
    assert!(story.desk.arrivals().unwrap().is_empty());
    let case = story.desk.case(&record.case).unwrap();
    assert_eq!(case.record, record);
    let opened = message::open(&[secret], &case.messages[0]).unwrap();
    assert_eq!(opened.message.body, "the text");
}

#[test]
fn what_does_not_fit_is_not_taken_in_and_not_lost() {
    let story = Story::new();
    let (good, ..) = story.taken(&story.keys[0].sign);
    let (stranger, ..) = story.taken(&SigningKey::generate(&mut rng()));
    let check = |taken: &Taken| {
        assert!(is_unfit(story.desk.take_in(ARRIVAL, taken)));
        assert_eq!(story.desk.arrivals().unwrap(), [ARRIVAL]);
        assert_eq!(fs::read_dir(story.folder.path().join("cases")).unwrap().count(), 0);
    };
    check(&stranger);
    check(&Taken { line: good.line.replace("\"web\"", "\"mail\""), ..stranger });
    let (other, ..) = story.taken(&story.keys[0].sign);
    check(&Taken { blobs: BTreeSet::from(["00".repeat(16)]), ..other });
    let (other, ..) = story.taken(&story.keys[0].sign);
    check(&Taken { case: "../../etc".to_owned(), ..other });
    let follow_up = story.desk.take_in(ARRIVAL, &Taken { key: None, ..good });
    assert!(is_missing(follow_up), "there is no case to follow");
}

#[test]
fn acts_come_with_what_they_name() {
    let story = Story::new();
    let (secret, mut record) = story.case();
    assert!(is_unfit(story.act(&mut record, Deed::Noted { message: "d".to_owned() }, 0)));
    assert!(is_unfit(story.act(&mut record, Deed::Replied { message: "d".to_owned() }, 0)));
    assert!(is_unfit(story.act(&mut record, Deed::FollowedUp { message: "d".to_owned() }, 0)));
    let header = Header::new(Kind::Note, story.channel.id().to_string(), today());
    let note = Message { header, body: "a note".to_owned() };
    let sealed = note.seal(&[secret.recipient().unwrap()], &story.keys[0].sign, &mut rng());
    let sealed = sealed.unwrap();
    let deed = Deed::Noted { message: intake::digest(&sealed) };
    let line = record.clone().add(deed, today(), &[&story.keys[0].sign]).unwrap().to_owned();
    let acts = Acts { lines: vec![line], message: Some(sealed), answer: None };
    story.desk.act(&record.case, &acts).unwrap();
    assert!(is_unfit(story.desk.act(&record.case, &acts)), "the same line twice");
    assert_eq!(story.desk.case(&record.case).unwrap().messages.len(), 2);
    let stale = Deed::Moved { to: State::Triage, outcome: None };
    assert!(is_unfit(story.act(&mut record, stale, 1)), "someone else was quicker");
}

#[test]
fn one_handler_alone_destroys_nothing() {
    let story = Story::new();
    let (_, mut record) = story.case();
    let false_ = Deed::Moved { to: State::Closed, outcome: Some(Outcome::KnowinglyFalse) };
    assert!(is_unfit(story.act(&mut record, Deed::Destroyed, 0)));
    assert!(is_unfit(story.act(&mut record, false_, 0)));
    story
        .act(&mut record, Deed::Proposed { what: Box::new(Deed::Destroyed), approval: None }, 0)
        .unwrap();
    assert!(is_unfit(story.act(&mut record, Deed::Destroyed, 0)));
    let folder = story.folder.path().join("cases").join(&record.case);
    assert!(folder.join("key.age").is_file());
    story.act(&mut record, Deed::Destroyed, 1).unwrap();
    assert_eq!(list(&folder).unwrap(), [folder.join("acts.jsonl")]);
    assert!(is_missing(story.desk.case(&record.case)));
    assert!(story.desk.records().unwrap()[0].is_destroyed());
}

#[test]
fn a_destruction_that_was_cut_off_is_finished() {
    let story = Story::new();
    let (_, mut record) = story.case();
    let folder = story.folder.path().join("cases").join(&record.case);
    let key = fs::read(folder.join("key.age")).unwrap();
    story
        .act(&mut record, Deed::Proposed { what: Box::new(Deed::Destroyed), approval: None }, 0)
        .unwrap();
    story.act(&mut record, Deed::Destroyed, 1).unwrap();
    fs::write(folder.join("key.age"), key).unwrap();
    Desk::open(story.folder.path(), Vec::new()).unwrap();
    assert!(!folder.join("key.age").exists());
}

#[test]
fn names_lead_nowhere_else() {
    let story = Story::new();
    let (_, record) = story.case();
    for name in ["..", "../channel", "", "%2e%2e", "channel", "."] {
        assert!(is_missing(story.desk.arrival_message(name)), "{name}");
        assert!(is_missing(story.desk.case(name)), "{name}");
        assert!(is_missing(story.desk.blob(&record.case, name)), "{name}");
    }
}
