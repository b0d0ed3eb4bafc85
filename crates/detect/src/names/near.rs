//! Which tokens are worth the model's time: those near something that can begin a name.
//!
//! Most words of running text are far from anything that looks like a name; they are taken for
//! none, unseen.

use std::ops::Range;

/// Writes to `stretches` the places within `reach` of a token that `is_hint` holds for; places that
/// touch are one.
pub(super) fn stretches(
    count: usize,
    reach: usize,
    is_hint: impl Fn(usize) -> bool,
    stretches: &mut Vec<Range<usize>>,
) {
    stretches.clear();
    for at in (0..count).filter(|&at| is_hint(at)) {
        let place = at.saturating_sub(reach)..(at + reach + 1).min(count);
        match stretches.last_mut() {
            Some(last) if place.start <= last.end => last.end = place.end,
            _ => stretches.push(place),
        }
    }
}

#[cfg(test)]
mod tests;
