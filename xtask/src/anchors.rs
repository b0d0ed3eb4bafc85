//! What each pattern costs on a text: how often its anchors stand there, how much its regular
//! expression has to read, and how long the rule takes by itself.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::Result;
use detect::{Engine, RuleSet, Scratch};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;

/// Patterns that are shown.
const SHOWN: usize = 40;

/// Prints the dearest patterns, or with `time` the dearest rules.
pub(crate) fn run(file: &Path, time: bool) -> Result<()> {
    let text = String::from_utf8_lossy(&fs::read(file)?).into_owned();
    if time {
        print_times(document::fold(&text).text.as_bytes());
        return Ok(());
    }
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

/// Prints what each rule takes by itself, compiling its expressions included, beyond an empty scan.
fn print_times(text: &[u8]) {
    let ids: BTreeSet<String> =
        RuleSet::built_in().rules().iter().map(|rule| rule.id.clone()).collect();
    let nothing = milliseconds(text, &ids).0;
    println!("{nothing:9.1} ms with no rule");
    println!("{:9.1} ms with all rules", milliseconds(text, &BTreeSet::new()).0);
    let of_rule = |id: &String| {
        let others = ids.iter().filter(|other| *other != id).cloned().collect();
        (milliseconds(text, &others), id.clone())
    };
    let mut times: Vec<_> = ids.iter().map(of_rule).collect();
    times.sort_by(|left, right| right.0.0.total_cmp(&left.0.0));
    let sum: f64 = times.iter().map(|((time, _), _)| time - nothing).sum();
    println!("{sum:9.1} ms, the sum of what each rule takes beyond that");
    for ((time, matches), id) in times.iter().take(SHOWN) {
        println!("{:9.1} ms {matches:9} matches  {id}", time - nothing);
    }
}

/// Returns how long a scan without `disabled` rules takes, and how many matches it finds.
fn milliseconds(text: &[u8], disabled: &BTreeSet<String>) -> (f64, usize) {
    let rules = RuleSet::built_in().without(disabled);
    let engine = Engine::new(&rules);
    let (mut scratch, mut found) = (Scratch::default(), Vec::new());
    let start = processor_time();
    engine.matches(text, &mut scratch, &mut found);
    ((processor_time() - start) * 1e3, found.len())
}

/// Seconds that this process has had of a processor.
fn processor_time() -> f64 {
    getrusage(UsageWho::RUSAGE_SELF)
        .map_or(0.0, |usage| usage.user_time().num_microseconds() as f64 / 1e6)
}
