//! What a reporter does: seal, read answers, check a proof.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use detect::output::{Context, plain};
use detect::{Policy, RuleSet};
use intake::channel::Channel;
use intake::day;
use intake::message::{Kind, Opened};
use intake::receipt::ReporterKeys;

use super::Talk;
use super::args::{ReadArgs, SealArgs, VerifyArgs};
use super::desk::{open_message, read_channel, recipient_of};
use super::sealing::{
    Draft, ask_receipt, new_receipt, read_body, read_proof, seal as seal_draft, sealed_message,
    show_receipt,
};
use crate::failure::{FINDINGS, Failure};
use crate::files;
use crate::human::Human;
use crate::scan;
use crate::terminal::Terminal;

/// Seals a report or a follow-up.
pub(super) fn seal(args: &SealArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let channel = read_channel(&args.to)?;
    let body = read_body(&args.text)?;
    check_attachments(&args.attach, args.as_they_are, talk)?;
    let draft = |kind| Draft {
        kind,
        item: args.about.clone(),
        answers: &args.answer,
        body: &body,
        attachments: &args.attach,
    };
    let output = args.output.display().to_string();
    if args.follow_up {
        let keys = ask_receipt(&channel, talk)?;
        seal_draft(&draft(Kind::FollowUp), &channel, &keys, &args.output, || Ok(()))?;
        talk.say("report-follow-up-sealed", &[("file", output.into())])?;
        return Ok(ExitCode::SUCCESS);
    }
    tell_who_reads(&channel, talk)?;
    let receipt = new_receipt(args.words, talk);
    let keys = receipt.keys(&channel.id());
    let confirm = || show_receipt(&receipt, talk);
    seal_draft(&draft(Kind::Report), &channel, &keys, &args.output, confirm)?;
    let values = [("file", output.into()), ("mailbox", keys.mailbox.name().into())];
    talk.say("report-sealed", &values)?;
    Ok(ExitCode::SUCCESS)
}

/// Says who can open the report, before it is sealed.
fn tell_who_reads(channel: &Channel, talk: &Talk<'_>) -> Result<(), Failure> {
    let names: Vec<&str> = channel.handlers.iter().map(|card| card.name.as_str()).collect();
    let names = names.join(&talk.text("separator", &[]));
    let values = [
        ("channel", channel.name.as_str().into()),
        ("id", channel.id().to_string().into()),
        ("names", names.into()),
    ];
    talk.say("report-who-reads", &values)?;
    if let Some(escrow) = &channel.escrow {
        let values = [("needed", escrow.threshold.into()), ("shares", escrow.shares.into())];
        talk.say("report-channel-escrow", &values)?;
    }
    Ok(())
}

/// Scans the attachments for what would tell who the reporter is; what is found, or could not be
/// read, stops the sealing unless the person wants it so.
fn check_attachments(paths: &[PathBuf], as_they_are: bool, talk: &Talk<'_>) -> Result<(), Failure> {
    if paths.is_empty() {
        return Ok(());
    }
    let mut is_quiet = true;
    let rules = RuleSet::built_in();
    let policy = Policy::default();
    let context = Context { rules: &rules, policy: &policy, key: None, reveal: false };
    let terminal = Terminal::of_file();
    let stderr = Box::new(io::stderr());
    let mut human = Human::begin(stderr, context, terminal, &talk.shell.messages, None)?;
    scan::each(paths, &rules, &policy, &mut |report| {
        is_quiet &= report.findings.is_empty() && report.problems.is_empty();
        human.report(report)
    })?;
    if is_quiet {
        return Ok(());
    }
    talk.note("report-attachments-found", &[]);
    let wants = || -> Result<bool, Failure> {
        let answer = talk.ask("report-attachments-ask", &[])?;
        Ok(answer.trim().eq_ignore_ascii_case(&talk.text("report-yes", &[])))
    };
    match as_they_are || (Talk::has_person() && wants()?) {
        true => Ok(()),
        false => Err(talk.failure("nothing was sealed", "report-attachments-help")),
    }
}

