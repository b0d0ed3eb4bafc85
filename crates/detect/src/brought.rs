//! The plug-in point for a model of names that a user brings.
//!
//! It adds to what the own model finds and takes nothing away. What it is made with is its own
//! affair; `onnx` is the reader of one usual kind, behind a feature.

use std::fmt::Debug;

use crate::names::Name;

/// Finds names of people, organisations and places, and addresses.
pub trait NameModel: Debug + Send + Sync {
    /// Returns the names in a text.
    ///
    /// # Errors
    ///
    /// When the model cannot be run on it; the file then counts as unread.
    fn find(&self, text: &str) -> Result<Vec<Name>, NameModelError>;
}

/// Why a model of names cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameModelError {
    /// The model itself is not understood.
    #[error("the model cannot be loaded: {0}")]
    Model(String),
    /// What goes into it is not what a model of words takes.
    #[error("the model wants `{0}`, which a text does not give")]
    Input(String),
    /// The words that it knows do not fit.
    #[error("the vocabulary has no `{0}`")]
    Vocabulary(&'static str),
    /// The names of its labels are not there.
    #[error("the configuration has no `id2label` with the numbers from 0 on")]
    Labels,
    /// No label is of people, organisations or places.
    #[error("no label of the model is of a person, an organisation or a place")]
    Nameless,
    /// It failed on a text, or gave something else than scores for each label.
    #[error("the model failed: {0}")]
    Run(String),
}

#[cfg(test)]
mod tests;
