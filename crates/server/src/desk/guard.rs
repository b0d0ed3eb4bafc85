//! Who is let in: one browser on this machine, by a link that works once.

use std::net::SocketAddr;
use std::sync::Mutex;

use axum::http::HeaderMap;
use axum::http::header::{COOKIE, HOST, ORIGIN};

/// Name of the cookie that stands for the session.
pub(super) const COOKIE_NAME: &str = "obelus-desk";
/// Bytes of a token: too many to guess.
const TOKEN_BYTES: usize = 24;

/// Lets one browser in.
pub(super) struct Guard {
    hosts: [String; 2],
    /// The token of the link, until someone has used it.
    entry: Mutex<Option<String>>,
    session: String,
    form: String,
}

/// Returns a new token in hexadecimal digits.
pub(crate) fn random_token() -> std::io::Result<String> {
    let mut bytes = [0; TOKEN_BYTES];
    getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

impl Guard {
    pub(super) fn new(address: SocketAddr, entry: String) -> std::io::Result<Self> {
        Ok(Self {
            hosts: [address.to_string(), format!("localhost:{}", address.port())],
            entry: Mutex::new(Some(entry)),
            session: random_token()?,
            form: random_token()?,
        })
    }

    /// Returns the session's cookie for whoever has the token of the link, the first time.
    pub(super) fn enter(&self, token: &str) -> Option<String> {
        let mut entry = self.entry.lock().ok()?;
        if !entry.as_deref().is_some_and(|wanted| is_same(wanted, token)) {
            return None;
        }
        *entry = None;
        Some(format!("{COOKIE_NAME}={}; HttpOnly; SameSite=Strict; Path=/", self.session))
    }

    /// True when the request names this address, so that no other site's name leads here.
    pub(super) fn is_addressed(&self, headers: &HeaderMap) -> bool {
        let host = headers.get(HOST).and_then(|host| host.to_str().ok());
        host.is_some_and(|host| self.hosts.iter().any(|own| own == host))
    }

    /// True when the request comes from the browser that was let in.
    pub(super) fn is_in(&self, headers: &HeaderMap) -> bool {
        cookie(headers, COOKIE_NAME).is_some_and(|session| is_same(&self.session, session))
    }

    /// What every form carries.
    pub(super) fn form_token(&self) -> &str {
        &self.form
    }

    /// True when a form was sent from a page of ours.
    pub(super) fn is_own_form(&self, headers: &HeaderMap, token: &str) -> bool {
        let origin = headers.get(ORIGIN).and_then(|origin| origin.to_str().ok());
        let is_own = |origin: &str| {
            let host = origin.strip_prefix("http://");
            host.is_some_and(|host| self.hosts.iter().any(|own| own == host))
        };
        // Browsers that send no origin with a form of the same site send none at all.
        origin.is_none_or(is_own) && is_same(&self.form, token)
    }
}

/// Returns the value of a cookie.
pub(crate) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let all = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|value| value.split(';')).filter_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        (key == name).then_some(value)
    });
    pairs.next()
}

/// Compares without telling by its time where they differ.
pub(crate) fn is_same(left: &str, right: &str) -> bool {
    let differs = left.bytes().zip(right.bytes()).fold(0, |sum, (l, r)| sum | (l ^ r));
    left.len() == right.len() && differs == 0
}
