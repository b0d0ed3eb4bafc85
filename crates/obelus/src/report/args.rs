//! What the command line may say about reports.

mod cases;
#[cfg(feature = "server")]
mod pages;

use std::path::PathBuf;

use clap::{ArgAction, Args, Subcommand, ValueEnum};
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};

pub(crate) use cases::{
    AssessArgs, AssignArgs, BulletinCommand, CaseArgs, CloseArgs, CopyDraftArgs, CopyGiveArgs,
    DestroyArgs, DetrimentArg, DraftArgs, ExportArgs, HandOverCommand, IdentityArgs, MoveArgs,
    NextState, OpenArgs, OutcomeArg, PublishArgs, ReplyArgs, ScanArgs, SecondArgs, ThankArgs,
    WriteArgs,
};

#[cfg(feature = "server")]
use pages::{AFTER_LOG, AFTER_SERVE};
#[cfg(feature = "server")]
pub(crate) use pages::{LogArgs, ScriptCommand, ServeArgs};

#[derive(Debug, Subcommand)]
pub(crate) enum ReportCommand {
    /// Seal a report or a follow-up into one file that may travel by any way.
    #[command(after_help = AFTER_SEAL)]
    Seal(SealArgs),
    /// Read the answers to your report; asks for your receipt.
    Read(ReadArgs),
    /// Check a proof that a report arrived, offline.
    VerifyReceipt(VerifyArgs),
    /// Make a handler's key, and the card that others get.
    Keygen(KeygenArgs),
    /// Make a channel and look after its keys.
    #[command(subcommand)]
    Channel(ChannelCommand),
    /// Take in what has arrived, and list the cases.
    Inbox(DeskArgs),
    /// Read a case.
    Open(OpenArgs),
    /// Write to the reporter.
    Reply(ReplyArgs),
    /// Add a note that only handlers read.
    Note(WriteArgs),
    /// Bring a case to another state.
    Move(MoveArgs),
    /// Say how likely the reporter is to suffer for having reported.
    Assess(AssessArgs),
    /// Give a case to a handler, and to a deputy for when they are away.
    Assign(AssignArgs),
    /// Open who the reporter is; needs the custodian, and the reporter is told.
    Identity(IdentityArgs),
    /// Scan a published file that a report names, and say how to take it down.
    Scan(ScanArgs),
    /// Make a copy for those who mend it, without what tells who reported it.
    #[command(subcommand)]
    HandOver(HandOverCommand),
    /// Close a case.
    Close(CloseArgs),
    /// Thank the reporter, with a code that collects something without a name.
    Thank(ThankArgs),
    /// Check the code of someone who comes to collect; it counts once.
    Claim(DeskArgs),
    /// Seal all of a case for someone else; needs two handlers.
    Export(ExportArgs),
    /// Destroy a case by destroying its key; needs two handlers.
    Destroy(DestroyArgs),
    /// Take down a report that came by telephone, on paper or by mail.
    Enter(EnterArgs),
    /// List the clocks, or say until when something is due.
    Clocks(ClocksArgs),
    /// List what is due in the cases of a desk; says nothing of what they are about.
    Due(DueArgs),
    /// Show figures of a desk; none stands for fewer than five cases.
    Indicators(DeskArgs),
    /// Serve the reporter's pages; holds public keys only.
    #[cfg(feature = "server")]
    #[command(after_help = AFTER_SERVE)]
    Serve(ServeArgs),
    /// Make a bulletin of a closed case, from which others may learn.
    #[command(subcommand)]
    Bulletin(BulletinCommand),
    /// Log what handlers did in a ledger, and find what was taken away.
    #[cfg(feature = "server")]
    #[command(after_help = AFTER_LOG)]
    Log(LogArgs),
    /// Write or check the script that seals in reporters' browsers.
    #[cfg(feature = "server")]
    #[command(subcommand)]
    Script(ScriptCommand),
    /// Make or check the file that says where to report (RFC 9116).
    #[command(subcommand)]
    SecurityTxt(SecurityTxtCommand),
}

#[cfg(feature = "server")]
impl ReportCommand {
    /// Returns the folder of the desk whose record it adds to.
    pub(crate) const fn desk(&self) -> Option<&PathBuf> {
        let desk = match self {
            Self::Inbox(desk) | Self::Claim(desk) => desk,
            Self::Enter(args) => &args.desk,
            Self::Open(args) => &args.case.desk,
            Self::Reply(args) => &args.write.case.desk,
            Self::Note(args) => &args.case.desk,
            Self::Move(args) => &args.case.desk,
            Self::Assess(args) => &args.case.desk,
            Self::Assign(args) => &args.case.desk,
            Self::Identity(args) => &args.case.desk,
            Self::Scan(args) => &args.case.desk,
            Self::Close(args) => &args.case.desk,
            Self::Thank(args) => &args.case.desk,
            Self::Export(args) => &args.case.desk,
            Self::Destroy(args) => &args.case.desk,
            Self::HandOver(HandOverCommand::Give(args)) => &args.case.desk,
            Self::Bulletin(BulletinCommand::Publish(args)) => &args.case.desk,
            _ => return None,
        };
        Some(&desk.desk)
    }
}

