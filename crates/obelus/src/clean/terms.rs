//! `--redact-file`: terms and patterns that must go, as rules of this run.
//!
//! They come from a file or from stdin, never from the command line, which others can see; and no
//! message quotes them.

use std::path::Path;

use detect::{PolicyFile, Rule, RuleSet};

use crate::failure::Failure;
use crate::files;
use crate::settings::Settings;

/// How the ids of these rules begin.
const PREFIX: &str = "redact-file-";
/// How a line begins that is a pattern.
const PATTERN: &str = "re:";
/// Longest file.
const BYTES_MAX: u64 = 4 << 20;

/// True for the id of a rule that a redact file made.
pub(crate) fn is_one(id: &str) -> bool {
    id.starts_with(PREFIX)
}

/// Returns the rules of the run with the terms of a file.
pub(super) fn add(settings: &Settings, file: &Path) -> Result<RuleSet, Failure> {
    let text = files::read_text(file, BYTES_MAX)?;
    let mut rules: Vec<Rule> = settings.file.terms.iter().map(|term| term.value.clone()).collect();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        rules.push(rule(line, number).ok_or_else(|| wrong(file, number))?);
    }
    let set = RuleSet::with(rules)
        .map_err(|_| Failure::usage(format!("cannot use the terms of `{}`", file.display())))?;
    Ok(set.without(&settings.policy.disabled))
}

/// Returns the rule that finds a text as it stands; `None` when it cannot be looked for.
pub(crate) fn literal(text: &str, number: usize) -> Option<Rule> {
    let quoted = serde_json::to_string(text).ok()?;
    let toml = format!("[[terms]]\nid = \"{PREFIX}{number}\"\ntext = {quoted}\n");
    Some(PolicyFile::parse(&toml).ok()?.terms.pop()?.value)
}

/// Returns the rule for a line; `None` when it cannot be looked for.
fn rule(line: &str, number: usize) -> Option<Rule> {
    let (pattern, text) = match line.strip_prefix(PATTERN) {
        // A term stands for the pattern until it is put in.
        Some(pattern) => (Some(pattern), "placeholder"),
        None => (None, line),
    };
    let mut rule = literal(text, number)?;
    if let Some(pattern) = pattern {
        rule.patterns = vec![pattern.trim().to_owned()];
        rule.examples.clear();
        RuleSet::with(vec![rule.clone()]).ok()?;
    }
    Some(rule)
}

fn wrong(file: &Path, number: usize) -> Failure {
    Failure::usage(format!("{}:{number}: this line cannot be looked for", file.display())).help(
        "write at least three letters or digits, or two Chinese characters; after `re:` a pattern \
         in which such a string stands",
    )
}
