//! Deleting what a desk need not keep any longer.

use anyhow::Result;
use sqlx::{Connection as _, Row as _};

use super::Store;
use super::accounts::note;
use super::batches::{copy_of, event_of, title_of};
use crate::team::record::{Kept, KeptChoice};

impl Store {
    /// Batches that came to their end before that time: released, called back, or never read.
    pub(in crate::team) async fn outdated(&self, before: i64) -> Result<Vec<i64>> {
        let mut connection = self.lock().await?;
        let select = "SELECT id FROM desk_batch WHERE state <> 'deleted' AND created < $1 \
                      AND (state = 'failed' OR stage IN ('released', 'recalled')) \
                      AND NOT EXISTS (SELECT 1 FROM desk_job WHERE desk_job.batch = desk_batch.id) \
                      AND NOT EXISTS (SELECT 1 FROM desk_event \
                      WHERE desk_event.batch = desk_batch.id AND time >= $1) ORDER BY id";
        let rows = sqlx::query(select).bind(before).fetch_all(&mut *connection).await?;
        rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }

    /// Deletes the documents of a batch and all words that may quote them; returns the sealed files
    /// that nothing refers to any more. Who did what and when stays, and the digests of copies.
    pub(in crate::team) async fn erase(&self, batch: i64, now: i64) -> Result<Vec<String>> {
        let blobs = self.blobs_of(batch).await?;
        let events = self.events(batch, 0).await?;
        let copies = self.copies(batch).await?;
        let title = self.vault.seal(&title_of(batch), b"")?;
        let mut connection = self.lock().await?;
        let mut transaction = connection.begin().await?;
        for event in events {
            let act = serde_json::to_vec(&event.kept.without_words())?;
            let act = self.vault.seal(&event_of(batch, event.number), &act)?;
            let update = "UPDATE desk_event SET act = $1 WHERE batch = $2 AND number = $3";
            let query = sqlx::query(update).bind(act).bind(batch).bind(event.number);
            query.execute(&mut *transaction).await?;
        }
        for copy in copies {
            let name = self.vault.seal(&copy_of(batch, copy.number), b"")?;
            let update = "UPDATE desk_copy SET name = $1, blob = '', proof = '' \
                          WHERE batch = $2 AND number = $3";
            let query = sqlx::query(update).bind(name).bind(batch).bind(copy.number);
            query.execute(&mut *transaction).await?;
        }
        for delete in [
            "DELETE FROM desk_file WHERE batch = $1",
            "DELETE FROM desk_picture WHERE batch = $1",
            "DELETE FROM desk_case WHERE batch = $1",
            "DELETE FROM desk_why WHERE batch = $1",
        ] {
            sqlx::query(delete).bind(batch).execute(&mut *transaction).await?;
        }
        let update = "UPDATE desk_batch SET state = 'deleted', title = $1, english = NULL, \
                      chinese = NULL WHERE id = $2";
        sqlx::query(update).bind(title).bind(batch).execute(&mut *transaction).await?;
        note(&mut transaction, 0, now, "deleted", batch).await?;
        transaction.commit().await?;
        Ok(blobs)
    }

    /// The names of the sealed files of a batch.
    async fn blobs_of(&self, batch: i64) -> Result<Vec<String>> {
        let mut connection = self.lock().await?;
        let mut blobs = Vec::new();
        for select in [
            "SELECT blob FROM desk_file WHERE batch = $1",
            "SELECT blob FROM desk_copy WHERE batch = $1 AND blob <> ''",
            "SELECT proof FROM desk_copy WHERE batch = $1 AND proof <> ''",
            "SELECT blob FROM desk_picture WHERE batch = $1",
            "SELECT english FROM desk_batch WHERE id = $1 AND english IS NOT NULL",
            "SELECT chinese FROM desk_batch WHERE id = $1 AND chinese IS NOT NULL",
        ] {
            for row in sqlx::query(select).bind(batch).fetch_all(&mut *connection).await? {
                blobs.push(row.try_get(0)?);
            }
        }
        Ok(blobs)
    }
}

impl Kept {
    /// The same without what may quote a document; grounds and persons stay.
    fn without_words(self) -> Self {
        let none = String::new;
        match self {
            Self::Decide { scope, item, choice } => {
                Self::Decide { scope, item, choice: choice.without_words() }
            }
            Self::Follow { decided } => {
                let each = decided.into_iter();
                let each = each.map(|(item, choice)| (item, choice.without_words()));
                Self::Follow { decided: each.collect() }
            }
            Self::Area { item, file, ground, until, drawn, instead_of, .. } => {
                let (text, harm) = (none(), none());
                Self::Area { item, file, text, ground, harm, until, drawn, instead_of }
            }
            Self::Return { .. } => Self::Return { comment: none() },
            Self::Recall { .. } => Self::Recall { reason: none() },
            Self::Appeal { .. } => Self::Appeal { reason: none() },
            other => other,
        }
    }
}

impl KeptChoice {
    fn without_words(self) -> Self {
        match self {
            Self::Keep(_) => Self::Keep(String::new()),
            Self::Withhold { ground, until, .. } => {
                Self::Withhold { ground, harm: String::new(), until }
            }
            other => other,
        }
    }
}
