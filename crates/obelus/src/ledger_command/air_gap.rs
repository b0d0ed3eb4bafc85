//! Publishing, and witnesses that no network reaches: requests and answers as files or QR codes.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use ledger::{
    AddCheckpoint, Algorithm, Checkpoint, Note, TileReader, Witness, accept_cosignatures,
};
use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;
use server::log::Log;

use super::args::CheckpointArgs;
use super::house::{House, read_text, write_text};
use super::{Desk, Done, GOOD, Stop, bad, now};
use crate::failure::Failure;

/// Publishes; or writes a request, or takes an answer.
pub(super) fn checkpoint(args: &CheckpointArgs, house: &House, desk: Desk<'_>) -> Done {
    let mut log = house.open(desk)?;
    if let Some(answer) = &args.answer {
        let (witness, file) = named(house, answer)?;
        return take_answer(&mut log, house, &witness, &file, desk);
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
        // The long signature does not fit into a code; the short one says the same.
        let is_short = |id: &[u8; 4]| {
            let keys = house.keys().map(|keys| keys.log).unwrap_or_default();
            keys.iter().any(|key| {
                key.verifier().id() == *id && key.verifier().algorithm() == Algorithm::Ed25519
            })
        };
        request.checkpoint.signatures.retain(|signature| is_short(&signature.id));
        let code = QrCode::new(request.to_string())
            .map_err(|error| Failure::usage(format!("the request fits no QR code: {error}")))?;
        writeln!(io::stdout(), "{}", code.render::<Dense1x2>().build())?;
        return GOOD;
    }
    tell(house, &note, desk)
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
fn take_answer(
    log: &mut Log,
    house: &House,
    witness: &Witness,
    file: &Path,
    desk: Desk<'_>,
) -> Done {
    let answer = read_text(file)?;
    if let Ok(size) = answer.trim().parse::<u64>() {
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
        return bad();
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
        let message =
            format!("`{}` is no answer by {} to our checkpoint", file.display(), witness.name);
        return Err(Failure::usage(message)
            .help("the checkpoint may have moved on: write a new request")
            .into());
    }
    log.keep_witness_size(&witness.name, size)?;
    tell(house, &note, desk)
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
