//! What a check is.

/// A check, by the name that rules use.
pub struct Check {
    /// Its name, in kebab case.
    pub name: &'static str,
    /// The standard or publication that defines it.
    pub source: &'static str,
    /// Whether the value holds.
    pub holds: fn(&str) -> bool,
}
