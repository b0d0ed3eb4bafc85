//! A small neural network beside the linear model: what the features say goes through a hidden
//! layer, and each token also hears of those some steps away.
//!
//! It learns from the same sequences as the linear model, and its scores are decoded the same way.
//! The program does not carry it (`docs/decisions/0056-the-linear-model-stays.md`); here it can be
//! made again and compared.

mod chain;
mod net;
mod parameters;

use detect::names::{LABELS, ROWS};

use super::perceptron::{Sequence, WITHOUT_WORD};
use super::random::Random;
use chain::Chain;
pub(crate) use net::Net;
use net::{CONTEXT, HIDDEN, TAPS};
use parameters::Parameters;

/// How far a weight moves at first; each moves less the more it moved before (Adagrad).
const RATE: f32 = 0.08;
/// Spread of the weights before anything was learnt.
const SPREAD: f32 = 0.08;

/// A network in training.
pub(crate) struct Trainer {
    features: usize,
    of_the_word: &'static [usize],
    /// For each row of a feature, what it adds to the hidden layer.
    rows: Parameters,
    hidden_bias: Parameters,
    /// From the hidden layer of each tap to what is heard of it.
    context: Parameters,
    context_bias: Parameters,
    /// From the hidden layer and from what is heard to the labels.
    out: Parameters,
    out_bias: Parameters,
    transitions: Parameters,
    random: Random,
}

/// What one token makes of its features.
#[derive(Debug, Clone, Copy)]
struct Activity {
    hidden: [f32; HIDDEN],
    context: [f32; CONTEXT],
}

impl Trainer {
    pub(crate) fn new(features: usize, of_the_word: &'static [usize], seed: u64) -> Self {
        let mut random = Random::new(seed);
        let mut spread = |count: usize| Parameters::spread(count, SPREAD, &mut random);
        Self {
            features,
            of_the_word,
            rows: spread(ROWS * HIDDEN),
            context: spread(TAPS.len() * CONTEXT * HIDDEN),
            out: spread(LABELS * (HIDDEN + CONTEXT)),
            hidden_bias: Parameters::zero(HIDDEN),
            context_bias: Parameters::zero(CONTEXT),
            out_bias: Parameters::zero(LABELS),
            transitions: Parameters::zero(LABELS * LABELS),
            random,
        }
    }

    /// Learns from all sequences once, in a new order, and moves weights by `share` of the usual;
    /// returns the mean loss of a token.
    pub(crate) fn epoch(&mut self, sequences: &[Sequence], shares: (f32, f32)) -> f64 {
        let mut order: Vec<usize> = (0..sequences.len()).collect();
        self.random.shuffle(&mut order);
        let (mut loss, mut tokens) = (0.0, 0);
        for (done, &index) in order.iter().enumerate() {
            let done = done as f32 / order.len() as f32;
            let rate = RATE * (shares.0 + (shares.1 - shares.0) * done);
            loss += f64::from(self.learn(&sequences[index], rate));
            tokens += sequences[index].labels.len();
        }
        loss / tokens.max(1) as f64
    }

    /// Returns the network as it is kept, in whole numbers of one byte.
    pub(crate) fn finish(&self) -> Net {
        Net::of(
            self.rows.values(),
            net::Layers {
                hidden_bias: self.hidden_bias.values().to_vec(),
                context: self.context.values().to_vec(),
                context_bias: self.context_bias.values().to_vec(),
                out: self.out.values().to_vec(),
                out_bias: self.out_bias.values().to_vec(),
                transitions: self.transitions.values().to_vec(),
            },
        )
    }

    fn learn(&mut self, sequence: &Sequence, rate: f32) -> f32 {
        let shown = self.shown_rows(sequence);
        let activities = self.activities(&shown);
        let scores: Vec<[f32; LABELS]> = activities.iter().map(|a| self.scores(a)).collect();
        let chain = Chain::of(&scores, self.transitions.values(), &sequence.labels);
        let hidden = self.learn_layers(&activities, &chain.of_scores, rate);
        for (rows, slope) in shown.iter().zip(&hidden) {
            self.hidden_bias.learn(0, slope, rate);
            for &row in rows {
                self.rows.learn(row as usize * HIDDEN, slope, rate);
            }
        }
        self.transitions.learn(0, &chain.of_transitions, rate);
        chain.loss
    }

    /// The rows of each token, some without those of the word itself.
    fn shown_rows(&mut self, sequence: &Sequence) -> Vec<Vec<u32>> {
        let of_the_word = self.of_the_word;
        let mut show = |rows: &[u32]| {
            let hidden = self.random.percent(WITHOUT_WORD);
            let rows = rows.iter().enumerate();
            let shown = rows.filter(|(feature, _)| !hidden || !of_the_word.contains(feature));
            shown.map(|(_, &row)| row).collect()
        };
        sequence.rows.chunks(self.features).map(&mut show).collect()
    }

