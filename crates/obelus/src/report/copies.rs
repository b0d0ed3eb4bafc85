//! Cleaned copies of what a reporter sends along: without metadata and hidden content.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use detect::{Engine, Policy, RuleSet};
use run::clean::{Cleaning, Task};

use crate::failure::Failure;
use crate::scan;

/// A cleaned copy.
pub(super) struct Copy {
    /// The file that it is of.
    pub(super) path: PathBuf,
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// Makes a proven copy of each file; what is shown in them stays, since it is what the report is
/// about.
pub(super) fn make(paths: &[PathBuf]) -> Result<Vec<Copy>, Failure> {
    let rules = RuleSet::built_in();
    let engine = Engine::new(&rules);
    let policy = Policy::default();
    let task = Task::new(&engine, &policy, &|_| None);
    let (options, stop) = (scan::options(None, None), AtomicBool::new(false));
    let mut copies = Vec::new();
    let cleaned = run::clean::clean(paths, task, &options, &stop, &mut |cleaning| {
        copies.push(copy_of(cleaning));
    });
    cleaned.map_err(|error| Failure::usage(error.to_string()))?;
    copies.into_iter().collect()
}

/// Returns the copy of a file.
pub(super) fn find<'a>(copies: &'a [Copy], path: &Path) -> Option<&'a Copy> {
    copies.iter().find(|copy| copy.path == path)
}

fn copy_of(cleaning: Cleaning) -> Result<Copy, Failure> {
    let Cleaning { path, copy, outcome, .. } = cleaning;
    match copy.filter(|_| outcome.has_copy()) {
        Some(copy) => Ok(Copy { path, name: copy.name, bytes: copy.bytes }),
        None => Err(Failure::usage(format!(
            "no cleaned copy of `{}` could be made",
            path.display()
        ))
        .help("`obelus clean` says why; leave the file away, or copy the words into your text")),
    }
}
