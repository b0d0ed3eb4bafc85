//! Statements: what was done to which file (in-toto Statement v1), one kind for each step.
//!
//! The JSON is defined here; each kind has a version in its name, and never changes its meaning.
//! A reader takes fields that it does not know, as in-toto wants, and refuses kinds that it does not
//! know.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

use crate::envelope::Envelope;

/// Type of payloads that are statements.
pub const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";
const STATEMENT_TYPE: &str = "https://in-toto.io/Statement/v1";
/// What kinds of ours begin with.
const KINDS: &str = "https://obelus.example/attest/";
/// The kind that other tools read: simple verification result.
const RESULT_KIND: &str = "https://in-toto.io/attestation/svr/v0.1";
/// Keeps salted digests of files apart from all others.
const SUBJECT_TAG: &[u8] = b"obelus.subject.v1\n";

/// A statement.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// What it is about.
    pub subject: Vec<Subject>,
    /// What is said about it.
    pub step: Step,
}

/// What a statement is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// A name for people; never that of a person or of an unreleased file.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
    /// Digests by their algorithm.
    pub digest: BTreeMap<String, String>,
}

/// A step of a decision, each a kind of statement.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// A file was looked through.
    Scan(Scan),
    /// What was found, as salted digests.
    Findings(Findings),
    /// What people decided.
    Decision(Decision),
    /// A file went out.
    Release(Release),
    /// The same release in the words of other tools.
    Verified(Verified),
    /// An entry was erased.
    Erasure(Erasure),
    /// Nothing: it hides how much is logged.
    Padding,
    /// An earlier log goes on here.
    Migrate(Migrate),
    /// A key follows another.
    Key(KeyChange),
    /// A sealed report arrived.
    Delivery(Delivery),
    /// A handler did something on a case.
    Act(Act),
    /// Pages hand out a script.
    Script(Script),
    /// Handlers approved a bulletin.
    Bulletin(Bulletin),
}

/// A file was looked through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Scan {
    /// Program and version.
    pub engine: String,
    /// SHA-256 of the policy that held, in hexadecimal digits.
    pub policy: String,
    /// Salt of the subject's digest, so that one who has the file can find it again here.
    pub salt: String,
    /// The verdict.
    pub verdict: String,
    /// Number of findings, rounded up to a power of two.
    pub findings_at_most: u64,
    /// When it ended.
    pub time: String,
}

/// What was found, as salted digests; see [`crate::findings`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    /// One digest a finding, sorted.
    pub digests: Vec<String>,
}

/// What people decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// `release` or `withhold`.
    pub verdict: String,
    /// The ground in law or in a rule of the house.
    pub basis: String,
    /// What is done about each finding, by its digest.
    #[serde(default)]
    pub actions: BTreeMap<String, String>,
    /// Leaves of the scan and the findings, in hexadecimal digits.
    pub refs: Vec<String>,
    /// When.
    pub time: String,
}

/// A file went out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// The verdict of the last scan of exactly these bytes.
    pub verdict: String,
    /// SHA-256 of the policy that held, in hexadecimal digits.
    pub policy: String,
    /// How many people signed the decision: 0 when there was none.
    pub persons: u64,
    /// Leaf of the decision, in hexadecimal digits.
    #[serde(default)]
    pub decision: Option<String>,
    /// Who lifted its protective marking, as each of the officers named it; nothing without one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lifted: Vec<Lifted>,
    /// Leaf of a release that this one takes the place of.
    #[serde(default)]
    pub supersedes: Option<String>,
    /// When.
    pub time: String,
}

/// Who lifted a protective marking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lifted {
    /// The authority that decided so.
    pub authority: String,
    /// The date of its decision, as it is written there.
    pub date: String,
}

/// A simple verification result (in-toto SVR v0.1), which other tools' policies read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Verified {
    /// Who verified.
    pub verifier: Verifier,
    /// When.
    pub time_created: String,
    /// What holds, such as `OBELUS_RESCAN_CLEAN`.
    pub properties: Vec<String>,
}

/// Who verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verifier {
    /// An URI.
    pub id: String,
}

