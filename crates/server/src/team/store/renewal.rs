//! Everything that is sealed, sealed anew by the newest key.

use anyhow::{Context as _, Result};
use sqlx::{Connection as _, Row as _};

use super::Store;
use super::accounts::secret_of;
use super::batches::{copy_of, event_of, name_of, title_of};
use super::cases::case_of;
use super::standing::standing_of;

/// Files that are put on the disk together.
const FILES_AT_ONCE: usize = 256;

/// A column of sealed values.
struct Column {
    /// Two numbers that name a row, and the value.
    select: &'static str,
    /// Sets the value of a row.
    update: &'static str,
    /// What a value is about.
    about: fn(i64, i64) -> String,
}

const COLUMNS: &[Column] = &[
    Column {
        select: "SELECT id, id, secret FROM desk_account",
        update: "UPDATE desk_account SET secret = $1 WHERE id = $2 AND id = $3",
        about: |id, _| secret_of(id),
    },
    Column {
        select: "SELECT id, id, title FROM desk_batch",
        update: "UPDATE desk_batch SET title = $1 WHERE id = $2 AND id = $3",
        about: |id, _| title_of(id),
    },
    Column {
        select: "SELECT batch, number, name FROM desk_file",
        update: "UPDATE desk_file SET name = $1 WHERE batch = $2 AND number = $3",
        about: name_of,
    },
    Column {
        select: "SELECT batch, number, act FROM desk_event",
        update: "UPDATE desk_event SET act = $1 WHERE batch = $2 AND number = $3",
        about: |batch, number| event_of(batch, number),
    },
    Column {
        select: "SELECT batch, number, name FROM desk_copy",
        update: "UPDATE desk_copy SET name = $1 WHERE batch = $2 AND number = $3",
        about: copy_of,
    },
    Column {
        select: "SELECT batch, batch, request FROM desk_case",
        update: "UPDATE desk_case SET request = $1 WHERE batch = $2 AND batch = $3",
        about: |batch, _| case_of(batch),
    },
    Column {
        select: "SELECT id, id, ruling FROM desk_standing",
        update: "UPDATE desk_standing SET ruling = $1 WHERE id = $2 AND id = $3",
        about: |id, _| standing_of(id),
    },
];

impl Store {
    /// Seals all values and files by the newest key. What was done stays done when it is cut off.
    pub(in crate::team) async fn renew(&self) -> Result<()> {
        let blobs = self.blobs().await?;
        let blobs: Vec<&str> =
            blobs.iter().map(String::as_str).filter(|blob| !blob.is_empty()).collect();
        for some in blobs.chunks(FILES_AT_ONCE) {
            self.vault.renew(some)?;
        }
        let check = self.setting("check").await?.context("it is no desk's database")?;
        if let Some(renewed) = self.vault.renewed("setting check", &check)? {
            self.set("check", &renewed).await?;
        }
        let mut connection = self.lock().await?;
        let mut transaction = connection.begin().await?;
        for Column { select, update, about } in COLUMNS {
            for row in sqlx::query(*select).fetch_all(&mut *transaction).await? {
                let (one, other): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
                let sealed: String = row.try_get(2)?;
                let Some(renewed) = self.vault.renewed(&about(one, other), &sealed)? else {
                    continue;
                };
                let query = sqlx::query(*update).bind(renewed).bind(one).bind(other);
                query.execute(&mut *transaction).await?;
            }
        }
        Ok(transaction.commit().await?)
    }
}
