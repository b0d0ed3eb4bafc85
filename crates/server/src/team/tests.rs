mod full;
mod history;
mod keys;
mod notes;
mod openid;
mod outside;
mod pages;
mod passkeys;
mod requests;
mod sessions;
mod standing;

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Seek as _};

use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::response::Response;
use review::batch::{Authorisation, ItemId};
use review::statement::hex;
use sha1::{Digest as _, Sha1};
use tower::ServiceExt as _;

use super::store::NewAccount;
use super::table::{Access, ROUTES};
use super::*;
use crate::desk::{Area, Finding, PartText};

/// Messages that are their own ids.
struct Ids;

impl Texts for Ids {
    fn get(&self, language: Language, id: &str, values: &[(&'static str, String)]) -> String {
        let values: Vec<&str> = values.iter().map(|(_, value)| value.as_str()).collect();
        format!("{}:{id}:{}", language.tag(), values.join(","))
    }
}

/// Finds the word `SECRET` in texts, and takes it out.
#[derive(Default)]
struct Fake {
    cleaned: Mutex<Vec<String>>,
    drawn: Mutex<Vec<String>>,
    logged: Mutex<Vec<String>>,
    wanted: Mutex<Vec<Wanted>>,
    notes: Mutex<Vec<String>>,
    /// Whether the machine fails.
    is_broken: std::sync::atomic::AtomicBool,
}

fn text_of(fill: Fill<'_>) -> Result<String> {
    let mut file = tempfile::tempfile()?;
    fill(&mut file)?;
    file.rewind()?;
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    Ok(text)
}

/// Where a finding is on the page, when the text says that there is one.
fn on_page(text: &str, start: usize) -> Vec<Area> {
    let left = start as f32;
    let area = Area { page: 1, left, top: 10.0, right: left + 6.0, bottom: 20.0 };
    if text.contains("PAGE") { vec![area] } else { Vec::new() }
}

/// What the desk of the tests finds in a file.
fn read(handed: &Handed<'_>) -> Result<[File; 2]> {
    let text = text_of(&mut |to| (handed.fill)(to))?;
    let findings = text.match_indices("SECRET").zip(1..).map(|((start, found), item)| Finding {
        item: ItemId(item),
        part: 0,
        start,
        end: start + found.len(),
        place: "line 1".to_owned(),
        title: "A secret".to_owned(),
        rule: "secret".to_owned(),
        severity: "high".to_owned(),
        confidence: "high".to_owned(),
        hidden: None,
        is_in_picture: false,
        areas: on_page(&text, start),
        evidence: found.to_owned(),
        why: String::new(),
        remedy: String::new(),
        reasons_for: Vec::new(),
        reasons_against: Vec::new(),
    });
    let findings: Vec<Finding> = findings.collect();
    let file = || File {
        name: handed.name.to_owned(),
        format: "text".to_owned(),
        verdict: if findings.is_empty() { "nothing-found" } else { "withhold" }.to_owned(),
        is_marked: text.contains("MARKED"),
        problems: Vec::new(),
        parts: vec![PartText {
            id: 0,
            label: "text".to_owned(),
            hidden: None,
            text: text.clone(),
            is_cut: false,
            is_field: false,
            cells: Vec::new(),
        }],
        findings: findings.clone(),
        like: None,
        thread: None,
        exempt: Vec::new(),
        pages: if text.contains("PAGE") { vec![(200.0, 100.0)] } else { Vec::new() },
    };
    Ok([file(), file()])
}

fn refused(name: &str, why: &str) -> Made {
    let why =
        ["en", "zh"].map(|language| vec![format!("{language}: {why}"), "SECRET-LEFT".to_owned()]);
    Made { name: name.to_owned(), bytes: None, outcome: "clean-refused", why: Some(why) }
}

impl Work for Fake {
    fn read(&self, files: &[Handed<'_>], wanted: &Wanted, tell: Tell<'_>) -> Result<()> {
        // The last is read first: the order in which they are told is not that of the batch.
        for (at, file) in files.iter().enumerate().rev() {
            self.wanted.lock().unwrap().push(wanted.clone());
            assert!(tell(at, read(file)?));
        }
        Ok(())
    }
    fn draw(&self, name: &str, fill: Fill<'_>, page: u32) -> Result<Option<Vec<u8>>> {
        let text = text_of(fill)?;
        self.drawn.lock().unwrap().push(name.to_owned());
        Ok((page == 1 && text.contains("PAGE")).then(|| format!("picture of {text}").into_bytes()))
    }

    fn text_under(&self, _name: &str, fill: Fill<'_>, area: Area) -> Result<Vec<String>> {
        let text = text_of(fill)?;
        Ok(text.split(' ').take(area.right as usize).map(str::to_owned).collect())
    }

    fn clean(
        &self,
        name: &str,
        fill: Fill<'_>,
        decided: &Decided,
        leave: Option<&Authorisation>,
    ) -> Result<Made> {
        anyhow::ensure!(!self.is_broken.load(std::sync::atomic::Ordering::Relaxed), "no disk");
        self.cleaned.lock().unwrap().push(name.to_owned());
        let mut text = text_of(fill)?;
        if text.contains("MARKED") && leave.is_none() {
            return Ok(refused(name, "it has a marking"));
        }
        if text.contains("STUCK") {
            return Ok(refused(name, "it cannot be taken out"));
        }
        for gone in decided.remove.iter().map(|(_, text)| text).chain(&decided.own) {
            text = text.replace(gone.as_str(), "[removed]");
        }
        let bytes = Some(text.into_bytes());
        Ok(Made { name: name.to_owned(), bytes, outcome: "clean-proven", why: None })
    }

    fn log(
        &self,
        request: &str,
        _name: &str,
        _copy: &[u8],
        leave: Option<&Authorisation>,
    ) -> Result<Option<Vec<u8>>> {
        let lifted = leave.map(|leave| format!(" {:?}", leave.authorities()));
        self.logged.lock().unwrap().push(format!("{request}{}", lifted.unwrap_or_default()));
        Ok(Some(b"a proof".to_vec()))
    }

    fn complain(&self, _message: &str) {}

    fn note(&self, line: &str) {
        self.notes.lock().unwrap().push(line.to_owned());
    }
}

/// A desk with an account for each role, called like it, and a second approver.
struct Desk {
    folder: tempfile::TempDir,
    work: Arc<Fake>,
    app: App,
    sessions: BTreeMap<&'static str, String>,
    jobs: tokio::task::JoinHandle<()>,
}

fn settings(folder: &std::path::Path) -> Settings {
    Settings {
        listen: ([127, 0, 0, 1], 0).into(),
        url: Some("https://desk.example".to_owned()),
        data: folder.join("data"),
        key: folder.join("key"),
        chain: Chain::TWO_PERSONS,
        policy: None,
        database: database_of(folder),
        breached: None,
        keep_days: None,
        watched: None,
        release_to: None,
        webhook: None,
        provider: None,
        language: Language::English,
        reports: None,
        clocks: Vec::new(),
    }
}

/// Where the database of a folder is: in the PostgreSQL that `cargo xtask e2e` starts, each in a
/// schema of its own, when there is one.
fn database_of(folder: &std::path::Path) -> Option<String> {
    let url = std::env::var("OBELUS_TEST_POSTGRES").ok()?;
    Some(format!("{url}?options[search_path]={}", schema_of(folder)))
}

fn schema_of(folder: &std::path::Path) -> String {
    let name = folder.file_name().unwrap().to_string_lossy();
    format!("desk_{}", hex(&Sha256::digest(name.as_bytes())).get(..16).unwrap())
}

/// Makes the schema of a folder, in PostgreSQL.
async fn prepare(folder: &std::path::Path) {
    use sqlx::{AssertSqlSafe, Connection as _, Executor as _};

    let Ok(url) = std::env::var("OBELUS_TEST_POSTGRES") else { return };
    sqlx::any::install_default_drivers();
    let mut connection = sqlx::AnyConnection::connect(&url).await.unwrap();
    let create = format!("CREATE SCHEMA {}", schema_of(folder));
    connection.execute(AssertSqlSafe(create)).await.unwrap();
}

async fn open(folder: &std::path::Path, work: &Arc<Fake>) -> Team {
    open_with(settings(folder), work).await
}

async fn open_with(settings: Settings, work: &Arc<Fake>) -> Team {
    let work: Arc<dyn Work> = Arc::<Fake>::clone(work);
    Team::open(settings, work, Arc::new(Ids)).await.unwrap()
}

const SECRET: &[u8] = b"12345678901234567890";
const PASSWORD: &str = "four quiet harbours";

async fn add_account(app: &App, name: &str, role: Role) -> i64 {
    let hash = format!("link of {name}");
    let link =
        Link { hash: hash.clone(), roles: BTreeSet::from([role]), made_by: 1, expires: i64::MAX };
    app.store.add_link(&link).await.unwrap();
    let new = NewAccount {
        name: name.to_owned(),
        shown: name.to_uppercase(),
        password: password::hash(PASSWORD).unwrap(),
        secret: SECRET.to_vec(),
        step: 0,
    };
    assert!(app.store.join(&link, &new, 0).await.unwrap());
    app.store.account_named(name).await.unwrap().unwrap().id
}

async fn add_session(app: &App, account: i64) -> String {
    let token = random_token().unwrap();
    let session =
        store::Session { account, form: "the-form".to_owned(), created: now(), seen: now() };
    app.store.add_session(&fingerprint(&token), &session).await.unwrap();
    token
}

impl Desk {
    async fn new() -> Self {
        Self::with(|_| ()).await
    }

    /// A desk whose settings are changed first.
    async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let work = Arc::new(Fake::default());
        prepare(folder.path()).await;
        let mut settings = settings(folder.path());
        change(&mut settings);
        let app = open_with(settings, &work).await.app;
        let mut sessions = BTreeMap::new();
        let people = Role::ALL.map(|role| (role.name(), role));
        for (name, role) in people.into_iter().chain([("second", Role::Approver)]) {
            let account = add_account(&app, name, role).await;
            sessions.insert(name, add_session(&app, account).await);
        }
        let jobs = tokio::spawn(jobs::run(Arc::clone(&app)));
        Self { folder, work, app, sessions, jobs }
    }

    /// What a sudden end and a new start leave.
    async fn restart(&mut self) {
        self.jobs.abort();
        self.app.store.let_go().await;
        self.start().await;
    }

    /// A new start where nothing runs.
    async fn start(&mut self) {
        self.app = open(self.folder.path(), &self.work).await.app;
        self.jobs = tokio::spawn(jobs::run(Arc::clone(&self.app)));
    }

    async fn send(&self, who: &str, mut request: Request<Body>) -> Response {
        let headers = request.headers_mut();
        headers.entry("host").or_insert("desk.example".parse().unwrap());
        if let Some(token) = self.sessions.get(who) {
            headers.insert("cookie", format!("__Host-obelus={token}").parse().unwrap());
        }
        table::router(Arc::clone(&self.app)).oneshot(request).await.unwrap()
    }

    async fn get(&self, who: &str, path: &str) -> (StatusCode, String) {
        let request = Request::get(path).body(Body::empty()).unwrap();
        text(self.send(who, request).await).await
    }

    async fn post(&self, who: &str, path: &str, fields: &str) -> (StatusCode, String) {
        let request = form(path, &format!("form=the-form&{fields}"));
        text(self.send(who, request).await).await
    }

    async fn hand_in(&self, files: &[(&str, &str)]) -> String {
        self.hand_in_with(&[], files).await
    }

    async fn hand_in_with(&self, fields: &[(&str, &str)], files: &[(&str, &str)]) -> String {
        let response = self.upload(fields, files).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        response.headers()["location"].to_str().unwrap().trim_end_matches('/').to_owned()
    }

    async fn upload(&self, fields: &[(&str, &str)], files: &[(&str, &str)]) -> Response {
        let part = |(name, content): &(&str, &str)| {
            format!(
                "--border\r\nContent-Disposition: form-data; name=\"file\"; \
                 filename=\"{name}\"\r\n\r\n{content}\r\n"
            )
        };
        let field = |(name, value): &(&str, &str)| {
            format!(
                "--border\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            )
        };
        let own = [("form", "the-form"), ("title", "TITLE")];
        let fields: String = own.iter().chain(fields).map(field).collect();
        let files: String = files.iter().map(part).collect();
        let request = Request::post("/batches/new")
            .header("content-type", "multipart/form-data; boundary=border")
            .body(Body::from(format!("{fields}{files}--border--\r\n")))
            .unwrap();
        self.send("submitter", request).await
    }

    async fn until(&self, who: &str, path: &str, wanted: &str) -> String {
        for _ in 0..500 {
            let page = self.get(who, path).await.1;
            if page.contains(wanted) {
                return page;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("`{wanted}` never came: {}", self.get(who, path).await.1);
    }

    /// Hands in a file with a secret, and waits until it is read.
    async fn read_batch(&self) -> String {
        let base = self.hand_in(&[("a.txt", "the SECRET is out, SECRET")]).await;
        self.until("reviewer", &format!("{base}/"), "team-missing").await;
        base
    }

    async fn decided(&self, base: &str) {
        let step = async |action: &str, fields: &str| {
            let (status, page) = self.post("reviewer", &format!("{base}/{action}"), fields).await;
            assert_eq!(status, StatusCode::SEE_OTHER, "{action}: {page}");
        };
        step("take", "").await;
        step("decide", "item=1&seen=0&scope=batch&choice=remove&ground=secret").await;
        step("sign", "").await;
    }
}

fn form(path: &str, fields: &str) -> Request<Body> {
    Request::post(path)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(fields.to_owned()))
        .unwrap()
}

async fn text(response: Response) -> (StatusCode, String) {
    let status = response.status();
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 24).await.unwrap();
    (status, String::from_utf8_lossy(&bytes).into_owned())
}

/// A path of a route, with numbers of something that is there.
fn filled(path: &str) -> String {
    path.replace("{id}", "1")
        .replace("{number}", "0")
        .replace("{token}", "none")
        .replace("{name}", "none")
}

#[tokio::test(flavor = "multi_thread")]
async fn each_route_admits_the_roles_of_its_line_and_no_others() {
    let desk = Desk::new().await;
    desk.read_batch().await;
    let people = Role::ALL.iter().map(|role| role.name()).chain(["nobody"]);
    for who in people {
        for route in ROUTES {
            if matches!(route.path, "/logout" | "/batch/{id}/progress") {
                continue;
            }
            let path = filled(route.path);
            let (status, page) = match route.is_post {
                true => desk.post(who, &path, "").await,
                false => desk.get(who, &path).await,
            };
            let roles: BTreeSet<Role> = Role::of_name(who).into_iter().collect();
            let is_refused = match (route.access, roles.is_empty()) {
                (Access::Anyone, _) => false,
                (Access::Token, _) => status == StatusCode::UNAUTHORIZED,
                (_, true) if route.is_post => page.contains("team-signed-out"),
                (_, true) => status == StatusCode::SEE_OTHER,
                _ => page.contains("team-not-allowed"),
            };
            let admits =
                route.access == Access::Anyone || !roles.is_empty() && route.access.admits(&roles);
            assert_eq!(is_refused, !admits, "{who} at {path}: {status} {page}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_form_does_anything_without_its_token_or_from_another_site() {
    let desk = Desk::new().await;
    desk.read_batch().await;
    for route in ROUTES.iter().filter(|route| route.is_post) {
        let Access::Roles([role, ..]) = route.access else { continue };
        let path = filled(route.path);
        let kind = "application/x-www-form-urlencoded";
        for (token, origin) in
            [("other", "https://desk.example"), ("the-form", "https://evil.example")]
        {
            let fields = format!("form={token}&person=1&text=x&file=0&ground=secret&back=/");
            let request = Request::post(&path)
                .header("content-type", kind)
                .header("origin", origin)
                .body(Body::from(fields))
                .unwrap();
            let (status, page) = text(desk.send(role.name(), request).await).await;
            // The form of uploads is of another kind, and has a test of its own below.
            let is_refused = page.contains("desk-not-own") || path == "/batches/new";
            assert!(status.is_client_error() && is_refused, "{path} {token} {origin}: {page}");
        }
    }
    let request = Request::post("/batches/new")
        .header("content-type", "multipart/form-data; boundary=border")
        .body(Body::from(
            "--border\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n\
             x\r\n--border--\r\n",
        ))
        .unwrap();
    let (status, page) = text(desk.send("submitter", request).await).await;
    assert!(status == StatusCode::FORBIDDEN && page.contains("desk-not-own"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_let_a_batch_out_and_one_alone_does_not() {
    let desk = Desk::new().await;
    let base = desk.read_batch().await;
    let (status, _) = desk.post("approver", &format!("{base}/release"), "").await;
    assert_eq!(status, StatusCode::CONFLICT);
    desk.decided(&base).await;
    let (status, page) = desk.post("reviewer", &format!("{base}/sign"), "").await;
    assert!(status == StatusCode::CONFLICT && page.contains("desk-refused-same-person"));
    let (status, _) = desk.post("reviewer", &format!("{base}/release"), "").await;
    assert_eq!(status, StatusCode::CONFLICT, "one signature is not enough");
    assert_eq!(desk.post("approver", &format!("{base}/sign"), "").await.0, StatusCode::SEE_OTHER);
    let released = desk.post("approver", &format!("{base}/release"), "").await;
    assert_eq!(released.0, StatusCode::SEE_OTHER, "{}", released.1);
    desk.until("submitter", &format!("{base}/"), "team-download").await;
    let (_, copy) = desk.get("submitter", &format!("{base}/copy/0")).await;
    assert_eq!(copy, "the [removed] is out, [removed]");
    assert_eq!(desk.get("reviewer", &format!("{base}/proof/0")).await.1, "a proof");
    let (_, certificate) = desk.get("reviewer", &format!("{base}/certificate")).await;
    assert!(certificate.contains("team-role-approver") && !certificate.contains("APPROVER"));
    let (_, history) = desk.get("auditor", &format!("{base}/history")).await;
    assert!(history.contains("APPROVER") && history.contains("team-did-release"), "{history}");
    assert!(!history.contains("TITLE") && !history.contains("SECRET"), "{history}");
    let (_, index) = desk.get("reviewer", &format!("{base}/index")).await;
    assert!(index.contains("a.txt") && index.contains("secret or credentialen:colon:2"), "{index}");
    assert!(!index.contains("SECRET"), "{index}");
    let recalled = desk.post("approver", &format!("{base}/recall"), "text=wrong+file").await;
    assert_eq!(recalled.0, StatusCode::SEE_OTHER);
    assert_eq!(desk.get("submitter", &format!("{base}/copy/0")).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_was_acknowledged_is_there_after_a_sudden_end() {
    let mut desk = Desk::new().await;
    let base = desk.read_batch().await;
    desk.decided(&base).await;
    let area = "file=0&text=is+out&ground=other";
    assert_eq!(desk.post("reviewer", &format!("{base}/area"), area).await.0, StatusCode::SEE_OTHER);
    desk.restart().await;
    let (_, page) = desk.get("reviewer", &format!("{base}/file/0")).await;
    assert!(page.contains("desk-area-title") && page.contains("desk-state-removed"), "{page}");
    let undone = desk.post("reviewer", &format!("{base}/undo"), "").await;
    assert_eq!(undone.0, StatusCode::SEE_OTHER, "{}", undone.1);
    let redone = desk.post("reviewer", &format!("{base}/redo"), "").await;
    assert_eq!(redone.0, StatusCode::SEE_OTHER);
    for (who, action) in [("reviewer", "sign"), ("second", "sign")] {
        let done = desk.post(who, &format!("{base}/{action}"), "").await;
        assert_eq!(done.0, StatusCode::SEE_OTHER, "{action}: {}", done.1);
    }
    desk.work.is_broken.store(true, std::sync::atomic::Ordering::Relaxed);
    desk.post("second", &format!("{base}/release"), "").await;
    desk.restart().await;
    desk.work.is_broken.store(false, std::sync::atomic::Ordering::Relaxed);
    desk.restart().await;
    desk.until("submitter", &format!("{base}/"), "team-download").await;
    let again = desk.post("second", &format!("{base}/release"), "").await;
    assert_eq!(again.0, StatusCode::CONFLICT);
    while desk.app.store.is_releasing(1).await.unwrap() {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let cleaned = Arc::clone(&desk.work);
    let cleaned = || cleaned.cleaned.lock().unwrap().len();
    let before = cleaned();
    desk.restart().await;
    desk.until("submitter", &format!("{base}/"), "team-download").await;
    assert_eq!(cleaned(), before, "a copy that is there is not made again");
    assert_eq!(desk.app.store.copies(1).await.unwrap().len(), 1);
    let (_, copy) = desk.get("submitter", &format!("{base}/copy/0")).await;
    assert_eq!(copy, "the [removed] [removed], [removed]");
}

#[tokio::test(flavor = "multi_thread")]
async fn files_keep_their_order_however_long_they_are_and_after_a_new_start() {
    let mut desk = Desk::new().await;
    let texts = ["first SECRET", "second and much longer than both SECRET others", "third SECRET!"];
    let files: Vec<(&str, &str)> = ["a.txt", "b.txt", "c.txt"].into_iter().zip(texts).collect();
    let base = desk.hand_in(&files).await;
    desk.until("reviewer", &format!("{base}/"), "team-missing").await;
    for _ in 0..2 {
        for (number, word) in ["first", "second", "third"].into_iter().enumerate() {
            let (_, page) = desk.get("reviewer", &format!("{base}/file/{number}")).await;
            assert!(page.contains(word), "{number}: {page}");
            let item = format!("id=\"item-{}\"", number + 1);
            assert!(page.contains(&item), "{number}: {page}");
        }
        // What was in memory since it was read is now what was kept.
        desk.restart().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_document_or_a_decision_stands_in_clear_on_the_disk() {
    let desk = Desk::new().await;
    let base = desk.read_batch().await;
    desk.decided(&base).await;
    let keep = "item=1&seen=1&scope=this&choice=keep&reason=REASON-IN-WORDS";
    desk.post("reviewer", &format!("{base}/decide"), keep).await;
    let mut folders = vec![desk.folder.path().join("data")];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            files += 1;
            let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
            for marker in ["SECRET", "TITLE", "a.txt", "REASON-IN-WORDS", PASSWORD] {
                assert!(!text.contains(marker), "{marker} in {}", path.display());
            }
        }
    }
    assert!(files >= 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_submitter_sees_no_batch_of_others() {
    let desk = Desk::new().await;
    let base = desk.read_batch().await;
    let other = add_account(&desk.app, "other", Role::Submitter).await;
    let token = add_session(&desk.app, other).await;
    let mut desk = desk;
    desk.sessions.insert("other", token);
    for path in ["/", "/file/0", "/history", "/progress"] {
        let (status, _) = desk.get("other", &format!("{base}{path}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(!desk.get("other", "/batches").await.1.contains("TITLE"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_marked_file_waits_for_two_officers() {
    let mut desk = Desk::new().await;
    let officer = add_account(&desk.app, "officer-2", Role::Officer).await;
    let token = add_session(&desk.app, officer).await;
    desk.sessions.insert("officer-2", token);
    let files = [("a.txt", "MARKED, with a SECRET"), ("b.txt", "a SECRET")];
    let base = desk.hand_in(&files).await;
    desk.until("reviewer", &format!("{base}/"), "team-missing").await;
    let first = format!("{base}/file/0");
    let page = desk.get("reviewer", &first).await.1;
    assert!(page.contains("team-take-first") && !page.contains("/decide"), "{page}");
    let taken = form(&format!("{base}/take"), &format!("form=the-form&back={first}"));
    let taken = desk.send("reviewer", taken).await;
    assert_eq!(taken.headers()["location"].to_str().unwrap(), first);
    let (_, page) = desk.get("reviewer", &first).await;
    assert!(page.contains("/decide"), "a team decides about it: {page}");
    assert!(page.contains("team-marked"), "it says what becomes of the marking: {page}");
    desk.decided(&base).await;
    desk.post("approver", &format!("{base}/sign"), "").await;
    let release = async || desk.post("approver", &format!("{base}/release"), "").await;
    let (status, page) = release().await;
    assert!(status == StatusCode::CONFLICT && page.contains("desk-refused-marked"));
    let authority = "authority=Archive+board&date=2026-01-02";
    desk.post("officer", &format!("{base}/authorise"), authority).await;
    let twice = desk.post("officer", &format!("{base}/authorise"), authority).await;
    assert_eq!(twice.0, StatusCode::CONFLICT);
    assert_eq!(release().await.0, StatusCode::CONFLICT);
    let (_, page) = desk.get("officer-2", &format!("{base}/")).await;
    assert!(page.contains("Archive board"), "the second officer sees what the first named: {page}");
    desk.post("officer-2", &format!("{base}/authorise"), authority).await;
    assert_eq!(release().await.0, StatusCode::SEE_OTHER);
    desk.until("approver", &format!("{base}/"), "/copy/1").await;
    let (status, copy) = desk.get("approver", &format!("{base}/copy/0")).await;
    assert_eq!((status, copy.as_str()), (StatusCode::OK, "MARKED, with a [removed]"));
    let (_, certificate) = desk.get("approver", &format!("{base}/certificate")).await;
    assert!(certificate.contains("Archive board"), "{certificate}");
    let logged = desk.work.logged.lock().unwrap().clone();
    let [marked, other] = logged.as_slice() else { panic!("{logged:?}") };
    assert_eq!(marked.matches("Archive board").count(), 2, "{marked}");
    assert!(!other.contains("Archive"), "a file without a marking needs no leave: {other}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_reviewers_do_not_overwrite_each_other_silently() {
    let desk = Desk::new().await;
    let base = desk.read_batch().await;
    desk.post("reviewer", &format!("{base}/take"), "").await;
    let decide = async |who: &str| {
        let fields = "item=1&seen=0&scope=this&choice=not-sensitive";
        desk.post(who, &format!("{base}/decide"), fields).await
    };
    assert_eq!(decide("reviewer").await.0, StatusCode::SEE_OTHER);
    let (status, page) = decide("approver").await;
    assert!(status == StatusCode::CONFLICT && page.contains("desk-refused-changed"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_wants_password_and_a_fresh_code_and_patience() {
    let desk = Desk::new().await;
    let step = u64::try_from(now()).unwrap() / 30;
    let login = async |name: &str, password: &str, code: &str| {
        let fields = format!("name={name}&password={}&code={code}", password.replace(' ', "+"));
        desk.send("nobody", form("/login", &fields)).await
    };
    let code = totp::digits(SECRET, step);
    for (name, password, code) in [
        ("reviewer", "another one of words", code.as_str()),
        ("reviewer", PASSWORD, "000000"),
        ("stranger", PASSWORD, code.as_str()),
    ] {
        let (status, page) = text(login(name, password, code).await).await;
        assert!(status == StatusCode::FORBIDDEN && page.contains("team-login-wrong"), "{name}");
    }
    let response = login("Reviewer", PASSWORD, &code).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let cookie = response.headers()["set-cookie"].to_str().unwrap();
    for part in ["__Host-obelus=", "; HttpOnly", "; SameSite=Strict", "; Path=/", "; Secure"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let again = login("reviewer", PASSWORD, &code).await;
    assert_eq!(again.status(), StatusCode::FORBIDDEN, "a code counts once");
    for _ in 0..6 {
        login("approver", "wrong words altogether", "000000").await;
    }
    let waits = login("approver", PASSWORD, &code).await;
    assert_eq!(waits.status(), StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_when_its_account_is_closed_or_it_was_left() {
    let desk = Desk::new().await;
    let account = desk.app.store.account_named("reviewer").await.unwrap().unwrap();
    let fields = format!("account={}&open=false", account.id);
    let closed = desk.post("administrator", "/accounts/open", &fields).await;
    assert_eq!(closed.0, StatusCode::SEE_OTHER);
    assert_eq!(desk.get("reviewer", "/batches").await.0, StatusCode::SEE_OTHER);
    let old = store::Session {
        account: account.id + 1,
        form: String::new(),
        created: now(),
        seen: now() - 31 * 60,
    };
    desk.app.store.add_session(&fingerprint("old"), &old).await.unwrap();
    let mut desk = desk;
    desk.sessions.insert("old", "old".to_owned());
    assert_eq!(desk.get("old", "/batches").await.0, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_link_makes_one_administrator_once() {
    let folder = tempfile::tempdir().unwrap();
    let work = Arc::new(Fake::default());
    prepare(folder.path()).await;
    let team = open(folder.path(), &work).await;
    let path = team.first_link().unwrap().strip_prefix("https://desk.example").unwrap().to_owned();
    let desk = Desk {
        folder,
        work,
        app: team.app,
        sessions: BTreeMap::new(),
        jobs: tokio::spawn(async {}),
    };
    let (status, page) = desk.get("nobody", &path).await;
    assert_eq!(status, StatusCode::OK);
    let secret = page.split("<code>").nth(1).unwrap().split('<').next().unwrap();
    let secret = unbase32(secret);
    let code = totp::digits(&secret, u64::try_from(now()).unwrap() / 30);
    let join = async |password: &str, code: &str| {
        let fields =
            format!("name=root&shown=Root&password={password}&again={password}&code={code}");
        text(desk.send("nobody", form(&path, &fields)).await).await
    };
    assert!(join("short", &code).await.1.contains("team-join-password"));
    assert!(join("four+quiet+harbours", "1").await.1.contains("team-join-code"));
    assert_eq!(join("four+quiet+harbours", &code).await.0, StatusCode::SEE_OTHER);
    assert_eq!(join("four+quiet+harbours", &code).await.0, StatusCode::NOT_FOUND);
    desk.app.store.let_go().await;
    let team = open(desk.folder.path(), &desk.work).await;
    assert_eq!(team.first_link(), None);
}

fn unbase32(text: &str) -> Vec<u8> {
    let digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits: String =
        text.chars().map(|char| format!("{:05b}", digits.find(char).unwrap())).collect();
    bits.as_bytes()
        .chunks_exact(8)
        .map(|byte| u8::from_str_radix(std::str::from_utf8(byte).unwrap(), 2).unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_invited_to_read_and_to_administer() {
    let desk = Desk::new().await;
    let both = "role=administrator&role=reviewer";
    let (status, page) = desk.post("administrator", "/accounts/invite", both).await;
    assert!(status == StatusCode::CONFLICT && page.contains("team-invite-both"), "{page}");
    let one = desk.post("administrator", "/accounts/invite", "role=reviewer&role=approver").await;
    assert_eq!(one.0, StatusCode::SEE_OTHER, "{}", one.1);
    let (_, page) = desk.get("administrator", "/accounts").await;
    assert!(page.contains("https://desk.example/join/"), "{page}");
}

/// Holds an answer against the description of the interface: the same names, and no others.
#[track_caller]
fn is_described(schema: &str, answer: &serde_json::Value) {
    let description = include_str!("../../assets/openapi.json");
    let description: serde_json::Value = serde_json::from_str(description).unwrap();
    let schema = &description["components"]["schemas"][schema];
    let names: BTreeSet<&str> = answer.as_object().unwrap().keys().map(String::as_str).collect();
    let described = schema["properties"].as_object().unwrap();
    assert_eq!(names, described.keys().map(String::as_str).collect());
    let required = schema["required"].as_array().unwrap().iter();
    assert_eq!(names, required.map(|name| name.as_str().unwrap()).collect());
    for (name, about) in described.iter().filter(|(_, about)| about["enum"].is_array()) {
        assert!(about["enum"].as_array().unwrap().contains(&answer[name]), "{name}: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_with_a_token_gets_the_verdict_and_nothing_else() {
    let desk = Desk::new().await;
    let (_, page) = desk.post("submitter", "/tokens", "label=cms").await;
    let token = page.split("<code>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert!(token.starts_with("obelus-check-"), "{token}");
    let ask = async |path: &str, token: &str, body: &str| {
        let request = Request::post(path)
            .header("authorization", format!("Bearer {token}"))
            .body(Body::from(body.to_owned()))
            .unwrap();
        text(desk.send("nobody", request).await).await
    };
    let (status, answer) = ask("/api/check?name=a.txt", &token, "a SECRET").await;
    let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
    is_described("Verdict", &answer);
    is_described("Finding", &answer["findings"][0]);
    assert_eq!((status, &answer["verdict"]), (StatusCode::OK, &"withhold".into()));
    assert_eq!(answer["may_be_published"], false);
    assert!(!answer.to_string().contains("SECRET"), "{answer}");
    let (_, clean) = ask("/api/check", &token, "plain").await;
    assert!(clean.contains("\"may_be_published\":true"), "{clean}");
    assert_eq!(ask("/api/check", &token, "").await.0, StatusCode::BAD_REQUEST);
    let long = format!("/api/check?name={}", "n".repeat(301));
    assert_eq!(ask(&long, &token, "x").await.0, StatusCode::BAD_REQUEST);
    let (status_of_wrong, wrong) = ask("/api/check", "wrong", "x").await;
    assert_eq!(status_of_wrong, StatusCode::UNAUTHORIZED);
    is_described("Refused", &serde_json::from_str(&wrong).unwrap());
    let other = ask("/batches/new", &token, "x").await;
    assert_eq!(other.0, StatusCode::FORBIDDEN, "a token is no session");
    let removed = desk.post("submitter", "/tokens/remove", "token=1").await;
    assert_eq!(removed.0, StatusCode::SEE_OTHER);
    assert_eq!(ask("/api/check", &token, "x").await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_is_hardened_and_no_other_name_leads_here() {
    let desk = Desk::new().await;
    for path in ["/login", "/batches", "/no-such-page", "/api/openapi.json"] {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = desk.send("reviewer", request).await;
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        assert!(header("content-security-policy").starts_with("default-src 'none'"), "{path}");
        assert!(!header("content-security-policy").contains("unsafe"), "{path}");
        for part in ["object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"] {
            assert!(header("content-security-policy").contains(part), "{path}: {part}");
        }
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(header("cache-control"), "no-store", "{path}");
        assert!(header("strict-transport-security").contains("max-age"), "{path}");
    }
    let request =
        Request::get("/login").header("host", "evil.example").body(Body::empty()).unwrap();
    assert_eq!(desk.send("nobody", request).await.status(), StatusCode::MISDIRECTED_REQUEST);
    let description: serde_json::Value =
        serde_json::from_str(&desk.get("nobody", "/api/openapi.json").await.1).unwrap();
    assert!(description["paths"]["/api/check"]["post"].is_object());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_or_missing_key_is_told_and_makes_nothing_new() {
    let desk = Desk::new().await;
    desk.jobs.abort();
    let wanted = settings(desk.folder.path());
    assert_eq!(check(&wanted).await, []);
    for (url, is_good) in [("https://a.example/x", true), ("ftp://a.example", false)] {
        let webhook = Some(Webhook { url: url.to_owned(), key: Vec::new() });
        let told = check(&Settings { webhook, ..wanted.clone() }).await;
        assert_eq!(told.is_empty(), is_good, "{url}: {told:?}");
    }
    std::fs::remove_file(&wanted.key).unwrap();
    let ids: Vec<_> = check(&wanted).await.iter().map(|trouble| trouble.id).collect();
    assert_eq!(ids, ["serve-check-key-missing"]);
    Vault::new_key(&wanted.key).unwrap();
    let ids: Vec<_> = check(&wanted).await.iter().map(|trouble| trouble.id).collect();
    assert_eq!(ids, ["serve-check-database"]);
    let bare = Settings { url: None, listen: ([0, 0, 0, 0], 80).into(), ..wanted };
    let ids: Vec<_> = check(&bare).await.iter().map(|trouble| trouble.id).collect();
    assert_eq!(ids[0], "serve-check-url-missing");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_the_session_and_clears_the_browser() {
    let desk = Desk::new().await;
    let response = desk.send("reviewer", form("/logout", "form=the-form")).await;
    assert!(response.headers()["clear-site-data"].to_str().unwrap().contains("storage"));
    assert_eq!(desk.get("reviewer", "/batches").await.0, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_changed_by_who_knows_it_and_every_session_ends() {
    let desk = Desk::new().await;
    let code = totp::digits(SECRET, u64::try_from(now()).unwrap() / 30);
    let change = async |current: &str| {
        let new = "five+loud+lighthouses";
        let fields = format!("current={current}&code={code}&password={new}&again={new}");
        desk.post("reviewer", "/me", &fields).await
    };
    assert_eq!(change("not+the+right+words").await.0, StatusCode::FORBIDDEN);
    assert_eq!(change("four+quiet+harbours").await.0, StatusCode::SEE_OTHER);
    assert_eq!(desk.get("reviewer", "/me").await.0, StatusCode::SEE_OTHER, "sessions end");
    let account = desk.app.store.account_named("reviewer").await.unwrap().unwrap();
    assert!(password::fits("five loud lighthouses", &account.password));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_of_the_list_of_breaches_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("breached.txt");
    let known = "five loud lighthouses";
    fs::write(&list, format!("{}:2\n", hex(&Sha1::digest(known)).to_uppercase())).unwrap();
    let path = list.clone();
    let desk = Desk::with(|settings| settings.breached = Some(path)).await;
    let code = totp::digits(SECRET, u64::try_from(now()).unwrap() / 30);
    let change = async |new: &str| {
        let current = "four+quiet+harbours";
        let fields = format!("current={current}&code={code}&password={new}&again={new}");
        desk.post("reviewer", "/me", &fields).await
    };
    let (status, page) = change("five+loud+lighthouses").await;
    assert!(status == StatusCode::CONFLICT && page.contains("team-join-breached"), "{page}");
    // Nobody takes a password that could not be looked for.
    fs::rename(&list, folder.path().join("elsewhere")).unwrap();
    assert_eq!(change("six+loud+lighthouses").await.0, StatusCode::INTERNAL_SERVER_ERROR);
    fs::rename(folder.path().join("elsewhere"), &list).unwrap();
    assert_eq!(change("six+loud+lighthouses").await.0, StatusCode::SEE_OTHER);
    let told = check::check(&desk.app.settings).await;
    assert!(told.iter().all(|trouble| trouble.id != "serve-check-breached"), "{told:?}");
    fs::write(&list, "no digest\n").unwrap();
    let told = check::check(&desk.app.settings).await;
    assert!(told.iter().any(|trouble| trouble.id == "serve-check-breached"), "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_again_ends_the_session_before() {
    let desk = Desk::new().await;
    let code = totp::digits(SECRET, u64::try_from(now()).unwrap() / 30);
    let fields = format!("name=reviewer&password=four+quiet+harbours&code={code}");
    let response = desk.send("reviewer", form("/login", &fields)).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let cookie = response.headers()["set-cookie"].to_str().unwrap();
    assert!(!cookie.contains(&desk.sessions["reviewer"]), "the token is a new one");
    assert_eq!(desk.get("reviewer", "/me").await.0, StatusCode::SEE_OTHER);
}
