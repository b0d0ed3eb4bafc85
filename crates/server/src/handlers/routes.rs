//! What the table of routes names: the page, and what its script asks for and hands over.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequest, Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use intake::case::{Deed, Record, State as CaseState, door_of};
use intake::sign::PublicKey;
use review::batch::Role;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc::{Sender, channel};
use tokio_stream::wrappers::ReceiverStream;

use super::folder::{Acts, Desk, Refusal, Taken};
use super::pages;
use crate::desk::guard::is_same;
use crate::team::{Answer, App, Fault, Visitor};

/// Longest of what the script hands over at once: two sealed messages, as text.
const BODY_BYTES_MAX: usize = 8 << 20;
/// Bytes of an attachment that are read at once.
const PIECE_BYTES: usize = 64 << 10;
/// Longest sealed key of a handler.
const KEY_BYTES_MAX: usize = 64 << 10;

/// The script.
pub(crate) async fn script() -> impl IntoResponse {
    let kind = [(CONTENT_TYPE, "text/javascript; charset=utf-8")];
    (kind, include_str!("../../assets/cases.js"))
}

/// The list of cases; auditors see it without any way to open one.
pub(crate) async fn cases(State(app): State<App>, visitor: Visitor) -> Answer {
    let page = visitor.page(&app);
    let is_handler = visitor.who()?.has(&[Role::Handler]);
    let html = with_desk(&app, move |desk| {
        let (channel, records) = (desk.channel()?, desk.records()?);
        let arrivals = desk.arrivals()?.len();
        Ok(pages::cases(&page, &channel.name, arrivals, &records, &desk.packs, is_handler))
    });
    Ok(Html(html.await?).into_response())
}

/// The desk, as the script sees it.
#[derive(Serialize)]
struct DeskFile {
    channel: String,
    epochs: Vec<EpochFile>,
    arrivals: Vec<ArrivalFile>,
    cases: Vec<CaseLine>,
    /// Where a case may go, from each state.
    ways: BTreeMap<&'static str, Vec<&'static str>>,
}

#[derive(Serialize)]
struct EpochFile {
    sealed: String,
}

#[derive(Serialize)]
struct ArrivalFile {
    door: &'static str,
    name: String,
}

#[derive(Serialize)]
struct CaseLine {
    id: String,
    mailbox: Option<String>,
}

/// The channel, its sealed keys, what has arrived, and which mailboxes there are.
pub(crate) async fn desk(State(app): State<App>) -> Answer {
    let file = with_desk(&app, |desk| {
        let arrival = |name: String| ArrivalFile { door: door_of(&name), name };
        let line = |record: &Record| CaseLine {
            id: record.case.clone(),
            mailbox: record.mailbox().map(str::to_owned),
        };
        Ok(DeskFile {
            channel: desk.channel_text()?,
            epochs: desk
                .epochs()?
                .iter()
                .map(|sealed| EpochFile { sealed: STANDARD.encode(sealed) })
                .collect(),
            arrivals: desk.arrivals()?.into_iter().map(arrival).collect(),
            cases: desk.records()?.iter().map(line).collect(),
            ways: CaseState::ALL.iter().map(|&from| (from.name(), ways(from))).collect(),
        })
    });
    json(&file.await?)
}

/// Where a case may go by hand; closing says how it ended, and is a form of its own.
fn ways(from: CaseState) -> Vec<&'static str> {
    let may = |to: &&CaseState| from.may_become(**to) && **to != CaseState::Closed;
    CaseState::ALL.iter().filter(may).map(|to| to.name()).collect()
}

/// The sealed message of a report that has arrived.
pub(crate) async fn arrival(State(app): State<App>, Path(name): Path<String>) -> Answer {
    let sealed = with_desk(&app, move |desk| desk.arrival_message(&name)).await?;
    Ok(bytes(sealed))
}

#[derive(Deserialize)]
pub(crate) struct TakenFile {
    case: String,
    key: Option<String>,
    message: String,
    line: String,
    blobs: Vec<String>,
}

