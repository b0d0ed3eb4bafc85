//! Signing in and out, making accounts by links, and keeping them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use axum::Form;
use axum::extract::{Path, State};
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderName, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use hmac::{Hmac, KeyInit as _, Mac as _};
use review::batch::{Role, may_have};
use serde::Deserialize;
use sha2::Sha256;
use tokio::task::spawn_blocking;

use super::guard::{Answer, Fault, Sent, Visitor, to};
use super::notes::Event;
use super::openid::Way;
use super::store::{Account, Link, NewAccount, Session};
use super::{App, fingerprint, now, pages, password, totp};
use crate::desk::Language;
use crate::desk::guard::random_token;
use crate::desk::pages::Page;

/// What a browser forgets when someone signs out (W3C Clear Site Data).
const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");
/// Seconds for which an invitation stands.
const LINK_SECONDS: i64 = 3 * 24 * 60 * 60;
/// How long a link stands on the page of whoever made it.
const FRESH: Duration = Duration::from_secs(5 * 60);
/// Most characters of a name.
const NAME_CHARS_MAX: usize = 60;
/// How someone signed in, in notes.
const BY_PASSWORD: &[(&str, &str)] = &[("by", "password-and-code")];

/// Goes to what is first for this person.
pub(super) async fn home(visitor: Visitor) -> Answer {
    let roles = &visitor.who()?.account.roles;
    Ok(to(pages::links(roles).first().map_or("/me", |(path, _)| path)))
}

/// The page to sign in on.
pub(super) async fn ask_login(State(app): State<App>, visitor: Visitor) -> Answer {
    Ok(Html(pages::login(&app, &visitor, None)?).into_response())
}

#[derive(Deserialize)]
pub(super) struct Login {
    name: String,
    password: String,
    code: String,
}

/// Signs someone in who knows the password and has the authenticator.
pub(super) async fn login(
    State(app): State<App>,
    visitor: Visitor,
    Form(sent): Form<Login>,
) -> Answer {
    // Whatever is longer is no name, and must not fill the memory of those that were tried.
    let name = sent.name.trim().to_lowercase().chars().take(NAME_CHARS_MAX + 1).collect::<String>();
    let told = |status, id| {
        let html = pages::login(&app, &visitor, Some(id))?;
        Ok((status, Html(html)).into_response())
    };
    if !app.gate.attempt(&name, Instant::now()) {
        app.note(Event::SignInMadeToWait, None, BY_PASSWORD);
        return told(StatusCode::TOO_MANY_REQUESTS, "team-login-wait");
    }
    let account = app.store.account_named(&name).await?.filter(|account| account.is_open);
    if !is_right(&app, account.as_ref(), sent.password, &sent.code).await? {
        app.note(Event::SignInRefused, account.map(|account| account.id), BY_PASSWORD);
        return told(StatusCode::FORBIDDEN, "team-login-wrong");
    }
    let Some(account) = account else { return told(StatusCode::FORBIDDEN, "team-login-wrong") };
    app.gate.passed(&name);
    signed_in(&app, &visitor, account.id, BY_PASSWORD).await
}

/// Begins the session of an account, and goes to what is first for it.
pub(super) async fn signed_in(
    app: &App,
    visitor: &Visitor,
    account: i64,
    how: &[(&str, &str)],
) -> Answer {
    let cookie = new_session(app, visitor, account, how).await?;
    let headers = [(LOCATION, "/".to_owned()), (SET_COOKIE, cookie)];
    Ok((StatusCode::SEE_OTHER, headers).into_response())
}

/// Begins the session of an account, ends the one that there was, and returns its cookie.
pub(super) async fn new_session(
    app: &App,
    visitor: &Visitor,
    account: i64,
    how: &[(&str, &str)],
) -> Result<String> {
    if let Some(former) = &visitor.signed {
        app.store.end_session(&former.session).await?;
    }
    let token = random_token()?;
    let now = now();
    let session = Session { account, form: random_token()?, created: now, seen: now };
    app.store.add_session(&fingerprint(&token), &session).await?;
    app.note(Event::SignedIn, Some(account), how);
    Ok(app.origin.cookie(&token))
}

