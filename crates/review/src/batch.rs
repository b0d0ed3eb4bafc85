//! A batch under review: what people may do with it, in which order, and what is still missing.
//!
//! A pure state machine: an [`Event`] by a person goes in, and is taken or refused with its reason.
//! It has no clock and approves nothing by itself. Whoever calls it has made sure that the person is
//! who they say they are, and keeps the events; the same events give the same batch.

mod event;
mod people;

use std::collections::{BTreeMap, BTreeSet};

pub use event::{
    Action, Authority, Choice, Event, Item, ItemId, Refusal, Scope, Stage, Version, Withholding,
};
pub use people::{Chain, Person, Role, may_have};

/// Officers who must agree that what carries a protective marking goes out.
const OFFICERS_LEAST: usize = 2;

/// The leave of two officers or more to copy what carries a protective marking.
///
/// Nothing makes one but [`Batch::authorisation`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorisation {
    authorities: Vec<Authority>,
}

impl Authorisation {
    /// What each of the officers named.
    #[must_use]
    pub fn authorities(&self) -> &[Authority] {
        &self.authorities
    }
}

/// What was decided, and by whom.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Made {
    choice: Choice,
    by: Person,
}

/// A change of choices that can be taken back.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Change {
    by: Person,
    /// For each item, its choice before and after, and its version after.
    items: Vec<(ItemId, Option<Made>, Option<Made>)>,
}

/// A batch under review.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Batch {
    chain: Chain,
    submitter: Person,
    is_marked: bool,
    /// True for an answer to a disclosure request.
    answers_request: bool,
    stage: Stage,
    reviewer: Option<Person>,
    items: BTreeMap<ItemId, Item>,
    /// Items that someone added; one whose choice was taken back is no item any more.
    areas: BTreeSet<ItemId>,
    choices: BTreeMap<ItemId, Made>,
    /// What the second person decided without seeing the first's choices.
    second: BTreeMap<ItemId, Made>,
    versions: BTreeMap<ItemId, Version>,
    done: Vec<Change>,
    undone: Vec<Change>,
    signatures: Vec<Person>,
    /// Who may sign in whose place.
    deputies: BTreeMap<Person, Person>,
    /// Who let a marking out, and what each of them named.
    officers: BTreeMap<Person, Authority>,
}

impl Batch {
    /// Makes a batch that `submitter` hands in; `is_marked` when a file carries a protective marking.
    #[must_use]
    pub fn new(chain: Chain, submitter: Person, items: Vec<Item>, is_marked: bool) -> Self {
        Self {
            chain,
            submitter,
            is_marked,
            answers_request: false,
            stage: Stage::Submitted,
            reviewer: None,
            items: items.into_iter().map(|item| (item.id, item)).collect(),
            areas: BTreeSet::new(),
            choices: BTreeMap::new(),
            second: BTreeMap::new(),
            versions: BTreeMap::new(),
            done: Vec::new(),
            undone: Vec::new(),
            signatures: Vec::new(),
            deputies: BTreeMap::new(),
            officers: BTreeMap::new(),
        }
    }

    /// Adds what was found in a file that came later.
    ///
    /// # Errors
    ///
    /// [`Refusal::Stage`] unless someone decides just now.
    pub fn add(&mut self, items: Vec<Item>) -> Result<(), Refusal> {
        if self.stage != Stage::InReview {
            return Err(Refusal::Stage);
        }
        self.items.extend(items.into_iter().map(|item| (item.id, item)));
        Ok(())
    }

    /// The same batch as an answer to a disclosure request: each withholding says its harm and end.
    #[must_use]
    pub fn answering(self) -> Self {
        Self { answers_request: true, ..self }
    }

    /// True for an answer to a disclosure request.
    #[must_use]
    pub fn answers_request(&self) -> bool {
        self.answers_request
    }

    /// Who decided about an item last.
    #[must_use]
    pub fn decided_by(&self, item: ItemId) -> Option<&Person> {
        self.choices.get(&item).map(|made| &made.by)
    }

    /// Where it stands.
    #[must_use]
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// How many people must agree.
    #[must_use]
    pub fn chain(&self) -> Chain {
        self.chain
    }

    /// Who decides about its items.
    #[must_use]
    pub fn reviewer(&self) -> Option<&Person> {
        self.reviewer.as_ref()
    }

