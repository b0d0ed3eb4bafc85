//! The demo is a newcomer's first sight, and holds itself against its answer key.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Result, bail, ensure};

use super::{Outcome, Setting};
use crate::process;

/// Most time that the demo may take.
const TIME_MAX: Duration = Duration::from_secs(3);

/// `obelus demo` exits 0 only when every leak of its key was found.
pub(super) fn finds_all(setting: &Setting) -> Result<Outcome> {
    let folder = setting.scratch.join("demo");
    let output = process::output(Command::new(&setting.program).arg("demo").arg(&folder))?;
    if !output.status.success() {
        bail!("`obelus demo` ended with {}", output.status);
    }
    let files = walk(&folder)?;
    let formats: std::collections::BTreeSet<_> =
        files.iter().filter_map(|file| file.extension().map(|e| e.to_owned())).collect();
    ensure!(files.len() >= 10, "the demo has only {} files", files.len());
    ensure!(formats.len() >= 8, "the demo has only {} formats", formats.len());
    let key = std::fs::read_to_string(setting.root.join("crates/obelus/demo/key.tsv"))?;
    let planted = key.lines().filter(|line| !line.starts_with('#')).count();
    ensure!(planted >= 30, "the demo has only {planted} planted leaks");
    Ok(Outcome::Passed)
}

/// The least of three runs counts, so that a busy machine is not our fault.
pub(super) fn is_quick(setting: &Setting) -> Result<Outcome> {
    let mut least = Duration::MAX;
    for run in 0..3 {
        let folder = setting.scratch.join(format!("demo-{run}"));
        let start = Instant::now();
        process::run(Command::new(&setting.program).arg("demo").arg(&folder))?;
        least = least.min(start.elapsed());
    }
    ensure!(least < TIME_MAX, "the demo took {least:?}");
    Ok(Outcome::Passed)
}

fn walk(folder: &std::path::Path) -> Result<Vec<std::path::PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    Ok(files)
}
