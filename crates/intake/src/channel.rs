//! A channel: who opens what is reported there, and the keys of each week.
//!
//! The channel is a signed note that reporters get; the secrets of its weeks are sealed for its
//! handlers and destroyed when their time is over, so that a key which leaks later opens nothing
//! older.

use std::collections::BTreeSet;

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use time::{Date, Duration};
use zeroize::Zeroizing;

use crate::age::{self, Identity, Recipient};
use crate::handler::{CardFile, HandlerCard, checked_name, pretty};
use crate::sign::{PublicKey, SigningKey};
use crate::{day, note};

/// Days for which one key takes reports.
pub const EPOCH_DAYS: i64 = 7;
/// Days after its end for which the secret of a key is kept.
pub const GRACE_DAYS: i64 = 14;
/// Fewest handlers: someone is away, someone loses a key.
pub const HANDLERS_MIN: usize = 2;
/// Most handlers of a channel.
pub const HANDLERS_MAX: usize = 64;
/// Longest channel file.
pub const CHANNEL_BYTES_MAX: usize = 1 << 20;

const TYPE: &str = "obelus-channel";
const NOTE_NAME: &str = "obelus-channel";
/// Longest secret of a week, in its sealed file.
const SECRET_BYTES_MAX: u64 = 1 << 10;

/// What a channel is known by: a digest of the key that signs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChannelId([u8; 16]);

impl ChannelId {
    /// Returns the id of the channel that this key signs.
    pub fn of_root(root: &PublicKey) -> Self {
        let hash = Sha256::new().chain_update(b"obelus/channel/v1").chain_update(root.as_bytes());
        let hash: [u8; 32] = hash.finalize().into();
        Self(*hash.first_chunk().expect("a digest has 32 bytes"))
    }

    pub(crate) const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    #[cfg(test)]
    pub(crate) const fn of_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl std::fmt::Display for ChannelId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // In groups of four, to be compared with a poster.
        let digits = crate::hex(self.0);
        let groups: Vec<String> = digits
            .as_bytes()
            .chunks(4)
            .map(|four| String::from_utf8_lossy(four).into_owned())
            .collect();
        f.write_str(&groups.join("-"))
    }
}

/// The key of one week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Epoch {
    /// Counts from 1.
    pub number: u32,
    /// First day.
    pub from: Date,
    /// Day after the last one.
    pub until: Date,
    /// What reports of these days are sealed for.
    pub recipient: Recipient,
}

/// A channel, as everybody may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// Whose channel it is.
    pub name: String,
    /// The key that signs it, kept by its handlers.
    pub root: PublicKey,
    /// Who opens reports.
    pub handlers: Vec<HandlerCard>,
    /// Keys of those who did so once: their acts stay on record.
    pub former: Vec<PublicKey>,
    /// The keys, by their number.
    pub epochs: Vec<Epoch>,
    /// Number of the first key that reports are sealed for; those before it are kept for reports
    /// that are on their way.
    pub first_epoch: u32,
    /// Number of the next key; numbers are never used twice.
    pub next_epoch: u32,
    /// Where the secrets of weeks can be recovered by a quorum, if they can: reporters are told.
    pub escrow: Option<Escrow>,
    /// Who keeps the key of reporters' names apart, if anybody does; opens no report.
    pub custodian: Option<HandlerCard>,
}

/// A recovery key that is split on paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Escrow {
    /// What secrets are sealed for, too.
    pub recipient: Recipient,
    /// How many shares are needed.
    pub threshold: u8,
    /// How many there are.
    pub shares: u8,
}

/// Why a channel could not be made or read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is not written as channels are.
    #[error("this is not a channel file of version 1")]
    Malformed,
    /// Its signature does not hold.
    #[error("the channel file was changed after it was signed; do not use it")]
    Signature,
    /// A name cannot stand on a screen.
    #[error(transparent)]
    Name(#[from] crate::handler::Error),
    /// There are too few handlers, too many, or one of them twice.
    #[error("a channel has between {HANDLERS_MIN} and {HANDLERS_MAX} different handlers")]
    Handlers,
    /// Sealing failed.
    #[error(transparent)]
    Age(#[from] age::Error),
}

/// What a channel begins with.
#[derive(Debug)]
pub struct Plan<'a> {
    /// Whose channel it is.
    pub name: &'a str,
    /// Who opens reports.
    pub handlers: &'a [HandlerCard],
    /// Allows one handler alone; reporters see that there is only one.
    pub alone: bool,
    /// A recovery key, if there is one.
    pub escrow: Option<Escrow>,
    /// Who keeps the key of reporters' names, if anybody does; not one of the handlers.
    pub custodian: Option<HandlerCard>,
}

