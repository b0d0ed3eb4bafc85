//! Words, some of which are chosen more often than others.

use super::random::Random;

/// Words with the sums of their weights.
pub(crate) struct Weighted {
    words: Vec<&'static str>,
    sums: Vec<f64>,
}

impl Weighted {
    pub(crate) fn new(words: impl Iterator<Item = (&'static str, f64)>) -> Self {
        let mut sum = 0.0;
        let (words, sums) = words
            .map(|(word, weight)| {
                sum += weight;
                (word, sum)
            })
            .unzip();
        Self { words, sums }
    }

    pub(crate) fn choose(&self, random: &mut Random) -> &'static str {
        let sought = random.share() * self.sums.last().copied().unwrap_or(0.0);
        let at = self.sums.partition_point(|&sum| sum <= sought);
        self.words[at.min(self.words.len() - 1)]
    }
}