/// An entry was erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// The leaf, in hexadecimal digits.
    pub leaf: String,
    /// The ground in law, as a code.
    pub basis: String,
    /// When.
    pub time: String,
}

/// An earlier log goes on here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Migrate {
    /// The last checkpoint of the earlier log that can be relied upon, as a note.
    pub checkpoint: String,
    /// Why.
    pub reason: String,
    /// When.
    pub time: String,
}

/// A key follows another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyChange {
    /// What the key is for: `log` or `release`.
    pub purpose: String,
    /// The public key that follows.
    pub key: String,
    /// When.
    pub time: String,
}

/// A sealed report arrived; the subject is a salted digest, and nothing else is said of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// The day, without a time.
    pub day: String,
}

/// A handler did something on a case; the subject is the digest of its signed line, and neither the
/// case nor what was done is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    /// The public name of the channel.
    pub channel: String,
    /// The day, without a time.
    pub day: String,
}

/// Pages hand out a script; the subject is its digest, so that everyone who gets it can tell whether
/// all get the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Script {
    /// Program and version.
    pub program: String,
    /// When.
    pub time: String,
}

/// Handlers approved a bulletin; the subject is its digest, and the case is not named.
///
/// It has no time: each of them signs the same bytes, on whatever day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bulletin {
    /// The public name of the channel.
    pub channel: String,
}

/// Why a payload is no statement of ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StatementError {
    /// The payload is of another type.
    #[error("the payload is of the type `{0}`, not a statement")]
    PayloadType(String),
    /// The JSON is not that of a statement.
    #[error("it is not written as a statement: {0}")]
    Malformed(String),
    /// The kind is none of ours.
    #[error("`{0}` is not a kind of statement that is known here")]
    Kind(String),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Form {
    #[serde(rename = "_type")]
    statement_type: String,
    subject: Vec<Subject>,
    predicate_type: String,
    #[serde(default)]
    predicate: Value,
}

impl Statement {
    /// Reads a payload.
    pub fn parse(payload: &[u8]) -> Result<Self, StatementError> {
        let form: Form = serde_json::from_slice(payload).map_err(malformed)?;
        if form.statement_type != STATEMENT_TYPE {
            return Err(StatementError::Kind(form.statement_type));
        }
        let step = Step::parse(&form.predicate_type, form.predicate)?;
        Ok(Self { subject: form.subject, step })
    }

    /// Reads the statement in an envelope; who signed it is another question.
    pub fn in_envelope(envelope: &Envelope) -> Result<Self, StatementError> {
        if envelope.payload_type != PAYLOAD_TYPE {
            return Err(StatementError::PayloadType(envelope.payload_type.clone()));
        }
        Self::parse(&envelope.payload)
    }

    /// Puts it into an envelope, without signatures yet.
    pub fn to_envelope(&self) -> Envelope {
        let form = Form {
            statement_type: STATEMENT_TYPE.to_owned(),
            subject: self.subject.clone(),
            predicate_type: self.step.kind(),
            predicate: self.step.predicate(),
        };
        let payload = serde_json::to_vec(&form).expect("texts and numbers can be written as JSON");
        Envelope::new(PAYLOAD_TYPE, payload)
    }
}

impl Subject {
    /// A released file: its digest may be known to everyone.
    pub fn released(name: &str, sha256: &[u8], sha512: &[u8]) -> Self {
        let digest = [("sha256", sha256), ("sha512", sha512)];
        let digest = digest.map(|(name, bytes)| (name.to_owned(), hex(bytes)));
        Self { name: Some(name.to_owned()), digest: digest.into() }
    }

    /// An original: a salted digest, since who holds a candidate file must not be able to test it.
    pub fn original(salt: &[u8], sha256: &[u8]) -> Self {
        let salted =
            Sha256::new().chain_update(SUBJECT_TAG).chain_update(salt).chain_update(sha256);
        let digest = ("obelusSaltedSha256".to_owned(), hex(&salted.finalize()));
        Self { name: None, digest: [digest].into() }
    }

    /// Something that has no name but its SHA-256 digest, in hexadecimal digits.
    pub fn nameless(sha256: String) -> Self {
        Self { name: None, digest: [("sha256".to_owned(), sha256)].into() }
    }

