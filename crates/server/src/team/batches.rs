//! Batches under review: seeing them, deciding, signing, releasing.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse};
use axum::routing::{MethodRouter, post};
use review::batch::{Action, ItemId, Person, Refusal, Role, Scope, Withholding};
use serde::Deserialize;

use super::accounts::Empty;
use super::guard::{Answer, Fault, Sent, Visitor, Who, to};
use super::live::{self, Undone, Wish};
use super::record::person;
use super::store::{Account, BatchRow};
use super::{App, clocks, pages, pictures, standing};
use crate::desk::Area;
use crate::desk::look::Look;
use crate::desk::pages::{self as desk_pages, Page, Refused, Typed};
use crate::desk::routes::{item_of, refusal_text};
use crate::desk::session;

/// Those who see every batch, and not only what they handed in.
const SEE_ALL: &[Role] = &[Role::Reviewer, Role::Approver, Role::Officer];

/// What a form says that removes something.
const REMOVING: [&str; 2] = ["remove", session::CHANGE];

/// The batches that this person may see.
pub(super) async fn list(State(app): State<App>, visitor: Visitor) -> Answer {
    let who = visitor.who()?;
    let mut batches = app.store.batches().await?;
    batches.retain(|batch| may_see(who, batch));
    let accounts = app.store.accounts().await?;
    let html = pages::batches(&visitor.page(&app), &batches, &accounts, who);
    Ok(Html(html).into_response())
}

/// The batches as auditors see them: what was done, not what is in them.
pub(super) async fn record(State(app): State<App>, visitor: Visitor) -> Answer {
    let batches = app.store.batches().await?;
    let accounts = app.store.accounts().await?;
    Ok(Html(pages::record(&visitor.page(&app), &batches, &accounts)).into_response())
}

/// True when someone may see a batch.
pub(super) fn may_see(who: &Who, batch: &BatchRow) -> bool {
    who.has(SEE_ALL) || batch.submitter == who.account.id
}

/// A batch that this person may see.
pub(super) async fn seen(app: &App, who: &Who, id: i64) -> Result<BatchRow, Fault> {
    let batch = app.store.batch(id).await?.filter(|batch| may_see(who, batch));
    batch.ok_or(Fault::Said(StatusCode::NOT_FOUND, "desk-nowhere"))
}

/// The frame of a page of a batch.
pub(super) fn page_of(app: &App, visitor: &Visitor, id: i64) -> Page {
    let mut page = visitor.page(app);
    page.base = format!("/batch/{id}");
    page
}

/// A batch: its files, where it stands, and what can be done.
pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<i64>,
    Query(look): Query<Look>,
) -> Answer {
    let html = batch_page(&app, &visitor, id, &look, None).await?;
    Ok(Html(html).into_response())
}

async fn batch_page(
    app: &App,
    visitor: &Visitor,
    id: i64,
    look: &Look,
    message: Option<String>,
) -> Result<String, Fault> {
    let who = visitor.who()?;
    let row = seen(app, who, id).await?;
    let page = page_of(app, visitor, id);
    if row.state != "ready" {
        let files = app.store.count_files(id).await?;
        return Ok(pages::waiting(&page, &row, files));
    }
    let accounts = app.store.accounts().await?;
    let copies = app.store.copies(id).await?;
    let is_releasing = app.store.is_releasing(id).await?;
    let case = app.store.case(id).await?;
    let events = app.store.events(id, 0).await?;
    let is_stuck = is_releasing && app.stuck(id);
    let live = live::of(app, &row).await?;
    let sheet = live.sheet.as_ref().ok_or_else(gone)?;
    let own = person(who.account.id);
    let view = sheet.seen_by(&own).in_language(page.language);
    let followed = match who.has(&[Role::Reviewer, Role::Approver]) {
        true => standing::followed(app, sheet, &own).await?,
        false => Vec::new(),
    };
    let shown = pages::Shown {
        followed,
        row: &row,
        view,
        copies: &copies,
        case: case.as_ref(),
        accounts: &accounts,
        who,
        is_releasing,
        is_stuck,
        events: &events,
        number: live.number,
    };
    Ok(pages::batch(&page, &shown, look, message))
}

