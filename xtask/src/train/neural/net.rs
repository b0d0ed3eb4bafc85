//! The finished network: what it is made of, in whole numbers of one byte, and its scores.

use std::array;

use detect::names::{LABELS, ROWS, Scores};

/// Units of the hidden layer.
pub(super) const HIDDEN: usize = 24;
/// Units of the layer that hears of tokens some steps away.
pub(super) const CONTEXT: usize = 16;
/// How many steps away these are.
pub(super) const TAPS: [isize; 5] = [-8, -4, 0, 4, 8];
/// What a score of one becomes when paths are compared in whole numbers.
const SCORE_UNIT: f32 = 256.0;
/// Of so many weights one may be larger than can be kept.
const CUT_OFF: usize = 20_000;

/// The layers behind the rows of features.
#[derive(Debug, Clone)]
pub(super) struct Layers {
    pub(super) hidden_bias: Vec<f32>,
    pub(super) context: Vec<f32>,
    pub(super) context_bias: Vec<f32>,
    pub(super) out: Vec<f32>,
    pub(super) out_bias: Vec<f32>,
    pub(super) transitions: Vec<f32>,
}

/// A network whose rows have one byte for each weight.
#[derive(Debug)]
pub(crate) struct Net {
    rows: Vec<[i8; HIDDEN]>,
    /// What one of a row's whole numbers stands for.
    unit: f32,
    layers: Layers,
}

impl Net {
    pub(super) fn of(rows: &[f32], layers: Layers) -> Self {
        let unit = unit(rows);
        let rows = rows.as_chunks().0.iter().map(|row| row.map(|weight| byte(weight, unit)));
        let round = |weights: &[f32]| {
            let unit = self::unit(weights);
            weights.iter().map(|&weight| f32::from(byte(weight, unit)) * unit).collect()
        };
        let layers = Layers { context: round(&layers.context), out: round(&layers.out), ..layers };
        Self { rows: rows.collect(), unit, layers }
    }

    /// How many bytes it takes to keep the network.
    pub(crate) fn size_bytes() -> usize {
        let bytes = ROWS * HIDDEN + TAPS.len() * CONTEXT * HIDDEN + LABELS * (HIDDEN + CONTEXT);
        let floats = HIDDEN + CONTEXT + LABELS + LABELS * LABELS + 3;
        bytes + floats * size_of::<f32>()
    }

    /// Returns the scores of each token, with so many rows of features each.
    pub(crate) fn scores(&self, rows: &[u32], features: usize) -> Vec<Scores> {
        let hidden: Vec<[f32; HIDDEN]> =
            rows.chunks(features).map(|rows| self.hidden(rows)).collect();
        let layers = &self.layers;
        let score = |at: usize| {
            let context = hear(&hidden, at, &layers.context, &layers.context_bias);
            let scores = score(&hidden[at], &context, &layers.out, &layers.out_bias);
            scores.map(|score| (score * SCORE_UNIT) as i32)
        };
        (0..hidden.len()).map(score).collect()
    }

    /// What each label costs behind each.
    pub(crate) fn transitions(&self) -> [Scores; LABELS] {
        let at = |index: usize| (self.layers.transitions[index] * SCORE_UNIT) as i32;
        array::from_fn(|before| array::from_fn(|after| at(before * LABELS + after)))
    }

    fn hidden(&self, rows: &[u32]) -> [f32; HIDDEN] {
        let mut sums = [0_i16; HIDDEN];
        for &row in rows {
            for (sum, &weight) in sums.iter_mut().zip(&self.rows[row as usize]) {
                *sum += i16::from(weight);
            }
        }
        let bias: [f32; HIDDEN] = array(&self.layers.hidden_bias);
        array::from_fn(|unit| (f32::from(sums[unit]) * self.unit + bias[unit]).max(0.0))
    }
}

/// Returns what a whole number of one byte stands for, so that nearly all weights fit.
fn unit(weights: &[f32]) -> f32 {
    let mut sizes: Vec<f32> = weights.iter().map(|weight| weight.abs()).collect();
    sizes.sort_by(f32::total_cmp);
    let large = sizes.get(sizes.len().saturating_sub(1 + sizes.len() / CUT_OFF));
    large.map_or(1.0, |large| large.max(f32::EPSILON) / f32::from(i8::MAX))
}

fn byte(weight: f32, unit: f32) -> i8 {
    (weight / unit).round().clamp(-127.0, 127.0) as i8
}

/// What the token at `at` hears of itself and of those some steps away.
pub(super) fn hear(
    hidden: &[[f32; HIDDEN]],
    at: usize,
    weights: &[f32],
    bias: &[f32],
) -> [f32; CONTEXT] {
    let mut sums: [f32; CONTEXT] = array(bias);
    for (tap, from) in taps(at, hidden.len()) {
        let rows = weights[tap * CONTEXT * HIDDEN..].as_chunks::<HIDDEN>().0;
        for (sum, row) in sums.iter_mut().zip(rows) {
            *sum += dot(row, &hidden[from]);
        }
    }
    sums.map(|sum| sum.max(0.0))
}

/// Returns the scores of the labels of a token.
pub(super) fn score(
    hidden: &[f32; HIDDEN],
    context: &[f32; CONTEXT],
    weights: &[f32],
    bias: &[f32],
) -> [f32; LABELS] {
    let rows = weights.as_chunks::<{ HIDDEN + CONTEXT }>().0;
    array::from_fn(|label| {
        let (of_hidden, of_context) = rows[label].split_at(HIDDEN);
        bias[label] + dot(of_hidden, hidden) + dot(of_context, context)
    })
}

/// The taps that lie within so many tokens, with the tokens.
pub(super) fn taps(at: usize, count: usize) -> impl Iterator<Item = (usize, usize)> {
    let from = move |step| at.checked_add_signed(step).filter(|&from| from < count);
    TAPS.into_iter().enumerate().filter_map(move |(tap, step)| Some((tap, from(step)?)))
}

fn dot(weights: &[f32], values: &[f32]) -> f32 {
    /// As many sums at a time: additions of floats are not put into another order by themselves.
    const LANES: usize = 8;
    let mut sums = [0.0; LANES];
    for (weights, values) in
        weights.as_chunks::<LANES>().0.iter().zip(values.as_chunks::<LANES>().0)
    {
        for lane in 0..LANES {
            sums[lane] += weights[lane] * values[lane];
        }
    }
    sums.iter().sum()
}

pub(super) fn add<const UNITS: usize>(sums: &mut [f32; UNITS], values: &[f32; UNITS]) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum += value;
    }
}

pub(super) fn array<const COUNT: usize>(values: &[f32]) -> [f32; COUNT] {
    array::from_fn(|at| values[at])
}
