//! Checks that rules name: check digits, dates, prefixes and other arithmetic of public number
//! formats.
//!
//! A check gets the value as it was matched, in folded form, and says whether it holds. Separators
//! do not matter to it: the pattern of a rule says where they may stand.

mod americas;
mod asia;
mod china;
mod common;
mod europe;
mod generic;
mod middle_east_africa;
mod oceania;

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
pub const CHECKS: &[&[Check]] = &[
    common::CHECKS,
    generic::CHECKS,
    china::CHECKS,
    asia::CHECKS,
    oceania::CHECKS,
    europe::CHECKS,
    americas::CHECKS,
    middle_east_africa::CHECKS,
    crate::infrastructure::CHECKS,
    crate::secret::CHECKS,
];

/// Returns the check of that name.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static Check> {
    CHECKS.iter().flat_map(|group| group.iter()).find(|check| check.name == name)
}

#[cfg(test)]
mod tests;
