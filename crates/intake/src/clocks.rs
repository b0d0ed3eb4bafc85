//! Clocks: until when something has to be done about a report.
//!
//! What the law says is data (`clocks/*.toml`) with its source, the day on which someone looked,
//! and what was looked at.
//! It is no advice: an organisation checks what holds for it.

use serde::Deserialize;
use time::{Date, Duration, OffsetDateTime, Time, UtcOffset, Weekday};

use crate::case::{Record, State};

/// The files, each a pack.
const PACKS: &[&str] = &[
    include_str!("../clocks/cn-network-incident.toml"),
    include_str!("../clocks/cn-state-secrets.toml"),
    include_str!("../clocks/eu-whistleblower.toml"),
    include_str!("../clocks/eu-whistleblower-external.toml"),
    include_str!("../clocks/gdpr-breach.toml"),
    include_str!("../clocks/nis2.toml"),
    include_str!("../clocks/vulnerability.toml"),
];

/// Duties that come from one source.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// Its name on the command line.
    pub id: String,
    /// What it is about.
    pub title: Words,
    /// The text that says so.
    pub source: String,
    /// What was looked at: the text itself, or the project's reference page.
    pub read: String,
    /// When that was, as a day.
    pub checked: String,
    /// The duties, in their order.
    pub duties: Vec<Duty>,
}

/// Words in two languages.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// English.
    pub en: String,
    /// Chinese in simplified characters.
    pub zh: String,
}

/// Something that is to be done in time.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    /// Its name in the pack.
    pub id: String,
    /// What is to be done.
    pub title: Words,
    /// What the time runs from.
    pub start: Start,
    /// The duty from whose end it runs where its start has not happened.
    pub or_after: Option<String>,
    /// How many units.
    pub count: u32,
    /// Of what.
    pub unit: Unit,
    /// What happens when the last day is no working day.
    #[serde(default)]
    pub rest: Rest,
}

/// What a time runs from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Start {
    /// The report came in.
    Receipt,
    /// The reporter was told so.
    Acknowledgement,
    /// The organisation knows.
    Awareness,
    /// Somebody found it.
    Discovery,
}

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Minutes, from the minute.
    Minutes,
    /// Hours, from the minute.
    Hours,
    /// Days after the day on which it begins.
    Days,
    /// Days that are neither weekend nor holiday.
    WorkingDays,
    /// Months, to the day of the same number or the last of the month.
    Months,
}

/// What happens when the last day is no working day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rest {
    /// Nothing.
    #[default]
    None,
    /// The next working day is the last (as in Regulation 1182/71, Art. 3(4)).
    NextWorkingDay,
}

/// When a duty is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// At this moment.
    At(OffsetDateTime),
    /// At the end of this day, where the organisation is.
    EndOf(Date),
}

impl Due {
    /// Returns the moment, with the offset of `start` for the end of a day.
    pub fn moment(self, start: OffsetDateTime) -> OffsetDateTime {
        match self {
            Self::At(moment) => moment,
            Self::EndOf(day) => {
                let next = day.next_day().unwrap_or(day);
                next.with_time(Time::MIDNIGHT).assume_offset(start.offset())
            }
        }
    }
}

/// What happened, as far as it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Events {
    /// The report came in, or the organisation knew; with the offset of where it is.
    pub begun: OffsetDateTime,
    /// The reporter was told so.
    pub acknowledged: Option<OffsetDateTime>,
}

impl Events {
    /// Records hold days of UTC, not times: what runs in hours runs from the beginning of its day.
    /// West of Greenwich the day before may still have been, so that it is the one that counts.
    fn of(record: &Record, offset: UtcOffset) -> Option<Self> {
        let there = |day: Date| match offset.is_negative() {
            true => day.previous_day().unwrap_or(day),
            false => day,
        };
        let moment = |day: Date| there(day).with_time(Time::MIDNIGHT).assume_offset(offset);
        Some(Self {
            begun: moment(record.day_of(State::Received)?),
            acknowledged: record.acknowledged_on().map(moment),
        })
    }
}

/// Returns every pack, in the order of their names.
pub fn packs() -> Vec<Pack> {
    PACKS.iter().filter_map(|text| toml::from_str(text).ok()).collect()
}

/// A duty of an open case, and the last reminder whose moment has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pending<'a> {
    /// What is to be done.
    pub duty: &'a Duty,
    /// Until when.
    pub due: Due,
    /// How urgent it is.
    pub reminder: Option<Reminder>,
}

