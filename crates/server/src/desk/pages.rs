//! The pages: what the templates are filled with.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use review::batch::{Choice, ItemId, Stage, Withholding};

use super::content::{File, Finding, PartText};
use super::grid;
use super::grounds::{self, Palette};
use super::look::{Look, Shown};
use super::pictures::{self, Leaf};
use super::session::{CASE_NAME, Copied, Gone, OWN_AREA, View, is_typed};
use super::text::{self, Piece};
use super::{Language, Texts};

/// The verdict on a file that nothing holds back.
const NOTHING_FOUND: &str = "nothing-found";
/// Findings that one page lists.
const FINDINGS_PER_PAGE: usize = 50;

/// What every page has.
pub(crate) struct Page {
    pub(crate) texts: Arc<dyn Texts>,
    pub(crate) language: Language,
    /// What every form carries.
    pub(crate) form: String,
    /// Where this page is.
    pub(crate) path: String,
    /// What its address says of the view after the path, from `?` on.
    pub(crate) query: String,
    /// What addresses of the batch begin with.
    pub(crate) base: String,
    /// Who is signed in, at the desk of a team.
    pub(crate) signed: Option<Signed>,
}

/// Whose pages these are.
pub(crate) struct Signed {
    /// The name that others see.
    pub(crate) name: String,
    /// Where this person may go: addresses and ids of their words.
    pub(crate) links: Vec<(&'static str, &'static str)>,
}

impl Page {
    pub(crate) fn lang(&self) -> &'static str {
        self.language.tag()
    }

    /// For templates, which hand fields on by reference.
    fn language(&self) -> Language {
        self.language
    }

    pub(crate) fn is_english(&self) -> bool {
        self.language == Language::English
    }

    pub(crate) fn text(&self, id: &str) -> String {
        self.texts.get(self.language, id, &[])
    }

    /// Lines in the language of the page.
    pub(crate) fn lines(&self, each: &[Vec<String>; 2]) -> Vec<String> {
        each[self.language as usize].clone()
    }

    pub(crate) fn count(&self, id: &str, count: usize) -> String {
        self.texts.get(self.language, id, &[("count", count.to_string())])
    }

    /// A text about something with a name.
    pub(crate) fn named(&self, id: &str, name: &str) -> String {
        self.texts.get(self.language, id, &[("name", name.to_owned())])
    }

    /// Who decides here, in words.
    pub(crate) fn mode(&self) -> String {
        self.text(if self.signed.is_some() { "team-mode" } else { "desk-one-person" })
    }

    /// The address of this page, with its view.
    pub(crate) fn here(&self) -> String {
        format!("{}{}", self.path, self.query)
    }

    /// Addresses of this page that are not lost with the name that a browser may cut.
    pub(crate) fn home(&self) -> String {
        format!("{}/", self.base)
    }
}

/// A form that was refused: why, and what was typed into it.
#[derive(Debug, Default)]
pub(crate) struct Refused {
    /// Why, in words.
    pub(crate) why: String,
    pub(crate) typed: Typed,
}

/// What someone typed into the form of a finding or of an area.
#[derive(Debug, Clone, Default)]
pub(crate) struct Typed {
    /// The finding; none for an area.
    pub(crate) item: Option<u32>,
    /// True for an area that was typed.
    pub(crate) is_area: bool,
    /// True for one that was drawn.
    pub(crate) is_drawn: bool,
    pub(crate) scope: String,
    pub(crate) withholding: Withholding,
    pub(crate) reason: String,
    /// The text of an area, or what is to go instead of what was found.
    pub(crate) text: String,
}

impl Typed {
    /// What was on a page where nothing was typed: the finding that was chosen there.
    pub(crate) fn at(item: Option<u32>) -> Self {
        Self { item, ..Self::default() }
    }

    /// True for the form of a finding, which always has a scope.
    fn is_decision(&self) -> bool {
        !self.scope.is_empty()
    }
}

#[derive(Template)]
#[template(path = "desk/batch.html")]
struct BatchPage<'p> {
    page: &'p Page,
    query: &'p str,
    summary: String,
    message: Option<String>,
    rows: Vec<Row>,
    missing: String,
    is_ready: bool,
    is_released: bool,
    has_files: bool,
    /// How far the copies are, in words, while they are made.
    making: Option<String>,
    can_add: bool,
    can_reopen: bool,
    /// True when some copies are written and others are not, and can be decided about anew.
    is_reopened: bool,
    has_copies: bool,
    /// True when a file has no copy though the others were made.
    is_one_refused: bool,
}

