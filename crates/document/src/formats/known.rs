//! Formats that are recognised and not read yet, so that a person hears their name.

use super::{Format, Probe, not_read};

/// Office 97-2003 document, or mail message of Outlook.
pub(super) const OLE: Format = Format {
    name: "ole",
    title: "Office 97-2003 document, or mail message of Outlook",
    extensions: &["doc", "xls", "ppt", "msg"],
    reads: "",
    in_process: false,
    matches: is_ole,
    read: not_read,
};

fn is_ole(probe: &mut Probe<'_>) -> bool {
    probe.head.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])
}
