//! Maps offsets in a text that was made (decoded, folded, unescaped) back to what it was made from.

use crate::Span;

/// A stretch of equal steps: from here on, each `to_unit` bytes of the made text came from
/// `from_unit` bytes of its origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Offset in the made text.
    pub to: u32,
    /// Offset in the origin, relative to [`OffsetMap::base`].
    pub from: u32,
    /// Bytes of made text in one step; 0 stands for text that nothing was made into.
    pub to_unit: u8,
    /// Bytes of origin in one step; 0 stands for text that was put in.
    pub from_unit: u8,
}

/// Where each byte of a made text came from.
///
/// An empty map is the identity (plus [`OffsetMap::base`]).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OffsetMap {
    /// Offset in the origin of the first byte of the made text.
    pub base: u64,
    stretches: Vec<Stretch>,
}

impl OffsetMap {
    /// Returns a map in which made text and origin run side by side from `base`.
    #[must_use]
    pub fn identity(base: u64) -> Self {
        Self { base, stretches: Vec::new() }
    }

    /// Returns a map of `stretches`, which are in rising order of `to`.
    #[must_use]
    pub fn from_stretches(base: u64, stretches: Vec<Stretch>) -> Self {
        Self { base, stretches }
    }

    /// Returns the stretches, for sending the map elsewhere.
    #[must_use]
    pub fn stretches(&self) -> &[Stretch] {
        &self.stretches
    }

    /// True when made text and origin run side by side.
    #[must_use]
    pub fn is_identity(&self) -> bool {
        self.stretches.is_empty()
    }

    /// Adds that `to_len` bytes made at `to` came from `from_len` bytes at `from`.
    ///
    /// Calls come in rising order; equal steps are merged into one stretch.
    pub fn push(&mut self, to: u32, from: u32, to_unit: u8, from_unit: u8) {
        if let Some(last) = self.stretches.last()
            && last.to_unit == to_unit
            && last.from_unit == from_unit
            && to_unit != 0
        {
            let steps = (to - last.to) / u32::from(to_unit);
            if (to - last.to).is_multiple_of(u32::from(to_unit))
                && last.from + steps * u32::from(from_unit) == from
            {
                return;
            }
        }
        self.stretches.push(Stretch { to, from, to_unit, from_unit });
    }

    /// Returns the offset in the origin of the made byte at `to`; inside a step, of its start.
    #[must_use]
    pub fn origin(&self, to: usize) -> u64 {
        if self.stretches.is_empty() {
            return self.base + to as u64;
        }
        let index = self.stretches.partition_point(|stretch| stretch.to as usize <= to);
        let Some(stretch) = index.checked_sub(1).and_then(|index| self.stretches.get(index)) else {
            return self.base + to as u64;
        };
        let steps = match stretch.to_unit {
            0 => 0,
            unit => (to - stretch.to as usize) / usize::from(unit),
        };
        self.base + u64::from(stretch.from) + steps as u64 * u64::from(stretch.from_unit)
    }

    /// Returns the range of the origin that `span` of the made text came from, as `(start, end)`.
    #[must_use]
    pub fn origin_span(&self, span: Span) -> (u64, u64) {
        if span.end <= span.start {
            let start = self.origin(span.start);
            return (start, start);
        }
        let start = self.origin(span.start);
        // The end is where the step of the last byte ends, so that what vanished after it
        // (a zero-width character) is not taken along.
        let last = span.end - 1;
        let index = self.stretches.partition_point(|stretch| stretch.to as usize <= last);
        let end = match index.checked_sub(1).and_then(|index| self.stretches.get(index)) {
            Some(stretch) if stretch.to_unit > 0 => {
                let steps = (last - stretch.to as usize) / usize::from(stretch.to_unit) + 1;
                self.base + u64::from(stretch.from) + steps as u64 * u64::from(stretch.from_unit)
            }
            Some(stretch) => self.base + u64::from(stretch.from) + u64::from(stretch.from_unit),
            None => self.base + span.end as u64,
        };
        (start, end.max(start))
    }
}

impl OffsetMap {
    /// Returns the map of the made text from `start` on, as if it began there.
    #[must_use]
    pub fn from(&self, start: usize) -> Self {
        let base = self.origin(start);
        if self.stretches.is_empty() {
            return Self::identity(base);
        }
        let first = self.stretches.partition_point(|stretch| (stretch.to as usize) < start);
        let shift = (base - self.base) as u32;
        let mut stretches = Vec::with_capacity(self.stretches.len() - first + 1);
        if self.stretches.get(first).is_none_or(|stretch| stretch.to as usize > start)
            && let Some(inside) = first.checked_sub(1).map(|index| self.stretches[index])
        {
            stretches.push(Stretch { to: 0, from: 0, ..inside });
        }
        stretches.extend(self.stretches[first..].iter().map(|stretch| Stretch {
            to: stretch.to - start as u32,
            from: stretch.from.saturating_sub(shift),
            ..*stretch
        }));
        Self { base, stretches }
    }
}

#[cfg(test)]
mod tests;