/// One file in a list.
pub(crate) struct Row {
    pub(crate) number: usize,
    /// What its address says of what was looked for, where a finding has it.
    pub(crate) query: String,
    pub(crate) name: String,
    pub(crate) verdict: String,
    pub(crate) verdict_text: String,
    pub(crate) sign: &'static str,
    pub(crate) findings: usize,
    pub(crate) open: usize,
    pub(crate) outcome: String,
    /// Why there is no copy, or what is to be looked at.
    pub(crate) why: Vec<String>,
    pub(crate) copy: Option<String>,
    /// Which file before it says the same, in words.
    pub(crate) like: Option<String>,
}

#[derive(Template)]
#[template(path = "desk/file.html")]
struct FilePage<'p> {
    page: &'p Page,
    query: &'p str,
    number: usize,
    name: String,
    verdict: String,
    verdict_text: String,
    sign: &'static str,
    summary: String,
    /// What was refused, with the number of the finding that it is about where that is listed.
    refused: Option<Refused>,
    refused_number: Option<usize>,
    /// What was typed into the form of an area that was refused, and why it was.
    area: Typed,
    area_refused: String,
    /// True where the picture is that of the copy which is out.
    is_copy_out: bool,
    can_undo: bool,
    can_redo: bool,
    /// What becomes of a file with a protective marking, in words.
    marked: Option<String>,
    can_decide: bool,
    /// True for a batch that has to be taken in hand before anything is decided.
    can_take: bool,
    problems: Vec<String>,
    /// What is told of the file as part of an answer, in words.
    notes: Vec<String>,
    /// True when a withholding says its harm and its end.
    wants_harm: bool,
    /// True when equal findings of the whole batch are decided together unless someone says else.
    is_alike: bool,
    next: Option<usize>,
    palettes: Vec<&'static Palette>,
    findings: Vec<FindingView>,
    previous_page: Option<usize>,
    next_page: Option<usize>,
    views: Vec<ViewLink>,
    view: &'static str,
    /// True when the pages can be drawn.
    has_pictures: bool,
    /// The page that is shown as a picture.
    leaf: Option<Leaf>,
    /// The end of the address that shows the text, or the pages.
    other_form: String,
    parts: Vec<PartView>,
}

struct ViewLink {
    /// The end of its address.
    query: String,
    text: String,
    is_here: bool,
}

struct FindingView {
    item: u32,
    number: usize,
    version: u32,
    /// True when it was chosen as something was refused.
    is_chosen: bool,
    /// Why what was sent about it was refused.
    refused: Option<String>,
    /// The scope, the reason and the text that were sent with it.
    scope: String,
    reason: String,
    instead: String,
    title: String,
    rule: String,
    place: String,
    /// The query of the address that shows it in its place.
    place_query: String,
    hidden: Option<String>,
    evidence: String,
    grade: String,
    why: String,
    remedy: String,
    reasons_for: Vec<String>,
    reasons_against: Vec<String>,
    state: &'static str,
    state_text: String,
    /// True for what stays by its own choice and goes with the same text elsewhere.
    goes_anyway: bool,
    /// The choice by which it stays, for all of its text.
    keep_all: &'static str,
    /// What was said of its withholding, so that it can be changed.
    withholding: Withholding,
    equal_in_file: usize,
    equal_in_batch: usize,
    /// Words for all of its kind that are not decided, where that is more than those that are equal.
    scope_kind_in_file: Option<String>,
    scope_kind_in_batch: Option<String>,
    /// True where a second person may agree that it is decided so in every batch.
    can_be_always: bool,
    scope_file: String,
    scope_batch: String,
}

struct PartView {
    label: String,
    hidden: Option<String>,
    pieces: Vec<PieceView>,
    is_cut: bool,
    is_field: bool,
    /// Letters of the columns of a sheet; none for running text.
    columns: Vec<String>,
    rows: Vec<RowView>,
}

