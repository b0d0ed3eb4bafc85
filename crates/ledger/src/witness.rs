//! Witnesses: they sign a checkpoint when it continues what they saw (C2SP tlog-witness v1.0.0).
//!
//! The protocol is a text in each direction, so that it travels over HTTP, as a file or as a QR
//! code alike.
//! Reading, judging and keeping must be one step for a log: the caller holds a lock or a
//! transaction from before [`judge`] until the record is durable.

use std::fmt;

use crate::checkpoint::Checkpoint;
use crate::evidence::Evidence;
use crate::hash::{Hash, parse_decimal};
use crate::key::{SignerKey, VerifierKey};
use crate::note::{Note, NoteError, Signature};
use crate::tree::verify_consistency;

/// Most lines of a consistency proof.
const PROOF_LINES_MAX: usize = 63;
/// Longest request that is read.
const REQUEST_BYTES_MAX: usize = 1 << 20;

/// A request to sign a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddCheckpoint {
    /// The size that the witness is thought to have seen last.
    pub old_size: u64,
    /// Proof that the tree of that size is the beginning of the new one.
    pub proof: Vec<Hash>,
    /// The new checkpoint.
    pub checkpoint: Note,
}

/// A text that is no such request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("it is not a request to a witness: {0}")]
pub struct RequestError(String);

impl AddCheckpoint {
    /// Reads the body of a request.
    pub fn parse(bytes: &[u8]) -> Result<Self, RequestError> {
        let wrong = |reason: &str| RequestError(reason.to_owned());
        if bytes.len() > REQUEST_BYTES_MAX {
            return Err(wrong("it is too long"));
        }
        let text = std::str::from_utf8(bytes).map_err(|_| wrong("it is not UTF-8"))?;
        let (head, note) = text.split_once("\n\n").ok_or_else(|| wrong("it has no blank line"))?;
        let mut lines = head.split('\n');
        let old_size = lines.next().and_then(|line| line.strip_prefix("old "));
        let old_size = old_size.and_then(parse_decimal).ok_or_else(|| wrong("no old size"))?;
        let proof: Option<Vec<Hash>> = lines.map(Hash::parse).collect();
        let proof = proof.ok_or_else(|| wrong("a line of the proof is no hash"))?;
        if proof.len() > PROOF_LINES_MAX {
            return Err(wrong("the proof is too long"));
        }
        let checkpoint = Note::parse(note.as_bytes());
        let checkpoint = checkpoint.map_err(|error| RequestError(error.to_string()))?;
        Ok(Self { old_size, proof, checkpoint })
    }
}

/// The body, which [`AddCheckpoint::parse`] reads.
impl fmt::Display for AddCheckpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "old {}", self.old_size)?;
        self.proof.iter().try_for_each(|hash| writeln!(formatter, "{hash}"))?;
        write!(formatter, "\n{}", self.checkpoint)
    }
}

/// A log that a witness watches.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownLog {
    /// Its origin.
    pub origin: String,
    /// Keys of which one must have signed.
    pub keys: Vec<VerifierKey>,
}

/// A checkpoint that a witness has signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// What it states.
    pub checkpoint: Checkpoint,
    /// The note as the log signed it: half of a proof, should the log ever sign another.
    pub note: Note,
}

/// What a witness answers; the text goes back as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// 200: the signature lines.
    Cosigned(String),
    /// 400: the request is not one.
    BadRequest(String),
    /// 403: no key of the log has signed.
    Forbidden,
    /// 404: the log is not watched here.
    UnknownLog,
    /// 409: the witness has seen this size last.
    Conflict(u64),
    /// 422: the proof does not hold.
    Unproven,
}

impl Answer {
    /// The status of HTTP.
    pub fn status(&self) -> u16 {
        match self {
            Self::Cosigned(_) => 200,
            Self::BadRequest(_) => 400,
            Self::Forbidden => 403,
            Self::UnknownLog => 404,
            Self::Conflict(_) => 409,
            Self::Unproven => 422,
        }
    }

    /// The type of the body.
    pub fn content_type(&self) -> &'static str {
        match self {
            Self::Conflict(_) => "text/x.tlog.size",
            _ => "text/plain; charset=utf-8",
        }
    }

    /// The body.
    pub fn body(&self) -> String {
        match self {
            Self::Cosigned(lines) => lines.clone(),
            Self::BadRequest(reason) => format!("{reason}\n"),
            Self::Forbidden => "no key of this log has signed the checkpoint\n".to_owned(),
            Self::UnknownLog => "this log is not watched here\n".to_owned(),
            Self::Conflict(size) => format!("{size}\n"),
            Self::Unproven => "the consistency proof does not hold\n".to_owned(),
        }
    }
}

