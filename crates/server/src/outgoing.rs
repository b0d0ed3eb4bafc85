//! Requests that leave the house: HTTP, with TLS or without.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use ureq::Agent;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};

/// Longest file of root certificates.
const ROOTS_BYTES_MAX: u64 = 4 << 20;

/// Makes what carries requests to one address.
///
/// It believes the root certificates in the PEM file `roots`, or else the system's, and follows
/// nobody to another address; a status that tells of a failure is an answer like any other.
pub(crate) fn agent(url: &str, roots: Option<&Path>, timeout: Duration) -> Result<Agent> {
    let tls = match url.split_once("://") {
        Some(("http", _)) => TlsConfig::builder().build(),
        Some(("https", _)) => tls(roots)?,
        _ => bail!("the address `{url}` begins with neither http:// nor https://"),
    };
    let config = Agent::config_builder()
        .timeout_global(Some(timeout))
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .tls_config(tls);
    Ok(config.build().new_agent())
}

fn tls(roots: Option<&Path>) -> Result<TlsConfig> {
    let roots = match roots {
        Some(path) => read_roots(path)
            .with_context(|| format!("cannot use the root certificates in `{}`", path.display()))?,
        None => system_roots()?,
    };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    Ok(TlsConfig::builder()
        .root_certs(RootCerts::Specific(Arc::new(roots)))
        .unversioned_rustls_crypto_provider(provider)
        .build())
}

fn read_roots(path: &Path) -> Result<Vec<Certificate<'static>>> {
    let mut pem = Vec::new();
    File::open(path)?.take(ROOTS_BYTES_MAX).read_to_end(&mut pem)?;
    let mut roots = Vec::new();
    for item in parse_pem(&pem) {
        if let PemItem::Certificate(root) = item? {
            roots.push(root);
        }
    }
    ensure!(!roots.is_empty(), "there is none in it");
    Ok(roots)
}

fn system_roots() -> Result<Vec<Certificate<'static>>> {
    let found = rustls_native_certs::load_native_certs();
    let owned = |root: &[u8]| Certificate::from_der(root).to_owned();
    let roots: Vec<_> = found.certs.iter().map(|root| owned(root)).collect();
    ensure!(!roots.is_empty(), "the system has no root certificates");
    Ok(roots)
}

#[cfg(test)]
mod tests;
