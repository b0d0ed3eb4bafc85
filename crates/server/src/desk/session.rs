//! A batch on the desk: what is shown, what was decided, and what came of it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use review::batch::{
    Action, Batch, Chain, Choice, Event, Item, ItemId, Person, Refusal, Role, Scope, Stage,
    Withholding,
};

use super::added::{Add, name_without};
use super::content::{Area, Content, File, Finding, PartText};
use super::{Language, pages};

/// Makes the clean copies of a decided batch, and tells of each; called when the batch is released,
/// and again for files without a copy that were decided about anew.
pub type Release = Arc<dyn Fn(&[Decided], &dyn Fn(Copied)) + Send + Sync>;

/// Why a file has no copy, or what of its copy a person has to look at: lines in English and in
/// Chinese.
pub type Why = [Vec<String>; 2];

/// Characters from which a text that goes from one place goes from all of its file.
const EVERYWHERE_CHARS_MIN: usize = 6;
/// Different texts that are sought in the text of a file, to show where they go.
const GONE_SOUGHT_MAX: usize = 300;

/// Rule of a name that a disclosure request asks to look for.
pub const CASE_NAME: &str = "case-name";

/// Rule of an area that someone typed in.
pub(crate) const OWN_AREA: &str = "own-area";

/// What was decided about one file.
#[derive(Debug, Clone)]
pub struct Decided {
    /// Its number.
    pub file: usize,
    /// Rules and texts that must go.
    pub remove: Vec<(String, String)>,
    /// Rules and texts that stay.
    pub keep: Vec<(String, String)>,
    /// Texts that someone typed in, which must go as well.
    pub own: Vec<String>,
}

impl Decided {
    /// The name of a copy without what goes from the file.
    #[must_use]
    pub fn clear_name(&self, name: &str) -> String {
        let texts = self.remove.iter().map(|(_, text)| text).chain(&self.own);
        name_without(name, texts.map(String::as_str))
    }
}

/// What became of one file.
#[derive(Debug, Clone)]
pub struct Copied {
    /// Its number.
    pub file: usize,
    /// Where the copy is, when there is one.
    pub copy: Option<PathBuf>,
    /// Id of the words for how it ended.
    pub outcome: &'static str,
    /// What the system says where nothing could be written.
    pub detail: Option<String>,
    /// Why there is none, or what is to be looked at.
    pub why: Option<Why>,
}

/// A batch with its content.
pub(crate) struct Sheet {
    /// The same content in each language of the desk, one at least.
    contents: Vec<Content>,
    pub(crate) batch: Batch,
    /// Where each item is: its file, and its place among the file's findings.
    places: BTreeMap<ItemId, (usize, usize)>,
    /// Files of the items of each text.
    equals: BTreeMap<String, Vec<u32>>,
}

impl Sheet {
    /// Puts what `submitter` hands in on the desk; `contents` are the same in several languages.
    pub(crate) fn new(
        contents: Vec<Content>,
        chain: Chain,
        submitter: Person,
        is_marked: bool,
    ) -> Self {
        let items = contents.first().map(|content| items(content, is_marked));
        let items = items.unwrap_or_default();
        let batch = Batch::new(chain, submitter, items, is_marked);
        let mut sheet = Self { contents, batch, places: BTreeMap::new(), equals: BTreeMap::new() };
        sheet.index();
        sheet
    }

    /// The same sheet as an answer to a disclosure request.
    pub(crate) fn answering(self) -> Self {
        Self { batch: self.batch.answering(), ..self }
    }

    /// Takes what someone does, or says why not.
    pub(crate) fn apply(&mut self, event: &Event) -> Result<(), Refusal> {
        self.batch.apply(event)
    }

