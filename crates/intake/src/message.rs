//! A message of a case: a report, a follow-up, a reply or a handler's note.
//!
//! In clear it is `OBRM1`, the length of the header and of the body, the header (JSON), a
//! signature over both, the body, and zeros up to a length that tells little.
//! It is then sealed as one age file.

use std::collections::BTreeMap;

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use time::Date;
use zeroize::{Zeroize, Zeroizing};

use crate::age::{self, Identity, Recipient};
use crate::day;
use crate::delivery::Proof;
use crate::hash::Hash;
use crate::identity;
use crate::padding::{MESSAGE_BYTES_MIN, padded};
use crate::sign::{PublicKey, SIGNATURE_BYTES, SigningKey};

const MAGIC: &[u8] = b"OBRM1\n";
const PURPOSE: &str = "obelus/message/v1";
/// Version of the header.
const VERSION: u32 = 1;
/// Longest header.
const HEADER_BYTES_MAX: usize = 256 << 10;
/// Longest text of a message, in bytes.
pub const BODY_BYTES_MAX: usize = 1 << 20;
/// Longest sealed message.
pub const SEALED_BYTES_MAX: u64 = 2 << 20;
/// Most attachments of a message.
pub const ATTACHMENTS_MAX: usize = 32;
/// Longest answer to a question of the form, in characters.
pub const ANSWER_CHARS_MAX: usize = 4_000;

/// What a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Opens a case.
    Report,
    /// The reporter's later message.
    FollowUp,
    /// A handler's answer.
    Reply,
    /// A handler's note to the other handlers.
    Note,
}

/// What a report is about: an item, never a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ItemKind {
    /// A file that went out, or should not.
    File,
    /// A page or a post.
    Page,
    /// A system, a folder, a service.
    System,
}

/// The item that a report is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// What it is.
    pub kind: ItemKind,
    /// Its name, address or digest.
    pub name: String,
}

/// Questions of the form beside the item and the text; none asks for a person, and none has to be
/// answered.
pub const QUESTIONS: &[&str] =
    &["seen-where", "seen-when", "reach", "harm", "told-before", "documents", "fear", "other"];

/// A file that travels with a message.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// Its name at the reporter's.
    pub name: String,
    /// Its name in the sealed report.
    pub blob: String,
    /// Its length in bytes, without padding.
    pub size: u64,
    /// Its digest, SHA-256.
    pub sha256: String,
    /// The secret that opens it.
    pub key: String,
    /// The blob of which this is the cleaned copy, meant for reading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clean_of: Option<String>,
}

impl std::fmt::Debug for Attachment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Attachment({} bytes)", self.size)
    }
}

/// Where the reporter gets replies, and what signs follow-ups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplyTo {
    /// The name of the mailbox.
    pub mailbox: String,
    /// Replies are sealed for it.
    pub recipient: String,
    /// Follow-ups are signed with it.
    pub sign: String,
}

/// All of a message but its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// Version of this header.
    pub v: u32,
    /// What it is.
    pub kind: Kind,
    /// The channel that it was written for.
    pub channel: String,
    /// Its place among the replies of the case, from 1; a reporter keeps no count.
    pub seq: u32,
    /// Digest of the sealed reply before it, so that none can be left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prev: Option<String>,
    /// Digest of those that it was sealed for, so that it cannot be passed on as if for others.
    pub to: String,
    /// The day, without a time.
    #[serde(with = "day")]
    pub day: Date,
    /// The item of a report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<Item>,
    /// Answers, by question.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<String, String>,
    /// Files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// The reporter's keys, in a report and its follow-ups; in a reply, whose mailbox it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<ReplyTo>,
    /// The role of the handler who wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// In a reply: how many of the reporter's messages have arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrived: Option<u32>,
    /// The salt of a report, by which its delivery can be proved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salt: Option<String>,
    /// In a report: who the reporter is, sealed for the custodian; handlers alone cannot open it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    /// In the first reply: the proof that the report arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery: Option<Proof>,
}

impl Header {
    /// Returns an empty header.
    pub fn new(kind: Kind, channel: String, day: Date) -> Self {
        Self {
            v: VERSION,
            kind,
            channel,
            seq: 1,
            prev: None,
            to: String::new(),
            day,
            item: None,
            answers: BTreeMap::new(),
            attachments: Vec::new(),
            reply_to: None,
            by: None,
            arrived: None,
            salt: None,
            identity: None,
            delivery: None,
        }
    }
}

/// A message in clear.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// All but the text.
    pub header: Header,
    /// The text.
    pub body: String,
}

impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Message({:?}, {} bytes)", self.header.kind, self.body.len())
    }
}

impl Drop for Message {
    fn drop(&mut self) {
        self.body.zeroize();
    }
}

