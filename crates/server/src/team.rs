//! The review desk for a team: accounts and roles, batches that two people sign, and a record of
//! who did what that survives whatever happens to the process.
//!
//! The pages of a document are those of the desk for one person. What was found and how copies are
//! made is the business of whoever starts the desk: it opens no document itself.

mod accounts;
mod alike;
mod api;
mod batches;
mod bundle;
mod cases;
mod challenge;
mod check;
mod clocks;
mod guard;
mod jobs;
mod live;
mod notes;
mod openid;
mod outcomes;
mod pages;
mod passkey;
mod passkeys;
mod password;
mod pictures;
mod record;
mod retention;
mod sessions;
mod standing;
mod store;
mod table;
mod threads;
mod totp;
mod uploads;
mod vault;
mod watched;
mod webhook;

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use intake::clocks::Pack;
use review::batch::{Authorisation, Chain, Role};
use review::statement::hex;
use sha2::{Digest as _, Sha256};
use tokio::net::TcpListener;
use tokio::sync::{Notify, Semaphore};

use crate::desk::guard::random_token;
use crate::desk::{Area, Decided, File, Language, Texts, Why};
use crate::handlers;

pub use check::{Trouble, check, check_provider};
pub(crate) use guard::{Answer, Fault, Visitor};
pub use openid::OpenId;

use challenge::Challenges;
use guard::{Gate, Origin, Programs};
use live::Live;
use openid::Provider;
use store::{Claim, Link, Store};
use vault::Vault;

/// Seconds for which the link of the first administrator stands.
const FIRST_LINK_SECONDS: i64 = 24 * 60 * 60;
/// Passwords that are computed at the same time; each takes 19 MiB.
const PASSWORDS_AT_ONCE: usize = 2;
/// Uploads that are taken at the same time.
const UPLOADS_AT_ONCE: usize = 16;
/// Documents of programs that are read at the same time.
const CHECKS_AT_ONCE: usize = 2;

/// Pages that are drawn at the same time.
const DRAWINGS_AT_ONCE: usize = 2;

/// Name of the folder of sealed files.
const FILES: &str = "files";

/// How a desk is to be run.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where it listens.
    pub listen: SocketAddr,
    /// The address that people type, when a proxy stands before it.
    pub url: Option<String>,
    /// The folder of its database and its sealed files.
    pub data: PathBuf,
    /// Where its database is, when that is not in the folder: `postgres://…`.
    pub database: Option<String>,
    /// The file of its key, outside of that folder.
    pub key: PathBuf,
    /// How many people must sign, and whether the second decides blind.
    pub chain: Chain,
    /// A folder whose files are handed in, and the name of the account that does it.
    pub watched: Option<(PathBuf, String)>,
    /// A folder that the copies of each release are put into.
    pub release_to: Option<PathBuf>,
    /// Who is told of each release, over HTTP.
    pub webhook: Option<Webhook>,
    /// Another way to sign in.
    pub provider: Option<OpenId>,
    /// A list of passwords that are known from breaches, which nobody may take.
    pub breached: Option<PathBuf>,
    /// Days after which documents are deleted that are out, called back or could not be read.
    pub keep_days: Option<u32>,
    /// The policy file, for certificates; none for the built-in policy.
    pub policy: Option<String>,
    /// Language of those who chose none.
    pub language: Language,
    /// The folder of the channel whose reports are handled here, if there is one.
    pub reports: Option<PathBuf>,
    /// Clocks that run for each report.
    pub clocks: Vec<Pack>,
}

/// Who is told of releases.
#[derive(Clone)]
pub struct Webhook {
    /// The address.
    pub url: String,
    /// The key that both know, for the code that shows who tells.
    pub key: Vec<u8>,
}

impl std::fmt::Debug for Webhook {
    /// The key is not shown.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Webhook").field("url", &self.url).finish_non_exhaustive()
    }
}

/// Fills an open file with what was handed in.
pub type Fill<'f> = &'f mut dyn FnMut(&mut std::fs::File) -> Result<()>;

/// A file that was handed in.
pub struct Handed<'h> {
    /// The name that people know it by.
    pub name: &'h str,
    /// Fills an open file with it.
    pub fill: &'h (dyn Fn(&mut std::fs::File) -> Result<()> + Sync),
}

/// Takes what is in a file, by its place among those that were given: in English and in Chinese,
/// with items numbered from 1. Says whether anybody still wants to know more.
pub type Tell<'t> = &'t (dyn Fn(usize, [File; 2]) -> bool + Sync);

/// What a disclosure request asks to look for besides what is looked for anyway.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Names, each told under the rule [`crate::desk::CASE_NAME`].
    pub names: Vec<String>,
    /// Texts of the requester, who may have them: they are no findings.
    pub exempt: Vec<String>,
}

