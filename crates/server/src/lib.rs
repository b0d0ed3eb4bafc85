//! What listens or keeps a store: the review desk, the pages of reporters and handlers, and the ledger's database,
//! files and witness.
//!
//! Each is a feature of its own. Everything that decides lives below, in crates that touch neither.

#[cfg(feature = "desk")]
pub mod desk;
#[cfg(feature = "team")]
pub mod handlers;
#[cfg(feature = "ledger")]
pub mod log;
#[cfg(any(feature = "ledger", feature = "team"))]
mod outgoing;
#[cfg(feature = "report")]
pub mod report;
#[cfg(feature = "team")]
pub mod team;
