//! Figures of the server's parts, each made by an example program, beside the goals for them.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};

use super::measure;
use crate::process;

/// Leaves of the large tree.
const LEAVES: u64 = 1_000_000;
/// Decisions, one transaction each.
const COMMITS: u64 = 200;
/// Reports that are sent over HTTP.
const REPORTS: u64 = 9_600;

/// Goals: the figure, and whether more or less of it is better.
const GOALS: &[(&str, f64, bool)] = &[
    ("decision_in_syncs", 2.0, false),
    ("grouped_per_s", 20_000.0, true),
    ("check_leaves_per_s", 300_000.0, true),
    ("proof_us", 250.0, false),
    ("verify_us", 50.0, false),
    ("rebuild_cpu_s", 3.0, false),
    ("reports_per_s", 1_000.0, true),
    ("report_p99_ms", 300.0, false),
    ("first_page_ms", 300.0, false),
    ("large_file_ms", 300.0, false),
    ("decision_p99_ms", 50.0, false),
    ("files_desk_of_command", 0.9, true),
    ("documents_desk_of_command", 0.9, true),
    ("sessions_mib", 500.0, false),
];

/// The ledger, beside one synchronisation of the same disk and `openssl`'s SHA-256.
pub(super) fn ledger(root: &Path) -> Result<Value> {
    let sizes = [LEAVES.to_string(), COMMITS.to_string()];
    let mut figures = run(root, "ledger", &sizes)?;
    if let Some(rate) = openssl_rate()? {
        figures.insert("openssl_sha256_65_bytes_mb_per_s".to_owned(), json!(rate));
    }
    Ok(told("ledger", figures))
}

/// The reporter's pages, beside one synchronisation of the same disk.
pub(super) fn report(root: &Path) -> Result<Value> {
    let figures = run(root, "report", &[REPORTS.to_string()])?;
    Ok(told("report", figures))
}

/// Builds and runs an example of the server in a folder of its own; returns what it prints.
fn run(root: &Path, name: &str, arguments: &[String]) -> Result<Map<String, Value>> {
    let build = ["build", "--quiet", "--release", "--package", "server"];
    let example = ["--features", "ledger,report", "--example", name];
    process::run(Command::new("cargo").args(build).args(example).current_dir(root))?;
    let folder = root.join("target/bench").join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    let program = process::target(root).join("release/examples").join(name);
    let measured = measure(Command::new(&program).arg(&folder).args(arguments))?;
    let mut figures = figures(&measured.printed)?;
    figures.insert("cpu_s".to_owned(), json!(measured.cpu_seconds));
    figures.insert("peak_mib".to_owned(), json!(measured.peak_kib as f64 / 1024.0));
    Ok(figures)
}

/// Reads figures, a name and a value in each line.
pub(super) fn figures(printed: &str) -> Result<Map<String, Value>> {
    let mut figures = Map::new();
    for line in printed.lines() {
        let (name, value) = line.split_once(' ').context("a figure has a name")?;
        figures.insert(name.to_owned(), json!(value.parse::<f64>()?));
    }
    Ok(figures)
}

/// Prints each figure with its goal.
pub(super) fn told(text: &str, mut figures: Map<String, Value>) -> Value {
    for (name, value) in &figures {
        let goal = GOALS.iter().find(|(goal, _, _)| goal == name);
        let value = value.as_f64().unwrap_or_default();
        match goal {
            Some((_, goal, more)) => {
                let word = if (value >= *goal) == *more { "reached" } else { "NOT reached" };
                println!("{text}: {name} {value:.2} (goal {goal}: {word})");
            }
            None => println!("{text}: {name} {value:.2}"),
        }
    }
    figures.insert("text".to_owned(), json!(text));
    Value::Object(figures)
}

/// Megabytes of SHA-256 a second in pieces as long as a node of the tree.
fn openssl_rate() -> Result<Option<f64>> {
    if !process::exists("openssl") {
        return Ok(None);
    }
    let output = process::run(
        Command::new("openssl")
            .args(["speed", "-mr", "-seconds", "1", "-bytes", "65", "-evp", "sha256"]),
    )?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let rate =
        text.lines().find(|line| line.starts_with("+F:")).and_then(|line| line.rsplit(':').next());
    Ok(rate.and_then(|rate| rate.parse::<f64>().ok()).map(|rate| rate / 1e6))
}
