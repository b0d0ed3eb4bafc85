//! Serving the public files, and witnessing others.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use review::statement::timestamp;
use server::log::{Desk as WitnessDesk, Heard, Service, serve};

use super::air_gap::short_answer;
use super::args::{ServeArgs, WitnessArgs};
use super::house::{House, write_text};
use super::{Desk, Done, GOOD, bad, frames, now};
use crate::failure::Failure;

const HOUR_SECONDS: u64 = 3600;

/// Serves until it is stopped.
pub(super) fn serve_tiles(args: &ServeArgs, house: &House, desk: Desk<'_>) -> Done {
    let witness = WitnessDesk::open(house.desk_settings()?)?;
    let service = Service { public: Some(house.public()), desk: Some(witness), clock: now };
    serve(args.listen, service, |address| {
        let values = [("log", house.origin().into()), ("address", address.to_string().into())];
        desk.note("ledger-serving", &values);
    })?;
    GOOD
}

/// Answers a request, copies evidence, or says what was seen.
pub(super) fn witness(args: &WitnessArgs, house: &House, desk: Desk<'_>) -> Done {
    let mut witness = WitnessDesk::open(house.desk_settings()?)?;
    if !args.request.is_empty() {
        return answer(&mut witness, &args.request, args.output.as_deref(), desk);
    }
    let heard = witness.heard()?;
    for Heard { origin, checkpoint, time } in &heard {
        let size = checkpoint.as_ref().map(|checkpoint| checkpoint.size.to_string());
        let size = size.unwrap_or_else(|| "-".to_owned());
        let time = time.map_or_else(|| "-".to_owned(), timestamp);
        writeln!(io::stdout(), "{size}\t{time}\t{}", detect::output::plain(origin))?;
    }
    let mut evidence = witness.evidence()?;
    let since = args.silent_after.map(|hours| now().saturating_sub(hours * HOUR_SECONDS));
    for log in heard.iter().filter(|log| since.is_some_and(|since| log.is_silent_since(since))) {
        evidence.extend(witness.keep_silence(log)?.map(|folder| (log.origin.clone(), folder)));
        let time = log.time.map_or_else(|| "-".to_owned(), timestamp);
        desk.say("ledger-silent", &[("log", log.origin.as_str().into()), ("time", time.into())])?;
    }
    if let Some(folder) = &args.evidence {
        for (_, from) in &evidence {
            copy_folder(from, &folder.join(from.file_name().unwrap_or_default()))?;
        }
    }
    for (origin, folder) in &evidence {
        desk.say(
            "ledger-evidence",
            &[("log", origin.as_str().into()), ("folder", folder.display().to_string().into())],
        )?;
    }
    if evidence.is_empty() { GOOD } else { bad() }
}

/// Answers a request from a file or from pictures, into a file or as QR codes.
fn answer(
    witness: &mut WitnessDesk,
    request: &[PathBuf],
    output: Option<&Path>,
    desk: Desk<'_>,
) -> Done {
    let body = frames::read(request)?;
    let answer = witness.add_checkpoint(body.as_bytes(), now())?;
    let is_signed = answer.status() == 200;
    let Some(output) = output else {
        frames::print(&short_answer(&answer.body()))?;
        desk.note("ledger-frames", &[]);
        return if is_signed { GOOD } else { bad() };
    };
    write_text(output, &answer.body())?;
    let values =
        [("status", answer.status().into()), ("file", output.display().to_string().into())];
    if is_signed {
        desk.say("ledger-witness-answered", &values)?;
        return GOOD;
    }
    desk.say("ledger-witness-refused", &values)?;
    bad()
}

/// Copies the files of a folder without folders in it.
fn copy_folder(from: &Path, to: &Path) -> Result<(), Failure> {
    let copy = || -> io::Result<()> {
        fs::create_dir_all(to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
        Ok(())
    };
    copy().map_err(|error| Failure::usage(format!("cannot copy to `{}`: {error}", to.display())))
}
