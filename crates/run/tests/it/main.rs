//! Runs over real folders: what a user would notice.

mod support;
mod trees;
mod workers;