    /// Returns the item of a text that someone wants gone from a file, with where it first stands.
    ///
    /// The text of an area that was drawn may have several lines, each of which goes.
    pub(crate) fn area(
        &self,
        file: usize,
        text: &str,
        drawn: Option<Area>,
    ) -> Option<(Item, Finding)> {
        let text = text.trim();
        let first = text.lines().next()?;
        let parts = &self.files(0).get(file)?.parts;
        let at = |part: &PartText| Some((part.id, part.label.clone(), part.text.find(first)?));
        let (part, place, start) = parts.iter().find_map(at).filter(|_| !text.is_empty())?;
        let last = self.places.keys().last().map_or(0, |item| item.0);
        let finding = Finding {
            item: ItemId(last.checked_add(1)?),
            part,
            start,
            end: start + first.len(),
            place,
            // Pages have the words, in the language of whoever looks.
            title: String::new(),
            rule: OWN_AREA.to_owned(),
            severity: "medium".to_owned(),
            confidence: "high".to_owned(),
            hidden: None,
            is_in_picture: false,
            areas: drawn.into_iter().collect(),
            evidence: text.to_owned(),
            why: String::new(),
            remedy: String::new(),
            reasons_for: Vec::new(),
            reasons_against: Vec::new(),
        };
        Some((item(&finding, file), finding))
    }

    /// Shows an area that was taken among the findings of its file.
    pub(crate) fn show_area(&mut self, file: usize, finding: &Finding) {
        for content in &mut self.contents {
            let Some(shown) = content.files.get_mut(file) else { continue };
            shown.findings.push(finding.clone());
        }
        self.index();
    }

    /// Adds a file, in each language, whose findings get numbers of their own.
    fn add(&mut self, files: [File; 2]) -> Result<(), Refusal> {
        let last = self.places.keys().last().map_or(0, |item| item.0);
        let number = self.files(0).len();
        let files = files.map(|mut file| {
            for (finding, item) in file.findings.iter_mut().zip(last + 1..) {
                finding.item = ItemId(item);
            }
            file
        });
        let [first, _] = &files;
        let found = first.findings.iter().filter(|_| !first.is_marked);
        self.batch.add(found.map(|finding| item(finding, number)).collect())?;
        for (content, file) in self.contents.iter_mut().zip(files) {
            content.files.push(file);
        }
        self.index();
        Ok(())
    }

    /// Numbers of the files that carry a protective marking.
    pub(crate) fn marked_files(&self) -> BTreeSet<usize> {
        let files = self.files(0).iter().enumerate();
        files.filter(|(_, file)| file.is_marked).map(|(number, _)| number).collect()
    }

    fn files(&self, language: usize) -> &[File] {
        let content = self.contents.get(language).or(self.contents.first());
        content.map_or(&[], |content| &content.files)
    }

    fn index(&mut self) {
        self.places.clear();
        self.equals.clear();
        let Some(content) = self.contents.first() else { return };
        for (file, shown) in content.files.iter().enumerate() {
            for (index, finding) in shown.findings.iter().enumerate() {
                self.places.insert(finding.item, (file, index));
                self.equals.entry(finding.evidence.clone()).or_default().push(file as u32);
            }
        }
    }

    /// The desk as `person` sees it.
    pub(crate) fn seen_by<'s>(&'s self, person: &'s Person) -> View<'s> {
        View { sheet: self, files: self.files(0), person, copies: &[], making: None }
    }

    /// Returns what is to be done with each file, as `person` sees it.
    pub(crate) fn decided(&self, person: &Person) -> Vec<Decided> {
        let view = self.seen_by(person);
        let each = self.files(0).iter().enumerate();
        each.map(|(number, file)| decided(&view, number, file)).collect()
    }
}

