//! How a marking stands: as a mark on the document, as a machine's label, or in prose.

use document::{Part, PartKind, Span};
use rules::{Marking, Rule};

use crate::{Grade, Reason};

/// Longest line that can be a marking by itself.
const LINE_BYTES_MAX: usize = 90;

/// Returns the grade of a marking at `span` of a part's folded text, with the reasons.
pub(crate) fn grade(
    rule: &Rule,
    part: &Part,
    text: &str,
    span: Span,
) -> Option<(Grade, Vec<Reason>)> {
    let graded = match rule.marking? {
        Marking::Decisive => (Grade::Marked, vec![Reason::Grammar]),
        Marking::Label => (Grade::Labelled, vec![Reason::MachineLabel]),
        Marking::Release => (Grade::Mentions, vec![Reason::ReleaseEvidence]),
        Marking::Positional => positional(part, text, span),
    };
    Some(graded)
}

fn positional(part: &Part, text: &str, span: Span) -> (Grade, Vec<Reason>) {
    let alone = stands_alone(text, span);
    let band = matches!(part.kind, PartKind::Header | PartKind::Footer);
    let reasons = [(band, Reason::Band), (alone, Reason::Alone)];
    let reasons: Vec<Reason> =
        reasons.into_iter().filter(|(holds, _)| *holds).map(|(_, reason)| reason).collect();
    match reasons.is_empty() {
        true => (Grade::Mentions, reasons),
        false => (Grade::Marked, reasons),
    }
}

/// True when nothing else of weight stands on the line.
fn stands_alone(text: &str, span: Span) -> bool {
    let before =
        text.get(..span.start).and_then(|text| text.rsplit('\n').next()).unwrap_or_default();
    let after = text.get(span.end..).and_then(|text| text.split('\n').next()).unwrap_or_default();
    let empty = |rest: &str| !rest.chars().any(char::is_alphanumeric);
    before.len() + after.len() + span.len() <= LINE_BYTES_MAX && empty(before) && empty(after)
}
