//! What a reporter does: seal, read answers, check a proof.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use detect::output::{Context, plain};
use detect::{Policy, RuleSet};
use intake::channel::Channel;
use intake::day;
use intake::delivery::Proof;
use intake::identity::NAME_BYTES_MAX;
use intake::message::{Kind, Opened};
use intake::reporter::{Doubt, doubt, gaps};
use review::statement::Subject;
use review::{Statement, Step};

use super::Talk;
use super::args::{CleanCopies, ReadArgs, SealArgs, VerifyArgs};
use super::copies;
use super::desk::{open_message, read_channel};
use super::sealing::{
    Draft, ask_receipt, new_receipt, read_body, read_proof, seal as seal_draft, sealed_message,
    show_receipt,
};
use crate::failure::{FINDINGS, Failure};
use crate::files;
use crate::human::Human;
use crate::scan;
use crate::terminal::Terminal;
use crate::trust::Trust;
use crate::verify;

/// Seals a report or a follow-up.
pub(super) fn seal(args: &SealArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    // Nobody shall write a receipt down for nothing.
    files::ensure_new(&args.output)?;
    let channel = read_channel(&args.to)?;
    let body = read_body(&args.text)?;
    let name = |path: &PathBuf| files::read_text(path, NAME_BYTES_MAX as u64);
    let identity = args.identity.as_ref().map(name).transpose()?;
    let copies = match args.clean {
        Some(_) => copies::make(&args.attach)?,
        None => Vec::new(),
    };
    let has_originals = args.clean != Some(CleanCopies::Instead);
    if has_originals {
        check_attachments(&args.attach, args.as_they_are, talk)?;
    }
    let draft = |kind| Draft {
        kind,
        item: args.about.clone(),
        answers: &args.answer,
        body: &body,
        attachments: &args.attach,
        copies: &copies,
        has_originals,
        identity: identity.as_ref().map(|name| name.as_str()),
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
    if finds_nothing(paths, talk)? {
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

/// Scans files with the built-in rules and tells on stderr what is found, or could not be read.
pub(super) fn finds_nothing(paths: &[PathBuf], talk: &Talk<'_>) -> Result<bool, Failure> {
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
    Ok(is_quiet)
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
        if let Some(doubt) = doubt(&opened, &channel, &keys) {
            let id = match doubt {
                Doubt::Forged => "report-answer-forged",
                Doubt::Elsewhere => "report-answer-elsewhere",
            };
            talk.note(id, &[("file", shown(path).into())]);
            is_sound = false;
            continue;
        }
        answers.insert(opened.message.header.seq, opened);
    }
    for place in gaps(&answers) {
        talk.note("report-answer-missing", &[("place", place.into())]);
        is_sound = false;
    }
    for opened in answers.values() {
        show_answer(opened, talk)?;
    }
    // The last proof that a ledger confirms, or the last one of a handler alone.
    let proofs = answers.values().filter_map(|opened| opened.message.header.delivery.as_ref());
    let best = proofs.max_by_key(|proof| proof.ledger.is_some());
    if let (Some(proof), Some(file)) = (best, &args.save_proof) {
        files::write_new(file, proof.to_text().as_bytes())?;
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
    let proof = read_proof(&args.proof, talk)?;
    let sealed = args.report.as_deref().map(sealed_message).transpose()?;
    let by = proof.verify(&channel, sealed.as_deref()).map_err(|error| {
        let message = format!("`{}`: {error}", args.proof.display());
        talk.failure(message, "report-proof-help")
    })?;
    let values = [
        ("day", day::write(proof.day).into()),
        ("by", plain(by).into_owned().into()),
        ("leaf", proof.leaf().into()),
    ];
    talk.say("report-proof-holds", &values)?;
    if sealed.is_none() {
        talk.say("report-proof-of-which", &[])?;
    }
    verify_ledger(&proof, args, talk)
}

/// Checks the part of a proof that does not depend on the handlers: the log, and who watches it.
fn verify_ledger(proof: &Proof, args: &VerifyArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let Some(text) = &proof.ledger else {
        talk.say("report-proof-no-ledger", &[])?;
        return Ok(ExitCode::SUCCESS);
    };
    let trust = Trust::load(args.trust.as_deref())?;
    let logged = match verify::logged(text.as_bytes(), &trust) {
        Ok(logged) => logged,
        Err(refusal) => {
            let reason = refusal.why(talk.shell);
            talk.say("report-proof-ledger-refused", &[("reason", reason.into())])?;
            return Ok(ExitCode::from(FINDINGS));
        }
    };
    let Statement { subject, step } = &logged.statement;
    let states = |subject: &Subject| subject.digest.get("sha256") == Some(&proof.leaf());
    let is_its = matches!(step, Step::Delivery(delivery) if delivery.day == day::write(proof.day))
        && matches!(subject.as_slice(), [one] if states(one));
    if !is_its {
        talk.say("report-proof-ledger-other", &[])?;
        return Ok(ExitCode::from(FINDINGS));
    }
    let witnesses: Vec<&str> =
        logged.endorsed.witnesses.iter().map(|(name, _)| name.as_str()).collect();
    let values = [
        ("entry", logged.index.into()),
        ("log", plain(&logged.endorsed.checkpoint.origin).into_owned().into()),
        ("by", plain(&logged.signed_by.join(", ")).into_owned().into()),
        ("witnesses", plain(&witnesses.join(", ")).into_owned().into()),
        ("count", witnesses.len().into()),
    ];
    talk.say("report-proof-ledger", &values)?;
    Ok(ExitCode::SUCCESS)
}

/// Returns the name of a path, as messages show it.
pub(super) fn shown(path: &Path) -> String {
    path.display().to_string()
}
