//! Components from elsewhere are as new as SECURITY.md promises, by what their registries say.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::{Outcome, Setting};
use crate::process;

/// How long a component may stay behind (SECURITY.md), as `date` reads it.
const LATEST: &str = "90 days ago";

/// What stays behind on purpose.
const HELD: &[&str] = &[
    // A newer one takes `crypto-common`, which wants this version alone, back to an older one.
    "generic-array",
];

/// Numbers of a version; what follows them (`-rc.1`) is left out.
type Version = [u64; 3];

/// A component whose place a newer one could take, as the rules of Cargo.toml stand.
struct Behind {
    name: String,
    locked: Version,
    newest: Version,
}

/// Fails for a component that could have been newer for longer than is promised.
pub(super) fn none_is_behind(setting: &Setting) -> Result<Outcome> {
    let mut update = Command::new("cargo");
    let output = process::output(update.args(["update", "--dry-run"]).current_dir(&setting.root))?;
    if !output.status.success() {
        return Ok(Outcome::Skipped("cargo does not reach its registry"));
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let latest = process::run(Command::new("date").args(["-u", "-d", LATEST, "+%Y-%m-%d"]))?;
    let latest = String::from_utf8(latest.stdout)?;
    let behind: Vec<Behind> = said.lines().filter_map(behind).collect();
    let mut late = Vec::new();
    for component in behind.iter().filter(|behind| !HELD.contains(&behind.name.as_str())) {
        let since = since(component)?;
        if since.as_str() < latest.trim() {
            late.push(format!("{} since {since}", component.name));
        }
    }
    ensure!(late.is_empty(), "behind for longer than promised: {}", late.join(", "));
    println!("        {} components could be newer, none for 90 days", behind.len());
    Ok(Outcome::Passed)
}

/// Reads `Updating NAME v1.2.3 -> v1.2.4`.
fn behind(line: &str) -> Option<Behind> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let ["Updating", name, locked, "->", newest, ..] = words.as_slice() else { return None };
    let (locked, newest) = (version(locked)?, version(newest)?);
    Some(Behind { name: (*name).to_owned(), locked, newest })
}

fn version(text: &str) -> Option<Version> {
    let plain = text.trim_start_matches('v').split(['-', '+']).next()?;
    let numbers: Vec<u64> = plain.split('.').map_while(|number| number.parse().ok()).collect();
    numbers.try_into().ok()
}

/// The time at which the first version was published that could take the place of a component.
fn since(component: &Behind) -> Result<String> {
    let file = index_file(&component.name)?;
    let bytes = fs::read(&file).with_context(|| format!("cannot read `{}`", file.display()))?;
    // Cargo keeps a line of JSON for each version, between zeros.
    let lines = bytes.split(|byte| *byte == 0);
    let versions = lines.filter_map(|line| serde_json::from_slice::<Value>(line).ok());
    let could_be_taken = |published: &Value| {
        let number = published["vers"].as_str().and_then(version);
        let is_newer =
            number.is_some_and(|number| component.locked < number && number <= component.newest);
        is_newer && published["yanked"] != Value::Bool(true)
    };
    let times = versions.filter(could_be_taken);
    let times = times.filter_map(|published| published["pubtime"].as_str().map(str::to_owned));
    times.min().with_context(|| format!("no time of `{}` in cargo's index", component.name))
}

/// Where Cargo keeps what its registry says of a component.
fn index_file(name: &str) -> Result<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")));
    let indexes = home.context("there is no home")?.join("registry/index");
    let folder = match name.len() {
        1 | 2 => name.len().to_string(),
        3 => format!("3/{}", name.get(..1).unwrap_or_default()),
        _ => {
            let part = |range| name.get(range).unwrap_or_default();
            format!("{}/{}", part(0..2), part(2..4))
        }
    };
    for index in fs::read_dir(&indexes)? {
        let file = index?.path().join(".cache").join(&folder).join(name);
        if file.is_file() {
            return Ok(file);
        }
    }
    anyhow::bail!("cargo's index has no `{name}`")
}
