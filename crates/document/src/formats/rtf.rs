//! Rich Text Format, version 1.9.1.
//!
//! Every group goes somewhere: to the text, to a note, a property or an object; what nobody knows
//! is told as text that is not shown. Layout is not computed.

mod destination;
mod group;
mod objects;
mod pictures;
mod state;
mod tokens;

pub(super) use self::group::page_of_charset;
use self::state::Reading;
use self::tokens::{Token, Tokens};
use super::textual::{lenient, whole};
use crate::format::Format;
use crate::out::{NewPart, Out};
use crate::{Hidden, Input, PartKind, ProblemCode};

/// Rich Text Format.
pub(super) const RTF: Format = Format {
    name: "rtf",
    title: "Rich Text Format",
    extensions: &["rtf"],
    reads: "text, notes, comments, headers, text boxes, deleted and hidden text, field codes, \
            people, properties, bookmarks, pictures, embedded files, unknown groups",
    in_process: false,
    matches: |probe| {
        let head = probe.head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(probe.head);
        head.trim_ascii_start().starts_with(b"{\\rt")
    },
    read,
};

fn read(input: &mut dyn Input, out: &mut Out<'_>) {
    let held = out.hold(input, None);
    let mut reading = Reading::new(out.limits().nesting_max as usize);
    let mut tokens = Tokens::new(&held.bytes);
    let mut was_open = false;
    for token in tokens.by_ref() {
        reading.take(token, out);
        was_open |= token == Token::Open;
        if out.stop() || (was_open && reading.is_at_end()) {
            break;
        }
    }
    let rest = tokens.rest();
    let is_whole = reading.is_at_end();
    reading.finish(out);
    if !is_whole && !out.stop() {
        out.problem(ProblemCode::Truncated);
    }
    // No program shows what follows the last group.
    let text = lenient(rest);
    let text = text.trim_matches(|character: char| character.is_whitespace() || character == '\0');
    out.count().account();
    if !text.is_empty() {
        out.count().gap_at_end(rest.len() as u64);
        let part = NewPart::new(PartKind::Other, "after the end").hidden(Hidden::Slack);
        out.text(part, text, vec![whole(text)]);
    }
}

#[cfg(test)]
mod tests;
