//! Sealed reports that have arrived, and how they become cases.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::Path;

use intake::age::{Identity, Recipient};
use intake::case::{self, Deed};
use intake::container::{self, Entry};
use intake::delivery;
use intake::message::{self, Kind, Opened};
use intake::sign::PublicKey;

use super::desk::{Case, Desk, fault, recipient_of};
use super::reporter::shown;
use super::sealing::sealed_message;
use super::work::{first_message, reporter_key};
use super::{Talk, rng, today};
use crate::failure::Failure;
use crate::files;

/// Takes in every sealed report that this desk can open; true when none is left.
pub(super) fn take_in(desk: &mut Desk, talk: &Talk<'_>) -> Result<bool, Failure> {
    let secrets: Vec<Identity> =
        desk.epoch_secrets()?.into_iter().map(|(_, secret)| secret).collect();
    let mut is_all_taken = true;
    for path in files::list(&desk.arrivals())? {
        let file = ("file", shown(&path).into());
        match Arrival::open(&path, &secrets, desk).and_then(|arrival| arrival.keep(&path, desk)) {
            Ok(Kept::Case(id)) => {
                talk.say("report-taken-in", &[file, ("case", id.into())])?;
                files::remove(&path)?;
            }
            Ok(Kept::FollowUp(id)) => {
                talk.say("report-follow-up-taken-in", &[file, ("case", id.into())])?;
                files::remove(&path)?;
            }
            Ok(Kept::Already(id)) => {
                talk.say("report-there-already", &[file, ("case", id.into())])?;
                files::remove(&path)?;
            }
            Err(Failure::Usage { message, .. }) => {
                is_all_taken = false;
                talk.note("report-not-taken-in", &[file, ("reason", message.into())]);
            }
            Err(other) => return Err(other),
        }
    }
    Ok(is_all_taken)
}

/// A sealed report that was opened, and not kept yet.
struct Arrival {
    opened: Opened,
    mailbox: String,
    sign: PublicKey,
}

/// What became of an arrival.
enum Kept {
    Case(String),
    FollowUp(String),
    /// A second copy.
    Already(String),
}

impl Arrival {
    fn open(path: &Path, secrets: &[Identity], desk: &Desk) -> Result<Self, Failure> {
        let sealed = sealed_message(path)?;
        let opened =
            message::open(secrets, &sealed).map_err(|error| Failure::usage(error.to_string()))?;
        let header = &opened.message.header;
        let malformed = |what: &str| Failure::usage(format!("the report is malformed: {what}"));
        let reply_to = header.reply_to.as_ref().ok_or_else(|| malformed("no mailbox"))?;
        let sign = PublicKey::parse(&reply_to.sign).ok_or_else(|| malformed("no key"))?;
        let is_hex = |text: &str| text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
        if !is_hex(&reply_to.mailbox) {
            return Err(malformed("no mailbox"));
        }
        Recipient::parse(&reply_to.recipient).map_err(|_| malformed("no recipient"))?;
        let channel = desk.channel.id().to_string();
        let is_for_us = header.channel == channel
            && desk
                .channel
                .epochs
                .iter()
                .any(|epoch| opened.is_for(std::slice::from_ref(&epoch.recipient)));
        if !is_for_us {
            return Err(malformed("it is for another channel"));
        }
        if !opened.is_signed_by(&sign) {
            return Err(malformed("its signature does not hold"));
        }
        Ok(Self { mailbox: reply_to.mailbox.clone(), sign, opened })
    }

    /// Keeps it as a new case, or with the one that it follows.
    fn keep(self, path: &Path, desk: &Desk) -> Result<Kept, Failure> {
        let known =
            desk.cases()?.into_iter().find(|case| case.record.mailbox() == Some(&self.mailbox));
        match (known, self.opened.message.header.kind) {
            (Some(case), _) if case.record.has_message(&self.opened.digest) => {
                Ok(Kept::Already(case.id))
            }
            (Some(case), Kind::FollowUp) => self.keep_follow_up(path, desk, case),
            (None, Kind::Report) => self.keep_case(path, desk),
            (Some(_), _) => Err(Failure::usage("there is a case of this mailbox already")),
            (None, _) => Err(Failure::usage("it follows a report that has not arrived")),
        }
    }

    fn keep_case(self, path: &Path, desk: &Desk) -> Result<Kept, Failure> {
        let (mut case, secret) = desk.new_case()?;
        if let Err(error) = self.store(path, &case, &secret) {
            fs::remove_dir_all(&case.folder)?;
            return Err(error);
        }
        let header = &self.opened.message.header;
        let salt = header.salt.clone().unwrap_or_default();
        let deed = Deed::Received {
            mailbox: self.mailbox.clone(),
            message: self.opened.digest.clone(),
            door: case::door_of(&file_name(path)).to_owned(),
            leaf: delivery::leaf(&salt, &self.opened.digest, today()),
        };
        case.add(deed, &[&desk.handler.sign])?;
        desk.publish_case(&mut case)?;
        Ok(Kept::Case(case.id))
    }

    fn keep_follow_up(self, path: &Path, desk: &Desk, mut case: Case) -> Result<Kept, Failure> {
        let secret = desk.case_secret(&case)?;
        let first = first_message(&case, &secret)?;
        if reporter_key(&first)? != self.sign {
            return Err(Failure::usage("it is not signed by whoever wrote the report"));
        }
        self.store(path, &case, &secret)?;
        let deed = Deed::FollowedUp { message: self.opened.digest.clone() };
        case.add(deed, &[&desk.handler.sign])?;
        Ok(Kept::FollowUp(case.id))
    }

    /// Seals the message for the case, and puts its attachments there as they are.
    fn store(&self, path: &Path, case: &Case, secret: &Identity) -> Result<(), Failure> {
        let recipients = [recipient_of(secret)?];
        let sealed = self.opened.reseal(&recipients, &mut rng()).map_err(fault)?;
        let named: BTreeSet<&str> = self
            .opened
            .message
            .header
            .attachments
            .iter()
            .map(|attachment| attachment.blob.as_str())
            .collect();
        let mut found = BTreeSet::new();
        let input = File::open(path).map_err(|error| files::cannot("read", path, &error))?;
        container::read(input, |entry| {
            if let Entry::Blob { name, content, .. } = entry {
                if !named.contains(name.as_str()) {
                    return Err(container::Error::Malformed("a blob that no message names"));
                }
                copy_blob(content, &case.blob(&name))?;
                found.insert(name);
            }
            Ok(())
        })
        .map_err(|error| Failure::usage(error.to_string()))?;
        if found.len() != named.len() {
            return Err(Failure::usage("an attachment is missing in it"));
        }
        case.store(&sealed)
    }
}

/// Writes a sealed blob; one of an earlier try that was cut off is written anew.
fn copy_blob(content: &mut dyn io::Read, path: &Path) -> io::Result<()> {
    let mut out = File::create(path)?;
    io::copy(content, &mut out)?;
    out.sync_all()
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
