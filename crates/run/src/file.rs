//! Opens a file so that nothing else is opened in its place, and nothing blocks.

use std::fs::{File, Metadata, OpenOptions};
use std::io;
use std::path::Path;

use document::ProblemCode;

use crate::walk::problem_of;

/// An open regular file, as it was when it was opened.
#[derive(Debug)]
pub(crate) struct Opened {
    /// The file.
    pub(crate) file: File,
    metadata: Metadata,
}

/// Opens the regular file at `path`; a link at its end is followed only on wish.
///
/// # Errors
///
/// The problem that stands for the file: between the walk and now it may have become anything.
pub(crate) fn open(path: &Path, follow: bool) -> Result<Opened, ProblemCode> {
    let file = options(follow).open(path).map_err(|error| open_problem(&error))?;
    let metadata = file.metadata().map_err(|error| problem_of(&error))?;
    if !metadata.is_file() {
        return Err(ProblemCode::NotAFile);
    }
    Ok(Opened { file, metadata })
}

impl Opened {
    /// Takes a file that is open already.
    pub(crate) fn of(file: File) -> io::Result<Self> {
        let metadata = file.metadata()?;
        Ok(Self { file, metadata })
    }

    /// Its length when it was opened.
    pub(crate) fn size_bytes(&self) -> u64 {
        self.metadata.len()
    }

    /// True when someone wrote to it since it was opened.
    pub(crate) fn has_changed(&self) -> bool {
        self.file.metadata().map_or(true, |now| {
            now.len() != self.metadata.len() || now.modified().ok() != self.metadata.modified().ok()
        })
    }
}

#[cfg(unix)]
fn options(follow: bool) -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;

    use rustix::fs::OFlags;

    // Opening a pipe waits for a writer, and a terminal may take us over.
    let mut flags = OFlags::NONBLOCK | OFlags::NOCTTY;
    if !follow {
        flags |= OFlags::NOFOLLOW;
    }
    let mut options = OpenOptions::new();
    options.read(true).custom_flags(flags.bits().cast_signed());
    options
}

#[cfg(not(unix))]
fn options(_follow: bool) -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true);
    options
}

#[cfg(unix)]
fn open_problem(error: &io::Error) -> ProblemCode {
    use rustix::io::Errno;

    match Errno::from_io_error(error) {
        // It was a regular file when the walk passed, and is a link now.
        Some(Errno::LOOP | Errno::MLINK) => ProblemCode::Vanished,
        // A socket, or a device without a driver.
        Some(Errno::NXIO | Errno::NODEV) => ProblemCode::NotAFile,
        _ => problem_of(error),
    }
}

#[cfg(not(unix))]
fn open_problem(error: &io::Error) -> ProblemCode {
    problem_of(error)
}
