//! Every route of the desk, with who may use it: the one table that the router is made of and that
//! a test tries with every role.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler as _;
use axum::middleware;
use axum::routing::{MethodRouter, get, post};
use review::batch::{Action, Role};

use super::{
    App, accounts, api, batches, bundle, cases, guard, openid, outcomes, passkeys, pictures,
    sessions, standing, uploads,
};
use crate::desk::routes::{script, style};
use crate::handlers::routes as handlers;

use Role::{Administrator, Approver, Auditor, Handler, Officer, Reviewer, Submitter};

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// Anyone, signed in or not.
    Anyone,
    /// Anyone who is signed in.
    SignedIn,
    /// Those who have one of these roles.
    Roles(&'static [Role]),
    /// A program with a token.
    Token,
}

impl Access {
    /// True for someone with these roles.
    pub(super) fn admits(self, roles: &BTreeSet<Role>) -> bool {
        match self {
            Self::Anyone | Self::SignedIn => true,
            Self::Roles(wanted) => wanted.iter().any(|role| roles.contains(role)),
            Self::Token => false,
        }
    }
}

/// Those who see documents.
const READERS: Access = Access::Roles(&[Submitter, Reviewer, Approver, Officer]);
/// Those who decide about them.
const DECIDERS: Access = Access::Roles(&[Reviewer, Approver]);
/// Those who let them out.
const RELEASERS: Access = Access::Roles(&[Reviewer, Approver, Officer]);
/// Those who see what was done.
const WITNESSES: Access = Access::Roles(&[Submitter, Reviewer, Approver, Officer, Auditor]);
const SUBMITTERS: Access = Access::Roles(&[Submitter]);
const OFFICERS: Access = Access::Roles(&[Officer]);
const AUDITORS: Access = Access::Roles(&[Auditor]);
/// Those who see counts of all that went out.
const COUNTERS: Access = Access::Roles(&[Officer, Auditor]);
const HANDLERS: Access = Access::Roles(&[Handler]);
/// Those who see which reports there are, and what was done about them.
const OVERSEERS: Access = Access::Roles(&[Handler, Auditor]);
const ADMINISTRATORS: Access = Access::Roles(&[Administrator]);

/// A route.
pub(super) struct Route {
    pub(super) path: &'static str,
    pub(super) access: Access,
    pub(super) handler: fn() -> MethodRouter<App>,
    /// True for one that changes something.
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests try every route by its method"))]
    pub(super) is_post: bool,
}

const fn shown(path: &'static str, access: Access, handler: fn() -> MethodRouter<App>) -> Route {
    Route { path, access, handler, is_post: false }
}

const fn done(path: &'static str, access: Access, handler: fn() -> MethodRouter<App>) -> Route {
    Route { path, access, handler, is_post: true }
}