fn decided(view: &View<'_>, number: usize, file: &File) -> Decided {
    let mut decided =
        Decided { file: number, remove: Vec::new(), keep: Vec::new(), own: Vec::new() };
    for finding in &file.findings {
        let what = (finding.rule.clone(), finding.evidence.clone());
        match view.choice(finding.item) {
            _ if view.is_taken_back(finding) => {}
            Some(Choice::Keep { .. } | Choice::NotSensitive | Choice::Replaced) => {
                decided.keep.push(what);
            }
            Some(Choice::Remove(_)) | None if is_typed(finding) => {
                decided.own.extend(what.1.lines().map(str::to_owned));
            }
            Some(Choice::Remove(_)) | None => decided.remove.push(what),
        }
    }
    decided.keep.extend(file.exempt.iter().cloned());
    // Equal texts of one file cannot go and stay: what is to go goes everywhere.
    let Decided { remove, keep, .. } = &mut decided;
    keep.retain(|kept| !remove.contains(kept));
    decided
}

/// Texts that go from a file, wherever they stand in it.
#[derive(Default)]
pub(crate) struct Gone<'f> {
    /// Each with the item that removes it.
    texts: BTreeMap<&'f str, ItemId>,
    /// Those too short to go everywhere, by their rules: these go wherever the rule finds them.
    short: BTreeSet<(&'f str, &'f str)>,
}

impl<'f> Gone<'f> {
    /// True for a finding that goes with what is removed, whatever is decided about itself.
    pub(crate) fn takes(&self, finding: &Finding) -> bool {
        self.texts.contains_key(&*finding.evidence)
            || self.short.contains(&(&*finding.rule, &*finding.evidence))
    }

    /// The places in a part where what goes stands, as findings of the items that remove it.
    pub(crate) fn places(&self, part: &PartText, file: &'f File) -> Vec<Finding> {
        let mut places = Vec::new();
        for (text, item) in self.texts.iter().take(GONE_SOUGHT_MAX) {
            let Some(finding) = file.findings.iter().find(|finding| finding.item == *item) else {
                continue;
            };
            let places_of = part.text.match_indices(text).map(|(start, text)| Finding {
                part: part.id,
                start,
                end: start + text.len(),
                ..finding.clone()
            });
            places.extend(places_of);
        }
        places
    }
}

/// True for what only this batch looks for: an area, or a name of its request.
pub(crate) fn is_typed(finding: &Finding) -> bool {
    matches!(finding.rule.as_str(), OWN_AREA | CASE_NAME)
}

/// A batch as one person sees it.
#[derive(Clone, Copy)]
pub(crate) struct View<'s> {
    sheet: &'s Sheet,
    files: &'s [File],
    person: &'s Person,
    copies: &'s [Copied],
    /// Files whose copies are being made.
    making: Option<usize>,
}

impl<'s> View<'s> {
    fn with_copies(self, copies: &'s [Copied], making: Option<usize>) -> Self {
        Self { copies, making, ..self }
    }

    /// How many files are being copied, while they are.
    pub(crate) fn making(&self) -> Option<usize> {
        self.making
    }

    /// True for a file whose copy is written: nothing about it is decided any more.
    fn has_copy(&self, number: usize) -> bool {
        has_copy(self.copies, number)
    }

    /// True when some copies are written already, so that decisions stay within their file.
    pub(crate) fn is_reopened(&self) -> bool {
        self.copies.iter().any(|copied| copied.copy.is_some())
    }

    /// True when copies were refused whose files can be decided about anew.
    pub(crate) fn can_reopen(&self) -> bool {
        let is_refused = |copied: &Copied| {
            copied.copy.is_none() && self.file(copied.file).is_some_and(|file| !file.is_marked)
        };
        self.making.is_none()
            && self.batch().stage() == Stage::Released
            && self.copies.iter().any(is_refused)
    }

    /// The same with the words of that language.
    pub(crate) fn in_language(self, language: Language) -> Self {
        Self { files: self.sheet.files(language as usize), ..self }
    }

