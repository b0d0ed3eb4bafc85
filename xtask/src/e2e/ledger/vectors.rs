//! The Merkle proofs that implementations share (transparency-dev/merkle, Apache-2.0).

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use ledger::{
    Hash, verify_consistency, verify_inclusion, verify_subtree_consistency,
    verify_subtree_inclusion,
};
use serde_json::Value;

use super::{Outcome, Setting};

/// Each vector holds or does not, as it says itself.
pub(crate) fn published(setting: &Setting) -> Result<Outcome> {
    let folder = setting.root.join("../shared/corpus/merkle/testdata");
    let folder = std::env::var_os("OBELUS_MERKLE_VECTORS").map_or(folder, PathBuf::from);
    if !folder.is_dir() {
        return Ok(Outcome::Skipped(
            "the vectors are not here; name them in OBELUS_MERKLE_VECTORS",
        ));
    }
    let (mut total, mut wrong) = (0, Vec::new());
    let mut folders = vec![folder.clone()];
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(&inner)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "json") {
                total += 1;
                let vector: Value = serde_json::from_slice(&fs::read(&path)?)?;
                let kind = path.strip_prefix(&folder)?.iter().next().unwrap_or_default();
                let holds = holds(Path::new(kind), &vector)?;
                let wants = vector["wantErr"].as_bool().context("a vector says what it wants")?;
                if holds == wants {
                    wrong.push(path.display().to_string());
                }
            }
        }
    }
    ensure!(total > 0, "there are no vectors in {}", folder.display());
    ensure!(wrong.is_empty(), "{} of {total} are judged otherwise: {wrong:?}", wrong.len());
    println!("        {total} of {total} vectors are judged as they say");
    Ok(Outcome::Passed)
}

fn holds(kind: &Path, vector: &Value) -> Result<bool> {
    let number = |name: &str| vector[name].as_u64();
    let text = |name: &str| vector[name].as_str();
    let hash = |name: &str| text(name).and_then(Hash::parse);
    // Some roots are words of another length that are only compared: any hash of them will do.
    let root = |name: &str| text(name).map(|text| Hash::parse(text).unwrap_or(stand_in(text)));
    let texts = vector["proof"].as_array().cloned().unwrap_or_default();
    let proof: Option<Vec<Hash>> =
        texts.iter().map(|text| text.as_str().and_then(Hash::parse)).collect();
    // A proof with a hash of another length, or a number below zero, cannot be written down here.
    let judge = || -> Option<bool> {
        let proof = proof?;
        match kind.to_str()? {
            "inclusion" => {
                let (index, size) = (number("leafIdx")?, number("treeSize")?);
                let (leaf, root) = (hash("leafHash")?, hash("root")?);
                Some(verify_inclusion(&leaf, index, size, &proof, &root).is_ok())
            }
            "consistency" => {
                let (old, new) = (number("size1")?, number("size2")?);
                let (old_root, root) = (root("root1")?, root("root2")?);
                Some(verify_consistency(old, &old_root, new, &root, &proof).is_ok())
            }
            "subtreeinclusion" => {
                let range = number("start")?..number("end")?;
                let (leaf, root) = (hash("leafHash")?, hash("root")?);
                let index = number("leafIdx")?;
                Some(verify_subtree_inclusion(&leaf, index, &range, &proof, &root).is_ok())
            }
            _ => {
                let range = number("start")?..number("end")?;
                let (size, subtree, root) = (number("size")?, root("root1")?, root("root2")?);
                Some(verify_subtree_consistency(&range, &subtree, size, &root, &proof).is_ok())
            }
        }
    };
    Ok(judge().unwrap_or(false))
}

/// A hash that is the same for the same text.
fn stand_in(text: &str) -> Hash {
    Hash::of_leaf(text.as_bytes())
}
