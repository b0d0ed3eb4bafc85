//! What listens or keeps a store: the ledger's database, files and witness, and the reporter's pages.
//!
//! Each is a feature of its own. Everything that decides lives below, in crates that touch neither.

#[cfg(feature = "ledger")]
pub mod log;
#[cfg(feature = "report")]
pub mod report;
