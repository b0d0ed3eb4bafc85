//! Published check-lists: which of their items a file holds, and where.
//!
//! What the lists say is data ([`rules::Checklist`]); here it is held against what a reader tells.

use std::sync::Arc;

use document::{Coverage, DocumentHead, Effect, Hidden, Location, Part, Problem, Span, Window};
use rules::{Checklist, Sign};

use crate::scope::are_for;

/// Places of one item in one file that are told; more are counted.
const PLACES_MAX: usize = 20;

/// What is known of one item in one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// No document in the file is of a format that the item is about.
    NotApplicable,
    /// It was looked for, and is not there.
    NotFound,
    /// It was not looked for, or something was not read in which it may be.
    NotChecked,
    /// It is there.
    Found,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Found, Self::NotChecked, Self::NotFound, Self::NotApplicable];

    /// Name, as outputs write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotApplicable => "not-applicable",
            Self::NotFound => "not-found",
            Self::NotChecked => "not-checked",
            Self::Found => "found",
        }
    }
}

/// One item of a list, for one file.
#[derive(Debug, Clone)]
pub struct Check {
    /// Index of the item in its list.
    pub item: usize,
    /// What is known.
    pub state: State,
    /// The first places in which it was found.
    pub places: Vec<Location>,
    /// How many places there are.
    pub count: u64,
}

/// What is known of a list, for one file.
#[derive(Debug, Clone)]
pub struct Checks {
    /// The list.
    pub list: Arc<Checklist>,
    /// Its items, in order.
    pub items: Vec<Check>,
}

/// Looks for the items of a list while one file after another is read.
#[derive(Debug)]
pub(crate) struct Checker {
    list: Arc<Checklist>,
    checks: Vec<Check>,
    open: Vec<DocumentHead>,
}

impl Checker {
    pub(crate) fn new(list: Arc<Checklist>) -> Self {
        Self { checks: nothing(&list), list, open: Vec::new() }
    }

    /// Hears that a document begins, which may be what an item asks for inside of another.
    pub(crate) fn open(&mut self, head: &DocumentHead) {
        let list = Arc::clone(&self.list);
        for (index, item) in list.items.iter().enumerate() {
            let outer = self.open.iter().rev().find(|outer| item.is_about(outer.format));
            let name = head.path.last().map_or("", String::as_str);
            let is_inside = |sign: &Sign| {
                sign.inside.iter().any(|format| format == "*" || format == head.format)
                    && are_for(&sign.names, name)
            };
            if outer.is_some() && item.any.iter().any(is_inside) {
                self.found(index, place_of_document(head));
            }
            if item.is_about(head.format) {
                self.applies(index);
            }
        }
        self.open.push(head.clone());
    }

    /// Hears a window of a part.
    pub(crate) fn window(&mut self, part: &Part, window: &Window<'_>) {
        let owned = window.text.get(window.owned.range()).unwrap_or_default();
        if owned.trim().is_empty() {
            return;
        }
        let list = Arc::clone(&self.list);
        for (index, item) in list.items.iter().enumerate() {
            if !item.is_about(part.format) {
                continue;
            }
            let span = item.any.iter().find_map(|sign| span_of(sign, part, window));
            if let Some(span) = span {
                self.found(index, window.locate(part, span));
            }
        }
    }

    /// Hears of a problem; where something was not read, what is not found may be there.
    pub(crate) fn problem(&mut self, problem: &Problem) {
        let list = Arc::clone(&self.list);
        for (index, item) in list.items.iter().enumerate() {
            let is_sign =
                |sign: &Sign| sign.problems.iter().any(|code| code == problem.code.name());
            let about = self.open.last().is_some_and(|head| item.is_about(head.format));
            if about && item.any.iter().any(is_sign) {
                let place = self.open.last().map(place_of_document);
                place.into_iter().for_each(|place| self.found(index, place));
            }
        }
    }

    /// Hears how much of the innermost open document was read.
    pub(crate) fn close(&mut self, coverage: Coverage) {
        let Some(head) = self.open.pop() else { return };
        for (check, item) in self.checks.iter_mut().zip(&self.list.items) {
            // Nobody knows what an unknown format may hold.
            let about = item.is_about(head.format) || head.format == "unknown";
            if about && coverage != Coverage::Whole {
                check.state = check.state.max(State::NotChecked);
            }
        }
    }

    /// Returns what is known of the file, and makes ready for the next.
    pub(crate) fn finish(&mut self, problems: &[Problem]) -> Checks {
        self.open.clear();
        let mut checks = std::mem::replace(&mut self.checks, nothing(&self.list));
        let is_cut = problems.iter().any(|p| p.path.is_empty() && p.effect() == Effect::Blocks);
        for check in &mut checks {
            if is_cut && check.state != State::NotApplicable {
                check.state = check.state.max(State::NotChecked);
            }
        }
        Checks { list: Arc::clone(&self.list), items: checks }
    }

    fn applies(&mut self, index: usize) {
        let unchecked = self.list.items.get(index).is_some_and(|item| item.unchecked.is_some());
        let least = if unchecked { State::NotChecked } else { State::NotFound };
        if let Some(check) = self.checks.get_mut(index) {
            check.state = check.state.max(least);
        }
    }

    fn found(&mut self, index: usize, place: Location) {
        let Some(check) = self.checks.get_mut(index) else { return };
        check.state = State::Found;
        check.count += 1;
        if check.places.len() < PLACES_MAX {
            check.places.push(place);
        }
    }
}

fn nothing(list: &Checklist) -> Vec<Check> {
    let check = |item| Check { item, state: State::NotApplicable, places: Vec::new(), count: 0 };
    (0..list.items.len()).map(check).collect()
}

/// The first place in a window that a sign speaks of.
fn span_of(sign: &Sign, part: &Part, window: &Window<'_>) -> Option<Span> {
    let is_about_parts = sign.inside.is_empty()
        && !(sign.parts.is_empty() && sign.names.is_empty() && sign.hidden.is_empty());
    let is_kind = sign.parts.is_empty() || sign.parts.iter().any(|kind| kind == part.kind.name());
    if !is_about_parts || !is_kind || !are_for(&sign.names, &part.label) {
        return None;
    }
    let is_hidden = |hidden: Hidden| sign.hidden.iter().any(|way| way == hidden.name());
    if sign.hidden.is_empty() || part.hidden.is_some_and(is_hidden) {
        return (window.owned.start == 0).then_some(Span::new(0, window.text.len()));
    }
    let has_text =
        |span: Span| !window.text.get(span.range()).unwrap_or_default().trim().is_empty();
    let own = |span: &Span| (window.owned.start..window.owned.end).contains(&span.start);
    let runs = window.runs.iter().filter(|run| run.hidden.is_some_and(is_hidden));
    runs.map(|run| run.span).filter(own).find(|span| has_text(*span))
}

/// The place of a document inside of another: its name.
fn place_of_document(head: &DocumentHead) -> Location {
    Location {
        path: head.path.clone(),
        part: document::PartId::default(),
        label: "file".into(),
        start: 0,
        end: 0,
        hidden: None,
        page: None,
        rects: Vec::new(),
        line: None,
        sheet: None,
        cell: None,
        source: None,
    }
}

#[cfg(test)]
mod tests;
