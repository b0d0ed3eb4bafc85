//! What the desk shows of a scan.

use detect::{Finding, Grade, Reason};
use document::Hidden;
use review::batch::ItemId;
use run::view::{PartText, Viewed};
use server::desk;

use crate::human::place;
use crate::messages::Messages;
use crate::settings::Settings;

/// Returns the files with their texts and findings, each with a number of its own.
pub(super) fn content(
    viewed: &[Viewed],
    settings: &Settings,
    messages: &Messages,
) -> desk::Content {
    let mut items = 0;
    let files = viewed.iter().map(|file| desk::File {
        name: file.report.file.clone(),
        format: file.report.format.to_owned(),
        verdict: file.report.verdict.name(),
        is_marked: file.report.findings.iter().any(is_marking),
        problems: problems(file, messages),
        parts: file
            .parts
            .iter()
            .filter(|part| !part.text.trim().is_empty())
            .map(|part| part_text(part, messages))
            .collect(),
        findings: file
            .report
            .findings
            .iter()
            .filter(|finding| finding.suppressed.is_none())
            .map(|finding| {
                items += 1;
                found(ItemId(items), finding, settings, messages)
            })
            .collect(),
    });
    desk::Content { files: files.collect() }
}

fn is_marking(finding: &Finding) -> bool {
    matches!(finding.grade, Some(Grade::Marked | Grade::Labelled))
}

fn problems(file: &Viewed, messages: &Messages) -> Vec<String> {
    let each = file.report.problems.iter();
    let mut told: Vec<String> =
        each.map(|problem| messages.problem(problem.code.info(), problem.number)).collect();
    told.dedup();
    told
}

fn part_text(part: &PartText, messages: &Messages) -> desk::PartText {
    desk::PartText {
        id: part.id.0,
        label: place::of_label(&part.path, &part.label, messages),
        hidden: part.hidden.map(|hidden| hidden_text(hidden, messages)),
        text: part.text.clone(),
        is_cut: part.is_cut,
    }
}

fn found(
    item: ItemId,
    finding: &Finding,
    settings: &Settings,
    messages: &Messages,
) -> desk::Finding {
    let rule = settings.rules.rule(finding.rule);
    let location = &finding.location;
    let reasons = |reasons: &[Reason]| {
        reasons
            .iter()
            .map(|reason| messages.get(&format!("reason-{}", reason.name()), &[]))
            .collect()
    };
    desk::Finding {
        item,
        part: location.part.0,
        start: location.start as usize,
        end: location.end as usize,
        place: place::of_finding(finding, messages),
        title: rule.title_in(messages.language.title_key()).to_owned(),
        rule: rule.id.clone(),
        severity: finding.severity.name(),
        confidence: finding.confidence.name(),
        hidden: location.hidden.map(|hidden| hidden_text(hidden, messages)),
        evidence: finding.evidence.reveal().to_owned(),
        why: rule.why.clone(),
        remedy: rule.remedy.clone(),
        reasons_for: reasons(&finding.reasons_for),
        reasons_against: reasons(&finding.reasons_against),
    }
}

fn hidden_text(hidden: Hidden, messages: &Messages) -> String {
    messages.get(&format!("hidden-{}", hidden.name()), &[])
}
