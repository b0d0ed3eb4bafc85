//! Everything that is sealed, sealed anew by the newest key.

use anyhow::{Context as _, Result};
use sqlx::{Connection as _, Executor as _, Row as _};

use super::accounts::secret_of;
use super::batches::{copy_of, event_of, name_of, title_of, why_of};
use super::cases::case_of;
use super::standing::standing_of;
use super::{SQLITE, Store};

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

macro_rules! columns {
    ($($table:literal ($one:literal, $other:literal) $value:literal => $about:expr;)*) => {
        /// Every column that has sealed values: a table, what names a row of it, and the column.
        const COLUMNS: &[Column] = &[$(Column {
            select: concat!("SELECT ", $one, ", ", $other, ", ", $value, " FROM ", $table),
            update: concat!(
                "UPDATE ", $table, " SET ", $value, " = $1 WHERE ", $one, " = $2 AND ", $other, " = $3"
            ),
            about: $about,
        },)*];
    };
}

columns! {
    "desk_account" ("id", "id") "secret" => |id, _| secret_of(id);
    "desk_batch" ("id", "id") "title" => |id, _| title_of(id);
    "desk_file" ("batch", "number") "name" => name_of;
    "desk_event" ("batch", "number") "act" => |batch, number| event_of(batch, number);
    "desk_copy" ("batch", "number") "name" => copy_of;
    "desk_why" ("batch", "number") "why" => why_of;
    "desk_case" ("batch", "batch") "request" => |batch, _| case_of(batch);
    "desk_standing" ("id", "id") "ruling" => |id, _| standing_of(id);
}

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
        transaction.commit().await?;
        if connection.backend_name() == SQLITE {
            // The log of writes still has what the old key opens until it is emptied.
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").await?;
        }
        Ok(())
    }
}