/// A row of a sheet.
struct RowView {
    number: u32,
    follows_gap: bool,
    cells: Vec<Vec<PieceView>>,
}

#[derive(Default)]
struct PieceView {
    item: Option<u32>,
    number: usize,
    is_first: bool,
    is_gap: bool,
    /// True in the copy for what nobody has decided about.
    is_open: bool,
    state: &'static str,
    title: String,
    text: String,
    /// How the text is hidden, in the place of text that a reader does not see.
    hidden_as: Option<String>,
}

#[derive(Template)]
#[template(path = "desk/notice.html")]
struct NoticePage<'p> {
    page: &'p Page,
    title: String,
    text: String,
}

/// The list of files.
pub(super) fn batch(page: &Page, view: View<'_>, look: &Look, message: Option<String>) -> String {
    let open = view.open();
    let missing = match open {
        0 => page.text("desk-missing-nothing"),
        open => page.count("desk-missing", open),
    };
    let template = BatchPage {
        page,
        query: &look.q,
        summary: page.count("desk-batch-summary", view.files().len()),
        message,
        rows: rows(page, view, look),
        missing,
        is_ready: open == 0,
        is_released: view.batch().stage() == Stage::Released,
        has_files: !view.files().is_empty(),
        making: view.making().map(|files| making_text(page, view, files)),
        can_add: view.batch().stage() == Stage::InReview && view.copies().is_empty(),
        can_reopen: view.can_reopen(),
        is_reopened: view.is_reopened(),
        has_copies: view.copies().iter().any(|copied| copied.copy.is_some()),
        is_one_refused: view.copies().iter().any(|copied| copied.copy.is_none()),
    };
    rendered(&template)
}

fn making_text(page: &Page, view: View<'_>, files: usize) -> String {
    // Those of a former turn are not among the files that are copied now.
    let without = view.files().len().saturating_sub(view.copies().len());
    let values =
        [("made", files.saturating_sub(without).to_string()), ("files", files.to_string())];
    page.texts.get(page.language, "desk-making", &values)
}

/// The files that have what is looked for.
pub(crate) fn rows(page: &Page, view: View<'_>, look: &Look) -> Vec<Row> {
    let wanted = look.q.to_lowercase();
    let files = view.files().iter().enumerate().filter(|(_, file)| {
        wanted.is_empty()
            || file.name.to_lowercase().contains(&wanted)
            || file.findings.iter().any(|finding| has(finding, &wanted))
            || file.parts.iter().any(|part| part.text.to_lowercase().contains(&wanted))
    });
    let found = |file: &File| {
        !wanted.is_empty() && file.findings.iter().any(|finding| has(finding, &wanted))
    };
    let each = files.map(|(number, file)| Row {
        query: if found(file) { look.query() } else { String::new() },
        ..row(page, view, number, file)
    });
    each.collect()
}

fn has(finding: &Finding, wanted: &str) -> bool {
    [&finding.title, &finding.evidence, &finding.place, &finding.rule]
        .into_iter()
        .any(|text| text.to_lowercase().contains(wanted))
}

/// How a copy ended, in words.
fn outcome(page: &Page, copied: &Copied) -> String {
    let ended = page.text(copied.outcome);
    match &copied.detail {
        Some(detail) => format!("{ended}{}{detail}", page.text("colon")),
        None => ended,
    }
}

fn row(page: &Page, view: View<'_>, number: usize, file: &File) -> Row {
    let copied = view.copies().iter().find(|copied| copied.file == number);
    Row {
        number,
        query: String::new(),
        name: file.name.clone(),
        verdict: file.verdict.clone(),
        verdict_text: verdict_text(page, file),
        sign: sign(&file.verdict),
        findings: file.findings.iter().filter(|finding| !view.is_taken_back(finding)).count(),
        open: view.open_in(file),
        like: kin_text(page, view, file),
        outcome: copied.map(|copied| outcome(page, copied)).unwrap_or_default(),
        why: copied
            .and_then(|copied| copied.why.as_ref())
            .map(|why| page.lines(why))
            .unwrap_or_default(),
        copy: copied.and_then(|copied| copied.copy.as_ref()).map(|path| path.display().to_string()),
    }
}

