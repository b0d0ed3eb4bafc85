//! The reporter's pages: a process that holds public keys only.
//!
//! It writes sealed reports into one folder and reads sealed answers from another; it keeps no
//! address, sets no cookie, writes no log, and needs nothing of the browser but forms.
//! Where there is script, a report is sealed in the browser and this process never sees it in clear.
//! Without, what a reporter types passes through its memory, is sealed there and is wiped; each page
//! says which way is taken.

mod forms;
mod pages;
mod script;
mod sealed;
mod stack;
mod submit;
mod walls;

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, post};
use intake::channel::Channel;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use forms::Tokens;
pub use forms::WORK_BITS_MAX;
pub use pages::texts;
pub use script::{digest as script_digest, text as script_text};

/// Longest body of a form without files.
const FORM_BYTES_MAX: usize = 64 << 10;
/// Receipts that are turned into keys at the same time; each takes 64 MiB.
const KEYS_AT_ONCE: usize = 2;
/// Reports that are written at the same time.
const UPLOADS_AT_ONCE: usize = 64;

/// What the pages are about, and where things are.
pub struct Site {
    /// The channel.
    pub channel: Channel,
    /// Its file, as reporters get it.
    pub channel_file: String,
    /// Where sealed reports go.
    pub arrivals: PathBuf,
    /// Where sealed answers are.
    pub answers: PathBuf,
    /// The proof that the digest of the script was logged.
    pub script_proof: Option<String>,
    /// How many zero bits the work of a ticket wants, at most [`WORK_BITS_MAX`].
    pub work_bits: u8,
    /// The words of the pages by their ids, for each language; the first is the one of `/`.
    pub languages: Vec<(String, BTreeMap<String, String>)>,
}

/// What the handlers share.
struct Shared {
    site: Site,
    tokens: Tokens,
    keys: Semaphore,
    uploads: Semaphore,
}

type App = Arc<Shared>;

/// Limits what this process may touch to what the pages need; true where the system can do that.
///
/// # Errors
///
/// When a folder cannot be opened.
pub fn confine(site: &Site) -> io::Result<bool> {
    walls::forbid_dumps();
    walls::put_up(&site.arrivals, &site.answers)
}

/// Answers requests until the process ends.
///
/// # Errors
///
/// When the socket fails.
pub fn serve(site: Site, listener: std::net::TcpListener) -> io::Result<()> {
    remove_leftovers(&site)?;
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .on_thread_park(stack::wipe)
        .build()?;
    runtime.block_on(async {
        let listener = TcpListener::from_std(listener)?;
        axum::serve(listener, router(site)).await
    })
}

/// Uploads that a crash cut off: sealed, never acknowledged, and opened by nobody.
fn remove_leftovers(site: &Site) -> io::Result<()> {
    for entry in std::fs::read_dir(&site.arrivals)? {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        if name.is_some_and(|name| name.starts_with(submit::UNFINISHED)) {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// Returns the pages.
fn router(site: Site) -> Router {
    let app = Arc::new(Shared {
        site,
        tokens: Tokens::default(),
        keys: Semaphore::new(KEYS_AT_ONCE),
        uploads: Semaphore::new(UPLOADS_AT_ONCE),
    });
    let small = DefaultBodyLimit::max(FORM_BYTES_MAX);
    let any_length = DefaultBodyLimit::disable();
    Router::new()
        .route("/", get(submit::begin))
        .route("/{language}/", get(submit::begin_in))
        .route("/{language}/receipt", post(submit::receipt))
        .route("/{language}/write", post(submit::write))
        .route("/{language}/mailbox", get(submit::ask_receipt).post(submit::mailbox))
        .route("/channel", get(submit::channel))
        .route("/style.css", get(script::style))
        .route("/seal.js", get(script::script))
        .route("/seal.js.tlog-proof", get(script::proof))
        .route("/words/{list}", get(script::words))
        .route("/ticket", post(sealed::ticket))
        .route("/answers", post(sealed::answers))
        .route("/leave", get(pages::leave))
        .layer(small)
        .route("/{language}/send", post(submit::send).layer(any_length))
        .route("/sealed", post(sealed::send).layer(any_length))
        .fallback(submit::not_found)
        .layer(middleware::from_fn(harden))
        .with_state(app)
}

/// Headers of every answer: nothing is fetched from elsewhere, kept, framed or told on.
const HEADERS: &[(&str, &str)] = &[
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; \
         form-action 'self'; frame-ancestors 'none'; base-uri 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'",
    ),
    ("cache-control", "no-store"),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
];

async fn harden(request: Request, next: Next) -> Response {
    let mut response = stack::wiped_future(next.run(request)).await;
    for (name, value) in HEADERS {
        let name = HeaderName::from_static(name);
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests;