/// Reads documents and makes copies; what was handed in is opened in workers alone.
pub trait Work: Send + Sync {
    /// Reads files, several at a time, and tells of each once it is read, until nobody wants to know.
    ///
    /// # Errors
    ///
    /// When a file could not be had; whatever is in it is no error.
    fn read(&self, files: &[Handed<'_>], wanted: &Wanted, tell: Tell<'_>) -> Result<()>;

    /// Returns the picture of a page, as PNG; nothing where it cannot be drawn.
    ///
    /// # Errors
    ///
    /// When the file could not be had.
    fn draw(&self, name: &str, fill: Fill<'_>, page: u32) -> Result<Option<Vec<u8>>>;

    /// Returns the pieces of text under an area of a page, whole words each.
    ///
    /// # Errors
    ///
    /// When the file could not be had.
    fn text_under(&self, name: &str, fill: Fill<'_>, area: Area) -> Result<Vec<String>>;

    /// Makes the copy that was decided on, and proves it; of a file with a protective marking with
    /// the leave of two officers alone.
    ///
    /// # Errors
    ///
    /// When the file could not be had, or the machine failed; the job is done again.
    fn clean(
        &self,
        name: &str,
        fill: Fill<'_>,
        decided: &Decided,
        leave: Option<&Authorisation>,
    ) -> Result<Made>;

    /// Logs the release of a copy, when there is a ledger, with who lifted its marking; returns the
    /// proof. What is asked for again under the same name is not logged again.
    ///
    /// # Errors
    ///
    /// When it cannot be logged.
    fn log(
        &self,
        request: &str,
        name: &str,
        copy: &[u8],
        leave: Option<&Authorisation>,
    ) -> Result<Option<Vec<u8>>>;

    /// Logs what handlers did on the cases of a channel, when there is a ledger; each act once.
    ///
    /// # Errors
    ///
    /// When it cannot be logged; it is then logged with the next act.
    fn log_acts(&self) -> Result<()> {
        Ok(())
    }

    /// Told of what failed, for whoever runs the desk; never with content.
    fn complain(&self, message: &str);

    /// Told, in a line for programs, of who came in, who was refused, and what changed who may do
    /// what.
    fn note(&self, line: &str);
}

/// What became of a file.
pub struct Made {
    /// Name of the copy.
    pub name: String,
    /// The copy, when there is one.
    pub bytes: Option<Vec<u8>>,
    /// Id of the words for how it ended.
    pub outcome: &'static str,
    /// Why there is no copy, or what of it is to be looked at.
    pub why: Option<Why>,
}

/// What the handlers share.
pub(crate) struct Shared {
    store: Store,
    work: Arc<dyn Work>,
    texts: Arc<dyn Texts>,
    settings: Settings,
    origin: Origin,
    gate: Gate,
    challenges: Challenges,
    provider: Option<Provider>,
    programs: Programs,
    passwords: Semaphore,
    uploads: Semaphore,
    checks: Semaphore,
    drawings: Semaphore,
    reports: Option<Arc<handlers::Desk>>,
    /// What is decided for every batch.
    holding: standing::Holding,
    /// Batches that were looked at, as far as their records were read.
    batches: Mutex<BTreeMap<i64, Arc<tokio::sync::Mutex<Live>>>>,
    /// Batches whose copies could not be made, or not be logged, at the last try.
    stuck: Mutex<BTreeSet<i64>>,
    /// Invitations that were just made.
    fresh: accounts::Fresh,
    /// Woken when there is a job.
    jobs: Notify,
}

pub(crate) type App = Arc<Shared>;

impl Shared {
    /// The cases of a channel, when there is one.
    pub(crate) const fn reports(&self) -> Option<&Arc<handlers::Desk>> {
        self.reports.as_ref()
    }

    /// True when the last try to make the copies of a batch failed.
    fn stuck(&self, batch: i64) -> bool {
        self.stuck.lock().unwrap_or_else(PoisonError::into_inner).contains(&batch)
    }

    /// Notes whether the last try to make the copies of a batch failed.
    fn note_stuck(&self, batch: i64, is_stuck: bool) {
        let mut stuck = self.stuck.lock().unwrap_or_else(PoisonError::into_inner);
        match is_stuck {
            true => stuck.insert(batch),
            false => stuck.remove(&batch),
        };
    }

    /// Logs what handlers did, while they go on; whoever runs the desk is told of what failed.
    pub(crate) fn log_acts(self: &Arc<Self>) {
        let app = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            if let Err(error) = app.work.log_acts() {
                app.work.complain(&format!("{error:#}"));
            }
        });
    }

    /// The sealed key that a handler left here.
    pub(crate) async fn handler_key(&self, account: i64) -> Result<Option<String>> {
        self.store.setting(&handler_key_name(account)).await
    }

    /// Keeps the sealed key of a handler.
    pub(crate) async fn keep_handler_key(&self, account: i64, sealed: &str) -> Result<()> {
        self.store.set(&handler_key_name(account), sealed).await
    }
}

/// Under which name the sealed key of a handler is kept.
fn handler_key_name(account: i64) -> String {
    format!("handler-key {account}")
}

/// A desk that listens, before it serves.
pub struct Team {
    app: App,
    listener: TcpListener,
    /// The link of the first administrator, when there is none yet.
    first: Option<String>,
}

impl Team {
    /// Opens what is kept, and listens.
    ///
    /// # Errors
    ///
    /// When the key, the folder or the database cannot be used, or the port is taken.
    pub async fn open(
        mut settings: Settings,
        work: Arc<dyn Work>,
        texts: Arc<dyn Texts>,
    ) -> Result<Self> {
        let listener = TcpListener::bind(settings.listen)
            .await
            .with_context(|| format!("cannot listen on {}", settings.listen))?;
        settings.listen = listener.local_addr()?;
        std::fs::create_dir_all(&settings.data)
            .with_context(|| format!("cannot make the folder `{}`", settings.data.display()))?;
        if !settings.key.exists() && is_new(&settings) {
            Vault::new_key(&settings.key)?;
        }
        let vault = Vault::open(&settings.key, settings.data.join(FILES))?;
        let store = Store::open(&settings, vault, Claim::Work).await?;
        let known = store.blobs().await?;
        store.vault.remove_others(&|name| known.contains(name))?;
        let origin = Origin::of(&settings);
        let open = |folder: &PathBuf| handlers::Desk::open(folder, settings.clocks.clone());
        let reports = settings.reports.as_ref().map(open).transpose()?.map(Arc::new);
        let provider = settings.provider.clone().map(Provider::new);
        let app = Arc::new(Shared {
            store,
            work,
            texts,
            settings,
            origin,
            gate: Gate::default(),
            challenges: Challenges::default(),
            provider,
            programs: Programs::default(),
            passwords: Semaphore::new(PASSWORDS_AT_ONCE),
            uploads: Semaphore::new(UPLOADS_AT_ONCE),
            checks: Semaphore::new(CHECKS_AT_ONCE),
            drawings: Semaphore::new(DRAWINGS_AT_ONCE),
            reports,
            holding: standing::Holding::default(),
            batches: Mutex::new(BTreeMap::new()),
            stuck: Mutex::default(),
            fresh: accounts::Fresh::default(),
            jobs: Notify::new(),
        });
        let first = first_link(&app).await?;
        Ok(Self { app, listener, first })
    }

