//! Office Open XML (ECMA-376): documents, workbooks, presentations.

use super::{Format, Probe, not_read};

/// Word document.
pub(super) const DOCX: Format = Format {
    name: "docx",
    title: "Word document",
    extensions: &["docx", "docm", "dotx"],
    reads: "",
    in_process: false,
    matches: is_docx,
    read: not_read,
};

fn is_docx(_probe: &mut Probe<'_>) -> bool {
    false
}
