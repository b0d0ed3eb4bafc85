//! The JSON objects: lines of `jsonl`, pieces of `json`.

use std::io::{self, Write};

use document::{Examined, Location, Problem, Rect};
use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use super::text::acts;
use super::{Context, End, VERSION, message};
use crate::digest::hex;
use crate::{Finding, Report};

/// One finding.
#[derive(Debug, Serialize)]
pub(super) struct FindingRecord<'a> {
    v: u32,
    r#type: &'static str,
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    file_bytes: Option<String>,
    path: &'a [String],
    part_id: u32,
    part: &'a str,
    rule: &'a str,
    title: &'a str,
    category: &'static str,
    severity: &'static str,
    confidence: &'static str,
    grade: Option<&'static str>,
    hidden: Option<&'static str>,
    location: Place<'a>,
    digest: Option<String>,
    masked: String,
    evidence_for: Vec<&'static str>,
    evidence_against: Vec<&'static str>,
    alternatives: Vec<&'a str>,
    suppressed: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<&'a str>,
}

/// Where a finding stands; what is not known is null.
#[derive(Debug, Serialize)]
struct Place<'a> {
    page: Option<u32>,
    rects: Vec<[f32; 4]>,
    line: Option<u64>,
    column: Option<u64>,
    sheet: Option<&'a str>,
    cell: Option<String>,
    start: u64,
    end: u64,
    source: Option<(u64, u64)>,
}

/// One problem.
#[derive(Debug, Serialize)]
pub(super) struct ProblemRecord<'a> {
    v: u32,
    r#type: &'static str,
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    file_bytes: Option<String>,
    path: &'a [String],
    code: &'static str,
    effect: &'static str,
    message: String,
    /// Why it does not block, when someone took it out.
    #[serde(skip_serializing_if = "Option::is_none")]
    accepted: Option<&'a str>,
}

/// One item of a check-list, for one file.
#[derive(Debug, Serialize)]
pub(super) struct CheckRecord<'a> {
    v: u32,
    r#type: &'static str,
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    file_bytes: Option<String>,
    list: &'a str,
    item: &'a str,
    title: &'a str,
    state: &'static str,
    /// How many places there are; the first are told.
    count: u64,
    places: Vec<CheckedPlace<'a>>,
    /// Why this program does not look for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    unchecked: Option<&'a str>,
}

/// Where an item of a check-list was found.
#[derive(Debug, Serialize)]
struct CheckedPlace<'a> {
    path: &'a [String],
    part: &'a str,
    hidden: Option<&'static str>,
    location: Place<'a>,
}

/// What of one document was looked at.
#[derive(Debug, Serialize)]
pub(super) struct CoverageRecord<'a> {
    v: u32,
    r#type: &'static str,
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    file_bytes: Option<String>,
    path: &'a [String],
    format: &'static str,
    read: &'static str,
    bytes: Option<u64>,
    /// Null when the reader of the format does not count them.
    bytes_accounted: Option<u64>,
    gaps: u64,
    /// The first of the gaps.
    gap_ranges: &'a [(u64, u64)],
    pages: u64,
    pages_without_text: u64,
    /// The first of these pages.
    blank_pages: &'a [u32],
    glyphs: u64,
    glyphs_without_unicode: u64,
    /// Frames of films that were looked at.
    frames: u64,
    children: u64,
    children_not_opened: u64,
    limits: Vec<&'static str>,
}

/// One file.
#[derive(Debug, Serialize)]
pub(super) struct FileRecord<'a> {
    v: u32,
    r#type: &'static str,
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    file_bytes: Option<String>,
    format: &'static str,
    read: &'static str,
    verdict: &'static str,
    findings: usize,
    problems: usize,
    bytes: u64,
}

/// The whole run.
#[derive(Debug, Serialize)]
pub(super) struct SummaryRecord {
    v: u32,
    r#type: &'static str,
    files: u64,
    nothing_found: u64,
    review: u64,
    withhold: u64,
    incomplete: u64,
    files_with_problems: u64,
    findings: u64,
    bytes: u64,
    key: Option<String>,
    seconds: f64,
    /// There only when the run was stopped, so that its counts are not of all files.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    interrupted: bool,
}

/// Writes a record as JSON; characters that could act on a terminal stand as `\u` escapes.
pub(super) fn write(out: &mut dyn Write, record: &impl Serialize) -> io::Result<()> {
    Ok(record.serialize(&mut Serializer::with_formatter(out, Inert))?)
}

struct Inert;

impl Formatter for Inert {
    fn write_string_fragment<W: Write + ?Sized>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, character)) = rest.char_indices().find(|(_, c)| acts(*c)) {
            let (before, after) = rest.split_at(at);
            out.write_all(before.as_bytes())?;
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            rest = after.get(character.len_utf8()..).unwrap_or_default();
        }
        out.write_all(rest.as_bytes())
    }
}

