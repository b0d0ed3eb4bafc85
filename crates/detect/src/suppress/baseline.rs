//! A baseline: the findings of a former run, read from what it wrote (JSON Lines, JSON or SARIF).

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;

use super::{BASELINE, DIGEST_FINGERPRINT, PLACE_FINGERPRINT, class};

/// The findings of a former run, by rule, digest and place.
#[derive(Debug, Clone, Default)]
pub struct Baseline {
    known: BTreeSet<(String, String, String)>,
    key: Option<String>,
}

/// Why a file is no baseline.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BaselineError {
    /// It is none of the three formats.
    #[error("it is no output of `obelus scan` in jsonl, json or sarif (line {0})")]
    NotOurs(usize),
    /// It does not say under which key its digests were made.
    #[error("it names no key: its run had none, or was interrupted")]
    NoKey,
    /// Its digests were made under another key.
    #[error("its digests were made with the key {theirs}, not {ours}")]
    OtherKey {
        /// The key of the baseline.
        theirs: String,
        /// The key of this run.
        ours: String,
    },
}

/// What is read of a finding in JSON.
#[derive(Deserialize)]
struct Known {
    file: String,
    path: Vec<String>,
    part: String,
    rule: String,
    hidden: Option<String>,
    digest: Option<String>,
    suppressed: Option<String>,
}

impl Baseline {
    /// Reads what a former run wrote.
    ///
    /// # Errors
    ///
    /// When it is none of the formats, or was made under another key than `ours`.
    pub fn parse(text: &str, ours: &str) -> Result<Self, BaselineError> {
        let mut baseline = Self::default();
        match serde_json::from_str::<Value>(text) {
            Ok(document) => baseline.take_document(&document)?,
            Err(_) => baseline.take_lines(text)?,
        }
        match baseline.key.as_deref() {
            Some(key) if key == ours => Ok(baseline),
            Some(key) => {
                Err(BaselineError::OtherKey { theirs: key.to_owned(), ours: ours.to_owned() })
            }
            None => Err(BaselineError::NoKey),
        }
    }

    /// Number of findings that it knows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// True when it knows none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// True when the former run had that finding, and it counted.
    #[must_use]
    pub fn knows(&self, rule: &str, digest: &str, place: &str) -> bool {
        self.known.contains(&(rule.to_owned(), digest.to_owned(), place.to_owned()))
    }

    fn take_lines(&mut self, text: &str) -> Result<(), BaselineError> {
        for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let record =
                serde_json::from_str(line).map_err(|_| BaselineError::NotOurs(index + 1))?;
            self.take_record(&record, index + 1)?;
        }
        Ok(())
    }

    fn take_document(&mut self, document: &Value) -> Result<(), BaselineError> {
        if let Some(runs) = document.get("runs") {
            for run in array(runs) {
                self.take_sarif_run(run);
            }
            return Ok(());
        }
        let Some(reports) = document.get("reports") else { return self.take_record(document, 1) };
        for report in array(reports) {
            for finding in report.get("findings").into_iter().flat_map(array) {
                self.take_record(finding, 1)?;
            }
        }
        self.take_record(document.get("summary").unwrap_or(&Value::Null), 1)
    }

    /// Takes one object of JSON Lines.
    fn take_record(&mut self, record: &Value, line: usize) -> Result<(), BaselineError> {
        match record.get("type").and_then(Value::as_str) {
            Some("finding") => {
                let known = Known::deserialize(record).map_err(|_| BaselineError::NotOurs(line))?;
                // What a policy or a comment suppressed counts again when that ends.
                let counted = known.suppressed.as_deref().is_none_or(|why| why == BASELINE);
                if let (true, Some(digest)) = (counted, known.digest) {
                    let place =
                        class(&known.file, &known.path, &known.part, known.hidden.as_deref());
                    self.known.insert((known.rule, digest, place));
                }
            }
            Some("summary") => self.key = text(record, "key"),
            Some("file" | "problem") => {}
            _ => return Err(BaselineError::NotOurs(line)),
        }
        Ok(())
    }

    fn take_sarif_run(&mut self, run: &Value) {
        self.key = run.get("properties").and_then(|properties| text(properties, "obelusKey"));
        for result in run.get("results").into_iter().flat_map(array) {
            let mut suppressions = result.get("suppressions").into_iter().flat_map(array);
            let counted =
                suppressions.all(|s| text(s, "justification").as_deref() == Some(BASELINE));
            let prints = result.get("partialFingerprints");
            let print = |name| prints.and_then(|prints| text(prints, name));
            let known =
                (text(result, "ruleId"), print(DIGEST_FINGERPRINT), print(PLACE_FINGERPRINT));
            if let (true, (Some(rule), Some(digest), Some(place))) = (counted, known) {
                self.known.insert((rule, digest, place));
            }
        }
    }
}

fn array(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(Value::as_str).map(str::to_owned)
}