    pub(crate) fn files(&self) -> &'s [File] {
        self.files
    }

    /// True while this person is to see nothing of what someone decided.
    pub(crate) fn is_blind_to(&self, other: &Person) -> bool {
        self.person != other && self.batch().is_second_vote_of(self.person)
    }

    pub(crate) fn batch(&self) -> &'s Batch {
        &self.sheet.batch
    }

    pub(crate) fn copies(&self) -> &'s [Copied] {
        self.copies
    }

    pub(crate) fn file(&self, number: usize) -> Option<&'s File> {
        self.files().get(number)
    }

    /// Returns the finding of an item, and its file's number.
    pub(crate) fn finding(&self, item: ItemId) -> Option<(usize, &'s Finding)> {
        let &(file, index) = self.sheet.places.get(&item)?;
        Some((file, self.file(file)?.findings.get(index)?))
    }

    pub(crate) fn choice(&self, item: ItemId) -> Option<&'s Choice> {
        self.batch().choice_for(self.person, item)
    }

    /// True for an area that someone added and that was taken back: it is shown no more.
    pub(crate) fn is_taken_back(&self, finding: &Finding) -> bool {
        self.batch().is_taken_back(finding.item)
    }

    /// The name of a file without what is removed from it; what is to decide counts as staying.
    pub(crate) fn clear_name(&self, file: &File) -> String {
        let is_removed = |finding: &&Finding| {
            !self.is_taken_back(finding)
                && matches!(self.choice(finding.item), Some(Choice::Remove(_)))
        };
        let removed = file.findings.iter().filter(is_removed);
        name_without(&file.name, removed.flat_map(|finding| finding.evidence.lines()))
    }

    /// What goes from a file as things are decided now.
    pub(crate) fn gone(&self, file: &'s File) -> Gone<'s> {
        let mut gone = Gone::default();
        let is_removed = |finding: &&Finding| {
            !self.is_taken_back(finding)
                && matches!(self.choice(finding.item), Some(Choice::Remove(_)))
        };
        for finding in file.findings.iter().filter(is_removed) {
            let is_typed = is_typed(finding);
            for text in finding.evidence.lines().filter(|_| is_typed) {
                gone.texts.entry(text).or_insert(finding.item);
            }
            let text = &*finding.evidence;
            match is_typed || text.chars().count() >= EVERYWHERE_CHARS_MIN {
                true => _ = gone.texts.entry(text).or_insert(finding.item),
                false => _ = gone.short.insert((&*finding.rule, text)),
            }
        }
        gone
    }

    pub(crate) fn can_undo(&self) -> bool {
        self.batch().to_undo(self.person).is_some()
    }

    pub(crate) fn can_redo(&self) -> bool {
        self.batch().to_redo(self.person).is_some()
    }

    /// True for a file that is decided about here: a marked one only where people may let it out.
    pub(crate) fn decides_about(&self, number: usize, file: &File) -> bool {
        !self.has_copy(number) && (!file.is_marked || self.batch().is_marked())
    }

    /// Number of findings of a file that are not decided.
    pub(crate) fn open_in(&self, file: &File) -> usize {
        let is_open = |finding: &&Finding| {
            self.batch().has(finding.item) && self.choice(finding.item).is_none()
        };
        file.findings.iter().filter(is_open).count()
    }

    /// Number of findings that are not decided.
    pub(crate) fn open(&self) -> usize {
        self.files().iter().map(|file| self.open_in(file)).sum()
    }

    /// Number of findings of each rule that are not decided: in the file, and in the batch.
    pub(crate) fn open_kinds(&self, file: usize) -> BTreeMap<&'s str, (usize, usize)> {
        let mut kinds: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for (number, other) in self.files().iter().enumerate() {
            for finding in &other.findings {
                let is_open = self.batch().has(finding.item) && self.choice(finding.item).is_none();
                let counts = kinds.entry(&finding.rule).or_default();
                counts.0 += usize::from(is_open && number == file);
                counts.1 += usize::from(is_open);
            }
        }
        kinds
    }

    /// Number of items that a scope reaches: in the file, and in the batch.
    pub(crate) fn reach(&self, item: ItemId) -> (usize, usize) {
        let Some((file, finding)) = self.finding(item) else { return (0, 0) };
        let Some(all) = self.sheet.equals.get(&finding.evidence) else { return (0, 0) };
        let in_file = all.iter().filter(|other| **other as usize == file).count();
        (in_file, if self.is_reopened() { in_file } else { all.len() })
    }
}

