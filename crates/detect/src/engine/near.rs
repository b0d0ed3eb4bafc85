//! Words first: patterns that count only beside a word are tried only where one of theirs stands.
//!
//! Dozens of national numbers are bare digits that count only beside a word that names them. Numbers
//! are everywhere and their words are rare, so what one pass notes of both is held against each
//! other: a number is tried for the few patterns whose words stand within reach, and most for none.

use document::Span;
use rules::{ContextWord, is_number};

use super::Reach;
use crate::context;
use crate::ruleset::{Pattern, RuleSet};

/// Longest reach that is worth looking through around each word; patterns that go farther are
/// looked for everywhere.
const REACH_MAX: usize = 1 << 10;

/// The words of all rules that need one.
#[derive(Debug)]
pub(super) struct Words {
    words: Vec<Word>,
    /// For each pattern, whether it may be looked for near words alone.
    near: Vec<bool>,
    /// For each pattern, the runs of digits that are its anchors.
    numbers: Vec<Option<Runs>>,
}

/// A word of one rule.
#[derive(Debug)]
struct Word {
    text: Box<str>,
    rule: u32,
    /// Patterns of its rule that reach no farther than is worth looking.
    patterns: Vec<u32>,
    /// Those of them whose anchors are runs of digits.
    of_numbers: Vec<u32>,
    /// The farthest of these reaches.
    reach: Reach,
}

/// Lengths of runs of digits that may hold a match.
#[derive(Debug, Clone, Copy)]
struct Runs {
    least: usize,
    most: usize,
}

/// What was noted of one text.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// Where words begin, with their index.
    words: Vec<(u32, u32)>,
    /// Runs of digits.
    numbers: Vec<Span>,
    /// Anchors that are no numbers, of patterns that are looked for near words.
    anchors: Vec<(u32, Span)>,
    /// For each pattern, the first number that it was not tried on.
    next: Vec<usize>,
}

impl Words {
    pub(super) fn new(rules: &RuleSet, reaches: &[Reach]) -> Self {
        let patterns = rules.patterns();
        let mut words = Self {
            words: Vec::new(),
            near: vec![false; patterns.len()],
            numbers: patterns.iter().map(Runs::of).collect(),
        };
        for ContextWord { rule, word, .. } in rules.words() {
            words.words.push(words.word(word, *rule, patterns, reaches));
        }
        for word in &words.words {
            word.patterns.iter().for_each(|&pattern| words.near[pattern as usize] = true);
        }
        words
    }

    fn word(&self, text: &str, rule: u32, patterns: &[Pattern], reaches: &[Reach]) -> Word {
        // Patterns stand in order of their rules.
        let first = patterns.partition_point(|pattern| pattern.prepared.rule < rule);
        let end = patterns.partition_point(|pattern| pattern.prepared.rule <= rule);
        let near = (first..end).filter(|&pattern| reaches[pattern].after as usize <= REACH_MAX);
        let of_numbers = near.clone().filter(|&pattern| self.numbers[pattern].is_some());
        let reach = of_numbers.clone().map(|pattern| reaches[pattern]).reduce(Reach::or);
        Word {
            text: text.into(),
            rule,
            patterns: near.map(|pattern| pattern as u32).collect(),
            of_numbers: of_numbers.map(|pattern| pattern as u32).collect(),
            reach: reach.unwrap_or_default(),
        }
    }

    /// True for a pattern that may be looked for near words alone.
    pub(super) fn has(&self, pattern: usize) -> bool {
        self.near[pattern]
    }

    /// Returns the rule of a word when it stands by itself at `start` in `text`.
    pub(super) fn rule_at(&self, text: &[u8], start: usize, word: u32) -> Option<u32> {
        let word = &self.words[word as usize];
        context::stands_at(text, start, word.text.as_bytes()).then_some(word.rule)
    }

