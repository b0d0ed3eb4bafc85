//! Signing in by a provider of OpenID Connect: the browser goes there, and comes back with a code.
//!
//! Nobody gets an account that way, and no account is found by a name or a mail address: an
//! administrator ties it to the name that someone has at the provider, and its owner shows once by
//! password and code that it is theirs. Roles are those of the desk.

mod provider;
pub(super) mod token;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::Result;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use self::provider::{Answered, Unknown, encoded};
use self::token::{Identity, is_subject};
use super::accounts::{has_code, is_right, new_session, show, signed_in};
use super::challenge::Challenges;
use super::guard::{Answer, Fault, Sent, Visitor, to};
use super::notes::Event;
use super::store::{Account, Tie};
use super::{App, now, pages};
use crate::desk::guard::{cookie, is_same};

pub(super) use provider::{Provider, is_issuer};

/// Where browsers come back to.
const BACK: &str = "/login/provider/back";
/// What the challenge is for that a browser keeps while it is away.
const AWAY: &str = "coming back from the provider";
/// How someone signed in, in notes.
const BY_PROVIDER: (&str, &str) = ("by", "provider");
/// Time for which the address to sign out at is shown, after the provider told it.
const SIGN_OUT_KNOWN_FOR: Duration = Duration::from_secs(24 * 60 * 60);

/// A provider of OpenID Connect that people may sign in by.
#[derive(Clone)]
pub struct OpenId {
    /// Its name for itself, which is an address.
    pub issuer: String,
    /// Its name for the desk.
    pub client: String,
    /// What shows it that the desk asks.
    pub secret: String,
    /// What people call it.
    pub name: String,
    /// Other hosts of it that the desk may ask.
    pub hosts: Vec<String>,
    /// A file of root certificates instead of the system's.
    pub roots: Option<PathBuf>,
    /// What it says (`acr`, or one of `amr`) of someone who showed two factors; whoever comes
    /// without is asked for a code.
    pub two_factors: Vec<String>,
}

impl std::fmt::Debug for OpenId {
    /// The secret is not shown.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = formatter.debug_struct("OpenId");
        shown.field("issuer", &self.issuer).field("client", &self.client).finish_non_exhaustive()
    }
}

impl OpenId {
    /// Says what is wrong with what the provider tells of itself; asks it.
    pub(super) fn trouble(&self) -> Option<String> {
        self.ask_about().err().map(|error| format!("{error:#}"))
    }
}

/// What the page to sign in on says of the provider.
pub(super) struct Way {
    /// What people call it.
    pub(super) name: String,
    /// Where one signs out there, when that is known.
    pub(super) sign_out: Option<String>,
}

impl Way {
    pub(super) fn of(app: &App) -> Option<Self> {
        let provider = app.provider.as_ref()?;
        let known = provider.remembered(SIGN_OUT_KNOWN_FOR);
        let endpoint = known.and_then(|known| known.about.end_session_endpoint.clone());
        let sign_out = endpoint.map(|endpoint| {
            let client = provider.settings.client.as_str();
            with_query(&endpoint, &[("client_id", client)])
        });
        Some(Self { name: provider.settings.name.clone(), sign_out })
    }
}

/// What a browser is asked for, made from what it keeps while it is away.
struct Asked {
    state: String,
    nonce: String,
    verifier: String,
}

impl Asked {
    fn of(app: &App, kept: &str) -> Result<Self> {
        let part = |name: &str| -> Result<String> {
            let mut mac = Hmac::<Sha256>::new_from_slice(app.store.vault.secret())?;
            mac.update(format!("{name} of a way to the provider: {kept}").as_bytes());
            Ok(URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
        };
        Ok(Self { state: part("state")?, nonce: part("nonce")?, verifier: part("verifier")? })
    }

    /// Where the browser goes (OpenID Connect Core 1.0, 3.1.2.1; RFC 7636, 4.3).
    fn address(&self, endpoint: &str, client: &str, back: &str) -> String {
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&self.verifier));
        let fields = [
            ("response_type", "code"),
            ("scope", "openid"),
            ("client_id", client),
            ("redirect_uri", back),
            ("state", &self.state),
            ("nonce", &self.nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        with_query(endpoint, &fields)
    }
}

fn with_query(address: &str, fields: &[(&str, &str)]) -> String {
    let pairs = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value)));
    let mark = if address.contains('?') { '&' } else { '?' };
    format!("{address}{mark}{}", pairs.collect::<Vec<_>>().join("&"))
}

