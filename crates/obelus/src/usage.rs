//! The command line in the language of the person: its help, its manual, and what is wrong with it.

use std::env;
use std::error::Error as _;
use std::ffi::OsString;
use std::process::ExitCode;

use clap::builder::{Resettable, StyledStr};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, CommandFactory, FromArgMatches, ValueEnum};

use crate::args::Args;
use crate::failure::{FAULT, Failure, USAGE};
use crate::messages::{Language, Messages};

/// Help with headings of our own, in place of those that clap writes in English.
const TEMPLATE: &str = "{about-with-newline}\n{usage}\n\n{all-args}{after-help}";

/// Reads the command line; help that it asks for, or what is wrong with it, is told here and ends
/// the program with that exit code.
pub(crate) fn read() -> Result<Args, ExitCode> {
    let messages = Messages::new(asked_for(env::args_os()));
    let matches = command(&messages).try_get_matches();
    let args = matches.and_then(|mut matches| Args::from_arg_matches_mut(&mut matches));
    args.map_err(|error| answer(&error, &messages))
}

/// Returns the command with its help in the language of `messages`.
pub(crate) fn command(messages: &Messages) -> Command {
    match messages.language {
        Language::English => Args::command(),
        Language::Chinese => translated(Args::command(), messages),
    }
}

/// The language that `--lang` asks for, wherever it stands, or the environment does.
fn asked_for(args: impl Iterator<Item = OsString>) -> Language {
    let args: Vec<String> = args.filter_map(|arg| arg.into_string().ok()).collect();
    let apart = args.windows(2).find(|pair| pair[0] == "--lang").map(|pair| pair[1].as_str());
    let joined = || args.iter().find_map(|arg| arg.strip_prefix("--lang="));
    let asked = apart.or_else(joined).and_then(|tag| Language::from_str(tag, true).ok());
    asked.unwrap_or_else(Language::of_environment)
}

fn translated(command: Command, messages: &Messages) -> Command {
    let [about, long_about, after_help] =
        [command.get_about(), command.get_long_about(), command.get_after_help()]
            .map(|text| said(text, messages));
    let usage = format!("{} {{usage}}", messages.of_help("Usage:"));
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help).help("Print help");
    let command = command
        .about(about)
        .long_about(long_about)
        .after_help(after_help)
        .help_template(TEMPLATE.replace("{usage}", &usage))
        .subcommand_help_heading(messages.of_help("Commands").to_owned())
        .disable_help_flag(true)
        .arg(help);
    let command = match command.get_version() {
        Some(_) => command.disable_version_flag(true).arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .help("Print version"),
        ),
        None => command,
    };
    command
        .mut_args(|arg| translated_arg(arg, messages))
        .mut_subcommands(|command| translated(command, messages))
}

fn translated_arg(arg: Arg, messages: &Messages) -> Arg {
    let [help, long_help] = [arg.get_help(), arg.get_long_help()].map(|text| said(text, messages));
    let plain = if arg.is_positional() { "Arguments" } else { "Options" };
    let heading = messages.of_help(arg.get_help_heading().unwrap_or(plain)).to_owned();
    arg.help(help).long_help(long_help).help_heading(heading)
}

fn said(text: Option<&StyledStr>, messages: &Messages) -> Resettable<StyledStr> {
    text.map(|text| StyledStr::from(messages.of_help(&text.to_string()).to_owned())).into()
}

/// Tells what was asked for (help, version), or what is wrong, and returns the exit code.
fn answer(error: &clap::Error, messages: &Messages) -> ExitCode {
    match in_words(error, messages) {
        Some(text) if error.use_stderr() && messages.language != Language::English => {
            Failure::usage(text).tell(messages)
        }
        // When nobody can be told, the exit code is all that is left.
        _ => error.print().map_or(ExitCode::from(FAULT), |()| code(error)),
    }
}

fn code(error: &clap::Error) -> ExitCode {
    if error.use_stderr() { ExitCode::from(USAGE) } else { ExitCode::SUCCESS }
}

/// What is wrong, if there are words for it.
fn in_words(error: &clap::Error, messages: &Messages) -> Option<String> {
    let id = match error.kind() {
        ErrorKind::UnknownArgument => "usage-unknown-argument",
        ErrorKind::InvalidSubcommand => "usage-unknown-command",
        ErrorKind::MissingSubcommand => "usage-missing-command",
        ErrorKind::MissingRequiredArgument => "usage-missing-argument",
        ErrorKind::ArgumentConflict => "usage-conflict",
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => "usage-wrong-value",
        _ => return None,
    };
    let context = |kind| error.get(kind).map(shown).unwrap_or_default();
    let why = error.source().map(ToString::to_string);
    let values = [
        ("argument", context(ContextKind::InvalidArg)),
        ("command", context(ContextKind::InvalidSubcommand)),
        ("prior", context(ContextKind::PriorArg)),
        ("value", context(ContextKind::InvalidValue)),
        ("valid", why.unwrap_or_else(|| context(ContextKind::ValidValue))),
    ];
    let mut text = messages.get(id, &values.map(|(name, text)| (name, text.into())));
    let meant = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand].map(context);
    if let Some(meant) = meant.into_iter().find(|meant| !meant.is_empty()) {
        text += &messages.get("usage-meant", &[("meant", meant.into())]);
    }
    Some(text + &messages.get("usage-more", &[]))
}

fn shown(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(all) => all.join("、"),
        other => other.to_string(),
    }
}
