use time::macros::{date, datetime, offset};

use super::*;

const NONE: fn(Date) -> bool = |_| false;

fn due(pack: &str, duty: &str, begun: OffsetDateTime, acknowledged: Option<OffsetDateTime>) -> Due {
    let packs = packs();
    let pack = packs.iter().find(|known| known.id == pack).unwrap();
    let duty = pack.duties.iter().find(|known| known.id == duty).unwrap();
    pack.due(duty, Events { begun, acknowledged }, &NONE)
}

#[test]
fn every_pack_parses_and_says_what_was_looked_at() {
    let packs = packs();
    assert_eq!(packs.len(), PACKS.len());
    for pack in &packs {
        assert!(crate::day::parse(&pack.checked).is_some(), "{}", pack.id);
        assert!(["reference page", "the text"].contains(&pack.read.as_str()), "{}", pack.id);
        assert!(!pack.source.is_empty() && !pack.duties.is_empty(), "{}", pack.id);
        for duty in &pack.duties {
            let before = |id: &String| pack.duties.iter().any(|other| other.id == *id);
            assert!(duty.or_after.as_ref().is_none_or(before), "{}", pack.id);
        }
    }
}

#[test]
fn seven_days_end_with_the_seventh_day_after() {
    let begun = datetime!(2026-11-02 09:00 +1);
    assert_eq!(
        due("eu-whistleblower", "acknowledge", begun, None),
        Due::EndOf(date!(2026 - 11 - 09))
    );
    // The day is the one of where the organisation is, not the one of UTC.
    let late = datetime!(2026-11-02 23:30 +8);
    assert_eq!(
        due("eu-whistleblower", "acknowledge", late, None),
        Due::EndOf(date!(2026 - 11 - 09))
    );
    let same = late.to_offset(offset!(UTC));
    assert_eq!(same.date(), date!(2026 - 11 - 02));
    let early = datetime!(2026-11-03 00:30 +8);
    assert_eq!(early.to_offset(offset!(UTC)).date(), date!(2026 - 11 - 02));
    assert_eq!(
        due("eu-whistleblower", "acknowledge", early, None),
        Due::EndOf(date!(2026 - 11 - 10))
    );
}

#[test]
fn a_last_day_at_rest_moves_to_the_next_working_day() {
    // Seven days after Saturday 2026-12-19 is Saturday 2026-12-26, and the 28th a holiday.
    let packs = packs();
    let pack = packs.iter().find(|pack| pack.id == "eu-whistleblower").unwrap();
    let events = Events { begun: datetime!(2026-12-19 12:00 +1), acknowledged: None };
    let holiday = |day: Date| day == date!(2026 - 12 - 28);
    assert_eq!(pack.due(&pack.duties[0], events, &holiday), Due::EndOf(date!(2026 - 12 - 29)));
    assert_eq!(pack.due(&pack.duties[0], events, &NONE), Due::EndOf(date!(2026 - 12 - 28)));
    // A list that says that every day is one ends too.
    pack.due(&pack.duties[0], events, &|_| true);
}

#[test]
fn months_end_on_the_same_day_or_the_last_one() {
    for (from, months, to) in [
        (date!(2026 - 01 - 31), 1, date!(2026 - 02 - 28)),
        (date!(2028 - 01 - 31), 1, date!(2028 - 02 - 29)),
        (date!(2027 - 11 - 30), 3, date!(2028 - 02 - 29)),
        (date!(2026 - 12 - 15), 3, date!(2027 - 03 - 15)),
        (date!(2026 - 08 - 31), 6, date!(2027 - 02 - 28)),
    ] {
        assert_eq!(add_months(from, months), to, "{from} + {months}");
    }
    assert_eq!(add_months(Date::MAX, 1), Date::MAX);
}

#[test]
fn feedback_runs_from_the_acknowledgement_or_from_the_end_of_its_time() {
    let begun = datetime!(2026-11-02 09:00 +1);
    let acknowledged = Some(datetime!(2026-11-04 16:00 +1));
    let feedback = |acknowledged| due("eu-whistleblower", "feedback", begun, acknowledged);
    assert_eq!(feedback(acknowledged), Due::EndOf(date!(2027 - 02 - 04)));
    assert_eq!(feedback(None), Due::EndOf(date!(2027 - 02 - 09)));
}

#[test]
fn hours_run_through_nights_and_weekends_in_every_zone() {
    let begun = datetime!(2028-02-27 23:00 +8);
    let expected = datetime!(2028-03-01 23:00 +8);
    let Due::At(moment) = due("gdpr-breach", "authority", begun, None) else { panic!() };
    assert_eq!(moment, expected);
    let elsewhere = begun.to_offset(offset!(-7));
    assert_eq!(due("gdpr-breach", "authority", elsewhere, None), Due::At(expected));
}

#[test]
fn three_working_days_leave_weekends_out() {
    let friday = datetime!(2026-11-20 10:00 UTC);
    assert_eq!(
        due("vulnerability", "first-answer-agency", friday, None),
        Due::EndOf(date!(2026 - 11 - 25))
    );
}

/// Each pack over a year: begun on every day of it, nothing is due before it began or on a day of
/// rest that its source moves, and later beginnings are never due earlier.
#[test]
fn each_pack_holds_over_a_simulated_year() {
    let holiday =
        |day: Date| matches!((u8::from(day.month()), day.day()), (1, 1) | (5, 1) | (12, 25));
    for pack in packs() {
        for duty in &pack.duties {
            let mut before = None;
            let mut begun = datetime!(2027-06-01 15:00 +8);
            for _ in 0..366 {
                let due = pack.due(duty, Events { begun, acknowledged: None }, &holiday);
                let moment = due.moment(begun);
                assert!(moment > begun, "{} {}", pack.id, duty.id);
                assert!(before.is_none_or(|before| before <= moment), "{} {}", pack.id, duty.id);
                if let (Due::EndOf(day), Rest::NextWorkingDay) = (due, duty.rest) {
                    assert_eq!(working_day_from(day, &holiday), day);
                }
                before = Some(moment);
                begun += Duration::days(1);
            }
        }
    }
}

#[test]
fn reminders_come_at_half_at_four_fifths_and_when_due() {
    let start = datetime!(2026-11-22 00:00 UTC);
    let due = Due::At(start + Duration::hours(10));
    for (hours, expected) in [
        (4, None),
        (5, Some(Reminder::Half)),
        (8, Some(Reminder::FourFifths)),
        (10, Some(Reminder::Due)),
        (99, Some(Reminder::Due)),
    ] {
        assert_eq!(reminder(start, due, start + Duration::hours(hours)), expected, "{hours}");
    }
}
