//! Figures of the desk of a team, by a script that uses it over HTTP as people do.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use super::examples::{figures, told};
use crate::{corpus, process};

/// Files of the large batches.
const FILES: usize = 1_000;
/// Endings of ordinary office documents.
const OFFICE: [&str; 6] = ["docx", "eml", "html", "pdf", "txt", "xlsx"];

/// Starts a desk in a folder of its own and measures it.
pub(super) fn desk(root: &Path) -> Result<Value> {
    ensure!(process::exists("node"), "the desk is measured by a script for Node.js");
    let program = process::build_release(root)?;
    let folder = root.join("target/bench/desk");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let office = office(root, &program, &folder)?;
    let mut node = Command::new("node");
    node.arg(root.join("xtask/oracle/desk_bench.mjs")).arg(&program).arg(&folder);
    let output = process::run(node.arg(FILES.to_string()).arg(office))?;
    Ok(told("desk", figures(&String::from_utf8(output.stdout)?)?))
}

/// Writes a folder of office documents: those of the demo and of the samples, each format in turn.
fn office(root: &Path, program: &Path, folder: &Path) -> Result<PathBuf> {
    let demo = folder.join("demo");
    process::run(Command::new(program).arg("demo").arg(&demo))?;
    let mut known: BTreeMap<String, Vec<Vec<u8>>> = BTreeMap::new();
    for entry in fs::read_dir(&demo)? {
        let path = entry?.path();
        let ending = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_file() {
            known.entry(ending).or_default().push(fs::read(&path)?);
        }
    }
    for source in corpus::sources(root)? {
        known.entry(source.format.clone()).or_default().push(source.build()?.bytes()?);
    }
    known.retain(|ending, _| OFFICE.contains(&ending.as_str()));
    ensure!(known.len() == OFFICE.len(), "there is no document of some format");
    let to = folder.join("office");
    fs::create_dir(&to)?;
    for (number, (ending, files)) in (0..FILES).zip(known.iter().cycle()) {
        let content = files.get(number / OFFICE.len() % files.len()).context("no such document")?;
        fs::write(to.join(format!("{number}.{ending}")), content)?;
    }
    Ok(to)
}