/// Which commands are for whom.
pub(crate) const AFTER_REPORT: &str = "\
To report: seal, hand the sealed file over, read the answers with your receipt.
To handle reports: keygen and channel new, once; then inbox, open, reply, close.
To check: verify-receipt, indicators, clocks.";

const AFTER_SEAL: &str = "\
The receipt is shown once and stored nowhere. Who has it can read the answers; who loses it cannot
be given another. Nothing leaves this machine: hand the sealed file over by any way you trust.";

#[derive(Debug, Args)]
pub(crate) struct SealArgs {
    /// The channel file of those who are to read it.
    #[arg(long, value_name = "CHANNEL")]
    pub(crate) to: PathBuf,
    /// Where to write the sealed file.
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// What it is about: file:NAME, page:ADDRESS or system:NAME.
    #[arg(long, value_name = "KIND:NAME", value_parser = item)]
    pub(crate) about: Option<intake::message::Item>,
    /// A file with what you want to say; `-` for stdin.
    #[arg(long, value_name = "FILE")]
    pub(crate) text: PathBuf,
    /// An answer to a question of the form; repeatable. Questions: seen-where, seen-when, reach,
    /// harm, told-before, documents, fear, other.
    #[arg(long, value_name = "QUESTION=TEXT", value_parser = answer, action = ArgAction::Append)]
    pub(crate) answer: Vec<(String, String)>,
    /// A file with your name and how to reach you, where you want that known: a handler and the
    /// channel's custodian open it together, on record, and you are told.
    #[arg(long, value_name = "FILE", conflicts_with = "follow_up")]
    pub(crate) identity: Option<PathBuf>,
    /// A file to send along; it is scanned first for what would tell who you are. Repeatable.
    #[arg(long, value_name = "FILE", action = ArgAction::Append)]
    pub(crate) attach: Vec<PathBuf>,
    /// Send the attachments as they are, whatever was found in them.
    #[arg(long)]
    pub(crate) as_they_are: bool,
    /// Send copies without metadata and hidden content: beside the originals, or instead of them.
    #[arg(long, value_name = "HOW", requires = "attach")]
    pub(crate) clean: Option<CleanCopies>,
    /// Write a follow-up to a report; asks for its receipt.
    #[arg(long, conflicts_with = "about")]
    pub(crate) follow_up: bool,
    /// Words of the receipt: english or chinese; those of the messages when not given.
    #[arg(long, value_name = "LIST")]
    pub(crate) words: Option<Words>,
}

/// What goes along with cleaned copies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CleanCopies {
    /// The originals too, for evidence.
    Beside,
    /// Nothing: handlers never see the originals.
    Instead,
}

/// Lists of words for receipts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Words {
    English,
    Chinese,
}

