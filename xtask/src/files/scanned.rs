//! What the program says of each file of a folder.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::process;

/// Rules that tell of text that somebody meant to be gone.
const FAILED_REDACTION: &str = "failed-redaction";

/// What was said of one file.
#[derive(Debug, Default)]
pub(super) struct Scanned {
    /// Its path below the folder.
    pub(super) file: String,
    /// Name of its format.
    pub(super) format: String,
    /// `whole`, `part` or `refused`.
    pub(super) read: String,
    /// What the scan says of it as a whole.
    pub(super) verdict: String,
    /// Names of what blocks, each once.
    pub(super) blocks: Vec<String>,
    /// What is covered or was to be redacted: the rule, and what it found, with spaces for line ends.
    pub(super) redactions: Vec<(String, String)>,
}

impl Scanned {
    /// Name of the collection: the first folder.
    pub(super) fn collection(&self) -> &str {
        self.file.split('/').next().unwrap_or_default()
    }

    /// Notes what blocks, once.
    fn note(&mut self, code: &str) {
        if !self.blocks.iter().any(|known| known == code) {
            self.blocks.push(code.to_owned());
        }
    }
}

/// Runs the program over the folder.
pub(super) fn scan(program: &Path, folder: &Path) -> Result<Vec<Scanned>> {
    let mut command = Command::new(program);
    command.arg("scan").arg(folder).args(["--format", "jsonl", "--reveal", "--quiet", "--no-ocr"]);
    let output = process::output(&mut command)?;
    let mut files: BTreeMap<String, Scanned> = BTreeMap::new();
    let prefix = format!("{}/", folder.display());
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let record: Value = serde_json::from_str(line).context("the program printed no JSON")?;
        let text = |key: &str| record.get(key).and_then(Value::as_str).unwrap_or_default();
        let file = text("file").strip_prefix(&prefix).unwrap_or(text("file")).to_owned();
        if file.is_empty() {
            continue;
        }
        let scanned = files.entry(file.clone()).or_default();
        match text("type") {
            "problem" if text("effect") == "blocks" => scanned.note(text("code")),
            "finding" if text("category") == FAILED_REDACTION => {
                let found = text("evidence").split_whitespace().collect::<Vec<_>>().join(" ");
                scanned.redactions.push((text("rule").to_owned(), found));
            }
            "file" => {
                scanned.format = text("format").to_owned();
                scanned.read = text("read").to_owned();
                scanned.verdict = text("verdict").to_owned();
                scanned.file = file;
            }
            _ => {}
        }
    }
    Ok(files.into_values().collect())
}
