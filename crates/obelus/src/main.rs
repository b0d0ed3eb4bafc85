//! The command: arguments, files, terminal, exit codes.
//!
//! It decides nothing about documents; it brings a policy, a key and a terminal to the crates that do.

mod args;
mod clean;
mod demo;
mod destination;
mod diff;
mod digest_key;
mod explain;
mod face;
mod failure;
mod files;
mod human;
#[cfg(feature = "server")]
mod ledger_command;
mod lesson;
mod list;
mod messages;
mod page;
mod people;
mod progress;
mod recipient;
mod report;
#[cfg(feature = "server")]
mod review;
mod scan;
#[cfg(feature = "server")]
mod serve;
mod settings;
mod shell;
mod terminal;
#[cfg(test)]
mod testing;
mod trust;
mod usage;
mod verify;

#[cfg(feature = "server")]
use std::io::IsTerminal as _;
use std::io::{self, Write};
use std::process::ExitCode;

#[cfg(feature = "server")]
use clap::Parser as _;

use args::{Command, ConfigCommand, RulesCommand};
use failure::Failure;
use messages::Messages;
use terminal::Terminal;

/// What every command gets: who is on the other side of it.
pub(crate) struct Shell {
    /// How stdout is written.
    pub(crate) terminal: Terminal,
    /// The messages in the language of the person.
    pub(crate) messages: Messages,
}

fn main() -> ExitCode {
    failure::guard(|| {
        let args = match usage::read() {
            Ok(args) => args,
            Err(code) => return code,
        };
        let shell = Shell {
            terminal: Terminal::of_stdout(args.color),
            messages: Messages::new(args.lang.unwrap_or_else(messages::Language::of_environment)),
        };
        match dispatch(args.command, &shell) {
            Ok(code) => code,
            Err(failure) => failure.tell(&shell.messages),
        }
    })
}

fn dispatch(command: Option<Command>, shell: &Shell) -> Result<ExitCode, Failure> {
    let Some(command) = command else { return first_steps(shell) };
    match command {
        Command::Scan(args) if args.as_recipient => recipient::print(&args, shell),
        Command::Scan(args) => scan::scan(&args, shell),
        Command::Clean(args) => clean::clean(&args, shell),
        #[cfg(feature = "server")]
        Command::Review(args) => review::review(&args, shell),
        #[cfg(feature = "server")]
        Command::Serve(args) => serve::serve(&args, shell),
        Command::Diff { original, copy, html } => {
            diff::diff(&original, &copy, html.as_deref(), shell)
        }
        Command::Explain { name, config } => explain::explain(&name, config.as_deref(), shell),
        Command::Rules(RulesCommand::List { config }) => list::rules(config.as_deref()),
        Command::Rules(RulesCommand::Test { file }) => list::test_rules(file.as_deref()),
        Command::Demo { folder } => demo::demo(folder.as_deref(), shell),
        Command::Formats => list::formats(),
        Command::Config(ConfigCommand::Show { config }) => settings::show(config.as_deref()),
        Command::Verify(args) => verify::verify(&args, shell),
        #[cfg(feature = "server")]
        Command::Ledger(args) => ledger_command::run(&args, shell),
        Command::Completions { shell: kind } => shell::completions(kind, shell),
        Command::Man { dir } => shell::man(dir.as_deref(), shell),
        Command::Lesson(command) => lesson::lesson(&command, shell),
        Command::Report(command) => report::report(*command, shell),
        Command::Worker => Ok(run::worker_main()),
        Command::WorkerTool { args } => Ok(run::tool_main(&args)),
    }
}

/// Says what to do first, and offers the desk to whoever sits at a terminal.
fn first_steps(shell: &Shell) -> Result<ExitCode, Failure> {
    writeln!(io::stdout(), "{}", shell.messages.get("first-steps", &[]))?;
    #[cfg(feature = "server")]
    if io::stdin().is_terminal() && io::stdout().is_terminal() {
        return offer_desk(shell);
    }
    Ok(ExitCode::SUCCESS)
}

/// Asks what is to be looked at in the browser; nothing is an answer too.
#[cfg(feature = "server")]
fn offer_desk(shell: &Shell) -> Result<ExitCode, Failure> {
    write!(io::stdout(), "{} ", shell.messages.get("first-steps-ask", &[]))?;
    io::stdout().flush()?;
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    // A file that is dropped on a terminal often comes in quotation marks.
    let path = line.trim().trim_matches(['\'', '"']);
    if path.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    let args = args::Args::parse_from(["obelus", "review", "--", path]);
    dispatch(args.command, shell)
}
