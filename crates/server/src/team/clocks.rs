//! Clocks of disclosure requests: data, and what they say of a date.
//!
//! Public holidays are not known here; whoever answers a request looks at the calendar of the place.

use std::sync::LazyLock;

use serde::Deserialize;
use time::{Date, Duration, Month, OffsetDateTime, Weekday};

use crate::desk::Language;

/// How long there is for an answer.
#[derive(Deserialize)]
pub(super) struct Clock {
    /// What is kept of it.
    pub(super) id: String,
    days: u32,
    /// True when Saturdays and Sundays do not count.
    working: bool,
    en: String,
    zh: String,
    /// Where the law says so.
    pub(super) source: String,
}

static CLOCKS: LazyLock<Vec<Clock>> = LazyLock::new(|| {
    let data = include_str!("../../palettes/clocks.json");
    serde_json::from_str(data).expect("a test reads the clocks that are built in")
});

/// Every clock.
pub(super) fn clocks() -> &'static [Clock] {
    &CLOCKS
}

impl Clock {
    /// The clock of an id.
    pub(super) fn of_id(id: &str) -> Option<&'static Self> {
        CLOCKS.iter().find(|clock| clock.id == id)
    }

    /// Its words.
    pub(super) fn text(&self, language: Language) -> &str {
        match language {
            Language::English => &self.en,
            Language::Chinese => &self.zh,
        }
    }

    /// The last day for the answer to what was received on a day, which itself does not count.
    pub(super) fn due(&self, received: Date) -> Option<Date> {
        let mut due = received;
        let mut left = self.days;
        while left > 0 {
            due = due.checked_add(Duration::DAY)?;
            let rests =
                self.working && matches!(due.weekday(), Weekday::Saturday | Weekday::Sunday);
            left -= u32::from(!rests);
        }
        Some(due)
    }
}

/// Reads a day as forms and records write it: `2026-05-04`.
pub(super) fn day(text: &str) -> Option<Date> {
    let mut parts = text.splitn(3, '-');
    let year = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
    let month = Month::try_from(parts.next()?.parse::<u8>().ok()?).ok()?;
    let day = parts.next()?.parse().ok()?;
    Date::from_calendar_date(year, month, day).ok()
}

/// The day of a time, in UTC, as forms and records write it.
pub(super) fn day_of(seconds: i64) -> String {
    OffsetDateTime::from_unix_timestamp(seconds)
        .map_or_else(|_| String::new(), |time| day_text(time.date()))
}

/// True for a day that is over.
pub(super) fn is_past(text: &str) -> bool {
    day(text).is_some_and(|day| day < OffsetDateTime::now_utc().date())
}

/// A day as forms and records write it.
pub(super) fn day_text(day: Date) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), u8::from(day.month()), day.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(clock: &str, received: &str, due: &str) {
        let clock = Clock::of_id(clock).unwrap();
        assert_eq!(clock.due(day(received).unwrap()).map(day_text).as_deref(), Some(due));
    }

    #[test]
    fn working_days_leave_weekends_out() {
        check("uk-foia", "2026-05-01", "2026-05-29");
        check("eu-1049", "2026-05-02", "2026-05-22");
        check("month", "2026-01-31", "2026-03-02");
    }

    #[test]
    fn a_day_is_read_only_when_there_is_one() {
        assert_eq!(day("2026-02-28").map(day_text).as_deref(), Some("2026-02-28"));
        for wrong in ["", "2026", "2026-2", "26-02-01", "2026-02-30", "2026-13-01", "x-y-z"] {
            assert_eq!(day(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn every_clock_has_words_and_an_id_of_its_own() {
        let ids: std::collections::BTreeSet<&str> =
            clocks().iter().map(|clock| clock.id.as_str()).collect();
        assert_eq!(ids.len(), clocks().len());
        for clock in clocks() {
            assert!(Language::ALL.iter().all(|language| !clock.text(*language).is_empty()));
        }
    }
}
