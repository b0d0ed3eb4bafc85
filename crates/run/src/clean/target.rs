//! Where copies go, and writing them so that there is a whole one or none.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use tempfile::NamedTempFile;

/// Places of copies under one folder.
#[derive(Debug)]
pub struct Targets {
    folder: PathBuf,
    roots: Vec<PathBuf>,
    /// Places that were given out, and for which file.
    given: BTreeMap<PathBuf, PathBuf>,
}

/// Where a copy goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The file to be written.
    pub path: PathBuf,
}

/// Why a copy was not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Another file of this run has a copy there.
    #[error("the copy of `{}` has the same name", other.display())]
    Taken {
        /// The other file.
        other: PathBuf,
    },
    /// Something stands there.
    #[error("`{}` exists and is not overwritten", path.display())]
    Exists {
        /// What stands there.
        path: PathBuf,
    },
    /// The disk is full.
    #[error("cannot write `{}`: there is no room left on the disk", path.display())]
    NoRoom {
        /// What was to be written.
        path: PathBuf,
    },
    /// Whoever runs this may not write there.
    #[error("cannot write `{}`: you may not write there", path.display())]
    NotAllowed {
        /// What was to be written.
        path: PathBuf,
    },
    /// The system refused.
    #[error("cannot write `{}`: {source}", path.display())]
    Failed {
        /// What was to be written.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

impl WriteError {
    fn of(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::NoRoom { path },
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::NotAllowed { path }
            }
            _ => Self::Failed { path, source },
        }
    }
}

impl Targets {
    /// Returns places under `folder` for what lies under `roots`.
    ///
    /// # Errors
    ///
    /// The path that was given and that `folder` lies in, or is: copies among originals are not to
    /// be told from them.
    pub fn new(folder: &Path, roots: &[PathBuf]) -> Result<Self, PathBuf> {
        let real = real(folder);
        for root in roots {
            let of_file = root.is_file().then(|| root.parent().map(Path::to_owned)).flatten();
            let lies_in = |outer: &Path| real.starts_with(self::real(outer));
            let is_beside = of_file.is_some_and(|parent| real == self::real(&parent));
            if is_beside || (root.is_dir() && lies_in(root)) {
                return Err(root.clone());
            }
        }
        Ok(Self { folder: folder.to_owned(), roots: roots.to_vec(), given: BTreeMap::new() })
    }

    /// Returns where the copy of `path`, under its new name, goes.
    ///
    /// # Errors
    ///
    /// When another copy goes there, or something stands there.
    pub fn of(&mut self, path: &Path, name: &str) -> Result<Target, WriteError> {
        let folder = self.folder.join(self.folders_of(path));
        let mut place = folder.join(safe(name));
        let is_taken = || self.given.contains_key(&place) || has_sibling(path, name);
        if is_converted(path, name) && is_taken() {
            place = folder.join(safe(&with_both_endings(path, name)));
        }
        if let Some(other) = self.given.get(&place) {
            return Err(WriteError::Taken { other: other.clone() });
        }
        if place.symlink_metadata().is_ok() {
            return Err(WriteError::Exists { path: place });
        }
        self.given.insert(place.clone(), path.to_owned());
        Ok(Target { path: place })
    }

    /// The folders between the path that was given and the file.
    fn folders_of(&self, path: &Path) -> PathBuf {
        let inside = self.roots.iter().filter_map(|root| path.strip_prefix(root).ok());
        let shortest = inside.min_by_key(|inside| inside.components().count());
        let folders = shortest.and_then(Path::parent).unwrap_or(Path::new(""));
        folders.components().filter(|part| matches!(part, Component::Normal(_))).collect()
    }
}

/// True when a copy has another ending than its original, since its format became a newer one.
fn is_converted(path: &Path, name: &str) -> bool {
    let ending = Path::new(name).extension();
    path.extension().zip(ending).is_some_and(|(old, new)| !old.eq_ignore_ascii_case(new))
}

/// True when another original has the name that a converted copy would have.
fn has_sibling(path: &Path, name: &str) -> bool {
    let ending = Path::new(name).extension().unwrap_or_default();
    path.with_extension(ending).symlink_metadata().is_ok()
}

/// Returns the name of a converted copy with the ending of its original too: `plan.doc.docx`.
fn with_both_endings(path: &Path, name: &str) -> String {
    let old = path.extension().unwrap_or_default().to_string_lossy();
    match name.rsplit_once('.') {
        Some((stem, new)) => format!("{stem}.{old}.{new}"),
        None => name.to_owned(),
    }
}

/// Returns a name that is one of a file in its folder, whatever it was made from.
fn safe(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|character| if matches!(character, '/' | '\\' | '\0') { '_' } else { character })
        .collect();
    if matches!(plain.as_str(), "" | "." | "..") { "copy".to_owned() } else { plain }
}

/// True when a path is one of the originals under `roots`, or would be.
#[must_use]
pub fn is_original(path: &Path, roots: &[PathBuf]) -> bool {
    let is_there = path.symlink_metadata().is_ok();
    let path = real(path);
    roots.iter().any(|root| {
        let root = real(root);
        path == root || is_there && path.starts_with(root)
    })
}

/// The path without links, as far as it exists.
fn real(path: &Path) -> PathBuf {
    for ancestor in path.ancestors() {
        let ancestor = if ancestor.as_os_str().is_empty() { Path::new(".") } else { ancestor };
        if let Ok(real) = ancestor.canonicalize() {
            return real.join(path.strip_prefix(ancestor).unwrap_or(path));
        }
    }
    path.to_owned()
}

/// Writes a copy; there is all of it or none. It may be read by whoever may read the original.
///
/// # Errors
///
/// When the system refuses, or something stands there by now.
pub fn write(target: &Target, bytes: &[u8], original: &Path) -> Result<(), WriteError> {
    let failed = |source| WriteError::of(&target.path, source);
    let folder = target.path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(failed)?;
    let mut file = NamedTempFile::with_prefix_in(".obelus-", folder).map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    allow_as(original, file.path()).map_err(failed)?;
    match file.persist_noclobber(&target.path) {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
            Err(WriteError::Exists { path: target.path.clone() })
        }
        Err(error) => Err(failed(error.error)),
    }
}

#[cfg(unix)]
fn allow_as(original: &Path, copy: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;

    let mode = fs::metadata(original).map_or(0o600, |found| found.permissions().mode());
    fs::set_permissions(copy, fs::Permissions::from_mode(mode & 0o666 | 0o600))
}

#[cfg(not(unix))]
fn allow_as(_original: &Path, _copy: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn originals_are_known_by_whatever_way_they_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let (inner, file) = (folder.path().join("in"), folder.path().join("in/a.txt"));
        fs::create_dir(&inner).unwrap();
        fs::write(&file, "a").unwrap();
        let roots = [inner.clone()];
        assert!(is_original(&file, &roots));
        assert!(is_original(&inner.join("../in/a.txt"), &roots));
        assert!(is_original(&file, std::slice::from_ref(&file)));
        assert!(!is_original(&inner.join("new.json"), &roots), "nothing is there");
        assert!(!is_original(&folder.path().join("b.txt"), &roots));
    }

    #[test]
    fn what_stops_a_copy_is_said_in_a_sentence() {
        let said = |kind: io::ErrorKind| WriteError::of(Path::new("x"), kind.into()).to_string();
        let full = said(io::ErrorKind::StorageFull);
        assert_eq!(full, "cannot write `x`: there is no room left on the disk");
        let refused = said(io::ErrorKind::ReadOnlyFilesystem);
        assert_eq!(refused, "cannot write `x`: you may not write there");
    }
}
