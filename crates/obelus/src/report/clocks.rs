//! Until when something is due, and the figures of a desk.

use std::collections::BTreeSet;
use std::process::ExitCode;

use intake::case::Record;
use intake::clocks::{Due, Events, Pack, Pending, Reminder, Start, Unit, Words, packs};
use intake::day;
use intake::indicators::{self, Cell, Value};
use time::format_description::well_known::Rfc3339;
use time::{Date, OffsetDateTime};

use super::Talk;
use super::args::{ClocksArgs, DeskArgs, DueArgs, HolidayArgs};
use super::desk::Case;
use super::keys::open_desk;
use super::letters::{self, Urgent};
use crate::failure::{FINDINGS, Failure};
use crate::files;
use crate::messages::Language;

/// Longest list of holidays.
const HOLIDAYS_BYTES_MAX: u64 = 1 << 20;

/// Lists the clocks, or says when the duties of one are due.
pub(super) fn clocks(args: &ClocksArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let holidays = load_holidays(&args.holidays)?;
    let packs = match &args.clock {
        Some(id) => vec![find(id)?],
        None => packs(),
    };
    for pack in &packs {
        tell_pack(pack, talk)?;
        for duty in &pack.duties {
            let title = ("title", words(&duty.title, talk).into());
            let Some(begun) = args.from else {
                let values = [
                    title,
                    ("count", duty.count.into()),
                    ("unit", talk.text(unit(duty.unit), &[]).into()),
                    ("start", talk.text(start(duty.start), &[]).into()),
                ];
                talk.say("report-duty-time", &values)?;
                continue;
            };
            let events = Events { begun, acknowledged: None };
            let due = pack.due(duty, events, &|day| holidays.contains(&day));
            talk.say("report-duty", &[title, ("due", shown(due, talk).into())])?;
        }
    }
    talk.note("report-clocks-advice", &[]);
    Ok(ExitCode::SUCCESS)
}

fn tell_pack(pack: &Pack, talk: &Talk<'_>) -> Result<(), Failure> {
    let values = [
        ("id", pack.id.as_str().into()),
        ("title", words(&pack.title, talk).into()),
        ("source", pack.source.as_str().into()),
        ("read", pack.read.as_str().into()),
        ("checked", pack.checked.as_str().into()),
    ];
    talk.say("report-clock", &values)
}

/// Lists what is due in the cases of a desk; the exit code says whether anything is over.
pub(super) fn due(args: &DueArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let desk = open_desk(&args.desk)?;
    let holidays = load_holidays(&args.holidays)?;
    let packs: Result<Vec<Pack>, Failure> = args.clock.iter().map(|id| find(id)).collect();
    let packs = packs?;
    let now = OffsetDateTime::now_utc().to_offset(args.zone);
    let mut urgent = Vec::new();
    let cases = desk.cases()?;
    for case in &cases {
        for pack in &packs {
            urgent.extend(tell_case(case, pack, &holidays, now, talk)?);
        }
    }
    let mut has_old = false;
    for case in &cases {
        let day = args.keep_days.and_then(|days| case.record.erase_on(days));
        if day.is_some_and(|day| day <= now.date()) {
            has_old = true;
            talk.say("report-due-erase", &[("case", case.id.as_str().into())])?;
        }
    }
    if urgent.is_empty() && !has_old {
        talk.say("report-due-none", &[])?;
    }
    letters::send(args, &urgent, talk)?;
    let is_over = urgent.iter().any(Urgent::is_over);
    Ok(if is_over { ExitCode::from(FINDINGS) } else { ExitCode::SUCCESS })
}

/// Tells the duties of a case whose half is over, and returns them.
fn tell_case(
    case: &Case,
    pack: &Pack,
    holidays: &BTreeSet<Date>,
    now: OffsetDateTime,
    talk: &Talk<'_>,
) -> Result<Vec<Urgent>, Failure> {
    let mut urgent = Vec::new();
    for Pending { duty, due, reminder } in
        pack.pending(&case.record, now, &|day| holidays.contains(&day))
    {
        let Some(reminder) = reminder else { continue };
        let state = match reminder {
            Reminder::Half => "report-due-half",
            Reminder::FourFifths => "report-due-four-fifths",
            Reminder::Due => "report-due-over",
        };
        let values = [
            ("case", case.id.as_str().into()),
            ("title", words(&duty.title, talk).into()),
            ("due", shown(due, talk).into()),
            ("state", talk.text(state, &[]).into()),
        ];
        talk.say("report-due", &values)?;
        urgent.push(Urgent::new(&case.record, &format!("{} {}", pack.id, duty.id), reminder));
    }
    Ok(urgent)
}

