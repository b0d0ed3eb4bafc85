//! Serving the public files, and witnessing others.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use server::log::{Desk as WitnessDesk, Service, serve};

use super::args::{ServeArgs, WitnessArgs};
use super::house::{House, write_text};
use super::{Desk, Done, GOOD, bad, now};
use crate::failure::Failure;

/// Longest request that is read from a file.
const REQUEST_BYTES_MAX: u64 = 1 << 20;

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

/// Answers a request from a file, copies evidence, or says what was seen.
pub(super) fn witness(args: &WitnessArgs, house: &House, desk: Desk<'_>) -> Done {
    let mut witness = WitnessDesk::open(house.desk_settings()?)?;
    if let (Some(request), Some(output)) = (&args.request, &args.output) {
        return answer(&mut witness, request, output, desk);
    }
    let evidence = witness.evidence()?;
    if let Some(folder) = &args.evidence {
        for (_, from) in &evidence {
            copy_folder(from, &folder.join(from.file_name().unwrap_or_default()))?;
        }
    }
    for (origin, latest) in witness.latest()? {
        let size = latest.map(|checkpoint| checkpoint.size.to_string());
        let size = size.unwrap_or_else(|| "-".to_owned());
        writeln!(io::stdout(), "{size}\t{}", detect::output::plain(&origin))?;
    }
    for (origin, folder) in &evidence {
        desk.say(
            "ledger-evidence",
            &[("log", origin.as_str().into()), ("folder", folder.display().to_string().into())],
        )?;
    }
    if evidence.is_empty() { GOOD } else { bad() }
}

fn answer(witness: &mut WitnessDesk, request: &Path, output: &Path, desk: Desk<'_>) -> Done {
    let cannot = |error: io::Error| {
        Failure::usage(format!("cannot read the request `{}`: {error}", request.display()))
    };
    if fs::metadata(request).map_err(cannot)?.len() > REQUEST_BYTES_MAX {
        return Err(Failure::usage(format!("`{}` is too long", request.display())).into());
    }
    let body = fs::read(request).map_err(cannot)?;
    let answer = witness.add_checkpoint(&body, now())?;
    write_text(output, &answer.body())?;
    let values =
        [("status", answer.status().into()), ("file", output.display().to_string().into())];
    if answer.status() == 200 {
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
