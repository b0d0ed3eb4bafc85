//! The database: SQLite, or PostgreSQL by the same queries.
//!
//! Only texts and 64-bit numbers are stored, so that both understand the same statements.

mod batch;

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use ledger::{Checkpoint, Hash, LEAF_BYTES, Leaf, Note, Opening};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Executor as _, Row as _};
use tokio::runtime::{Builder, Runtime};

use batch::Batch;

/// Rows in one statement: values are found by their names, so that many cost more than their number.
const ROWS_MAX: usize = 64;
/// How long the write-ahead log is made: some two thousand decisions, or a dozen large groups.
const LOG_BYTES: usize = 32 << 20;
/// Leaves that are read at once.
const LEAVES_MAX: u64 = 65_536;

/// An entry to be logged.
#[derive(Debug, Clone)]
pub struct NewEntry {
    /// What the caller calls the request; the same is never logged twice.
    pub request: String,
    /// The retention class.
    pub class: String,
    /// Nonce and envelope.
    pub opening: Opening,
}

/// Where an entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appended {
    /// Its place in the log.
    pub index: u64,
    /// False when the request had been logged before.
    pub is_new: bool,
}

/// An entry with what is kept about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The public leaf.
    pub leaf: Leaf,
    /// What opens it: none when it was erased, lost, or its class key is gone.
    pub opening: Option<Opening>,
}

/// What the database states about the tree.
pub(super) struct Head {
    pub(super) origin: String,
    pub(super) size: u64,
    pub(super) root: Hash,
    pub(super) time: u64,
}

/// Opens what is kept of an entry: class, leaf, sealed text.
type Open<'f> = dyn Fn(&str, &Leaf, &str) -> Option<Opening> + 'f;

/// Returns the new head with its signature, from the leaves as the database gives them back.
type Grow<'f> = dyn FnMut(&[Leaf]) -> Result<(Checkpoint, Note)> + 'f;

pub(super) struct Store {
    runtime: Runtime,
    /// The file of SQLite.
    file: Option<PathBuf>,
    /// How often this process has logged.
    appends: u64,
    /// Always there until the store is dropped.
    connection: Option<AnyConnection>,
}

const TABLES: &[&str] = &[
    "CREATE TABLE ledger_head (id BIGINT PRIMARY KEY, origin TEXT NOT NULL, size BIGINT NOT NULL, \
     root TEXT NOT NULL, time BIGINT NOT NULL)",
    "CREATE TABLE ledger_entries (place BIGINT PRIMARY KEY, leaf TEXT NOT NULL, request TEXT UNIQUE, \
     class TEXT, opening TEXT)",
    "CREATE TABLE ledger_checkpoints (size BIGINT PRIMARY KEY, note TEXT NOT NULL)",
    "CREATE TABLE ledger_witnesses (name TEXT PRIMARY KEY, size BIGINT NOT NULL)",
];

/// What SQLite is told at each start: one synchronisation for each commit, nothing left behind by
/// what is deleted.
const PRAGMAS: &[&str] = &[
    "PRAGMA busy_timeout = 10000",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
    // Pages that wait in the write-ahead log, as many as `LOG_BYTES` have room for: moving them costs
    // two more synchronisations, which a group of entries should not meet every few times.
    "PRAGMA wal_autocheckpoint = 8000",
];

impl Store {
    /// Connects to a database.
    pub(super) fn connect(url: &str) -> Result<Self> {
        sqlx::any::install_default_drivers();
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let connection = runtime.block_on(async {
            let mut connection = AnyConnection::connect(url).await?;
            if connection.backend_name() == "SQLite" {
                for pragma in PRAGMAS {
                    connection.execute(*pragma).await?;
                }
            }
            Ok::<_, sqlx::Error>(connection)
        });
        let connection = connection.context("cannot open the ledger's database")?;
        let file = url.strip_prefix("sqlite://").and_then(|rest| rest.split('?').next());
        let file = file.map(PathBuf::from);
        Ok(Self { runtime, file, appends: 0, connection: Some(connection) })
    }

