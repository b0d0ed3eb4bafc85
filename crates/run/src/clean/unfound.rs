//! What must not be in a copy though no rule finds it there.
//!
//! What was found in an original may tell of itself by something that is hidden, and gone from the
//! copy: the head of a column in a hidden row, a label under a black box. Without it a birthday is a
//! day like any other, and must go all the same, from where it stood. And what hid a text may be gone
//! from the copy, so that the text is seen there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use detect::Finding;
use document::{Hidden, PartId};

use super::Decide;
use super::hunt::{Place, Texts};

/// Places of a copy from which something must go.
#[derive(Default)]
pub(super) struct Unfound {
    /// What was found in the original, where it stands in the copy.
    pub(super) findings: Vec<Finding>,
    /// What nobody saw in the original: part, start and end.
    pub(super) shown: Vec<(PartId, u64, u64)>,
    /// The texts of both.
    pub(super) texts: BTreeSet<String>,
}

/// Findings of an original that are to go, and that fewer findings of its copy stand for.
pub(super) struct Lost<'a> {
    by_text: BTreeMap<&'a str, Vec<&'a Finding>>,
}

impl<'a> Lost<'a> {
    /// Compares what is found in an original with what is found in its copy.
    ///
    /// `is_on` says of a rule whether it counts.
    pub(super) fn of(
        original: &'a [Finding],
        copy: &[Finding],
        decide: Decide<'_>,
        is_on: &dyn Fn(usize) -> bool,
    ) -> Self {
        let goes = |finding: &&Finding| {
            let is_said = !finding.evidence.reveal().trim().is_empty();
            finding.location.hidden.is_none()
                && is_said
                && is_on(finding.rule)
                && decide(finding).is_some()
        };
        let mut by_text: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for finding in original.iter().filter(goes) {
            by_text.entry(finding.evidence.reveal()).or_default().push(finding);
        }
        let found: Vec<&str> = copy
            .iter()
            .filter(|finding| decide(finding).is_some())
            .map(|finding| finding.evidence.reveal())
            .collect();
        by_text.retain(|text, findings| {
            found.iter().filter(|found| found.contains(text)).count() < findings.len()
        });
        Self { by_text }
    }

    /// Their texts.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.by_text.keys().copied()
    }

    /// Returns them as they stand in the copy, given where their texts stand in both.
    ///
    /// Where both have a text equally often, each stands for its own; else all that stand by
    /// themselves go.
    fn in_copy(&self, text: &str, original: &[&Place], copy: &[&Place]) -> Vec<Finding> {
        let Some(findings) = self.by_text.get(text) else { return Vec::new() };
        let finding_at = |place: &Place| {
            findings.iter().find(|finding| {
                let location = &finding.location;
                location.part == place.part && location.start == place.start
            })
        };
        let is_same = original.len() == copy.len()
            && findings.iter().all(|finding| {
                let location = &finding.location;
                original.iter().any(|at| at.part == location.part && at.start == location.start)
            });
        let alone = copy.iter().any(|place| place.stands_alone);
        let own = |(number, place): (usize, &&Place)| {
            let own = match is_same {
                true => original.get(number).and_then(|was| finding_at(was)),
                false => findings.first().filter(|_| place.stands_alone || !alone),
            };
            let mut finding: Finding = (**own?).clone();
            finding.location.part = place.part;
            (finding.location.start, finding.location.end) = (place.start, place.end);
            finding.location.label = Arc::clone(&place.spot.label);
            Some(finding)
        };
        copy.iter().enumerate().filter_map(own).collect()
    }
}

/// Returns those of the texts that are hidden in an original and shown in its copy of which one may
/// say that nobody was to see them; programs show what they keep elsewhere.
pub(super) fn concealed<'a>(
    shown: &'a BTreeSet<String>,
    original: &'a Texts,
) -> impl Iterator<Item = &'a str> {
    let is_unseen = |text: &&String| {
        let hidden = original.hidden.get(*text).and_then(|spot| spot.hidden);
        hidden.is_some_and(|hidden| {
            !matches!(
                hidden,
                Hidden::Property
                    | Hidden::Cache
                    | Hidden::Attachment
                    | Hidden::Slack
                    | Hidden::TextLayer
                    | Hidden::Unapplied
            )
        })
    };
    shown.iter().filter(is_unseen).map(String::as_str)
}

impl Unfound {
    /// Returns what must go from a copy, by the places that `strings` have in the original and in it.
    pub(super) fn of(strings: &[String], lost: &Lost<'_>, original: &Texts, copy: &Texts) -> Self {
        let mut unfound = Self::default();
        for (number, text) in strings.iter().enumerate() {
            let (was, is) = (shown(original, number), shown(copy, number));
            let goes = lost.in_copy(text, &was, &is);
            let is_new = was.is_empty() && !lost.by_text.contains_key(text.as_str());
            let seen = if is_new { is.as_slice() } else { &[] };
            if !goes.is_empty() || !seen.is_empty() {
                unfound.texts.insert(text.clone());
            }
            unfound.findings.extend(goes);
            unfound.shown.extend(seen.iter().map(|at| (at.part, at.start, at.end)));
        }
        unfound
    }
}

/// Where somebody sees the text of that number.
fn shown(texts: &Texts, number: usize) -> Vec<&Place> {
    let is_shown = |at: &&Place| at.string == number && at.spot.hidden.is_none();
    texts.places.iter().filter(is_shown).collect()
}
