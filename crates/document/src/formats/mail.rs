//! Mail messages (RFC 5322, MIME).

use super::{Format, Probe, not_read};

/// mail message.
pub(super) const EML: Format = Format {
    name: "eml",
    title: "mail message",
    extensions: &["eml"],
    reads: "",
    in_process: false,
    matches: is_mail,
    read: not_read,
};

fn is_mail(_probe: &mut Probe<'_>) -> bool {
    false
}
