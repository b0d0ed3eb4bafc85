//! What an organisation holds: how bad things are for it, and what follows.

mod file;
mod setting;
mod terms;
mod toml_reader;

use std::collections::{BTreeMap, BTreeSet};

use document::{Effect, Problem};
use rules::{Category, Confidence, Severity};

use crate::place::Zone;
use crate::{Finding, Grade, People, Reason, Report, RuleSet, Scan};

pub use file::{PolicyFile, Suppression, check_blocking_code};
pub use setting::{PolicyError, Setting};
pub(crate) use toml_reader::day;

/// What follows for a file; the first that applies, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// It must not go out as it is.
    Withhold,
    /// Part of it was not read.
    Incomplete,
    /// A person should look.
    Review,
    /// Nothing was found; not a promise that nothing is there.
    NothingFound,
}

impl Verdict {
    /// Name, as outputs write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Withhold => "withhold",
            Self::Incomplete => "incomplete",
            Self::Review => "review",
            Self::NothingFound => "nothing-found",
        }
    }
}

/// From where on a finding counts: what the exit code and JUnit go by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gate {
    /// Least severity.
    pub fail_on: Severity,
    /// Least confidence.
    pub min_confidence: Confidence,
}

impl Default for Gate {
    fn default() -> Self {
        Self { fail_on: Severity::Medium, min_confidence: Confidence::Medium }
    }
}

/// Where comments may say that findings do not count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Inline {
    /// Nowhere; those that try are told.
    Off,
    /// In files with a name of source code or settings.
    #[default]
    Code,
    /// In every file that is read as text.
    Text,
}

impl Inline {
    /// Every way, in order.
    pub const ALL: [Self; 3] = [Self::Off, Self::Code, Self::Text];

    /// Name, as the policy writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Code => "code",
            Self::Text => "text",
        }
    }
}

/// What an organisation holds.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// Severities that differ from the rules' own, by rule id.
    pub severities: BTreeMap<String, Severity>,
    /// Rules that are off, by id.
    pub disabled: BTreeSet<String>,
    /// Rules that are the organisation's own terms: they alone never grade above `review`.
    pub own_terms: BTreeSet<String>,
    /// Codes of blocking problems that were accepted, with the reason.
    pub accepted_problems: BTreeMap<String, String>,
    /// Zones that must not be pointed at.
    pub zones: Vec<Zone>,
    /// The people of the case.
    pub people: People,
    /// From where on a finding counts.
    pub gate: Gate,
    /// Where comments may say that findings do not count.
    pub inline: Inline,
}

impl Policy {
    /// Grades a scan.
    #[must_use]
    pub fn grade(&self, scan: &Scan, rules: &RuleSet) -> Verdict {
        self.verdict(&scan.findings, &scan.problems, rules)
    }

    /// Returns what follows from findings and problems.
    #[must_use]
    pub fn verdict(&self, findings: &[Finding], problems: &[Problem], rules: &RuleSet) -> Verdict {
        let verdicts = findings.iter().map(|finding| self.grade_finding(finding, rules));
        let worst = verdicts.min().unwrap_or(Verdict::NothingFound);
        let blocked = problems.iter().any(|problem| self.blocks(problem));
        if blocked { worst.min(Verdict::Incomplete) } else { worst }
    }

    /// Takes findings of rules that are off out of a report, and sets the organisation's own
    /// severities; the verdict is for [`Policy::verdict`], after suppressions.
    pub fn adjust(&self, report: &mut Report, rules: &RuleSet) {
        report.findings.retain_mut(|finding| {
            let rule = rules.rule(finding.rule);
            match self.severities.get(&rule.id) {
                // What a finding alone is graded up for, such as a zone, is not the rule's own.
                Some(&severity) if finding.severity == rule.severity => finding.severity = severity,
                _ => {}
            }
            !self.disabled.contains(&rule.id)
        });
    }

    /// True when a finding is at or above the gate and nobody said that it does not count.
    #[must_use]
    pub fn fails(&self, finding: &Finding) -> bool {
        finding.suppressed.is_none()
            && finding.severity >= self.gate.fail_on
            && finding.confidence >= self.gate.min_confidence
            // Someone who writes about a marking has not marked anything.
            && finding.grade != Some(Grade::Mentions)
    }

    /// True when a problem stands for text that was not read, and nobody accepted that.
    #[must_use]
    pub fn blocks(&self, problem: &Problem) -> bool {
        problem.effect() == Effect::Blocks && self.accepted(problem).is_none()
    }

    /// Returns the reason for which a blocking problem was accepted, if it was.
    #[must_use]
    pub fn accepted(&self, problem: &Problem) -> Option<&str> {
        match problem.effect() {
            Effect::Blocks => self.accepted_problems.get(problem.code.name()).map(String::as_str),
            Effect::Noted => None,
        }
    }

    fn grade_finding(&self, finding: &Finding, rules: &RuleSet) -> Verdict {
        let rule = rules.rule(finding.rule);
        if finding.suppressed.is_some() {
            return Verdict::NothingFound;
        }
        let marked = rule.category == Category::Marking
            && matches!(finding.grade, Some(Grade::Marked | Grade::Labelled));
        let released = finding.reasons_against.contains(&Reason::ReleaseEvidence);
        let severe = finding.severity >= Severity::High
            && finding.confidence >= Confidence::Medium
            && rule.category != Category::Marking;
        let notable =
            finding.severity >= Severity::Medium && finding.grade != Some(Grade::Mentions);
        match () {
            // A marked document that says that it was released: a person looks who released it.
            () if marked && released => Verdict::Review,
            () if (marked || severe) && !self.own_terms.contains(&rule.id) => Verdict::Withhold,
            () if marked || severe || notable => Verdict::Review,
            () => Verdict::NothingFound,
        }
    }
}

#[cfg(test)]
mod tests;