    /// Makes the tables, with the checkpoint of the empty tree.
    pub(super) fn create(
        &mut self,
        origin: &str,
        root: &Hash,
        now: u64,
        note: &Note,
    ) -> Result<()> {
        let (origin, root, note) = (origin.to_owned(), root.to_string(), note.to_string());
        let now = number(now)?;
        self.transaction(async |connection| {
            let is_sqlite = connection.backend_name() == "SQLite";
            for table in TABLES {
                // SQLite keeps rows in the order of a key of just this type, and needs no index.
                let key = if is_sqlite { "INTEGER PRIMARY KEY" } else { "BIGINT PRIMARY KEY" };
                let table = table.replace("BIGINT PRIMARY KEY", key);
                connection.execute(sqlx::raw_sql(AssertSqlSafe(table))).await?;
            }
            let head = "INSERT INTO ledger_head VALUES (1, $1, 0, $2, $3)";
            sqlx::query(head).bind(origin).bind(root).bind(now).execute(&mut *connection).await?;
            let checkpoint = "INSERT INTO ledger_checkpoints VALUES (0, $1)";
            sqlx::query(checkpoint).bind(note).execute(&mut *connection).await?;
            Ok(())
        })
    }

    /// Returns what the database states.
    pub(super) fn head(&mut self) -> Result<Head> {
        self.run(async |connection| read_head(connection).await)
    }

    /// Logs the entries whose requests are new, in one transaction.
    ///
    /// `old` is the head that the log knows: when another process has moved it, nothing is logged.
    pub(super) fn append(
        &mut self,
        old: &Checkpoint,
        entries: &[NewEntry],
        sealed: &[String],
        now: u64,
        grow: &mut Grow<'_>,
    ) -> Result<Vec<Appended>> {
        // Nearly always everything is new, and nobody needs to be asked.
        let batch = Batch::new(old.size, entries, sealed, BTreeMap::new());
        let done = match self.insert(old, &batch, now, grow) {
            Err(error) if is_taken(&error) => {
                let known = self.run(async |connection| places_of(connection, entries).await)?;
                let batch = Batch::new(old.size, entries, sealed, known);
                self.insert(old, &batch, now, grow)
                    .context("another process may have changed the ledger meanwhile")
                    .map(|()| batch.appended(entries))
            }
            done => done.map(|()| batch.appended(entries)),
        };
        self.make_room();
        done
    }

    /// Inserts the rows of a batch and moves the head, as a whole or not at all.
    fn insert(
        &mut self,
        old: &Checkpoint,
        batch: &Batch<'_>,
        now: u64,
        grow: &mut Grow<'_>,
    ) -> Result<()> {
        if batch.rows.is_empty() {
            return Ok(());
        }
        self.transaction(async |connection| {
            insert(connection, &batch.rows).await?;
            let size = old.size + batch.rows.len() as u64;
            let (next, note) = grow(&read_leaves(connection, old.size, size).await?)?;
            if next.size != size {
                bail!("the database gives back other entries than it was given");
            }
            move_head(connection, old, &next, now, &note).await
        })
    }

    /// Takes leaves whose openings are lost.
    pub(super) fn take_leaves(
        &mut self,
        first: u64,
        leaves: &[Leaf],
        checkpoint: &Checkpoint,
        now: u64,
        note: &Note,
    ) -> Result<()> {
        self.transaction(async |connection| {
            let head = read_head(connection).await?;
            if head.size != first {
                bail!("the database was changed meanwhile");
            }
            let old = Checkpoint::new(&head.origin, head.size, head.root);
            for (place, leaf) in (first..).zip(leaves) {
                let insert = "INSERT INTO ledger_entries (place, leaf) VALUES ($1, $2)";
                let query = sqlx::query(insert).bind(number(place)?).bind(leaf_text(leaf));
                query.execute(&mut *connection).await?;
            }
            move_head(connection, &old, checkpoint, now.max(head.time), note).await
        })
    }

    /// Returns leaves.
    pub(super) fn leaves(&mut self, first: u64, end: u64) -> Result<Vec<Leaf>> {
        self.run(async |connection| read_leaves(connection, first, end).await)
    }

