//! The text of a document alone: what is shown, in the order in which it is read.

use crate::formats::text::clean::visible;
use crate::{Document, ReadPart};

/// Formats that hold documents, or have no text: they are cleaned as they are.
const NOT_FLAT: &[&str] = &[
    "zip", "tar", "gzip", "mbox", "jpeg", "png", "webp", "tiff", "gif", "bmp", "heic", "avif",
    "mp4", "mov", "m4a", "mp3", "flac", "ogg", "wav", "text",
];

/// True for a format that has a layout to lose.
pub(super) fn has_layout(format: &str) -> bool {
    !NOT_FLAT.contains(&format)
}

/// Returns the text that a document shows by itself, without that of documents in it.
pub(super) fn flat(document: &Document) -> String {
    let mut text = String::new();
    for part in document.parts.iter().filter(|part| part.part.path.is_empty() && is_read(part)) {
        let shown = shown(part);
        if !shown.trim().is_empty() {
            text.push_str(shown.trim_end());
            text.push_str("\n\n");
        }
    }
    visible(text.trim_end()).0
}

/// True for parts that a reader of the document sees.
fn is_read(part: &ReadPart) -> bool {
    part.part.hidden.is_none() && part.part.kind.is_read()
}

/// Returns the text of a part without what is hidden in it.
pub(crate) fn shown(part: &ReadPart) -> String {
    let mut text = String::with_capacity(part.text.len());
    let mut at = 0;
    for run in part.runs.iter().filter(|run| run.hidden.is_some()) {
        text.push_str(part.text.get(at..run.span.start).unwrap_or_default());
        at = run.span.end.max(at);
    }
    text.push_str(part.text.get(at..).unwrap_or_default());
    text
}
