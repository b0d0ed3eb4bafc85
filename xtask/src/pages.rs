//! Pages about the rules, one for each pack: what each finds, why it matters, what it was read from.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use rules::{Category, Rule};

/// Writes the pages anew.
pub(crate) fn write(root: &Path) -> Result<()> {
    let folder = root.join("docs/rules");
    fs::create_dir_all(&folder)?;
    let mut files: Vec<_> = fs::read_dir(root.join("crates/rules/packs"))?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    files.sort();
    let mut index = String::from(
        "# The rules\n\nMade by `cargo xtask rules --pages`; `obelus explain RULE` shows the same.\n\n\
         | pack | about | rules |\n|---|---|--:|\n",
    );
    for file in files {
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let yaml = fs::read_to_string(&file)?;
        let rules = rules::parse(&yaml).with_context(|| name.clone())?;
        let about = yaml.lines().next().unwrap_or_default().trim_start_matches(['#', ' ']);
        index.push_str(&format!("| [{name}]({name}.md) | {about} | {} |\n", rules.len()));
        fs::write(folder.join(format!("{name}.md")), page(about, &rules))?;
    }
    fs::write(folder.join("README.md"), index)?;
    Ok(())
}

fn page(about: &str, rules: &[Rule]) -> String {
    let mut page = format!("# {}\n", about.trim_end_matches('.'));
    for rule in rules {
        page.push_str(&entry(rule));
    }
    page
}

fn entry(rule: &Rule) -> String {
    let mut entry = format!(
        "\n## `{}`\n\n{} ({}): {}, severity {}, confidence {}.\n\n{}\n{}\n",
        rule.id,
        rule.title,
        rule.title_in("zh"),
        rule.category.name(),
        rule.severity.name(),
        rule.confidence.name(),
        rule.why,
        rule.remedy,
    );
    let words: Vec<&str> = rule.context.values().flatten().map(String::as_str).collect();
    if !words.is_empty() {
        entry.push_str(&format!("Words that speak for it: {}.\n", words.join(", ")));
    }
    if let Some(check) = &rule.check {
        entry.push_str(&format!("Check: `{check}`.\n"));
    }
    // Look-alikes of secrets would set off every scanner that reads these pages.
    if rule.category != Category::Secret {
        let shown: Vec<String> = rule.negatives.iter().map(|text| code(text)).collect();
        entry.push_str(&format!("Not found in: {}.\n", shown.join(", ")));
    }
    let proven = if rule.unproven {
        "without a true hit in foreign text yet"
    } else {
        "with a true hit in foreign text"
    };
    entry.push_str(&format!("Source: {}; {}, {proven}.\n", rule.source, rule.verified.name()));
    entry
}

/// A text as code in a line of Markdown.
fn code(text: &str) -> String {
    let line: String =
        text.chars().take(120).map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("`` {} ``", line.trim().replace('`', "'"))
}
