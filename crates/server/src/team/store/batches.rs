//! Batches, their files, the record of events, copies, and jobs.

use std::collections::{BTreeMap, BTreeSet};
use std::thread;

use anyhow::{Context, Result, anyhow};
use review::batch::Role;
use sqlx::any::AnyRow;
use sqlx::{Connection as _, Row as _};

use super::cases::{Case, case_of, set_copies_aside};
use super::{Store, next};
use crate::desk::{Content, Why};
use crate::team::record::{Kept, Recorded};

/// A batch, without what is in it.
#[derive(Debug, Clone)]
pub(in crate::team) struct BatchRow {
    pub(in crate::team) id: i64,
    pub(in crate::team) title: String,
    pub(in crate::team) submitter: i64,
    /// Signatures that it needs, and a `b` when the second vote is blind.
    pub(in crate::team) chain: String,
    /// `reading`, `ready` or `failed`.
    pub(in crate::team) state: String,
    /// Name of its stage.
    pub(in crate::team) stage: String,
    pub(in crate::team) is_marked: bool,
    /// Files that were read so far.
    pub(in crate::team) read_files: i64,
    pub(in crate::team) created: i64,
    /// Where its content is kept, once it was read.
    pub(in crate::team) english: Option<String>,
    pub(in crate::team) chinese: Option<String>,
}

/// A file that was handed in.
#[derive(Debug, Clone)]
pub(in crate::team) struct FileRow {
    pub(in crate::team) number: i64,
    pub(in crate::team) name: String,
    pub(in crate::team) blob: String,
}

/// A file to be kept.
pub(in crate::team) struct NewFile {
    pub(in crate::team) name: String,
    pub(in crate::team) blob: String,
}

/// What became of a file.
#[derive(Debug, Clone, Default)]
pub(in crate::team) struct CopyRow {
    pub(in crate::team) number: i64,
    pub(in crate::team) name: String,
    /// Where the copy is kept; empty when there is none.
    pub(in crate::team) blob: String,
    /// SHA-256 of the copy in hexadecimal digits.
    pub(in crate::team) digest: String,
    /// Id of the words for how it ended.
    pub(in crate::team) outcome: String,
    /// Why there is none, or what is to be looked at.
    pub(in crate::team) why: Option<Why>,
    /// Where the proof of the ledger is kept; empty when there is none.
    pub(in crate::team) proof: String,
}

/// Something to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::team) struct Job {
    pub(in crate::team) batch: i64,
    /// `read`, `release` or `tell`.
    pub(in crate::team) kind: String,
}

