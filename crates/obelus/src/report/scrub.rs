//! The copy for those who mend what went out, without what tells who reported it: a draft, and what
//! must hold before it is handed over.

use std::io::{self, Seek as _, Write as _};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use detect::output::plain;
use detect::{Engine, Policy, RuleSet};
use intake::case::Deed;
use intake::handover::{self, BYTES_MAX, GAP, QUESTIONS_KEPT};
use intake::message::{Kind, Message, Opened};
use run::clean::Task;

use super::Talk;
use super::args::{CopyDraftArgs, CopyGiveArgs, HandOverCommand};
use super::handle::item_line;
use super::reporter::{finds_nothing, shown};
use super::work::Work;
use crate::failure::Failure;
use crate::files;
use crate::scan;

/// Does what the command line says.
pub(super) fn hand_over(command: HandOverCommand, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    match command {
        HandOverCommand::Draft(args) => draft(&args, talk),
        HandOverCommand::Give(args) => give(&args, talk),
    }
}

/// Writes what the reporter said, with gaps where the scanner found something.
fn draft(args: &CopyDraftArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let work = Work::open(&args.case)?;
    let opened = work.case.messages(&work.secret)?;
    let said: Vec<&Message> = opened.iter().filter_map(of_reporter).collect();
    let text = scrub(&whole(&said, talk), talk)?;
    files::write_new(&args.output, &text)?;
    let left_out = left_out(&said, talk).join(&talk.text("separator", &[]));
    let values = [("file", shown(&args.output).into()), ("left", left_out.into())];
    talk.say("report-copy-draft", &values)?;
    Ok(ExitCode::SUCCESS)
}

fn of_reporter(opened: &Opened) -> Option<&Message> {
    let is_his = matches!(opened.message.header.kind, Kind::Report | Kind::FollowUp);
    is_his.then_some(&opened.message)
}

/// The item, the texts, and the answers that are about the item.
fn whole(said: &[&Message], talk: &Talk<'_>) -> String {
    let mut text = format!("# {}\n", talk.text("report-copy-title", &[]));
    for item in said.iter().filter_map(|message| message.header.item.as_ref()) {
        text += &format!("\n{}\n", item_line(item, talk).trim());
    }
    for message in said {
        let title = match message.header.kind {
            Kind::FollowUp => "report-kind-follow-up",
            _ => "report-kind-report",
        };
        text += &format!("\n## {}\n\n{}\n", talk.text(title, &[]), message.body.trim());
        for question in QUESTIONS_KEPT {
            let Some(answer) = message.header.answers.get(*question) else { continue };
            let title = talk.text(&format!("report-question-{question}"), &[]);
            text += &format!("\n## {title}\n\n{}\n", answer.trim());
        }
    }
    text
}

/// What a draft leaves out, in words.
fn left_out(said: &[&Message], talk: &Talk<'_>) -> Vec<String> {
    let answered = said.iter().flat_map(|message| message.header.answers.keys());
    let other = answered.filter(|question| !QUESTIONS_KEPT.contains(&question.as_str()));
    let mut left: Vec<String> =
        other.map(|question| talk.text(&format!("report-question-{question}"), &[])).collect();
    let files: usize = said.iter().map(|message| message.header.attachments.len()).sum();
    left.push(talk.text("report-copy-left-always", &[("files", files.into())]));
    left
}

/// Takes out all that the scanner finds; nothing of it touches the disk before.
fn scrub(text: &str, talk: &Talk<'_>) -> Result<Vec<u8>, Failure> {
    let rules = RuleSet::built_in();
    let engine = Engine::new(&rules);
    let gap: Arc<str> = GAP.into();
    let policy = Policy::default();
    let decide = |_: &detect::Finding| Some(gap.clone());
    let task = Task::new(&engine, &policy, &decide);
    let cleaned = run::unnamed().and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.rewind()?;
        let never = AtomicBool::new(false);
        run::clean::clean_open(file, "copy.txt", task, &scan::options(Some(1), None), &never)
    });
    let cleaning = cleaned.map_err(|error| Failure::Fault(error.to_string()))?;
    let copy = cleaning.copy.filter(|_| cleaning.outcome.has_copy());
    let by_hand = || talk.failure("no draft could be made of this report", "report-copy-by-hand");
    copy.map(|copy| copy.bytes).ok_or_else(by_hand)
}

/// Hands a copy over: nothing is found in it, and what is left of the reporter's words was accepted.
fn give(args: &CopyGiveArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let mut work = Work::open(&args.case)?;
    let text = files::read_text(&args.copy, BYTES_MAX)?;
    let opened = work.case.messages(&work.secret)?;
    let said: Vec<&Message> = opened.iter().filter_map(of_reporter).collect();
    let refuse = |reason: String| {
        let message = format!("`{}`: {reason}", args.copy.display());
        talk.failure(message, "report-copy-help")
    };
    let own =
        handover::check(&text, &work.case.id, &said).map_err(|error| refuse(error.to_string()))?;
    if !finds_nothing(std::slice::from_ref(&args.copy), talk)? {
        return Err(refuse("something was found in it".to_owned()));
    }
    if !own.is_empty() && !args.own_words_read && !accepts(&text, &own, talk)? {
        return Err(refuse("words of the reporter are in it that nobody has accepted".to_owned()));
    }
    let mut pending = files::pending(&args.output)?;
    pending
        .write_all(text.as_bytes())
        .map_err(|error| files::cannot("write", &args.output, &error))?;
    work.add(Deed::HandedOver { copy: intake::digest(text.as_bytes()) })?;
    files::publish_new(pending, &args.output)?;
    talk.say("report-copy-given", &[("file", shown(&args.output).into())])?;
    Ok(ExitCode::SUCCESS)
}

/// Shows the lines that hold the reporter's words, and asks whether they may stay.
fn accepts(text: &str, own: &[usize], talk: &Talk<'_>) -> Result<bool, Failure> {
    talk.note("report-copy-own-words", &[]);
    for (number, line) in (1..).zip(text.lines()).filter(|(number, _)| own.contains(number)) {
        writeln!(io::stderr(), "  {number:>4}  {}", plain(line))?;
    }
    if !Talk::has_person() {
        return Ok(false);
    }
    let answer = talk.ask("report-copy-ask", &[])?;
    Ok(answer.trim().eq_ignore_ascii_case(&talk.text("report-yes", &[])))
}
