//! The page of what is decided for every batch.

use askama::Template;
use review::batch::Choice;

use super::{shown_name, time_text};
use crate::desk::pages::{self as desk_pages, Page, rendered};
use crate::team::store::{Account, StandingRow};

#[derive(Template)]
#[template(path = "team/standing.html")]
struct StandingPage<'p> {
    page: &'p Page,
    message: Option<String>,
    rows: Vec<Line<'p>>,
}

struct Line<'p> {
    id: i64,
    title: &'p str,
    text: &'p str,
    choice: String,
    wished: String,
    /// Who agreed and when, in words.
    agreed: Option<String>,
    can_agree: bool,
}

/// What is decided for every batch, and what is wished for; `own` is whoever looks.
pub(in crate::team) fn standing(
    page: &Page,
    rows: &[StandingRow],
    accounts: &[Account],
    own: i64,
    message: Option<String>,
) -> String {
    let by = |id: &str, account: i64, time: i64| {
        let values = [("name", shown_name(accounts, account)), ("time", time_text(time))];
        page.texts.get(page.language, id, &values)
    };
    // What waits for someone comes first.
    let (holding, waiting): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.agreed.is_some());
    let line = |row: &StandingRow| {
        let choice: Choice = row.ruling.choice.choice();
        let agreed = row.agreed.map(|(account, time)| by("team-always-agreed", account, time));
        let wished = by("team-always-wished", row.wished_by, row.wished);
        (row.id, desk_pages::choice_text(page, Some(&choice)), wished, agreed)
    };
    let lines = waiting.into_iter().chain(holding).map(|row| {
        let (id, choice, wished, agreed) = line(row);
        Line {
            id,
            title: &row.ruling.titles[page.language as usize],
            text: &row.ruling.text,
            choice,
            wished,
            can_agree: agreed.is_none() && row.wished_by != own,
            agreed,
        }
    });
    rendered(&StandingPage { page, message, rows: lines.collect() })
}
