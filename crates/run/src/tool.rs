//! Outside programs: each is started by `obelus worker-tool`, which first takes from itself, and so
//! from the program, all that the program does not need.
//!
//! A program gets its input by a pipe, or as a file that it alone can read; it gives its output by a
//! pipe, reads its own folders, and can reach no other file and no network.

mod films;
mod ocr;
mod tsv;

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, ExitCode, Stdio};
use std::sync::atomic::AtomicBool;
use std::thread;
use std::time::Instant;

pub use films::Films;
pub(crate) use films::{INSIDE_BYTES_MAX, Inside};
pub use ocr::Ocr;

use crate::WorkerCommand;
use crate::sandbox;
use crate::worker::Patient;

/// Divides what the program may read from the program.
const DIVIDER: &str = "--";
/// Stands for the standard input among the folders that the program may read.
const INPUT: &str = "-";
/// Bytes of the standard error that are taken.
const ERRORS_BYTES_MAX: u64 = 1 << 20;
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

/// What a program gets as its standard input.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Given<'a> {
    /// Bytes by a pipe.
    Bytes(&'a [u8]),
    /// A file, which it may open once more to go back and forth in it.
    File(&'a File),
}

/// What a program said.
#[derive(Debug)]
pub(crate) struct Said {
    /// Its standard output.
    pub(crate) output: Vec<u8>,
    /// Its standard error.
    pub(crate) errors: Vec<u8>,
    /// False when it failed, was late, or had more to say.
    pub(crate) is_whole: bool,
}

impl Tool {
    /// Runs the program and returns what it says in time, no more than `bytes_max` of it.
    pub(crate) fn run(
        &self,
        args: &[&str],
        given: &Given<'_>,
        bytes_max: u64,
        deadline: Option<Instant>,
        stop: &AtomicBool,
    ) -> io::Result<Said> {
        let mut child = Ended(self.start(args, given)?);
        let (stdin, stderr) = (child.0.stdin.take(), child.0.stderr.take());
        thread::scope(|scope| {
            // It may speak before it has heard all.
            if let (Some(mut stdin), Given::Bytes(bytes)) = (stdin, *given) {
                thread::Builder::new().spawn_scoped(scope, move || stdin.write_all(bytes))?;
            }
            let errors = thread::Builder::new().spawn_scoped(scope, move || last_words(stderr))?;
            let (output, is_whole) = child.hear(bytes_max, deadline, stop)?;
            Ok(Said { output, errors: errors.join().unwrap_or_default(), is_whole })
        })
    }

    fn start(&self, args: &[&str], given: &Given<'_>) -> io::Result<Child> {
        let mut command = Command::new(&self.starter.program);
        // The first divider ends the options of our own command line, which takes it away.
        command.args(&self.starter.args).arg(DIVIDER).args(&self.folders);
        if let Given::File(_) = given {
            command.arg(INPUT);
        }
        command.arg(DIVIDER).arg(&self.program).args(args).env_clear();
        command.stdin(match given {
            Given::Bytes(_) => Stdio::piped(),
            Given::File(file) => Stdio::from(file.try_clone()?),
        });
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        #[cfg(unix)]
        {
            use std::os::unix::process::CommandExt;

            // Ctrl-C is for the run, which then ends its programs.
            command.process_group(0);
        }
        command.spawn()
    }
}

/// Returns the standard error of a program, no more than a bound.
fn last_words(stderr: Option<ChildStderr>) -> Vec<u8> {
    let mut said = Vec::new();
    if let Some(stderr) = stderr {
        let _unheard = stderr.take(ERRORS_BYTES_MAX).read_to_end(&mut said);
    }
    said
}

/// A process that is gone when this is.
struct Ended(Child);

impl Ended {
    /// Returns what it says in time, and whether that is all and it came to a good end.
    fn hear(
        &mut self,
        bytes_max: u64,
        deadline: Option<Instant>,
        stop: &AtomicBool,
    ) -> io::Result<(Vec<u8>, bool)> {
        let stdout = self.0.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        let mut output = Vec::new();
        let heard = Patient::new(stdout, deadline, stop).take(bytes_max).read_to_end(&mut output);
        let is_whole = heard.is_ok() && (output.len() as u64) < bytes_max;
        if !is_whole {
            // Whoever still writes to it is set free.
            self.0.kill()?;
        }
        match heard {
            Err(error) if error.kind() != io::ErrorKind::TimedOut => Err(error),
            _ => Ok((output, self.0.wait()?.success() && is_whole)),
        }
    }
}

impl Drop for Ended {
    fn drop(&mut self) {
        let _killed = self.0.kill();
        let _reaped = self.0.wait();
    }
}

/// Becomes an outside program, in a sandbox of its own: what the program does when it is started
/// as `worker-tool FOLDER… -- PROGRAM ARGUMENT…`; a folder `-` is the file on the standard input.
#[must_use]
pub fn tool_main(args: &[OsString]) -> ExitCode {
    let mut parts = args.splitn(2, |arg| arg == DIVIDER);
    let (input, folders): (Vec<&OsString>, Vec<&OsString>) =
        parts.next().unwrap_or_default().iter().partition(|folder| *folder == INPUT);
    let folders: Vec<&Path> = folders.into_iter().map(Path::new).collect();
    let Some((program, args)) = parts.next().and_then(<[OsString]>::split_first) else {
        return ExitCode::FAILURE;
    };
    let readable = sandbox::Readable { folders: &folders, input: !input.is_empty() };
    if !sandbox::enter_for_program(Path::new(program), &readable, MEMORY_BYTES, SECONDS_MAX) {
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
