//! The audit: every leaf is explained, every decision has two people, every release a decision.
//!
//! The decision about a bulletin is the approval of two handlers, which holds for its bytes alone.
//! It sees what is kept beside the log, and names each place where something is missing.

use std::collections::BTreeMap;
use std::fmt;

use crate::envelope::{Envelope, Key, Role};
use crate::statement::{Decision, Release, Statement, Step, Subject};

/// How many people a decision wants.
const PERSONS_LEAST: usize = 2;

/// A leaf, and what is kept about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The leaf, in hexadecimal digits.
    pub leaf: String,
    /// The envelope that opens it; the caller has checked that it does.
    pub envelope: Option<Vec<u8>>,
}

/// What an audit found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Leaves with an envelope, padding aside.
    pub opened: u64,
    /// Leaves whose erasure is logged.
    pub erased: u64,
    /// Leaves that hide how much is logged.
    pub padding: u64,
    /// Decisions, approvals of bulletins among them.
    pub decisions: u64,
    /// Releases.
    pub releases: u64,
    /// What is wrong, in the order of the leaves.
    pub faults: Vec<Fault>,
}

/// Something that is wrong with an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where it stands in the log.
    pub index: u64,
    /// What is wrong.
    pub kind: FaultKind,
}

/// What can be wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// Nothing opens the leaf, and no erasure is logged.
    Unopened,
    /// The envelope or its statement cannot be read.
    Unreadable(String),
    /// No key that may sign such a statement has signed it.
    Unsigned,
    /// A decision was signed by fewer than two people.
    TooFewPersons(usize),
    /// A statement names a leaf that is not in the log before it, or is of another kind.
    NoSuchEntry(&'static str),
    /// A file went out without a decision.
    NoDecision,
    /// A file went out although the decision was to withhold it.
    Withheld,
    /// What was approved is another bulletin.
    OtherBulletin,
    /// A release says that more or fewer people signed than did.
    OtherPersons {
        /// As the release has it.
        stated: u64,
        /// As the decision has it.
        signed: u64,
    },
}

impl fmt::Display for FaultKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unopened => formatter.write_str("nothing opens it, and no erasure is logged"),
            Self::Unreadable(reason) => write!(formatter, "it cannot be read: {reason}"),
            Self::Unsigned => formatter.write_str("no key that may sign it has signed it"),
            Self::TooFewPersons(persons) => {
                write!(formatter, "a decision signed by {persons} of {PERSONS_LEAST} people")
            }
            Self::NoSuchEntry(kind) => {
                write!(formatter, "it names a {kind} that is not in the log before it")
            }
            Self::NoDecision => formatter.write_str("a release without a decision"),
            Self::Withheld => formatter.write_str("a release of what was to be withheld"),
            Self::OtherBulletin => {
                formatter.write_str("a release of another file than was approved")
            }
            Self::OtherPersons { stated, signed } => {
                write!(formatter, "a release that states {stated} people, where {signed} signed")
            }
        }
    }
}

/// Holds all entries, in the order of the log, against the rules.
pub fn audit(records: &[Record], keys: &[Key<'_>]) -> Report {
    let mut auditor = Auditor {
        keys,
        before: BTreeMap::new(),
        erasures: BTreeMap::new(),
        report: Report::default(),
    };
    let mut unopened = Vec::new();
    for (index, record) in (0..).zip(records) {
        match &record.envelope {
            Some(envelope) => auditor.look_at(index, &record.leaf, envelope),
            None => {
                unopened.push((index, &record.leaf));
                auditor.before.insert(record.leaf.clone(), Entry::Unopened);
            }
        }
    }
    let Auditor { erasures, mut report, .. } = auditor;
    for (index, leaf) in unopened {
        // A tombstone comes after what it is about.
        if erasures.get(leaf).is_some_and(|erased_at| *erased_at > index) {
            report.erased += 1;
        } else {
            report.faults.push(Fault { index, kind: FaultKind::Unopened });
        }
    }
    report.faults.sort_by_key(|fault| fault.index);
    report
}

/// What later entries may name.
enum Entry {
    Scan,
    Findings,
    Decision {
        is_release: bool,
        persons: usize,
    },
    /// Who approved a bulletin, and which.
    Bulletin {
        digest: Option<String>,
        persons: usize,
    },
    Release,
    /// What it was cannot be told any more; that it was there can.
    Unopened,
    Other,
}

struct Auditor<'a> {
    keys: &'a [Key<'a>],
    before: BTreeMap<String, Entry>,
    /// Where each leaf's erasure is logged.
    erasures: BTreeMap<String, u64>,
    report: Report,
}

