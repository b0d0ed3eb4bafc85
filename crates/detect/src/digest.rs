//! Keyed digests: the same value has the same digest, and nobody without the key learns the value.

use document::fold;
use hmac::{Hmac, KeyInit, Mac};
use rules::Category;
use sha2::Sha256;

use crate::Evidence;

/// Bytes of a key that is made anew.
pub const KEY_BYTES: usize = 32;
/// Fewest bytes of a key that someone brings.
pub const KEY_BYTES_MIN: usize = 16;

/// The key of the digests of one organisation or person.
#[derive(Clone)]
pub struct DigestKey {
    mac: Hmac<Sha256>,
}

impl DigestKey {
    /// Takes the bytes of a key; nothing when there are fewer than [`KEY_BYTES_MIN`].
    #[must_use]
    pub fn new(bytes: &[u8]) -> Option<Self> {
        if bytes.len() < KEY_BYTES_MIN {
            return None;
        }
        // HMAC takes keys of every length; the library's error is for other constructions.
        Hmac::new_from_slice(bytes).ok().map(|mac| Self { mac })
    }

    /// Returns the key's short name, such as `k-3f9a`: enough to see that two keys differ.
    #[must_use]
    pub fn id(&self) -> String {
        let name: String = hex(&self.mac_of(&[b"obelus key id"])).chars().take(4).collect();
        format!("k-{name}")
    }

    /// Returns the digest of a value under its category, `hmac-sha256:<hex>`.
    #[must_use]
    pub fn digest(&self, category: Category, evidence: &Evidence) -> String {
        let value = normalise(evidence.reveal());
        let category = category.name().as_bytes();
        format!("hmac-sha256:{}", hex(&self.mac_of(&[category, b"\0", value.as_bytes()])))
    }

    fn mac_of(&self, pieces: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.mac.clone();
        for piece in pieces {
            mac.update(piece);
        }
        mac.finalize().into_bytes().into()
    }
}

impl std::fmt::Debug for DigestKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("DigestKey(…)")
    }
}

/// Returns a value in the form in which two spellings of it are one: folded, in lower case,
/// without separators.
fn normalise(value: &str) -> String {
    let folded = fold(value);
    let plain: String = folded.text.chars().filter(|c| c.is_alphanumeric()).collect();
    // A value of nothing but signs is told by its signs.
    if plain.is_empty() { folded.text.into_owned() } else { plain.to_lowercase() }
}

/// Returns the bytes in lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0xF)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(key: &[u8], category: Category, value: &str) -> String {
        DigestKey::new(key).unwrap().digest(category, &Evidence::new(value))
    }

    #[test]
    fn spellings_of_one_value_have_one_digest() {
        let of = |value| digest(&[7; 32], Category::PersonalData, value);
        assert_eq!(of("1101 0519-4912 31002X"), of("11010519491231002x"));
        assert_eq!(of("１１０１０５19491231002X"), of("11010519491231002x"));
        assert_ne!(of("11010519491231002X"), of("110105194912310021"));
        assert_ne!(of("--"), of("=="));
    }

    #[test]
    fn a_digest_depends_on_key_and_category() {
        let value = "11010519491231002X";
        let first = digest(&[7; 32], Category::PersonalData, value);
        assert_ne!(first, digest(&[8; 32], Category::PersonalData, value));
        assert_ne!(first, digest(&[7; 32], Category::Secret, value));
    }

    #[test]
    fn a_key_has_a_short_name_and_a_least_length() {
        assert_eq!(DigestKey::new(&[7; 32]).unwrap().id().len(), 6);
        assert!(DigestKey::new(&[7; 15]).is_none());
        assert_eq!(format!("{:?}", DigestKey::new(&[7; 32]).unwrap()), "DigestKey(…)");
    }
}
