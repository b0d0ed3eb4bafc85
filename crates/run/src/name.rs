//! How a path is told: as a person would type it, and never losing a byte.

use std::ffi::OsStr;
use std::fmt::Write;

/// A name or path as text.
pub(crate) struct Told {
    /// The text; bytes that are not UTF-8 are percent-escaped, and then the percent sign as well.
    pub(crate) text: String,
    /// The bytes, when they are not UTF-8.
    pub(crate) bytes: Option<Vec<u8>>,
}

/// Returns `name` as text.
pub(crate) fn told(name: &OsStr) -> Told {
    if let Some(text) = name.to_str() {
        return Told { text: text.to_owned(), bytes: None };
    }
    let bytes = name.as_encoded_bytes();
    let mut text = String::with_capacity(bytes.len() + 8);
    for chunk in bytes.utf8_chunks() {
        text.push_str(&chunk.valid().replace('%', "%25"));
        for byte in chunk.invalid() {
            // Writing to a string does not fail.
            let _written = write!(text, "%{byte:02X}");
        }
    }
    Told { text, bytes: Some(bytes.to_vec()) }
}
