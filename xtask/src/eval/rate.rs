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

/// How often something was found, of which nobody knows how often it could have been.
#[derive(Debug, Clone, Copy)]
pub(super) struct Count(pub(super) u32);

impl Count {
    /// The lower and upper bound of 95 % of a Poisson count (Byar's approximation).
    fn bounds(self) -> (f64, f64) {
        let side = |count: f64, sign: f64| {
            let ninth = 1.0 / (9.0 * count);
            count * (1.0 - ninth + sign * QUANTILE * (ninth).sqrt()).powi(3)
        };
        let count = f64::from(self.0);
        (if self.0 == 0 { 0.0 } else { side(count, -1.0).max(0.0) }, side(count + 1.0, 1.0))
    }

    /// Returns the rate in so much, with its bounds.
    pub(super) fn rate_in(self, of: f64) -> String {
        let of = of.max(f64::EPSILON);
        let (low, high) = self.bounds();
        format!("{:.2} ({:.2}–{:.2})", f64::from(self.0) / of, low / of, high / of)
    }
}

#[cfg(test)]
mod tests {
    use super::{Count, Rate};

    #[test]
    fn counts_have_the_bounds_of_poisson() {
        // Exact: 4.80 and 18.39, and none is at most 3.69.
        assert_eq!(Count(10).rate_in(1.0), "10.00 (4.79–18.39)");
        let (low, high) = Count(0).bounds();
        assert_eq!(low, 0.0);
        assert!((high - 3.69).abs() < 0.1, "{high}");
    }

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
