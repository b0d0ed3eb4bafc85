//! The database of the desk: accounts, batches, the record of what people did, and jobs.
//!
//! What comes from documents or people is sealed before it gets here; ids, times and states stand in
//! clear.

mod accounts;
mod batches;
mod cases;
mod passkeys;
mod pictures;
mod renewal;
mod retention;
mod standing;
mod ties;

use std::fs::{File, TryLockError};
use std::path::Path;

use anyhow::{Context, Result, bail};
use sqlx::{AnyConnection, Connection as _, Executor as _, Row as _};
use tokio::sync::{Mutex, MutexGuard};

use super::Settings;
use super::vault::Vault;

pub(super) use accounts::{Account, Link, NewAccount, Session, Token};
pub(super) use batches::{BatchRow, CopyRow, FileRow, Job, NewFile};
pub(super) use cases::{Case, PastCopy};
pub(super) use passkeys::Passkey;
pub(super) use pictures::PictureKey;
pub(super) use standing::{Ruling, StandingRow};
pub(super) use ties::Tie;

/// Name of the database in its folder.
pub(super) const DATABASE: &str = "desk.sqlite";
/// Name of the file that the one desk of a folder holds.
const LOCK: &str = "desk.lock";
/// Name of the backend that needs no server.
const SQLITE: &str = "SQLite";
/// What is sealed in the database to know the key again.
const CHECK: &str = "the key of this desk";

const TABLES: &[&str] = &[
    "CREATE TABLE IF NOT EXISTS desk_setting (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS desk_account (id BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE, \
     shown TEXT NOT NULL, roles TEXT NOT NULL, password TEXT NOT NULL, secret TEXT NOT NULL, \
     step BIGINT NOT NULL, is_open BIGINT NOT NULL, created BIGINT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS desk_link (hash TEXT PRIMARY KEY, roles TEXT NOT NULL, made_by BIGINT NOT NULL, \
     expires BIGINT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS desk_session (hash TEXT PRIMARY KEY, account BIGINT NOT NULL, \
     form TEXT NOT NULL, created BIGINT NOT NULL, seen BIGINT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS desk_token (id BIGINT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, \
     account BIGINT NOT NULL, label TEXT NOT NULL, created BIGINT NOT NULL, \
     expires BIGINT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS desk_batch (id BIGINT PRIMARY KEY, title TEXT NOT NULL, \
     submitter BIGINT NOT NULL, chain TEXT NOT NULL, state TEXT NOT NULL, stage TEXT NOT NULL, \
     is_marked BIGINT NOT NULL, read_files BIGINT NOT NULL, created BIGINT NOT NULL, english TEXT, \
     chinese TEXT)",
    "CREATE TABLE IF NOT EXISTS desk_file (batch BIGINT NOT NULL, number BIGINT NOT NULL, name TEXT NOT NULL, \
     blob TEXT NOT NULL, PRIMARY KEY (batch, number))",
    "CREATE TABLE IF NOT EXISTS desk_event (batch BIGINT NOT NULL, number BIGINT NOT NULL, \
     account BIGINT NOT NULL, role TEXT NOT NULL, time BIGINT NOT NULL, act TEXT NOT NULL, \
     PRIMARY KEY (batch, number))",
    "CREATE TABLE IF NOT EXISTS desk_copy (batch BIGINT NOT NULL, number BIGINT NOT NULL, name TEXT NOT NULL, \
     blob TEXT NOT NULL, digest TEXT NOT NULL, outcome TEXT NOT NULL, proof TEXT NOT NULL, \
     PRIMARY KEY (batch, number))",
    "CREATE TABLE IF NOT EXISTS desk_why (batch BIGINT NOT NULL, number BIGINT NOT NULL, why TEXT NOT NULL, \
     PRIMARY KEY (batch, number))",
    "CREATE TABLE IF NOT EXISTS desk_job (batch BIGINT NOT NULL, kind TEXT NOT NULL, created BIGINT NOT NULL, \
     PRIMARY KEY (batch, kind))",
    "CREATE TABLE IF NOT EXISTS desk_picture (batch BIGINT NOT NULL, number BIGINT NOT NULL, \
     page BIGINT NOT NULL, kind TEXT NOT NULL, blob TEXT NOT NULL, \
     PRIMARY KEY (batch, number, page, kind))",
    "CREATE TABLE IF NOT EXISTS desk_case (batch BIGINT PRIMARY KEY, request TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS desk_past_copy (batch BIGINT NOT NULL, event BIGINT NOT NULL, \
     number BIGINT NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (batch, event, number))",
    "CREATE TABLE IF NOT EXISTS desk_passkey (id TEXT PRIMARY KEY, account BIGINT NOT NULL, \
     public_key TEXT NOT NULL, counter BIGINT NOT NULL, label TEXT NOT NULL, \
     created BIGINT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS desk_note (number BIGINT PRIMARY KEY, account BIGINT NOT NULL, \
     time BIGINT NOT NULL, what TEXT NOT NULL, about BIGINT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS desk_tie (id BIGINT PRIMARY KEY, account BIGINT NOT NULL, \
     issuer TEXT NOT NULL, subject TEXT NOT NULL, is_confirmed BIGINT NOT NULL, \
     created BIGINT NOT NULL, UNIQUE (issuer, subject))",
    "CREATE TABLE IF NOT EXISTS desk_standing (id BIGINT PRIMARY KEY, ruling TEXT NOT NULL, \
     wished_by BIGINT NOT NULL, wished BIGINT NOT NULL, agreed_by BIGINT, agreed BIGINT)",
];

/// What SQLite is told at each start: what is committed is on the disk, and what is deleted is gone.
const PRAGMAS: &[&str] = &[
    "PRAGMA busy_timeout = 10000",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
];

