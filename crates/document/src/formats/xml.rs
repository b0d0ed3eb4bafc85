//! XML of any vocabulary that has no reader of its own.
//!
//! The text is that of the file with its markup, so that attributes and comments are scanned too.

pub(super) mod clean;

use super::text;
use crate::Input;
use crate::format::{Format, Probe};
use crate::out::Out;

/// XML.
pub(super) const XML: Format = Format {
    name: "xml",
    title: "XML",
    extensions: &["xml", "xsd", "xsl", "rdf", "xmp", "kml", "gpx", "plist", "opml", "txt"],
    reads: "text with its markup",
    in_process: true,
    matches,
    read,
};

fn read(input: &mut dyn Input, out: &mut Out<'_>) {
    text::stream(input, out, text::Shape::Escaped(text::Escapes::Reference));
}

fn matches(probe: &mut Probe<'_>) -> bool {
    is_xml(&text::ascii_view(probe), &probe.extension()) && text::is_text(probe.head)
}

fn is_xml(head: &[u8], extension: &str) -> bool {
    let head = head.trim_ascii_start();
    if head.starts_with(b"<?xml") || head.starts_with(b"<?xpacket") {
        return true;
    }
    // Markdown may begin with an element too.
    let has_ends = || [b"</".as_slice(), b"/>"].iter().any(|end| find(head, end).is_some());
    extension != "md" && begins_with_element(head) && has_ends()
}

/// True when the first thing is an element, after comments and a document type.
fn begins_with_element(mut head: &[u8]) -> bool {
    while let Some(markup) = head.trim_ascii_start().strip_prefix(b"<") {
        let end = match markup {
            [b'!', b'-', b'-', ..] => after(markup, b"-->"),
            [b'!', ..] => after_doctype(markup),
            [b'?', ..] => after(markup, b"?>"),
            _ => return is_element(markup),
        };
        let Some(rest) = end else { return false };
        head = rest;
    }
    false
}

/// A name, and then something that ends it.
fn is_element(markup: &[u8]) -> bool {
    let len = markup.iter().position(|byte| b" \t\r\n/>".contains(byte)).unwrap_or(0);
    let name = markup.get(..len).unwrap_or_default();
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b":_-.".contains(byte);
    name.first().is_some_and(u8::is_ascii_alphabetic) && name.iter().all(is_name)
}

/// What follows a document type, which may have declarations in brackets.
fn after_doctype(markup: &[u8]) -> Option<&[u8]> {
    let rest = after(markup, b">")?;
    let declaration = markup.get(..markup.len() - rest.len())?;
    if declaration.contains(&b'[') { after(after(markup, b"]")?, b">") } else { Some(rest) }
}

fn after<'a>(text: &'a [u8], end: &[u8]) -> Option<&'a [u8]> {
    text.get(find(text, end)? + end.len()..)
}

fn find(text: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::find(text, needle)
}

#[cfg(test)]
mod tests;