impl Store {
    /// Keeps a batch with its files and the job of reading it, all at once; returns its number.
    pub(in crate::team) async fn add_batch(
        &self,
        title: &str,
        submitter: i64,
        chain: &str,
        files: &[NewFile],
        case: Option<&Case>,
        now: i64,
    ) -> Result<i64> {
        let mut connection = self.lock().await?;
        let mut transaction = connection.begin().await?;
        let id = next(&mut transaction, "SELECT MAX(id) FROM desk_batch").await?;
        let title = self.vault.seal(&title_of(id), title.as_bytes())?;
        let insert = "INSERT INTO desk_batch VALUES \
                      ($1, $2, $3, $4, 'reading', 'submitted', 0, 0, $5, NULL, NULL)";
        let query = sqlx::query(insert).bind(id).bind(title).bind(submitter);
        query.bind(chain.to_owned()).bind(now).execute(&mut *transaction).await?;
        for (number, file) in (0_i64..).zip(files) {
            let name = self.vault.seal(&name_of(id, number), file.name.as_bytes())?;
            let insert = "INSERT INTO desk_file VALUES ($1, $2, $3, $4)";
            let query = sqlx::query(insert).bind(id).bind(number).bind(name);
            query.bind(file.blob.clone()).execute(&mut *transaction).await?;
        }
        if let Some(case) = case {
            let sealed = self.vault.seal(&case_of(id), &serde_json::to_vec(case)?)?;
            let insert = "INSERT INTO desk_case VALUES ($1, $2)";
            sqlx::query(insert).bind(id).bind(sealed).execute(&mut *transaction).await?;
        }
        add_job(&mut transaction, id, "read", now).await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Every batch, newest first.
    pub(in crate::team) async fn batches(&self) -> Result<Vec<BatchRow>> {
        let mut connection = self.lock().await?;
        let select = "SELECT id, title, submitter, chain, state, stage, is_marked, read_files, \
                      created, english, chinese FROM desk_batch ORDER BY id DESC";
        let rows = sqlx::query(select).fetch_all(&mut *connection).await?;
        drop(connection);
        rows.iter().map(|row| self.batch_row(row)).collect()
    }

    /// One batch.
    pub(in crate::team) async fn batch(&self, id: i64) -> Result<Option<BatchRow>> {
        let mut connection = self.lock().await?;
        let select = "SELECT id, title, submitter, chain, state, stage, is_marked, read_files, \
                      created, english, chinese FROM desk_batch WHERE id = $1";
        let row = sqlx::query(select).bind(id).fetch_optional(&mut *connection).await?;
        drop(connection);
        row.map(|row| self.batch_row(&row)).transpose()
    }

    fn batch_row(&self, row: &AnyRow) -> Result<BatchRow> {
        let id = row.try_get(0)?;
        Ok(BatchRow {
            id,
            title: self.vault.unseal_text(&title_of(id), &row.try_get::<String, _>(1)?)?,
            submitter: row.try_get(2)?,
            chain: row.try_get(3)?,
            state: row.try_get(4)?,
            stage: row.try_get(5)?,
            is_marked: row.try_get::<i64, _>(6)? != 0,
            read_files: row.try_get(7)?,
            created: row.try_get(8)?,
            english: row.try_get(9)?,
            chinese: row.try_get(10)?,
        })
    }

    /// The files of a batch.
    pub(in crate::team) async fn files(&self, batch: i64) -> Result<Vec<FileRow>> {
        let mut connection = self.lock().await?;
        let select = "SELECT number, name, blob FROM desk_file WHERE batch = $1 ORDER BY number";
        let rows = sqlx::query(select).bind(batch).fetch_all(&mut *connection).await?;
        drop(connection);
        let file = |row: &AnyRow| {
            let number = row.try_get(0)?;
            let name: String = row.try_get(1)?;
            let name = self.vault.unseal_text(&name_of(batch, number), &name)?;
            Ok(FileRow { number, name, blob: row.try_get(2)? })
        };
        rows.iter().map(file).collect()
    }

    /// How many files a batch has.
    pub(in crate::team) async fn count_files(&self, batch: i64) -> Result<usize> {
        let mut connection = self.lock().await?;
        let select = "SELECT COUNT(*) FROM desk_file WHERE batch = $1";
        let row = sqlx::query(select).bind(batch).fetch_one(&mut *connection).await?;
        Ok(usize::try_from(row.try_get::<i64, _>(0)?)?)
    }

    /// Notes how many files of a batch were read.
    pub(in crate::team) async fn note_read(&self, batch: i64, files: i64) -> Result<()> {
        let mut connection = self.lock().await?;
        let update = "UPDATE desk_batch SET read_files = $1 WHERE id = $2";
        sqlx::query(update).bind(files).bind(batch).execute(&mut *connection).await?;
        Ok(())
    }

    /// Seals what was read of a batch, in each language at the same time; returns where it is, and
    /// how many bytes of both together.
    pub(in crate::team) fn keep_contents(
        &self,
        contents: &[Content; 2],
    ) -> Result<([String; 2], usize)> {
        let keep = |content: &Content| -> Result<(String, usize)> {
            let bytes = serde_json::to_vec(content)?;
            let mut writer = self.vault.create()?;
            writer.add(&bytes)?;
            Ok((writer.leave()?, bytes.len()))
        };
        let [english, chinese] = contents;
        let [(english, one), (chinese, other)] = thread::scope(|scope| -> Result<_> {
            let other = scope.spawn(|| keep(chinese));
            let english = keep(english);
            let chinese = other.join().unwrap_or_else(|_| Err(anyhow!("a thread has ended")));
            Ok([english?, chinese?])
        })?;
        let kept = [english, chinese];
        self.vault.settle(kept.iter().map(String::as_str))?;
        Ok((kept, one + other))
    }

    /// Notes where that is which was read of a batch, and ends the job.
    pub(in crate::team) async fn finish_reading(
        &self,
        batch: i64,
        [english, chinese]: [String; 2],
        is_marked: bool,
    ) -> Result<()> {
        let mut connection = self.lock().await?;
        let mut transaction = connection.begin().await?;
        let update = "UPDATE desk_batch SET state = 'ready', is_marked = $1, english = $2, \
                      chinese = $3 WHERE id = $4";
        let query = sqlx::query(update).bind(i64::from(is_marked)).bind(english).bind(chinese);
        query.bind(batch).execute(&mut *transaction).await?;
        end_job(&mut transaction, batch, "read").await?;
        Ok(transaction.commit().await?)
    }

    /// Gives up reading a batch, which is told as such.
    pub(in crate::team) async fn give_up(&self, job: &Job) -> Result<()> {
        let mut connection = self.lock().await?;
        let mut transaction = connection.begin().await?;
        let update = "UPDATE desk_batch SET state = 'failed' WHERE id = $1";
        sqlx::query(update).bind(job.batch).execute(&mut *transaction).await?;
        end_job(&mut transaction, job.batch, &job.kind).await?;
        Ok(transaction.commit().await?)
    }

    /// The content of a batch in both languages.
    pub(in crate::team) fn contents(&self, batch: &BatchRow) -> Result<Vec<Content>> {
        [&batch.english, &batch.chinese]
            .into_iter()
            .map(|blob| {
                let blob = blob.as_deref().context("the batch was not read yet")?;
                Ok(serde_json::from_slice(&self.vault.read(blob)?)?)
            })
            .collect()
    }

    /// The record of a batch after that number.
    pub(in crate::team) async fn events(&self, batch: i64, after: i64) -> Result<Vec<Recorded>> {
        let mut connection = self.lock().await?;
        let select = "SELECT number, account, role, time, act FROM desk_event \
                      WHERE batch = $1 AND number > $2 ORDER BY number";
        let query = sqlx::query(select).bind(batch).bind(after);
        let rows = query.fetch_all(&mut *connection).await?;
        drop(connection);
        rows.iter().map(|row| self.recorded(batch, row)).collect()
    }

    /// The number of the last event of a batch.
    pub(in crate::team) async fn last_event(&self, batch: i64) -> Result<i64> {
        let mut connection = self.lock().await?;
        let select = "SELECT MAX(number) FROM desk_event WHERE batch = $1";
        let row = sqlx::query(select).bind(batch).fetch_one(&mut *connection).await?;
        Ok(row.try_get::<Option<i64>, _>(0)?.unwrap_or(0))
    }

    fn recorded(&self, batch: i64, row: &AnyRow) -> Result<Recorded> {
        let number = row.try_get(0)?;
        let role: String = row.try_get(2)?;
        let act = self.vault.unseal(&event_of(batch, number), &row.try_get::<String, _>(4)?)?;
        Ok(Recorded {
            number,
            account: row.try_get(1)?,
            role: Role::of_name(&role).context("a role of the record is unknown")?,
            time: row.try_get(3)?,
            kept: serde_json::from_slice(&act)?,
        })
    }

    /// Adds to the record; fails when that number is taken. A release brings its job with it.
    pub(in crate::team) async fn add_event(
        &self,
        batch: i64,
        event: &Recorded,
        stage: &str,
    ) -> Result<()> {
        let act = serde_json::to_vec(&event.kept)?;
        let act = self.vault.seal(&event_of(batch, event.number), &act)?;
        let mut connection = self.lock().await?;
        let mut transaction = connection.begin().await?;
        let insert = "INSERT INTO desk_event VALUES ($1, $2, $3, $4, $5, $6)";
        sqlx::query(insert)
            .bind(batch)
            .bind(event.number)
            .bind(event.account)
            .bind(event.role.name().to_owned())
            .bind(event.time)
            .bind(act)
            .execute(&mut *transaction)
            .await?;
        let update = "UPDATE desk_batch SET stage = $1 WHERE id = $2";
        sqlx::query(update).bind(stage.to_owned()).bind(batch).execute(&mut *transaction).await?;
        if event.kept == Kept::Release {
            add_job(&mut transaction, batch, "release", event.time).await?;
        }
        if matches!(event.kept, Kept::Appeal { .. }) {
            set_copies_aside(&mut transaction, batch, event.number).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Keeps what became of a file; nothing when that is kept already.
    pub(in crate::team) async fn add_copy(&self, batch: i64, copy: &CopyRow) -> Result<()> {
        let name = self.vault.seal(&copy_of(batch, copy.number), copy.name.as_bytes())?;
        let why = copy.why.as_ref().map(serde_json::to_vec).transpose()?;
        let why = why.map(|why| self.vault.seal(&why_of(batch, copy.number), &why)).transpose()?;
        let mut connection = self.lock().await?;
        let mut transaction = connection.begin().await?;
        let insert = "INSERT INTO desk_copy VALUES ($1, $2, $3, $4, $5, $6, $7) \
                      ON CONFLICT (batch, number) DO NOTHING";
        sqlx::query(insert)
            .bind(batch)
            .bind(copy.number)
            .bind(name)
            .bind(copy.blob.clone())
            .bind(copy.digest.clone())
            .bind(copy.outcome.clone())
            .bind(copy.proof.clone())
            .execute(&mut *transaction)
            .await?;
        if let Some(why) = why {
            let insert = "INSERT INTO desk_why VALUES ($1, $2, $3) \
                          ON CONFLICT (batch, number) DO NOTHING";
            let query = sqlx::query(insert).bind(batch).bind(copy.number).bind(why);
            query.execute(&mut *transaction).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// What became of the files of a batch so far.
    pub(in crate::team) async fn copies(&self, batch: i64) -> Result<Vec<CopyRow>> {
        let mut connection = self.lock().await?;
        let select = "SELECT number, name, blob, digest, outcome, proof FROM desk_copy \
                      WHERE batch = $1 ORDER BY number";
        let rows = sqlx::query(select).bind(batch).fetch_all(&mut *connection).await?;
        let select = "SELECT number, why FROM desk_why WHERE batch = $1";
        let whys = sqlx::query(select).bind(batch).fetch_all(&mut *connection).await?;
        drop(connection);
        let why = |row: &AnyRow| -> Result<(i64, Why)> {
            let number = row.try_get(0)?;
            let sealed = row.try_get::<String, _>(1)?;
            let why = self.vault.unseal(&why_of(batch, number), &sealed)?;
            Ok((number, serde_json::from_slice(&why)?))
        };
        let mut whys: BTreeMap<i64, Why> = whys.iter().map(why).collect::<Result<_>>()?;
        let mut copy = |row: &AnyRow| {
            let number = row.try_get(0)?;
            let name: String = row.try_get(1)?;
            let name = self.vault.unseal_text(&copy_of(batch, number), &name)?;
            let (blob, digest) = (row.try_get(2)?, row.try_get(3)?);
            let (outcome, proof) = (row.try_get(4)?, row.try_get(5)?);
            Ok(CopyRow { number, name, blob, digest, outcome, why: whys.remove(&number), proof })
        };
        rows.iter().map(&mut copy).collect()
    }

    /// The oldest job that is not to be done later.
    pub(in crate::team) async fn job(&self, now: i64) -> Result<Option<Job>> {
        let mut connection = self.lock().await?;
        let select = "SELECT batch, kind FROM desk_job WHERE created <= $1 \
                      ORDER BY created, batch, kind LIMIT 1";
        let row = sqlx::query(select).bind(now).fetch_optional(&mut *connection).await?;
        row.map(|row| Ok(Job { batch: row.try_get(0)?, kind: row.try_get(1)? })).transpose()
    }

    /// True while the copies of a batch are being made.
    pub(in crate::team) async fn is_releasing(&self, batch: i64) -> Result<bool> {
        let mut connection = self.lock().await?;
        let select = "SELECT batch FROM desk_job WHERE batch = $1 AND kind = 'release'";
        let query = sqlx::query(select).bind(batch);
        Ok(query.fetch_optional(&mut *connection).await?.is_some())
    }

    /// Has a job done later.
    pub(in crate::team) async fn postpone(&self, job: &Job, until: i64) -> Result<()> {
        let mut connection = self.lock().await?;
        let update = "UPDATE desk_job SET created = $1 WHERE batch = $2 AND kind = $3";
        let query = sqlx::query(update).bind(until).bind(job.batch).bind(job.kind.clone());
        query.execute(&mut *connection).await?;
        Ok(())
    }

    /// Ends a job.
    pub(in crate::team) async fn end_job(&self, job: &Job) -> Result<()> {
        let mut connection = self.lock().await?;
        end_job(&mut connection, job.batch, &job.kind).await
    }

    /// Ends a job, and has the next one done.
    pub(in crate::team) async fn end_job_with(
        &self,
        job: &Job,
        next: Option<&str>,
        now: i64,
    ) -> Result<()> {
        let mut connection = self.lock().await?;
        let mut transaction = connection.begin().await?;
        end_job(&mut transaction, job.batch, &job.kind).await?;
        if let Some(kind) = next {
            add_job(&mut transaction, job.batch, kind, now).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// The names of all sealed files that belong to something.
    pub(in crate::team) async fn blobs(&self) -> Result<BTreeSet<String>> {
        let mut connection = self.lock().await?;
        let mut blobs = BTreeSet::new();
        for select in [
            "SELECT blob FROM desk_file",
            "SELECT blob FROM desk_copy",
            "SELECT proof FROM desk_copy",
            "SELECT blob FROM desk_picture",
            "SELECT english FROM desk_batch WHERE english IS NOT NULL",
            "SELECT chinese FROM desk_batch WHERE chinese IS NOT NULL",
        ] {
            for row in sqlx::query(select).fetch_all(&mut *connection).await? {
                blobs.insert(row.try_get(0)?);
            }
        }
        Ok(blobs)
    }
}

async fn add_job(
    connection: &mut sqlx::AnyConnection,
    batch: i64,
    kind: &str,
    now: i64,
) -> Result<()> {
    let insert = "INSERT INTO desk_job VALUES ($1, $2, $3) ON CONFLICT (batch, kind) DO NOTHING";
    let query = sqlx::query(insert).bind(batch).bind(kind.to_owned()).bind(now);
    query.execute(connection).await?;
    Ok(())
}

async fn end_job(connection: &mut sqlx::AnyConnection, batch: i64, kind: &str) -> Result<()> {
    let delete = "DELETE FROM desk_job WHERE batch = $1 AND kind = $2";
    sqlx::query(delete).bind(batch).bind(kind.to_owned()).execute(connection).await?;
    Ok(())
}

pub(super) fn title_of(batch: i64) -> String {
    format!("title of batch {batch}")
}

pub(super) fn name_of(batch: i64, file: i64) -> String {
    format!("name of file {file} of batch {batch}")
}

pub(super) fn copy_of(batch: i64, file: i64) -> String {
    format!("name of copy {file} of batch {batch}")
}

pub(super) fn why_of(batch: i64, file: i64) -> String {
    format!("reason of copy {file} of batch {batch}")
}

pub(super) fn event_of(batch: i64, number: i64) -> String {
    format!("event {number} of batch {batch}")
}

#[cfg(test)]
impl Store {
    /// Forgets the copies of a batch, whose job begins again.
    pub(in crate::team) async fn forget_copies(&self, batch: i64, now: i64) -> Result<()> {
        let mut connection = self.lock().await?;
        let delete = "DELETE FROM desk_copy WHERE batch = $1";
        sqlx::query(delete).bind(batch).execute(&mut *connection).await?;
        add_job(&mut connection, batch, "release", now).await
    }
}
