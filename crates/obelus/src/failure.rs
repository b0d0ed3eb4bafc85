//! What ends a command early, and how that is told.

use std::io::{self, Write};
use std::panic;
use std::process::ExitCode;
use std::sync::Mutex;

use crate::messages::Messages;

/// Findings at or above the gate.
pub(crate) const FINDINGS: u8 = 1;
/// Wrong usage or configuration.
pub(crate) const USAGE: u8 = 2;
/// Something was not read.
pub(crate) const UNREAD: u8 = 3;
/// Our own fault.
pub(crate) const FAULT: u8 = 4;
/// Stopped by the person.
pub(crate) const INTERRUPTED: u8 = 130;

/// Why a command ends early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The person can change something about it.
    Usage { message: String, help: Option<String> },
    /// Results could not be written.
    Output(io::Error),
}

impl Failure {
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), help: None }
    }

    pub(crate) fn help(self, text: impl Into<String>) -> Self {
        match self {
            Self::Usage { message, .. } => Self::Usage { message, help: Some(text.into()) },
            Self::Output(error) => Self::Output(error),
        }
    }

    /// Tells the person, and returns the exit code.
    pub(crate) fn tell(self, messages: &Messages) -> ExitCode {
        let mut stderr = io::stderr().lock();
        // When stderr is gone too, the exit code is all that is left to tell.
        let _told = match self {
            Self::Usage { message, help } => {
                let told = writeln!(stderr, "obelus: {message}");
                match help {
                    Some(help) => {
                        writeln!(stderr, "{} {help}", messages.get("help-label", &[]))
                    }
                    None => told,
                }
            }
            // The reader of a pipe has seen enough.
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                return ExitCode::SUCCESS;
            }
            Self::Output(error) => {
                let _told = writeln!(stderr, "obelus: cannot write the results: {error}");
                return ExitCode::from(FAULT);
            }
        };
        ExitCode::from(USAGE)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// Runs the command; a panic ends in the exit code for our own fault and one sentence that says
/// where, never what: the message of a panic may hold text of a file.
pub(crate) fn guard(command: impl FnOnce() -> ExitCode + panic::UnwindSafe) -> ExitCode {
    static PLACE: Mutex<Option<String>> = Mutex::new(None);
    panic::set_hook(Box::new(|info| {
        // A fault in a thread that reads a document is caught there, and told as a problem.
        if let (Some(location), Ok(mut place)) = (info.location(), PLACE.lock()) {
            *place = Some(format!("{}:{}", location.file(), location.line()));
        }
    }));
    panic::catch_unwind(command).unwrap_or_else(|_| {
        let place = PLACE.lock().ok().and_then(|mut place| place.take());
        let place = place.unwrap_or_else(|| "an unknown place".to_owned());
        let _told = writeln!(
            io::stderr(),
            "obelus: a fault of ours at {place}; the results are incomplete. Please report this line: \
             it holds nothing of your files."
        );
        ExitCode::from(FAULT)
    })
}
