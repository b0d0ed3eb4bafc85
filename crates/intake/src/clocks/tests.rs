use time::macros::{date, datetime, offset};

use super::*;
use crate::case::Deed;
use crate::sign::SigningKey;
use crate::testing::Counter;

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

/// Each pack over a year with a leap day, in zones on both sides of the world: begun on every day of
/// it, nothing is due before it began or on a day of rest that its source moves, later beginnings are
/// never due earlier, and reminders come in their order.
#[test]
fn each_pack_holds_over_a_simulated_year() {
    let holiday =
        |day: Date| matches!((u8::from(day.month()), day.day()), (1, 1) | (5, 1) | (12, 25));
    for offset in [offset!(UTC), offset!(+8), offset!(+5:45), offset!(-11), offset!(+14)] {
        for pack in packs() {
            for duty in &pack.duties {
                let name = format!("{} {} {offset}", pack.id, duty.id);
                let mut before = None;
                let mut begun = datetime!(2027-06-01 15:00 UTC).replace_offset(offset);
                for _ in 0..366 {
                    let due = pack.due(duty, Events { begun, acknowledged: None }, &holiday);
                    let moment = due.moment(begun);
                    assert!(moment > begun, "{name}");
                    assert!(before.is_none_or(|before| before <= moment), "{name}");
                    if let (Due::EndOf(day), Rest::NextWorkingDay) = (due, duty.rest) {
                        assert_eq!(working_day_from(day, &holiday), day, "{name}");
                    }
                    let told = [0, 50, 80, 100].map(|percent| {
                        reminder(begun, due, begun + (moment - begun) * percent / 100)
                    });
                    let all = [Reminder::Half, Reminder::FourFifths, Reminder::Due].map(Some);
                    assert!(told[0].is_none() && told[1..] == all, "{name}: {told:?}");
                    before = Some(moment);
                    begun += Duration::days(1);
                }
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

/// The record of a case that came in on this day, with what else was done and when.
fn record(day: Date, deeds: &[(Deed, Date)]) -> Record {
    let key = SigningKey::generate(&mut Counter::default());
    let mut record = Record::new("0123456789ab");
    let text = || "0".repeat(64);
    let received =
        Deed::Received { mailbox: text(), message: text(), door: "web".to_owned(), leaf: text() };
    for (deed, day) in [(received, day)].iter().chain(deeds) {
        record.add(deed.clone(), *day, &[&key]).unwrap();
    }
    record
}

fn whistleblower() -> Pack {
    packs().into_iter().find(|pack| pack.id == "eu-whistleblower").unwrap()
}

#[test]
fn an_answer_acknowledges_whatever_state_the_case_is_in() {
    let triage = Deed::Moved { to: State::Triage, outcome: None };
    let replied = Deed::Replied { message: "0".repeat(64) };
    let (came, day) = (date!(2026 - 11 - 02), date!(2026 - 11 - 04));
    let duties = |record: &Record| -> Vec<String> {
        let pack = whistleblower();
        let pending = pack.pending(record, datetime!(2026-11-20 12:00 UTC), &NONE);
        pending.iter().map(|pending| pending.duty.id.clone()).collect()
    };
    assert_eq!(duties(&record(came, &[(triage.clone(), day)])), ["acknowledge", "feedback"]);
    assert_eq!(duties(&record(came, &[(triage, day), (replied, day)])), ["feedback"]);
}

#[test]
fn days_end_where_the_organisation_is() {
    let record = record(date!(2026 - 11 - 03), &[]);
    let is_due = |now: OffsetDateTime| {
        let pack = whistleblower();
        let pending = pack.pending(&record, now, &NONE);
        pending.first().unwrap().reminder == Some(Reminder::Due)
    };
    assert!(!is_due(datetime!(2026-11-10 23:59 +8)) && is_due(datetime!(2026-11-11 00:00 +8)));
    // 3 November of UTC may have been the second there: nothing is due too late.
    assert!(!is_due(datetime!(2026-11-09 23:59 -8)) && is_due(datetime!(2026-11-10 00:00 -8)));
}

#[test]
fn reminders_run_from_where_their_duty_runs_from() {
    let replied = Deed::Replied { message: "0".repeat(64) };
    let record = record(date!(2026 - 11 - 02), &[(replied, date!(2026 - 11 - 06))]);
    let reminder = |now: OffsetDateTime| whistleblower().pending(&record, now, &NONE)[0].reminder;
    // Three months from 6 November end on a Saturday, so that it is due when Monday 8 February ends,
    // after 95 days.
    assert_eq!(reminder(datetime!(2026-12-23 11:59 UTC)), None);
    assert_eq!(reminder(datetime!(2026-12-23 12:00 UTC)), Some(Reminder::Half));
}
