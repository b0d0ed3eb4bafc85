//! What is under review at the desk for one person: files of this machine, and what someone added
//! in the browser, which is kept in memory.

use std::fs::File;
use std::io::{self, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Where a document is.
#[derive(Clone)]
pub(crate) enum Source {
    /// In a file of this machine.
    Path(PathBuf),
    /// In memory, under a name.
    Added(PathBuf, Arc<[u8]>),
}

impl Source {
    /// Its path, or its name.
    pub(crate) fn path(&self) -> &Path {
        match self {
            Self::Path(path) | Self::Added(path, _) => path,
        }
    }

    /// Its name.
    pub(crate) fn name(&self) -> String {
        self.path().file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Opens it; what was added is put into a file that has no name.
    pub(crate) fn open(&self) -> io::Result<File> {
        match self {
            Self::Path(path) => File::open(path),
            Self::Added(_, bytes) => {
                let mut file = run::unnamed()?;
                file.write_all(bytes)?;
                file.rewind()?;
                Ok(file)
            }
        }
    }
}

/// The documents, by their numbers at the desk.
#[derive(Clone, Default)]
pub(crate) struct Sources(Arc<Mutex<Vec<Source>>>);

impl Sources {
    pub(crate) fn new(paths: impl IntoIterator<Item = PathBuf>) -> Self {
        Self(Arc::new(Mutex::new(paths.into_iter().map(Source::Path).collect())))
    }

    pub(crate) fn get(&self, number: usize) -> Option<Source> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(number).cloned()
    }

    pub(crate) fn add(&self, source: Source) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(source);
    }
}
