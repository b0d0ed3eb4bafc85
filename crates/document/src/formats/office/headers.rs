//! What the headers of a table look like, in sheets and in documents alike.

use std::collections::BTreeSet;

/// A header is a few words at most.
pub(crate) const BYTES_MAX: usize = 120;

/// True when the texts of a row look like headers of columns: short, of letters, and distinct.
pub(crate) fn are<'a>(mut texts: impl Iterator<Item = &'a str>) -> bool {
    let mut seen = BTreeSet::new();
    texts.all(|text| {
        text.len() <= BYTES_MAX && text.chars().any(char::is_alphabetic) && seen.insert(text)
    })
}