    /// Calls `offer` with each noted anchor that `everywhere` holds for or that has a word within
    /// its reach, in rising order for each pattern's numbers.
    pub(super) fn resolve(
        &self,
        notes: &mut Notes,
        reaches: &[Reach],
        everywhere: impl Fn(usize) -> bool,
        mut offer: impl FnMut(usize, Span),
    ) {
        notes.words.sort_unstable();
        let patterns = if notes.numbers.is_empty() { 0 } else { self.near.len() };
        for pattern in (0..patterns).filter(|&at| self.near[at] && everywhere(at)) {
            let Some(runs) = self.numbers[pattern] else { continue };
            let fitting = notes.numbers.iter().filter(|number| runs.hold(**number));
            fitting.for_each(|&number| offer(pattern, number));
        }
        self.offer_numbers(notes, reaches, &everywhere, &mut offer);
        for &(pattern, anchor) in &notes.anchors {
            let index = pattern as usize;
            if everywhere(index) || self.has_word_near(notes, pattern, anchor, reaches[index]) {
                offer(index, anchor);
            }
        }
    }

    /// Offers the numbers within reach of words, each once for a pattern.
    fn offer_numbers(
        &self,
        notes: &mut Notes,
        reaches: &[Reach],
        everywhere: &impl Fn(usize) -> bool,
        offer: &mut impl FnMut(usize, Span),
    ) {
        let Notes { words, numbers, next, .. } = notes;
        if words.is_empty() || numbers.is_empty() {
            return;
        }
        next.clear();
        next.resize(self.near.len(), 0);
        for &(start, word) in &*words {
            let (start, word) = (start as usize, &self.words[word as usize]);
            let first = numbers.partition_point(|&number| !word.reach.goes_on_to(number, start));
            for (at, &number) in numbers.iter().enumerate().skip(first) {
                if !word.reach.goes_back_to(number, start) {
                    break;
                }
                for index in word.of_numbers.iter().map(|&pattern| pattern as usize) {
                    let fits = next[index] <= at
                        && self.numbers[index].is_some_and(|runs| runs.hold(number))
                        && reaches[index].has_near(number, start)
                        && !everywhere(index);
                    if fits {
                        next[index] = at + 1;
                        offer(index, number);
                    }
                }
            }
        }
    }

    fn has_word_near(&self, notes: &Notes, pattern: u32, anchor: Span, reach: Reach) -> bool {
        let words = &notes.words;
        let first =
            words.partition_point(|&(start, _)| !reach.goes_back_to(anchor, start as usize));
        let mut near =
            words[first..].iter().take_while(|word| reach.goes_on_to(anchor, word.0 as usize));
        near.any(|&(_, word)| self.words[word as usize].patterns.contains(&pattern))
    }
}

impl Reach {
    /// The farther one in both directions.
    fn or(self, other: Self) -> Self {
        Self {
            before: self.before.max(other.before),
            after: self.after.max(other.after),
            has_mark: false,
        }
    }

    /// True when a word that begins at `start` may stand near a match with that anchor.
    fn has_near(self, anchor: Span, start: usize) -> bool {
        self.goes_back_to(anchor, start) && self.goes_on_to(anchor, start)
    }

    /// True unless a word that begins at `start` stands too far before a match with that anchor.
    fn goes_back_to(self, anchor: Span, start: usize) -> bool {
        start + context::BEFORE_MAX + UTF8_LEN_MAX + self.before as usize > anchor.start
    }

    /// True unless a word that begins at `start` stands too far behind a match with that anchor.
    fn goes_on_to(self, anchor: Span, start: usize) -> bool {
        start <= anchor.end + self.after as usize + context::AFTER_MAX
    }
}

/// Longest character; what is near begins at the border of one.
const UTF8_LEN_MAX: usize = 4;

impl Runs {
    fn of(pattern: &Pattern) -> Option<Self> {
        let strings = pattern.prepared.anchors.strings.iter();
        let least = strings.filter(|string| is_number(string)).map(<[u8]>::len).min()?;
        let longest = pattern.prepared.word_run_max;
        Some(Self { least, most: longest.map_or(usize::MAX, |longest| longest as usize) })
    }

    fn hold(self, number: Span) -> bool {
        (self.least..=self.most).contains(&number.len())
    }
}

impl Notes {
    pub(super) fn clear(&mut self) {
        self.words.clear();
        self.numbers.clear();
        self.anchors.clear();
    }

    pub(super) fn word(&mut self, start: usize, word: u32) {
        self.words.push((start as u32, word));
    }

    pub(super) fn number(&mut self, number: Span) {
        self.numbers.push(number);
    }

    pub(super) fn anchor(&mut self, pattern: u32, anchor: Span) {
        self.anchors.push((pattern, anchor));
    }
}
