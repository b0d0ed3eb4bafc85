//! What the desk shows of a scan.

use detect::{Finding, Grade, Reason, RuleSet};
use document::{Hidden, Location, PartKind, Rect};
use review::batch::ItemId;
use run::view::{PartText, Viewed};
use server::desk;
use server::team::Wanted;

use crate::clean::terms;
use crate::human::place;
use crate::messages::Messages;
use crate::settings::Settings;

/// Returns the files with their texts and findings, each with a number of its own.
pub(crate) fn content(
    viewed: &[Viewed],
    settings: &Settings,
    messages: &Messages,
) -> desk::Content {
    let mut items = 0;
    let files = viewed.iter().map(|viewed| {
        let mut file = file(viewed, &settings.rules, messages);
        for finding in &mut file.findings {
            items += 1;
            finding.item = ItemId(items);
        }
        file
    });
    desk::Content { files: files.collect() }
}

/// Returns one file with its text and findings, numbered from 1.
pub(crate) fn file(viewed: &Viewed, rules: &RuleSet, messages: &Messages) -> desk::File {
    let report = &viewed.report;
    let shown = report.findings.iter().filter(|finding| finding.suppressed.is_none());
    desk::File {
        name: report.file.clone(),
        format: report.format.to_owned(),
        verdict: report.verdict.name().to_owned(),
        is_marked: report.findings.iter().any(is_marking),
        problems: problems(viewed, messages),
        parts: viewed
            .parts
            .iter()
            .filter(|part| !part.text.trim().is_empty())
            .map(|part| part_text(part, messages))
            .collect(),
        findings: (1..)
            .zip(shown)
            .map(|(item, finding)| found(ItemId(item), finding, rules, messages))
            .collect(),
        pages: viewed.pages.clone(),
        like: None,
        thread: None,
        exempt: Vec::new(),
    }
}

/// The same file as an answer to a disclosure request: names that it asks for are told as such, and
/// what is the requester's own is no finding.
pub(crate) fn for_request(mut file: desk::File, wanted: &Wanted) -> desk::File {
    for finding in &mut file.findings {
        if terms::is_one(&finding.rule) {
            desk::CASE_NAME.clone_into(&mut finding.rule);
        }
    }
    let exempt: Vec<String> = wanted.exempt.iter().map(|text| folded(text)).collect();
    // A longer text may be another's: it is decided about.
    let is_own = |finding: &desk::Finding| exempt.contains(&folded(&finding.evidence));
    let (own, mut findings): (Vec<_>, Vec<_>) = file.findings.into_iter().partition(is_own);
    for (finding, number) in findings.iter_mut().zip(1..) {
        finding.item = ItemId(number);
    }
    // What is hidden goes with all that is hidden, and does not stay.
    let stays = |finding: &desk::Finding| finding.hidden.is_none() || finding.is_in_picture;
    let own = own.into_iter().filter(stays);
    file.exempt = own.map(|finding| (finding.rule, finding.evidence)).collect();
    file.findings = findings;
    file
}

/// A text in lower case, with one space where there are several.
fn folded(text: &str) -> String {
    let lower = text.to_lowercase();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
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
        is_field: matches!(part.kind, PartKind::Property | PartKind::Field | PartKind::MailHeader),
        cells: part.cells.iter().map(|(start, cell)| (*start, cell.row, cell.column)).collect(),
    }
}

fn found(item: ItemId, finding: &Finding, rules: &RuleSet, messages: &Messages) -> desk::Finding {
    let rule = rules.rule(finding.rule);
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
        severity: finding.severity.name().to_owned(),
        confidence: finding.confidence.name().to_owned(),
        hidden: location.hidden.map(|hidden| hidden_text(hidden, messages)),
        is_in_picture: location.hidden == Some(Hidden::TextLayer),
        areas: areas(location),
        evidence: finding.evidence.reveal().to_owned(),
        why: messages.of_rule(&rule.why).to_owned(),
        remedy: messages.of_rule(&rule.remedy).to_owned(),
        reasons_for: reasons(&finding.reasons_for),
        reasons_against: reasons(&finding.reasons_against),
    }
}

/// Where it is on the pages of the file itself; those of members are not drawn.
fn areas(location: &Location) -> Vec<desk::Area> {
    let rects = location.rects.iter().filter(|_| location.path.is_empty());
    let area = |rect: &Rect| desk::Area {
        // A picture alone is the only page of its file.
        page: location.page.unwrap_or(1),
        left: rect.left,
        top: rect.top,
        right: rect.right,
        bottom: rect.bottom,
    };
    rects.map(area).collect()
}

fn hidden_text(hidden: Hidden, messages: &Messages) -> String {
    messages.get(&format!("hidden-{}", hidden.name()), &[])
}

#[cfg(test)]
mod tests;
