//! The loss of a chain of labels, and its slopes (conditional random field; Lafferty, 2001).

use std::array;

use detect::names::LABELS;

type Row = [f32; LABELS];

/// What a sequence costs, and how that changes with what it was made of.
pub(super) struct Chain {
    pub(super) loss: f32,
    /// By the scores of each token.
    pub(super) of_scores: Vec<Row>,
    /// By the transition from each label to each.
    pub(super) of_transitions: [f32; LABELS * LABELS],
}

impl Chain {
    /// Compares the scores with the labels that are right.
    pub(super) fn of(scores: &[Row], transitions: &[f32], labels: &[u8]) -> Self {
        let transition = |before: usize, after: usize| transitions[before * LABELS + after];
        let forward = forward(scores, transition);
        let backward = backward(scores, transition);
        let all = forward.last().map_or(0.0, log_sum);
        let mut chain =
            Self { loss: all, of_scores: Vec::new(), of_transitions: [0.0; LABELS * LABELS] };
        for (at, &label) in labels.iter().enumerate() {
            let label = usize::from(label);
            let mut slopes: Row =
                array::from_fn(|l| (forward[at][l] + backward[at][l] - all).exp());
            slopes[label] -= 1.0;
            chain.of_scores.push(slopes);
            chain.loss -= scores[at][label];
            let Some(before) = at.checked_sub(1) else { continue };
            for (index, slope) in chain.of_transitions.iter_mut().enumerate() {
                let (from, to) = (index / LABELS, index % LABELS);
                let path = forward[before][from] + transition(from, to) + scores[at][to];
                *slope += (path + backward[at][to] - all).exp();
            }
            let from = usize::from(labels[before]);
            chain.of_transitions[from * LABELS + label] -= 1.0;
            chain.loss -= transition(from, label);
        }
        chain
    }
}

/// For each token and label, the logarithm of the sum over all paths that lead there.
fn forward(scores: &[Row], transition: impl Fn(usize, usize) -> f32) -> Vec<Row> {
    let mut sums: Vec<Row> = Vec::with_capacity(scores.len());
    for scores in scores {
        let next = match sums.last() {
            None => *scores,
            Some(before) => array::from_fn(|to| {
                scores[to] + log_sum(&array::from_fn(|from| before[from] + transition(from, to)))
            }),
        };
        sums.push(next);
    }
    sums
}

/// The same over all paths that lead on from there.
fn backward(scores: &[Row], transition: impl Fn(usize, usize) -> f32) -> Vec<Row> {
    let mut sums = vec![[0.0; LABELS]; scores.len()];
    for at in (0..scores.len().saturating_sub(1)).rev() {
        let after = sums[at + 1];
        sums[at] = array::from_fn(|from| {
            log_sum(&array::from_fn(|to| transition(from, to) + scores[at + 1][to] + after[to]))
        });
    }
    sums
}

fn log_sum(values: &Row) -> f32 {
    let largest = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    largest + values.iter().map(|value| (value - largest).exp()).sum::<f32>().ln()
}