fn provider(app: &App) -> Result<&Provider, Fault> {
    app.provider.as_ref().ok_or(Fault::Said(StatusCode::NOT_FOUND, "desk-nowhere"))
}

/// Sends a browser to the provider.
pub(super) async fn begin(State(app): State<App>, visitor: Visitor, headers: HeaderMap) -> Answer {
    let provider = provider(&app)?;
    if !app.origin.is_own(&headers) {
        return Ok(to("/login"));
    }
    let known = match provider.known().await {
        Ok(known) => known,
        Err(error) => return silent(&app, &visitor, &error),
    };
    let kept = Challenges::issue(&app.store.vault, AWAY, now())?;
    let (endpoint, client) = (&known.about.authorization_endpoint, &provider.settings.client);
    let address = Asked::of(&app, &kept)?.address(endpoint, client, &back(&app));
    let headers = [(LOCATION, address), (SET_COOKIE, app.origin.away_cookie(&kept))];
    Ok((StatusCode::SEE_OTHER, headers).into_response())
}

fn back(app: &App) -> String {
    format!("{}{BACK}", app.origin.url)
}

/// What a browser brings from the provider (OpenID Connect Core 1.0, 3.1.2.5; RFC 9207).
#[derive(Deserialize)]
pub(super) struct Brought {
    #[serde(default)]
    state: String,
    code: Option<String>,
    iss: Option<String>,
}

/// Takes a browser back, and asks the provider whom its code stands for.
pub(super) async fn come_back(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    Query(brought): Query<Brought>,
) -> Answer {
    let provider = provider(&app)?;
    let kept = cookie(&headers, app.origin.away_cookie_name()).unwrap_or_default();
    let asked = Asked::of(&app, kept)?;
    let is_asked = is_same(&asked.state, &brought.state);
    if !is_asked || !app.challenges.take(&app.store.vault, AWAY, kept, now())? {
        return refused(&app, &visitor, None, "state", "team-provider-again");
    }
    let Some(code) = brought.code else {
        return refused(&app, &visitor, None, "declined", "team-provider-declined");
    };
    let known = match provider.known().await {
        Ok(known) => known,
        Err(error) => return silent(&app, &visitor, &error),
    };
    let is_said = match &brought.iss {
        Some(issuer) => *issuer == provider.settings.issuer,
        None => !known.about.authorization_response_iss_parameter_supported,
    };
    if !is_said {
        return refused(&app, &visitor, None, "issuer", "team-provider-doubted");
    }
    let answered = Answered {
        code: &code,
        back: &back(&app),
        verifier: &asked.verifier,
        nonce: &asked.nonce,
        now: now(),
    };
    match provider.identity(&answered).await {
        Ok(identity) => known_as(&app, &visitor, provider, &identity).await,
        Err(Unknown::Silent(error)) => silent(&app, &visitor, &error),
        Err(Unknown::Refused) => refused(&app, &visitor, None, "code", "team-provider-again"),
        Err(Unknown::Doubted(doubt)) => {
            refused(&app, &visitor, None, doubt.name(), "team-provider-doubted")
        }
    }
}

/// Lets someone in whom the provider knows, or asks for what is missing.
async fn known_as(
    app: &App,
    visitor: &Visitor,
    provider: &Provider,
    identity: &Identity,
) -> Answer {
    let tie = app.store.tie_of(&provider.settings.issuer, &identity.subject).await?;
    let account = match &tie {
        Some(tie) => app.store.account(tie.account).await?.filter(|account| account.is_open),
        None => None,
    };
    let (Some(tie), Some(account)) = (tie, account) else {
        note_refused(app, None, "unknown");
        let html = pages::unknown(app, visitor, &identity.subject);
        return Ok((StatusCode::FORBIDDEN, Html(html)).into_response());
    };
    let two = &provider.settings.two_factors;
    if tie.is_confirmed && identity.ways.iter().any(|way| two.contains(way)) {
        let cookie = new_session(app, visitor, account.id, &[BY_PROVIDER]).await?;
        // A cookie that is strict goes with no request that began at another site: the page itself
        // goes on.
        return Ok(([(SET_COOKIE, cookie)], Html(pages::go_on(app, visitor))).into_response());
    }
    let proof = Challenges::issue(&app.store.vault, &purpose(&tie), now())?;
    let html = pages::prove(app, visitor, &tie, &account.shown, &proof);
    Ok(Html(html).into_response())
}