fn has_copy(copies: &[Copied], number: usize) -> bool {
    copies.iter().any(|copied| copied.file == number && copied.copy.is_some())
}

/// A desk for one person at their own machine.
pub struct Desk {
    sheet: Sheet,
    person: Person,
    release: Release,
    add: Add,
    copies: Vec<Copied>,
    /// How many files are being copied, while they are.
    making: Option<usize>,
}

impl Desk {
    /// Puts `contents` on the desk, the same in each language; `release` makes the copies, and
    /// `add` reads what someone adds.
    #[must_use]
    pub fn new(contents: [Content; 2], release: Release, add: Add) -> Self {
        let person = Person("one person".to_owned());
        // A marked file gets no copy on this way at all, so it does not hold up the others.
        let sheet = Sheet::new(contents.into(), Chain::OnePerson, person.clone(), false);
        let mut desk = Self { sheet, person, release, add, copies: Vec::new(), making: None };
        let taken = desk.act(Action::Take);
        debug_assert!(taken.is_ok(), "a new batch can be taken");
        desk
    }

    /// Does something with the batch, as the one person that there is.
    pub(super) fn act(&mut self, action: Action) -> Result<(), Refusal> {
        let action = match action {
            Action::Decide(scope, choice) if !self.copies.is_empty() => {
                Action::Decide(self.within_file(scope)?, choice)
            }
            action => action,
        };
        let event = Event { by: self.person.clone(), role: Role::Reviewer, action };
        self.sheet.apply(&event)
    }

    /// What reads a file that someone adds; nothing once the copies are made.
    pub(super) fn adder(&self) -> Option<Add> {
        let is_open = self.sheet.batch.stage() == Stage::InReview && self.copies.is_empty();
        is_open.then(|| Arc::clone(&self.add))
    }

    /// Adds a file that was read.
    pub(super) fn add(&mut self, files: [File; 2]) -> Result<(), Refusal> {
        self.sheet.add(files)
    }

    /// Adds a text that must go from a file, in the place of an item where one is named; nothing when
    /// the file does not have it.
    pub(super) fn add_area(
        &mut self,
        file: usize,
        text: &str,
        drawn: Option<Area>,
        ground: &str,
        instead_of: Option<(ItemId, u32)>,
    ) -> Option<Result<(), Refusal>> {
        if has_copy(&self.copies, file) {
            return Some(Err(Refusal::Stage));
        }
        let (item, finding) = self.sheet.area(file, text, drawn)?;
        let choice = Choice::Remove(Withholding::on(ground));
        let done = self.act(match instead_of {
            Some((old, seen)) => Action::ChangeArea(old, seen, item, choice),
            None => Action::AddArea(item, choice),
        });
        if done.is_ok() {
            self.sheet.show_area(file, &finding);
        }
        Some(done)
    }

    /// Puts another text in the place of a finding; nothing when its file does not have it.
    pub(super) fn change_area(
        &mut self,
        item: ItemId,
        seen: u32,
        text: &str,
        ground: &str,
    ) -> Option<Result<(), Refusal>> {
        let (file, _) = *self.sheet.places.get(&item)?;
        self.add_area(file, text, None, ground, Some((item, seen)))
    }

    /// A scope that reaches no file whose copy is written.
    fn within_file(&self, scope: Scope) -> Result<Scope, Refusal> {
        let item = scope.item();
        let file = self.sheet.places.get(&item).map(|(file, _)| *file);
        if file.is_some_and(|file| has_copy(&self.copies, file)) {
            return Err(Refusal::Stage);
        }
        Ok(match scope {
            Scope::EqualInBatch(item) | Scope::TextInBatch(item) => Scope::TextInFile(item),
            Scope::KindInBatch(item) => Scope::KindInFile(item),
            scope => scope,
        })
    }

