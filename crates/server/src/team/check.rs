//! `--check`: says what is wrong with a configuration before anyone uses it.

use std::path::Path;

use super::openid::is_issuer;
use super::store::{Claim, Store};
use super::vault::Vault;
use super::{FILES, Settings, is_new, password};

/// Something that is wrong with a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// Id of its words.
    pub id: &'static str,
    /// What the words name.
    pub value: String,
}

/// Returns what is wrong; nothing when the desk can be run like that. Changes nothing.
pub async fn check(settings: &Settings) -> Vec<Trouble> {
    let mut troubles = Vec::new();
    let mut tell = |id, value: String| troubles.push(Trouble { id, value });
    check_address(settings, &mut tell);
    check_places(settings, &mut tell);
    if !is_new(settings)
        && settings.key.exists()
        && let Err(error) = open(settings).await
    {
        tell("serve-check-database", format!("{error:#}"));
    }
    troubles
}

/// Says what is wrong with what the provider of sign-ins tells of itself; asks it.
pub async fn check_provider(settings: &Settings) -> Option<Trouble> {
    let provider = settings.provider.clone().filter(|provider| is_issuer(&provider.issuer))?;
    let asked = tokio::task::spawn_blocking(move || provider.trouble()).await;
    let value = asked.unwrap_or_else(|error| Some(error.to_string()))?;
    Some(Trouble { id: "serve-check-provider", value })
}

fn check_address(settings: &Settings, tell: &mut impl FnMut(&'static str, String)) {
    match settings.url.as_deref() {
        None if !settings.listen.ip().is_loopback() => {
            tell("serve-check-url-missing", settings.listen.to_string());
        }
        Some(url) if !url.starts_with("https://") => tell("serve-check-url", url.to_owned()),
        Some(_) if !settings.listen.ip().is_loopback() => {
            tell("serve-check-open", settings.listen.to_string());
        }
        _ => {}
    }
}

fn check_places(settings: &Settings, tell: &mut impl FnMut(&'static str, String)) {
    let key = settings.key.display().to_string();
    if settings.key.starts_with(&settings.data) {
        tell("serve-check-key-inside", key.clone());
    }
    if !settings.key.exists() && !is_new(settings) {
        tell("serve-check-key-missing", key.clone());
    }
    if is_open_to_others(&settings.key) {
        tell("serve-check-key-open", key);
    }
    if let Some((watched, _)) = &settings.watched
        && !watched.is_dir()
    {
        tell("serve-check-watched", watched.display().to_string());
    }
    if let Some(folder) = &settings.release_to
        && !folder.is_dir()
    {
        tell("serve-check-release", folder.display().to_string());
    }
    if let Some(webhook) = &settings.webhook
        && !["http://", "https://"].iter().any(|scheme| webhook.url.starts_with(scheme))
    {
        tell("serve-check-webhook", webhook.url.clone());
    }
    if let Some(list) = &settings.breached
        && let Err(error) = password::breached::check(list)
    {
        tell("serve-check-breached", format!("{}: {error}", list.display()));
    }
    if let Some(provider) = &settings.provider
        && !is_issuer(&provider.issuer)
    {
        tell("serve-check-issuer", provider.issuer.clone());
    }
    let folder = settings.data.parent().filter(|parent| !parent.as_os_str().is_empty());
    if !settings.data.is_dir() && !folder.unwrap_or(Path::new(".")).is_dir() {
        tell("serve-check-data", settings.data.display().to_string());
    }
}

#[cfg(unix)]
fn is_open_to_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o077 != 0)
}

/// Who may read a file is a matter of the system here.
#[cfg(not(unix))]
fn is_open_to_others(_path: &Path) -> bool {
    false
}

async fn open(settings: &Settings) -> anyhow::Result<()> {
    let vault = Vault::open(&settings.key, settings.data.join(FILES))?;
    Store::open(settings, vault, Claim::Look).await.map(drop)
}