    /// Its SHA-256 digest in hexadecimal digits, unless it is salted.
    pub fn sha256(&self) -> Option<&str> {
        self.digest.get("sha256").map(String::as_str)
    }

    /// Something that is named by a SHA-256 digest: a leaf's commitment, a key, a checkpoint.
    pub fn named(name: &str, sha256: &[u8]) -> Self {
        let digest = ("sha256".to_owned(), hex(sha256));
        Self { name: Some(name.to_owned()), digest: [digest].into() }
    }
}

impl Step {
    /// Returns the `predicateType`.
    pub fn kind(&self) -> String {
        let name = match self {
            Self::Scan(_) => "scan",
            Self::Findings(_) => "findings",
            Self::Decision(_) => "decision",
            Self::Release(_) => "release",
            Self::Verified(_) => return RESULT_KIND.to_owned(),
            Self::Erasure(_) => "erasure",
            Self::Padding => "padding",
            Self::Migrate(_) => "migrate",
            Self::Key(_) => "key",
            Self::Delivery(_) => "delivery",
            Self::Act(_) => "act",
            Self::Script(_) => "browser-script",
            Self::Bulletin(_) => "bulletin",
        };
        format!("{KINDS}{name}/v1")
    }

    fn predicate(&self) -> Value {
        let value = match self {
            Self::Scan(scan) => serde_json::to_value(scan),
            Self::Findings(findings) => serde_json::to_value(findings),
            Self::Decision(decision) => serde_json::to_value(decision),
            Self::Release(release) => serde_json::to_value(release),
            Self::Verified(verified) => serde_json::to_value(verified),
            Self::Erasure(erasure) => serde_json::to_value(erasure),
            Self::Padding => Ok(Value::Object(serde_json::Map::new())),
            Self::Migrate(migrate) => serde_json::to_value(migrate),
            Self::Key(key) => serde_json::to_value(key),
            Self::Delivery(delivery) => serde_json::to_value(delivery),
            Self::Act(act) => serde_json::to_value(act),
            Self::Script(script) => serde_json::to_value(script),
            Self::Bulletin(bulletin) => serde_json::to_value(bulletin),
        };
        value.expect("texts and numbers can be written as JSON")
    }

    fn parse(kind: &str, predicate: Value) -> Result<Self, StatementError> {
        let unknown = || StatementError::Kind(kind.to_owned());
        if kind == RESULT_KIND {
            return read(predicate).map(Self::Verified);
        }
        let name = kind.strip_prefix(KINDS).and_then(|rest| rest.strip_suffix("/v1"));
        match name.ok_or_else(unknown)? {
            "scan" => read(predicate).map(Self::Scan),
            "findings" => read(predicate).map(Self::Findings),
            "decision" => read(predicate).map(Self::Decision),
            "release" => read(predicate).map(Self::Release),
            "erasure" => read(predicate).map(Self::Erasure),
            "padding" => Ok(Self::Padding),
            "migrate" => read(predicate).map(Self::Migrate),
            "key" => read(predicate).map(Self::Key),
            "delivery" => read(predicate).map(Self::Delivery),
            "act" => read(predicate).map(Self::Act),
            "browser-script" => read(predicate).map(Self::Script),
            "bulletin" => read(predicate).map(Self::Bulletin),
            _ => Err(unknown()),
        }
    }
}

fn read<T: DeserializeOwned>(predicate: Value) -> Result<T, StatementError> {
    serde_json::from_value(predicate).map_err(malformed)
}

fn malformed(error: serde_json::Error) -> StatementError {
    // The place in the text is enough; a value of it must not reach a message.
    StatementError::Malformed(format!("{:?} error in line {}", error.classify(), error.line()))
}

/// Writes seconds since 1970 as statements have it (RFC 3339), in UTC.
pub fn timestamp(seconds: u64) -> String {
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    let time = OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let (date, clock) = (time.date(), time.time());
    let month = u8::from(date.month());
    format!(
        "{:04}-{month:02}-{:02}T{:02}:{:02}:{:02}Z",
        date.year(),
        date.day(),
        clock.hour(),
        clock.minute(),
        clock.second()
    )
}

/// Writes bytes in hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;
