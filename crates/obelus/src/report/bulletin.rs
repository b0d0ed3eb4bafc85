//! From a closed case to a bulletin: a draft to be filled in, and what must hold before it goes out.

use std::process::ExitCode;

use intake::bulletin::{self, BLANK, BYTES_MAX};
use intake::case::{Deed, State};
use intake::message::{ItemKind, Message};

use super::Talk;
#[cfg(feature = "server")]
use super::approval;
use super::args::{BulletinCommand, DraftArgs, PublishArgs};
use super::reporter::{finds_nothing, shown};
use super::work::{Work, first_message};
use crate::failure::Failure;
use crate::files;
#[cfg(feature = "server")]
use crate::ledger_command;

/// Parts of a bulletin, as ids of their titles.
const PARTS: [&str; 3] = ["bulletin-happened", "bulletin-found", "bulletin-change"];

/// Does what the command line says.
pub(super) fn bulletin(command: BulletinCommand, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    match command {
        BulletinCommand::Draft(args) => draft(&args, talk),
        BulletinCommand::Publish(args) => publish(&args, talk),
    }
}

/// Writes a template that knows of the case what kind of thing it is about, and nothing else.
fn draft(args: &DraftArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let work = Work::open(&args.case)?;
    ensure_closed(&work)?;
    let first = first_message(&work.case, &work.secret)?;
    let title = match first.message.header.item.as_ref().map(|item| item.kind) {
        Some(ItemKind::File) => "bulletin-title-file",
        Some(ItemKind::Page) => "bulletin-title-page",
        Some(ItemKind::System) => "bulletin-title-system",
        None => "bulletin-title",
    };
    files::write_new(&args.output, template(title, talk).as_bytes())?;
    talk.say("report-bulletin-draft", &[("file", shown(&args.output).into())])?;
    Ok(ExitCode::SUCCESS)
}

/// Returns a bulletin with blanks.
pub(super) fn template(title: &str, talk: &Talk<'_>) -> String {
    let mut text = format!("# {}\n", talk.text(title, &[]));
    for part in PARTS {
        text += &format!("\n## {}\n\n{BLANK}\n", talk.text(part, &[]));
    }
    text
}

fn ensure_closed(work: &Work) -> Result<(), Failure> {
    match work.case.record.state() {
        State::Closed => Ok(()),
        _ => Err(Failure::usage(format!("the case `{}` is not closed", work.case.id)).help(
            "a bulletin before the end could warn someone, or be wrong: close the case first",
        )),
    }
}

/// Publishes a bulletin in which nothing was found, approved by two, on record.
fn publish(args: &PublishArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let mut work = Work::open(&args.case)?;
    ensure_closed(&work)?;
    let text = files::read_text(&args.draft, BYTES_MAX)?;
    let opened = work.case.messages(&work.secret)?;
    let messages: Vec<&Message> = opened.iter().map(|opened| &opened.message).collect();
    bulletin::check(&text, &work.case.id, &messages).map_err(|error| {
        let message = format!("`{}`: {error}", args.draft.display());
        talk.failure(message, "report-bulletin-help")
    })?;
    if !finds_nothing(std::slice::from_ref(&args.draft), talk)? {
        let message = format!("something was found in `{}`", args.draft.display());
        return Err(talk.failure(message, "report-bulletin-help"));
    }
    let digest = intake::digest(text.as_bytes());
    let deed = Deed::Published { bulletin: digest };
    // Whoever names a ledger later goes on from here.
    let is_done = work.case.record.count(|done| *done == deed) > 0;
    if !is_done && !work.add_by_two(deed.clone(), &args.second)? {
        return Ok(work.tell_proposed(talk));
    }
    files::write_new(&args.output, text.as_bytes())?;
    talk.say("report-bulletin-published", &[("file", shown(&args.output).into())])?;
    log(&work, &deed, args, talk)
}

/// Logs the bulletin as a release that its handlers decided, where there is a ledger.
#[cfg(feature = "server")]
fn log(work: &Work, deed: &Deed, args: &PublishArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let Some(ledger) = &args.ledger else { return Ok(ExitCode::SUCCESS) };
    let approved = approval::all(work, deed, &args.second)?;
    ledger_command::release_bulletin(ledger, &args.output, &approved, talk.shell)
}

#[cfg(not(feature = "server"))]
fn log(_: &Work, _: &Deed, _: &PublishArgs, _: &Talk<'_>) -> Result<ExitCode, Failure> {
    Ok(ExitCode::SUCCESS)
}