#[derive(Debug, Args)]
pub(crate) struct ReadArgs {
    /// Sealed answers: files, or the folder that holds them.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) answers: Vec<PathBuf>,
    /// The channel file that the report was sealed for.
    #[arg(long, value_name = "CHANNEL")]
    pub(crate) to: PathBuf,
    /// Write the proof that the report arrived to a file; it shows that you have a receipt.
    #[arg(long, value_name = "FILE")]
    pub(crate) save_proof: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// The proof.
    #[arg(value_name = "FILE")]
    pub(crate) proof: PathBuf,
    /// The channel file that the report was sealed for.
    #[arg(long, value_name = "CHANNEL")]
    pub(crate) to: PathBuf,
    /// The sealed report, to check that the proof is of this one.
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    /// Whom to believe about the ledger, instead of `OBELUS_TRUST_FILE` or `trust` in your data folder.
    #[arg(long, value_name = "FILE")]
    pub(crate) trust: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct KeygenArgs {
    /// Where to write the key; the card goes to FILE.card.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The role that reporters see, such as `Records office 1`.
    #[arg(long, value_name = "ROLE")]
    pub(crate) name: String,
    /// Seal the key with the first line of this file; `-` for stdin.
    #[arg(long, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
}

/// Whose key is used.
#[derive(Debug, Args)]
pub(crate) struct KeyArgs {
    /// Your key.
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    /// What opens your key: the first line of this file; `-` for stdin.
    #[arg(long, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ChannelCommand {
    /// Make a channel in a new folder.
    New(ChannelNewArgs),
    /// Show a channel file: who opens reports, and until when its keys last.
    Show {
        #[arg(value_name = "CHANNEL")]
        channel: PathBuf,
    },
    /// Make the keys of the weeks to come, and destroy those whose time is over.
    Renew(RenewArgs),
    /// Add a handler; no message is touched.
    Add(HandlerAddArgs),
    /// Remove a handler; new keys hold from today.
    Remove(HandlerRemoveArgs),
    /// Give the recovery key back from its shares, one a line on stdin.
    Recover {
        /// Where to write the recovered key; `obelus report open` takes it as `--key`.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ChannelNewArgs {
    /// The folder of the desk.
    #[arg(value_name = "DESK")]
    pub(crate) desk: PathBuf,
    /// Whose channel it is.
    #[arg(long, value_name = "NAME")]
    pub(crate) name: String,
    /// The card of a handler; repeatable, at least two.
    #[arg(long, value_name = "CARD", required = true, action = ArgAction::Append)]
    pub(crate) handler: Vec<PathBuf>,
    /// Allow one handler alone; reporters see that there is only one.
    #[arg(long)]
    pub(crate) alone: bool,
    /// The card of who keeps reporters' names apart: with a handler, not alone, they are opened.
    #[arg(long, value_name = "CARD")]
    pub(crate) custodian: Option<PathBuf>,
    /// Make a recovery key in three shares of which two give it back; they are shown once.
    #[arg(long)]
    pub(crate) escrow: bool,
    /// Weeks to make keys for.
    #[arg(long, value_name = "NUMBER", default_value_t = 8, value_parser = clap::value_parser!(u8).range(1..=52))]
    pub(crate) weeks: u8,
}

#[derive(Debug, Args)]
pub(crate) struct RenewArgs {
    #[command(flatten)]
    pub(crate) desk: DeskArgs,
    /// Weeks that shall have keys from today on.
    #[arg(long, value_name = "NUMBER", default_value_t = 8, value_parser = clap::value_parser!(u8).range(1..=52))]
    pub(crate) weeks: u8,
}

#[derive(Debug, Args)]
pub(crate) struct HandlerAddArgs {
    #[command(flatten)]
    pub(crate) desk: DeskArgs,
    /// The card of the new handler.
    #[arg(value_name = "CARD")]
    pub(crate) card: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct HandlerRemoveArgs {
    #[command(flatten)]
    pub(crate) desk: DeskArgs,
    /// The role of the handler who leaves.
    #[arg(value_name = "ROLE")]
    pub(crate) name: String,
}

#[derive(Debug, Args)]
pub(crate) struct DeskArgs {
    /// The folder of the desk.
    #[arg(value_name = "DESK")]
    pub(crate) desk: PathBuf,
    #[command(flatten)]
    pub(crate) key: KeyArgs,
}

/// By which door a report came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Door {
    Telephone,
    Paper,
    Mail,
}

#[derive(Debug, Args)]
pub(crate) struct EnterArgs {
    #[command(flatten)]
    pub(crate) desk: DeskArgs,
    /// By which door it came.
    #[arg(long, value_name = "DOOR")]
    pub(crate) door: Door,
    /// What it is about: file:NAME, page:ADDRESS or system:NAME.
    #[arg(long, value_name = "KIND:NAME", value_parser = item)]
    pub(crate) about: Option<intake::message::Item>,
    /// A file with what was said or written; `-` for stdin.
    #[arg(long, value_name = "FILE", default_value = "-")]
    pub(crate) text: PathBuf,
    /// The reporter agreed that it is written down, and what was written was read back and is right.
    #[arg(long)]
    pub(crate) agreed_and_read_back: bool,
    /// Words of the receipt that you tell or hand to the reporter.
    #[arg(long, value_name = "LIST")]
    pub(crate) words: Option<Words>,
}

/// Days on which nobody works, beside weekends.
#[derive(Debug, Args)]
pub(crate) struct HolidayArgs {
    /// A file with holidays, one a line, such as 2027-01-01.
    #[arg(long, value_name = "FILE")]
    pub(crate) holidays: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ClocksArgs {
    /// A clock, as the list names it.
    #[arg(value_name = "CLOCK")]
    pub(crate) clock: Option<String>,
    /// When it began, where you are: 2026-11-22T10:00:00+08:00.
    #[arg(long, value_name = "MOMENT", requires = "clock", value_parser = moment)]
    pub(crate) from: Option<OffsetDateTime>,
    #[command(flatten)]
    pub(crate) holidays: HolidayArgs,
}

#[derive(Debug, Args)]
pub(crate) struct DueArgs {
    #[command(flatten)]
    pub(crate) desk: DeskArgs,
    /// A clock, as `obelus report clocks` names it; repeatable.
    #[arg(long, value_name = "CLOCK", required = true, action = ArgAction::Append)]
    pub(crate) clock: Vec<String>,
    /// Also list closed cases that are to be destroyed: so many days after, a tenth more or less.
    #[arg(long, value_name = "DAYS")]
    pub(crate) keep_days: Option<u16>,
    /// Where you are, such as +08:00: days begin and end there.
    #[arg(long, value_name = "OFFSET", default_value = "+00:00", value_parser = offset, allow_hyphen_values = true)]
    pub(crate) zone: UtcOffset,
    /// Send a letter to each of those below by this mail program, `sendmail` when none is named; it
    /// says nothing of a case, and each reminder is sent once.
    #[arg(long, value_name = "PROGRAM", num_args = 0..=1, default_missing_value = "sendmail",
        requires = "from", requires = "to")]
    pub(crate) send: Option<PathBuf>,
    /// Write the letters into this folder instead.
    #[arg(long, value_name = "DIR", requires = "from", requires = "to", conflicts_with = "send")]
    pub(crate) letters: Option<PathBuf>,
    /// Whom the letters are from.
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    pub(crate) from: Option<String>,
    /// Who is reminded: ROLE=ADDRESS for a handler, who gets what is assigned to them or to nobody;
    /// oversight=ADDRESS gets a letter when something is over. Repeatable.
    #[arg(long, value_name = "ROLE=ADDRESS", value_parser = reminded, action = ArgAction::Append)]
    pub(crate) to: Vec<(String, String)>,
    #[command(flatten)]
    pub(crate) holidays: HolidayArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SecurityTxtCommand {
    /// Write a file to stdout, good for a year.
    Make(SecurityTxtArgs),
    /// Check a file.
    Check {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(crate) struct SecurityTxtArgs {
    /// Where to report, best first; repeatable.
    #[arg(long, value_name = "ADDRESS", required = true, action = ArgAction::Append)]
    pub(crate) contact: Vec<String>,
    /// Where the channel file is.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) encryption: Option<String>,
    /// Where thanks are given.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) acknowledgments: Option<String>,
    /// What is promised and asked.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) policy: Option<String>,
    /// The address of this file.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) canonical: Option<String>,
    /// Languages, best first; repeatable.
    #[arg(long, value_name = "TAG", action = ArgAction::Append)]
    pub(crate) language: Vec<String>,
}

fn item(text: &str) -> Result<intake::message::Item, String> {
    use intake::message::{Item, ItemKind};
    let usage = "write file:NAME, page:ADDRESS or system:NAME; a report is about an item";
    let (kind, name) = text.split_once(':').ok_or(usage)?;
    let kind = match kind {
        "file" => ItemKind::File,
        "page" => ItemKind::Page,
        "system" => ItemKind::System,
        _ => return Err(usage.to_owned()),
    };
    match name.trim() {
        "" => Err(usage.to_owned()),
        name => Ok(Item { kind, name: name.to_owned() }),
    }
}

fn answer(text: &str) -> Result<(String, String), String> {
    let (question, answer) = text.split_once('=').ok_or("write QUESTION=TEXT")?;
    if !intake::message::QUESTIONS.contains(&question) {
        return Err(format!("questions are {}", intake::message::QUESTIONS.join(", ")));
    }
    Ok((question.to_owned(), answer.to_owned()))
}

/// An address goes into the head of a letter as it is: nothing in it may end a line.
fn address(text: &str) -> Result<String, String> {
    let is_bare = |letter: char| letter.is_ascii_graphic() && !"<>,;\"".contains(letter);
    match text.split_once('@') {
        Some((name, host)) if !name.is_empty() && !host.is_empty() && text.chars().all(is_bare) => {
            Ok(text.to_owned())
        }
        _ => Err("write an address such as records@example.org".to_owned()),
    }
}

fn reminded(text: &str) -> Result<(String, String), String> {
    let usage = || "write ROLE=ADDRESS, such as `Records 1=records@example.org`".to_owned();
    let (role, mail) = text.split_once('=').ok_or_else(usage)?;
    match role.trim() {
        "" => Err(usage()),
        role => Ok((role.to_owned(), address(mail.trim())?)),
    }
}

fn offset(text: &str) -> Result<UtcOffset, String> {
    let format = time::macros::format_description!("[offset_hour sign:mandatory]:[offset_minute]");
    UtcOffset::parse(text, format).map_err(|_| "write an offset such as +08:00".to_owned())
}

fn moment(text: &str) -> Result<OffsetDateTime, String> {
    OffsetDateTime::parse(text, &Rfc3339)
        .map_err(|_| "write a moment such as 2026-11-22T10:00:00+08:00".to_owned())
}
