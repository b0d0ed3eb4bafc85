//! Signing in by a passkey, and keeping one's own.

use std::time::Instant;

use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse};
use serde::Deserialize;

use super::accounts::{is_right, signed_in};
use super::guard::{Answer, Sent, Visitor, to};
use super::notes::Event;
use super::passkey::{self, Site};
use super::store::Passkey;
use super::{App, now, pages};

/// Most characters of a label.
const LABEL_CHARS_MAX: usize = 60;
/// Passkeys of one account.
const PASSKEYS_MAX: usize = 20;
/// How someone signed in, in notes.
const BY_PASSKEY: &[(&str, &str)] = &[("by", "passkey")];
/// What challenges are for.
pub(super) const SIGN_IN: &str = "signing in";
pub(super) const ADD: &str = "adding";

/// What a browser sends to sign in.
#[derive(Deserialize)]
pub(super) struct SignIn {
    id: String,
    client: String,
    authenticator: String,
    signature: String,
}

/// Signs someone in whose authenticator has verified them.
pub(super) async fn login(
    State(app): State<App>,
    visitor: Visitor,
    Form(form): Form<SignIn>,
) -> Answer {
    let told = |status, id| {
        let html = pages::login(&app, &visitor, Some(id))?;
        Ok((status, Html(html)).into_response())
    };
    let gate = format!("passkey {}", form.id.chars().take(100).collect::<String>());
    if !app.gate.attempt(&gate, Instant::now()) {
        app.note(Event::SignInMadeToWait, None, BY_PASSKEY);
        return told(StatusCode::TOO_MANY_REQUESTS, "team-login-wait");
    }
    let refused = |account| {
        app.note(Event::SignInRefused, account, BY_PASSKEY);
        told(StatusCode::FORBIDDEN, "team-passkey-wrong")
    };
    let Some(passkey) = app.store.passkey(&form.id).await? else { return refused(None) };
    let sent = passkey::Sent { client: form.client, authenticator: form.authenticator };
    let origins = app.origin.addresses();
    let used = passkey::used(&sent, &form.signature, &passkey.key, &Site { origins: &origins });
    let account = app.store.account(passkey.account).await?.filter(|account| account.is_open);
    let (Some((counter, challenge)), Some(account)) = (used, account) else {
        return refused(Some(passkey.account));
    };
    let is_asked = app.challenges.take(&app.store.vault, SIGN_IN, &challenge, now())?;
    // A counter that does not go on is that of a copy (7.2); those without one stay at 0.
    if !is_asked || !app.store.use_passkey(&passkey, counter).await? {
        return refused(Some(account.id));
    }
    app.gate.passed(&gate);
    signed_in(&app, &visitor, account.id, BY_PASSKEY).await
}

/// What a browser sends of a new passkey, with what proves that it is asked for by its owner.
#[derive(Deserialize)]
pub(super) struct Added {
    client: String,
    authenticator: String,
    key: String,
    label: String,
    current: String,
    code: String,
}

/// Adds a passkey to one's own account.
pub(super) async fn add(
    State(app): State<App>,
    visitor: Visitor,
    Sent(form): Sent<Added>,
) -> Answer {
    let account = &visitor.who()?.account;
    if !app.gate.attempt(&account.name, Instant::now()) {
        return own_page(&app, &visitor, StatusCode::TOO_MANY_REQUESTS, "team-login-wait").await;
    }
    if !is_right(&app, Some(account), form.current, &form.code).await? {
        app.note(Event::SignInRefused, Some(account.id), &[("for", "passkey")]);
        return own_page(&app, &visitor, StatusCode::FORBIDDEN, "team-login-wrong").await;
    }
    app.gate.passed(&account.name);
    let sent = passkey::Sent { client: form.client, authenticator: form.authenticator };
    let origins = app.origin.addresses();
    let made = passkey::made(&sent, &form.key, &Site { origins: &origins });
    let purpose = format!("{ADD} {}", account.id);
    let made = match made {
        Some(made)
            if app.challenges.take(&app.store.vault, &purpose, &made.challenge, now())? =>
        {
            made
        }
        _ => return own_page(&app, &visitor, StatusCode::CONFLICT, "team-passkey-bad").await,
    };
    let has_room = app.store.passkeys(account.id).await?.len() < PASSKEYS_MAX;
    let label: String = form.label.trim().chars().take(LABEL_CHARS_MAX).collect();
    let passkey = Passkey {
        id: made.id,
        account: account.id,
        key: form.key,
        counter: i64::from(made.counter),
        label,
    };
    if !has_room || !app.store.add_passkey(&passkey, now()).await? {
        return own_page(&app, &visitor, StatusCode::CONFLICT, "team-passkey-bad").await;
    }
    app.note(Event::PasskeyAdded, Some(account.id), &[]);
    Ok(to("/me"))
}

async fn own_page(app: &App, visitor: &Visitor, status: StatusCode, id: &'static str) -> Answer {
    Ok((status, Html(pages::me(app, visitor, Some(id)).await?)).into_response())
}

/// A form that names a passkey.
#[derive(Deserialize)]
pub(super) struct Named {
    id: String,
}

/// Takes a passkey of one's own away.
pub(super) async fn remove(
    State(app): State<App>,
    visitor: Visitor,
    Sent(Named { id }): Sent<Named>,
) -> Answer {
    let account = visitor.who()?.account.id;
    app.store.remove_passkey(account, &id, now()).await?;
    app.note(Event::PasskeyRemoved, Some(account), &[]);
    Ok(to("/me"))
}
