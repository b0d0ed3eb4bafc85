//! Figures of the desk of a team, by a script that uses it over HTTP as people do.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};
use serde_json::Value;

use super::examples::{figures, told};
use crate::process;

/// Files of the large batch.
const FILES: u64 = 1_000;

/// Starts a desk in a folder of its own and measures it.
pub(super) fn desk(root: &Path) -> Result<Value> {
    ensure!(process::exists("node"), "the desk is measured by a script for Node.js");
    let program = process::build_release(root)?;
    let folder = root.join("target/bench/desk");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let mut node = Command::new("node");
    node.arg(root.join("xtask/oracle/desk_bench.mjs")).arg(&program).arg(&folder);
    let output = process::run(node.arg(FILES.to_string()))?;
    Ok(told("desk", figures(&String::from_utf8(output.stdout)?)?))
}
