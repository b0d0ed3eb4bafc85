//! Well-known names of Chinese text, by their kind.

use std::collections::BTreeMap;

use crate::train::random::Random;
use crate::train::sample::lines;

const LISTS: &str = include_str!("../../../../crates/detect/names/han-own.txt");

/// Names by their kind; those that are words as well are among them.
pub(super) struct Own(BTreeMap<&'static str, Vec<&'static str>>);

impl Own {
    pub(super) fn new() -> Self {
        let list = |line: &'static str| {
            let mut words = line.split(' ').filter(|word| *word != "~");
            (words.next().unwrap_or_default(), words.collect())
        };
        Self(lines(LISTS).into_iter().map(list).collect())
    }

    /// Returns a name of a kind that is in the lists.
    pub(super) fn choose(&self, kind: &str, random: &mut Random) -> &'static str {
        random.choose(&self.0[kind])
    }
}
