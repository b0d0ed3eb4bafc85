//! Tells another program of each release: which copies are out, by their digests alone.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use hmac::{Hmac, KeyInit as _, Mac as _};
use review::statement::hex;
use serde::Serialize;
use sha2::Sha256;

use super::store::CopyRow;
use super::{App, Webhook, now};
use crate::outgoing;

/// Version of what is told.
const VERSION: u32 = 1;
/// Time for an answer.
const TIME_LIMIT: Duration = Duration::from_secs(5);

/// What is told: nothing that was in a document, no title and no name.
#[derive(Serialize)]
struct Told<'t> {
    v: u32,
    event: &'static str,
    batch: i64,
    time: i64,
    page: String,
    copies: Vec<ToldCopy<'t>>,
}

#[derive(Serialize)]
struct ToldCopy<'t> {
    number: i64,
    sha256: &'t str,
    outcome: &'t str,
}

impl<'t> ToldCopy<'t> {
    fn of(copy: &'t CopyRow) -> Self {
        Self { number: copy.number, sha256: &copy.digest, outcome: &copy.outcome }
    }
}

/// Tells of a release; an error when nobody took it, so that it is told again later.
pub(super) async fn tell(app: &App, batch: i64) -> Result<()> {
    match &app.settings.webhook {
        Some(webhook) => tell_to(app, webhook, batch).await,
        None => Ok(()),
    }
}

/// Tells one program.
pub(super) async fn tell_to(app: &App, webhook: &Webhook, batch: i64) -> Result<()> {
    let copies = app.store.copies(batch).await?;
    let told = Told {
        v: VERSION,
        event: "released",
        batch,
        time: now(),
        page: format!("{}/batch/{batch}/", app.origin.url),
        copies: copies.iter().map(ToldCopy::of).collect(),
    };
    let (webhook, body) = (webhook.clone(), serde_json::to_string(&told)?);
    tokio::task::spawn_blocking(move || send(&webhook, &body)).await?
}

fn send(webhook: &Webhook, body: &str) -> Result<()> {
    let mut code = Hmac::<Sha256>::new_from_slice(&webhook.key)?;
    code.update(body.as_bytes());
    let code = hex(&code.finalize().into_bytes());
    let answer = outgoing::agent(&webhook.url, None, TIME_LIMIT)?
        .post(&webhook.url)
        .header("content-type", "application/json")
        .header("obelus-signature", format!("hmac-sha256={code}"))
        .send(body)
        .context("nobody took what the webhook tells")?;
    let status = answer.status();
    ensure!(status.is_success(), "what the webhook tells was answered with {status}");
    Ok(())
}
