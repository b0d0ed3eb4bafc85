//! The steps of a decision: scan, decision, signatures, entries.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use document::Location;
use review::findings::{Disclosure, SALT_BYTES, logged};
use review::statement::{Decision, Findings, Scan, Subject, hex, timestamp};
use review::{Envelope, Role, Statement, Step};
use serde_json::json;

use super::args::{AppendArgs, DecisionArgs, DecisionVerdict, ScanStepArgs, SignArgs};
use super::house::House;
use super::release::Scanned;
use super::{Desk, Done, GOOD, Stop, bad, keys, now};
use crate::face::verdict_word;
use crate::failure::Failure;
use crate::files;
use crate::verify::Digests;

/// Longest envelope that is read.
const ENVELOPE_BYTES_MAX: u64 = 4 << 20;

/// Logs that an original was scanned, and what was found, as digests.
pub(super) fn scan(args: &ScanStepArgs, house: &House, desk: Desk<'_>) -> Done {
    let mut log = house.open(desk)?;
    let scanned = Scanned::of_file(&args.file, None)?;
    let salt = random::<SALT_BYTES>()?;
    let digests = Digests::of_file(&args.file).map_err(|error| unreadable(&args.file, &error))?;
    let subject = || vec![Subject::original(&salt, &digests.sha256)];
    let mut disclosures = Vec::new();
    for finding in &scanned.findings {
        disclosures.push(Disclosure::new(&random::<SALT_BYTES>()?, finding));
    }
    let texts: Vec<String> = disclosures.iter().map(|one| one.text().to_owned() + "\n").collect();
    files::write_new(&args.disclosures, texts.concat().as_bytes())?;
    let scan = Step::Scan(Scan {
        engine: format!("obelus {}", env!("CARGO_PKG_VERSION")),
        policy: scanned.policy,
        salt: hex(&salt),
        verdict: scanned.verdict.to_owned(),
        findings_at_most: (scanned.findings.len() as u64).next_power_of_two(),
        time: timestamp(now()),
    });
    let Findings { digests } = logged(&disclosures);
    let findings = Step::Findings(Findings { digests });
    let sign = |step| house.signed(&Statement { subject: subject(), step });
    let places = house.log(&mut log, &[sign(scan)?, sign(findings)?])?;
    house.publish(&mut log, desk)?;
    let places: Vec<String> = places.iter().map(u64::to_string).collect();
    desk.say(
        "ledger-scanned",
        &[
            ("verdict", verdict_word(scanned.verdict, &desk.shell.messages).into()),
            ("entries", places.join(", ").into()),
            ("about", places.join(" --about ").into()),
        ],
    )?;
    GOOD
}

/// Writes a decision that nobody has signed yet.
pub(super) fn decision(args: &DecisionArgs, house: &House, desk: Desk<'_>) -> Done {
    let mut log = house.load()?;
    let mut refs = Vec::new();
    let mut subject = None;
    for entry in &args.about {
        let kept = log.entry(*entry)?;
        refs.push(hex(&kept.leaf.0));
        let envelope = kept.opening.and_then(|opening| Envelope::parse(&opening.envelope).ok());
        let statement = envelope.and_then(|envelope| Statement::in_envelope(&envelope).ok());
        if let Some(Statement { subject: its, step: Step::Scan(_) }) = statement {
            subject = Some(its);
        }
    }
    let subject = subject.ok_or_else(|| {
        Failure::usage("none of these entries is a scan")
            .help("`obelus ledger scan FILE` logs one, and prints its number")
    })?;
    let verdict = match args.verdict {
        DecisionVerdict::Release => "release",
        DecisionVerdict::Withhold => "withhold",
    };
    let step = Step::Decision(Decision {
        verdict: verdict.to_owned(),
        basis: args.basis.clone(),
        actions: Default::default(),
        refs,
        time: timestamp(now()),
    });
    let envelope = Statement { subject, step }.to_envelope();
    write_envelope(&args.output, &envelope)?;
    desk.say("ledger-decision", &[("file", args.output.display().to_string().into())])?;
    GOOD
}

