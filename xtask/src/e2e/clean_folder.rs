//! Cleans every file of a folder, and holds the copies against the scanner's own second run and
//! against programs that nobody here wrote.
//!
//! The folder is named by whoever runs this (`--corpus`); it is no part of the repository. Each folder
//! in it is a collection and is done by itself: what was done stays in `target/cleaned`, so that a run
//! of hours goes on where it stopped. A page says for each kind of file how many have a copy and why
//! the others have none, how much of their text copies keep, and which programs open them; of the
//! files it has only their names.

mod others;
mod page;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use self::others::Others;
use super::{Outcome, Setting};
use crate::process;

/// The page.
const PAGE: &str = "docs/cleaned.md";
/// What was done, below the folder for what is built.
const KEPT: &str = "cleaned";
/// Ends that a file never may have: its copy held what must go, showed too little, or looked otherwise.
const FAILURES: [&str; 3] = ["not-gone", "text-lost", "looks-different"];
/// Ends that have a copy.
const COPIED: [&str; 2] = ["proven", "needs-person"];

/// What became of one file, as the record of the run says.
#[derive(Debug, Serialize, Deserialize)]
struct Ended {
    original: PathBuf,
    copy: Option<PathBuf>,
    outcome: String,
    /// True when something that is shown had to go.
    is_redacted: bool,
}

/// What became of the files of one folder.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Collection {
    ended: Vec<Ended>,
    /// Copies that were cleaned once more.
    again: usize,
    others: Others,
    faults: Vec<String>,
}

/// Every file has a copy, or a reason; a copy of a copy is the same; others open the copies.
pub(super) fn each_ends_well(setting: &Setting) -> Result<Outcome> {
    let Some(folder) = &setting.corpus else {
        return Ok(Outcome::Skipped("needs a folder of files: --corpus DIR"));
    };
    let mut all = Collection::default();
    for folder in collections(folder)? {
        all.add(collection(&folder, setting)?);
    }
    fs::write(setting.root.join(PAGE), page::written(&all))?;
    println!("        stored {PAGE}");
    ensure!(all.faults.is_empty(), "{} faults:\n{}", all.faults.len(), all.faults.join("\n"));
    Ok(Outcome::Passed)
}

/// The folders of a folder, in order of their names; the folder itself when it has none.
fn collections(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut folders = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            folders.push(path);
        }
    }
    if folders.is_empty() {
        folders.push(folder.to_owned());
    }
    folders.sort();
    Ok(folders)
}

/// Does what an earlier run has not done with a collection.
fn collection(folder: &Path, setting: &Setting) -> Result<Collection> {
    let name = folder.file_name().context("a folder without a name")?;
    let kept = process::target(&setting.root).join(KEPT).join(name);
    let done = kept.join("done.json");
    if let Ok(text) = fs::read_to_string(&done) {
        return Ok(serde_json::from_str(&text)?);
    }
    fs::create_dir_all(&kept)?;
    let ended = cleaned(folder, &kept, "first", setting)?;
    let second = cleaned(&kept.join("first"), &kept, "second", setting)?;
    let mut faults: Vec<String> = failures(&ended).chain(failures(&second)).collect();
    faults.extend(changed(&second)?);
    let (others, disagreements) = Others::hold_against(&ended, &setting.scratch)?;
    faults.extend(disagreements);
    let again = second.iter().filter(|ended| ended.copy.is_some()).count();
    let collection = Collection { ended, again, others, faults };
    println!("        {}: {} files", name.display(), collection.ended.len());
    fs::write(&done, serde_json::to_string_pretty(&collection)?)?;
    Ok(collection)
}

/// Cleans a folder, unless that was done, and returns what the record says of each file.
fn cleaned(folder: &Path, kept: &Path, name: &str, setting: &Setting) -> Result<Vec<Ended>> {
    let record = kept.join(name).with_extension("json");
    if !record.is_file() {
        let copies = kept.join(name);
        fs::remove_dir_all(&copies).ok();
        let mut command = Command::new(&setting.program);
        command.arg("clean").arg("--quiet").arg(folder).arg("-o").arg(copies);
        // Text recognition is another program's work, and would be most of the time that this takes.
        command.env("PATH", "");
        process::output(command.arg("--record").arg(&record))?;
    }
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

    /// What the name of the file ends with, in small letters.
    fn ending(&self) -> String {
        let ending = self.original.extension().unwrap_or_default();
        ending.to_string_lossy().to_lowercase()
    }

    fn name(&self) -> String {
        self.original.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }
}

impl Collection {
    fn add(&mut self, other: Self) {
        self.ended.extend(other.ended);
        self.again += other.again;
        self.others.add(other.others);
        self.faults.extend(other.faults);
    }
}

fn failures(ended: &[Ended]) -> impl Iterator<Item = String> {
    let failed = ended.iter().filter(|ended| FAILURES.contains(&ended.outcome.as_str()));
    failed.map(|ended| format!("`{}`: {}", ended.original.display(), ended.outcome))
}

/// Names the copies of which a second cleaning makes something else, or nothing.
fn changed(second: &[Ended]) -> Result<Vec<String>> {
    let mut changed = Vec::new();
    for ended in second {
        let name = ended.original.display();
        match &ended.copy {
            Some(copy) if fs::read(copy)? == fs::read(&ended.original)? => {}
            Some(_) => changed.push(format!("`{name}`: cleaning twice changes it")),
            None => changed.push(format!("`{name}`: a copy that has none, {}", ended.outcome)),
        }
    }
    Ok(changed)
}