/// Returns the clock of that name.
pub(crate) fn find(id: &str) -> Result<Pack, Failure> {
    packs().into_iter().find(|pack| pack.id == id).ok_or_else(|| {
        Failure::usage(format!("there is no clock `{id}`"))
            .help("`obelus report clocks` lists them")
    })
}

fn load_holidays(args: &HolidayArgs) -> Result<BTreeSet<Date>, Failure> {
    let Some(path) = &args.holidays else { return Ok(BTreeSet::new()) };
    let text = files::read_text(path, HOLIDAYS_BYTES_MAX)?;
    let lines = (1..).zip(text.lines().map(str::trim));
    let days = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    days.map(|(place, line)| {
        day::parse(line).ok_or_else(|| {
            Failure::usage(format!("`{}`, line {place}: no day such as 2027-01-01", path.display()))
        })
    })
    .collect()
}

fn words<'a>(words: &'a Words, talk: &Talk<'_>) -> &'a str {
    match talk.shell.messages.language {
        Language::English => &words.en,
        Language::Chinese => &words.zh,
    }
}

fn shown(due: Due, talk: &Talk<'_>) -> String {
    match due {
        Due::At(moment) => moment.format(&Rfc3339).unwrap_or_else(|_| moment.to_string()),
        Due::EndOf(day) => talk.text("report-due-day", &[("day", day::write(day).into())]),
    }
}

const fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Minutes => "report-unit-minutes",
        Unit::Hours => "report-unit-hours",
        Unit::Days => "report-unit-days",
        Unit::WorkingDays => "report-unit-working-days",
        Unit::Months => "report-unit-months",
    }
}

const fn start(start: Start) -> &'static str {
    match start {
        Start::Receipt => "report-start-receipt",
        Start::Acknowledgement => "report-start-acknowledgement",
        Start::Awareness => "report-start-awareness",
        Start::Discovery => "report-start-discovery",
    }
}

/// Shows the figures of a desk.
pub(super) fn indicators(args: &DeskArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let desk = open_desk(args)?;
    let records: Vec<Record> = desk.cases()?.into_iter().map(|case| case.record).collect();
    for indicator in indicators::indicators(&records) {
        let title = talk.text(&format!("indicator-{}", indicator.id), &[]);
        let value = shown_value(&indicator.value, talk);
        talk.say("indicator-line", &[("title", title.into()), ("value", value.into())])?;
    }
    Ok(ExitCode::SUCCESS)
}

fn shown_value(value: &Value, talk: &Talk<'_>) -> String {
    match value {
        Value::Count(count) => count.to_string(),
        Value::Days(days) => talk.text("indicator-days", &[("days", (*days).into())]),
        Value::Percent(share) => talk.text("indicator-percent", &[("percent", (*share).into())]),
        Value::TooFew => talk.text("indicator-too-few", &[]),
        Value::NotCollected => talk.text("indicator-not-collected", &[]),
        Value::Counts(cells) => shown_cells(cells, talk),
    }
}

fn shown_cells(cells: &[(String, Cell)], talk: &Talk<'_>) -> String {
    let cell = |(name, cell): &(String, Cell)| {
        let messages = &talk.shell.messages;
        let title =
            ["state", "door"].iter().find_map(|kind| messages.find(&format!("{kind}-{name}"), &[]));
        let value = match cell {
            Cell::Count(count) => count.to_string(),
            Cell::Suppressed => talk.text("indicator-suppressed", &[]),
        };
        let values =
            [("title", title.unwrap_or_else(|| name.clone()).into()), ("value", value.into())];
        talk.text("title-and-value", &values)
    };
    let cells: Vec<String> = cells.iter().map(cell).collect();
    if cells.is_empty() {
        return talk.text("indicator-too-few", &[]);
    }
    cells.join(&talk.text("separator", &[]))
}
