//! Numbers against an implementation that nobody here wrote: `python-stdnum`, a test oracle only.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use detect::{Budget, Engine, Rule, RuleSet, Scanner};

use super::{Outcome, Setting};
use crate::process;

/// Share of valid numbers of a rule that may be missed: formats that we leave out on purpose.
const MISSED_MAX: f64 = 0.02;

/// Share of invalid numbers that may be taken: births that lie in the future on the oracle's day,
/// which our checks do not know.
const TAKEN_MAX: f64 = 0.01;

/// How a rule did on the oracle's numbers.
#[derive(Debug, Default)]
struct Counts {
    valid: u32,
    valid_found: u32,
    invalid: u32,
    invalid_found: u32,
}

/// Each number that the oracle makes is judged by it and by our rule alike.
pub(super) fn checks(setting: &Setting) -> Result<Outcome> {
    let script = setting.root.join("xtask/oracle/stdnum_vectors.py");
    let has = process::output(Command::new("python3").args(["-c", "import stdnum"]))?;
    if !has.status.success() {
        return Ok(Outcome::Skipped("python3 has no `stdnum` (pip install python-stdnum)"));
    }
    let output = process::run(Command::new("python3").arg(script))?;
    let rules = RuleSet::built_in();
    let engine = Engine::new(&rules);
    let mut scanner = Scanner::new(&engine, Budget::default());
    let mut counts: BTreeMap<String, Counts> = BTreeMap::new();
    for line in String::from_utf8(output.stdout)?.lines() {
        let mut cells = line.split('\t');
        let (Some(id), Some(number), Some(valid)) = (cells.next(), cells.next(), cells.next())
        else {
            continue;
        };
        let (index, rule) = rules.by_id(id).with_context(|| format!("there is no rule `{id}`"))?;
        let found = u32::from(is_found(&mut scanner, index, rule, number));
        let count = counts.entry(id.to_owned()).or_default();
        if valid == "true" {
            count.valid += 1;
            count.valid_found += found;
        } else {
            count.invalid += 1;
            count.invalid_found += found;
        }
    }
    ensure!(!counts.is_empty(), "the oracle made no numbers");
    let fails = |count: &Counts| {
        let missed = f64::from(count.valid - count.valid_found) / f64::from(count.valid.max(1));
        let taken = f64::from(count.invalid_found) / f64::from(count.invalid.max(1));
        missed > MISSED_MAX || taken > TAKEN_MAX
    };
    let failed: Vec<String> = counts
        .iter()
        .filter(|(_, count)| fails(count))
        .map(|(id, count)| format!("`{id}`: {count:?}"))
        .collect();
    ensure!(failed.is_empty(), "rules and oracle disagree: {}", failed.join("; "));
    let sum = |of: fn(&Counts) -> u32| counts.values().map(of).sum::<u32>();
    println!(
        "        {} rules: {} of {} valid numbers found, {} of {} invalid ones",
        counts.len(),
        sum(|c| c.valid_found),
        sum(|c| c.valid),
        sum(|c| c.invalid_found),
        sum(|c| c.invalid),
    );
    Ok(Outcome::Passed)
}

/// True when the rule finds the number behind one of its words.
fn is_found(scanner: &mut Scanner<'_>, index: usize, rule: &Rule, number: &str) -> bool {
    let words = rule.context.values().flatten().map(String::as_str).chain(["ISIN", "number"]);
    words.into_iter().any(|word| {
        let text = format!("{word}: {number}\n");
        let limits = document::Limits::default();
        document::read(&mut Cursor::new(text), "number.txt", &limits, scanner);
        let findings = scanner.finish().findings;
        findings.iter().any(|found| found.rule == index || found.alternatives.contains(&index))
    })
}
