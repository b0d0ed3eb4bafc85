//! What the forms do: a receipt, a report that is sealed as it comes in, a mailbox.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

use axum::extract::multipart::Field;
use axum::extract::{Form, Multipart, Path as UrlPath, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
use intake::blob::{self, Sealer};
use intake::container;
use intake::message::{self, ANSWER_CHARS_MAX, ATTACHMENTS_MAX, Attachment, Item, ItemKind, Kind};
use intake::message::{BODY_BYTES_MAX, Opened, QUESTIONS};
use intake::receipt::{Receipt, ReporterKeys, WordList};
use intake::reporter::{self, Draft, doubt, gaps};
use tempfile::NamedTempFile;
use time::{Date, OffsetDateTime};
use zeroize::Zeroizing;

use super::pages::{Carried, Page};
use super::{App, Shared, stack};

/// How names of uploads begin that are not whole.
pub(super) const UNFINISHED: &str = ".new-";
/// Most answers that a mailbox shows.
const ANSWERS_MAX: usize = 1_000;

/// A form without files.
type Fields = Form<BTreeMap<String, String>>;

/// A page that is shown, or an id of words that say why not.
type Shown = Result<Response, Refusal>;

/// Why something was not done.
pub(super) struct Refusal {
    language: String,
    status: StatusCode,
    id: &'static str,
    page: Html<String>,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        // The id is for those who test; the page says it in words.
        let language = [("content-language", self.language)];
        (self.status, [("x-reason", self.id)], language, self.page).into_response()
    }
}

impl Shared {
    /// Returns the page of a language, or of the first one.
    fn page<'a, T>(&'a self, language: &str, show: impl FnOnce(Page<'_>) -> T) -> T {
        let languages = &self.site.languages;
        let known = languages.iter().find(|(tag, _)| tag == language).or_else(|| languages.first());
        let empty = (String::new(), BTreeMap::new());
        let (tag, texts) = known.unwrap_or(&empty);
        let text = |id: &str| texts.get(id).cloned().unwrap_or_else(|| id.to_owned());
        let name = |texts: &'a BTreeMap<String, String>| {
            texts.get("page-language-name").cloned().unwrap_or_default()
        };
        let others = languages
            .iter()
            .filter(|(other, _)| other != tag)
            .map(|(other, texts)| (other.clone(), name(texts)))
            .collect();
        let has_custodian = self.site.channel.custodian.is_some();
        show(Page { language: tag, text: &text, others, has_custodian })
    }

    pub(super) fn refuse(&self, language: &str, status: StatusCode, id: &'static str) -> Refusal {
        // The language in the address may be anything; the page's own is one of ours.
        let shown = self.page(language, |page| (page.language.to_owned(), page.error(id)));
        let (language, page) = shown;
        Refusal { language, status, id, page }
    }

    /// Takes the token of a form back.
    fn take_token(&self, language: &str, token: Option<&String>) -> Result<(), Refusal> {
        match token.is_some_and(|token| self.tokens.take(token)) {
            true => Ok(()),
            false => Err(self.refuse(language, StatusCode::CONFLICT, "page-error-token")),
        }
    }

    fn parse_receipt(&self, language: &str, text: &str) -> Result<Receipt, Refusal> {
        Receipt::parse(text)
            .map_err(|_| self.refuse(language, StatusCode::BAD_REQUEST, "page-error-receipt"))
    }

    /// Derives the keys of a receipt; few at a time, since each takes much memory.
    async fn keys(self: &App, language: &str, receipt: Receipt) -> Result<ReporterKeys, Refusal> {
        let busy = || self.refuse(language, StatusCode::SERVICE_UNAVAILABLE, "page-error-busy");
        let _permit = self.keys.acquire().await.map_err(|_| busy())?;
        let channel = self.site.channel.id();
        let derive = move || stack::wiped(|| receipt.keys(&channel));
        tokio::task::spawn_blocking(derive).await.map_err(|_| busy())
    }
}

/// The first page, in the language that the browser asks for if there is one.
pub(super) async fn begin(State(app): State<App>, headers: HeaderMap) -> Html<String> {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let wanted = wanted.unwrap_or_default();
    let first = wanted.split([',', ';', '-']).next().unwrap_or_default().trim();
    let known = app.site.languages.iter().find(|(tag, _)| tag.split('-').next() == Some(first));
    let language = known.or_else(|| app.site.languages.first()).map_or("", |(tag, _)| tag.as_str());
    show_begin(&app, language)
}

