//! The built program, as a person or a script calls it: exit codes, files, streams.

mod clean;
mod outputs;
mod policy;
mod support;
mod usage;
