//! The private record of a run, and the public certificate that commits to it.
//!
//! The record says what was removed, where and why, and is readable by its owner alone. The
//! certificate has the digests of the copies and nothing of the originals: no name, no count, no path.

use std::io::Write;
use std::path::PathBuf;

use detect::output::plain;
use detect::{Category, Finding, RuleSet, mask};
use intake::age::{self, Recipient};
use run::clean::{Cleaning, Leftover, Outcome, Spot};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::args::CleanArgs;
use crate::destination::Pending;
use crate::failure::Failure;
use crate::report::rng;

/// Bytes of the salt: enough that nobody guesses the record from its commitment.
const SALT_BYTES: usize = 32;

/// What is written down of a run.
pub(super) struct Record<'a> {
    rules: &'a RuleSet,
    files: Vec<Value>,
    copies: Vec<String>,
    record: Option<Pending>,
    /// To whom the record is sealed.
    recipient: Option<Recipient>,
    certificate: Option<Pending>,
}

impl<'a> Record<'a> {
    /// Makes ready to write down what happens, where that is wanted.
    pub(super) fn new(rules: &'a RuleSet, args: &CleanArgs) -> Result<Self, Failure> {
        let pending = |path: &Option<PathBuf>, private| {
            path.as_deref().map(|path| Pending::new(path, private)).transpose()
        };
        Ok(Self {
            rules,
            files: Vec::new(),
            copies: Vec::new(),
            record: pending(&args.record, true)?,
            recipient: args.record_key.as_deref().map(recipient).transpose()?,
            certificate: pending(&args.certificate, false)?,
        })
    }

    /// Writes down what became of a file, whose copy stands at `written`.
    pub(super) fn add(&mut self, cleaning: &Cleaning, written: Option<&PathBuf>) {
        if self.record.is_none() {
            return;
        }
        let copy = cleaning.copy.as_ref().filter(|_| written.is_some());
        let digest = copy.map(|copy| hex(&Sha256::digest(&copy.bytes)));
        self.copies.extend(digest.clone());
        let original = std::fs::read(&cleaning.path).ok();
        let account = copy.iter().flat_map(|copy| &copy.account).map(|entry| {
            json!({ "path": entry.path.to_vec(), "what": entry.what.name(), "count": entry.count })
        });
        let redacted = cleaning.redacted.iter().map(|finding| self.finding(finding));
        self.files.push(json!({
            "file": cleaning.before.file,
            "copy": written.map(|path| plain(&path.display().to_string()).into_owned()),
            "outcome": outcome(cleaning.outcome),
            "sha256_original": original.map(|bytes| hex(&Sha256::digest(bytes))),
            "sha256_copy": digest,
            "removed": account.collect::<Vec<_>>(),
            "redacted": redacted.collect::<Vec<_>>(),
            "left": cleaning.left.iter().map(|left| self.leftover(left)).collect::<Vec<_>>(),
            "proof": {
                "engine": concat!("obelus ", env!("CARGO_PKG_VERSION")),
                "second_engine": null,
                "rounds": cleaning.proof.rounds,
                "strings_searched": cleaning.proof.searched,
                "strings_kept_elsewhere": cleaning.proof.kept_elsewhere,
                "text_kept_permille": cleaning.proof.kept_permille,
                "appearance": appearance(cleaning),
            },
        }));
    }

    fn finding(&self, finding: &Finding) -> Value {
        let rule = self.rules.rule(finding.rule);
        let location = &finding.location;
        json!({
            "rule": rule.id,
            "why": rule.why,
            "part": &*location.label,
            "path": location.path.to_vec(),
            "page": location.page,
            "sheet": location.sheet.as_deref(),
            "start": location.start,
            "end": location.end,
            "masked": mask(finding.evidence.reveal(), rule.category == Category::Secret),
        })
    }

    /// What is in the copy still, for which there is none.
    fn leftover(&self, left: &Leftover) -> Value {
        let rule = left.rule.map(|rule| self.rules.rule(rule));
        let is_secret = rule.is_some_and(|rule| rule.category == Category::Secret);
        let spot = |spot: &Spot| {
            let hidden = spot.hidden.map(|hidden| hidden.name());
            json!({ "part": &*spot.label, "path": spot.path.to_vec(), "hidden": hidden })
        };
        json!({
            "rule": rule.map(|rule| &rule.id),
            "masked": mask(left.evidence.reveal(), is_secret),
            "was": left.was.as_ref().map(spot),
            "is": left.is.as_ref().map(spot),
        })
    }

    /// Writes the record and the certificate.
    pub(super) fn publish(self) -> Result<(), Failure> {
        let Some(record) = self.record else { return Ok(()) };
        let mut salt = [0; SALT_BYTES];
        getrandom::fill(&mut salt).map_err(|error| Failure::Fault(error.to_string()))?;
        let program = concat!("obelus ", env!("CARGO_PKG_VERSION"));
        let text = pretty(&json!({
            "v": 1,
            "type": "clean-record",
            "program": program,
            "rules": self.rules.rules().len(),
            "salt": hex(&salt),
            "files": self.files,
        }));
        let commitment = Sha256::new().chain_update(salt).chain_update(&text).finalize();
        match self.recipient {
            Some(recipient) => {
                let sealed = age::seal(&[recipient], text.as_bytes(), &mut rng());
                let sealed = sealed.map_err(|error| Failure::Fault(error.to_string()))?;
                write(record, &sealed)?;
            }
            None => write(record, text.as_bytes())?,
        }
        if let Some(certificate) = self.certificate {
            let text = pretty(&json!({
                "v": 1,
                "type": "clean-certificate",
                "program": program,
                "rules": self.rules.rules().len(),
                "copies": self.copies.iter().map(|digest| json!({ "sha256": digest })).collect::<Vec<_>>(),
                "record_commitment": format!("sha256:{}", hex(&commitment)),
                "not_checked": ["wording variants", "watermarks", "printer dots", "faces", "handwriting"],
            }));
            write(certificate, text.as_bytes())?;
        }
        Ok(())
    }
}

/// Which pages were compared with those of the original, and how much the worst of them differs.
fn appearance(cleaning: &Cleaning) -> Value {
    match cleaning.proof.appearance {
        Some(appearance) => json!({
            "pages": appearance.pages,
            "pages_compared": appearance.compared,
            "worst_permille": appearance.worst_permille,
        }),
        None => "not compared".into(),
    }
}

/// Name of an outcome, as the record has it.
fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Proven => "proven",
        Outcome::NeedsPerson => "needs-person",
        Outcome::Marked => "marked",
        Outcome::Refused(refusal) => refusal.name(),
        Outcome::NotGone => "not-gone",
        Outcome::TextLost => "text-lost",
        Outcome::LooksDifferent => "looks-different",
        Outcome::Unread(code) => code.name(),
    }
}

fn recipient(text: &str) -> Result<Recipient, Failure> {
    Recipient::parse(text).map_err(|error| {
        Failure::usage(format!("cannot seal the record to this recipient: {error}"))
            .help("write one that begins with `age1`, as age-keygen prints it")
    })
}

fn pretty(value: &Value) -> String {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    format!("{text}\n")
}

fn write(pending: Pending, bytes: &[u8]) -> Result<(), Failure> {
    let path = pending.path().display().to_string();
    let written = || -> std::io::Result<()> {
        let mut writer = pending.writer()?;
        writer.write_all(bytes)?;
        writer.flush()?;
        drop(writer);
        pending.publish()
    };
    written().map_err(|error| {
        Failure::usage(format!("cannot write `{path}`: {error}"))
            .help("the copies were written; clean again into another folder for their record")
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
