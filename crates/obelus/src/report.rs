//! `obelus report`: a sealed way to say that something went out, and to answer.
//!
//! Reporters seal and read, handlers open and reply; both work offline, on files that may travel
//! by any way.

#[cfg(feature = "server")]
mod acts;
mod approval;
pub(crate) mod args;
mod arrivals;
mod bulletin;
mod clocks;
mod copies;
mod desk;
mod enter;
mod hand_over;
mod handle;
mod identity;
mod keys;
mod letters;
mod published;
mod reporter;
#[cfg(feature = "server")]
mod script;
mod scrub;
mod sealing;
mod security_txt;
#[cfg(feature = "server")]
mod serve;
mod thanks;
mod work;

use std::io::{self, BufRead, IsTerminal, Write};
use std::process::ExitCode;

use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
use time::{Date, OffsetDateTime};
use zeroize::Zeroizing;

#[cfg(feature = "server")]
pub(crate) use acts::{ledger_of, log_new as log_acts};
#[cfg(feature = "server")]
pub(crate) use clocks::find as clock;

use crate::Shell;
use crate::failure::Failure;
use crate::messages::Value;
use args::ReportCommand;

/// Longest line that a person types.
const LINE_BYTES_MAX: u64 = 4 << 10;

/// Does what the command line says, and logs the acts that came of it where the desk has a ledger.
pub(crate) fn report(command: ReportCommand, shell: &Shell) -> Result<ExitCode, Failure> {
    let talk = Talk { shell };
    #[cfg(feature = "server")]
    let desk = command.desk().cloned();
    let done = run(command, &talk);
    // What failed may have left an act too.
    #[cfg(feature = "server")]
    if let Some(desk) = desk {
        acts::keep_up(&desk, &talk);
    }
    done
}

fn run(command: ReportCommand, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    match command {
        ReportCommand::Keygen(args) => keys::generate(&args, talk),
        ReportCommand::Channel(command) => keys::channel(command, talk),
        ReportCommand::Seal(args) => reporter::seal(&args, talk),
        ReportCommand::Read(args) => reporter::read(&args, talk),
        ReportCommand::VerifyReceipt(args) => reporter::verify_receipt(&args, talk),
        ReportCommand::Inbox(args) => handle::inbox(&args, talk),
        ReportCommand::Open(args) => handle::open(&args, talk),
        ReportCommand::Reply(args) => handle::reply(&args, talk),
        ReportCommand::Note(args) => handle::note(&args, talk),
        ReportCommand::Move(args) => handle::advance(&args, talk),
        ReportCommand::Assess(args) => handle::assess(&args, talk),
        ReportCommand::Assign(args) => handle::assign(&args, talk),
        ReportCommand::Identity(args) => identity::open(&args, talk),
        ReportCommand::Scan(args) => published::scan(&args, talk),
        ReportCommand::Thank(args) => thanks::thank(&args, talk),
        ReportCommand::Claim(args) => thanks::claim(&args, talk),
        ReportCommand::HandOver(command) => scrub::hand_over(command, talk),
        ReportCommand::Close(args) => handle::close(&args, talk),
        ReportCommand::Export(args) => hand_over::export(&args, talk),
        ReportCommand::Destroy(args) => hand_over::destroy(&args, talk),
        ReportCommand::Bulletin(command) => bulletin::bulletin(command, talk),
        ReportCommand::Enter(args) => enter::enter(&args, talk),
        ReportCommand::Clocks(args) => clocks::clocks(&args, talk),
        ReportCommand::Due(args) => clocks::due(&args, talk),
        ReportCommand::Indicators(args) => clocks::indicators(&args, talk),
        #[cfg(feature = "server")]
        ReportCommand::Serve(args) => serve::serve(&args, talk),
        #[cfg(feature = "server")]
        ReportCommand::Log(args) => acts::log(&args, talk),
        #[cfg(feature = "server")]
        ReportCommand::Script(command) => script::script(&command, talk),
        ReportCommand::SecurityTxt(command) => security_txt::security_txt(command, talk),
    }
}

/// What the commands have in common: words, a day, randomness, and lines that a person types.
struct Talk<'a> {
    shell: &'a Shell,
}

impl Talk<'_> {
    /// Returns a message.
    fn text(&self, id: &str, values: &[Value<'_>]) -> String {
        self.shell.messages.get(id, values)
    }

    /// Says a message on stdout.
    fn say(&self, id: &str, values: &[Value<'_>]) -> Result<(), Failure> {
        Ok(writeln!(io::stdout(), "{}", self.text(id, values))?)
    }

    /// Says a message on stderr, where it changes no result.
    fn note(&self, id: &str, values: &[Value<'_>]) {
        let _told = writeln!(io::stderr(), "{}", self.text(id, values));
    }

    /// Returns a failure whose help is a message.
    fn failure(&self, message: impl std::fmt::Display, help: &str) -> Failure {
        Failure::usage(message.to_string()).help(self.text(help, &[]))
    }

    /// Reads a line from stdin, asking for it on a terminal.
    fn ask(&self, id: &str, values: &[Value<'_>]) -> Result<Zeroizing<String>, Failure> {
        let stdin = io::stdin();
        if stdin.is_terminal() {
            let mut stderr = io::stderr();
            write!(stderr, "{} ", self.text(id, values))?;
            stderr.flush()?;
        }
        let mut line = Zeroizing::new(String::new());
        let mut bounded = io::Read::take(stdin.lock(), LINE_BYTES_MAX);
        bounded
            .read_line(&mut line)
            .map_err(|error| Failure::usage(format!("cannot read what was typed: {error}")))?;
        Ok(line)
    }

    /// True when a person sits in front of it.
    fn has_person() -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }
}

/// The day, in UTC: no file says more about when something was done.
fn today() -> Date {
    OffsetDateTime::now_utc().date()
}

/// The randomness of the operating system.
pub(crate) fn rng() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}
