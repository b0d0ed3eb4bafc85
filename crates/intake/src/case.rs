//! A case: its states, and the record of every act on it.
//!
//! The record says who did what on which day, never what was said: texts are sealed messages.
//! Each act is signed and names the one before it.

use std::collections::BTreeSet;

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use time::{Date, Duration};

use crate::day;
use crate::sign::{PublicKey, SIGNATURE_BYTES, SigningKey};

const PURPOSE: &str = "obelus/act/v1";
const VERSION: u32 = 1;
/// Most acts of a case.
pub const ACTS_MAX: usize = 10_000;

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It has come in.
    Received,
    /// The reporter was told so.
    Acknowledged,
    /// Someone decides what it is and who works on it.
    Triage,
    /// Someone looks into it.
    Working,
    /// Something is done about it.
    Action,
    /// Others deal with it.
    Referred,
    /// It is over.
    Closed,
}

impl State {
    /// Every state, in its order.
    pub const ALL: [Self; 7] = [
        Self::Received,
        Self::Acknowledged,
        Self::Triage,
        Self::Working,
        Self::Action,
        Self::Referred,
        Self::Closed,
    ];

    /// Returns the name in files and messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Acknowledged => "acknowledged",
            Self::Triage => "triage",
            Self::Working => "working",
            Self::Action => "action",
            Self::Referred => "referred",
            Self::Closed => "closed",
        }
    }

    /// True when a case may go from here to there: forward, to and fro between working, action and
    /// referred, and from closed back to working.
    #[must_use]
    pub fn may_become(self, next: Self) -> bool {
        match (self, next) {
            (Self::Closed, Self::Working) => true,
            (Self::Closed, _) | (_, Self::Received) => false,
            (Self::Working | Self::Action | Self::Referred, Self::Working | Self::Action) => {
                self != next
            }
            _ => self < next,
        }
    }
}

/// How a case ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It was so.
    Substantiated,
    /// Part of it was so.
    PartlySubstantiated,
    /// It was not so.
    NotSubstantiated,
    /// It was not for this channel.
    OutOfScope,
    /// The reporter knew that it was not so; two persons must say that.
    KnowinglyFalse,
    /// Another case deals with the same.
    Merged,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 6] = [
        Self::Substantiated,
        Self::PartlySubstantiated,
        Self::NotSubstantiated,
        Self::OutOfScope,
        Self::KnowinglyFalse,
        Self::Merged,
    ];

    /// Returns the name in files and messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Substantiated => "substantiated",
            Self::PartlySubstantiated => "partly-substantiated",
            Self::NotSubstantiated => "not-substantiated",
            Self::OutOfScope => "out-of-scope",
            Self::KnowinglyFalse => "knowingly-false",
            Self::Merged => "merged",
        }
    }
}

/// How likely the reporter is to suffer for having reported (ISO 37002, 8.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Detriment {
    /// Nothing speaks for it.
    Unlikely,
    /// It may happen.
    Possible,
    /// It is to be expected, or has begun.
    Likely,
}

impl Detriment {
    /// Every answer.
    pub const ALL: [Self; 3] = [Self::Unlikely, Self::Possible, Self::Likely];

    /// Returns the name in files and messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unlikely => "unlikely",
            Self::Possible => "possible",
            Self::Likely => "likely",
        }
    }
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "deed", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Deed {
    /// A report came in.
    Received {
        /// The name of its mailbox.
        mailbox: String,
        /// Digest of the sealed report, by which a second copy of it is known.
        message: String,
        /// By which door: `web`, `file`, `telephone`, `paper`, `mail`.
        door: String,
        /// What proves the delivery without a word of it.
        leaf: String,
    },
    /// A follow-up came in.
    FollowedUp {
        /// Digest of the sealed message.
        message: String,
    },
    /// Someone read the case.
    Opened,
    /// The case went on.
    Moved {
        /// To where.
        to: State,
        /// How it ended, when it did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        outcome: Option<Outcome>,
    },
    /// The reporter was written to.
    Replied {
        /// Digest of the sealed message.
        message: String,
    },
    /// A note was added.
    Noted {
        /// Digest of the sealed message.
        message: String,
    },
    /// Someone was asked to deal with it, and someone else when they are away.
    Assigned {
        /// The role of the handler.
        to: String,
        /// The role of the deputy.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deputy: Option<String>,
    },
    /// Someone asks a second person to sign what needs two.
    Proposed {
        /// What is to be done.
        what: Box<Self>,
        /// The proposer's signature of what a ledger will hold of it, where it will.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        approval: Option<String>,
    },
    /// Someone thought about what may happen to the reporter.
    Assessed {
        /// How likely harm is.
        detriment: Detriment,
    },
    /// A copy in which nothing tells who the reporter is was given to whoever mends it.
    HandedOver {
        /// Digest of the copy.
        copy: String,
    },
    /// All of the case was sealed for someone else.
    Exported {
        /// Digest of the recipient.
        to: String,
    },
    /// Two persons, one of them the custodian, opened who the reporter is.
    IdentityOpened,
    /// A published file that the report names was scanned.
    Scanned {
        /// Digest of the file.
        file: String,
    },
    /// The reporter was thanked, perhaps with a code that collects something.
    Thanked {
        /// Digest of the code.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        claim: Option<String>,
    },
    /// Someone came with the code; it counts once.
    Claimed,
    /// A bulletin was made of it.
    Published {
        /// Digest of the bulletin.
        bulletin: String,
    },
    /// The secret of the case was destroyed, and all of it with it.
    Destroyed,
}

