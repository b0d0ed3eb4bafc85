//! Files of people: read within a bound, written whole and for their owner alone.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;
use zeroize::Zeroizing;

use crate::failure::Failure;

/// Longest file whose first line is wanted.
const LINE_BYTES_MAX: u64 = 64 << 10;

/// Reads a file of at most `bytes_max`; `-` is stdin.
pub(crate) fn read(path: &Path, bytes_max: u64) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let mut bytes = Zeroizing::new(Vec::new());
    let mut read = |input: &mut dyn Read| input.take(bytes_max + 1).read_to_end(&mut bytes);
    let result = match path == Path::new("-") {
        true => read(&mut io::stdin().lock()),
        false => File::open(path).and_then(|mut file| read(&mut file)),
    };
    result.map_err(|error| cannot("read", path, &error))?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > bytes_max {
        let message = format!("`{}` is longer than {bytes_max} bytes", path.display());
        return Err(Failure::usage(message));
    }
    Ok(bytes)
}

/// Reads a text.
pub(crate) fn read_text(path: &Path, bytes_max: u64) -> Result<Zeroizing<String>, Failure> {
    let bytes = read(path, bytes_max)?;
    let text = std::str::from_utf8(&bytes).map(str::to_owned).map(Zeroizing::new);
    text.map_err(|_| Failure::usage(format!("`{}` is no text in UTF-8", path.display())))
}

/// Reads the first line of a file, as passphrases are kept; `-` is stdin.
pub(crate) fn first_line(path: &Path) -> Result<Zeroizing<String>, Failure> {
    let text = read_text(path, LINE_BYTES_MAX)?;
    match text.lines().next().unwrap_or_default() {
        "" => Err(Failure::usage(format!("the first line of `{}` is empty", path.display()))),
        line => Ok(Zeroizing::new(line.to_owned())),
    }
}

/// Writes a file that must not be there yet; it appears whole, for its owner alone.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut pending = pending(path)?;
    pending.write_all(bytes).map_err(|error| cannot("write", path, &error))?;
    publish_new(pending, path)
}

/// Writes a file in the place of an older one.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut pending = pending(path)?;
    pending.write_all(bytes).map_err(|error| cannot("write", path, &error))?;
    pending.as_file().sync_all().map_err(|error| cannot("write", path, &error))?;
    pending.persist(path).map_err(|error| cannot("write", path, &error.error))?;
    sync_folder(path);
    Ok(())
}

/// Returns a file without its name yet, in the folder where it will be.
pub(crate) fn pending(path: &Path) -> Result<NamedTempFile, Failure> {
    let made = tempfile::Builder::new().prefix(".new-").tempfile_in(folder_of(path));
    made.map_err(|error| cannot("write", path, &error))
}

/// Gives a file its name, unless there is one of that name.
pub(crate) fn publish_new(pending: NamedTempFile, path: &Path) -> Result<(), Failure> {
    pending.as_file().sync_all().map_err(|error| cannot("write", path, &error))?;
    match pending.persist_noclobber(path) {
        Ok(_) => {
            sync_folder(path);
            Ok(())
        }
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
            Err(there_already(path))
        }
        Err(error) => Err(cannot("write", path, &error.error)),
    }
}

/// Refuses a name that is taken, before anything is done that would be for nothing.
pub(crate) fn ensure_new(path: &Path) -> Result<(), Failure> {
    if path.exists() { Err(there_already(path)) } else { Ok(()) }
}

fn there_already(path: &Path) -> Failure {
    Failure::usage(format!("`{}` is there already", path.display()))
        .help("name a file that is not there yet; nothing is overwritten")
}

/// Adds a line to a file, and waits until it is on the disk.
pub(crate) fn append_line(path: &Path, line: &str) -> Result<(), Failure> {
    let mut options = fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let append = || {
        let mut file = options.open(path)?;
        file.write_all(format!("{line}\n").as_bytes())?;
        file.sync_all()
    };
    append().map_err(|error| cannot("write", path, &error))
}

/// Makes a folder, and those above it, for their owner alone.
pub(crate) fn make_folder(path: &Path) -> Result<(), Failure> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(path).map_err(|error| cannot("make the folder", path, &error))
}

/// Returns the paths in a folder in their order, without those that are still being written.
pub(crate) fn list(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(|error| cannot("read", folder, &error))?,
    };
    let paths: io::Result<Vec<PathBuf>> =
        entries.map(|entry| entry.map(|entry| entry.path())).collect();
    let mut paths = paths.map_err(|error| cannot("read", folder, &error))?;
    paths.retain(|path| {
        path.file_name().is_some_and(|name| !name.to_string_lossy().starts_with('.'))
    });
    paths.sort();
    Ok(paths)
}

/// Removes a file.
pub(crate) fn remove(path: &Path) -> Result<(), Failure> {
    fs::remove_file(path).map_err(|error| cannot("remove", path, &error))
}

/// Says what could not be done to which file.
pub(crate) fn cannot(what: &str, path: &Path, error: &io::Error) -> Failure {
    Failure::usage(format!("cannot {what} `{}`: {error}", path.display()))
}

fn folder_of(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or_else(|| Path::new("."))
}

/// A name is on the disk when its folder is; where folders cannot be synced, nothing can be done.
fn sync_folder(path: &Path) {
    let _synced = File::open(folder_of(path)).and_then(|folder| folder.sync_all());
}
