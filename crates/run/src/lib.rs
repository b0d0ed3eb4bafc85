//! Many files at once: walks the paths, reads each file where that is safe, and reports in order.
//!
//! [`scan`] reports, [`view`](view::view) shows the text as well, [`picture`] draws pages, and
//! [`clean`](clean::clean) makes copies. Simple formats are read in this process; every other one in worker processes that run
//! [`worker_main`] and can reach neither files nor network. Whatever happens to a file, it is
//! reported exactly once: what could not be read is a problem, and never clean.
//!
//! This crate decides nothing about what is found, and prints nothing.

pub mod clean;
mod file;
mod handoff;
mod name;
pub mod picture;
mod quiet;
mod reader;
mod replay;
pub mod sandbox;
mod scan;
mod schedule;
mod serve;
mod tool;
pub mod view;
mod walk;
mod watched;
mod wire;
mod worker;

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

pub use clean::apart::unnamed;
pub use scan::scan;
pub use serve::worker_main;
pub use tool::{Films, Ocr, tool_main};

/// How a run is to be done.
#[derive(Debug, Clone)]
pub struct Options {
    /// Files that are read at the same time; at least 1.
    pub jobs: usize,
    /// Bounds of reading one file.
    pub limits: document::Limits,
    /// How much one file may yield.
    pub budget: detect::Budget,
    /// Time for one file, reading and matching together.
    pub time_limit: Duration,
    /// Memory of one worker process.
    pub memory_limit_bytes: u64,
    /// How to start a worker; without one, every format is read in this process.
    pub worker: Option<WorkerCommand>,
    /// True when simple formats are read in workers too, as befits files of strangers.
    pub always_apart: bool,
    /// Who recognises text in pictures that workers read; without it, that text is not read.
    pub ocr: Option<Ocr>,
    /// Who shows frames of films that workers read; without it, text in them is not read.
    pub films: Option<Films>,
    /// True when reports say what of each document was looked at.
    pub coverage: bool,
    /// A check-list whose items are looked for as well.
    pub checklist: Option<std::sync::Arc<detect::Checklist>>,
}

impl Options {
    /// Memory of one worker process, unless something else is asked for.
    const MEMORY_LIMIT_BYTES: u64 = 1 << 30;

    /// Returns options for so many files at a time, all read in this process, without recognition of
    /// text in pictures.
    #[must_use]
    pub fn here(jobs: usize, time_limit: Duration) -> Self {
        Self {
            jobs,
            limits: document::Limits::default(),
            budget: detect::Budget::default(),
            time_limit,
            memory_limit_bytes: Self::MEMORY_LIMIT_BYTES,
            worker: None,
            always_apart: false,
            ocr: None,
            films: None,
            coverage: false,
            checklist: None,
        }
    }

    /// Returns the same, where what was recognised in a picture is remembered.
    fn remembering(&self) -> Self {
        Self { ocr: self.ocr.as_ref().map(Ocr::remembering), ..self.clone() }
    }
}

/// How to start a worker process: a program that ends up in [`worker_main`].
#[derive(Debug, Clone)]
pub struct WorkerCommand {
    /// The program.
    pub program: PathBuf,
    /// Its arguments.
    pub args: Vec<OsString>,
}

/// Who wants to know how far a run has come; called from several threads, and often.
pub trait Observer: Send + Sync {
    /// The walk has found this much so far.
    fn found(&self, files: u64, bytes: u64) {
        let _unwatched = (files, bytes);
    }

    /// This much has been read so far.
    fn done(&self, files: u64, bytes: u64) {
        let _unwatched = (files, bytes);
    }
}

/// Why a run did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A path was given that leads nowhere; nothing was scanned.
    #[error("`{}` does not exist", path.display())]
    NoSuchPath {
        /// The path as it was given.
        path: PathBuf,
    },
    /// The threads of the run could not be started.
    #[error("cannot start a thread")]
    Thread(#[source] std::io::Error),
    /// The caller stopped the run; the files that were not reported were not read to their end.
    #[error("interrupted")]
    Interrupted,
}
