//! The pages to sign in on, and of one's own account.

use anyhow::Result;
use askama::Template;

use super::role_words;
use crate::desk::pages::{Page, rendered};
use crate::team::challenge::Challenges;
use crate::team::guard::{Fault, Visitor};
use crate::team::passkeys::{ADD, SIGN_IN};
use crate::team::store::Passkey;
use crate::team::{App, now};

#[derive(Template)]
#[template(path = "team/login.html")]
struct LoginPage<'p> {
    page: &'p Page,
    message: Option<String>,
    /// What a passkey is to answer.
    challenge: String,
}

/// The page to sign in on, with what there is to say.
pub(in crate::team) fn login(app: &App, visitor: &Visitor, said: Option<&str>) -> Result<String> {
    let page = visitor.page(app);
    let challenge = Challenges::issue(&app.store.vault, SIGN_IN, now())?;
    let message = said.map(|id| page.text(id));
    Ok(rendered(&LoginPage { page: &page, message, challenge }))
}

#[derive(Template)]
#[template(path = "team/me.html")]
struct MePage<'p> {
    page: &'p Page,
    message: Option<String>,
    name: &'p str,
    shown: &'p str,
    account: i64,
    roles: String,
    passkeys: Vec<Passkey>,
    /// What a new passkey is to answer.
    challenge: String,
}

/// One's own page, with what there is to say.
pub(in crate::team) async fn me(
    app: &App,
    visitor: &Visitor,
    said: Option<&str>,
) -> Result<String, Fault> {
    let page = visitor.page(app);
    let account = &visitor.who()?.account;
    let purpose = format!("{ADD} {}", account.id);
    Ok(rendered(&MePage {
        page: &page,
        message: said.map(|id| page.text(id)),
        name: &account.name,
        shown: &account.shown,
        account: account.id,
        roles: role_words(&page, &account.roles),
        passkeys: app.store.passkeys(account.id).await?,
        challenge: Challenges::issue(&app.store.vault, &purpose, now())?,
    }))
}
