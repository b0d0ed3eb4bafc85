//! The pages of an answer to a disclosure request.

use std::collections::BTreeMap;

use askama::Template;
use review::batch::Choice;
use time::OffsetDateTime;

use crate::desk::CASE_NAME;
use crate::desk::grounds;
use crate::desk::pages::{Page, rendered};
use crate::desk::session::View;
use crate::team::clocks::{self, Clock};
use crate::team::store::{BatchRow, Case};

/// When an answer is due and how long that is, in words.
pub(super) fn clock_text(page: &Page, case: &Case) -> String {
    let clock = Clock::of_id(&case.clock);
    let due = clocks::day(&case.received).and_then(|received| clock?.due(received));
    let Some(due) = due else { return case.reference.clone() };
    let today = OffsetDateTime::now_utc().date();
    let days = (due - today).whole_days();
    let id = if days < 0 { "team-case-overdue" } else { "team-case-due" };
    let values = [
        ("reference", case.reference.clone()),
        ("day", clocks::day_text(due)),
        ("days", days.abs().to_string()),
    ];
    page.texts.get(page.language, id, &values)
}

#[derive(Template)]
#[template(path = "team/case.html")]
struct CasePage<'p> {
    page: &'p Page,
    id: i64,
    title: &'p str,
    reference: &'p str,
    clock: String,
    clock_name: &'p str,
    source: &'p str,
    received: &'p str,
    requester: &'p [String],
    exempt: String,
    files: Vec<Paged<'p>>,
    third: Vec<ThirdParty<'p>>,
}

/// A file with its running numbers of pages.
struct Paged<'p> {
    name: &'p str,
    first: usize,
    last: usize,
    like: Option<String>,
}

/// Someone whose name was looked for.
struct ThirdParty<'p> {
    name: &'p str,
    withheld: usize,
    released: usize,
    open: usize,
}

/// The numbers that the pages of each file have in the whole answer; a file without pages is one.
pub(super) fn running_numbers(view: View<'_>) -> Vec<(usize, usize)> {
    let mut last = 0;
    let numbers = view.files().iter().map(|file| {
        let first = last + 1;
        last += file.pages.len().max(1);
        (first, last)
    });
    numbers.collect()
}

/// What was asked, until when, with numbers of pages and a note to third parties.
pub(in crate::team) fn case(page: &Page, row: &BatchRow, case: &Case, view: View<'_>) -> String {
    let clock = Clock::of_id(&case.clock);
    let paged = view.files().iter().zip(running_numbers(view)).map(|(file, (first, last))| Paged {
        name: &file.name,
        first,
        last,
        like: crate::desk::pages::kin_text(page, view, file),
    });
    let exempt = view.files().iter().map(|file| file.exempt.len()).sum();
    rendered(&CasePage {
        page,
        id: row.id,
        title: &row.title,
        reference: &case.reference,
        clock: clock_text(page, case),
        clock_name: clock.map_or("", |clock| clock.text(page.language)),
        source: clock.map_or("", |clock| clock.source.as_str()),
        received: &case.received,
        requester: &case.requester,
        exempt: page.count("desk-exempt", exempt),
        files: paged.collect(),
        third: case.names.iter().map(|name| third_party(view, name)).collect(),
    })
}

fn third_party<'p>(view: View<'_>, name: &'p str) -> ThirdParty<'p> {
    let mut party = ThirdParty { name, withheld: 0, released: 0, open: 0 };
    let wanted = name.to_lowercase();
    let findings = view.files().iter().flat_map(|file| &file.findings);
    let is_its = |finding: &&crate::desk::Finding| {
        finding.rule == CASE_NAME && finding.evidence.to_lowercase() == wanted
    };
    for finding in findings.filter(is_its) {
        match view.choice(finding.item) {
            Some(Choice::Remove(_) | Choice::Replaced) => party.withheld += 1,
            Some(Choice::Keep { .. } | Choice::NotSensitive) => party.released += 1,
            None => party.open += 1,
        }
    }
    party
}

/// What was withheld and released in all.
#[derive(Default)]
pub(in crate::team) struct Counts {
    batches: usize,
    answers: usize,
    files: usize,
    withheld: usize,
    released: usize,
    not_sensitive: usize,
    grounds: BTreeMap<String, usize>,
}

impl Counts {
    /// Adds a batch that went out.
    pub(in crate::team) fn add(&mut self, view: View<'_>, is_answer: bool) {
        self.batches += 1;
        self.answers += usize::from(is_answer);
        self.files += view.files().len();
        for finding in view.files().iter().flat_map(|file| &file.findings) {
            match view.choice(finding.item) {
                Some(Choice::Remove(withholding)) => {
                    self.withheld += 1;
                    *self.grounds.entry(withholding.ground.clone()).or_default() += 1;
                }
                Some(Choice::Keep { .. }) => self.released += 1,
                Some(Choice::NotSensitive) => self.not_sensitive += 1,
                // The area in its place is counted.
                Some(Choice::Replaced) | None => {}
            }
        }
    }
}

#[derive(Template)]
#[template(path = "team/statistics.html")]
struct StatisticsPage<'p> {
    page: &'p Page,
    counts: &'p Counts,
    grounds: Vec<(&'p str, usize)>,
}

/// What was withheld beside what was released; no names, no titles.
pub(in crate::team) fn statistics(page: &Page, counts: &Counts) -> String {
    let grounds = counts.grounds.iter();
    let grounds = grounds.map(|(code, count)| (grounds::name(code, page.language), *count));
    rendered(&StatisticsPage { page, counts, grounds: grounds.collect() })
}
