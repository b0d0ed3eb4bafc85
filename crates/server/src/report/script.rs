//! What stands beside the pages: the script that seals, the words that it draws from, the styles.
//!
//! The script is bundled from `crates/server/seal` by `cargo xtask bundle`, always to the same bytes;
//! its digest stands in each page that loads it, and beside it in the repository.

use std::io::Write;
use std::sync::LazyLock;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use intake::receipt::WordList;
use sha2::{Digest, Sha256};

use super::App;
use super::submit::Refusal;

static SCRIPT: LazyLock<Asset> = LazyLock::new(|| Asset::new("text/javascript", text()));
static STYLE: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("text/css", include_str!("../../assets/report.css")));
static ENGLISH: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("text/plain", &WordList::English.to_text()));
static CHINESE: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("text/plain", &WordList::Chinese.to_text()));

/// Something that is the same for everyone, compressed once.
struct Asset {
    kind: String,
    plain: String,
    compressed: Vec<u8>,
}

impl Asset {
    fn new(kind: &str, text: &str) -> Self {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        let written = encoder.write_all(text.as_bytes());
        let compressed = written.and_then(|()| encoder.finish()).unwrap_or_default();
        Self { kind: format!("{kind}; charset=utf-8"), plain: text.to_owned(), compressed }
    }

    fn answer(&'static self, headers: &HeaderMap) -> Response {
        let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
        let wants = accepted.is_some_and(|accepted| accepted.contains("gzip"));
        let kind = [(header::CONTENT_TYPE, self.kind.as_str())];
        if wants && !self.compressed.is_empty() {
            let coding = [(header::CONTENT_ENCODING, "gzip")];
            return (kind, coding, self.compressed.as_slice()).into_response();
        }
        (kind, self.plain.as_str()).into_response()
    }
}

/// Returns the script.
pub fn text() -> &'static str {
    include_str!("../../assets/seal.js")
}

/// Returns the digest of the script, SHA-256 in hexadecimal digits.
pub fn digest() -> String {
    intake::digest(SCRIPT.plain.as_bytes())
}

/// Returns the digest of the script as pages state it (W3C Subresource Integrity).
pub(super) fn integrity() -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(SCRIPT.plain.as_bytes())))
}

/// The script.
pub(super) async fn script(headers: HeaderMap) -> Response {
    SCRIPT.answer(&headers)
}

/// The proof that the digest of the script was logged, for whoever wants to check what they got.
pub(super) async fn proof(State(app): State<App>) -> Result<Response, Refusal> {
    match &app.site.script_proof {
        Some(proof) => {
            let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
            Ok((kind, proof.clone()).into_response())
        }
        None => Err(app.refuse("", StatusCode::NOT_FOUND, "page-error-missing")),
    }
}

/// The style sheet.
pub(super) async fn style(headers: HeaderMap) -> Response {
    STYLE.answer(&headers)
}

/// The words that receipts are drawn from.
pub(super) async fn words(
    State(app): State<App>,
    Path(list): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    match list.as_str() {
        "en" => Ok(ENGLISH.answer(&headers)),
        "zh" => Ok(CHINESE.answer(&headers)),
        _ => Err(app.refuse("", StatusCode::NOT_FOUND, "page-error-missing")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Most bytes of what a browser loads to send a report, compressed.
    const BYTES_MAX: usize = 90 << 10;

    #[test]
    fn the_script_is_small_and_its_digest_stands_beside_it() {
        let bytes = SCRIPT.compressed.len() + ENGLISH.compressed.len() + STYLE.compressed.len();
        assert!(bytes < BYTES_MAX, "{bytes} bytes");
        assert_eq!(include_str!("../../assets/seal.js.sha256").trim(), digest());
    }
}