impl Deed {
    /// How many different handlers must sign it.
    pub const fn signatures_needed(&self) -> usize {
        match self {
            Self::IdentityOpened
            | Self::Exported { .. }
            | Self::Published { .. }
            | Self::Destroyed
            | Self::Moved { outcome: Some(Outcome::KnowinglyFalse), .. } => 2,
            _ => 1,
        }
    }
}

/// An act: a deed, who did it and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// Version of this record.
    pub v: u32,
    /// Its place, from 1.
    pub seq: u32,
    /// The case.
    pub case: String,
    /// The day.
    #[serde(with = "day")]
    pub day: Date,
    /// What was done.
    pub act: Deed,
    /// Digest of the line before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prev: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Signed {
    act: Act,
    signatures: Vec<SignatureFile>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SignatureFile {
    by: String,
    signature: String,
}

/// Why a record cannot be trusted, or an act not be added.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A line is not written as acts are.
    #[error("line {0} of the record is not an act of version 1")]
    Malformed(usize),
    /// A line does not follow the one before it.
    #[error(
        "line {0} of the record does not follow the one before it: a line was changed or taken out"
    )]
    Chain(usize),
    /// A line is not signed by enough handlers of the channel.
    #[error("line {0} of the record is not signed by enough handlers of the channel")]
    Signature(usize),
    /// A case does not go this way.
    #[error("a case that is `{from}` cannot become `{to}`")]
    Way {
        /// Where it stands.
        from: &'static str,
        /// Where it was to go.
        to: &'static str,
    },
    /// Something ends without saying how, or says how without ending.
    #[error("a case that is closed has an outcome, and no other has one")]
    Outcome,
    /// The deed needs two persons.
    #[error("this needs the signatures of two different handlers")]
    TwoPersons,
    /// Thanks are promised once, and collected once.
    #[error("there is a code for this case already, or none that can be collected")]
    Claim,
    /// What is proposed needs nobody else.
    #[error("only what needs two handlers is proposed to a second one")]
    Proposal,
    /// The first act, and no other, is that a report came in.
    #[error("a case begins with a report that came in, and only then")]
    Begin,
    /// Nothing is left to act on.
    #[error("the case was destroyed")]
    Destroyed,
    /// The record is as long as it may be.
    #[error("the record is too long")]
    TooLong,
}

/// The record of a case, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The case.
    pub case: String,
    acts: Vec<Act>,
    /// Who signed each act.
    people: Vec<BTreeSet<PublicKey>>,
    lines: Vec<String>,
}

impl Record {
    /// Starts the record of a new case.
    pub fn new(case: &str) -> Self {
        let case = case.to_owned();
        Self { case, acts: Vec::new(), people: Vec::new(), lines: Vec::new() }
    }

    /// Reads a record and checks each line, its signatures and its place.
    pub fn parse(case: &str, text: &str, handlers: &[PublicKey]) -> Result<Self, Error> {
        let mut record = Self::new(case);
        for line in text.lines() {
            record.extend(line, handlers)?;
        }
        if record.acts.is_empty() { Err(Error::Begin) } else { Ok(record) }
    }

    /// Adds a line that was made elsewhere, once its signatures and its place hold.
    pub fn extend(&mut self, line: &str, handlers: &[PublicKey]) -> Result<(), Error> {
        let place = self.acts.len() + 1;
        let is_line = !line.contains(['\n', '\r']);
        let signed: Option<Signed> = is_line.then(|| serde_json::from_str(line).ok()).flatten();
        let signed = signed.ok_or(Error::Malformed(place))?;
        if signed.act != self.next(signed.act.act.clone(), signed.act.day) {
            return Err(Error::Chain(place));
        }
        let people = signers(&signed, handlers);
        if !self.is_enough(&signed.act.act, &people) {
            return Err(Error::Signature(place));
        }
        self.check(&signed.act.act)?;
        self.push(signed.act, line.to_owned(), people);
        Ok(())
    }

