//! Which address shows or does what.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Form, Multipart, Path, Query, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, REFERRER_POLICY, SET_COOKIE,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use review::batch::{Action, ItemId, Refusal, Withholding};
use serde::Deserialize;

use super::added::{self, Added};
use super::content::Area;
use super::download;
use super::guard::{self, Guard};
use super::look::Look;
use super::pages::{self, Page, Refused, Typed};
use super::pictures::Pictures;
use super::session::{self, Desk};
use super::{Language, Texts};

/// Longest form.
const FORM_BYTES_MAX: usize = 16 << 10;
/// Nothing but our own style, script and forms.
const CONTENT_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
    img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
/// How long a form waits for copies that are quickly made.
const MOMENT: Duration = Duration::from_secs(1);
/// Name of the cookie that keeps the language.
pub(crate) const LANGUAGE_COOKIE: &str = "obelus-language";

/// What the routes share.
struct Shared {
    desk: Mutex<Desk>,
    /// Files are added one after another.
    adding: Mutex<()>,
    pictures: Arc<dyn Pictures>,
    texts: Arc<dyn Texts>,
    language: Language,
    guard: Guard,
}

type App = State<Arc<Shared>>;

/// Returns all routes, behind the guard.
pub(super) fn router(
    desk: Desk,
    pictures: Arc<dyn Pictures>,
    texts: Arc<dyn Texts>,
    language: Language,
    guard: Guard,
) -> Router {
    let (desk, adding) = (Mutex::new(desk), Mutex::default());
    let shared = Arc::new(Shared { desk, adding, pictures, texts, language, guard });
    let inside = Router::new()
        .route("/", get(batch))
        .route("/file/{number}", get(file))
        .route("/picture/{number}/{page}", get(picture))
        .route("/add", post(add).layer(DefaultBodyLimit::max(added::FORM_BYTES_MAX)))
        .route("/decide", post(decide))
        .route("/area", post(area))
        .route("/undo", post(undo))
        .route("/redo", post(redo))
        .route("/release", post(release))
        .route("/reopen", post(reopen))
        .route("/copy/{number}", get(copy))
        .route("/copies.zip", get(copies))
        .route("/language", post(language_chosen))
        .method_not_allowed_fallback(no_page)
        .route_layer(middleware::from_fn_with_state(Arc::clone(&shared), only_inside));
    inside
        .route("/enter/{token}", get(enter))
        .route("/style.css", get(style))
        .route("/desk.js", get(script))
        .fallback(nowhere)
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
        .layer(middleware::from_fn_with_state(Arc::clone(&shared), only_addressed))
        .with_state(shared)
}

impl Shared {
    /// The desk; what a failed request left behind is still what people decided.
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads a file and puts it on the desk, or says by an id why not.
    fn add(&self, file: Added) -> Result<(), &'static str> {
        let _turn = self.adding.lock().unwrap_or_else(PoisonError::into_inner);
        let add = self.desk().adder().ok_or("desk-refused-stage")?;
        let files = add(&file.name, file.bytes).map_err(|_| "desk-add-failed")?;
        self.desk().add(files).map_err(|refusal| refusal_text(&refusal))
    }

    fn page(&self, headers: &HeaderMap, path: &str) -> Page {
        let chosen = guard::cookie(headers, LANGUAGE_COOKIE).and_then(Language::of_tag);
        Page {
            texts: Arc::clone(&self.texts),
            language: chosen.unwrap_or(self.language),
            form: self.guard.form_token().to_owned(),
            path: path.to_owned(),
            query: String::new(),
            base: String::new(),
            signed: None,
        }
    }

    fn notice(&self, headers: &HeaderMap, status: StatusCode, id: &str) -> Response {
        let page = self.page(headers, "/");
        let html = pages::notice(&page, &format!("{id}-title"), id);
        (status, Html(html)).into_response()
    }
}

