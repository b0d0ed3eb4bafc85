//! Runs over real folders: what a user would notice.

#![expect(clippy::unwrap_used, reason = "a test may panic, and so may what it calls")]

mod support;
mod trees;
mod workers;
