//! Cleans XML of any vocabulary: what programs pass over goes. Drawings in SVG are rebuilt.

mod svg;

use crate::clean::{Refusal, Removal, Work, apply, edits_of_bytes};
use crate::formats::text::clean::{decoded, visible};

pub(in crate::formats) fn xml(bytes: &[u8], work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    let edits = edits_of_bytes(work.marks());
    work.removed(Removal::Redaction, edits.iter().filter(|e| !e.replacement.is_empty()).count());
    let (text, _) = decoded(&apply(bytes, &edits), work)?;
    let text = in_utf_8(&text);
    if svg::is_one(&text) {
        return svg::clean(&text, work);
    }
    let (text, comments) = without_comments(&text);
    work.removed(Removal::Comments, comments);
    let (shown, gone) = visible(&text);
    work.removed(Removal::Invisible, gone);
    Ok(shown.into_bytes())
}

/// Returns the text with a declaration of the encoding that it is written in from now on.
fn in_utf_8(text: &str) -> String {
    let Some((declaration, rest)) = text.split_once("?>") else { return text.to_owned() };
    if !declaration.starts_with("<?xml ") || !declaration.contains("encoding") {
        return text.to_owned();
    }
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>{rest}")
}

/// Returns the text without comments and instructions to programs, and how many those were; they
/// are looked for outside of sections in which they are text.
fn without_comments(text: &str) -> (String, usize) {
    let mut made = String::with_capacity(text.len());
    let mut gone = 0;
    let mut rest = text;
    while let Some(at) = rest.find("<!").into_iter().chain(rest.find("<?")).min() {
        let (before, markup) = rest.split_at_checked(at).unwrap_or((rest, ""));
        made.push_str(before);
        let (end, stays) = match markup {
            m if m.starts_with("<!--") => ("-->", false),
            m if m.starts_with("<![CDATA[") => ("]]>", true),
            m if m.starts_with("<?xml ") => ("?>", true),
            m if m.starts_with("<?") => ("?>", false),
            _ => ("!", true),
        };
        let length = markup.find(end).map_or(markup.len(), |found| found + end.len());
        // What else begins so is passed by its first two characters.
        let length = if end == "!" { 2 } else { length };
        let (piece, after) = markup.split_at_checked(length).unwrap_or((markup, ""));
        if stays {
            made.push_str(piece);
        } else {
            gone += 1;
        }
        rest = after;
    }
    made.push_str(rest);
    (made, gone)
}

#[cfg(test)]
mod tests;
