//! Whom to believe: logs, witnesses and how many of them (C2SP tlog-policy, draft of 2026, commit
//! 13027eee).
//!
//! The draft has no tag yet; everything that depends on it stands here.
//! It works on bytes of names only, as the draft wants; we ask for UTF-8 in addition, and refuse a
//! policy that is not.

use std::collections::BTreeMap;

use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::key::{Algorithm, KeyError, VerifierKey};
use crate::note::{Note, NoteError};

/// Longest policy that is read.
const POLICY_BYTES_MAX: usize = 1 << 20;
/// Most logs, witnesses and groups together.
const ENTRIES_MAX: usize = 1024;

/// A witness as a policy names it.
#[derive(Debug, Clone, PartialEq)]
pub struct Witness {
    /// Its name in the policy.
    pub name: String,
    /// Its key.
    pub key: VerifierKey,
    /// Where it takes checkpoints.
    pub url: Option<String>,
}

/// A policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Keys of logs; the name of each is the origin of its log.
    pub logs: Vec<VerifierKey>,
    /// The witnesses.
    pub witnesses: Vec<Witness>,
    groups: Vec<Group>,
    quorum: Option<Member>,
}

/// A number of members that must have seen a checkpoint.
#[derive(Debug, Clone, PartialEq)]
struct Group {
    least: usize,
    members: Vec<Member>,
}

/// A place in one of the two lists; those of groups lie before the group that has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Member {
    Witness(usize),
    Group(usize),
}

/// A line that is wrong, or a policy without a quorum.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// What is wrong in a line.
    #[error("line {line}: {reason}")]
    Line {
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// The policy does not say how many witnesses there must be.
    #[error("it has no `quorum` line")]
    NoQuorum,
    /// The note does not count.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The note is no checkpoint.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// None of the logs signed it.
    #[error("no log of the policy has signed the checkpoint of `{0}`")]
    NoLog(String),
    /// Too few witnesses signed it.
    #[error("too few witnesses have signed the checkpoint: {0} of those in the policy")]
    NoQuorumReached(usize),
}

/// A checkpoint that a policy takes, and who stands behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endorsed {
    /// The checkpoint.
    pub checkpoint: Checkpoint,
    /// When the log signed it, where its signature says so.
    pub time: Option<u64>,
    /// Witnesses, each with its time.
    pub witnesses: Vec<(String, u64)>,
}

impl Policy {
    /// Reads a policy.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        Parser::default().parse(text)
    }

    /// Returns the checkpoint that a note states, if a log signed it and enough witnesses did.
    pub fn endorse(&self, note: &Note) -> Result<Endorsed, PolicyError> {
        let checkpoint = Checkpoint::parse(&note.text)?;
        let of_log: Vec<VerifierKey> =
            self.logs.iter().filter(|key| key.name() == checkpoint.origin).cloned().collect();
        let no_log = || PolicyError::NoLog(checkpoint.origin.clone());
        let signed = match note.verify(&of_log) {
            Err(NoteError::Unsigned) => return Err(no_log()),
            signed => signed?,
        };
        let time = signed.iter().find_map(|signed| signed.time);
        let witnesses = self.seen_by(note)?;
        let seen = |index| witnesses.iter().any(|(witness, _)| *witness == index);
        if !self.quorum.is_none_or(|quorum| self.has(quorum, &seen)) {
            return Err(PolicyError::NoQuorumReached(witnesses.len()));
        }
        let named = |(index, time): &(usize, u64)| {
            self.witnesses.get(*index).map(|witness| (witness.name.clone(), *time))
        };
        let witnesses = witnesses.iter().filter_map(named).collect();
        Ok(Endorsed { checkpoint, time, witnesses })
    }

    /// True when the policy asks for witnesses at all.
    pub fn wants_witnesses(&self) -> bool {
        self.quorum.is_some()
    }

    /// Which witnesses signed a note, and when.
    fn seen_by(&self, note: &Note) -> Result<Vec<(usize, u64)>, NoteError> {
        let keys: Vec<VerifierKey> =
            self.witnesses.iter().map(|witness| witness.key.clone()).collect();
        match note.verify(&keys) {
            Err(NoteError::Unsigned) => Ok(Vec::new()),
            signed => Ok(signed?.iter().map(|s| (s.key, s.time.unwrap_or_default())).collect()),
        }
    }

    /// True when the member has seen the checkpoint; groups name only groups before them, so their
    /// states follow one from the other.
    fn has(&self, member: Member, seen: &dyn Fn(usize) -> bool) -> bool {
        let mut states: Vec<bool> = Vec::with_capacity(self.groups.len());
        for group in &self.groups {
            let has = |member: &&Member| match member {
                Member::Witness(index) => seen(*index),
                Member::Group(index) => states.get(*index).copied().unwrap_or(false),
            };
            let state = group.members.iter().filter(has).count() >= group.least;
            states.push(state);
        }
        match member {
            Member::Witness(index) => seen(index),
            Member::Group(index) => states.get(index).copied().unwrap_or(false),
        }
    }
}