/// The answer for what is not there, or not there for whoever asks.
pub(super) fn gone() -> Fault {
    Fault::Said(StatusCode::NOT_FOUND, "desk-nowhere")
}

/// One file of a batch.
pub(super) async fn file(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, number)): Path<(i64, usize)>,
    Query(look): Query<Look>,
) -> Answer {
    let html = file_page(&app, &visitor, id, number, &look, None).await?;
    Ok(Html(html).into_response())
}

async fn file_page(
    app: &App,
    visitor: &Visitor,
    id: i64,
    number: usize,
    look: &Look,
    refused: Option<Refused>,
) -> Result<String, Fault> {
    let who = visitor.who()?;
    let row = seen(app, who, id).await?;
    if row.state != "ready" {
        return Err(gone());
    }
    let page = Page { query: look.query(), ..page_of(app, visitor, id) };
    let is_out = row.stage == "released" && pictures::copy_of(app, id, number).await?.is_some();
    let live = live::of(app, &row).await?;
    let sheet = live.sheet.as_ref().ok_or_else(gone)?;
    let own = person(who.account.id);
    let view = sheet.seen_by(&own).in_language(page.language);
    let can_decide = who.has(&[Role::Reviewer, Role::Approver]);
    desk_pages::file(&page, view, number, look, can_decide, is_out, refused).ok_or_else(gone)
}

/// Does what someone wants, and goes back to where the form was, or says why not.
pub(super) async fn act(app: &App, visitor: &Visitor, id: i64, wish: Wish, back: Back) -> Answer {
    let typed = Typed::at(match &back {
        Back::File(_, _, item) => *item,
        Back::Batch => None,
    });
    act_or_keep(app, visitor, id, wish, back, typed).await
}

/// The same with what was typed, which is kept when nothing was done.
async fn act_or_keep(
    app: &App,
    visitor: &Visitor,
    id: i64,
    wish: Wish,
    back: Back,
    typed: Typed,
) -> Answer {
    let who = visitor.who()?;
    let row = seen(app, who, id).await?;
    if row.state != "ready" {
        return Err(gone());
    }
    let roles: Vec<Role> = who.account.roles.iter().copied().collect();
    let is_redo = matches!(wish, Wish::Plain(Action::Redo));
    let refused = match live::act(app, id, who.account.id, roles, wish).await {
        Ok(()) => return Ok(to(&back.address(id))),
        Err(Undone::Failed(error)) => return Err(Fault::Failed(error)),
        Err(Undone::NoSuchText { is_drawn: true }) => "desk-refused-drawn",
        Err(Undone::NoSuchText { is_drawn: false }) => "desk-refused-area",
        Err(Undone::Refused(Refusal::Nothing)) if is_redo => "desk-refused-redo",
        Err(Undone::Refused(refusal)) => refusal_text(&refusal),
    };
    refuse(app, visitor, id, refused, &back, typed).await
}

/// The page that a form was on, with why nothing was done and what was typed.
async fn refuse(
    app: &App,
    visitor: &Visitor,
    id: i64,
    refused: &str,
    back: &Back,
    typed: Typed,
) -> Answer {
    let why = visitor.page(app).text(refused);
    let html = match back {
        Back::Batch => {
            batch_page(app, &at(visitor, back, id), id, &Look::default(), Some(why)).await?
        }
        Back::File(file, look, _) => {
            let refused = Some(Refused { why, typed });
            file_page(app, &at(visitor, back, id), id, *file, look, refused).await?
        }
    };
    Ok((StatusCode::CONFLICT, Html(html)).into_response())
}

/// The visitor as if they had asked for the page that a form leads back to.
fn at(visitor: &Visitor, back: &Back, id: i64) -> Visitor {
    let address = back.address(id);
    let path = address.split(['?', '#']).next().unwrap_or_default().to_owned();
    Visitor { path, ..visitor.clone() }
}

