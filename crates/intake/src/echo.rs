//! Words of a report that stand in a text which is to leave its handlers: by them the reporter could
//! be known.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::message::Message;

/// So many letters and digits in a row are no chance: they are taken from somewhere.
const RUN_LETTERS: usize = 24;
/// A Chinese character says as much as so many letters.
const HAN_LETTERS: usize = 3;
/// Shortest name that is looked for, in letters.
const NAME_LETTERS_MIN: usize = 6;

/// Runs of letters of everything that was said in messages.
pub(crate) struct Said(BTreeSet<u64>);

impl Said {
    /// Takes in what messages say, and the answers to their questions.
    pub(crate) fn of(messages: &[&Message]) -> Self {
        let texts = messages.iter().flat_map(|message| {
            let answers = message.header.answers.values();
            std::iter::once(&message.body).chain(answers)
        });
        Self(texts.flat_map(|text| runs(&letters(text)).collect::<Vec<_>>()).collect())
    }

    /// Returns the numbers of the lines in which something of it is repeated.
    pub(crate) fn lines_in(&self, text: &str) -> Vec<usize> {
        let mut lines = Vec::new();
        // A sentence may go over several lines, so that runs begin in the line before.
        let mut before = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            before.extend(letters(line));
            if runs(&before).any(|run| self.0.contains(&run)) {
                lines.push(number);
            }
            before.drain(..before.len().saturating_sub(RUN_LETTERS - 1));
        }
        lines
    }
}

/// Returns the number of the first line that has one of these names in it, however it is written.
pub(crate) fn line_with_name<'a>(
    text: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Option<usize> {
    let names: Vec<Vec<char>> = names.into_iter().map(letters).collect();
    let told: Vec<&Vec<char>> =
        names.iter().filter(|name| name.len() >= NAME_LETTERS_MIN).collect();
    let has = |line: &str| {
        let line = letters(line);
        told.iter().any(|name| line.windows(name.len()).any(|run| run == name.as_slice()))
    };
    (1..).zip(text.lines()).find(|(_, line)| has(line)).map(|(number, _)| number)
}

/// Letters and digits alone, so that other spaces and signs make no difference.
fn letters(text: &str) -> Vec<char> {
    let plain = text.chars().filter(|letter| letter.is_alphanumeric());
    plain
        .flat_map(char::to_lowercase)
        .flat_map(|letter| {
            std::iter::repeat_n(letter, if is_han(letter) { HAN_LETTERS } else { 1 })
        })
        .collect()
}

const fn is_han(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn runs(letters: &[char]) -> impl Iterator<Item = u64> {
    letters.windows(RUN_LETTERS).map(|run| {
        let mut hasher = DefaultHasher::new();
        run.hash(&mut hasher);
        hasher.finish()
    })
}
