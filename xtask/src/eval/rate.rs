//! A share of cases, with the bounds that so few or so many cases allow.

use std::fmt;

/// How many of some cases something holds for.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Rate {
    pub(super) hits: u64,
    pub(super) of: u64,
}

/// The normal quantile of 95 %, two-sided.
const QUANTILE: f64 = 1.959_964;

impl Rate {
    /// Counts one more case.
    pub(super) fn count(&mut self, holds: bool) {
        self.of += 1;
        self.hits += u64::from(holds);
    }

    /// Returns the share; zero of nothing is zero.
    pub(super) fn share(self) -> f64 {
        self.hits as f64 / self.of.max(1) as f64
    }

    /// The lower and upper bound of 95 % (Wilson, 1927).
    pub(super) fn bounds(self) -> (f64, f64) {
        if self.of == 0 {
            return (0.0, 1.0);
        }
        let (share, of) = (self.share(), self.of as f64);
        let square = QUANTILE * QUANTILE;
        let middle = share + square / (2.0 * of);
        let half = QUANTILE * (share * (1.0 - share) / of + square / (4.0 * of * of)).sqrt();
        let scale = 1.0 + square / of;
        (((middle - half) / scale).max(0.0), ((middle + half) / scale).min(1.0))
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (low, high) = self.bounds();
        write!(f, "{} of {} = {:.3} ({low:.3}–{high:.3})", self.hits, self.of, self.share())
    }
}

#[cfg(test)]
mod tests {
    use super::Rate;

    #[test]
    fn nothing_found_is_not_never() {
        let (low, high) = Rate { hits: 0, of: 100 }.bounds();
        assert_eq!(low, 0.0);
        assert!((high - 0.037).abs() < 0.001, "{high}");
    }

    #[test]
    fn half_of_ten_is_anything_from_a_quarter_to_three() {
        let (low, high) = Rate { hits: 5, of: 10 }.bounds();
        assert!((low - 0.237).abs() < 0.001 && (high - 0.763).abs() < 0.001, "{low} {high}");
    }
}
