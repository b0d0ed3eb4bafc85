//! Cleans every file of a folder, and holds the copies against the scanner's own second run and
//! against programs that nobody here wrote.
//!
//! The folder is named by whoever runs this (`--corpus`); it is no part of the repository. What is
//! printed is a table: for each kind of file, how many have a copy, and why the others have none.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::{Outcome, Setting};
use crate::process;

/// Ends that a file never may have: its copy held what must go, or too little.
const FAILURES: [&str; 2] = ["not-gone", "text-lost"];
/// Share of a page's characters, in hundredths, that another program still reads in the copy of a
/// file from which nothing was redacted.
const KEPT_PERCENT_MIN: usize = 99;

/// What became of one file, as the record of the run says.
struct Ended {
    original: PathBuf,
    copy: Option<PathBuf>,
    outcome: String,
    /// True when something that is shown had to go.
    is_redacted: bool,
}

/// Every file has a copy, or a reason; a copy of a copy is the same; others open the copies.
pub(super) fn each_ends_well(setting: &Setting) -> Result<Outcome> {
    let Some(folder) = &setting.corpus else {
        return Ok(Outcome::Skipped("needs a folder of files: --corpus DIR"));
    };
    let copies = setting.scratch.join("folder-copies");
    let ended = clean(setting, folder, &copies, "first")?;
    print_table(&ended);
    let again = setting.scratch.join("folder-again");
    let second = clean(setting, &copies, &again, "second")?;
    let mut faults: Vec<String> = failures(&ended).chain(failures(&second)).collect();
    faults.extend(changed(&second)?);
    faults.extend(
        ended
            .iter()
            .filter_map(|ended| held_against_others(ended, setting).err())
            .map(|fault| format!("{fault:#}")),
    );
    ensure!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    Ok(Outcome::Passed)
}

/// Cleans a folder and returns what the record says of each file.
fn clean(setting: &Setting, folder: &Path, copies: &Path, name: &str) -> Result<Vec<Ended>> {
    let record = setting.scratch.join(format!("{name}.json"));
    let mut command = Command::new(&setting.program);
    command.arg("clean").arg("--quiet").arg(folder).arg("-o").arg(copies);
    process::output(command.arg("--record").arg(&record))?;
    let text = fs::read_to_string(&record).context("the run wrote no record")?;
    let record: Value = serde_json::from_str(&text)?;
    let files = record.get("files").and_then(Value::as_array).context("a record without files")?;
    files.iter().map(|file| Ended::of(file).context("an entry without a name")).collect()
}

impl Ended {
    fn of(file: &Value) -> Option<Self> {
        let text = |name: &str| file.get(name).and_then(Value::as_str);
        let redacted = file.get("redacted").and_then(Value::as_array);
        Some(Self {
            original: text("file")?.into(),
            copy: text("copy").map(PathBuf::from),
            outcome: text("outcome")?.to_owned(),
            is_redacted: redacted.is_some_and(|redacted| !redacted.is_empty()),
        })
    }

    fn ending(&self) -> String {
        let ending =
            self.original.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        ending.unwrap_or_default()
    }
}

fn print_table(ended: &[Ended]) {
    let mut rows: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
    for ended in ended {
        let row = rows.entry(ended.ending()).or_default();
        *row.entry(&ended.outcome).or_default() += 1;
    }
    println!("        | files | ends |\n        |---|---|");
    for (ending, row) in rows {
        let row: Vec<String> = row.iter().map(|(end, count)| format!("{end} {count}")).collect();
        println!("        | {ending} | {} |", row.join(", "));
    }
}

fn failures(ended: &[Ended]) -> impl Iterator<Item = String> {
    let failed = ended.iter().filter(|ended| FAILURES.contains(&ended.outcome.as_str()));
    failed.map(|ended| format!("`{}`: {}", ended.original.display(), ended.outcome))
}

/// Names the copies of which a second cleaning makes something else.
fn changed(second: &[Ended]) -> Result<Vec<String>> {
    let mut changed = Vec::new();
    for ended in second {
        let Some(copy) = &ended.copy else { continue };
        if fs::read(copy)? != fs::read(&ended.original)? {
            changed.push(format!("`{}`: cleaning twice changes it", ended.original.display()));
        }
    }
    Ok(changed)
}

/// Has other programs open a copy, where they open its original.
fn held_against_others(ended: &Ended, setting: &Setting) -> Result<()> {
    let Some(copy) = &ended.copy else { return Ok(()) };
    match ended.ending().as_str() {
        "pdf" if process::exists("pdftotext") => pdf(ended, copy),
        "docx" | "xlsx" | "pptx" | "odt" | "ods" | "odp" | "doc" | "xls" | "ppt" | "rtf"
            if process::exists("soffice") =>
        {
            office(ended, copy, setting)
        }
        _ => Ok(()),
    }
}

fn pdf(ended: &Ended, copy: &Path) -> Result<()> {
    let Some(before) = pdf_text(&ended.original)? else { return Ok(()) };
    let after = pdf_text(copy)?;
    let after = after.with_context(|| format!("pdftotext does not open `{}`", copy.display()))?;
    let (kept, all) = kept(&before, &after);
    ensure!(
        ended.is_redacted || kept * 100 >= all * KEPT_PERCENT_MIN,
        "`{}`: pdftotext reads {kept} of {all} characters",
        copy.display()
    );
    Ok(())
}

/// The text that pdftotext reads of a file; `None` when it does not open it.
fn pdf_text(path: &Path) -> Result<Option<String>> {
    let output = process::output(Command::new("pdftotext").arg(path).arg("-"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(output.status.success().then_some(text))
}

/// How many characters of a text another has too, however they are ordered, and how many there are.
fn kept(before: &str, after: &str) -> (usize, usize) {
    let count = |text: &str| {
        let mut counts: BTreeMap<char, usize> = BTreeMap::new();
        for character in text.chars().filter(|character| !character.is_whitespace()) {
            *counts.entry(character).or_default() += 1;
        }
        counts
    };
    let (before, after) = (count(before), count(after));
    let kept = before
        .iter()
        .map(|(character, count)| after.get(character).copied().unwrap_or(0).min(*count));
    (kept.sum(), before.values().sum())
}

fn office(ended: &Ended, copy: &Path, setting: &Setting) -> Result<()> {
    let opens = |path: &Path| -> Result<bool> {
        let folder = setting.scratch.join("opened");
        let profile = setting.scratch.join("lo");
        process::output(
            Command::new("soffice")
                .arg(format!("-env:UserInstallation=file://{}", profile.display()))
                .args(["--headless", "--convert-to", "pdf", "--outdir"])
                .args([folder.as_path(), path]),
        )?;
        let stem = path.file_stem().context("a file without a name")?;
        let made = folder.join(stem).with_extension("pdf");
        let is_there = made.is_file();
        fs::remove_dir_all(&folder).ok();
        Ok(is_there)
    };
    ensure!(
        opens(copy)? || !opens(&ended.original)?,
        "LibreOffice does not open `{}`",
        copy.display()
    );
    Ok(())
}
