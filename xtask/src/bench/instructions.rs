//! Instructions that a scan takes: repeatable where time is not.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};

use crate::process;

/// Bytes of each text.
const TEXT_BYTES: usize = 256 << 10;
/// Growth against the last stored figures above which the benchmark fails.
const GROWTH_MAX: f64 = 1.05;

/// Counts the instructions of a scan of each text with cachegrind.
pub(super) fn count(root: &Path, program: &Path, folder: &Path) -> Result<Value> {
    if !process::exists("valgrind") {
        println!("instructions: valgrind is not installed (Debian package `valgrind`)");
        return Ok(json!({ "text": "instructions" }));
    }
    let mut figures = Map::new();
    figures.insert("text".to_owned(), json!("instructions"));
    let last = last_stored(root)?;
    for name in ["english", "chinese", "code"] {
        let whole = fs::read(folder.join(format!("{name}.txt")))?;
        let path = folder.join(format!("{name}-small.txt"));
        fs::write(&path, whole.get(..TEXT_BYTES).unwrap_or(&whole))?;
        let count = instructions(program, &path)?;
        println!("instructions: {name} {count}");
        if let Some(before) = last.get(name).and_then(Value::as_u64) {
            let growth = count as f64 / before as f64;
            println!("instructions: {name} {growth:.3} times the last stored figure");
            if growth > GROWTH_MAX {
                bail!("{name} takes {growth:.3} times the instructions of the last stored run");
            }
        }
        figures.insert(name.to_owned(), json!(count));
    }
    Ok(Value::Object(figures))
}

fn instructions(program: &Path, text: &Path) -> Result<u64> {
    let mut command = Command::new("valgrind");
    command.args(["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]);
    command.arg(program).arg("scan").arg(text).args(["--jobs", "1", "--format", "jsonl"]);
    let output = process::output(&mut command)?;
    let told = String::from_utf8_lossy(&output.stderr);
    // `==1234== I   refs:      87,091,009`
    let is_count = |line: &&str| line.contains(" I ") && line.contains("refs:");
    let line = told.lines().find(is_count).context("valgrind says no count")?;
    let digits: String =
        line.rsplit(':').next().unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
    Ok(digits.parse()?)
}

/// The newest stored figures of instructions.
fn last_stored(root: &Path) -> Result<Value> {
    let Ok(entries) = fs::read_dir(root.join("bench/results")) else { return Ok(Value::Null) };
    let mut files: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    let Some(newest) = files.last() else { return Ok(Value::Null) };
    let stored: Value = serde_json::from_str(&fs::read_to_string(newest)?)?;
    let figures = stored["figures"].as_array().cloned().unwrap_or_default();
    Ok(figures.into_iter().find(|figure| figure["text"] == "instructions").unwrap_or_default())
}