/// What the proof is for that someone came by the provider.
fn purpose(tie: &Tie) -> String {
    format!("proving account {} as {} at {}", tie.account, tie.subject, tie.issuer)
}

/// What someone shows besides.
#[derive(Deserialize)]
pub(super) struct Shown {
    tie: i64,
    proof: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    code: String,
}

/// Lets someone in who came by the provider and shows what was missing.
pub(super) async fn prove(
    State(app): State<App>,
    visitor: Visitor,
    Form(shown): Form<Shown>,
) -> Answer {
    provider(&app)?;
    let again = || refused(&app, &visitor, None, "proof", "team-provider-again");
    let Some(tie) = app.store.tie(shown.tie).await? else { return again() };
    let account = app.store.account(tie.account).await?.filter(|account| account.is_open);
    let Some(account) = account else { return again() };
    if !app.challenges.take(&app.store.vault, &purpose(&tie), &shown.proof, now())? {
        return again();
    }
    if !app.gate.attempt(&account.name, Instant::now()) {
        app.note(Event::SignInMadeToWait, Some(account.id), &[BY_PROVIDER]);
        let html = pages::login(&app, &visitor, Some("team-login-wait"))?;
        return Ok((StatusCode::TOO_MANY_REQUESTS, Html(html)).into_response());
    }
    if !is_shown(&app, &tie, &account, shown).await? {
        return refused(&app, &visitor, Some(account.id), "code", "team-provider-wrong");
    }
    app.gate.passed(&account.name);
    if !tie.is_confirmed {
        app.store.confirm_tie(&tie, now()).await?;
        app.note(Event::IdentityConfirmed, Some(account.id), &[]);
    }
    signed_in(&app, &visitor, account.id, &[BY_PROVIDER]).await
}

async fn is_shown(app: &App, tie: &Tie, account: &Account, shown: Shown) -> Result<bool> {
    if tie.is_confirmed {
        has_code(app, account, &shown.code).await
    } else {
        is_right(app, Some(account), shown.password, &shown.code).await
    }
}

/// Goes on with the page to sign in on, and says why.
fn refused(
    app: &App,
    visitor: &Visitor,
    account: Option<i64>,
    why: &str,
    id: &'static str,
) -> Answer {
    note_refused(app, account, why);
    let html = pages::login(app, visitor, Some(id))?;
    Ok((StatusCode::FORBIDDEN, Html(html)).into_response())
}

fn note_refused(app: &App, account: Option<i64>, why: &str) {
    app.note(Event::SignInRefused, account, &[BY_PROVIDER, ("why", why)]);
}

fn silent(app: &App, visitor: &Visitor, error: &anyhow::Error) -> Answer {
    app.work.complain(&format!("{error:#}"));
    let html = pages::login(app, visitor, Some("team-provider-silent"))?;
    Ok((StatusCode::BAD_GATEWAY, Html(html)).into_response())
}

/// What an administrator ties.
#[derive(Deserialize)]
pub(super) struct Tied {
    account: i64,
    subject: String,
}

/// Ties an account to a name at the provider; its owner has to confirm it.
pub(super) async fn tie(
    State(app): State<App>,
    visitor: Visitor,
    Sent(sent): Sent<Tied>,
) -> Answer {
    let provider = provider(&app)?;
    let own = visitor.who()?.account.id;
    let subject = sent.subject.trim();
    if !is_subject(subject) || app.store.account(sent.account).await?.is_none() {
        return show(&app, &visitor, StatusCode::CONFLICT, Some("team-tie-bad")).await;
    }
    let issuer = &provider.settings.issuer;
    if !app.store.add_tie(sent.account, issuer, subject, own, now()).await? {
        return show(&app, &visitor, StatusCode::CONFLICT, Some("team-tie-taken")).await;
    }
    app.note(Event::IdentityTied, Some(sent.account), &[("by", &own.to_string())]);
    Ok(to("/accounts"))
}

/// A form that names a tie.
#[derive(Deserialize)]
pub(super) struct Untied {
    tie: i64,
}

/// Takes a tie away; the sessions of its account end.
pub(super) async fn untie(
    State(app): State<App>,
    visitor: Visitor,
    Sent(Untied { tie }): Sent<Untied>,
) -> Answer {
    let own = visitor.who()?.account.id;
    if let Some(account) = app.store.remove_tie(tie, own, now()).await? {
        app.note(Event::IdentityUntied, Some(account), &[("by", &own.to_string())]);
    }
    Ok(to("/accounts"))
}
