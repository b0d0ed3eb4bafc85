//! Archives: ZIP, tar, gzip; each member is a document of its own.

use super::{Format, Probe, not_read};

/// ZIP archive.
pub(super) const ZIP: Format = Format {
    name: "zip",
    title: "ZIP archive",
    extensions: &["zip"],
    reads: "",
    in_process: false,
    matches: is_zip,
    read: not_read,
};

fn is_zip(probe: &mut Probe<'_>) -> bool {
    probe.head.starts_with(b"PK\x03\x04") || probe.head.starts_with(b"PK\x05\x06")
}
