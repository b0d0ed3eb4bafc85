//! Findings of one rule in one part, told together.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use detect::Finding;
use document::{Problem, ProblemCode};

/// Parts of one file in which findings of a rule are told one by one.
const PARTS_MAX: usize = 3;

/// Findings of one rule in one part (or in many) that count, or that do not for one reason; never
/// empty.
pub(crate) struct Group<'a> {
    pub(crate) findings: Vec<&'a Finding>,
    /// How many different values they have.
    pub(crate) values: usize,
}

impl<'a> Group<'a> {
    /// The surest of them, which speaks for all.
    pub(crate) fn first(&self) -> &'a Finding {
        self.findings[0]
    }
}

/// Returns the groups, the worst first, so that what is cut off is never the worst.
pub(crate) fn groups(findings: &[Finding]) -> Vec<Group<'_>> {
    let mut by_rule: BTreeMap<_, BTreeMap<_, Vec<&Finding>>> = BTreeMap::new();
    for finding in findings {
        let location = &finding.location;
        let rule = (finding.rule, &finding.suppressed, location.hidden);
        let part = (&location.path, &location.label);
        by_rule.entry(rule).or_default().entry(part).or_default().push(finding);
    }
    let mut groups: Vec<Group<'_>> = by_rule.into_values().flat_map(of_rule).collect();
    groups.sort_by_key(|group| {
        let first = group.first();
        (
            first.suppressed.is_some(),
            Reverse((first.severity, first.confidence, first.grade)),
            first.location.part,
            first.location.start,
        )
    });
    groups
}

/// Groups the findings of a rule by their parts, or all together when the parts are many.
fn of_rule<'a, P>(parts: BTreeMap<P, Vec<&'a Finding>>) -> Vec<Group<'a>> {
    if parts.len() > PARTS_MAX {
        return vec![group(parts.into_values().flatten().collect())];
    }
    parts.into_values().map(group).collect()
}

/// Returns the problems by code, those that block first; no group is empty.
pub(crate) fn problems(problems: &[Problem]) -> Vec<Vec<&Problem>> {
    let mut by_code: BTreeMap<(Reverse<_>, ProblemCode), Vec<&Problem>> = BTreeMap::new();
    for problem in problems {
        by_code.entry((Reverse(problem.effect()), problem.code)).or_default().push(problem);
    }
    by_code.into_values().collect()
}

fn group(mut findings: Vec<&Finding>) -> Group<'_> {
    let values: BTreeSet<&str> = findings.iter().map(|f| f.evidence.reveal()).collect();
    let values = values.len();
    findings.sort_by_key(|finding| {
        (Reverse(finding.confidence), finding.location.part, finding.location.start)
    });
    Group { findings, values }
}
