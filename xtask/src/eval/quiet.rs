//! Text that should be quiet: false alarms for each megabyte, by rule.
//!
//! Nobody has marked what such text holds; what is found in it is an upper bound on what is wrong.
//! Which files are taken is decided by digests of their names, so that nobody chooses.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use anyhow::Result;
use detect::{Confidence, Severity};
use flate2::read::MultiGzDecoder;
use sha2::{Digest, Sha256};

use super::rate::Count;
use super::{Bench, line_of};

/// Largest file that is taken, unpacked.
const FILE_BYTES_MAX: u64 = 8 << 20;

/// What was found in a folder.
#[derive(Debug, Default)]
struct Tally {
    files: u32,
    bytes: usize,
    findings: u32,
}

/// Returns the table of some folders of text, of which at most so many megabytes are taken.
pub(super) fn table(
    bench: &mut Bench<'_>,
    folders: &[PathBuf],
    megabytes: usize,
) -> Result<String> {
    let mut files = Vec::new();
    for (index, folder) in folders.iter().enumerate() {
        collect(folder, Path::new(""), &mut |path| {
            let name = path.to_string_lossy();
            files.push((Sha256::digest(name.as_bytes()), index, folder.join(path)));
        })?;
    }
    files.sort();
    let mut seen = BTreeSet::new();
    let mut by_folder: Vec<Tally> = folders.iter().map(|_| Tally::default()).collect();
    let mut by_rule: BTreeMap<String, u32> = BTreeMap::new();
    let mut bytes = 0;
    for (_, folder, file) in files {
        if bytes >= megabytes * 1_000_000 {
            break;
        }
        let Some(text) = text_of(&file) else { continue };
        if !seen.insert(Sha256::digest(text.as_bytes())) {
            continue;
        }
        bytes += text.len();
        let tally = &mut by_folder[folder];
        tally.files += 1;
        tally.bytes += text.len();
        tally.findings += scan(bench, &file, &text, &mut by_rule);
    }
    let mut page = String::from(
        "## Text that should be quiet\n\nFindings of medium or higher severity and confidence.\n\n\
         | folder | files | MB of text | findings | for each MB (95 % bounds) |\n\
         |---|--:|--:|--:|---|\n",
    );
    let mut all = Tally::default();
    for (tally, folder) in by_folder.iter().zip(folders) {
        page.push_str(&tally.row(&folder.display().to_string()));
        all.files += tally.files;
        all.bytes += tally.bytes;
        all.findings += tally.findings;
    }
    page.push_str(&all.row("all"));
    page.push_str("\n| rule | findings |\n|---|--:|\n");
    let mut rows: Vec<_> = by_rule.into_iter().collect();
    rows.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for (rule, count) in rows {
        page.push_str(&format!("| `{rule}` | {count} |\n"));
    }
    page.push('\n');
    Ok(page)
}

impl Tally {
    /// A row of the table.
    fn row(&self, name: &str) -> String {
        let megabytes = self.bytes as f64 / 1e6;
        let rate = Count(self.findings).rate_in(megabytes);
        format!("| {name} | {} | {megabytes:.1} | {} | {rate} |\n", self.files, self.findings)
    }
}

/// Returns how many findings in a text ask for a look, and counts them by rule.
fn scan(
    bench: &mut Bench<'_>,
    file: &Path,
    text: &str,
    by_rule: &mut BTreeMap<String, u32>,
) -> u32 {
    let name =
        file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let limits = document::Limits::default();
    document::read(&mut Cursor::new(text), &name, &limits, &mut bench.scanner);
    let mut count = 0;
    for finding in bench.scanner.finish().findings {
        let is_loud = finding.severity >= Severity::Medium
            && finding.confidence >= Confidence::Medium
            && finding.grade != Some(detect::Grade::Mentions);
        if !is_loud {
            continue;
        }
        count += 1;
        let id = &bench.rules.rule(finding.rule).id;
        *by_rule.entry(id.clone()).or_default() += 1;
        let (number, line) = line_of(&finding, text);
        let shown: String = line.trim().chars().take(160).collect();
        let value: String = finding.evidence.reveal().chars().take(60).collect();
        let value = value.replace('\n', " ");
        bench
            .misses
            .push_str(&format!("quiet {id} {}:{number}: «{value}» {shown}\n", file.display()));
    }
    count
}

/// Returns the text of a file, unpacked; nothing of one that is too large or no text.
fn text_of(file: &Path) -> Option<String> {
    let opened = File::open(file).ok()?;
    let mut text = String::new();
    match file.extension().is_some_and(|extension| extension == "gz") {
        true => MultiGzDecoder::new(opened).take(FILE_BYTES_MAX + 1).read_to_string(&mut text),
        false => opened.take(FILE_BYTES_MAX + 1).read_to_string(&mut text),
    }
    .ok()?;
    (text.len() as u64 <= FILE_BYTES_MAX && !text.is_empty()).then_some(text)
}

/// Calls `add` with each file of a folder, as its name from there.
fn collect(root: &Path, inside: &Path, add: &mut impl FnMut(&Path)) -> Result<()> {
    for entry in fs::read_dir(root.join(inside))? {
        let entry = entry?;
        let name = inside.join(entry.file_name());
        let kind = entry.file_type()?;
        if kind.is_dir() {
            collect(root, &name, add)?;
        } else if kind.is_file() {
            add(&name);
        }
    }
    Ok(())
}