/// What follows from a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// What to answer, once the rest is kept.
    pub answer: Answer,
    /// The new latest checkpoint of its log, to be made durable first.
    pub record: Option<Seen>,
    /// A checkpoint that its log signed and did not prove; it asks for an explanation.
    pub unexplained: Option<Note>,
    /// Proof that the log signed what cannot both be true.
    pub evidence: Option<Evidence>,
}

impl From<Answer> for Verdict {
    fn from(answer: Answer) -> Self {
        Self { answer, record: None, unexplained: None, evidence: None }
    }
}

/// Judges a request.
///
/// `seen` are the checkpoints of a log that the witness has signed, the latest last.
pub fn judge(
    body: &[u8],
    logs: &[KnownLog],
    seen: &dyn Fn(&str) -> Vec<Seen>,
    signers: &[SignerKey],
    now: u64,
) -> Verdict {
    let request = match AddCheckpoint::parse(body) {
        Ok(request) => request,
        Err(error) => return Answer::BadRequest(error.to_string()).into(),
    };
    let Ok(checkpoint) = Checkpoint::parse(&request.checkpoint.text) else {
        return Answer::BadRequest("the note is no checkpoint".to_owned()).into();
    };
    let Some(log) = logs.iter().find(|log| log.origin == checkpoint.origin) else {
        return Answer::UnknownLog.into();
    };
    let Some(note) = signed_by(&request.checkpoint, &log.keys) else {
        return Answer::Forbidden.into();
    };
    let seen = seen(&checkpoint.origin);
    let evidence =
        seen.iter().rev().find_map(|earlier| Evidence::between(&earlier.note, &note, &log.keys));
    let answer = answer(&request, &checkpoint, seen.last());
    let mut verdict = match answer {
        // Two contradicting checkpoints: whatever the proof says, this one is not signed.
        None if evidence.is_some() => Answer::Unproven.into(),
        None => cosign(checkpoint, &note, signers, now),
        Some(answer) => Verdict::from(answer),
    };
    let is_known = seen.iter().any(|earlier| earlier.note.text == note.text);
    let is_refused = matches!(verdict.answer, Answer::Conflict(_) | Answer::Unproven);
    verdict.unexplained = (is_refused && !is_known).then_some(note);
    verdict.evidence = evidence;
    verdict
}

/// Returns the note with the log's own signatures that hold; strangers' lines are not kept.
fn signed_by(note: &Note, keys: &[VerifierKey]) -> Option<Note> {
    let signed = note.verify(keys).ok()?;
    let is_its = |signature: &&Signature| {
        let mut keys = signed.iter().filter_map(|signed| keys.get(signed.key));
        keys.any(|key| key.name() == signature.name && key.id() == signature.id)
    };
    let signatures = note.signatures.iter().filter(is_its).cloned().collect();
    Some(Note { text: note.text.clone(), signatures })
}

/// Returns why a checkpoint is not signed, in the order of the specification; None when it is.
fn answer(request: &AddCheckpoint, new: &Checkpoint, latest: Option<&Seen>) -> Option<Answer> {
    if request.old_size > new.size {
        return Some(Answer::BadRequest("the old size is above the new one".to_owned()));
    }
    let (size, root) = match latest {
        Some(seen) => (seen.checkpoint.size, seen.checkpoint.root),
        None => (0, Hash::of_empty_tree()),
    };
    if request.old_size != size || (size == new.size && root != new.root) {
        return Some(Answer::Conflict(size));
    }
    let is_proven = match size {
        0 => request.proof.is_empty(),
        _ => verify_consistency(size, &root, new.size, &new.root, &request.proof).is_ok(),
    };
    (!is_proven).then_some(Answer::Unproven)
}

fn cosign(checkpoint: Checkpoint, note: &Note, signers: &[SignerKey], now: u64) -> Verdict {
    let lines = signers.iter().filter_map(|signer| signer.sign_note(&note.text, now));
    let lines: String = lines.map(|signature| signature.to_string()).collect();
    if lines.is_empty() {
        return Answer::BadRequest("the checkpoint cannot be cosigned".to_owned()).into();
    }
    let record = Some(Seen { checkpoint, note: note.clone() });
    Verdict { record, ..Answer::Cosigned(lines).into() }
}

/// Adds a witness's answer to the log's own copy of the checkpoint: only lines by `keys` that hold.
pub fn accept_cosignatures(
    note: &mut Note,
    answer: &str,
    keys: &[VerifierKey],
) -> Result<(), NoteError> {
    let mut answered = Note { text: note.text.clone(), signatures: Vec::new() };
    answered.add_lines(answer)?;
    let cosigned = signed_by(&answered, keys).ok_or(NoteError::Unsigned)?;
    for signature in cosigned.signatures {
        // A key's newer signature takes the place of its older one.
        note.signatures.retain(|old| old.name != signature.name || old.id != signature.id);
        note.signatures.push(signature);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
