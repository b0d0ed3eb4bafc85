//! Who is let in, and to what: addresses, sessions, roles, forms of our own, and patience with those
//! who guess.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::{Extension, FromRequest, FromRequestParts, Request, State};
use axum::http::header::{
    ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use review::batch::Role;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::notes::{Event, shown_path};
use super::store::{Account, Session};
use super::table::Access;
use super::{App, Settings, api, fingerprint, now, pages};
use crate::desk::guard::{cookie, is_same};
use crate::desk::pages::{Page, Signed};
use crate::desk::routes::LANGUAGE_COOKIE;
use crate::desk::{Language, pages as desk_pages};

/// Seconds after which a session ends that nobody uses.
const IDLE_SECONDS: i64 = 30 * 60;
/// Seconds after which every session ends.
const SESSION_SECONDS: i64 = 12 * 60 * 60;
/// Seconds for which a browser may be away at the provider.
const AWAY_SECONDS: i64 = super::challenge::SECONDS;
/// Seconds between two notes of when a session was used.
const TOUCH_SECONDS: i64 = 60;
/// Longest form.
const FORM_BYTES_MAX: usize = 64 << 10;
/// Attempts that are free.
const ATTEMPTS_FREE: u32 = 5;
/// Longest wait after many attempts.
const WAIT_MAX: Duration = Duration::from_secs(15 * 60);
/// Questions of an account's programs in a minute.
const QUESTIONS_MAX: u32 = 60;
/// Names whose attempts are counted.
const NAMES_MAX: usize = 10_000;

/// Where the desk is, as browsers see it.
pub(super) struct Origin {
    pub(super) url: String,
    hosts: Vec<String>,
    is_https: bool,
}

impl Origin {
    pub(super) fn of(settings: &Settings) -> Self {
        let own = format!("http://{}", settings.listen);
        let url = settings.url.clone().unwrap_or(own).trim_end_matches('/').to_owned();
        let is_https = url.starts_with("https://");
        let host = url.split_once("://").map_or(url.as_str(), |(_, host)| host).to_owned();
        let mut hosts = vec![host];
        if settings.url.is_none() {
            hosts.push(format!("localhost:{}", settings.listen.port()));
        }
        Self { url, hosts, is_https }
    }

    /// The addresses of its pages, as browsers write origins.
    pub(super) fn addresses(&self) -> Vec<String> {
        let scheme = if self.is_https { "https" } else { "http" };
        self.hosts.iter().map(|host| format!("{scheme}://{host}")).collect()
    }

    fn is_addressed(&self, headers: &HeaderMap) -> bool {
        let host = headers.get(HOST).and_then(|host| host.to_str().ok());
        host.is_some_and(|host| self.hosts.iter().any(|own| own.eq_ignore_ascii_case(host)))
    }

    /// True when a form, or the way to the provider, does not come from another site.
    pub(super) fn is_own(&self, headers: &HeaderMap) -> bool {
        let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        let scheme = if self.is_https { "https://" } else { "http://" };
        let is_own = |origin: &str| {
            let host = origin.strip_prefix(scheme);
            host.is_some_and(|host| self.hosts.iter().any(|own| own == host))
        };
        let site = text(HeaderName::from_static("sec-fetch-site"));
        text(ORIGIN).is_none_or(is_own)
            && site.is_none_or(|site| matches!(site, "same-origin" | "none"))
    }

    fn cookie_name(&self) -> &'static str {
        if self.is_https { "__Host-obelus" } else { "obelus-team" }
    }

    fn language_cookie_name(&self) -> &'static str {
        if self.is_https { "__Host-obelus-language" } else { LANGUAGE_COOKIE }
    }

    /// The cookie of a session.
    pub(super) fn cookie(&self, token: &str) -> String {
        self.hardened(self.cookie_name(), token, "Strict")
    }

    /// The cookie of the language that someone chose; those who come from another site read it too.
    pub(super) fn language_cookie(&self, language: Language) -> String {
        self.hardened(self.language_cookie_name(), language.tag(), "Lax")
    }

    /// Name of the cookie of a browser that is away at the provider.
    pub(super) fn away_cookie_name(&self) -> &'static str {
        if self.is_https { "__Host-obelus-away" } else { "obelus-team-away" }
    }

    /// The cookie of a browser that is away at the provider: it comes back from another site.
    pub(super) fn away_cookie(&self, value: &str) -> String {
        let cookie = self.hardened(self.away_cookie_name(), value, "Lax");
        format!("{cookie}; Max-Age={AWAY_SECONDS}")
    }

    fn hardened(&self, name: &str, value: &str, same_site: &str) -> String {
        let secure = if self.is_https { "; Secure" } else { "" };
        format!("{name}={value}; HttpOnly; SameSite={same_site}; Path=/{secure}")
    }

    /// The cookie that ends one.
    pub(super) fn no_cookie(&self) -> String {
        format!("{}; Max-Age=0", self.cookie(""))
    }
}

