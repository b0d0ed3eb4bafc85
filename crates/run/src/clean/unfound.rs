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
    by_text: BTreeMap<&'a str, Vec<(&'a Finding, Arc<str>)>>,
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
        let mut by_text: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for finding in original.iter().filter(|finding| finding.location.hidden.is_none()) {
            let goes = || if is_on(finding.rule) { decide(finding) } else { None };
            let text = finding.evidence.reveal();
            if !text.trim().is_empty()
                && let Some(replacement) = goes()
            {
                by_text.entry(text).or_default().push((finding, replacement));
            }
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
    fn in_copy(&self, text: &str, original: &[&Place], copy: &[&Place], into: &mut Vec<Finding>) {
        let Some(findings) = self.by_text.get(text) else { return };
        let finding_at = |place: &Place| {
            findings.iter().find(|(finding, _)| {
                let location = &finding.location;
                location.part == place.part && location.start == place.start
            })
        };
        let is_same = original.len() == copy.len()
            && findings.iter().all(|(finding, _)| {
                let location = &finding.location;
                original.iter().any(|at| at.part == location.part && at.start == location.start)
            });
        let alone = copy.iter().any(|place| place.stands_alone);
        for (number, place) in copy.iter().enumerate() {
            let own = match is_same {
                true => original.get(number).and_then(|was| finding_at(was)),
                false => findings.first().filter(|_| place.stands_alone || !alone),
            };
            if let Some((finding, _)) = own {
                let mut finding = (*finding).clone();
                finding.location.part = place.part;
                (finding.location.start, finding.location.end) = (place.start, place.end);
                finding.location.label = Arc::clone(&place.spot.label);
                into.push(finding);
            }
        }
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
            let of_text = |texts: &'_ Texts| -> Vec<usize> {
                let places = texts.places.iter().enumerate();
                let own = places.filter(|(_, at)| at.string == number && at.spot.hidden.is_none());
                own.map(|(index, _)| index).collect()
            };
            let was: Vec<&Place> =
                of_text(original).iter().filter_map(|at| original.places.get(*at)).collect();
            let is: Vec<&Place> =
                of_text(copy).iter().filter_map(|at| copy.places.get(*at)).collect();
            let before = unfound.findings.len();
            lost.in_copy(text, &was, &is, &mut unfound.findings);
            let mut is_wanted = unfound.findings.len() > before;
            if was.is_empty() && !lost.by_text.contains_key(text.as_str()) {
                unfound.shown.extend(is.iter().map(|at| (at.part, at.start, at.end)));
                is_wanted |= !is.is_empty();
            }
            if is_wanted {
                unfound.texts.insert(text.clone());
            }
        }
        unfound
    }
}
