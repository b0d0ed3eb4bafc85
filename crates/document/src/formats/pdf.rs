//! PDF documents (ISO 32000-2).

use super::{Format, Probe, not_read};

/// Portable Document Format.
pub(super) const PDF: Format = Format {
    name: "pdf",
    title: "Portable Document Format",
    extensions: &["pdf"],
    reads: "",
    in_process: false,
    matches: is_pdf,
    read: not_read,
};

fn is_pdf(probe: &mut Probe<'_>) -> bool {
    probe
        .head
        .get(..1024.min(probe.head.len()))
        .is_some_and(|head| memchr::memmem::find(head, b"%PDF-").is_some())
}
