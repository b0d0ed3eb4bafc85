//! What became of a batch: its history, its index, its copies with their proofs, its certificate,
//! and progress as it happens.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::sse::{Event as Told, KeepAlive, Sse};
use axum::response::{Html, IntoResponse, Response};
use review::batch::Role;
use tokio_stream::wrappers::ReceiverStream;

use super::batches::{gone, may_see, page_of, seen};
use super::guard::{Answer, Fault, Visitor, Who};
use super::record::person;
use super::store::CopyRow;
use super::{App, live, pages};
use crate::desk::download::answer;

/// How often progress is looked at.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(700);
/// How often progress is told before the browser has to ask again.
const PROGRESS_MAX: usize = 900;

/// Who did what with a batch: for those who see it with files and findings, for auditors without.
pub(super) async fn history(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<i64>,
) -> Answer {
    let who = visitor.who()?;
    let row = match who.has(&[Role::Auditor]) {
        true => app.store.batch(id).await?.ok_or_else(gone)?,
        false => seen(&app, who, id).await?,
    };
    let events = app.store.events(id, 0).await?;
    let accounts = app.store.accounts().await?;
    let page = page_of(&app, &visitor, id);
    let past = app.store.past_copies(id).await?;
    let may_see = may_see(who, &row);
    let own = person(who.account.id);
    let live = match may_see && row.state == "ready" {
        true => Some(live::of(&app, &row).await?),
        false => None,
    };
    let seen = live.as_deref().and_then(|live| {
        let view = live.sheet.as_ref()?.seen_by(&own).in_language(page.language);
        Some(pages::Seen { view, changed_again: &live.changed_again })
    });
    let history = pages::History { row: &row, events: &events, may_see, seen };
    let html = pages::history(&page, &history, &accounts, past);
    Ok(Html(html).into_response())
}

/// A copy that was released.
pub(super) async fn copy(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, number)): Path<(i64, i64)>,
) -> Answer {
    let copy = released(&app, visitor.who()?, id, number).await?;
    download(&app, &copy.blob, &copy.name).await
}

/// The proof of a copy in the ledger.
pub(super) async fn proof(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, number)): Path<(i64, i64)>,
) -> Answer {
    let copy = released(&app, visitor.who()?, id, number).await?;
    download(&app, &copy.proof, &proof_name(&copy.name)).await
}

/// The name of the proof of a copy.
pub(super) fn proof_name(copy: &str) -> String {
    format!("{copy}.tlog-proof")
}

/// A copy of a batch that is out and was not called back.
async fn released(app: &App, who: &Who, id: i64, number: i64) -> Result<CopyRow, Fault> {
    let row = seen(app, who, id).await?;
    if row.stage != "released" {
        return Err(gone());
    }
    let copies = app.store.copies(id).await?;
    copies.into_iter().find(|copy| copy.number == number).ok_or_else(gone)
}

async fn download(app: &App, blob: &str, name: &str) -> Answer {
    if blob.is_empty() {
        return Err(gone());
    }
    let (app, blob) = (Arc::clone(app), blob.to_owned());
    let bytes = tokio::task::spawn_blocking(move || app.store.vault.read(&blob)).await??;
    Ok(answer("application/octet-stream", name, bytes))
}

/// What is withheld, place by place and by ground; never the text itself.
pub(super) async fn index(State(app): State<App>, visitor: Visitor, Path(id): Path<i64>) -> Answer {
    let who = visitor.who()?;
    let row = seen(&app, who, id).await?;
    if row.state != "ready" {
        return Err(gone());
    }
    let accounts = app.store.accounts().await?;
    let copies = match row.stage.as_str() {
        "released" | "recalled" => app.store.copies(id).await?,
        _ => Vec::new(),
    };
    let page = page_of(&app, &visitor, id);
    let live = live::of(&app, &row).await?;
    let sheet = live.sheet.as_ref().ok_or_else(gone)?;
    let own = person(who.account.id);
    let view = sheet.seen_by(&own).in_language(page.language);
    let html = pages::index(&page, &row, &accounts, view, &copies);
    Ok(Html(html).into_response())
}

/// What was checked, by whom in which role, and what came of it.
pub(super) async fn certificate(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<i64>,
) -> Answer {
    let row = seen(&app, visitor.who()?, id).await?;
    if !matches!(row.stage.as_str(), "released" | "recalled") {
        return Err(gone());
    }
    let events = app.store.events(id, 0).await?;
    let copies = with_entries(&app, app.store.copies(id).await?)?;
    let page = page_of(&app, &visitor, id);
    let is_releasing = app.store.is_releasing(id).await?;
    let live = live::of(&app, &row).await?;
    let sheet = live.sheet.as_ref().ok_or_else(gone)?;
    let view = sheet.seen_by(sheet.batch.submitter()).in_language(page.language);
    let certified = pages::Certified {
        row: &row,
        events: &events,
        copies: &copies,
        view,
        policy: app.settings.policy.as_deref(),
        is_releasing,
    };
    let html = pages::certificate(&page, &certified);
    Ok(Html(html).into_response())
}

/// Copies with their places in the ledger, which their proofs name.
fn with_entries(app: &App, copies: Vec<CopyRow>) -> anyhow::Result<Vec<(CopyRow, Option<u64>)>> {
    let entry = |copy: &CopyRow| -> anyhow::Result<Option<u64>> {
        if copy.proof.is_empty() {
            return Ok(None);
        }
        let proof = app.store.vault.read(&copy.proof)?;
        let proof = String::from_utf8_lossy(&proof);
        Ok(proof.lines().find_map(|line| line.strip_prefix("index ")?.parse().ok()))
    };
    let with_entry = |copy: CopyRow| {
        let entry = entry(&copy)?;
        Ok((copy, entry))
    };
    copies.into_iter().map(with_entry).collect()
}

/// Tells a browser how far a batch has come, and when someone else has done something.
pub(super) async fn progress(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<i64>,
) -> Result<Response, Fault> {
    seen(&app, visitor.who()?, id).await?;
    let (sender, receiver) = tokio::sync::mpsc::channel(1);
    tokio::spawn(async move {
        let mut last = String::new();
        for _ in 0..PROGRESS_MAX {
            let Ok(state) = state_of(&app, id).await else { return };
            if state != last {
                if sender.send(Ok::<_, Infallible>(Told::default().data(&state))).await.is_err() {
                    return;
                }
                last = state;
            }
            tokio::select! {
                () = sender.closed() => return,
                () = tokio::time::sleep(PROGRESS_INTERVAL) => {}
            }
        }
    });
    let told = Sse::new(ReceiverStream::new(receiver)).keep_alive(KeepAlive::default());
    let kind = [(CONTENT_TYPE, "text/event-stream; charset=utf-8")];
    Ok((kind, told).into_response())
}

/// State, files that were read, copies that were made, and the number of the last event.
async fn state_of(app: &App, id: i64) -> anyhow::Result<String> {
    let row = app.store.batch(id).await?;
    let row = row.ok_or_else(|| anyhow::anyhow!("the batch is gone"))?;
    let copies = app.store.copies(id).await?.len();
    let number = app.store.last_event(id).await?;
    Ok(format!("{} {} {copies} {number}", row.state, row.read_files))
}