    /// Returns all entries up to a size.
    pub(super) fn entries(&mut self, size: u64, open: &Open<'_>) -> Result<Vec<Kept>> {
        let rows = self.run(async |connection| {
            let select = "SELECT leaf, class, opening FROM ledger_entries WHERE place < $1 \
                          ORDER BY place";
            Ok(sqlx::query(select).bind(number(size)?).fetch_all(&mut *connection).await?)
        })?;
        rows.iter().map(|row| kept(row, open)).collect()
    }

    /// Returns one entry.
    pub(super) fn entry(&mut self, index: u64, open: &Open<'_>) -> Result<Kept> {
        let row = self.run(async |connection| {
            let select = "SELECT leaf, class, opening FROM ledger_entries WHERE place = $1";
            Ok(sqlx::query(select).bind(number(index)?).fetch_optional(&mut *connection).await?)
        })?;
        kept(&row.with_context(|| format!("there is no entry {index}"))?, open)
    }

    /// Destroys what opens an entry, and the name of its request, and has the file overwritten.
    pub(super) fn erase(&mut self, index: u64) -> Result<()> {
        self.run(async |connection| {
            let update = "UPDATE ledger_entries SET opening = NULL, class = NULL, request = NULL \
                          WHERE place = $1";
            sqlx::query(update).bind(number(index)?).execute(&mut *connection).await?;
            if connection.backend_name() == "SQLite" {
                // The log of writes still has the old page until it is emptied.
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").await?;
            }
            Ok(())
        })
    }

    /// Returns the checkpoint that was signed at a size.
    pub(super) fn checkpoint(&mut self, size: u64) -> Result<Option<Note>> {
        let row = self.run(async |connection| {
            let select = "SELECT note FROM ledger_checkpoints WHERE size = $1";
            Ok(sqlx::query(select).bind(number(size)?).fetch_optional(&mut *connection).await?)
        })?;
        row.map(|row| Ok(Note::parse(row.try_get::<String, _>(0)?.as_bytes())?)).transpose()
    }

    /// Returns the checkpoints of the largest sizes, in ascending order.
    pub(super) fn latest_checkpoints(&mut self, count: usize) -> Result<Vec<Note>> {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        let rows = self.run(async |connection| {
            let select = "SELECT note FROM ledger_checkpoints ORDER BY size DESC LIMIT $1";
            Ok(sqlx::query(select).bind(count).fetch_all(&mut *connection).await?)
        })?;
        let parse = |row: &AnyRow| Ok(Note::parse(row.try_get::<String, _>(0)?.as_bytes())?);
        rows.iter().rev().map(parse).collect()
    }

    /// Keeps a checkpoint with more signatures than before.
    pub(super) fn keep_checkpoint(&mut self, size: u64, note: &Note) -> Result<()> {
        let note = note.to_string();
        self.run(async |connection| keep_note(connection, size, note).await)
    }

    /// What a witness was last known to have seen.
    pub(super) fn witness_size(&mut self, name: &str) -> Result<u64> {
        let row = self.run(async |connection| {
            let select = "SELECT size FROM ledger_witnesses WHERE name = $1";
            let query = sqlx::query(select).bind(name.to_owned());
            Ok(query.fetch_optional(&mut *connection).await?)
        })?;
        row.map_or(Ok(0), |row| Ok(u64::try_from(row.try_get::<i64, _>(0)?)?))
    }

    /// Keeps what a witness has seen.
    pub(super) fn keep_witness_size(&mut self, name: &str, size: u64) -> Result<()> {
        self.run(async |connection| {
            let upsert = "INSERT INTO ledger_witnesses VALUES ($1, $2) \
                          ON CONFLICT (name) DO UPDATE SET size = $2";
            let query = sqlx::query(upsert).bind(name.to_owned()).bind(number(size)?);
            query.execute(&mut *connection).await?;
            Ok(())
        })
    }

