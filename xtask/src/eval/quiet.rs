//! Text that should be quiet: false alarms for each megabyte, by rule.
//!
//! Nobody has marked what such text holds; what is found in it is an upper bound on what is wrong.

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use anyhow::Result;
use detect::{Confidence, Severity};

use super::{Bench, line_of};

/// Bytes of text that are scanned at most.
const TEXT_BYTES_MAX: usize = 100 << 20;
/// Largest file that is taken.
const FILE_BYTES_MAX: u64 = 8 << 20;
/// Findings of a rule that are written out.
const SHOWN_OF_RULE: u32 = 12;

/// Returns the table of a folder of text.
pub(super) fn table(bench: &mut Bench<'_>, folder: &Path) -> Result<String> {
    let mut files = Vec::new();
    collect(folder, &mut files)?;
    files.sort();
    let (mut bytes, mut count) = (0, 0);
    let mut by_rule: BTreeMap<String, u32> = BTreeMap::new();
    for file in files {
        if bytes >= TEXT_BYTES_MAX {
            break;
        }
        let Ok(text) = fs::read_to_string(&file) else { continue };
        bytes += text.len();
        count += 1;
        scan(bench, &file, &text, &mut by_rule);
    }
    let megabytes = bytes as f64 / 1e6;
    let all: u32 = by_rule.values().sum();
    let mut page = format!(
        "## Text that should be quiet\n\n{count} files, {megabytes:.1} MB of UTF-8 text: {all} findings of medium or \
         higher severity and confidence, {:.2} for each MB.\n\n| rule | findings |\n|---|--:|\n",
        f64::from(all) / megabytes.max(0.001)
    );
    let mut rows: Vec<_> = by_rule.into_iter().collect();
    rows.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for (rule, count) in rows {
        page.push_str(&format!("| `{rule}` | {count} |\n"));
    }
    page.push('\n');
    Ok(page)
}

fn scan(bench: &mut Bench<'_>, file: &Path, text: &str, by_rule: &mut BTreeMap<String, u32>) {
    let name =
        file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let limits = document::Limits::default();
    document::read(&mut Cursor::new(text), &name, &limits, &mut bench.scanner);
    for finding in bench.scanner.finish().findings {
        let is_loud = finding.severity >= Severity::Medium
            && finding.confidence >= Confidence::Medium
            && finding.grade != Some(detect::Grade::Mentions);
        if !is_loud {
            continue;
        }
        let id = &bench.rules.rule(finding.rule).id;
        let count = by_rule.entry(id.clone()).or_default();
        *count += 1;
        if *count <= SHOWN_OF_RULE {
            let (number, line) = line_of(&finding, text);
            let shown: String = line.trim().chars().take(160).collect();
            bench.misses.push_str(&format!("quiet {id} {}:{number}: {shown}\n", file.display()));
        }
    }
}

/// Takes files of text, none that is packed.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            collect(&entry.path(), files)?;
        } else if kind.is_file() && entry.metadata()?.len() <= FILE_BYTES_MAX {
            files.push(entry.path());
        }
    }
    Ok(())
}
