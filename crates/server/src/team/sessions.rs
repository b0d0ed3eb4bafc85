//! One's own sessions: which there are, and ending those that one does not know.

use std::collections::BTreeSet;
use std::time::Instant;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse};

use super::accounts::has_code;
use super::guard::{Answer, Sent, Visitor, to};
use super::notes::Event;
use super::{App, pages};

/// Ends the sessions that were ticked, for whoever has the authenticator.
///
/// Whoever took a session over must not end those of its owner with it.
pub(super) async fn end(
    State(app): State<App>,
    visitor: Visitor,
    Sent(sent): Sent<Vec<(String, String)>>,
) -> Answer {
    let account = &visitor.who()?.account;
    let told = async |status, id| -> Answer {
        Ok((status, Html(pages::me(&app, &visitor, Some(id)).await?)).into_response())
    };
    let values = |wanted: &'static str| {
        sent.iter().filter(move |(name, _)| name == wanted).map(|(_, value)| value.as_str())
    };
    let ticked: BTreeSet<&str> = values("session").collect();
    if ticked.is_empty() {
        return told(StatusCode::CONFLICT, "team-sessions-none").await;
    }
    if !app.gate.attempt(&account.name, Instant::now()) {
        return told(StatusCode::TOO_MANY_REQUESTS, "team-login-wait").await;
    }
    if !has_code(&app, account, values("code").next().unwrap_or_default()).await? {
        app.note(Event::SignInRefused, Some(account.id), &[("for", "sessions")]);
        return told(StatusCode::FORBIDDEN, "team-code-wrong").await;
    }
    app.gate.passed(&account.name);
    for session in &ticked {
        app.store.end_session_of(account.id, session).await?;
    }
    app.note(Event::SessionsEnded, Some(account.id), &[("count", &ticked.len().to_string())]);
    Ok(to("/me"))
}
