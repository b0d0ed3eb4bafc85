//! XML of any vocabulary that has no reader of its own.
//!
//! The text is that of the file with its markup, so that attributes and comments are scanned too.

use super::{Format, Probe, text};
use crate::Input;
use crate::read::Out;

/// XML.
pub(super) const XML: Format = Format {
    name: "xml",
    title: "XML",
    extensions: &["xml", "svg", "xsd", "xsl", "rdf", "xmp", "kml", "gpx", "plist", "opml", "txt"],
    reads: "text with its markup",
    in_process: true,
    matches,
    read,
};

fn read(input: &mut dyn Input, out: &mut Out<'_>) {
    text::stream(input, out, text::Shape::Escaped(text::Escapes::Reference));
}

fn matches(probe: &mut Probe<'_>) -> bool {
    is_xml(&text::ascii_view(probe)) && text::is_text(probe.head)
}

fn is_xml(head: &[u8]) -> bool {
    let head = head.trim_ascii_start();
    if head.starts_with(b"<?xml") || head.starts_with(b"<?xpacket") {
        return true;
    }
    let Some(name) = root_name(head) else { return false };
    let ends = [b"</".as_slice(), b"/>"];
    !name.is_empty() && ends.iter().any(|end| memchr::memmem::find(head, end).is_some())
}

/// The name of the first element, after comments and a document type.
fn root_name(mut head: &[u8]) -> Option<&[u8]> {
    loop {
        head = head.trim_ascii_start().strip_prefix(b"<")?;
        let end: &[u8] = match head {
            [b'!', b'-', b'-', ..] => b"-->",
            [b'!' | b'?', ..] => b">",
            [first, ..] if first.is_ascii_alphabetic() => {
                let len = head.iter().position(|byte| b" \t\r\n/>".contains(byte))?;
                let name = head.get(..len)?;
                let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b":_-.".contains(byte);
                return name.iter().all(is_name).then_some(name);
            }
            _ => return None,
        };
        head = head.get(memchr::memmem::find(head, end)? + end.len()..)?;
    }
}

#[cfg(test)]
mod tests;
