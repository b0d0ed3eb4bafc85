//! What was found: a text that does not show itself.

use std::fmt;

/// The text that a finding stands for.
///
/// It has no `Display` and cannot be serialised; printed for debugging it is its length.
#[derive(Clone, PartialEq, Eq)]
pub struct Evidence(Box<str>);

impl Evidence {
    /// Takes the text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// Shows the text; only for those who were told that they will see it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Evidence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "<{} bytes>", self.0.len())
    }
}

/// Returns the value with at most four characters shown, none when it is shorter than eight, and
/// without the length of a secret.
#[must_use]
pub fn mask(value: &str, secret: bool) -> String {
    let characters: Vec<char> = value.chars().collect();
    if characters.len() < 8 {
        return "*".repeat(if secret { 8 } else { characters.len() });
    }
    let first: String = characters.iter().take(2).collect();
    if secret {
        return format!("{first}{}", "*".repeat(8));
    }
    let last: String = characters.iter().skip(characters.len() - 2).collect();
    format!("{first}{}{last}", "*".repeat((characters.len() - 4).min(32)))
        .replace(char::is_control, " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_shows_at_most_four_characters() {
        assert_eq!(mask("11010519491231002X", false), "11**************2X");
        assert_eq!(mask("1234567", false), "*******");
        assert_eq!(mask("hunter2", true), "********");
        assert_eq!(mask("correct horse battery", true), "co********");
    }

    #[test]
    fn evidence_prints_as_its_length() {
        assert_eq!(format!("{:?}", Evidence::new("hunter2")), "<7 bytes>");
    }
}