/// One file: its findings and its text. Nothing when there is no such file.
pub(crate) fn file(
    page: &Page,
    view: View<'_>,
    number: usize,
    look: &Look,
    can_decide: bool,
    copy_is_out: bool,
    refused: Option<Refused>,
) -> Option<String> {
    let file = view.file(number)?;
    let has_open = |next: &usize| view.file(*next).is_some_and(|file| view.open_in(file) > 0);
    let others = (number + 1..view.files().len()).chain(0..number);
    let shown = Shown::of(&look.view);
    let wanted = look.q.to_lowercase();
    let findings =
        file.findings.iter().enumerate().filter(|(_, finding)| !view.is_taken_back(finding));
    let found: Vec<(usize, &Finding)> =
        findings.filter(|(_, finding)| wanted.is_empty() || has(finding, &wanted)).collect();
    let listed = found.iter().skip(look.page.saturating_mul(FINDINGS_PER_PAGE));
    let listed: Vec<_> = listed.take(FINDINGS_PER_PAGE).collect();
    let is_more = found.len() > look.page.saturating_add(1).saturating_mul(FINDINGS_PER_PAGE);
    let is_released = matches!(view.batch().stage(), Stage::Released | Stage::Recalled);
    let is_new = view.batch().stage() == Stage::Submitted;
    let leaf = match look.is_text() {
        true => None,
        false => pictures::leaf(page, view, file, shown, look, copy_is_out),
    };
    let parts = match (&leaf, shown) {
        (Some(_), Shown::Original | Shown::Copy) => Vec::new(),
        _ => parts(page, view, file, shown),
    };
    let leaf_number = leaf.as_ref().map(|leaf| leaf.number);
    let address = |shown: Shown| match (look.is_text(), leaf_number) {
        (true, _) => look.at(shown, None),
        (false, Some(leaf)) => look.at(shown, Some(leaf)),
        (false, None) => look.with_pages(shown),
    };
    let view_link = |each: Shown| ViewLink {
        query: address(each).query(),
        text: page.text(&format!("desk-view-{}", each.name())),
        is_here: each == shown,
    };
    let kinds = view.open_kinds(number);
    let gone = view.gone(file);
    let is_of_area = |refused: &&Refused| refused.typed.is_area || refused.typed.is_drawn;
    let of_area = refused.as_ref().filter(is_of_area);
    let template = FilePage {
        area: of_area.map(|refused| refused.typed.clone()).unwrap_or_default(),
        area_refused: of_area.map(|refused| refused.why.clone()).unwrap_or_default(),
        page,
        query: &look.q,
        number,
        name: file.name.clone(),
        verdict: file.verdict.clone(),
        verdict_text: verdict_text(page, file),
        sign: sign(&file.verdict),
        summary: page.count("desk-file-summary", view.open_in(file)),
        refused_number: refused.as_ref().and_then(|refused| {
            let item = refused.typed.item.filter(|_| refused.typed.is_decision())?;
            listed.iter().find(|(_, finding)| finding.item.0 == item).map(|(index, _)| index + 1)
        }),
        is_copy_out: leaf.as_ref().is_some_and(|leaf| leaf.is_of_copy),
        can_undo: view.can_undo(),
        can_redo: view.can_redo(),
        marked: file.is_marked.then(|| page.text(marked_text(view))),
        can_decide: can_decide && !is_released && !is_new && view.decides_about(number, file),
        can_take: can_decide && is_new,
        problems: file.problems.clone(),
        notes: notes(page, view, file),
        wants_harm: view.batch().answers_request(),
        is_alike: is_alike(view, number, file),
        next: others.into_iter().find(has_open),
        palettes: grounds::palettes().collect(),
        findings: listed
            .into_iter()
            .map(|(index, finding)| {
                let typed = refused.as_ref().filter(|it| it.typed.item == Some(finding.item.0));
                let seen =
                    Seen { number: index + 1, look, kinds: &kinds, gone: &gone, refused: typed };
                finding_view(page, view, file, finding, &seen)
            })
            .collect(),
        refused,
        previous_page: look.page.checked_sub(1),
        next_page: is_more.then_some(look.page + 1),
        views: Shown::ALL.into_iter().map(view_link).collect(),
        view: shown.name(),
        has_pictures: !file.pages.is_empty(),
        other_form: match leaf {
            Some(_) => look.at(shown, None).query(),
            None => look.with_pages(shown).query(),
        },
        leaf,
        parts,
    };
    Some(rendered(&template))
}

