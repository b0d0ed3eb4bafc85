//! What each pattern costs on a text: how often its anchors stand there, and how much its regular
//! expression has to read.

use std::fs;
use std::path::Path;

use anyhow::Result;
use detect::{Engine, RuleSet};

/// Patterns that are shown.
const SHOWN: usize = 40;

/// Prints the dearest patterns.
pub(crate) fn run(file: &Path) -> Result<()> {
    let text = String::from_utf8_lossy(&fs::read(file)?).into_owned();
    let megabytes = text.len() as f64 / 1e6;
    let rules = RuleSet::built_in();
    let engine = Engine::new(&rules);
    let mut loads = engine.load(document::fold(&text).text.as_bytes());
    loads.sort_by_key(|(_, load)| std::cmp::Reverse((load.passed, load.anchors)));
    let anchors: u64 = loads.iter().map(|(_, load)| load.anchors).sum();
    let passed: u64 = loads.iter().map(|(_, load)| load.passed).sum();
    println!(
        "anchors/MB {:.0}, passed/MB {:.0}",
        anchors as f64 / megabytes,
        passed as f64 / megabytes
    );
    for (rule, load) in loads.iter().take(SHOWN) {
        println!(
            "{:9.1} anchors/MB {:9.1} passed/MB {:11.0} bytes/MB  {rule}",
            load.anchors as f64 / megabytes,
            load.passed as f64 / megabytes,
            load.bytes as f64 / megabytes,
        );
    }
    Ok(())
}
