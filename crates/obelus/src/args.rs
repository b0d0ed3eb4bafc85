//! What the command line may say.

use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use clap::{ArgAction, Parser, Subcommand, ValueEnum};
use detect::{Checklist, Confidence, Severity, checklists};

#[cfg(feature = "server")]
use crate::ledger_command::LedgerArgs;
use crate::lesson::LessonCommand;
use crate::messages::Language;
use crate::report::args::{AFTER_REPORT, ReportCommand};
use crate::verify::VerifyArgs;

/// Finds what must not go out in files that are about to be published.
#[derive(Debug, Parser)]
#[command(name = "obelus", version, max_term_width = 100, disable_help_subcommand = true)]
pub(crate) struct Args {
    /// Colours in the output.
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        help_heading = "Display"
    )]
    pub(crate) color: When,
    /// Language of messages; from the environment when not given.
    #[arg(long, global = true, value_name = "LANGUAGE", help_heading = "Display")]
    pub(crate) lang: Option<Language>,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Find what must not go out.
    #[command(after_help = AFTER_SCAN)]
    Scan(Box<ScanArgs>),
    /// Write copies without what must not go out, read them again, and prove it.
    #[command(after_help = AFTER_CLEAN)]
    Clean(Box<CleanArgs>),
    /// Open the review desk: see what was found in its place, decide, and get clean copies.
    #[cfg(feature = "server")]
    Review(Box<ReviewArgs>),
    /// Open the review desk for a team: accounts, roles, two people for whatever goes out.
    #[cfg(feature = "server")]
    Serve(Box<ServeArgs>),
    /// Say what a copy has no more of its original, part by part.
    Diff {
        #[arg(value_name = "ORIGINAL")]
        original: PathBuf,
        #[arg(value_name = "COPY")]
        copy: PathBuf,
        /// Write a page with both side by side, readable by you alone.
        #[arg(long, value_name = "FILE")]
        html: Option<PathBuf>,
    },
    /// Say what a rule or a problem is, why it matters, and what to do.
    Explain {
        /// Id of a rule, or code of a problem.
        #[arg(value_name = "RULE")]
        name: String,
        /// Policy file; own terms can be explained too.
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
    },
    /// List the rules, or hold them against their examples.
    #[command(subcommand)]
    Rules(RulesCommand),
    /// List the formats that are read, and what is read of each.
    Formats,
    /// Look at the policy.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Write an invented folder with planted leaks, and find them.
    Demo {
        /// Where to write it; a folder that is empty or not there yet.
        #[arg(value_name = "DIR")]
        folder: Option<PathBuf>,
    },
    /// Read the lessons, and practise.
    #[command(subcommand)]
    Lesson(LessonCommand),
    /// Say safely that something went out, and answer those who do.
    #[command(subcommand, after_help = AFTER_REPORT)]
    Report(Box<ReportCommand>),
    /// Check that a file is the one that was released, and that its release was logged.
    Verify(VerifyArgs),
    /// Keep a record of decisions that cannot be changed later.
    #[cfg(feature = "server")]
    Ledger(Box<LedgerArgs>),
    /// Write completions for a shell.
    Completions {
        #[arg(value_name = "SHELL")]
        shell: clap_complete::Shell,
    },
    /// Write manual pages into a folder, or the main page to stdout.
    Man {
        #[arg(value_name = "DIR")]
        dir: Option<PathBuf>,
    },
    /// Read documents for another process of this program.
    #[command(hide = true)]
    Worker,
    /// Become an outside program, locked in: `worker-tool FOLDER… -- PROGRAM ARGUMENT…`.
    #[command(hide = true)]
    WorkerTool {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<std::ffi::OsString>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum RulesCommand {
    /// List every rule.
    List {
        /// Policy file; own terms are listed too.
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
    },
    /// Hold every rule against its own examples and negatives.
    Test {
        /// A pack of rules; the built-in rules when not given.
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Show the policy that holds here, and where each value comes from.
    Show {
        /// Policy file, instead of the nearest `obelus.toml`.
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct ScanArgs {
    /// Files and folders; everything in a folder is read, hidden and ignored files too.
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Output, to stdout or a file: human, jsonl, json, sarif, junit, csv or html; repeatable.
    #[arg(long = "format", value_name = "FORMAT[=FILE]", action = ArgAction::Append, help_heading = "Output")]
    pub(crate) formats: Vec<FormatArg>,
    /// Show what was found instead of masks (never in sarif, junit and html).
    #[arg(long, help_heading = "Output")]
    pub(crate) reveal: bool,
    /// Print all text, metadata and attachments of the files, as a stranger would get them.
    #[arg(long, help_heading = "Output", conflicts_with_all = ["formats", "baseline"])]
    pub(crate) as_recipient: bool,
    /// Say of each file what was looked at: bytes, pages, letters, files inside, limits.
    #[arg(long, help_heading = "Output")]
    pub(crate) coverage: bool,
    /// Go through a published check-list: ico, nsa-pdf, ms-inspector or adobe.
    #[arg(long, value_name = "LIST", value_parser = checklist, conflicts_with = "as_recipient", help_heading = "Output")]
    pub(crate) checklist: Option<Arc<Checklist>>,
    /// No progress bar and no notes.
    #[arg(long, short, help_heading = "Output")]
    pub(crate) quiet: bool,
    /// Least severity that makes the exit code 1: low, medium, high or critical [default: medium].
    #[arg(long, value_name = "SEVERITY", value_parser = severity, help_heading = "Policy")]
    pub(crate) fail_on: Option<Severity>,
    /// Least confidence that makes the exit code 1: low, medium or high [default: medium].
    #[arg(long, value_name = "CONFIDENCE", value_parser = confidence, help_heading = "Policy")]
    pub(crate) min_confidence: Option<Confidence>,
    /// Occasion, by which some findings weigh more, as for `clean`: procurement, newsroom, …
    #[arg(long, value_name = "NAME", help_heading = "Policy")]
    pub(crate) profile: Option<String>,
    /// Output of a former run (jsonl, json or sarif); what it had does not count.
    #[arg(long, value_name = "FILE", help_heading = "Policy")]
    pub(crate) baseline: Option<PathBuf>,
    /// Policy file, instead of the nearest `obelus.toml` from the working directory upwards.
    #[arg(long, value_name = "FILE", help_heading = "Policy")]
    pub(crate) config: Option<PathBuf>,
    /// Key of the digests, instead of `OBELUS_KEY_FILE` or the one in your data folder.
    #[arg(long, value_name = "FILE", help_heading = "Policy")]
    pub(crate) key_file: Option<PathBuf>,
    /// People to look for: a name on each line, or a table with a column `name`; `-` reads stdin.
    #[arg(long, value_name = "FILE", help_heading = "Policy")]
    pub(crate) names: Option<PathBuf>,
    /// People whose own names do not count, such as the requester; like --names.
    #[arg(long, value_name = "FILE", help_heading = "Policy")]
    pub(crate) requester: Option<PathBuf>,
    /// Folder of a model of names of your own (ONNX), which looks for names beside ours.
    #[arg(long, value_name = "FOLDER", help_heading = "Policy")]
    pub(crate) names_model: Option<PathBuf>,
    /// Take a kind of unread content out, with the reason; repeatable.
    #[arg(long, value_name = "CODE=REASON", action = ArgAction::Append, help_heading = "Policy")]
    pub(crate) accept_unread: Vec<Acceptance>,
    /// Files read at the same time [default: the number of processors].
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=1024), help_heading = "Limits")]
    pub(crate) jobs: Option<u16>,
    /// Longest time for one file, such as 90s or 5m.
    #[arg(long, value_name = "TIME", value_parser = time, help_heading = "Limits")]
    pub(crate) time_limit: Option<Duration>,
    /// Do not have text in pictures recognised, which takes long; it then counts as unread.
    #[arg(long, help_heading = "Limits")]
    pub(crate) no_ocr: bool,
}

#[cfg(feature = "server")]
#[derive(Debug, clap::Args)]
pub(crate) struct ReviewArgs {
    /// Files and folders; originals are only read. Without any, the page takes them.
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Folder for the copies; not one that originals are in.
    #[arg(long, short, value_name = "DIR", default_value = "obelus-copies")]
    pub(crate) output: PathBuf,
    /// Policy file, instead of the nearest `obelus.toml` from the working directory upwards.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// File of grounds of your house for removing, offered first.
    #[arg(long, value_name = "FILE")]
    pub(crate) grounds: Option<PathBuf>,
    /// Port on this machine; 0 is a free one.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    pub(crate) port: u16,
    /// Open no browser; the link stands on the terminal.
    #[arg(long)]
    pub(crate) no_open: bool,
}

#[cfg(feature = "server")]
#[derive(Debug, clap::Args)]
pub(crate) struct ServeArgs {
    /// Folder of the database and the sealed files.
    #[arg(value_name = "DIR")]
    pub(crate) data: PathBuf,
    /// Where to listen.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8480")]
    pub(crate) listen: std::net::SocketAddr,
    /// Address that people type, when a proxy with TLS stands before the desk.
    #[arg(long, value_name = "URL")]
    pub(crate) url: Option<String>,
    /// File of the key, outside of the folder [default: DIR.key].
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
    /// Keep the database there instead of in the folder: postgres://USER@HOST/NAME.
    #[cfg(feature = "postgres")]
    #[arg(long, value_name = "URL")]
    pub(crate) database: Option<String>,
    /// How many people must sign before something goes out.
    #[arg(long, value_name = "NUMBER", default_value_t = 2, value_parser = clap::value_parser!(u8).range(2..=4))]
    pub(crate) signatures: u8,
    /// The second person decides without seeing what the first decided.
    #[arg(long)]
    pub(crate) blind: bool,
    /// File of grounds of your house for removing, offered first.
    #[arg(long, value_name = "FILE")]
    pub(crate) grounds: Option<PathBuf>,
    /// Hand in what is put into this folder, and remove it from there.
    #[arg(long, value_name = "DIR", requires = "watch_as")]
    pub(crate) watch: Option<PathBuf>,
    /// Account that hands in what is put into the watched folder.
    #[arg(long, value_name = "NAME", requires = "watch")]
    pub(crate) watch_as: Option<String>,
    /// Put the copies of each release, with their proofs, into a new folder in this one.
    #[arg(long, value_name = "DIR")]
    pub(crate) release_to: Option<PathBuf>,
    /// Tell this address of each release, by digests alone: https://HOST/PATH.
    #[arg(long, value_name = "URL", requires = "webhook_key")]
    pub(crate) webhook: Option<String>,
    /// File of the key that the webhook's signature is made with.
    #[arg(long, value_name = "FILE", requires = "webhook")]
    pub(crate) webhook_key: Option<PathBuf>,
    /// List of passwords known from breaches, which nobody may take: SHA-1 digests in order.
    #[arg(long, value_name = "FILE")]
    pub(crate) breached_passwords: Option<PathBuf>,
    /// Let people sign in by this provider of OpenID Connect too.
    #[arg(long, value_name = "URL", requires = "openid_client", help_heading = "OpenID Connect")]
    pub(crate) openid_issuer: Option<String>,
    /// Name of the desk at the provider.
    #[arg(long, value_name = "ID", requires = "openid_secret", help_heading = "OpenID Connect")]
    pub(crate) openid_client: Option<String>,
    /// File of the secret that the provider knows the desk by.
    #[arg(long, value_name = "FILE", requires = "openid_issuer", help_heading = "OpenID Connect")]
    pub(crate) openid_secret: Option<PathBuf>,
    /// What people call the provider [default: its host].
    #[arg(long, value_name = "NAME", requires = "openid_issuer", help_heading = "OpenID Connect")]
    pub(crate) openid_name: Option<String>,
    /// Another host of the provider that the desk may ask; repeatable.
    #[arg(long, value_name = "HOST", requires = "openid_issuer", action = ArgAction::Append,
        help_heading = "OpenID Connect")]
    pub(crate) openid_host: Vec<String>,
    /// PEM file of the root certificates that the provider's is checked against, not the system's.
    #[arg(long, value_name = "FILE", requires = "openid_issuer", help_heading = "OpenID Connect")]
    pub(crate) openid_roots: Option<PathBuf>,
    /// What the provider says (acr or amr) of someone who showed two factors; who comes without is
    /// asked for a code. Repeatable.
    #[arg(long, value_name = "VALUE", requires = "openid_issuer", action = ArgAction::Append,
        help_heading = "OpenID Connect")]
    pub(crate) openid_two_factors: Vec<String>,
    /// Delete documents so many days after they went out, were called back, or could not be read.
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=36_500))]
    pub(crate) keep_days: Option<u32>,
    /// Folder of the channel whose reports are handled here; cases are opened in browsers alone.
    #[arg(long, value_name = "DESK")]
    pub(crate) reports: Option<PathBuf>,
    /// A clock that runs for each report, as `obelus report clocks` names it; repeatable.
    #[arg(long, value_name = "CLOCK", default_value = "eu-whistleblower", requires = "reports",
        action = clap::ArgAction::Append)]
    pub(crate) clock: Vec<String>,
    /// Log the release of each proven copy in this ledger.
    #[arg(long, value_name = "DIR")]
    pub(crate) ledger: Option<PathBuf>,
    /// Policy file, instead of the nearest `obelus.toml` from the working directory upwards.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Say what is wrong with this configuration, and change nothing.
    #[arg(long)]
    pub(crate) check: bool,
    /// Give a desk that does not run a new key, seal all that it keeps anew, and end.
    #[arg(long, conflicts_with = "check")]
    pub(crate) new_key: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct CleanArgs {
    /// Files and folders; originals are only read.
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Folder for the copies; not one that originals are in.
    #[arg(long, short, value_name = "DIR", required_unless_present = "dry_run")]
    pub(crate) output: Option<PathBuf>,
    /// Say what would be removed, what kept and what needs a person; write nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Redact findings of this rule or category only; repeatable.
    #[arg(long, value_name = "RULE", action = ArgAction::Append, help_heading = "Plan")]
    pub(crate) only: Vec<String>,
    /// Keep findings of this rule or category; repeatable.
    #[arg(long, value_name = "RULE", action = ArgAction::Append, help_heading = "Plan")]
    pub(crate) keep: Vec<String>,
    /// File with terms that must go, one a line (`re:` before a pattern); `-` is stdin.
    #[arg(long, value_name = "FILE", help_heading = "Plan")]
    pub(crate) redact_file: Option<PathBuf>,
    /// Policy file, instead of the nearest `obelus.toml` from the working directory upwards.
    #[arg(long, value_name = "FILE", help_heading = "Plan")]
    pub(crate) config: Option<PathBuf>,
    /// Keep the text and not the layout: documents become plain text.
    #[arg(long, help_heading = "Plan")]
    pub(crate) flatten: bool,
    /// Log the release of each proven copy in this ledger, and write its proof beside it.
    #[cfg(feature = "server")]
    #[arg(long, value_name = "DIR", conflicts_with = "dry_run", help_heading = "Release")]
    pub(crate) ledger: Option<PathBuf>,
    /// Decisions of a review, as JSON.
    #[arg(long, value_name = "FILE", help_heading = "Plan")]
    pub(crate) plan: Option<PathBuf>,
    /// Occasion: uk-foi, us-foia, cn-disclosure, procurement, newsroom or social-media.
    #[arg(long, value_name = "NAME", help_heading = "Plan")]
    pub(crate) profile: Option<String>,
    /// Key of the digests in a plan, instead of `OBELUS_KEY_FILE` or the one in your data folder.
    #[arg(long, value_name = "FILE", help_heading = "Plan")]
    pub(crate) key_file: Option<PathBuf>,
    /// Write a private record of what was removed, readable by you alone; keep it apart from copies.
    #[arg(long, value_name = "FILE", help_heading = "Proof")]
    pub(crate) record: Option<PathBuf>,
    /// Seal the record to this age recipient, so that only the holder of its key reads it.
    #[arg(long, value_name = "RECIPIENT", requires = "record", help_heading = "Proof")]
    pub(crate) record_key: Option<String>,
    /// Write a public certificate that commits to the record.
    #[arg(long, value_name = "FILE", requires = "record", help_heading = "Proof")]
    pub(crate) certificate: Option<PathBuf>,
    /// No progress and no notes.
    #[arg(long, short)]
    pub(crate) quiet: bool,
    /// Files cleaned at the same time [default: the number of processors].
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=1024), help_heading = "Limits")]
    pub(crate) jobs: Option<u16>,
    /// Longest time for one step with one file, such as 90s or 5m.
    #[arg(long, value_name = "TIME", value_parser = time, help_heading = "Limits")]
    pub(crate) time_limit: Option<Duration>,
}