/// Why a message could not be made or read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is not written as messages are.
    #[error("this is not a message of version 1: {0}")]
    Malformed(&'static str),
    /// Something in it is longer than it may be.
    #[error("the {0} is too long")]
    TooLong(&'static str),
    /// Sealing or opening failed.
    #[error(transparent)]
    Age(#[from] age::Error),
}

impl Message {
    /// Signs the message and seals it.
    pub fn seal(
        &self,
        recipients: &[Recipient],
        key: &SigningKey,
        rng: &mut dyn CryptoRng,
    ) -> Result<Vec<u8>, Error> {
        let mut header = self.header.clone();
        header.to = digest_of(recipients);
        check(&header, &self.body)?;
        let header = serde_json::to_vec(&header).map_err(|_| Error::Malformed("header"))?;
        let signature = key.sign(PURPOSE, &signed(&header, self.body.as_bytes()));
        let clear = encode(&header, &signature, self.body.as_bytes())?;
        Ok(age::seal(recipients, &clear, rng)?)
    }
}

/// A message that was opened, and what it was opened from.
pub struct Opened {
    /// The message.
    pub message: Message,
    /// Digest of the sealed message.
    pub digest: String,
    signature: [u8; SIGNATURE_BYTES],
    signed: Vec<u8>,
    clear: Zeroizing<Vec<u8>>,
}

impl Opened {
    /// True when this key signed the message.
    #[must_use]
    pub fn is_signed_by(&self, key: &PublicKey) -> bool {
        key.verifies(PURPOSE, &self.signed, &self.signature)
    }

    /// True when the message was sealed for these.
    #[must_use]
    pub fn is_for(&self, recipients: &[Recipient]) -> bool {
        self.message.header.to == digest_of(recipients)
    }

    /// Seals the same message, with its signature, for others.
    pub fn reseal(
        &self,
        recipients: &[Recipient],
        rng: &mut dyn CryptoRng,
    ) -> Result<Vec<u8>, Error> {
        Ok(age::seal(recipients, &self.clear, rng)?)
    }
}

/// Opens a sealed message; whose it is, the caller checks with [`Opened::is_signed_by`].
pub fn open(identities: &[Identity], sealed: &[u8]) -> Result<Opened, Error> {
    let clear = age::open(identities, sealed, SEALED_BYTES_MAX)?;
    let (header, signature, body) = decode(&clear)?;
    let signed = signed(header, body);
    let parsed: Header =
        serde_json::from_slice(header).map_err(|_| Error::Malformed("its header"))?;
    let body = std::str::from_utf8(body).map_err(|_| Error::Malformed("its text"))?.to_owned();
    let message = Message { header: parsed, body };
    check(&message.header, &message.body)?;
    Ok(Opened { message, digest: crate::digest(sealed), signature, signed, clear })
}

/// Returns the digest that binds a message to its recipients.
pub fn digest_of(recipients: &[Recipient]) -> String {
    let mut texts: Vec<String> = recipients.iter().map(Recipient::to_string).collect();
    texts.sort();
    crate::digest(texts.join("\n").as_bytes())
}

/// Whoever sends it may be hostile: every length is looked at, when writing and when reading.
fn check(header: &Header, body: &str) -> Result<(), Error> {
    if header.v != VERSION {
        return Err(Error::Malformed("its version is unknown"));
    }
    if body.len() > BODY_BYTES_MAX {
        return Err(Error::TooLong("text"));
    }
    if header.identity.as_ref().is_some_and(|sealed| sealed.len() > identity::SEALED_CHARS_MAX) {
        return Err(Error::TooLong("name"));
    }
    if header.attachments.len() > ATTACHMENTS_MAX {
        return Err(Error::TooLong("list of attachments"));
    }
    let is_long = |text: &String| text.chars().count() > ANSWER_CHARS_MAX;
    let names = header.attachments.iter().map(|attachment| &attachment.name);
    let item = header.item.iter().map(|item| &item.name);
    if header.answers.values().chain(names).chain(item).any(is_long) {
        return Err(Error::TooLong("answer or name"));
    }
    if header.answers.keys().any(|question| !QUESTIONS.contains(&question.as_str())) {
        return Err(Error::Malformed("it answers a question that was not asked"));
    }
    Ok(())
}

fn signed(header: &[u8], body: &[u8]) -> Vec<u8> {
    [Hash::of(header), Hash::of(body)].concat()
}

fn encode(header: &[u8], signature: &[u8], body: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    if header.len() > HEADER_BYTES_MAX {
        return Err(Error::TooLong("header"));
    }
    let length = |bytes: &[u8]| u32::try_from(bytes.len()).map_err(|_| Error::TooLong("message"));
    let lengths = [length(header)?.to_be_bytes(), length(body)?.to_be_bytes()].concat();
    let mut clear = Zeroizing::new([MAGIC, &lengths, header, signature, body].concat());
    let whole = padded(u64::try_from(clear.len()).unwrap_or(u64::MAX), MESSAGE_BYTES_MIN);
    clear.resize(usize::try_from(whole).map_err(|_| Error::TooLong("message"))?, 0);
    Ok(clear)
}

/// A header, a signature and a body, as they lie in a message.
type Parts<'a> = (&'a [u8], [u8; SIGNATURE_BYTES], &'a [u8]);

/// Splits a message.
fn decode(clear: &[u8]) -> Result<Parts<'_>, Error> {
    let short = Error::Malformed("it is too short");
    let Some(rest) = clear.strip_prefix(MAGIC) else {
        return Err(Error::Malformed("its first bytes"));
    };
    let parts = || {
        let (header_bytes, rest) = rest.split_first_chunk::<4>()?;
        let (body_bytes, rest) = rest.split_first_chunk::<4>()?;
        let length = |bytes: &[u8; 4]| usize::try_from(u32::from_be_bytes(*bytes)).ok();
        let (header, rest) = rest.split_at_checked(length(header_bytes)?)?;
        let (signature, rest) = rest.split_first_chunk::<SIGNATURE_BYTES>()?;
        let (body, zeros) = rest.split_at_checked(length(body_bytes)?)?;
        Some((header, *signature, body, zeros))
    };
    let (header, signature, body, zeros) = parts().ok_or(short)?;
    if zeros.iter().any(|&byte| byte != 0) {
        return Err(Error::Malformed("something hides in its padding"));
    }
    Ok((header, signature, body))
}

#[cfg(test)]
mod tests;
