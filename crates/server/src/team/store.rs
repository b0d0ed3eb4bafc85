//! The database of the desk: accounts, batches, the record of what people did, and jobs.
//!
//! What comes from documents or people is sealed before it gets here; ids, times and states stand in
//! clear.

mod accounts;
mod batches;

use std::path::Path;

use anyhow::{Context, Result, bail};
use sqlx::{AnyConnection, Connection as _, Executor as _, Row as _};
use tokio::sync::{Mutex, MutexGuard};

use super::vault::Vault;

pub(super) use accounts::{Account, Link, NewAccount, Session, Token};
pub(super) use batches::{BatchRow, CopyRow, FileRow, Job, NewFile};

/// Name of the database in its folder.
pub(super) const DATABASE: &str = "desk.sqlite";
/// What is sealed in the database to know the key again.
const CHECK: &str = "the key of this desk";

const TABLES: &[&str] = &[
    "CREATE TABLE desk_setting (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE desk_account (id BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE, \
     shown TEXT NOT NULL, roles TEXT NOT NULL, password TEXT NOT NULL, secret TEXT NOT NULL, \
     step BIGINT NOT NULL, is_open BIGINT NOT NULL, created BIGINT NOT NULL)",
    "CREATE TABLE desk_link (hash TEXT PRIMARY KEY, roles TEXT NOT NULL, made_by BIGINT NOT NULL, \
     expires BIGINT NOT NULL)",
    "CREATE TABLE desk_session (hash TEXT PRIMARY KEY, account BIGINT NOT NULL, \
     form TEXT NOT NULL, created BIGINT NOT NULL, seen BIGINT NOT NULL)",
    "CREATE TABLE desk_token (id BIGINT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, \
     account BIGINT NOT NULL, label TEXT NOT NULL, created BIGINT NOT NULL, \
     expires BIGINT NOT NULL)",
    "CREATE TABLE desk_batch (id BIGINT PRIMARY KEY, title TEXT NOT NULL, \
     submitter BIGINT NOT NULL, chain TEXT NOT NULL, state TEXT NOT NULL, stage TEXT NOT NULL, \
     is_marked BIGINT NOT NULL, read_files BIGINT NOT NULL, created BIGINT NOT NULL, english TEXT, \
     chinese TEXT)",
    "CREATE TABLE desk_file (batch BIGINT NOT NULL, number BIGINT NOT NULL, name TEXT NOT NULL, \
     blob TEXT NOT NULL, PRIMARY KEY (batch, number))",
    "CREATE TABLE desk_event (batch BIGINT NOT NULL, number BIGINT NOT NULL, \
     account BIGINT NOT NULL, role TEXT NOT NULL, time BIGINT NOT NULL, act TEXT NOT NULL, \
     PRIMARY KEY (batch, number))",
    "CREATE TABLE desk_copy (batch BIGINT NOT NULL, number BIGINT NOT NULL, name TEXT NOT NULL, \
     blob TEXT NOT NULL, digest TEXT NOT NULL, outcome TEXT NOT NULL, proof TEXT NOT NULL, \
     PRIMARY KEY (batch, number))",
    "CREATE TABLE desk_job (batch BIGINT NOT NULL, kind TEXT NOT NULL, created BIGINT NOT NULL, \
     PRIMARY KEY (batch, kind))",
    "CREATE TABLE desk_note (number BIGINT PRIMARY KEY, account BIGINT NOT NULL, \
     time BIGINT NOT NULL, what TEXT NOT NULL, about BIGINT NOT NULL)",
];

/// What SQLite is told at each start: what is committed is on the disk, and what is deleted is gone.
const PRAGMAS: &[&str] = &[
    "PRAGMA busy_timeout = 10000",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
];

/// The connection, used by one at a time.
pub(super) struct Store {
    connection: Mutex<AnyConnection>,
    pub(super) vault: Vault,
}

impl Store {
    /// Opens the database of a folder; makes its tables when it is new.
    pub(super) async fn open(folder: &Path, vault: Vault) -> Result<Self> {
        sqlx::any::install_default_drivers();
        let address = format!("sqlite://{}?mode=rwc", folder.join(DATABASE).display());
        let mut connection =
            AnyConnection::connect(&address).await.context("cannot open the desk's database")?;
        for pragma in PRAGMAS {
            connection.execute(*pragma).await?;
        }
        let store = Self { connection: Mutex::new(connection), vault };
        match store.setting("check").await {
            Ok(Some(sealed)) => {
                let known = store.vault.unseal_text("setting check", &sealed)?;
                if known != CHECK {
                    bail!("the key is not that of this desk");
                }
            }
            Ok(None) | Err(_) => store.create().await?,
        }
        Ok(store)
    }

    async fn create(&self) -> Result<()> {
        let check = self.vault.seal("setting check", CHECK.as_bytes())?;
        let mut connection = self.lock().await;
        let mut transaction = connection.begin().await?;
        for table in TABLES {
            transaction.execute(*table).await.context("cannot make the tables of the desk")?;
        }
        let insert = "INSERT INTO desk_setting VALUES ('check', $1)";
        sqlx::query(insert).bind(check).execute(&mut *transaction).await?;
        Ok(transaction.commit().await?)
    }

    async fn setting(&self, name: &str) -> Result<Option<String>> {
        let mut connection = self.lock().await;
        let select = "SELECT value FROM desk_setting WHERE name = $1";
        let row =
            sqlx::query(select).bind(name.to_owned()).fetch_optional(&mut *connection).await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?)
    }

    async fn lock(&self) -> MutexGuard<'_, AnyConnection> {
        self.connection.lock().await
    }
}

/// Returns the number that follows the largest of a column.
async fn next(connection: &mut AnyConnection, select: &'static str) -> Result<i64> {
    let row = sqlx::query(select).fetch_one(&mut *connection).await?;
    let largest: Option<i64> = row.try_get(0)?;
    Ok(largest.unwrap_or(0) + 1)
}
