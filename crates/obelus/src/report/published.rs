//! From a report to action: the file that went out is scanned, and what is to be done is said.

use std::collections::BTreeMap;
use std::process::ExitCode;

use detect::{Policy, RuleSet};
use intake::bulletin::BLANK;
use intake::case::Deed;

use super::Talk;
use super::args::ScanArgs;
use super::bulletin::template;
use super::reporter::{finds_nothing, shown};
use super::work::Work;
use crate::failure::{FINDINGS, Failure};
use crate::files;
use crate::scan;
use crate::verify::Digests;

/// Scans a published file; that a handler gives the command is their consent, and goes on record.
pub(super) fn scan(args: &ScanArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let mut work = Work::open(&args.case)?;
    let file = digest_of(args)?;
    let is_attached = work.case.messages(&work.secret)?.iter().any(|opened| {
        opened.message.header.attachments.iter().any(|attachment| attachment.sha256 == file)
    });
    work.add(Deed::Scanned { file: file.clone() })?;
    let is_quiet = finds_nothing(std::slice::from_ref(&args.file), talk)?;
    let id = match (is_quiet, is_attached) {
        (true, _) => "report-scan-quiet",
        (false, true) => "report-scan-same",
        (false, false) => "report-scan-found",
    };
    talk.say(id, &[("file", shown(&args.file).into()), ("digest", file.into())])?;
    talk.say("report-takedown", &[])?;
    if let Some(path) = &args.lesson {
        files::write_new(path, lesson(args, talk)?.as_bytes())?;
        talk.say("report-bulletin-draft", &[("file", shown(path).into())])?;
    }
    Ok(if is_quiet { ExitCode::SUCCESS } else { ExitCode::from(FINDINGS) })
}

fn digest_of(args: &ScanArgs) -> Result<String, Failure> {
    let digests = Digests::of_file(&args.file);
    let digests = digests.map_err(|error| files::cannot("read", &args.file, &error))?;
    Ok(intake::hex(digests.sha256))
}

/// The draft of a lesson: which kinds of thing were found and how often, what each rule advises,
/// and blanks for the rest.
fn lesson(args: &ScanArgs, talk: &Talk<'_>) -> Result<String, Failure> {
    let (rules, policy) = (RuleSet::built_in(), Policy::default());
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    scan::each(std::slice::from_ref(&args.file), &rules, &policy, &mut |report| {
        for finding in &report.findings {
            *counts.entry(finding.rule.to_string()).or_default() += 1;
        }
        Ok(())
    })?;
    let mut text = template("bulletin-title-file", talk);
    text += &format!("\n## {}\n\n", talk.text("report-lesson-kinds", &[]));
    for (rule, count) in &counts {
        text += &format!("- `{rule}`: {count}\n");
    }
    if counts.is_empty() {
        text += &format!("{BLANK}\n");
    }
    Ok(text)
}
