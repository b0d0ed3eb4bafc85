//! Indicators of a channel, after ISO 37002, 9.1.2, as far as records of cases give them.
//!
//! The standard's own text was not opened; the list is that of the project's reference page.
//! No cell stands for fewer than five cases, and none can be worked out from the others.

use std::collections::BTreeMap;

use time::Date;

use crate::case::{Deed, Detriment, Outcome, Record, State};

/// Fewest cases that a cell stands for.
pub const CELL_MIN: usize = 5;
/// Days in which a report is to be acknowledged (Directive (EU) 2019/1937, Art. 9(1)(b)).
const ACKNOWLEDGE_DAYS: i64 = 7;

/// What an indicator says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A count.
    Count(usize),
    /// Counts by name.
    Counts(Vec<(String, Cell)>),
    /// A median of days.
    Days(i64),
    /// A share, in percent.
    Percent(u8),
    /// Fewer than [`CELL_MIN`] cases stand behind it.
    TooFew,
    /// Records do not hold it; ask people.
    NotCollected,
}

/// A count that is shown, or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// A count.
    Count(usize),
    /// Too few, or needed to hide one that is.
    Suppressed,
}

/// An indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indicator {
    /// Its name.
    pub id: &'static str,
    /// What it says.
    pub value: Value,
}

/// Returns the fifteen indicators over these records.
pub fn indicators(records: &[Record]) -> Vec<Indicator> {
    let closed: Vec<&Record> = records.iter().filter(|record| record.outcome().is_some()).collect();
    let ended = |outcomes: &[Outcome]| {
        let count = closed
            .iter()
            .filter(|record| record.outcome().is_some_and(|outcome| outcomes.contains(&outcome)))
            .count();
        percent(count, closed.len())
    };
    let substantiated = [Outcome::Substantiated, Outcome::PartlySubstantiated];
    let values = [
        ("reports", count(records.len())),
        ("reports-by-door", counts(records.iter().filter_map(door))),
        ("reports-by-nature", Value::NotCollected),
        ("days-to-acknowledge", median(records.iter().filter_map(days_to_acknowledge))),
        ("acknowledged-in-time", in_time(records)),
        ("cases-by-state", counts(records.iter().map(|record| record.state().name()))),
        ("substantiated", ended(&substantiated)),
        ("out-of-scope", ended(&[Outcome::OutOfScope])),
        ("knowingly-false", ended(&[Outcome::KnowinglyFalse])),
        ("with-action", share(records, |record| record.day_of(State::Action).is_some())),
        ("days-to-close", median(closed.iter().copied().filter_map(days_to(State::Closed)))),
        ("reopened", share(records, is_reopened)),
        ("harm-to-reporter-expected", share(records, expects_detriment)),
        ("reporters-content", Value::NotCollected),
        ("trust-in-the-channel", Value::NotCollected),
    ];
    values.into_iter().map(|(id, value)| Indicator { id, value }).collect()
}

fn door(record: &Record) -> Option<&str> {
    record.acts().iter().find_map(|act| match &act.act {
        Deed::Received { door, .. } => Some(door.as_str()),
        _ => None,
    })
}

fn days_to(state: State) -> impl Fn(&Record) -> Option<i64> {
    move |record| {
        let received: Date = record.day_of(State::Received)?;
        Some((record.day_of(state)? - received).whole_days())
    }
}

fn days_to_acknowledge(record: &Record) -> Option<i64> {
    Some((record.acknowledged_on()? - record.day_of(State::Received)?).whole_days())
}

fn in_time(records: &[Record]) -> Value {
    let days: Vec<i64> = records.iter().filter_map(days_to_acknowledge).collect();
    percent(days.iter().filter(|&&days| days <= ACKNOWLEDGE_DAYS).count(), days.len())
}

fn is_reopened(record: &Record) -> bool {
    record.count(|deed| matches!(deed, Deed::Moved { outcome: Some(_), .. })) > 0
        && record.outcome().is_none()
}

fn expects_detriment(record: &Record) -> bool {
    let last = record.acts().iter().rev().find_map(|act| match act.act {
        Deed::Assessed { detriment } => Some(detriment),
        _ => None,
    });
    matches!(last, Some(Detriment::Possible | Detriment::Likely))
}

const fn count(cases: usize) -> Value {
    if cases < CELL_MIN { Value::TooFew } else { Value::Count(cases) }
}

fn share(records: &[Record], is_meant: impl Fn(&Record) -> bool) -> Value {
    percent(records.iter().filter(|record| is_meant(record)).count(), records.len())
}

/// A share of too few cases is not told, nor one that stands for too few or leaves too few.
fn percent(part: usize, whole: usize) -> Value {
    let rest = whole - part;
    let is_small = |cases: usize| cases > 0 && cases < CELL_MIN;
    if whole < CELL_MIN || is_small(part) || is_small(rest) {
        return Value::TooFew;
    }
    Value::Percent(u8::try_from((part * 200 + whole) / (whole * 2)).unwrap_or(100))
}

fn median(days: impl Iterator<Item = i64>) -> Value {
    let mut days: Vec<i64> = days.collect();
    days.sort_unstable();
    match days.get(days.len() / 2) {
        Some(&median) if days.len() >= CELL_MIN => Value::Days(median),
        _ => Value::TooFew,
    }
}

/// Counts by name; where one cell is hidden, another is too, so that the total does not tell it.
fn counts<'a>(names: impl Iterator<Item = &'a str>) -> Value {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    let hidden = counts.values().filter(|&&cases| cases < CELL_MIN).count();
    let mut bound = CELL_MIN;
    if hidden == 1 {
        let next = counts.values().filter(|&&cases| cases >= CELL_MIN).min();
        bound = next.map_or(CELL_MIN, |&next| next + 1);
    }
    let cell = |cases| if cases < bound { Cell::Suppressed } else { Cell::Count(cases) };
    Value::Counts(counts.into_iter().map(|(name, cases)| (name.to_owned(), cell(cases))).collect())
}

#[cfg(test)]
mod tests;