/// The id of what is said of a marked file: officers let it out, where there are officers.
fn marked_text(view: View<'_>) -> &'static str {
    if view.batch().is_marked() { "team-marked" } else { "desk-marked" }
}

/// What a file has to do with one before it, in words: the same text, or the same conversation.
pub(crate) fn kin_text(page: &Page, view: View<'_>, file: &File) -> Option<String> {
    let kin = like_text(page, view, file).into_iter().chain(thread_text(page, view, file));
    let kin: Vec<String> = kin.collect();
    (!kin.is_empty()).then(|| kin.join(&page.text("separator")))
}

fn thread_text(page: &Page, view: View<'_>, file: &File) -> Option<String> {
    let name = view.file(file.thread?)?.name.clone();
    Some(page.texts.get(page.language, "desk-thread", &[("name", name)]))
}

fn like_text(page: &Page, view: View<'_>, file: &File) -> Option<String> {
    let (other, percent) = file.like?;
    let name = ("name", view.file(other)?.name.clone());
    Some(match percent {
        100 => page.texts.get(page.language, "desk-like-same", &[name]),
        _ => {
            let values = [name, ("percent", percent.to_string())];
            page.texts.get(page.language, "desk-like-nearly", &values)
        }
    })
}

/// True when another file of the batch says the same or nearly so, or is of the same conversation.
fn is_alike(view: View<'_>, number: usize, file: &File) -> bool {
    let is_kin = |other: &File| {
        other.like.is_some_and(|(like, _)| like == number) || other.thread == Some(number)
    };
    file.like.is_some() || file.thread.is_some() || view.files().iter().any(is_kin)
}

fn notes(page: &Page, view: View<'_>, file: &File) -> Vec<String> {
    let exempt = Some(file.exempt.len()).filter(|count| *count > 0);
    let exempt = exempt.map(|count| page.count("desk-exempt", count));
    let clear = Some(view.clear_name(file)).filter(|clear| *clear != file.name);
    let clear = clear.map(|clear| page.named("desk-name-goes", &clear));
    kin_text(page, view, file).into_iter().chain(exempt).chain(clear).collect()
}

/// How a finding is seen: its number, what else is listed, and what was refused about it.
struct Seen<'s> {
    number: usize,
    look: &'s Look,
    kinds: &'s BTreeMap<&'s str, (usize, usize)>,
    gone: &'s Gone<'s>,
    refused: Option<&'s Refused>,
}

