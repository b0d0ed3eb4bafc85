//! What a reporter's side does, on whatever machine it runs: write, and read what is answered.

use std::collections::BTreeMap;

use rand_core::CryptoRng;
use time::Date;

use crate::channel::Channel;
use crate::delivery;
use crate::identity;
use crate::message::{self, Attachment, Header, Item, Kind, Message, Opened, ReplyTo};
use crate::receipt::{Receipt, ReporterKeys};

/// What someone wants to say.
#[derive(Debug)]
pub struct Draft<'a> {
    /// A report or a follow-up.
    pub kind: Kind,
    /// What it is about.
    pub item: Option<Item>,
    /// Answers, by question.
    pub answers: BTreeMap<String, String>,
    /// The text.
    pub body: &'a str,
    /// Files, sealed already.
    pub attachments: Vec<Attachment>,
    /// Who the reporter is, where they want that known: to two persons, one of them the custodian.
    pub identity: Option<&'a str>,
}

/// Why a draft cannot be sealed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is nothing in it.
    #[error("the text is empty")]
    Empty,
    /// People put the words where they see a field.
    #[error("the text is a receipt, which is for its reporter alone; never send it")]
    Receipt,
    /// Its keys are over, or not begun.
    #[error("the channel `{0}` has no key for today")]
    NoKey(String),
    /// The name cannot be kept apart.
    #[error(transparent)]
    Identity(#[from] identity::Error),
    /// The message cannot be made.
    #[error(transparent)]
    Message(#[from] message::Error),
}

/// Looks at a text before anything is done with it.
pub fn check_body(body: &str) -> Result<(), Error> {
    match () {
        () if body.trim().is_empty() => Err(Error::Empty),
        () if Receipt::parse(body).is_ok() => Err(Error::Receipt),
        () => Ok(()),
    }
}

/// Seals a draft for the channel's key of today.
pub fn seal(
    draft: Draft<'_>,
    channel: &Channel,
    keys: &ReporterKeys,
    today: Date,
    rng: &mut dyn CryptoRng,
) -> Result<Vec<u8>, Error> {
    check_body(draft.body)?;
    let no_key = || Error::NoKey(channel.name.clone());
    let epoch = channel.epoch_on(today).ok_or_else(no_key)?;
    let mut header = Header::new(draft.kind, channel.id().to_string(), today);
    header.item = draft.item;
    header.answers = draft.answers;
    header.attachments = draft.attachments;
    header.reply_to = Some(ReplyTo {
        mailbox: keys.mailbox.name(),
        recipient: keys.seal.recipient().map(|one| one.to_string()).unwrap_or_default(),
        sign: keys.sign.public().to_string(),
    });
    let name = draft.identity.map(str::trim).filter(|name| !name.is_empty());
    header.identity = name.map(|name| identity::seal(name, channel, rng)).transpose()?;
    header.salt = Some(delivery::new_salt(rng));
    let message = Message { header, body: draft.body.to_owned() };
    Ok(message.seal(std::slice::from_ref(&epoch.recipient), &keys.sign, rng)?)
}

/// What an answer is, when it is not one of a handler to this reporter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// No handler of the channel wrote it.
    Forged,
    /// It was written for another mailbox.
    Elsewhere,
}

/// Says why an answer is not to be trusted; none when it is.
pub fn doubt(opened: &Opened, channel: &Channel, keys: &ReporterKeys) -> Option<Doubt> {
    let header = &opened.message.header;
    let is_signed = channel.signers().iter().any(|key| opened.is_signed_by(key));
    let mailbox = header.reply_to.as_ref().map(|reply_to| reply_to.mailbox.as_str());
    let is_for_us = keys.seal.recipient().is_some_and(|recipient| opened.is_for(&[recipient]));
    let is_ours = is_for_us
        && mailbox == Some(&keys.mailbox.name())
        && header.channel == channel.id().to_string();
    match () {
        () if header.kind != Kind::Reply || !is_signed => Some(Doubt::Forged),
        () if !is_ours => Some(Doubt::Elsewhere),
        () => None,
    }
}

/// Returns the places of answers before which one is missing or was changed.
pub fn gaps(answers: &BTreeMap<u32, Opened>) -> Vec<u32> {
    let mut before: Option<&Opened> = None;
    let mut gaps = Vec::new();
    for (expected, (&seq, opened)) in (1..).zip(answers) {
        let follows = before.map(|before| &before.digest);
        if seq != expected || opened.message.header.prev.as_ref() != follows {
            gaps.push(seq);
        }
        before = Some(opened);
    }
    gaps
}

#[cfg(test)]
mod tests;