/// Whoever asks: someone who is signed in, or a guest.
#[derive(Clone)]
pub(crate) struct Visitor {
    pub(super) language: Language,
    /// Where the page is.
    pub(super) path: String,
    pub(crate) signed: Option<Arc<Who>>,
}

/// Someone who is signed in.
pub(crate) struct Who {
    pub(super) account: Account,
    /// What is kept of the session's token.
    pub(super) session: String,
    /// What every form carries.
    pub(crate) form: String,
}

/// The account of a program.
#[derive(Clone)]
pub(crate) struct Program {
    /// Whose token it has.
    pub(super) account: i64,
}

impl Visitor {
    /// The frame of a page.
    pub(crate) fn page(&self, app: &App) -> Page {
        let signed = self.signed.as_ref();
        Page {
            texts: Arc::clone(&app.texts),
            language: self.language,
            form: signed.map(|who| who.form.clone()).unwrap_or_default(),
            path: self.path.clone(),
            query: String::new(),
            base: String::new(),
            signed: Some(Signed {
                name: signed.map(|who| who.account.shown.clone()).unwrap_or_default(),
                links: signed.map(|who| pages::links(&who.account.roles)).unwrap_or_default(),
            }),
        }
    }

    /// Who is signed in; the table of routes has made sure that someone is.
    pub(crate) fn who(&self) -> Result<&Who, Fault> {
        self.signed.as_deref().ok_or(Fault::Said(StatusCode::FORBIDDEN, "team-not-allowed"))
    }
}

impl Who {
    /// The number of the account.
    pub(crate) const fn id(&self) -> i64 {
        self.account.id
    }

    pub(crate) fn has(&self, roles: &[Role]) -> bool {
        roles.iter().any(|role| self.account.roles.contains(role))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Fault> {
        let visitor = parts.extensions.get::<Self>().cloned();
        visitor.ok_or(Fault::Said(StatusCode::FORBIDDEN, "team-not-allowed"))
    }
}

/// A form of ours: from our own page, and of the session that sends it.
pub(super) struct Sent<T>(pub(super) T);

#[derive(Deserialize)]
struct FormToken {
    #[serde(default)]
    form: String,
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Sent<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let (parts, body) = request.into_parts();
        let visitor = parts.extensions.get::<Visitor>().cloned();
        let bad = || Fault::Said(StatusCode::BAD_REQUEST, "desk-bad-form");
        let bytes = axum::body::to_bytes(body, FORM_BYTES_MAX).await.map_err(|_| bad())?;
        let token: FormToken = form(bytes.clone(), &parts.headers, state).await.ok_or_else(bad)?;
        let wanted = visitor.as_ref().and_then(|visitor| visitor.signed.as_ref());
        if !wanted.is_none_or(|who| is_same(&who.form, &token.form)) {
            return Err(Fault::Said(StatusCode::FORBIDDEN, "desk-not-own"));
        }
        form(bytes, &parts.headers, state).await.map(Self).ok_or_else(bad)
    }
}

/// Reads a form.
async fn form<T: DeserializeOwned>(
    bytes: axum::body::Bytes,
    headers: &HeaderMap,
    state: &(impl Send + Sync),
) -> Option<T> {
    let mut request = Request::new(Body::from(bytes));
    *request.method_mut() = Method::POST;
    let kind = headers.get(CONTENT_TYPE)?;
    request.headers_mut().insert(CONTENT_TYPE, kind.clone());
    let form = axum::Form::<T>::from_request(request, state).await.ok()?;
    Some(form.0)
}