impl Channel {
    /// Makes a channel without any key yet; the root key is its caller's to seal.
    pub fn new(plan: Plan<'_>, root: &SigningKey) -> Result<Self, Error> {
        let least = if plan.alone { 1 } else { HANDLERS_MIN };
        let keys: BTreeSet<PublicKey> = plan.handlers.iter().map(|card| card.sign).collect();
        let fits = (least..=HANDLERS_MAX).contains(&plan.handlers.len());
        let is_both = plan.custodian.as_ref().is_some_and(|card| keys.contains(&card.sign));
        if !fits || is_both || keys.len() != plan.handlers.len() {
            return Err(Error::Handlers);
        }
        Ok(Self {
            name: checked_name(plan.name)?,
            root: root.public(),
            handlers: plan.handlers.to_vec(),
            former: Vec::new(),
            epochs: Vec::new(),
            first_epoch: 1,
            next_epoch: 1,
            escrow: plan.escrow,
            custodian: plan.custodian,
        })
    }

    /// Returns what the channel is known by.
    pub fn id(&self) -> ChannelId {
        ChannelId::of_root(&self.root)
    }

    /// Adds a week that begins where the last one ends, or today; returns its number and its
    /// secret, sealed for the handlers.
    pub fn add_epoch(
        &mut self,
        today: Date,
        rng: &mut dyn CryptoRng,
    ) -> Result<(u32, Vec<u8>), Error> {
        let number = self.next_epoch;
        let from = self.in_use().last().map_or(today, |epoch| epoch.until.max(today));
        let identity = Identity::generate(rng);
        let sealed = self.seal_secret(&identity, rng)?;
        let recipient = identity.recipient().expect("a new identity has a recipient");
        let until = from.saturating_add(Duration::days(EPOCH_DAYS));
        self.epochs.push(Epoch { number, from, until, recipient });
        self.next_epoch = number.saturating_add(1);
        Ok((number, sealed))
    }

    /// Seals a secret of the channel for its handlers, and for the recovery key if there is one.
    pub fn seal_secret(
        &self,
        identity: &Identity,
        rng: &mut dyn CryptoRng,
    ) -> Result<Vec<u8>, Error> {
        let text = identity.encode().ok_or(Error::Malformed)?;
        Ok(age::seal(&self.recipients(), text.as_bytes(), rng)?)
    }

    /// Adds a handler; secrets are to be sealed anew, and no message is touched.
    pub fn add_handler(&mut self, card: HandlerCard) -> Result<(), Error> {
        let is_known = self.handlers.iter().any(|known| known.sign == card.sign);
        if is_known || self.handlers.len() == HANDLERS_MAX {
            return Err(Error::Handlers);
        }
        self.former.retain(|key| *key != card.sign);
        self.handlers.push(card);
        Ok(())
    }

    /// Removes the handler of that name; no key that there is takes reports any more, and secrets
    /// are to be sealed anew.
    pub fn remove_handler(&mut self, name: &str) -> Result<(), Error> {
        let place = self.handlers.iter().position(|card| card.name == name);
        let place = place.ok_or(Error::Handlers)?;
        if self.handlers.len() <= HANDLERS_MIN {
            return Err(Error::Handlers);
        }
        let removed = self.handlers.remove(place);
        self.former.push(removed.sign);
        self.first_epoch = self.next_epoch;
        Ok(())
    }

    /// Returns the keys whose acts count: of handlers, of former ones, and of the custodian.
    pub fn signers(&self) -> Vec<PublicKey> {
        let handlers = self.handlers.iter().chain(&self.custodian).map(|card| card.sign);
        handlers.chain(self.former.iter().copied()).collect()
    }

    /// Returns those for whom secrets are sealed.
    pub fn recipients(&self) -> Vec<Recipient> {
        let handlers = self.handlers.iter().map(|card| card.recipient.clone());
        handlers.chain(self.escrow.iter().map(|escrow| escrow.recipient.clone())).collect()
    }

    /// Returns the key for reports of a day.
    pub fn epoch_on(&self, day: Date) -> Option<&Epoch> {
        self.in_use().find(|epoch| epoch.from <= day && day < epoch.until)
    }

    /// Returns the keys that reports are sealed for, each on its days.
    pub fn in_use(&self) -> impl Iterator<Item = &Epoch> {
        self.epochs.iter().filter(|epoch| epoch.number >= self.first_epoch)
    }

    /// Takes the weeks out whose secrets are to be destroyed, and returns them.
    pub fn expire(&mut self, today: Date) -> Vec<Epoch> {
        let is_over =
            |epoch: &Epoch| epoch.until.saturating_add(Duration::days(GRACE_DAYS)) <= today;
        let (over, kept) = std::mem::take(&mut self.epochs).into_iter().partition(is_over);
        self.epochs = kept;
        over
    }

    /// Writes the channel and signs it.
    pub fn sign(&self, root: &SigningKey) -> Result<String, Error> {
        if root.public() != self.root {
            return Err(Error::Signature);
        }
        Ok(note::sign(&pretty(&self.to_file()), NOTE_NAME, root))
    }