    /// Lengthens SQLite's write-ahead log with zeros once a process logs for the second time.
    ///
    /// A file that grows costs a second write to the disk at each synchronisation; one that is long
    /// enough does not. SQLite takes zeros for the end of the log, as it takes what an earlier round
    /// has left there. Where this fails, logging is slower, and nothing else.
    fn make_room(&mut self) {
        self.appends += 1;
        let Some(path) = self.file.as_ref().filter(|_| self.appends == 2) else { return };
        let _slower = lengthen(&path.with_extension("db-wal"));
    }

    /// Does something with the connection.
    fn run<T>(&mut self, work: impl AsyncFnOnce(&mut AnyConnection) -> Result<T>) -> Result<T> {
        let Self { runtime, connection, .. } = self;
        let connection = connection.as_mut().context("the database is closed")?;
        runtime.block_on(work(connection))
    }

    /// Does something as a whole or not at all.
    fn transaction<T>(
        &mut self,
        work: impl AsyncFnOnce(&mut AnyConnection) -> Result<T>,
    ) -> Result<T> {
        let Self { runtime, connection, .. } = self;
        let connection = connection.as_mut().context("the database is closed")?;
        runtime.block_on(async {
            // Where the database itself took the one before back (a full disk), the driver cannot,
            // and this one would be part of one that nobody ends. A ping waits for what it does.
            connection.ping().await?;
            if connection.is_in_transaction() {
                bail!("the ledger's database could not take a transaction back: open it again");
            }
            let mut transaction = connection.begin().await?;
            let result = work(&mut transaction).await?;
            transaction.commit().await?;
            Ok(result)
        })
    }
}

/// Adds zeros to the end of a file; where there is no room for all of them, none stay.
fn lengthen(path: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).open(path)?;
    let length = file.seek(SeekFrom::End(0))?;
    if let Err(full) = file.write_all(&vec![0; LOG_BYTES]) {
        file.set_len(length)?;
        return Err(full);
    }
    file.sync_all()
}

/// Closes the database before anyone else gets the lock: SQLite then empties its write-ahead log, so
/// that a copy of the one file is a whole backup.
impl Drop for Store {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            // What was committed is on disk, whether this works or not.
            let _closed = self.runtime.block_on(connection.close());
        }
    }
}

/// True when a request, or a place, is in the database already.
fn is_taken(error: &anyhow::Error) -> bool {
    let error = error.downcast_ref::<sqlx::Error>().and_then(sqlx::Error::as_database_error);
    error.is_some_and(|error| error.is_unique_violation())
}

async fn read_head(connection: &mut AnyConnection) -> Result<Head> {
    let select = "SELECT origin, size, root, time FROM ledger_head WHERE id = 1";
    head_of(&sqlx::query(select).fetch_one(connection).await?)
}

fn head_of(row: &AnyRow) -> Result<Head> {
    let root: String = row.try_get(2)?;
    Ok(Head {
        origin: row.try_get(0)?,
        size: u64::try_from(row.try_get::<i64, _>(1)?)?,
        root: Hash::parse(&root).context("the root in the database is no hash")?,
        time: u64::try_from(row.try_get::<i64, _>(3)?)?,
    })
}

/// Returns the places of requests that are logged already.
async fn places_of(
    connection: &mut AnyConnection,
    entries: &[NewEntry],
) -> Result<BTreeMap<String, u64>> {
    let mut places = BTreeMap::new();
    for chunk in entries.chunks(ROWS_MAX) {
        let marks: Vec<String> = (1..=chunk.len()).map(|number| format!("${number}")).collect();
        let select = format!(
            "SELECT request, place FROM ledger_entries WHERE request IN ({})",
            marks.join(", ")
        );
        let mut query = sqlx::query(AssertSqlSafe(select));
        for entry in chunk {
            query = query.bind(entry.request.clone());
        }
        for row in query.fetch_all(&mut *connection).await? {
            places.insert(row.try_get(0)?, u64::try_from(row.try_get::<i64, _>(1)?)?);
        }
    }
    Ok(places)
}

