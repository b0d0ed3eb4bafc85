//! A case that someone works on.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use intake::age::{Identity, Recipient};
use intake::case::{Deed, State};
use intake::delivery::Proof;
use intake::handler::HandlerKey;
use intake::message::{self, Header, Kind, Message, Opened};
use intake::sign::PublicKey;

use super::args::{CaseArgs, SecondArgs};
use super::desk::{Case, Desk, recipient_of};
use super::keys::{load_from, open_desk};
use super::{Talk, approval, rng, today};
use crate::failure::{FINDINGS, Failure};
use crate::files;

pub(super) fn first_message(case: &Case, secret: &Identity) -> Result<Opened, Failure> {
    let first = case.messages(secret)?.into_iter().next();
    first.ok_or_else(|| Failure::usage(format!("the case `{}` has no message", case.id)))
}

pub(super) fn reporter_key(first: &Opened) -> Result<PublicKey, Failure> {
    let reply_to = first.message.header.reply_to.as_ref();
    reply_to
        .and_then(|reply_to| PublicKey::parse(&reply_to.sign))
        .ok_or_else(|| Failure::usage("the first message has no key of its reporter"))
}

/// A case that someone works on: the desk, the case and its secret.
pub(super) struct Work {
    pub(super) desk: Desk,
    pub(super) case: Case,
    pub(super) secret: Identity,
}

impl Work {
    pub(super) fn open(args: &CaseArgs) -> Result<Self, Failure> {
        let desk = open_desk(&args.desk)?;
        let case = desk.case(&args.case)?;
        if case.record.is_destroyed() {
            return Err(Failure::usage(format!("the case `{}` was destroyed", case.id)));
        }
        let secret = desk.case_secret(&case)?;
        Ok(Self { desk, case, secret })
    }

    pub(super) fn add(&mut self, deed: Deed) -> Result<(), Failure> {
        self.case.add(deed, &[&self.desk.handler.sign])
    }

    /// Adds a deed that needs two persons: at once with a second key, or when another handler has
    /// proposed it before; else proposes it. True when it is done.
    pub(super) fn add_by_two(&mut self, deed: Deed, second: &SecondArgs) -> Result<bool, Failure> {
        let Some(path) = &second.second_key else {
            let own = self.desk.handler.sign.public();
            let waiting = self.case.record.waiting();
            let proposed = waiting.into_iter().find(|(waiting, _)| **waiting == deed);
            let by_other = proposed.is_some_and(|(_, people)| people.iter().any(|key| *key != own));
            match (by_other, proposed) {
                (true, _) => self.add(deed)?,
                // Asking twice adds nothing.
                (false, Some(_)) => {}
                (false, None) => {
                    let approval = approval::of(&deed, &self.desk)?;
                    self.add(Deed::Proposed { what: Box::new(deed), approval })?;
                }
            }
            return Ok(by_other);
        };
        let other = self.second(path, second)?;
        self.case.add(deed, &[&self.desk.handler.sign, &other.sign])?;
        Ok(true)
    }

    /// Loads the key of a second person, who is a handler here.
    pub(super) fn second(&self, path: &Path, args: &SecondArgs) -> Result<HandlerKey, Failure> {
        let other = load_from(path, args.second_passphrase_file.as_deref())?;
        if !self.desk.channel.handlers.iter().any(|card| card.sign == other.sign.public()) {
            return Err(Failure::usage(format!("`{}` is not a handler here", other.name)));
        }
        Ok(other)
    }

    /// Says that a second handler has to do the same.
    pub(super) fn tell_proposed(&self, talk: &Talk<'_>) -> ExitCode {
        talk.note("report-proposed", &[("case", self.case.id.as_str().into())]);
        ExitCode::from(FINDINGS)
    }

    /// Seals a message of a handler for the case, stores it, and returns its digest.
    pub(super) fn store(&self, kind: Kind, body: &str) -> Result<String, Failure> {
        let mut header = Header::new(kind, self.desk.channel.id().to_string(), today());
        header.by = Some(self.desk.handler.name.clone());
        let message = Message { header, body: body.to_owned() };
        let sealed = self.seal(&message, &[recipient_of(&self.secret)?])?;
        self.case.store(&sealed)?;
        Ok(intake::digest(&sealed))
    }

    fn seal(&self, message: &Message, recipients: &[Recipient]) -> Result<Vec<u8>, Failure> {
        let sealed = message.seal(recipients, &self.desk.handler.sign, &mut rng());
        sealed.map_err(|error| Failure::usage(error.to_string()))
    }

    /// Writes to the reporter; the first answer acknowledges the report and proves its delivery, and
    /// so does each one for which `log` has the proof of a ledger.
    pub(super) fn answer(
        &mut self,
        body: &str,
        log: impl FnOnce(&Proof) -> Result<Option<String>, Failure>,
    ) -> Result<PathBuf, Failure> {
        let first = first_message(&self.case, &self.secret)?;
        let report = &first.message.header;
        let Some(reply_to) = report.reply_to.clone() else {
            return Err(Failure::usage("the reporter left no mailbox"));
        };
        let recipient = Recipient::parse(&reply_to.recipient)
            .map_err(|error| Failure::usage(error.to_string()))?;
        let folder = self.desk.answers(&reply_to.mailbox);
        files::make_folder(&folder)?;
        let earlier = files::list(&folder)?;
        let place = u32::try_from(earlier.len() + 1).unwrap_or(u32::MAX);
        let mut header = Header::new(Kind::Reply, self.desk.channel.id().to_string(), today());
        header.seq = place;
        header.prev = match earlier.last() {
            Some(path) => Some(intake::digest(&files::read(path, message::SEALED_BYTES_MAX)?)),
            None => None,
        };
        let follow_ups = self.case.record.count(|deed| matches!(deed, Deed::FollowedUp { .. }));
        header.arrived = u32::try_from(follow_ups + 1).ok();
        header.by = Some(self.desk.handler.name.clone());
        header.delivery = match self.proof(report.salt.as_deref()) {
            Some(mut proof) => {
                proof.ledger = log(&proof)?;
                (place == 1 || proof.ledger.is_some()).then_some(proof)
            }
            None => None,
        };
        header.reply_to = Some(reply_to);
        let message = Message { header, body: body.to_owned() };
        let sealed = self.seal(&message, &[recipient])?;
        self.store(Kind::Reply, body)?;
        let path = folder.join(format!("{place:04}.age"));
        files::write_new(&path, &sealed)?;
        self.add(Deed::Replied { message: intake::digest(&sealed) })?;
        if self.case.record.state() == State::Received {
            self.add(Deed::Moved { to: State::Acknowledged, outcome: None })?;
        }
        Ok(path)
    }

    fn proof(&self, salt: Option<&str>) -> Option<Proof> {
        let received = self.case.record.acts().first()?;
        let Deed::Received { message, .. } = &received.act else { return None };
        Some(Proof::new(salt?, message, received.day, &self.desk.handler))
    }
}
