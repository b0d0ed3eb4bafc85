//! The key of the digests: a file that was named, or one that is made once.

use std::env;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use detect::{DigestKey, KEY_BYTES};
use etcetera::BaseStrategy;

use crate::failure::Failure;

/// Returns the key: from `key_file`, else from `OBELUS_KEY_FILE`, else from the data folder, where
/// it is made once. None when that cannot be written.
pub(crate) fn load(key_file: Option<&Path>) -> Result<Option<DigestKey>, Failure> {
    if let Some(path) = key_file.map(Path::to_owned).or_else(file_of_environment) {
        return read(&path).map(Some);
    }
    let Some(path) = data_file() else { return Ok(None) };
    if path.is_file() {
        return read(&path).map(Some);
    }
    match make(&path) {
        Ok(key) => Ok(key),
        // Another run made it just now.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => read(&path).map(Some),
        Err(_) => Ok(None),
    }
}

/// Returns the file and the short name of the key that a scan without `--key-file` would use, if
/// there is one already.
pub(crate) fn in_use() -> Option<(PathBuf, String)> {
    let path = file_of_environment().or_else(data_file)?;
    let key = read(&path).ok()?;
    Some((path, key.id()))
}

fn file_of_environment() -> Option<PathBuf> {
    env::var_os("OBELUS_KEY_FILE").filter(|value| !value.is_empty()).map(PathBuf::from)
}

fn data_file() -> Option<PathBuf> {
    let strategy = etcetera::choose_base_strategy().ok()?;
    Some(strategy.data_dir().join("obelus").join("digest.key"))
}

fn read(path: &Path) -> Result<DigestKey, Failure> {
    let bytes = fs::read(path).map_err(|error| {
        Failure::usage(format!("cannot read the key file `{}`: {error}", path.display()))
    })?;
    DigestKey::new(&bytes).ok_or_else(|| {
        Failure::usage(format!("the key file `{}` is too short", path.display())).help(
            "a key has at least 16 random bytes: `head -c 32 /dev/urandom > FILE; chmod 600 FILE`",
        )
    })
}

/// Makes a key and its file, which only its owner may read.
fn make(path: &Path) -> io::Result<Option<DigestKey>> {
    let mut bytes = [0; KEY_BYTES];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    // Written beside and linked, so that nobody ever reads half a key.
    let beside = path.with_extension(format!("{}.new", std::process::id()));
    let written = write_private(&beside, &bytes).and_then(|()| fs::hard_link(&beside, path));
    let removed = fs::remove_file(&beside);
    written.and(removed)?;
    Ok(DigestKey::new(&bytes))
}

fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