/// Shows the answers to a report.
pub(super) fn read(args: &ReadArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let channel = read_channel(&args.to)?;
    let paths = answer_paths(&args.answers)?;
    let keys = ask_receipt(&channel, talk)?;
    let mut answers = BTreeMap::new();
    let mut is_sound = true;
    for path in &paths {
        let opened = open_message(path, std::slice::from_ref(&keys.seal))?;
        if let Some(reason) = why_not_genuine(&opened, &channel, &keys)? {
            let values = [("file", path.display().to_string().into())];
            talk.note(reason, &values);
            is_sound = false;
            continue;
        }
        answers.insert(opened.message.header.seq, opened);
    }
    is_sound &= tell_gaps(&answers, talk);
    for opened in answers.values() {
        show_answer(opened, talk)?;
        if let (Some(proof), Some(file)) = (&opened.message.header.delivery, &args.save_proof) {
            files::write_new(file, proof.to_text().as_bytes())?;
        }
    }
    if answers.is_empty() {
        talk.say("report-no-answers", &[])?;
    }
    Ok(if is_sound { ExitCode::SUCCESS } else { ExitCode::from(FINDINGS) })
}

/// Returns the files, and for folders those in them.
fn answer_paths(named: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut paths = Vec::new();
    for path in named {
        match path.is_dir() {
            true => paths.extend(files::list(path)?),
            false => paths.push(path.clone()),
        }
    }
    Ok(paths)
}

/// Returns the message that says why an answer is not from a handler, to this reporter.
fn why_not_genuine(
    opened: &Opened,
    channel: &Channel,
    keys: &ReporterKeys,
) -> Result<Option<&'static str>, Failure> {
    let header = &opened.message.header;
    let is_signed = channel.signers().iter().any(|key| opened.is_signed_by(key));
    let mailbox = header.reply_to.as_ref().map(|reply_to| reply_to.mailbox.clone());
    let is_ours = opened.is_for(&[recipient_of(&keys.seal)?])
        && mailbox == Some(keys.mailbox.name())
        && header.channel == channel.id().to_string();
    Ok(match () {
        () if header.kind != Kind::Reply || !is_signed => Some("report-answer-forged"),
        () if !is_ours => Some("report-answer-elsewhere"),
        () => None,
    })
}

/// Says when an answer is missing between those that are there; true when none is.
fn tell_gaps(answers: &BTreeMap<u32, Opened>, talk: &Talk<'_>) -> bool {
    let mut before: Option<&Opened> = None;
    let mut is_whole = true;
    for (expected, (&seq, opened)) in (1..).zip(answers) {
        let follows = before.map(|before| &before.digest);
        if seq != expected || opened.message.header.prev.as_ref() != follows {
            talk.note("report-answer-missing", &[("place", seq.into())]);
            is_whole = false;
        }
        before = Some(opened);
    }
    is_whole
}

fn show_answer(opened: &Opened, talk: &Talk<'_>) -> Result<(), Failure> {
    let header = &opened.message.header;
    let by = header.by.clone().unwrap_or_default();
    let values = [
        ("place", header.seq.into()),
        ("day", day::write(header.day).into()),
        ("by", plain(&by).into_owned().into()),
        ("arrived", header.arrived.unwrap_or(1).into()),
    ];
    talk.say("report-answer", &values)?;
    write_body(&opened.message.body)
}

/// Writes a text in which nothing acts on the terminal.
pub(super) fn write_body(body: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    for line in body.lines() {
        writeln!(stdout, "    {}", plain(line))?;
    }
    writeln!(stdout)?;
    Ok(())
}

/// Checks a proof of delivery.
pub(super) fn verify_receipt(args: &VerifyArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let channel = read_channel(&args.to)?;
    let proof = read_proof(&args.proof)?;
    let sealed = args.report.as_deref().map(sealed_message).transpose()?;
    let by = proof
        .verify(&channel, sealed.as_deref())
        .map_err(|error| Failure::usage(format!("`{}`: {error}", args.proof.display())))?;
    let values = [
        ("day", day::write(proof.day).into()),
        ("by", plain(by).into_owned().into()),
        ("leaf", proof.leaf().into()),
    ];
    talk.say("report-proof-holds", &values)?;
    if sealed.is_none() {
        talk.say("report-proof-of-which", &[])?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Returns the name of a path, as messages show it.
pub(super) fn shown(path: &Path) -> String {
    path.display().to_string()
}
