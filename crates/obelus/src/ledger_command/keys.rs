//! Key files: secret keys as text, one a line, for their owner's eyes alone.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use intake::age::{self, Identity, armor};
use ledger::{Algorithm, SignerKey};
use zeroize::Zeroizing;

use super::args::{KeyKind, KeygenArgs};
use super::{Desk, Done, GOOD};
use crate::failure::Failure;
use crate::files;
use crate::report::rng;

/// Longest key file.
const BYTES_MAX: u64 = 1 << 16;

/// Makes a key, and prints its public half.
pub(super) fn keygen(args: &KeygenArgs, passphrase: Option<&Path>, desk: Desk<'_>) -> Done {
    let keys = make(args.kind, &args.name)?;
    write(&args.output, &keys, passphrase)?;
    for key in &keys {
        let word = match args.kind {
            KeyKind::Person => "person",
            KeyKind::Release => "release",
            KeyKind::Log => "log",
            KeyKind::Witness => "witness NAME",
        };
        writeln!(io::stdout(), "{word} {}", key.verifier())?;
    }
    desk.note("ledger-key-made", &[("file", args.output.display().to_string().into())]);
    GOOD
}

/// Makes the keys of a kind: where checkpoints are signed, one that quantum computers cannot break
/// stands beside the one that all tools know.
pub(super) fn make(kind: KeyKind, name: &str) -> Result<Vec<SignerKey>, Failure> {
    let algorithms: &[Algorithm] = match kind {
        KeyKind::Person | KeyKind::Release => &[Algorithm::Ed25519],
        KeyKind::Log => &[Algorithm::Ed25519, Algorithm::MlDsa44Cosignature],
        KeyKind::Witness => &[Algorithm::Ed25519Cosignature, Algorithm::MlDsa44Cosignature],
    };
    let make = |algorithm: &Algorithm| server::log::new_key(name, *algorithm);
    let keys: anyhow::Result<Vec<SignerKey>> = algorithms.iter().map(make).collect();
    keys.map_err(|error| Failure::usage(format!("cannot make a key named `{name}`: {error:#}")))
}

/// Writes a key file that is not there yet, readable by its owner alone, and sealed (age) when there
/// is a passphrase.
pub(super) fn write(
    path: &Path,
    keys: &[SignerKey],
    passphrase: Option<&Path>,
) -> Result<(), Failure> {
    let text: String = keys.iter().map(|key| key.to_secret_text() + "\n").collect();
    let Some(passphrase) = passphrase else { return files::write_new(path, text.as_bytes()) };
    let passphrase = files::first_line(passphrase)?;
    let seal = || -> Result<Vec<u8>, age::Error> {
        let mut writer = age::encrypt_with_passphrase(&passphrase, Vec::new(), &mut rng())?;
        writer.write_all(text.as_bytes())?;
        Ok(writer.finish()?)
    };
    let sealed = seal().map_err(|error| Failure::Fault(format!("cannot seal a key: {error}")))?;
    files::write_new(path, armor::encode(&sealed).as_bytes())
}

/// Reads a key file; a sealed one is opened with the passphrase.
pub(super) fn read(path: &Path, passphrase: Option<&Path>) -> Result<Vec<SignerKey>, Failure> {
    let wrong = |reason: &dyn std::fmt::Display| {
        Failure::usage(format!("cannot use the key file `{}`: {reason}", path.display()))
    };
    let mut bytes = Zeroizing::new(read_secret(path)?);
    if armor::is_armored(&bytes) {
        let passphrase = passphrase.ok_or_else(|| {
            wrong(&"it is sealed").help("give its passphrase: --passphrase-file FILE")
        })?;
        let sealed = armor::decode(&bytes).map_err(|error| wrong(&error))?;
        let identity = Identity::Passphrase(files::first_line(passphrase)?);
        bytes = age::open(&[identity], &sealed, BYTES_MAX).map_err(|error| wrong(&error))?;
    }
    let text = std::str::from_utf8(&bytes).unwrap_or_default();
    let keys: Result<Vec<SignerKey>, _> = text.lines().map(SignerKey::parse).collect();
    keys.ok()
        .filter(|keys| !keys.is_empty())
        .ok_or_else(|| wrong(&"there is no key in it").help("`obelus ledger keygen` makes one"))
}

/// Reads a secret, unless others may read it too.
pub(super) fn read_secret(path: &Path) -> Result<Vec<u8>, Failure> {
    let cannot = |error: io::Error| {
        Failure::usage(format!("cannot read the key file `{}`: {error}", path.display()))
    };
    let about = fs::metadata(path).map_err(cannot)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if about.permissions().mode() & 0o077 != 0 {
            return Err(Failure::usage(format!(
                "others may read the key file `{}`",
                path.display()
            ))
            .help(format!(
                "think about who did; then `chmod 600 {}`, or a new key",
                path.display()
            )));
        }
    }
    if about.len() > BYTES_MAX {
        return Err(Failure::usage(format!("`{}` is too long for a key", path.display())));
    }
    fs::read(path).map_err(cannot)
}
