//! What an organisation holds: how bad things are for it, and what follows.

use std::collections::{BTreeMap, BTreeSet};

use document::Effect;
use rules::{Category, Confidence, Severity};

use crate::{Finding, Grade, Reason, RuleSet, Scan};

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
}

impl Policy {
    /// Grades a scan.
    #[must_use]
    pub fn grade(&self, scan: &Scan, rules: &RuleSet) -> Verdict {
        let verdicts = scan.findings.iter().map(|finding| self.grade_finding(finding, rules));
        let worst = verdicts.min().unwrap_or(Verdict::NothingFound);
        let blocked = scan.problems.iter().any(|problem| {
            problem.effect() == Effect::Blocks
                && !self.accepted_problems.contains_key(problem.code.name())
        });
        if blocked { worst.min(Verdict::Incomplete) } else { worst }
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
