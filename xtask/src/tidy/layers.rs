//! Which crate may use which, and what the lower ones may not touch.

use std::fs;
use std::path::Path;

use anyhow::Result;

/// For each crate, the crates of ours that it may name in `[dependencies]`.
const ARROWS: &[(&str, &[&str])] = &[
    ("document", &[]),
    ("rules", &[]),
    ("ledger", &[]),
    ("intake", &[]),
    ("lessons", &[]),
    ("detect", &["document", "rules"]),
    ("mosaic", &["document", "rules", "detect"]),
    ("review", &["document", "rules", "detect"]),
    ("run", &["document", "rules", "detect", "review"]),
    (
        "server",
        &["document", "rules", "detect", "mosaic", "review", "run", "ledger", "intake", "lessons"],
    ),
    (
        "obelus",
        &[
            "document", "rules", "detect", "mosaic", "review", "run", "server", "ledger", "intake",
            "lessons",
        ],
    ),
];

/// Crates that take bytes and values and return values.
const PURE: &[&str] =
    &["document", "rules", "detect", "mosaic", "review", "intake", "ledger", "lessons"];

/// Crates that know rules; to the others an id is a word of a format.
const KNOWS_RULES: &[&str] = &["detect", "mosaic", "review", "run", "server", "obelus"];

/// What a pure crate may not name outside its tests.
const OUTSIDE: &[&str] = &[
    "std::fs",
    "std::net",
    "std::process",
    "std::env",
    "std::os",
    "std::thread",
    "std::time::Instant",
    "std::time::SystemTime",
    "SystemTime::now",
    "Instant::now",
    "File::open",
    "println!",
    "eprintln!",
];

/// Returns each arrow that points up, and each touch of the outside in a pure crate.
pub(super) fn check(root: &Path, files: &[String]) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    for file in files.iter().filter(|file| file.starts_with("crates/")) {
        let text = || fs::read_to_string(root.join(file));
        let name = file.split('/').nth(1).unwrap_or_default();
        if file.ends_with("/Cargo.toml") {
            wrong.extend(check_manifest(name, &text()?));
        }
        let is_source = file.ends_with(".rs") && file.contains("/src/");
        let is_test =
            file.ends_with("tests.rs") || file.contains("/tests/") || file.ends_with("testing.rs");
        if PURE.contains(&name) && is_source && !is_test {
            wrong.extend(check_source(file, &text()?));
        }
        if is_source && !is_test && KNOWS_RULES.contains(&name) {
            wrong.extend(check_rule_ids(root, file, &text()?)?);
        }
    }
    Ok(wrong)
}

fn check_manifest(name: &str, manifest: &str) -> Vec<String> {
    let Some((_, allowed)) = ARROWS.iter().find(|(crate_name, _)| *crate_name == name) else {
        return vec![format!(
            "crate `{name}` has no place in the layers (xtask/src/tidy/layers.rs)"
        )];
    };
    let mut section = "";
    let mut wrong = Vec::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line.trim();
        }
        let dependency = line.split(['.', ' ', '=']).next().unwrap_or_default();
        let ours = ARROWS.iter().any(|(crate_name, _)| *crate_name == dependency);
        if section == "[dependencies]" && ours && !allowed.contains(&dependency) {
            wrong.push(format!("crate `{name}` may not use `{dependency}`"));
        }
    }
    if !manifest.contains("[lints]\nworkspace = true") {
        wrong.push(format!("crate `{name}` does not take the lints of the workspace"));
    }
    wrong
}

fn check_source(file: &str, source: &str) -> Vec<String> {
    let shipped = source.split("#[cfg(test)]").next().unwrap_or_default();
    shipped
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .flat_map(|(number, line)| {
            OUTSIDE.iter().filter(move |outside| line.contains(**outside)).map(move |outside| {
                format!(
                    "{file}:{}: `{outside}` in a crate that touches nothing outside",
                    number + 1
                )
            })
        })
        .collect()
}

/// Invariant 4: no rule is named in code; a rule names its check, not the reverse.
fn check_rule_ids(root: &Path, file: &str, source: &str) -> Result<Vec<String>> {
    let shipped = source.split("#[cfg(test)]").next().unwrap_or_default();
    let mut wrong = Vec::new();
    for id in rule_ids(root)? {
        // A check may have the name of the format that it checks.
        let named = format!("\"{id}\"");
        let is_name_of_check = |line: &str| line.contains(&format!("name: {named}"));
        if shipped.lines().any(|line| line.contains(&named) && !is_name_of_check(line)) {
            wrong.push(format!("{file}: names the rule `{id}`"));
        }
    }
    Ok(wrong)
}

fn rule_ids(root: &Path) -> Result<Vec<String>> {
    let mut ids = Vec::new();
    for entry in fs::read_dir(root.join("crates/rules/packs"))? {
        let text = fs::read_to_string(entry?.path())?;
        let named = text.lines().filter_map(|line| line.strip_prefix("- id: "));
        ids.extend(named.map(|id| id.trim().to_owned()));
    }
    Ok(ids)
}
