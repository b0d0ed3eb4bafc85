//! What ends a command early, and how that is told.

use std::io::{self, Write};
use std::panic;
use std::process::ExitCode;
use std::sync::Mutex;

use detect::output::plain;

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
    Usage {
        /// What is wrong.
        message: String,
        /// What to do about it.
        help: Option<String>,
    },
    /// Results could not be written.
    Output(io::Error),
    /// The machine or the program failed.
    Fault(String),
}

impl Failure {
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), help: None }
    }

    pub(crate) fn help(self, text: impl Into<String>) -> Self {
        match self {
            Self::Usage { message, .. } => Self::Usage { message, help: Some(text.into()) },
            other => other,
        }
    }

    /// Returns what is wrong, in a line.
    #[cfg(feature = "server")]
    pub(crate) fn into_message(self) -> String {
        match self {
            Self::Usage { message, .. } | Self::Fault(message) => message,
            Self::Output(error) => error.to_string(),
        }
    }

    /// Tells the person, and returns the exit code.
    pub(crate) fn tell(self, messages: &Messages) -> ExitCode {
        let (message, help, code) = match self {
            Self::Usage { message, help } => (message, help, USAGE),
            // The reader of a pipe has seen enough.
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                return ExitCode::SUCCESS;
            }
            Self::Output(error) => (format!("cannot write the results: {error}"), None, FAULT),
            Self::Fault(message) => (message, None, FAULT),
        };
        let message = messages.of_failure(&message);
        let help = help.map(|help| {
            format!("{} {}\n", messages.get("help-label", &[]), messages.of_failure(&help))
        });
        // A name of a file in it must not act on the terminal.
        let text = format!("obelus: {}\n{}", plain(&message), help.unwrap_or_default());
        // When stderr is gone too, the exit code is all that is left to tell.
        let _told = io::stderr().write_all(text.as_bytes());
        ExitCode::from(code)
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