/// Where a form leads back to.
pub(super) enum Back {
    Batch,
    /// A view of a file, at an item of it.
    File(usize, Look, Option<u32>),
}

impl Back {
    /// Reads what a form says of the page that it is on.
    fn of(address: &str, item: Option<u32>) -> Self {
        let item = item.or_else(|| item_of(address));
        let address = address.split('#').next().unwrap_or_default();
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let file = path.rsplit_once("/file/").and_then(|(_, number)| number.parse().ok());
        file.map_or(Self::Batch, |file| Self::File(file, Look::of_query(query), item))
    }

    fn address(&self, id: i64) -> String {
        match self {
            Self::Batch => format!("/batch/{id}/"),
            Self::File(file, look, item) => {
                let place = item.map(|item| format!("#item-{item}")).unwrap_or_default();
                format!("/batch/{id}/file/{file}{}{place}", look.query())
            }
        }
    }
}

/// A form that says where it was.
#[derive(Deserialize)]
pub(super) struct OnPage {
    #[serde(default)]
    back: String,
}

/// A form that names a person.
#[derive(Deserialize)]
pub(super) struct Named {
    person: i64,
}

/// A form with words.
#[derive(Deserialize)]
pub(super) struct Words {
    text: String,
}

/// A form without a field, which does one thing.
pub(super) fn plain(action: fn() -> Action) -> MethodRouter<App> {
    post(async move |State(app), visitor, Path(id), Sent(Empty {})| {
        act(&app, &visitor, id, Wish::Plain(action()), Back::Batch).await
    })
}

/// A form that does one thing and leads back to the page that it is on, else to the batch.
pub(super) fn in_place(action: fn() -> Action) -> MethodRouter<App> {
    post(async move |State(app), visitor, Path(id), Sent(OnPage { back })| {
        act(&app, &visitor, id, Wish::Plain(action()), Back::of(&back, None)).await
    })
}

/// A form with words.
pub(super) fn worded(action: fn(String) -> Action) -> MethodRouter<App> {
    post(async move |State(app), visitor, Path(id), Sent(Words { text })| {
        act(&app, &visitor, id, Wish::Plain(action(text)), Back::Batch).await
    })
}

/// A form that names someone who may decide.
pub(super) fn naming(action: fn(Person) -> Action) -> MethodRouter<App> {
    post(async move |State(app), visitor, Path(id), Sent(Named { person })| {
        let action = action(decider(&app, person).await?);
        act(&app, &visitor, id, Wish::Plain(action), Back::Batch).await
    })
}

/// Someone who may decide.
async fn decider(app: &App, id: i64) -> Result<Person, Fault> {
    let decides = |account: &Account| {
        let roles = &account.roles;
        account.is_open && (roles.contains(&Role::Reviewer) || roles.contains(&Role::Approver))
    };
    let account = app.store.account(id).await?.filter(decides);
    let account = account.ok_or(Fault::Said(StatusCode::BAD_REQUEST, "desk-bad-form"))?;
    Ok(person(account.id))
}

#[derive(Deserialize)]
pub(super) struct Decision {
    item: u32,
    seen: u32,
    scope: String,
    choice: String,
    #[serde(default)]
    ground: String,
    #[serde(default)]
    harm: String,
    #[serde(default)]
    until: String,
    #[serde(default)]
    reason: String,
    /// What is to go instead of what was found.
    #[serde(default)]
    instead: String,
    #[serde(default)]
    back: String,
}