impl Auditor<'_> {
    fn look_at(&mut self, index: u64, leaf: &str, bytes: &[u8]) {
        let read = Envelope::parse(bytes).map_err(|error| error.to_string());
        let read = read.and_then(|envelope| {
            let statement = Statement::in_envelope(&envelope).map_err(|error| error.to_string())?;
            Ok((envelope, statement))
        });
        let entry = match read {
            Ok((envelope, statement)) => self.judge(index, &envelope, statement),
            Err(reason) => {
                self.report.opened += 1;
                self.fault(index, FaultKind::Unreadable(reason));
                Entry::Other
            }
        };
        self.before.insert(leaf.to_owned(), entry);
    }

    fn judge(&mut self, index: u64, envelope: &Envelope, statement: Statement) -> Entry {
        let Statement { subject, step } = statement;
        if step == Step::Padding {
            self.report.padding += 1;
        } else {
            self.report.opened += 1;
        }
        match step {
            Step::Decision(decision) => return self.judge_decision(index, envelope, &decision),
            Step::Bulletin(_) => return self.judge_bulletin(index, envelope, &subject),
            _ => {}
        }
        if envelope.signers(self.keys, Role::Organisation).is_empty() {
            self.fault(index, FaultKind::Unsigned);
        }
        match step {
            Step::Scan(_) => Entry::Scan,
            Step::Findings(_) => Entry::Findings,
            Step::Release(release) => self.judge_release(index, &release, &subject),
            Step::Erasure(erasure) => {
                self.erasures.insert(erasure.leaf, index);
                Entry::Other
            }
            _ => Entry::Other,
        }
    }

    fn judge_decision(&mut self, index: u64, envelope: &Envelope, decision: &Decision) -> Entry {
        let persons = self.count_persons(index, envelope, Role::Person);
        let is_scan =
            |leaf: &String| matches!(self.before.get(leaf), Some(Entry::Scan | Entry::Unopened));
        let is_known =
            |leaf: &String| matches!(self.before.get(leaf), Some(Entry::Findings)) || is_scan(leaf);
        if !decision.refs.iter().any(is_scan) || !decision.refs.iter().all(is_known) {
            self.fault(index, FaultKind::NoSuchEntry("scan"));
        }
        Entry::Decision { is_release: decision.verdict == "release", persons }
    }

    fn judge_bulletin(&mut self, index: u64, envelope: &Envelope, subject: &[Subject]) -> Entry {
        let persons = self.count_persons(index, envelope, Role::Handler);
        Entry::Bulletin { digest: digest_of(subject).map(str::to_owned), persons }
    }

    /// Counts a decision and who signed it, and names it when they are too few.
    fn count_persons(&mut self, index: u64, envelope: &Envelope, role: Role) -> usize {
        self.report.decisions += 1;
        let persons = envelope.signers(self.keys, role).len();
        if persons < PERSONS_LEAST {
            self.fault(index, FaultKind::TooFewPersons(persons));
        }
        persons
    }

    fn judge_release(&mut self, index: u64, release: &Release, subject: &[Subject]) -> Entry {
        self.report.releases += 1;
        let decision = release.decision.as_ref();
        let fault = match decision.map(|leaf| self.before.get(leaf)) {
            None => Some(FaultKind::NoDecision),
            Some(Some(Entry::Decision { is_release: false, .. })) => Some(FaultKind::Withheld),
            Some(Some(Entry::Bulletin { digest, .. }))
                if digest.is_none() || digest.as_deref() != digest_of(subject) =>
            {
                Some(FaultKind::OtherBulletin)
            }
            Some(Some(Entry::Decision { persons, .. } | Entry::Bulletin { persons, .. })) => {
                let (stated, signed) = (release.persons, *persons as u64);
                (stated != signed).then_some(FaultKind::OtherPersons { stated, signed })
            }
            Some(Some(Entry::Unopened)) => None,
            Some(_) => Some(FaultKind::NoSuchEntry("decision")),
        };
        let replaced = release.supersedes.as_ref().map(|leaf| self.before.get(leaf));
        let is_release =
            |old: Option<&Entry>| matches!(old, Some(Entry::Release | Entry::Unopened));
        let replaces_none = replaced.is_some_and(|old| !is_release(old));
        fault.into_iter().for_each(|kind| self.fault(index, kind));
        if replaces_none {
            self.fault(index, FaultKind::NoSuchEntry("release"));
        }
        Entry::Release
    }

    fn fault(&mut self, index: u64, kind: FaultKind) {
        self.report.faults.push(Fault { index, kind });
    }
}

/// The SHA-256 digest of the one thing that a statement is about.
fn digest_of(subject: &[Subject]) -> Option<&str> {
    match subject {
        [subject] => subject.sha256(),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
