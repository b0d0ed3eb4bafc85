//! Weights that move less the more they moved before (Duchi, Hazan and Singer, 2011).

use super::super::random::Random;

/// Weights in training.
pub(super) struct Parameters {
    values: Vec<f32>,
    /// For each, the sum of its squared slopes.
    squares: Vec<f32>,
}

impl Parameters {
    pub(super) fn zero(count: usize) -> Self {
        Self { values: vec![0.0; count], squares: vec![1e-2; count] }
    }

    /// Weights that are spread evenly around nought.
    pub(super) fn spread(count: usize, by: f32, random: &mut Random) -> Self {
        let mut parameters = Self::zero(count);
        for value in &mut parameters.values {
            *value = (random.share() as f32 * 2.0 - 1.0) * by;
        }
        parameters
    }

    pub(super) fn values(&self) -> &[f32] {
        &self.values
    }

    /// So many weights from `start` on.
    pub(super) fn part<const COUNT: usize>(&self, start: usize) -> &[f32; COUNT] {
        self.values[start..].first_chunk().expect("a row lies within the weights")
    }

    /// Moves the weights from `start` on against these slopes of the loss.
    pub(super) fn learn(&mut self, start: usize, slopes: &[f32], rate: f32) {
        let values = &mut self.values[start..start + slopes.len()];
        let squares = &mut self.squares[start..start + slopes.len()];
        for ((value, square), slope) in values.iter_mut().zip(squares).zip(slopes) {
            *square += slope * slope;
            *value -= rate * slope / square.sqrt();
        }
    }
}
