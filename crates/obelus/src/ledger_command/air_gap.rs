//! Publishing, and witnesses that no network reaches: requests and answers as files or QR codes.

use std::fs;
use std::path::PathBuf;

use ledger::{AddCheckpoint, Checkpoint, Note, TileReader, Witness, accept_cosignatures};
use server::log::Log;

use super::args::CheckpointArgs;
use super::house::{House, write_text};
use super::{Desk, Done, GOOD, Stop, bad, frames, now};
use crate::failure::Failure;

/// Longest signature that goes into a QR code: the long ones of ML-DSA-44 would fill a dozen, and
/// the short ones beside them say the same.
const SHORT_BYTES: usize = 100;

/// Publishes; or writes a request, or takes an answer.
pub(super) fn checkpoint(args: &CheckpointArgs, house: &House, desk: Desk<'_>) -> Done {
    let mut log = house.open(desk)?;
    if !args.answer.is_empty() {
        return take_answer(&mut log, house, &args.answer, desk);
    }
    let note = house.publish(&mut log, desk)?;
    if let Some(request) = &args.request {
        let (witness, file) = named(house, request)?;
        let request = make_request(&mut log, &witness, note)?;
        write_text(&file, &request.to_string())?;
        desk.say("ledger-request", &[("file", file.display().to_string().into())])?;
        return GOOD;
    }
    if let Some(name) = &args.qr {
        let mut request = make_request(&mut log, &find(house, name)?, note)?;
        request.checkpoint.signatures.retain(|signature| signature.bytes.len() <= SHORT_BYTES);
        frames::print(&request.to_string())?;
        desk.note("ledger-frames", &[]);
        return GOOD;
    }
    tell(house, &note, desk)
}

/// Leaves out of an answer the lines that are too long for QR codes.
pub(super) fn short_answer(answer: &str) -> String {
    // Base 64 takes four letters for three bytes, and a name stands before it.
    let is_short = |line: &&str| line.len() <= SHORT_BYTES * 4;
    answer.lines().filter(is_short).map(|line| format!("{line}\n")).collect()
}

/// Says what stands behind a checkpoint.
fn tell(house: &House, note: &Note, desk: Desk<'_>) -> Done {
    let checkpoint = Checkpoint::parse(&note.text).map_err(anyhow::Error::from)?;
    let values = [("size", checkpoint.size.into()), ("log", house.origin().into())];
    desk.say("ledger-checkpoint", &values)?;
    match house.trust()?.policy.endorse(note) {
        Ok(endorsed) => {
            for (name, _) in endorsed.witnesses {
                desk.say("ledger-witness-signed", &[("witness", name.into())])?;
            }
            GOOD
        }
        Err(error) => {
            desk.say("ledger-quorum-missing", &[("reason", error.to_string().into())])?;
            bad()
        }
    }
}

fn make_request(log: &mut Log, witness: &Witness, note: Note) -> Result<AddCheckpoint, Stop> {
    let size = Checkpoint::parse(&note.text).map_err(anyhow::Error::from)?.size;
    let old_size = log.witness_size(&witness.name)?.min(size);
    let reader = TileReader::new(log.tiles(), size);
    let proof = reader.consistency(old_size).map_err(anyhow::Error::from)?;
    Ok(AddCheckpoint { old_size, proof, checkpoint: note })
}

/// Takes what a witness answered: signatures, or the size that it has seen.
fn take_answer(log: &mut Log, house: &House, answers: &[String], desk: Desk<'_>) -> Done {
    let named: Vec<(Witness, PathBuf)> =
        answers.iter().map(|answer| named(house, answer)).collect::<Result<_, _>>()?;
    let Some((witness, _)) = named.first() else { return GOOD };
    if named.iter().any(|(other, _)| other.name != witness.name) {
        return Err(Failure::usage("the answers are by several witnesses")
            .help("take one witness after another")
            .into());
    }
    let files: Vec<PathBuf> = named.iter().map(|(_, file)| file.clone()).collect();
    let answer = frames::read(&files)?;
    if let Ok(size) = answer.trim().parse::<u64>() {
        return take_size(log, house, witness, size, desk);
    }
    let size = log.published();
    let note = log.publish(now(), &mut |note, _| {
        let keys = std::slice::from_ref(&witness.key);
        // An answer that does not hold changes nothing, and is no reason to freeze.
        let _held = accept_cosignatures(note, &answer, keys);
        Ok(())
    })?;
    let is_signed = note.verify(std::slice::from_ref(&witness.key)).is_ok();
    if !is_signed {
        let message = format!("this is no answer by {} to our checkpoint", witness.name);
        return Err(Failure::usage(message)
            .help("the checkpoint may have moved on: write a new request")
            .into());
    }
    log.keep_witness_size(&witness.name, size)?;
    tell(house, &note, desk)
}

/// The witness has seen another size: a smaller one wants another proof, a larger one tells that this
/// ledger was set back.
fn take_size(log: &mut Log, house: &House, witness: &Witness, size: u64, desk: Desk<'_>) -> Done {
    if size > log.published() {
        let reason = format!(
            "the witness {} has seen {size} leaves, and the store has {}",
            witness.name,
            log.published()
        );
        fs::write(house.settings().folder.join("frozen"), format!("{reason}\n"))?;
        return Err(Stop::Frozen(vec![reason]));
    }
    log.keep_witness_size(&witness.name, size)?;
    desk.say("ledger-request-again", &[("size", size.into())])?;
    bad()
}

/// Splits `WITNESS=FILE`.
fn named(house: &House, text: &str) -> Result<(Witness, PathBuf), Failure> {
    let (name, file) =
        text.split_once('=').filter(|(_, file)| !file.is_empty()).ok_or_else(|| {
            Failure::usage("write WITNESS=FILE")
                .help("witnesses have their names in the trust file")
        })?;
    Ok((find(house, name)?, PathBuf::from(file)))
}

fn find(house: &House, name: &str) -> Result<Witness, Failure> {
    let witnesses = house.trust()?.policy.witnesses;
    witnesses.into_iter().find(|witness| witness.name == name).ok_or_else(|| {
        Failure::usage(format!("`{}` names no witness `{name}`", house.trust_path().display()))
    })
}
