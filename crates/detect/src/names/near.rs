//! Which tokens are worth the model's time: those near something that can begin a name.
//!
//! Most words of running text are far from anything that looks like a name; they are taken for
//! none, unseen.

use std::ops::Range;

/// How many tokens around a hint are looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reach {
    pub(super) before: usize,
    pub(super) after: usize,
}

impl Reach {
    /// As many on either side.
    pub(super) const fn around(tokens: usize) -> Self {
        Self { before: tokens, after: tokens }
    }
}

/// Writes to `stretches` the places near tokens that `hint` has a reach for; places that touch are
/// one.
pub(super) fn stretches(
    count: usize,
    hint: impl Fn(usize) -> Option<Reach>,
    stretches: &mut Vec<Range<usize>>,
) {
    stretches.clear();
    for (at, reach) in (0..count).filter_map(|at| Some((at, hint(at)?))) {
        let mut place = at.saturating_sub(reach.before)..(at + reach.after + 1).min(count);
        // One that reaches far back may hold several before it.
        while let Some(last) = stretches.pop_if(|last| place.start <= last.end) {
            place = place.start.min(last.start)..place.end.max(last.end);
        }
        stretches.push(place);
    }
}

#[cfg(test)]
mod tests;