/// Decides about a finding, or about all that are equal.
pub(super) async fn decide(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<i64>,
    Sent(mut sent): Sent<Decision>,
) -> Answer {
    if let Some(choice) = sent.choice.strip_suffix(session::ALL) {
        (sent.choice, sent.scope) = (choice.to_owned(), "file".to_owned());
    }
    let bad = || Fault::Said(StatusCode::BAD_REQUEST, "desk-bad-form");
    let item = ItemId(sent.item);
    let is_always = sent.scope == session::ALWAYS;
    let scope = match is_always {
        true => Some(Scope::EqualInBatch(item)),
        false => session::scope(&sent.scope, item, sent.seen),
    };
    let scope = scope.ok_or_else(bad)?;
    let back = Back::of(&sent.back, Some(sent.item));
    let withholding = withholding(sent.ground, sent.harm, sent.until)?;
    let typed = Typed {
        item: Some(sent.item),
        scope: sent.scope.clone(),
        withholding: withholding.clone(),
        reason: sent.reason.clone(),
        text: sent.instead.clone(),
        ..Typed::default()
    };
    if REMOVING.contains(&&*sent.choice) && clocks::is_past(&withholding.until) {
        return refuse(&app, &visitor, id, "desk-refused-past", &back, typed).await;
    }
    if sent.choice == session::CHANGE {
        let Back::File(file, ..) = &back else { return Err(bad()) };
        if !desk_pages::is_ground(&withholding.ground) {
            return Err(bad());
        }
        let (file, text, instead_of) = (*file, sent.instead, Some((item, sent.seen)));
        let wish = Wish::Area { file, text, drawn: None, withholding, instead_of };
        return act_or_keep(&app, &visitor, id, wish, back, typed).await;
    }
    let choice = session::choice(&sent.choice, withholding, sent.reason).ok_or_else(bad)?;
    let wish = Wish::Plain(Action::Decide(scope, choice.clone()));
    let answer = act_or_keep(&app, &visitor, id, wish, back, typed).await?;
    if is_always && answer.status() == StatusCode::SEE_OTHER {
        standing::wish(&app, visitor.who()?, id, item, &choice).await?;
    }
    Ok(answer)
}

#[derive(Deserialize)]
pub(super) struct AreaForm {
    file: usize,
    #[serde(default)]
    text: String,
    /// The place of an area that was drawn.
    #[serde(default)]
    drawn: String,
    ground: String,
    #[serde(default)]
    harm: String,
    #[serde(default)]
    until: String,
    #[serde(default)]
    back: String,
}

/// What a form says of a withholding, whose end is a day or nothing.
fn withholding(ground: String, harm: String, until: String) -> Result<Withholding, Fault> {
    if !until.is_empty() && clocks::day(&until).is_none() {
        return Err(Fault::Said(StatusCode::BAD_REQUEST, "desk-bad-form"));
    }
    Ok(Withholding { ground, harm, until })
}

/// Adds a text that must go, or what stands under an area that was drawn.
pub(super) async fn area(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<i64>,
    Sent(sent): Sent<AreaForm>,
) -> Answer {
    if !desk_pages::is_ground(&sent.ground) {
        return Err(Fault::Said(StatusCode::BAD_REQUEST, "desk-bad-form"));
    }
    let AreaForm { file, mut text, drawn, ground, harm, until, back } = sent;
    let withholding = withholding(ground, harm, until)?;
    let drawn = Area::of_form(&drawn);
    if let Some(area) = drawn {
        seen(&app, visitor.who()?, id).await?;
        text = pictures::text_under(&app, id, file, area).await?;
    }
    let back = match Back::of(&back, None) {
        Back::Batch => Back::File(file, Look::default(), None),
        back @ Back::File(..) => back,
    };
    let typed = Typed {
        is_area: drawn.is_none(),
        is_drawn: drawn.is_some(),
        withholding: withholding.clone(),
        text: text.clone(),
        ..Typed::default()
    };
    if clocks::is_past(&withholding.until) {
        return refuse(&app, &visitor, id, "desk-refused-past", &back, typed).await;
    }
    let wish = Wish::Area { file, text, drawn, withholding, instead_of: None };
    act_or_keep(&app, &visitor, id, wish, back, typed).await
}

#[derive(Deserialize)]
pub(super) struct Authority {
    authority: String,
    date: String,
}

/// Lets what carries a protective marking out, as an officer.
pub(super) async fn authorise(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<i64>,
    Sent(sent): Sent<Authority>,
) -> Answer {
    let action = Action::Authorise { authority: sent.authority, date: sent.date };
    act(&app, &visitor, id, Wish::Plain(action), Back::Batch).await
}
