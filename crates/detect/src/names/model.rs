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
/// By how much each label is better than nothing: eight sums are one register of any processor.
type Lead = [i16; LABELS];

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
    ahead: [Lead; LABELS],
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
        let ahead = transitions.map(|scores| lead(&scores, transitions[OTHER][OTHER]));
        Self { rows, transitions, ahead }
    }

    /// Returns the scores of a token with these features.
    #[inline]
    pub(super) fn score<const FEATURES: usize>(&self, features: &[u64; FEATURES]) -> Scores {
        // Four sums lie in one number, in two bytes each, so weights are taken as not negative.
        const { assert!(FEATURES * 255 <= u16::MAX as usize, "the sums fit into two bytes") };
        const BYTES: u64 = 0x00FF_00FF_00FF_00FF;
        const SIGNS: u64 = 0x8080_8080_8080_8080;
        // All places first: so the processor waits for many rows at once.
        let mut rows = [0; FEATURES];
        for (at, &feature) in rows.iter_mut().zip(features) {
            *at = row(feature);
        }
        let (mut even, mut odd) = (0, 0);
        for at in rows {
            let weights =
                u64::from_le_bytes(self.rows.get(at).copied().unwrap_or_default()) ^ SIGNS;
            even += weights & BYTES;
            odd += weights >> 8 & BYTES;
        }
        let sum =
            |sums: u64, at: usize| i32::from((sums >> (16 * at)) as u16) - 128 * FEATURES as i32;
        std::array::from_fn(|label| sum(if label % 2 == 0 { even } else { odd }, label / 2))
    }

    /// True when the best path through the scores surely leads past all names, as most do.
    pub(super) fn is_nothing(&self, scores: &[Scores]) -> bool {
        let Some((first, rest)) = scores.split_first() else { return true };
        let mut best = lead(&start(first), first[OTHER]);
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
            let token = lead(token, token[OTHER]);
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

/// Returns by how much scores are better than `other`; none is so far from it that two bytes do not
/// hold it, but for what cannot be.
fn lead(scores: &Scores, other: i32) -> Lead {
    scores.map(|score| (score - other).clamp(i16::MIN.into(), i16::MAX.into()) as i16)
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

/// A sequence begins with the first token of something, or outside.
fn start(scores: &Scores) -> Scores {
    let mut best = *scores;
    for label in [PERSON, ORGANISATION, ADDRESS] {
        best[label] = i32::MIN / 2;
    }
    best
}

#[cfg(test)]
mod tests;
