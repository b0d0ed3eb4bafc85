//! Many short strings of bytes in one piece of memory, so that reading them costs little.

use serde::{Deserialize, Serialize};

/// A list of strings of bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Strings {
    /// One after another.
    #[serde(with = "whole")]
    bytes: Vec<u8>,
    lens: Vec<u16>,
}

impl Strings {
    /// Returns the strings, in order.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let mut rest = self.bytes.as_slice();
        self.lens.iter().map(move |&len| {
            let (string, others) = rest.split_at(usize::from(len).min(rest.len()));
            rest = others;
            string
        })
    }
}

impl FromIterator<Vec<u8>> for Strings {
    fn from_iter<I: IntoIterator<Item = Vec<u8>>>(strings: I) -> Self {
        let mut all = Self::default();
        for string in strings {
            all.lens.push(string.len() as u16);
            all.bytes.extend(string);
        }
        all
    }
}

/// Bytes as a whole: by itself, serde reads and writes them one by one.
mod whole {
    use serde::de::{Deserializer, Error, Visitor};
    use serde::ser::Serializer;

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(bytes)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        from.deserialize_bytes(Bytes)
    }

    struct Bytes;

    impl Visitor<'_> for Bytes {
        type Value = Vec<u8>;

        fn expecting(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            to.write_str("bytes")
        }

        fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
            Ok(bytes.to_vec())
        }
    }
}
