//! Cases that say whether they should match.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use detect::{Confidence, Finding, Rule, RuleSet};
use serde_json::Value;

use super::Bench;
use super::rate::Rate;

/// How the cases of one group ended.
#[derive(Debug, Default)]
struct Counts {
    /// Cases that hold something: those in which something was found.
    found: Rate,
    /// The same without the cases that their own check digits rule out.
    found_of_valid: Rate,
    /// Cases that hold nothing: those in which something was surely found.
    false_matches: Rate,
}

/// Returns the table of a set of cases, one row for each value of `group`.
pub(super) fn table(bench: &mut Bench<'_>, file: &str, group: &str, text: &str) -> Result<String> {
    let mut counts: BTreeMap<String, Counts> = BTreeMap::new();
    for line in text.lines() {
        let case: Value = serde_json::from_str(line)?;
        let name = case[group].as_str().context("each case names its group")?;
        let entry = counts.entry(name.to_owned()).or_default();
        let is_right = count(bench, &case, name, entry);
        if !is_right {
            bench.misses.push_str(line);
            bench.misses.push('\n');
        }
    }
    let mut table = format!(
        "## {file}\n\n| {group} | recall | recall where check digits are right | false matches |\n|---|---|---|---|\n"
    );
    for (name, Counts { found, found_of_valid, false_matches }) in counts {
        table.push_str(&format!("| {name} | {found} | {found_of_valid} | {false_matches} |\n"));
    }
    table.push('\n');
    Ok(table)
}

/// Counts one case; true when it ended as it should.
fn count(bench: &mut Bench<'_>, case: &Value, group: &str, counts: &mut Counts) -> bool {
    let wanted: &[&str] = match group {
        "marking" => &["marking"],
        "identifier" => &[
            "personal-data",
            "location",
            "infrastructure",
            "secret",
            "technical",
            "hidden-content",
        ],
        // Some of these rules look for the address that a secret is for.
        _ => &["secret", "infrastructure"],
    };
    let text = case["text"].as_str().unwrap_or_default();
    let rules = bench.rules;
    let mut found = bench
        .scan(text)
        .into_iter()
        .filter(|finding| wanted.contains(&rules.rule(finding.rule).category.name()));
    if case["kind"] == "positive" {
        let name = case["slug"].as_str().or(case["rule"].as_str()).unwrap_or(group);
        let mut is_found = false;
        for finding in found {
            is_found = true;
            let others = finding.alternatives.iter().copied();
            for index in others.chain([finding.rule]) {
                if proves(rules.rule(index), &finding, name) {
                    bench.proofs.entry(index).or_insert_with(|| name.to_owned());
                }
            }
        }
        counts.found.count(is_found);
        if is_found || !is_ruled_out(rules, case, text) {
            counts.found_of_valid.count(is_found);
            return is_found;
        }
        return true;
    }
    let is_wrong = found.any(|finding| finding.confidence >= Confidence::Medium);
    counts.false_matches.count(is_wrong);
    !is_wrong
}

/// True when a finding in the case `name` is a true hit of the rule, and not a number of another kind
/// that passes its check as well.
fn proves(rule: &Rule, finding: &Finding, name: &str) -> bool {
    let is_sure = finding.confidence >= Confidence::Medium;
    let is_number = rule.category.name() == "personal-data";
    let is_named = rule.id == name
        || rule.aliases.iter().any(|alias| alias == name)
        || rule.source.ends_with(&format!("module {name}"))
        || rule.source.contains(&format!("module {name};"));
    is_named || is_sure && !is_number
}

/// True when the rule that goes by the name of the case has check digits, and none of the numbers
/// in the text passes them.
fn is_ruled_out(rules: &RuleSet, case: &Value, text: &str) -> bool {
    let by_name = case["slug"].as_str().and_then(|name| rules.by_id(name));
    let Some((_, Rule { check: Some(check), .. })) = by_name else { return false };
    let Some(check) = detect::checks::by_name(check) else { return false };
    let words = text.split_whitespace().chain([text]);
    !words.into_iter().any(|word| (check.holds)(word.trim_matches(|c: char| !c.is_alphanumeric())))
}
