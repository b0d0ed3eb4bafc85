//! Where outputs go: stdout, or files that appear whole at the end.
//!
//! An output is first written to a file without a name: a report that is written into the folder
//! that is scanned must not find itself, and a run that dies leaves no half of one.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// An output file in the making.
pub(crate) struct Pending {
    path: PathBuf,
    unnamed: File,
    /// True when it may hold what was found, and only its owner may read it.
    private: bool,
}

impl Pending {
    /// Makes ready to write `path`.
    pub(crate) fn new(path: &Path, private: bool) -> Result<Self, Failure> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or_else(|| Path::new("."));
        let cannot = |error: io::Error| {
            Failure::usage(format!("cannot write `{}`: {error}", path.display()))
        };
        if path.is_dir() {
            return Err(Failure::usage(format!(
                "cannot write `{}`: it is a folder",
                path.display()
            )));
        }
        let unnamed = tempfile::tempfile_in(folder).map_err(cannot)?;
        Ok(Self { path: path.to_owned(), unnamed, private })
    }

    /// Returns what to write to.
    pub(crate) fn writer(&self) -> io::Result<Box<dyn Write>> {
        Ok(Box::new(BufWriter::new(self.unnamed.try_clone()?)))
    }

    /// Where it will be.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Gives the file its name; everything must have been flushed. There is all of it or none.
    pub(crate) fn publish(mut self) -> io::Result<()> {
        self.unnamed.rewind()?;
        let mut file = self.create()?;
        let written = io::copy(&mut self.unnamed, &mut file).and_then(|_| file.flush());
        let is_plain = fs::symlink_metadata(&self.path).is_ok_and(|found| found.is_file());
        if written.is_err() && is_plain {
            drop(file);
            fs::remove_file(&self.path)?;
        }
        written
    }

    /// Makes the named file anew, so that rights of an older one do not stay.
    fn create(&self) -> io::Result<File> {
        match fs::symlink_metadata(&self.path) {
            Ok(old) if old.is_file() => fs::remove_file(&self.path)?,
            _ => {}
        }
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        if self.private {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        options.open(&self.path)
    }
}