/// True for the password and a fresh code of an account. Takes as long when there is none.
pub(super) async fn is_right(
    app: &App,
    account: Option<&Account>,
    password: String,
    code: &str,
) -> Result<bool> {
    let kept = match account {
        Some(account) => account.password.clone(),
        None => NOBODY.to_owned(),
    };
    let fits = compute(app, move || password::fits(&password, &kept)).await?;
    match account.filter(|_| fits) {
        Some(account) => has_code(app, account, code).await,
        None => Ok(false),
    }
}

/// True for a fresh code of an account, which is used up.
pub(super) async fn has_code(app: &App, account: &Account, code: &str) -> Result<bool> {
    let secret = app.store.secret(account)?;
    let time = u64::try_from(now())?;
    match totp::accepted(&secret, code, time, account.step) {
        Some(step) => app.store.use_step(account.id, step).await,
        None => Ok(false),
    }
}

/// What is kept of the password of an account that is not there.
const NOBODY: &str = "19456$2$AAAAAAAAAAAAAAAAAAAAAA$nobody";

/// Computes a password in a thread of its own, few at a time.
async fn compute<T: Send + 'static>(
    app: &App,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    let _turn = app.passwords.acquire().await?;
    Ok(spawn_blocking(work).await?)
}

/// Ends the session.
pub(super) async fn logout(State(app): State<App>, visitor: Visitor, _sent: Sent<Empty>) -> Answer {
    let who = visitor.who()?;
    app.store.end_session(&who.session).await?;
    app.note(Event::SignedOut, Some(who.id()), &[]);
    let headers = [
        (LOCATION, "/login".to_owned()),
        (SET_COOKIE, app.origin.no_cookie()),
        (CLEAR_SITE_DATA, "\"cache\", \"storage\"".to_owned()),
    ];
    Ok((StatusCode::SEE_OTHER, headers).into_response())
}

/// A form with nothing but its token.
#[derive(Deserialize)]
pub(super) struct Empty {}

/// The page of an invitation.
pub(super) async fn ask_join(
    State(app): State<App>,
    visitor: Visitor,
    Path(token): Path<String>,
) -> Answer {
    let link = link_of(&app, &token).await?;
    let page = visitor.page(&app);
    let secret = secret_of(&app, &token)?;
    Ok(Html(pages::join(&page, &link.roles, &secret, pages::Names::default())).into_response())
}

#[derive(Deserialize)]
pub(super) struct Join {
    name: String,
    shown: String,
    password: String,
    again: String,
    code: String,
}

/// Makes the account of an invitation.
pub(super) async fn join(
    State(app): State<App>,
    visitor: Visitor,
    Path(token): Path<String>,
    Form(sent): Form<Join>,
) -> Answer {
    let link = link_of(&app, &token).await?;
    let secret = secret_of(&app, &token)?;
    let page = visitor.page(&app);
    let told = |id| {
        let (name, shown) = (&*sent.name, &*sent.shown);
        let names = pages::Names { name, shown, refused: Some(page.text(id)) };
        let html = pages::join(&page, &link.roles, &secret, names);
        Ok((StatusCode::CONFLICT, Html(html)).into_response())
    };
    let name = sent.name.trim().to_lowercase();
    let shown = sent.shown.trim().to_owned();
    if !is_name(&name) || !is_name(&shown) {
        return told("team-join-name");
    }
    if let Some(fault) = fault_of(&app, &sent.password, &sent.again, &name).await? {
        return told(fault);
    }
    let Some(step) = totp::accepted(&secret, &sent.code, u64::try_from(now())?, 0) else {
        return told("team-join-code");
    };
    let plain = sent.password.clone();
    let password = compute(&app, move || password::hash(&plain)).await??;
    let new = NewAccount { name, shown, password, secret: secret.clone(), step };
    if !app.store.join(&link, &new, now()).await? {
        return told("team-join-taken");
    }
    app.note(Event::Joined, None, &[("invited-by", &link.made_by.to_string())]);
    Ok(to("/login"))
}

/// Returns what is wrong with a new password.
async fn fault_of(
    app: &App,
    password: &str,
    again: &str,
    name: &str,
) -> Result<Option<&'static str>> {
    if password != again {
        return Ok(Some("team-join-again"));
    }
    if !password::is_good(password, name) {
        return Ok(Some("team-join-password"));
    }
    let Some(list) = app.settings.breached.clone() else { return Ok(None) };
    let password = password.to_owned();
    let looking = spawn_blocking(move || password::breached::has(&list, &password));
    let is_known = looking.await?.context("the list of breached passwords cannot be read")?;
    Ok(is_known.then_some("team-join-breached"))
}

