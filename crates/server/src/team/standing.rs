//! Decisions that stand for every batch: wished by one person, agreed to by a second, and followed
//! in each batch by whoever decides there.

use std::collections::HashMap;

use anyhow::Result;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse};
use review::batch::{Action, Choice, ItemId, Person, Refusal, Role};
use review::standing::Standing;
use serde::Deserialize;
use tokio::sync::Mutex;

use super::accounts::Empty;
use super::batches::{Back, act, gone, seen};
use super::guard::{Answer, Fault, Sent, Visitor, Who, to};
use super::live::{self, Wish};
use super::record::{KeptChoice, person};
use super::store::{Ruling, StandingRow};
use super::{App, clocks, now, pages};
use crate::desk::routes::refusal_text;
use crate::desk::session::Sheet;

/// Most that stand or are wished for.
const STANDING_MAX: usize = 10_000;
/// Longest text that is decided always.
const TEXT_BYTES_MAX: usize = 4 << 10;

/// What holds now, for every page that asks; read again after each change.
#[derive(Default)]
pub(super) struct Holding(Mutex<Option<Held>>);

/// What is decided, by rule and text.
type Held = HashMap<(String, String), Choice>;

/// What is decided always and not here yet: items that this person has not decided about.
pub(super) async fn followed(
    app: &App,
    sheet: &Sheet,
    by: &Person,
) -> Result<Vec<(ItemId, Choice)>> {
    let mut held = app.holding.0.lock().await;
    let held = match &mut *held {
        Some(held) => held,
        empty => empty.insert(read(app).await?),
    };
    if held.is_empty() {
        return Ok(Vec::new());
    }
    let today = clocks::day_of(now());
    let is_answer = sheet.batch.answers_request();
    // An answer says the harm and the end of each, and a day that has come asks for another look.
    let is_due = |choice: &&Choice| match choice {
        Choice::Remove(withholding) => {
            (!is_answer || !withholding.harm.is_empty())
                && (withholding.until.is_empty() || withholding.until > today)
        }
        Choice::Keep { .. } | Choice::NotSensitive => true,
        Choice::Replaced => false,
    };
    let view = sheet.seen_by(by);
    let findings = view.files().iter().flat_map(|file| &file.findings);
    let open =
        findings.filter(|found| sheet.batch.has(found.item) && view.choice(found.item).is_none());
    let followed = open.filter_map(|found| {
        let choice = held.get(&(found.rule.clone(), found.evidence.clone())).filter(is_due)?;
        Some((found.item, choice.clone()))
    });
    Ok(followed.collect())
}

async fn read(app: &App) -> Result<Held> {
    let rows = app.store.standing().await?;
    let held = rows.into_iter().filter_map(|row| {
        let choice = machine(&row)?.choice()?.clone();
        Some(((row.ruling.rule, row.ruling.text), choice))
    });
    Ok(held.collect())
}

/// One as the rules of the review know it; nothing when they would not have taken it.
fn machine(row: &StandingRow) -> Option<Standing> {
    let by = person(row.wished_by);
    let mut standing = Standing::wish(by, Role::Reviewer, row.ruling.choice.choice()).ok()?;
    if let Some((agreed_by, _)) = row.agreed {
        standing.agree(&person(agreed_by), Role::Reviewer).ok()?;
    }
    Some(standing)
}

