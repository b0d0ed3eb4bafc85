//! What handlers do: read, answer, bring a case to its end.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use detect::output::plain;
use intake::blob;
use intake::case::{Deed, Detriment, Outcome, State};
use intake::day;
use intake::delivery::Proof;
use intake::message::{Item, ItemKind, Kind, Opened};

use super::Talk;
use super::args::{
    AssessArgs, AssignArgs, CloseArgs, DeskArgs, DetrimentArg, MoveArgs, NextState, OpenArgs,
    OutcomeArg, ReplyArgs, WriteArgs,
};
use super::arrivals::take_in;
use super::desk::Case;
use super::keys::open_desk;
use super::reporter::{shown, write_body};
use super::sealing::read_body;
use super::work::{Work, first_message, reporter_key};
use crate::failure::{FINDINGS, Failure};
use crate::files;
#[cfg(feature = "server")]
use crate::ledger_command;

/// Takes in what has arrived, and lists the cases.
pub(super) fn inbox(args: &DeskArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let mut desk = open_desk(args)?;
    let is_all_taken = take_in(&mut desk, talk)?;
    let cases = desk.cases()?;
    if cases.is_empty() {
        talk.say("report-inbox-empty", &[])?;
    }
    for case in &cases {
        list_case(case, talk)?;
    }
    Ok(if is_all_taken { ExitCode::SUCCESS } else { ExitCode::from(FINDINGS) })
}

fn list_case(case: &Case, talk: &Talk<'_>) -> Result<(), Failure> {
    let record = &case.record;
    let begun = record.day_of(State::Received).map(day::write).unwrap_or_default();
    let state = match record.outcome() {
        _ if record.is_destroyed() => talk.text("state-destroyed", &[]),
        Some(outcome) => talk.text(&format!("outcome-{}", outcome.name()), &[]),
        None => talk.text(&format!("state-{}", record.state().name()), &[]),
    };
    let messages = record.count(|deed| matches!(deed, Deed::FollowedUp { .. })) + 1;
    let answers = record.count(|deed| matches!(deed, Deed::Replied { .. }));
    let values = [
        ("case", case.id.as_str().into()),
        ("day", begun.into()),
        ("state", state.into()),
        ("messages", messages.into()),
        ("answers", answers.into()),
    ];
    talk.say("report-case", &values)
}

/// Shows a case.
pub(super) fn open(args: &OpenArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let mut work = Work::open(&args.case)?;
    let messages = work.case.messages(&work.secret)?;
    let key = reporter_key(&first_message(&work.case, &work.secret)?)?;
    work.add(Deed::Opened)?;
    list_case(&work.case, talk)?;
    let signers = work.desk.channel.signers();
    let mut is_sound = true;
    for opened in &messages {
        let by_reporter = matches!(opened.message.header.kind, Kind::Report | Kind::FollowUp);
        let is_signed = match by_reporter {
            true => opened.is_signed_by(&key),
            false => signers.iter().any(|key| opened.is_signed_by(key)),
        };
        if !is_signed {
            is_sound = false;
            talk.note("report-message-forged", &[]);
            continue;
        }
        show_message(opened, talk)?;
    }
    if let Some(folder) = &args.save {
        save_attachments(&work.case, &messages, folder, talk)?;
    }
    Ok(if is_sound { ExitCode::SUCCESS } else { ExitCode::from(FINDINGS) })
}

fn show_message(opened: &Opened, talk: &Talk<'_>) -> Result<(), Failure> {
    let header = &opened.message.header;
    let kind = match header.kind {
        Kind::Report => "report-kind-report",
        Kind::FollowUp => "report-kind-follow-up",
        Kind::Reply => "report-kind-reply",
        Kind::Note => "report-kind-note",
    };
    let by = header.by.clone().unwrap_or_else(|| talk.text("report-by-reporter", &[]));
    let values = [
        ("kind", talk.text(kind, &[]).into()),
        ("day", day::write(header.day).into()),
        ("by", plain(&by).into_owned().into()),
    ];
    talk.say("report-message", &values)?;
    if let Some(item) = &header.item {
        writeln!(io::stdout(), "{}", item_line(item, talk))?;
    }
    for (question, answer) in &header.answers {
        let question = talk.text(&format!("report-question-{question}"), &[]);
        writeln!(io::stdout(), "  {question} {}", plain(answer))?;
    }
    if header.identity.is_some() {
        talk.say("report-identity-apart", &[])?;
    }
    for attachment in &header.attachments {
        let values = [
            ("name", plain(&attachment.name).into_owned().into()),
            ("bytes", attachment.size.into()),
        ];
        let id = match attachment.clean_of {
            Some(_) => "report-attachment-clean",
            None => "report-attachment",
        };
        talk.say(id, &values)?;
    }
    write_body(&opened.message.body)
}

/// Opens the attachments into a folder, under names that lead nowhere else.
fn save_attachments(
    case: &Case,
    messages: &[Opened],
    folder: &Path,
    talk: &Talk<'_>,
) -> Result<(), Failure> {
    files::make_folder(folder)?;
    let attachments = messages.iter().flat_map(|opened| &opened.message.header.attachments);
    for (index, attachment) in attachments.enumerate() {
        if !blob::is_name(&attachment.blob) {
            return Err(Failure::usage("an attachment has a name that is none"));
        }
        let path = folder.join(safe_name(index + 1, &attachment.name));
        let sealed = case.blob(&attachment.blob);
        let input = File::open(&sealed).map_err(|error| files::cannot("read", &sealed, &error))?;
        let pending = files::pending(&path)?;
        let out = io::BufWriter::new(pending.as_file());
        blob::open(attachment, input, out).map_err(|error| {
            Failure::usage(format!("cannot open the attachment `{}`: {error}", attachment.name))
        })?;
        files::publish_new(pending, &path)?;
        talk.say("report-saved", &[("file", shown(&path).into())])?;
    }
    talk.note("report-saved-care", &[]);
    Ok(())
}