fn is_name(name: &str) -> bool {
    let length = name.chars().count();
    (1..=NAME_CHARS_MAX).contains(&length) && !name.chars().any(char::is_control)
}

async fn link_of(app: &App, token: &str) -> Result<Link, Fault> {
    let link = app.store.link(&fingerprint(token), now()).await?;
    link.ok_or(Fault::Said(StatusCode::NOT_FOUND, "team-link-void"))
}

/// The secret of the authenticator that goes with a link: the same each time the page is shown.
fn secret_of(app: &App, token: &str) -> Result<Vec<u8>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(app.store.vault.secret())?;
    mac.update(b"secret of an authenticator\0");
    mac.update(token.as_bytes());
    Ok(mac.finalize().into_bytes().iter().copied().take(totp::SECRET_BYTES).collect())
}

/// One's own page.
pub(super) async fn me(State(app): State<App>, visitor: Visitor) -> Answer {
    Ok(Html(pages::me(&app, &visitor, None).await?).into_response())
}

#[derive(Deserialize)]
pub(super) struct NewPassword {
    current: String,
    code: String,
    password: String,
    again: String,
}

/// Changes one's password; every session ends.
pub(super) async fn change_password(
    State(app): State<App>,
    visitor: Visitor,
    Sent(sent): Sent<NewPassword>,
) -> Answer {
    let account = &visitor.who()?.account;
    let told = async |status, id| -> Answer {
        let html = pages::me(&app, &visitor, Some(id)).await?;
        Ok((status, Html(html)).into_response())
    };
    if let Some(fault) = fault_of(&app, &sent.password, &sent.again, &account.name).await? {
        return told(StatusCode::CONFLICT, fault).await;
    }
    if !app.gate.attempt(&account.name, Instant::now()) {
        return told(StatusCode::TOO_MANY_REQUESTS, "team-login-wait").await;
    }
    if !is_right(&app, Some(account), sent.current, &sent.code).await? {
        app.note(Event::SignInRefused, Some(account.id), &[("for", "password-change")]);
        return told(StatusCode::FORBIDDEN, "team-login-wrong").await;
    }
    app.gate.passed(&account.name);
    let plain = sent.password;
    let hash = compute(&app, move || password::hash(&plain)).await??;
    app.store.change_password(account.id, hash, now()).await?;
    app.note(Event::PasswordChanged, Some(account.id), &[]);
    Ok(to("/login"))
}

/// The accounts.
pub(super) async fn list(State(app): State<App>, visitor: Visitor) -> Answer {
    show(&app, &visitor, StatusCode::OK, None).await
}

/// The page of the accounts, with what there is to say.
pub(super) async fn show(
    app: &App,
    visitor: &Visitor,
    status: StatusCode,
    message: Option<&str>,
) -> Answer {
    let accounts = app.store.accounts().await?;
    // Also where a form was refused: its address shows nothing when it is asked for again.
    let page = Page { path: "/accounts".to_owned(), ..visitor.page(app) };
    let own = visitor.who()?.account.id;
    let link = app.fresh.of(&visitor.who()?.session, Instant::now());
    let open = app.store.links(now()).await?;
    let message = message.map(|id| page.text(id));
    let ties = match Way::of(app) {
        Some(way) => Some((way.name, app.store.ties().await?)),
        None => None,
    };
    let shown = pages::Accounts { accounts: &accounts, own, open: &open, ties };
    Ok((status, Html(pages::accounts(&page, &shown, message, link))).into_response())
}

