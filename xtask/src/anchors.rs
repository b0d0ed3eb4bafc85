//! What each pattern costs on a text: how often its anchors stand there, how much its regular
//! expression has to read, and how long the rule takes by itself.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};
use detect::{Engine, Load, RuleSet, Scratch};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;

use crate::bench;

/// Patterns that are shown.
const SHOWN: usize = 40;
/// Bytes of each text that the budget is held against.
const TEXT_BYTES: usize = 500_000;
/// What one pattern may cost in each MB of ordinary prose and source code.
const BUDGET: Load = Load { anchors: 4_000, passed: 1_500, bytes: 700_000 };

/// Fails when a pattern costs more than its budget on a text of the benchmark.
pub(crate) fn check(root: &Path) -> Result<()> {
    let rules = RuleSet::built_in();
    let engine = Engine::new(&rules);
    let mut dear = Vec::new();
    for text in bench::texts(root, TEXT_BYTES)? {
        let per_megabyte = |count: u64| count * 1_000_000 / text.bytes.len() as u64;
        for (id, load) in engine.load(&text.bytes) {
            let Load { anchors, passed, bytes } = load;
            let load = [anchors, passed, bytes].map(per_megabyte);
            if is_dear(load) {
                let [anchors, passed, bytes] = load;
                dear.push(format!(
                    "`{id}` on {}: {anchors} anchors, {passed} places, {bytes} bytes in each MB",
                    text.name
                ));
            }
        }
    }
    ensure!(
        dear.is_empty(),
        "patterns cost more than {BUDGET:?} in each MB; give each a rarer string, or a bound on what \
         stands before it:\n{}",
        dear.join("\n")
    );
    Ok(())
}

fn is_dear([anchors, passed, bytes]: [u64; 3]) -> bool {
    anchors > BUDGET.anchors || passed > BUDGET.passed || bytes > BUDGET.bytes
}

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
    let all = milliseconds(text, &BTreeSet::new()).0;
    println!("{all:9.1} ms with all rules, expressions compiled");
    let again = milliseconds_again(text);
    let search = text.len() as f64 / 1e3 / bench::plain_search(text);
    println!("{again:9.1} ms with all rules, a second time");
    println!("{search:9.1} ms for one search for what is not there (memmem)");
    println!("{:9.1} % of its rate", search / again * 100.0);
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

/// Returns how long a scan takes when the expressions that it needs are compiled: the best of three.
fn milliseconds_again(text: &[u8]) -> f64 {
    let rules = RuleSet::built_in();
    let engine = Engine::new(&rules);
    let (mut scratch, mut found) = (Scratch::default(), Vec::new());
    engine.matches(text, &mut scratch, &mut found);
    let times = (0..3).map(|_| {
        found.clear();
        let start = processor_time();
        engine.matches(text, &mut scratch, &mut found);
        (processor_time() - start) * 1e3
    });
    times.fold(f64::MAX, f64::min)
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

#[cfg(test)]
mod tests;