/// Makes a case of a report, or puts it to the one that it follows.
pub(crate) async fn take_in(
    State(app): State<App>,
    Path(name): Path<String>,
    Signed(sent): Signed<TakenFile>,
) -> Answer {
    let TakenFile { case, key, message, line, blobs } = sent;
    let taken = Taken {
        case,
        key: key.as_deref().map(unwrapped).transpose()?,
        message: unwrapped(&message)?,
        line,
        blobs: blobs.into_iter().collect(),
    };
    with_desk(&app, move |desk| desk.take_in(&name, &taken)).await?;
    app.log_acts();
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// A case with everything in it, sealed.
#[derive(Serialize)]
struct CaseFile {
    acts: String,
    key: String,
    messages: Vec<String>,
    answers: usize,
    last_answer: Option<String>,
    waiting: Vec<Waiting>,
}

/// What waits for a second person.
#[derive(Serialize)]
struct Waiting {
    what: Deed,
    by: Vec<String>,
}

/// A case, sealed.
pub(crate) async fn case(State(app): State<App>, Path(id): Path<String>) -> Answer {
    let case = with_desk(&app, move |desk| desk.case(&id)).await?;
    let waiting = case.record.waiting().into_iter().map(|(what, by)| Waiting {
        what: what.clone(),
        by: by.iter().map(PublicKey::to_string).collect(),
    });
    let file = CaseFile {
        key: STANDARD.encode(&case.key),
        messages: case.messages.iter().map(|sealed| STANDARD.encode(sealed)).collect(),
        answers: case.answers,
        last_answer: case.last_answer.clone(),
        waiting: waiting.collect(),
        acts: case.text,
    };
    json(&file)
}

/// A sealed attachment.
pub(crate) async fn blob(
    State(app): State<App>,
    Path((id, name)): Path<(String, String)>,
) -> Answer {
    let file = with_desk(&app, move |desk| desk.blob(&id, &name)).await?;
    let (sender, receiver) = channel(2);
    tokio::task::spawn_blocking(move || send_file(file, &sender));
    let stream = ReceiverStream::new(receiver);
    let kind = [(CONTENT_TYPE, "application/octet-stream")];
    Ok((kind, Body::from_stream(stream)).into_response())
}

/// Hands a file on in pieces, as fast as they are taken.
fn send_file(mut file: File, sender: &Sender<io::Result<Vec<u8>>>) {
    loop {
        let mut piece = vec![0; PIECE_BYTES];
        let read = file.read(&mut piece).map(|count| {
            piece.truncate(count);
            piece
        });
        let is_last = read.as_ref().map_or(true, Vec::is_empty);
        if sender.blocking_send(read).is_err() || is_last {
            return;
        }
    }
}

#[derive(Deserialize)]
pub(crate) struct ActsFile {
    lines: Vec<String>,
    message: Option<String>,
    answer: Option<AnswerFile>,
}

#[derive(Deserialize)]
struct AnswerFile {
    place: u32,
    sealed: String,
}

/// Adds acts to a case.
pub(crate) async fn act(
    State(app): State<App>,
    Path(id): Path<String>,
    Signed(sent): Signed<ActsFile>,
) -> Answer {
    let ActsFile { lines, message, answer } = sent;
    let answer = answer.map(|answer| Ok::<_, Fault>((answer.place, unwrapped(&answer.sealed)?)));
    let message = message.as_deref().map(unwrapped).transpose()?;
    let acts = Acts { lines, message, answer: answer.transpose()? };
    with_desk(&app, move |desk| desk.act(&id, &acts)).await?;
    app.log_acts();
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// One's own key, sealed under a phrase, where it was left here.
pub(crate) async fn key(State(app): State<App>, visitor: Visitor) -> Answer {
    match app.handler_key(visitor.who()?.id()).await? {
        Some(sealed) => Ok(bytes(sealed.into_bytes())),
        None => Ok(reason(StatusCode::NOT_FOUND, "cases-error-no-key")),
    }
}

#[derive(Deserialize)]
pub(crate) struct KeyFile {
    sealed: String,
}

/// Keeps one's own key; it must be sealed.
pub(crate) async fn keep_key(
    State(app): State<App>,
    visitor: Visitor,
    Signed(sent): Signed<KeyFile>,
) -> Answer {
    let is_sealed = sent.sealed.starts_with("-----BEGIN AGE ENCRYPTED FILE-----");
    if !is_sealed || sent.sealed.len() > KEY_BYTES_MAX {
        return Ok(reason(StatusCode::BAD_REQUEST, "cases-error"));
    }
    app.keep_handler_key(visitor.who()?.id(), &sent.sealed).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// What the script hands over: from our own page, and of the session that sends it.
pub(crate) struct Signed<T>(T);

#[derive(Deserialize)]
struct Sent<T> {
    form: String,
    #[serde(flatten)]
    content: T,
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Signed<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Fault> {
        let foreign = || Fault::Said(StatusCode::FORBIDDEN, "desk-not-own");
        let (parts, body) = request.into_parts();
        let who = parts.extensions.get::<Visitor>().and_then(|visitor| visitor.signed.clone());
        let bytes = axum::body::to_bytes(body, BODY_BYTES_MAX).await.map_err(|_| foreign())?;
        let sent: Sent<T> = serde_json::from_slice(&bytes).map_err(|_| foreign())?;
        match who {
            Some(who) if is_same(&who.form, &sent.form) => Ok(Self(sent.content)),
            _ => Err(foreign()),
        }
    }
}

fn unwrapped(text: &str) -> Result<Vec<u8>, Fault> {
    STANDARD.decode(text).map_err(|_| Fault::Said(StatusCode::BAD_REQUEST, "desk-bad-form"))
}

fn json(file: &impl Serialize) -> Answer {
    let kind = [(CONTENT_TYPE, "application/json")];
    Ok((kind, serde_json::to_vec(file)?).into_response())
}

fn bytes(content: Vec<u8>) -> Response {
    ([(CONTENT_TYPE, "application/octet-stream")], content).into_response()
}

/// A refusal for the script, by the id of its words.
fn reason(status: StatusCode, id: &'static str) -> Response {
    (status, [("x-reason", id)]).into_response()
}

/// Does something with the folder, where waiting for the disk holds nobody up.
async fn with_desk<T: Send + 'static>(
    app: &App,
    work: impl FnOnce(&Desk) -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Fault> {
    let Some(desk) = app.reports() else {
        return Err(Fault::Said(StatusCode::NOT_FOUND, "cases-none"));
    };
    let desk = Arc::clone(desk);
    let done = tokio::task::spawn_blocking(move || work(&desk)).await?;
    done.map_err(|refusal| match refusal {
        Refusal::Missing => Fault::Said(StatusCode::NOT_FOUND, "desk-nowhere"),
        Refusal::Unfit => Fault::Said(StatusCode::CONFLICT, "cases-error-stale"),
        Refusal::Failed(error) => Fault::Failed(error),
    })
}
