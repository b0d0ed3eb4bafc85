//! Published check-lists of what to look for before a document goes out, as data.
//!
//! A list is a file in `checklists/`; its items say in which parts of which formats they would be
//! found. What no program here can look for is said by the item itself.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The built-in lists: one file each.
const BUILT_IN: &[&str] = &[
    include_str!("../checklists/ico.yml"),
    include_str!("../checklists/nsa-pdf.yml"),
    include_str!("../checklists/ms-inspector.yml"),
    include_str!("../checklists/adobe.yml"),
];

/// A published check-list.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checklist {
    /// Its name on the command line.
    pub name: String,
    /// Its title as published.
    pub title: String,
    /// Who publishes it, when, and what of it was read.
    pub source: String,
    /// Its items, in order.
    pub items: Vec<Item>,
}

/// One item of a list.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Its id within the list.
    pub id: String,
    /// Its title in English.
    pub title: String,
    /// Its title in other languages.
    #[serde(default)]
    pub titles: BTreeMap<String, String>,
    /// Formats that it is about; all when none is named.
    #[serde(default)]
    pub formats: Vec<String>,
    /// What shows that it is there; one of them is enough.
    #[serde(default)]
    pub any: Vec<Sign>,
    /// Why this program does not look for it, if it does not.
    #[serde(default)]
    pub unchecked: Option<String>,
}

/// What shows that an item is there: a part for which all that is said holds.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sign {
    /// Kinds of parts.
    pub parts: Vec<String>,
    /// Labels of parts, or names of documents inside; a star stands for any end, `!` before one leaves it out.
    pub names: Vec<String>,
    /// Ways of hiding, of the part or of something in it.
    pub hidden: Vec<String>,
    /// Formats of documents inside; `*` is any.
    pub inside: Vec<String>,
    /// Problems of a document.
    pub problems: Vec<String>,
}

impl Item {
    /// Returns the title in a language, or in English.
    #[must_use]
    pub fn title_in(&self, language: &str) -> &str {
        self.titles.get(language).unwrap_or(&self.title)
    }

    /// True when the item is about documents of that format.
    #[must_use]
    pub fn is_about(&self, format: &str) -> bool {
        self.formats.is_empty() || self.formats.iter().any(|name| name == format)
    }
}

/// Returns the built-in lists.
///
/// # Panics
///
/// Never: a test parses them.
#[must_use]
pub fn checklists() -> Vec<Checklist> {
    BUILT_IN
        .iter()
        .map(|text| serde_saphyr::from_str(text).expect("a test parses every list"))
        .collect()
}

#[cfg(test)]
mod tests;
