//! Checks that rules name: check digits, dates, prefixes and other arithmetic of public number
//! formats.
//!
//! A check gets the value as it was matched, in folded form, and says whether it holds.

mod common;

/// A check, by the name that rules use.
pub struct Check {
    /// Its name, in kebab case.
    pub name: &'static str,
    /// The standard or publication that defines it.
    pub source: &'static str,
    /// Whether the value holds.
    pub holds: fn(&str) -> bool,
}

/// All checks.
pub const CHECKS: &[&[Check]] = &[common::CHECKS, crate::secret::CHECKS];

/// Returns the check of that name.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static Check> {
    CHECKS.iter().flat_map(|group| group.iter()).find(|check| check.name == name)
}
