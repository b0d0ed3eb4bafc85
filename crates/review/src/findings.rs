//! Findings that can be disclosed one by one: each is logged as the digest of a salted text.
//!
//! The form of a disclosure is that of SD-JWT (RFC 9901): the digest is over the Base 64 text, so
//! that nothing has to be written anew to check it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::statement::Findings;

/// Length of a salt.
pub const SALT_BYTES: usize = 16;

/// A finding with its salt: whoever has it can show that this finding was logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Disclosure {
    text: String,
}

impl Disclosure {
    /// Makes the disclosure of a finding.
    pub fn new(salt: &[u8; SALT_BYTES], finding: &Value) -> Self {
        let pair = json!([URL_SAFE_NO_PAD.encode(salt), finding]);
        Self { text: URL_SAFE_NO_PAD.encode(pair.to_string()) }
    }

    /// Takes the text of a disclosure; None when there is no finding in it.
    pub fn parse(text: &str) -> Option<Self> {
        let disclosure = Self { text: text.trim().to_owned() };
        disclosure.finding().map(|_| disclosure)
    }

    /// The text, to be kept and handed out.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the digest that is logged.
    pub fn digest(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(&self.text))
    }

    /// Returns the finding.
    pub fn finding(&self) -> Option<Value> {
        let bytes = URL_SAFE_NO_PAD.decode(&self.text).ok()?;
        match serde_json::from_slice(&bytes).ok()? {
            Value::Array(pair) if pair.len() == 2 => pair.into_iter().nth(1),
            _ => None,
        }
    }

    /// True when this finding is one of those that were logged.
    pub fn is_one_of(&self, findings: &Findings) -> bool {
        findings.digests.contains(&self.digest())
    }
}

/// A disclosure does not show itself.
impl std::fmt::Debug for Disclosure {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Disclosure({} bytes)", self.text.len())
    }
}

/// Returns what is logged about findings; sorted, so that their order says nothing.
pub fn logged(disclosures: &[Disclosure]) -> Findings {
    let mut digests: Vec<String> = disclosures.iter().map(Disclosure::digest).collect();
    digests.sort();
    Findings { digests }
}

#[cfg(test)]
mod tests;
