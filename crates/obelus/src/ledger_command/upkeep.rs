//! Looking after a ledger: audit, check, erasure, disclosure, recovery, export.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use ledger::{Checkpoint, Note};
use review::audit::{Record, audit as hold_against_rules};
use review::statement::{Erasure, KeyChange, Subject, hex, timestamp};
use review::{Statement, Step};
use server::log::fsck_files;
use sha2::{Digest, Sha256};

use super::args::{
    DiscloseArgs, EraseArgs, ExportArgs, FsckArgs, KeyKind, RecoverArgs, RotateArgs, RotatedKind,
};
use super::house::{House, read_text, write_text};
use super::{Desk, Done, GOOD, bad, now};
use crate::failure::Failure;
use crate::files;
use crate::trust::Trust;

/// Opens every entry.
pub(super) fn audit(house: &House, desk: Desk<'_>) -> Done {
    let trust = house.trust()?;
    let mut log = house.load()?;
    let entries = log.entries()?;
    let records: Vec<Record> = entries
        .into_iter()
        .map(|kept| Record {
            leaf: hex(&kept.leaf.0),
            envelope: kept.opening.map(|opening| opening.envelope),
        })
        .collect();
    let report = hold_against_rules(&records, &trust.keys());
    for fault in &report.faults {
        let values = [("entry", fault.index.into()), ("fault", fault.kind.to_string().into())];
        desk.say("ledger-fault", &values)?;
    }
    desk.say(
        "ledger-audited",
        &[
            ("size", (records.len() as u64).into()),
            ("opened", report.opened.into()),
            ("erased", report.erased.into()),
            ("padding", report.padding.into()),
            ("decisions", report.decisions.into()),
            ("releases", report.releases.into()),
            ("faults", (report.faults.len() as u64).into()),
        ],
    )?;
    if report.faults.is_empty() { GOOD } else { bad() }
}

/// Hashes every public entry.
pub(super) fn fsck(
    args: &FsckArgs,
    named: Option<&Path>,
    passphrase: Option<&Path>,
    desk: Desk<'_>,
) -> Done {
    let (folder, trust, stored) = match &args.public {
        Some(folder) => (folder.clone(), Trust::load(args.trust.as_deref())?, Vec::new()),
        None => {
            let house = House::find(named, passphrase)?;
            let stored = house.load()?.checkpoints()?;
            (house.public(), house.trust()?, stored)
        }
    };
    let path = folder.join("checkpoint");
    let note = Note::parse(read_text(&path)?.as_bytes())
        .map_err(|error| Failure::usage(format!("`{}`: {error}", path.display())))?;
    let endorsed = match trust.policy.endorse(&note) {
        Ok(endorsed) => endorsed,
        Err(error) => {
            desk.say("ledger-damage", &[("damage", error.to_string().into())])?;
            return bad();
        }
    };
    let size = endorsed.checkpoint.size;
    let parse = |note: &Note| Checkpoint::parse(&note.text).ok();
    let mut checkpoints: Vec<Checkpoint> = stored.iter().filter_map(parse).collect();
    checkpoints.push(endorsed.checkpoint);
    checkpoints.sort_by_key(|checkpoint| checkpoint.size);
    let checked = fsck_files(&folder, size, &checkpoints);
    for damage in &checked.damages {
        desk.say("ledger-damage", &[("damage", damage.to_string().into())])?;
    }
    desk.say(
        "ledger-checked",
        &[
            ("leaves", checked.leaves.into()),
            ("tiles", checked.tiles.into()),
            ("checkpoints", (checkpoints.len() as u64).into()),
            ("damages", (checked.damages.len() as u64).into()),
        ],
    )?;
    if checked.damages.is_empty() { GOOD } else { bad() }
}

/// Logs the erasure of an entry, and destroys what opens it.
pub(super) fn erase(args: &EraseArgs, house: &House, desk: Desk<'_>) -> Done {
    let mut log = house.open(desk)?;
    let kept = log.entry(args.entry)?;
    if kept.opening.is_none() {
        return Err(Failure::usage(format!("entry {} is not kept any more", args.entry)).into());
    }
    let step = Step::Erasure(Erasure {
        leaf: hex(&kept.leaf.0),
        basis: args.basis.clone(),
        time: timestamp(now()),
    });
    let commitment = kept.leaf.0.get(1..).unwrap_or_default();
    let subject = vec![Subject::named("entry", commitment)];
    // First the tombstone: whatever happens in between, nothing is gone without a word.
    let places = house.log(&mut log, &[house.signed(&Statement { subject, step })?])?;
    log.erase(args.entry)?;
    house.publish(&mut log, desk)?;
    let tombstone = places.first().copied().unwrap_or_default();
    let values = [("entry", args.entry.into()), ("tombstone", tombstone.into())];
    desk.say("ledger-erased", &values)?;
    GOOD
}