/// Refuses requests that name another address, and sets the headers of every answer.
async fn only_addressed(State(shared): App, request: Request, next: Next) -> Response {
    let mut response = if shared.guard.is_addressed(request.headers()) {
        next.run(request).await
    } else {
        StatusCode::MISDIRECTED_REQUEST.into_response()
    };
    let headers: [(HeaderName, &'static str); 4] = [
        (CACHE_CONTROL, "no-store"),
        (CONTENT_SECURITY_POLICY, CONTENT_POLICY),
        // Without a referrer browsers name no origin beside a form.
        (REFERRER_POLICY, "same-origin"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    for (name, value) in headers {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

async fn only_inside(State(shared): App, request: Request, next: Next) -> Response {
    if shared.guard.is_in(request.headers()) {
        return next.run(request).await;
    }
    shared.notice(request.headers(), StatusCode::FORBIDDEN, "desk-not-in")
}

async fn enter(State(shared): App, Path(token): Path<String>, headers: HeaderMap) -> Response {
    match shared.guard.enter(&token) {
        Some(cookie) => (StatusCode::SEE_OTHER, [(LOCATION, "/".to_owned()), (SET_COOKIE, cookie)])
            .into_response(),
        None if shared.guard.is_in(&headers) => to("/"),
        None => shared.notice(&headers, StatusCode::FORBIDDEN, "desk-not-in"),
    }
}

async fn batch(State(shared): App, look: Query<Look>, headers: HeaderMap) -> Html<String> {
    let page = shared.page(&headers, "/");
    Html(pages::batch(&page, shared.desk().view().in_language(page.language), &look, None))
}

async fn file(
    State(shared): App,
    Path(number): Path<usize>,
    look: Query<Look>,
    headers: HeaderMap,
) -> Response {
    let page = Page { query: look.query(), ..shared.page(&headers, &format!("/file/{number}")) };
    let desk = shared.desk();
    let view = desk.view().in_language(page.language);
    let html = pages::file(&page, view, number, &look, true, false, None);
    drop(desk);
    match html {
        Some(html) => Html(html).into_response(),
        None => shared.notice(&headers, StatusCode::NOT_FOUND, "desk-nowhere"),
    }
}

/// The picture of a page.
async fn picture(
    State(shared): App,
    Path((number, page)): Path<(usize, u32)>,
    headers: HeaderMap,
) -> Response {
    let pictures = Arc::clone(&shared.pictures);
    let drawing = tokio::task::spawn_blocking(move || pictures.draw(number, page));
    match drawing.await.ok().flatten() {
        Some(png) => ([(CONTENT_TYPE, "image/png")], png).into_response(),
        None => shared.notice(&headers, StatusCode::NOT_FOUND, "desk-nowhere"),
    }
}

/// Takes files that someone chose or dropped.
async fn add(State(shared): App, headers: HeaderMap, form: Multipart) -> Response {
    let files = match added::files(&shared.guard, &headers, form).await {
        Ok(files) => files,
        Err("desk-not-own") => {
            return shared.notice(&headers, StatusCode::FORBIDDEN, "desk-not-own");
        }
        Err(id) => return shared.told(&headers, id, "/", Typed::default()),
    };
    let own = Arc::clone(&shared);
    let reading =
        tokio::task::spawn_blocking(move || files.into_iter().try_for_each(|file| own.add(file)));
    match reading.await {
        Ok(Ok(())) => to("/"),
        Ok(Err(id)) => shared.told(&headers, id, "/", Typed::default()),
        Err(_) => shared.told(&headers, "desk-add-failed", "/", Typed::default()),
    }
}

/// What every form has.
#[derive(Deserialize)]
struct Sent {
    form: String,
    #[serde(default)]
    back: String,
}

#[derive(Deserialize)]
struct Decision {
    form: String,
    item: u32,
    seen: u32,
    scope: String,
    choice: String,
    #[serde(default)]
    ground: String,
    #[serde(default)]
    reason: String,
    /// What is to go instead of what was found.
    #[serde(default)]
    instead: String,
    #[serde(default)]
    back: String,
}

async fn decide(
    State(shared): App,
    headers: HeaderMap,
    Form(mut sent): Form<Decision>,
) -> Response {
    if let Some(choice) = sent.choice.strip_suffix(session::ALL) {
        (sent.choice, sent.scope) = (choice.to_owned(), "file".to_owned());
    }
    if !shared.guard.is_own_form(&headers, &sent.form) {
        return shared.notice(&headers, StatusCode::FORBIDDEN, "desk-not-own");
    }
    let item = ItemId(sent.item);
    let here = at_item(&back(&sent.back), item.0);
    let typed = Typed {
        item: Some(sent.item),
        scope: sent.scope.clone(),
        withholding: Withholding::on(&sent.ground),
        reason: sent.reason.clone(),
        text: sent.instead.clone(),
        ..Typed::default()
    };
    if sent.choice == session::CHANGE && pages::is_ground(&sent.ground) {
        let done = shared.desk().change_area(item, sent.seen, &sent.instead, &sent.ground);
        return match done {
            Some(done) => shared.answer(&headers, done, &here, typed),
            None => shared.told(&headers, "desk-refused-area", &here, typed),
        };
    }
    let scope = session::scope(&sent.scope, item, sent.seen);
    let choice = session::choice(&sent.choice, Withholding::on(&sent.ground), sent.reason);
    let (Some(scope), Some(choice)) = (scope, choice) else {
        return shared.notice(&headers, StatusCode::BAD_REQUEST, "desk-bad-form");
    };
    let done = shared.desk().act(Action::Decide(scope, choice));
    shared.answer(&headers, done, &here, typed)
}

#[derive(Deserialize)]
struct AreaForm {
    form: String,
    file: usize,
    #[serde(default)]
    text: String,
    /// The place of an area that was drawn.
    #[serde(default)]
    drawn: String,
    ground: String,
    #[serde(default)]
    back: String,
}

async fn area(State(shared): App, headers: HeaderMap, Form(sent): Form<AreaForm>) -> Response {
    if !shared.guard.is_own_form(&headers, &sent.form) {
        return shared.notice(&headers, StatusCode::FORBIDDEN, "desk-not-own");
    }
    if !pages::is_ground(&sent.ground) {
        return shared.notice(&headers, StatusCode::BAD_REQUEST, "desk-bad-form");
    }
    let drawn = Area::of_form(&sent.drawn);
    let typed = Typed {
        is_area: drawn.is_none(),
        is_drawn: drawn.is_some(),
        withholding: Withholding::on(&sent.ground),
        text: sent.text.clone(),
        ..Typed::default()
    };
    let text = match drawn {
        Some(area) => {
            let pictures = Arc::clone(&shared.pictures);
            let reading = tokio::task::spawn_blocking(move || pictures.text_under(sent.file, area));
            reading.await.unwrap_or_default().join("\n")
        }
        None => sent.text,
    };
    let done = shared.desk().add_area(sent.file, &text, drawn, &sent.ground, None);
    let back = back(&sent.back);
    match done {
        Some(done) => shared.answer(&headers, done, &back, typed),
        None if drawn.is_some() => shared.told(&headers, "desk-refused-drawn", &back, typed),
        None => shared.told(&headers, "desk-refused-area", &back, typed),
    }
}

async fn undo(State(shared): App, headers: HeaderMap, Form(sent): Form<Sent>) -> Response {
    act(&shared, &headers, &sent, Action::Undo)
}

async fn redo(State(shared): App, headers: HeaderMap, Form(sent): Form<Sent>) -> Response {
    act(&shared, &headers, &sent, Action::Redo)
}

fn act(shared: &Shared, headers: &HeaderMap, sent: &Sent, action: Action) -> Response {
    if !shared.guard.is_own_form(headers, &sent.form) {
        return shared.notice(headers, StatusCode::FORBIDDEN, "desk-not-own");
    }
    let item = item_of(&sent.back);
    let back = back(&sent.back);
    let here = item.map_or_else(|| back.clone(), |item| at_item(&back, item));
    let typed = Typed::at(item);
    let is_redo = action == Action::Redo;
    let done = shared.desk().act(action);
    match done {
        Err(Refusal::Nothing) if is_redo => shared.told(headers, "desk-refused-redo", &here, typed),
        done => shared.answer(headers, done, &here, typed),
    }
}

async fn release(State(shared): App, headers: HeaderMap, Form(sent): Form<Sent>) -> Response {
    if !shared.guard.is_own_form(&headers, &sent.form) {
        return shared.notice(&headers, StatusCode::FORBIDDEN, "desk-not-own");
    }
    let signed = shared.desk().sign();
    let (release, decided) = match signed {
        Ok(signed) => signed,
        Err(refusal) => return shared.answer(&headers, Err(refusal), "/", Typed::default()),
    };
    // Copies take a while to make and prove: after a moment the page says how far they are.
    let own = Arc::clone(&shared);
    let making = tokio::task::spawn_blocking(move || {
        let ending = Ending(own);
        release(&decided, &|copied| ending.0.desk().copied(copied));
    });
    match tokio::time::timeout(MOMENT, making).await {
        Ok(Err(_)) => shared.notice(&headers, StatusCode::INTERNAL_SERVER_ERROR, "desk-failed"),
        Ok(Ok(())) | Err(_) => to("/"),
    }
}

/// Ends the making of copies, whatever becomes of it.
struct Ending(Arc<Shared>);

impl Drop for Ending {
    fn drop(&mut self) {
        self.0.desk().end_making();
    }
}

/// Opens files without a copy again.
async fn reopen(State(shared): App, headers: HeaderMap, Form(sent): Form<Sent>) -> Response {
    if !shared.guard.is_own_form(&headers, &sent.form) {
        return shared.notice(&headers, StatusCode::FORBIDDEN, "desk-not-own");
    }
    let done = shared.desk().reopen();
    shared.answer(&headers, done, "/", Typed::default())
}

/// A copy that was written.
async fn copy(State(shared): App, Path(number): Path<usize>, headers: HeaderMap) -> Response {
    let path = {
        let desk = shared.desk();
        let mut copies = desk.copies().iter().filter(|copied| copied.file == number);
        copies.find_map(|copied| copied.copy.clone())
    };
    let name = path.as_deref().and_then(std::path::Path::file_name);
    let name = name.unwrap_or_default().to_string_lossy().into_owned();
    let read = tokio::task::spawn_blocking(move || std::fs::read(path?).ok()).await;
    match read.ok().flatten() {
        Some(bytes) => download::answer("application/octet-stream", &name, bytes),
        None => shared.notice(&headers, StatusCode::NOT_FOUND, "desk-nowhere"),
    }
}

/// All copies that were written, as one archive.
async fn copies(State(shared): App, headers: HeaderMap) -> Response {
    let paths: Vec<_> = shared.desk().copies().iter().filter_map(|it| it.copy.clone()).collect();
    let packing = tokio::task::spawn_blocking(move || download::archive(&paths)).await;
    match packing.ok().and_then(Result::ok) {
        Some(bytes) => download::answer("application/zip", "copies.zip", bytes),
        None => shared.notice(&headers, StatusCode::NOT_FOUND, "desk-nowhere"),
    }
}

async fn language_chosen(
    State(shared): App,
    headers: HeaderMap,
    Form(sent): Form<LanguageForm>,
) -> Response {
    match Language::of_tag(&sent.language) {
        Some(language) if shared.guard.is_own_form(&headers, &sent.form) => {
            let cookie =
                format!("{LANGUAGE_COOKIE}={}; HttpOnly; SameSite=Strict; Path=/", language.tag());
            let headers = [(LOCATION, back(&sent.back)), (SET_COOKIE, cookie)];
            (StatusCode::SEE_OTHER, headers).into_response()
        }
        _ => shared.notice(&headers, StatusCode::BAD_REQUEST, "desk-bad-form"),
    }
}

#[derive(Deserialize)]
struct LanguageForm {
    form: String,
    language: String,
    #[serde(default)]
    back: String,
}

impl Shared {
    /// Goes back to where a form was, or says why nothing was done.
    fn answer(
        &self,
        headers: &HeaderMap,
        done: Result<(), Refusal>,
        back: &str,
        typed: Typed,
    ) -> Response {
        match done {
            Ok(()) => to(back),
            Err(refusal) => self.told(headers, refusal_text(&refusal), back, typed),
        }
    }

    /// The page where a form was, with why nothing was done and what was typed.
    fn told(&self, headers: &HeaderMap, id: &str, back: &str, typed: Typed) -> Response {
        let address = back.split('#').next().unwrap_or("/");
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let mut page = self.page(headers, path);
        let why = page.text(id);
        let number = path.strip_prefix("/file/").and_then(|number| number.parse().ok());
        let (desk, look) = (self.desk(), Look::of_query(query));
        page.query = look.query();
        let view = desk.view().in_language(page.language);
        let html = number
            .and_then(|number| {
                let refused = Refused { why: why.clone(), typed };
                pages::file(&page, view, number, &look, true, false, Some(refused))
            })
            .unwrap_or_else(|| pages::batch(&page, view, &look, Some(why)));
        (StatusCode::CONFLICT, Html(html)).into_response()
    }
}

/// The id of what is said about a refusal.
pub(crate) fn refusal_text(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Changed => "desk-refused-changed",
        Refusal::NoReason => "desk-refused-reason",
        Refusal::NoHarm => "desk-refused-harm",
        Refusal::OnlyRemoval => "desk-refused-kind",
        Refusal::Undecided(_) => "desk-refused-undecided",
        Refusal::Nothing => "desk-refused-nothing",
        Refusal::SamePerson => "desk-refused-same-person",
        Refusal::OwnBatch => "desk-refused-own-batch",
        Refusal::Role => "desk-refused-role",
        Refusal::Marked => "desk-refused-marked",
        Refusal::NoSuchItem => "desk-bad-form",
        Refusal::Stage => "desk-refused-stage",
    }
}

/// An address at an item of its page.
fn at_item(address: &str, item: u32) -> String {
    format!("{address}#item-{item}")
}

/// The item that a form of a page says was chosen.
pub(crate) fn item_of(address: &str) -> Option<u32> {
    address.split_once("#item-")?.1.parse().ok()
}

/// A page of ours that a form may lead back to.
fn back(address: &str) -> String {
    let address = address.split('#').next().unwrap_or_default();
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let file = path.strip_prefix("/file/").and_then(|number| number.parse::<usize>().ok());
    file.map_or("/".to_owned(), |file| format!("/file/{file}{}", Look::of_query(query).query()))
}

fn to(path: &str) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, path.to_owned())]).into_response()
}

/// The style of every page.
pub(crate) async fn style() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("../../assets/desk.css"))
}

/// The script of every page.
pub(crate) async fn script() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/javascript; charset=utf-8")], include_str!("../../assets/desk.js"))
}

/// What a form does has no page of its own.
async fn no_page(State(shared): App, headers: HeaderMap) -> Response {
    shared.notice(&headers, StatusCode::METHOD_NOT_ALLOWED, "desk-no-page")
}

async fn nowhere(State(shared): App, headers: HeaderMap) -> Response {
    shared.notice(&headers, StatusCode::NOT_FOUND, "desk-nowhere")
}