async fn insert(connection: &mut AnyConnection, rows: &[(u64, &NewEntry, &String)]) -> Result<()> {
    const COLUMNS: usize = 5;
    for chunk in rows.chunks(ROWS_MAX) {
        let row = |row: usize| {
            let marks: Vec<String> =
                (1..=COLUMNS).map(|column| format!("${}", row * COLUMNS + column)).collect();
            format!("({})", marks.join(", "))
        };
        let rows: Vec<String> = (0..chunk.len()).map(row).collect();
        let insert = format!(
            "INSERT INTO ledger_entries (place, leaf, request, class, opening) VALUES {}",
            rows.join(", ")
        );
        let mut query = sqlx::query(AssertSqlSafe(insert));
        for (place, entry, sealed) in chunk {
            query = query
                .bind(number(*place)?)
                .bind(leaf_text(&entry.opening.leaf()))
                .bind(entry.request.clone())
                .bind(entry.class.clone())
                .bind((*sealed).clone());
        }
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

/// Moves the head, if it is still where the transaction found it, and keeps the signature.
async fn move_head(
    connection: &mut AnyConnection,
    old: &Checkpoint,
    new: &Checkpoint,
    time: u64,
    note: &Note,
) -> Result<()> {
    let update = "UPDATE ledger_head SET size = $1, root = $2, time = $3 \
                  WHERE id = 1 AND size = $4 AND root = $5";
    let query = sqlx::query(update)
        .bind(number(new.size)?)
        .bind(new.root.to_string())
        .bind(number(time)?)
        .bind(number(old.size)?)
        .bind(old.root.to_string());
    if query.execute(&mut *connection).await?.rows_affected() != 1 {
        bail!("another process has changed the ledger meanwhile");
    }
    keep_note(connection, new.size, note.to_string()).await
}

async fn keep_note(connection: &mut AnyConnection, size: u64, note: String) -> Result<()> {
    let upsert = "INSERT INTO ledger_checkpoints VALUES ($1, $2) \
                  ON CONFLICT (size) DO UPDATE SET note = $2";
    sqlx::query(upsert).bind(number(size)?).bind(note).execute(connection).await?;
    Ok(())
}

async fn read_leaves(connection: &mut AnyConnection, first: u64, end: u64) -> Result<Vec<Leaf>> {
    let mut leaves = Vec::new();
    let mut start = first;
    while start < end {
        let stop = end.min(start.saturating_add(LEAVES_MAX));
        // As one text: each row would be handed from one thread to another.
        let select = "SELECT string_agg(leaf, ' ' ORDER BY place) FROM ledger_entries \
                      WHERE place >= $1 AND place < $2";
        let query = sqlx::query(select).bind(number(start)?).bind(number(stop)?);
        let row = query.fetch_one(&mut *connection).await?;
        let texts: String = row.try_get::<Option<String>, _>(0)?.unwrap_or_default();
        let before = leaves.len();
        for text in texts.split_terminator(' ') {
            leaves.push(parse_leaf(text)?);
        }
        if (leaves.len() - before) as u64 != stop - start {
            bail!("entries are missing between {start} and {stop}: the database is damaged");
        }
        start = stop;
    }
    Ok(leaves)
}

fn kept(row: &AnyRow, open: &Open<'_>) -> Result<Kept> {
    let leaf = parse_leaf(&row.try_get::<String, _>(0)?)?;
    let (class, sealed): (Option<String>, Option<String>) = (row.try_get(1)?, row.try_get(2)?);
    let opening = class.zip(sealed).and_then(|(class, sealed)| open(&class, &leaf, &sealed));
    Ok(Kept { leaf, opening })
}

fn leaf_text(leaf: &Leaf) -> String {
    const DIGITS: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let digit = |number: u8| DIGITS[usize::from(number & 15)];
    leaf.0.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

fn parse_leaf(text: &str) -> Result<Leaf> {
    let digit =
        |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let bytes: Option<Vec<u8>> = text
        .as_bytes()
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => Some(digit(high)? << 4 | digit(low)?),
            _ => None,
        })
        .collect();
    let leaf = bytes.and_then(|bytes| <[u8; LEAF_BYTES]>::try_from(bytes).ok());
    leaf.map(Leaf).context("a leaf in the database is damaged")
}

/// PostgreSQL and SQLite have signed numbers only.
fn number(value: u64) -> Result<i64> {
    i64::try_from(value).context("a number is too large for the database")
}
