//! Accounts, the links that make them, sessions, and tokens of programs.

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use review::batch::Role;
use sqlx::any::AnyRow;
use sqlx::{Connection as _, Row as _};

use super::{Store, next};

/// Someone who may sign in.
#[derive(Debug, Clone)]
pub(in crate::team) struct Account {
    pub(in crate::team) id: i64,
    /// What they type.
    pub(in crate::team) name: String,
    /// What others see.
    pub(in crate::team) shown: String,
    pub(in crate::team) roles: BTreeSet<Role>,
    /// What is kept of the password.
    pub(in crate::team) password: String,
    /// The sealed secret of the authenticator.
    pub(in crate::team) secret: String,
    /// The last step whose code was used.
    pub(in crate::team) step: u64,
    pub(in crate::team) is_open: bool,
}

/// An account to be made.
pub(in crate::team) struct NewAccount {
    pub(in crate::team) name: String,
    pub(in crate::team) shown: String,
    pub(in crate::team) password: String,
    pub(in crate::team) secret: Vec<u8>,
    pub(in crate::team) step: u64,
}

/// A link that makes an account, once.
pub(in crate::team) struct Link {
    pub(in crate::team) hash: String,
    pub(in crate::team) roles: BTreeSet<Role>,
    /// The administrator who made it; 0 for the desk itself.
    pub(in crate::team) made_by: i64,
    pub(in crate::team) expires: i64,
}

/// Someone who is signed in.
#[derive(Debug, Clone)]
pub(in crate::team) struct Session {
    pub(in crate::team) account: i64,
    /// What every form carries.
    pub(in crate::team) form: String,
    pub(in crate::team) created: i64,
    pub(in crate::team) seen: i64,
}

/// A token of a program.
pub(in crate::team) struct Token {
    pub(in crate::team) id: i64,
    pub(in crate::team) account: i64,
    pub(in crate::team) label: String,
    pub(in crate::team) expires: i64,
}

const ACCOUNT: &str =
    "SELECT id, name, shown, roles, password, secret, step, is_open FROM desk_account";

impl Store {
    /// Every account.
    pub(in crate::team) async fn accounts(&self) -> Result<Vec<Account>> {
        let mut connection = self.lock().await?;
        let select = "SELECT id, name, shown, roles, password, secret, step, is_open \
                      FROM desk_account ORDER BY id";
        let rows = sqlx::query(select).fetch_all(&mut *connection).await?;
        rows.iter().map(account).collect()
    }

    /// The account of a name.
    pub(in crate::team) async fn account_named(&self, name: &str) -> Result<Option<Account>> {
        let accounts = self.accounts().await?;
        Ok(accounts.into_iter().find(|account| account.name == name))
    }

    /// An account.
    pub(in crate::team) async fn account(&self, id: i64) -> Result<Option<Account>> {
        let mut connection = self.lock().await?;
        let select = sqlx::AssertSqlSafe(format!("{ACCOUNT} WHERE id = $1"));
        let row = sqlx::query(select).bind(id).fetch_optional(&mut *connection).await?;
        row.as_ref().map(account).transpose()
    }

    /// Keeps a link that makes an account; one that the desk made before is void.
    pub(in crate::team) async fn add_link(&self, link: &Link) -> Result<()> {
        let mut connection = self.lock().await?;
        let mut transaction = connection.begin().await?;
        if link.made_by == 0 {
            let delete = "DELETE FROM desk_link WHERE made_by = 0";
            sqlx::query(delete).execute(&mut *transaction).await?;
        }
        let insert = "INSERT INTO desk_link VALUES ($1, $2, $3, $4)";
        let query = sqlx::query(insert).bind(link.hash.clone()).bind(roles_text(&link.roles));
        query.bind(link.made_by).bind(link.expires).execute(&mut *transaction).await?;
        Ok(transaction.commit().await?)
    }

