//! The handlers' pages: the cases of a channel, opened in the browser of a handler.
//!
//! What the server has is sealed files and the signed record of acts; a handler's key never reaches
//! it. Every act is made and signed in the browser, and taken when it fits the record. Accounts,
//! sessions and the table of routes are those of the desk for a team.

mod folder;
mod pages;
pub(crate) mod routes;

pub use folder::Desk;
