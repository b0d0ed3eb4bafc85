//! What the desk asks a provider: where things are, its keys, and what stands behind a code.
//!
//! Nothing else is asked and nobody else: each address has to be on the provider's own host, or on
//! one that the configuration names.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use axum::http::Uri;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::sync::Semaphore;

use super::OpenId;
use super::token::{self, Doubt, Expected, Identity, Keys};
use crate::outgoing;

/// Where a provider tells of itself (OpenID Connect Discovery 1.0, 4).
const DISCOVERY: &str = "/.well-known/openid-configuration";
/// Time for an answer.
const TIME_LIMIT: Duration = Duration::from_secs(10);
/// Longest answer.
const ANSWER_BYTES_MAX: u64 = 256 << 10;
/// Time after which a provider is asked again for what it told of itself and for its keys.
const KNOWN_FOR: Duration = Duration::from_secs(10 * 60);
/// Time before a provider is asked again for its keys because one is missing.
const KEYS_AGAIN_AFTER: Duration = Duration::from_secs(10);
/// Questions that are asked at the same time.
const QUESTIONS_AT_ONCE: usize = 4;

/// Why nobody is known.
#[derive(Debug)]
pub(super) enum Unknown {
    /// The provider gave no answer that can be read.
    Silent(anyhow::Error),
    /// The provider does not know the code, or not the desk.
    Refused,
    /// What it says cannot be believed.
    Doubted(Doubt),
}

impl From<anyhow::Error> for Unknown {
    fn from(error: anyhow::Error) -> Self {
        Self::Silent(error)
    }
}

/// What answers the provider's question who asks, and the desk's who it is.
pub(super) struct Answered<'a> {
    pub(super) code: &'a str,
    /// Where the browser came back to.
    pub(super) back: &'a str,
    /// What only the desk knows that asked for the code (RFC 7636).
    pub(super) verifier: &'a str,
    pub(super) nonce: &'a str,
    pub(super) now: i64,
}

/// A provider, and what is known of it.
pub(in crate::team) struct Provider {
    pub(super) settings: OpenId,
    known: Mutex<Option<Arc<Known>>>,
    questions: Semaphore,
}

/// What a provider told of itself, and when.
pub(super) struct Known {
    pub(super) about: About,
    keys: Keys,
    read: Instant,
}

/// What a provider tells of itself, as far as it is used (OpenID Connect Discovery 1.0, 3).
#[derive(Debug, Deserialize)]
pub(super) struct About {
    issuer: String,
    pub(super) authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    pub(super) end_session_endpoint: Option<String>,
    #[serde(default)]
    code_challenge_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    /// Whether it always says who answers (RFC 9207).
    #[serde(default)]
    pub(super) authorization_response_iss_parameter_supported: bool,
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
}

impl Provider {
    pub(in crate::team) fn new(settings: OpenId) -> Self {
        Self { settings, known: Mutex::default(), questions: Semaphore::new(QUESTIONS_AT_ONCE) }
    }

    /// What the provider tells of itself.
    pub(super) async fn known(&self) -> Result<Arc<Known>> {
        match self.remembered(KNOWN_FOR) {
            Some(known) => Ok(known),
            None => self.ask_about().await,
        }
    }

    /// What was told no longer ago than that.
    pub(super) fn remembered(&self, age_max: Duration) -> Option<Arc<Known>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.clone().filter(|known| known.read.elapsed() <= age_max)
    }

    async fn ask_about(&self) -> Result<Arc<Known>> {
        let known = Arc::new(self.asked(OpenId::ask_about).await?);
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&known));
        Ok(known)
    }

    /// Returns whom a code stands for.
    pub(super) async fn identity(&self, answered: &Answered<'_>) -> Result<Identity, Unknown> {
        let known = self.known().await?;
        let endpoint = known.about.token_endpoint.clone();
        let is_in_form = known.about.wants_secret_in_form();
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", answered.code),
            ("redirect_uri", answered.back),
            ("code_verifier", answered.verifier),
        ];
        let fields = fields.map(|(name, value)| (name, value.to_owned())).to_vec();
        let told = self.asked(move |settings| settings.redeem(&endpoint, fields, is_in_form));
        let Some(Tokens { id_token }) = told.await? else { return Err(Unknown::Refused) };
        let expected = Expected {
            issuer: &self.settings.issuer,
            client: &self.settings.client,
            nonce: answered.nonce,
            now: answered.now,
        };
        match token::verify(&id_token, &known.keys, &expected) {
            // Its keys change from time to time; the new one stands in the set by now.
            Err(Doubt::Key) if self.remembered(KEYS_AGAIN_AFTER).is_none() => {
                let keys = &self.ask_about().await?.keys;
                token::verify(&id_token, keys, &expected)
            }
            verified => verified,
        }
        .map_err(Unknown::Doubted)
    }

    /// Lets what is known be from a while ago.
    #[cfg(test)]
    pub(in crate::team) fn grow_old(&self) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let old = known.take().and_then(Arc::into_inner).unwrap();
        let read = old.read.checked_sub(2 * KEYS_AGAIN_AFTER).unwrap();
        *known = Some(Arc::new(Known { read, ..old }));
    }

    /// Asks in a thread of its own, few at a time.
    async fn asked<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&OpenId) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let turn = tokio::time::timeout(TIME_LIMIT, self.questions.acquire()).await;
        let _turn = turn.context("too many people sign in at the same time")??;
        let settings = self.settings.clone();
        tokio::task::spawn_blocking(move || ask(&settings)).await?
    }
}

