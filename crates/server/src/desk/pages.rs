//! The pages: what the templates are filled with.

use std::sync::Arc;

use askama::Template;
use review::batch::{Choice, ItemId, Stage};

use super::content::{File, Finding};
use super::session::Desk;
use super::text::{self, Piece};
use super::{Language, Texts};

/// Grounds that a removal can have, by their codes.
const GROUNDS: [&str; 6] =
    ["personal-data", "secret", "security", "business", "deliberation", "other"];

/// What every page has.
pub(super) struct Page {
    pub(super) texts: Arc<dyn Texts>,
    pub(super) language: Language,
    /// What every form carries.
    pub(super) form: String,
    /// Where this page is.
    pub(super) path: String,
}

impl Page {
    fn lang(&self) -> &'static str {
        self.language.tag()
    }

    fn is_english(&self) -> bool {
        self.language == Language::English
    }

    fn text(&self, id: &str) -> String {
        self.texts.get(self.language, id, &[])
    }

    fn count(&self, id: &str, count: usize) -> String {
        self.texts.get(self.language, id, &[("count", count.to_string())])
    }
}

#[derive(Template)]
#[template(path = "desk/batch.html")]
struct BatchPage<'p> {
    page: &'p Page,
    summary: String,
    message: Option<String>,
    rows: Vec<Row>,
    missing: String,
    is_ready: bool,
    is_released: bool,
}

struct Row {
    number: usize,
    name: String,
    verdict: &'static str,
    verdict_text: String,
    sign: &'static str,
    findings: usize,
    open: usize,
    outcome: String,
    copy: Option<String>,
}

#[derive(Template)]
#[template(path = "desk/file.html")]
struct FilePage<'p> {
    page: &'p Page,
    name: String,
    verdict: &'static str,
    verdict_text: String,
    sign: &'static str,
    summary: String,
    message: Option<String>,
    is_marked: bool,
    is_released: bool,
    problems: Vec<String>,
    next: Option<usize>,
    grounds: Vec<Ground>,
    findings: Vec<FindingView>,
    parts: Vec<PartView>,
}

struct Ground {
    code: &'static str,
    text: String,
}

struct FindingView {
    item: u32,
    number: usize,
    version: u32,
    title: String,
    rule: String,
    place: String,
    hidden: Option<String>,
    evidence: String,
    grade: String,
    why: String,
    remedy: String,
    reasons_for: Vec<String>,
    reasons_against: Vec<String>,
    state: &'static str,
    state_text: String,
    equal_in_file: usize,
    equal_in_batch: usize,
    scope_file: String,
    scope_batch: String,
}

struct PartView {
    label: String,
    hidden: Option<String>,
    pieces: Vec<PieceView>,
    is_cut: bool,
}

#[derive(Default)]
struct PieceView {
    item: Option<u32>,
    number: usize,
    is_first: bool,
    is_gap: bool,
    state: &'static str,
    title: String,
    text: String,
}

#[derive(Template)]
#[template(path = "desk/notice.html")]
struct NoticePage<'p> {
    page: &'p Page,
    title: String,
    text: String,
}

/// The list of files.
pub(super) fn batch(page: &Page, desk: &Desk, message: Option<String>) -> String {
    let files = &desk.content.files;
    let open: usize = files.iter().map(|file| desk.open_in(file)).sum();
    let is_released = desk.batch().stage() == Stage::Released;
    let rows = files.iter().enumerate().map(|(number, file)| row(page, desk, number, file));
    let missing = match open {
        0 => page.text("desk-missing-nothing"),
        open => page.count("desk-missing", open),
    };
    let template = BatchPage {
        page,
        summary: page.count("desk-batch-summary", files.len()),
        message,
        rows: rows.collect(),
        missing,
        is_ready: open == 0,
        is_released,
    };
    rendered(&template)
}

fn row(page: &Page, desk: &Desk, number: usize, file: &File) -> Row {
    let copied = desk.copies().iter().find(|copied| copied.file == number);
    Row {
        number,
        name: file.name.clone(),
        verdict: file.verdict,
        verdict_text: verdict_text(page, file),
        sign: sign(file.verdict),
        findings: file.findings.len(),
        open: desk.open_in(file),
        outcome: copied.map(|copied| copied.outcome.clone()).unwrap_or_default(),
        copy: copied.and_then(|copied| copied.copy.as_ref()).map(|path| path.display().to_string()),
    }
}

