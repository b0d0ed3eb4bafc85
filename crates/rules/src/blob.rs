//! Prepared rules as bytes, so that the program starts without preparing them again.

use serde::{Deserialize, Serialize};

use crate::{ContextWord, PrepareError, Prepared, Rule, RuleError, context_words, prepare};

/// Rules with their prepared patterns.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Pack {
    /// The rules.
    pub rules: Vec<Rule>,
    /// Their patterns, in order of rules, each with the index of its rule.
    pub patterns: Vec<Prepared>,
    /// The words without which some of them find nothing, in order of rules.
    pub words: Vec<ContextWord>,
}

/// Why a pack does not load.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// A rule's form is wrong.
    #[error(transparent)]
    Rule(#[from] RuleError),
    /// A pattern cannot be prepared.
    #[error("rule `{id}`: {source}")]
    Pattern {
        /// The rule.
        id: String,
        /// What is wrong with its pattern.
        source: PrepareError,
    },
    /// The bytes are no pack of this version.
    #[error("the prepared rules are not of this version")]
    Bytes,
}

impl Pack {
    /// Adds `rules`, preparing their patterns.
    ///
    /// # Errors
    ///
    /// When a pattern is malformed or has no anchor.
    pub fn add(&mut self, rules: Vec<Rule>) -> Result<(), PackError> {
        for rule in rules {
            for pattern in &rule.patterns {
                let prepared = prepare(pattern, &rule, self.rules.len() as u32)
                    .map_err(|source| PackError::Pattern { id: rule.id.clone(), source })?;
                self.patterns.push(prepared);
            }
            self.words.extend(context_words(&rule, self.rules.len() as u32));
            self.rules.push(rule);
        }
        Ok(())
    }
}

/// Returns the bytes of a pack.
///
/// # Panics
///
/// Never: a pack is plain data.
#[must_use]
pub fn encode(pack: &Pack) -> Vec<u8> {
    postcard::to_stdvec(pack).expect("plain data always has bytes")
}

/// Returns the pack of which [`encode`] made `bytes`.
///
/// # Errors
///
/// When the bytes are not such.
pub fn decode(bytes: &[u8]) -> Result<Pack, PackError> {
    postcard::from_bytes(bytes).map_err(|_| PackError::Bytes)
}
