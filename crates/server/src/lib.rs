//! The shells that need a store or a network: the pages of reporters.
//!
//! Everything that decides lives below, in crates that touch neither.

#[cfg(feature = "report")]
pub mod report;