/// A policy in the making.
#[derive(Default)]
struct Parser {
    logs: Vec<VerifierKey>,
    witnesses: Vec<Witness>,
    groups: Vec<Group>,
    quorum: Option<Option<Member>>,
    names: BTreeMap<String, Member>,
    /// Names that are members of a group already.
    taken: Vec<Member>,
}

impl Parser {
    fn parse(mut self, text: &str) -> Result<Policy, PolicyError> {
        if text.len() > POLICY_BYTES_MAX {
            return Err(PolicyError::Line { line: 1, reason: "the policy is too long".to_owned() });
        }
        for (number, line) in (1..).zip(text.split('\n')) {
            let fault = |reason| PolicyError::Line { line: number, reason };
            self.add(line).map_err(fault)?;
        }
        let quorum = self.quorum.ok_or(PolicyError::NoQuorum)?;
        Ok(Policy { logs: self.logs, witnesses: self.witnesses, groups: self.groups, quorum })
    }

    fn add(&mut self, line: &str) -> Result<(), String> {
        if line.bytes().any(|byte| (byte < b' ' && byte != b'\t') || byte == 0x7F) {
            return Err("control characters are not allowed".to_owned());
        }
        let words: Vec<&str> = line.split([' ', '\t']).filter(|word| !word.is_empty()).collect();
        if self.logs.len() + self.names.len() >= ENTRIES_MAX {
            return Err(format!("the policy has more than {ENTRIES_MAX} entries"));
        }
        match words.as_slice() {
            [] => Ok(()),
            [first, ..] if first.starts_with('#') => Ok(()),
            ["log", key] | ["log", key, _] => self.add_log(key),
            ["witness", name, key] => self.add_witness(name, key, None),
            ["witness", name, key, url] => self.add_witness(name, key, Some(url)),
            ["group", name, least, members @ ..] => self.add_group(name, least, members),
            ["quorum", name] => self.set_quorum(name),
            [first, ..] => Err(format!("`{first}` is no line of a policy, or has too few words")),
        }
    }

    fn add_log(&mut self, text: &str) -> Result<(), String> {
        let key = VerifierKey::parse(text).map_err(|error: KeyError| error.to_string())?;
        if key.algorithm() == Algorithm::Ed25519Cosignature {
            return Err("a log's key is of type 1 or 6".to_owned());
        }
        if self.logs.iter().any(|log| log.public_bytes() == key.public_bytes()) {
            return Err("the log is named twice".to_owned());
        }
        self.logs.push(key);
        Ok(())
    }

    fn add_witness(&mut self, name: &str, key: &str, url: Option<&str>) -> Result<(), String> {
        let key = VerifierKey::parse(key).map_err(|error| error.to_string())?;
        if key.algorithm() == Algorithm::Ed25519 {
            return Err("a witness's key is of type 4 or 6".to_owned());
        }
        if self.witnesses.iter().any(|other| other.key.public_bytes() == key.public_bytes()) {
            return Err("the witness is named twice".to_owned());
        }
        self.name(name, Member::Witness(self.witnesses.len()))?;
        let (name, url) = (name.to_owned(), url.map(str::to_owned));
        self.witnesses.push(Witness { name, key, url });
        Ok(())
    }

    fn add_group(&mut self, name: &str, least: &str, members: &[&str]) -> Result<(), String> {
        let found: Option<Vec<Member>> =
            members.iter().map(|member| self.names.get(*member).copied()).collect();
        let members = found.ok_or("a member of the group is not defined above it")?;
        let least = match least {
            "all" => members.len(),
            "any" => 1,
            number => number.parse().map_err(|_| "a group wants a number, `all` or `any`")?,
        };
        if !(1..=members.len()).contains(&least) {
            return Err("the group can never have so many members".to_owned());
        }
        for member in &members {
            if self.taken.contains(member) {
                return Err("a member stands in two groups, or twice in one".to_owned());
            }
            self.taken.push(*member);
        }
        self.name(name, Member::Group(self.groups.len()))?;
        self.groups.push(Group { least, members });
        Ok(())
    }

    fn set_quorum(&mut self, name: &str) -> Result<(), String> {
        if self.quorum.is_some() {
            return Err("a policy has one quorum".to_owned());
        }
        let member = match name {
            "none" => None,
            name => Some(*self.names.get(name).ok_or("the quorum is not defined above it")?),
        };
        self.quorum = Some(member);
        Ok(())
    }

    fn name(&mut self, name: &str, member: Member) -> Result<(), String> {
        if name == "none" || self.names.contains_key(name) {
            return Err(format!("the name `{name}` is taken"));
        }
        self.names.insert(name.to_owned(), member);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
