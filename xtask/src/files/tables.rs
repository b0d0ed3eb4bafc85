//! The tables of the page that need nothing but what the program says.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::scanned::Scanned;

/// Formats of ordinary office files and photos.
const ORDINARY: &[&str] = &[
    "docx", "xlsx", "pptx", "xlsb", "odt", "ods", "odp", "doc", "xls", "ppt", "rtf", "eml", "msg",
    "html", "csv", "jpeg", "png", "gif", "webp", "tiff", "bmp", "heic", "avif",
];
/// In the names of files that are broken, locked or hostile on purpose, or cut down to a few bytes.
const NOT_ORDINARY: &[&str] = &[
    "encrypt",
    "password",
    "protect",
    "crypt",
    "corrupt",
    "damage",
    "invalid",
    "broken",
    "bad",
    "bug",
    "crash",
    "fuzz",
    "truncated",
    "poc-",
    "malformed",
    "oom",
    "zipbomb",
    "xlm",
    "empty",
    "missing",
    "test-not",
    "wrong",
    "error",
    "exception",
];
/// Most reasons that one row names.
const REASONS_MAX: usize = 5;

/// How much of each format is read, and why not more.
pub(super) fn formats(scanned: &[Scanned]) -> String {
    let mut rows: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let mut reasons: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for file in scanned {
        let row = rows.entry(&file.format).or_default();
        row[match file.read.as_str() {
            "whole" => 0,
            "part" => 1,
            _ => 2,
        }] += 1;
        for code in &file.blocks {
            *reasons.entry(&file.format).or_default().entry(code).or_default() += 1;
        }
    }
    let mut table = String::from(
        "\n## Formats\n\n\
         A file is counted once, with what is inside it; reasons are what keeps a file from `nothing-found`.\n\n\
         | format | read | in part | refused | reasons |\n|---|--:|--:|--:|---|\n",
    );
    let mut sums = [0; 3];
    for (format, row) in &rows {
        sums.iter_mut().zip(row).for_each(|(sum, count)| *sum += count);
        let reasons = reasons.get(format).map(most_frequent).unwrap_or_default();
        let [whole, part, refused] = row;
        let _ = writeln!(table, "| {format} | {whole} | {part} | {refused} | {reasons} |");
    }
    let [whole, part, refused] = sums;
    let _ = writeln!(table, "| all | {whole} | {part} | {refused} | |");
    table
}

/// Writes counts, the largest first.
fn most_frequent(counts: &BTreeMap<&str, usize>) -> String {
    let mut counts: Vec<(&str, usize)> =
        counts.iter().map(|(name, count)| (*name, *count)).collect();
    counts.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
    let more = counts.len().saturating_sub(REASONS_MAX);
    let mut words: Vec<String> =
        counts.iter().take(REASONS_MAX).map(|(name, count)| format!("`{name}` {count}")).collect();
    if more > 0 {
        words.push(format!("{more} more"));
    }
    words.join(", ")
}

/// Which ordinary office files and photos are incomplete without text recognition, and which of
/// those that are withheld hold something unread as well.
pub(super) fn incomplete(scanned: &[Scanned]) -> String {
    let ordinary: Vec<&Scanned> = scanned.iter().filter(|file| is_ordinary(file)).collect();
    let unread: Vec<&&Scanned> = ordinary.iter().filter(|file| !file.blocks.is_empty()).collect();
    let incomplete = unread.iter().filter(|file| file.verdict == "incomplete").count();
    let mut table = format!(
        "\n## Ordinary files that are incomplete\n\n\
         Office files, mails, pages and pictures without text recognition, left out those whose names say that \
         they are damaged, locked or hostile ({}): {incomplete} of {} are `incomplete`, {:.1} %; the goal is 10 %. \
         With those that are withheld anyway, {} hold something that was not read.\n\n\
         | file | reasons | verdict |\n|---|---|---|\n",
        NOT_ORDINARY.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "),
        ordinary.len(),
        100.0 * incomplete as f64 / ordinary.len().max(1) as f64,
        unread.len(),
    );
    for file in unread {
        let reasons = file.blocks.join(", ");
        let _ = writeln!(table, "| `{}` | {reasons} | {} |", file.file, file.verdict);
    }
    table
}

fn is_ordinary(file: &Scanned) -> bool {
    let name = file.file.to_lowercase();
    ORDINARY.contains(&file.format.as_str()) && !NOT_ORDINARY.iter().any(|word| name.contains(word))
}

/// In which ordinary PDF files covered text is told.
pub(super) fn covered(scanned: &[Scanned], left_out: &[&str], judged: &str) -> String {
    let ordinary: Vec<&Scanned> = scanned
        .iter()
        .filter(|file| file.format == "pdf" && !left_out.contains(&file.collection()))
        .collect();
    let told: Vec<&&Scanned> = ordinary.iter().filter(|file| !file.redactions.is_empty()).collect();
    let mut table = format!(
        "\n## Failed redactions in ordinary PDF files\n\n\
         {} of {} PDF files have a finding of text or pictures that somebody covered or marked, {:.1} %; the \
         goal is 1 %.\n\n| file | told | judged |\n|---|---|---|\n",
        told.len(),
        ordinary.len(),
        100.0 * told.len() as f64 / ordinary.len().max(1) as f64,
    );
    for file in told {
        let _ =
            writeln!(table, "| `{}` | {} | {} |", file.file, rules(file), judgement(file, judged));
    }
    table
}

/// What is told of the files that were made to test redaction.
pub(super) fn redaction_tests(scanned: &[Scanned], collections: &[&str], judged: &str) -> String {
    let mut table = String::from(
        "\n## Files that were made to test redaction\n\n\
         | file | told | agrees with its name |\n|---|---|---|\n",
    );
    for file in scanned.iter().filter(|file| collections.contains(&file.collection())) {
        if file.format == "pdf" {
            let judged = judgement(file, judged);
            let _ = writeln!(table, "| `{}` | {} | {judged} |", file.file, rules(file));
        }
    }
    table
}

/// The rules of a file's findings, with how many letters and digits each found.
fn rules(file: &Scanned) -> String {
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (rule, found) in &file.redactions {
        let count = counts.entry(rule).or_default();
        count.0 += 1;
        count.1 += found.chars().filter(|character| character.is_alphanumeric()).count();
    }
    let words = counts.iter().map(|(rule, (times, letters))| match *rule {
        "covered-text" | "redaction-not-applied" => {
            format!("`{rule}` {times} times, {letters} letters and digits")
        }
        _ => format!("`{rule}` {times} times"),
    });
    let words = words.collect::<Vec<_>>().join("; ");
    if words.is_empty() { "nothing".to_owned() } else { words }
}

/// What somebody who looked said of a file.
fn judgement<'j>(file: &Scanned, judged: &'j str) -> &'j str {
    let of_file = |line: &'j str| {
        let (name, words) = line.split_once('\t')?;
        (name == file.file).then_some(words)
    };
    judged.lines().find_map(of_file).unwrap_or("**nobody looked**")
}