fn finding_view(
    page: &Page,
    view: View<'_>,
    file: &File,
    finding: &Finding,
    seen: &Seen<'_>,
) -> FindingView {
    let Seen { number, look, kinds, refused, .. } = *seen;
    let is_chosen = refused.is_some();
    let refused = refused.filter(|refused| refused.typed.is_decision());
    let typed = refused.map(|refused| &refused.typed);
    let (equal_in_file, equal_in_batch) = view.reach(finding.item);
    let (kind_in_file, kind_in_batch) =
        kinds.get(finding.rule.as_str()).copied().unwrap_or_default();
    let kind_text =
        |id: &str, count: usize, others: usize| (count > others).then(|| page.count(id, count));
    let choice = view.choice(finding.item);
    let grade = [("severity", &finding.severity), ("confidence", &finding.confidence)]
        .map(|(key, word)| (key, page.text(&format!("desk-{key}-{word}"))));
    let is_part = |part: &&PartText| part.id == finding.part;
    let is_in_hidden = file.parts.iter().find(is_part).is_some_and(|part| part.hidden.is_some());
    let is_unseen = is_in_hidden || (finding.hidden.is_some() && !finding.is_in_picture);
    let shown_in = if is_unseen { Shown::Extract } else { Shown::Original };
    let withholding = match (typed, choice) {
        (Some(typed), _) => typed.withholding.clone(),
        (None, Some(Choice::Remove(withholding))) => withholding.clone(),
        _ => Withholding::on(""),
    };
    let reason = match (typed, choice) {
        (Some(typed), _) => typed.reason.clone(),
        (None, Some(Choice::Keep { reason })) => reason.clone(),
        _ => String::new(),
    };
    let instead = typed.map(|typed| &typed.text).filter(|text| !text.is_empty());
    FindingView {
        place_query: pictures::place_of(file, finding, shown_in, look),
        is_chosen,
        refused: refused.map(|refused| refused.why.clone()),
        scope: typed.map(|typed| typed.scope.clone()).unwrap_or_default(),
        reason,
        instead: instead.unwrap_or(&finding.evidence).clone(),
        item: finding.item.0,
        number,
        version: view.batch().version(finding.item),
        title: title(page, finding),
        rule: finding.rule.clone(),
        place: finding.place.clone(),
        hidden: finding.hidden.clone(),
        evidence: finding.evidence.clone(),
        grade: page.texts.get(page.language, "desk-grade", &grade),
        why: if is_own(finding) { page.text("desk-area-why") } else { finding.why.clone() },
        remedy: finding.remedy.clone(),
        reasons_for: finding.reasons_for.clone(),
        reasons_against: finding.reasons_against.clone(),
        state: state(choice),
        goes_anyway: state(choice) == "kept"
            && choice != Some(&Choice::Replaced)
            && seen.gone.takes(finding),
        keep_all: match choice {
            Some(Choice::Keep { .. }) => "keep-all",
            _ => "not-sensitive-all",
        },
        state_text: choice_text(page, choice),
        withholding,
        equal_in_file,
        equal_in_batch,
        can_be_always: page.signed.is_some() && !is_typed(finding),
        scope_file: page.count("desk-scope-file", equal_in_file),
        scope_batch: page.count("desk-scope-batch", equal_in_batch),
        scope_kind_in_file: kind_text("desk-scope-kind-file", kind_in_file, equal_in_file),
        scope_kind_in_batch: kind_text(
            "desk-scope-kind-batch",
            kind_in_batch,
            equal_in_batch.max(kind_in_file),
        ),
    }
}

/// The address of a finding in the list of its file's findings.
pub(crate) fn address(page: &Page, view: View<'_>, number: usize, finding: &Finding) -> String {
    let others = view.file(number).map_or(&[][..], |file| &file.findings);
    let before = others.iter().take_while(|other| other.item != finding.item);
    let before = before.filter(|other| !view.is_taken_back(other)).count();
    let look = Look::at_page(before / FINDINGS_PER_PAGE);
    format!("{}/file/{number}{}#item-{}", page.base, look.query(), finding.item.0)
}

/// What was decided, in words.
pub(crate) fn choice_text(page: &Page, choice: Option<&Choice>) -> String {
    match choice {
        None => page.text("desk-state-open"),
        Some(Choice::Remove(withholding)) => removed_text(page, withholding),
        Some(Choice::Keep { reason }) => {
            let values = [("reason", reason.clone())];
            page.texts.get(page.language, "desk-state-kept", &values)
        }
        Some(Choice::NotSensitive) => page.text("desk-state-not-sensitive"),
        Some(Choice::Replaced) => page.text("desk-state-replaced"),
    }
}

/// What is said of what is withheld: its ground, and harm and end where they were told.
fn removed_text(page: &Page, withholding: &Withholding) -> String {
    let Withholding { ground, harm, until } = withholding;
    let ground = ("ground", grounds::name(ground, page.language).to_owned());
    match harm.is_empty() {
        true => page.texts.get(page.language, "desk-state-removed", &[ground]),
        false => {
            let values = [ground, ("harm", harm.clone()), ("until", until.clone())];
            page.texts.get(page.language, "desk-state-withheld", &values)
        }
    }
}

/// True for a text that someone typed in.
fn is_own(finding: &Finding) -> bool {
    finding.rule == OWN_AREA
}

/// What a finding is, in words.
pub(crate) fn title(page: &Page, finding: &Finding) -> String {
    match finding.rule.as_str() {
        OWN_AREA => page.text("desk-area-title"),
        CASE_NAME => page.text("desk-case-name"),
        _ => finding.title.clone(),
    }
}

