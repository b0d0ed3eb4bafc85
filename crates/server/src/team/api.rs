//! What programs may ask: the verdict on a file, before it is published.

use std::io::Write as _;
use std::sync::{Arc, OnceLock};

use anyhow::Context as _;
use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, IntoResponse, Response};
use serde::{Deserialize, Serialize};

use super::guard::{Answer, Fault, Program, Sent, Visitor, to};
use super::notes::Event;
use super::store::Token;
use super::{App, Handed, Wanted, fingerprint, now, pages};
use crate::desk::File;
use crate::desk::guard::random_token;

/// Longest file.
const FILE_BYTES_MAX: u64 = 64 << 20;
/// Longest name of a file, in characters.
const NAME_CHARS_MAX: usize = 300;
/// Seconds for which a token stands.
const TOKEN_SECONDS: i64 = 365 * 24 * 60 * 60;
/// Most tokens of one account.
const TOKENS_MAX: usize = 20;
/// Findings in one answer.
const FINDINGS_MAX: usize = 1_000;

/// The tokens of one's programs.
pub(super) async fn tokens(State(app): State<App>, visitor: Visitor) -> Answer {
    show(&app, &visitor, None).await
}

async fn show(app: &App, visitor: &Visitor, made: Option<String>) -> Answer {
    let tokens = app.store.tokens(visitor.who()?.account.id).await?;
    Ok(Html(pages::tokens(&visitor.page(app), &tokens, made)).into_response())
}

#[derive(Deserialize)]
pub(super) struct Label {
    label: String,
}

/// Makes a token, which is shown once.
pub(super) async fn add_token(
    State(app): State<App>,
    visitor: Visitor,
    Sent(sent): Sent<Label>,
) -> Answer {
    let account = visitor.who()?.account.id;
    if app.store.tokens(account).await?.len() >= TOKENS_MAX {
        return Err(Fault::Said(StatusCode::CONFLICT, "team-tokens-many"));
    }
    let token = format!("obelus-check-{}", random_token()?);
    let label = sent.label.chars().filter(|char| !char.is_control()).take(80).collect();
    let new = Token { id: 0, account, label, expires: now() + TOKEN_SECONDS };
    app.store.add_token(&fingerprint(&token), &new, now()).await?;
    app.note(Event::TokenMade, Some(account), &[]);
    show(&app, &visitor, Some(token)).await
}

#[derive(Deserialize)]
pub(super) struct Removed {
    token: i64,
}

/// Takes a token back.
pub(super) async fn remove_token(
    State(app): State<App>,
    visitor: Visitor,
    Sent(sent): Sent<Removed>,
) -> Answer {
    let account = visitor.who()?.account.id;
    app.store.remove_token(account, sent.token).await?;
    app.note(Event::TokenRemoved, Some(account), &[]);
    Ok(to("/tokens"))
}

/// The description of the interface (OpenAPI 3.1).
pub(super) async fn description() -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], include_str!("../../assets/openapi.json"))
}

#[derive(Deserialize)]
pub(super) struct Asked {
    /// Name of the file, whose ending may say what it is.
    #[serde(default)]
    name: String,
}

/// What is said about a file: never what was found, only what it is and where.
#[derive(Serialize)]
struct Verdict<'f> {
    verdict: &'f str,
    format: &'f str,
    may_be_published: bool,
    problems: &'f [String],
    findings: Vec<Found<'f>>,
    findings_total: usize,
}

#[derive(Serialize)]
struct Found<'f> {
    rule: &'f str,
    title: &'f str,
    severity: &'f str,
    confidence: &'f str,
    place: &'f str,
    hidden: Option<&'f str>,
}

/// An answer to a program that asked in the wrong way.
#[derive(Serialize)]
struct Refused {
    error: &'static str,
    help: &'static str,
}

fn refused(status: StatusCode, error: &'static str, help: &'static str) -> Response {
    json(status, &Refused { error, help })
}

fn json(status: StatusCode, value: &impl Serialize) -> Response {
    let text = serde_json::to_string(value).unwrap_or_default();
    (status, [(CONTENT_TYPE, "application/json")], text).into_response()
}

/// Reads the file in the body and says what it would give away; keeps nothing of it.
pub(super) async fn check(
    State(app): State<App>,
    program: axum::Extension<Program>,
    Query(asked): Query<Asked>,
    body: Body,
) -> Response {
    if !app.programs.may_ask(program.account, std::time::Instant::now()) {
        let help = "wait a minute, and ask at most sixty times in one";
        return refused(StatusCode::TOO_MANY_REQUESTS, "too many questions", help);
    }
    let Ok(_turn) = app.checks.acquire().await else {
        return refused(StatusCode::SERVICE_UNAVAILABLE, "the desk is closing", "try again");
    };
    let most = usize::try_from(FILE_BYTES_MAX).unwrap_or(usize::MAX);
    let Ok(bytes) = axum::body::to_bytes(body, most).await else {
        let help = "send one file of at most 64 MiB as the body";
        return refused(StatusCode::PAYLOAD_TOO_LARGE, "the file did not arrive whole", help);
    };
    if bytes.is_empty() {
        let help = "send the file as the body, as with `curl --data-binary @FILE`";
        return refused(StatusCode::BAD_REQUEST, "there is no file", help);
    }
    if asked.name.chars().count() > NAME_CHARS_MAX {
        let help = "name the file in at most 300 characters";
        return refused(StatusCode::BAD_REQUEST, "the name is too long", help);
    }
    let name = match asked.name.rsplit(['/', '\\']).next() {
        Some(name) if !name.is_empty() => name.to_owned(),
        _ => "file".to_owned(),
    };
    let own = Arc::clone(&app);
    let reading = move || {
        let fill = |to: &mut std::fs::File| Ok(to.write_all(&bytes)?);
        let handed = Handed { name: &name, fill: &fill };
        let read = OnceLock::new();
        own.work.read(&[handed], &Wanted::default(), &|_, file| read.set(file).is_ok())?;
        read.into_inner().context("the file was not read")
    };
    match tokio::task::spawn_blocking(reading).await {
        Ok(Ok([english, _])) => json(StatusCode::OK, &verdict(&english)),
        Ok(Err(error)) => {
            app.work.complain(&format!("{error:#}"));
            failed()
        }
        Err(_) => failed(),
    }
}

/// The answer to a program without a token that holds.
pub(super) fn unauthorised() -> Response {
    let help = "send `Authorization: Bearer TOKEN`; a submitter makes tokens under Programs";
    refused(StatusCode::UNAUTHORIZED, "there is no token, or it does not hold", help)
}

/// The answer when we failed.
pub(super) fn failed() -> Response {
    let help = "nothing is known about the file; do not publish it on this answer";
    refused(StatusCode::INTERNAL_SERVER_ERROR, "reading failed through a fault of ours", help)
}

fn verdict(file: &File) -> Verdict<'_> {
    let found = file.findings.iter().take(FINDINGS_MAX).map(|finding| Found {
        rule: &finding.rule,
        title: &finding.title,
        severity: &finding.severity,
        confidence: &finding.confidence,
        place: &finding.place,
        hidden: finding.hidden.as_deref(),
    });
    Verdict {
        verdict: &file.verdict,
        format: &file.format,
        may_be_published: file.verdict == "nothing-found",
        problems: &file.problems,
        findings: found.collect(),
        findings_total: file.findings.len(),
    }
}