/// The first page in a language.
pub(super) async fn begin_in(
    State(app): State<App>,
    UrlPath(language): UrlPath<String>,
) -> Html<String> {
    show_begin(&app, &language)
}

fn show_begin(app: &App, language: &str) -> Html<String> {
    let token = app.tokens.give();
    let carried = Carried { token: &token, receipt: None };
    app.page(language, |page| page.begin(&app.site.channel, &carried))
}

/// Draws a receipt.
pub(super) async fn receipt(
    State(app): State<App>,
    UrlPath(language): UrlPath<String>,
    Form(fields): Fields,
) -> Shown {
    app.take_token(&language, fields.get("token"))?;
    let receipt = Receipt::generate(WordList::of_language(&language), &mut UnwrapErr(SysRng));
    Ok(show_receipt(&app, &language, &receipt, false).into_response())
}

fn show_receipt(app: &App, language: &str, receipt: &Receipt, is_wrong: bool) -> Html<String> {
    let token = app.tokens.give();
    let words = receipt.to_text();
    let carried = Carried { token: &token, receipt: Some(&words) };
    app.page(language, |page| page.receipt(&words, asked(receipt), is_wrong, &carried))
}

/// The places of the two words that are asked back: the second, and the last.
fn asked(receipt: &Receipt) -> [usize; 2] {
    [2, receipt.words().count()]
}

/// Checks the two words, and shows the form of a report.
pub(super) async fn write(
    State(app): State<App>,
    UrlPath(language): UrlPath<String>,
    Form(fields): Fields,
) -> Shown {
    app.take_token(&language, fields.get("token"))?;
    let field = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
    let receipt = app.parse_receipt(&language, field("receipt"))?;
    let words: Vec<&str> = receipt.words().collect();
    let is_right = ["first", "second"].into_iter().zip(asked(&receipt)).all(|(name, place)| {
        words.get(place - 1).is_some_and(|word| word.eq_ignore_ascii_case(field(name).trim()))
    });
    if !is_right {
        return Ok(show_receipt(&app, &language, &receipt, true).into_response());
    }
    let token = app.tokens.give();
    let words = receipt.to_text();
    let carried = Carried { token: &token, receipt: Some(&words) };
    Ok(app.page(&language, |page| page.write(&carried)).into_response())
}

/// Takes a report or a follow-up in: files are sealed as they come, then the message.
pub(super) async fn send(
    State(app): State<App>,
    UrlPath(language): UrlPath<String>,
    mut parts: Multipart,
) -> Shown {
    let refuse = |status, id| app.refuse(&language, status, id);
    let _permit = app
        .uploads
        .try_acquire()
        .map_err(|_| refuse(StatusCode::SERVICE_UNAVAILABLE, "page-error-busy"))?;
    let cut_off = |_| refuse(StatusCode::BAD_REQUEST, "page-error-upload");
    let mut upload = Upload::default();
    let mut is_ours = false;
    while let Some(mut field) = parts.next_field().await.map_err(cut_off)? {
        match field.name() {
            Some("file") if is_ours => {
                let taken = upload.take_file(&mut field, &app.site.arrivals).await;
                taken.map_err(|_| refuse(StatusCode::BAD_REQUEST, "page-error-upload"))?;
            }
            Some(name) => {
                let name = name.to_owned();
                let text = take_text(&mut field)
                    .await
                    .ok_or_else(|| refuse(StatusCode::PAYLOAD_TOO_LARGE, "page-error-upload"))?;
                // The token stands first in the form: nothing is written before it was looked at.
                if name == "token" {
                    app.take_token(&language, Some(&text))?;
                    is_ours = true;
                }
                upload.fields.insert(name, text);
            }
            None => {}
        }
    }
    if !is_ours {
        return Err(refuse(StatusCode::CONFLICT, "page-error-token"));
    }
    let receipt = app.parse_receipt(&language, upload.field("receipt"))?;
    let keys = app.keys(&language, receipt).await?;
    let kept = tokio::task::block_in_place(|| upload.keep(&app, &keys));
    kept.map_err(|failure| match failure {
        Failure::Draft(reporter::Error::NoKey(_)) => {
            refuse(StatusCode::SERVICE_UNAVAILABLE, "page-error-closed")
        }
        Failure::Draft(_) => refuse(StatusCode::BAD_REQUEST, "page-error-text"),
        Failure::Io => refuse(StatusCode::INSUFFICIENT_STORAGE, "page-error-upload"),
    })?;
    Ok(app.page(&language, |page| page.sent()).into_response())
}

