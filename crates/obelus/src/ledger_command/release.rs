//! Releasing a file: scanned again, logged, and sent out with its proof.

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use detect::Verdict;
use ledger::{Note, Opening};
use review::batch::{Authorisation, Authority};
use review::statement::{Lifted, Release, Subject, Verified, Verifier, hex, timestamp};
use review::{Envelope, Role, Statement, Step};
use serde_json::Value;
use server::log::Log;
use sha2::{Digest, Sha256};

use super::args::{ProofArgs, ReleaseArgs};
use super::house::House;
use super::{Desk, Done, GOOD, Stop, bad, now, steps};
use crate::face::verdict_word;
use crate::failure::Failure;
use crate::progress::Progress;
use crate::trust::Trust;
use crate::verify::{Digests, proof_path};
use crate::{scan, settings};

/// Who verified, in statements for other tools.
const VERIFIER: &str = "https://obelus.example/verifier/v1";

/// Scans the file, logs its release, and writes the proof.
pub(super) fn release(
    args: &ReleaseArgs,
    leave: Option<&Authorisation>,
    house: &House,
    desk: Desk<'_>,
) -> Done {
    let before = digests(&args.file)?;
    let scanned = Scanned::of_file(&args.file, args.config.as_deref())?;
    let digests = digests(&args.file)?;
    if before.sha256 != digests.sha256 {
        return Err(Failure::usage(format!("`{}` changed meanwhile", args.file.display())).into());
    }
    let mut log = house.open(desk)?;
    let trust = house.trust()?;
    let decided = |entry| Decided::read(&mut log, entry, &trust, &digests.sha256);
    let decision = args.decision.map(decided).transpose()?;
    let (persons, decision) = match decision {
        Some(Decided { leaf, persons }) => (persons, Some(leaf)),
        None => (0, None),
    };
    let lifted = leave.map(lifted_by).unwrap_or_default();
    if scanned.stops && persons < 2 && lifted.is_empty() {
        desk.say(
            "ledger-not-released",
            &[
                ("file", args.file.display().to_string().into()),
                ("verdict", verdict_word(scanned.verdict, &desk.shell.messages).into()),
            ],
        )?;
        return bad();
    }
    let supersedes = args.supersedes.map(|entry| Ok::<_, Stop>(hex(&log.entry(entry)?.leaf.0)));
    let name = args.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let subject = || vec![Subject::released(&name, &digests.sha256, &digests.sha512)];
    let time = timestamp(now());
    let release = Step::Release(Release {
        verdict: scanned.verdict.to_owned(),
        policy: scanned.policy.clone(),
        persons,
        decision,
        lifted,
        supersedes: supersedes.transpose()?,
        time: time.clone(),
    });
    let verified = Step::Verified(Verified {
        verifier: Verifier { id: VERIFIER.to_owned() },
        time_created: time,
        properties: properties(&scanned, persons),
    });
    let sign = |step| house.signed(&Statement { subject: subject(), step });
    let envelopes = [sign(release)?, sign(verified)?];
    let places = match &args.request {
        Some(request) => house.log_once(&mut log, request, &envelopes)?,
        None => house.log(&mut log, &envelopes)?,
    };
    let entry = places.first().copied().unwrap_or_default();
    let note = house.publish(&mut log, desk)?;
    write_proof(&mut log, entry, &args.file, &note, &trust, desk)
}

/// What the statement says of who lifted a marking.
fn lifted_by(leave: &Authorisation) -> Vec<Lifted> {
    let lifted =
        |named: &Authority| Lifted { authority: named.name.clone(), date: named.date.clone() };
    leave.authorities().iter().map(lifted).collect()
}

/// Writes the proof of a release, when enough witnesses have signed.
pub(super) fn proof(args: &ProofArgs, house: &House, desk: Desk<'_>) -> Done {
    let digests = digests(&args.file)?;
    let mut log = house.open(desk)?;
    let note = house.publish(&mut log, desk)?;
    let kept = log.entry(args.entry)?;
    let statement = kept.opening.as_ref().and_then(statement_of);
    let is_its = statement.is_some_and(|statement| {
        matches!(statement.step, Step::Release(_)) && is_about(&statement.subject, &digests.sha256)
    });
    if !is_its {
        let message =
            format!("entry {} is not the release of `{}`", args.entry, args.file.display());
        return Err(Failure::usage(message).into());
    }
    write_proof(&mut log, args.entry, &args.file, &note, &house.trust()?, desk)
}

