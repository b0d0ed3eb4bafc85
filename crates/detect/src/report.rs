//! What is told of one file, and of a whole run.

use document::{Coverage, Effect, Examined, Problem};

use crate::checklist::Checks;
use crate::{Finding, Verdict};

/// What is told of one file.
#[derive(Debug, Clone)]
pub struct Report {
    /// Its path, as it was given or found; bytes that are not UTF-8 are percent-escaped.
    pub file: String,
    /// The bytes of the path, when it is not UTF-8.
    pub file_bytes: Option<Vec<u8>>,
    /// Its format.
    pub format: &'static str,
    /// How much of it was read.
    pub coverage: Coverage,
    /// What follows.
    pub verdict: Verdict,
    /// Findings, in order of parts and places.
    pub findings: Vec<Finding>,
    /// Problems, in order.
    pub problems: Vec<Problem>,
    /// Its length.
    pub bytes: u64,
    /// What of each document in it was looked at; empty unless it is asked for.
    pub examined: Vec<Examined>,
    /// What is known of the items of a check-list, if one is asked for.
    pub checks: Option<Checks>,
}

impl Report {
    /// True when text is likely in the file that was not read.
    #[must_use]
    pub fn is_blocked(&self) -> bool {
        self.problems.iter().any(|problem| problem.effect() == Effect::Blocks)
    }
}

/// What is told of a whole run; the counts of verdicts add up to `files`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files, each counted once.
    pub files: u64,
    /// Files in which nothing was found.
    pub nothing_found: u64,
    /// Files that a person should look at.
    pub review: u64,
    /// Files that must not go out as they are.
    pub withhold: u64,
    /// Files of which part was not read, and nothing that withholds was found.
    pub incomplete: u64,
    /// Files with any problem.
    pub files_with_problems: u64,
    /// Findings in all files, those that are suppressed included.
    pub findings: u64,
    /// Bytes of all files.
    pub bytes: u64,
}

impl Summary {
    /// Counts a file.
    pub fn add(&mut self, report: &Report) {
        self.files += 1;
        self.findings += report.findings.len() as u64;
        self.bytes += report.bytes;
        self.files_with_problems += u64::from(!report.problems.is_empty());
        match report.verdict {
            Verdict::Withhold => self.withhold += 1,
            Verdict::Incomplete => self.incomplete += 1,
            Verdict::Review => self.review += 1,
            Verdict::NothingFound => self.nothing_found += 1,
        }
    }
}
