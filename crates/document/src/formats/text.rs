//! Plain text and source code, in any common character encoding.

use super::{Format, Probe};
use crate::read::{NewPart, Out};
use crate::{Input, OffsetMap, PartKind, Run, Source, Span};

/// Plain text.
pub(super) const TEXT: Format = Format {
    name: "text",
    title: "plain text and source code",
    extensions: &["txt", "md", "log"],
    reads: "text",
    in_process: true,
    matches: is_text,
    read,
};

fn is_text(probe: &mut Probe<'_>) -> bool {
    !probe.head.contains(&0)
}

fn read(input: &mut dyn Input, out: &mut Out<'_>) {
    let held = out.hold(input, None);
    let text = String::from_utf8_lossy(&held.bytes).into_owned();
    let mut part = NewPart::new(PartKind::Body, "text");
    part.has_lines = true;
    let run = Run {
        span: Span::new(0, text.len()),
        hidden: None,
        label: None,
        source: Source::Bytes(OffsetMap::identity(0)),
    };
    out.text(part, &text, vec![run]);
}