/// Logs which key follows, signed by the one before, and takes it into use.
pub(super) fn rotate(args: &RotateArgs, house: &House, desk: Desk<'_>) -> Done {
    let (kind, purpose) = match args.kind {
        RotatedKind::Log => (KeyKind::Log, "log"),
        RotatedKind::Release => (KeyKind::Release, "release"),
    };
    let mut log = house.open(desk)?;
    let next = house.next_keys(kind)?;
    let mut envelopes = Vec::new();
    for key in &next {
        let (key, purpose) = (key.verifier().to_string(), purpose.to_owned());
        let subject = vec![Subject::named("key", &Sha256::digest(&key))];
        let step = Step::Key(KeyChange { purpose, key, time: timestamp(now()) });
        envelopes.push(house.signed(&Statement { subject, step })?);
    }
    house.log(&mut log, &envelopes)?;
    house.publish(&mut log, desk)?;
    house.replace_keys(kind, &next)?;
    let values = [("trust", house.trust_path().display().to_string().into())];
    desk.say("ledger-rotated", &values)?;
    GOOD
}

/// Writes the proof of an entry with what opens it.
pub(super) fn disclose(args: &DiscloseArgs, house: &House, desk: Desk<'_>) -> Done {
    let mut log = house.load()?;
    let opening = log.entry(args.entry)?.opening;
    let opening =
        opening.ok_or_else(|| Failure::usage(format!("entry {} is not kept", args.entry)))?;
    let mut proof = log.proof(args.entry)?;
    proof.extra = opening.to_extra();
    files::write_new(&args.output, proof.to_string().as_bytes())?;
    let file = args.output.display().to_string();
    desk.say("ledger-disclosed", &[("entry", args.entry.into()), ("file", file.into())])?;
    GOOD
}

/// Makes the public files anew, and takes what a copy of them has and the database lost.
pub(super) fn recover(args: &RecoverArgs, house: &House, desk: Desk<'_>) -> Done {
    let mut log = house.load()?;
    if let Some(copy) = &args.from {
        let lost = log.take_missing(copy, now())?;
        if let (Some(first), Some(last)) = (lost.first(), lost.last()) {
            let values = [("first", (*first).into()), ("last", (*last).into())];
            desk.say("ledger-openings-lost", &values)?;
        }
    }
    let made = log.rebuild_tiles()?;
    desk.say("ledger-repaired", &[("count", made.into())])?;
    log.unfreeze()?;
    drop(log);
    // The gate has the last word.
    let mut log = house.open(desk)?;
    house.publish(&mut log, desk)?;
    desk.say("ledger-recovered", &[("size", log.head().size.into())])?;
    GOOD
}

/// Writes what the public may have.
pub(super) fn export(args: &ExportArgs, house: &House, desk: Desk<'_>) -> Done {
    let folder = &args.output;
    let is_taken = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if is_taken {
        return Err(Failure::usage(format!("`{}` is not empty", folder.display())).into());
    }
    copy_tree(&house.public(), &folder.join("public")).map_err(|error| {
        Failure::usage(format!("cannot write to `{}`: {error}", folder.display()))
    })?;
    // Who decides is nobody's business outside.
    let trust = read_text(&house.trust_path())?;
    let is_of_a_person = |line: &str| ["person", "handler"].iter().any(|of| line.starts_with(of));
    let is_public = |line: &&str| !is_of_a_person(line.trim_start());
    let lines = |keep: &dyn Fn(&&str) -> bool| -> String {
        trust.lines().filter(keep).map(|line| format!("{line}\n")).collect()
    };
    write_text(&folder.join("trust"), &lines(&is_public))?;
    // The same for tools that know policies of logs only.
    let is_policy = |line: &&str| is_public(line) && !line.trim_start().starts_with("release");
    write_text(&folder.join("policy"), &lines(&is_policy))?;
    desk.say("ledger-exported", &[("folder", folder.display().to_string().into())])?;
    GOOD
}

/// Copies a folder; the public files have no links and few levels.
fn copy_tree(from: &Path, to: &Path) -> io::Result<()> {
    let mut folders: Vec<(PathBuf, PathBuf)> = vec![(from.to_owned(), to.to_owned())];
    while let Some((from, to)) = folders.pop() {
        fs::create_dir_all(&to)?;
        for entry in fs::read_dir(&from)? {
            let entry = entry?;
            let target = to.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                folders.push((entry.path(), target));
            } else {
                fs::copy(entry.path(), target)?;
            }
        }
    }
    Ok(())
}
