//! Nothing found ever leaves the machine (invariant 6).

use std::process::Command;

use anyhow::{Result, ensure};

use super::{Outcome, Setting};
use crate::process;

/// A scan in an empty network namespace says the same as one outside, but for `seconds`.
pub(super) fn scan_without(setting: &Setting) -> Result<Outcome> {
    let files = setting.root.join("crates/obelus/demo/files");
    let key = setting.scratch.join("network.key");
    std::fs::write(&key, [7; 32])?;
    let scan = |command: &mut Command| -> Result<String> {
        let command = command.arg("scan").arg(&files).args(["--format", "jsonl", "--key-file"]);
        let output = process::output(command.arg(&key))?;
        ensure!(matches!(output.status.code(), Some(0 | 1 | 3)), "ended with {}", output.status);
        Ok(without_seconds(&String::from_utf8(output.stdout)?))
    };
    if process::output(Command::new("unshare").args(["-rn", "true"]))?.status.code() != Some(0) {
        return Ok(Outcome::Skipped("`unshare -rn` is not allowed here"));
    }
    let outside = scan(&mut Command::new(&setting.program))?;
    let inside = scan(Command::new("unshare").arg("-rn").arg(&setting.program))?;
    ensure!(!outside.is_empty() && outside == inside, "the two outputs differ");
    Ok(Outcome::Passed)
}

fn without_seconds(lines: &str) -> String {
    lines
        .lines()
        .map(|line| line.split(",\"seconds\":").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n")
}
