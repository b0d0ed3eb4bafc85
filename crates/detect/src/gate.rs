//! Spares text full of numbers the rules that nothing in it speaks for.
//!
//! Dozens of national numbers are bare digits that count only beside a word that names them. In a
//! log or a table of figures each number would be tried against all of them; so the words are
//! looked for first, all at once, and rules without any are passed over. What is found stays the
//! same: a word that is nowhere in the text is not near a match either. Rules that look only at
//! certain parts are passed over in all others.

use std::sync::OnceLock;

use aho_corasick::AhoCorasick;
use document::{Part, Window};
use rules::{Needs, Rule};

use crate::RuleSet;
use crate::scan::looks_at;

/// Texts shorter than this are quick anyway.
const TEXT_BYTES_MIN: usize = 4 << 10;
/// One digit in so many bytes makes a text full of numbers.
const BYTES_PER_DIGIT: usize = 8;

/// The words of all rules that need context.
#[derive(Debug)]
pub(crate) struct Gate<'r> {
    rules: &'r RuleSet,
    /// Made when first needed; nothing when the words cannot be searched for.
    words: OnceLock<Option<Words>>,
    /// Rules that do not look at every part.
    choosy: Vec<usize>,
}

#[derive(Debug)]
struct Words {
    automaton: AhoCorasick,
    /// For each word, the index of its rule.
    rules: Vec<usize>,
}

impl<'r> Gate<'r> {
    pub(crate) fn new(rules: &'r RuleSet) -> Self {
        let is_choosy = |rule: &Rule| {
            !(rule.parts.is_empty() && rule.names.is_empty() && rule.hidden.is_empty())
        };
        let all = rules.rules().iter().enumerate();
        let choosy = all.filter(|(_, rule)| is_choosy(rule)).map(|(index, _)| index).collect();
        Self { rules, words: OnceLock::new(), choosy }
    }

    /// Returns for each pattern whether it can be passed over.
    pub(crate) fn passed_over(&self, text: &str, part: &Part, window: &Window<'_>) -> Vec<bool> {
        let mut asleep = match is_full_of_numbers(text) {
            true => self.without_words(text, part, window),
            false => vec![false; self.rules.rules().len()],
        };
        for &rule in &self.choosy {
            asleep[rule] |= !looks_at(self.rules.rule(rule), part);
        }
        let rule_of = |pattern: &crate::ruleset::Pattern| pattern.prepared.rule as usize;
        self.rules.patterns().iter().map(|pattern| asleep[rule_of(pattern)]).collect()
    }

    /// Returns for each rule whether it needs a word that stands nowhere.
    fn without_words(&self, text: &str, part: &Part, window: &Window<'_>) -> Vec<bool> {
        let mut asleep: Vec<bool> = self.rules.rules().iter().map(needs_context).collect();
        let words = self.words.get_or_init(|| Words::new(self.rules.rules()));
        let Some(words) = words else { return vec![false; asleep.len()] };
        words.wake(text, &mut asleep);
        words.wake(&part.label, &mut asleep);
        for column in window.table.iter().flat_map(|table| &table.columns) {
            words.wake(column, &mut asleep);
        }
        let mut last: Option<&str> = None;
        for label in window.runs.iter().filter_map(|run| run.label.as_deref()) {
            if last != Some(label) {
                words.wake(label, &mut asleep);
            }
            last = Some(label);
        }
        asleep
    }
}

impl Words {
    fn new(rules: &[Rule]) -> Option<Self> {
        let gated = rules.iter().enumerate().filter(|(_, rule)| needs_context(rule));
        let words: Vec<(usize, &String)> = gated
            .flat_map(|(index, rule)| {
                rule.context.values().flatten().map(move |word| (index, word))
            })
            .collect();
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(words.iter().map(|(_, word)| word))
            .ok()?;
        Some(Self { automaton, rules: words.into_iter().map(|(index, _)| index).collect() })
    }

    /// Wakes the rules of which a word stands in `text`.
    fn wake(&self, text: &str, asleep: &mut [bool]) {
        for found in self.automaton.find_overlapping_iter(text) {
            if let Some(&rule) = self.rules.get(found.pattern().as_usize()) {
                asleep[rule] = false;
            }
        }
    }
}

fn needs_context(rule: &Rule) -> bool {
    rule.needs == Needs::Context
}

fn is_full_of_numbers(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    text.len() >= TEXT_BYTES_MIN && digits >= text.len() / BYTES_PER_DIGIT
}