fn write_proof(
    log: &mut Log,
    entry: u64,
    file: &Path,
    note: &Note,
    trust: &Trust,
    desk: Desk<'_>,
) -> Done {
    let path = proof_path(file);
    let name = path.display().to_string();
    if let Err(error) = trust.policy.endorse(note) {
        desk.say(
            "ledger-not-witnessed",
            &[
                ("entry", entry.into()),
                ("reason", error.to_string().into()),
                ("file", file.display().to_string().into()),
            ],
        )?;
        return bad();
    }
    let opening = log.entry(entry)?.opening;
    let opening = opening.ok_or_else(|| Failure::usage(format!("entry {entry} is not kept")))?;
    let mut proof = log.proof(entry)?;
    proof.extra = opening.to_extra();
    // A proof that is there gets more signatures, and is replaced as a whole.
    let beside = path.with_extension("tlog-proof.new");
    let cannot = |error: std::io::Error| Failure::usage(format!("cannot write `{name}`: {error}"));
    fs::write(&beside, proof.to_string()).map_err(cannot)?;
    fs::rename(&beside, &path).map_err(cannot)?;
    desk.say("ledger-released", &[("entry", entry.into()), ("proof", name.clone().into())])?;
    GOOD
}

fn digests(path: &Path) -> Result<Digests, Failure> {
    Digests::of_file(path)
        .map_err(|error| Failure::usage(format!("cannot read `{}`: {error}", path.display())))
}

fn is_about(subject: &[Subject], sha256: &[u8]) -> bool {
    subject.iter().any(|subject| subject.sha256() == Some(&hex(sha256)))
}

fn statement_of(opening: &Opening) -> Option<Statement> {
    let envelope = Envelope::parse(&opening.envelope).ok()?;
    Statement::in_envelope(&envelope).ok()
}

/// A decision in the log.
struct Decided {
    leaf: String,
    persons: u64,
}

impl Decided {
    /// Reads a decision to release; anything else is refused.
    fn read(log: &mut Log, entry: u64, trust: &Trust, sha256: &[u8]) -> Result<Self, Stop> {
        let kept = log.entry(entry)?;
        let refused = |why: &str| Failure::usage(format!("entry {entry} {why}"));
        let opening = kept.opening.ok_or_else(|| refused("is not kept"))?;
        let envelope = Envelope::parse(&opening.envelope)
            .map_err(|error| refused(&format!("cannot be read: {error}")))?;
        let statement = Statement::in_envelope(&envelope)
            .map_err(|error| refused(&format!("cannot be read: {error}")))?;
        let role = match &statement.step {
            Step::Decision(decision) if decision.verdict == "release" => Role::Person,
            Step::Decision(_) => return Err(refused("is a decision to withhold").into()),
            Step::Bulletin(_) if is_about(&statement.subject, sha256) => Role::Handler,
            Step::Bulletin(_) => return Err(refused("approves another file").into()),
            _ => return Err(refused("is not a decision").into()),
        };
        let persons = envelope.signers(&trust.keys(), role).len() as u64;
        Ok(Self { leaf: hex(&kept.leaf.0), persons })
    }
}

/// What other tools' policies may ask for.
fn properties(scanned: &Scanned, persons: u64) -> Vec<String> {
    let mut properties = Vec::new();
    if scanned.is_clean {
        properties.push("OBELUS_RESCAN_CLEAN".to_owned());
    }
    if persons >= 2 {
        properties.push("OBELUS_TWO_PERSON".to_owned());
    }
    properties
}

/// What a scan of one file says.
pub(super) struct Scanned {
    /// The verdict, as outputs write it.
    pub(super) verdict: &'static str,
    /// SHA-256 of the policy file, or of nothing when everything is built in.
    pub(super) policy: String,
    /// Each finding: where and what, never the evidence.
    pub(super) findings: Vec<Value>,
    /// True when nothing was found.
    is_clean: bool,
    /// True when such a file goes out only by a decision of two people.
    stops: bool,
}

impl Scanned {
    /// Scans one file under the policy that holds here.
    pub(super) fn of_file(path: &Path, config: Option<&Path>) -> Result<Self, Failure> {
        let settings = settings::load(config)?;
        let policy = match &settings.path {
            Some(path) => fs::read(path).map_err(|error| {
                Failure::usage(format!("cannot read the policy `{}`: {error}", path.display()))
            })?,
            None => Vec::new(),
        };
        let engine = detect::Engine::new(&settings.rules);
        let mut reports = Vec::new();
        let scanned = run::scan(
            &[path.to_owned()],
            &engine,
            &settings.policy,
            &scan::options(Some(1), None),
            &AtomicBool::new(false),
            &Progress::new(true),
            &mut |report| reports.push(report),
        );
        scanned.map_err(|error| Failure::usage(error.to_string()))?;
        let [report] = reports.as_slice() else {
            return Err(Failure::usage(format!("`{}` is not one file", path.display())));
        };
        let findings = report.findings.iter().map(|finding| {
            let rule = settings.rules.rules().get(finding.rule);
            steps::finding_value(rule.map_or("", |rule| &rule.id), &finding.location)
        });
        Ok(Self {
            verdict: report.verdict.name(),
            policy: hex(&Sha256::digest(&policy)),
            findings: findings.collect(),
            is_clean: report.verdict == Verdict::NothingFound,
            stops: matches!(report.verdict, Verdict::Withhold | Verdict::Incomplete),
        })
    }
}
