//! Reading files for whoever wants to see all that is in them.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use detect::{Engine, Policy, Report};
use document::{ProblemCode, Sink};

use crate::Options;
use crate::file;
use crate::name::told;
use crate::reader::Reader;

/// Reads one file after another, by one worker.
pub struct Looker<'a>(Reader<'a>);

impl<'a> Looker<'a> {
    /// Makes ready for it.
    pub fn new(
        engine: &'a Engine<'a>,
        policy: &'a Policy,
        options: &'a Options,
        stop: &'a AtomicBool,
    ) -> Self {
        Self(Reader::new(engine, policy, options, stop))
    }

    /// Reads a file and tells `sink` all that is in it; returns what was found.
    ///
    /// # Errors
    ///
    /// The problem of a file that cannot be opened.
    pub fn look(&mut self, path: &Path, sink: &mut dyn Sink) -> Result<Report, ProblemCode> {
        let opened = file::open(path, true)?;
        let name = told(path.file_name().unwrap_or_default()).text;
        Ok(self.0.read_open(path, &opened, &name, sink))
    }
}
