//! Web pages (WHATWG HTML).

use super::{Format, Probe, not_read};

/// HTML page.
pub(super) const HTML: Format = Format {
    name: "html",
    title: "HTML page",
    extensions: &["html", "htm", "xhtml"],
    reads: "",
    in_process: false,
    matches: is_html,
    read: not_read,
};

fn is_html(_probe: &mut Probe<'_>) -> bool {
    false
}