const AFTER_CLEAN: &str = "\
Hidden content and metadata go; so does what scan finds at or above the policy's gate.
A file with a protective marking is refused; no option changes that.

Exit codes:
  0    every copy is proven
  1    a file was refused, or needs a person
  2    wrong usage or configuration
  3    something could not be read
  4    our own fault
  130  interrupted

Nothing leaves this machine.";

const AFTER_SCAN: &str = "\
Exit codes:
  0    nothing at or above --fail-on
  1    findings
  2    wrong usage or configuration
  3    something could not be read, whatever was found
  4    our own fault
  130  interrupted

Nothing leaves this machine.";

/// Outputs for people: at a terminal, and as a page.
pub(crate) const FOR_PEOPLE: [&str; 2] = ["human", "html"];

/// An output that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FormatArg {
    /// One of [`FOR_PEOPLE`], or the name of one of [`detect::output::OUTPUTS`].
    pub(crate) name: String,
    /// Where to; stdout when not given.
    pub(crate) file: Option<PathBuf>,
}

impl FromStr for FormatArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, file) = match text.split_once('=') {
            Some((_, "")) => return Err("a file name must follow `=`".to_owned()),
            Some((name, file)) => (name, Some(PathBuf::from(file))),
            None => (text, None),
        };
        let others = detect::output::OUTPUTS.iter().map(|format| format.name);
        let known: Vec<&str> = FOR_PEOPLE.into_iter().chain(others).collect();
        if !known.contains(&name) {
            return Err(format!("formats are {}", known.join(", ")));
        }
        Ok(Self { name: name.to_owned(), file })
    }
}

