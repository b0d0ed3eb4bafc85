//! How far the scan is from what the machine can do, and from what it does on quiet text.
//!
//! The first is one search for one string that is not there, in memory; the second a text that is
//! full of what rules look for.

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::Result;
use serde_json::{Value, json};

use super::medians;

/// Share of a plain search that matching is to reach.
const SHARE_GOAL: f64 = 0.05;
/// Share of the rate on code that a text full of hits is to reach.
const DENSE_GOAL: f64 = 0.2;
/// Bytes of the text full of hits.
const DENSE_BYTES: usize = 4_000_000;
/// How often the plain search runs; the best run counts.
const SEARCHES: usize = 5;

/// Measures both on the benchmark's source code.
pub(super) fn bounds(program: &Path, folder: &Path, code: &Path, rounds: usize) -> Result<Value> {
    let dense = folder.join("dense.txt");
    fs::write(&dense, full_of_hits())?;
    let small = folder.join("six-bytes.txt");
    fs::write(&small, "hello\n")?;
    let mut commands = [code, dense.as_path(), small.as_path()].map(|text| {
        let mut command = Command::new(program);
        command.arg("scan").arg(text).args(["--jobs", "1", "--format", "jsonl"]);
        command
    });
    let medians = medians(&mut commands, rounds)?;
    let rate = |text: &Path, at: usize| -> Result<f64> {
        let net = medians[at].cpu - medians[2].cpu;
        Ok(fs::metadata(text)?.len() as f64 / 1e6 / net.max(1e-4))
    };
    let (on_code, on_dense) = (rate(code, 0)?, rate(&dense, 1)?);
    let search = plain_search(&fs::read(code)?);
    let (share, dense_share) = (on_code / search, on_dense / on_code);
    println!("bounds: scan of code / memmem {share:.4} (goal for matching {SHARE_GOAL})");
    println!("bounds: text full of hits / code {dense_share:.3} (goal {DENSE_GOAL})");
    Ok(json!({
        "text": "bounds", "code_mb_per_cpu_s": on_code, "dense_mb_per_cpu_s": on_dense,
        "memmem_mb_per_s": search, "share_of_memmem": share, "dense_share": dense_share,
    }))
}

/// Megabytes a second of one search for what is not there.
pub(crate) fn plain_search(bytes: &[u8]) -> f64 {
    let finder = memchr::memmem::Finder::new(b"\x01not in any text\x01");
    let seconds = (0..SEARCHES).map(|_| {
        let start = Instant::now();
        black_box(finder.find(black_box(bytes)));
        start.elapsed().as_secs_f64()
    });
    bytes.len() as f64 / 1e6 / seconds.fold(f64::MAX, f64::min).max(1e-9)
}

/// Every example of every rule, one below the other, again and again.
fn full_of_hits() -> Vec<u8> {
    let rules = detect::RuleSet::built_in();
    let examples = rules.rules().iter().flat_map(|rule| &rule.examples);
    let lines: String = examples.flat_map(|example| [example.as_str(), "\n"]).collect();
    lines.into_bytes().into_iter().cycle().take(DENSE_BYTES).collect()
}
