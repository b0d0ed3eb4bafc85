//! Kingfisher on the same tree of sources, start-up subtracted and not.
//!
//! It is the quickest scanner for secrets that we know (PyPI `kingfisher-bin`, Apache-2.0). It is
//! taken from `PATH`; its rules are compiled and cached once before anything is measured.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Result;
use serde_json::{Value, json};

use super::{Median, medians};
use crate::process;

/// The other program.
const PEER: &str = "kingfisher";
/// Bytes of a file of the tree that is made when none is given.
const FILE_BYTES: usize = 250_000;
/// How many times its rate is the goal.
const GOAL: f64 = 3.0;

/// Measures both on `sources`, or on a tree made of our own source code, `code`.
pub(super) fn compare(
    program: &Path,
    folder: &Path,
    code: &Path,
    sources: Option<&Path>,
    rounds: usize,
) -> Result<Value> {
    if !process::exists(PEER) {
        println!("{PEER}: not on PATH (`pip install kingfisher-bin`)");
        return Ok(json!({ "text": "peers" }));
    }
    let made = folder.join("sources");
    let tree = match sources {
        Some(sources) => sources,
        None => split(code, &made)?,
    };
    let small = folder.join("six-bytes.txt");
    fs::write(&small, "hello\n")?;
    let cache = folder.join("kingfisher-cache");
    let mut commands =
        [ours(program, tree), ours(program, &small), theirs(&cache, tree), theirs(&cache, &small)];
    process::output(&mut theirs(&cache, &small))?;
    let medians = medians(&mut commands, rounds)?;
    let megabytes = bytes_below(tree)? as f64 / 1e6;
    let (own, peer) = (Rates::new(megabytes, &medians[..2]), Rates::new(megabytes, &medians[2..]));
    for (name, rates) in [("obelus", own), (PEER, peer)] {
        println!(
            "peers: {name} {:.0} MB per CPU second, {:.0} without its start-up of {:.3} s",
            rates.gross, rates.net, rates.start_up
        );
    }
    println!(
        "peers: {:.2} times {PEER}, {:.2} times without start-up (goal {GOAL})",
        own.gross / peer.gross,
        own.net / peer.net
    );
    Ok(json!({
        "text": "peers", "peer": PEER, "megabytes": megabytes,
        "gross_ratio": own.gross / peer.gross, "net_ratio": own.net / peer.net,
        "own_mb_per_cpu_s": own.gross, "own_net_mb_per_cpu_s": own.net,
        "own_start_up_cpu_s": own.start_up,
        "peer_mb_per_cpu_s": peer.gross, "peer_net_mb_per_cpu_s": peer.net,
        "peer_start_up_cpu_s": peer.start_up,
    }))
}

/// Megabytes for each second of a processor.
#[derive(Debug, Clone, Copy)]
struct Rates {
    gross: f64,
    net: f64,
    start_up: f64,
}

impl Rates {
    /// Takes what the whole tree and what a file of six bytes cost.
    fn new(megabytes: f64, medians: &[Median]) -> Self {
        let (whole, start_up) = (medians[0].cpu, medians[1].cpu);
        let net = (whole - start_up).max(1e-4);
        Self { gross: megabytes / whole.max(1e-4), net: megabytes / net, start_up }
    }
}

fn ours(program: &Path, tree: &Path) -> Command {
    let mut command = Command::new(program);
    command.arg("scan").arg(tree).args(["--jobs", "1", "--format", "jsonl"]);
    command
}

fn theirs(cache: &Path, tree: &Path) -> Command {
    let mut command = Command::new(PEER);
    command.arg("scan").arg(tree).args(["-j", "1", "--no-validate", "--no-update-check"]);
    command.args(["--format", "jsonl", "--rule-cache-dir"]).arg(cache);
    command
}

/// Cuts a text into files, since other programs count the same file once, however often it is there.
fn split<'p>(text: &Path, into: &'p Path) -> Result<&'p Path> {
    if into.exists() {
        fs::remove_dir_all(into)?;
    }
    fs::create_dir_all(into)?;
    for (number, piece) in fs::read(text)?.chunks(FILE_BYTES).enumerate() {
        fs::write(into.join(format!("{number:04}.rs")), piece)?;
    }
    Ok(into)
}

/// Bytes of all files below a folder.
fn bytes_below(folder: &Path) -> Result<u64> {
    let mut bytes = 0;
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                bytes += entry.metadata()?.len();
            }
        }
    }
    Ok(bytes)
}
