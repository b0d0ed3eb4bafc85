//! Protective markings of a file that two officers let out: they stay to be read, struck through.

use std::collections::BTreeMap;
use std::sync::Arc;

use detect::{Finding, Grade};
use document::{Hidden, Passage, Plan, Redaction, STROKE};

/// True for a protective marking that is more than a mention: its file is for those who may decide.
pub(super) fn is_marking(finding: &Finding) -> bool {
    matches!(finding.grade, Some(Grade::Marked | Grade::Labelled))
}

/// True for what is no more than a stretch of a marking that people see: whatever is decided about
/// it, the marking stays to be read. Where more than the marking must go, it goes with that.
pub(super) fn is_in_marking(finding: &Finding, markings: &[Finding]) -> bool {
    let own = passage(finding);
    let holds = |marking: &Finding| {
        let whole = passage(marking);
        whole.part == own.part && whole.start <= own.start && own.end <= whole.end
    };
    markings.iter().any(|marking| !is_unseen(marking) && holds(marking))
}

/// The document, the page and the text of a marking that is drawn on a page, where a line through
/// it leaves the text as it is.
type OnPage = (Arc<[String]>, u32, String);

/// The markings that were struck through so far.
#[derive(Default)]
pub(super) struct Struck {
    findings: Vec<Finding>,
    on_pages: BTreeMap<OnPage, usize>,
}

impl Struck {
    /// Adds to the plan what is to be done with markings of a copy that do not stand struck yet.
    ///
    /// Where nobody sees a marking it goes like everything that is hidden.
    pub(super) fn add_to(&mut self, plan: &mut Plan, markings: &[Finding]) {
        for finding in self.fresh(markings) {
            let passage @ Passage { part, start, end } = passage(finding);
            if plan.redactions.iter().any(|other| meets(&of_redaction(other), &passage)) {
                continue;
            }
            if is_unseen(finding) {
                plan.redactions.push(Redaction { part, start, end, replacement: Arc::from("") });
            } else {
                plan.struck.push(passage);
                self.note(finding);
            }
        }
    }

    /// True for what is a piece of a marking with its stroke: it stays as it is.
    pub(super) fn has_piece(&self, text: &str) -> bool {
        let plain = text.replace(STROKE, "");
        plain.len() < text.len()
            && self.findings.iter().any(|marking| marking.evidence.reveal().contains(&plain))
    }

    /// True when each of the markings of a copy stands struck through.
    pub(super) fn is_all(&self, markings: &[Finding]) -> bool {
        self.fresh(markings).is_empty()
    }

    /// The markings that do not stand struck yet, each place once, though two sets of rules tell of
    /// it.
    fn fresh<'f>(&self, markings: &'f [Finding]) -> Vec<&'f Finding> {
        let mut left = self.on_pages.clone();
        let mut seen: Vec<Passage> = Vec::new();
        let mut fresh = Vec::new();
        for finding in markings {
            let passage = passage(finding);
            let is_again = seen.iter().any(|other| meets(other, &passage));
            seen.push(passage);
            if !is_again && !stands(&mut left, finding) {
                fresh.push(finding);
            }
        }
        fresh
    }

    /// The markings.
    pub(super) fn into_findings(self) -> Vec<Finding> {
        self.findings
    }

    fn note(&mut self, finding: &Finding) {
        if let Some(place) = on_page(finding) {
            *self.on_pages.entry(place).or_default() += 1;
        }
        self.findings.push(finding.clone());
    }
}

/// True where nobody sees a marking; recognised text stands where the picture shows it.
fn is_unseen(finding: &Finding) -> bool {
    finding.location.hidden.is_some_and(|hidden| hidden != Hidden::TextLayer)
}

/// True for one of the markings that were struck on its page; each counts once.
fn stands(left: &mut BTreeMap<OnPage, usize>, finding: &Finding) -> bool {
    let count = on_page(finding).and_then(|place| left.get_mut(&place));
    match count {
        Some(count) if *count > 0 => {
            *count -= 1;
            true
        }
        _ => false,
    }
}

fn on_page(finding: &Finding) -> Option<OnPage> {
    let location = &finding.location;
    Some((Arc::clone(&location.path), location.page?, finding.evidence.reveal().to_owned()))
}

fn passage(finding: &Finding) -> Passage {
    let location = &finding.location;
    Passage { part: location.part, start: location.start, end: location.end }
}

fn of_redaction(redaction: &Redaction) -> Passage {
    let Redaction { part, start, end, .. } = *redaction;
    Passage { part, start, end }
}

fn meets(one: &Passage, other: &Passage) -> bool {
    one.part == other.part && one.start < other.end && other.start < one.end
}

#[cfg(test)]
mod tests;
