//! The averaged perceptron (Collins, 2002), for whole sequences and with a margin.

use detect::names::{LABELS, ROWS, Scores, decode};

use super::random::Random;

/// By how much a wrong label must score worse than the right one before training is content.
const MARGIN: i32 = 10;
/// Of a hundred words, how many are shown without the features of the word itself.
pub(super) const WITHOUT_WORD: usize = 40;
/// Largest weight of a feature in a finished model.
const WEIGHT_MAX: f64 = 127.0;

/// A text as rows of features, with its labels.
#[derive(Debug, Default)]
pub(crate) struct Sequence {
    /// For each token, the rows of its features.
    pub(crate) rows: Vec<u32>,
    pub(crate) labels: Vec<u8>,
}

/// A model in training.
pub(crate) struct Trainer {
    features: usize,
    of_the_word: &'static [usize],
    rows: Vec<[i32; LABELS]>,
    sums: Vec<[i64; LABELS]>,
    transitions: [Scores; LABELS],
    transition_sums: [[i64; LABELS]; LABELS],
    step: i64,
    random: Random,
}

impl Trainer {
    pub(crate) fn new(features: usize, of_the_word: &'static [usize], seed: u64) -> Self {
        Self {
            features,
            of_the_word,
            rows: vec![[0; LABELS]; ROWS],
            sums: vec![[0; LABELS]; ROWS],
            transitions: [[0; LABELS]; LABELS],
            transition_sums: [[0; LABELS]; LABELS],
            step: 1,
            random: Random::new(seed),
        }
    }

    /// Learns from all sequences once, in a new order; returns the share of wrong labels.
    pub(crate) fn epoch(&mut self, sequences: &[Sequence]) -> f64 {
        let mut order: Vec<usize> = (0..sequences.len()).collect();
        self.random.shuffle(&mut order);
        let (mut wrong, mut all) = (0, 0);
        for index in order {
            wrong += self.learn(&sequences[index]);
            all += sequences[index].labels.len();
        }
        wrong as f64 / all.max(1) as f64
    }

    fn learn(&mut self, sequence: &Sequence) -> usize {
        let hidden: Vec<bool> =
            sequence.labels.iter().map(|_| self.random.percent(WITHOUT_WORD)).collect();
        let scores: Vec<Scores> = sequence
            .rows
            .chunks(self.features)
            .zip(&sequence.labels)
            .zip(&hidden)
            .map(|((rows, &label), &hidden)| {
                let mut scores = [MARGIN; LABELS];
                scores[usize::from(label)] = 0;
                for (_, &row) in rows.iter().enumerate().filter(|(i, _)| self.is_shown(*i, hidden))
                {
                    for (score, weight) in scores.iter_mut().zip(&self.rows[row as usize]) {
                        *score += weight;
                    }
                }
                scores
            })
            .collect();
        let mut found = Vec::new();
        decode(&scores, &self.transitions, &mut found);
        self.step += 1;
        let mut wrong = 0;
        for (at, (&found_label, &label)) in found.iter().zip(&sequence.labels).enumerate() {
            if found_label != label {
                wrong += 1;
                let rows = &sequence.rows[at * self.features..(at + 1) * self.features];
                for (index, &row) in rows.iter().enumerate() {
                    if self.is_shown(index, hidden[at]) {
                        self.change(row as usize, usize::from(label), 1);
                        self.change(row as usize, usize::from(found_label), -1);
                    }
                }
            }
        }
        if wrong > 0 {
            self.change_transitions(&sequence.labels, 1);
            self.change_transitions(&found, -1);
        }
        wrong
    }

    fn is_shown(&self, feature: usize, hidden: bool) -> bool {
        !hidden || !self.of_the_word.contains(&feature)
    }

    fn change(&mut self, row: usize, label: usize, by: i32) {
        self.rows[row][label] += by;
        self.sums[row][label] += i64::from(by) * self.step;
    }

    fn change_transitions(&mut self, labels: &[u8], by: i32) {
        for pair in labels.windows(2) {
            let (before, after) = (usize::from(pair[0]), usize::from(pair[1]));
            self.transitions[before][after] += by;
            self.transition_sums[before][after] += i64::from(by) * self.step;
        }
    }

    /// Returns the mean of all models so far, in whole numbers of one byte for each weight.
    pub(crate) fn finish(&self) -> (Vec<[i8; LABELS]>, [[i16; LABELS]; LABELS]) {
        let mean = |last: i32, sum: i64| f64::from(last) - sum as f64 / self.step as f64;
        let means: Vec<[f64; LABELS]> = self
            .rows
            .iter()
            .zip(&self.sums)
            .map(|(last, sums)| std::array::from_fn(|label| mean(last[label], sums[label])))
            .collect();
        let mut sizes: Vec<f64> = means.iter().flatten().map(|weight| weight.abs()).collect();
        sizes.sort_by(f64::total_cmp);
        let large = sizes[sizes.len() - 1 - sizes.len() / 20_000].max(f64::EPSILON);
        let scale = WEIGHT_MAX / large;
        let rows = means
            .iter()
            .map(|row| {
                row.map(|weight| (weight * scale).round().clamp(-WEIGHT_MAX, WEIGHT_MAX) as i8)
            })
            .collect();
        let transitions = std::array::from_fn(|before| {
            std::array::from_fn(|after| {
                let weight =
                    mean(self.transitions[before][after], self.transition_sums[before][after]);
                (weight * scale).round().clamp(-30_000.0, 30_000.0) as i16
            })
        });
        (rows, transitions)
    }
}