    fn activities(&self, shown: &[Vec<u32>]) -> Vec<Activity> {
        let hidden: Vec<[f32; HIDDEN]> = shown
            .iter()
            .map(|rows| {
                let mut sums = net::array(self.hidden_bias.values());
                for &row in rows {
                    net::add(&mut sums, self.rows.part(row as usize * HIDDEN));
                }
                sums.map(|sum| sum.max(0.0))
            })
            .collect();
        let heard = |at| net::hear(&hidden, at, self.context.values(), self.context_bias.values());
        (0..hidden.len()).map(|at| Activity { hidden: hidden[at], context: heard(at) }).collect()
    }

    fn scores(&self, activity: &Activity) -> [f32; LABELS] {
        net::score(&activity.hidden, &activity.context, self.out.values(), self.out_bias.values())
    }

    /// Moves the weights of the layers; returns the slopes of the loss by what the features add.
    fn learn_layers(
        &mut self,
        activities: &[Activity],
        of_scores: &[[f32; LABELS]],
        rate: f32,
    ) -> Vec<[f32; HIDDEN]> {
        let (mut of_hidden, of_context) = self.slopes_behind_labels(activities, of_scores);
        for (at, slopes) in of_context.iter().enumerate() {
            for (tap, from) in net::taps(at, activities.len()) {
                for (unit, &slope) in slopes.iter().enumerate().filter(|(_, slope)| **slope != 0.0)
                {
                    let weights = self.context.part::<HIDDEN>((tap * CONTEXT + unit) * HIDDEN);
                    net::add(&mut of_hidden[from], &weights.map(|weight| weight * slope));
                }
            }
        }
        self.learn_from_slopes(activities, of_scores, &of_context, rate);
        for (slopes, activity) in of_hidden.iter_mut().zip(activities) {
            only_where_active(slopes, &activity.hidden);
        }
        of_hidden
    }

    /// The slopes by the hidden layer and by what is heard, as far as the labels tell them.
    fn slopes_behind_labels(
        &self,
        activities: &[Activity],
        of_scores: &[[f32; LABELS]],
    ) -> (Vec<[f32; HIDDEN]>, Vec<[f32; CONTEXT]>) {
        let back = |(activity, slopes): (&Activity, &[f32; LABELS])| {
            let (mut hidden, mut context) = ([0.0; HIDDEN], [0.0; CONTEXT]);
            for (label, &slope) in slopes.iter().enumerate() {
                let start = label * (HIDDEN + CONTEXT);
                let of_hidden = self.out.part::<HIDDEN>(start).map(|weight| weight * slope);
                let of_context =
                    self.out.part::<CONTEXT>(start + HIDDEN).map(|weight| weight * slope);
                net::add(&mut hidden, &of_hidden);
                net::add(&mut context, &of_context);
            }
            only_where_active(&mut context, &activity.context);
            (hidden, context)
        };
        activities.iter().zip(of_scores).map(back).unzip()
    }

    /// Moves each weight by the sum of its slopes over the whole sequence.
    fn learn_from_slopes(
        &mut self,
        activities: &[Activity],
        of_scores: &[[f32; LABELS]],
        of_context: &[[f32; CONTEXT]],
        rate: f32,
    ) {
        let mut out = vec![0.0; self.out.values().len()];
        let mut out_bias = [0.0; LABELS];
        let mut context = vec![0.0; self.context.values().len()];
        let mut context_bias = [0.0; CONTEXT];
        for (at, activity) in activities.iter().enumerate() {
            net::add(&mut out_bias, &of_scores[at]);
            for (row, &slope) in out.chunks_mut(HIDDEN + CONTEXT).zip(&of_scores[at]) {
                let (of_hidden, of_heard) = row.split_at_mut(HIDDEN);
                add_scaled(of_hidden, &activity.hidden, slope);
                add_scaled(of_heard, &activity.context, slope);
            }
            net::add(&mut context_bias, &of_context[at]);
            for (tap, from) in net::taps(at, activities.len()) {
                let rows = context[tap * CONTEXT * HIDDEN..].chunks_mut(HIDDEN);
                for (row, &slope) in rows.zip(&of_context[at]) {
                    if slope != 0.0 {
                        add_scaled(row, &activities[from].hidden, slope);
                    }
                }
            }
        }
        self.out.learn(0, &out, rate);
        self.out_bias.learn(0, &out_bias, rate);
        self.context.learn(0, &context, rate);
        self.context_bias.learn(0, &context_bias, rate);
    }
}

fn add_scaled(sums: &mut [f32], values: &[f32], factor: f32) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum += value * factor;
    }
}

/// A unit that is silent hands nothing back (rectifier).
fn only_where_active<const UNITS: usize>(slopes: &mut [f32; UNITS], activity: &[f32; UNITS]) {
    for (slope, &activity) in slopes.iter_mut().zip(activity) {
        *slope = if activity > 0.0 { *slope } else { 0.0 };
    }
}

#[cfg(test)]
mod tests;
