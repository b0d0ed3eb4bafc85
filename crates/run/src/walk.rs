//! The walk: from the paths that were given to one task for each file, in order, leaving nothing out.
//!
//! The order is that of [`Path`]'s comparison, component by component, so that a folder's files stay
//! together; only one folder's names at a time are held for sorting. Hidden and ignored files are
//! files like others. Links inside a folder are told and not followed, so there are no loops; a link
//! that was itself given is followed, since who names it means what it points to.

use std::fs::{self, FileType, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use document::ProblemCode;
use ignore::{DirEntry, WalkBuilder};

use crate::Error;

/// Something that will be one report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Task {
    /// The path, as a person would type it.
    pub(crate) path: PathBuf,
    /// What stands there.
    pub(crate) what: What,
    /// Its length when it was found; a hint for the schedule.
    pub(crate) size_bytes: u64,
}

/// What stands at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    /// A regular file.
    File {
        /// True when the path itself was given, so that a link at its end is followed.
        given: bool,
    },
    /// A link that is not followed.
    Link,
    /// Something that cannot be read, and why.
    Unread(ProblemCode),
}

/// A path that was given, ready to be walked.
#[derive(Debug)]
pub(crate) struct Root {
    path: PathBuf,
    /// The path without links, by which roots are compared.
    real: PathBuf,
    kind: RootKind,
}

#[derive(Debug)]
enum RootKind {
    Folder,
    Single(What, u64),
}

/// Returns where to begin, in order, without paths that lie under another one.
///
/// # Errors
///
/// When a path leads nowhere.
pub(crate) fn roots(paths: &[PathBuf]) -> Result<Vec<Root>, Error> {
    let mut roots = paths.iter().map(|path| root(path)).collect::<Result<Vec<_>, _>>()?;
    roots.sort_by(|a, b| (&a.real, &a.path).cmp(&(&b.real, &b.path)));
    // In this order whatever lies under a path comes right after it.
    roots.dedup_by(|later, kept| later.real.starts_with(&kept.real));
    roots.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(roots)
}

/// Walks `roots` in order and tells each task, until `tell` returns false.
pub(crate) fn walk(roots: &[Root], tell: &mut dyn FnMut(Task) -> bool) {
    for root in roots {
        let goes_on = match root.kind {
            RootKind::Folder => folder(&root.path, tell),
            RootKind::Single(what, size_bytes) => {
                tell(Task { path: root.path.clone(), what, size_bytes })
            }
        };
        if !goes_on {
            return;
        }
    }
}

fn root(path: &Path) -> Result<Root, Error> {
    let kind = match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => RootKind::Folder,
        Ok(metadata) if metadata.is_file() => {
            RootKind::Single(What::File { given: true }, metadata.len())
        }
        Ok(_) => RootKind::Single(What::Unread(ProblemCode::NotAFile), 0),
        // A link that leads nowhere is there all the same.
        Err(_) if fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink()) => {
            RootKind::Single(What::Link, 0)
        }
        Err(error) if leads_nowhere(&error) => {
            return Err(Error::NoSuchPath { path: path.to_owned() });
        }
        Err(error) => RootKind::Single(What::Unread(problem_of(&error)), 0),
    };
    Ok(Root { path: path.to_owned(), real: real_path(path), kind })
}

fn leads_nowhere(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound
            | io::ErrorKind::NotADirectory
            | io::ErrorKind::InvalidInput
            | io::ErrorKind::InvalidFilename
    )
}

/// Returns the path without links, as far as that can be known.
fn real_path(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    match (path.parent().map(Path::canonicalize), path.file_name()) {
        (Some(Ok(parent)), Some(name)) => parent.join(name),
        _ => std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
    }
}

/// Walks one folder; false when `tell` wants no more.
fn folder(path: &Path, tell: &mut dyn FnMut(Task) -> bool) -> bool {
    // The walker takes a lone dash for the standard input.
    let path = if path == Path::new("-") { Path::new("./-") } else { path };
    let walker = WalkBuilder::new(path)
        .standard_filters(false)
        .follow_links(false)
        .sort_by_file_name(|a, b| a.cmp(b))
        .build();
    walker
        .filter_map(|step| match step {
            Ok(entry) => entry_task(&entry),
            Err(error) => Some(error_task(path, &error)),
        })
        .all(tell)
}

/// Returns the task of an entry; none for a folder, whose files are tasks themselves.
fn entry_task(entry: &DirEntry) -> Option<Task> {
    if entry.depth() == 0 {
        return None;
    }
    let (what, size_bytes) = match entry.file_type() {
        Some(kind) if kind.is_dir() => return None,
        Some(kind) if kind.is_symlink() => (What::Link, 0),
        Some(kind) => of_kind(kind, entry.metadata()),
        None => (What::Unread(ProblemCode::Unreadable), 0),
    };
    Some(Task { path: entry.path().to_owned(), what, size_bytes })
}

fn of_kind(kind: FileType, metadata: Result<Metadata, ignore::Error>) -> (What, u64) {
    if !kind.is_file() {
        return (What::Unread(ProblemCode::NotAFile), 0);
    }
    // A file without metadata has most likely vanished; opening it will tell.
    (What::File { given: false }, metadata.map_or(0, |metadata| metadata.len()))
}

/// Returns the task for what the walker could not enter.
fn error_task(root: &Path, error: &ignore::Error) -> Task {
    let (path, code) = unwrap(error);
    Task {
        path: path.unwrap_or(root).to_owned(),
        what: What::Unread(code.unwrap_or(ProblemCode::Unreadable)),
        size_bytes: 0,
    }
}

/// Returns the path and the reason that stand somewhere inside a walker's error.
fn unwrap(error: &ignore::Error) -> (Option<&Path>, Option<ProblemCode>) {
    match error {
        ignore::Error::WithPath { path, err } => (Some(path), unwrap(err).1),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            unwrap(err)
        }
        ignore::Error::Loop { child, .. } => (Some(child), None),
        ignore::Error::Io(error) => (None, Some(problem_of(error))),
        _ => (None, None),
    }
}

/// Returns what a refusal by the system means for whoever wanted the file read.
pub(crate) fn problem_of(error: &io::Error) -> ProblemCode {
    match error.kind() {
        io::ErrorKind::PermissionDenied => ProblemCode::Permission,
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => ProblemCode::Vanished,
        _ => ProblemCode::Unreadable,
    }
}

#[cfg(test)]
mod tests;
