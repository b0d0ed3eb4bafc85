//! The character encoding of a page: a mark at its start, what it says of itself, or a guess.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::super::textual;
use crate::ProblemCode;

/// Bytes in which a page says its encoding (the standard asks for 1,024; browsers look further).
const PRESCAN_BYTES: usize = 4096;

/// How a page was decoded.
#[derive(Debug, Default)]
pub(super) struct Decoding {
    /// Where its text begins in the file, if text and bytes run side by side from there.
    pub(super) base: Option<u64>,
    /// What is wrong with its encoding.
    pub(super) problem: Option<ProblemCode>,
}

/// True when a mark at the start says UTF-16.
pub(super) fn is_utf16(bytes: &[u8]) -> bool {
    matches!(Encoding::for_bom(bytes), Some((encoding, _)) if encoding != UTF_8)
}

/// Returns the text of a page.
pub(super) fn decode(bytes: &[u8]) -> (Cow<'_, str>, Decoding) {
    let (marked, mark_length) = Encoding::for_bom(bytes).map_or((None, 0), |(e, l)| (Some(e), l));
    let content = bytes.get(mark_length..).unwrap_or_default();
    // Nearly all pages are UTF-8, and nothing else looks like it.
    if (marked.is_none() || marked == Some(UTF_8))
        && let Ok(text) = std::str::from_utf8(content)
    {
        let base = Some(mark_length as u64);
        return (Cow::Borrowed(text), Decoding { base, problem: None });
    }
    if let Some(encoding) = marked.or_else(|| declared(content)) {
        let (text, damaged) = encoding.decode_without_bom_handling(content);
        if !damaged {
            return (text, Decoding::default());
        }
    }
    let (text, fits) = textual::guessed(content);
    let problem = if fits { ProblemCode::EncodingDoubtful } else { ProblemCode::EncodingBroken };
    (Cow::Owned(text), Decoding { base: None, problem: Some(problem) })
}

/// Returns the encoding that the page names in a `meta` element or an XML declaration.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..PRESCAN_BYTES.min(bytes.len()))?.to_ascii_lowercase();
    let after = ["charset", "encoding"].iter().find_map(|word| {
        let at = memchr::memmem::find(&head, word.as_bytes())?;
        head.get(at + word.len()..)
    })?;
    let is_space = |byte: &u8| byte.is_ascii_whitespace();
    let value = after.get(after.iter().position(|byte| !is_space(byte))?..)?.strip_prefix(b"=")?;
    let start = value.iter().position(|byte| !is_space(byte) && !b"\"'".contains(byte))?;
    let value = value.get(start..)?;
    let end = value
        .iter()
        .position(|byte| is_space(byte) || b"\"';/>?".contains(byte))
        .unwrap_or(value.len());
    let encoding = Encoding::for_label(value.get(..end)?)?;
    // A page whose declaration could be read as ASCII is not in UTF-16 (WHATWG HTML, 13.2.3.2).
    let is_wide = encoding == UTF_16BE || encoding == UTF_16LE;
    Some(if is_wide { UTF_8 } else { encoding })
}