    /// The address that people type.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.app.origin.url
    }

    /// The link that makes the first administrator, once, when there is none yet.
    #[must_use]
    pub fn first_link(&self) -> Option<&str> {
        self.first.as_deref()
    }

    /// Serves until `stopped` ends.
    ///
    /// # Errors
    ///
    /// When listening ends.
    pub async fn serve(
        self,
        stopped: impl Future<Output = ()> + Send + 'static,
    ) -> std::io::Result<()> {
        let jobs = tokio::spawn(jobs::run(Arc::clone(&self.app)));
        let watching = tokio::spawn(watched::run(Arc::clone(&self.app)));
        let router = table::router(self.app);
        let served = tokio::select! {
            served = async { axum::serve(self.listener, router).await } => served,
            () = stopped => Ok(()),
        };
        // A job that is cut off begins again at the next start.
        jobs.abort();
        watching.abort();
        served
    }
}

/// Gives a desk that does not run a new key: everything that it keeps is sealed anew.
///
/// When it is cut off, nothing is lost, and asking again goes on from there.
///
/// # Errors
///
/// When there is no desk, it runs, or something of it does not open.
pub async fn renew_key(settings: &Settings) -> Result<()> {
    let open = || Vault::open(&settings.key, settings.data.join(FILES));
    let mut store = Store::open(settings, open()?, Claim::Work).await?;
    Vault::add_key(&settings.key)?;
    store.vault = open()?;
    store.renew().await?;
    Vault::drop_older_keys(&settings.key)
}

/// True when nothing was ever kept there, so that a new key loses nothing.
fn is_new(settings: &Settings) -> bool {
    !settings.data.join(store::DATABASE).exists() && !settings.data.join(FILES).exists()
}

/// Makes the link of the first administrator, when there is none.
async fn first_link(app: &App) -> Result<Option<String>> {
    let accounts = app.store.accounts().await?;
    let administers =
        |account: &store::Account| account.is_open && account.roles.contains(&Role::Administrator);
    if accounts.iter().any(administers) {
        return Ok(None);
    }
    let token = random_token()?;
    let link = Link {
        hash: fingerprint(&token),
        roles: BTreeSet::from([Role::Administrator]),
        made_by: 0,
        expires: now() + FIRST_LINK_SECONDS,
    };
    app.store.add_link(&link).await?;
    Ok(Some(format!("{}/join/{token}", app.origin.url)))
}

/// What is kept of a token.
fn fingerprint(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

/// The time, in seconds since 1970.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
