//! The built program, as a person or a script calls it: exit codes, files, streams.

mod clean;
mod lesson;
mod outputs;
mod policy;
mod report;
#[cfg(feature = "server")]
mod serve;
mod support;
mod usage;
