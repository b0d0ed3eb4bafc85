//! What handlers may say about a case.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{DeskArgs, Words};

/// A case on a desk.
#[derive(Debug, Args)]
pub(crate) struct CaseArgs {
    #[command(flatten)]
    pub(crate) desk: DeskArgs,
    /// The case, as `inbox` lists it; its first letters are enough.
    #[arg(value_name = "CASE")]
    pub(crate) case: String,
}

#[derive(Debug, Args)]
pub(crate) struct OpenArgs {
    #[command(flatten)]
    pub(crate) case: CaseArgs,
    /// Write the attachments into this folder; open them only where nothing can harm you.
    #[arg(long, value_name = "DIR")]
    pub(crate) save: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct WriteArgs {
    #[command(flatten)]
    pub(crate) case: CaseArgs,
    /// A file with the text; `-` for stdin.
    #[arg(long, value_name = "FILE", default_value = "-")]
    pub(crate) text: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct ReplyArgs {
    #[command(flatten)]
    pub(crate) write: WriteArgs,
    /// Log in this ledger that the report arrived, and send the proof along; the log learns a salted
    /// digest and the day.
    #[cfg(feature = "server")]
    #[arg(long, value_name = "DIR")]
    pub(crate) ledger: Option<PathBuf>,
}

/// States that a case is brought to by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum NextState {
    Acknowledged,
    Triage,
    Working,
    Action,
    Referred,
}

#[derive(Debug, Args)]
pub(crate) struct MoveArgs {
    #[command(flatten)]
    pub(crate) case: CaseArgs,
    /// The state.
    #[arg(value_name = "STATE")]
    pub(crate) state: NextState,
}

/// How likely the reporter is to suffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DetrimentArg {
    Unlikely,
    Possible,
    Likely,
}

#[derive(Debug, Args)]
pub(crate) struct AssessArgs {
    #[command(flatten)]
    pub(crate) case: CaseArgs,
    /// How likely.
    #[arg(value_name = "HARM")]
    pub(crate) detriment: DetrimentArg,
}

#[derive(Debug, Args)]
pub(crate) struct AssignArgs {
    #[command(flatten)]
    pub(crate) case: CaseArgs,
    /// The role of the handler.
    #[arg(long, value_name = "ROLE")]
    pub(crate) to: String,
    /// The role of the deputy.
    #[arg(long, value_name = "ROLE")]
    pub(crate) deputy: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct IdentityArgs {
    #[command(flatten)]
    pub(crate) case: CaseArgs,
    /// The custodian's key.
    #[arg(long, value_name = "FILE")]
    pub(crate) custodian_key: PathBuf,
    /// What opens the custodian's key: the first line of this file.
    #[arg(long, value_name = "FILE")]
    pub(crate) custodian_passphrase_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ScanArgs {
    #[command(flatten)]
    pub(crate) case: CaseArgs,
    /// The published file, as it can be had now.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Write the draft of a lesson: which kinds of thing went out, and nothing of the file.
    #[arg(long, value_name = "FILE")]
    pub(crate) lesson: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ThankArgs {
    #[command(flatten)]
    pub(crate) case: CaseArgs,
    /// A file with the thanks; `-` for stdin.
    #[arg(long, value_name = "FILE", default_value = "-")]
    pub(crate) text: PathBuf,
    /// Promise something that the reporter collects with a code, and without a name.
    #[arg(long)]
    pub(crate) with_code: bool,
    /// Words of the code: english or chinese; those of the messages when not given.
    #[arg(long, value_name = "LIST", requires = "with_code")]
    pub(crate) words: Option<Words>,
}

/// How a case ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutcomeArg {
    Substantiated,
    PartlySubstantiated,
    NotSubstantiated,
    OutOfScope,
    KnowinglyFalse,
    Merged,
}

/// The second of two persons.
#[derive(Debug, Args)]
pub(crate) struct SecondArgs {
    /// The key of a second handler.
    #[arg(long, value_name = "FILE")]
    pub(crate) second_key: Option<PathBuf>,
    /// What opens the second key: the first line of this file.
    #[arg(long, value_name = "FILE")]
    pub(crate) second_passphrase_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct CloseArgs {
    #[command(flatten)]
    pub(crate) case: CaseArgs,
    /// How it ended; `knowingly-false` needs a second handler.
    #[arg(long, value_name = "OUTCOME")]
    pub(crate) outcome: OutcomeArg,
    /// A file with a last word to the reporter.
    #[arg(long, value_name = "FILE")]
    pub(crate) text: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) second: SecondArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    #[command(flatten)]
    pub(crate) case: CaseArgs,
    /// Whom to seal it for: a handler's card, or a file with a line that begins with age1.
    #[arg(long, value_name = "FILE")]
    pub(crate) to: PathBuf,
    /// Where to write it; `age -d` and `tar` open it.
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: PathBuf,
    #[command(flatten)]
    pub(crate) second: SecondArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum HandOverCommand {
    /// Write a draft: what the report says, with gaps where the scanner finds something.
    Draft(CopyDraftArgs),
    /// Check a copy, put it on record, and write it out.
    Give(CopyGiveArgs),
}

#[derive(Debug, Args)]
pub(crate) struct CopyDraftArgs {
    #[command(flatten)]
    pub(crate) case: CaseArgs,
    /// Where to write it; it is not safe to pass on before you have gone through it.
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct CopyGiveArgs {
    #[command(flatten)]
    pub(crate) case: CaseArgs,
    /// The copy, gone through.
    #[arg(long, value_name = "FILE")]
    pub(crate) copy: PathBuf,
    /// Where to write what is handed over.
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// You have read each line that still holds the reporter's words, and nobody is known by them.
    #[arg(long)]
    pub(crate) own_words_read: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum BulletinCommand {
    /// Write a template to be filled in; it holds nothing of the report.
    Draft(DraftArgs),
    /// Check a bulletin, have it approved by two handlers, and write it out.
    Publish(PublishArgs),
}

#[derive(Debug, Args)]
pub(crate) struct DraftArgs {
    #[command(flatten)]
    pub(crate) case: CaseArgs,
    /// Where to write it.
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct PublishArgs {
    #[command(flatten)]
    pub(crate) case: CaseArgs,
    /// The bulletin, filled in.
    #[arg(long, value_name = "FILE")]
    pub(crate) draft: PathBuf,
    /// Where to write what goes out.
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: PathBuf,
    #[command(flatten)]
    pub(crate) second: SecondArgs,
    /// Log the release in this ledger, and write its proof beside the bulletin.
    #[cfg(feature = "server")]
    #[arg(long, value_name = "DIR")]
    pub(crate) ledger: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct DestroyArgs {
    #[command(flatten)]
    pub(crate) case: CaseArgs,
    #[command(flatten)]
    pub(crate) second: SecondArgs,
}
