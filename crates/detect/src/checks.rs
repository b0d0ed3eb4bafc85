//! Checks that rules name: check digits, dates, prefixes and other arithmetic of public number
//! formats.
//!
//! A check gets the value as it was matched, in folded form, and says whether it holds. Separators
//! do not matter to it: the pattern of a rule says where they may stand.

mod americas;
mod asia;
mod business_europe;
mod business_world;
mod china;
mod common;
mod europe;
mod generic;
mod middle_east_africa;
mod oceania;
mod persons;
mod weights;

use crate::Reason;
pub use crate::check::Check;

/// All checks, with what a value that passes has for it.
pub const CHECKS: &[(Reason, &[Check])] = &[
    (Reason::Checksum, common::CHECKS),
    (Reason::Checksum, generic::CHECKS),
    (Reason::Checksum, china::CHECKS),
    (Reason::Checksum, asia::CHECKS),
    (Reason::Checksum, oceania::CHECKS),
    (Reason::Checksum, europe::CHECKS),
    (Reason::Checksum, americas::CHECKS),
    (Reason::Checksum, middle_east_africa::CHECKS),
    (Reason::Checksum, persons::CHECKS),
    (Reason::Checksum, business_europe::CHECKS),
    (Reason::Checksum, business_world::CHECKS),
    (Reason::Checksum, crate::secret::CHECKSUMS),
    (Reason::Form, generic::FORMS),
    (Reason::Form, china::FORMS),
    (Reason::Form, persons::FORMS),
    (Reason::Form, crate::secret::CHECKS),
    (Reason::Form, crate::infrastructure::CHECKS),
];

/// Returns the check of that name.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static Check> {
    with_reason(name).map(|(_, check)| check)
}

/// Returns the check of that name, and what a value that passes has for it.
pub(crate) fn with_reason(name: &str) -> Option<(Reason, &'static Check)> {
    let all = CHECKS.iter().flat_map(|(reason, group)| group.iter().map(|check| (*reason, check)));
    all.into_iter().find(|(_, check)| check.name == name)
}

#[cfg(test)]
mod tests;
