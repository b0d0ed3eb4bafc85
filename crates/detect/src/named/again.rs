//! People who were found once in a file, with strong evidence, and stand in it again.

use std::collections::BTreeSet;

use aho_corasick::{AhoCorasick, MatchKind};
use document::Span;

use crate::names::token::is_han;
use crate::names::{is_common, is_family};

/// Most names that are looked for again in one file.
const NAMES_MAX: usize = 500;
/// Shortest family name that is looked for by itself, in characters.
const FAMILY_CHARACTERS_MIN: usize = 4;

/// Names of people in a file.
#[derive(Debug, Default)]
pub(super) struct Known {
    forms: BTreeSet<String>,
    /// Made when first needed after a name was learnt.
    automaton: Option<AhoCorasick>,
}

impl Known {
    /// Takes a name, and its family name when that is no frequent word.
    pub(super) fn learn(&mut self, name: &str) {
        if self.forms.len() >= NAMES_MAX || !is_telling(name) {
            return;
        }
        let is_new = self.forms.insert(name.to_owned());
        let family = name.rsplit(' ').next().filter(|&family| family != name);
        if let Some(family) = family.filter(|family| is_telling_family(family)) {
            self.forms.insert(family.to_owned());
        }
        if is_new {
            self.automaton = None;
        }
    }

    /// Returns where known names stand in a text, in order.
    pub(super) fn find(&mut self, text: &str) -> Vec<Span> {
        if self.forms.is_empty() {
            return Vec::new();
        }
        if self.automaton.is_none() {
            let builder = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).clone();
            self.automaton = builder.build(&self.forms).ok();
        }
        let Some(automaton) = &self.automaton else { return Vec::new() };
        let spans = automaton.find_iter(text).map(|found| Span::new(found.start(), found.end()));
        spans.filter(|span| is_apart(text, *span)).collect()
    }
}

/// True for a name that can hardly be anything else: two words, or two Chinese characters.
fn is_telling(name: &str) -> bool {
    match name.chars().any(is_han) {
        true => (2..=8).contains(&name.chars().count()) && !is_common(name),
        false => name.contains(' ') && name.chars().any(char::is_uppercase) && !name.contains('\n'),
    }
}

fn is_telling_family(family: &str) -> bool {
    family.chars().next().is_some_and(char::is_uppercase)
        && family.chars().count() >= FAMILY_CHARACTERS_MIN
        && (is_family(family) || !is_common(family))
}

/// True when no letter goes on at either end; Chinese has no borders between words.
fn is_apart(text: &str, span: Span) -> bool {
    let is_letter = |character: &char| character.is_alphanumeric() && !is_han(*character);
    let joins = |at: usize| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at..).and_then(|after| after.chars().next());
        before.is_some_and(|c| is_letter(&c)) && after.is_some_and(|c| is_letter(&c))
    };
    !joins(span.start) && !joins(span.end)
}
