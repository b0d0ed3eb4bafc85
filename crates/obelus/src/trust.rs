//! Whom to believe: a policy of logs and witnesses (C2SP tlog-policy) with the keys of those who
//! release files, of those who decide, and of handlers who approve bulletins, one file.
//!
//! It never comes from beside the file that is checked: whoever changed the one could change the
//! other.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use ledger::{Algorithm, Policy, PolicyError, VerifierKey};
use review::{Key, Role};

use crate::failure::Failure;

/// Longest trust file.
const BYTES_MAX: u64 = 1 << 20;

/// What a person believes.
#[derive(Debug, Clone)]
pub(crate) struct Trust {
    /// Logs, witnesses and the quorum.
    pub(crate) policy: Policy,
    /// Keys of envelopes, with what each may sign.
    keys: Vec<(Role, VerifierKey)>,
}

impl Trust {
    /// Loads the file that was named, or the one of the environment or the data folder.
    pub(crate) fn load(file: Option<&Path>) -> Result<Self, Failure> {
        let path = match file.map(Path::to_owned).or_else(file_of_environment).or_else(data_file) {
            Some(path) if path.is_file() => path,
            path => return Err(missing(path)),
        };
        let cannot = |error: std::io::Error| {
            Failure::usage(format!("cannot read the trust file `{}`: {error}", path.display()))
        };
        if fs::metadata(&path).map_err(cannot)?.len() > BYTES_MAX {
            return Err(Failure::usage(format!("the trust file `{}` is too long", path.display())));
        }
        let text = fs::read_to_string(&path).map_err(cannot)?;
        Self::parse(&text).map_err(|error| {
            Failure::usage(format!("the trust file `{}` is wrong: {error}", path.display()))
                .help("`obelus ledger export` of the organisation that releases writes a right one")
        })
    }

    /// Reads the text of a trust file.
    pub(crate) fn parse(text: &str) -> Result<Self, PolicyError> {
        let mut keys = Vec::new();
        let mut policy = String::new();
        for (number, line) in (1..).zip(text.lines()) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let role = match words.as_slice() {
                ["release", key] => Some((Role::Organisation, key)),
                ["person", key] => Some((Role::Person, key)),
                ["handler", key] => Some((Role::Handler, key)),
                _ => None,
            };
            if let Some((role, key)) = role {
                let key = VerifierKey::parse(key).map_err(|error| error.to_string());
                let key = key.and_then(|key| match key.algorithm() {
                    Algorithm::Ed25519 => Ok(key),
                    _ => Err("an envelope's key is of type 1".to_owned()),
                });
                let fault = |reason| PolicyError::Line { line: number, reason };
                keys.push((role, key.map_err(fault)?));
            } else {
                policy += line;
            }
            // Numbers of lines stay those of the whole file.
            policy += "\n";
        }
        Ok(Self { policy: Policy::parse(&policy)?, keys })
    }

    /// Returns the keys of envelopes, as `review` takes them.
    pub(crate) fn keys(&self) -> Vec<Key<'_>> {
        self.keys
            .iter()
            .map(|(role, key)| Key {
                holder: key.name().to_owned(),
                id: key.to_string(),
                role: *role,
                holds: Box::new(|message, signature| key.holds(message, signature)),
            })
            .collect()
    }
}

fn file_of_environment() -> Option<PathBuf> {
    env::var_os("OBELUS_TRUST_FILE").filter(|value| !value.is_empty()).map(PathBuf::from)
}

fn data_file() -> Option<PathBuf> {
    let strategy = etcetera::choose_base_strategy().ok()?;
    Some(strategy.data_dir().join("obelus").join("trust"))
}

fn missing(path: Option<PathBuf>) -> Failure {
    let named = path.map(|path| format!(" `{}`", path.display())).unwrap_or_default();
    Failure::usage(format!("there is no trust file{named}, so nobody is believed")).help(
        "get the trust file of the organisation from a place that you trust, not from beside the \
         file, and name it: `--trust FILE`",
    )
}

#[cfg(test)]
mod tests;
