//! A linear chain model with hashed features: scores of labels for each token, and the best path
//! through them.

use super::table::step;

/// What a token is part of.
pub const LABELS: usize = 8;
/// Nothing.
pub(super) const OTHER: usize = 0;
/// The first token of a person's name.
pub(super) const PERSON_FIRST: usize = 1;
/// A further token of a person's name.
pub(super) const PERSON: usize = 2;
/// A token of a place's name.
pub(super) const PLACE: usize = 3;
/// The first token of an organisation's name.
pub(super) const ORGANISATION_FIRST: usize = 4;
/// A further token of an organisation's name.
pub(super) const ORGANISATION: usize = 5;
/// The first token of an address.
pub(super) const ADDRESS_FIRST: usize = 6;
/// A further token of an address.
pub(super) const ADDRESS: usize = 7;

/// Rows of weights; with the transitions behind them a model is one mebibyte.
pub const ROWS: usize = (1 << 17) - TRANSITION_ROWS;
/// Rows that the transitions take, of two bytes each.
const TRANSITION_ROWS: usize = LABELS * 2;

/// Scores of the labels of one token.
pub type Scores = [i32; LABELS];
/// The same in two bytes each: eight of them are one register of any processor.
pub(super) type Sums = [i16; LABELS];

/// The row in which the weights of a feature stand.
#[inline]
#[must_use]
pub fn row(feature: u64) -> usize {
    let mixed = step(feature, 0xA076_1D64_78BD_642F);
    (((mixed >> 32) * ROWS as u64) >> 32) as usize
}

/// Weights of features as they lie in the program, one byte for each label, and the score of each
/// label after each.
#[derive(Debug, Clone)]
pub(super) struct Weights<'a> {
    rows: &'a [[u8; LABELS]],
    transitions: [Scores; LABELS],
    /// By how much each transition is better than that from nothing to nothing.
    ahead: [Sums; LABELS],
}

impl<'a> Weights<'a> {
    /// Takes the bytes of a model, which [`to_bytes`] made.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        let (rows, _) = bytes.as_chunks();
        let (rows, tail) = rows.split_at(rows.len().min(ROWS));
        let mut numbers = tail.as_flattened().chunks_exact(2).map(|pair| match pair {
            &[low, high] => i32::from(i16::from_le_bytes([low, high])),
            _ => 0,
        });
        let transitions = [(); LABELS].map(|()| [(); LABELS].map(|()| numbers.next().unwrap_or(0)));
        Self::of(rows, transitions)
    }

    fn of(rows: &'a [[u8; LABELS]], transitions: [Scores; LABELS]) -> Self {
        let rest = transitions[OTHER][OTHER];
        let ahead = transitions.map(|scores| scores.map(|score| in_two_bytes(score - rest)));
        Self { rows, transitions, ahead }
    }

    /// Returns the scores of a token with these features.
    #[inline]
    pub(super) fn score<const FEATURES: usize>(&self, features: &[u64; FEATURES]) -> Sums {
        const { assert!(FEATURES * 128 <= i16::MAX as usize, "the sums fit into two bytes") };
        // All places first: so the processor waits for many rows at once.
        let mut rows = [0_u32; FEATURES];
        for (at, &feature) in rows.iter_mut().zip(features) {
            *at = row(feature) as u32;
        }
        let mut sums = [0; LABELS];
        for at in rows {
            let Some(weights) = self.rows.get(at as usize) else { continue };
            for (sum, &weight) in sums.iter_mut().zip(weights) {
                *sum += i16::from(weight as i8);
            }
        }
        sums
    }

    /// True when the best path through the scores surely leads past all names, as most do.
    pub(super) fn is_nothing(&self, scores: &[Sums]) -> bool {
        let Some((first, rest)) = scores.split_first() else { return true };
        let mut best = lead(first);
        for label in NO_BEGINNINGS {
            best[label] = i16::MIN;
        }
        for token in rest {
            // No name is so much better that one ends here.
            let mut next = [i16::MIN; LABELS];
            for (&before, transitions) in best[OTHER + 1..].iter().zip(&self.ahead[OTHER + 1..]) {
                for (next, &transition) in next.iter_mut().zip(transitions) {
                    *next = before.saturating_add(transition).max(*next);
                }
            }
            if next[OTHER] >= 0 {
                return false;
            }
            let token = lead(token);
            for label in 0..LABELS {
                let sum = next[label].max(self.ahead[OTHER][label]);
                next[label] = sum.saturating_add(token[label]);
            }
            best = next;
        }
        best[OTHER + 1..].iter().all(|&ahead| ahead < 0)
    }

    /// Writes the best labels for the scores into `labels`.
    pub(super) fn decode(&self, scores: &[Scores], labels: &mut Vec<u8>) {
        decode(scores, &self.transitions, labels);
    }
}

fn in_two_bytes(score: i32) -> i16 {
    score.clamp(i16::MIN.into(), i16::MAX.into()) as i16
}

/// Returns by how much each label is better than nothing.
fn lead(scores: &Sums) -> Sums {
    scores.map(|score| score.saturating_sub(scores[OTHER]))
}

/// Returns a model as bytes.
#[must_use]
pub fn to_bytes(rows: &[[i8; LABELS]], transitions: &[[i16; LABELS]; LABELS]) -> Vec<u8> {
    let weights = rows.as_flattened().iter().map(|&weight| weight as u8);
    let numbers = transitions.as_flattened().iter().flat_map(|number| number.to_le_bytes());
    weights.chain(numbers).collect()
}

/// Writes the best labels for the scores into `labels` (Viterbi).
pub fn decode(scores: &[Scores], transitions: &[Scores; LABELS], labels: &mut Vec<u8>) {
    labels.clear();
    let Some((first, rest)) = scores.split_first() else { return };
    let mut best = start(first);
    let mut came_from: Vec<[u8; LABELS]> = Vec::with_capacity(rest.len());
    for token in rest {
        let mut from = [0_u8; LABELS];
        let mut next = [i32::MIN / 2; LABELS];
        for (before, &score) in best.iter().enumerate() {
            for after in 0..LABELS {
                let sum = score + transitions[before][after];
                let is_better = sum > next[after];
                next[after] = if is_better { sum } else { next[after] };
                from[after] = if is_better { before as u8 } else { from[after] };
            }
        }
        for (sum, score) in next.iter_mut().zip(token) {
            *sum += score;
        }
        best = next;
        came_from.push(from);
    }
    let mut label = (0..LABELS).max_by_key(|&label| best[label]).unwrap_or(OTHER) as u8;
    labels.push(label);
    for from in came_from.iter().rev() {
        label = from[usize::from(label)];
        labels.push(label);
    }
    labels.reverse();
}

/// Labels that stand only behind those of the first token of something.
const NO_BEGINNINGS: [usize; 3] = [PERSON, ORGANISATION, ADDRESS];

/// A sequence begins with the first token of something, or outside.
fn start(scores: &Scores) -> Scores {
    let mut best = *scores;
    for label in NO_BEGINNINGS {
        best[label] = i32::MIN / 2;
    }
    best
}

#[cfg(test)]
mod tests;
