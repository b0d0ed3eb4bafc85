//! The state of a desk: what is shown, what was decided, and what came of it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use review::batch::{
    Action, Batch, Chain, Choice, Event, Item, ItemId, Person, Refusal, Role, Scope, Stage,
};

use super::content::{Content, File, Finding};

/// Makes the clean copies of a decided batch; called once, when the batch is released.
pub type Release = Arc<dyn Fn(&[Decided]) -> Vec<Copied> + Send + Sync>;

/// What was decided about one file.
#[derive(Debug, Clone)]
pub struct Decided {
    /// Its number.
    pub file: usize,
    /// Rules and texts that must go.
    pub remove: Vec<(String, String)>,
    /// Rules and texts that stay.
    pub keep: Vec<(String, String)>,
}

/// What became of one file.
#[derive(Debug, Clone)]
pub struct Copied {
    /// Its number.
    pub file: usize,
    /// Where the copy is, when there is one.
    pub copy: Option<PathBuf>,
    /// How it ended, in words.
    pub outcome: String,
}

/// A desk for one person at their own machine.
pub struct Desk {
    pub(super) content: Content,
    batch: Batch,
    person: Person,
    release: Release,
    copies: Vec<Copied>,
    /// Where each item is: its file, and its place among the file's findings.
    places: BTreeMap<ItemId, (usize, usize)>,
}

impl Desk {
    /// Puts `content` on the desk; `release` makes the copies.
    #[must_use]
    pub fn new(content: Content, release: Release) -> Self {
        let person = Person("one person".to_owned());
        let mut items = Vec::new();
        let mut places = BTreeMap::new();
        for (file_index, file) in content.files.iter().enumerate() {
            for (index, finding) in file.findings.iter().enumerate() {
                places.insert(finding.item, (file_index, index));
                items.push(Item {
                    id: finding.item,
                    equal: Some(equal_key(finding)),
                    file: file_index as u32,
                });
            }
        }
        // A marked file gets no copy on this way at all, so it does not hold up the others.
        let mut batch = Batch::new(Chain::OnePerson, person.clone(), items, false);
        let take = Event { by: person.clone(), role: Role::Reviewer, action: Action::Take };
        let taken = batch.apply(&take);
        debug_assert!(taken.is_ok(), "a new batch can be taken");
        Self { content, batch, person, release, copies: Vec::new(), places }
    }

    /// Does something with the batch, as the one person that there is.
    pub(super) fn act(&mut self, action: Action) -> Result<(), Refusal> {
        let event = Event { by: self.person.clone(), role: Role::Reviewer, action };
        self.batch.apply(&event)
    }

    /// Signs and lets the copies out.
    pub(super) fn sign_and_release(&mut self) -> Result<(), Refusal> {
        if self.batch.stage() == Stage::InReview {
            self.act(Action::Sign)?;
        }
        self.act(Action::Release)?;
        self.copies = (self.release)(&self.decided());
        Ok(())
    }

    pub(super) fn batch(&self) -> &Batch {
        &self.batch
    }

    pub(super) fn copies(&self) -> &[Copied] {
        &self.copies
    }

    pub(super) fn file(&self, number: usize) -> Option<&File> {
        self.content.files.get(number)
    }

    /// Returns the finding of an item, and its file's number.
    pub(super) fn finding(&self, item: ItemId) -> Option<(usize, &Finding)> {
        let &(file, index) = self.places.get(&item)?;
        Some((file, self.content.files.get(file)?.findings.get(index)?))
    }

    pub(super) fn choice(&self, item: ItemId) -> Option<&Choice> {
        self.batch.choice_for(&self.person, item)
    }

    /// Number of findings of a file that are not decided.
    pub(super) fn open_in(&self, file: &File) -> usize {
        file.findings.iter().filter(|finding| self.choice(finding.item).is_none()).count()
    }

    /// Number of items that a scope reaches.
    pub(super) fn reach(&self, item: ItemId) -> (usize, usize) {
        let Some((file, finding)) = self.finding(item) else { return (0, 0) };
        let key = equal_key(finding);
        let equal = |item: &&Item| item.equal.as_deref() == Some(key.as_str());
        let all: Vec<&Item> = self.batch.items().filter(equal).collect();
        (all.iter().filter(|item| item.file as usize == file).count(), all.len())
    }

    fn decided(&self) -> Vec<Decided> {
        let each = self.content.files.iter().enumerate();
        each.map(|(number, file)| {
            let mut decided = Decided { file: number, remove: Vec::new(), keep: Vec::new() };
            for finding in &file.findings {
                let what = (finding.rule.clone(), finding.evidence.clone());
                match self.choice(finding.item) {
                    Some(Choice::Keep { .. } | Choice::NotSensitive) => decided.keep.push(what),
                    Some(Choice::Remove { .. }) | None => decided.remove.push(what),
                }
            }
            // Equal texts of one file cannot go and stay: what is to go goes everywhere.
            let Decided { remove, keep, .. } = &mut decided;
            keep.retain(|kept| !remove.contains(kept));
            decided
        })
        .collect()
    }
}

/// What all equal findings share.
fn equal_key(finding: &Finding) -> String {
    format!("{}\n{}", finding.rule, finding.evidence)
}

/// Returns the scope that a form names.
pub(super) fn scope(name: &str, item: ItemId, seen: u32) -> Option<Scope> {
    match name {
        "this" => Some(Scope::This(item, seen)),
        "file" => Some(Scope::EqualInFile(item)),
        "batch" => Some(Scope::EqualInBatch(item)),
        _ => None,
    }
}
