//! What a run of a program costs: processor time, wall time, peak memory.

use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result};
use nix::sys::resource::{UsageWho, getrusage};

/// What one run cost.
#[derive(Debug, Clone)]
pub(crate) struct Measured {
    /// User and system time, of its children too.
    pub(crate) cpu_seconds: f64,
    /// Time from start to end.
    pub(crate) wall_seconds: f64,
    /// Most memory of the largest process, in KiB.
    pub(crate) peak_kib: u64,
    /// What it printed.
    pub(crate) printed: String,
}

/// Runs a command in a process of its own that does nothing else, so that its costs are its own.
pub(crate) fn measure(command: &mut Command) -> Result<Measured> {
    let program = std::env::current_exe()?;
    let mut wrapped = Command::new(program);
    wrapped.arg("measure").arg("--").arg(command.get_program()).args(command.get_args());
    wrapped.stdin(Stdio::null());
    let output = wrapped.output().context("cannot start the measuring process")?;
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let line = told.lines().last().unwrap_or_default();
    let mut numbers = line.split(' ').map(str::parse::<f64>);
    let mut next = || numbers.next().and_then(Result::ok).context("the measuring process failed");
    Ok(Measured {
        cpu_seconds: next()?,
        wall_seconds: next()?,
        peak_kib: next()? as u64,
        printed: String::from_utf8_lossy(&output.stdout).into_owned(),
    })
}

/// What the measuring process does: runs the command and tells its costs as the last line of
/// standard error.
pub(crate) fn run_measured(command: &[String]) -> Result<String> {
    let (program, arguments) = command.split_first().context("no command is given")?;
    let start = Instant::now();
    Command::new(program).args(arguments).stdin(Stdio::null()).status()?;
    let wall = start.elapsed().as_secs_f64();
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let seconds = |time: nix::sys::time::TimeVal| {
        time.tv_sec() as f64 + f64::from(i32::try_from(time.tv_usec()).unwrap_or(0)) / 1e6
    };
    let cpu = seconds(usage.user_time()) + seconds(usage.system_time());
    Ok(format!("{cpu} {wall} {}", usage.max_rss()))
}