    /// Links that still make an account, those that end first before the others.
    pub(in crate::team) async fn links(&self, now: i64) -> Result<Vec<Link>> {
        let mut connection = self.lock().await?;
        let select = "SELECT hash, roles, made_by, expires FROM desk_link \
                      WHERE expires > $1 ORDER BY expires, hash";
        let rows = sqlx::query(select).bind(now).fetch_all(&mut *connection).await?;
        rows.iter().map(link).collect()
    }

    /// Forgets a link.
    pub(in crate::team) async fn remove_link(&self, hash: &str) -> Result<()> {
        let mut connection = self.lock().await?;
        let delete = "DELETE FROM desk_link WHERE hash = $1";
        sqlx::query(delete).bind(hash.to_owned()).execute(&mut *connection).await?;
        Ok(())
    }

    /// A link that still makes an account.
    pub(in crate::team) async fn link(&self, hash: &str, now: i64) -> Result<Option<Link>> {
        let mut connection = self.lock().await?;
        let select = "SELECT hash, roles, made_by, expires FROM desk_link \
                      WHERE hash = $1 AND expires > $2";
        let query = sqlx::query(select).bind(hash.to_owned()).bind(now);
        let row = query.fetch_optional(&mut *connection).await?;
        row.as_ref().map(link).transpose()
    }

