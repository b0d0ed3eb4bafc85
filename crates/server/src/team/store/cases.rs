//! Disclosure requests, and the copies of answers that an appeal took the place of.

use anyhow::Result;
use serde::{Deserialize, Serialize};
use sqlx::Row as _;

use super::Store;

/// A disclosure request that a batch answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::team) struct Case {
    /// What the house calls it.
    pub(in crate::team) reference: String,
    /// The requester: names and other texts of theirs, which they may have.
    pub(in crate::team) requester: Vec<String>,
    /// Names to look for.
    pub(in crate::team) names: Vec<String>,
    /// The day on which it was received.
    pub(in crate::team) received: String,
    /// Id of its clock.
    pub(in crate::team) clock: String,
}

/// A copy of an answer that was released before an appeal.
#[derive(Debug, Clone)]
pub(in crate::team) struct PastCopy {
    /// Number of the appeal's event.
    pub(in crate::team) event: i64,
    /// SHA-256 of the copy in hexadecimal digits.
    pub(in crate::team) digest: String,
}

impl Store {
    /// The request that a batch answers, when it does.
    pub(in crate::team) async fn case(&self, batch: i64) -> Result<Option<Case>> {
        let mut connection = self.lock().await?;
        let select = "SELECT request FROM desk_case WHERE batch = $1";
        let row = sqlx::query(select).bind(batch).fetch_optional(&mut *connection).await?;
        drop(connection);
        let case = |sealed: String| {
            let opened = self.vault.unseal(&case_of(batch), &sealed)?;
            Ok(serde_json::from_slice(&opened)?)
        };
        row.map(|row| case(row.try_get(0)?)).transpose()
    }

    /// Copies of a batch that were released before it was opened again.
    pub(in crate::team) async fn past_copies(&self, batch: i64) -> Result<Vec<PastCopy>> {
        let mut connection = self.lock().await?;
        let select = "SELECT event, digest FROM desk_past_copy WHERE batch = $1 \
                      ORDER BY event, number";
        let rows = sqlx::query(select).bind(batch).fetch_all(&mut *connection).await?;
        let copies =
            rows.iter().map(|row| Ok(PastCopy { event: row.try_get(0)?, digest: row.try_get(1)? }));
        copies.collect()
    }
}

/// Keeps the digests of copies that were released, and makes room for those of the next release.
pub(super) async fn set_copies_aside(
    connection: &mut sqlx::AnyConnection,
    batch: i64,
    event: i64,
) -> Result<()> {
    let insert = "INSERT INTO desk_past_copy SELECT batch, CAST($2 AS BIGINT), number, digest \
                  FROM desk_copy WHERE batch = $1 AND digest <> ''";
    sqlx::query(insert).bind(batch).bind(event).execute(&mut *connection).await?;
    for delete in [
        "DELETE FROM desk_copy WHERE batch = $1",
        "DELETE FROM desk_why WHERE batch = $1",
        "DELETE FROM desk_picture WHERE batch = $1 AND kind = 'copy'",
    ] {
        sqlx::query(delete).bind(batch).execute(&mut *connection).await?;
    }
    Ok(())
}

/// What a request is sealed about.
pub(super) fn case_of(batch: i64) -> String {
    format!("request of batch {batch}")
}