    /// Who handed it in.
    #[must_use]
    pub fn submitter(&self) -> &Person {
        &self.submitter
    }

    /// True when a file in it carries a protective marking.
    #[must_use]
    pub fn is_marked(&self) -> bool {
        self.is_marked
    }

    /// True when `person` has signed, and so may not sign again.
    #[must_use]
    pub fn has_signed(&self, person: &Person) -> bool {
        self.signatures.contains(person)
    }

    /// Who has signed, in order.
    #[must_use]
    pub fn signatures(&self) -> &[Person] {
        &self.signatures
    }

    /// True for an item that is to be decided about.
    #[must_use]
    pub fn has(&self, item: ItemId) -> bool {
        self.items.contains_key(&item) && !self.is_taken_back(item)
    }

    /// True for an area that someone added and that was taken back.
    #[must_use]
    pub fn is_taken_back(&self, item: ItemId) -> bool {
        self.areas.contains(&item) && !self.choices.contains_key(&item)
    }

    /// Number of items that have none of these choices.
    fn open(&self, made: &BTreeMap<ItemId, Made>) -> usize {
        let open = self.items.keys().filter(|item| self.has(**item) && !made.contains_key(item));
        open.count()
    }

    /// Its items, in order.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.items.values()
    }

    /// Returns what `person` may see decided about an item: in a blind second vote, their own alone.
    #[must_use]
    pub fn choice_for(&self, person: &Person, item: ItemId) -> Option<&Choice> {
        let made = if self.is_second_vote_of(person) { &self.second } else { &self.choices };
        made.get(&item).map(|made| &made.choice)
    }

    /// What officers named so far who let what carries a protective marking out.
    pub fn authorities(&self) -> impl Iterator<Item = &Authority> {
        self.officers.values()
    }

    /// The leave to copy what carries a protective marking: there is one while a team's marked batch
    /// is out, which two officers or more let out.
    #[must_use]
    pub fn authorisation(&self) -> Option<Authorisation> {
        let is_lifted = self.is_marked
            && self.chain != Chain::OnePerson
            && self.stage == Stage::Released
            && !self.needs_officers();
        is_lifted.then(|| Authorisation { authorities: self.authorities().cloned().collect() })
    }

    /// Returns how often the choice about an item has changed.
    #[must_use]
    pub fn version(&self, item: ItemId) -> Version {
        self.versions.get(&item).copied().unwrap_or(0)
    }

    /// The change that `person` takes back next: its first item, and how many it has.
    #[must_use]
    pub fn to_undo(&self, person: &Person) -> Option<(ItemId, usize)> {
        self.done.iter().rfind(|change| &change.by == person)?.reach()
    }

    /// The change that `person` took back and makes again next, likewise.
    #[must_use]
    pub fn to_redo(&self, person: &Person) -> Option<(ItemId, usize)> {
        self.undone.iter().rfind(|change| &change.by == person)?.reach()
    }

    /// Returns what is still missing before it can go out, in the order in which it is done.
    #[must_use]
    pub fn missing(&self) -> Vec<Refusal> {
        let mut missing = Vec::new();
        let undecided = self.open(&self.choices);
        if undecided > 0 {
            missing.push(Refusal::Undecided(undecided));
        }
        if self.signatures.len() < self.chain.signatures() {
            missing.push(Refusal::Stage);
        }
        if self.needs_officers() {
            missing.push(Refusal::Marked);
        }
        missing
    }

    /// Takes what someone does, or says why not; then nothing has changed.
    ///
    /// # Errors
    ///
    /// When the role, the stage or what happened before does not allow it.
    pub fn apply(&mut self, event: &Event) -> Result<(), Refusal> {
        let by = &event.by;
        if !event.role.allows(&event.action) {
            return Err(Refusal::Role);
        }
        match &event.action {
            Action::Take => self.assign(by.clone()),
            Action::Assign(person) => self.assign(person.clone()),
            Action::Delegate(person) => self.delegate(by, person),
            Action::Decide(scope, choice) => self.decide(by, scope, choice),
            Action::Follow(decided) => self.follow(by, decided),
            Action::AddArea(item, choice) => self.add_area(by, item, choice, None),
            Action::ChangeArea(old, seen, item, choice) => {
                self.add_area(by, item, choice, Some((*old, *seen)))
            }
            Action::Undo => self.undo(by),
            Action::Redo => self.redo(by),
            Action::Sign => self.sign(by),
            Action::Return { comment } => self.give_back(comment),
            Action::Authorise { authority, date } => self.authorise(by, authority, date),
            Action::Release => self.release(),
            Action::Recall { reason } => self.recall(reason),
            Action::Appeal { reason } => self.appeal(reason),
        }
    }

    fn is_open(&self) -> bool {
        !matches!(self.stage, Stage::Released | Stage::Recalled)
    }

    fn needs_officers(&self) -> bool {
        self.is_marked && self.officers.len() < OFFICERS_LEAST
    }

    /// True while `person` gives a blind second vote, or might, and so sees no choice of the first.
    #[must_use]
    pub fn is_second_vote_of(&self, person: &Person) -> bool {
        self.chain.is_blind()
            && self.stage == Stage::Decided
            && self.signatures.len() == 1
            && !self.signatures.contains(person)
    }

    fn assign(&mut self, to: Person) -> Result<(), Refusal> {
        if !matches!(self.stage, Stage::Submitted | Stage::InReview) {
            return Err(Refusal::Stage);
        }
        self.reviewer = Some(to);
        self.stage = Stage::InReview;
        Ok(())
    }

    fn delegate(&mut self, from: &Person, to: &Person) -> Result<(), Refusal> {
        if !self.is_open() {
            return Err(Refusal::Stage);
        }
        if from == to || self.signatures.contains(to) {
            return Err(Refusal::SamePerson);
        }
        self.deputies.insert(from.clone(), to.clone());
        Ok(())
    }

    fn decide(&mut self, by: &Person, scope: &Scope, choice: &Choice) -> Result<(), Refusal> {
        self.check(choice)?;
        // What nobody looked at one by one may go, and does not stay.
        if scope.is_by_kind() && !matches!(choice, Choice::Remove(_)) {
            return Err(Refusal::OnlyRemoval);
        }
        let items = self.items_of(by, scope)?;
        self.choose(by, items.into_iter().map(|item| (item, choice.clone())).collect())
    }

    /// Decides as it was agreed for every batch, about what the person has not decided about.
    fn follow(&mut self, by: &Person, decided: &[(ItemId, Choice)]) -> Result<(), Refusal> {
        if decided.is_empty() {
            return Err(Refusal::Nothing);
        }
        for (item, choice) in decided {
            self.check(choice)?;
            if !self.items.contains_key(item) {
                return Err(Refusal::NoSuchItem);
            }
            if self.choice_for(by, *item).is_some() {
                return Err(Refusal::Changed);
            }
        }
        self.choose(by, decided.to_vec())
    }

    fn choose(&mut self, by: &Person, choices: Vec<(ItemId, Choice)>) -> Result<(), Refusal> {
        let made = |choice| Made { choice, by: by.clone() };
        if self.is_second_vote_of(by) {
            self.second.extend(choices.into_iter().map(|(item, choice)| (item, made(choice))));
            return Ok(());
        }
        self.begin_change()?;
        let change = |(item, choice)| (item, self.choices.get(&item).cloned(), Some(made(choice)));
        let items = choices.into_iter().map(change).collect();
        let change = Change { by: by.clone(), items };
        self.make(&change);
        self.done.push(change);
        self.undone.retain(|change| &change.by != by);
        Ok(())
    }

    fn check(&self, choice: &Choice) -> Result<(), Refusal> {
        match choice {
            Choice::Remove(withholding) => {
                said(&withholding.ground)?;
                let is_told = said(&withholding.harm).and(said(&withholding.until)).is_ok();
                if is_told || !self.answers_request { Ok(()) } else { Err(Refusal::NoHarm) }
            }
            Choice::Keep { reason } => said(reason),
            Choice::NotSensitive => Ok(()),
            // Only together with the area that takes its place.
            Choice::Replaced => Err(Refusal::NoSuchItem),
        }
    }

    fn items_of(&self, by: &Person, scope: &Scope) -> Result<Vec<ItemId>, Refusal> {
        let this = self.items.get(&scope.item()).ok_or(Refusal::NoSuchItem)?;
        let is_of_kind = |item: &Item| {
            let is_open = self.choice_for(by, item.id).is_none();
            item.id == this.id || (is_open && item.kind.is_some() && item.kind == this.kind)
        };
        let is_reached = |item: &&Item| match scope {
            Scope::KindInFile(_) => item.file == this.file && is_of_kind(item),
            Scope::KindInBatch(_) => is_of_kind(item),
            Scope::This(..) => item.id == this.id,
            Scope::EqualInFile(_) => item.file == this.file && are_equal(item, this),
            Scope::EqualInBatch(_) => are_equal(item, this),
            Scope::TextInFile(_) => item.file == this.file && are_of_text(item, this),
            Scope::TextInBatch(_) => are_of_text(item, this),
        };
        match scope {
            Scope::This(id, seen) if self.version(*id) != *seen => Err(Refusal::Changed),
            _ => {
                let reached = self.items.values().filter(is_reached).map(|item| item.id);
                Ok(reached.filter(|id| *id == this.id || self.has(*id)).collect())
            }
        }
    }

    /// Adds an area, in the place of an item where one is named, in the state in which it was seen.
    fn add_area(
        &mut self,
        by: &Person,
        item: &Item,
        choice: &Choice,
        instead_of: Option<(ItemId, Version)>,
    ) -> Result<(), Refusal> {
        if self.items.contains_key(&item.id) {
            return Err(Refusal::Changed);
        }
        if let Some((old, seen)) = instead_of {
            self.items_of(by, &Scope::This(old, seen))?;
        }
        self.check(choice)?;
        self.begin_change()?;
        self.items.insert(item.id, item.clone());
        self.areas.insert(item.id);
        let old = instead_of.map(|(old, _)| (old, Choice::Replaced));
        self.choose(by, old.into_iter().chain([(item.id, choice.clone())]).collect())
    }

    /// Makes ready for a change of choices: whoever has signed has signed something else.
    fn begin_change(&mut self) -> Result<(), Refusal> {
        if !matches!(self.stage, Stage::InReview | Stage::Decided | Stage::Approved) {
            return Err(Refusal::Stage);
        }
        self.back_to_review();
        Ok(())
    }

    fn back_to_review(&mut self) {
        self.stage = Stage::InReview;
        self.signatures.clear();
        self.second.clear();
        self.officers.clear();
    }

    fn undo(&mut self, by: &Person) -> Result<(), Refusal> {
        let at = self.done.iter().rposition(|change| &change.by == by).ok_or(Refusal::Nothing)?;
        let change = self.done[at].clone();
        if !self.stands(&change) {
            return Err(Refusal::Changed);
        }
        self.begin_change()?;
        self.done.remove(at);
        self.make(&change.reversed());
        self.undone.push(change);
        Ok(())
    }

    fn redo(&mut self, by: &Person) -> Result<(), Refusal> {
        let at = self.undone.iter().rposition(|change| &change.by == by).ok_or(Refusal::Nothing)?;
        let change = self.undone[at].clone();
        if !self.stands(&change.reversed()) {
            return Err(Refusal::Changed);
        }
        self.begin_change()?;
        self.undone.remove(at);
        self.make(&change);
        self.done.push(change);
        Ok(())
    }

    /// True when the items of a change are as it left them.
    fn stands(&self, change: &Change) -> bool {
        change.items.iter().all(|(item, _, after)| self.choices.get(item) == after.as_ref())
    }

    fn make(&mut self, change: &Change) {
        for (item, _, after) in &change.items {
            match after {
                Some(made) => self.choices.insert(*item, made.clone()),
                None => self.choices.remove(item),
            };
            *self.versions.entry(*item).or_default() += 1;
        }
    }

    fn sign(&mut self, by: &Person) -> Result<(), Refusal> {
        match self.stage {
            Stage::InReview | Stage::Decided => {}
            _ => return Err(Refusal::Stage),
        }
        self.check_signer(by)?;
        let undecided = self.open(&self.choices);
        if undecided > 0 {
            return Err(Refusal::Undecided(undecided));
        }
        if self.is_second_vote_of(by) {
            let open = self.open(&self.second);
            if open > 0 {
                return Err(Refusal::Undecided(open));
            }
            if !self.choices.iter().all(|(item, made)| self.agrees(*item, made)) {
                self.reopen_where_they_differ();
                return Ok(());
            }
        }
        self.signatures.push(by.clone());
        let is_complete = self.signatures.len() >= self.chain.signatures();
        self.stage = if is_complete { Stage::Approved } else { Stage::Decided };
        Ok(())
    }

    fn check_signer(&self, by: &Person) -> Result<(), Refusal> {
        if self.signatures.contains(by) {
            return Err(Refusal::SamePerson);
        }
        if self.chain == Chain::OnePerson {
            return Ok(());
        }
        if *by == self.submitter {
            return Err(Refusal::OwnBatch);
        }
        // The first signature is the reviewer's, or that of the reviewer's deputy.
        let reviewer = self.reviewer.as_ref();
        let stands_in = reviewer.and_then(|person| self.deputies.get(person)) == Some(by);
        if self.signatures.is_empty() && reviewer != Some(by) && !stands_in {
            return Err(Refusal::Role);
        }
        Ok(())
    }

    /// True when the second person came to the same choice; harm each says in their own words.
    fn agrees(&self, item: ItemId, made: &Made) -> bool {
        let second = self.second.get(&item).map(|second| &second.choice);
        match (second, &made.choice) {
            (Some(Choice::Remove(second)), Choice::Remove(first)) => second.ground == first.ground,
            (second, first) => second == Some(first),
        }
    }

    /// Two people saw it differently: those items are open again.
    fn reopen_where_they_differ(&mut self) {
        let differing = self.choices.iter().filter(|(item, made)| !self.agrees(**item, made));
        let differing: BTreeSet<ItemId> = differing.map(|(item, _)| *item).collect();
        self.choices.retain(|item, _| !differing.contains(item));
        self.done.clear();
        self.undone.clear();
        self.back_to_review();
    }

    fn give_back(&mut self, comment: &str) -> Result<(), Refusal> {
        if !matches!(self.stage, Stage::Decided | Stage::Approved) {
            return Err(Refusal::Stage);
        }
        said(comment)?;
        self.back_to_review();
        Ok(())
    }

    fn authorise(&mut self, by: &Person, authority: &str, date: &str) -> Result<(), Refusal> {
        if !self.is_marked || self.stage != Stage::Approved {
            return Err(Refusal::Stage);
        }
        said(authority)?;
        said(date)?;
        if self.officers.contains_key(by) {
            return Err(Refusal::SamePerson);
        }
        let named = Authority { name: authority.trim().to_owned(), date: date.trim().to_owned() };
        self.officers.insert(by.clone(), named);
        Ok(())
    }

    fn release(&mut self) -> Result<(), Refusal> {
        if self.stage != Stage::Approved {
            return Err(Refusal::Stage);
        }
        if self.needs_officers() {
            return Err(Refusal::Marked);
        }
        self.stage = Stage::Released;
        Ok(())
    }

    fn recall(&mut self, reason: &str) -> Result<(), Refusal> {
        if self.stage != Stage::Released {
            return Err(Refusal::Stage);
        }
        said(reason)?;
        self.stage = Stage::Recalled;
        Ok(())
    }

    fn appeal(&mut self, reason: &str) -> Result<(), Refusal> {
        if self.is_open() {
            return Err(Refusal::Stage);
        }
        said(reason)?;
        self.back_to_review();
        // What was decided stands until someone decides otherwise; someone has to take it in hand.
        self.stage = Stage::Submitted;
        self.reviewer = None;
        self.done.clear();
        self.undone.clear();
        Ok(())
    }
}

impl Change {
    /// Its first item, and how many it has.
    fn reach(&self) -> Option<(ItemId, usize)> {
        self.items.first().map(|(item, ..)| (*item, self.items.len()))
    }

    fn reversed(&self) -> Self {
        let items = self.items.iter().cloned();
        let items = items.map(|(item, before, after)| (item, after, before)).collect();
        Self { by: self.by.clone(), items }
    }
}

fn are_equal(left: &Item, right: &Item) -> bool {
    left.id == right.id || (left.equal.is_some() && left.equal == right.equal)
}

fn are_of_text(left: &Item, right: &Item) -> bool {
    left.id == right.id || (left.text.is_some() && left.text == right.text)
}

pub(crate) fn said(text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() { Err(Refusal::NoReason) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