fn parts(page: &Page, view: View<'_>, file: &File, shown: Shown) -> Vec<PartView> {
    let is_shown = |part: &&PartText| shown == Shown::Extract || part.hidden.is_none();
    let mut seen = Vec::new();
    let gone = (shown == Shown::Copy).then(|| view.gone(file));
    let parts = file.parts.iter().filter(is_shown).map(|part| {
        let is_here = |finding: &&Finding| finding.part == part.id && !view.is_taken_back(finding);
        let findings = file.findings.iter().filter(is_here);
        // In the copy a text goes from every place of it, found or not.
        let gone = gone.as_ref().map(|gone| gone.places(part, file)).unwrap_or_default();
        let findings: Vec<&Finding> = gone.iter().chain(findings).collect();
        let mut views = |pieces: Vec<Piece>| -> Vec<PieceView> {
            let pieces = pieces.into_iter();
            pieces.map(|piece| piece_view(page, view, file, shown, piece, &mut seen)).collect()
        };
        let grid = grid::grid(part, &findings);
        let (columns, rows) = grid.map_or_else(Default::default, |grid| (grid.columns, grid.rows));
        let pieces = match columns.is_empty() {
            true => views(text::pieces(part, &findings)),
            false => Vec::new(),
        };
        let mut row = |row: grid::Row| RowView {
            number: row.number,
            follows_gap: row.follows_gap,
            cells: row.cells.into_iter().map(&mut views).collect(),
        };
        PartView {
            label: part.label.clone(),
            hidden: part.hidden.clone(),
            pieces,
            is_cut: part.is_cut,
            is_field: part.is_field,
            columns,
            rows: rows.into_iter().map(&mut row).collect(),
        }
    });
    parts.collect()
}

fn piece_view(
    page: &Page,
    view: View<'_>,
    file: &File,
    shown: Shown,
    piece: Piece,
    seen: &mut Vec<ItemId>,
) -> PieceView {
    let (item, text) = match piece {
        Piece::Gap => return PieceView { is_gap: true, ..PieceView::default() },
        Piece::Plain(text) => return PieceView { text, ..PieceView::default() },
        Piece::Found(item, text) => (item, text),
    };
    let is_first = !seen.contains(&item);
    seen.push(item);
    let number = file.findings.iter().position(|finding| finding.item == item);
    let finding = number.and_then(|number| file.findings.get(number));
    let hidden = finding.and_then(|finding| finding.hidden.as_ref());
    let state = state(view.choice(item));
    let is_gone = shown == Shown::Copy && (hidden.is_some() || state == "removed");
    // Nobody sees hidden text who reads the original, and in the copy nothing takes its place; that
    // it is there is said once.
    let unseen = hidden.filter(|_| finding.is_some_and(|finding| !finding.is_in_picture));
    let unseen = unseen.filter(|_| shown != Shown::Extract);
    if unseen.is_some() && !is_first {
        return PieceView::default();
    }
    PieceView {
        item: Some(item.0),
        number: number.map_or(0, |number| number + 1),
        is_first,
        is_gap: false,
        state,
        title: finding.map(|finding| title(page, finding)).unwrap_or_default(),
        is_open: shown == Shown::Copy && !is_gone && state == "open",
        text: match unseen {
            Some(_) => String::new(),
            None if is_gone => page.text("review-removed"),
            None => text,
        },
        hidden_as: unseen.filter(|_| shown == Shown::Original).cloned(),
    }
}

/// A page that says one thing.
pub(crate) fn notice(page: &Page, title: &str, text: &str) -> String {
    let (title, text) = (page.text(title), page.text(text));
    rendered(&NoticePage { page, title, text })
}

fn verdict_text(page: &Page, file: &File) -> String {
    // Minor findings grade no file, and are decided about all the same.
    let is_minor = file.verdict == NOTHING_FOUND && !file.findings.is_empty();
    page.text(&format!("desk-verdict-{}", if is_minor { "minor" } else { &file.verdict }))
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

pub(super) fn state(choice: Option<&Choice>) -> &'static str {
    match choice {
        None => "open",
        Some(Choice::Remove(_)) => "removed",
        Some(Choice::Keep { .. } | Choice::NotSensitive | Choice::Replaced) => "kept",
    }
}

/// A template, filled.
pub(crate) fn rendered(template: &impl Template) -> String {
    template.render().unwrap_or_default()
}

/// True for a ground that a form may name.
pub(crate) fn is_ground(code: &str) -> bool {
    grounds::of_code(code).is_some()
}