/// Every route.
pub(super) const ROUTES: &[Route] = &[
    shown("/style.css", Access::Anyone, || get(style)),
    shown("/desk.js", Access::Anyone, || get(script)),
    shown("/login", Access::Anyone, || get(accounts::ask_login)),
    done("/login", Access::Anyone, || post(accounts::login)),
    done("/login/passkey", Access::Anyone, || post(passkeys::login)),
    shown("/login/provider", Access::Anyone, || get(openid::begin)),
    shown("/login/provider/back", Access::Anyone, || get(openid::come_back)),
    done("/login/provider/prove", Access::Anyone, || post(openid::prove)),
    shown("/join/{token}", Access::Anyone, || get(accounts::ask_join)),
    done("/join/{token}", Access::Anyone, || post(accounts::join)),
    done("/language", Access::Anyone, || post(accounts::choose_language)),
    shown("/", Access::SignedIn, || get(accounts::home)),
    done("/logout", Access::SignedIn, || post(accounts::logout)),
    shown("/me", Access::SignedIn, || get(accounts::me)),
    done("/me", Access::SignedIn, || post(accounts::change_password)),
    done("/me/passkey", Access::SignedIn, || post(passkeys::add)),
    done("/me/passkey/remove", Access::SignedIn, || post(passkeys::remove)),
    done("/me/sessions", Access::SignedIn, || post(sessions::end)),
    shown("/accounts", ADMINISTRATORS, || get(accounts::list)),
    done("/accounts/invite", ADMINISTRATORS, || post(accounts::invite)),
    done("/accounts/withdraw", ADMINISTRATORS, || post(accounts::withdraw)),
    done("/accounts/open", ADMINISTRATORS, || post(accounts::set_open)),
    done("/accounts/tie", ADMINISTRATORS, || post(openid::tie)),
    done("/accounts/untie", ADMINISTRATORS, || post(openid::untie)),
    shown("/tokens", SUBMITTERS, || get(api::tokens)),
    done("/tokens", SUBMITTERS, || post(api::add_token)),
    done("/tokens/remove", SUBMITTERS, || post(api::remove_token)),
    shown("/batches", READERS, || get(batches::list)),
    shown("/batches/new", SUBMITTERS, || get(uploads::ask_new)),
    done("/batches/new", SUBMITTERS, || post(uploads::hand_in).layer(DefaultBodyLimit::disable())),
    shown("/always", DECIDERS, || get(standing::list)),
    done("/always/agree", DECIDERS, || post(standing::agree)),
    done("/always/end", DECIDERS, || post(standing::end)),
    shown("/statistics", COUNTERS, || get(cases::statistics)),
    shown("/record", AUDITORS, || get(batches::record)),
    shown("/batch/{id}/", READERS, || get(batches::show)),
    shown("/batch/{id}/file/{number}", READERS, || get(batches::file)),
    shown("/batch/{id}/picture/{number}/{page}", READERS, || get(pictures::original)),
    shown("/batch/{id}/copy-picture/{number}/{page}", READERS, || get(pictures::copy)),
    shown("/batch/{id}/history", WITNESSES, || get(outcomes::history)),
    shown("/batch/{id}/progress", READERS, || get(outcomes::progress)),
    shown("/batch/{id}/copy/{number}", READERS, || get(outcomes::copy)),
    shown("/batch/{id}/proof/{number}", READERS, || get(outcomes::proof)),
    shown("/batch/{id}/copies.zip", READERS, || get(bundle::download)),
    shown("/batch/{id}/index", READERS, || get(outcomes::index)),
    shown("/batch/{id}/case", READERS, || get(cases::show)),
    shown("/batch/{id}/certificate", READERS, || get(outcomes::certificate)),
    done("/batch/{id}/take", DECIDERS, || batches::in_place(|| Action::Take)),
    done("/batch/{id}/assign", DECIDERS, || batches::naming(Action::Assign)),
    done("/batch/{id}/delegate", DECIDERS, || batches::naming(Action::Delegate)),
    done("/batch/{id}/decide", DECIDERS, || post(batches::decide)),
    done("/batch/{id}/follow", DECIDERS, || post(standing::follow)),
    done("/batch/{id}/area", DECIDERS, || post(batches::area)),
    done("/batch/{id}/undo", DECIDERS, || batches::in_place(|| Action::Undo)),
    done("/batch/{id}/redo", DECIDERS, || batches::in_place(|| Action::Redo)),
    done("/batch/{id}/sign", DECIDERS, || batches::plain(|| Action::Sign)),
    done("/batch/{id}/return", DECIDERS, || batches::worded(|comment| Action::Return { comment })),
    done("/batch/{id}/authorise", OFFICERS, || post(batches::authorise)),
    done("/batch/{id}/release", RELEASERS, || batches::plain(|| Action::Release)),
    done("/batch/{id}/recall", RELEASERS, || batches::worded(|reason| Action::Recall { reason })),
    done("/batch/{id}/appeal", RELEASERS, || batches::worded(|reason| Action::Appeal { reason })),
    shown("/cases.js", Access::Anyone, || get(handlers::script)),
    shown("/cases", OVERSEERS, || get(handlers::cases)),
    shown("/cases/desk", HANDLERS, || get(handlers::desk)),
    shown("/cases/key", HANDLERS, || get(handlers::key)),
    done("/cases/key", HANDLERS, || post(handlers::keep_key)),
    shown("/cases/arrival/{name}", HANDLERS, || get(handlers::arrival)),
    done("/cases/arrival/{name}", HANDLERS, || post(handlers::take_in)),
    shown("/case/{id}", HANDLERS, || get(handlers::case)),
    done("/case/{id}", HANDLERS, || post(handlers::act)),
    shown("/case/{id}/blob/{name}", HANDLERS, || get(handlers::blob)),
    shown("/api/openapi.json", Access::Anyone, || get(api::description)),
    done("/api/check", Access::Token, || post(api::check).layer(DefaultBodyLimit::disable())),
];

/// Returns the pages.
pub(super) fn router(app: App) -> Router {
    let mut router = Router::new();
    for route in ROUTES {
        let admit = middleware::from_fn_with_state((Arc::clone(&app), route.access), guard::admit);
        router = router.route(route.path, (route.handler)().route_layer(admit));
    }
    let nowhere = (Arc::clone(&app), Access::Anyone);
    let anyone = (Arc::clone(&app), Access::Anyone);
    let admit = middleware::from_fn_with_state(anyone, guard::admit);
    let router = router.method_not_allowed_fallback(accounts::no_page.layer(admit));
    router
        .fallback_service(
            Router::new()
                .fallback(accounts::nowhere)
                .layer(middleware::from_fn_with_state(nowhere, guard::admit))
                .with_state(Arc::clone(&app)),
        )
        .layer(middleware::from_fn_with_state(Arc::clone(&app), guard::harden))
        .with_state(app)
}