/// Reads a field of text, within a bound.
async fn take_text(field: &mut Field<'_>) -> Option<String> {
    let mut bytes = Zeroizing::new(Vec::new());
    while let Some(chunk) = field.chunk().await.ok()? {
        if bytes.len() + chunk.len() > BODY_BYTES_MAX {
            return None;
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(std::mem::take(&mut *bytes)).ok()
}

/// What has come in so far.
#[derive(Default)]
struct Upload {
    fields: BTreeMap<String, String>,
    files: Vec<(Attachment, NamedTempFile)>,
}

/// Why an upload is not kept.
enum Failure {
    Draft(reporter::Error),
    /// What the system said stays unsaid: it could name a file.
    Io,
}

impl From<io::Error> for Failure {
    fn from(_: io::Error) -> Self {
        Self::Io
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        use zeroize::Zeroize;
        self.fields.values_mut().for_each(String::zeroize);
    }
}

impl Upload {
    fn field(&self, name: &str) -> &str {
        self.fields.get(name).map(String::as_str).unwrap_or_default()
    }

    /// Seals a file piece by piece; in clear there is never more of it than one piece.
    async fn take_file(&mut self, field: &mut Field<'_>, folder: &Path) -> io::Result<()> {
        let name: String = field.file_name().unwrap_or_default().chars().take(200).collect();
        let pending = unfinished(folder)?;
        let out = BufWriter::new(pending.reopen()?);
        let mut sealer =
            Sealer::new(&name, out, &mut UnwrapErr(SysRng)).map_err(io::Error::other)?;
        let mut is_empty = true;
        while let Some(chunk) = field.chunk().await.map_err(io::Error::other)? {
            is_empty &= chunk.is_empty();
            tokio::task::block_in_place(|| sealer.write_all(&chunk))?;
        }
        // A browser sends a nameless file where none was chosen.
        if is_empty && name.is_empty() {
            return Ok(());
        }
        if self.files.len() == ATTACHMENTS_MAX {
            return Err(io::Error::other("too many files"));
        }
        let (attachment, out) = sealer.finish().map_err(io::Error::other)?;
        out.into_inner().map_err(io::IntoInnerError::into_error)?;
        self.files.push((attachment, pending));
        Ok(())
    }

    /// Seals the message, and puts all into one file.
    fn keep(&mut self, app: &App, keys: &ReporterKeys) -> Result<(), Failure> {
        let is_follow_up = !self.field("follow-up").is_empty();
        let answers = QUESTIONS
            .iter()
            .map(|&question| (question, self.field(question).trim()))
            .filter(|(_, answer)| !answer.is_empty() && answer.chars().count() <= ANSWER_CHARS_MAX)
            .map(|(question, answer)| (question.to_owned(), answer.to_owned()));
        let draft = Draft {
            kind: if is_follow_up { Kind::FollowUp } else { Kind::Report },
            item: self.item(),
            answers: answers.collect(),
            body: self.field("text"),
            attachments: self.files.iter().map(|(attachment, _)| attachment.clone()).collect(),
            identity: app.site.channel.custodian.is_some().then(|| self.field("identity")),
        };
        let rng = &mut UnwrapErr(SysRng);
        let sealed =
            reporter::seal(draft, &app.site.channel, keys, today(), rng).map_err(Failure::Draft)?;
        let pending = unfinished(&app.site.arrivals)?;
        let mut writer = container::Writer::new(BufWriter::new(pending.reopen()?));
        for (attachment, file) in &mut self.files {
            let bytes = file.as_file().metadata()?.len();
            file.as_file_mut().rewind()?;
            writer.blob(&attachment.blob, bytes, file.as_file())?;
        }
        writer.finish(&sealed)?.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(keep(pending, &app.site.arrivals)?)
    }

    fn item(&self) -> Option<Item> {
        let name = self.field("item-name").trim();
        let kind = match self.field("item-kind") {
            "page" => ItemKind::Page,
            "system" => ItemKind::System,
            _ => ItemKind::File,
        };
        let fits = !name.is_empty() && name.chars().count() <= ANSWER_CHARS_MAX;
        fits.then(|| Item { kind, name: name.to_owned() })
    }
}

/// Gives a whole report its name; acknowledged is only what is on the disk, name and all.
pub(super) fn keep(pending: NamedTempFile, folder: &Path) -> io::Result<()> {
    pending.as_file().sync_all()?;
    let name = format!("web-{}.obr", blob::new_name(&mut UnwrapErr(SysRng)));
    pending.persist(folder.join(name)).map_err(|error| error.error)?;
    File::open(folder)?.sync_all()
}

/// Begins a file of a report that is not whole yet.
pub(super) fn unfinished(folder: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(folder)
}

/// Asks for a receipt.
pub(super) async fn ask_receipt(
    State(app): State<App>,
    UrlPath(language): UrlPath<String>,
) -> Html<String> {
    let token = app.tokens.give();
    let carried = Carried { token: &token, receipt: None };
    app.page(&language, |page| page.ask_receipt(&carried))
}

/// Shows the answers in the mailbox of a receipt; one that nobody wrote to looks like an empty one.
pub(super) async fn mailbox(
    State(app): State<App>,
    UrlPath(language): UrlPath<String>,
    Form(fields): Fields,
) -> Shown {
    app.take_token(&language, fields.get("token"))?;
    let text = fields.get("receipt").map(String::as_str).unwrap_or_default();
    let receipt = app.parse_receipt(&language, text)?;
    let words = receipt.to_text();
    let keys = app.keys(&language, receipt).await?;
    let opened = tokio::task::block_in_place(|| read_answers(&app, &keys));
    let opened = opened.map_err(|_| {
        app.refuse(&language, StatusCode::INTERNAL_SERVER_ERROR, "page-error-upload")
    })?;
    let token = app.tokens.give();
    let carried = Carried { token: &token, receipt: Some(&words) };
    let gaps = gaps(&opened.answers);
    let answers: Vec<&Opened> = opened.answers.values().collect();
    let page = app.page(&language, |page| page.mailbox(&answers, opened.doubted, &gaps, &carried));
    Ok(page.into_response())
}

/// Answers in a mailbox, and how many things in it are none.
struct Answers {
    answers: BTreeMap<u32, Opened>,
    doubted: usize,
}

/// Returns the sealed answers in a mailbox, in the order of their names.
pub(super) fn sealed_answers(app: &Shared, mailbox: &str) -> io::Result<Vec<PathBuf>> {
    let entries = match std::fs::read_dir(app.site.answers.join(mailbox)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut paths = Vec::new();
    for entry in entries.take(ANSWERS_MAX) {
        let path = entry?.path();
        let is_whole = path.extension().is_some_and(|extension| extension == "age");
        if is_whole && path.metadata()?.len() <= message::SEALED_BYTES_MAX {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn read_answers(app: &App, keys: &ReporterKeys) -> io::Result<Answers> {
    let mut found = Answers { answers: BTreeMap::new(), doubted: 0 };
    for path in sealed_answers(app, &keys.mailbox.name())? {
        let sealed = std::fs::read(&path)?;
        match message::open(std::slice::from_ref(&keys.seal), &sealed) {
            Ok(opened) if doubt(&opened, &app.site.channel, keys).is_none() => {
                found.answers.insert(opened.message.header.seq, opened);
            }
            _ => found.doubted += 1,
        }
    }
    Ok(found)
}

/// The channel file, for those who seal on their own machine.
pub(super) async fn channel(State(app): State<App>) -> Response {
    let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    (kind, app.site.channel_file.clone()).into_response()
}

/// Anything else.
pub(super) async fn not_found(State(app): State<App>) -> Refusal {
    app.refuse("", StatusCode::NOT_FOUND, "page-error-missing")
}

fn today() -> Date {
    OffsetDateTime::now_utc().date()
}