    /// Adds an act and returns its line.
    pub fn add(&mut self, deed: Deed, day: Date, keys: &[&SigningKey]) -> Result<&str, Error> {
        self.check(&deed)?;
        let people: BTreeSet<PublicKey> = keys.iter().map(|key| key.public()).collect();
        if !self.is_enough(&deed, &people) {
            return Err(Error::TwoPersons);
        }
        let act = self.next(deed, day);
        let bytes = bytes_of(&act);
        let signatures = keys.iter().map(|key| SignatureFile {
            by: key.public().to_string(),
            signature: crate::hex(key.sign(PURPOSE, &bytes)),
        });
        let signed = Signed { act, signatures: signatures.collect() };
        let line = serde_json::to_string(&signed).expect("acts have text as keys");
        self.push(signed.act, line, people);
        Ok(self.lines.last().map_or("", String::as_str))
    }

    /// Returns what waits for a second person, with those who have signed it.
    pub fn waiting(&self) -> Vec<(&Deed, &BTreeSet<PublicKey>)> {
        let mut waiting: Vec<(&Deed, &BTreeSet<PublicKey>)> = Vec::new();
        for (act, people) in self.acts.iter().zip(&self.people) {
            match &act.act {
                Deed::Proposed { what, .. } if !self.is_destroyed() => {
                    waiting.retain(|(deed, _)| *deed != &**what);
                    waiting.push((&**what, people));
                }
                done => waiting.retain(|(deed, _)| *deed != done),
            }
        }
        waiting
    }

    /// Returns who proposed a deed with a signature for a ledger, and that signature.
    pub fn approvals(&self, deed: &Deed) -> Vec<(PublicKey, [u8; SIGNATURE_BYTES])> {
        let acts = self.acts.iter().zip(&self.people);
        let approvals = acts.filter_map(|(act, people)| match &act.act {
            Deed::Proposed { what, approval: Some(approval) } if **what == *deed => {
                Some((*people.first()?, crate::unhex(approval)?))
            }
            _ => None,
        });
        approvals.collect()
    }

    /// True when these, with those who proposed it, are as many as the deed needs.
    fn is_enough(&self, deed: &Deed, people: &BTreeSet<PublicKey>) -> bool {
        if deed.signatures_needed() == 1 {
            return !people.is_empty();
        }
        let waiting = self.waiting();
        let proposed = waiting.iter().find(|(waiting, _)| *waiting == deed);
        let before = proposed.map(|(_, people)| *people).into_iter().flatten();
        let all: BTreeSet<&PublicKey> = people.iter().chain(before).collect();
        !people.is_empty() && all.len() >= deed.signatures_needed()
    }

    /// Returns the acts in their order.
    pub fn acts(&self) -> &[Act] {
        &self.acts
    }

    /// Returns the signed lines in their order, one for each act.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// Returns where the case stands.
    pub fn state(&self) -> State {
        let moved = self.acts.iter().rev().find_map(|act| match act.act {
            Deed::Moved { to, .. } => Some(to),
            _ => None,
        });
        moved.unwrap_or(State::Received)
    }

    /// Returns how it ended, if it has.
    pub fn outcome(&self) -> Option<Outcome> {
        self.acts.iter().rev().find_map(|act| match act.act {
            Deed::Moved { outcome, .. } => Some(outcome),
            _ => None,
        })?
    }

    /// Returns the day on which the case first came to a state.
    pub fn day_of(&self, state: State) -> Option<Date> {
        let act = self.acts.iter().find(|act| match act.act {
            Deed::Received { .. } => state == State::Received,
            Deed::Moved { to, .. } => to == state,
            _ => false,
        });
        act.map(|act| act.day)
    }

    /// Returns the day on which the reporter was first told that the report has come in: by an answer,
    /// or as the handlers have it.
    pub fn acknowledged_on(&self) -> Option<Date> {
        let act = self.acts.iter().find(|act| {
            matches!(act.act, Deed::Replied { .. } | Deed::Moved { to: State::Acknowledged, .. })
        });
        act.map(|act| act.day)
    }

    /// Returns the day on which a closed case is to be destroyed: `keep_days` after it was closed, a
    /// tenth more or less, so that the day of its end does not tell the day on which it was closed.
    pub fn erase_on(&self, keep_days: u16) -> Option<Date> {
        let closed = self.acts.iter().rev().find_map(|act| match act.act {
            Deed::Moved { to, .. } => Some((to, act.day)),
            _ => None,
        });
        let (_, day) = closed.filter(|(to, _)| *to == State::Closed && !self.is_destroyed())?;
        let hash = Sha256::new().chain_update(b"obelus/erase/v1\0").chain_update(&self.case);
        let [first, second, ..] = <[u8; 32]>::from(hash.finalize());
        let room = i64::from(keep_days / 10);
        let shift = i64::from(u16::from_be_bytes([first, second])) % (2 * room + 1) - room;
        Some(day.saturating_add(Duration::days(i64::from(keep_days) + shift)))
    }