/// Why nothing was done.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The machine or the program failed.
    Failed(anyhow::Error),
    /// Something to say, by the id of its words.
    Said(StatusCode, &'static str),
}

impl<E: Into<anyhow::Error>> From<E> for Fault {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// What a page has to say instead of what was asked for.
#[derive(Clone)]
struct Notice(&'static str, Option<String>);

impl IntoResponse for Fault {
    /// The page is made by [`admit`], which knows who asks.
    fn into_response(self) -> Response {
        let (status, notice) = match self {
            Self::Said(status, id) => (status, Notice(id, None)),
            Self::Failed(error) => {
                let status = StatusCode::INTERNAL_SERVER_ERROR;
                (status, Notice("team-failed", Some(format!("{error:#}"))))
            }
        };
        (status, Extension(notice)).into_response()
    }
}

/// The answer of a handler.
pub(crate) type Answer = Result<Response, Fault>;

/// Goes to another page.
pub(super) fn to(path: &str) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, path.to_owned())]).into_response()
}

/// Refuses requests that name another address, and sets the headers of every answer.
pub(super) async fn harden(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = if app.origin.is_addressed(request.headers()) {
        next.run(request).await
    } else {
        StatusCode::MISDIRECTED_REQUEST.into_response()
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CONTENT_POLICY),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if app.origin.is_https {
        let value = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
    response
}

/// Nothing but our own style, script, forms and progress.
const CONTENT_POLICY: &str = "default-src 'none'; object-src 'none'; style-src 'self'; \
    script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; \
    frame-ancestors 'none'; base-uri 'none'";

/// Lets a request through to a route, or says why not.
pub(super) async fn admit(
    State((app, access)): State<(App, Access)>,
    mut request: Request,
    next: Next,
) -> Response {
    let guest = guest(&app, request.headers(), request.uri().path());
    let signed = match who(&app, request.headers()).await {
        Ok(signed) => signed.map(Arc::new),
        Err(error) => return told(&app, &guest, Fault::Failed(error).into_response()),
    };
    let visitor = Visitor { signed, ..guest };
    if let Err(refused) = may_pass(&app, access, &visitor, &mut request).await {
        return told(&app, &visitor, refused);
    }
    request.extensions_mut().insert(visitor.clone());
    let response = next.run(request).await;
    told(&app, &visitor, response)
}

async fn may_pass(
    app: &App,
    access: Access,
    visitor: &Visitor,
    request: &mut Request,
) -> Result<(), Response> {
    if access == Access::Token {
        let account = program(app, request.headers()).await?;
        request.extensions_mut().insert(Program { account });
        return Ok(());
    }
    if request.method() == Method::POST && !app.origin.is_own(request.headers()) {
        return Err(Fault::Said(StatusCode::FORBIDDEN, "desk-not-own").into_response());
    }
    match &visitor.signed {
        _ if access == Access::Anyone => Ok(()),
        None if request.method() == Method::GET => Err(to("/login")),
        None => Err(Fault::Said(StatusCode::FORBIDDEN, "team-signed-out").into_response()),
        Some(who) if access.admits(&who.account.roles) => Ok(()),
        Some(_) => Err(Fault::Said(StatusCode::FORBIDDEN, "team-not-allowed").into_response()),
    }
}

/// Makes the page of what there is to say.
fn told(app: &App, visitor: &Visitor, response: Response) -> Response {
    let Some(Notice(id, error)) = response.extensions().get::<Notice>().cloned() else {
        return response;
    };
    match error {
        Some(error) => app.work.complain(&error),
        // Addresses that lead nowhere are asked by whatever walks the web.
        None if id != "desk-nowhere" => {
            let account = visitor.signed.as_ref().map(|who| who.id());
            let path = shown_path(&visitor.path);
            app.note(Event::Refused, account, &[("why", id), ("path", path)]);
        }
        None => {}
    }
    let html = desk_pages::notice(&visitor.page(app), &format!("{id}-title"), id);
    (response.status(), Html(html)).into_response()
}

fn guest(app: &App, headers: &HeaderMap, path: &str) -> Visitor {
    let chosen = cookie(headers, app.origin.language_cookie_name()).and_then(Language::of_tag);
    let asked = || Language::asked_for(headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?);
    let language = chosen.or_else(asked).unwrap_or(app.settings.language);
    Visitor { language, path: path.to_owned(), signed: None }
}

/// Returns who has the session of a request.
async fn who(app: &App, headers: &HeaderMap) -> anyhow::Result<Option<Who>> {
    if !headers.contains_key(COOKIE) {
        return Ok(None);
    }
    let Some(token) = cookie(headers, app.origin.cookie_name()) else { return Ok(None) };
    let hash = fingerprint(token);
    let Some(session) = app.store.session(&hash).await? else { return Ok(None) };
    let now = now();
    if !is_fresh(&session, now) {
        app.store.end_session(&hash).await?;
        return Ok(None);
    }
    if now - session.seen > TOUCH_SECONDS {
        app.store.touch_session(&hash, now).await?;
    }
    let account = app.store.account(session.account).await?.filter(|account| account.is_open);
    Ok(account.map(|account| Who { account, session: hash, form: session.form }))
}

/// True for a session that has not ended by itself.
pub(super) fn is_fresh(session: &Session, now: i64) -> bool {
    now - session.seen <= IDLE_SECONDS && now - session.created <= SESSION_SECONDS
}

/// Returns the account of the token that a program sends.
async fn program(app: &App, headers: &HeaderMap) -> Result<i64, Response> {
    let value = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = value.and_then(|value| value.strip_prefix("Bearer "));
    let refused = || {
        app.note(Event::TokenRefused, None, &[]);
        api::unauthorised()
    };
    let token = token.ok_or_else(refused)?;
    let account = app.store.token(&fingerprint(token.trim()), now()).await;
    match account {
        Ok(Some(account)) => Ok(account),
        Ok(None) => Err(refused()),
        Err(error) => {
            app.work.complain(&format!("{error:#}"));
            Err(api::failed())
        }
    }
}

/// Makes those wait who guess passwords or codes.
#[derive(Default)]
pub(super) struct Gate {
    attempts: Mutex<BTreeMap<String, (u32, Instant)>>,
}

impl Gate {
    /// True when an attempt for a name may be made now; it counts as failed until it is [`Self::passed`].
    pub(super) fn attempt(&self, name: &str, now: Instant) -> bool {
        let mut attempts = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        if attempts.len() >= NAMES_MAX {
            attempts.retain(|_, (_, until)| *until > now);
        }
        if attempts.len() >= NAMES_MAX && !attempts.contains_key(name) {
            return false;
        }
        let (count, until) = attempts.entry(name.to_owned()).or_insert((0, now));
        if *until > now {
            return false;
        }
        *count = count.saturating_add(1);
        if let Some(over) = count.checked_sub(ATTEMPTS_FREE) {
            let wait = Duration::from_secs(30 << over.min(5)).min(WAIT_MAX);
            *until = now + wait;
        }
        true
    }

    /// Forgets the attempts of a name that was right.
    pub(super) fn passed(&self, name: &str) {
        self.attempts.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
    }
}

/// Counts what programs ask within a minute.
#[derive(Default)]
pub(super) struct Programs {
    asked: Mutex<BTreeMap<i64, (u32, Instant)>>,
}

impl Programs {
    /// True when the programs of an account may ask once more.
    pub(super) fn may_ask(&self, account: i64, now: Instant) -> bool {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let (count, since) = asked.entry(account).or_insert((0, now));
        if now.duration_since(*since) > Duration::from_secs(60) {
            (*count, *since) = (0, now);
        }
        *count = count.saturating_add(1);
        *count <= QUESTIONS_MAX
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_guesses_waits_longer_and_longer() {
        let gate = Gate::default();
        let mut now = Instant::now();
        for _ in 0..ATTEMPTS_FREE {
            assert!(gate.attempt("kim", now));
        }
        assert!(!gate.attempt("kim", now), "a sixth attempt at once");
        assert!(gate.attempt("lee", now), "others do not wait");
        now += Duration::from_secs(31);
        assert!(gate.attempt("kim", now));
        now += Duration::from_secs(31);
        assert!(!gate.attempt("kim", now), "the second wait is longer");
        gate.passed("kim");
        assert!(gate.attempt("kim", now));
    }
}
