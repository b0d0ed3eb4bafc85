//! The text of a document alone: what is shown, in the order in which it is read.

use std::io::Cursor;

use super::{Refusal, Removal, Work};
use crate::formats;
use crate::{Collector, Coverage, ReadPart};

/// Formats that hold documents, or have no text: they are cleaned as they are.
const NOT_FLAT: &[&str] = &[
    "zip", "tar", "gzip", "mbox", "jpeg", "png", "webp", "tiff", "gif", "bmp", "heic", "avif",
    "mp4", "mov", "m4a", "mp3", "flac", "ogg", "wav", "text",
];

/// Returns the shown text of a document; `None` for one that has no other layout to lose.
pub(super) fn flat(
    bytes: &[u8],
    name: &str,
    format: &str,
    work: &mut Work<'_>,
) -> Result<Option<Vec<u8>>, Refusal> {
    if NOT_FLAT.contains(&format) {
        return Ok(None);
    }
    let mut collector = Collector::default();
    crate::read(&mut Cursor::new(bytes), name, work.limits(), &mut collector);
    let document = collector.document;
    if document.coverage == Some(Coverage::Refused) {
        return Err(Refusal::NoCleaner);
    }
    let mut text = String::new();
    for part in document.parts.iter().filter(|part| part.part.path.is_empty() && is_read(part)) {
        let shown = shown(part);
        if !shown.trim().is_empty() {
            text.push_str(shown.trim_end());
            text.push_str("\n\n");
        }
    }
    work.removed(Removal::Layout, 1);
    let (text, _) = formats::visible(text.trim_end());
    Ok(Some(format!("{text}\n").into_bytes()))
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
