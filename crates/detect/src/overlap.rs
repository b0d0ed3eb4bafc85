//! One finding a place: the best of those that overlap, with the others as its alternatives.

use rules::{Confidence, Rule, Severity};

use document::Span;

/// What is needed to choose among overlapping findings.
pub(crate) trait Contender {
    /// Where it stands.
    fn span(&self) -> Span;
    /// How sure it is.
    fn confidence(&self) -> Confidence;
    /// Index of its rule.
    fn rule(&self) -> usize;
    /// True when its value is a published example, which is nobody's.
    fn is_example(&self) -> bool;
    /// Takes another rule's finding of the same place as an alternative.
    fn add_alternative(&mut self, rule: usize);
}

/// Returns the best of `found` for each place, in order of place.
pub(crate) fn resolve<C: Contender>(mut found: Vec<C>, rules: &[Rule]) -> Vec<C> {
    found.sort_by_key(|contender| (contender.span(), contender.rule()));
    let mut kept = Vec::with_capacity(found.len());
    let mut group: Vec<C> = Vec::new();
    let mut group_end = 0;
    for contender in found {
        if contender.span().start >= group_end {
            settle(std::mem::take(&mut group), rules, &mut kept);
        }
        group_end = group_end.max(contender.span().end);
        group.push(contender);
    }
    settle(group, rules, &mut kept);
    kept
}

/// Adds the best of a group in which each overlaps another.
fn settle<C: Contender>(mut group: Vec<C>, rules: &[Rule], kept: &mut Vec<C>) {
    if group.len() < 2 {
        kept.append(&mut group);
        return;
    }
    group.sort_by_key(|contender| std::cmp::Reverse(rank(contender, rules)));
    let first = kept.len();
    let (within, whole) = part_examples(group);
    for contender in whole.into_iter().chain(within) {
        let span = contender.span();
        match kept[first..].iter_mut().find(|winner| winner.span().overlaps(span)) {
            Some(winner) if winner.rule() == contender.rule() => {}
            Some(winner) => winner.add_alternative(contender.rule()),
            None => kept.push(contender),
        }
    }
    kept[first..].sort_by_key(Contender::span);
}

/// Parts what stands within a published example from all else: the digits of an account number that
/// is nobody's are no telephone number either.
fn part_examples<C: Contender>(group: Vec<C>) -> (Vec<C>, Vec<C>) {
    let spans = group.iter().filter(|contender| contender.is_example()).map(Contender::span);
    let examples: Vec<Span> = spans.collect();
    let is_within = |contender: &C| {
        let span = contender.span();
        let holds = |outer: &Span| outer.start <= span.start && span.end <= outer.end;
        examples.iter().any(|outer| outer.len() > span.len() && holds(outer))
    };
    group.into_iter().partition(is_within)
}

/// What makes one finding better than another of the same place.
fn rank<C: Contender>(
    contender: &C,
    rules: &[Rule],
) -> (Confidence, bool, Severity, usize, std::cmp::Reverse<usize>) {
    let rule = &rules[contender.rule()];
    (
        contender.confidence(),
        rule.check.is_some(),
        rule.severity,
        contender.span().len(),
        std::cmp::Reverse(contender.rule()),
    )
}
