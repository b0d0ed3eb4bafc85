//! Cleans every file of a folder, and holds the copies against the scanner's own second run and
//! against programs that nobody here wrote.
//!
//! The folder is named by whoever runs this (`--corpus`); it is no part of the repository. A page says
//! for each kind of file how many have a copy and why the others have none, how much of their text
//! copies keep, and which programs open them; of the files it has only their names.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::{Outcome, Setting};
use crate::process;

/// The page.
const PAGE: &str = "docs/cleaned.md";
/// What stands above its tables.
const HEAD: &str = "\
# Copies of files that nobody here wrote

`cargo xtask e2e --corpus FOLDER` writes this page: it runs `obelus clean` over a folder of files, cleans each \
copy once more, and has other programs open the copies.
The folder holds files of public test collections, which are not part of the project; many are broken or \
hostile on purpose.
`proven` and `needs-person` have a copy; every other end is the reason for which there is none.
";
/// Ends that a file never may have: its copy held what must go, or too little.
const FAILURES: [&str; 2] = ["not-gone", "text-lost"];
/// Ends that have a copy.
const COPIED: [&str; 2] = ["proven", "needs-person"];
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
    let again = setting.scratch.join("folder-again");
    let second = clean(setting, &copies, &again, "second")?;
    let mut faults: Vec<String> = failures(&ended).chain(failures(&second)).collect();
    let changed = changed(&second)?;
    let mut others = Others::default();
    for ended in &ended {
        if let Err(fault) = others.hold_against(ended, setting) {
            faults.push(format!("{fault:#}"));
        }
    }
    let repeated = format!(
        "\n## Again\n\n{} copies were cleaned once more; {} of the second copies differ from the first.\n",
        second.iter().filter(|ended| ended.copy.is_some()).count(),
        changed.len()
    );
    let page = format!("{HEAD}{}{repeated}{}", table(&ended), others.table());
    fs::write(setting.root.join(PAGE), page)?;
    println!("        stored {PAGE}");
    faults.extend(changed);
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

/// How the files of each kind ended.
fn table(ended: &[Ended]) -> String {
    let mut rows: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
    for ended in ended {
        let row = rows.entry(ended.ending()).or_default();
        *row.entry(&ended.outcome).or_default() += 1;
    }
    let mut table = format!("\n## Ends\n\n{} files.\n\n", ended.len());
    table.push_str("| ending | files | copies | ends |\n|---|--:|--:|---|\n");
    for (ending, row) in rows {
        let copies: usize = COPIED.iter().filter_map(|end| row.get(end)).sum();
        let ends: Vec<String> = row.iter().map(|(end, count)| format!("`{end}` {count}")).collect();
        let files: usize = row.values().sum();
        let _ = writeln!(table, "| {ending} | {files} | {copies} | {} |", ends.join(", "));
    }
    table
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

/// What other programs make of copies.
#[derive(Default)]
struct Others {
    /// For each program: originals that it opens, and copies of those that it opens.
    opened: BTreeMap<&'static str, (usize, usize)>,
    /// Characters that pdftotext reads of originals from which nothing was redacted, and of copies.
    characters: (usize, usize),
    /// Copies of which it reads too little: kept, all, name.
    short: Vec<(usize, usize, String)>,
}

impl Others {
    /// Has other programs open a copy, where they open its original.
    fn hold_against(&mut self, ended: &Ended, setting: &Setting) -> Result<()> {
        let Some(copy) = &ended.copy else { return Ok(()) };
        match ended.ending().as_str() {
            "pdf" => {
                self.text(ended, copy)?;
                self.opens("qpdf", ended, copy, |path| {
                    succeeds(Command::new("qpdf").arg("--check").arg(path))
                })?;
                self.opens("mutool", ended, copy, |path| {
                    succeeds(Command::new("mutool").args(["draw", "-q", "-F", "text"]).arg(path))
                })
            }
            "docx" | "xlsx" | "pptx" | "odt" | "ods" | "odp" | "doc" | "xls" | "ppt" | "rtf" => {
                self.opens("soffice", ended, copy, |path| converts(path, setting))
            }
            _ => Ok(()),
        }
    }

    /// Counts whether a program opens an original and its copy; fails when it opens the first alone.
    fn opens(
        &mut self,
        program: &'static str,
        ended: &Ended,
        copy: &Path,
        opens: impl Fn(&Path) -> Result<bool>,
    ) -> Result<()> {
        if !process::exists(program) || !opens(&ended.original)? {
            return Ok(());
        }
        let (originals, copies) = self.opened.entry(program).or_default();
        *originals += 1;
        ensure!(opens(copy)?, "{program} does not open `{}`", copy.display());
        *copies += 1;
        Ok(())
    }

    /// Counts how much of the text pdftotext still reads.
    fn text(&mut self, ended: &Ended, copy: &Path) -> Result<()> {
        if !process::exists("pdftotext") || ended.is_redacted {
            return Ok(());
        }
        let Some(before) = pdf_text(&ended.original)? else { return Ok(()) };
        let after = pdf_text(copy)?;
        let after =
            after.with_context(|| format!("pdftotext does not open `{}`", copy.display()))?;
        let (kept, all) = kept(&before, &after);
        self.characters.0 += all;
        self.characters.1 += kept;
        if kept * 100 < all * KEPT_PERCENT_MIN {
            let name = ended.original.file_name().unwrap_or_default().to_string_lossy();
            self.short.push((kept, all, name.into_owned()));
        }
        Ok(())
    }

    fn table(&self) -> String {
        let (all, kept) = self.characters;
        let share = kept as f64 * 100.0 / all.max(1) as f64;
        let mut table = format!(
            "\n## Text of PDF files\n\nOf files from which nothing was redacted, `pdftotext` reads {kept} of \
             {all} characters in the copies ({share:.2} %).\n\
             It also reads text that is hidden, which is gone on purpose; less than {KEPT_PERCENT_MIN} % is left of:\n\n"
        );
        for (kept, all, name) in &self.short {
            let _ = writeln!(table, "- `{name}`: {kept} of {all}");
        }
        table.push_str("\n## Other programs\n\n");
        table.push_str("| program | originals that it opens | copies of these |\n|---|--:|--:|\n");
        for (program, (originals, copies)) in &self.opened {
            let _ = writeln!(table, "| {program} | {originals} | {copies} |");
        }
        table
    }
}

/// True when a program says that all is well.
fn succeeds(command: &mut Command) -> Result<bool> {
    Ok(process::output(command)?.status.success())
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

/// True when LibreOffice makes a PDF of a file.
fn converts(path: &Path, setting: &Setting) -> Result<bool> {
    let folder = setting.scratch.join("opened");
    let profile = setting.scratch.join("lo");
    process::output(
        Command::new("soffice")
            .arg(format!("-env:UserInstallation=file://{}", profile.display()))
            .args(["--headless", "--convert-to", "pdf", "--outdir"])
            .args([folder.as_path(), path]),
    )?;
    let stem = path.file_stem().context("a file without a name")?;
    let is_there = folder.join(stem).with_extension("pdf").is_file();
    fs::remove_dir_all(&folder).ok();
    Ok(is_there)
}
