//! Passkeys of accounts.

use anyhow::Result;
use sqlx::any::AnyRow;
use sqlx::{Connection as _, Row as _};

use super::Store;
use super::accounts::note;

/// A passkey.
#[derive(Debug, Clone)]
pub(in crate::team) struct Passkey {
    /// Its id, as its authenticator chose it.
    pub(in crate::team) id: String,
    pub(in crate::team) account: i64,
    /// Its public key.
    pub(in crate::team) key: String,
    /// How often it was used, by its own count; 0 for those that do not count.
    pub(in crate::team) counter: i64,
    /// What its owner calls it.
    pub(in crate::team) label: String,
}

impl Store {
    /// A passkey by its id.
    pub(in crate::team) async fn passkey(&self, id: &str) -> Result<Option<Passkey>> {
        let mut connection = self.lock().await?;
        let select = "SELECT id, account, public_key, counter, label FROM desk_passkey \
                      WHERE id = $1";
        let row = sqlx::query(select).bind(id.to_owned()).fetch_optional(&mut *connection).await?;
        row.as_ref().map(passkey).transpose()
    }

    /// The passkeys of an account.
    pub(in crate::team) async fn passkeys(&self, account: i64) -> Result<Vec<Passkey>> {
        let mut connection = self.lock().await?;
        let select = "SELECT id, account, public_key, counter, label FROM desk_passkey \
                      WHERE account = $1 ORDER BY created, id";
        let rows = sqlx::query(select).bind(account).fetch_all(&mut *connection).await?;
        rows.iter().map(passkey).collect()
    }

    /// Keeps a passkey; false when its id is taken.
    pub(in crate::team) async fn add_passkey(&self, passkey: &Passkey, now: i64) -> Result<bool> {
        let mut connection = self.lock().await?;
        let mut transaction = connection.begin().await?;
        let insert = "INSERT INTO desk_passkey VALUES ($1, $2, $3, $4, $5, $6) \
                      ON CONFLICT (id) DO NOTHING";
        let query = sqlx::query(insert).bind(passkey.id.clone()).bind(passkey.account);
        let query = query.bind(passkey.key.clone()).bind(passkey.counter);
        let query = query.bind(passkey.label.clone()).bind(now);
        if query.execute(&mut *transaction).await?.rows_affected() != 1 {
            return Ok(false);
        }
        note(&mut transaction, passkey.account, now, "passkey", passkey.account).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Notes the count of a use; false when it does not go on from the last one.
    pub(in crate::team) async fn use_passkey(
        &self,
        passkey: &Passkey,
        counter: u32,
    ) -> Result<bool> {
        let counter = i64::from(counter);
        let mut connection = self.lock().await?;
        let update = "UPDATE desk_passkey SET counter = $1 WHERE id = $2 \
                      AND (counter < $1 OR (counter = 0 AND $1 = 0))";
        let query = sqlx::query(update).bind(counter).bind(passkey.id.clone());
        Ok(query.execute(&mut *connection).await?.rows_affected() == 1)
    }

    /// Takes a passkey of an account away.
    pub(in crate::team) async fn remove_passkey(
        &self,
        account: i64,
        id: &str,
        now: i64,
    ) -> Result<()> {
        let mut connection = self.lock().await?;
        let mut transaction = connection.begin().await?;
        let delete = "DELETE FROM desk_passkey WHERE account = $1 AND id = $2";
        sqlx::query(delete).bind(account).bind(id.to_owned()).execute(&mut *transaction).await?;
        note(&mut transaction, account, now, "passkey-removed", account).await?;
        Ok(transaction.commit().await?)
    }
}

fn passkey(row: &AnyRow) -> Result<Passkey> {
    Ok(Passkey {
        id: row.try_get(0)?,
        account: row.try_get(1)?,
        key: row.try_get(2)?,
        counter: row.try_get(3)?,
        label: row.try_get(4)?,
    })
}