/// Adds a person's signature.
pub(super) fn sign(args: &SignArgs, passphrase: Option<&Path>, desk: Desk<'_>) -> Done {
    let mut envelope = read_envelope(&args.envelope)?;
    let statement = Statement::in_envelope(&envelope)
        .map_err(|error| Failure::usage(format!("`{}`: {error}", args.envelope.display())))?;
    for key in keys::read(&args.key, passphrase)? {
        let signature = key.sign(&envelope.signed_bytes());
        envelope.add_signature(&key.verifier().to_string(), signature);
    }
    write_envelope(&args.envelope, &envelope)?;
    // Who signs should see what, not only the name of a file.
    let text = String::from_utf8_lossy(&envelope.payload).into_owned();
    desk.say(
        "ledger-signed",
        &[
            ("kind", statement.step.kind().into()),
            ("count", envelope.signature_count().into()),
            ("statement", text.into()),
        ],
    )?;
    GOOD
}

/// Logs envelopes.
pub(super) fn append(args: &AppendArgs, house: &House, desk: Desk<'_>) -> Done {
    let trust = house.trust()?;
    let keys = trust.keys();
    let mut envelopes = Vec::new();
    let mut is_short = false;
    for path in &args.envelopes {
        let envelope = read_envelope(path)?;
        let name = || path.display().to_string();
        let statement = Statement::in_envelope(&envelope)
            .map_err(|error| Failure::usage(format!("`{}`: {error}", name())))?;
        let persons = envelope.signers(&keys, Role::Person).len();
        match statement.step {
            Step::Decision(_) if persons < 2 => {
                is_short = true;
                let values = [("file", name().into()), ("count", persons.into())];
                desk.say("ledger-too-few-persons", &values)?;
            }
            Step::Decision(_) => {}
            _ if envelope.signers(&keys, Role::Organisation).is_empty() => {
                is_short = true;
                desk.say("ledger-not-signed", &[("file", name().into())])?;
            }
            _ => {}
        }
        envelopes.push(envelope);
    }
    if is_short {
        return bad();
    }
    let mut log = house.open(desk)?;
    let places = house.log(&mut log, &envelopes)?;
    if !args.hold {
        house.publish(&mut log, desk)?;
    }
    for place in places {
        writeln!(io::stdout(), "{place}")?;
    }
    GOOD
}

fn read_envelope(path: &Path) -> Result<Envelope, Failure> {
    let cannot = |error: io::Error| unreadable(path, &error);
    if fs::metadata(path).map_err(cannot)?.len() > ENVELOPE_BYTES_MAX {
        return Err(Failure::usage(format!("`{}` is too long for an envelope", path.display())));
    }
    Envelope::parse(&fs::read(path).map_err(cannot)?)
        .map_err(|error| Failure::usage(format!("`{}`: {error}", path.display())))
}

fn write_envelope(path: &Path, envelope: &Envelope) -> Result<(), Failure> {
    fs::write(path, envelope.to_bytes())
        .map_err(|error| Failure::usage(format!("cannot write `{}`: {error}", path.display())))
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    Failure::usage(format!("cannot read `{}`: {error}", path.display()))
}

fn random<const N: usize>() -> Result<[u8; N], Stop> {
    let mut bytes = [0; N];
    let filled = getrandom::fill(&mut bytes);
    filled.map_err(|error| Failure::Fault(format!("the system gives no randomness: {error}")))?;
    Ok(bytes)
}

/// A finding as it is logged: where and what, never the evidence.
pub(super) fn finding_value(rule: &str, location: &Location) -> serde_json::Value {
    let Location { label, start, end, .. } = location;
    json!({ "rule": rule, "part": label.as_ref(), "start": start, "end": end })
}
