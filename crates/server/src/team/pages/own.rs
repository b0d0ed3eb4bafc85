//! The pages to sign in on, and of one's own account.

use anyhow::Result;
use askama::Template;

use super::{role_words, time_text};
use crate::desk::pages::{Page, rendered};
use crate::team::challenge::Challenges;
use crate::team::guard::{Fault, Visitor, is_fresh};
use crate::team::openid::Way;
use crate::team::passkeys::{ADD, SIGN_IN};
use crate::team::store::{Passkey, Session, Tie};
use crate::team::{App, now};

#[derive(Template)]
#[template(path = "team/login.html")]
struct LoginPage<'p> {
    page: &'p Page,
    message: Option<String>,
    /// What a passkey is to answer.
    challenge: String,
    /// The provider that one may sign in by.
    way: Option<Way>,
}

/// The page to sign in on, with what there is to say.
pub(in crate::team) fn login(app: &App, visitor: &Visitor, said: Option<&str>) -> Result<String> {
    let page = guest_page(app, visitor);
    let challenge = Challenges::issue(&app.store.vault, SIGN_IN, now())?;
    let message = said.map(|id| page.text(id));
    Ok(rendered(&LoginPage { page: &page, message, challenge, way: Way::of(app) }))
}

/// The frame of a page before someone is signed in: where it was asked for cannot be asked again.
fn guest_page(app: &App, visitor: &Visitor) -> Page {
    Page { path: "/login".to_owned(), ..visitor.page(app) }
}

#[derive(Template)]
#[template(path = "team/provider.html")]
struct ProviderPage<'p> {
    page: &'p Page,
    /// What people call the provider.
    provider: String,
    step: Step<'p>,
}

/// What comes next for someone whom the provider knows.
enum Step<'p> {
    /// To be tied, under that name.
    Unknown(&'p str),
    /// To show what is missing.
    Prove { tie: i64, proof: &'p str, shown: &'p str, is_first: bool },
    /// To go on.
    GoOn,
}

/// The page for someone whose name at the provider is tied to no account.
pub(in crate::team) fn unknown(app: &App, visitor: &Visitor, subject: &str) -> String {
    provider(app, visitor, Step::Unknown(subject))
}

/// The page that asks someone who came by the provider for what is missing.
pub(in crate::team) fn prove(
    app: &App,
    visitor: &Visitor,
    tie: &Tie,
    shown: &str,
    proof: &str,
) -> String {
    let is_first = !tie.is_confirmed;
    provider(app, visitor, Step::Prove { tie: tie.id, proof, shown, is_first })
}

/// The page that goes on by itself.
pub(in crate::team) fn go_on(app: &App, visitor: &Visitor) -> String {
    provider(app, visitor, Step::GoOn)
}

fn provider(app: &App, visitor: &Visitor, step: Step<'_>) -> String {
    let page = guest_page(app, visitor);
    let provider = Way::of(app).map(|way| way.name).unwrap_or_default();
    rendered(&ProviderPage { page: &page, provider, step })
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
    /// The other sessions of the account.
    others: Vec<OtherSession>,
    /// What a new passkey is to answer.
    challenge: String,
}

/// A session of one's own that is not the one in use.
struct OtherSession {
    id: String,
    began: String,
    seen: String,
}

/// One's own page, with what there is to say.
pub(in crate::team) async fn me(
    app: &App,
    visitor: &Visitor,
    said: Option<&str>,
) -> Result<String, Fault> {
    let page = visitor.page(app);
    let who = visitor.who()?;
    let account = &who.account;
    let mut others = app.store.sessions(account.id).await?;
    others.retain(|(id, session)| *id != who.session && is_fresh(session, now()));
    let other = |(id, session): (String, Session)| OtherSession {
        id,
        began: time_text(session.created),
        seen: time_text(session.seen),
    };
    let purpose = format!("{ADD} {}", account.id);
    Ok(rendered(&MePage {
        page: &page,
        message: said.map(|id| page.text(id)),
        name: &account.name,
        shown: &account.shown,
        account: account.id,
        roles: role_words(&page, &account.roles),
        passkeys: app.store.passkeys(account.id).await?,
        others: others.into_iter().map(other).collect(),
        challenge: Challenges::issue(&app.store.vault, &purpose, now())?,
    }))
}