    /// True when nothing of the case but this record is left.
    pub fn is_destroyed(&self) -> bool {
        self.count(|deed| *deed == Deed::Destroyed) > 0
    }

    /// Returns the name of the reporter's mailbox.
    pub fn mailbox(&self) -> Option<&str> {
        self.acts.iter().find_map(|act| match &act.act {
            Deed::Received { mailbox, .. } => Some(mailbox.as_str()),
            _ => None,
        })
    }

    /// True when the report of this digest is the one that the case began with, or a follow-up.
    pub fn has_message(&self, digest: &str) -> bool {
        self.acts.iter().any(|act| match &act.act {
            Deed::Received { message, .. } | Deed::FollowedUp { message } => message == digest,
            _ => false,
        })
    }

    /// Returns the digest of the code with which thanks can be collected, unless they were.
    pub fn open_claim(&self) -> Option<&str> {
        let is_claimed = self.count(|deed| *deed == Deed::Claimed) > 0;
        let claim = self.acts.iter().find_map(|act| match &act.act {
            Deed::Thanked { claim } => claim.as_deref(),
            _ => None,
        });
        claim.filter(|_| !is_claimed)
    }

    /// Returns how many acts of a kind there are.
    pub fn count(&self, is_meant: impl Fn(&Deed) -> bool) -> usize {
        self.acts.iter().filter(|act| is_meant(&act.act)).count()
    }

    fn next(&self, deed: Deed, day: Date) -> Act {
        Act {
            v: VERSION,
            seq: u32::try_from(self.acts.len() + 1).unwrap_or(u32::MAX),
            case: self.case.clone(),
            day,
            act: deed,
            prev: self.lines.last().map(|line| crate::digest(line.as_bytes())),
        }
    }

    fn push(&mut self, act: Act, line: String, people: BTreeSet<PublicKey>) {
        self.acts.push(act);
        self.people.push(people);
        self.lines.push(line);
    }

    fn check(&self, deed: &Deed) -> Result<(), Error> {
        if self.acts.len() == ACTS_MAX {
            return Err(Error::TooLong);
        }
        if self.is_destroyed() {
            return Err(Error::Destroyed);
        }
        if matches!(deed, Deed::Received { .. }) != self.acts.is_empty() {
            return Err(Error::Begin);
        }
        if let Deed::Proposed { what, .. } = deed {
            return if what.signatures_needed() < 2 {
                Err(Error::Proposal)
            } else {
                self.check(what)
            };
        }
        let is_first_claim =
            self.count(|deed| matches!(deed, Deed::Thanked { claim: Some(_) })) == 0;
        match deed {
            Deed::Thanked { claim: Some(_) } if !is_first_claim => return Err(Error::Claim),
            Deed::Claimed if self.open_claim().is_none() => return Err(Error::Claim),
            _ => {}
        }
        let Deed::Moved { to, outcome } = deed else { return Ok(()) };
        if outcome.is_some() != (*to == State::Closed) {
            return Err(Error::Outcome);
        }
        let from = self.state();
        match from.may_become(*to) {
            true => Ok(()),
            false => Err(Error::Way { from: from.name(), to: to.name() }),
        }
    }
}

/// Doors that the name of a sealed report may begin with: `web-….obr`, `telephone-….obr`.
const DOORS: &[&str] = &["web", "telephone", "paper", "mail"];

/// Returns the door that stands before the first hyphen of a file's name.
pub fn door_of(name: &str) -> &'static str {
    let before = name.split('-').next().unwrap_or_default();
    DOORS.iter().find(|door| **door == before).unwrap_or(&"file")
}

/// Returns a new name for a case.
pub fn new_name(rng: &mut dyn CryptoRng) -> String {
    let mut bytes = [0; 6];
    rng.fill_bytes(&mut bytes);
    crate::hex(bytes)
}

/// True for names that [`new_name`] makes.
pub fn is_name(text: &str) -> bool {
    crate::unhex::<6>(text).is_some() && !text.contains(|c: char| c.is_ascii_uppercase())
}

/// The handlers who signed, whose signatures hold.
fn signers(signed: &Signed, handlers: &[PublicKey]) -> BTreeSet<PublicKey> {
    let bytes = bytes_of(&signed.act);
    let holds = |key: &&PublicKey| {
        signed.signatures.iter().any(|signature| {
            signature.by == key.to_string()
                && crate::unhex::<SIGNATURE_BYTES>(&signature.signature)
                    .is_some_and(|signature| key.verifies(PURPOSE, &bytes, &signature))
        })
    };
    handlers.iter().filter(holds).copied().collect()
}

fn bytes_of(act: &Act) -> Vec<u8> {
    serde_json::to_vec(act).expect("acts have text as keys")
}

#[cfg(test)]
mod tests;
