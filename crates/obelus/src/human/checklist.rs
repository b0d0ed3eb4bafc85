//! A published check-list, item by item: what was found and where, what was not checked and why.

use std::io::{self, Write};

use detect::Report;
use detect::checklist::{Check, State};
use detect::output::plain;
use document::Location;

use super::Human;
use super::place::of_label;
use crate::terminal::Tone;

/// Places of one item that are told.
const PLACES_MAX: usize = 5;
/// Files named in which an item was not checked.
const UNCHECKED_MAX: usize = 3;

/// What is known so far of each item of a list.
pub(super) struct ListSoFar {
    list: std::sync::Arc<detect::Checklist>,
    items: Vec<ItemSoFar>,
}

/// What is known so far of one item.
struct ItemSoFar {
    state: State,
    count: u64,
    /// The first places, in words and for good.
    places: Vec<(String, Location)>,
    /// The first files of which something was not read.
    unchecked: Vec<String>,
}

impl Default for ItemSoFar {
    fn default() -> Self {
        let state = State::NotApplicable;
        Self { state, count: 0, places: Vec::new(), unchecked: Vec::new() }
    }
}

impl ListSoFar {
    /// Adds what is known of one file, when a list was asked for.
    pub(super) fn add(so_far: &mut Option<Self>, report: &Report) {
        let Some(checks) = &report.checks else { return };
        let so_far = so_far.get_or_insert_with(|| Self {
            list: std::sync::Arc::clone(&checks.list),
            items: checks.items.iter().map(|_| ItemSoFar::default()).collect(),
        });
        for (item, check) in so_far.items.iter_mut().zip(&checks.items) {
            item.add(check, &report.file);
        }
    }

    fn count(&self, state: State) -> usize {
        self.items.iter().filter(|item| item.state == state).count()
    }
}

impl ItemSoFar {
    fn add(&mut self, check: &Check, file: &str) {
        self.state = self.state.max(check.state);
        self.count += check.count;
        let room = PLACES_MAX.saturating_sub(self.places.len());
        let places = check.places.iter().take(room);
        self.places.extend(places.map(|place| (plain(file).into_owned(), place.clone())));
        if check.state == State::NotChecked && self.unchecked.len() <= UNCHECKED_MAX {
            self.unchecked.push(plain(file).into_owned());
        }
    }
}

impl Human<'_> {
    /// Prints a list with what is known of its items.
    pub(super) fn checklist(&mut self, so_far: &ListSoFar) -> io::Result<()> {
        let list = &so_far.list;
        writeln!(self.out)?;
        self.paragraph("  ", Tone::Strong, &plain(&list.title))?;
        for (known, item) in so_far.items.iter().zip(&list.items) {
            let (mark, tone) = face(known.state);
            let state = self.messages.get(&format!("check-{}", known.state.name()), &[]);
            let title = plain(item.title_in(self.messages.language.title_key())).into_owned();
            self.paragraph("  ", tone, &format!("{mark} {state}: {title}"))?;
            self.places(known)?;
            self.unchecked(known, item.unchecked.is_some())?;
        }
        let counts = State::ALL.map(|state| so_far.count(state));
        let names = ["found", "unchecked", "absent", "other"];
        let mut values = vec![("items", list.items.len().into())];
        values.extend(names.into_iter().zip(counts).map(|(name, count)| (name, count.into())));
        writeln!(self.out)?;
        self.say(Tone::Strong, "check-totals", &values)?;
        self.say(
            Tone::Quiet,
            "check-source",
            &[("source", plain(&list.source).into_owned().into())],
        )
    }

    fn places(&mut self, item: &ItemSoFar) -> io::Result<()> {
        for (file, place) in &item.places {
            let text = format!("{file} › {}", self.place(place));
            self.paragraph("      ", Tone::Quiet, &text)?;
        }
        let more = item.count.saturating_sub(item.places.len() as u64);
        match more {
            0 => Ok(()),
            _ => {
                let text = self.messages.get("check-more", &[("count", more.into())]);
                self.paragraph("      ", Tone::Quiet, &text)
            }
        }
    }

    fn place(&self, place: &Location) -> String {
        let mut text = match &*place.label {
            "file" => plain(&place.path.join(" › ")).into_owned(),
            label => of_label(&place.path, label, self.messages),
        };
        if let Some(hidden) = place.hidden {
            let way = self.messages.get(&format!("hidden-{}", hidden.name()), &[]);
            text += &self.messages.get("hidden", &[("way", way.into())]);
        }
        text
    }

    /// Says why an item was not checked: nothing here does, or a file was not read whole.
    fn unchecked(&mut self, item: &ItemSoFar, by_nobody: bool) -> io::Result<()> {
        let text = match (item.state, by_nobody, item.unchecked.is_empty()) {
            (State::NotApplicable, ..) | (_, _, true) => return Ok(()),
            (_, true, _) => self.messages.get("check-by-nobody", &[]),
            (_, false, false) => {
                let named = item.unchecked.iter().take(UNCHECKED_MAX).cloned();
                let mut list = named.collect::<Vec<_>>().join(", ");
                if item.unchecked.len() > UNCHECKED_MAX {
                    list += ", …";
                }
                self.messages.get("check-unread", &[("list", list.into())])
            }
        };
        self.paragraph("      ", Tone::Quiet, &text)
    }
}

/// The mark and the tone of a state.
const fn face(state: State) -> (&'static str, Tone) {
    match state {
        State::Found => ("■", Tone::Withhold),
        State::NotChecked => ("?", Tone::Incomplete),
        State::NotFound => ("○", Tone::Good),
        State::NotApplicable => ("–", Tone::Quiet),
    }
}