/// A kind of problem that someone accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Acceptance {
    pub(crate) code: String,
    pub(crate) reason: String,
}

impl FromStr for Acceptance {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (code, reason) = text
            .split_once('=')
            .filter(|(_, reason)| !reason.trim().is_empty())
            .ok_or("write CODE=REASON; the reason is recorded in the output")?;
        detect::check_blocking_code(code).map_err(|(message, help)| match help {
            Some(help) => format!("{message}; {help}"),
            None => message,
        })?;
        Ok(Self { code: code.to_owned(), reason: reason.trim().to_owned() })
    }
}

fn severity(text: &str) -> Result<Severity, String> {
    let named = Severity::ALL.into_iter().find(|severity| severity.name() == text);
    named.ok_or_else(|| "severities are low, medium, high and critical".to_owned())
}

fn confidence(text: &str) -> Result<Confidence, String> {
    let named = Confidence::ALL.into_iter().find(|confidence| confidence.name() == text);
    named.ok_or_else(|| "confidences are low, medium and high".to_owned())
}

fn checklist(text: &str) -> Result<Arc<Checklist>, String> {
    let named = checklists().into_iter().find(|list| list.name == text);
    named.map(Arc::new).ok_or_else(|| {
        let names: Vec<String> = checklists().into_iter().map(|list| list.name).collect();
        format!("check-lists are {}", names.join(", "))
    })
}

/// Returns a time in seconds, or with the unit `s`, `m` or `h`.
fn time(text: &str) -> Result<Duration, String> {
    let (number, unit) = match text.strip_suffix(['s', 'm', 'h']) {
        Some(number) => (number, text.as_bytes().last().copied()),
        None => (text, None),
    };
    let seconds_per = match unit {
        Some(b'h') => 3600,
        Some(b'm') => 60,
        _ => 1,
    };
    let number: u64 = number.parse().map_err(|_| "write a time such as 90s or 5m")?;
    match number.checked_mul(seconds_per) {
        Some(seconds @ 1..=86_400) => Ok(Duration::from_secs(seconds)),
        _ => Err("a time limit is between one second and a day".to_owned()),
    }
}
