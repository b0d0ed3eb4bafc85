//! HTTP: the public files of a log, and its witness.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use anyhow::{Context, Result};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use ledger::Tile;

use super::Desk;
use super::files::{self, TileFiles};

/// Longest request to a witness.
const REQUEST_BYTES_MAX: usize = 1 << 20;

/// What is served.
pub struct Service {
    /// The folder of public files.
    pub public: Option<PathBuf>,
    /// The witness.
    pub desk: Option<Desk>,
    /// The time in seconds since 1970.
    pub clock: fn() -> u64,
}

struct Shared {
    public: Option<PathBuf>,
    desk: Option<Mutex<Desk>>,
    clock: fn() -> u64,
}

/// Serves until the process is stopped; `ready` is told the address that is listened at.
pub fn serve(address: SocketAddr, service: Service, ready: impl FnOnce(SocketAddr)) -> Result<()> {
    let Service { public, desk, clock } = service;
    let shared = Arc::new(Shared { public, desk: desk.map(Mutex::new), clock });
    let router = Router::new()
        .route("/checkpoint", get(checkpoint))
        .route("/tile/{*path}", get(tile))
        .route("/add-checkpoint", post(add_checkpoint))
        .layer(DefaultBodyLimit::max(REQUEST_BYTES_MAX))
        .with_state(shared);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await;
        let listener = listener.with_context(|| format!("cannot listen at {address}"))?;
        ready(listener.local_addr()?);
        axum::serve(listener, router).with_graceful_shutdown(stopped()).await?;
        Ok(())
    })
}

/// Ends when the person stops the program.
async fn stopped() {
    let _stopped = tokio::signal::ctrl_c().await;
}

async fn checkpoint(State(shared): State<Arc<Shared>>) -> Response {
    let Some(public) = shared.public.clone() else { return StatusCode::NOT_FOUND.into_response() };
    blocking(move || match files::read_bounded(&public.join("checkpoint"), files::NOTE_BYTES_MAX) {
        Ok(bytes) => {
            let kind = "text/plain; charset=utf-8";
            let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "max-age=2")];
            (headers, bytes).into_response()
        }
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    })
    .await
}

async fn tile(State(shared): State<Arc<Shared>>, Path(path): Path<String>) -> Response {
    // Only paths that a tile has are looked for, so nothing else below the folder can be reached.
    let (Some(public), Some(tile)) = (shared.public.clone(), Tile::parse(&format!("tile/{path}")))
    else {
        return StatusCode::NOT_FOUND.into_response();
    };
    blocking(move || match TileFiles::new(public).exact(tile) {
        Ok(bytes) => {
            let headers = [
                (header::CONTENT_TYPE, "application/octet-stream"),
                (header::CACHE_CONTROL, "max-age=31536000, immutable"),
            ];
            (headers, bytes).into_response()
        }
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    })
    .await
}

async fn add_checkpoint(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    blocking(move || {
        let Some(desk) = &shared.desk else { return StatusCode::NOT_FOUND.into_response() };
        // A panic while the desk was held may have left it between two steps.
        let Ok(mut desk) = desk.lock() else {
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        };
        match desk.add_checkpoint(&body, (shared.clock)()) {
            Ok(answer) => {
                let status = StatusCode::from_u16(answer.status());
                let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                (status, [(header::CONTENT_TYPE, answer.content_type())], answer.body())
                    .into_response()
            }
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    })
    .await
}

/// Does something that waits for the disk, beside the connections.
async fn blocking(work: impl FnOnce() -> Response + Send + 'static) -> Response {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}
