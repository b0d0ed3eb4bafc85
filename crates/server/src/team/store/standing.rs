//! Decisions that stand for every batch, and those that are wished for.

use anyhow::Result;
use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use sqlx::{Connection as _, Row as _};

use super::accounts::note;
use super::{Store, next};
use crate::team::record::KeptChoice;

/// What is decided about which text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::team) struct Ruling {
    /// Id of the rule that finds the text.
    pub(in crate::team) rule: String,
    /// Its title in each language of the desk.
    pub(in crate::team) titles: [String; 2],
    pub(in crate::team) text: String,
    pub(in crate::team) choice: KeptChoice,
}

impl Ruling {
    /// True for one about the same text.
    fn is_about(&self, other: &Self) -> bool {
        (&self.rule, &self.text) == (&other.rule, &other.text)
    }
}

/// A decision that stands, or is to.
#[derive(Debug, Clone)]
pub(in crate::team) struct StandingRow {
    pub(in crate::team) id: i64,
    pub(in crate::team) ruling: Ruling,
    pub(in crate::team) wished_by: i64,
    pub(in crate::team) wished: i64,
    /// Who agreed, and when.
    pub(in crate::team) agreed: Option<(i64, i64)>,
}

impl Store {
    /// Every one that is not over, oldest first.
    pub(in crate::team) async fn standing(&self) -> Result<Vec<StandingRow>> {
        let mut connection = self.lock().await?;
        let select = "SELECT id, ruling, wished_by, wished, agreed_by, agreed FROM desk_standing \
                      ORDER BY id";
        let rows = sqlx::query(select).fetch_all(&mut *connection).await?;
        drop(connection);
        rows.iter().map(|row| self.standing_row(row)).collect()
    }

    fn standing_row(&self, row: &AnyRow) -> Result<StandingRow> {
        let id = row.try_get(0)?;
        let ruling = self.vault.unseal(&standing_of(id), &row.try_get::<String, _>(1)?)?;
        let agreed_by: Option<i64> = row.try_get(4)?;
        Ok(StandingRow {
            id,
            ruling: serde_json::from_slice(&ruling)?,
            wished_by: row.try_get(2)?,
            wished: row.try_get(3)?,
            agreed: agreed_by.zip(row.try_get(5)?),
        })
    }

    /// Keeps a wish; one of the same person about the same text that waits goes for it.
    pub(in crate::team) async fn wish(&self, ruling: &Ruling, by: i64, now: i64) -> Result<()> {
        let older = self.standing().await?.into_iter();
        let older = older.filter(|row| row.agreed.is_none() && row.wished_by == by);
        let older: Vec<i64> =
            older.filter(|row| row.ruling.is_about(ruling)).map(|row| row.id).collect();
        let mut connection = self.lock().await?;
        let mut transaction = connection.begin().await?;
        for id in older {
            delete(&mut transaction, id).await?;
        }
        // Numbers are given once: what the notes say of one that is over stays true.
        let last = "SELECT MAX(number) FROM (SELECT MAX(id) AS number FROM desk_standing UNION ALL \
                    SELECT MAX(about) AS number FROM desk_note WHERE what LIKE 'always-%') AS used";
        let id = next(&mut transaction, last).await?;
        let sealed = self.vault.seal(&standing_of(id), &serde_json::to_vec(ruling)?)?;
        let insert = "INSERT INTO desk_standing VALUES ($1, $2, $3, $4, NULL, NULL)";
        let query = sqlx::query(insert).bind(id).bind(sealed).bind(by).bind(now);
        query.execute(&mut *transaction).await?;
        note(&mut transaction, by, now, "always-wished", id).await?;
        Ok(transaction.commit().await?)
    }

    /// Notes who agreed to a wish; what stood about the same text is over with it.
    pub(in crate::team) async fn agree(&self, row: &StandingRow, by: i64, now: i64) -> Result<()> {
        let others = self.standing().await?.into_iter().filter(|other| other.id != row.id);
        let others: Vec<i64> = others
            .filter(|other| other.agreed.is_some() && other.ruling.is_about(&row.ruling))
            .map(|other| other.id)
            .collect();
        let mut connection = self.lock().await?;
        let mut transaction = connection.begin().await?;
        for id in others {
            delete(&mut transaction, id).await?;
            note(&mut transaction, by, now, "always-ended", id).await?;
        }
        let update = "UPDATE desk_standing SET agreed_by = $1, agreed = $2 \
                      WHERE id = $3 AND agreed_by IS NULL";
        let query = sqlx::query(update).bind(by).bind(now).bind(row.id);
        query.execute(&mut *transaction).await?;
        note(&mut transaction, by, now, "always-agreed", row.id).await?;
        Ok(transaction.commit().await?)
    }

    /// Deletes one, with its text; who did what stays noted.
    pub(in crate::team) async fn end_standing(&self, id: i64, by: i64, now: i64) -> Result<()> {
        let mut connection = self.lock().await?;
        let mut transaction = connection.begin().await?;
        delete(&mut transaction, id).await?;
        note(&mut transaction, by, now, "always-ended", id).await?;
        Ok(transaction.commit().await?)
    }
}

async fn delete(connection: &mut sqlx::AnyConnection, id: i64) -> Result<()> {
    let delete = "DELETE FROM desk_standing WHERE id = $1";
    sqlx::query(delete).bind(id).execute(connection).await?;
    Ok(())
}

/// What the sealed value of one is about.
pub(super) fn standing_of(id: i64) -> String {
    format!("standing {id}")
}
