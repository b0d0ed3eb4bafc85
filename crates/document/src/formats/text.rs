//! Plain text and source code, in any common character encoding.

mod card;
mod charset;
pub(crate) mod clean;
mod decode;
mod escapes;
mod stream;
mod unseen;

use crate::Input;
use crate::format::{Format, Probe};
use crate::out::Out;

pub(super) use card::CARD;
pub(super) use charset::decode_short;
pub(super) use escapes::Escapes;
pub(super) use stream::{Shape, stream};

/// Plain text.
pub(super) const TEXT: Format = Format {
    name: "text",
    title: "plain text and source code",
    extensions: &["txt", "md", "log"],
    reads: "text in UTF-8, UTF-16, UTF-32 and the usual older encodings",
    in_process: true,
    matches: |probe| is_text(probe.head),
    read,
};

/// True when `head` is the beginning of a text: few control characters, in a known encoding.
pub(super) fn is_text(head: &[u8]) -> bool {
    charset::guess(head).is_some()
}

/// Returns the head of a text with ASCII characters as single bytes, for tests of structure.
///
/// Only UTF-16 and UTF-32 are decoded: in all other encodings the characters that structure is
/// made of are single bytes already.
pub(super) fn ascii_view<'a>(probe: &'a Probe<'_>) -> std::borrow::Cow<'a, [u8]> {
    charset::ascii_view(probe.head)
}

fn read(input: &mut dyn Input, out: &mut Out<'_>) {
    // Java writes all that is not Latin-1 as escapes there.
    let shape = match out.name().ends_with(".properties") {
        true => Shape::Escaped(Escapes::Backslash),
        false => Shape::Plain,
    };
    stream(input, out, shape);
}

#[cfg(test)]
mod tests;
