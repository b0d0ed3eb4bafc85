//! Pictures of pages, kept sealed so that each is drawn once.

use anyhow::Result;
use sqlx::{Connection as _, Row as _};

use super::Store;

/// Pictures that are kept; the oldest batches lose theirs first.
const PICTURES_MAX: i64 = 5_000;

/// Which picture.
#[derive(Debug, Clone, Copy)]
pub(in crate::team) struct PictureKey {
    pub(in crate::team) batch: i64,
    /// Number of the file.
    pub(in crate::team) number: i64,
    /// The page, from 1.
    pub(in crate::team) page: u32,
    /// `original` or `copy`.
    pub(in crate::team) kind: &'static str,
}

impl Store {
    /// Where a picture is kept.
    pub(in crate::team) async fn picture(&self, key: PictureKey) -> Result<Option<String>> {
        let mut connection = self.lock().await?;
        let select = "SELECT blob FROM desk_picture \
                      WHERE batch = $1 AND number = $2 AND page = $3 AND kind = $4";
        let query = sqlx::query(select).bind(key.batch).bind(key.number);
        let query = query.bind(i64::from(key.page)).bind(key.kind.to_owned());
        let row = query.fetch_optional(&mut *connection).await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?)
    }

    /// Notes where a picture is kept; returns the sealed files that nothing refers to any more.
    pub(in crate::team) async fn add_picture(
        &self,
        key: PictureKey,
        blob: &str,
    ) -> Result<Vec<String>> {
        let mut connection = self.lock().await?;
        let mut transaction = connection.begin().await?;
        let insert = "INSERT INTO desk_picture VALUES ($1, $2, $3, $4, $5) \
                      ON CONFLICT (batch, number, page, kind) DO NOTHING";
        let query = sqlx::query(insert).bind(key.batch).bind(key.number).bind(i64::from(key.page));
        let query = query.bind(key.kind.to_owned()).bind(blob.to_owned());
        let is_new = query.execute(&mut *transaction).await?.rows_affected() == 1;
        let mut spare = if is_new { Vec::new() } else { vec![blob.to_owned()] };
        let row = sqlx::query("SELECT COUNT(*), MIN(batch) FROM desk_picture")
            .fetch_one(&mut *transaction)
            .await?;
        let (count, oldest): (i64, Option<i64>) = (row.try_get(0)?, row.try_get(1)?);
        if let Some(oldest) = oldest.filter(|oldest| count > PICTURES_MAX && *oldest != key.batch) {
            let select = "SELECT blob FROM desk_picture WHERE batch = $1";
            for row in sqlx::query(select).bind(oldest).fetch_all(&mut *transaction).await? {
                spare.push(row.try_get(0)?);
            }
            let delete = "DELETE FROM desk_picture WHERE batch = $1";
            sqlx::query(delete).bind(oldest).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(spare)
    }
}
