//! Outside programs: each is started by `obelus worker-tool`, which first takes from itself, and so
//! from the program, all that the program does not need.
//!
//! A program gets its input by a pipe, gives its output by a pipe, reads its own folders, and can
//! reach no other file and no network.

mod ocr;
mod tsv;

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::atomic::AtomicBool;
use std::thread;
use std::time::Instant;

pub use ocr::Ocr;

use crate::WorkerCommand;
use crate::sandbox;
use crate::worker::Patient;

/// Divides what the program may read from the program.
const DIVIDER: &str = "--";
/// Most bytes of output that are taken.
const OUTPUT_BYTES_MAX: u64 = 64 << 20;
/// Memory of an outside program.
const MEMORY_BYTES: u64 = 3 << 30;
/// Seconds of processor time of an outside program, should nobody else end it.
const SECONDS_MAX: u64 = 300;

/// An outside program, and how it is started.
#[derive(Debug, Clone)]
pub(crate) struct Tool {
    /// What starts it: a program that ends up in [`tool_main`].
    pub(crate) starter: WorkerCommand,
    /// The program.
    pub(crate) program: PathBuf,
    /// Folders that it may read.
    pub(crate) folders: Vec<PathBuf>,
}

impl Tool {
    /// Runs the program on `input` and returns what it says, unless it fails or is late.
    pub(crate) fn run(
        &self,
        args: &[&str],
        input: &[u8],
        deadline: Option<Instant>,
        stop: &AtomicBool,
    ) -> io::Result<Vec<u8>> {
        let mut child = Ended(self.start(args)?);
        let (mut stdin, stdout) = match (child.0.stdin.take(), child.0.stdout.take()) {
            (Some(stdin), Some(stdout)) => (stdin, stdout),
            _ => return Err(io::ErrorKind::BrokenPipe.into()),
        };
        thread::scope(|scope| {
            // It may speak before it has heard all.
            thread::Builder::new().spawn_scoped(scope, move || stdin.write_all(input))?;
            let mut output = Vec::new();
            let mut patient = Patient::new(stdout, deadline, stop).take(OUTPUT_BYTES_MAX);
            let heard = patient.read_to_end(&mut output);
            if heard.is_err() {
                // Whoever still writes to it is set free.
                child.0.kill()?;
            }
            heard?;
            match child.0.wait()?.success() {
                true => Ok(output),
                false => Err(io::ErrorKind::Other.into()),
            }
        })
    }

    fn start(&self, args: &[&str]) -> io::Result<Child> {
        let mut command = Command::new(&self.starter.program);
        command.args(&self.starter.args).args(&self.folders).arg(DIVIDER).arg(&self.program);
        command.args(args).env_clear();
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        #[cfg(unix)]
        {
            use std::os::unix::process::CommandExt;

            // Ctrl-C is for the run, which then ends its programs.
            command.process_group(0);
        }
        command.spawn()
    }
}

/// A process that is gone when this is.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _killed = self.0.kill();
        let _reaped = self.0.wait();
    }
}

/// Becomes an outside program, in a sandbox of its own: what the program does when it is started
/// as `worker-tool FOLDER… -- PROGRAM ARGUMENT…`.
#[must_use]
pub fn tool_main(args: &[OsString]) -> ExitCode {
    let mut parts = args.splitn(2, |arg| arg == DIVIDER);
    let folders: Vec<&Path> = parts.next().unwrap_or_default().iter().map(Path::new).collect();
    let Some((program, args)) = parts.next().and_then(<[OsString]>::split_first) else {
        return ExitCode::FAILURE;
    };
    if !sandbox::enter_for_program(Path::new(program), &folders, MEMORY_BYTES, SECONDS_MAX) {
        return ExitCode::FAILURE;
    }
    become_program(program, args)
}

/// Ends in the program; returns only when it cannot be started.
#[cfg(unix)]
fn become_program(program: &OsString, args: &[OsString]) -> ExitCode {
    use std::os::unix::process::CommandExt;

    // More threads than one fight for the processors that the run already uses.
    let mut command = Command::new(program);
    command.args(args).env_clear().env("OMP_THREAD_LIMIT", "1").env("LC_ALL", "C");
    let _not_started = command.exec();
    ExitCode::FAILURE
}

#[cfg(not(unix))]
fn become_program(program: &OsString, args: &[OsString]) -> ExitCode {
    let status = Command::new(program).args(args).env("OMP_THREAD_LIMIT", "1").status();
    match status {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}