/// Keeps the wish that what was decided about an item is decided always.
pub(super) async fn wish(
    app: &App,
    who: &Who,
    batch: i64,
    item: ItemId,
    choice: &Choice,
) -> Result<(), Fault> {
    let row = seen(app, who, batch).await?;
    let ruling = {
        let live = live::of(app, &row).await?;
        let sheet = live.sheet.as_ref().ok_or_else(gone)?;
        let by = person(who.account.id);
        let view = sheet.seen_by(&by);
        let (_, found) = view.finding(item).ok_or_else(gone)?;
        let titles = crate::desk::Language::ALL.map(|language| {
            view.in_language(language).finding(item).map(|(_, found)| found.title.clone())
        });
        Ruling {
            rule: found.rule.clone(),
            titles: titles.map(Option::unwrap_or_default),
            text: found.evidence.clone(),
            choice: KeptChoice::of(choice),
        }
    };
    let role = decider(who)?;
    let said = |refusal: Refusal| Fault::Said(StatusCode::CONFLICT, refusal_text(&refusal));
    Standing::wish(person(who.account.id), role, choice.clone()).map_err(said)?;
    if ruling.text.len() > TEXT_BYTES_MAX || app.store.standing().await?.len() >= STANDING_MAX {
        return Err(Fault::Said(StatusCode::CONFLICT, "team-always-many"));
    }
    Ok(app.store.wish(&ruling, who.account.id, now()).await?)
}

fn decider(who: &Who) -> Result<Role, Fault> {
    let mut roles = who.account.roles.iter().copied();
    let role = roles.find(|role| matches!(role, Role::Reviewer | Role::Approver));
    role.ok_or(Fault::Said(StatusCode::FORBIDDEN, "team-not-allowed"))
}

/// Those that stand, and those that are wished for.
pub(super) async fn list(State(app): State<App>, visitor: Visitor) -> Answer {
    Ok(Html(page(&app, &visitor, None).await?).into_response())
}

async fn page(
    app: &App,
    visitor: &Visitor,
    message: Option<&'static str>,
) -> Result<String, Fault> {
    let rows = app.store.standing().await?;
    let accounts = app.store.accounts().await?;
    let page = visitor.page(app);
    let own = visitor.who()?.account.id;
    Ok(pages::standing(&page, &rows, &accounts, own, message.map(|id| page.text(id))))
}

#[derive(Deserialize)]
pub(super) struct Named {
    standing: i64,
}

/// Agrees to what someone else wishes.
pub(super) async fn agree(
    State(app): State<App>,
    visitor: Visitor,
    Sent(sent): Sent<Named>,
) -> Answer {
    let who = visitor.who()?;
    let (row, mut standing) = found(&app, sent.standing).await?;
    if let Err(refusal) = standing.agree(&person(who.account.id), decider(who)?) {
        return refused(&app, &visitor, &refusal).await;
    }
    app.store.agree(&row, who.account.id, now()).await?;
    *app.holding.0.lock().await = None;
    Ok(to("/always"))
}

/// Ends one, or takes a wish back.
pub(super) async fn end(
    State(app): State<App>,
    visitor: Visitor,
    Sent(sent): Sent<Named>,
) -> Answer {
    let who = visitor.who()?;
    let (row, mut standing) = found(&app, sent.standing).await?;
    if let Err(refusal) = standing.end(decider(who)?) {
        return refused(&app, &visitor, &refusal).await;
    }
    app.store.end_standing(row.id, who.account.id, now()).await?;
    *app.holding.0.lock().await = None;
    Ok(to("/always"))
}

async fn found(app: &App, id: i64) -> Result<(StandingRow, Standing), Fault> {
    let row = app.store.standing().await?.into_iter().find(|row| row.id == id);
    let row = row.ok_or_else(gone)?;
    let standing = machine(&row).ok_or_else(gone)?;
    Ok((row, standing))
}

async fn refused(app: &App, visitor: &Visitor, refusal: &Refusal) -> Answer {
    let page = page(app, visitor, Some(refusal_text(refusal))).await?;
    Ok((StatusCode::CONFLICT, Html(page)).into_response())
}

/// Decides about a batch as is decided always.
pub(super) async fn follow(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<i64>,
    Sent(Empty {}): Sent<Empty>,
) -> Answer {
    let who = visitor.who()?;
    let row = seen(&app, who, id).await?;
    if row.state != "ready" {
        return Err(gone());
    }
    let decided = {
        let live = live::of(&app, &row).await?;
        let sheet = live.sheet.as_ref().ok_or_else(gone)?;
        followed(&app, sheet, &person(who.account.id)).await?
    };
    act(&app, &visitor, id, Wish::Plain(Action::Follow(decided)), Back::Batch).await
}
