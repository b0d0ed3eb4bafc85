//! Pictures: what is written in them beside the pixels.

use super::{Format, Probe, not_read};

/// JPEG picture.
pub(super) const JPEG: Format = Format {
    name: "jpeg",
    title: "JPEG picture",
    extensions: &["jpg", "jpeg"],
    reads: "",
    in_process: false,
    matches: is_jpeg,
    read: not_read,
};

fn is_jpeg(probe: &mut Probe<'_>) -> bool {
    probe.head.starts_with(&[0xFF, 0xD8, 0xFF])
}