/// One file: its findings and its text. Nothing when there is no such file.
pub(super) fn file(
    page: &Page,
    desk: &Desk,
    number: usize,
    message: Option<String>,
) -> Option<String> {
    let file = desk.file(number)?;
    let has_open = |next: &usize| desk.file(*next).is_some_and(|file| desk.open_in(file) > 0);
    let others = (number + 1..desk.content.files.len()).chain(0..number);
    let grounds = GROUNDS.into_iter();
    let findings = file.findings.iter().enumerate();
    let template = FilePage {
        page,
        name: file.name.clone(),
        verdict: file.verdict,
        verdict_text: verdict_text(page, file),
        sign: sign(file.verdict),
        summary: page.count("desk-file-summary", desk.open_in(file)),
        message,
        is_marked: file.is_marked,
        is_released: desk.batch().stage() == Stage::Released,
        problems: file.problems.clone(),
        next: others.into_iter().find(has_open),
        grounds: grounds
            .map(|code| Ground { code, text: page.text(&format!("desk-ground-{code}")) })
            .collect(),
        findings: findings
            .map(|(index, finding)| finding_view(page, desk, index + 1, finding))
            .collect(),
        parts: parts(desk, file),
    };
    Some(rendered(&template))
}

fn finding_view(page: &Page, desk: &Desk, number: usize, finding: &Finding) -> FindingView {
    let (equal_in_file, equal_in_batch) = desk.reach(finding.item);
    let choice = desk.choice(finding.item);
    let state_text = match choice {
        None => page.text("desk-state-open"),
        Some(Choice::Remove { ground }) => {
            let ground = page.text(&format!("desk-ground-{ground}"));
            page.texts.get(page.language, "desk-state-removed", &[("ground", ground)])
        }
        Some(Choice::Keep { reason }) => {
            let values = [("reason", reason.clone())];
            page.texts.get(page.language, "desk-state-kept", &values)
        }
        Some(Choice::NotSensitive) => page.text("desk-state-not-sensitive"),
    };
    let grade = [("severity", finding.severity), ("confidence", finding.confidence)]
        .map(|(key, word)| (key, page.text(&format!("desk-{key}-{word}"))));
    FindingView {
        item: finding.item.0,
        number,
        version: desk.batch().version(finding.item),
        title: finding.title.clone(),
        rule: finding.rule.clone(),
        place: finding.place.clone(),
        hidden: finding.hidden.clone(),
        evidence: finding.evidence.clone(),
        grade: page.texts.get(page.language, "desk-grade", &grade),
        why: finding.why.clone(),
        remedy: finding.remedy.clone(),
        reasons_for: finding.reasons_for.clone(),
        reasons_against: finding.reasons_against.clone(),
        state: state(choice),
        state_text,
        equal_in_file,
        equal_in_batch,
        scope_file: page.count("desk-scope-file", equal_in_file),
        scope_batch: page.count("desk-scope-batch", equal_in_batch),
    }
}

fn parts(desk: &Desk, file: &File) -> Vec<PartView> {
    let number = |item: ItemId| {
        file.findings.iter().position(|finding| finding.item == item).map_or(0, |at| at + 1)
    };
    let mut seen = Vec::new();
    let mut piece_view = |piece: Piece| match piece {
        Piece::Gap => PieceView { is_gap: true, ..PieceView::default() },
        Piece::Plain(text) => PieceView { text, ..PieceView::default() },
        Piece::Found(item, text) => {
            let is_first = !seen.contains(&item);
            seen.push(item);
            let title = desk.finding(item).map(|(_, finding)| finding.title.clone());
            PieceView {
                item: Some(item.0),
                number: number(item),
                is_first,
                is_gap: false,
                state: state(desk.choice(item)),
                title: title.unwrap_or_default(),
                text,
            }
        }
    };
    let parts = file.parts.iter().map(|part| {
        let findings = file.findings.iter().filter(|finding| finding.part == part.id);
        let findings: Vec<&Finding> = findings.collect();
        PartView {
            label: part.label.clone(),
            hidden: part.hidden.clone(),
            pieces: text::pieces(part, &findings).into_iter().map(&mut piece_view).collect(),
            is_cut: part.is_cut,
        }
    });
    parts.collect()
}

/// A page that says one thing.
pub(super) fn notice(page: &Page, title: &str, text: &str) -> String {
    let (title, text) = (page.text(title), page.text(text));
    rendered(&NoticePage { page, title, text })
}

fn verdict_text(page: &Page, file: &File) -> String {
    page.text(&format!("desk-verdict-{}", file.verdict))
}

/// A sign beside the word, for those who look rather than read.
fn sign(verdict: &str) -> &'static str {
    match verdict {
        "withhold" => "✕",
        "incomplete" => "?",
        "review" => "!",
        _ => "·",
    }
}

fn state(choice: Option<&Choice>) -> &'static str {
    match choice {
        None => "open",
        Some(Choice::Remove { .. }) => "removed",
        Some(Choice::Keep { .. } | Choice::NotSensitive) => "kept",
    }
}

fn rendered(template: &impl Template) -> String {
    template.render().unwrap_or_default()
}

/// True for a ground that a form may name.
pub(super) fn is_ground(code: &str) -> bool {
    GROUNDS.contains(&code)
}
