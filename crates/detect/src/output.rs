//! What leaves: one file of `output/` a format, all of them in the table [`OUTPUTS`].
//!
//! An output is fed report by report, in order of paths, and told at last how the run ended; it
//! keeps nothing that it does not need to. Outputs carry a mask and a keyed digest of what was
//! found; the value itself only where [`Context::reveal`] asks for it, and never in SARIF or
//! JUnit, which travel to other systems.

mod csv;
mod json;
mod jsonl;
mod junit;
mod record;
mod sarif;
pub(crate) mod text;

use std::io::{self, Write};

use document::Problem;
use rules::{Category, Rule};

use crate::{DigestKey, Finding, Policy, Report, RuleSet, Summary, mask};

pub use text::plain;

/// Version of the JSON objects.
pub const VERSION: u32 = 1;

/// An output format, and how it is begun.
pub struct OutputFormat {
    /// Its name, as `--format` takes it.
    pub name: &'static str,
    /// What it is for, in a few words.
    pub title: &'static str,
    /// Begins an output.
    pub begin: Begin,
}

/// Begins an output that writes to the first argument.
pub type Begin = for<'a> fn(Box<dyn Write + 'a>, Context<'a>) -> io::Result<Box<dyn Output + 'a>>;

/// All formats for programs; those for people the command keeps, with the words of their language.
pub const OUTPUTS: &[OutputFormat] =
    &[jsonl::JSONL, json::JSON, sarif::SARIF, junit::JUNIT, csv::CSV];

/// Returns the format of that name.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static OutputFormat> {
    OUTPUTS.iter().find(|format| format.name == name)
}

/// An output that was begun.
pub trait Output {
    /// Tells of one file.
    ///
    /// # Errors
    ///
    /// When what it writes to fails.
    fn report(&mut self, report: &Report) -> io::Result<()>;

    /// Tells how the run ended, and completes the output.
    ///
    /// # Errors
    ///
    /// When what it writes to fails.
    fn finish(&mut self, end: &End) -> io::Result<()>;
}

/// How a run ended.
#[derive(Debug, Clone, Default)]
pub struct End {
    /// The counts.
    pub summary: Summary,
    /// How long it took.
    pub seconds: f64,
    /// True when it was stopped before every file was read.
    pub interrupted: bool,
}

/// What outputs need to know besides the reports.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The rules of the run.
    pub rules: &'a RuleSet,
    /// The policy of the run.
    pub policy: &'a Policy,
    /// The key of the digests, when there is one that lasts.
    pub key: Option<&'a DigestKey>,
    /// True when found values are to be shown.
    pub reveal: bool,
}

impl<'a> Context<'a> {
    /// Returns the rule of a finding.
    #[must_use]
    pub fn rule(&self, finding: &Finding) -> &'a Rule {
        self.rules.rule(finding.rule)
    }

    /// Returns the keyed digest of what was found.
    #[must_use]
    pub fn digest(&self, finding: &Finding) -> Option<String> {
        self.key.map(|key| key.digest(self.rule(finding).category, &finding.evidence))
    }

    /// Returns the mask of what was found.
    #[must_use]
    pub fn masked(&self, finding: &Finding) -> String {
        let secret = self.rule(finding).category == Category::Secret;
        plain(&mask(finding.evidence.reveal(), secret)).into_owned()
    }

    /// Returns what was found, if it may be shown.
    #[must_use]
    pub fn revealed(&self, finding: &'a Finding) -> Option<&'a str> {
        self.reveal.then(|| finding.evidence.reveal())
    }
}

/// Returns the message of a problem in English, with its number.
#[must_use]
pub fn message(problem: &Problem) -> String {
    let message = problem.code.info().message;
    match problem.number {
        Some(number) if message.contains("{}") => message.replace("{}", &number.to_string()),
        _ => message.to_owned(),
    }
}

impl std::fmt::Debug for OutputFormat {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("OutputFormat").field("name", &self.name).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