/// Makes a link for someone who is to have an account.
pub(super) async fn invite(
    State(app): State<App>,
    visitor: Visitor,
    Sent(sent): Sent<Vec<(String, String)>>,
) -> Answer {
    let named = |(key, value): &(String, String)| {
        if key == "role" { Role::of_name(value) } else { None }
    };
    let roles: BTreeSet<Role> = sent.iter().filter_map(named).collect();
    if roles.is_empty() {
        return show(&app, &visitor, StatusCode::CONFLICT, Some("team-invite-none")).await;
    }
    if !may_have(&roles) {
        return show(&app, &visitor, StatusCode::CONFLICT, Some("team-invite-both")).await;
    }
    let token = random_token()?;
    let link = Link {
        hash: fingerprint(&token),
        roles,
        made_by: visitor.who()?.account.id,
        expires: now() + LINK_SECONDS,
    };
    app.store.add_link(&link).await?;
    let roles: Vec<&str> = link.roles.iter().map(|role| role.name()).collect();
    app.note(Event::Invited, Some(link.made_by), &[("roles", &roles.join(","))]);
    let address = format!("{}/join/{token}", app.origin.url);
    app.fresh.keep(&visitor.who()?.session, address, Instant::now());
    Ok(to("/accounts"))
}

#[derive(Deserialize)]
pub(super) struct Withdrawn {
    link: String,
}

/// Withdraws a link that nobody has used.
pub(super) async fn withdraw(
    State(app): State<App>,
    visitor: Visitor,
    Sent(sent): Sent<Withdrawn>,
) -> Answer {
    let who = visitor.who()?;
    app.store.remove_link(&sent.link).await?;
    app.fresh.forget(&who.session);
    app.note(Event::InvitationWithdrawn, Some(who.id()), &[]);
    Ok(to("/accounts"))
}

/// Links that were just made, which stand on the page of whoever made them for a while: a page that
/// is loaded again, or in another language, neither loses one nor makes another.
#[derive(Default)]
pub(super) struct Fresh {
    links: Mutex<BTreeMap<String, (String, Instant)>>,
}

impl Fresh {
    fn keep(&self, session: &str, link: String, now: Instant) {
        let mut links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
        links.retain(|_, (_, made)| now.duration_since(*made) < FRESH);
        links.insert(session.to_owned(), (link, now));
    }

    fn forget(&self, session: &str) {
        self.links.lock().unwrap_or_else(PoisonError::into_inner).remove(session);
    }

    fn of(&self, session: &str, now: Instant) -> Option<String> {
        let links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
        let (link, made) = links.get(session)?;
        (now.duration_since(*made) < FRESH).then(|| link.clone())
    }
}

#[derive(Deserialize)]
pub(super) struct SetOpen {
    account: i64,
    open: bool,
}

/// Closes an account or opens it again; never one's own.
pub(super) async fn set_open(
    State(app): State<App>,
    visitor: Visitor,
    Sent(sent): Sent<SetOpen>,
) -> Answer {
    let own = visitor.who()?.account.id;
    if sent.account == own {
        return show(&app, &visitor, StatusCode::CONFLICT, Some("team-own-account")).await;
    }
    app.store.set_open(sent.account, sent.open, own, now()).await?;
    let event = if sent.open { Event::Opened } else { Event::Closed };
    app.note(event, Some(sent.account), &[("by", &own.to_string())]);
    Ok(to("/accounts"))
}

#[derive(Deserialize)]
pub(super) struct Chosen {
    language: String,
    #[serde(default)]
    back: String,
}

/// Changes the language, and nothing else.
pub(super) async fn choose_language(State(app): State<App>, Form(sent): Form<Chosen>) -> Answer {
    let Some(language) = Language::of_tag(&sent.language) else {
        return Err(Fault::Said(StatusCode::BAD_REQUEST, "desk-bad-form"));
    };
    let cookie = app.origin.language_cookie(language);
    let headers = [(LOCATION, own_path(&sent.back)), (SET_COOKIE, cookie)];
    Ok((StatusCode::SEE_OTHER, headers).into_response())
}

/// A path of ours, whatever a form says.
fn own_path(path: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.?=&".contains(&byte);
    let is_own = path.starts_with('/') && !path.starts_with("//") && path.bytes().all(is_plain);
    if is_own { path.to_owned() } else { "/".to_owned() }
}

/// What a form does has no page of its own.
pub(super) async fn no_page() -> Response {
    Fault::Said(StatusCode::METHOD_NOT_ALLOWED, "desk-no-page").into_response()
}

/// A page that is not there.
pub(super) async fn nowhere() -> Response {
    Fault::Said(StatusCode::NOT_FOUND, "desk-nowhere").into_response()
}