    /// Reads a channel and checks that its own key signed it.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if text.len() > CHANNEL_BYTES_MAX {
            return Err(Error::Malformed);
        }
        let (text, signatures) = note::split(text).ok_or(Error::Malformed)?;
        let file: ChannelFile = serde_json::from_str(text).map_err(|_| Error::Malformed)?;
        let channel = Self::of_file(file)?;
        match note::verifies(text, signatures, NOTE_NAME, &channel.root) {
            true => Ok(channel),
            false => Err(Error::Signature),
        }
    }

    fn to_file(&self) -> ChannelFile {
        ChannelFile {
            v: 1,
            r#type: TYPE.to_owned(),
            id: self.id().to_string(),
            name: self.name.clone(),
            root: self.root.to_string(),
            handlers: self.handlers.iter().map(HandlerCard::to_file).collect(),
            former: self.former.iter().map(PublicKey::to_string).collect(),
            escrow: self.escrow.as_ref().map(|escrow| EscrowFile {
                recipient: escrow.recipient.to_string(),
                threshold: escrow.threshold,
                shares: escrow.shares,
            }),
            custodian: self.custodian.as_ref().map(HandlerCard::to_file),
            first_epoch: self.first_epoch,
            next_epoch: self.next_epoch,
            epochs: self.epochs.iter().map(EpochFile::of).collect(),
        }
    }

    fn of_file(file: ChannelFile) -> Result<Self, Error> {
        let root = PublicKey::parse(&file.root).ok_or(Error::Malformed)?;
        let id = ChannelId::of_root(&root).to_string();
        let is_ours = file.v == 1 && file.r#type == TYPE && file.id == id;
        let handlers: Result<Vec<_>, _> = file.handlers.iter().map(HandlerCard::of_file).collect();
        let handlers = handlers?;
        let former: Option<Vec<PublicKey>> =
            file.former.iter().map(|key| PublicKey::parse(key)).collect();
        if !is_ours || handlers.is_empty() || handlers.len() > HANDLERS_MAX {
            return Err(Error::Malformed);
        }
        let epochs: Result<Vec<Epoch>, Error> = file.epochs.iter().map(EpochFile::read).collect();
        let escrow = file.escrow.map(|escrow| {
            let EscrowFile { recipient, threshold, shares } = escrow;
            Recipient::parse(&recipient).map(|recipient| Escrow { recipient, threshold, shares })
        });
        Ok(Self {
            name: checked_name(&file.name)?,
            root,
            handlers,
            former: former.ok_or(Error::Malformed)?,
            epochs: epochs?,
            first_epoch: file.first_epoch,
            next_epoch: file.next_epoch,
            escrow: escrow.transpose().map_err(|_| Error::Malformed)?,
            custodian: file.custodian.as_ref().map(HandlerCard::of_file).transpose()?,
        })
    }
}

/// Opens a secret that [`Channel::seal_secret`] sealed.
pub fn open_secret(identity: &Identity, sealed: &[u8]) -> Result<Identity, Error> {
    let opened = age::open(std::slice::from_ref(identity), sealed, SECRET_BYTES_MAX)?;
    let text = std::str::from_utf8(&opened).map_err(|_| Error::Malformed)?;
    Ok(Identity::parse(text)?)
}

/// Seals the root key of a channel for those who keep it.
pub fn seal_root(
    channel: &Channel,
    root: &SigningKey,
    rng: &mut dyn CryptoRng,
) -> Result<Vec<u8>, Error> {
    Ok(age::seal(&channel.recipients(), crate::hex(root.seed().as_slice()).as_bytes(), rng)?)
}

/// Opens the root key of a channel.
pub fn open_root(identity: &Identity, sealed: &[u8]) -> Result<SigningKey, Error> {
    let opened = age::open(std::slice::from_ref(identity), sealed, SECRET_BYTES_MAX)?;
    let text = std::str::from_utf8(&opened).map_err(|_| Error::Malformed)?;
    let seed = crate::unhex(text).map(Zeroizing::new).ok_or(Error::Malformed)?;
    Ok(SigningKey::of_seed(&seed))
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ChannelFile {
    v: u32,
    r#type: String,
    id: String,
    name: String,
    root: String,
    handlers: Vec<CardFile>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    former: Vec<String>,
    escrow: Option<EscrowFile>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    custodian: Option<CardFile>,
    first_epoch: u32,
    next_epoch: u32,
    epochs: Vec<EpochFile>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EscrowFile {
    recipient: String,
    threshold: u8,
    shares: u8,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EpochFile {
    number: u32,
    #[serde(with = "day")]
    from: Date,
    #[serde(with = "day")]
    until: Date,
    recipient: String,
}

impl EpochFile {
    fn of(epoch: &Epoch) -> Self {
        let Epoch { number, from, until, recipient } = epoch;
        Self { number: *number, from: *from, until: *until, recipient: recipient.to_string() }
    }

    fn read(&self) -> Result<Epoch, Error> {
        let recipient = Recipient::parse(&self.recipient).map_err(|_| Error::Malformed)?;
        Ok(Epoch { number: self.number, from: self.from, until: self.until, recipient })
    }
}

#[cfg(test)]
mod tests;
