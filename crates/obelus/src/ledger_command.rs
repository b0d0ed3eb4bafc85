//! `obelus ledger`: a record of decisions that cannot be changed later.
//!
//! It brings files, keys and the clock to the store in `server` and the statements in `review`.

mod acts;
mod air_gap;
mod args;
mod bulletin;
mod delivery;
mod frames;
mod house;
mod keys;
mod release;
mod script;
mod steps;
mod upkeep;
mod witness;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use fluent_bundle::FluentValue;
use review::batch::Authorisation;
use server::log::OpenError;
use time::OffsetDateTime;

use crate::Shell;
use crate::failure::{FINDINGS, Failure, UNREAD};
use crate::verify::plain_lines;

pub(crate) use acts::LoggedAct;
pub(crate) use args::LedgerArgs;
use args::LedgerCommand as Command;
pub(crate) use bulletin::Approved;
use house::House;

/// Does what was asked.
pub(crate) fn run(args: &LedgerArgs, shell: &Shell) -> Result<ExitCode, Failure> {
    let desk = Desk { shell };
    let (ledger, passphrase) = (args.ledger.as_deref(), args.passphrase_file.as_deref());
    let house = || House::find(ledger, passphrase);
    let done = match &args.command {
        Command::Init(init) => house::init(init, ledger, passphrase, desk),
        Command::Keygen(keygen) => keys::keygen(keygen, passphrase, desk),
        Command::Rotate(rotate) => upkeep::rotate(rotate, &house()?, desk),
        Command::Scan(scan) => steps::scan(scan, &house()?, desk),
        Command::Decision(decision) => steps::decision(decision, &house()?, desk),
        Command::Sign(sign) => steps::sign(sign, passphrase, desk),
        Command::Append(append) => steps::append(append, &house()?, desk),
        Command::Release(release) => release::release(release, None, &house()?, desk),
        Command::Proof(proof) => release::proof(proof, &house()?, desk),
        Command::Checkpoint(checkpoint) => air_gap::checkpoint(checkpoint, &house()?, desk),
        Command::ServeTiles(serve) => witness::serve_tiles(serve, &house()?, desk),
        Command::Witness(witness) => witness::witness(witness, &house()?, desk),
        Command::Audit => upkeep::audit(&house()?, desk),
        Command::Fsck(fsck) => upkeep::fsck(fsck, ledger, passphrase, desk),
        Command::Erase(erase) => upkeep::erase(erase, &house()?, desk),
        Command::Disclose(disclose) => upkeep::disclose(disclose, &house()?, desk),
        Command::Recover(recover) => upkeep::recover(recover, &house()?, desk),
        Command::Export(export) => upkeep::export(export, &house()?, desk),
    };
    end(done, desk)
}

/// Logs the release of copies that `clean` has proven, and writes their proofs.
///
/// Returns how the first that went wrong ended.
pub(crate) fn release_copies(
    ledger: &Path,
    copies: &[PathBuf],
    config: Option<&Path>,
    shell: &Shell,
) -> Result<ExitCode, Failure> {
    let mut worst = ExitCode::SUCCESS;
    for copy in copies {
        let code = release_copy(ledger, copy, Wish::default(), config, shell)?;
        if worst == ExitCode::SUCCESS {
            worst = code;
        }
    }
    Ok(worst)
}

/// How the release of a copy is to be logged.
#[derive(Default)]
pub(crate) struct Wish<'w> {
    /// Its name for the caller, under which it is logged once.
    pub(crate) request: Option<String>,
    /// Who lifted its protective marking.
    pub(crate) leave: Option<&'w Authorisation>,
    /// Which entry decided so.
    pub(crate) decision: Option<u64>,
}

/// Says why nothing could be logged in a ledger: its settings or its keys cannot be used.
pub(crate) fn check(ledger: &Path) -> Result<(), Failure> {
    let house = House::find(Some(ledger), None)?;
    house.keys()?;
    house.release_key().map(drop)
}

/// Logs the release of one copy and writes its proof; what has a name for the caller, once.
pub(crate) fn release_copy(
    ledger: &Path,
    copy: &Path,
    wish: Wish<'_>,
    config: Option<&Path>,
    shell: &Shell,
) -> Result<ExitCode, Failure> {
    let desk = Desk { shell };
    let house = House::find(Some(ledger), None)?;
    let args = args::ReleaseArgs {
        file: copy.to_owned(),
        decision: wish.decision,
        supersedes: None,
        config: config.map(Path::to_owned),
        request: wish.request,
    };
    end(release::release(&args, wish.leave, &house, desk), desk)
}