/// What a report is about, in a line.
pub(super) fn item_line(item: &Item, talk: &Talk<'_>) -> String {
    let id = match item.kind {
        ItemKind::File => "report-item-file",
        ItemKind::Page => "report-item-page",
        ItemKind::System => "report-item-system",
    };
    talk.text(id, &[("name", plain(&item.name).into_owned().into())])
}

/// A name that says what the file was called and cannot be a path, an option or a hidden file.
pub(super) fn safe_name(place: usize, name: &str) -> String {
    let allowed = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_');
    let name: String =
        name.chars().map(|letter| if allowed(letter) { letter } else { '_' }).take(80).collect();
    format!("{place:02}-{name}")
}

/// Writes to the reporter.
pub(super) fn reply(args: &ReplyArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let mut work = Work::open(&args.write.case)?;
    let body = read_body(&args.write.text)?;
    #[cfg(feature = "server")]
    let log = |proof: &Proof| match &args.ledger {
        Some(ledger) => ledger_command::log_delivery(ledger, proof, talk.shell),
        None => Ok(None),
    };
    #[cfg(not(feature = "server"))]
    let log = |_: &Proof| Ok(None);
    let path = work.answer(&body, log)?;
    talk.say("report-replied", &[("file", shown(&path).into())])?;
    Ok(ExitCode::SUCCESS)
}

/// Adds a note for the other handlers.
pub(super) fn note(args: &WriteArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let mut work = Work::open(&args.case)?;
    let message = work.store(Kind::Note, &read_body(&args.text)?)?;
    work.add(Deed::Noted { message })?;
    talk.say("report-noted", &[])?;
    Ok(ExitCode::SUCCESS)
}

/// Brings a case to another state.
pub(super) fn advance(args: &MoveArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let mut work = Work::open(&args.case)?;
    let to = match args.state {
        NextState::Acknowledged => State::Acknowledged,
        NextState::Triage => State::Triage,
        NextState::Working => State::Working,
        NextState::Action => State::Action,
        NextState::Referred => State::Referred,
    };
    work.add(Deed::Moved { to, outcome: None })?;
    list_case(&work.case, talk)?;
    if to == State::Action {
        talk.say("report-takedown", &[])?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Gives a case to a handler, and to a deputy.
pub(super) fn assign(args: &AssignArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let mut work = Work::open(&args.case)?;
    let roles = || work.desk.channel.handlers.iter().map(|card| card.name.as_str());
    for role in [Some(&args.to), args.deputy.as_ref()].into_iter().flatten() {
        if !roles().any(|name| name == role) {
            let names = roles().collect::<Vec<_>>().join(", ");
            return Err(Failure::usage(format!("there is no handler `{role}`"))
                .help(format!("handlers of this channel: {names}")));
        }
    }
    if args.deputy.as_ref() == Some(&args.to) {
        return Err(Failure::usage("a deputy is someone else"));
    }
    work.add(Deed::Assigned { to: args.to.clone(), deputy: args.deputy.clone() })?;
    talk.say("cases-assigned", &[])?;
    Ok(ExitCode::SUCCESS)
}

/// Says how likely the reporter is to suffer.
pub(super) fn assess(args: &AssessArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let mut work = Work::open(&args.case)?;
    let (detriment, advice) = match args.detriment {
        DetrimentArg::Unlikely => (Detriment::Unlikely, "report-assessed-unlikely"),
        DetrimentArg::Possible => (Detriment::Possible, "report-assessed-possible"),
        DetrimentArg::Likely => (Detriment::Likely, "report-assessed-likely"),
    };
    work.add(Deed::Assessed { detriment })?;
    talk.say(advice, &[])?;
    Ok(ExitCode::SUCCESS)
}

/// Closes a case.
pub(super) fn close(args: &CloseArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let mut work = Work::open(&args.case)?;
    let outcome = match args.outcome {
        OutcomeArg::Substantiated => Outcome::Substantiated,
        OutcomeArg::PartlySubstantiated => Outcome::PartlySubstantiated,
        OutcomeArg::NotSubstantiated => Outcome::NotSubstantiated,
        OutcomeArg::OutOfScope => Outcome::OutOfScope,
        OutcomeArg::KnowinglyFalse => Outcome::KnowinglyFalse,
        OutcomeArg::Merged => Outcome::Merged,
    };
    let deed = Deed::Moved { to: State::Closed, outcome: Some(outcome) };
    let last_word = args.text.as_deref().map(read_body).transpose()?;
    match deed.signatures_needed() {
        1 => work.add(deed)?,
        _ if !work.add_by_two(deed, &args.second)? => return Ok(work.tell_proposed(talk)),
        _ => {}
    }
    if let Some(body) = last_word {
        let path = work.answer(&body, |_| Ok(None))?;
        talk.say("report-replied", &[("file", shown(&path).into())])?;
    }
    list_case(&work.case, talk)?;
    Ok(ExitCode::SUCCESS)
}
