//! What names accounts have at a provider of OpenID Connect.

use anyhow::{Result, bail};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Connection as _, Row as _};

use super::accounts::note;
use super::{Store, next};

/// A name at a provider that signs in to an account.
#[derive(Debug, Clone)]
pub(in crate::team) struct Tie {
    pub(in crate::team) id: i64,
    pub(in crate::team) account: i64,
    pub(in crate::team) issuer: String,
    pub(in crate::team) subject: String,
    /// Whether the account's owner showed that it is theirs.
    pub(in crate::team) is_confirmed: bool,
}

const TIE: &str = "SELECT id, account, issuer, subject, is_confirmed FROM desk_tie";

impl Store {
    /// The tie of a name at a provider.
    pub(in crate::team) async fn tie_of(&self, issuer: &str, subject: &str) -> Result<Option<Tie>> {
        let mut connection = self.lock().await?;
        let select = AssertSqlSafe(format!("{TIE} WHERE issuer = $1 AND subject = $2"));
        let query = sqlx::query(select).bind(issuer.to_owned()).bind(subject.to_owned());
        let row = query.fetch_optional(&mut *connection).await?;
        row.as_ref().map(tie).transpose()
    }

    /// A tie by its number.
    pub(in crate::team) async fn tie(&self, id: i64) -> Result<Option<Tie>> {
        let mut connection = self.lock().await?;
        let select = AssertSqlSafe(format!("{TIE} WHERE id = $1"));
        let row = sqlx::query(select).bind(id).fetch_optional(&mut *connection).await?;
        row.as_ref().map(tie).transpose()
    }

    /// Every tie.
    pub(in crate::team) async fn ties(&self) -> Result<Vec<Tie>> {
        let mut connection = self.lock().await?;
        let select = AssertSqlSafe(format!("{TIE} ORDER BY id"));
        let rows = sqlx::query(select).fetch_all(&mut *connection).await?;
        rows.iter().map(tie).collect()
    }

    /// Ties an account; false when that name is tied already.
    pub(in crate::team) async fn add_tie(
        &self,
        account: i64,
        issuer: &str,
        subject: &str,
        by: i64,
        now: i64,
    ) -> Result<bool> {
        let mut connection = self.lock().await?;
        let mut transaction = connection.begin().await?;
        let id = next(&mut transaction, "SELECT MAX(id) FROM desk_tie").await?;
        let insert = "INSERT INTO desk_tie VALUES ($1, $2, $3, $4, 0, $5) \
                      ON CONFLICT (issuer, subject) DO NOTHING";
        let query = sqlx::query(insert).bind(id).bind(account).bind(issuer.to_owned());
        let query = query.bind(subject.to_owned()).bind(now);
        if query.execute(&mut *transaction).await?.rows_affected() != 1 {
            return Ok(false);
        }
        note(&mut transaction, by, now, "tied", account).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Notes that an account's owner showed that a name is theirs.
    pub(in crate::team) async fn confirm_tie(&self, tie: &Tie, now: i64) -> Result<()> {
        let mut connection = self.lock().await?;
        let mut transaction = connection.begin().await?;
        // The number of one that was taken away is given again: the name has to be the same.
        let update = "UPDATE desk_tie SET is_confirmed = 1 \
                      WHERE id = $1 AND account = $2 AND issuer = $3 AND subject = $4";
        let query = sqlx::query(update).bind(tie.id).bind(tie.account);
        let query = query.bind(tie.issuer.clone()).bind(tie.subject.clone());
        if query.execute(&mut *transaction).await?.rows_affected() != 1 {
            bail!("the name at the provider was changed meanwhile");
        }
        note(&mut transaction, tie.account, now, "tie-confirmed", tie.account).await?;
        Ok(transaction.commit().await?)
    }

    /// Takes a tie away and ends the sessions of its account, which is returned.
    pub(in crate::team) async fn remove_tie(
        &self,
        id: i64,
        by: i64,
        now: i64,
    ) -> Result<Option<i64>> {
        let mut connection = self.lock().await?;
        let mut transaction = connection.begin().await?;
        let select = "SELECT account FROM desk_tie WHERE id = $1";
        let row = sqlx::query(select).bind(id).fetch_optional(&mut *transaction).await?;
        let Some(account) = row.map(|row| row.try_get::<i64, _>(0)).transpose()? else {
            return Ok(None);
        };
        let delete = "DELETE FROM desk_tie WHERE id = $1";
        sqlx::query(delete).bind(id).execute(&mut *transaction).await?;
        let delete = "DELETE FROM desk_session WHERE account = $1";
        sqlx::query(delete).bind(account).execute(&mut *transaction).await?;
        note(&mut transaction, by, now, "untied", account).await?;
        transaction.commit().await?;
        Ok(Some(account))
    }
}

fn tie(row: &AnyRow) -> Result<Tie> {
    Ok(Tie {
        id: row.try_get(0)?,
        account: row.try_get(1)?,
        issuer: row.try_get(2)?,
        subject: row.try_get(3)?,
        is_confirmed: row.try_get::<i64, _>(4)? != 0,
    })
}