impl Pack {
    /// Returns what is still to be done in a case, in the order of the duties; days begin and end
    /// where `now` is.
    pub fn pending(
        &self,
        record: &Record,
        now: OffsetDateTime,
        is_holiday: &dyn Fn(Date) -> bool,
    ) -> Vec<Pending<'_>> {
        let is_over = record.is_destroyed() || record.state() == State::Closed;
        let Some(events) = Events::of(record, now.offset()).filter(|_| !is_over) else {
            return Vec::new();
        };
        // What is told to the reporter first is done with the first answer.
        let is_open = |duty: &&Duty| duty.start != Start::Receipt || events.acknowledged.is_none();
        let pending = |duty| {
            let start = self.start_of(duty, events, is_holiday);
            let due = duty.due(start, is_holiday);
            Pending { duty, due, reminder: reminder(start, due, now) }
        };
        self.duties.iter().filter(is_open).map(pending).collect()
    }

    /// Returns when a duty of this pack is due.
    pub fn due(&self, duty: &Duty, events: Events, is_holiday: &dyn Fn(Date) -> bool) -> Due {
        duty.due(self.start_of(duty, events, is_holiday), is_holiday)
    }

    fn start_of(
        &self,
        duty: &Duty,
        events: Events,
        is_holiday: &dyn Fn(Date) -> bool,
    ) -> OffsetDateTime {
        let happened = match duty.start {
            Start::Acknowledgement => events.acknowledged,
            Start::Awareness | Start::Receipt | Start::Discovery => Some(events.begun),
        };
        let earlier = duty.or_after.as_ref().and_then(|id| {
            // Only duties before it count, so that this ends.
            self.duties.iter().take_while(|other| other.id != duty.id).find(|other| other.id == *id)
        });
        match (earlier, duty.start, happened) {
            (_, Start::Acknowledgement, Some(moment)) => moment,
            (Some(earlier), _, _) => match self.due(earlier, events, is_holiday) {
                Due::At(moment) => moment,
                Due::EndOf(day) => {
                    day.with_time(Time::MIDNIGHT).assume_offset(events.begun.offset())
                }
            },
            (None, _, happened) => happened.unwrap_or(events.begun),
        }
    }
}

impl Duty {
    fn due(&self, start: OffsetDateTime, is_holiday: &dyn Fn(Date) -> bool) -> Due {
        let count = i64::from(self.count);
        let day = match self.unit {
            Unit::Minutes => return Due::At(start + Duration::minutes(count)),
            Unit::Hours => return Due::At(start + Duration::hours(count)),
            // The day of the event is not counted (Regulation 1182/71, Art. 3(1)).
            Unit::Days => start.date().saturating_add(Duration::days(count)),
            Unit::Months => add_months(start.date(), self.count),
            Unit::WorkingDays => {
                let mut day = start.date();
                for _ in 0..self.count {
                    day = working_day_from(day.next_day().unwrap_or(day), is_holiday);
                }
                day
            }
        };
        match self.rest {
            Rest::None => Due::EndOf(day),
            Rest::NextWorkingDay => Due::EndOf(working_day_from(day, is_holiday)),
        }
    }
}

/// A moment at which handlers are reminded; what the case is about stands in no reminder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reminder {
    /// Half of the time is over.
    Half,
    /// Four fifths are over.
    FourFifths,
    /// It is due.
    Due,
}

/// Returns the last reminder whose moment has come.
pub fn reminder(start: OffsetDateTime, due: Due, now: OffsetDateTime) -> Option<Reminder> {
    let whole = due.moment(start) - start;
    let spent = now - start;
    match () {
        () if spent >= whole => Some(Reminder::Due),
        () if spent * 5 >= whole * 4 => Some(Reminder::FourFifths),
        () if spent * 2 >= whole => Some(Reminder::Half),
        () => None,
    }
}

/// The day of the same number some months later, or the last of that month.
fn add_months(day: Date, months: u32) -> Date {
    let ordinal =
        i64::from(day.year()) * 12 + i64::from(u8::from(day.month())) - 1 + i64::from(months);
    let later = || {
        let year = i32::try_from(ordinal.div_euclid(12)).ok()?;
        let month = u8::try_from(ordinal.rem_euclid(12) + 1).ok()?;
        let month = time::Month::try_from(month).ok()?;
        Date::from_calendar_date(year, month, day.day().min(month.length(year))).ok()
    };
    later().unwrap_or(Date::MAX)
}

fn working_day_from(mut day: Date, is_holiday: &dyn Fn(Date) -> bool) -> Date {
    let rests =
        |day: Date| matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) || is_holiday(day);
    // No country rests for a year; a list that says so must not hold the program.
    for _ in 0..366 {
        if !rests(day) {
            break;
        }
        day = day.next_day().unwrap_or(day);
    }
    day
}

#[cfg(test)]
mod tests;