impl About {
    /// Whether the secret goes with the form rather than before it (OpenID Connect Core 1.0, 9).
    fn wants_secret_in_form(&self) -> bool {
        let methods = self.token_endpoint_auth_methods_supported.as_deref().unwrap_or_default();
        let has = |wanted: &str| methods.iter().any(|method| method == wanted);
        has("client_secret_post") && !has("client_secret_basic")
    }
}

impl OpenId {
    /// Asks the provider for what it tells of itself and for its keys.
    pub(super) fn ask_about(&self) -> Result<Known> {
        let address = format!("{}{DISCOVERY}", self.issuer.trim_end_matches('/'));
        let about: About = parsed(&self.get(&address)?, &address)?;
        ensure!(
            about.issuer == self.issuer,
            "`{address}` is about `{}`, not `{}`",
            about.issuer,
            self.issuer
        );
        if let Some(methods) = &about.code_challenge_methods_supported {
            ensure!(
                methods.iter().any(|method| method == "S256"),
                "it does not know PKCE with S256"
            );
        }
        let addresses = [&about.authorization_endpoint, &about.token_endpoint, &about.jwks_uri];
        for address in addresses.into_iter().chain(&about.end_session_endpoint) {
            ensure!(self.is_its(address), "`{address}` is not on the provider's host");
        }
        let keys = Keys::read(&self.get(&about.jwks_uri)?);
        let keys = keys.with_context(|| format!("`{}` is no set of keys", about.jwks_uri))?;
        ensure!(!keys.is_empty(), "it has no key for RS256, ES256 or EdDSA");
        Ok(Known { about, keys, read: Instant::now() })
    }

    /// Gives a code for tokens; nothing when the provider refuses.
    fn redeem(
        &self,
        endpoint: &str,
        mut fields: Vec<(&'static str, String)>,
        is_in_form: bool,
    ) -> Result<Option<Tokens>> {
        let mut request = outgoing::agent(endpoint, self.roots.as_deref(), TIME_LIMIT)?
            .post(endpoint)
            .header("accept", "application/json");
        if is_in_form {
            fields.push(("client_id", self.client.clone()));
            fields.push(("client_secret", self.secret.clone()));
        } else {
            let pair = format!("{}:{}", encoded(&self.client), encoded(&self.secret));
            request = request.header("authorization", format!("Basic {}", STANDARD.encode(pair)));
        }
        let answer = request.send_form(fields).with_context(|| silent(endpoint))?;
        match answer.status().as_u16() {
            200 => parsed(&body(answer, endpoint)?, endpoint).map(Some),
            400 | 401 | 403 => Ok(None),
            status => bail!("`{endpoint}` answered with {status}"),
        }
    }

    fn get(&self, address: &str) -> Result<String> {
        let answer = outgoing::agent(address, self.roots.as_deref(), TIME_LIMIT)?
            .get(address)
            .header("accept", "application/json")
            .call()
            .with_context(|| silent(address))?;
        let status = answer.status().as_u16();
        ensure!(status == 200, "`{address}` answered with {status}");
        body(answer, address)
    }

    /// True for an address on a host of the provider, with TLS, or on the machine itself when the
    /// provider is there.
    fn is_its(&self, address: &str) -> bool {
        let (Some(address), Some(issuer)) = (place(address), place(&self.issuer)) else {
            return false;
        };
        let is_named = |host: &String| address == ("https".to_owned(), host.to_lowercase());
        address == issuer || self.hosts.iter().any(is_named)
    }
}

/// True for what can name a provider: an address with TLS, or without on this machine.
pub(in crate::team) fn is_issuer(issuer: &str) -> bool {
    let is_bare = !issuer.contains(['?', '#']);
    let is_near = |host: &str| {
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        matches!(name, "127.0.0.1" | "[::1]" | "localhost")
    };
    let place = place(issuer).filter(|_| is_bare);
    place.is_some_and(|(scheme, host)| scheme == "https" || scheme == "http" && is_near(&host))
}

/// Scheme and host of an address, with its port, that has nobody's name and password in it.
fn place(address: &str) -> Option<(String, String)> {
    let uri: Uri = address.parse().ok()?;
    let host = uri.authority()?.as_str().to_lowercase();
    (!host.contains('@')).then(|| (uri.scheme_str().unwrap_or_default().to_owned(), host))
}

fn parsed<T: DeserializeOwned>(text: &str, address: &str) -> Result<T> {
    // What a provider sends has secrets in it, and the parser's error might quote them.
    serde_json::from_str(text)
        .ok()
        .with_context(|| format!("`{address}` does not say what it should"))
}

fn body(mut answer: axum::http::Response<ureq::Body>, address: &str) -> Result<String> {
    let text = answer.body_mut().with_config().limit(ANSWER_BYTES_MAX).read_to_string();
    text.with_context(|| silent(address))
}

fn silent(address: &str) -> String {
    format!("`{address}` does not answer")
}

/// A value as it stands in an address (RFC 3986, 2).
pub(super) fn encoded(value: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let letter = |byte: u8| {
        if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    value.bytes().map(letter).collect()
}
