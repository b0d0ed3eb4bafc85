//! The shells that need a store or a network: the ledger's database, its public files, and its
//! witness.
//!
//! Everything that decides lives below, in crates that touch neither.

#[cfg(feature = "ledger")]
pub mod log;
