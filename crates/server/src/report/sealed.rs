//! The way with script: what comes in is sealed already, and answers go out sealed.

use std::future::poll_fn;
use std::io::{self, BufReader, Seek, Write};
use std::path::PathBuf;
use std::pin::Pin;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use intake::container;
use intake::receipt::Mailbox;
use tempfile::NamedTempFile;

use super::submit::{Refusal, keep, sealed_answers, unfinished};
use super::{App, Shared, forms};

/// Longest sealed report: more than all attachments that a message may have.
const SEALED_BYTES_MAX: u64 = 200 << 30;

/// A token, and how much work it wants.
pub(super) async fn ticket(State(app): State<App>) -> String {
    format!("{} {}", app.tokens.give(), app.site.work_bits)
}

/// Takes a sealed report in.
pub(super) async fn send(
    State(app): State<App>,
    headers: HeaderMap,
    mut body: Body,
) -> Result<StatusCode, Refusal> {
    let refuse = |status, id| app.refuse("", status, id);
    let _permit = app
        .uploads
        .try_acquire()
        .map_err(|_| refuse(StatusCode::SERVICE_UNAVAILABLE, "page-error-busy"))?;
    // Only a script of this site can send these headers, and nothing is written before.
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let token = header("x-token").unwrap_or_default();
    let answer = header("x-work").unwrap_or_default();
    if !forms::is_worked(token, answer, app.site.work_bits) || !app.tokens.take(token) {
        return Err(refuse(StatusCode::CONFLICT, "page-error-token"));
    }
    let taken = take(&app, &mut body).await;
    let pending = taken.map_err(|_| refuse(StatusCode::BAD_REQUEST, "page-error-upload"))?;
    let is_sealed = tokio::task::block_in_place(|| is_sealed(&pending));
    if !is_sealed {
        return Err(refuse(StatusCode::UNPROCESSABLE_ENTITY, "page-error-script"));
    }
    let kept = tokio::task::block_in_place(|| keep(pending, &app.site.arrivals));
    kept.map_err(|_| refuse(StatusCode::INSUFFICIENT_STORAGE, "page-error-upload"))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Writes what comes in to a file that is not whole yet.
async fn take(app: &Shared, body: &mut Body) -> io::Result<NamedTempFile> {
    let mut pending = unfinished(&app.site.arrivals)?;
    let mut bytes = 0;
    while let Some(chunk) = next(body).await? {
        bytes += u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        if bytes > SEALED_BYTES_MAX {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        tokio::task::block_in_place(|| pending.write_all(&chunk))?;
    }
    Ok(pending)
}

async fn next(body: &mut Body) -> io::Result<Option<Bytes>> {
    loop {
        match poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await {
            Some(frame) => {
                if let Ok(data) = frame.map_err(io::Error::other)?.into_data() {
                    return Ok(Some(data));
                }
            }
            None => return Ok(None),
        }
    }
}

fn is_sealed(pending: &NamedTempFile) -> bool {
    let mut file = pending.as_file();
    file.rewind().is_ok() && container::check(BufReader::new(file)).is_ok()
}

/// Answers in the mailbox of a locator, each behind its length; who asks opens them.
pub(super) async fn answers(State(app): State<App>, locator: String) -> Result<Response, Refusal> {
    let refuse = |status, id| app.refuse("", status, id);
    let mailbox = Mailbox::parse(locator.trim());
    let mailbox = mailbox.ok_or_else(|| refuse(StatusCode::BAD_REQUEST, "page-error-receipt"))?;
    let framed = tokio::task::block_in_place(|| framed_answers(&app, &mailbox));
    let framed =
        framed.map_err(|_| refuse(StatusCode::INTERNAL_SERVER_ERROR, "page-error-upload"))?;
    Ok(framed.into_response())
}

fn framed_answers(app: &Shared, mailbox: &Mailbox) -> io::Result<Vec<u8>> {
    let mut framed = Vec::new();
    let paths: Vec<PathBuf> = sealed_answers(app, &mailbox.name())?;
    for path in paths {
        let sealed = std::fs::read(path)?;
        let length = u32::try_from(sealed.len()).map_err(io::Error::other)?;
        framed.extend(length.to_be_bytes());
        framed.extend(sealed);
    }
    Ok(framed)
}
