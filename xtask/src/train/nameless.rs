//! Text in which hardly a name stands: the descriptions of the packages that the project uses.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use detect::names::token::{self, Token};
use detect::names::{self, Words};
use serde_json::Value;

use super::sample::Sample;

/// Bytes that one package gives at most.
const PACKAGE_BYTES_MAX: usize = 12_000;

/// Returns sentences of the read-me files and opening remarks of all packages in `Cargo.lock`,
/// without those in which a given name stands before a family name.
pub(crate) fn samples(root: &Path) -> Result<Vec<Sample>> {
    let output = Command::new("cargo")
        .args(["metadata", "--format-version", "1", "--locked", "--offline"])
        .current_dir(root)
        .output()
        .context("cannot run `cargo metadata`")?;
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let mut samples = Vec::new();
    for package in metadata["packages"].as_array().context("cargo metadata lists packages")? {
        let manifest = Path::new(package["manifest_path"].as_str().unwrap_or_default());
        let folder = manifest.parent().unwrap_or(root);
        for file in ["README.md", "src/lib.rs"] {
            let Ok(text) = fs::read_to_string(folder.join(file)) else { continue };
            let text = if file.ends_with(".rs") { opening(&text) } else { text };
            samples.extend(sentences(&text));
        }
    }
    Ok(samples)
}

/// The remarks about a whole module.
fn opening(source: &str) -> String {
    let remarks = source.lines().filter_map(|line| line.strip_prefix("//!"));
    remarks.map(str::trim_start).collect::<Vec<_>>().join("\n")
}

fn sentences(text: &str) -> Vec<Sample> {
    let end = text.floor_char_boundary(PACKAGE_BYTES_MAX);
    let text = text.get(..end).unwrap_or_default();
    let mut tokens = Vec::new();
    token::tokens(text, &mut tokens);
    let mut rest = tokens.as_slice();
    let mut samples = Vec::new();
    while !rest.is_empty() {
        let (piece, others) = rest.split_at(names::piece_len(rest));
        rest = others;
        if !holds_full_name(piece) {
            let (Some(first), Some(last)) = (piece.first(), piece.last()) else { continue };
            let text = text.get(first.start as usize..last.end as usize).unwrap_or_default();
            samples.push(Sample { text: text.to_owned(), names: Vec::new() });
        }
    }
    samples
}

fn holds_full_name(piece: &[Token]) -> bool {
    let mut words = Words::default();
    words.set(piece);
    (1..piece.len()).any(|at| words.is_given(at - 1) && words.is_family(at))
}
