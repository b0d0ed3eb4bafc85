//! What handlers do, in a ledger: each line of a record leaves its digest there, so that a line or a
//! whole case that is taken away is missed.
//!
//! It takes no key, so that whoever audits a desk can do it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use intake::day;

use super::Talk;
use super::args::LogArgs;
use super::desk::{channel_of, read_cases};
use super::reporter::shown;
use crate::Shell;
use crate::failure::{FINDINGS, Failure};
use crate::files;
use crate::ledger_command::{self, LoggedAct};

/// The file of a desk that says where its acts are logged.
const LEDGER: &str = "ledger";
/// The file of a desk with the last act of each case that was logged: `CASE DIGEST`, a line each.
/// When it is lost, nothing is logged twice.
const LOGGED: &str = "logged";
/// Longest of either.
const BYTES_MAX: u64 = 16 << 20;

/// Logs what is not logged yet, and holds the desk against its ledger.
pub(super) fn log(args: &LogArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    channel_of(&args.desk)?;
    let known = ledger_of(&args.desk)?;
    let named = args.ledger.as_ref().map(|ledger| {
        std::path::absolute(ledger).map_err(|error| files::cannot("find", ledger, &error))
    });
    let Some(ledger) = named.transpose()?.or_else(|| known.clone()) else {
        return Err(talk.failure("this desk has no ledger yet", "report-log-help"));
    };
    if known.as_ref() != Some(&ledger) {
        // Another ledger has nothing yet.
        files::replace(&args.desk.join(LOGGED), b"")?;
    }
    let count = log_new(&args.desk, &ledger, talk.shell)?;
    let values = [("count", count.into()), ("ledger", shown(&ledger).into())];
    talk.say("report-logged", &values)?;
    let code = compare(&args.desk, &ledger, talk)?;
    // It is remembered once it could be read.
    let line = format!("{}\n", ledger.display());
    files::replace(&args.desk.join(LEDGER), line.as_bytes())?;
    Ok(code)
}

/// Logs what a command did, where the desk has a ledger; what cannot be logged now is logged with
/// the next act.
pub(super) fn keep_up(desk: &Path, talk: &Talk<'_>) {
    let logged = ledger_of(desk).and_then(|ledger| match ledger {
        Some(ledger) => log_new(desk, &ledger, talk.shell),
        None => Ok(0),
    });
    if let Err(failure) = logged {
        talk.note("report-log-later", &[("reason", failure.into_message().into())]);
    }
}

/// Returns the ledger of a desk, when it has one.
pub(crate) fn ledger_of(desk: &Path) -> Result<Option<PathBuf>, Failure> {
    let path = desk.join(LEDGER);
    if !path.exists() {
        return Ok(None);
    }
    let text = files::read_text(&path, BYTES_MAX)?;
    Ok(text.lines().next().map(PathBuf::from))
}

/// Logs the acts that are not logged yet, and returns how many they were.
pub(crate) fn log_new(desk: &Path, ledger: &Path, shell: &Shell) -> Result<usize, Failure> {
    let channel = channel_of(desk)?;
    let mut marks = read_marks(desk)?;
    let mut new = Vec::new();
    for case in read_cases(desk, &channel)? {
        let acts = case.record.acts().iter().zip(case.record.lines());
        let acts: Vec<LoggedAct> = acts.map(|(act, line)| logged_act(act.day, line)).collect();
        let last = marks.get(&case.id);
        // Where the last one is gone, all are handed in again: nothing is logged twice.
        let done =
            acts.iter().position(|act| Some(&act.digest) == last).map_or(0, |place| place + 1);
        if let Some(act) = acts.last() {
            marks.insert(case.id, act.digest.clone());
        }
        new.extend(acts.into_iter().skip(done));
    }
    if new.is_empty() {
        return Ok(0);
    }
    ledger_command::log_acts(ledger, &channel.id().to_string(), &new, shell)?;
    let lines: String = marks.iter().map(|(case, last)| format!("{case} {last}\n")).collect();
    files::replace(&desk.join(LOGGED), lines.as_bytes())?;
    Ok(new.len())
}

fn logged_act(day: time::Date, line: &str) -> LoggedAct {
    LoggedAct { day: day::write(day), digest: intake::digest(line.as_bytes()) }
}

fn read_marks(desk: &Path) -> Result<BTreeMap<String, String>, Failure> {
    let path = desk.join(LOGGED);
    if !path.exists() {
        return Ok(BTreeMap::new());
    }
    let text = files::read_text(&path, BYTES_MAX)?;
    let marks = text.lines().filter_map(|line| line.split_once(' '));
    Ok(marks.map(|(case, last)| (case.to_owned(), last.to_owned())).collect())
}

/// Says which acts of the ledger the desk has no more, and which of the desk it never had.
fn compare(desk: &Path, ledger: &Path, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let channel = channel_of(desk)?;
    let logged = ledger_command::logged_acts(ledger, &channel.id().to_string())?;
    let cases = read_cases(desk, &channel)?;
    let lines = cases.iter().flat_map(|case| case.record.lines());
    let here: BTreeSet<String> = lines.map(|line| intake::digest(line.as_bytes())).collect();
    let there: BTreeSet<&str> = logged.iter().map(|(_, act)| act.digest.as_str()).collect();
    let gone = logged.iter().filter(|(_, act)| !here.contains(&act.digest));
    let mut is_sound = true;
    for (entry, act) in gone {
        is_sound = false;
        let values = [("entry", (*entry).into()), ("day", act.day.as_str().into())];
        talk.say("report-log-gone", &values)?;
    }
    let unknown = here.iter().filter(|digest| !there.contains(digest.as_str())).count();
    if unknown > 0 {
        is_sound = false;
        talk.say("report-log-unknown", &[("count", unknown.into())])?;
    }
    if !is_sound {
        talk.note("report-log-unsound-help", &[]);
        return Ok(ExitCode::from(FINDINGS));
    }
    let values = [("acts", here.len().into()), ("cases", cases.len().into())];
    talk.say("report-log-sound", &values)?;
    Ok(ExitCode::SUCCESS)
}