/// Holds the database against a second desk, as long as the connection lasts (PostgreSQL alone;
/// SQLite has its file).
const ONE_DESK: &str = "SELECT CASE WHEN pg_try_advisory_lock(hashtext('obelus desk ' || \
     current_schema())) THEN 1 ELSE 0 END";

/// Whether a database is opened for a desk that works on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Claim {
    /// For the one desk that does.
    Work,
    /// To look whether it opens; nothing is changed.
    Look,
}

/// The connection, used by one at a time.
pub(super) struct Store {
    connection: Mutex<AnyConnection>,
    address: String,
    claim: Claim,
    /// What the one desk of a folder holds.
    #[cfg_attr(not(test), expect(dead_code, reason = "it is let go when the process ends"))]
    held: Option<File>,
    pub(super) vault: Vault,
}

impl Store {
    /// Opens the database; makes its tables when it is new.
    pub(super) async fn open(settings: &Settings, vault: Vault, claim: Claim) -> Result<Self> {
        let file = || format!("sqlite://{}?mode=rwc", settings.data.join(DATABASE).display());
        let address = settings.database.clone().unwrap_or_else(file);
        let held = (claim == Claim::Work).then(|| hold(&settings.data)).transpose()?;
        let connection = connect(&address, claim).await?;
        let store = Self { connection: Mutex::new(connection), address, claim, held, vault };
        if claim == Claim::Work {
            store.create().await?;
        }
        match store.setting("check").await? {
            Some(sealed) if store.vault.unseal_text("setting check", &sealed)? == CHECK => {}
            Some(_) => bail!("the key is not that of this desk"),
            None if claim == Claim::Work => store.note_key().await?,
            None => bail!("it is no desk's database"),
        }
        Ok(store)
    }

    /// Makes the tables that are not there yet.
    async fn create(&self) -> Result<()> {
        let mut connection = self.lock().await?;
        let mut transaction = connection.begin().await?;
        for table in TABLES {
            transaction.execute(*table).await.context("cannot make the tables of the desk")?;
        }
        Ok(transaction.commit().await?)
    }

    /// Keeps what shows at the next start that the key is the same.
    async fn note_key(&self) -> Result<()> {
        let check = self.vault.seal("setting check", CHECK.as_bytes())?;
        let mut connection = self.lock().await?;
        let insert = "INSERT INTO desk_setting VALUES ('check', $1)";
        sqlx::query(insert).bind(check).execute(&mut *connection).await?;
        Ok(())
    }

    /// Keeps a setting.
    pub(super) async fn set(&self, name: &str, value: &str) -> Result<()> {
        let mut connection = self.lock().await?;
        let insert = "INSERT INTO desk_setting VALUES ($1, $2) \
                      ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        let query = sqlx::query(insert).bind(name.to_owned()).bind(value.to_owned());
        query.execute(&mut *connection).await?;
        Ok(())
    }

    /// Returns a setting.
    pub(super) async fn setting(&self, name: &str) -> Result<Option<String>> {
        let mut connection = self.lock().await?;
        let select = "SELECT value FROM desk_setting WHERE name = $1";
        let row =
            sqlx::query(select).bind(name.to_owned()).fetch_optional(&mut *connection).await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?)
    }

    /// The connection; one that broke is made again.
    ///
    /// One that is still in a transaction is broken, too: where the database itself has taken a
    /// transaction back (a full disk), the driver cannot, and everything after that would be part of
    /// one that nobody ends. A ping waits for what is being taken back.
    async fn lock(&self) -> Result<MutexGuard<'_, AnyConnection>> {
        let mut connection = self.connection.lock().await;
        if connection.ping().await.is_err() || connection.is_in_transaction() {
            *connection = connect(&self.address, self.claim).await?;
        }
        Ok(connection)
    }
}

#[cfg(test)]
impl Store {
    /// Tells the database how large it may be.
    pub(super) async fn limit(&self, pragma: &'static str) {
        self.lock().await.unwrap().execute(pragma).await.unwrap();
    }

    /// Gives the connection up, as a process does that ends.
    pub(super) async fn let_go(&self) {
        self.held.as_ref().unwrap().unlock().unwrap();
        let mut connection = self.connection.lock().await;
        if connection.backend_name() != SQLITE {
            connection.execute("SELECT pg_advisory_unlock_all()").await.unwrap();
        }
    }
}

/// Holds a folder against a second desk, as long as the process lives.
fn hold(folder: &Path) -> Result<File> {
    let file = File::create(folder.join(LOCK)).context("cannot write in the folder of the desk")?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => bail!("another desk uses this folder"),
        Err(TryLockError::Error(error)) => Err(error).context("cannot hold the folder of the desk"),
    }
}

async fn connect(address: &str, claim: Claim) -> Result<AnyConnection> {
    sqlx::any::install_default_drivers();
    let mut connection =
        AnyConnection::connect(address).await.context("cannot open the desk's database")?;
    if connection.backend_name() == SQLITE {
        for pragma in PRAGMAS {
            connection.execute(*pragma).await?;
        }
    } else if claim == Claim::Work {
        let row = sqlx::query(ONE_DESK).fetch_one(&mut connection).await?;
        if row.try_get::<i32, _>(0)? != 1 {
            bail!("another desk uses this database");
        }
    }
    Ok(connection)
}

/// Returns the number that follows the largest of a column.
async fn next(connection: &mut AnyConnection, select: &'static str) -> Result<i64> {
    let row = sqlx::query(select).fetch_one(&mut *connection).await?;
    let largest: Option<i64> = row.try_get(0)?;
    Ok(largest.unwrap_or(0) + 1)
}
