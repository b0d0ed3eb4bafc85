//! Recall and false matches on sets of cases that others made, as a dated table.
//!
//! The sets are not part of the project; what is not there is left out and said.

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use detect::{Budget, Confidence, Engine, Finding, RuleSet, Scanner};
use serde_json::Value;

use crate::process;

/// Counts of one kind of case.
#[derive(Debug, Default)]
struct Counts {
    /// Cases that hold something, and those in which something was found.
    positive: (u32, u32),
    /// Cases that hold nothing, and those in which something was found.
    negative: (u32, u32),
}

/// Scans texts one by one.
struct Bench<'e> {
    rules: &'e RuleSet,
    scanner: Scanner<'e>,
}

/// Prints the tables of all sets that are there, and stores them.
pub(crate) fn run(root: &Path, sets: &Path) -> Result<()> {
    let rules = RuleSet::built_in();
    let engine = Engine::new(&rules);
    let mut bench = Bench { rules: &rules, scanner: Scanner::new(&engine, Budget::default()) };
    let mut page = String::from(HEAD);
    let date = process::run(Command::new("date").args(["-u", "+%Y-%m-%d"]))?;
    let date = String::from_utf8_lossy(&date.stdout).trim().to_owned();
    page.push_str(&format!("Date: {date}. Rules: {}.\n\n", rules.rules().len()));
    for (file, group) in
        [("testpattern-cases.jsonl", "pattern_class"), ("secret-examples.jsonl", "source")]
    {
        match fs::read_to_string(sets.join(file)) {
            Ok(text) => page.push_str(&bench.cases(file, group, &text)?),
            Err(_) => page.push_str(&format!("`{file}` is not there.\n\n")),
        }
    }
    let spans = "presidio-research-generated_large.json";
    match fs::read_to_string(sets.join(spans)) {
        Ok(text) => page.push_str(&bench.spans(spans, &text)?),
        Err(_) => page.push_str(&format!("`{spans}` is not there.\n\n")),
    }
    print!("{page}");
    let folder = root.join("bench/results");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(format!("{date}-eval.md")), page)?;
    Ok(())
}

const HEAD: &str = "# Recall and false matches\n\n\
    Made by `cargo xtask eval`; the sets are those of their authors and not part of the project.\n\
    A case counts as found when any rule of the category finds something in it, at any confidence; \
    a false match is a finding of medium or high confidence in a case that should have none.\n\n";

impl Bench<'_> {
    fn scan(&mut self, text: &str) -> Vec<Finding> {
        let limits = document::Limits::default();
        document::read(&mut Cursor::new(text), "case.txt", &limits, &mut self.scanner);
        self.scanner.finish().findings
    }

    /// Cases that say whether they should match.
    fn cases(&mut self, file: &str, group: &str, text: &str) -> Result<String> {
        let mut counts: BTreeMap<String, Counts> = BTreeMap::new();
        for line in text.lines() {
            let case: Value = serde_json::from_str(line)?;
            let name = case[group].as_str().context("each case names its group")?;
            let found = self.scan(case["text"].as_str().unwrap_or_default());
            let wanted: &[&str] = match name {
                "marking" => &["marking"],
                "identifier" => &["personal-data", "location", "infrastructure"],
                _ => &["secret"],
            };
            let mut fitting =
                found.iter().filter(|f| wanted.contains(&self.rules.rule(f.rule).category.name()));
            let entry = counts.entry(name.to_owned()).or_default();
            if case["kind"] == "positive" {
                entry.positive.0 += 1;
                entry.positive.1 += u32::from(fitting.next().is_some());
            } else {
                entry.negative.0 += 1;
                let sure = fitting.any(|finding| finding.confidence >= Confidence::Medium);
                entry.negative.1 += u32::from(sure);
            }
        }
        let mut table = format!(
            "## {file}\n\n| {group} | positives | found | recall | negatives | false matches |\n|---|--:|--:|--:|--:|--:|\n"
        );
        for (name, Counts { positive, negative }) in counts {
            let recall = f64::from(positive.1) / f64::from(positive.0.max(1));
            table.push_str(&format!(
                "| {name} | {} | {} | {recall:.3} | {} | {} |\n",
                positive.0, positive.1, negative.0, negative.1
            ));
        }
        table.push('\n');
        Ok(table)
    }

    /// Sentences with gold spans: recall by character for each type, and precision over all.
    fn spans(&mut self, file: &str, text: &str) -> Result<String> {
        let sentences: Vec<Value> = serde_json::from_str(text)?;
        let mut counts: BTreeMap<String, (u64, u64)> = BTreeMap::new();
        let (mut found_chars, mut right_chars) = (0, 0);
        for sentence in &sentences {
            let text = sentence["full_text"].as_str().unwrap_or_default();
            let found = self.covered(text);
            let mut gold = vec![false; found.len()];
            for span in sentence["spans"].as_array().into_iter().flatten() {
                let place = |name: &str| span[name].as_u64().unwrap_or(0) as usize;
                let kind = span["entity_type"].as_str().unwrap_or("?").to_owned();
                let range = place("start_position")..place("end_position").min(found.len());
                let entry = counts.entry(kind).or_default();
                for at in range {
                    gold[at] = true;
                    entry.0 += 1;
                    entry.1 += u64::from(found[at]);
                }
            }
            found_chars += found.iter().filter(|&&is_found| is_found).count();
            right_chars += found.iter().zip(&gold).filter(|&(&found, &gold)| found && gold).count();
        }
        let mut table = format!(
            "## {file}, by character\n\n| type | characters | found | recall |\n|---|--:|--:|--:|\n"
        );
        let (mut all, mut all_found) = (0, 0);
        for (kind, (chars, found)) in counts {
            all += chars;
            all_found += found;
            let recall = found as f64 / chars.max(1) as f64;
            table.push_str(&format!("| {kind} | {chars} | {found} | {recall:.3} |\n"));
        }
        let recall = all_found as f64 / all.max(1) as f64;
        let precision = right_chars as f64 / found_chars.max(1) as f64;
        table.push_str(&format!("\nAll types: recall {recall:.3}, precision {precision:.3}.\n\n"));
        Ok(table)
    }

    /// For each character of a text, whether a finding covers it.
    fn covered(&mut self, text: &str) -> Vec<bool> {
        let mut bytes = vec![false; text.len()];
        for finding in self.scan(text) {
            // The name of the case is a part too; its text is not this one.
            if finding.location.line.is_some() {
                let range = finding.location.start as usize..finding.location.end as usize;
                bytes.get_mut(range).into_iter().flatten().for_each(|byte| *byte = true);
            }
        }
        text.char_indices().map(|(at, _)| bytes[at]).collect()
    }
}
