//! The one page of the handlers: the list of cases, and the forms that the script fills in.

use askama::Template;
use intake::case::{Deed, Detriment, Outcome, Record, State};
use intake::clocks::{Due, Pack, Pending, Reminder, Words};
use intake::day;
use intake::message::QUESTIONS;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::desk::pages::{Page, rendered};

/// Ids of the words that the script says.
const WORDS: &[&str] = &[
    "cases-working",
    "cases-unlocked",
    "cases-open",
    "cases-opened",
    "cases-case",
    "cases-not-taken-in",
    "cases-replied",
    "report-noted",
    "cases-moved",
    "cases-assessed",
    "cases-assigned",
    "cases-closed",
    "cases-handed-over",
    "cases-exported",
    "cases-proposed",
    "cases-waits",
    "cases-sign",
    "cases-save",
    "cases-saved",
    "cases-clean-copy",
    "cases-kept",
    "cases-kept-passkey",
    "cases-identity-opened",
    "cases-identity-notice",
    "cases-deed-moved",
    "cases-deed-exported",
    "cases-deed-published",
    "cases-deed-destroyed",
    "cases-done-moved",
    "cases-done-published",
    "cases-done-destroyed",
    "cases-error",
    "cases-error-stale",
    "cases-error-key",
    "cases-error-no-key",
    "cases-error-stranger",
    "cases-error-recipient",
    "cases-error-phrase",
    "cases-error-deputy",
    "cases-error-named",
    "cases-error-own-words",
    "cases-error-custodian",
    "cases-error-passkey",
    "report-by-reporter",
    "report-kind-report",
    "report-kind-follow-up",
    "report-kind-reply",
    "report-kind-note",
    "report-message-forged",
    "page-item-file",
    "page-item-page",
    "page-item-system",
];

/// Ids of all words that the page needs beside those of its frame.
fn words() -> impl Iterator<Item = String> {
    let states = State::ALL.iter().map(|state| state_id(*state));
    let questions = QUESTIONS.iter().map(|question| format!("report-question-{question}"));
    WORDS.iter().map(|&id| id.to_owned()).chain(states).chain(questions)
}

fn state_id(state: State) -> String {
    format!("state-{}", state.name())
}

#[derive(Template)]
#[template(path = "handlers/cases.html")]
struct CasesPage<'p> {
    page: &'p Page,
    channel: &'p str,
    arrivals: String,
    rows: Vec<Row>,
    words: Vec<(String, String)>,
    detriments: Vec<(&'static str, String)>,
    outcomes: Vec<(&'static str, String)>,
    takedown: Vec<String>,
    /// True for someone who may open cases.
    is_handler: bool,
}

struct Row {
    id: String,
    received: String,
    state: String,
    assigned: String,
    messages: usize,
    answers: usize,
    due: Vec<Clock>,
    waiting: Vec<String>,
    is_open: bool,
}

struct Clock {
    text: String,
    /// How urgent it is, as a class and in words.
    class: &'static str,
    urgency: String,
}

/// The list of cases; whoever is no handler sees the record, and cannot open anything.
pub(super) fn cases(
    page: &Page,
    channel: &str,
    arrivals: usize,
    records: &[Record],
    packs: &[Pack],
    is_handler: bool,
) -> String {
    let now = OffsetDateTime::now_utc();
    let named = |prefix: &str, name: &'static str| (name, page.text(&format!("{prefix}-{name}")));
    rendered(&CasesPage {
        page,
        channel,
        arrivals: page.count("cases-arrivals", arrivals),
        rows: records.iter().map(|record| row(page, record, packs, now)).collect(),
        words: words().map(|id| (id.clone(), page.text(&id))).collect(),
        detriments: Detriment::ALL
            .iter()
            .map(|detriment| named("cases-detriment", detriment.name()))
            .collect(),
        outcomes: Outcome::ALL.iter().map(|outcome| named("outcome", outcome.name())).collect(),
        takedown: page.text("report-takedown").lines().map(str::to_owned).collect(),
        is_handler,
    })
}

fn row(page: &Page, record: &Record, packs: &[Pack], now: OffsetDateTime) -> Row {
    let state = match record.outcome() {
        _ if record.is_destroyed() => "state-destroyed".to_owned(),
        Some(outcome) => format!("outcome-{}", outcome.name()),
        None => state_id(record.state()),
    };
    let waiting = record.waiting();
    let waiting = waiting.iter().filter_map(|(deed, _)| deed_id(deed)).map(|id| page.text(id));
    let clocks = packs.iter().flat_map(|pack| pack.pending(record, now, &|_| false));
    Row {
        id: record.case.clone(),
        received: record.day_of(State::Received).map(day::write).unwrap_or_default(),
        state: page.text(&state),
        assigned: assigned(page, record),
        messages: record.count(|deed| matches!(deed, Deed::FollowedUp { .. })) + 1,
        answers: record.count(|deed| matches!(deed, Deed::Replied { .. })),
        due: clocks.map(|pending| clock(page, &pending)).collect(),
        waiting: waiting.collect(),
        is_open: !record.is_destroyed(),
    }
}

/// Who deals with a case, and who does when they are away.
fn assigned(page: &Page, record: &Record) -> String {
    let last = record.acts().iter().rev().find_map(|act| match &act.act {
        Deed::Assigned { to, deputy } => Some((to, deputy)),
        _ => None,
    });
    match last {
        None => page.text("cases-nobody"),
        Some((to, None)) => to.clone(),
        Some((to, Some(deputy))) => format!("{to} ({}: {deputy})", page.text("cases-deputy")),
    }
}

/// Id of the words for what needs two.
const fn deed_id(deed: &Deed) -> Option<&'static str> {
    match deed {
        Deed::Moved { .. } => Some("cases-deed-moved"),
        Deed::Exported { .. } => Some("cases-deed-exported"),
        Deed::Published { .. } => Some("cases-deed-published"),
        Deed::Destroyed => Some("cases-deed-destroyed"),
        _ => None,
    }
}

fn clock(page: &Page, pending: &Pending<'_>) -> Clock {
    let (class, id) = match pending.reminder {
        None => ("nothing-found", "cases-due-early"),
        Some(Reminder::Half) => ("review", "report-due-half"),
        Some(Reminder::FourFifths) => ("review", "report-due-four-fifths"),
        Some(Reminder::Due) => ("withhold", "report-due-over"),
    };
    let Words { en, zh } = &pending.duty.title;
    let title = if page.is_english() { en } else { zh };
    let until = match pending.due {
        Due::EndOf(day) => day::write(day),
        Due::At(moment) => moment.format(&Rfc3339).unwrap_or_default(),
    };
    Clock { text: format!("{title}: {until}"), class, urgency: page.text(id) }
}