/// Logs what handlers approved and the release of that bulletin, and writes the proof of the latter.
pub(crate) fn release_bulletin(
    ledger: &Path,
    bulletin: &Path,
    approved: &Approved,
    shell: &Shell,
) -> Result<ExitCode, Failure> {
    let desk = Desk { shell };
    match bulletin::log(&House::find(Some(ledger), None)?, approved, desk) {
        Ok(entry) => {
            let wish = Wish { decision: Some(entry), ..Wish::default() };
            release_copy(ledger, bulletin, wish, None, shell)
        }
        Err(stop) => end(Err(stop), desk),
    }
}

/// Logs that a sealed report arrived, and returns the proof when enough witnesses have signed.
pub(crate) fn log_delivery(
    ledger: &Path,
    proof: &intake::delivery::Proof,
    shell: &Shell,
) -> Result<Option<String>, Failure> {
    let house = House::find(Some(ledger), None)?;
    delivery::log(&house, proof, Desk { shell }).map_err(Failure::from)
}

/// Logs what handlers of a channel did, each act once.
pub(crate) fn log_acts(
    ledger: &Path,
    channel: &str,
    acts: &[LoggedAct],
    shell: &Shell,
) -> Result<(), Failure> {
    let house = House::find(Some(ledger), None)?;
    acts::log(&house, channel, acts, Desk { shell }).map_err(Failure::from)
}

/// Returns what handlers of a channel did, as far as a ledger holds it, with the entries.
pub(crate) fn logged_acts(ledger: &Path, channel: &str) -> Result<Vec<(u64, LoggedAct)>, Failure> {
    acts::all(&House::find(Some(ledger), None)?, channel).map_err(Failure::from)
}

/// Logs the digest of a script that pages hand out, once, and returns the proof when enough
/// witnesses have signed.
pub(crate) fn log_script(
    ledger: &Path,
    name: &str,
    sha256: &[u8],
    shell: &Shell,
) -> Result<Option<String>, Failure> {
    let house = House::find(Some(ledger), None)?;
    script::log(&house, name, sha256, Desk { shell }).map_err(Failure::from)
}

/// Tells a log that must not sign, loudly.
fn end(done: Done, desk: Desk<'_>) -> Result<ExitCode, Failure> {
    match done {
        Ok(code) => Ok(code),
        Err(Stop::Failure(failure)) => Err(failure),
        Err(Stop::Frozen(reasons)) => {
            let reasons = reasons.iter().map(|reason| desk.shell.messages.of_failure(reason));
            let reasons = reasons.collect::<Vec<_>>().join("\n  ");
            desk.say("ledger-frozen", &[("reasons", reasons.into())])?;
            Ok(ExitCode::from(UNREAD))
        }
    }
}

/// Why a command ends early.
pub(crate) enum Stop {
    /// Something failed.
    Failure(Failure),
    /// The log must not sign.
    Frozen(Vec<String>),
}

/// How a command ends.
type Done = Result<ExitCode, Stop>;

impl From<Stop> for Failure {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Failure(failure) => failure,
            Stop::Frozen(reasons) => {
                Self::usage(format!("the ledger is frozen: {}", reasons.join("; ")))
            }
        }
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<anyhow::Error> for Stop {
    fn from(error: anyhow::Error) -> Self {
        Self::Failure(Failure::Fault(format!("{error:#}")))
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Failure(Failure::Output(error))
    }
}

impl From<OpenError> for Stop {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Frozen(reasons) => {
                Self::Frozen(reasons.iter().map(ToString::to_string).collect())
            }
            OpenError::Other(error) => error.into(),
        }
    }
}

/// Where results are told.
#[derive(Clone, Copy)]
pub(crate) struct Desk<'s> {
    pub(crate) shell: &'s Shell,
}

impl Desk<'_> {
    /// Prints a message on stdout.
    fn say(self, id: &str, values: &[(&'static str, FluentValue<'_>)]) -> io::Result<()> {
        let text = self.shell.messages.get(id, values);
        writeln!(io::stdout(), "{}", plain_lines(&text))
    }

    /// Prints a message on stderr: progress, and what is not the result.
    fn note(self, id: &str, values: &[(&'static str, FluentValue<'_>)]) {
        let text = self.shell.messages.get(id, values);
        // When stderr is gone, the result is still told.
        let _told = writeln!(io::stderr(), "{}", plain_lines(&text));
    }
}

/// All is as it should be.
const GOOD: Done = Ok(ExitCode::SUCCESS);

/// Something is not as it should be, and was told.
fn bad() -> Done {
    Ok(ExitCode::from(FINDINGS))
}

/// The time in seconds since 1970.
fn now() -> u64 {
    u64::try_from(OffsetDateTime::now_utc().unix_timestamp()).unwrap_or_default()
}