/// Returns the finding as it leaves.
pub(super) fn finding<'a>(
    context: &Context<'a>,
    report: &'a Report,
    finding: &'a Finding,
) -> FindingRecord<'a> {
    let rule = context.rule(finding);
    FindingRecord {
        v: VERSION,
        r#type: "finding",
        file: &report.file,
        file_bytes: file_bytes(report),
        path: &finding.location.path,
        part_id: finding.location.part.0,
        part: &finding.location.label,
        rule: &rule.id,
        title: &rule.title,
        category: rule.category.name(),
        severity: finding.severity.name(),
        confidence: finding.confidence.name(),
        grade: finding.grade.map(crate::Grade::name),
        hidden: finding.location.hidden.map(document::Hidden::name),
        location: place(&finding.location),
        digest: context.digest(finding),
        masked: context.masked(finding),
        evidence_for: finding.reasons_for.iter().map(|reason| reason.name()).collect(),
        evidence_against: finding.reasons_against.iter().map(|reason| reason.name()).collect(),
        alternatives: finding
            .alternatives
            .iter()
            .map(|&other| context.rules.rule(other).id.as_str())
            .collect(),
        suppressed: finding.suppressed.as_deref(),
        evidence: context.revealed(finding),
    }
}

fn place(location: &Location) -> Place<'_> {
    // A cell has a place of its own; the line of the file that holds it is not told as well.
    let in_sheet = location.sheet.is_some() || location.cell.is_some();
    let line = location.line.filter(|_| !in_sheet);
    Place {
        page: location.page,
        rects: location.rects.iter().map(corners).collect(),
        line: line.map(|(line, _)| line),
        column: line.map(|(_, column)| column),
        sheet: location.sheet.as_deref(),
        cell: location.cell.map(|cell| cell.to_string()),
        start: location.start,
        end: location.end,
        source: location.source,
    }
}

/// Returns left, top, right and bottom to a tenth of a point.
fn corners(rect: &Rect) -> [f32; 4] {
    [rect.left, rect.top, rect.right, rect.bottom]
        .map(|value| if value.is_finite() { (value * 10.0).round() / 10.0 } else { 0.0 })
}

/// Returns the problem as it leaves.
pub(super) fn problem<'a>(
    context: &Context<'a>,
    report: &'a Report,
    problem: &'a Problem,
) -> ProblemRecord<'a> {
    ProblemRecord {
        v: VERSION,
        r#type: "problem",
        file: &report.file,
        file_bytes: file_bytes(report),
        path: &problem.path,
        code: problem.code.name(),
        effect: problem.effect().name(),
        message: message(problem),
        accepted: context.policy.accepted(problem),
    }
}

/// Returns the items of a check-list as they leave.
pub(super) fn checks(report: &Report) -> impl Iterator<Item = CheckRecord<'_>> {
    report.checks.iter().flat_map(move |checks| {
        let items = checks.items.iter().zip(&checks.list.items);
        items.map(move |(check, item)| CheckRecord {
            v: VERSION,
            r#type: "checklist-item",
            file: &report.file,
            file_bytes: file_bytes(report),
            list: &checks.list.name,
            item: &item.id,
            title: &item.title,
            state: check.state.name(),
            count: check.count,
            places: check.places.iter().map(checked_place).collect(),
            unchecked: item.unchecked.as_deref(),
        })
    })
}

fn checked_place(location: &Location) -> CheckedPlace<'_> {
    CheckedPlace {
        path: &location.path,
        part: &location.label,
        hidden: location.hidden.map(document::Hidden::name),
        location: place(location),
    }
}

/// Returns what was looked at of a document, as it leaves.
pub(super) fn coverage<'a>(report: &'a Report, examined: &'a Examined) -> CoverageRecord<'a> {
    CoverageRecord {
        v: VERSION,
        r#type: "coverage",
        file: &report.file,
        file_bytes: file_bytes(report),
        path: &examined.path,
        format: examined.format,
        read: examined.coverage.name(),
        bytes: examined.bytes,
        bytes_accounted: examined.bytes_accounted,
        gaps: examined.gaps_count,
        gap_ranges: &examined.gaps,
        pages: examined.pages,
        pages_without_text: examined.pages_without_text,
        blank_pages: &examined.blank_pages,
        glyphs: examined.glyphs,
        glyphs_without_unicode: examined.glyphs_without_unicode,
        frames: examined.frames,
        children: examined.children,
        children_not_opened: examined.children_not_opened,
        limits: examined.limits.iter().map(|code| code.name()).collect(),
    }
}

/// Returns the file as it leaves.
pub(super) fn file(report: &Report) -> FileRecord<'_> {
    FileRecord {
        v: VERSION,
        r#type: "file",
        file: &report.file,
        file_bytes: file_bytes(report),
        format: report.format,
        read: report.coverage.name(),
        verdict: report.verdict.name(),
        findings: report.findings.len(),
        problems: report.problems.len(),
        bytes: report.bytes,
    }
}

/// Returns the end of the run as it leaves.
pub(super) fn summary(context: &Context<'_>, end: &End) -> SummaryRecord {
    let summary = end.summary;
    SummaryRecord {
        v: VERSION,
        r#type: "summary",
        files: summary.files,
        nothing_found: summary.nothing_found,
        review: summary.review,
        withhold: summary.withhold,
        incomplete: summary.incomplete,
        files_with_problems: summary.files_with_problems,
        findings: summary.findings,
        bytes: summary.bytes,
        key: context.key.map(crate::DigestKey::id),
        seconds: (end.seconds * 1000.0).round() / 1000.0,
        interrupted: end.interrupted,
    }
}

fn file_bytes(report: &Report) -> Option<String> {
    report.file_bytes.as_deref().map(hex)
}
