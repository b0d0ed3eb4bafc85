//! What must go and is in the copy still: a person who knows what and where takes it out by hand.

use std::sync::Arc;

use detect::{Evidence, Finding};
use document::{Hidden, Part};

use super::hunt::{self, Texts};

/// Something that must go, and that the copy has still.
#[derive(Debug, Clone)]
pub struct Leftover {
    /// Its text; whoever tells of it masks it.
    pub evidence: Evidence,
    /// Index of the rule that found it; none for a text that is hidden, whatever it says.
    pub rule: Option<usize>,
    /// Where it stood.
    pub was: Option<Spot>,
    /// Where the copy has it; none when it stands among bytes that are no text of any part.
    pub is: Option<Spot>,
}

/// Where a text stands, for a reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// Names of the members from the file inwards; empty for the file itself.
    pub path: Arc<[String]>,
    /// Name of the part, such as `page 2` or `comment 3`.
    pub label: Arc<str>,
    /// How it is hidden, if it is.
    pub hidden: Option<Hidden>,
}

impl Leftover {
    /// True for a short number that stands in no text of the copy: theme colours, measures and
    /// tables of a file have the same digits (decision 62).
    pub(super) fn is_by_chance(&self) -> bool {
        self.is.is_none() && hunt::is_short_number(self.evidence.reveal())
    }
}

impl Spot {
    /// The place of a text in a part, hidden in this way if the part itself is not.
    pub(super) fn of(part: &Part, hidden: Option<Hidden>) -> Self {
        let (path, label) = (Arc::clone(&part.path), Arc::clone(&part.label));
        Self { path, label, hidden: hidden.or(part.hidden) }
    }

    fn of_finding(finding: &Finding) -> Self {
        let location = &finding.location;
        let (path, label) = (Arc::clone(&location.path), Arc::clone(&location.label));
        Self { path, label, hidden: location.hidden }
    }
}

/// Findings that come again however often they are taken out: those of the last round.
pub(super) fn of_findings(redacted: &[Finding], before_round: usize) -> Vec<Leftover> {
    let last = redacted.iter().skip(before_round);
    let leftover = |finding: &Finding| Leftover {
        evidence: finding.evidence.clone(),
        rule: Some(finding.rule),
        was: None,
        is: Some(Spot::of_finding(finding)),
    };
    last.map(leftover).collect()
}

/// Strings that a search of the copy's bytes found, of which `places` are those that a reader has.
pub(super) fn of_strings(
    strings: &[String],
    before: &Texts,
    places: &Texts,
    redacted: &[Finding],
) -> Vec<Leftover> {
    let leftover = |(number, string): (usize, &String)| {
        let finding = redacted.iter().find(|finding| finding.evidence.reveal() == string);
        let hidden = before.hidden.get(string).cloned();
        Leftover {
            evidence: Evidence::new(string),
            rule: finding.map(|finding| finding.rule),
            was: hidden.or_else(|| finding.map(Spot::of_finding)),
            is: places.places.iter().find(|place| place.string == number).map(|p| p.spot.clone()),
        }
    };
    strings.iter().enumerate().map(leftover).collect()
}
