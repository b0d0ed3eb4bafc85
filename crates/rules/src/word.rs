//! Words without which a rule finds nothing, made ready to be looked for.
//!
//! A number that counts only beside a word is dear to look at and the word is rare: so the word is
//! looked for like an anchor, and the number only near it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::anchor::{STRING_BYTES_MIN, key_end};
use crate::{Needs, Rule, fold_byte, is_number};

/// A word of a rule that needs one of its words near.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContextWord {
    /// Index of the rule in its pack.
    pub rule: u32,
    /// The word as the rule has it.
    pub word: String,
    /// Where its key ends, as in [`crate::Anchors::keys`].
    pub key_end: u8,
}

impl ContextWord {
    /// Returns the word as it stands in folded text.
    #[must_use]
    pub fn folded(&self) -> Vec<u8> {
        folded(&self.word)
    }
}

/// Returns the words of `rule`, which has the index `index` in its pack, when it needs one of them;
/// none when one is too short to be looked for, since then the rest says nothing.
#[must_use]
pub fn context_words(rule: &Rule, index: u32) -> Vec<ContextWord> {
    if rule.needs != Needs::Context {
        return Vec::new();
    }
    let words: BTreeSet<&String> = rule.context.values().flatten().collect();
    let ready = words.into_iter().map(|word| {
        let folded = folded(word);
        let can_be_found = folded.len() >= STRING_BYTES_MIN && !is_number(&folded);
        can_be_found.then(|| ContextWord {
            rule: index,
            word: word.clone(),
            key_end: key_end(&folded) as u8,
        })
    });
    ready.collect::<Option<Vec<_>>>().unwrap_or_default()
}

fn folded(word: &str) -> Vec<u8> {
    word.bytes().map(fold_byte).collect()
}
