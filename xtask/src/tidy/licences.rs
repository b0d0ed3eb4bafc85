//! Licences and sources of all packages, from `cargo metadata`.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::process;

/// Licences that what we ship may have.
const PERMISSIVE: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
    // That of bzip2, as free as BSD's.
    "bzip2-1.0.6",
];

/// Returns each package with another licence, or from elsewhere than the registry.
pub(super) fn check(root: &Path) -> Result<Vec<String>> {
    let output = process::run(
        Command::new("cargo")
            .args(["metadata", "--format-version", "1", "--locked"])
            .current_dir(root),
    )?;
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let packages = metadata["packages"].as_array().context("cargo metadata lists packages")?;
    let mut wrong = Vec::new();
    for package in packages {
        let name = package["name"].as_str().unwrap_or("?");
        let licence = package["license"].as_str().unwrap_or("");
        if !is_permissive(licence) {
            wrong.push(format!("package `{name}` has the licence `{licence}`"));
        }
        let source = package["source"].as_str();
        if source.is_some_and(|source| !source.starts_with("registry+")) {
            wrong.push(format!("package `{name}` does not come from the registry"));
        }
    }
    Ok(wrong)
}

/// True when one branch of the licence expression is permissive in all its parts (SPDX 2.3,
/// annex D, without nesting deeper than is found in practice).
fn is_permissive(expression: &str) -> bool {
    let plain = expression.replace('/', " OR ").replace(['(', ')'], "");
    let all = plain
        .split(" AND ")
        .all(|part| part.split(" OR ").any(|licence| PERMISSIVE.contains(&licence.trim())));
    let any = plain
        .split(" OR ")
        .any(|branch| branch.split(" AND ").all(|licence| PERMISSIVE.contains(&licence.trim())));
    all || any
}

#[cfg(test)]
mod tests {
    use super::is_permissive;

    #[test]
    fn expressions_are_understood() {
        assert!(is_permissive("MIT OR Apache-2.0"));
        assert!(is_permissive("(MIT OR Apache-2.0) AND Unicode-3.0"));
        assert!(is_permissive("Unlicense/MIT"));
        assert!(is_permissive("MIT OR GPL-3.0"));
        assert!(!is_permissive("GPL-3.0"));
        assert!(!is_permissive("MIT AND GPL-3.0"));
        assert!(!is_permissive(""));
    }
}