    /// Makes the account of a link, which is void from then on; false when the name is taken.
    pub(in crate::team) async fn join(
        &self,
        link: &Link,
        new: &NewAccount,
        now: i64,
    ) -> Result<bool> {
        let mut connection = self.lock().await?;
        let mut transaction = connection.begin().await?;
        let delete = "DELETE FROM desk_link WHERE hash = $1";
        let query = sqlx::query(delete).bind(link.hash.clone());
        if query.execute(&mut *transaction).await?.rows_affected() != 1 {
            bail!("the link was used meanwhile");
        }
        let select = "SELECT id FROM desk_account WHERE name = $1";
        let query = sqlx::query(select).bind(new.name.clone());
        if query.fetch_optional(&mut *transaction).await?.is_some() {
            return Ok(false);
        }
        let id = next(&mut transaction, "SELECT MAX(id) FROM desk_account").await?;
        let secret = self.vault.seal(&secret_of(id), &new.secret)?;
        let insert = "INSERT INTO desk_account VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8)";
        sqlx::query(insert)
            .bind(id)
            .bind(new.name.clone())
            .bind(new.shown.clone())
            .bind(roles_text(&link.roles))
            .bind(new.password.clone())
            .bind(secret)
            .bind(i64::try_from(new.step)?)
            .bind(now)
            .execute(&mut *transaction)
            .await?;
        note(&mut transaction, id, now, "joined", link.made_by).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// The secret of an account's authenticator.
    pub(in crate::team) fn secret(&self, account: &Account) -> Result<Vec<u8>> {
        self.vault.unseal(&secret_of(account.id), &account.secret)
    }

    /// Uses a code up; false when it was used meanwhile.
    pub(in crate::team) async fn use_step(&self, account: i64, step: u64) -> Result<bool> {
        let mut connection = self.lock().await?;
        let update = "UPDATE desk_account SET step = $1 WHERE id = $2 AND step < $1";
        let query = sqlx::query(update).bind(i64::try_from(step)?).bind(account);
        Ok(query.execute(&mut *connection).await?.rows_affected() == 1)
    }

    /// Changes a password; every session of the account ends.
    pub(in crate::team) async fn change_password(
        &self,
        account: i64,
        password: String,
        now: i64,
    ) -> Result<()> {
        let mut connection = self.lock().await?;
        let mut transaction = connection.begin().await?;
        let update = "UPDATE desk_account SET password = $1 WHERE id = $2";
        sqlx::query(update).bind(password).bind(account).execute(&mut *transaction).await?;
        let delete = "DELETE FROM desk_session WHERE account = $1";
        sqlx::query(delete).bind(account).execute(&mut *transaction).await?;
        note(&mut transaction, account, now, "password", account).await?;
        Ok(transaction.commit().await?)
    }

    /// Closes an account or opens it again; its sessions and tokens end.
    pub(in crate::team) async fn set_open(
        &self,
        id: i64,
        is_open: bool,
        by: i64,
        now: i64,
    ) -> Result<()> {
        let mut connection = self.lock().await?;
        let mut transaction = connection.begin().await?;
        let update = "UPDATE desk_account SET is_open = $1 WHERE id = $2";
        sqlx::query(update).bind(i64::from(is_open)).bind(id).execute(&mut *transaction).await?;
        for delete in [
            "DELETE FROM desk_session WHERE account = $1",
            "DELETE FROM desk_token WHERE account = $1",
        ] {
            sqlx::query(delete).bind(id).execute(&mut *transaction).await?;
        }
        let what = if is_open { "opened" } else { "closed" };
        note(&mut transaction, by, now, what, id).await?;
        Ok(transaction.commit().await?)
    }

    /// Begins a session.
    pub(in crate::team) async fn add_session(&self, hash: &str, session: &Session) -> Result<()> {
        let mut connection = self.lock().await?;
        let insert = "INSERT INTO desk_session VALUES ($1, $2, $3, $4, $5)";
        sqlx::query(insert)
            .bind(hash.to_owned())
            .bind(session.account)
            .bind(session.form.clone())
            .bind(session.created)
            .bind(session.seen)
            .execute(&mut *connection)
            .await?;
        Ok(())
    }

    /// A session.
    pub(in crate::team) async fn session(&self, hash: &str) -> Result<Option<Session>> {
        let mut connection = self.lock().await?;
        let select = "SELECT account, form, created, seen FROM desk_session WHERE hash = $1";
        let row =
            sqlx::query(select).bind(hash.to_owned()).fetch_optional(&mut *connection).await?;
        row.map(|row| {
            Ok(Session {
                account: row.try_get(0)?,
                form: row.try_get(1)?,
                created: row.try_get(2)?,
                seen: row.try_get(3)?,
            })
        })
        .transpose()
    }

    /// The sessions of an account, with what is kept of the token of each, the newest first.
    pub(in crate::team) async fn sessions(&self, account: i64) -> Result<Vec<(String, Session)>> {
        let mut connection = self.lock().await?;
        let select = "SELECT hash, form, created, seen FROM desk_session \
                      WHERE account = $1 ORDER BY created DESC, hash";
        let rows = sqlx::query(select).bind(account).fetch_all(&mut *connection).await?;
        let session = |row: &AnyRow| {
            let (form, created, seen) = (row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
            Ok((row.try_get(0)?, Session { account, form, created, seen }))
        };
        rows.iter().map(session).collect()
    }

    /// Ends a session, if it is of that account.
    pub(in crate::team) async fn end_session_of(&self, account: i64, hash: &str) -> Result<()> {
        let mut connection = self.lock().await?;
        let delete = "DELETE FROM desk_session WHERE account = $1 AND hash = $2";
        let query = sqlx::query(delete).bind(account).bind(hash.to_owned());
        query.execute(&mut *connection).await?;
        Ok(())
    }

    /// Notes when a session was last used.
    pub(in crate::team) async fn touch_session(&self, hash: &str, now: i64) -> Result<()> {
        let mut connection = self.lock().await?;
        let update = "UPDATE desk_session SET seen = $1 WHERE hash = $2";
        sqlx::query(update).bind(now).bind(hash.to_owned()).execute(&mut *connection).await?;
        Ok(())
    }

    /// Ends a session.
    pub(in crate::team) async fn end_session(&self, hash: &str) -> Result<()> {
        let mut connection = self.lock().await?;
        let delete = "DELETE FROM desk_session WHERE hash = $1";
        sqlx::query(delete).bind(hash.to_owned()).execute(&mut *connection).await?;
        Ok(())
    }

    /// Keeps a token.
    pub(in crate::team) async fn add_token(
        &self,
        hash: &str,
        token: &Token,
        now: i64,
    ) -> Result<()> {
        let mut connection = self.lock().await?;
        let mut transaction = connection.begin().await?;
        let id = next(&mut transaction, "SELECT MAX(id) FROM desk_token").await?;
        let insert = "INSERT INTO desk_token VALUES ($1, $2, $3, $4, $5, $6)";
        sqlx::query(insert)
            .bind(id)
            .bind(hash.to_owned())
            .bind(token.account)
            .bind(token.label.clone())
            .bind(now)
            .bind(token.expires)
            .execute(&mut *transaction)
            .await?;
        note(&mut transaction, token.account, now, "token", id).await?;
        Ok(transaction.commit().await?)
    }

    /// The account of a token that still holds.
    pub(in crate::team) async fn token(&self, hash: &str, now: i64) -> Result<Option<i64>> {
        let mut connection = self.lock().await?;
        let select = "SELECT account FROM desk_token WHERE hash = $1 AND expires > $2";
        let query = sqlx::query(select).bind(hash.to_owned()).bind(now);
        let row = query.fetch_optional(&mut *connection).await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?)
    }

    /// The tokens of an account.
    pub(in crate::team) async fn tokens(&self, account: i64) -> Result<Vec<Token>> {
        let mut connection = self.lock().await?;
        let select = "SELECT id, account, label, expires FROM desk_token \
                      WHERE account = $1 ORDER BY id";
        let rows = sqlx::query(select).bind(account).fetch_all(&mut *connection).await?;
        let token = |row: &AnyRow| {
            Ok(Token {
                id: row.try_get(0)?,
                account: row.try_get(1)?,
                label: row.try_get(2)?,
                expires: row.try_get(3)?,
            })
        };
        rows.iter().map(token).collect()
    }

    /// Takes a token of an account back.
    pub(in crate::team) async fn remove_token(&self, account: i64, id: i64) -> Result<()> {
        let mut connection = self.lock().await?;
        let delete = "DELETE FROM desk_token WHERE account = $1 AND id = $2";
        sqlx::query(delete).bind(account).bind(id).execute(&mut *connection).await?;
        Ok(())
    }
}

fn account(row: &AnyRow) -> Result<Account> {
    Ok(Account {
        id: row.try_get(0)?,
        name: row.try_get(1)?,
        shown: row.try_get(2)?,
        roles: roles_of(&row.try_get::<String, _>(3)?),
        password: row.try_get(4)?,
        secret: row.try_get(5)?,
        step: u64::try_from(row.try_get::<i64, _>(6)?)?,
        is_open: row.try_get::<i64, _>(7)? != 0,
    })
}

/// What the secret of an account is sealed about.
pub(super) fn secret_of(account: i64) -> String {
    format!("secret of account {account}")
}

fn roles_text(roles: &BTreeSet<Role>) -> String {
    let names: Vec<&str> = roles.iter().map(|role| role.name()).collect();
    names.join(" ")
}

fn roles_of(text: &str) -> BTreeSet<Role> {
    text.split(' ').filter_map(Role::of_name).collect()
}

/// Notes what was done with an account.
pub(super) async fn note(
    connection: &mut sqlx::AnyConnection,
    account: i64,
    time: i64,
    what: &str,
    about: i64,
) -> Result<()> {
    let number = next(connection, "SELECT MAX(number) FROM desk_note").await?;
    let insert = "INSERT INTO desk_note VALUES ($1, $2, $3, $4, $5)";
    let query = sqlx::query(insert).bind(number).bind(account).bind(time);
    query.bind(what.to_owned()).bind(about).execute(connection).await?;
    Ok(())
}

fn link(row: &AnyRow) -> Result<Link> {
    Ok(Link {
        hash: row.try_get(0)?,
        roles: roles_of(&row.try_get::<String, _>(1)?),
        made_by: row.try_get(2)?,
        expires: row.try_get(3)?,
    })
}