    /// Signs, and returns what makes the copies of the files that have none, with what is to be done.
    pub(super) fn sign(&mut self) -> Result<(Release, Vec<Decided>), Refusal> {
        if self.making.is_some() {
            return Err(Refusal::Stage);
        }
        if self.sheet.batch.stage() == Stage::InReview {
            self.act(Action::Sign)?;
        }
        self.act(Action::Release)?;
        self.copies.retain(|copied| copied.copy.is_some());
        let mut decided = self.sheet.decided(&self.person);
        decided.retain(|decided| !has_copy(&self.copies, decided.file));
        self.making = Some(decided.len());
        Ok((Arc::clone(&self.release), decided))
    }

    /// Takes what became of one file.
    pub(super) fn copied(&mut self, copied: Copied) {
        self.copies.push(copied);
    }

    /// All copies are made, or none any more.
    pub(super) fn end_making(&mut self) {
        self.making = None;
    }

    /// What became of the files so far.
    pub(super) fn copies(&self) -> &[Copied] {
        &self.copies
    }

    /// Opens the files without a copy again, so that something else is decided about them.
    pub(super) fn reopen(&mut self) -> Result<(), Refusal> {
        if !self.view().can_reopen() {
            return Err(Refusal::Stage);
        }
        self.act(Action::Appeal { reason: "a copy was refused".to_owned() })?;
        self.act(Action::Take)
    }

    /// The desk as its one person sees it.
    pub(super) fn view(&self) -> View<'_> {
        self.sheet.seen_by(&self.person).with_copies(&self.copies, self.making)
    }
}

/// The items of a content; those of marked files too, where people may let such a file out.
fn items(content: &Content, with_marked: bool) -> Vec<Item> {
    let files = content.files.iter().enumerate();
    let files = files.filter(|(_, file)| with_marked || !file.is_marked);
    let items = files
        .flat_map(|(number, file)| file.findings.iter().map(move |finding| item(finding, number)));
    items.collect()
}

fn item(finding: &Finding, file: usize) -> Item {
    Item {
        id: finding.item,
        equal: Some(equal_key(finding)),
        text: Some(finding.evidence.clone()),
        kind: Some(finding.rule.clone()),
        file: file as u32,
    }
}

/// What all equal findings share.
fn equal_key(finding: &Finding) -> String {
    format!("{}\n{}", finding.rule, finding.evidence)
}

/// What ends a choice that is for every place of its text in the file.
pub(crate) const ALL: &str = "-all";

/// What a form says that puts another text in the place of a finding; it is no choice by itself.
pub(crate) const CHANGE: &str = "change";

/// Returns the choice that a form names.
pub(crate) fn choice(name: &str, withholding: Withholding, reason: String) -> Option<Choice> {
    match name {
        "remove" if pages::is_ground(&withholding.ground) => Some(Choice::Remove(withholding)),
        "keep" => Some(Choice::Keep { reason }),
        "not-sensitive" => Some(Choice::NotSensitive),
        _ => None,
    }
}

/// Scope of a form that reaches every batch, where a second person agrees; it is no scope of a batch.
pub(crate) const ALWAYS: &str = "always";

/// Returns the scope that a form names.
pub(crate) fn scope(name: &str, item: ItemId, seen: u32) -> Option<Scope> {
    match name {
        "this" => Some(Scope::This(item, seen)),
        "file" => Some(Scope::TextInFile(item)),
        "batch" => Some(Scope::TextInBatch(item)),
        "kind-in-file" => Some(Scope::KindInFile(item)),
        "kind-in-batch" => Some(Scope::KindInBatch(item)),
        _ => None,
    }
}
